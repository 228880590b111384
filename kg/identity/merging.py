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
from kg.identity.universal import is_universal
from kg.record import Identifier, Provenance, Record, Venue

__all__ = ["RULES", "folded", "merge", "newest_first", "newness", "source_record"]

Rule = Callable[[Sequence[Any]], Any]
"""The values of one field, newest first -> the value of the merged record.

A rule is associative: what it makes of some neighbours may stand for them before the others.
"""

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


def newness(record: Record) -> tuple[str, int]:
    """The day of the last change and the version; greater is newer. The second where ids are universal."""
    origin = record.provenance[0] if record.provenance else Provenance(source="")
    version = int(origin.version) if origin.version.isdecimal() and len(origin.version) < 20 else 0
    modified = origin.modified if is_universal(origin) else origin.modified[:10]
    return modified, version if origin.source == "pubmed" else 0


def _age(record: Record) -> tuple[tuple[str, int], int, bytes]:
    written = _encode(record)
    return newness(record), len(written), written


def source_record(record: Record) -> tuple[str, str] | None:
    """The source and the id there, which all versions of a source record share; ``None`` without an id."""
    origin = record.provenance[0] if record.provenance else None
    return (origin.source, origin.id) if origin and origin.id else None


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
    versions: dict[object, list[Record]] = {}
    for place, record in enumerate(newest_first(records)):
        versions.setdefault(source_record(record) or place, []).append(record)
    return folded(versions.values())


def folded(sources: Iterable[Iterable[Record]]) -> Record:
    """One Record of the versions of each source record, in the order of :func:`merge`.

    They are read once; of ``n`` records no more than the logarithm of ``n`` is held.

    Args:
        sources: the versions of a source record, newest first; the source record with the newest first.
    """
    return _folded((_folded(versions, _VERSION_RULES) for versions in sources), RULES)


def _folded(records: Iterable[Record], rules: Mapping[str, Rule]) -> Record:
    """The records as one, halves before wholes, so that what is united is not copied for each of them."""
    runs: list[tuple[int, Record]] = []
    for record in records:
        count, run = 1, record
        while runs and runs[-1][0] == count:
            run = _united([runs.pop()[1], run], rules)
            count *= 2
        runs.append((count, run))
    return _united([run for _, run in runs], rules)


def _united(records: Sequence[Record], rules: Mapping[str, Rule]) -> Record:
    if len(records) == 1:
        return records[0]
    return Record(
        **{
            name: rules.get(name, first)([getattr(record, name) for record in records])
            for name in Record.__struct_fields__
        }
    )
