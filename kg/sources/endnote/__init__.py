"""EndNote: its tagged text (.enw) and its XML.

Both tell the same fields as RIS, so :mod:`kg.sources.references` tells what they mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import BinaryIO
from xml.etree.ElementTree import Element, fromstring

from kg.record import Provenance, Record, Reject
from kg.sources import references, source
from kg.sources.cutting import Cutter
from kg.sources.cutting import Unit as Piece
from kg.sources.encoding import decoded, utf8
from kg.sources.endnote import tagged, xml
from kg.sources.lines import beginning, lines
from kg.sources.opening import HEAD
from kg.sources.streams import peekable
from kg.sources.tagged import Told, Unit, rejected

__all__ = ["endnote"]

_XML = re.compile(r"\s*(?:<\?xml\b[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:xml|records)>", re.DOTALL)
_RECORD = re.compile(r"<(?:ref-type|rec-number|source-app)[\s>]")
_BREAK = re.compile(r"\r\n?|\n")
_FEWEST = 2
_COMMON = frozenset("0TAJDB")


def _detect(head: bytes) -> float:
    text = decoded(head)
    if _XML.match(text):
        return 1.0 if _RECORD.search(text) else 0.0
    filled = [line for line in _BREAK.split(beginning(head)) if line.strip()][: _FEWEST + 1]
    tags = [match[1] for match in map(tagged.FIELD.match, filled) if match]
    if len(tags) < _FEWEST or not _COMMON.issuperset(tags[:1]):
        return 0.0
    return 1.0 if tags[0] == "0" or len(tags) == len(filled) else 0.0


@source(
    name="endnote",
    summary="EndNote: tagged text (.enw, refer, BibIX) and XML",
    recognised="lines that begin with %0, %A, %T and the like; or XML with records that have a ref-type",
    detect=_detect,
    begins=r"%0 [A-Z]",
    example="kg build library.enw",
)
def endnote(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
    """The references of a file of either form.

    Raises:
        SourceError: the XML declares entities or is in an unknown encoding, or a line is too long.
    """
    content = peekable(stream)
    head = content.peek(HEAD)
    if _XML.match(decoded(head)):
        yield from _of_xml(content, file)
        return
    for unit in tagged.units(lines(content, file)):
        yield _of_tags(unit, file)


def _of_tags(unit: Unit, file: str) -> Record | Reject:
    if fault := unit.fault("0"):
        return rejected(file, unit, fault)
    if unit.only(""):
        return rejected(file, unit, "is no record: the fields of a record begin with %0, %A, %T and the like")
    told, kind = tagged.told(unit)
    placed = references.place(told, kind)
    return told.draft.record(
        unit.provenance("endnote", file, id=placed.id, format="tagged", collections=placed.collections)
    )


def _of_xml(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
    cutter = Cutter(utf8(stream, file), file, xml.LAYOUT)

    def made(root: Element, unit: Piece) -> list[Record | Reject]:
        return [_of_element(xml.told(root), unit, file, cutter)]

    yield from cutter.records(fromstring, made)


def _of_element(told: Told, unit: Piece, file: str, cutter: Cutter) -> Record | Reject:
    if not told.says_more_than("TY", "ref-type/number"):
        return cutter.rejected(unit, "holds nothing but its type: complete it, or leave it out")
    placed = references.place(told)
    return told.draft.record(
        Provenance(
            source="endnote",
            id=placed.id,
            format="xml",
            collections=placed.collections,
            file=file,
            position=f"record {unit.number}",
            digest=sha256(unit.data).hexdigest(),
        )
    )
