"""VuFind: records as a catalogue's pages show them, as its index holds them, as its API tells them.

Four forms, told apart by content: the text of a record page with its staff view (:mod:`.page`), the
page's HTML (:mod:`.table`), JSON of the Solr index (:mod:`.solr`) and of the REST API
(:mod:`.rest`), the latter two in any wrapping (:mod:`.answers`). All become the fields of the index
(:mod:`.schema`), which one table maps to the Record (:mod:`.mapping`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from kg.errors import SourceError
from kg.record import Record, Reject
from kg.sources import documents, source
from kg.sources.opening import HEAD
from kg.sources.streams import peekable
from kg.sources.vufind import page, rest, solr, table
from kg.sources.vufind.answers import ANSWERS
from kg.sources.vufind.mapping import Place, to_record
from kg.sources.vufind.recognition import detected, text_of

__all__ = ["vufind"]

_LIMIT = 64 * 1024 * 1024
_NO_STAFF_VIEW = (
    "the page does not show the fields of a record: open its staff view and copy or save it again, "
    "or save the record as JSON"
)


@source(
    name="vufind",
    summary="VuFind: the text or HTML of record pages with staff view, Solr JSON, JSON of the REST API",
    recognised="the fields of its index: names of the staff view in order, keys of JSON",
    detect=detected,
    example="kg build vufind-record.txt",
)
def vufind(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
    """The records of a file, in order; a broken one is rejected alone.

    Raises:
        SourceError: the file is no page with a staff view, its JSON is broken as a whole, or it is
            too long to be read in one piece.
    """
    content = peekable(stream)
    bare, _ = documents.without_headers(content.peek(HEAD))
    if bare.lstrip()[:1] in {b"{", b"["}:
        yield from _json(content, file)
    else:
        yield from _pages(content, file)


def _json(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
    number = 0
    for item in documents.documents(stream, file, ANSWERS):
        if isinstance(item, documents.Fault):
            yield Reject(file=file, position=item.position, reason=item.reason, content=item.content)
            continue
        number += 1
        yield _document(item, file, f"record {number}")


def _document(item: documents.Document, file: str, position: str) -> Record | Reject:
    found = documents.decoded(item)
    reason = found if isinstance(found, str) else ""
    if not isinstance(found, str):
        digest = hashlib.sha256(msgspec.json.encode(found, order="deterministic")).hexdigest()
        values = rest.fields(found) if rest.is_rest(found) else solr.fields(found)
        made = to_record(values, Place(file, position, digest))
        if isinstance(made, Record):
            return made
        reason = made
    content = item.data[:200].decode(errors="replace")
    return Reject(file=file, position=position, reason=reason, content=content)


def _pages(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
    data = stream.read(_LIMIT + 1)
    if len(data) > _LIMIT:
        limit = _LIMIT // 1024**2
        raise SourceError(
            file, "", f"is longer than {limit} MiB, which no page is: save the records as JSON lines"
        )
    number = 0
    for part in page.pages(data):
        text = text_of(part)
        digest = hashlib.sha256(part).hexdigest()
        for values in table.tables(text) if table.is_markup(text) else filter(None, [page.fields(text)]):
            number += 1
            place = Place(file, f"record {number}", digest)
            made = to_record(values, place)
            yield (
                made if isinstance(made, Record) else Reject(file=file, position=place.position, reason=made)
            )
    if not number:
        raise SourceError(file, "", _NO_STAFF_VIEW)
