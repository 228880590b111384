"""Lists of names -> agents, by the rules of BibTeX.

Names are parted by ``and`` outside braces. A name is ``First von Last``, ``von Last, First`` or
``von Last, Jr, First``; the ``von`` part begins in lower case. A name in braces is one name whole, as a
body has it. BibLaTeX also has ``family=..., given=...``.

See: "Tame the BeaST", section 11 (names), https://ctan.org/pkg/tamethebeast
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from kg.record import Agent
from kg.text import agent, person
from kg.text.latex import unlatexed

__all__ = ["agents", "parts"]

_BLANKS = re.compile(r"[\s~]+")
_COMMA = re.compile(",")
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_EXTENDED = re.compile(r"\s*(family|given|prefix|suffix)(?:-i)?\s*=\s*", re.IGNORECASE)
_WHOLE = re.compile(r"\s*\{(.*)\}\s*\Z", re.DOTALL)


def agents(written: str) -> Iterator[Agent]:
    r"""Who a list of names names, in order; ``others`` is nobody.

    >>> [one.name for one in agents(r"Gustav Bostr{\"o}m and {Barnes and Noble, Inc.} and others")]
    ['Boström, Gustav', 'Barnes and Noble, Inc.']
    """
    for name in parts(written, _AND):
        if name.strip().lower() not in {"", "others"} and (found := _agent(name)):
            yield found


@lru_cache(maxsize=16384)
def _agent(name: str) -> Agent | None:
    whole = _WHOLE.match(name)
    if whole and _balanced(whole[1]):
        return agent(unlatexed(whole[1]))
    if _EXTENDED.match(name):
        return _extended(name)
    pieces = [piece.strip() for piece in parts(name, _COMMA)]
    plain = [unlatexed(piece) for piece in pieces]
    body = agent(unlatexed(name))
    if body is not None and body.kind != "Person":
        return body
    if len(plain) == 1:
        family, given = _split(pieces[0])
        return person(family=family, given=given) if given else person(family)
    if len(plain) == 2:
        return person(family=plain[0], given=plain[1])
    return person(family=plain[0], suffix=plain[1], given=", ".join(plain[2:]))


def _split(name: str) -> tuple[str, str]:
    """Family and given name of ``First von Last``: the family name begins with the first lower case.

    >>> _split("Jean de La Fontaine"), _split("Aristotle"), _split("Ludwig {van} Beethoven")
    (('de La Fontaine', 'Jean'), ('Aristotle', ''), ('Beethoven', 'Ludwig van'))
    """
    words = [word for word in parts(name, _BLANKS) if word]
    low = next((place for place, word in enumerate(words[:-1]) if _begins_low(word)), len(words) - 1)
    return unlatexed(" ".join(words[low:])), unlatexed(" ".join(words[:low]))


def _begins_low(word: str) -> bool:
    return not word.startswith("{") and unlatexed(word)[:1].islower()


def _extended(name: str) -> Agent | None:
    told: dict[str, str] = {}
    for piece in parts(name, _COMMA):
        match = _EXTENDED.match(piece)
        if match:
            told[match[1].lower()] = unlatexed(piece[match.end() :].strip(' "'))
    family = " ".join(filter(None, (told.get("prefix"), told.get("family"))))
    return person(
        family=family,
        particle=told.get("prefix", ""),
        given=told.get("given", ""),
        suffix=told.get("suffix", ""),
    )


def _balanced(text: str) -> bool:
    """Whether braces balance without the outer ones: ``{A} and {B}`` is not one name."""
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0


def parts(text: str, separator: re.Pattern[str]) -> list[str]:
    """The pieces between separators that stand outside braces."""
    pieces, begin, depth, counted = [], 0, 0, 0
    for match in separator.finditer(text):
        depth += text.count("{", counted, match.start()) - text.count("}", counted, match.start())
        counted = match.start()
        if depth <= 0:
            pieces.append(text[begin : match.start()])
            begin = match.end()
    return [*pieces, text[begin:]]
