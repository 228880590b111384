"""Text without what people write differently: case, accents, punctuation."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

__all__ = ["folded", "folded_lines"]

_ASCII = "".join(sign.lower() if sign.isalnum() or sign == "\n" else " " for sign in map(chr, range(128)))
_APART = {ord(sign): words for sign, words in {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l"}.items()}
_APART |= {ord(sign): words for sign, words in {"đ": "d", "ð": "d", "þ": "th", "ı": "i"}.items()}
_JOINED = dict.fromkeys(map(ord, "'’ʼ`´"))


def folded(text: str) -> str:
    """The words of a text in lower case, without accents, one blank between two of them.

    Letters and figures of all scripts stay; an apostrophe joins what stands beside it.

    >>> folded("Crohn's disease: Über-Größe (IL-2)")
    'crohns disease uber grosse il 2'
    >>> folded("Болезнь Крона"), folded("克罗恩病。")
    ('болезнь крона', '克罗恩病')
    """
    return " ".join(_plain(text).split())


def folded_lines(texts: Iterable[str]) -> list[list[str]]:
    """The words of several texts, folded in one go; a text has one line.

    >>> folded_lines(["Van der Meer", "O'Neill"])
    [['van', 'der', 'meer'], ['oneill']]
    """
    return [line.split() for line in _plain("\n".join(texts)).split("\n")]


def _plain(text: str) -> str:
    """In lower case and without accents, with a blank or the end of a line for every other sign."""
    if "'" in text or not text.isascii():
        text = text.translate(_JOINED)
    if text.isascii():
        return text.translate(_ASCII)
    decomposed = unicodedata.normalize("NFKD", text).casefold().translate(_APART)
    return "".join(map(_kept, decomposed))


def _kept(sign: str) -> str:
    if sign.isalnum() or sign == "\n":
        return sign
    return "" if unicodedata.combining(sign) else " "
