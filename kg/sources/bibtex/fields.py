"""The text of an entry -> its key and fields, with macros and concatenation resolved."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from kg.record import Reject
from kg.sources.bibtex.entries import Block

__all__ = ["Entry", "Macros", "parsed"]

_KEY = re.compile(r"\s*([^\s,=\"{}]*)\s*(?:,|\Z)")
_NAME = re.compile(r"[\s,]*([A-Za-z][\w:+./-]*)\s*=\s*")
_BARE = re.compile(r"[^\s,#{}\"]+")
_BRACE = re.compile(r"\\.|[{}]")
_QUOTE = re.compile(r'\\.|[{}"]')
_JOINT = re.compile(r"\s*#\s*")
_LINE = re.compile(r"^[ \t]*([A-Za-z][\w-]*)[ \t]*=[ \t]*(?=[{\"\w])", re.MULTILINE)
_END = re.compile(r"[}\"]\s*,?\s*[})]*\s*\Z")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


class Entry(msgspec.Struct, frozen=True):
    """An entry: its block, its key (``""`` without), and its fields, names in lower case, in order.

    A field that the entry has several times stands there as often.
    """

    block: Block
    key: str
    fields: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str:
        """The first value of a field, or ``""``."""
        return next((value for field, value in self.fields if field == name), "")


class Macros:
    """The abbreviations of a file, ``@string``; the months are there from the start."""

    def __init__(self) -> None:
        self._known = {name: name for name in _MONTHS}

    def define(self, name: str, value: str) -> None:
        """Makes a name stand for a value."""
        self._known[name.lower()] = value

    def resolve(self, name: str) -> str:
        """What a name stands for; itself where nobody defined it, and for a number."""
        return self._known.get(name.lower(), name)


def parsed(block: Block, macros: Macros) -> Entry | Reject | None:
    """The entry of a block; ``None`` for a comment, a preamble or an abbreviation, which is noted."""
    if block.type in {"comment", "preamble"}:
        return None
    if block.type == "string":
        for name, value in _fields(block.body, 0, macros):
            macros.define(name, value)
        return None
    key, start = _keyed(block.body)
    found = tuple(_by_line(block.body, macros)) if block.broken else ()
    found = found or tuple(_fields(block.body, start, macros))
    if not found:
        return block.rejected("the entry has no fields: write them as name = {value}")
    return Entry(block, key, found)


def _keyed(body: str) -> tuple[str, int]:
    """The key and where the fields begin; an export may have left the key out."""
    if _NAME.match(body):
        return "", 0
    match = _KEY.match(body)
    return (match[1], match.end()) if match else ("", 0)


def _fields(body: str, place: int, macros: Macros) -> Iterator[tuple[str, str]]:
    while match := _NAME.search(body, place):
        value, place = _value(body, match.end(), macros)
        yield match[1].lower(), value


def _value(body: str, place: int, macros: Macros) -> tuple[str, int]:
    """A value and where it ends: pieces in braces, in quotes, or bare, joined by ``#``."""
    pieces = []
    while True:
        opening = body[place : place + 1]
        if opening == "{":
            end = _closed(body, place + 1, _BRACE)
            pieces.append(body[place + 1 : end])
            place = end + 1
        elif opening == '"':
            end = _closed(body, place + 1, _QUOTE)
            pieces.append(body[place + 1 : end])
            place = end + 1
        elif bare := _BARE.match(body, place):
            pieces.append(macros.resolve(bare[0]))
            place = bare.end()
        joint = _JOINT.match(body, place)
        if joint is None:
            return "".join(pieces), max(place, 1)
        place = joint.end()


def _closed(body: str, place: int, marks: re.Pattern[str]) -> int:
    """Where a piece ends: at its brace or quote, or with the entry."""
    depth = 0
    for match in marks.finditer(body, place):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}" and depth:
            depth -= 1
        elif match[0] in {"}", '"'} and not depth:
            return match.start()
    return len(body)


def _by_line(body: str, macros: Macros) -> Iterator[tuple[str, str]]:
    """The fields of an entry whose braces do not balance: each begins a line and ends at the next."""
    starts = list(_LINE.finditer(body))
    ends = [*(match.start() for match in starts[1:]), len(body)]
    for match, end in zip(starts, ends, strict=False):
        text = body[match.end() : end]
        bare = text.strip().rstrip(",").strip()
        if bare[:1] in {"{", '"'}:
            yield match[1].lower(), _END.sub("", bare[1:])
        else:
            yield match[1].lower(), macros.resolve(bare.rstrip("})"))
