"""Record -> N-Quads: our writer against other ways to the same quads, on the same Records.

    python benchmarks/mapping.py [--records N] [--rounds N] [--input FILE...] [--no-morph]

Rounds are interleaved, figures are CPU seconds, ratios are of medians. Every way is first shown to
give the same quads. morph-kgc runs in an environment of its own, which this script makes; it gets
the descriptions as tables beside an RML mapping generated from the context, so that it maps the
same statements, and its preparation is not counted.
"""

from __future__ import annotations

import argparse
import csv
import gc
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyoxigraph as ox
import rdflib

from kg import context, sources
from kg.rdf import describe, nquads
from kg.rdf.described import Node, Typed
from kg.rdf.writer import Field, fields
from kg.record import Record, Text, identifier

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE.parent / "examples"
DECODER = msgspec.json.Decoder(Record)


def samples(files: list[str]) -> list[Record]:
    """The Records of the files, without rejects and deletions."""
    found = [item for file in files for item in sources.read(file)]
    return [item for item in found if isinstance(item, Record) and item.provenance[0].status != "deleted"]


def varied(records: list[Record], count: int) -> Iterator[Record]:
    """``count`` Records with identifiers of their own, otherwise like the samples in turn."""
    for number in range(count):
        record = records[number % len(records)]
        pmid = identifier("pmid", str(40_000_000 + number))
        doi = identifier("doi", f"10.5555/{number}")
        origin = msgspec.structs.replace(record.provenance[0], id=str(number), digest=f"{number:064x}")
        yield msgspec.structs.replace(record, identifiers=(doi, pmid), provenance=(origin,))


# -- the ways ----------------------------------------------------------------------------------


def decode(lines: list[bytes]) -> Iterator[Record]:
    """msgspec decodes the Records: the unit that the others are measured in."""
    return map(DECODER.decode, lines)


def ours(records: list[Record]) -> Iterator[bytes]:
    """Our writer."""
    return nquads(records)


def with_rdflib(records: list[Record]) -> Iterator[bytes]:
    """rdflib: ``Graph.add`` for every statement, then serialize."""
    graph = rdflib.Graph()
    for node in described(records):
        subject = rdflib.URIRef(node.id)
        for predicate, kind, value in statements(node):
            graph.add((subject, rdflib.URIRef(predicate), rdflib_term(kind, value)))
    yield graph.serialize(format="nt").encode()


def with_pyoxigraph(records: list[Record]) -> Iterator[bytes]:
    """pyoxigraph: a term for every value, then serialize."""

    def quads() -> Iterator[ox.Quad]:
        for node in described(records):
            subject = ox.NamedNode(node.id)
            for predicate, kind, value in statements(node):
                yield ox.Quad(subject, ox.NamedNode(predicate), oxigraph_term(kind, value))

    yield ox.serialize(quads(), format=ox.RdfFormat.N_QUADS) or b""


def with_jsonld(records: list[Record]) -> Iterator[bytes]:
    """Oxigraph: the descriptions as JSON-LD, parsed with our context, then serialize."""
    prologue = b'{"@context":' + json.dumps(context.load()).encode() + b',"@graph":'
    for start in range(0, len(records), 256):
        nodes = list(described(records[start : start + 256]))
        document = prologue + msgspec.json.encode(nodes) + b"}"
        yield ox.serialize(ox.parse(document, ox.RdfFormat.JSON_LD), format=ox.RdfFormat.N_QUADS) or b""


def described(records: list[Record]) -> Iterator[Node]:
    """The nodes of the Records; shared ones once, as our writer does."""
    seen: dict[str, Node] = {}
    for record in records:
        description = describe(record)
        yield from description.own
        for node in description.shared:
            if seen.get(node.id) != node:
                seen[node.id] = node
                yield node


def statements(node: Node) -> Iterator[tuple[str, str, Any]]:
    """The statements of a node: predicate, kind of object, value."""
    for name in node.type:
        yield context.iri("rdf:type"), "@id", context.iri(name)
    for field in fields(type(node)):
        values = getattr(node, field.name)
        for value in values if field.many else (values,) if values else ():
            yield field.term.iri, *object_of(field, value)


def object_of(field: Field, value: Any) -> tuple[str, Any]:
    if field.term.coercion == "@id":
        return "@id", value
    if field.term.coercion == "@vocab":
        return "@id", field.term.values[value]
    if isinstance(value, Text):
        return f"@{value.lang}", value.text
    if isinstance(value, Typed):
        return context.iri(value.type), value.text
    text = value if isinstance(value, str) else json.dumps(value)
    return field.term.coercion or "@", text


def rdflib_term(kind: str, value: str) -> rdflib.term.Node:
    if kind == "@id":
        return rdflib.URIRef(value)
    if kind.startswith("@"):
        return rdflib.Literal(value, lang=kind[1:] or None)
    return rdflib.Literal(value, datatype=rdflib.URIRef(kind), normalize=False)


def oxigraph_term(kind: str, value: str) -> ox.NamedNode | ox.Literal:
    if kind == "@id":
        return ox.NamedNode(value)
    if kind.startswith("@"):
        return ox.Literal(value, language=kind[1:] or None)
    return ox.Literal(value, datatype=ox.NamedNode(kind))


# -- morph-kgc ---------------------------------------------------------------------------------


def morph(records: list[Record]) -> tuple[float, set[str]]:
    """morph-kgc on the same statements: its CPU seconds, and its quads."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        venv.create(work / "venv", with_pip=True)
        python = work / "venv" / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", "morph-kgc"], check=True)
        tables(records, work)
        (work / "config.ini").write_text(
            f"[CONFIGURATION]\noutput_file={work}/out.nt\nlogging_level=ERROR\nnumber_of_processes=1\n"
            f"na_values=\n[DataSource1]\nmappings={work}/mapping.ttl\n"
        )
        started = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([python, "-m", "morph_kgc", work / "config.ini"], check=True, cwd=work)
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = ended.ru_utime + ended.ru_stime - started.ru_utime - started.ru_stime
        return spent, lines_of((work / "out.nt").read_bytes())


def tables(records: list[Record], work: Path) -> None:
    """A table a predicate and kind of object, and the RML mapping that reads them all."""
    rows: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for node in described(records):
        for predicate, kind, value in statements(node):
            rows.setdefault((predicate, kind), []).append((node.id, value))
    mapping = [
        "@prefix rr: <http://www.w3.org/ns/r2rml#> .\n",
        "@prefix rml: <http://semweb.mmlab.be/ns/rml#> .\n",
        "@prefix ql: <http://semweb.mmlab.be/ns/ql#> .\n",
    ]
    for number, ((predicate, kind), pairs) in enumerate(rows.items()):
        file = work / f"{number}.csv"
        with open(file, "w", newline="", encoding="utf-8") as out:
            csv.writer(out).writerows([("s", "o"), *dict.fromkeys(pairs)])
        how = {"@id": "rr:termType rr:IRI", "@": "rr:termType rr:Literal"}.get(kind)
        how = how or (f'rr:language "{kind[1:]}"' if kind.startswith("@") else f"rr:datatype <{kind}>")
        mapping.append(
            f'<#m{number}> rml:logicalSource [ rml:source "{file}"; rml:referenceFormulation ql:CSV ];\n'
            f'  rr:subjectMap [ rml:reference "s"; rr:termType rr:IRI ];\n'
            f"  rr:predicateObjectMap [ rr:predicate <{predicate}>;\n"
            f'    rr:objectMap [ rml:reference "o"; {how} ] ] .\n'
        )
    (work / "mapping.ttl").write_text("".join(mapping))


# -- measuring ---------------------------------------------------------------------------------


def lines_of(quads: bytes) -> set[str]:
    """The statements of N-Quads in one canonical spelling."""
    return {str(quad.triple) for quad in ox.parse(quads, ox.RdfFormat.N_QUADS, lenient=True)}


def cpu(way: Callable[[list[Any]], Iterator[Any]], argument: list[Any]) -> float:
    """CPU seconds to run a way to its end, each piece thrown away as it comes."""
    gc.collect()
    started = time.process_time()
    for _ in way(argument):
        pass
    return time.process_time() - started


def stream(path: str) -> float:
    """Maps the Records of a file of JSON lines and returns this process's peak memory in MiB."""
    with open(path, "rb") as lines:
        for _ in nquads(DECODER.decode(line) for line in lines):
            pass
    # Not ru_maxrss: it starts from the peak of the process that started this one.
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--input", nargs="+", default=[str(EXAMPLES / "pubmed.xml")])
    parser.add_argument("--no-morph", action="store_true")
    arguments = parser.parse_args()
    sampled = samples(arguments.input)
    records = list(varied(sampled, arguments.records))
    lines = [msgspec.json.encode(record) for record in records]
    expected = b"".join(ours(records))
    ways: dict[str, Callable[[list[Record]], Iterator[bytes]]] = {
        "our writer": ours,
        "pyoxigraph terms": with_pyoxigraph,
        "Oxigraph JSON-LD": with_jsonld,
        "rdflib Graph": with_rdflib,
    }
    for name, way in ways.items():
        assert lines_of(b"".join(way(records))) == lines_of(expected), f"{name} gives other quads"
    spent: dict[str, list[float]] = {name: [] for name in ("msgspec decode", *ways)}
    for _ in range(arguments.rounds):
        spent["msgspec decode"].append(cpu(decode, lines))
        for name, way in ways.items():
            spent[name].append(cpu(way, records))
    if not arguments.no_morph:
        seconds, quads = morph(records)
        missing = lines_of(expected) - quads
        print(
            f"morph-kgc: {len(quads):,} of {len(lines_of(expected)):,} statements, {len(missing):,} missing"
        )
        spent["morph-kgc"] = [seconds]
    report(spent, len(records), expected.count(b"\n"), sum(map(len, lines)))
    with tempfile.TemporaryDirectory() as folder:
        for count in (10_000, 100_000):
            path = Path(folder) / "records.jsonl"
            with open(path, "wb") as out:
                out.writelines(
                    msgspec.json.encode(one) + b"\n" for one in varied(samples(arguments.input), count)
                )
            print(f"peak memory of {count:,} records as a stream: {memory(path):.0f} MiB")


def memory(path: Path) -> float:
    command = [sys.executable, __file__, "--stream", str(path)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def report(spent: dict[str, list[float]], records: int, quads: int, size: int) -> None:
    print(
        f"{records:,} records, {quads / records:.0f} statements, {size / records / 1000:.1f} kB of JSON each"
    )
    unit = statistics.median(spent["msgspec decode"])
    mine = statistics.median(spent["our writer"])
    print(f"{'way':<20}{'CPU s':>9}{'µs/record':>11}{'× decode':>10}{'× our writer':>14}")
    for name, seconds in spent.items():
        median = statistics.median(seconds)
        each = median / records * 1e6
        print(f"{name:<20}{median:>9.3f}{each:>11.0f}{median / unit:>10.1f}{median / mine:>14.1f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--stream"]:
        print(stream(sys.argv[2]))
    else:
        main()
