"""The data-shapes test suite of W3C, on each engine that is used here.

    python benchmarks/w3c_shacl.py FOLDER [--engine NAME] [--verbose]

FOLDER is the one with the manifest of the suite; the source distribution of pySHACL has it::

    pip download --no-deps --no-binary pyshacl pyshacl && tar xzf pyshacl-*.tar.gz
    python benchmarks/w3c_shacl.py pyshacl-*/test/resources/sht_tests

``pyshacl`` and ``shacl`` are the engines by themselves. ``kg/pyshacl`` and ``kg/shacl`` are
``kg.shapes.validate`` with them, where SPARQL constraints are queries on the store, and its report graph.

A test passes if ``sh:conforms`` is as expected and the results are, as a bag of focus node, path, value,
source shape, component and severity; a blank node equals any other. The report of ``kg`` names the nearest
shape above that has an IRI, and no path that is more than a property, no value that is a blank node or that
a SPARQL constraint leaves to be the focus node, nor the datatype of a focus node; and it says nothing twice.
There results count as they are told. A test that must fail passes where the engine refuses.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pyshacl
import shacl
from rdflib import RDF, SH, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg import shapes
from kg.shapes.terms import graph, triples
from kg.stores import EmbeddedStore

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
REFUSED = "refused"
PARTS = (
    SH.focusNode,
    SH.resultPath,
    SH.value,
    SH.sourceShape,
    SH.sourceConstraintComponent,
    SH.resultSeverity,
)

Row = tuple[str, ...]
Outcome = tuple[bool, Counter[Row]] | str
"""Whether the data conforms, and the results; or that the engine refuses, and why."""


class Test(NamedTuple):
    """One test of the suite."""

    name: str
    data: Graph
    shapes: Graph
    about: Graph
    report: Node


# -- the suite ---------------------------------------------------------------------------------


def parsed(file: Path) -> Graph:
    return graph(triples(file.read_bytes(), ox.RdfFormat.TURTLE, file.resolve().as_uri()))


def entries(manifest: Path, name: str) -> Iterator[Test]:
    """The tests of a manifest, and of those that it includes."""
    about = parsed(manifest)
    (here,) = set(about.subjects(RDF.type, MF.Manifest))
    for included in sorted(about.objects(here, MF.include)):
        file = path_of(included)
        yield from entries(file, f"{name}{file.parent.name}/" if file.name == "manifest.ttl" else name)
    for listed in about.objects(here, MF.entries):
        for entry in Collection(about, listed):
            yield test(about, entry, name)


def test(about: Graph, entry: Node, name: str) -> Test:
    action = about.value(entry, MF.action)
    files = [path_of(about.value(action, part)) for part in (SHT.dataGraph, SHT.shapesGraph)]
    data, rules = (without_tests(parsed(file)) for file in files)
    called = str(entry).rpartition("/")[2]
    return Test(name + called, data, rules, about, about.value(entry, MF.result))


def path_of(iri: Node) -> Path:
    return Path(str(iri).removeprefix("file://"))


def without_tests(found: Graph) -> Graph:
    """The graph without what a manifest says: the expected reports are neither data nor shapes."""
    heads = set(found.subjects(RDF.type, MF.Manifest)) | set(found.subjects(RDF.type, SHT.Validate))
    heads |= set(found.objects(None, MF.action)) | set(found.subjects(RDF.type, SH.ValidationReport))
    heads |= set(found.objects(None, SH.result))
    for head in heads:
        found.remove((head, None, None))
    return found


# -- reports -----------------------------------------------------------------------------------


def expected(test: Test, told: Callable[[Test, int, Node], str]) -> Outcome:
    if test.report == SHT.Failure:
        return REFUSED
    return outcome(test.about, test.report, lambda part, node: told(test, part, node))


def outcome(found: Graph, report: Node, told: Callable[[int, Node], str]) -> Outcome:
    """What a report says."""
    rows = Counter(
        tuple(told(part, found.value(result, name)) for part, name in enumerate(PARTS))
        for result in found.objects(report, SH.result)
    )
    return str(found.value(report, SH.conforms)) == "true", rows


def as_it_is(found: Graph, part: int, node: Node | None) -> str:
    """A part of a result: of a path, what it is made of; of another blank node, that it is one."""
    if isinstance(node, BNode):
        return path(found, node) if PARTS[part] == SH.resultPath else "_:"
    return node.n3() if node is not None else ""


def path(found: Graph, node: Node) -> str:
    if not isinstance(node, BNode):
        return node.n3()
    if (node, RDF.first, None) in found:
        return f"({' '.join(path(found, one) for one in Collection(found, node))})"
    return " ".join(f"[{name.n3()} {path(found, value)}]" for name, value in found.predicate_objects(node))


def as_kg_tells(test: Test, part: int, node: Node | None) -> str:
    """The same part as the report of ``kg`` has it."""
    match PARTS[part]:
        case SH.focusNode if not isinstance(node, URIRef):
            return "no IRI"
        case SH.resultPath | SH.value if isinstance(node, BNode):
            return ""
        case SH.sourceShape:
            return above(test.about, node).n3()
    return as_it_is(test.about, part, node)


def without_focus(row: Row) -> Row:
    """A result without a value that is the focus node, if it is of a SPARQL constraint."""
    focus, where, value, *rest = row
    is_repeated = value == focus and SH.SPARQLConstraintComponent.n3() in rest
    return (focus, where, "" if is_repeated else value, *rest)


def above(found: Graph, node: Node) -> Node:
    """The nearest node above that has an IRI."""
    while isinstance(node, BNode):
        node = next(
            (one for one, name, _ in found.triples((None, None, node)) if name != SH.sourceShape), None
        )
    return node if node is not None else Literal("no IRI")


# -- the engines -------------------------------------------------------------------------------


def by_pyshacl(test: Test) -> Outcome:
    _, found, _ = pyshacl.validate(test.data, shacl_graph=test.shapes, inference="none")
    return plainly(found) if isinstance(found, Graph) else f"{REFUSED}: {found}"


def by_shacl(test: Test) -> Outcome:
    ready = shacl.Shapes.from_text(test.shapes.serialize(format="nt"), format="ntriples")
    report = ready.validate_text(test.data.serialize(format="nt"), format="ntriples")
    return plainly(graph(triples(report.serialize("ntriples").encode(), ox.RdfFormat.N_TRIPLES)))


def plainly(found: Graph) -> Outcome:
    (report,) = found.subjects(RDF.type, SH.ValidationReport)
    return outcome(found, report, lambda part, node: as_it_is(found, part, node))


def by_kg(test: Test, engine: str) -> Outcome:
    store = EmbeddedStore()
    store.load([test.data.serialize(format="nt").encode()])
    with tempfile.TemporaryDirectory() as name:
        Path(name, "shapes.ttl").write_text(test.shapes.serialize(format="nt"), encoding="utf-8")
        report = shapes.validate(store, shapes.load_shapes(name), engine=engine)
    if failed := [one for one in report.findings if one.component == "failure"]:
        return f"{REFUSED}: {failed[0].message}"
    found = graph(triples(shapes.as_turtle(report), ox.RdfFormat.TURTLE))

    def told(part: int, node: Node | None) -> str:
        if PARTS[part] == SH.focusNode and not isinstance(node, URIRef):
            return "no IRI"
        if PARTS[part] == SH.sourceShape and not isinstance(node, URIRef):
            return Literal("no IRI").n3()
        return as_it_is(found, part, node)

    (root,) = found.subjects(RDF.type, SH.ValidationReport)
    return outcome(found, root, told)


ENGINES: Mapping[str, tuple[Callable[[Test], Outcome], Callable[[Test, int, Node], str]]] = {
    "pyshacl": (by_pyshacl, lambda test, part, node: as_it_is(test.about, part, node)),
    "shacl": (by_shacl, lambda test, part, node: as_it_is(test.about, part, node)),
    "kg/pyshacl": (lambda test: by_kg(test, "pyshacl"), as_kg_tells),
    "kg/shacl": (lambda test: by_kg(test, "shacl"), as_kg_tells),
}
"""For each engine, what it makes of a test, and how the parts of the expected results are told there."""


def fault(test: Test, engine: str) -> str:
    """What is wrong with what the engine finds; empty if nothing is."""
    run, told = ENGINES[engine]
    wanted = expected(test, told)
    try:
        found = run(test)
    except Exception as error:  # noqa: BLE001 (rdflib raises nothing more special)
        found = f"{REFUSED}: {error}"
    if isinstance(found, str):
        return "" if wanted == REFUSED else " ".join(found.split())
    if isinstance(wanted, str):
        return "does not refuse"
    parts = []
    if found[0] != wanted[0]:
        parts.append(f"sh:conforms is {str(found[0]).lower()}")
    if engine.startswith("kg/"):
        wanted, found = ((one[0], Counter(set(map(without_focus, one[1])))) for one in (wanted, found))
    for what, rows in (("lacks", wanted[1] - found[1]), ("invents", found[1] - wanted[1])):
        parts += [f"{what} {' '.join(part or '-' for part in row)}" for row in rows.elements()]
    return "; ".join(parts)


# -- the table ---------------------------------------------------------------------------------


def table(
    suite: Sequence[Test], engines: Sequence[str], faults: Mapping[tuple[str, str], str]
) -> Iterator[str]:
    """How many tests of each folder an engine passes, as a table in Markdown."""
    folders = Counter(one.name.rpartition("/")[0] for one in suite)
    yield f"| tests | number | {' | '.join(engines)} |"
    yield f"|---|---:|{'---:|' * len(engines)}"
    for folder in (*folders, "all"):
        names = [one.name for one in suite if folder in {"all", one.name.rpartition("/")[0]}]
        passed = [sum(not faults[engine, name] for name in names) for engine in engines]
        yield f"| {folder} | {len(names)} | {' | '.join(map(str, passed))} |"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--engine", choices=[*ENGINES], action="append")
    parser.add_argument("--verbose", action="store_true", help="tell of each failure in full")
    chosen = parser.parse_args(arguments)
    engines = chosen.engine or [*ENGINES]
    logging.disable(logging.ERROR)
    warnings.simplefilter("ignore")
    suite = list(entries(chosen.folder / "manifest.ttl", ""))
    faults = {(engine, one.name): fault(one, engine) for one in suite for engine in engines}
    for line in table(suite, engines, faults):
        print(line)
    for (engine, name), found in faults.items():
        if found:
            print(f"{engine}: {name}: {found if chosen.verbose else found[:100]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
