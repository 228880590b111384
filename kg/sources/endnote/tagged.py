"""EndNote's tagged text, of the lineage of refer and BibIX: a percent sign and a letter begin a field.

A record begins with %0, or after a blank line where records of the file have no %0. Blank lines inside a
long field do not end a record that has begun with %0, unless a second title follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kg.sources.lines import Line
from kg.sources.tagged import Told, Unit

__all__ = ["FIELD", "told", "units"]

FIELD = re.compile(r"%([0-9A-Z@!#$\]&()*+^><\[=~?])(?:[ \t]+(.*)|[ \t]*\Z)", re.DOTALL)
"""The line that begins a field."""

_TAGS = {
    "0": "TY",
    "A": "AU",
    "B": "T2",
    "C": "CY",
    "D": "PY",
    "E": "A2",
    "F": "LB",
    "G": "LA",
    "H": "TA",
    "I": "PB",
    "J": "JF",
    "K": "KW",
    "L": "CN",
    "M": "AN",
    "N": "IS",
    "P": "SP",
    "Q": "TT",
    "R": "DO",
    "S": "T3",
    "T": "TI",
    "U": "UR",
    "V": "VL",
    "W": "DP",
    "X": "AB",
    "Y": "A3",
    "Z": "N1",
    "?": "A4",
    "@": "SN",
    "!": "ST",
    "#": "C1",
    "$": "C2",
    "]": "C3",
    "+": "AD",
    ">": "L1",
    "[": "Y2",
    "~": "DB",
    "6": "NV",
    "7": "ET",
    "8": "DA",
    "9": "M3",
}
"""The field of RIS that means the same; a tag that is not here is kept."""

_ABBREVIATION = re.compile(r"[^\W\d_][^\d:;]{0,80}\Z")
_BY_FIELD = (("J", "JOUR"), ("B", "CHAP"), ("I", "BOOK"))


def units(lines: Iterable[Line]) -> Iterator[Unit]:
    """The records, in order."""
    count = 0
    unit: Unit | None = None
    gap: list[Line] = []
    for line in lines:
        if not line.text.strip():
            gap.append(line)
            continue
        match = FIELD.match(line.text)
        if match and _begins(match[1], unit, after_gap=bool(gap)):
            if unit is not None:
                yield unit
            count += 1
            unit = Unit(count, line.number)
        elif unit is None:
            count += 1
            unit = Unit(count, line.number)
        else:
            for blank in gap:
                unit.go_on(blank, "")
        gap = []
        if match:
            unit.begin(line, match[1], match[2] or "")
        else:
            unit.go_on(line, line.text)
    if unit is not None:
        yield unit


def _begins(tag: str, unit: Unit | None, *, after_gap: bool) -> bool:
    """Whether a field of that tag begins a record."""
    if unit is None:
        return True
    if tag == "0":
        return unit.only("0") is False
    return after_gap and (not unit.has("0") or (tag == "T" and unit.has("T")))


def told(unit: Unit) -> tuple[Told, str]:
    """The fields by the tags of RIS, and the type where the record does not tell one."""
    found = unit.told(rename=_named)
    kind = next((kind for tag, kind in _BY_FIELD if unit.has(tag)), "")
    journal = bool(found.see("JF"))
    for value in found.take("%O"):
        # the other title of a journal in EndNote, anything else in refer
        abbreviation = journal and _ABBREVIATION.match(value.text)
        found.add("J2" if abbreviation else "N1", value.text, value.name)
    return found, kind


def _named(tag: str) -> tuple[str, str]:
    """The tag of RIS, and the name that stays."""
    return _TAGS.get(tag, f"%{tag}"), f"%{tag}" if tag else "before %"
