"""Measures of a network and of its nodes, each with its formula and where it comes from.

No measure changes its network. Measures of nodes are arrays in the order of the nodes.
The examples use the network of :func:`kg.networks.projection.example`: one paper by A, B and C, one by A
and B, one by C and D.
"""

from __future__ import annotations

import numpy as np

from kg.networks.network import Floats, Ints, Network
from kg.networks.paths import betweenness

__all__ = [
    "assortativity",
    "component_of",
    "core_numbers",
    "degree",
    "density",
    "neighbours",
    "ranking",
    "strength",
]


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


def assortativity(network: Network, weight: str | None = None) -> float:
    """Whether those with many co-authors publish with each other: Pearson's correlation of the degrees of
    the two ends of a link, over all links in both directions.

    ``r = (mean of j k - (mean of j)^2) / (mean of j^2 - (mean of j)^2)``, where ``j`` and ``k`` are the
    degrees of the ends; with a weight, their sums of it. Not a number where all ends are of one degree.

    >>> from kg.networks.projection import example
    >>> round(assortativity(example()), 3)
    -0.714

    See: Newman, M. E. J. (2003). Mixing patterns in networks. Physical Review E, 67, 026126, equation (21).
    """
    rows = np.repeat(np.arange(len(network)), np.diff(network.indptr))
    sums = np.bincount(rows, weights=network.column(weight), minlength=len(network))
    if not len(rows) or np.ptp(sums[rows]) == 0:
        return float("nan")
    one = sums[rows] - sums[rows].mean()
    return float((one * (sums[network.indices] - sums[rows].mean())).sum() / (one**2).sum())


def core_numbers(network: Network) -> Ints:
    """The core of each node: the largest ``k`` for which it is in a part where all have ``k`` links or more.

    Nodes of the least degree are taken away, then those who have no more than that left, until nobody is.
    A paper of ``n`` authors is a core of ``n - 1`` by itself, so one large team can be the top core.

    >>> from kg.networks.projection import example
    >>> core_numbers(example()).tolist()
    [2, 2, 2, 1]

    See: Seidman, S. B. (1983). Network structure and minimum degree. Social Networks, 5, 269-287; Batagelj,
    V., & Zaversnik, M. (2003). An O(m) algorithm for cores decomposition of networks. arXiv:cs/0310049.
    """
    left = degree(network)
    core = np.zeros(len(network), dtype=np.int64)
    here = np.ones(len(network), dtype=np.bool_)
    nodes = np.arange(len(network))
    level = 0
    while len(nodes):
        level = max(level, int(left[nodes].min()))
        going = nodes[left[nodes] <= level]
        while len(going):
            core[going] = level
            here[going] = False
            met, times = np.unique(neighbours(network, going), return_counts=True)
            left[met] -= times
            going = met[here[met] & (left[met] <= level)]
        nodes = nodes[here[nodes]]
    return core


def neighbours(network: Network, nodes: Ints) -> Ints:
    """The neighbours of some nodes, one row behind the other.

    >>> from kg.networks.projection import example
    >>> neighbours(example(), np.array([0, 3])).tolist()
    [1, 2, 2]
    """
    lengths = np.diff(network.indptr)[nodes]
    shifts = network.indptr[nodes] - np.cumsum(lengths) + lengths
    found: Ints = network.indices[np.repeat(shifts, lengths) + np.arange(lengths.sum())]
    return found


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
