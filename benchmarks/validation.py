"""Validation: how long it takes with either engine and with pySHACL alone, and how it grows with the graph.

    python benchmarks/validation.py [--records N,N] [--rounds N] [--engine N] [--plain N] [--input FILE]

The input is grown as in ``benchmarks/build.py``, and each fiftieth DOI loses its value. The steps are

    shacl    ``kg validate`` with the compiled engine (the extra ``fast``)
    pyshacl  the same with pySHACL for the core constraints, up to ``--engine`` records
    plain    pySHACL alone with all shapes, its SPARQL constraints too, up to ``--plain`` records

The three find the same, or the script stops. Figures are medians, each round in a process of its own: the
CPU seconds with all that it starts, the seconds that pass, and the most memory of one process.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import shutil
import statistics
import tempfile
import time
from pathlib import Path

import pyoxigraph as ox
import pyshacl
from build import EXAMPLES, grown
from rdflib import Graph as Triples

from kg import context, resources, shapes
from kg.building import build
from kg.stores import EmbeddedStore

RESULTS = """PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?shape ?node ?value {
  ?r sh:sourceShape ?shape ; sh:focusNode ?node OPTIONAL { ?r sh:value ?value }
}"""
HEADS = ("records", "statements", "findings", "step", "CPU s", "seconds", "MiB", "× shacl")
WIDTHS = (9, 12, 10, 10, 9, 9, 7, 9)


def made(source: Path, count: int, folder: Path) -> Path:
    """The store of a graph of that many records, where each fiftieth DOI has lost its literal value."""
    file, graph = folder / f"{count}.xml", folder / f"graph-{count}"
    grown(source, count, file)
    build([str(file)], graph, check=False, likeness=False)  # the records are alike, and none is another
    file.unlink()
    shutil.rmtree(graph / "records")
    store = EmbeddedStore(graph / "store")
    value = ox.NamedNode(context.iri("literal:hasLiteralValue"))
    values = store.oxigraph.quads_for_pattern(None, value, None)
    dois = sorted((quad for quad in values if quad.subject.value.endswith("#doi")), key=str)
    for quad in dois[::50]:
        store.oxigraph.remove(quad)
    store.oxigraph.flush()
    store.close()
    return graph / "store"


def ours(folder: Path, engine: str) -> list[list[str]]:
    store = EmbeddedStore(folder, read_only=True)
    report = shapes.validate(store, shapes.load_shapes(), engine=engine)
    assert not report.omitted
    return sorted([one.shape, one.focus, one.value] for one in report.findings)


def plain(folder: Path) -> list[list[str]]:
    data, constraints = Triples(), Triples()
    store = EmbeddedStore(folder, read_only=True)
    data.parse(data=b"".join(store.quads()), format="nt")
    data += shapes.load_shapes().known  # the licences and other terms that shapes look up
    for file in resources.files("shapes", "*.ttl"):
        constraints.parse(file)
    _, results, _ = pyshacl.validate(data, shacl_graph=constraints)
    return sorted(["" if cell is None else str(cell) for cell in row] for row in results.query(RESULTS))


def measured(folder: Path, step: str, answers) -> None:
    started = time.perf_counter()
    found = plain(folder) if step == "plain" else ours(folder, step)
    seconds = time.perf_counter() - started
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    answers.put(
        {
            "findings": json.dumps(found),
            "seconds": seconds,
            "CPU": sum(one.ru_utime + one.ru_stime for one in spent),
            "MiB": max(one.ru_maxrss for one in spent) / 1024,
        }
    )


def asked(folder: Path, step: str) -> dict[str, float]:
    """The figures of one round, in a process that begins with nothing loaded."""
    spawned = multiprocessing.get_context("spawn")
    answers = spawned.SimpleQueue()
    one = spawned.Process(target=measured, args=(folder, step, answers))
    one.start()
    found = answers.get()
    one.join()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", default="20,1000,10000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--engine", type=int, default=1000)
    parser.add_argument("--plain", type=int, default=20)
    parser.add_argument("--input", type=Path, default=EXAMPLES / "pubmed.xml")
    arguments = parser.parse_args()
    print(f"{os.cpu_count()} processors")
    print("".join(f"{head:>{width}}" for head, width in zip(HEADS, WIDTHS, strict=True)))
    for count in map(int, arguments.records.split(",")):
        steps = ["shacl", *["pyshacl"] * (count <= arguments.engine), *["plain"] * (count <= arguments.plain)]
        with tempfile.TemporaryDirectory() as name:
            folder = made(arguments.input, count, Path(name))
            rounds = {step: [asked(folder, step) for _ in range(arguments.rounds)] for step in steps}
            store = EmbeddedStore(folder, read_only=True)
            statements = len(store)
            store.close()
        unit = 0.0
        for step, figures in rounds.items():
            assert {one["findings"] for one in figures} == {rounds["shacl"][0]["findings"]}, f"{step} differs"
            cpu, seconds, memory = (
                statistics.median(one[kind] for one in figures) for kind in ("CPU", "seconds", "MiB")
            )
            unit = unit or cpu
            found = len(json.loads(figures[0]["findings"]))
            cells = (f"{count:,}", f"{statements:,}", f"{found:,}", step)
            cells += (f"{cpu:.2f}", f"{seconds:.2f}", f"{memory:.0f}", f"{cpu / unit:.1f}")
            row = "".join(f"{cell:>{width}}" for cell, width in zip(cells, WIDTHS, strict=True))
            print(row, flush=True)


if __name__ == "__main__":
    main()
