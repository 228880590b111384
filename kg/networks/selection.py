"""What of a network a picture shows: as much as can be told apart on paper, and a note of the rest."""

from __future__ import annotations

import msgspec
import numpy as np

from kg.networks.measures import communities, degree, strength
from kg.networks.network import Ints, Network
from kg.networks.projection import linked

__all__ = ["Selection", "selected"]


class Selection(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """The whole network, the part to draw, the community of each drawn node, and a note in words."""

    whole: Network
    network: Network
    community: Ints
    note: str


def selected(network: Network, max_nodes: int, max_links: int) -> Selection:
    """The part of a network that a picture can show.

    Papers of the largest teams are left out until the links fit; then the largest components are
    taken while the nodes fit. Of a giant component that is too large alone, the nodes with most
    joint papers are taken.
    """
    chosen, cap, drawn = np.arange(len(network)), 0, network
    for limit in _limits(network):
        fitting = _fitting(network, max_nodes, limit)
        part = _thinned(network, limit).part(fitting)
        if not len(part.links):
            break
        chosen, cap, drawn = fitting, limit, part
        if len(part.links) <= max_links:
            break
    return Selection(
        whole=network,
        network=drawn,
        community=communities(network).of[chosen],
        note=_note(network, drawn, cap),
    )


def _limits(network: Network) -> list[int]:
    """Sizes of teams to stop at, from the largest down, some at a time where there are many."""
    sizes: list[int] = np.unique(network.teams.sizes)[::-1].tolist()
    return sizes[:8] + sizes[8::4]


def _thinned(network: Network, cap: int) -> Network:
    """The same nodes, with the links of papers of at most so many authors."""
    if not len(network.teams) or cap >= network.teams.sizes.max():
        return network
    thin = linked(network.nodes, network.teams.of_size(cap), network.name)
    return msgspec.structs.replace(thin, counting=network.counting, params=network.params, cut=network.cut)


def _fitting(network: Network, max_nodes: int, cap: int) -> Ints:
    """The nodes to draw, ascending: none without a link."""
    thin = _thinned(network, cap)
    parts = [part for part in thin.components() if len(part) > 1]
    if parts and len(parts[0]) > max_nodes:
        return _strongest(thin, parts[0], max_nodes)
    chosen: list[Ints] = []
    room = max_nodes
    for part in parts:
        if len(part) > room:
            break
        chosen.append(part)
        room -= len(part)
    return np.sort(np.concatenate(chosen)) if chosen else np.empty(0, dtype=np.int64)


def _strongest(network: Network, part: Ints, count: int) -> Ints:
    """The nodes with most joint papers that still have a link among themselves."""
    shared, weighted = strength(network.counted("fractional")).round(9), strength(network)
    order = sorted(
        part.tolist(), key=lambda node: (-shared[node], -weighted[node], network.nodes.labels[node])
    )
    first = np.sort(np.array(order[:count], dtype=np.int64))
    inner = network.part(first)
    return first[degree(inner) > 0]


def _note(whole: Network, drawn: Network, cap: int) -> str:
    """What is drawn, in words that follow "Drawn are"; empty where it is all."""
    if len(drawn) == len(whole) and len(drawn.links) == len(whole.links):
        return ""
    alone = sum(len(part) == 1 for part in whole.components())
    authors, joins = f"{len(drawn):,} authors", f"{len(drawn.links):,} links"
    if len(drawn) + alone == len(whole):
        words = f"all but {alone:,} authors without a co-author" if alone else f"{authors} and {joins}"
    elif len(drawn.components()) > 1:
        words = f"the {authors} and {joins} of the largest components"
    else:
        words = f"the {authors} with most joint papers and {joins} among them"
    large = int((whole.teams.sizes > cap).sum())
    return f"{words}, without the links of {large:,} papers of more than {cap:,} authors" if large else words
