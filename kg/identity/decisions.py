"""What people decided: that two records are of the same publication, or of different ones.

A CSV file with the columns ``left``, ``right``, ``decision`` and ``note``. The decision is ``same``, of one
publication; ``different``, of two; ``versions``, of two that are of one work; or ``unrelated``, of two works.
A record or a publication is named by an identifier (``doi:10.1000/182``, a DOI, ``pmid:22168441``), by a
record of a source (``pubmed/22168441``, or ``pubmed/22168441/266e4fa8bdae`` for one version of it), or by an
IRI of a graph that ends in one of these.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, cast, get_args
from urllib.parse import unquote

import msgspec

from kg import ids
from kg.errors import SourceError
from kg.identity.briefs import reference
from kg.record import Record

__all__ = ["HEAD", "Decided", "Decision", "Word", "named", "names", "read", "write"]

Word = Literal["same", "different", "versions", "unrelated"]
HEAD = ("left", "right", "decision", "note")
_MOST = 1 << 26
"""The bytes of the greatest file that is read."""
_NODES = ("/expression/", "/work/", "/record/")


class Decision(msgspec.Struct, frozen=True):
    """Two records or publications, by name, and what was decided."""

    left: str
    right: str
    decision: Word
    note: str = ""


def read(path: Path) -> tuple[Decision, ...]:
    """The decisions of a file.

    Raises:
        SourceError: it cannot be read, or a line says nothing that is understood.
    """
    try:
        if path.stat().st_size > _MOST:
            raise SourceError(str(path), "", f"it is larger than {_MOST >> 20} MiB: no file of decisions")
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(str(path), "", f"the decisions cannot be read: {error}") from error
    rows = csv.reader(io.StringIO(text, newline=""))
    try:
        head = tuple(cell.strip() for cell in next(rows, ()))
        if head[:3] != HEAD[:3]:
            raise SourceError(str(path), "line 1", f"the columns are {', '.join(HEAD)}: write them there")
        return tuple(_decision(path, rows.line_num, row) for row in rows if any(row))
    except csv.Error as error:
        raise SourceError(str(path), f"line {rows.line_num}", f"it is no CSV: {error}") from error


def _decision(path: Path, line: int, row: list[str]) -> Decision:
    left, right, decision, note = (*map(str.strip, row[:4]), "", "", "", "")[:4]
    where = f"line {line}"
    if decision not in get_args(Word):
        reason = f"decision is {decision!r}: write same, different, versions or unrelated"
        raise SourceError(str(path), where, reason)
    for name in (left, right):
        if named(name) is None:
            reason = f"{name!r} names no record: write an identifier such as doi:10.1000/182, or source/id"
            raise SourceError(str(path), where, reason)
    return Decision(left, right, cast("Word", decision), note)


def write(decisions: Iterable[Decision], path: Path) -> None:
    """Writes decisions, each once, in their order."""
    with open(path, "w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream, lineterminator="\n")
        rows.writerow(HEAD)
        rows.writerows(dict.fromkeys((one.left, one.right, one.decision, one.note) for one in decisions))


def named(text: str) -> str | None:
    """The name that a text gives a record, in its one form; ``None`` if it gives none.

    >>> named("https://doi.org/10.1000/182"), named("pmid:22168441"), named("pubmed/22168441")
    ('doi:10.1000/182', 'pmid:22168441', 'pubmed/22168441')
    >>> named("https://example.org/kg/expression/doi/10.1000/182#author-1"), named("something")
    ('doi:10.1000/182', None)
    """
    text = text.strip()
    for node in _NODES:
        _, found, path = text.partition(node)
        if found and "://" in text:
            return _of_path(unquote(path.partition("#")[0]))
    scheme, colon, value = text.partition(":")
    if colon and scheme.lower() in ids.LINKING:
        return _identified(scheme.lower(), value)
    if (doi := ids.normalise("doi", text)) is not None:
        return f"doi:{ids.comparable('doi', doi)}"
    source, slash, rest = text.partition("/")
    return text if slash and source and rest and "://" not in text else None


def _of_path(path: str) -> str | None:
    first, _, rest = path.partition("/")
    if first in ids.LINKING:
        return _identified(first, rest)
    return (rest if first == "source" else path) or None


def _identified(scheme: str, value: str) -> str | None:
    normal = ids.normalise(scheme, value)
    return None if normal is None else f"{scheme}:{ids.comparable(scheme, normal)}"


def names(record: Record) -> Iterator[str]:
    """All names of a source record."""
    for one in record.identifiers:
        if one.scheme in ids.LINKING:
            yield f"{one.scheme}:{ids.comparable(one.scheme, one.value)}"
    for origin in record.provenance:
        yield f"{origin.source}/{origin.id}"
    if record.provenance:
        yield reference(record)


class Decided:
    """Decisions, and the numbers of the records that they are about."""

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self.decisions = tuple(dict.fromkeys(decisions))
        self._wanted: dict[str, list[list[int]]] = {}
        self._sides: list[tuple[list[int], list[int]]] = []
        for one in self.decisions:
            sides: tuple[list[int], list[int]] = ([], [])
            self._sides.append(sides)
            for name, side in zip((one.left, one.right), sides, strict=True):
                self._wanted.setdefault(named(name) or name, []).append(side)

    def add(self, number: int, record: Record) -> None:
        """Notes whether the decisions are about a record."""
        if self._wanted:
            for name in dict.fromkeys(names(record)):
                for side in self._wanted.get(name, ()):
                    side.append(number)

    def about(self, *words: Word) -> Iterator[tuple[int, int, Decision]]:
        """The pairs of records, by number, of which one of these was decided."""
        for one, (left, right) in zip(self.decisions, self._sides, strict=True):
            if one.decision in words:
                yield from ((a, b, one) for a in left for b in right if a != b)

    def unknown(self) -> Iterator[Decision]:
        """The decisions about records that are not there."""
        for one, sides in zip(self.decisions, self._sides, strict=True):
            if not all(sides):
                yield one
