"""Dublin Core: the elements and terms of DCMI in XML, simple (oai_dc) and qualified.

One record, a collection, or records in answers of OAI-PMH and SRU. Dublin Core says what a value is
about, and hardly ever what it is; what is not certain stays in ``extra``.

See: https://www.dublincore.org/specifications/dublin-core/dcmi-terms/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from kg.record import Record, Reject
from kg.sources import source
from kg.sources.collected import Member, members, root
from kg.sources.dublincore.mapping import Place, to_record
from kg.sources.protocols import PROTOCOLS, attributed, deletion, rejected

__all__ = ["dublincore"]

_ELEMENTS = ("dc", "qualifieddc", "qdc", "dcterms", "simpledc")
_COLLECTION = "collection"
_OWN_ID = re.compile(rb"<(?:[\w.-]+:)?identifier\b[^>]*>\s*([^<]{1,100})")
_ANY = re.compile(rf"<(?:[\w.-]+:)?(?:{'|'.join(_ELEMENTS)})(?=[\s>])")
_PAYLOAD = re.compile(
    rf"<(?:[\w.-]+:)?(?:metadata|recordData|collection)[^>]*>(?:\s|<!--.*?-->)*+{_ANY.pattern}"
)
_CONTENT = re.compile(r"<(?:[\w.-]+:)?(?:title|creator|identifier|subject|publisher|description)[\s>]")


def _detect(head: bytes) -> float:
    name, text = root(head)
    if name in _ELEMENTS:
        return 0.95 if _CONTENT.search(text) else 0.0
    if name in PROTOCOLS or name == _COLLECTION:
        # inside other metadata, such as METS, it is one of several forms of the same
        return 0.7 if _PAYLOAD.search(text) else 0.6 if _ANY.search(text) else 0.0
    return 0.0


@source(
    name="dublincore",
    summary="Dublin Core XML, simple (oai_dc) and qualified: alone, or in answers of OAI-PMH and SRU",
    recognised="elements dc or qualifieddc, with title, creator and the like in them",
    detect=_detect,
    example="kg build oai_dc.xml",
)
def dublincore(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
    """The records of a file, in order; a broken one is rejected alone.

    Raises:
        SourceError: the file declares entities, or is in an unknown encoding.
    """
    for one in members(stream, file, elements=_ELEMENTS, collection=_COLLECTION, own_id=_OWN_ID):
        yield _member(one, file) if isinstance(one, Member) else one


def _member(one: Member, file: str) -> Record | Reject:
    if one.element is None:
        return deletion("dublincore", file, one.unit, one.header)
    made = to_record(one.element, Place(file, one.unit.position, one.unit.data))
    if isinstance(made, Record):
        return attributed(made, one.unit, one.header)
    return rejected(file, one.unit, one.header, made, _OWN_ID)
