"""The core constraints, by pySHACL: the engine that any other is measured against."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyoxigraph as ox
from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from kg import context
from kg.errors import ShapeError
from kg.shapes.batches import Check
from kg.shapes.findings import Finding, order
from kg.shapes.model import Rule, Shapes
from kg.shapes.terms import compact, graph, shown, triples

__all__ = ["check", "engine", "read"]

_FAILURE = "failure"


def engine(shapes: Shapes) -> Check:
    """pySHACL with these shapes, ready for batches of N-Quads."""
    return lambda batch: check(read(batch), shapes)


def read(batch: bytes) -> Graph:
    """The graph of a batch of N-Quads.

    Raises:
        ShapeError: the data is not N-Quads.
    """
    try:
        with _quiet():
            return graph(triples(batch, ox.RdfFormat.N_QUADS))
    except SyntaxError as error:
        raise ShapeError(f"the data to validate is not N-Quads: {error}") from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Keeps rdflib from telling of each ill-typed literal, with a traceback: they become findings."""
    logger = logging.getLogger(Literal.__module__)
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            yield
    finally:
        logger.setLevel(before)


def check(data: Graph, shapes: Shapes) -> Iterator[Finding]:
    """The findings of the core constraints about the nodes of a graph, which gains what is known.

    One value that cannot be compared ends a run of pySHACL. Then the nodes are halved until the one
    is found that has it; it becomes a finding itself, and the others are checked.

    Raises:
        ShapeError: pySHACL refuses the shapes.
    """
    import pyshacl  # which takes an eighth of a second that another engine need not wait for
    from pyshacl.errors import ReportableRuntimeError, ShapeLoadError

    data += shapes.known
    try:
        with _quiet():
            _, results, _ = pyshacl.validate(
                data,
                shacl_graph=shapes.core,
                inference="none",
                advanced=False,
                meta_shacl=False,
                do_owl_imports=False,
                inplace=True,
            )
    except ShapeLoadError as error:
        raise ShapeError(f"pySHACL refuses the shapes: {error}") from error
    except (ReportableRuntimeError, TypeError, ValueError) as error:
        results = error
    if isinstance(results, Graph):
        yield from sorted(_findings(results, shapes), key=order)
    else:
        yield from _divided(data, shapes, str(results))


def _divided(data: Graph, shapes: Shapes, reason: str) -> Iterator[Finding]:
    subjects: list[Node] = []
    if shapes.local:
        subjects = sorted(set(data.subjects()) - set(shapes.known.subjects()), key=str)
    if len(subjects) < 2:
        focus = str(subjects[0]) if len(subjects) == 1 else ""
        yield Finding(
            severity="violation",
            shape="",
            component=_FAILURE,
            message=f"A value cannot be compared, so nothing was checked ({reason}): correct its datatype.",
            focus=focus,
        )
        return
    middle = len(subjects) // 2
    for half in (subjects[:middle], subjects[middle:]):
        yield from check(graph(triple for one in half for triple in data.triples((one, None, None))), shapes)


def _findings(results: Graph, shapes: Shapes) -> Iterator[Finding]:
    for result in results.objects(None, _sh("result")):
        known: dict[Node, Any] = dict(results.predicate_objects(result))
        source = known[_sh("sourceShape")]
        rule = shapes.rule(source)
        value, term = shown(known.get(_sh("value")))
        yield Finding(
            severity=rule.severity,
            shape=rule.shape,
            component=compact(str(known[_sh("sourceConstraintComponent")])).removeprefix("sh:"),
            message=rule.message or str(known.get(_sh("resultMessage"), "")),
            focus=str(known[_sh("focusNode")]),
            path=_path(known.get(_sh("resultPath")), rule),
            value=value,
            term=term,
        )


def _sh(name: str) -> URIRef:
    return URIRef(context.iri(f"sh:{name}"))


def _path(path: Node | None, rule: Rule) -> str:
    """The property as a short name; of a path of several, the name of the shape."""
    if path is None:
        return ""
    return compact(str(path)) if isinstance(path, URIRef) else rule.name
