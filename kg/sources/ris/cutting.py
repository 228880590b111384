"""Cuts the lines of a RIS file into its references.

A reference begins with TY and ends with ER. What real files do about it:

- the end is missing: the next TY begins the next reference;
- the beginning is missing: fields that end with ER, or that have a title, are a reference of their own;
- there are lines between references. Fields directly behind an end belong to the reference before, and
  so does other text; the text directly before a beginning belongs to that reference, as ``before TY``.
  A running number there is no text;
- tags have one blank, or a tabulator: one blank counts only in references whose TY has it, for there are
  abstracts with lines such as ``UK - based``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kg.record import Reject
from kg.sources.lines import LIMIT, Line
from kg.sources.tagged import Unit

__all__ = ["BEGINNING", "STRICT", "units"]

BEGINNING = re.compile(r"TY[ \t]{0,3}-[ \t]?(.*)")
"""The line that begins a reference, and its type."""

STRICT = re.compile(r"([A-Z][A-Z0-9]{1,3})(?:  |[ \t]*\t[ \t]*)-[ \t]?(.*)")
"""The line that begins a field."""

_LOOSE = re.compile(r"([A-Z][A-Z0-9])[ \t]{0,3}-[ \t]?(.*)")
_STRICT_BEGINNING = re.compile(r"TY(?:  |[ \t]*\t[ \t]*)-")
_END = re.compile(r"ER(?:[ \t]{0,3}-[ \t]*)?\Z")
_NUMBER = re.compile(r"\s*[0-9]+\s*[.)]?\s*\Z")
_TITLES = frozenset({"TI", "T1", "CT", "BT"})
_BEFORE, _AFTER = "before TY", "after ER"
_NO_REFERENCE = "is no reference: a reference begins with a line such as «TY  - JOUR»"


class _Loose(NamedTuple):
    """A line outside references: its tag or ``""``, its text, and the number of its paragraph."""

    line: Line
    tag: str
    text: str
    paragraph: int


class _Between:
    """The lines since the last end."""

    def __init__(self) -> None:
        self.lines: list[_Loose] = []
        self.size = 0
        self._paragraph = 0
        self._adjacent = True  # to the end before it

    def add(self, line: Line) -> None:
        """Adds a line; a blank one ends a paragraph."""
        if not line.text.strip():
            self._paragraph += self._adjacent
            self._adjacent = False
            return
        self._adjacent = True
        self.size += len(line.data)
        match = STRICT.match(line.text)
        tag, text = (match[1], match[2]) if match else ("", line.text)
        self.lines.append(_Loose(line, tag, text, self._paragraph))

    def before_next(self) -> list[_Loose]:
        """Takes out the text directly before the beginning of a reference."""
        if not self._adjacent:
            return []
        start = len(self.lines)
        while start and self.lines[start - 1].paragraph == self._paragraph and not self.lines[start - 1].tag:
            start -= 1
        taken, self.lines = self.lines[start:], self.lines[:start]
        return taken

    def headless(self, *, ended: bool, first: bool) -> list[_Loose]:
        """Takes out the fields that are a reference without its beginning, if there are any.

        Directly behind the end of another reference, a field belongs to that one.
        """
        start = next((i for i, one in enumerate(self.lines) if one.tag and (first or one.paragraph)), -1)
        if start < 0 or not (ended or any(one.tag in _TITLES for one in self.lines[start:])):
            return []
        taken, self.lines = self.lines[start:], self.lines[:start]
        return taken


class _Cutter:
    def __init__(self, file: str) -> None:
        self.file = file
        self.count = 0
        self.unit: Unit | None = None
        self.last: Unit | None = None
        self.between = _Between()
        self.pattern = STRICT

    def begin(self, line: Line, text: str) -> Iterator[Unit | Reject]:
        """A line that begins a reference."""
        before: list[_Loose] = []
        if self.unit is None:
            before = self.between.before_next()
            yield from self.settle(ended=False)
            before = [one for one in (*self.between.lines, *before) if not _NUMBER.match(one.text)]
        else:
            yield self.unit
        self.between = _Between()
        self.pattern = STRICT if _STRICT_BEGINNING.match(line.text) else _LOOSE
        self.unit = self._new(before[0].line if before else line)
        _put(self.unit, before, _BEFORE)
        self.unit.begin(line, "TY", text)

    def inside(self, line: Line) -> None:
        """A line of the reference at hand."""
        assert self.unit is not None
        match = self.pattern.match(line.text)
        if (line.text.startswith("ER") and _END.match(line.text)) or (match and match[1] == "ER"):
            self.unit.begin(line, "ER", match[2] if match else "")
            self.unit, self.last, self.between = None, self.unit, _Between()
        elif match:
            self.unit.begin(line, match[1], match[2])
        else:
            self.unit.go_on(line, line.text)

    def outside(self, line: Line) -> Iterator[Unit | Reject]:
        """A line between references."""
        ended = _END.match(line.text)
        if not ended:
            self.between.add(line)
            if self.between.size > LIMIT:
                yield from self.settle(ended=False)
                self.between = _Between()
        elif self.between.lines:
            yield from self.settle(ended=True)
            self.between = _Between()

    def settle(self, *, ended: bool) -> Iterator[Unit | Reject]:
        """Gives the last reference with what belongs to it, and one without its beginning.

        What is left between, at the beginning of a file, belongs to the next reference.
        """
        own = self.between.headless(ended=ended, first=self.last is None)
        if self.last is not None:
            _put(self.last, [one for one in self.between.lines if not _NUMBER.match(one.text)], _AFTER)
            yield self.last
            self.last, self.between.lines = None, []
        if own:
            unit = self._new(own[0].line)
            _put(unit, own, _AFTER)
            yield unit

    def end(self) -> Iterator[Unit | Reject]:
        """The end of the file."""
        if self.unit is not None:
            yield self.unit
            return
        yield from self.settle(ended=False)
        if self.between.lines:
            first = self.between.lines[0].line
            yield Reject(
                file=self.file,
                position=f"line {first.number}",
                reason=_NO_REFERENCE,
                content=first.text[:500],
            )

    def _new(self, line: Line) -> Unit:
        self.count += 1
        return Unit(self.count, line.number)


def _put(unit: Unit, lines: list[_Loose], name: str) -> None:
    """Adds lines from outside to a reference; those without a tag go by the name."""
    paragraph = -1
    for one in lines:
        if one.tag:
            unit.begin(one.line, one.tag, one.text)
        elif one.paragraph == paragraph:
            unit.go_on(one.line, one.text)
        else:
            unit.begin(one.line, name, one.text)
        paragraph = one.paragraph


def units(lines: Iterable[Line], file: str) -> Iterator[Unit | Reject]:
    """The references, in order, each as soon as it is known where it ends."""
    cutter = _Cutter(file)
    for line in lines:
        beginning = BEGINNING.match(line.text) if line.text.startswith("TY") else None
        if beginning:
            yield from cutter.begin(line, beginning[1])
        elif cutter.unit is not None:
            cutter.inside(line)
        else:
            yield from cutter.outside(line)
    yield from cutter.end()
