"""Other publications, and the place in the one that this is a part of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.etree.ElementTree import Element

from kg import tables
from kg.record import Identifier, Relation, Series, Venue
from kg.sources.drafting import Draft
from kg.sources.mods.origin import dated, origin
from kg.sources.mods.taking import attribute, children, first, take, taken
from kg.text import citations, unpunctuated

__all__ = ["SCHEMES", "numbers", "part", "related", "title"]

SCHEMES = {
    "doi": "doi",
    "hdl": "handle",
    "handle": "handle",
    "isbn": "isbn",
    "issn": "issn",
    "eissn": "eissn",
    "e-issn": "eissn",
    "issn-l": "issnl",
    "issnl": "issnl",
    "lccn": "lccn",
    "oclc": "oclc",
    "pmid": "pmid",
    "pubmed": "pmid",
    "pmc": "pmcid",
    "pmcid": "pmcid",
    "arxiv": "arxiv",
    "urn": "urn",
    "ark": "ark",
    "pii": "pii",
    "wos": "wos",
    "isi": "wos",
    "scopus": "eid",
    "eid": "eid",
    "nlm": "nlm",
}
"""Types of identifiers, with the scheme of each."""

_CLASSES = {
    "periodical": "Journal",
    "serial": "Journal",
    "academic journal": "Journal",
    "journal": "Journal",
    "newspaper": "Newspaper",
    "magazine": "Magazine",
    "book": "Book",
    "conference publication": "ConferenceProceedings",
    "conference proceedings": "ConferenceProceedings",
    "proceedings": "ConferenceProceedings",
    "series": "BookSeries",
}
_SERIAL = frozenset({"continuing", "serial"})
_WHOLES = frozenset({"host", "series"})


def title(element: Element, bare: Callable[[str, str], str]) -> tuple[str, str]:
    """The title of a ``titleInfo`` with the numbers and names of its parts, and its subtitle."""
    article, name = take(first(element, "nonSort")), take(first(element, "title"))
    joint = "" if article[-1:] in {"'", "’", "-", ""} else " "
    made = f"{article}{joint}{bare(name, 'titleInfo/title')}"
    parts = [
        bare(" ".join(found), f"titleInfo/{one}") if (found := taken(element, one)) else ""
        for one in ("partNumber", "partName", "subTitle")
    ]
    told, subtitle = ", ".join(filter(None, parts[:2])), parts[2]
    return ". ".join(filter(None, [made, told])), subtitle


def numbers(element: Element, draft: Draft) -> tuple[Identifier, ...]:
    """The identifiers of a related item; what is none stays."""
    found = []
    for one in children(element, "identifier"):
        scheme = SCHEMES.get(attribute(one, "type").lower(), "")
        if not scheme or attribute(one, "invalid") == "yes":
            continue
        known = draft.linked(scheme, one.text or "", "relatedItem/identifier")
        if known is not None:
            take(one)
            found.append(known)
    return tuple(dict.fromkeys(found))


def _titles(draft: Draft, element: Element) -> tuple[str, tuple[str, ...]]:
    """The title of a related item and its abbreviations."""
    names: list[str] = []
    short: list[str] = []
    for info in children(element, "titleInfo"):
        made = " : ".join(filter(None, title(info, draft.tidied)))
        (short if attribute(info, "type") == "abbreviated" else names).append(made)
    for other in names[1:]:
        draft.retain("relatedItem/titleInfo", other)
    return next(iter(names), ""), tuple(filter(None, short))


def related(draft: Draft, element: Element) -> str:
    """A ``relatedItem``; gives back the class of the venue if it is one."""
    kind = attribute(element, "type")
    if kind == "host" and draft.venue is None:
        return _host(draft, element)
    name, short = _titles(draft, element)
    for one in short:
        draft.retain("relatedItem/titleInfo[abbreviated]", one)
    if kind == "series" and name:
        _series(draft, element, name)
        return ""
    identifiers = numbers(element, draft)
    people = [" ".join(taken(one, "namePart")) for one in children(element, "name")]
    note = attribute(element, "displayLabel") or attribute(element, "otherType")
    address = attribute(element, "href")
    citation = ". ".join(filter(None, [*(one.rstrip(" .,") for one in people), name, address]))
    if not tables.relation(kind):
        draft.retain("relatedItem/@type", kind)
    if citation or identifiers:
        draft.relations.append(
            Relation(
                kind=tables.relation(kind) or "citesAsRelated",
                identifiers=identifiers,
                citation=citation,
                note=note,
            )
        )
    return ""


def _series(draft: Draft, element: Element, name: str) -> None:
    number = ""
    for one in children(element, "part"):
        for detail in children(one, "detail"):
            number = number or " ".join(taken(detail, "number"))
    before, mark, after = name.rpartition(" ; ")
    if mark and not number:
        name, number = before, after
    title = unpunctuated(name)
    if title != name:
        draft.changed("relatedItem/titleInfo", name, "isbd")
    draft.series.append(Series(title=title, number=number))


def _host(draft: Draft, element: Element) -> str:
    """What the publication stands in; the publisher and date of it are those of the part."""
    name, short = _titles(draft, element)
    identifiers = numbers(element, draft)
    words = [word.lower() for word in taken(element, "genre")]
    issuance = ""
    for info in children(element, "originInfo"):
        before = draft.issued, draft.issued_written
        issuance = origin(draft, info) or issuance
        if before[0]:
            draft.issued, draft.issued_written = before
    for place in children(element, "part"):
        part(draft, place)
    kind = _class(words, issuance, identifiers)
    for word in words:
        draft.retain("relatedItem[host]/genre", word)
    if name or identifiers:
        draft.venue = Venue(type=kind, title=name, abbreviations=short, identifiers=identifiers)
        return kind
    for one in short:
        draft.retain("relatedItem/titleInfo[abbreviated]", one)
    return ""


def _class(words: Iterable[str], issuance: str, identifiers: Iterable[Identifier]) -> str:
    known = next(filter(None, map(_CLASSES.get, words)), "")
    schemes = {one.scheme for one in identifiers}
    if known:
        return known
    if issuance in _SERIAL or schemes & {"issn", "eissn", "issnl"}:
        return "Journal"
    return "Book" if "isbn" in schemes or issuance == "monographic" else "Expression"


def part(draft: Draft, element: Element) -> None:
    """A ``part``: volume, issue, pages and date; what is no number of these stays."""
    for detail in children(element, "detail"):
        kind = attribute(detail, "type").lower()
        number = first(detail, "number")
        if kind == "volume" and not draft.volume:
            draft.volume = take(number)
        elif kind in {"issue", "number"} and not draft.issue:
            draft.issue = take(number)
        elif kind == "article" and not draft.article_number:
            draft.article_number = take(number)
    for extent in children(element, "extent"):
        _pages(draft, extent)
    for one in children(element, "date"):
        text = take(one)
        found = dated(text)
        if found and (not draft.issued or found.startswith(draft.issued)):
            draft.issued = found
        if text != draft.issued:
            draft.retain("part/date", text)


def _pages(draft: Draft, extent: Element) -> None:
    unit = attribute(extent, "unit").lower()
    if unit and not unit.startswith("page"):
        if len(extent):
            extent.set("type", unit)  # by which the texts are kept
        return
    start, end = take(first(extent, "start")), take(first(extent, "end"))
    total, listed = take(first(extent, "total")), take(first(extent, "list"))
    if total:
        draft.extent.append(f"{total} pages")
    if draft.pages or not (start or end or listed):
        for text in filter(None, (start, end, listed)):
            draft.retain("part/extent", text)
        return
    draft.pages = listed or "-".join(filter(None, (start, end)))
    first_page, last_page = citations.pages(listed) if listed else (start, end)
    draft.first_page, draft.last_page = start or first_page, end or last_page
