"""Titles, abstracts, keywords and dates."""

from __future__ import annotations

import re
from collections.abc import Collection
from xml.etree.ElementTree import Element

from kg import dates, tables
from kg.dates import Date
from kg.record import Section, Text, Topic
from kg.sources.drafting import Draft
from kg.text import leaves, plain

__all__ = ["date", "lang_of", "strays", "titled", "told"]

_GENERAL = re.compile(
    r"(?:abstract|summary|author summary|résumé|resumen|zusammenfassung)\W*\Z", re.IGNORECASE
)
_OWN = frozenset({"author", "author-keywords", "author-generated", "keywords"})
"""What publishers call the keywords of the authors."""
_TEXTS = frozenset({"p", "list", "def-list", "disp-quote", "disp-formula", "verse-group"})


def strays(element: Element, path: str, draft: Draft, known: Collection[str]) -> None:
    """Keeps the texts of the children that have none of the known names."""
    for child in element:
        if child.tag not in known:
            for field, text in leaves(child, f"{path}/{child.tag}"):
                draft.retain(field, text)


def lang_of(element: Element, draft: Draft) -> str:
    """The tag of the language that an element says it is in, or ``""``; a word that is none is kept."""
    return draft.tag(element.get("xml:lang", ""), f"{element.tag}/@xml:lang")


def titled(element: Element, draft: Draft) -> str:
    """A title without the marks of its footnotes, tidied; as published it stays a change."""
    marks = [(parent, child) for parent in element.iter() for child in parent if child.tag in {"xref", "fn"}]
    for parent, child in marks:
        _without(parent, child)
    return draft.titled(element, element.tag)


def _without(parent: Element, child: Element) -> None:
    """Takes a child out and leaves the text behind it."""
    place = list(parent).index(child)
    if child.tail:
        if place:
            before = parent[place - 1]
            before.tail = (before.tail or "") + child.tail
        else:
            parent.text = (parent.text or "") + child.tail
    parent.remove(child)


_DATED = frozenset({"year", "month", "day", "season", "string-date"})


def date(element: Element, draft: Draft) -> tuple[Date, str]:
    """A date, and as it is written where it is a season, a span of months or no date in part or at all."""
    strays(element, element.tag, draft, _DATED)
    parts = {child.tag: plain(child) for child in element}
    get = parts.get
    found = dates.date(get("year", ""), get("month", ""), get("day", ""))
    used = found and found.count("-") >= sum(bool(get(name)) for name in ("month", "day"))
    words = get("season") or get("string-date")
    if not (words or used):
        words = " ".join(text for name, text in parts.items() if name != "year" or not found)
    return found, " ".join(filter(None, (get("year"), words))) if words else ""


def told(meta: Element, draft: Draft, lang: str) -> None:
    """The abstracts and keywords of an article whose language has that tag."""
    for element in meta:
        if element.tag == "abstract":
            _abstract(element, draft, lang_of(element, draft) or lang)
        elif element.tag == "trans-abstract":
            _abstract(element, draft, lang_of(element, draft))
        elif element.tag == "kwd-group":
            _keywords(element, draft, lang_of(element, draft) or lang)


def _abstract(element: Element, draft: Draft, lang: str) -> None:
    """An abstract; its own heading tells its kind where it is more than "Abstract"."""
    sections = _sections(element, "")
    heading = plain(title) if (title := element.find("title")) is not None else ""
    kind = element.get("abstract-type", "") or ("" if _GENERAL.match(heading) else heading)
    draft.abstract(*sections, lang=lang, kind=kind)


def _sections(element: Element, label: str) -> list[Section]:
    """The paragraphs before the first section as one, then each section with those in it."""
    texts: list[str] = []
    found: list[Section] = []
    for child in element:
        if child.tag == "sec":
            title = child.find("title")
            own = plain(title) if title is not None else ""
            found += _sections(child, " – ".join(filter(None, (label, own.rstrip(":.")))))
        elif child.tag in _TEXTS or child.tag not in {"title", "label"}:
            texts.append(plain(child))
    text = " ".join(filter(None, texts))
    kind = tables.section_kind(label.rpartition(" – ")[2]) if label else ""
    return [Section(text=text, label=label, kind=kind), *found] if text else found


def _keywords(group: Element, draft: Draft, lang: str) -> None:
    """Keywords, free or of a vocabulary that the group names; abbreviations are no keywords."""
    kind, scheme = group.get("kwd-group-type", ""), group.get("vocab", "")
    draft.retain("kwd-group/@kwd-group-type", kind if kind not in _OWN and "abbr" not in kind else "")
    for element in group:
        text = plain(element)
        if element.tag in {"title", "label"} or not text:
            continue
        if "abbr" in kind:
            draft.retain(f"kwd-group/{kind}", text)
        elif scheme:
            draft.topics.append(Topic(label=text, scheme=scheme, lang=lang))
        else:
            draft.keywords.append(Text(text=text, lang=lang))
