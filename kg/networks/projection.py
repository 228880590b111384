"""Teams -> links: every pair of a team, counted in full and in fractions.

A team of ``n`` authors adds 1 to the full weight of each of its ``n (n - 1) / 2`` pairs, and
``1 / (n - 1)`` to the fractional one, so that it adds ``n / 2`` to the sum of the fractional weights
and 1 to the strength of each of its authors.

See: Newman, M. E. J. (2001). Scientific collaboration networks. II. Shortest paths, weighted networks,
and centrality. Physical Review E, 64, 016132, equation (2).
"""

from __future__ import annotations

from itertools import compress

import msgspec
import numpy as np
from scipy import sparse

from kg.networks.incidence import Incidence, incidence
from kg.networks.network import Cut, Flags, Floats, Ints, Links, Network, Nodes, Teams

__all__ = ["compressed", "example", "linked", "links", "project"]


_BITS = 63


def links(teams: Teams, count: int) -> Links:
    """The links that teams make among ``count`` nodes.

    All teams of one size are expanded together, then the pairs are sorted and counted: memory is 16
    bytes a pair, and the sums do not depend on the order of the papers. A pair and the size of its team
    are one number where 63 bits have room for it: numbers are sorted in a quarter of the time in which
    their order is found.

    >>> two_papers = Teams(starts=np.array([0, 3, 5]), authors=np.array([0, 1, 2, 0, 1]),
    ...                    sizes=np.array([3, 2]), years=np.array([0, 0]))
    >>> found = links(two_papers, 3)
    >>> list(zip(found.source.tolist(), found.target.tolist(), found.papers.tolist(), found.newman.tolist()))
    [(0, 1, 2, 1.5), (0, 2, 1, 0.5), (1, 2, 1, 0.5)]
    """
    keys, shares = _sorted_pairs(teams, count)
    is_first = np.ones(len(keys), dtype=np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=is_first[1:])
    first = np.flatnonzero(is_first)
    source, target = np.divmod(keys[first], max(count, 1))
    return Links(
        source=source,
        target=target,
        papers=np.diff(np.append(first, len(keys))),
        newman=np.add.reduceat(shares, first) if len(keys) else shares,
    )


def _sorted_pairs(teams: Teams, count: int) -> tuple[Ints, Floats]:
    """Every pair of every team, as one number, with its share; by pair, then by size of team."""
    keys, sizes = _pairs(teams, count)
    bits = int(teams.sizes.max(initial=1)).bit_length()
    if (count * count).bit_length() + bits > _BITS:
        order = np.lexsort((sizes, keys))
        keys, sizes = keys[order], sizes[order]
    else:
        keys <<= bits
        keys |= sizes
        keys.sort()
        sizes = keys & ((1 << bits) - 1)
        keys >>= bits
    return keys, 1.0 / (sizes - 1)


def _pairs(teams: Teams, count: int) -> tuple[Ints, Ints]:
    """Every pair of every team, as one number, with the size of the team; small teams first."""
    lengths = np.diff(teams.starts)
    keys, sizes = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for length, size in sorted(
        set(zip(lengths.tolist(), teams.sizes.tolist(), strict=True)), key=lambda one: one[::-1]
    ):
        if length < 2:
            continue
        starts = teams.starts[:-1][(lengths == length) & (teams.sizes == size)]
        authors = teams.authors[starts[:, None] + np.arange(length)]
        one, other = np.triu_indices(length, 1)
        made = (authors[:, one] * count + authors[:, other]).ravel()
        keys.append(made)
        sizes.append(np.full(len(made), size))
    return np.concatenate(keys), np.concatenate(sizes)


def linked(nodes: Nodes, teams: Teams, name: str) -> Network:
    """The network of the teams; nodes without a link are in it too."""
    count = len(nodes.ids)
    found = links(teams, count)
    indptr, indices, order = compressed(found.source, found.target, count)
    return Network(
        name=name,
        nodes=nodes,
        teams=teams,
        indptr=indptr,
        indices=indices,
        papers=found.papers[order],
        newman=found.newman[order],
    )


def compressed(source: Ints, target: Ints, count: int) -> tuple[Ints, Ints, Ints]:
    """Compressed sparse rows of links among ``count`` nodes, and for each entry the number of its link.

    >>> [column.tolist() for column in compressed(np.array([0, 0]), np.array([1, 2]), 3)]
    [[0, 2, 3, 4], [1, 2, 0, 0], [0, 1, 0, 1]]
    """
    both = (np.concatenate((source, target)), np.concatenate((target, source)))
    place = np.tile(np.arange(1, len(source) + 1), 2)
    matrix = sparse.csr_array(sparse.coo_array((place, both), shape=(count, count)))
    matrix.sort_indices()
    return matrix.indptr.astype(np.int64), matrix.indices.astype(np.int64), matrix.data - 1


def project(found: Incidence, name: str, max_team: int | None = None) -> Network:
    """The network of the groups that members have in common.

    Args:
        found: who belongs to which group.
        name: which network it is.
        max_team: leaves out the groups of more members; :attr:`Network.cut` says what that changes.
    """
    teams = found.teams if max_team is None else found.teams.of_size(max_team)
    papers = np.bincount(teams.authors, minlength=len(found.members.ids))
    present = papers > 0
    network = linked(_nodes(found, teams, present), teams.within(present), name)
    if max_team is None:
        return network
    return _with_cut(network, found, max_team)


def _with_cut(network: Network, found: Incidence, max_team: int) -> Network:
    everybody = len(found.members.ids)
    cut = Cut(
        max_team=max_team,
        papers=len(found.teams) - len(network.teams),
        authors=everybody - len(network),
        links=len(links(found.teams, everybody)) - len(network.links),
    )
    return msgspec.structs.replace(network, cut=cut)


def _nodes(found: Incidence, teams: Teams, present: Flags) -> Nodes:
    members = found.members
    count = len(members.ids)
    years = np.repeat(teams.years, np.diff(teams.starts))
    dated = years > 0
    first = np.full(count, 9999, dtype=np.int64)
    last = np.zeros(count, dtype=np.int64)
    np.minimum.at(first, teams.authors[dated], years[dated])
    np.maximum.at(last, teams.authors[dated], years[dated])
    first[last == 0] = 0
    kept = present.tolist()
    return Nodes(
        ids=tuple(compress(members.ids, kept)),
        labels=tuple(compress(members.labels, kept)),
        kinds=tuple(compress(members.kinds, kept)),
        orcids=tuple(compress(members.orcids, kept)),
        papers=np.bincount(teams.authors, minlength=count)[present],
        first_year=first[present],
        last_year=last[present],
    )


def example() -> Network:
    """A network for examples: papers by A, B and C, by A and B, and by C and D.

    >>> links = example().links
    >>> links.papers.tolist(), links.newman.tolist()
    ([2, 1, 1, 1], [1.5, 0.5, 0.5, 1.0])
    """
    rows = b"member,group,year\nA,1,2001\nB,1,2001\nC,1,2001\nA,2,2002\nB,2,2002\nC,3,2003\nD,3,2003\n"
    return project(incidence(rows), "co-authorship")
