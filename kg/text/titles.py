"""Titles as sources hold them -> titles as they are cited, by rules that have names.

Each rule takes a title and gives it back, changed or not; they stand in :data:`RULES` in the order in
which they are applied. What a rule cannot tell for sure it leaves: a title in capitals stays in
capitals, for nobody can tell its acronyms from its words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from html import escape
from itertools import pairwise
from types import MappingProxyType
from xml.etree.ElementTree import Element

from kg.text.markup import stripped
from kg.text.plain import local, plain

__all__ = ["BRACKETS", "RULES", "bracketed", "tidied", "titled"]

BRACKETS = "brackets"
"""The rule of a reader that takes a title out of its brackets (:func:`bracketed`)."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")
_TRAILING = re.compile(r"\s+[/:;=,]\s*\Z")
_MARKS = frozenset("/:;=,")
_SPACED = re.compile(r"(?<!\S)(?:[^\W\d_] ){3,}[^\W\d_](?!\S)")
_GAP = re.compile(r"\s{2,}")
_MISREAD = re.compile(
    r"(?:[\xc2-\xf4][\x80-\x9f][\x80-\xbf]*|â€[\x80-\xbf\u0153\u0161-\u2122]|Ã[\xa1-\xbf]|Â[\xa0-\xbf])+"
)


def _printable(text: str) -> str:
    """Without control characters, which no text holds on purpose."""
    return text if text.isprintable() else _CONTROLS.sub(" ", text)


def _joined(text: str) -> str:
    """Letter-spaced words in one piece, where two blanks tell words apart or one word alone is spaced.

    >>> _joined("E I N L E I T U N G  I N  D A S  R E C H T"), _joined("A B C D E"), _joined("Das B U C H")
    ('EINLEITUNG IN DAS RECHT', 'A B C D E', 'Das BUCH')
    """
    if not _SPACED.search(text):
        return text
    if _GAP.search(text):
        words = _GAP.split(text)
        return " ".join(re.sub(r"(?<=\S)\s", "", word) if _letters(word) else word for word in words)
    return _SPACED.sub(lambda run: _word(run[0], text), text)


def _word(run: str, text: str) -> str:
    """A run of letters in one piece, unless it is the whole text, which may be several words."""
    return run if run == text or _alphabet(run) else run.replace(" ", "")


def _letters(word: str) -> bool:
    """Whether a word is nothing but single letters; an alphabet is no word."""
    return all(len(piece) == 1 for piece in word.split()) and not _alphabet(word)


def _alphabet(run: str) -> bool:
    codes = [ord(letter) for letter in run.split()]
    return len(codes) > 1 and all(after - before == 1 for before, after in pairwise(codes))


def _reread(text: str) -> str:
    r"""UTF-8 that was read as Windows-1252, read aright.

    >>> _reread("1989â\x80\x931990"), _reread("PatrÃ³n"), _reread("SÃO PAULO")
    ('1989–1990', 'Patrón', 'SÃO PAULO')
    """
    return text if text.isascii() else _MISREAD.sub(_decoded, text)


def _decoded(match: re.Match[str]) -> str:
    try:
        return b"".join(_byte(character) for character in match[0]).decode()
    except UnicodeError:
        return match[0]


def _byte(character: str) -> bytes:
    return character.encode("latin-1") if ord(character) < 256 else character.encode("cp1252")


def _normal(text: str) -> str:
    """Unicode NFC."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _unpunctuated(text: str) -> str:
    """Without the mark that ISBD puts between a title and what follows it."""
    return _TRAILING.sub("", text) if text.rstrip()[-1:] in _MARKS else text


RULES: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "controls": _printable,
        "misread-utf-8": _reread,
        "nfc": _normal,
        "letter-spacing": _joined,  # a letter with its accent is one letter by now
        "markup": stripped,
        "isbd": _unpunctuated,
    }
)
"""The rules, by name, in their order."""


def tidied(text: str) -> tuple[str, tuple[str, ...]]:
    """A title by the rules, and the names of those that changed it.

    >>> tidied("A <i>nova</i> history /")
    ('A nova history', ('markup', 'isbd'))
    """
    applied = []
    for name, rule in RULES.items():
        made = rule(text)
        if made != text:
            applied.append(name)
            text = made
    return text, tuple(applied)


def titled(element: Element) -> tuple[str, str, tuple[str, ...]]:
    """A title in an element of XML: by the rules, as published, and the names of those that changed it.

    >>> from xml.etree.ElementTree import fromstring
    >>> titled(fromstring("<title>On <i>Bufo</i></title>")), titled(fromstring("<title>On toads</title>"))
    (('On Bufo', 'On <i>Bufo</i>', ('markup',)), ('On toads', 'On toads', ()))
    """
    text = plain(element)
    made, rules = tidied(text)
    if not len(element):
        return made, text, rules
    return made, _inner(element).strip(), tuple(dict.fromkeys(("markup", *rules)))


def _inner(element: Element) -> str:
    """What stands in an element, as XML without prefixes: those of the file are not known here."""
    parts = [escape(element.text or "", quote=False)]
    for child in element:
        attributes = "".join(f' {name.rpartition("}")[2]}="{escape(value)}"' for name, value in child.items())
        name, inner = local(child), _inner(child)
        parts.append(f"<{name}{attributes}>{inner}</{name}>" if inner else f"<{name}{attributes}/>")
        parts.append(escape(child.tail or "", quote=False))
    return "".join(parts)


def bracketed(title: str) -> str | None:
    """A title without the brackets around all of it, its final dot kept; ``None`` without them.

    Databases of the health sciences write so a title that they have translated; elsewhere brackets
    say that a cataloguer supplied the title: the reader knows which.

    >>> bracketed("[The beriberi heart]."), bracketed("[18F]CFA as a probe [sic]")
    ('The beriberi heart.', None)
    """
    if not title.startswith("["):
        return None
    body = title.rstrip(". ")
    depth = 0
    for place, character in enumerate(body):
        depth += (character == "[") - (character == "]")
        if depth == 0:
            return body[1:-1] + title[len(body) :].strip() if place == len(body) - 1 else None
    return None
