r"""MARC as text, a field a line, as MarcEdit and other tools of cataloguers write it.

A line is ``=245  10$aTitle :$brest``: an equals sign, the tag, two blanks, the indicators and the
subfields; a blank that counts is a backslash. ``=LDR`` or an empty line begins a record. Characters
that mean something else are in braces: ``{dollar}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from kg.sources.lines import Line, beginning, lines
from kg.sources.marc.fields import STRAY, Marc

__all__ = ["Block", "blocks", "detected", "marc"]

_LIMIT = 64 * 1024 * 1024
_FIELD = re.compile(r"=([0-9A-Za-z]{3})(?:  ?|\Z)(.*)\Z", re.DOTALL)
_BEGINS = re.compile(r"\s*(?:=LDR  .{20,24}\s*$|=(?:001|00[358])  \S.*$\s*^=[0-9]{3}  )", re.MULTILINE)
_BRACES = {"{dollar}": "$", "{lcub}": "{", "{rcub}": "}", "{bsol}": "\\", "{esc}": "\x1b"}
_ESCAPED = re.compile("|".join(map(re.escape, _BRACES)))


class Block(NamedTuple):
    """The lines of one record, its number, and the line on which it begins."""

    lines: list[Line]
    number: int

    @property
    def data(self) -> bytes:
        """The bytes of the record."""
        return b"".join(line.data for line in self.lines)

    @property
    def position(self) -> str:
        """Where it stands, for messages."""
        return f"record {self.number} (line {self.lines[0].number})"


def detected(head: bytes) -> float:
    """How sure it is that a file which begins so is MARC as text."""
    return 0.95 if _BEGINS.match(beginning(head)) else 0.0


def blocks(stream: BinaryIO, file: str) -> Iterator[Block]:
    """The records of a file, in order."""
    found: list[Line] = []
    number = size = 0
    for line in lines(stream, file):
        starts = line.text.startswith("=LDR") or size > _LIMIT
        if found and (starts or not line.text.strip()):
            number += 1
            yield Block(found, number)
            found, size = [], 0
        if line.text.strip():
            found.append(line)
            size += len(line.data)
    if found:
        yield Block(found, number + 1)


def marc(block: Block) -> Marc | str:
    """The record of some lines, or why they are none."""
    made = Marc()
    for line in block.lines:
        match = _FIELD.match(line.text)
        if line.rule:
            made.miscoded.append((match[1] if match else "", line.written))
        if match is None:
            made.add(STRAY, "  ", [(STRAY, line.text)])
        elif match[1] == "LDR":
            made.leader = match[2].replace("\\", " ")
        elif match[1][:2] == "00":
            made.add_control(match[1], _plain(match[2].replace("\\", " ")))
        else:
            indicators, *parts = match[2].split("$")
            subfields = [(part[0], _plain(part[1:])) for part in parts if part]
            if indicators[2:].strip():
                subfields.insert(0, (STRAY, _plain(indicators[2:])))
            made.add(match[1], indicators[:2].replace("\\", " ").replace("#", " "), subfields)
    if not made.controls and all(found.tag == STRAY for found in made.fields):
        return "none of its lines is a field (=245  10$aTitle)"
    return made


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda found: _BRACES[found[0]], text) if "{" in text else text
