"""Cuts a file into its entries, by lines and braces.

BibTeX says that an entry ends where its braces balance, and that everything between entries is a
comment. Real files have a brace too many or too few. So an entry that never balances ends at the next
line that begins one, and an entry that balances too early goes on as long as fields follow it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from kg.record import Reject
from kg.sources.lines import Line, lines

__all__ = ["LIMIT", "Block", "entries"]

LIMIT = 64 * 1024 * 1024
"""The most characters that one entry may have."""

_START = re.compile(r"\s*@\s*(?P<type>[A-Za-z]\w*)\s*(?P<open>[{(])")
_ANYWHERE = re.compile(r"@\s*(?P<type>[A-Za-z]\w*)\s*(?P<open>[{(])\s*[^\s,{}=\"]*\s*,")
_BRACE = re.compile(r"\\.|[{}()]")
_FIELD = re.compile(r"\s*[A-Za-z][\w-]*\s*=\s*[{\"]")
_CLOSING = re.compile(r"[\s})]*\Z")
_PATIENCE = 200
"""So many further entries may seem to begin within one that does not balance, before it is given up."""
_SHOWN = 500


class Block(msgspec.Struct, frozen=True):
    """One entry as it stands: its type in lower case, what is between its braces, and where it begins.

    ``broken`` says that its braces do not balance; ``rules`` how its bytes became text.
    """

    file: str
    line: int
    type: str
    body: str
    data: bytes
    broken: bool = False
    rules: tuple[str, ...] = ()

    def rejected(self, reason: str) -> Reject:
        """The reject of this entry."""
        content = self.data[: 4 * _SHOWN].decode("utf-8", "replace")[:_SHOWN]
        key = self.body.partition(",")[0].strip()
        return Reject(
            file=self.file, position=f"line {self.line}", record=key[:100], reason=reason, content=content
        )


def entries(stream: BinaryIO, file: str) -> Iterator[Block]:
    """The entries of a file, in order, with ``@string`` and its like, without comments."""
    pending: list[Line] = []  # lines that were read too far
    source = lines(stream, file)
    while True:
        line = pending.pop(0) if pending else next(source, None)
        if line is None:
            return
        match = _START.match(line.text) or _ANYWHERE.search(line.text)
        if match is not None:
            yield _cut(line, match, pending, source, file)


def _stray(pending: list[Line], source: Iterator[Line]) -> list[Line]:
    """The lines up to the next entry, if the first that is not blank looks like a field; else they wait."""
    found: list[Line] = []
    fields = False
    while (line := pending.pop(0) if pending else next(source, None)) is not None:
        fields = fields or bool(_FIELD.match(line.text))
        if _START.match(line.text) or not (fields or _CLOSING.match(line.text)):
            pending.insert(0, line)
            break
        found.append(line)
    return found if fields else []


def _cut(line: Line, match: re.Match[str], pending: list[Line], source: Iterator[Line], file: str) -> Block:
    """The entry that begins here; what is read too far goes back to ``pending``."""
    closing = "}" if match["open"] == "{" else ")"
    held, depth, size, starts = [line], 0, 0, list[int]()
    place = match.end()
    while True:
        end, depth = _balanced(held[-1].text, place, depth, closing)
        if end >= 0:
            rest = held[-1]._replace(text=held[-1].text[end + 1 :], data=b"")
            if _ANYWHERE.search(rest.text):
                pending.insert(0, rest)
            elif stray := _stray(pending, source):
                # a closing brace stood too early: what follows are fields of this entry
                return _block(file, match, held + stray, len(stray[-1].text), broken=True)
            return _block(file, match, held, end)
        size += len(held[-1].text)
        following = pending.pop(0) if pending else next(source, None)
        if following is None:
            break
        if _START.match(following.text):
            starts.append(len(held))
        held.append(following)
        place = 0
        if len(starts) > _PATIENCE or size > LIMIT:
            break
    cut = starts[0] if starts else len(held)
    pending[:0] = held[cut:]
    return _block(file, match, held[:cut], len(held[cut - 1].text), broken=True)


def _balanced(text: str, place: int, depth: int, closing: str) -> tuple[int, int]:
    """Where the entry ends in this line, or -1; and how many braces are open behind it."""
    for match in _BRACE.finditer(text, place):
        sign = match[0]
        if sign == "{":
            depth += 1
        elif sign == closing and depth == 0:
            return match.start(), depth
        elif sign == "}":
            depth -= 1
    return -1, depth


def _block(file: str, match: re.Match[str], held: list[Line], end: int, *, broken: bool = False) -> Block:
    first, last = held[0], held[-1]
    texts = [one.text for one in held]
    texts[-1] = last.text[:end]
    texts[0] = texts[0][match.end() :]
    return Block(
        file=file,
        line=first.number,
        type=match["type"].lower(),
        body="\n".join(texts),
        data=b"".join(one.data for one in held),
        broken=broken,
        rules=tuple(dict.fromkeys(one.rule for one in held if one.rule)),
    )
