"""Mutants of the shapes: each constraint removed, loosened or graded otherwise, and the cases that tell.

A mutant changes one constraint of one shape. Only the shapes that reach what it changed are run, and on
the cases of their own folder, so that a thousand mutants take less than a minute.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec
import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg import context, resources
from kg.shapes import engines, sets
from kg.shapes.compiled import is_installed
from kg.shapes.findings import SEVERITIES
from kg.shapes.loading import Shapes, _compiled
from kg.shapes.terms import Triple, graph, term, triples
from kg.stores import EmbeddedStore

__all__ = ["CASES", "CONSTRAINTS", "Case", "Mutant", "cases", "mutants", "reds", "reporting", "whole"]

CASES = Path(__file__).parent / "shapes"
_FIRES = re.compile(r"# fires: (.+)")
_TEXT = re.compile(r'"(?:\\.|[^"\\])*"')
_FILTER = re.compile(r"FILTER\s*(?:(?:NOT\s+)?EXISTS\s*)?(?=[({])")
_TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
_WORDS = """
    class datatype nodeKind pattern minCount maxCount minInclusive maxInclusive qualifiedMinCount
    in hasValue disjoint uniqueLang not or xone sparql
"""
CONSTRAINTS = frozenset(_WORDS.split())
_LOOSER = {"minCount": -1, "qualifiedMinCount": -1, "minInclusive": -1, "maxCount": 1, "maxInclusive": 1}

Firing = tuple[str, str]
"""The component and the grade of a finding."""


class Mutant(NamedTuple):
    """The shapes with one constraint changed: what is taken out of them, and what is put in."""

    name: str
    shape: Node
    removed: tuple[Triple, ...]
    added: tuple[Triple, ...] = ()


class Case(NamedTuple):
    """A case: what its first line says that it fires, by shape, and its data."""

    file: Path
    fires: dict[str, list[Firing]]
    lines: bytes
    store: EmbeddedStore


def _sh(name: str) -> URIRef:
    return URIRef(context.iri(f"sh:{name}"))


def _rdf(name: str) -> URIRef:
    return URIRef(context.iri(f"rdf:{name}"))


def _short(iri: Node) -> str:
    return re.split(r"[#/]", str(iri))[-1]


# -- the shapes as they are --------------------------------------------------------------------


@cache
def whole() -> Graph:
    """All that the files of shapes say."""
    files = resources.files("shapes", "**/*.ttl")
    return graph(one for file in files for one in triples(file.read_bytes(), ox.RdfFormat.TURTLE))


@cache
def _folders() -> dict[Node, str]:
    """For each shape that has an IRI, the file that it stands in."""
    return {
        one[0]: file.stem
        for file in resources.files("shapes", "**/*.ttl")
        for one in triples(file.read_bytes(), ox.RdfFormat.TURTLE)
    }


def reporting() -> list[Node]:
    """The shapes that report, in the order of the alphabet."""
    return sorted(set(whole().subjects(_sh("message"))), key=str)


@cache
def _reached(shape: Node) -> frozenset[Node]:
    found, pending = set(), [shape]
    while pending:
        node = pending.pop()
        if node not in found and not isinstance(node, Literal):
            found.add(node)
            pending += whole().objects(node)
    return frozenset(found)


@cache
def _about(shape: Node) -> frozenset[Triple]:
    """All that is said of a shape, and the targets of the node shape that holds it."""
    said = {one for node in _reached(shape) for one in whole().triples((node, None, None))}
    for holder in whole().subjects(_sh("property"), shape):
        said.add((holder, _sh("property"), shape))
        said |= {one for kind in _TARGETS for one in whole().triples((holder, _sh(kind), None))}
    return frozenset(said)


# -- the mutants -------------------------------------------------------------------------------


def mutants() -> list[Mutant]:
    """Every mutant of every shape, each with a name of its own."""
    seen: set[Node] = set()
    found: dict[str, Mutant] = {}
    for shape in reporting():
        for one in _of_node(shape, _short(shape), seen):
            name = one.name if one.name not in found else f"{one.name} ({len(found)})"
            found[name] = one._replace(name=name)
    return list(found.values())


def _of_node(node: Node, name: str, seen: set[Node]) -> Iterator[Mutant]:
    """Those of what a shape says, and of the shapes below it; a shape that others share has them once."""
    if node in seen:
        return
    seen.add(node)
    for predicate, value in sorted(whole().predicate_objects(node), key=_position):
        key = _short(predicate)
        if predicate == _sh("severity"):
            yield from _regraded(node, name, value)
        elif predicate == _sh(key) and key in CONSTRAINTS:
            yield from _of_constraint((node, predicate, value), key, f"{name} {key}")
        for place, below in _below(key, value):
            yield from _of_node(
                below, _short(below) if isinstance(below, URIRef) else f"{name} {place}", seen
            )


def _position(one: tuple[Node, Node]) -> tuple[str, list[str]]:
    """Blank nodes have other labels in each process, so what they say puts them in order."""
    predicate, value = one
    said = whole().objects(value) if isinstance(value, BNode) else [value]
    return str(predicate), sorted(str(one) for one in said if not isinstance(one, BNode))


def _below(key: str, value: Node) -> Iterator[tuple[str, Node]]:
    if key in {"not", "qualifiedValueShape"}:
        yield key, value
    elif key in {"or", "xone"}:
        yield from ((f"{key}[{place}]", one) for place, one in enumerate(Collection(whole(), value), 1))


def _regraded(node: Node, name: str, grade: Node) -> Iterator[Mutant]:
    for other in (_sh(grade.capitalize()) for grade in SEVERITIES):
        if other != grade:
            changed = ((node, _sh("severity"), other),)
            yield Mutant(
                f"{name} is of grade {_short(other)}", node, ((node, _sh("severity"), grade),), changed
            )


def _of_constraint(triple: Triple, key: str, name: str) -> Iterator[Mutant]:
    node, predicate, value = triple

    def changed(how: str, to: Node, *more: Triple) -> Mutant:
        return Mutant(f"{name} {how}", node, (triple,), ((node, predicate, to), *more))

    if key != "qualifiedMinCount":  # nothing is left then that an engine would take for a shape
        kind = "PropertyShape" if (node, _sh("path"), None) in whole() else "NodeShape"
        yield Mutant(f"{name} removed", node, (triple,), ((node, _rdf("type"), _sh(kind)),))
    if key in _LOOSER and (key != "minCount" or int(value) > 1):
        looser = str(int(value) + _LOOSER[key])
        yield changed(f"{value} to {looser}", Literal(looser, datatype=value.datatype))
    match key:
        case "pattern":
            yield changed("any text", Literal(".*"))
            yield from (changed(how, Literal(text)) for how, text in _without_anchors(str(value)))
        case "in":
            yield changed("with a value more", *_longer(triple))
        case "or" | "xone":
            yield from _shorter(triple, changed)
        case "sparql":
            yield from _filtered(value, name)


def _without_anchors(pattern: str) -> Iterator[tuple[str, str]]:
    if pattern.startswith("^"):
        yield "may begin anyhow", pattern[1:]
    if pattern.endswith("$"):
        yield "may end anyhow", pattern[:-1]


def _longer(triple: Triple) -> list[Node | Triple]:
    """The list with the values that the cases of the shape have at its path, and the cells of the list."""
    owner = next(one for one in reporting() if triple[0] in _reached(one))
    path = ox.NamedNode(str(whole().value(owner, _sh("path"))))
    listed = set(Collection(whole(), triple[2]))
    head, cells = triple[2], []
    for case in _ordered(owner):
        for quad in case.store.oxigraph.quads_for_pattern(None, path, None):
            if (value := term(quad.object)) not in listed:
                cell = BNode()
                cells += [(cell, _rdf("first"), value), (cell, _rdf("rest"), head)]
                head = cell
    return [head, *cells]


def _shorter(triple: Triple, changed: Callable[..., Mutant]) -> Iterator[Mutant]:
    members = list(Collection(whole(), triple[2]))
    for left_out in range(len(members)):
        cells: list[Triple] = []
        head: Node = _rdf("nil")
        for member in reversed(members[:left_out] + members[left_out + 1 :]):
            cell = BNode()
            cells += [(cell, _rdf("first"), member), (cell, _rdf("rest"), head)]
            head = cell
        yield changed(f"without member {left_out + 1}", head, *cells)


def _filtered(constraint: Node, name: str) -> Iterator[Mutant]:
    """The query with one filter that lets nothing through, and with one that lets everything through."""
    select = whole().value(constraint, _sh("select"))
    for number, (start, end) in enumerate(_filters(str(select)), 1):
        for how, filter in (("shut", "FILTER(false)"), ("open", "")):
            text = Literal(f"{select[:start]}{filter}{select[end:]}")
            key = _sh("select")
            removed, added = (constraint, key, select), (constraint, key, text)
            yield Mutant(f"{name} filter {number} {how}", constraint, (removed,), (added,))


def _filters(select: str) -> Iterator[tuple[int, int]]:
    """Where each filter begins and ends; those within others too."""
    bare = _TEXT.sub(lambda found: "_" * len(found[0]), select)
    for found in _FILTER.finditer(bare):
        depth = 0
        for end in range(found.end(), len(bare)):
            depth += (bare[end] in "({") - (bare[end] in ")}")
            if not depth:
                yield found.start(), end + 1
                break


# -- the cases ---------------------------------------------------------------------------------


@cache
def cases(folder: str) -> tuple[Case, ...]:
    """The cases of a folder."""
    return tuple(_case(file) for file in sorted((CASES / folder).glob("*.ttl")))


def _case(file: Path) -> Case:
    fires: dict[str, list[Firing]] = {}
    text = file.read_text(encoding="utf-8")
    line = _FIRES.match(text)
    for pair in line[1].split(", ") if line else ():
        shape, component, *grade = pair.split()
        fires.setdefault(shape, []).append((component, grade[0] if grade else SEVERITIES[0]))
    found = ox.parse(text.encode(), format=ox.RdfFormat.TURTLE)
    lines = ox.serialize(found, format=ox.RdfFormat.N_TRIPLES) or b""
    store = EmbeddedStore()
    store.load([lines])
    return Case(file, fires, b"".join(sorted(lines.splitlines(keepends=True))), store)


def _ordered(shape: Node) -> list[Case]:
    """The cases of the folder of a shape: first those that fire it, then those that are right."""

    def rank(case: Case) -> int:
        return 0 if _short(shape) in case.fires else 1 if not case.fires else 2

    return sorted(cases(_folders()[shape]), key=rank)


def reds(mutant: Mutant | None, shapes: Iterable[Node] = ()) -> Iterator[str]:
    """The cases that do not fire what they say, or fire what they do not say, under a mutant.

    Args:
        mutant: the mutant, or none for the shapes as they are.
        shapes: which to run; those that reach what is changed, if there is a mutant.
    """
    for shape in [one for one in reporting() if mutant.shape in _reached(one)] if mutant else shapes:
        said = set(_about(shape))
        if mutant:
            said = (said - set(mutant.removed)) | set(mutant.added)
        ready = _ready(said)
        for engine in _engines() if mutant else _engines()[:1]:
            run = _runner(ready, engine)
            for case in _ordered(shape):
                if run(case) != sorted(case.fires.get(_short(shape), ())):
                    yield f"{_short(shape)}: {case.file.parent.name}/{case.file.stem} by {engine}"


def _engines() -> list[str]:
    """The fast one first; the other sees what only its notion of a well-formed date lets through."""
    return ["shacl", "pyshacl"] if is_installed() else ["pyshacl"]


def _ready(said: Iterable[Triple]) -> Shapes:
    """The shapes, ready to run; the list of licences only where they ask for it, for it is long."""
    found = _compiled(graph(said))
    asks = any(predicate == _sh("hasValue") for _, predicate, _ in found.core)
    return found if asks else msgspec.structs.replace(found, known=Graph())


def _runner(shapes: Shapes, engine: str) -> Callable[[Case], list[Firing]]:
    check = engines.ENGINES[engine](shapes)

    def run(case: Case) -> list[Firing]:
        found = {one for query in shapes.queries for one in sets.check(case.store, query)}
        found |= set(check(case.lines))
        return sorted((one.component, one.severity) for one in found)

    return run
