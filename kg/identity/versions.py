"""Whether two publications can be versions of one work: what their records say for it and against it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from kg import ids, naming
from kg.identity.briefs import Brief
from kg.identity.likeness import WEIGHTS, Grades, comparison
from kg.record import Identifier, Record

__all__ = [
    "Side",
    "Standing",
    "agreement",
    "group",
    "grouped",
    "is_believed",
    "is_of_one_key",
    "of_work",
    "standing",
]

_VAGUE, _TEXT, _PART, _WHOLE, _DATA, _PROGRAM, _SEEN, _APART = range(8)

_GROUPS: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys(("Expression", "Entry", "WebContent"), _VAGUE),
        **dict.fromkeys(("BookChapter", "ConferencePaper", "ReferenceEntry"), _PART),
        **dict.fromkeys(("Book", "BookSet", "ConferenceProceedings", "ReferenceBook"), _WHOLE),
        **dict.fromkeys(("DataFile", "Database"), _DATA),
        "ComputerProgram": _PROGRAM,
        **dict.fromkeys(("AudioDocument", "Figure", "Movie"), _SEEN),
        **dict.fromkeys(
            (
                "Addendum",
                "BookSeries",
                "Comment",
                "Journal",
                "JournalIssue",
                "JournalVolume",
                "Magazine",
                "Newspaper",
                "Periodical",
                "PeriodicalIssue",
                "PeriodicalVolume",
                "Repository",
                "RetractionNotice",
                "Series",
            ),
            _APART,
        ),
    }
)
"""Kinds of expression by what can be a version of what; other kinds are texts."""

_NOTICES = frozenset(("Correction", "Erratum", "Retraction"))
_BEFORE = frozenset(("Expression", "Manuscript", "Preprint"))
"""Kinds that are no version of record, or may be none."""


class Side(NamedTuple):
    """A publication, as its records describe it.

    Attributes:
        name: the least reference of its records.
        groups: see :func:`group`; of all its records.
        briefs: what the first of its records say, by reference.
    """

    name: str
    groups: frozenset[int]
    briefs: tuple[Brief, ...]

    def registrants(self) -> frozenset[str]:
        """The registrants of the DOIs of a version of record."""
        if not all(one.kind not in _BEFORE for one in self.briefs):
            return frozenset()
        return frozenset(value.partition("/")[0] for value in self._dois())

    def stands_apart_from(self, other: Side) -> bool:
        """Whether the two stand in different places, or have different titles, under different DOIs."""
        if not frozenset(self._dois()).isdisjoint(other._dois()):
            return False
        grades = [comparison(one, two) for one in self.briefs for two in other.briefs]
        venues = {found.venue for found in grades}
        return {found.title for found in grades} == {"other"} or ("other" in venues and "equal" not in venues)

    def _dois(self) -> Iterator[str]:
        return (value for one in self.briefs for scheme, value in one.identifiers if scheme == "doi")


def group(record: Record) -> int:
    """What the record can be a version of, as a number: texts of texts, data of data, notices of nothing."""
    if not _NOTICES.isdisjoint(record.work_types):
        return _APART
    found = _GROUPS.get(record.type, _TEXT)
    return _DATA if found == _VAGUE and "Dataset" in record.work_types else found


def grouped(left: Side, right: Side) -> bool:
    """Whether publications of these kinds can be of one work."""
    if _APART in left.groups or _APART in right.groups:
        return False
    return all(_fit(one, two) for one in left.groups for two in right.groups)


def _fit(one: int, two: int) -> bool:
    return one == two or _VAGUE in (one, two) or {one, two} in ({_TEXT, _PART}, {_TEXT, _WHOLE})


def is_believed(left: Side, right: Side) -> bool:
    """Whether a relation that calls them versions is believed: title or authors have something in common."""
    if not grouped(left, right):
        return False
    return any(found.title != "other" or found.authors in _SHARED for found in _compared(left, right))


def agreement(left: Side, right: Side) -> float:
    """How well titles and authors agree, as :data:`.likeness.WEIGHTS` has it: the more the better."""
    found = _compared(left, right)
    return max((WEIGHTS["title"][one.title] + WEIGHTS["authors"][one.authors] for one in found), default=0.0)


def is_of_one_key(left: Side, right: Side) -> bool:
    """The same for a key of a catalogue, which is made of title and author alone."""
    if not grouped(left, right) or _SEEN in left.groups | right.groups:
        return False
    return any(
        found.title in ("equal", "like", "part") and found.authors in _SHARED and found.figures == "equal"
        for found in _compared(left, right)
    )


_SHARED = frozenset(("equal", "most", "some"))


def _compared(left: Side, right: Side) -> Iterator[Grades]:
    """How alike their records are, of those that are not about the other publication."""
    return (comparison(one, two) for one in left.briefs for two in right.briefs if one.about == two.about)


Standing = tuple[bool, int, str, tuple[str, ...]]
"""How well a publication stands for its work; the least does best."""


def standing(record: Record) -> Standing:
    """Of a merged record: the version of record with the strongest name, of these the earliest."""
    return (
        record.type in _BEFORE,
        naming.rank(naming.name(record)),
        record.issued or "9",
        naming.path(record),
    )


def of_work(record: Record, work: Identifier) -> Record:
    """The record with the name of its work, where its own does not give the same IRI."""
    same = ids.mint("", *naming.path(record)) == ids.mint("", *naming.path(_named(work)))
    return record if same else msgspec.structs.replace(record, work=work)


def _named(work: Identifier) -> Record:
    return Record(type="Expression", key=work)
