"""Given names against each other: what two of them, as published, allow to say of one person.

A given name is its words, folded: ``Jian-Min``, ``JianMin`` and ``Jian Min`` are two words, ``J.M.`` and the
initials ``JM`` are two words of one letter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from kg.text.folding import folded

__all__ = ["RELATIONS", "Words", "family_of", "given_words", "is_full", "relation", "relations", "surname"]

RELATIONS = ("same", "none", "more on one side", "initial and full", "nearly", "other middle", "other")
"""How two given names stand to each other; ``none`` where one is not known, ``other`` is a veto."""

_NUMBER = {relation: number for number, relation in enumerate(RELATIONS)}
_CAPITALS = re.compile(r"[^\W\d_a-z]{1,3}\Z")
_INNER = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
_NEAR = 5
"""A given name of as many letters may differ from another by one."""
_EAST_ASIAN = "\u3000"

Words = tuple[str, ...]


@lru_cache(1 << 16)
def given_words(given: str, initials: str = "") -> Words:
    """The words of a given name, each in full or one letter; of the initials where there is no name.

    >>> given_words("JianMin"), given_words("J.-M."), given_words("", "JM"), given_words("RL")
    (('jian', 'min'), ('j', 'm'), ('j', 'm'), ('r', 'l'))
    >>> given_words("Rachna C."), given_words("")
    (('rachna', 'c'), ())
    """
    bare = given.strip()
    if not bare:
        return tuple(folded(initials).replace(" ", ""))
    if _CAPITALS.match(bare):
        return tuple(folded(bare).replace(" ", ""))
    return tuple(folded(_INNER.sub(" ", bare)).split())


@lru_cache(1 << 16)
def surname(family: str, name: str = "") -> str:
    """The family name without case, accents, blanks and hyphens; the whole name where there is none.

    >>> surname("van der Berg"), surname("Müller-Lüdenscheidt"), surname("", "Appianus")
    ('vanderberg', 'mullerludenscheidt', 'appianus')
    """
    return folded(family or name).replace(" ", "")


@lru_cache(1 << 18)
def family_of(name: str) -> str:
    """Family name and first initial of a name in one text, folded; ``""`` where there is none.

    >>> family_of("Ng, Y.J."), family_of("Radhika AG"), family_of("Ruxin Dai"), family_of("de Vega, H. J.")
    ('ng y', 'radhika a', 'dai r', 'devega h')
    """
    family, comma, given = name.partition(",")
    if not comma:
        front, _, last = " ".join(name.split()).rpartition(" ")
        if not front:
            return folded(name)
        family, given = (front, last) if _CAPITALS.match(last.replace(".", "")) else (last, front)
    return f"{surname(family)} {folded(given)[:1]}".strip()


def is_full(word: str) -> bool:
    """Whether a word is no initial: it has two letters, or is a sign of Chinese, Japanese or Korean."""
    return len(word) > 1 or word >= _EAST_ASIAN


def relations(names: Sequence[Words]) -> NDArray[np.int8]:
    """The place in :data:`RELATIONS` of each pair of given names; square and symmetric."""
    joined = ["".join(words) for words in names]
    apart = process.cdist(joined, joined, scorer=Levenshtein.distance, score_cutoff=1, dtype=np.int32)
    near = (apart <= 1).tolist()
    found = np.empty((len(names), len(names)), dtype=np.int8)
    for one, words in enumerate(names):
        long = len(joined[one]) >= _NEAR
        for two in range(one + 1):
            alike = long and near[one][two] and len(joined[two]) >= _NEAR
            found[one, two] = found[two, one] = _NUMBER[relation(words, names[two], near=alike)]
    return found


def relation(one: Words, two: Words, *, near: bool = False) -> str:
    """How two given names stand to each other; ``near`` where their letters differ by a slip.

    >>> relation(("rachna", "c"), ("rachna",)), relation(("j", "m"), ("jian", "min"))
    ('more on one side', 'initial and full')
    >>> relation(("robert", "d"), ("robert", "k")), relation(("robert",), ("richard",))
    ('other middle', 'other')
    """
    if not one or not two:
        return "none"
    if one == two:
        return "same"
    if one[0][0] != two[0][0]:
        return "other"
    if is_full(one[0]) and is_full(two[0]):
        return _of_full(one, two, near=near)
    if is_full(one[0]) or is_full(two[0]):
        return _mixed(two, one) if is_full(one[0]) else _mixed(one, two)
    if not _fit(one, two):
        return "other"
    return "same" if len(one) == len(two) else "more on one side"


def _of_full(one: Words, two: Words, *, near: bool) -> str:
    if "".join(one) == "".join(two):
        return "same"
    if one[0] == two[0]:
        if _fit(one, two):
            return "same" if len(one) == len(two) else "more on one side"
        return "nearly" if near else "other middle"
    if _run_together(one, two) or _run_together(two, one):
        return "more on one side"
    if near:
        return "nearly"
    return "other"


def _fit(one: Words, two: Words) -> bool:
    """Whether the words of two names agree as far as both go, an initial with any word that it begins."""
    pairs = zip(one, two, strict=False)
    return all(a == b or (a[0] == b[0] and not (is_full(a) and is_full(b))) for a, b in pairs)


def _run_together(one: Words, two: Words) -> bool:
    """Whether the first word of one is all of the other's words but initials: ``Juwen W.``, ``Ju-wen``."""
    return "".join(word for word in two if is_full(word)) == one[0]


def _mixed(short: Words, long: Words) -> str:
    """Of initials and a name in full. ``JM`` may be ``Jianmin``, and ``RD`` ``Robert``."""
    if len(short) == 1:
        return "initial and full"
    if len(long) == 1:
        inside = len(short) == 2 and long[0].find(short[1][0], 2) > 0
        return "initial and full" if inside else "more on one side"
    return "initial and full" if _fit(short, long) else "other"
