"""What of a network a picture shows: the first of the table with their co-authors, and a note of the rest.

A network that is too large is drawn from its first members on. Members come in the order of the table
(:func:`kg.networks.measures.ranking`), each with all co-authors of the papers of not too many authors, as
many as there is room for. A paper of more authors is one mark that stands for its team, linked to
those of its authors who are drawn, so that a large collaboration is seen and does not hide the others.
"""

from __future__ import annotations

import msgspec
import numpy as np

from kg.networks.communities import communities
from kg.networks.measures import ranking
from kg.networks.network import Ints, Network, Nodes, Teams
from kg.networks.projection import linked

__all__ = ["CAPS", "MARKS", "TEAM", "Selection", "selected"]

CAPS = (50, 40, 30, 25, 20, 15, 12, 10, 8, 6, 5, 4, 3, 2)
"""Of how many authors a paper may be to be drawn link by link: the first at which the links have room."""

MARKS = 12
"""How many of the larger papers are drawn, as a mark each."""

TEAM = "team"
"""The kind of a node that stands for the team of a large paper."""

_FIRST = 30


class Selection(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """What is drawn of a network.

    Attributes:
        whole: the network.
        network: the part to draw; the marks of large papers are its last nodes, of the kind :data:`TEAM`.
        community: the community of each drawn node, in the whole network.
        rank: the place of each drawn node in the order of the table, from 0; marks come last.
        note: what is drawn and what is not, in sentences; empty where it is all.
    """

    whole: Network
    network: Network
    community: Ints
    rank: Ints
    note: str


def selected(network: Network, max_nodes: int, max_links: int) -> Selection:
    """The part of a network that a picture can show; if there is room, all but who wrote one paper alone."""
    order = ranking(network)
    alone = (np.diff(network.indptr) == 0) & (network.nodes.papers == 1)
    if (~alone).sum() <= max_nodes and len(network.links) <= max_links:
        drawn = np.flatnonzero(~alone)
        words = (
            f"Drawn are all but {alone.sum():,} authors of one paper without a co-author."
            if alone.any()
            else ""
        )
        return _selection(network, network.part(drawn), drawn, order, words)
    drawings = []
    for cap in CAPS:
        chosen, first = _chosen(network, order, cap, max_nodes)
        marks = _marks(network, cap)
        part = _drawn(network, chosen, marks, cap)
        drawings.append((part, np.concatenate((chosen, -1 - marks)), _note(network, chosen, first, cap)))
        if len(part.links) <= max_links:
            break
    part, drawn, words = min(drawings, key=lambda one: max(len(one[0].links), max_links))
    return _selection(network, part, drawn, order, words)


def _selection(whole: Network, part: Network, drawn: Ints, order: Ints, note: str) -> Selection:
    """``drawn`` are nodes of the whole, then papers, as the complement of their numbers."""
    members, papers = drawn[drawn >= 0], -1 - drawn[drawn < 0]
    group = communities(whole).of
    mostly = [int(np.bincount(group[_team(whole.teams, paper)]).argmax()) for paper in papers.tolist()]
    places = np.empty(len(whole), dtype=np.int64)
    places[order] = np.arange(len(whole))
    return Selection(
        whole=whole,
        network=part,
        community=np.concatenate((group[members], np.array(mostly, dtype=np.int64))),
        rank=np.concatenate((places[members], np.arange(len(papers)) + len(whole))),
        note=note,
    )


# -- who ---------------------------------------------------------------------------------------


def _chosen(network: Network, order: Ints, cap: int, room: int) -> tuple[Ints, int]:
    """The members to draw, ascending, and how many of them come first in the table.

    They are the first with their co-authors, or where even some of these have too many, the first alone.
    """
    teams = network.teams.of_size(cap)
    of_author = _papers(teams, len(network))
    taken = np.zeros(len(network), dtype=np.bool_)
    first = 0
    for node in order.tolist():
        wanted = taken.copy()
        wanted[node] = True
        for paper in of_author[node]:
            wanted[_team(teams, paper)] = True
        if wanted.sum() > room:
            break
        taken, first = wanted, first + 1
    if first < min(_FIRST, room, len(network)):
        return np.sort(order[:room]), min(room, len(network))
    return np.flatnonzero(taken), first


def _papers(teams: Teams, count: int) -> list[list[int]]:
    """The papers of each author."""
    found: list[list[int]] = [[] for _ in range(count)]
    paper = np.repeat(np.arange(len(teams)), np.diff(teams.starts))
    for author, number in zip(teams.authors.tolist(), paper.tolist(), strict=True):
        found[author].append(number)
    return found


def _team(teams: Teams, paper: int) -> Ints:
    return teams.authors[teams.starts[paper] : teams.starts[paper + 1]]


def _marks(network: Network, cap: int) -> Ints:
    """The papers of more authors than that, the largest first, as many as are drawn."""
    sizes = network.teams.sizes
    large = np.flatnonzero(sizes > cap)
    return large[np.argsort(-sizes[large], kind="stable")][:MARKS]


# -- the part ----------------------------------------------------------------------------------


def _drawn(network: Network, chosen: Ints, marks: Ints, cap: int) -> Network:
    """The chosen members with the links of their smaller papers, and a mark for each of some larger ones."""
    keep = np.zeros(len(network), dtype=np.bool_)
    keep[chosen] = True
    small = network.teams.of_size(cap).within(keep)
    number = np.cumsum(keep) - 1
    pairs = [
        (int(number[author]), len(chosen) + place, paper)
        for place, paper in enumerate(marks.tolist())
        for author in _team(network.teams, paper).tolist()
        if keep[author]
    ]
    table = np.array(pairs, dtype=np.int64).reshape(-1, 3)
    teams = Teams(
        starts=np.concatenate((small.starts, small.starts[-1] + 2 * np.arange(1, len(pairs) + 1))),
        authors=np.concatenate((small.authors, table[:, :2].ravel())),
        sizes=np.concatenate((small.sizes, network.teams.sizes[table[:, 2]])),
        years=np.concatenate((small.years, network.teams.years[table[:, 2]])),
    )
    part = linked(_nodes(network, chosen, marks), teams, network.name)
    return msgspec.structs.replace(part, counting=network.counting, params=network.params, cut=network.cut)


def _nodes(network: Network, chosen: Ints, marks: Ints) -> Nodes:
    members = network.part(chosen).nodes
    sizes, years = network.teams.sizes[marks], network.teams.years[marks]
    many = len(marks)
    return Nodes(
        ids=(*members.ids, *(f"{TEAM} {paper}" for paper in marks.tolist())),
        labels=(*members.labels, *(f"{size:,} authors" for size in sizes.tolist())),
        kinds=(*members.kinds, *[TEAM] * many),
        orcids=(*members.orcids, *[""] * many),
        papers=np.concatenate((members.papers, np.ones(many, dtype=np.int64))),
        first_year=np.concatenate((members.first_year, years)),
        last_year=np.concatenate((members.last_year, years)),
    )


def _note(network: Network, chosen: Ints, first: int, cap: int) -> str:
    """What is drawn, so that a reader could choose the same."""
    large = int((network.teams.sizes > cap).sum())
    words = f"Drawn are {_who(network, chosen, first, cap if large else 0)}."
    if not large:
        return words
    which = "a paper" if large <= MARKS else f"one of the {MARKS:,} largest papers"
    return f"{words} A diamond is the team of {which} of more than {cap:,} authors ({large:,} in all)."


def _who(network: Network, chosen: Ints, first: int, cap: int) -> str:
    if len(chosen) == len(network):
        return "all authors"
    limit = f" on papers of at most {cap:,} authors" if cap else ""
    others = f", with their co-authors{limit}" if first < len(chosen) else ""
    return f"the {first:,} authors who come first by papers{others}: {len(chosen):,} of {len(network):,}"
