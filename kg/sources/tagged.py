"""Records of tagged text, the form of RIS, EndNote, Web of Science and MEDLINE exports.

A record is a run of lines; a line begins a field with its tag, or continues the field before it. What
begins and ends a record differs from format to format, so each of them goes through the lines itself
and fills a :class:`Unit`.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any, NamedTuple

from kg.record import Provenance, Reject
from kg.sources.drafting import Draft
from kg.sources.lines import LIMIT, Line

__all__ = ["Field", "Told", "Unit", "Value", "rejected"]

_SHOWN = 500
_TOO_LARGE = f"is larger than {LIMIT // 1024**2} MiB, which no record is: what ends the record is missing"
_EMPTY = "holds nothing but its type: complete it, or leave it out"


class Field(NamedTuple):
    """A field of a record: its tag, and its lines joined by line feeds."""

    tag: str
    text: str


class Unit:
    """The lines of one record as they come in.

    Attributes:
        number: of the record in its file, from 1.
        line: the number of its first line.
        size: of its lines in bytes; a record above :data:`~kg.sources.lines.LIMIT` keeps no more.
    """

    __slots__ = ("_data", "_ended", "_fields", "_repaired", "line", "number", "size")

    def __init__(self, number: int, line: int) -> None:
        self.number = number
        self.line = line
        self.size = 0
        self._data: list[bytes] = []
        self._fields: list[tuple[str, list[str]]] = []
        self._ended: tuple[Field, ...] | None = None
        self._repaired: list[tuple[str, str, str]] = []

    def begin(self, line: Line, tag: str, text: str) -> None:
        """Takes in a line that begins a field."""
        if self._held(line):
            self._fields.append((tag, [text]))
            if line.rule:
                self._repaired.append((tag, line.written, line.rule))

    def go_on(self, line: Line, text: str) -> None:
        """Takes in a line that continues the field before it; one before all fields has the tag ``""``."""
        if not self._fields:
            self.begin(line, "", text)
        elif self._held(line):
            tag, texts = self._fields[-1]
            texts.append(text)
            if line.rule:
                self._repaired.append((tag, line.written, line.rule))

    def hold(self, line: Line) -> None:
        """Takes in a line that is part of the record and tells nothing, such as its end."""
        self._held(line)

    def _held(self, line: Line) -> bool:
        self.size += len(line.data)
        if self.size <= LIMIT:
            self._data.append(line.data)
        return self.size <= LIMIT

    def fault(self, *formal: str) -> str:
        """Why it cannot be a record, or ``""``; the formal tags alone say nothing."""
        if self.size > LIMIT:
            return _TOO_LARGE
        return "" if any(field.tag not in formal for field in self.fields()) else _EMPTY

    @property
    def empty(self) -> bool:
        """Whether no field has begun."""
        return not self._fields

    def has(self, *tags: str) -> bool:
        """Whether one of these tags has begun a field."""
        return any(tag in tags for tag, _ in self._fields)

    def fields(self) -> tuple[Field, ...]:
        """The fields that say something, in order; asked for when the record has ended."""
        if self._ended is None:
            told = (
                Field(tag, texts[0].strip() if len(texts) == 1 else "\n".join(map(str.strip, texts)).strip())
                for tag, texts in self._fields
            )
            self._ended = tuple([field for field in told if field.text])
        return self._ended

    def only(self, tag: str) -> bool:
        """Whether all fields that have begun have that tag."""
        return all(one == tag for one, _ in self._fields)

    def told(self, rename: Callable[[str], tuple[str, str]] | None = None) -> Told:
        """The fields, ready to be made a Record of, and what had to be done to read them.

        Args:
            rename: gives for a tag the one that it goes by, and the name under which it is kept.
        """
        found = Told()
        for tag, written, rule in self._repaired:
            found.draft.changed(rename(tag)[1] if rename else tag, written, rule)
        for tag, text in self.fields():
            found.add(*((rename(tag)[0], text, rename(tag)[1]) if rename else (tag, text)))
        return found

    def provenance(self, source: str, file: str, **more: Any) -> Provenance:
        """Where the record comes from; ``more`` are fields of Provenance."""
        return Provenance(
            source=source,
            file=file,
            position=f"line {self.line}",
            digest=sha256(b"".join(self._data)).hexdigest(),
            **more,
        )

    def content(self) -> str:
        """The beginning of the record as it was, for messages."""
        return b"".join(self._data[:40])[:_SHOWN].decode("utf-8", "replace")


class Value(NamedTuple):
    """What a field holds, and the name that the source has for it."""

    name: str
    text: str


class Told:
    """The fields of one record by tag: what is taken is placed, what is left goes to ``extra``.

    Attributes:
        draft: what the fields have told so far.
    """

    __slots__ = ("_values", "draft")

    def __init__(self) -> None:
        self.draft = Draft()
        self._values: dict[str, list[Value]] = {}

    def add(self, tag: str, text: str, name: str = "") -> None:
        """Adds a field, under the name that the source has for it."""
        self._values.setdefault(tag, []).append(Value(name or tag, text))

    def says_more_than(self, *tags: str) -> bool:
        """Whether there is a field of another tag."""
        return any(one not in tags for one in self._values)

    def see(self, *tags: str) -> list[str]:
        """The texts of these tags, which stay."""
        return [value.text for tag in tags for value in self._values.get(tag, ())]

    def first(self, *tags: str) -> str:
        """The first text of these tags, which stays; ``""`` without any."""
        return next(iter(self.see(*tags)), "")

    def take(self, *tags: str) -> list[Value]:
        """What these tags hold, tag by tag; it is taken out."""
        return [value for tag in tags for value in self._values.pop(tag, ())]

    def keep(self, *values: Value) -> None:
        """Keeps what could not be placed."""
        for value in values:
            self.draft.retain(value.name, value.text)

    def keep_rest(self) -> None:
        """Keeps whatever was not taken."""
        for values in self._values.values():
            self.keep(*values)
        self._values.clear()


def rejected(file: str, unit: Unit, reason: str, record: str = "") -> Reject:
    """The reject of a record."""
    return Reject(
        file=file, position=f"line {unit.line}", reason=reason, record=record, content=unit.content()
    )
