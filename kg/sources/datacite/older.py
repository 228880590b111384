"""The JSON that programs around DataCite wrote before its API did: hyphens in names, and one of each.

Names are ``publication-year`` and ``resource-type-general``; types, title and creator may stand outright,
where the API has an object or a list of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from kg import ids

__all__ = ["NAMES", "attributes"]

NAMES = frozenset(
    {"date-published", "publication-year", "resource-type", "resource-type-general", "schema-version"}
)
"""Names that only this form has: three of them are a resource in it."""

_HYPHEN = re.compile("-([a-z])")
_SEVERAL = {"creator": "creators", "contributor": "contributors"}
_DATES = {"datePublished": "Issued", "dateCreated": "Created", "dateModified": "Updated"}
_TYPES = ("resourceTypeGeneral", "resourceType")


def attributes(data: bytes) -> dict[str, Any]:
    """The members of a resource under the names that the API has; what a name says twice is a list.

    >>> attributes(b'{"id": "https://doi.org/10.1000/1", "publication-year": "2016", "title": "A"}')
    {'publicationYear': '2016', 'titles': [{'title': 'A'}], 'doi': 'https://doi.org/10.1000/1'}
    >>> attributes(b'{"doi": "10.1000/1", "id": "x", "id": "y", "resource-type-general": "Software"}')
    {'doi': '10.1000/1', 'id': ['x', 'y'], 'types': {'resourceTypeGeneral': 'Software'}}
    """
    found: dict[str, Any] = json.loads(data, object_pairs_hook=_object)
    types = {name: found.pop(name) for name in _TYPES if name in found and "types" not in found}
    days = [
        {"date": found.pop(name), "dateType": kind}
        for name, kind in _DATES.items()
        if isinstance(found.get(name), str) and "dates" not in found
    ]
    if isinstance(found.get("title"), str) and "titles" not in found:
        found["titles"] = [{"title": found.pop("title")}]
    for name, several in _SEVERAL.items():
        if name in found and several not in found:
            found[several] = found.pop(name)
    found |= {name: value for name, value in (("types", types), ("dates", days)) if value}
    return _identified(found)


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        new = _HYPHEN.sub(lambda match: match[1].upper(), name)
        found[new] = [found[new], value] if new in found and found[new] != value else value
    return found


def _identified(found: dict[str, Any]) -> dict[str, Any]:
    """The id as the DOI, where there is no other, and not again where it is the same."""
    written = found.get("id")
    several = written if isinstance(written, list) else [written]
    dois = [one for one in several if isinstance(one, str) and ids.doi(one)]
    if dois and "doi" not in found:
        found["doi"] = dois[0]
    if dois and len(dois) == len(several) and {*map(_named, dois)} == {_named(str(found["doi"]))}:
        del found["id"]
    return found


def _named(written: str) -> str:
    return ids.comparable("doi", ids.doi(written) or written)
