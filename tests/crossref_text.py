"""A work of Crossref as other formats write it: what the resolver of DOIs gives who asks for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_BIBTEX = {
    "journal-article": "article",
    "book-chapter": "incollection",
    "proceedings-article": "inproceedings",
}
_RIS = {"journal-article": "JOUR", "book-chapter": "CHAP", "proceedings-article": "CPAPER"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SPECIAL = re.compile(r"[&%#_$]")
WRITTEN = frozenset(_RIS)
"""The types that are written."""


def _first(work: dict[str, Any], name: str) -> str:
    value = work.get(name) or ""
    return value if isinstance(value, str) else value[0]


def _title(work: dict[str, Any]) -> str:
    return ": ".join(filter(None, (_first(work, "title"), _first(work, "subtitle"))))


def _date(work: dict[str, Any]) -> list[int]:
    return [part for part in work["issued"]["date-parts"][0] if part]


def _names(work: dict[str, Any]) -> Iterator[str]:
    """The names, the family name first; that of a body whole."""
    for one in work.get("author", ()):
        given, suffix = one.get("given", ""), one.get("suffix", "")
        family = one.get("family", "")
        yield ", ".join(filter(None, (family, suffix, given))) if given else one.get("name", family)


def bibtex(work: dict[str, Any]) -> str:
    """The work as an entry of BibTeX."""
    date = _date(work)
    holder = "journal" if work["type"] == "journal-article" else "booktitle"
    fields = {
        "title": _title(work),
        "author": " and ".join(name if "," in name else f"{{{name}}}" for name in _names(work)),
        "year": str(date[0]) if date else "",
        holder: _first(work, "container-title"),
        "volume": work.get("volume", ""),
        "number": work.get("issue", ""),
        "pages": work.get("page", "").replace("-", "--"),
        "issn": _first(work, "ISSN"),
        "isbn": _first(work, "ISBN"),
        "publisher": work.get("publisher", ""),
    }
    lines = [f"  {name} = {{{_tex(text)}}}," for name, text in fields.items() if text]
    if len(date) > 1:
        lines.append(f"  month = {_MONTHS[date[1] - 1]},")
    return "\n".join([f"@{_BIBTEX[work['type']]}{{one,", *lines, f"  doi = {{{work['DOI']}}}", "}"])


def _tex(text: str) -> str:
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", text)


def ris(work: dict[str, Any]) -> str:
    """The work as a reference of RIS."""
    date = _date(work)
    start, _, end = work.get("page", "").partition("-")
    told = [
        ("TY", _RIS[work["type"]]),
        ("DO", work["DOI"]),
        ("TI", _title(work)),
        ("T2", _first(work, "container-title")),
        *(("AU", name) for name in _names(work)),
        ("PY", str(date[0]) if date else ""),
        ("DA", "/".join(f"{part:02}" for part in date)),
        ("PB", work.get("publisher", "")),
        ("SP", start),
        ("EP", end),
        ("VL", work.get("volume", "")),
        ("IS", work.get("issue", "")),
        ("SN", _first(work, "ISBN") or _first(work, "ISSN")),
    ]
    lines = [f"{tag}  - {' '.join(text.split())}" for tag, text in told if text]
    return "\n".join([*lines, "ER  - ", ""])
