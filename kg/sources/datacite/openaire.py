"""Literature as OpenAIRE asks for it: resources of DataCite with what else repositories know.

See: https://openaire-guidelines-for-literature-repository-managers.readthedocs.io/en/v4.0.0/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from kg import ids, tables
from kg.text import local, plain

__all__ = ["is_openaire", "literature"]

_NAMESPACE = "/schema/oaire"
_URN = re.compile(r"urn:nbn:[^\s&?#]+", re.IGNORECASE)
_CITATION = {
    "citationTitle": "title",
    "citationVolume": "volume",
    "citationIssue": "issue",
    "citationStartPage": "firstPage",
    "citationEndPage": "lastPage",
}
_SERIALS = frozenset({"ISSN", "EISSN", "LISSN"})
_OWN = frozenset({"description", "file", "format", "language", "licenseCondition", "publisher", "rights"})
_SCHEMES = {"doi": "DOI", "pmid": "PMID", "pmcid": "PMCID", "arxiv": "arXiv"}


def is_openaire(root: Element) -> bool:
    """Whether the element is one of OpenAIRE."""
    return _NAMESPACE in root.tag


def literature(root: Element, found: dict[str, Any]) -> dict[str, Any]:
    """The attributes of a resource, with those of OpenAIRE under the names that mean the same.

    Args:
        root: the resource.
        found: its attributes, as of any resource of DataCite.
    """
    told = {name: value for name, value in found.items() if name not in {*_OWN, *_CITATION}}
    _typed(root, told)
    _worded(root, told)
    _allowed(root, told)
    _contained(root, told)
    _numbered(told)
    files = list(_files(root, told))
    if files:
        told["files"] = files
    return told


def _named(root: Element, name: str) -> list[Element]:
    return [child for child in root if local(child) == name and (plain(child) or child.attrib)]


def _texts(root: Element, name: str) -> list[str]:
    return [text for child in root if local(child) == name and (text := plain(child))]


def _typed(root: Element, told: dict[str, Any]) -> None:
    for one in _named(root, "resourceType"):
        told.setdefault("types", {})["resourceTypeUri"] = one.get("uri", "")


def _worded(root: Element, told: dict[str, Any]) -> None:
    """Descriptions, languages, publishers and formats, of which DataCite has one each or none."""
    descriptions = [
        {"description": plain(one), "descriptionType": "Abstract", "lang": _language(one)}
        for one in _named(root, "description")
    ]
    told["descriptions"] = [*told.get("descriptions", []), *descriptions]
    for name in ("language", "publisher"):
        for number, text in enumerate(_texts(root, name)):
            if number:
                told.setdefault(f"{name}s", []).append(text)
            else:
                told[name] = text
    told["formats"] = [*told.get("formats", []), *_texts(root, "format")]


def _language(element: Element) -> str:
    return next((value for name, value in element.attrib.items() if name.rpartition("}")[2] == "lang"), "")


def _allowed(root: Element, told: dict[str, Any]) -> None:
    """Access rights and licences."""
    rights = [{"rights": plain(one), "rightsUri": one.get("rightsURI", "")} for one in _named(root, "rights")]
    licences = [
        {"rights": plain(one), "rightsUri": one.get("uri", ""), "startDate": one.get("startDate", "")}
        for one in _named(root, "licenseCondition")
    ]
    told["rightsList"] = [*told.get("rightsList", []), *rights, *licences]


def _contained(root: Element, told: dict[str, Any]) -> None:
    """The journal or book by its citation, with the ISSNs of what the resource is part of."""
    container: dict[str, Any] = {name: text for key, name in _CITATION.items() for text in _texts(root, key)}
    related: list[dict[str, Any]] = []
    numbers: list[dict[str, Any]] = []
    for one in told.get("relatedIdentifiers", []):
        is_whole = one.get("relationType") == "IsPartOf" and one.get("relatedIdentifierType") in _SERIALS
        is_number = ids.normalise("issn", str(one.get("relatedIdentifier", ""))) is not None
        (numbers if is_whole and is_number else related).append(one)
    if numbers:
        container["type"] = "Journal"
        container["identifiers"] = [
            {"identifier": one["relatedIdentifier"], "identifierType": one["relatedIdentifierType"]}
            for one in numbers
        ]
    told["relatedIdentifiers"] = related
    told["container"] = container


def _numbered(told: dict[str, Any]) -> None:
    """Identifiers by what they are, where that is not what they are called; addresses are links."""
    addresses = []
    for one in told.get("identifiers", []):
        kind, written = str(one.get("identifierType", "")), str(one.get("identifier", ""))
        urn = _URN.search(written)
        known = ids.recognise(written)
        if kind == "URN" and urn:
            one["identifier"] = urn[0]
        elif kind in {"PMID", "URL"} and known and known[0] in _SCHEMES and not written.isdecimal():
            one["identifierType"] = _SCHEMES[known[0]]
        if ids.url(written):
            addresses.append(written)
    told["identifiers"] = [
        one
        for one in told.get("identifiers", [])
        if one.get("identifierType") != "URL" or one.get("identifier") not in addresses
    ]
    told["url"] = addresses


def _files(root: Element, told: dict[str, Any]) -> Iterator[dict[str, str]]:
    """The files, with the version that they are of."""
    version = next(iter(_named(root, "version")), None)
    word = ""
    if version is not None:
        address = version.get("uri", "")
        word = tables.version(address) or tables.version(plain(version))
        if tables.version(address) != word:
            told["version/uri"] = address
    found = _named(root, "file")
    if word and found:
        told["version/written"] = told.pop("version", "")
    for one in found:
        yield {
            "url": plain(one),
            "media": one.get("mimeType", ""),
            "label": one.get("objectType", ""),
            "version": word,
            "accessRights": one.get("accessRightsURI", ""),
        }
