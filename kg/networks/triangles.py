"""Triangles: how often two co-authors of one node are linked themselves."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import sparse

from kg.networks.network import Floats, Ints, Matrix, Network
from kg.networks.twins import twins

__all__ = ["clustering", "transitivity", "triangles"]

_WORK = 1 << 22


def triangles(network: Network) -> Ints:
    """The triangles that each node is part of.

    They are counted by closed walks of three steps where each node is linked to itself too, so that
    twins have one row: of the walks from a node of degree ``k``, ``3 k + 1`` are no triangles.

    >>> from kg.networks.projection import example
    >>> triangles(example()).tolist()
    [1, 1, 1, 0]
    """
    stands_for = twins(network)
    kept, times = np.unique(stands_for, return_counts=True)
    matrix = network.matrix()
    matrix.data = np.ones(len(matrix.data))
    looped = sparse.csr_array(matrix[kept][:, kept] + sparse.eye_array(len(kept)))
    onward = sparse.csr_array(looped @ sparse.diags_array(times.astype(np.float64)))
    walks = np.zeros(len(network))
    walks[kept] = _closed(onward, onward, looped)
    degrees = np.diff(network.indptr)
    found: Ints = (walks[stands_for].astype(np.int64) - 3 * degrees - 1) // 2
    return found


def clustering(network: Network, weight: str | None = None) -> Floats:
    """The clustering of each node: the share of the pairs of its co-authors who are linked themselves.

    ``c(v) = 2 T(v) / (k (k - 1))``, where ``T(v)`` are its triangles and ``k`` is its degree; 0 below two
    co-authors. With a weight (``weight``, ``papers`` or ``newman``) each triangle counts as the geometric
    mean of its three links, over the largest weight of all.

    >>> from kg.networks.projection import example
    >>> clustering(example()).round(3).tolist(), clustering(example(), "weight").round(3).tolist()
    ([1.0, 1.0, 0.333, 0.0], [0.63, 0.63, 0.21, 0.0])

    See: Watts, D. J., & Strogatz, S. H. (1998). Collective dynamics of 'small-world' networks. Nature, 393,
    440-442; Onnela, J.-P. et al. (2005). Intensity and coherence of motifs in weighted complex networks.
    Physical Review E, 71, 065103.
    """
    degrees = np.diff(network.indptr).astype(np.float64)
    twice = 2.0 * triangles(network) if weight is None else _intensities(network, weight)
    found = np.zeros(len(network))
    np.divide(twice, degrees * (degrees - 1), out=found, where=degrees > 1)
    return found


def _intensities(network: Network, weight: str) -> Floats:
    """Twice the sum of the geometric means of the weights of the triangles of each node."""
    matrix = network.matrix()
    weights = network.column(weight)
    matrix.data = np.cbrt(weights / weights.max(initial=0.0)) if len(weights) else weights
    return _closed(matrix, matrix, matrix)


def transitivity(network: Network) -> float:
    """How often two co-authors of one node are linked themselves: three times the triangles by the pairs of
    links that share a node, ``3 T / sum of k (k - 1) / 2``; 0 where there is no such pair.

    A paper of three authors or more is a triangle or many, so it is high in any network of teams.

    >>> from kg.networks.projection import example
    >>> transitivity(example())
    0.6

    See: Newman, M. E. J. (2001). Scientific collaboration networks. I. Physical Review E, 64, 016131.
    """
    degrees = np.diff(network.indptr).astype(np.float64)
    pairs = float((degrees * (degrees - 1)).sum() / 2)
    return float(triangles(network).sum()) / pairs if pairs else 0.0


def _closed(first: Matrix, second: Matrix, third: Matrix) -> Floats:
    """The weight of the walks of three steps from each node back to it; the third step is symmetric."""
    found = np.zeros(first.shape[0])
    for rows in _batches(first, second):
        product = sparse.csr_array(first[rows] @ second)
        found[rows] = np.asarray(third[rows].multiply(product).sum(axis=1)).ravel()
    return found


def _batches(first: Matrix, second: Matrix) -> Iterator[slice]:
    """Rows whose product is not too large, one after the other."""
    count = first.shape[0]
    row = np.repeat(np.arange(count), np.diff(first.indptr))
    work = np.bincount(row, weights=np.diff(second.indptr)[first.indices], minlength=count).cumsum()
    start = 0
    while start < count:
        before = work[start - 1] if start else 0.0
        end = max(start + 1, int(np.searchsorted(work, before + _WORK, side="right")))
        yield slice(start, end)
        start = end
