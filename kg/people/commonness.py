"""How common names are, from counts of the names of authors."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

import msgspec

from kg.people.names import Words, is_full

__all__ = ["Commonness", "counted"]

_UNSEEN = 0.5
_INITIAL = -1.0
"""A second name, or the initial of one, is shared by one person in ten."""


class Commonness(msgspec.Struct, frozen=True):
    """Counts of names, the rare ones left out.

    Attributes:
        people: how many different whole names were counted.
        in_full: how many of them have a given name in full.
        initials: how often a given name begins with a letter.
        surnames: how often a family name was found, as :func:`kg.people.names.surname` makes it.
        given: how often a given name was found, its words in full joined.
    """

    people: int
    in_full: int
    initials: dict[str, int]
    surnames: dict[str, int]
    given: dict[str, int]

    def of_surname(self, name: str) -> float:
        """The common logarithm of the share of people who have a family name."""
        return math.log10((self.surnames.get(name, 0) + _UNSEEN) / self.people)

    def of_given(self, words: Words) -> float:
        """The common logarithm of the share of people who have a given name, or one that begins like it."""
        if not words:
            return 0.0
        if not is_full(words[0]):
            return self.of_initial(words[0]) + (_INITIAL if len(words) > 1 else 0.0)
        whole = "".join(word for word in words if is_full(word))
        more = any(not is_full(word) for word in words)
        return math.log10((self.given.get(whole, 0) + _UNSEEN) / self.in_full) + (_INITIAL if more else 0.0)

    def of_initial(self, letter: str) -> float:
        """The common logarithm of the share of people whose given name begins with a letter."""
        return math.log10((self.initials.get(letter, 0) + 1) / self.people)


def counted(names: Iterable[tuple[str, Words]], *, least: int) -> Commonness:
    """Counts different whole names: a family name, folded, and the words of a given name.

    Args:
        names: those of any authors.
        least: family and given names of fewer are left out.
    """
    surnames: Counter[str] = Counter()
    initials: Counter[str] = Counter()
    given: Counter[str] = Counter()
    people = sorted({(family, words) for family, words in names if family and words})
    for family, words in people:
        surnames[family] += 1
        initials[words[0][0]] += 1
        if is_full(words[0]):
            given["".join(word for word in words if is_full(word))] += 1
    return Commonness(
        people=len(people),
        in_full=given.total(),
        initials=_often(initials, least),
        surnames=_often(surnames, least),
        given=_often(given, least),
    )


def _often(counts: Counter[str], least: int) -> dict[str, int]:
    return {name: count for name, count in sorted(counts.items()) if count >= least}
