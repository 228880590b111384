"""Source records of one publication -> one Record: the newest version wins, field by field.

The rules stand in :data:`RULES`. Versions of the same source record replace each other, so that
what a newer version no longer says is gone only if it says something else in its place. Records of
different sources complete each other, and what is a set is united.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import msgspec

from kg import ids
from kg.record import Identifier, Provenance, Record, Venue

__all__ = ["RULES", "merge", "newest_first"]

Rule = Callable[[Sequence[Any]], Any]
"""The values of one field, newest first -> the value of the merged record."""

_GENERIC = ("Article", "Expression")
_encode = msgspec.json.Encoder().encode


def first(values: Sequence[Any]) -> Any:
    """The newest value that says anything."""
    return next((value for value in values if value), values[0])


def united(values: Sequence[tuple[Hashable, ...]]) -> tuple[Hashable, ...]:
    """Every value once, those of the newest record first."""
    return tuple(dict.fromkeys(one for value in values for one in value))


def identified(values: Sequence[tuple[Identifier, ...]]) -> tuple[Identifier, ...]:
    """Every identifier once, however its case is written."""
    found: dict[tuple[str, str], Identifier] = {}
    for one in (one for value in values for one in value):
        found.setdefault((one.scheme, ids.comparable(one.scheme, one.value)), one)
    return tuple(found.values())


def specific(values: Sequence[str]) -> str:
    """The newest class that is more than an article or an expression."""
    known = [value for value in values if value not in _GENERIC]
    return known[0] if known else min(values, key=_GENERIC.index)


def completed(values: Sequence[Venue | None]) -> Venue | None:
    """The newest venue, completed by what older ones know of it."""
    venues = [value for value in values if value is not None]
    if len(venues) < 2:
        return venues[0] if venues else None
    return Venue(
        type=venues[0].type,
        title=first([venue.title for venue in venues]),
        abbreviations=first([venue.abbreviations for venue in venues]),
        identifiers=identified([venue.identifiers for venue in venues]),
        country=first([venue.country for venue in venues]),
    )


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "type": specific,
        "venue": completed,
        "identifiers": identified,
        **dict.fromkeys(
            (
                "work_types",
                "publication_types",
                "translated_titles",
                "alternative_titles",
                "formats",
                "links",
                "topics",
                "keywords",
                "licences",
                "rights",
                "relations",
                "accessions",
                "statuses",
                "notes",
                "provenance",
                "extra",
                "changes",
            ),
            united,
        ),
    }
)
"""How records of different sources are merged; every other field takes the :func:`first` value."""

_VERSION_RULES: Mapping[str, Rule] = MappingProxyType(
    {"type": specific, "identifiers": identified, "provenance": united}
)


def newest_first(records: Iterable[Record]) -> list[Record]:
    """Source records, the newest first; what is equally new, the fullest first.

    The order does not depend on the order in which they come.
    """
    return sorted(records, key=_age, reverse=True)


def _age(record: Record) -> tuple[str, int, int, bytes]:
    origin = record.provenance[0] if record.provenance else Provenance(source="")
    written = _encode(record)
    version = int(origin.version) if origin.version.isdecimal() and len(origin.version) < 20 else 0
    return origin.modified[:10], version if origin.source == "pubmed" else 0, len(written), written


def merge(records: Iterable[Record]) -> Record:
    """One Record of all that describe the same publication.

    Args:
        records: at least one source record.

    Returns:
        The merged record; its ``provenance`` names all of them, newest first.

    >>> from kg.record import Text
    >>> old = Record(type="Article", titles=(Text(text="A"),), volume="1")
    >>> new = Record(type="Letter", titles=(Text(text="B"),))
    >>> merged = merge([new, old])
    >>> merged.type, merged.volume
    ('Letter', '1')
    """
    ordered = newest_first(records)
    if len(ordered) == 1:
        return ordered[0]
    versions: dict[object, list[Record]] = {}
    for place, record in enumerate(ordered):
        versions.setdefault(_same_source(record) or place, []).append(record)
    sources = [_folded(group, _VERSION_RULES) for group in versions.values()]
    return _folded(sources, RULES)


def _same_source(record: Record) -> tuple[str, str] | None:
    origin = record.provenance[0] if record.provenance else None
    return (origin.source, origin.id) if origin and origin.id else None


def _folded(records: Sequence[Record], rules: Mapping[str, Rule]) -> Record:
    if len(records) == 1:
        return records[0]
    return Record(
        **{
            name: rules.get(name, first)([getattr(record, name) for record in records])
            for name in Record.__struct_fields__
        }
    )
