"""Groups of nodes that are linked more densely than chance."""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakKeyDictionary

import msgspec
import numpy as np

from kg.networks.measures import strength
from kg.networks.network import Ints, Network
from kg.networks.twins import twins

__all__ = ["Communities", "communities"]

_SEED = 1


class Communities(msgspec.Struct, frozen=True, eq=False):
    """Groups of nodes that are linked more densely than chance: each node's group, from 0.

    The largest group is 0; groups of one size stand in the order of their first nodes.
    """

    of: Ints
    count: int
    modularity: float


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
