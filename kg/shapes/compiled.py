"""The core constraints, by the engine ``shacl``: compiled, some forty times as fast as pySHACL.

It is an extra, for it has no build for every machine. The same findings as those of pySHACL are a
test, on every bad file, on made graphs with known faults, and on real records.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib import BNode, Graph, URIRef
from rdflib.term import Node

from kg.errors import ShapeError
from kg.shapes import reference
from kg.shapes.batches import Check
from kg.shapes.findings import Finding, order
from kg.shapes.model import Rule, Shapes
from kg.shapes.terms import compact, shown, term

if TYPE_CHECKING:
    import shacl

__all__ = ["engine", "is_installed"]

_NAMED = "blank:"


def is_installed() -> bool:
    """Whether the engine is there."""
    try:
        import shacl  # noqa: F401
    except ImportError:
        return False
    return True


def engine(shapes: Shapes) -> Check:
    """The engine with these shapes, ready for batches of N-Quads.

    Raises:
        ShapeError: it is not installed, or refuses the shapes.
    """
    try:
        import shacl
    except ImportError as error:
        raise ShapeError(
            'the engine shacl is not installed: pip install "research-synthesis-kg[fast]", or use pyshacl'
        ) from error
    try:
        ready = shacl.Shapes.from_text(_named(shapes), format="ntriples")
    except ValueError as error:
        raise ShapeError(f"the engine shacl refuses the shapes: {error}") from error
    known = shapes.known.serialize(format="nt")

    def check(batch: bytes) -> Iterator[Finding]:
        if _has_blank(batch):  # this engine gives them other names in each batch
            return reference.check(reference.read(batch), shapes)
        try:
            report = ready.validate_text(known + batch.decode(), format="nquads")
        except ValueError as error:
            raise ShapeError(f"the data to validate is not N-Quads: {error}") from error
        return iter(sorted((_finding(result, shapes) for result in report.results), key=order))

    return check


def _has_blank(batch: bytes) -> bool:
    """Whether a blank node stands in N-Quads, or a text that looks like one."""
    return batch.startswith(b"_:") or b"\n_:" in batch or b"> _:" in batch


def _named(shapes: Shapes) -> str:
    """The shapes in N-Triples, where each that can be the source of a result has a name to know it by."""
    made = Graph(bind_namespaces="none")
    for subject, predicate, value in shapes.core:
        made.add((_name(subject, shapes), predicate, _name(value, shapes)))
    return made.serialize(format="nt")


def _name(node: Node, shapes: Shapes) -> Node:
    return URIRef(_NAMED + node) if isinstance(node, BNode) and str(node) in shapes.rules else node


def _finding(result: shacl.Result, shapes: Shapes) -> Finding:
    rule = shapes.rule(URIRef((result.source_shape or "").strip("<>").removeprefix(_NAMED)))
    value, written = shown(_term(result.value))
    return Finding(
        severity=rule.severity,
        shape=rule.shape,
        component=result.component,
        message=rule.message or result.message or "",
        focus=str(_term(result.focus_node)),
        path=_path(result.path or "", rule),
        value=value,
        term=written,
    )


def _path(path: str, rule: Rule) -> str:
    """The property as a short name; of a path of several, the name of the shape."""
    is_one = path.startswith("<") and path.index(">") == len(path) - 1
    return compact(path[1:-1]) if is_one else path and rule.name


def _term(written: str | None) -> Node | None:
    """A term in N-Triples."""
    if written is None:
        return None
    (quad,) = ox.parse(f"<blank:s> <blank:p> {written} .", ox.RdfFormat.N_TRIPLES)
    return term(quad.object)
