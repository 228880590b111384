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
    {'id': ['x', 'y'], 'types': {'resourceTypeGeneral': 'Software'}, 'doi': '10.1000/1'}
    """
    found: dict[str, Any] = json.loads(data, object_pairs_hook=_object)
    types = {name: found.pop(name) for name in _TYPES if name in found and "types" not in found}
    if "dates" not in found:
        days = [
            {"date": day, "dateType": kind} for name, kind in _DATES.items() for day in _taken(found, name)
        ]
        found |= {"dates": days} if days else {}
    if "titles" not in found and (titles := _taken(found, "title")):
        found["titles"] = [{"title": one} for one in titles]
    for name, several in _SEVERAL.items():
        if name in found and several not in found:
            found[several] = found.pop(name)
    found |= {"types": types} if types else {}
    return _identified(found)


def _taken(found: dict[str, Any], name: str) -> list[str]:
    """The texts of a name, which goes; none where something else is said."""
    said = found.get(name, [])
    texts = said if isinstance(said, list) else [said]
    if not texts or not all(isinstance(one, str) for one in texts):
        return []
    del found[name]
    return texts


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    said: dict[str, list[Any]] = {}
    for name, value in pairs:
        said.setdefault(_HYPHEN.sub(lambda match: match[1].upper(), name), []).append(value)
    return {name: values[0] if len(values) == 1 else _together(values) for name, values in said.items()}


def _together(values: Iterable[Any]) -> Any:
    """All that a name says, in a flat list and each once; what it says but once as it is."""
    flat = [one for value in values for one in (value if isinstance(value, list) else [value])]
    once = list({json.dumps(one): one for one in flat}.values())
    return once[0] if len(once) == 1 else once


def _identified(found: dict[str, Any]) -> dict[str, Any]:
    """The id as the DOI, where there is no other, and not again where it is the same."""
    _chosen(found)
    written = found.get("id")
    several = written if isinstance(written, list) else [written]
    dois = [one for one in several if isinstance(one, str) and ids.doi(one)]
    if dois and "doi" not in found:
        found["doi"] = dois[0]
    if dois and len(dois) == len(several) and {*map(_named, dois)} == {_named(str(found["doi"]))}:
        del found["id"]
    return found


def _chosen(found: dict[str, Any]) -> None:
    """The first of several DOIs is the resource's own; the others are further identifiers."""
    told = _taken(found, "doi")
    if told:
        own = found["doi"] = next((one for one in told if ids.doi(one)), told[0])
        beside = [one for one in told if _named(one) != _named(own)]
        if beside:
            known = found.get("identifiers", [])
            found["identifiers"] = [
                *(known if isinstance(known, list) else [known]),
                *({"identifier": one, "identifierType": "DOI"} for one in beside),
            ]


def _named(written: str) -> str:
    return ids.comparable("doi", ids.doi(written) or written)
