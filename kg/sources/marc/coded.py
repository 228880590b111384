"""What the leader and field 008 say in codes: kind, languages, dates of the record, status."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kg import dates, tables
from kg.dates import Date
from kg.sources.marc.fields import Field, Marc
from kg.sources.marc.telling import Telling, dated

__all__ = ["NOT_PUBLICATIONS", "STATUSES", "classified", "created", "languages", "modified"]

NOT_PUBLICATIONS: Mapping[str, str] = {
    "z": "an authority record",
    "u": "a record of holdings",
    "v": "a record of holdings",
    "x": "a record of holdings",
    "y": "a record of holdings",
    "w": "a record of a classification",
    "q": "a record of community information",
}
"""Types of record (leader/06) that describe no publication."""

STATUSES: Mapping[str, str] = {
    "a": "increase in encoding level",
    "c": "corrected",
    "d": "deleted",
    "n": "new",
    "p": "increase from prepublication",
}
"""The status of a record (leader/05) in words."""

_MOMENT = re.compile(r"\s*([0-9]{4})([0-9]{2})([0-9]{2})(?:([0-9]{2})([0-9]{2})(?:([0-9]{2})(?![0-9]))?)?")
_NO_YEARS = (40, 60)  # before there were records, and not yet
_CODE = re.compile(r"[a-z]{3}\Z")
_NO_LANGUAGE = frozenset({"und", "zxx", "mul", "mis"})
_UNTOLD = frozenset({"", *_NO_LANGUAGE})
_WRITTEN = frozenset("at")
_GENERAL = frozenset({"Book", "Manuscript", "Expression"})
_THESES = frozenset({"Thesis", "DoctoralThesis", "MastersThesis", "BachelorsThesis"})


def created(marc: Marc) -> Date:
    """The day on which the record was entered."""
    text = marc.control("008")[:6]
    if not (text.isascii() and text.isdigit()):
        return Date("")
    if _NO_YEARS[0] <= int(text[:2]) < _NO_YEARS[1]:
        return Date("")
    century = "19" if int(text[:2]) >= _NO_YEARS[1] else "20"
    found = dated(f"{century}{text[:2]}", text[2:4], text[4:6])
    return found if len(found) == 10 else Date("")


def modified(marc: Marc) -> Date:
    """When the record was changed last."""
    match = _MOMENT.match(marc.control("005"))
    if not match:
        return Date("")
    day = f"{match[1]}-{match[2]}-{match[3]}"
    return dates.parse(f"{day}T{match[4]}:{match[5]}:{match[6] or '00'}" if match[4] else day)


def languages(marc: Marc) -> tuple[str, ...]:
    """The languages of the publication, that of field 008 first; codes that we do not know stay."""
    codes = [marc.control("008")[35:38]]
    for found in marc.tagged("041"):
        codes += _stated(found)
    known = [tables.language(code) for code in codes if _CODE.match(code)]
    return tuple(dict.fromkeys(code for code in known if code and code not in _NO_LANGUAGE))


def _stated(found: Field) -> Iterator[str]:
    """The codes of ``$a`` and ``$d``, which may hold several without blanks between."""
    left = []
    for code, value in found.subfields:
        bare = value.strip().lower()
        parts = [bare[place : place + 3] for place in range(0, len(bare), 3)]
        if code in {"a", "d"} and all(tables.language(part) not in _UNTOLD for part in parts):
            yield from parts
        else:
            left.append((code, value))
    found.subfields = left
    if not any(code in {"a", "d"} for code, _ in left):
        found.take("2")


def classified(draft: Telling) -> None:
    """Sets the class of the expression and those of the work."""
    kind, level, coded = draft.kind, draft.level, draft.coded
    known = (tables.source_type("marc", word) for word in _words(kind, level, coded) if word)
    found = next((one for one in known if one is not None), None)
    draft.type = found.type if found else "Expression"
    draft.work_types += found.work_types if found else ()
    if draft.type in _GENERAL and kind in _WRITTEN:
        _narrowed(draft, level, coded)
    if kind in _WRITTEN and coded[34:35] in set("abcd"):
        draft.work_types += _work_types("am/34")
    if draft.type in {"BookChapter", "JournalArticle"}:
        _as_part(draft)
    if not kind and draft.type == "Expression":
        _narrowed(draft, level, coded)


def _words(kind: str, level: str, coded: str) -> Iterator[str]:
    """The coded values to look up, the narrowest first."""
    if level in {"s", "i", "b"} and kind == "a":
        yield f"{kind}{level}/{coded[21:22]}" if level != "b" else ""
    if kind == "g":
        yield f"g/{coded[33:34]}"
    if kind == "m":
        yield f"m/{coded[26:27]}"
    yield f"{kind}{level}"
    yield kind


def _narrowed(draft: Telling, level: str, coded: str) -> None:
    """A book that is a thesis, the proceedings of a conference, a dictionary, ..."""
    found = [known for word in draft.words if (known := tables.source_type("marc", word)) is not None]
    told = [word for word in draft.words if word in _THESES]
    contents = [f"am/{code}" for code in coded[24:28] if code.isalpha()] if level == "m" else []
    meeting = ["am/1"] if level == "m" and coded[29:30] == "1" else []
    coded_types = [known for one in (*contents, *meeting) if (known := tables.source_type("marc", one))]
    types = [*told, *(one.type for one in (*found, *coded_types) if one.type not in _GENERAL)]
    theses = [one for one in types if one in _THESES]
    narrow = next((one for one in theses if one != "Thesis"), next(iter(theses or types), ""))
    if narrow and (level in {"m", "", " "} or narrow == "Newspaper"):
        draft.type = narrow
    for one in (*found, *coded_types):
        draft.work_types += one.work_types


def _work_types(word: str) -> tuple[str, ...]:
    known = tables.source_type("marc", word)
    return known.work_types if known else ()


def _as_part(draft: Telling) -> None:
    """An article by what it stands in."""
    if draft.hosted == "Journal":
        draft.type = "JournalArticle"
    elif draft.hosted == "Book":
        draft.type = "BookChapter"
    elif draft.type == "JournalArticle" and not draft.numbers:
        draft.type = "Article"
