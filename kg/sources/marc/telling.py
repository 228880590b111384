"""A record in the making, with what one MARC field must know of the others."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from kg import dates, text
from kg.record import Identifier, Series
from kg.sources.drafting import Draft
from kg.sources.marc.fields import Field
from kg.text import tagged

__all__ = ["Telling", "dated", "fold"]


def fold(words: str) -> str:
    """Letters and digits alone, without regard to case: what two spellings of a title share.

    >>> fold("The Test /") == fold("the test")
    True
    """
    return "".join(filter(str.isalnum, words.casefold()))


dated = lru_cache(maxsize=8192)(dates.date)
"""The date of a year, a month and a day; the same come again and again."""


_bare = lru_cache(maxsize=32768)(text.bare)
"""A part of a description without its punctuation; the same publishers and series come again."""


@dataclass(slots=True, kw_only=True)
class Telling(Draft):
    """What the fields have told so far.

    ``kind`` and ``level`` are positions 06 and 07 of the leader, ``coded`` is field 008; ``stated`` are
    the languages; ``words`` are terms that may narrow the type; ``years`` and ``copyrights`` are dates
    of the imprint as written; ``transcribed`` and ``traced`` are the series as they stand in the book
    and as they are headed; ``numbers`` are ISSNs, of the publication or of what it stands in.
    """

    kind: str = ""
    level: str = ""
    coded: str = ""
    stated: tuple[str, ...] = ()
    words: list[str] = field(default_factory=list)
    years: list[str] = field(default_factory=list)
    transcribed: list[tuple[Series, bool]] = field(default_factory=list)
    traced: list[Series] = field(default_factory=list)
    numbers: list[Identifier] = field(default_factory=list)
    hosted: str = ""

    def bare(self, written: str, name: str, *, stop: bool = True) -> str:
        """A text without the punctuation of a description and its final stop, by rules that are noted."""
        if not written:
            return ""
        made, rules = _bare(written, stop=stop)
        self.changed(name, written, *rules)
        return made

    def tagged(self, words: str, found: Field, *, romanised: bool = False) -> str:
        """The language tag of a text in a field: of its script, or of its romanised form."""
        if words.isascii() and not romanised:
            return ""
        tag = tagged(words, self.stated, found.script)
        return tag if romanised or not tag.endswith("-latn") else ""
