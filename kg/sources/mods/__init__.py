"""MODS: the Metadata Object Description Schema of the Library of Congress.

One record, a collection, or records in answers of OAI-PMH and SRU. What a handler takes is gone from
the element (:mod:`.taking`), and what is left at the end stays in ``extra``.

See: https://www.loc.gov/standards/mods/
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import BinaryIO

from kg.record import Record, Reject
from kg.sources import source
from kg.sources.collected import Member, members, root
from kg.sources.mods.mapping import Place, to_record
from kg.sources.protocols import deletion, rejected

__all__ = ["mods"]

_NAMESPACE = "www.loc.gov/mods"
_OWN_ID = re.compile(rb"<(?:[\w.-]+:)?recordIdentifier\b[^>]*>\s*([^<]{1,100})")
_ELEMENT = re.compile(r"<(?:[\w.-]+:)?mods(?=[\s>])")
_CONTENT = re.compile(r"<(?:[\w.-]+:)?(?:titleInfo|originInfo|recordInfo|typeOfResource|relatedItem)\b")
_PROTOCOLS = frozenset({"OAI-PMH", "searchRetrieveResponse"})


def _detect(head: bytes) -> float:
    name, text = root(head)
    if name in {"mods", "modsCollection"}:
        return 1.0 if _NAMESPACE in text else 0.9 if _CONTENT.search(text) else 0.0
    if name in _PROTOCOLS:
        return 0.7 if _ELEMENT.search(text) and _CONTENT.search(text) else 0.0
    return 0.0


@source(
    name="mods",
    summary="MODS XML: a record, a collection, records in answers of OAI-PMH and SRU",
    recognised="the root element mods or modsCollection",
    detect=_detect,
    example="kg build export.mods.xml",
)
def mods(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
    """The records of a file, in order; a broken one is rejected alone.

    Raises:
        SourceError: the file declares entities, or is in an unknown encoding.
    """
    for one in members(stream, file, elements=("mods",), collection="modsCollection", own_id=_OWN_ID):
        yield _member(one, file) if isinstance(one, Member) else one


def _member(one: Member, file: str) -> Record | Reject:
    if one.element is None:
        return deletion("mods", file, one.unit, one.header, "MODS")
    place = Place(file, one.unit.position, hashlib.sha256(one.unit.data).hexdigest(), one.header)
    made = to_record(one.element, place)
    if isinstance(made, Record):
        return made
    return rejected(file, one.unit, one.header, made, _OWN_ID)
