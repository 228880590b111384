"""A record of VuFind's REST API, told in the fields of the Solr index.

Names with a dot are beside the field before the dot, value by value: they are not in the index.

See: https://vufind.org/wiki/development:apis:rest
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kg.sources.vufind.solr import texts

__all__ = ["fields", "is_rest"]

_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "buildings": "building",
        "callNumbers": "callnumber-raw",
        "cleanDoi": "doi",
        "containerEndPage": "container_end_page",
        "containerIssue": "container_issue",
        "containerReference": "container_reference",
        "containerStartPage": "container_start_page",
        "containerTitle": "container_title",
        "containerVolume": "container_volume",
        "formats": "format",
        "fullRecord": "fullrecord",
        "hierarchyParentId": "hierarchy_parent_id",
        "hierarchyParentTitle": "hierarchy_parent_title",
        "hierarchyTopId": "hierarchy_top_id",
        "hierarchyTopTitle": "hierarchy_top_title",
        "isbns": "isbn",
        "issns": "issn",
        "languages": "language",
        "newerTitles": "title_new",
        "oclc": "oclc_num",
        "physicalDescriptions": "physical",
        "placesOfPublication": "place",
        "previousTitles": "title_old",
        "publicationDates": "publishDate",
        "publishers": "publisher",
        "shortTitle": "title_short",
        "subTitle": "title_sub",
        "summary": "description",
        "titleStatement": "title_statement",
        "toc": "contents",
        "generalNotes": "note",
        "institutions": "institution",
    }
)
_ONLY_REST = frozenset(_NAMES) | {
    "authors",
    "subjects",
    "subjectsExtended",
    "urls",
    "primaryAuthors",
    "secondaryAuthors",
    "corporateAuthors",
    "rawData",
    "recordPage",
}
_AUTHORS = {"primary": "author", "secondary": "author2", "corporate": "author_corporate"}
_AUTHOR_LISTS = {
    "primaryAuthors": "author",
    "secondaryAuthors": "author2",
    "corporateAuthors": "author_corporate",
}
# what other fields say already
_AGAIN = frozenset({"cleanIsbn", "cleanIssn", "cleanOclcNumber", "dedupIds", "subjectsExtended"})


def is_rest(document: Mapping[str, object]) -> bool:
    """Whether a document is one of the API: its names are not those of the index.

    >>> is_rest({"id": "1", "title": "T", "formats": []}), is_rest({"id": "1", "title": "T", "format": []})
    (True, False)
    """
    return not _ONLY_REST.isdisjoint(document)


def fields(document: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """The record's fields under the names of the index; what has no such name keeps its own."""
    found: dict[str, list[str]] = {}
    for name, value in document.items():
        if name == "authors" and isinstance(value, dict):
            _authors(value, found)
        elif name == "series":
            _listed(value, ("name", "number"), "series", found)
        elif name == "urls":
            _listed(value, ("url", "desc"), "url", found)
        elif name == "subjects":
            found["topic"] = _subjects(value)
        elif name not in _AUTHOR_LISTS and not (name in _AGAIN and _said(name, document)):
            found.setdefault(_NAMES.get(name, name), []).extend(texts(value))
    for name, own in _AUTHOR_LISTS.items():
        found.setdefault(own, list(texts(document.get(name))))
    return {name: tuple(values) for name, values in found.items() if values}


def _said(name: str, document: Mapping[str, object]) -> bool:
    other = {
        "cleanIsbn": "isbns",
        "cleanIssn": "issns",
        "cleanOclcNumber": "oclc",
        "subjectsExtended": "subjects",
    }
    return name in other and bool(document.get(other[name]))


def _authors(groups: Mapping[str, object], found: dict[str, list[str]]) -> None:
    """The authors by group; an empty group is a list, any other an object of names with their data."""
    for group, people in groups.items():
        field = _AUTHORS.get(group, f"author_{group}")
        entries = people.items() if isinstance(people, dict) else [(name, {}) for name in texts(people)]
        for name, data in entries:
            known = data if isinstance(data, dict) else {}
            roles = texts(known.get("role"))
            for beside in known:
                if beside != "role":
                    found.setdefault(f"{field}.{beside}", []).extend(texts(known[beside]))
            for role in roles or ("",):
                found.setdefault(field, []).append(name)
                found.setdefault(f"{field}_role", []).append(role)


def _listed(value: object, names: tuple[str, str], field: str, found: dict[str, list[str]]) -> None:
    """A list of objects as a field and the one beside it; texts stand for the first of the two."""
    first, second = names
    for part in value if isinstance(value, list) else [value]:
        pair = part if isinstance(part, dict) else {first: part}
        main, beside = texts(pair.get(first)), texts(pair.get(second))
        if main:
            found.setdefault(field, []).append(main[0])
            found.setdefault(f"{field}.{second}", []).append(beside[0] if beside else "")
        for name in pair:
            if name not in names:
                found.setdefault(f"{field}.{name}", []).extend(texts(pair[name]))


def _subjects(value: object) -> list[str]:
    """Headings in one text each, from the least specific part to the most."""
    parts = value if isinstance(value, list) else [value]
    return [" -- ".join(filter(None, texts(part))) for part in parts]
