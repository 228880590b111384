"""Functions of networkx that run on the arrays of a network.

They have the names and arguments of networkx and give what it gives for the plain graph; where an argument
asks for what the arrays do not have, such as lengths of links, the plain graph is taken. What they do stands
in the documentation of networkx, and how in :mod:`~kg.networks.measures`, :mod:`~kg.networks.paths`,
:mod:`~kg.networks.triangles`, :mod:`~kg.networks.communities` and :mod:`~kg.networks.pagerank`.

Two differ on purpose. ``pagerank`` stops when the sum of all errors is below ``tol``; networkx multiplies
``tol`` by the number of nodes, so that in a network of 100,000 it stops after a step or two. And a
correlation of degrees that are all alike is not a number, without a warning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import networkx as nx
import numpy as np
from scipy import sparse

from kg.errors import NetworkError
from kg.networks import measures, paths
from kg.networks import pagerank as ranks
from kg.networks import triangles as corners
from kg.networks.communities import modularity as modularity_of
from kg.networks.converted import run
from kg.networks.leiden import ROUNDS, leiden
from kg.networks.network import Floats, Ints, Network

__all__ = [
    "average_clustering",
    "average_shortest_path_length",
    "betweenness_centrality",
    "closeness_centrality",
    "clustering",
    "connected_components",
    "core_number",
    "degree_assortativity_coefficient",
    "degree_centrality",
    "degree_pearson_correlation_coefficient",
    "diameter",
    "eccentricity",
    "harmonic_centrality",
    "is_connected",
    "leiden_communities",
    "modularity",
    "node_connected_component",
    "number_connected_components",
    "pagerank",
    "radius",
    "to_scipy_sparse_array",
    "transitivity",
    "triangles",
]


# -- size and parts ----------------------------------------------------------------------------


def to_scipy_sparse_array(
    G: Network,
    nodelist: Iterable[str] | None = None,
    dtype: Any = None,
    weight: str | None = "weight",
    format: str = "csr",
) -> Any:
    other = nodelist is not None and tuple(nodelist) != G.nodes.ids
    if other or format != "csr" or not len(G.indices):
        return run("to_scipy_sparse_array", G, nodelist, dtype, weight, format)
    values = G.column(weight)
    kind = dtype or (values.dtype if weight in {"weight", "newman"} else np.int64)
    rows = (values.astype(kind), G.indices.copy(), G.indptr.copy())
    return sparse.csr_array(rows, shape=(len(G), len(G)))


def connected_components(G: Network) -> Iterator[set[str]]:
    for nodes in sorted(G.components(), key=lambda part: int(part[0])):
        yield {G.nodes.ids[node] for node in nodes.tolist()}


def number_connected_components(G: Network) -> int:
    return len(G.components())


def is_connected(G: Network) -> bool:
    if not len(G):
        raise nx.NetworkXPointlessConcept("Connectivity is undefined for the null graph.")
    return len(G.components()) == 1


def node_connected_component(G: Network, n: str) -> set[str]:
    of = measures.component_of(G)
    return {G.nodes.ids[node] for node in np.flatnonzero(of == of[G.nodes.places[n]]).tolist()}


def core_number(G: Network) -> dict[str, int]:
    return _by_node(G, measures.core_numbers(G))


# -- degrees -----------------------------------------------------------------------------------


def degree_centrality(G: Network) -> dict[str, float]:
    if len(G) <= 1:
        return dict.fromkeys(G, 1)
    return _by_node(G, measures.degree(G).astype(np.float64) * (1.0 / (len(G) - 1.0)))


def degree_assortativity_coefficient(
    G: Network, x: str = "out", y: str = "in", weight: str | None = None, nodes: Any = None
) -> float:
    if nodes is not None:
        return float(run("degree_assortativity_coefficient", G, x, y, weight, nodes))
    return measures.assortativity(G, weight)


def degree_pearson_correlation_coefficient(
    G: Network, x: str = "out", y: str = "in", weight: str | None = None, nodes: Any = None
) -> float:
    if nodes is not None or not len(G.indices):
        return float(run("degree_pearson_correlation_coefficient", G, x, y, weight, nodes))
    return measures.assortativity(G, weight)


# -- triangles ---------------------------------------------------------------------------------


def triangles(G: Network, nodes: Any = None) -> Any:
    near, some = _around(G, nodes)
    return _chosen(near, corners.triangles(near), some)


def clustering(G: Network, nodes: Any = None, weight: str | None = None) -> Any:
    near, some = _around(G, nodes)
    found = corners.clustering(near, weight)
    if weight is not None and nodes is not None and len(near.indices):
        found = found * (near.column(weight).max() / G.column(weight).max())
    return _chosen(near, found, some)


def average_clustering(
    G: Network, nodes: Iterable[str] | None = None, weight: str | None = None, count_zeros: bool = True
) -> float:
    found = list(clustering(G, nodes, weight).values())
    counted = found if count_zeros else [one for one in found if one > 0]
    return float(sum(counted) / len(counted))


def transitivity(G: Network) -> float:
    return corners.transitivity(G)


# -- paths -------------------------------------------------------------------------------------


def betweenness_centrality(
    G: Network,
    k: int | None = None,
    normalized: bool = True,
    weight: Any = None,
    endpoints: bool = False,
    seed: Any = None,
) -> Any:
    if weight is not None or k == 0:
        return run("betweenness_centrality", G, k, normalized, weight, endpoints, seed)
    count = len(G)
    sources = np.arange(count)
    if k is not None and k != count:
        names = nx.utils.create_py_random_state(seed).sample(list(G.nodes.ids), k)
        sources = np.array([G.nodes.places[name] for name in names], dtype=np.int64)
    found = paths.dependencies(G, sources)
    if endpoints:
        found = found + _ends(G, sources)
    return _by_node(G, found * _scale(count, sources, normalized=normalized, endpoints=endpoints))


def _ends(network: Network, sources: Ints) -> Floats:
    """How often a node is an end of the paths from the sources."""
    of = measures.component_of(network)
    started = np.bincount(of[sources], minlength=int(of.max(initial=-1)) + 1)[of].astype(np.float64)
    reached = np.bincount(of)[of[sources]] - 1.0
    started[sources] += reached - 1.0
    return started


def _scale(count: int, sources: Ints, *, normalized: bool, endpoints: bool) -> Floats:
    """What makes pairs of an estimate shares of all pairs, or all pairs of it.

    Without its ends, a path from a source never counts for the source itself: for it, the others
    of the sources are the sample.
    """
    others = count if endpoints else count - 1
    if others < 2:
        return np.ones(count)
    started = np.full(count, float(min(len(sources), others)))
    if len(sources) < count and not endpoints:
        started = np.full(count, float(len(sources)))
        started[sources] = len(sources) - 1 if len(sources) > 1 else np.nan
    return 1 / (started * (others - 1)) if normalized else others / (started * 2)


def closeness_centrality(
    G: Network, u: str | None = None, distance: Any = None, wf_improved: bool = True
) -> Any:
    if distance is not None or (u is not None and u not in G):
        return run("closeness_centrality", G, u, distance, wf_improved)
    found = paths.closeness(G)
    if not wf_improved:
        shares = paths.distances(G).reached / max(len(G) - 1, 1)
        found = np.divide(found, shares, out=np.zeros(len(G)), where=shares > 0)
    return _chosen(G, found, u)


def harmonic_centrality(G: Network, nbunch: Any = None, distance: Any = None, sources: Any = None) -> Any:
    if not (nbunch is distance is sources is None):
        return run("harmonic_centrality", G, nbunch, distance, sources)
    return _by_node(G, paths.distances(G).reciprocal)


def average_shortest_path_length(G: Network, weight: Any = None, method: str | None = None) -> float:
    if weight is not None or method not in {None, "unweighted"} or not len(G):
        return float(run("average_shortest_path_length", G, weight, method))
    if not is_connected(G):
        raise nx.NetworkXError("Graph is not connected.")
    return paths.average_path(G)


def eccentricity(G: Network, v: Any = None, sp: Any = None, weight: Any = None) -> Any:
    if sp is not None or weight is not None:
        return run("eccentricity", G, v, sp, weight)
    found = _chosen(G, paths.distances(G).largest, v)
    if found != {} and not is_connected(G):
        raise nx.NetworkXError("Found infinite path length because the graph is not connected")
    return found


def diameter(G: Network, e: Any = None, usebounds: bool = False, weight: Any = None) -> Any:
    if e is not None or weight is not None or not len(G):
        return run("diameter", G, e, usebounds, weight)
    return max(eccentricity(G).values())


def radius(G: Network, e: Any = None, usebounds: bool = False, weight: Any = None) -> Any:
    if e is not None or weight is not None or not len(G):
        return run("radius", G, e, usebounds, weight)
    return min(eccentricity(G).values())


# -- ranks and groups --------------------------------------------------------------------------


def pagerank(
    G: Network,
    alpha: float = 0.85,
    personalization: Mapping[str, float] | None = None,
    max_iter: int = 100,
    tol: float = 1e-6,
    nstart: Mapping[str, float] | None = None,
    weight: str | None = "weight",
    dangling: Mapping[str, float] | None = None,
) -> Any:
    if nstart is not None or not 0 <= alpha < 1:
        return run("pagerank", G, alpha, personalization, max_iter, tol, nstart, weight, dangling)
    try:
        found = ranks.pagerank(
            G,
            alpha=alpha,
            weight=weight,
            start=_vector(G, personalization),
            dangling=_vector(G, dangling),
            tolerance=tol,
            steps=max_iter,
        )
    except NetworkError as error:
        raise nx.PowerIterationFailedConvergence(max_iter) from error
    return _by_node(G, found)


def modularity(
    G: Network, communities: Iterable[Iterable[str]], weight: str | None = "weight", resolution: float = 1
) -> float:
    groups = [set(group) for group in communities]
    parts = sum(map(len, groups)) == len(G) and set().union(*groups) == set(G)
    if not parts or not len(G.indices):
        return float(run("modularity", G, groups, weight, resolution))
    of = np.zeros(len(G), dtype=np.int64)
    for number, group in enumerate(groups):
        of[[G.nodes.places[node] for node in group]] = number
    return modularity_of(G, of, weight=weight, resolution=resolution)


def leiden_communities(
    G: Network,
    weight: str | None = "weight",
    resolution: float = 1,
    max_level: int | None = None,
    seed: Any = None,
) -> list[set[str]]:
    if max_level is not None and max_level <= 0:
        raise ValueError("max_level argument must be a positive integer or None")
    start = nx.utils.create_py_random_state(seed).getrandbits(31)
    rounds = ROUNDS if max_level is None else max_level
    of, _ = leiden(G, weight=weight, resolution=resolution, seed=start, rounds=rounds)
    groups: dict[int, set[str]] = {}
    for node, group in zip(G.nodes.ids, of.tolist(), strict=True):
        groups.setdefault(group, set()).add(node)
    return list(groups.values())


# -- what is asked for and what is given -------------------------------------------------------


def _by_node(network: Network, values: Floats | Ints) -> dict[str, Any]:
    return dict(zip(network.nodes.ids, values.tolist(), strict=True))


def _chosen(network: Network, values: Floats | Ints, nodes: Any) -> Any:
    """The value of one node, or those of some by id, or of all for ``None``."""
    if nodes is None:
        return _by_node(network, values)
    place = network.nodes.places
    if nodes in network:
        return values[place[nodes]].item()
    return {node: values[place[node]].item() for node in network.nbunch_iter(nodes)}


def _around(network: Network, nodes: Any) -> tuple[Network, Any]:
    """The network of some nodes and their neighbours, which holds all their triangles; and the nodes."""
    if nodes is None:
        return network, None
    names = list(network.nbunch_iter(nodes))
    chosen = np.array([network.nodes.places[name] for name in names], dtype=np.int64)
    near = network.part(np.union1d(chosen, measures.neighbours(network, chosen)))
    return near, nodes if nodes in network else names


def _vector(network: Network, values: Mapping[str, float] | None) -> Floats | None:
    if values is None:
        return None
    found = np.array([values.get(node, 0) for node in network], dtype=np.float64)
    if len(found) and not found.sum():
        raise ZeroDivisionError("no node of the network has a value above 0")
    return found
