"""RIS, and the dialects of those who write it: databases, publishers, reference managers.

The lines are cut into references (:mod:`.cutting`); what the fields mean is told by
:mod:`kg.sources.references`, which knows the tags of RIS.

See: https://en.wikipedia.org/wiki/RIS_(file_format) (there is no standard to follow).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from kg.record import Record, Reject
from kg.sources import references, source
from kg.sources.lines import beginning, lines
from kg.sources.ris.cutting import BEGINNING, STRICT, units
from kg.sources.tagged import Unit, rejected

__all__ = ["ris"]

_FIRST = re.compile(rf"^{BEGINNING.pattern}(?:\r\n?|\n)\s*[A-Z][A-Z0-9][ \t]{{0,3}}-", re.MULTILINE)
_BREAK = re.compile(r"\r\n?|\n")
_MOST_BEFORE = 12
_FEWEST = 3


def _detect(head: bytes) -> float:
    text = beginning(head)
    if "\0" in text:
        return 0.0
    first = _FIRST.search(text)
    if first:
        before = [line for line in _BREAK.split(text[: first.start()]) if line.strip()]
        return (
            1.0
            if not before
            else 0.9 * (len(before) <= _MOST_BEFORE and not before[0].startswith(("<", "{")))
        )
    return 0.5 * _headless(text)


def _headless(text: str) -> bool:
    """Whether the first lines are the fields of a reference whose type is missing."""
    filled = [line for line in _BREAK.split(text[:4096]) if line.strip()][:_FEWEST]
    tags = [match[1] for match in map(STRICT.match, filled) if match]
    return len(tags) == _FEWEST and not any(len(tag) > 2 for tag in tags) and bool(_END_TAG.search(text))


_END_TAG = re.compile(r"^ER  -", re.MULTILINE)


@source(
    name="ris",
    summary="RIS, as Scopus, Embase, Ovid, ProQuest, Web of Science, EndNote, Zotero and others export it",
    recognised="the line TY  - that begins a reference, and a field behind it",
    detect=_detect,
    begins=r"TY(?:  |[ \t]*\t[ \t]*)-[ \t]*[A-Z]",
    example="kg build scopus.ris",
)
def ris(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
    """The references of a RIS file.

    Raises:
        SourceError: a line is longer than any line of a reference.
    """
    for unit in units(lines(stream, file), file):
        if isinstance(unit, Reject):
            yield unit
        else:
            yield _record(unit, file)


def _record(unit: Unit, file: str) -> Record | Reject:
    if fault := unit.fault("TY", "ER"):
        return rejected(file, unit, fault)
    told = unit.told()
    placed = references.place(told)
    return told.draft.record(
        unit.provenance("ris", file, id=placed.id, format="ris", collections=placed.collections)
    )
