"""A MARC record in memory, whatever it was written in: a leader, control fields, data fields.

A value that a mapping takes is gone from its field; what is left at the end goes to ``extra``. So
nothing can be forgotten.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kg.text import squeezed

__all__ = ["STRAY", "Field", "Marc", "clean"]

STRAY = "?"
"""The code of text that stands in no subfield; no handler takes it."""

_CODED = frozenset({"100", "105", "110"})
_UNWANTED: dict[int, str | None] = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), 0xFEFF))
_UNWANTED.update({0x09: " ", 0x0A: " ", 0x0D: " ", 0x85: " "})


def clean(text: str) -> str:
    r"""A value in Unicode NFC, in one line, without control characters.

    Among those are the marks around what is not sorted (U+0098, U+009C); what they enclose stays.

    >>> clean("\x98Das\x9c  Jahr\n")
    'Das Jahr'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = text.translate(_UNWANTED)
    return squeezed(text)


class Field:
    """A data field: its tag, two indicators, and the subfields that nobody has taken yet.

    ``name`` is what ``extra`` calls it: its tag, or ``880/`` and the tag of the field it is linked
    with. ``pairs`` are the same in other scripts, ``script`` the code of its own, if stated.
    """

    __slots__ = ("first", "name", "pairs", "script", "second", "subfields", "tag")

    def __init__(self, tag: str, first: str, second: str, subfields: list[tuple[str, str]]) -> None:
        self.tag = tag
        self.first = first
        self.second = second
        self.subfields = subfields
        self.name = tag
        self.pairs: list[Field] = []
        self.script = ""

    def __contains__(self, code: object) -> bool:
        return any(code == one for one, _ in self.subfields)

    def seen(self, codes: str) -> list[str]:
        """The values of these subfields in order, which stay to be taken."""
        return [value for code, value in self.subfields if code in codes]

    def take(self, codes: str) -> list[str]:
        """The values of these subfields in order."""
        taken = [value for code, value in self.subfields if code in codes]
        if taken:
            self.subfields = [one for one in self.subfields if one[0] not in codes]
        return taken

    def one(self, code: str) -> str:
        """The first value of a subfield, ``""`` if there is none; others of the same code stay."""
        for place, (name, value) in enumerate(self.subfields):
            if name == code:
                del self.subfields[place]
                return value
        return ""

    def line(self, codes: str) -> str:
        """The values of these subfields in one line, in their order."""
        return " ".join(self.take(codes))

    def written(self) -> str:
        """The field in one line, a blank indicator as ``#``.

        >>> Field("245", "1", " ", [("a", "Title /"), ("c", "by A.")]).written()
        '1# $a Title / $c by A.'
        """
        marks = f"{self.first}{self.second}".replace(" ", "#")
        return " ".join([marks, *(f"${code} {value}" for code, value in self.subfields)])


@dataclass(slots=True)
class Marc:
    """The leader, the control fields by tag, and the data fields in their order.

    ``damage`` tells what was mended to read it; ``miscoded`` are fields with bytes that are no
    characters in the record's encoding, each byte of them as one character; ``raw`` are the coded
    fields of UNIMARC, whose blanks count.
    """

    leader: str = ""
    controls: dict[str, list[str]] = field(default_factory=dict)
    fields: list[Field] = field(default_factory=list)
    damage: list[str] = field(default_factory=list)
    miscoded: list[tuple[str, str]] = field(default_factory=list)
    raw: dict[str, str] = field(default_factory=dict)

    def control(self, tag: str) -> str:
        """The first control field of a tag, as it is."""
        return next(iter(self.controls.get(tag, ())), "")

    def add(self, tag: str, indicators: str, subfields: Iterable[tuple[str, str]]) -> None:
        """Adds a data field; subfields that say nothing are left out."""
        told = []
        for code, value in subfields:
            # most values are plain: the checks of clean() are said again here, for speed
            made = value.strip(" ") if value.isascii() and value.isprintable() else clean(value)
            if "  " in made:
                made = squeezed(made)
                if tag in _CODED and code == "a":
                    self.raw.setdefault(tag, value)
            if made:
                told.append((code if len(code) == 1 else f"{STRAY}{code}", made))
        self.fields.append(Field(tag, indicators[:1] or " ", indicators[1:2] or " ", told))

    def add_control(self, tag: str, value: str) -> None:
        """Adds a control field: its blanks count."""
        if value.strip():
            self.controls.setdefault(tag, []).append(value)

    def tagged(self, *tags: str) -> Iterator[Field]:
        """The data fields of some tags, in their order."""
        return (one for one in self.fields if one.tag in tags)
