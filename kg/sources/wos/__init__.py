"""Web of Science: the tagged text (field tags of two characters) that it exports, of all its databases.

See: https://images.webofknowledge.com/images/help/WOS/hs_wos_fieldtags.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from kg.record import Record, Reject
from kg.sources import source
from kg.sources.lines import Line, beginning, lines
from kg.sources.tagged import Unit, rejected
from kg.sources.wos.fields import place

__all__ = ["wos"]

_FIELD = re.compile(r"([A-Z][A-Z0-9])(?:[ \t](.*)|\Z)", re.DOTALL)
_HEADER = re.compile(r"\s*FN [^\r\n]+(?:\r\n?|\n)+VR [0-9.]+\s")
_RECORD = re.compile(r"^PT [JSBPC][ \t]*(?:\r\n?|\n)(?:[A-Z][A-Z0-9] |   )", re.MULTILINE)
_FEW = 200


def _detect(head: bytes) -> float:
    text = beginning(head)
    if _HEADER.match(text):
        return 1.0
    first = _RECORD.search(text)
    return 0.9 if first and first.start() < _FEW else 0.0


@source(
    name="wos",
    summary="Web of Science: tagged text of its databases, also called ISI export format",
    recognised="the lines FN and VR at the beginning, or records that begin with PT",
    detect=_detect,
    begins=r"(?:FN (?:Clarivate|ISI|Thomson)|PT [A-Z]\r?\n)",
    example="kg build savedrecs.txt",
)
def wos(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
    """The records of an export.

    Raises:
        SourceError: a line is longer than any line of a record.
    """
    database = ""
    for unit in _units(lines(stream, file)):
        if unit.has("FN") and not unit.has("PT"):
            named = unit.fields()[0].text if unit.fields() else ""
            database = named if "Web of" in named else ""
        else:
            yield _record(unit, database, file)


def _record(unit: Unit, database: str, file: str) -> Record | Reject:
    if fault := unit.fault("PT", "ER"):
        return rejected(file, unit, fault)
    if unit.only(""):
        return rejected(file, unit, "is no record: a record begins with a line such as «PT J»")
    told = unit.told()
    placed = place(told)
    collections = tuple(one for one in (database, *placed.collections) if one)
    return told.draft.record(
        unit.provenance("wos", file, id=placed.id, format="tagged", collections=collections)
    )


def _units(lines: Iterable[Line]) -> Iterator[Unit]:
    """The header, and each record: from PT to ER, or to the next PT where the end is missing."""
    count = 0
    unit: Unit | None = None
    for line in lines:
        match = _FIELD.match(line.text)
        tag = match[1] if match else ""
        if tag == "EF":
            continue
        if unit is not None and tag in {"PT", "FN"}:
            yield unit
            unit = None
        if unit is None:
            if not line.text.strip() or tag == "ER":
                continue
            count += tag != "FN"
            unit = Unit(count, line.number)
        if not match:
            unit.go_on(line, line.text)
            continue
        unit.begin(line, tag, match[2] or "")
        if tag == "ER":
            yield unit
            unit = None
    if unit is not None:
        yield unit
