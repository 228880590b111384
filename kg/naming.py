"""What names a publication: the strongest identifier of its Record, else its own id, else its digest."""

from __future__ import annotations

import hashlib

import msgspec

from kg import ids
from kg.record import Identifier, Provenance, Record

__all__ = ["name", "path", "rank", "strongest"]

_RANK = {scheme: rank for rank, scheme in enumerate(ids.LINKING)}


def strongest(identifiers: tuple[Identifier, ...]) -> Identifier | None:
    """The identifier that names the publication, or ``None`` where none does."""
    best: Identifier | None = None
    least = len(_RANK)
    for found in identifiers:
        own = rank(found)
        if own < least:
            best, least = found, own
    return best


def rank(found: Identifier) -> int:
    """How weak a name an identifier is: 0 is the strongest."""
    return _RANK.get(found.scheme, len(_RANK))


def path(record: Record) -> tuple[str, ...]:
    """The path of the publication, in segments: of its key or strongest identifier, source id, or digest."""
    best = record.key or strongest(record.identifiers)
    if best is not None:
        return best.scheme, ids.comparable(best.scheme, best.value)
    origin = record.provenance[0] if record.provenance else Provenance(source="unknown")
    if origin.id:
        return "source", origin.source, origin.id
    plain = record if record.work is None else msgspec.structs.replace(record, work=None)
    return "digest", origin.digest or hashlib.sha256(repr(plain).encode()).hexdigest()


def name(record: Record) -> Identifier:
    """The same as an identifier; that of a record's own id has the scheme ``source``.

    >>> name(Record(type="Letter", provenance=(Provenance(source="marc", id="1"),)))
    Identifier(scheme='source', value='marc/1')
    """
    scheme, *rest = path(record)
    return Identifier(scheme=scheme, value="/".join(rest))
