"""Groups of nodes that are linked more densely than chance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal
from weakref import WeakKeyDictionary

import msgspec
import numpy as np

from kg.errors import NetworkError
from kg.networks.leiden import leiden
from kg.networks.network import Floats, Ints, Network
from kg.networks.twins import twins

__all__ = ["Communities", "Method", "communities", "modularity", "participation"]

_SEED = 1

Method = Literal["louvain", "leiden"]
"""How communities are found."""


class Communities(msgspec.Struct, frozen=True, eq=False):
    """Groups of nodes that are linked more densely than chance: each node's group, from 0.

    The largest group is 0; groups of one size stand in the order of their first nodes. ``by`` is the method,
    for that of Leiden with the library.
    """

    of: Ints
    count: int
    modularity: float
    by: str


_COMMUNITIES: WeakKeyDictionary[Network, dict[str, Communities]] = WeakKeyDictionary()


def communities(network: Network, method: Method = "louvain") -> Communities:
    """Communities on the weighted links, always the same for one network.

    Both methods climb to a high modularity. That of Louvain is always there; authors of one and the same
    paper only, who are alike in all links, go together. That of Leiden needs networkit or igraph and is many
    times faster. Nodes without links are groups of their own. The result is
    remembered with the network.

    Raises:
        NetworkError: there is no such method, or no library that has it.

    >>> from kg.networks.projection import example
    >>> found = communities(example())
    >>> found.of.tolist(), found.count
    ([0, 0, 1, 1], 2)

    See: Blondel, V. D. et al. (2008). Fast unfolding of communities in large networks. Journal of
    Statistical Mechanics, P10008; Traag, V. A. et al. (2019). From Louvain to Leiden. Scientific Reports, 9,
    5233.
    """
    if method not in {"louvain", "leiden"}:
        raise NetworkError(f"there is no method {method!r}: use louvain or leiden")
    known = _COMMUNITIES.setdefault(network, {})
    if method not in known:
        of, by = (_louvain(network), "louvain") if method == "louvain" else _leiden(network)
        of = _by_size(of)
        known[method] = Communities(of, int(of.max(initial=-1)) + 1, modularity(network, of), by)
    return known[method]


def modularity(
    network: Network, of: Ints, *, weight: str | None = "weight", resolution: float = 1.0
) -> float:
    """How far the links keep within groups: their share that does, less what chance would give.

    ``Q = sum over groups of (L_c / m - resolution * (k_c / 2 m)^2)``, where ``m`` is the weight of all
    links, ``L_c`` of those within a group, and ``k_c`` the strength of its nodes; 0 without links.

    Args:
        network: the network.
        of: the group of each node, from 0.
        weight: the attribute of links that counts; ``None`` for all alike.
        resolution: how much chance counts.

    >>> from kg.networks.projection import example
    >>> round(modularity(example(), np.array([0, 0, 0, 1])), 3)
    -0.02

    See: Newman, M. E. J. (2004). Analysis of weighted networks. Physical Review E, 70, 056131.
    """
    rows, weights = _entries(network), network.column(weight)
    twice = weights.sum()
    if not twice:
        return 0.0
    within = weights[of[rows] == of[network.indices]].sum()
    shares = np.bincount(of[rows], weights=weights) / twice
    return float(within / twice - resolution * (shares**2).sum())


def participation(network: Network, of: Ints, *, weight: str | None = "weight") -> Floats:
    """How evenly the links of each node spread over the groups: 0 for one group, near 1 for many alike.

    ``P(v) = 1 - sum over groups of (k_vc / k_v)^2``, where ``k_vc`` is the weight of the links of a node
    into a group, and ``k_v`` of all its links; 0 for a node without links.

    >>> from kg.networks.projection import example
    >>> participation(example(), np.array([0, 0, 1, 1]), weight=None).round(3).tolist()
    [0.5, 0.5, 0.444, 0.0]

    See: Guimerà, R., & Amaral, L. A. N. (2005). Functional cartography of complex metabolic networks. Nature,
    433, 895-900.
    """
    rows, weights = _entries(network), network.column(weight)
    groups = int(of.max(initial=-1)) + 1
    keys, place = np.unique(rows * groups + of[network.indices], return_inverse=True)
    into = np.bincount(place, weights=weights, minlength=len(keys))
    total = np.bincount(rows, weights=weights, minlength=len(network))
    node = keys // max(groups, 1)
    shares = np.bincount(node, weights=(into / total[node]) ** 2, minlength=len(network))
    return np.where(total > 0, 1 - shares, 0.0)


def _entries(network: Network) -> Ints:
    """The node of each entry of ``indices``."""
    return np.repeat(np.arange(len(network)), np.diff(network.indptr))


def _leiden(network: Network) -> tuple[Ints, str]:
    found, library = leiden(network, seed=_SEED)
    return found, f"leiden, {library}"


def _louvain(network: Network) -> Ints:
    """Twins go in as one node, and nodes by number: sets of text differ in order between processes."""
    import networkx as nx

    stands_for = twins(network)
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(np.unique(stands_for).tolist())
    graph.add_weighted_edges_from(_merged_links(network, stands_for))
    groups = [{one} for one in graph]
    if graph.size():
        groups = nx.community.louvain_communities(graph, weight="weight", seed=_SEED)
    group_of = np.zeros(len(network), dtype=np.int64)
    for number, group in enumerate(groups):
        group_of[list(group)] = number
    found: Ints = group_of[stands_for]
    return found


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
