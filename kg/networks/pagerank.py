"""PageRank of a network, solved until it is near enough to the true vector."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from kg.errors import NetworkError
from kg.networks.network import Floats, Matrix, Network

__all__ = ["pagerank"]


def pagerank(
    network: Network,
    *,
    alpha: float = 0.85,
    weight: str | None = "weight",
    start: Floats | None = None,
    dangling: Floats | None = None,
    tolerance: float = 1e-6,
    steps: int = 100,
) -> Floats:
    """How often one is at each node who follows links at random, and now and then starts anew; they sum to 1.

    ``x = alpha (A D^-1 x + s d) + (1 - alpha) p``, where ``A`` are the weights and ``D`` their sums, ``p`` is
    where one starts, ``s`` is the rank of the nodes without links and ``d`` where one goes from there. Links
    have no direction, so that the system is symmetric once scaled by ``D^(1/2)``. It is solved by conjugate
    gradients, in about a third of the steps of repeated multiplication.

    Args:
        network: the network.
        alpha: how often a link is followed, from 0 to below 1.
        weight: the attribute of links by which one is chosen; ``None`` for all alike.
        start: how likely each node is to start at; all alike by default. Need not sum to 1.
        dangling: the same for where one goes from nodes without links; ``start`` by default.
        tolerance: the sum over all nodes of how far the answer may be from the true one.
        steps: how many steps of the solution are tried.

    Raises:
        NetworkError: it was not near enough after so many steps.

    >>> from kg.networks.projection import example
    >>> pagerank(example(), tolerance=1e-12).round(4).tolist()
    [0.2857, 0.2857, 0.3047, 0.1238]

    See: Page, L. et al. (1999). The PageRank citation ranking. Stanford InfoLab; Hestenes, M. R., & Stiefel,
    E. (1952). Methods of conjugate gradients for solving linear systems. Journal of Research of the National
    Bureau of Standards, 49, 409-436.
    """
    count = len(network)
    if not count:
        return np.zeros(0)
    begin = np.full(count, 1 / count) if start is None else start / start.sum()
    onward = begin if dangling is None else dangling / dangling.sum()
    weights, lengths = network.column(weight), np.diff(network.indptr)
    sums = np.bincount(np.repeat(np.arange(count), lengths), weights=weights, minlength=count)
    linked = sums > 0
    # the rank of the nodes without links, s = alpha s d + (1 - alpha) p over them
    rest = (1 - alpha) * begin[~linked].sum() / (1 - alpha * onward[~linked].sum())
    given = alpha * rest * onward + (1 - alpha) * begin
    root = np.sqrt(np.where(linked, sums, 1.0))
    scaled = alpha * weights / (np.repeat(root, lengths) * root[network.indices])
    matrix = sparse.csr_array((scaled, network.indices, network.indptr), shape=(count, count))
    ranks = _solved(matrix, root, given, tolerance * (1 - alpha), steps)
    found: Floats = ranks / ranks.sum()
    return found


def _solved(matrix: Matrix, root: Floats, given: Floats, tolerance: float, steps: int) -> Floats:
    """The ``x`` of ``x - D^(1/2) M D^(-1/2) x = given``, for a symmetric ``M`` and ``root`` of ``D``.

    With ``x = D^(1/2) y`` it is ``y - M y = D^(-1/2) given``. The absolute values of what remains of
    ``given`` sum to the tolerance at most.
    """
    solution = np.zeros(len(given))
    residual = given / root
    direction, square = residual, float(residual @ residual)
    for _ in range(steps):
        if np.abs(residual * root).sum() <= tolerance:
            break
        image = direction - np.asarray(matrix @ direction)
        length = square / float(direction @ image)
        solution = solution + length * direction
        residual = residual - length * image
        before, square = square, float(residual @ residual)
        direction = residual + (square / before) * direction
    if np.abs(residual * root).sum() > tolerance:
        raise NetworkError(
            f"PageRank was not near enough after {steps} steps: allow more steps or a greater tolerance"
        )
    return solution * root
