"""ISSN and ISBN as they stand in one field: several of them, with or without hyphens, with words behind."""

from __future__ import annotations

import re
from typing import NamedTuple

from kg import ids

__all__ = ["Serials", "serials"]

_NUMBER = re.compile(
    r"(?P<prefix>e-?issn|p-?issn|issn-?l|issn|isbn|linking|online|print)?[:\s-]*"
    r"(?P<number>97[89](?:[\s‐‑–-]?\d){10}|\d(?:[\s‐‑–-]?\d){8}[\s‐‑–-]?[\dXx](?!\d)"
    r"|\d{4}[\s‐‑–-]?\d{3}[\dXx](?![\dXx]))"
    r"(?P<note>\s*[(\[][^()\[\]]*[)\]]?)?",
    re.IGNORECASE,
)
_HYPHENS = re.compile(r"[‐‑–]")
_ELECTRONIC = re.compile(r"electr|online|web|e-?issn|digital", re.IGNORECASE)
_LINKING = re.compile(r"linking|issn-?l", re.IGNORECASE)
_REST = re.compile(r"[\s,;:/|.()\[\]-]|\bisbns?\b|\bissns?\b", re.IGNORECASE)


class Serials(NamedTuple):
    """The numbers of a field, in order: pairs of scheme and number; ``rest`` is what is none."""

    numbers: tuple[tuple[str, str], ...]
    rest: str


def serials(text: str) -> Serials:
    """The ISSNs and ISBNs in a text whose check digits are right.

    An ISSN is that of the electronic edition where the words with it say so.

    >>> serials("1895-5770 1895-5770").numbers, serials("2325-9671 (electronic)").numbers
    ((('issn', '1895-5770'), ('issn', '1895-5770')), (('eissn', '2325-9671'),))
    >>> serials("03064530 (ISSN); 9783161484100 (ISBN)").numbers
    (('issn', '0306-4530'), ('isbn', '9783161484100'))
    >>> serials("Report 12"), serials("1234-5678").rest
    (Serials(numbers=(), rest='Report 12'), '1234-5678')
    """
    found: list[tuple[str, str]] = []
    rest: list[str] = []
    end = 0
    for match in _NUMBER.finditer(text):
        rest.append(text[end : match.start()])
        end = match.end()
        number = _HYPHENS.sub("-", match["number"])
        words = f"{match['prefix'] or ''} {match['note'] or ''}"
        isbn, issn = ids.isbn(number), ids.issn(number)
        if isbn:
            found.append(("isbn", isbn))
        elif issn:
            found.append((_scheme(words), issn))
        else:
            rest.append(match[0])
    rest.append(text[end:])
    left = " ".join("".join(rest).split())
    return Serials(tuple(found), left if _REST.sub("", left) else "")


def _scheme(words: str) -> str:
    if _LINKING.search(words):
        return "issnl"
    return "eissn" if _ELECTRONIC.search(words) else "issn"
