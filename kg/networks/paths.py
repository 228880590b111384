"""Measures of the shortest paths of a network; links have length 1."""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakKeyDictionary

import msgspec
import numpy as np
from scipy import sparse

from kg.networks.network import Floats, Ints, Matrix, Network
from kg.networks.twins import twins

__all__ = [
    "Betweenness",
    "Distances",
    "average_path",
    "betweenness",
    "closeness",
    "dependencies",
    "distances",
]

_SEED = 1
_CELLS = 1 << 20
_WORDS = 1 << 22


class Betweenness(msgspec.Struct, frozen=True, eq=False):
    """Betweenness of each node, and from how many of the nodes paths were followed."""

    of: Floats
    sources: int
    exact: bool


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
    chosen = np.arange(count)
    if sources < count:
        chosen = np.random.default_rng(_SEED).choice(count, sources, replace=False)
    return dependencies(network, chosen) * (count / sources) / ((count - 1) * (count - 2))


def dependencies(network: Network, sources: Ints) -> Floats:
    """How much some nodes ``s`` depend on each node to reach others: ``sum of sigma_st(v) / sigma_st``.

    >>> from kg.networks.projection import example
    >>> dependencies(example(), np.array([0, 3])).tolist()
    [0.0, 0.0, 3.0, 0.0]
    """
    count = len(network)
    stands_for = twins(network)
    times = np.bincount(stands_for, minlength=count).astype(np.float64)
    started = np.bincount(stands_for[sources], minlength=count).astype(np.float64)
    total = np.zeros(count)
    matrix = network.matrix()
    matrix.data = np.ones(len(matrix.data))
    for nodes in network.components():
        kept = nodes[times[nodes] > 0]
        if started[kept].any():
            total[kept] = _dependencies(sparse.csr_array(matrix[kept][:, kept]), times[kept], started[kept])
    return total


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


# -- distances ---------------------------------------------------------------------------------


class Distances(msgspec.Struct, frozen=True, eq=False):
    """Whom each node can reach: how many, and of the steps to them the sum, of reciprocals, the largest."""

    reached: Ints
    total: Ints
    reciprocal: Floats
    largest: Ints


_DISTANCES: WeakKeyDictionary[Network, Distances] = WeakKeyDictionary()


def distances(network: Network) -> Distances:
    """The distances from each node to all others, along shortest paths; remembered with the network.

    Paths from 64 nodes are followed at once, a bit each: what a node is reached from in one step more is what
    its neighbours are reached from, without what it is reached from already. Time grows with nodes by links.

    >>> from kg.networks.projection import example
    >>> found = distances(example())
    >>> found.reached.tolist(), found.total.tolist(), found.largest.tolist()
    ([3, 3, 3, 3], [4, 4, 3, 5], [2, 2, 1, 2])

    See: Then, M. et al. (2014). The more the merrier: efficient multi-source graph traversal. Proceedings of
    the VLDB Endowment, 8, 449-460.
    """
    if network not in _DISTANCES:
        _DISTANCES[network] = _followed(network)
    return _DISTANCES[network]


def closeness(network: Network) -> Floats:
    """How near each node is to the others it can reach, by the share of all others that these are.

    ``c(v) = r / (n - 1) * r / sum of d(v, u)``, where ``r`` nodes can be reached; 0 where there are none.

    >>> from kg.networks.projection import example
    >>> closeness(example()).tolist()
    [0.75, 0.75, 1.0, 0.6]

    See: Freeman, L. C. (1978). Centrality in social networks: conceptual clarification. Social Networks, 1,
    215-239; Wasserman, S., & Faust, K. (1994). Social network analysis, equation (5.22). Cambridge.
    """
    found = distances(network)
    reached = found.reached.astype(np.float64)
    near = np.zeros(len(network))
    np.divide(reached**2, found.total * (len(network) - 1.0), out=near, where=found.total > 0)
    return near


def average_path(network: Network) -> float:
    """The mean number of steps between two nodes, over the pairs that are connected; 0 where none is.

    >>> from kg.networks.projection import example
    >>> round(average_path(example()), 3)
    1.333

    See: Newman, M. E. J. (2001). Scientific collaboration networks. II. Physical Review E, 64, 016132.
    """
    found = distances(network)
    pairs = int(found.reached.sum())
    return float(found.total.sum()) / pairs if pairs else 0.0


def _followed(network: Network) -> Distances:
    """Twins are one node that paths start from as often; to each other they have one step."""
    stands_for = twins(network)
    kept, place, times = np.unique(stands_for, return_inverse=True, return_counts=True)
    matrix = sparse.csr_array(network.matrix()[kept][:, kept])
    linked = np.flatnonzero(np.diff(matrix.indptr))
    rows = sparse.csr_array(matrix[linked][:, linked])
    sources = np.repeat(np.arange(len(linked)), times[linked])
    words = max(1, min(_WORDS // max(rows.nnz, 1), 16))
    counted = np.zeros((4, len(kept)))
    for some in _batches(sources, words * 64):
        counted[:, linked] = _steps(rows, some, words, counted[:, linked])
    alone = (times - 1).astype(np.float64)
    counted[:3] += alone
    counted[3] = np.maximum(counted[3], times > 1)
    reached, total, reciprocal, largest = counted[:, place]
    return Distances(
        reached=reached.astype(np.int64),
        total=total.astype(np.int64),
        reciprocal=reciprocal,
        largest=largest.astype(np.int64),
    )


def _steps(rows: Matrix, sources: Ints, words: int, counted: Floats) -> Floats:
    """Adds the paths from some sources to what was counted: reached, steps, their reciprocals, largest."""
    number = np.arange(len(sources))
    seen = np.zeros((rows.shape[0], words), dtype=np.uint64)
    bits = np.uint64(1) << (number % 64).astype(np.uint64)
    np.bitwise_or.at(seen, (sources, number // 64), bits)
    frontier, steps = seen.copy(), 0
    while True:
        steps += 1
        frontier = np.bitwise_or.reduceat(frontier[rows.indices], rows.indptr[:-1], axis=0) & ~seen
        met = np.bitwise_count(frontier).sum(axis=1, dtype=np.float64)
        if not met.any():
            return counted
        seen |= frontier
        counted[:3] += np.stack((met, met * steps, met / steps))
        counted[3][met > 0] = np.maximum(counted[3][met > 0], steps)
