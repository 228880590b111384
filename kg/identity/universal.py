"""Ids of records that mean the same everywhere: those of OAI-PMH are URIs, other ids are local."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from kg.record import Provenance

__all__ = ["is_universal", "moment"]

_UNIVERSAL = re.compile(r"(?:oai|hdl|urn|doi|ark|info):\S", re.IGNORECASE)


def is_universal(origin: Provenance) -> bool:
    """Whether the id of a record names it in every source and format.

    >>> [is_universal(Provenance(source="marc", id=one)) for one in ("oai:a.org:1", "hdl:1765/9", "12345")]
    [True, True, False]
    """
    return bool(_UNIVERSAL.match(origin.id))


def moment(origin: Provenance) -> int:
    """When a record with such an id was last changed, in seconds; 0 where nobody says or it is local.

    >>> moment(Provenance(source="marc", id="oai:a.org:1", modified="1970-01-02"))
    86400
    """
    if not origin.modified or not is_universal(origin):
        return 0
    try:
        found = datetime.fromisoformat(origin.modified).replace(tzinfo=UTC).timestamp()
    except ValueError:  # less than a day
        return 0
    return min(max(int(found), 0), 2**32 - 1)
