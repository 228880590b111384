"""What stands around records in the answers of servers: OAI-PMH and SRU.

See: https://www.openarchives.org/OAI/openarchivesprotocol.html; https://www.loc.gov/standards/sru/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import NamedTuple

import msgspec

from kg import dates
from kg.record import Extra, Provenance, Record, Reject
from kg.sources.cutting import Unit
from kg.text import squeezed

__all__ = [
    "BESIDE",
    "FAULTS",
    "NOTHING",
    "PROTOCOLS",
    "Header",
    "Protocol",
    "accompanied",
    "attributed",
    "deletion",
    "fault",
    "rejected",
]

NOTHING = "noRecordsMatch"
"""The error by which OAI-PMH says that all is well, and that there are no records."""


class Protocol(NamedTuple):
    """The elements around records, the one that holds the payload, and those beside it."""

    around: frozenset[str]
    payload: str
    others: frozenset[str]


PROTOCOLS: Mapping[str, Protocol] = {
    "OAI-PMH": Protocol(
        frozenset({"OAI-PMH", "ListRecords", "GetRecord", "record"}),
        "metadata",
        frozenset({"header", "about", "request", "responseDate", "resumptionToken", "error"}),
    ),
    "searchRetrieveResponse": Protocol(
        frozenset({"searchRetrieveResponse", "records", "record"}),
        "recordData",
        frozenset(
            {
                "version",
                "numberOfRecords",
                "resultSetId",
                "resultSetIdleTime",
                "recordSchema",
                "recordPacking",
                "recordIdentifier",
                "recordPosition",
                "extraRecordData",
                "nextRecordPosition",
                "echoedSearchRetrieveRequest",
                "diagnostics",
                "extraResponseData",
            }
        ),
    ),
}
"""The protocols by the root of their answers."""

FAULTS = frozenset({"error", "diagnostics"})
"""Elements by which a server says that it cannot answer."""

BESIDE = frozenset({"about", "extraRecordData"})
"""Elements that say something of the record before them."""

_CODE = re.compile(rb"""<(?:[\w.-]+:)?error\b[^>]*\bcode\s*=\s*["']([^"']*)["']""")
_TAG = re.compile(rb"<[^>]*>")
_TOLD = 200
_SHOWN = 500
_ADVICE = {
    "badArgument": "an argument is missing, repeated or not valid: mend the request",
    "badResumptionToken": "the resumption token is unknown or has expired: begin the list again",
    "badVerb": "the verb is missing or unknown: ask for ListRecords",
    "cannotDisseminateFormat": "the records are not there in this format: ListMetadataFormats tells those"
    " that there are",
    "idDoesNotExist": "there is no record of this identifier: check it",
    "noMetadataFormats": "there is no format for this record: leave it out",
    NOTHING: "there is nothing to read",
    "noSetHierarchy": "the repository has no sets: ask without one",
}


class Header(msgspec.Struct, frozen=True):
    """What the protocol says of a record, ``""`` and ``()`` where there is none.

    ``beside`` are the texts that stand beside its metadata, with the path of names that leads to each.
    """

    id: str = ""
    datestamp: str = ""
    sets: tuple[str, ...] = ()
    deleted: bool = False
    beside: tuple[tuple[str, str], ...] = ()


def fault(data: bytes) -> str:
    """What a server says in the place of records, and what to do.

    >>> fault(b'<error code="noSetHierarchy"/>')
    'the answer of the server is an error: noSetHierarchy; the repository has no sets: ask without one'
    """
    match = _CODE.match(data)
    code = match[1].decode(errors="replace") if match else ""
    words = squeezed(_TAG.sub(b" ", data).decode(errors="replace"))[:_TOLD]
    told = ": ".join(filter(None, (code, words))) or "it does not say which"
    return "; ".join(filter(None, (f"the answer of the server is an error: {told}", _ADVICE.get(code, ""))))


def attributed(record: Record, unit: Unit, header: Header) -> Record:
    """The record under the identity and the date that the protocol gives it; its own id is kept."""
    own = record.provenance[0]
    stamp = dates.parse(header.datestamp)
    origin = msgspec.structs.replace(
        own,
        id=header.id or own.id,
        modified=stamp or own.modified,
        position=unit.position,
        digest=sha256(unit.data).hexdigest(),
    )
    kept = [
        Extra(field=name, values=values)
        for name, values in (
            ("header/setSpec", header.sets),
            ("header/datestamp", () if stamp else (header.datestamp,)),
            ("header/own", (own.id,) if header.id and own.id != header.id else ()),
        )
        if any(values)
    ]
    told = msgspec.structs.replace(
        record, provenance=(origin, *record.provenance[1:]), extra=(*record.extra, *kept)
    )
    return accompanied(told, header.beside)


def accompanied(record: Record, beside: Iterable[tuple[str, str]]) -> Record:
    """The record with what stands beside it, such as the terms of a repository."""
    values: dict[str, list[str]] = {}
    for path, text in beside:
        values.setdefault(path, []).append(text)
    kept = (Extra(field=path, values=tuple(texts)) for path, texts in values.items())
    return msgspec.structs.replace(record, extra=(*record.extra, *kept)) if values else record


def rejected(
    file: str, unit: Unit, header: Header, reason: str, own_id: re.Pattern[bytes] | None = None
) -> Reject:
    """The reject for an element that makes no Record, with the beginning of its bytes.

    Args:
        file: where it stands.
        unit: its bytes.
        header: what the protocol says of it.
        reason: why it makes none.
        own_id: finds the id that it gives itself, where the protocol gives none; the first group.
    """
    found = own_id.search(unit.data) if own_id and not header.id else None
    named = found[1].decode("utf-8", "replace").strip() if found else header.id
    content = unit.data[:_SHOWN].decode("utf-8", "replace")
    return Reject(file=file, position=unit.position, record=named, reason=reason, content=content)


def deletion(source: str, file: str, unit: Unit, header: Header, format: str = "OAI-PMH") -> Record:
    """The record that withdraws the one of this header, in a format if it says so."""
    return Record(
        type="Expression",
        provenance=(
            Provenance(
                source=source,
                id=header.id,
                format=format,
                status="deleted",
                modified=dates.parse(header.datestamp),
                file=file,
                position=unit.position,
                digest=sha256(unit.data).hexdigest(),
            ),
        ),
    )
