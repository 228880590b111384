"""EndNote XML -> the fields of RIS."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from kg.sources.cutting import Layout
from kg.sources.tagged import Told
from kg.text import leaves, plain

__all__ = ["LAYOUT", "told"]

LAYOUT = Layout(sets={b"xml": (b"record",), b"records": (b"record",)})
"""Where the records stand."""

_TAGS = {
    "ref-type": "TY",
    "contributors/authors/author": "AU",
    "contributors/secondary-authors/author": "A2",
    "contributors/tertiary-authors/author": "A3",
    "contributors/subsidiary-authors/author": "A4",
    "contributors/translated-authors/author": "TA",
    "titles/title": "TI",
    "titles/secondary-title": "T2",
    "titles/tertiary-title": "T3",
    "titles/alt-title": "J2",
    "titles/short-title": "ST",
    "titles/translated-title": "TT",
    "periodical/full-title": "JF",
    "periodical/abbr-1": "JA",
    "periodical/abbr-2": "JA",
    "periodical/abbr-3": "JA",
    "alt-periodical/full-title": "J2",
    "alt-periodical/abbr-1": "J2",
    "alt-periodical/abbr-2": "J2",
    "auth-address": "AD",
    "pages": "SP",
    "volume": "VL",
    "number": "IS",
    "issue": "IS",
    "edition": "ET",
    "keywords/keyword": "KW",
    "dates/year": "PY",
    "dates/pub-dates/date": "DA",
    "pub-location": "CY",
    "publisher": "PB",
    "isbn": "SN",
    "accession-num": "AN",
    "electronic-resource-num": "DO",
    "abstract": "AB",
    "notes": "N1",
    "work-type": "M3",
    "remote-database-name": "DB",
    "remote-database-provider": "DP",
    "language": "LA",
    "urls/related-urls/url": "UR",
    "urls/web-urls/url": "UR",
    "urls/pdf-urls/url": "L1",
    "urls/text-urls/url": "L2",
    "urls/image-urls/url": "L4",
    "custom1": "C1",
    "custom2": "C2",
    "custom3": "C3",
    "custom5": "C5",
    "custom6": "C6",
    "custom7": "C7",
    "misc1": "M1",
}
"""The field of RIS that means the same, by the path of the element; what is not here is kept."""

_OF_LINES = frozenset({"AB", "AD", "DO", "KW", "N1"})
_SCRIPTS = (("superscript", "sup"), ("subscript", "sub"))


def told(root: Element) -> Told:
    """The fields of a ``record`` by the tags of RIS."""
    found = Told()
    for element in root:
        _tell(element, element.tag, found)
    return found


def _tell(element: Element, path: str, found: Told) -> None:
    tag = _TAGS.get(path)
    inside = [child for child in element if child.tag != "style"]
    if tag == "TY":
        name, number = element.get("name", ""), plain(element)
        found.add(tag, name or number, path)
        _add(found, f"{path}/number", number * bool(name), f"{path}/number")
    elif tag and not inside:
        _add(found, tag, _text(element, tag), path)
    elif inside and not tag:
        for child in inside:
            _tell(child, f"{path}/{child.tag}", found)
    else:
        for name, text in leaves(element, path):
            _add(found, name, text, name)
    for name, value in element.items():
        if not (tag == "TY" and name == "name"):
            _add(found, f"{path}/@{name}", value, f"{path}/@{name}")


def _add(found: Told, tag: str, text: str, name: str) -> None:
    if text.strip():
        found.add(tag, text, name)


def _text(element: Element, tag: str) -> str:
    """The text of an element; its styles say only what is raised and lowered."""
    if tag in _OF_LINES:
        return "".join(element.itertext()).replace("\r\n", "\n").replace("\r", "\n").strip()
    for style in element.iter("style"):
        face = style.get("face", "")
        style.tag = next((name for word, name in _SCRIPTS if word in face), style.tag)
    return plain(element)
