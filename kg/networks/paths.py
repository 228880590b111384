"""Measures of the shortest paths of a network; links have length 1."""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakKeyDictionary

import msgspec
import numpy as np
from scipy import sparse

from kg.networks.network import Floats, Ints, Matrix, Network
from kg.networks.twins import twins

__all__ = ["Betweenness", "betweenness"]

_SEED = 1
_CELLS = 1 << 20


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
    stands_for = twins(network)
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
