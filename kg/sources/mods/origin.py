"""Origin and description: places, publishers, dates, edition, extent, languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element

from kg import dates, tables
from kg.dates import Date
from kg.record import Event
from kg.sources.drafting import Draft
from kg.sources.mods.taking import attribute, children, take, taken
from kg.text import citations, unpunctuated

__all__ = ["dated", "described", "languages", "origin"]

_STAGES = {
    "dateCreated": "created",
    "dateCaptured": "captured",
    "dateValid": "valid",
    "dateModified": "modified",
    "copyrightDate": "copyright",
    "dateOther": "other",
    "displayDate": "",
}
_BASIC = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})?\Z")
_BARE = re.compile(r"[\[(]?(?:c|©|cop\.?\s*)?([12][0-9]{3})[?\])]*\.?\Z")
_NO_LANGUAGE = frozenset({"und", "zxx", "mul", "mis"})


def dated(text: str) -> Date:
    """A date in any of the encodings of MODS, or the year of one in words.

    >>> dated("2011-12-29"), dated("20111229"), dated("c2011"), dated("15 May 2003"), dated("19uu")
    ('2011-12-29', '2011-12-29', '2011', '2003-05', '')
    """
    found = dates.parse(text)
    if found:
        return found
    basic = _BASIC.match(text)
    if basic:
        return dates.date(basic[1], basic[2], basic[3] or "")
    bare = _BARE.match(text)
    return dates.date(bare[1]) if bare else citations.free_date(text)


def origin(draft: Draft, element: Element) -> str:
    """An ``originInfo``: adds what it tells, and gives back the issuance."""
    event = attribute(element, "eventType").lower()
    draft.retain("originInfo/@eventType", event if event not in {"publication", "published"} else "")
    if event in {"", "publication", "published"}:
        draft.publishers += filter(
            None, (_bare(draft, one, "originInfo/publisher") for one in taken(element, "publisher"))
        )
        draft.places += filter(None, _places(draft, element))
    _issued(draft, children(element, "dateIssued"), published=event in {"", "publication", "published"})
    for name, stage in _STAGES.items():
        for one in children(element, name):
            _happened(draft, one, attribute(one, "type") or stage, name)
    for written in taken(element, "edition"):
        if draft.edition:
            draft.retain("originInfo/edition", written)
        else:
            draft.edition = _bare(draft, written, "originInfo/edition")
    issuance = " ".join(taken(element, "issuance"))
    draft.retain("originInfo/issuance", issuance)
    return issuance.lower()


def _bare(draft: Draft, written: str, name: str) -> str:
    made = unpunctuated(written)
    if made != written:
        draft.changed(name, written, "isbd")
    return made


def _places(draft: Draft, element: Element) -> Iterable[str]:
    """The places in words; codes stay."""
    for place in children(element, "place"):
        for term in children(place, "placeTerm"):
            if attribute(term, "type") != "code":
                yield _bare(draft, take(term), "originInfo/place")
        if place.text and place.text.strip():
            yield take(place)


def _issued(draft: Draft, found: list[Element], *, published: bool) -> None:
    """The date of publication: of several the one that is encoded; what is written more is kept."""
    if not published:
        return
    told = [(attribute(one, "encoding"), attribute(one, "point"), take(one)) for one in found]
    ordered = sorted(told, key=lambda one: (not one[0], one[1] == "end"))
    chosen = next((text for _, _, text in ordered if dated(text)), "")
    written = "; ".join(dict.fromkeys(text for encoding, _, text in told if text and not encoding))
    ends = [text for encoding, point, text in told if encoding and point == "end" and text]
    if draft.issued:
        for _, _, text in told:
            draft.retain("originInfo/dateIssued", text)
        return
    draft.issued = dated(chosen)
    told_of = {chosen, *ends, *(text for encoding, _, text in told if not encoding)}
    draft.retain("originInfo/dateIssued", *(text for _, _, text in told if text not in told_of))
    written = written or ("-".join([chosen, *ends]) if ends else chosen)
    draft.issued_written = "" if written == draft.issued else written


def _happened(draft: Draft, element: Element, stage: str, name: str) -> None:
    text = take(element)
    found = dated(text)
    event = Event(stage=stage or name, date=found)
    if found and event not in draft.history:
        draft.history.append(event)
    if text and text != found:
        draft.retain(f"originInfo/{name}", text)


def described(draft: Draft, element: Element) -> None:
    """A ``physicalDescription``: extents, forms and media types."""
    for one in children(element, "extent"):
        unit, total = attribute(one, "unit"), " ".join(taken(one, "total"))
        unit = "pages" if unit == "page" and total != "1" else unit
        text = " ".join(filter(None, [total or take(one), unit]))
        if text:
            draft.extent.append(_bare(draft, text, "physicalDescription/extent"))
    draft.formats += taken(element, "internetMediaType", "form")


def languages(draft: Draft, element: Element) -> None:
    """A ``language``: its codes and names; what we do not know stays."""
    terms = children(element, "languageTerm") or ([element] if element.text and element.text.strip() else [])
    for term in terms:
        written = (term.text or "").strip()
        code = tables.language(written)
        if code and code not in _NO_LANGUAGE:
            take(term)
            draft.languages.append(code)
