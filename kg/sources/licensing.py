"""What every reader's licences have in common: terms of one version, and rights of access among them.

- A publisher's terms for text and data mining are a licence of that use alone, though some deposit them
  for the version of record too: their version is ``tdm``, whatever the source says.
- A right of access that stands where a licence should ("other-oa") is one.

What the source wrote is a change, under the rule :data:`TERMS` or :data:`ACCESS`.
"""

from __future__ import annotations

import msgspec

from kg import tables
from kg.record import Change, Licence, Record

__all__ = ["ACCESS", "TERMS", "licensed"]

TERMS = "tdm-terms"
ACCESS = "access-right"


def licensed(record: Record) -> Record:
    """The record with terms for mining as licences of that version, and rights of access in their place.

    >>> mining = Licence(written="http://www.springer.com/tdm", licence="https://www.springer.com/tdm")
    >>> [one.applies_to for one in licensed(Record(type="Article", licences=(mining,))).licences]
    ['tdm']
    """
    if not record.licences:
        return record
    found: dict[Licence, None] = {}
    changes: list[Change] = []
    access = record.access
    for one in record.licences:
        right = "" if one.licence else tables.access(one.written)
        if right:
            access = access or right
            changes.append(Change(field="licences", written=one.written, rule=ACCESS))
            continue
        version = tables.licence_version(one.licence) or one.applies_to
        if version != one.applies_to:
            if one.applies_to:
                written = f"{one.written} ({one.applies_to})"
                changes.append(Change(field="licences", written=written, rule=TERMS))
            one = msgspec.structs.replace(one, applies_to=version)  # noqa: PLW2901 (the same, for its version)
        found[one] = None
    licences = tuple(found)
    if licences == record.licences:
        return record
    return msgspec.structs.replace(
        record, licences=licences, access=access, changes=(*record.changes, *changes)
    )
