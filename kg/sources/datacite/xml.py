"""The XML of DataCite -> the names of its JSON, so that one mapping reads both."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from kg.text import local, plain

__all__ = ["attributes"]

_LISTS = {
    "creators": "creators",
    "contributors": "contributors",
    "titles": "titles",
    "subjects": "subjects",
    "dates": "dates",
    "alternateIdentifiers": "identifiers",
    "relatedIdentifiers": "relatedIdentifiers",
    "relatedItems": "relatedItems",
    "sizes": "sizes",
    "formats": "formats",
    "rightsList": "rightsList",
    "descriptions": "descriptions",
    "geoLocations": "geoLocations",
    "fundingReferences": "fundingReferences",
}
_NAMES = {
    "creatorName": "name",
    "contributorName": "name",
    "alternateIdentifier": "identifier",
    "alternateIdentifierType": "identifierType",
    "relatedItemIdentifier": "relatedItemIdentifier",
    "title": "title",
}
_MANY = frozenset(
    {"affiliation", "nameIdentifier", "title", "creator", "contributor", "polygonPoint", "geoLocationPolygon"}
)
_PLURAL = {
    "nameIdentifier": "nameIdentifiers",
    "title": "titles",
    "creator": "creators",
    "contributor": "contributors",
}
_TEXTS = frozenset({"size", "format"})
_LEAVES = frozenset({"title", "description", "subject", "rights", "affiliation", "nameIdentifier"})
"""What holds text, and perhaps markup of it."""


def attributes(root: Element) -> dict[str, Any]:
    """The attributes of a resource as the API has them.

    >>> from xml.etree.ElementTree import fromstring
    >>> attributes(fromstring("<resource><titles><title titleType='Subtitle'>A</title></titles></resource>"))
    {'titles': [{'titleType': 'Subtitle', 'title': 'A'}]}
    """
    found: dict[str, Any] = {}
    for child in root:
        name = local(child)
        if name in _LISTS:
            found.setdefault(_LISTS[name], []).extend(_item(one) for one in child)
        elif name == "identifier" and child.get("identifierType", "DOI").upper() == "DOI":
            found["doi"] = plain(child)
        elif name == "identifier":
            found.setdefault("identifiers", []).append(_item(child))
        elif name == "resourceType":
            found["types"] = {
                "resourceTypeGeneral": child.get("resourceTypeGeneral", ""),
                "resourceType": plain(child),
            }
        elif name == "publisher":
            found["publisher"] = {**_marked(child), "name": plain(child)} if child.attrib else plain(child)
        elif len(child):
            found.setdefault(name, []).append(_item(child))
        else:
            found[name] = plain(child)
    return found


def _item(element: Element) -> Any:
    """One of a list: its attributes, its text under its own name, and its elements."""
    name = local(element)
    if name in _TEXTS and not element.attrib:
        return plain(element)
    found: dict[str, Any] = _marked(element)
    if not _holds(element):
        found[_NAMES.get(name, name)] = _text(element)
        return found
    for child in element:
        inner = local(child)
        if inner in {"titles", "creators", "contributors"}:
            found[inner] = [_item(one) for one in child]
        elif inner in _MANY:
            found.setdefault(_PLURAL.get(inner, inner), []).append(_item(child))
        elif _holds(child) and inner in found:
            before = found[inner]
            found[inner] = [*(before if isinstance(before, list) else [before]), _item(child)]
        elif _holds(child):
            found[inner] = _item(child)
        else:
            found[_NAMES.get(inner, inner)] = _text(child)
            found |= _marked(child)
    return found


def _holds(element: Element) -> bool:
    return local(element) not in _LEAVES and len(element) > 0


def _text(element: Element) -> str:
    for child in element:
        if local(child) == "br":
            child.tail = f" {child.tail or ''}"
    return plain(element)


def _marked(element: Element) -> dict[str, str]:
    """The attributes, with the spelling of the JSON; those of other vocabularies without prefix."""
    return {
        _NAMES.get(name, name).replace("URI", "Uri"): value
        for key, value in element.attrib.items()
        if (name := key.rpartition("}")[2]) and name != "schemaLocation" and value.strip()
    }
