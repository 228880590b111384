"""Measures of a network and of its nodes, each with its formula and where it comes from.

No measure changes its network. Measures of nodes are arrays in the order of the nodes.
The examples use the network of :func:`kg.networks.projection.example`: one paper by A, B and C, one by A
and B, one by C and D.
"""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakKeyDictionary

import msgspec
import numpy as np
from scipy import sparse

from kg.networks.network import Floats, Ints, Matrix, Network

__all__ = [
    "Betweenness",
    "Communities",
    "betweenness",
    "communities",
    "component_of",
    "degree",
    "density",
    "ranking",
    "strength",
    "transitivity",
]

_SEED = 1
_CELLS = 1 << 20
_ROWS = 1024


class Communities(msgspec.Struct, frozen=True, eq=False):
    """Groups of nodes that are linked more densely than chance: each node's group, from 0.

    The largest group is 0; groups of one size stand in the order of their first nodes.
    """

    of: Ints
    count: int
    modularity: float


class Betweenness(msgspec.Struct, frozen=True, eq=False):
    """Betweenness of each node, and from how many of the nodes paths were followed."""

    of: Floats
    sources: int
    exact: bool


def degree(network: Network) -> Ints:
    """The number of co-authors of each node.

    >>> from kg.networks.projection import example
    >>> degree(example()).tolist()
    [2, 2, 3, 1]
    """
    return np.diff(network.indptr)


def strength(network: Network) -> Floats:
    """The weighted degree of each node: the sum of the weights of its links.

    In fractional counting it is the number of papers that a node has with others; in full counting
    each of them counts once a co-author.

    >>> from kg.networks.projection import example
    >>> strength(example()).tolist(), strength(example().counted("fractional")).tolist()
    ([3.0, 3.0, 3.0, 1.0], [2.0, 2.0, 2.0, 1.0])

    See: Barrat, A. et al. (2004). The architecture of complex weighted networks. PNAS, 101, 3747-3752.
    """
    rows = np.repeat(np.arange(len(network)), np.diff(network.indptr))
    return np.bincount(rows, weights=network.weights, minlength=len(network)).astype(np.float64)


def density(network: Network) -> float:
    """The share of the possible links that there are, ``2 m / (n (n - 1))``; 0 below two nodes.

    >>> from kg.networks.projection import example
    >>> round(density(example()), 3)
    0.667
    """
    count = len(network)
    return len(network.indices) / (count * (count - 1)) if count > 1 else 0.0


def transitivity(network: Network) -> float:
    """How often two co-authors of one node are linked themselves: three times the triangles by the pairs of
    links that share a node, ``3 T / sum of k (k - 1) / 2``; 0 where there is no such pair.

    A paper of three authors or more is a triangle or many, so it is high in any network of teams.

    >>> from kg.networks.projection import example
    >>> transitivity(example())
    0.6

    See: Newman, M. E. J. (2001). Scientific collaboration networks. I. Physical Review E, 64, 016131.
    """
    degrees = degree(network).astype(np.float64)
    pairs = float((degrees * (degrees - 1)).sum() / 2)
    return 3 * _triangles(network) / pairs if pairs else 0.0


def _triangles(network: Network) -> float:
    """The triangles, by closed walks of three steps where each node is linked to itself too.

    Then twins have the same row, so one can stand for all; of the walks, ``6 m + n`` are no triangles.
    """
    count = len(network)
    stands_for = _twins(network)
    kept, times = np.unique(stands_for, return_counts=True)
    matrix = network.matrix()
    matrix.data = np.ones(len(matrix.data))
    looped = sparse.csr_array(matrix[kept][:, kept] + sparse.eye_array(len(kept)))
    onward = sparse.csr_array(looped @ sparse.diags_array(times.astype(np.float64)))
    walks = 0.0
    for rows in _batches(np.arange(len(kept)), _ROWS):
        back = sparse.csr_array(sparse.diags_array(times[rows].astype(np.float64)) @ looped[rows])
        walks += float(back.multiply(onward[rows] @ onward).sum())
    return (walks - 3 * len(network.indices) - count) / 6


def component_of(network: Network) -> Ints:
    """The connected component of each node, from 0, the largest first.

    >>> from kg.networks.projection import example
    >>> component_of(example()).tolist()
    [0, 0, 0, 0]
    """
    found = np.zeros(len(network), dtype=np.int64)
    for number, nodes in enumerate(network.components()):
        found[nodes] = number
    return found


def ranking(network: Network) -> Ints:
    """The nodes in the order of the table: by papers, then strength, betweenness and label.

    Strength here is fractional, so that one paper of hundreds of authors does not lift all of them.

    >>> from kg.networks.projection import example
    >>> ranking(example()).tolist()
    [2, 0, 1, 3]
    """
    table = network.nodes
    shared, between = strength(network.counted("fractional")).round(9), betweenness(network).of.round(12)
    keys = list(
        zip((-table.papers).tolist(), (-shared).tolist(), (-between).tolist(), table.labels, strict=True)
    )
    return np.array(sorted(range(len(network)), key=keys.__getitem__), dtype=np.int64)


# -- communities -------------------------------------------------------------------------------

_COMMUNITIES: WeakKeyDictionary[Network, Communities] = WeakKeyDictionary()


def communities(network: Network) -> Communities:
    """Communities by the method of Louvain on the weighted links, always the same for one network.

    The method climbs to a high modularity ``Q = sum over groups of (L_c / m - (k_c / 2 m)^2)``, where
    ``m`` is the weight of all links, ``L_c`` of those within a group, and ``k_c`` the strength of its
    nodes. Authors of one and the same paper only, who are alike in all links, go together; nodes without
    links are groups of their own. The result is remembered with the network.

    >>> from kg.networks.projection import example
    >>> found = communities(example())
    >>> found.of.tolist(), found.count
    ([0, 0, 1, 1], 2)

    See: Blondel, V. D. et al. (2008). Fast unfolding of communities in large networks. Journal of
    Statistical Mechanics, P10008; Newman, M. E. J. (2004). Analysis of weighted networks. Physical
    Review E, 70, 056131.
    """
    if network not in _COMMUNITIES:
        _COMMUNITIES[network] = _louvain(network)
    return _COMMUNITIES[network]


def _louvain(network: Network) -> Communities:
    """Twins go in as one node, and nodes by number: sets of text differ in order between processes."""
    import networkx as nx

    stands_for = _twins(network)
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(np.unique(stands_for).tolist())
    graph.add_weighted_edges_from(_merged_links(network, stands_for))
    groups = [{one} for one in graph]
    if graph.size():
        groups = nx.community.louvain_communities(graph, weight="weight", seed=_SEED)
    group_of = np.zeros(len(network), dtype=np.int64)
    for number, group in enumerate(groups):
        group_of[list(group)] = number
    of = _by_size(group_of[stands_for])
    return Communities(of, int(of.max(initial=-1)) + 1, _modularity(network, of))


def _merged_links(network: Network, stands_for: Ints) -> Iterator[tuple[int, int, float]]:
    """The links among those who stand for their twins; links among twins become loops."""
    links = network.links
    weights = links.papers.astype(np.float64) if network.counting == "full" else links.newman
    ends = np.sort(np.stack([stands_for[links.source], stands_for[links.target]]), axis=0)
    keys, place = np.unique(ends[0] * max(len(network), 1) + ends[1], return_inverse=True)
    source, target = np.divmod(keys, max(len(network), 1))
    sums = np.bincount(place, weights=weights, minlength=len(keys))
    return zip(source.tolist(), target.tolist(), sums.tolist(), strict=True)


def _by_size(groups: Ints) -> Ints:
    """The groups numbered anew: the largest first, those of one size by their first nodes."""
    _, first, which, sizes = np.unique(groups, return_index=True, return_inverse=True, return_counts=True)
    ranks = np.empty(len(sizes), dtype=np.int64)
    ranks[np.lexsort((first, -sizes))] = np.arange(len(sizes))
    found: Ints = ranks[which]
    return found


def _modularity(network: Network, of: Ints) -> float:
    rows = np.repeat(np.arange(len(network)), np.diff(network.indptr))
    weights = network.weights
    twice = weights.sum()
    if not twice:
        return 0.0
    within = weights[of[rows] == of[network.indices]].sum()
    shares = np.bincount(of, weights=strength(network)) / twice
    return float(within / twice - (shares**2).sum())


# -- betweenness -------------------------------------------------------------------------------

_BETWEENNESS: WeakKeyDictionary[Network, dict[int, Betweenness]] = WeakKeyDictionary()


def betweenness(network: Network, *, exact: int = 5_000, samples: int = 500) -> Betweenness:
    """How much each node lies between others: its share of their shortest paths.

    ``c(v) = 2 / ((n - 1) (n - 2)) * sum over pairs s, t of sigma_st(v) / sigma_st``, where
    ``sigma_st`` counts the shortest paths between ``s`` and ``t``, and ``sigma_st(v)`` those through
    ``v``; links have length 1. Up to ``exact`` nodes, paths are followed from every node, and beyond it from
    ``samples`` of them, always the same, and scaled up; the answer says which. The result is
    remembered with the network.

    >>> from kg.networks.projection import example
    >>> betweenness(example()).of.round(3).tolist()
    [0.0, 0.0, 0.667, 0.0]

    See: Freeman, L. C. (1977). A set of measures of centrality based on betweenness. Sociometry, 40,
    35-41; Brandes, U. (2001). A faster algorithm for betweenness centrality. Journal of Mathematical
    Sociology, 25, 163-177; Brandes, U., & Pich, C. (2007). Centrality estimation in large networks.
    International Journal of Bifurcation and Chaos, 17, 2303-2318.
    """
    sources = len(network) if len(network) <= exact else min(samples, len(network))
    known = _BETWEENNESS.setdefault(network, {})
    if sources not in known:
        known[sources] = Betweenness(_brandes(network, sources), sources, sources == len(network))
    return known[sources]


def _brandes(network: Network, sources: int) -> Floats:
    count = len(network)
    if count < 3:
        return np.zeros(count)
    stands_for = _twins(network)
    times = np.bincount(stands_for, minlength=count).astype(np.float64)
    chosen = np.arange(count)
    if sources < count:
        chosen = np.random.default_rng(_SEED).choice(count, sources, replace=False)
    started = np.bincount(stands_for[chosen], minlength=count).astype(np.float64)
    total = np.zeros(count)
    matrix = network.matrix()
    matrix.data = np.ones(len(matrix.data))
    for nodes in network.components():
        kept = nodes[times[nodes] > 0]
        total[kept] = _dependencies(sparse.csr_array(matrix[kept][:, kept]), times[kept], started[kept])
    return total * (count / sources) / ((count - 1) * (count - 2))


def _twins(network: Network) -> Ints:
    """For each node the one that stands for it: authors of one and the same paper only are twins.

    Such authors have the same neighbours, who all know each other: no shortest path leads through
    them, so one of them can stand for all, counted as often. This is what makes large teams cheap.
    """
    stands_for = np.arange(len(network))
    teams = network.teams
    paper = np.repeat(np.arange(len(teams)), np.diff(teams.starts))
    single = network.nodes.papers[teams.authors] == 1
    authors, papers = teams.authors[single], paper[single]
    _, first, which = np.unique(papers, return_index=True, return_inverse=True)
    stands_for[authors] = authors[first][which]
    return stands_for


def _dependencies(matrix: Matrix, times: Floats, started: Floats) -> Floats:
    """The sum over sources of how much they depend on each node to reach all others."""
    count = len(times)
    total = np.zeros(count)
    if count < 3:
        return total
    for sources in _batches(np.flatnonzero(started), max(1, _CELLS // count)):
        distance, paths = _shortest(matrix, sources)
        depends = np.zeros(paths.shape)
        for steps in range(int(distance.max()), 1, -1):
            reached = distance == steps
            share = np.zeros(paths.shape)
            np.divide(times[:, None] + depends, paths, out=share, where=reached)
            depends += np.where(distance == steps - 1, paths * _times(matrix, share), 0.0)
        total += depends @ started[sources]
    return total


def _batches(values: Ints, size: int) -> Iterator[Ints]:
    for start in range(0, len(values), size):
        yield values[start : start + size]


def _shortest(matrix: Matrix, sources: Ints) -> tuple[Ints, Floats]:
    """Steps from each source (a column) to each node (a row), and the number of shortest paths."""
    shape = (matrix.shape[0], len(sources))
    distance = np.full(shape, -1, dtype=np.int64)
    paths = np.zeros(shape)
    columns = np.arange(len(sources))
    distance[sources, columns] = 0
    paths[sources, columns] = 1.0
    frontier, steps = paths, 0
    while frontier.any():
        steps += 1
        frontier = np.where(distance < 0, _times(matrix, frontier), 0.0)
        distance[frontier > 0] = steps
        paths = paths + frontier
    return distance, paths


def _times(matrix: Matrix, columns: Floats) -> Floats:
    product: Floats = np.asarray(matrix @ columns)
    return product
