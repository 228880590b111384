"""What networkx is told of the backend when it is imported; nothing else is imported for it."""

from __future__ import annotations

from typing import Any

__all__ = ["FUNCTIONS", "info"]

_SAME = "Runs on the arrays of the network."

FUNCTIONS = {
    "average_clustering": _SAME,
    "average_shortest_path_length": f"{_SAME} Links of length 1; converted where there is a ``weight``.",
    "betweenness_centrality": f"{_SAME} Links of length 1; converted where there is a ``weight``.",
    "closeness_centrality": f"{_SAME} Links of length 1; converted where there is a ``distance``.",
    "clustering": _SAME,
    "connected_components": _SAME,
    "core_number": _SAME,
    "degree_assortativity_coefficient": f"{_SAME} Not a number where all degrees are one.",
    "degree_centrality": _SAME,
    "degree_pearson_correlation_coefficient": f"{_SAME} Not a number where all degrees are one.",
    "diameter": f"{_SAME} Links of length 1; converted where there is a ``weight``.",
    "eccentricity": f"{_SAME} Links of length 1; converted where there is a ``weight``.",
    "harmonic_centrality": f"{_SAME} Of all nodes and links of length 1; else converted.",
    "is_connected": _SAME,
    "leiden_communities": "By networkit or igraph, whichever is installed: ``pip install networkit``.",
    "modularity": _SAME,
    "node_connected_component": _SAME,
    "number_connected_components": _SAME,
    "pagerank": "Solved until all errors together are below ``tol``, whatever the number of nodes.",
    "radius": f"{_SAME} Links of length 1; converted where there is a ``weight``.",
    "to_scipy_sparse_array": f"{_SAME} Of all nodes as CSR; else converted.",
    "transitivity": _SAME,
    "triangles": _SAME,
}
"""The functions that run on the arrays, by the names of networkx."""


def info() -> dict[str, Any]:
    """The backend ``kg`` of networkx: its name, what it is for, and the functions it has.

    >>> sorted(info()["functions"])[:2]
    ['average_clustering', 'average_shortest_path_length']

    See: https://networkx.org/documentation/stable/reference/backends.html
    """
    return {
        "backend_name": "kg",
        "project": "research-synthesis-kg",
        "package": "kg.networks",
        "short_summary": "Networks of a bibliographic knowledge graph, on compressed sparse rows.",
        "functions": {name: {"additional_docs": text} for name, text in FUNCTIONS.items()},
    }
