"""Bibliographic records become one checked, queryable knowledge graph.

The verbs are those of the command line::

    import kg

    kg.build(["export.xml"], "graph")
    with kg.open_graph("graph") as graph:
        answer = graph.query("works", {"year-from": "2011"})
        network = graph.network("co-authorship")
        report = graph.validate()
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.building import Summary, build
    from kg.covering import Coverage, coverage
    from kg.errors import KgError
    from kg.graph import Graph, open_graph
    from kg.harvesting import Harvest, harvest
    from kg.record import Record, Reject
    from kg.sources import read

__all__ = [
    "Coverage",
    "Graph",
    "Harvest",
    "KgError",
    "Record",
    "Reject",
    "Summary",
    "build",
    "coverage",
    "harvest",
    "open_graph",
    "read",
]

_HOMES = {
    "Coverage": "kg.covering",
    "Graph": "kg.graph",
    "Harvest": "kg.harvesting",
    "KgError": "kg.errors",
    "Record": "kg.record",
    "Reject": "kg.record",
    "Summary": "kg.building",
    "build": "kg.building",
    "coverage": "kg.covering",
    "harvest": "kg.harvesting",
    "open_graph": "kg.graph",
    "read": "kg.sources",
}


def __dir__() -> list[str]:
    return sorted([*__all__, *(name for name in globals() if name.startswith("__"))])


def __getattr__(name: str) -> Any:
    """Loads a public name when it is first used, so that ``import kg`` costs nothing."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
