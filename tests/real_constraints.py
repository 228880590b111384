"""What each constraint of shapes/ has looked at, and found: in a graph, or in one of all the real input.

    python tests/real_constraints.py GRAPH   prints the table of a graph that ``kg build`` made
    python tests/real_constraints.py         records the golden table, from the folder that KG_SHARED names

A constraint that had no node to look at has proved nothing, and one that never finds anything in real
data is proved by its cases alone. The table holds counts and names, never a text of the data. Look at what
changed, line by line, before you keep it, and then run ``python docs/reference.py``.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden" / "constraints.tsv"
sys.path.insert(0, str(ROOT))

from mutants import CONSTRAINTS, reporting, whole  # noqa: E402 (kg is found beside this folder first)

from kg import context, shapes  # noqa: E402
from kg.building import build  # noqa: E402
from kg.graph import open_graph  # noqa: E402
from kg.shapes import sets  # noqa: E402
from kg.shapes.batches import batches  # noqa: E402
from kg.shapes.compiled import is_installed  # noqa: E402
from kg.shapes.engines import ENGINES  # noqa: E402
from kg.shapes.loading import Shapes, pattern  # noqa: E402

HEADS = ("constraint", "component", "nodes", "findings")


def every() -> Shapes:
    """The shapes of the package and of all its profiles."""
    return shapes.load_shapes(profiles=[one.name for one in shapes.profiles()])


def rows(data: sets.Queryable) -> Iterator[tuple[str, str, int, int]]:
    """For each component of each constraint, the nodes that it looked at and what it found."""
    chosen = every()
    nodes, findings = _nodes(data, chosen), _findings(data, chosen)
    for shape in reporting():
        for component in sorted(_components(str(shape))):
            name = f"{component[0].upper()}{component[1:]}" if component != "sparql" else "SPARQL"
            found = findings[str(shape), f"{name}ConstraintComponent"]
            yield str(shape).rpartition("#")[2], name, nodes[str(shape)], found


def _components(shape: str) -> set[str]:
    namespace = context.prefixes()["sh"]
    said = {str(name).removeprefix(namespace) for one, name, _ in whole() if str(one) == shape}
    return said & CONSTRAINTS


def _nodes(data: sets.Queryable, chosen: Shapes) -> dict[str, int]:
    """How many nodes are targets of a shape, or of the node shape that holds it."""
    holders = {str(held): str(one) for one, name, held in whole() if str(name) == context.iri("sh:property")}
    counted = {}
    for shape in map(str, reporting()):
        targets = [one for one in chosen.targets if one.shape in {shape, holders.get(shape)}]
        union = " UNION ".join(f"{{ {pattern(one)} }}" for one in targets)
        (row,) = data.query(f"SELECT (COUNT(DISTINCT ?this) AS ?n) {{ {union} }}").rows
        counted[shape] = int(row[0].value)
    return counted


def _findings(data: sets.Queryable, chosen: Shapes) -> Counter[tuple[str, str]]:
    check = ENGINES["shacl" if is_installed() else "pyshacl"](chosen)
    found = Counter((one.shape, one.component) for batch in batches(data.quads()) for one in check(batch))
    found.update((one.shape, one.component) for query in chosen.queries for one in sets.check(data, query))
    return found


def table(data: sets.Queryable) -> str:
    """The table, a line for each component of each constraint."""
    return "".join("\t".join(map(str, row)) + "\n" for row in (HEADS, *rows(data)))


def recorded(shared: Path) -> str:
    """The table of all the real input in one graph."""
    with tempfile.TemporaryDirectory() as folder:
        build([str(shared / "data")], Path(folder, "graph"), people="clustered", check=False)
        with open_graph(Path(folder, "graph")) as graph:
            return table(graph.store)


def main() -> None:
    """Prints the table of a graph, or records that of the real input."""
    if sys.argv[1:]:
        with open_graph(Path(sys.argv[1])) as graph:
            sys.stdout.write(table(graph.store))
        return
    text = recorded(Path(os.environ.get("KG_SHARED") or ROOT.parent / "shared"))
    GOLDEN.write_text(text, encoding="utf-8")
    sys.stdout.write(f"recorded: {GOLDEN}, {text.count(chr(10)) - 1} rows\n")


if __name__ == "__main__":
    main()
