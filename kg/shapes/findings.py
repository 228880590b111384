"""What a validation finds: findings, and the report that counts them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Literal

import msgspec

__all__ = ["LIMIT", "SEVERITIES", "Finding", "Locate", "Place", "Report", "SourceQuality", "Tally", "order"]

Severity = Literal["violation", "warning", "info"]

SEVERITIES: tuple[Severity, ...] = ("violation", "warning", "info")
"""The grades, gravest first: a statement is wrong; the source lacks something or is doubtful; a remark."""

LIMIT = 10_000
"""How many findings of each grade a report keeps; it counts all."""

EXAMPLES = 10
"""How many of each shape it keeps beyond that, so that no shape goes without an example."""


class Place(msgspec.Struct, frozen=True):
    """Where the statements about a node come from: a file, a record, a position, the IRI of a source."""

    file: str = ""
    record: str = ""
    position: str = ""
    source: str = ""


Locate = Callable[[Iterable[str]], Mapping[str, Place]]
"""The IRIs of nodes -> the place in the sources that each one comes from, where it is known."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One value, or the lack of one, that a shape objects to.

    ``focus`` and ``shape`` are IRIs. ``path`` is the field, as a short name such as ``prism:doi``;
    ``value`` the value as text, ``term`` the same in N-Triples; both are empty where the fault is
    that there is none. ``component`` is the name of the constraint component. ``file``, ``record``,
    ``position`` and ``source``, an IRI, tell the source record, as far as the graph says.
    """

    severity: Severity
    shape: str
    component: str
    message: str
    focus: str
    path: str = ""
    value: str = ""
    term: str = ""
    file: str = ""
    record: str = ""
    position: str = ""
    source: str = ""

    def placed(self, place: Place) -> Finding:
        """The same finding with its place in the source."""
        return msgspec.structs.replace(self, **msgspec.structs.asdict(place))


class SourceQuality(msgspec.Struct, frozen=True, kw_only=True):
    """How sound the records of a source are.

    Attributes:
        source: the IRI of the source.
        name: what it is called.
        records: how many of its records the graph has.
        sound: those without a violation.
        complete: those without a violation or a warning.
        findings: how many findings there are about its records, by grade.
    """

    source: str
    name: str
    records: int
    sound: int
    complete: int
    findings: Mapping[str, int]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of a validation.

    Attributes:
        findings: gravest first, then by shape and node; of each grade no more than :data:`LIMIT` and
            :data:`EXAMPLES` of each shape.
        counts: the number of all findings, by grade.
        shapes: the number of all findings, by the IRI of the shape.
        checked: how many nodes were looked at.
        unmatched: shapes whose target no node was, as IRIs: they proved nothing.
        left_out: how many nodes were not looked at, for they are not in the sample asked for.
        sources: how sound the records of each source are, by the findings that are kept; empty for a
            sample, for some shapes alone, and where the graph tells of no source records.
    """

    findings: tuple[Finding, ...] = ()
    counts: Mapping[str, int] = {}
    shapes: Mapping[str, int] = {}
    checked: int = 0
    unmatched: tuple[str, ...] = ()
    left_out: int = 0
    sources: tuple[SourceQuality, ...] = ()

    @property
    def conforms(self) -> bool:
        """Whether no statement is wrong. Warnings and remarks do not count."""
        return not self.counts.get("violation", 0)

    @property
    def omitted(self) -> int:
        """How many findings are counted but not kept."""
        return sum(self.counts.values()) - len(self.findings)

    def placed(self, locate: Locate) -> Report:
        """The same report, each finding with its place in the sources."""
        places = locate({one.focus for one in self.findings if one.focus})
        found = tuple(one.placed(places.get(one.focus, Place())) for one in self.findings)
        return msgspec.structs.replace(self, findings=found)


class Tally:
    """Counts findings, keeps the first of each grade and of each shape by :func:`order`, whatever order
    they come in, and drops those it has seen.

    Args:
        limit: how many of a grade are kept.
        only: the IRIs of the shapes whose findings count; of all if ``None``.
        wanted: whether findings about a node count; about all if ``None``.

    >>> tally = Tally(limit=1)
    >>> for number in range(12):
    ...     focus = f"http://a.example/{number}"
    ...     tally.add([Finding(severity="info", shape="s", component="c", message="m", focus=focus)])
    >>> report = tally.report()
    >>> len(report.findings), report.counts["info"], report.omitted, report.conforms
    (10, 12, 2, True)
    """

    def __init__(
        self,
        limit: int = LIMIT,
        only: frozenset[str] | None = None,
        wanted: Callable[[str], bool] | None = None,
    ) -> None:
        self._limit = limit
        self._only = only
        self._wanted = wanted
        self._kept: dict[str, dict[Finding, None]] = {grade: {} for grade in SEVERITIES}
        self._counts = Counter[str]()
        self._shapes = Counter[str]()

    def add(self, findings: Iterable[Finding]) -> None:
        """Takes in the findings that count."""
        for one in findings:
            is_wanted = self._only is None or one.shape in self._only
            is_near = self._wanted is None or self._wanted(one.focus)
            if (is_wanted and is_near) or not one.shape:  # that a check broke off is always told
                self._keep(one)

    def take(self, other: Tally) -> None:
        """Takes in what another tally has counted and kept."""
        again = Counter[str]()
        grades = Counter[str]()
        for grade, kept in other._kept.items():
            for one in kept:
                if one in self._kept[grade]:
                    again[one.shape] += 1
                    grades[grade] += 1
                else:
                    self._kept[grade][one] = None
            self._trim(grade)
        self._counts += other._counts - grades
        self._shapes += other._shapes - again

    def _keep(self, one: Finding) -> None:
        kept = self._kept[one.severity]
        if one in kept:
            return
        kept[one] = None
        self._counts[one.severity] += 1
        self._shapes[one.shape] += 1
        if len(kept) >= 2 * self._limit + EXAMPLES * len(self._shapes):
            self._trim(one.severity)

    def _trim(self, grade: str) -> None:
        """Keeps what the report will."""
        ordered = sorted(self._kept[grade], key=order)
        shapes = Counter[str]()
        kept = []
        for place, one in enumerate(ordered):
            shapes[one.shape] += 1
            if place < self._limit or shapes[one.shape] <= EXAMPLES:
                kept.append(one)
        self._kept[grade] = dict.fromkeys(kept)

    def report(self, *, checked: int = 0, unmatched: Iterable[str] = (), left_out: int = 0) -> Report:
        """The report of what was taken in."""
        for grade in SEVERITIES:
            self._trim(grade)
        return Report(
            findings=tuple(one for grade in SEVERITIES for one in self._kept[grade]),
            counts={grade: self._counts[grade] for grade in SEVERITIES},
            shapes=dict(sorted(self._shapes.items())),
            checked=checked,
            unmatched=tuple(sorted(unmatched)),
            left_out=left_out,
        )


def order(one: Finding) -> tuple[str, ...]:
    """What findings of one grade are sorted by: shape, node, field, value."""
    return one.shape, one.focus, one.path, one.term, one.component
