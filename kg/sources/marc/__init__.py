"""MARC 21: ISO 2709 in UTF-8 or MARC-8, MARCXML, JSON, text; UNIMARC in the same forms.

Each form is read into the same fields (:mod:`.fields`), which one mapping turns into the Record
(:mod:`.mapping`), so that a record is the same whatever it was written in.

See: https://www.loc.gov/marc/bibliographic/
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import BinaryIO

from kg.record import Record, Reject
from kg.sources import source
from kg.sources.collected import Member, members, root
from kg.sources.documents import Fault, documents
from kg.sources.marc import binary, markup, mnemonic, objects
from kg.sources.marc.fields import Marc
from kg.sources.marc.mapping import Place, to_record
from kg.sources.opening import HEAD
from kg.sources.protocols import deletion
from kg.sources.streams import peekable

__all__ = ["marc"]

_FIELDS = re.compile(rb"\x1e[\x20-\x7e]{2}\x1f[\x21-\x7e]")
_SHOWN = 500


def _detect(head: bytes) -> float:
    bare = head.lstrip(b" \t\r\n\0\xef\xbb\xbf")
    if binary.LEADER.match(bare) and b"\x1e" in bare:
        return 1.0
    if bare[:1] in {b"{", b"["}:
        return objects.detected(head)
    if bare[:1] == b"=":
        return mnemonic.detected(head)
    name, text = root(head)
    if name:
        return markup.detected(name, text)
    # a damaged first record, or something before it; VuFind shows records inside its pages
    return 0.5 if _FIELDS.search(head) else 0.0


@source(
    name="marc",
    summary="MARC 21, UNIMARC: ISO 2709 in UTF-8 or MARC-8, MARCXML (also in OAI-PMH, SRU), JSON, text",
    recognised="a leader and directory; datafield elements; leader and fields in JSON; lines like =245  10$a",
    detect=_detect,
    example="kg build catalogue.mrc",
)
def marc(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
    """The records of a file, in order; a broken one is rejected alone.

    Raises:
        SourceError: XML that declares entities, or JSON that is broken as a whole.
    """
    content = peekable(stream)
    head = content.peek(HEAD)[:HEAD]
    bare = head.lstrip(b" \t\r\n\0\xef\xbb\xbf")
    if binary.LEADER.match(bare):
        yield from _binary(content, file)
    elif bare[:1] in {b"{", b"["}:
        yield from _objects(content, file)
    elif mnemonic.detected(head):
        yield from _text(content, file)
    elif root(head)[0]:
        yield from _markup(content, file)
    else:
        yield from _binary(content, file)


def _binary(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
    for one in binary.cut(stream):
        found = one.fault or binary.parsed(one)
        place = Place(file, one.position, hashlib.sha256(one.data).hexdigest(), "ISO 2709")
        yield _made(found, place, one.data)


def _objects(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
    for one in documents(stream, file, objects.WRAPPING):
        if isinstance(one, Fault):
            yield Reject(file=file, position=one.position, reason=one.reason, content=one.content)
            continue
        place = Place(file, one.position, hashlib.sha256(one.data).hexdigest(), "MARC-in-JSON")
        yield _made(objects.marc(one), place, one.data)


def _text(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
    for one in mnemonic.blocks(stream, file):
        place = Place(file, one.position, hashlib.sha256(one.data).hexdigest(), "MARC as text")
        yield _made(mnemonic.marc(one), place, one.data)


def _markup(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
    found = members(stream, file, elements=("record",), collection="collection", own_id=markup.OWN_ID)
    for one in found:
        yield _member(one, file) if isinstance(one, Member) else one


def _member(one: Member, file: str) -> Record | Reject:
    if one.element is None:
        return deletion("marc", file, one.unit, one.header, "MARCXML")
    digest = hashlib.sha256(one.unit.data).hexdigest()
    place = Place(file, one.unit.position, digest, "MARCXML", one.header)
    return _made(markup.marc(one.element), place, one.unit.data)


def _made(found: Marc | str, place: Place, data: bytes) -> Record | Reject:
    made = found if isinstance(found, str) else to_record(found, place)
    if isinstance(made, Record):
        return made
    return Reject(
        file=place.file,
        position=place.position,
        reason=made,
        record=found.control("001").strip() if isinstance(found, Marc) else "",
        content=data[:_SHOWN].decode("utf-8", "replace"),
    )
