"""Validation: our two engines on the same graphs, side by side, and how the time grows with the graph.

    python benchmarks/validation.py [--records N,N] [--rounds N] [--reference N] [--input FILE]

The input is grown as in ``benchmarks/build.py``, and a violation is put into each fiftieth record. pySHACL
is asked up to ``--reference`` records; there the reports of the engines are shown to be equal first.
Figures are CPU seconds of this process, medians of interleaved rounds. "core" are the constraints that
an engine checks, "queries" those that the store answers, whichever engine it is.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from build import EXAMPLES, grown

from kg import shapes
from kg.building import build
from kg.graph import Graph, open_graph
from kg.shapes import sets
from kg.shapes.batches import batches
from kg.stores import EmbeddedStore

FAULTY = b"#doi> "


def made(source: Path, count: int, folder: Path) -> Path:
    """A graph of that many records."""
    file, graph = folder / f"{count}.xml", folder / f"graph-{count}"
    grown(source, count, file)
    build([str(file)], graph, check=False)
    return graph


def damaged(graph: Graph, folder: Path) -> EmbeddedStore:
    """The same graph, where each fiftieth DOI has lost its literal value."""
    store = EmbeddedStore(folder)
    seen = 0

    def kept():
        nonlocal seen
        for line in graph.store.quads():
            if FAULTY in line and b"hasLiteralValue" in line:
                seen += 1
                if seen % 50 == 0:
                    continue
            yield line

    store.load(kept())
    return store


def timed(times: dict[str, list[float]], step: str, function, *arguments):
    started = time.process_time()
    result = function(*arguments)
    times[step].append(time.process_time() - started)
    return result


def queries(store: EmbeddedStore, chosen: shapes.Shapes) -> int:
    return sum(1 for query in chosen.queries for _ in sets.check(store, query))


def core(store: EmbeddedStore, chosen: shapes.Shapes, engine: str) -> int:
    check = shapes.ENGINES[engine](chosen)
    return sum(1 for batch in batches(store.quads()) for _ in check(batch))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", default="1000,10000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--reference", type=int, default=1000)
    parser.add_argument("--input", type=Path, default=EXAMPLES / "pubmed.xml")
    arguments = parser.parse_args()
    chosen = shapes.load_shapes()
    print(f"{'records':>9}{'statements':>12}{'findings':>10}  {'step':<14}{'CPU s':>8}{'× shacl':>9}")
    for count in map(int, arguments.records.split(",")):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            with open_graph(made(arguments.input, count, folder)) as graph:
                store = damaged(graph, folder / "damaged")
            engines = ["shacl", *(["pyshacl"] if count <= arguments.reference else [])]
            reports = [shapes.validate(store, chosen, engine=engine) for engine in engines]
            assert all(report == reports[0] for report in reports)
            times: dict[str, list[float]] = defaultdict(list)
            for _ in range(arguments.rounds):
                for engine in engines:
                    timed(times, f"core {engine}", core, store, chosen, engine)
                timed(times, "queries", queries, store, chosen)
            found = sum(reports[0].counts.values())
            unit = statistics.median(times["core shacl"])
            for step, spent in times.items():
                median = statistics.median(spent)
                print(
                    f"{count:>9,}{len(store):>12,}{found:>10,}  {step:<14}{median:>8.2f}{median / unit:>9.1f}"
                )
            store.close()


if __name__ == "__main__":
    main()
