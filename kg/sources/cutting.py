"""Cuts a stream of XML into its records, without parsing them.

A record is the bytes from its start tag to its end tag. So memory stays bounded by the largest
record, the DOCTYPE stays behind with whatever it declares, and a broken record costs itself only:
the cutter goes on at the next start tag. A format tells by a :class:`Layout` which elements are records.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol
from xml.etree.ElementTree import Element, ParseError

import msgspec

from kg.errors import SourceError
from kg.record import Record, Reject

__all__ = ["LIMIT", "Cutter", "Input", "Layout", "Unit"]

LIMIT = 64 * 1024 * 1024
"""The most bytes that one record may have; the largest real ones have a few megabytes."""

_BLOCK = 128 * 1024
_SHOWN = 500
_STRAY = 100_000

_NO_END = "the record has no end tag </{}>: fetch it again, or mend it"
_NO_MORE = "the file ends within this record (there is no </{}>): it is truncated; fetch it again"
_TOO_LARGE = f"the record is larger than {LIMIT // 2**20} MiB, which none is: an end tag is missing; mend it"
_ENTITIES = "the DOCTYPE declares entities, which are refused: write the characters in their place"

_BEFORE = rb"(?P<comment><!--)|(?P<cdata><!\[CDATA\[)|(?P<instruction><\?)|(?P<doctype><!DOCTYPE)"
_ENDS = {"comment": b"-->", "cdata": b"]]>", "instruction": b"?>"}
_AFTER_NAME = (b"", b">", b" ", b"\t", b"\r", b"\n")
_INSIDE = re.compile(rb"<!--|<!\[CDATA\[")
_EMPTY = re.compile(rb"<[^<>]*/>")


Parsed = Callable[[bytes], Element]
Made = Callable[[Element, "Unit"], "Iterable[Record | Reject]"]


class Layout(msgspec.Struct, frozen=True):
    """Where the records of a format stand.

    Attributes:
        sets: the elements that hold records, and the records that each may hold.
        bare: for a record without a set around it, the set whose records follow.
        answers: elements of files that hold no records, and what to do then.
        own_id: finds the record's own id in its bytes, for messages; its first group.
    """

    sets: Mapping[bytes, tuple[bytes, ...]]
    bare: Mapping[bytes, bytes] = {}
    answers: tuple[bytes, ...] = ()
    advice: str = ""
    own_id: re.Pattern[bytes] | None = None

    def starts(self, units: Iterable[bytes]) -> re.Pattern[bytes]:
        """What matters between records of these names."""
        answers = rb"|<(?P<answer>" + rb"|".join(self.answers) + rb")(?=[\s/>])" if self.answers else b""
        return re.compile(
            _BEFORE
            + rb"|<(?P<close>/?)(?P<set>"
            + rb"|".join(self.sets)
            + rb")(?=[\s/>])[^>]*>"
            + answers
            + rb"|<(?P<unit>"
            + rb"|".join(sorted(units))
            + rb")(?=[\s/>])"
        )


class Input(Protocol):
    """Anything that gives bytes, as many as it has at hand."""

    def read1(self, size: int = ..., /) -> bytes:
        """Up to so many bytes; none at the end."""
        ...


class Unit(msgspec.Struct, frozen=True):
    """The bytes of one record: the name of its element, its number and where it begins.

    ``fault`` tells why it cannot be parsed, where the cutter knows.
    """

    tag: str
    number: int
    offset: int
    data: bytes
    fault: str = ""

    @property
    def position(self) -> str:
        """Where it stands, for messages."""
        return f"record {self.number} (byte {self.offset})"


def _shown(data: bytes) -> str:
    return data[: 4 * _SHOWN].decode("utf-8", "replace")[:_SHOWN]


class Cutter:
    """The records of a stream of UTF-8, in order, and what between them is none."""

    def __init__(self, stream: Input, file: str, layout: Layout) -> None:
        self._layout = layout
        self._any = layout.starts({unit for units in layout.sets.values() for unit in units})
        self._within = {name: layout.starts(units) for name, units in layout.sets.items()}
        self._stream = stream
        self._file = file
        self._data = b""
        self._base = 0  # the offset of the first byte of _data in the file
        self._at = 0  # how far _data is done with
        self._ended = False
        self._count = 0
        self._starts = self._any
        self._open: bytes = b""  # the set that has begun and not ended
        self._stray = b""
        self._stray_at = 0
        self._lost = False  # whether the last record had no end
        self._barren: dict[bytes, tuple[int, int]] = {}  # from where to where it was sought in vain

    def __iter__(self) -> Iterator[Unit | Reject]:
        """Cuts until the stream ends.

        Raises:
            SourceError: the header declares entities, or the file is an answer without records.
        """
        while (tag := self._seek()) is not None:
            yield from self._flush()
            self._lost = False
            self._count += 1
            yield self._cut(tag)
        yield from self._flush()
        if self._open and not self._lost:
            yield Reject(
                file=self._file,
                position=f"byte {self._base + len(self._data)}",
                reason=f"the file ends without </{self._open.decode()}>: it may be truncated; fetch it again",
            )

    def records(self, parsed: Parsed, made: Made) -> Iterator[Record | Reject]:
        """What is made of the records, in order; a broken one is rejected alone.

        Args:
            parsed: the bytes of a record -> its element.
            made: the element of a record and the unit that it stands in -> what comes of it.

        Raises:
            SourceError: as cutting does.
        """
        for item in self:
            if isinstance(item, Reject):
                yield item
            elif item.fault:
                yield self.rejected(item, item.fault)
            else:
                yield from self._made(item, parsed, made)

    def _made(self, unit: Unit, parsed: Parsed, made: Made) -> list[Record | Reject]:
        try:
            return list(made(parsed(unit.data), unit))
        except ParseError as error:
            return [self.unparsed(unit, error)]
        except RecursionError:
            return [self.rejected(unit, "its elements are nested too deeply for a record: leave it out")]

    def rejected(self, unit: Unit, reason: str) -> Reject:
        """The reject of a record, with its own id if it can be made out."""
        return Reject(
            file=self._file,
            reason=reason,
            position=unit.position,
            record=self._own_id(unit.data),
            content=_shown(unit.data),
        )

    def unparsed(self, unit: Unit, error: ParseError) -> Reject:
        """The reject of a record that is no XML; what it has swallowed is cut again."""
        broken = self._retreat(unit)
        reason = broken.fault or f"is not well-formed XML ({error}): fetch it again, or mend it"
        return self.rejected(broken, reason)

    def _retreat(self, unit: Unit) -> Unit:
        """A broken record as far as it reaches itself; what it has swallowed is cut again.

        A record without its end tag reaches to the end of the one behind it, which is whole.
        """
        found = self._next_start(unit.data, 1)
        if found < 0:
            return unit
        self._at = unit.offset + found - self._base
        return msgspec.structs.replace(unit, data=unit.data[:found], fault=_NO_END.format(unit.tag))

    def _next_start(self, data: bytes, begin: int, end: int = sys.maxsize) -> int:
        for match in self._starts.finditer(data, begin, end):
            if match["unit"]:
                return match.start()
        return -1

    def _fill(self, keep: int) -> bool:
        """Reads on, keeping what stands from ``keep``; whether there was more."""
        # the more there is at hand, the more is added, or long records would be copied too often
        block = b"" if self._ended else self._stream.read1(max(_BLOCK, len(self._data) // 2))
        if not block:
            self._ended = True
            return False
        self._data = self._data[keep:] + block
        self._base += keep
        self._at -= keep
        return True

    def _seek(self) -> bytes | None:
        """Goes to the next start tag of a record and gives its name; ``None`` at the end."""
        while True:
            match = self._starts.search(self._data, self._at)
            if match is None:
                # a tag may lie across the end of the block, so its beginning stays
                tail = self._data.rfind(b"<", max(self._at, len(self._data) - 4096))
                self._pass(len(self._data) if tail < 0 else tail)
                if not self._fill(self._at):
                    self._pass(len(self._data))
                    return None
                continue
            self._pass(match.start())
            if match["unit"]:
                self._family(match["unit"])
                return match["unit"]
            self._skip(match)

    def _family(self, tag: bytes) -> None:
        if self._starts is self._any and tag in self._layout.bare:
            self._starts = self._within[self._layout.bare[tag]]

    def _skip(self, match: re.Match[bytes]) -> None:
        """Goes past what is neither a record nor stray."""
        kind = match.lastgroup or ""
        if match["set"]:
            self._at = match.end()
            closed = bool(match["close"])
            if not match[0].endswith(b"/>"):
                self._open = b"" if closed else match["set"]
            if not closed:
                self._starts = self._within[match["set"]]
        elif kind == "answer":
            raise SourceError(self._file, "header", self._layout.advice.format(match["answer"].decode()))
        elif kind == "doctype":
            self._doctype()
        else:
            self._past(_ENDS[kind], match.end() - self._at)

    def _past(self, end: bytes, begin: int) -> bytes:
        """Goes behind the next ``end``, which must stand in the file, and gives what is passed."""
        while True:
            found = self._data.find(end, self._at + begin)
            if found >= 0:
                passed = self._data[self._at : found + len(end)]
                self._at = found + len(end)
                return passed
            begin = max(begin, len(self._data) - self._at - len(end))
            if len(self._data) - self._at > LIMIT or not self._fill(self._at):
                self._pass(self._at + 1)
                return b""

    def _doctype(self) -> None:
        declared = self._past(b">", 9)
        if b"[" in declared:
            self._at -= len(declared)
            declared = self._past(b"]", 9)
            if b"<!ENTITY" in declared:
                raise SourceError(self._file, "header", _ENTITIES)
            self._past(b">", 0)

    def _pass(self, end: int) -> None:
        """Goes on to ``end``; what is not blank on the way is stray."""
        text = self._data[self._at : end]
        begin = self._base + self._at
        self._at = end
        if not begin:
            text = text.removeprefix(b"\xef\xbb\xbf")
        if not self._stray:
            bare = text.lstrip()
            self._stray_at = begin + len(text) - len(bare)
            text = bare
        if len(self._stray) < _STRAY:
            self._stray += text

    def _flush(self) -> Iterator[Reject]:
        stray = self._stray.strip()
        self._stray = b""
        if stray and not self._lost:
            yield Reject(
                file=self._file,
                reason="text that is part of no record: the markup around it is damaged",
                position=f"after record {self._count} (byte {self._stray_at})",
                record=self._own_id(stray),
                content=_shown(stray),
            )

    def _own_id(self, data: bytes) -> str:
        found = self._layout.own_id.search(data[:_STRAY]) if self._layout.own_id else None
        return found[1].decode("utf-8", "replace") if found else ""

    def _cut(self, tag: bytes) -> Unit:
        """The record that begins here; without its end tag, as far as it can reach."""
        close = b"</" + tag
        begin, opened = 0, False
        clear, sought = 0, 1  # how far every comment has its end, and no other record begins
        while True:
            if not opened:
                empty = _EMPTY.match(self._data, self._at)
                if empty:
                    return self._unit(tag, empty.end())
                opened = self._data.find(b">", self._at) >= 0
            found = self._end_tag(close, self._at + begin)
            end = self._data.find(b">", found) + 1 if found >= 0 else 0
            if end:
                begin, clear = self._beyond(found, end, len(close), clear)
                if begin <= found - self._at:
                    return self._unit(tag, end)
                last = self._data.rfind(close, found, self._at + begin)
                if self._next_start(self._data, self._at + sought, last) >= 0:
                    # a comment that does not end before the next record begins will not end
                    return self._broken(tag, large=False)
                sought = last - self._at
                continue
            begin = max(begin, (found if found >= 0 else len(self._data) - len(close)) - self._at, 0)
            large = len(self._data) - self._at > LIMIT
            if large or not self._fill(self._at):
                return self._broken(tag, large=large)

    def _end_tag(self, close: bytes, begin: int) -> int:
        """The next place of an end tag; ``</article`` is not that of ``</article-title>``."""
        while (found := self._find(close, begin)) >= 0:
            begin = found + len(close)
            if self._data[begin : begin + 1] in _AFTER_NAME:
                return found
        return -1

    def _find(self, sought: bytes, begin: int) -> int:
        """The next place of some bytes; where they were sought in vain, nobody looks again."""
        low, high = self._barren.get(sought, (sys.maxsize, 0))
        known = self._base + begin >= low
        found = self._data.find(sought, max(begin, high - self._base) if known else begin)
        if found < 0:
            end = self._base + max(begin, len(self._data) - len(sought) + 1)
            self._barren[sought] = (low if known else self._base + begin, end)
        return found

    def _beyond(self, found: int, end: int, length: int, clear: int) -> tuple[int, int]:
        """Where to look on if this end tag is none, and how far every comment has its end.

        The first is not beyond the tag if it is one, and not part of a comment.
        """
        if self._data[found + length : end - 1].strip():
            return end - self._at, clear
        at = self._at + clear
        # one character is looked for ten times faster than two
        if self._data.find(b"!", at, found) < 0:
            return clear, clear
        while (match := _INSIDE.search(self._data, at, found)) is not None:
            close = b"-->" if match[0] == b"<!--" else b"]]>"
            after = self._find(close, match.end())
            if after < 0:
                return len(self._data) - self._at, clear
            at = after + len(close)
        return at - self._at, at - self._at

    def _broken(self, tag: bytes, *, large: bool) -> Unit:
        """A record without an end: up to the next start tag, the end of the set, or all there is."""
        end = self._next_start(self._data, self._at + 1)
        fault = _NO_END
        if end < 0 and self._open:
            end = self._data.find(b"</" + self._open, self._at)
        if end < 0:
            end, fault, self._lost = len(self._data), _NO_MORE, True
        return self._unit(tag, end, (_TOO_LARGE if large else fault).format(tag.decode()))

    def _unit(self, tag: bytes, end: int, fault: str = "") -> Unit:
        data = self._data[self._at : end]
        unit = Unit(tag.decode(), self._count, self._base + self._at, data, fault)
        self._at = end
        return unit
