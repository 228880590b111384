"""The rows of a network's query -> who belongs to which group, as arrays.

Nothing depends on the order of the rows: members and groups are numbered in the order of their
names, and a row that comes twice counts once.

A member is what the query says, with one exception: somebody with an ORCID on one paper and without
on the next would be two nodes of one name. Where only one ORCID holder publishes under a name that
is spelled out, the papers of the bare name are the holder's too.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

import msgspec
import numpy as np

from kg.errors import NetworkError
from kg.networks.network import Ints, Teams

__all__ = ["Incidence", "Members", "contributions", "incidence"]


class Members(msgspec.Struct, frozen=True, kw_only=True):
    """The members: ids, and for each the label it has most often, its kind, and its ORCID."""

    ids: tuple[str, ...]
    labels: tuple[str, ...]
    kinds: tuple[str, ...]
    orcids: tuple[str, ...]


class Incidence(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """Members, groups as teams of them, and the holders of an ORCID whom bare names have joined, by name."""

    members: Members
    teams: Teams
    joined: Mapping[str, str]


class _Gathered:
    """The rows so far: columns by code, and what was said about each member and group."""

    def __init__(self) -> None:
        self.members: dict[str, int] = {}
        self.groups: dict[str, int] = {}
        self.member_of_row: list[int] = []
        self.group_of_row: list[int] = []
        self.labels: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.holders: defaultdict[str, set[str]] = defaultdict(set)
        self.orcids: dict[str, str] = {}
        self.bodies: set[str] = set()
        self.years: dict[str, int] = {}
        self.joined: dict[int, int] = {}


def incidence(rows: bytes) -> Incidence:
    r"""The members and groups in an answer, as SPARQL 1.1 CSV with its header.

    >>> found = incidence(b"member,group\r\nErdos,1\r\nRenyi,1\r\nErdos,2\r\n")
    >>> found.members.ids, found.teams.sizes.tolist()
    (('Erdos', 'Renyi'), [2, 1])

    Raises:
        NetworkError: there is no column ``member`` or ``group``.
    """
    gathered = _Gathered()
    for member, group, label, year, orcid, kind in _rows(rows):
        gathered.member_of_row.append(gathered.members.setdefault(member, len(gathered.members)))
        gathered.group_of_row.append(gathered.groups.setdefault(group, len(gathered.groups)))
        if label != member:
            gathered.labels[member][label] += 1
        if orcid:
            gathered.holders[label].add(member)
            gathered.orcids[member] = min(orcid, gathered.orcids.get(member, orcid))
        if kind == "body":
            gathered.bodies.add(member)
        if year:
            gathered.years[group] = min(year, gathered.years.get(group, year))
    joined = _join_names(gathered)
    return Incidence(members=_members(gathered), teams=_teams(gathered), joined=joined)


def contributions(rows: bytes, found: Incidence) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each row of an answer: whose it is in the network, and the publication with the name printed.

    The second is the same in all layers of people, so that the members of two networks can be compared.
    """
    for member, group, label, *_ in _rows(rows):
        yield found.joined.get(member, member), (group, label)


def _rows(content: bytes) -> Iterator[tuple[str, str, str, int, str, str]]:
    """Member, group, label, year, ORCID and kind of each row; "" or 0 where there is none."""
    lines = csv.reader(io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", newline=""))
    columns = {name: place for place, name in enumerate(next(lines, []))}
    if not {"member", "group"} <= columns.keys():
        raise NetworkError("the query of a network must select ?member and ?group")
    member, group = columns["member"], columns["group"]
    label, year, orcid, kind = (columns.get(name, -1) for name in ("label", "year", "orcid", "kind"))
    for line in lines:
        yield (
            line[member],
            line[group],
            (line[label] if label >= 0 else "") or line[member],
            _year(line[year]) if year >= 0 else 0,
            line[orcid] if orcid >= 0 else "",
            line[kind] if kind >= 0 else "",
        )


def _year(text: str) -> int:
    return int(text[:4]) if text[:4].isdecimal() else 0


# -- one person, with an ORCID on one paper and without on another -----------------------------


def _join_names(gathered: _Gathered) -> dict[str, str]:
    """Gives the papers of a bare name to the ORCID holder who alone publishes under it.

    The name must be spelled out, and no paper may list both: then they are two people. Returns the
    holders by name.
    """
    alone = {name: min(holders) for name, holders in gathered.holders.items() if len(holders) == 1}
    names = {
        name: holder for name, holder in alone.items() if name in gathered.members and _spelled_out(name)
    }
    joined: dict[str, str] = {}
    if not names:
        return joined
    rows = _papers_of(gathered, {*names, *names.values()})
    for name, holder in sorted(names.items()):
        if rows[name] & rows[holder]:
            continue
        rows[holder] |= rows[name]
        gathered.labels[holder][name] += len(rows[name])
        gathered.joined[gathered.members.pop(name)] = gathered.members[holder]
        joined[name] = holder
    return joined


def _spelled_out(name: str) -> bool:
    """Whether a name as published has a given name, not only initials.

    >>> _spelled_out("Moher, David"), _spelled_out("Moher, D"), _spelled_out("Moher, DA")
    (True, False, False)
    """
    given = name.partition(",")[2]
    return any(len(part) > 1 and not part.isupper() for part in given.replace(".", " ").split())


def _papers_of(gathered: _Gathered, members: set[str]) -> dict[str, set[int]]:
    """The groups of some members, by code."""
    names = {gathered.members[member]: member for member in members}
    found: dict[str, set[int]] = {member: set() for member in members}
    for member, group in zip(gathered.member_of_row, gathered.group_of_row, strict=True):
        if member in names:
            found[names[member]].add(group)
    return found


# -- arrays ------------------------------------------------------------------------------------


def _members(gathered: _Gathered) -> Members:
    ids = sorted(gathered.members)
    return Members(
        ids=tuple(ids),
        labels=tuple([_commonest(gathered.labels.get(member), member) for member in ids]),
        kinds=tuple(["body" if member in gathered.bodies else "person" for member in ids]),
        orcids=tuple([gathered.orcids.get(member, "") for member in ids]),
    )


def _commonest(labels: Counter[str] | None, member: str) -> str:
    if not labels:
        return member
    return min(labels, key=lambda label: (-labels[label], label))


def _teams(gathered: _Gathered) -> Teams:
    member = _ranks(gathered.members, gathered.joined)[_ints(gathered.member_of_row)]
    group = _ranks(gathered.groups, {})[_ints(gathered.group_of_row)]
    count = max(len(gathered.members), 1)
    group, member = np.divmod(np.unique(group * count + member), count)
    sizes = np.bincount(group, minlength=len(gathered.groups))
    return Teams(
        starts=np.concatenate(([0], np.cumsum(sizes))),
        authors=member,
        sizes=sizes,
        years=_ints([gathered.years.get(name, 0) for name in sorted(gathered.groups)]),
    )


def _ranks(codes: dict[str, int], joined: dict[int, int]) -> Ints:
    """The place in the order of names, by code; a code that was joined to another has its place."""
    ranks = np.empty(len(codes) + len(joined), dtype=np.int64)
    ranks[_ints([codes[name] for name in sorted(codes)])] = np.arange(len(codes))
    for code, other in joined.items():
        ranks[code] = ranks[other]
    return ranks


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)
