"""Graphs held against the shapes of others, such as OpenCitations' and those of SKG-IF.

    python benchmarks/other_shapes.py SHAPES.ttl FILE [FILE ...] [--as-meant] [--engine NAME]
    python benchmarks/other_shapes.py oc-ocdm FILE [FILE ...]
    python benchmarks/other_shapes.py SHAPES.ttl FILE.json --context CONTEXT.json [--reached CLASS=PROPERTY]

SHAPES is a file in Turtle. ``oc-ocdm`` stands for OpenCitations' shapes, which are in their package of that
name: it is fetched with pip and unpacked, not installed. FILE is RDF with a suffix that tells the format, as
``kg export`` writes it; or JSON-LD, such as SKG-IF, whose context is in the file that ``--context`` names.

The results are counted by shape, path and constraint. The status is 0 if there are none.

OpenCitations' shapes write much in terms that SHACL does not have or gives another meaning, so that it goes
unchecked. ``--as-meant`` rewrites these: ``sh:minValue`` and ``sh:maxValue`` to counts, ``sh:classIn`` and
``sh:datatypeIn`` to alternatives, ``sh:value``, and ``sh:targetNode`` of a property shape, to the value or
the class that is asked for, ``rdfs:subClassOf`` between shapes to ``sh:node``; and it parts shapes that share
a name, and ends prefixes with the slash that they lack.

The shapes of SKG-IF are about classes that its JSON-LD leaves unsaid. ``--reached``, which may be given
several times, has the shape of a class checked on whatever a property leads to:
``fabio:Expression=frbr:realization``.

``pyshacl`` is the engine by default; ``shacl`` finds the same in a fraction of the time.
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import subprocess
import sys
import tempfile
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox
import pyshacl
from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg import context
from kg.sources.opening import opened

PACKAGE = "oc-ocdm==11.0.22"
WITHIN = "oc_ocdm/resources/shacle.ttl"

WRITTEN = Namespace(str(SH))
"""SHACL, with the terms too that others write and it does not have."""

ROLE = URIRef(context.iri("pro:withRole"))
TYPE = ox.NamedNode(context.iri("rdf:type"))

ENTITIES = 300
"""Entities of JSON-LD that are expanded at once."""

Row = tuple[str, str, str]
"""What results are counted by."""


def fetched(folder: Path) -> Path:
    """OpenCitations' shapes out of their package, in a folder.

    Raises:
        subprocess.CalledProcessError: pip cannot fetch it.
    """
    quiet = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--disable-pip-version-check"]
    subprocess.run([*quiet, "--dest", str(folder), PACKAGE], check=True, capture_output=True, timeout=120)
    (wheel,) = folder.glob("oc_ocdm-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return Path(archive.extract(WITHIN, folder))


def read(shapes: Path, *, meant: bool = False) -> Graph:
    """The shapes of a file, as they stand or as they are meant."""
    text = shapes.read_text(encoding="utf-8")
    if not meant:
        return Graph().parse(data=text, format="turtle")
    return as_meant(Graph().parse(data=parted(text), format="turtle"))


# -- shapes as they are meant ------------------------------------------------------------------


def parted(text: str) -> str:
    r"""The shapes, each under a name of its own, and the prefixes with the slash at their end.

    >>> parted("x:A\n a sh:NodeShape .\nx:A\n a sh:NodeShape .\n")
    'x:A\n a sh:NodeShape .\nx:A-2\n a sh:NodeShape .\n'
    """
    seen: Counter[str] = Counter()

    def named(found: re.Match[str]) -> str:
        seen[found[1]] += 1
        return found[0] if seen[found[1]] == 1 else f"{found[1]}-{seen[found[1]]}{found[2]}"

    whole = re.sub(r"^(@prefix\s+\w+:\s*<[^>]*\w)>", r"\1/>", text, flags=re.MULTILINE)
    return re.sub(r"^(\w+:\w+)(\s+a\s+sh:NodeShape)", named, whole, flags=re.MULTILINE)


def reach(shapes: Graph, asked: Iterable[str]) -> None:
    """Has the shape of a class checked on what a property leads to; each is ``CLASS=PROPERTY``."""
    for one in asked:
        of_class, to = map(shapes.namespace_manager.expand_curie, one.split("="))
        for shape in list(shapes.subjects(SH.targetClass, of_class)):
            shapes.add((shape, SH.targetObjectsOf, to))


def as_meant(shapes: Graph) -> Graph:
    """The same shapes in terms that SHACL has; the graph that is given is changed."""
    properties = set(shapes.objects(None, SH.property))
    for wrong, right in ((WRITTEN.minValue, SH.minCount), (WRITTEN.maxValue, SH.maxCount)):
        for subject, value in list(shapes.subject_objects(wrong)):
            replaced(shapes, (subject, wrong, value), right, value)
    for wrong, part in ((WRITTEN.classIn, SH["class"]), (WRITTEN.datatypeIn, SH.datatype)):
        for subject, first in list(shapes.subject_objects(wrong)):
            if shapes.value(subject, SH.path) == ROLE:  # what is listed there are roles, not classes
                replaced(shapes, (subject, wrong, first), SH["in"], first)
            else:
                listed = alternatives(shapes, part, list(Collection(shapes, first)))
                replaced(shapes, (subject, wrong, first), SH["or"], listed)
    for subject, value in list(shapes.subject_objects(WRITTEN.value)):
        replaced(shapes, (subject, WRITTEN.value, value), SH.hasValue, value)
    for subject in properties:
        for value in list(shapes.objects(subject, SH.targetNode)):
            of_class = shapes.value(subject, SH.path) == RDF.type
            replaced(shapes, (subject, SH.targetNode, value), SH.hasValue if of_class else SH["class"], value)
    for subject, above in list(shapes.subject_objects(RDFS.subClassOf)):
        replaced(shapes, (subject, RDFS.subClassOf, above), SH.node, above)
    return shapes


def replaced(shapes: Graph, triple: tuple[Node, Node, Node], predicate: URIRef, value: Node) -> None:
    shapes.remove(triple)
    shapes.add((triple[0], predicate, value))


def alternatives(shapes: Graph, part: URIRef, values: Sequence[Node]) -> Node:
    """A list of shapes, one a value, for ``sh:or``."""
    made: list[Node] = []
    for value in values:
        made.append(BNode())
        shapes.add((made[-1], part, value))
    return Collection(shapes, BNode(), made).uri


# -- the check ---------------------------------------------------------------------------------


class Data(NamedTuple):
    """Statements as lines of N-Triples in byte order, and the classes of nodes."""

    lines: list[str]
    classes: dict[str, set[str]]


def held(quads: Iterable[ox.Quad]) -> Data:
    """The statements, with their literals as they are written: a store would change some datatypes."""
    lines: set[str] = set()
    classes: dict[str, set[str]] = {}
    for quad in quads:
        lines.add(f"{quad.triple} .\n")
        if quad.predicate == TYPE:
            classes.setdefault(quad.subject.value, set()).add(quad.object.value)
    return Data(sorted(lines), classes)


def load(files: Iterable[str], context_file: str = "") -> Data:
    """The statements of the files, those of JSON-LD by the context of a file."""
    return held(quad for file in files for quad in _parsed(file, context_file))


def _parsed(file: str, context_file: str) -> Iterator[ox.Quad]:
    bare = re.sub(r"\.(?:gz|zst)\Z", "", file)
    with opened(file) as stream:
        if context_file:
            yield from _expanded(json.load(stream), json.loads(Path(context_file).read_bytes()))
        else:
            yield from ox.parse(stream, ox.RdfFormat.from_extension(bare.rpartition(".")[2]))


def _expanded(document: dict[str, Any], known: dict[str, Any]) -> Iterator[ox.Quad]:
    """The statements of entities, some at a time, by a context in the place of the address that they name."""
    from pyld import jsonld

    own = [one for one in document["@context"] if isinstance(one, dict)]
    entities = document["@graph"]
    for start in range(0, len(entities), ENTITIES):
        part = {"@context": [known["@context"], *own], "@graph": entities[start : start + ENTITIES]}
        lines = jsonld.to_rdf(part, {"format": "application/n-quads"})
        yield from ox.parse(lines.encode(), ox.RdfFormat.N_QUADS, rename_blank_nodes=True)


def report(data: Data, shapes: Graph, engine: str = "pyshacl") -> Graph:
    """The report of an engine."""
    text = "".join(data.lines)
    if engine == "shacl":
        import shacl

        ready = shacl.Shapes.from_text(shapes.serialize(format="nt"), format="ntriples")
        found = ready.validate_text(text, format="ntriples").serialize("ntriples")
        return Graph().parse(data=found, format="nt")
    _, made, _ = pyshacl.validate(Graph().parse(data=text, format="nt"), shacl_graph=shapes, advanced=False)
    return made


def counted(found: Graph, data: Data, shapes: Graph) -> dict[Row, Counter[str]]:
    """The values of the results, by the class that has a shape, the path and the constraint."""
    targets = {str(one) for one in shapes.objects(None, SH.targetClass)}
    made: dict[Row, Counter[str]] = {}
    for one in found.objects(None, SH.result):
        classes = data.classes.get(str(found.value(one, SH.focusNode)), set()) & targets
        component = str(found.value(one, SH.sourceConstraintComponent)).rpartition("#")[2]
        told = " ".join(sorted(map(short, classes)))
        row = told, path(found, one), component.removesuffix("ConstraintComponent")
        made.setdefault(row, Counter())[kind(found.value(one, SH.value), data)] += 1
    return made


def path(found: Graph, result: Node) -> str:
    """The path of a result, an inverse one with ``^``."""
    told = found.value(result, SH.resultPath)
    if isinstance(told, URIRef):
        return short(str(told))
    inverse = found.value(told, SH.inversePath) if told is not None else None
    return "" if inverse is None else f"^{short(str(inverse))}"


def kind(value: Node | None, data: Data) -> str:
    """What a value is: a term of a vocabulary, the classes of a node, the datatype of a literal."""
    if value is None:
        return ""
    if isinstance(value, Literal):
        return (
            f"@{value.language}"
            if value.language
            else short(str(value.datatype or context.iri("xsd:string")))
        )
    if not short(str(value)).startswith("<"):
        return short(str(value))
    classes = sorted(map(short, data.classes.get(str(value), ())))
    return f"a {', '.join(classes) or 'node without a class'}"


def short(iri: str) -> str:
    """An IRI by its prefix."""
    near = [one for one in context.prefixes().items() if iri.startswith(one[1])]
    return f"{near[0][0]}:{iri[len(near[0][1]) :]}" if near else f"<{iri}>"


def table(rows: dict[Row, Counter[str]]) -> Iterator[str]:
    """The rows in Markdown, the most frequent first."""
    yield "| class with a shape | path | constraint | results | values |"
    yield "|---|---|---|---:|---|"
    for row, values in sorted(rows.items(), key=lambda one: (-one[1].total(), one[0])):
        common = "; ".join(f"{value} {count:,}" for value, count in values.most_common(4) if value)
        yield f"| {' | '.join(row)} | {values.total():,} | {common} |"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shapes")
    parser.add_argument("file", nargs="+")
    parser.add_argument("--as-meant", action="store_true")
    parser.add_argument("--context", default="")
    parser.add_argument("--reached", action="append", default=[])
    parser.add_argument("--engine", choices=("pyshacl", "shacl"), default="pyshacl")
    chosen = parser.parse_args(arguments)
    logging.disable(logging.ERROR)
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        place = fetched(Path(folder)) if chosen.shapes == "oc-ocdm" else Path(chosen.shapes)
        shapes = read(place, meant=chosen.as_meant)
    reach(shapes, chosen.reached)
    data = load(chosen.file, chosen.context)
    rows = counted(report(data, shapes, chosen.engine), data, shapes)
    total = sum(values.total() for values in rows.values())
    print(f"{len(data.lines):,} statements, {total:,} results")
    if rows:
        print("\n".join(table(rows)))
    return int(bool(rows))


if __name__ == "__main__":
    sys.exit(main())
