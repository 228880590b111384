"""DataCite: metadata of DOIs in JSON, as its API and dumps give them, and in XML, kernels 2.2 to 4.6.

Both are one model: XML is brought to the names of the JSON (:mod:`.xml`), then mapped
(:mod:`.mapping`). So is what OpenAIRE adds to it for literature (:mod:`.openaire`), and JSON from before
the API had its names (:mod:`.older`).

See: https://schema.datacite.org/ and https://support.datacite.org/reference/introduction
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, fromstring

import msgspec

from kg.record import Record, Reject
from kg.sources import source
from kg.sources.cutting import Cutter, Layout, Unit
from kg.sources.datacite import older
from kg.sources.datacite.mapping import Origin, to_record
from kg.sources.datacite.openaire import is_openaire, literature
from kg.sources.datacite.xml import attributes
from kg.sources.documents import Document, Wrapping, keys, records
from kg.sources.drafting import NAMELESS, named
from kg.sources.encoding import decoded as text_of
from kg.sources.encoding import utf8
from kg.sources.streams import peekable

__all__ = ["LAYOUT", "datacite"]

LAYOUT = Layout(
    sets={b"resources": (b"resource",), b"oai_datacite": (b"resource",)},
    own_id=re.compile(rb"<(?:\w+:)?identifier[^>]*>\s*([^<>]{1,200}?)\s*</"),
)
"""Where the resources stand in XML."""

_ANSWERS = Wrapping(
    lists=(("data",),),
    single=(("data",),),
    own=frozenset({"attributes", "creators", "types", "doi"}),
)
_OWN = frozenset(
    {
        "alternateIdentifiers",
        "contributors",
        "creators",
        "descriptions",
        "fundingReferences",
        "geoLocations",
        "nameIdentifiers",
        "publicationYear",
        "relatedIdentifiers",
        "resourceTypeGeneral",
        "rightsList",
        "schemaVersion",
    }
)
_KERNEL = re.compile(r"<(?:(\w+):)?resource\b[^>]*datacite\.org/schema/kernel", re.DOTALL)
_MARK = re.compile(r"\s*(?:\ufeff)?\s*<")


def _detect(head: bytes) -> float:
    text = text_of(head)
    if _MARK.match(text):
        return 0.97 if _KERNEL.search(text) and "<OAI-PMH" not in text else 0.0
    names = keys(head)
    if len(names & older.NAMES) > 2 and names & {"doi", "id"}:
        return 0.96
    if len(names & _OWN) < 3 or "doi" not in names | {"id"} or "doi" not in names:
        return 0.0
    return 0.96


@source(
    name="datacite",
    summary="DataCite metadata in JSON (API, dumps, JSON lines) and XML (kernels 2.2 to 4.6, OpenAIRE 4)",
    recognised="names such as creators and resourceTypeGeneral in JSON, the namespace of the kernel in XML",
    detect=_detect,
    example="kg build datacite-dois.jsonl.gz",
)
def datacite(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
    """The resources of a file, in order; a broken one is rejected alone.

    Raises:
        SourceError: the JSON is broken where it holds everything together, or the XML declares entities.
    """
    content = peekable(stream)
    is_xml = _MARK.match(text_of(content.peek(1024)[:1024]))
    yield from _xml(content, file) if is_xml else _json(content, file)


def _json(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
    def made(values: dict[str, Any], document: Document) -> Record | str:
        if not older.NAMES.isdisjoint(values):
            values = older.attributes(document.data)
        origin = Origin(file, document.position, document.data, "DataCite JSON")
        record = to_record(_flat(values), origin)
        return record if named(record) else NAMELESS

    yield from records(stream, file, _ANSWERS, made)


def _flat(values: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes of a resource of the API, beside what stands around them."""
    own = values.get("attributes")
    if not isinstance(own, dict):
        return dict(values)
    around = {name: value for name, value in values.items() if name not in {"attributes", "type"}}
    return {**around, **own}


def _xml(stream: io.BufferedReader, file: str) -> Iterator[Record | Reject]:
    layout = _layout(stream)
    cutter = Cutter(utf8(stream, file), file, layout)

    def made(root: Element, unit: Unit) -> list[Record | Reject]:
        found, format = attributes(root), "DataCite XML"
        if is_openaire(root):
            found, format = literature(root, found), "OpenAIRE"
        record = to_record(found, Origin(file, unit.position, unit.data, format))
        return [record if named(record) else cutter.rejected(unit, NAMELESS)]

    yield from cutter.records(_parsed, made)


def _parsed(data: bytes) -> Element:
    return fromstring(_declared(data))  # noqa: S314 (without a DOCTYPE there are no entities)


def _layout(stream: io.BufferedReader) -> Layout:
    """The layout, whose elements have the prefix that the first of them has."""
    match = _KERNEL.search(text_of(stream.peek(4096)[:4096]))
    if not match or not match[1]:
        return LAYOUT
    prefix = f"{match[1]}:".encode()
    sets = {prefix + name: tuple(prefix + unit for unit in units) for name, units in LAYOUT.sets.items()}
    return msgspec.structs.replace(LAYOUT, sets=sets)


def _declared(data: bytes) -> bytes:
    """The resource; a prefix that only an element around it declares is taken off."""
    used = set(re.findall(rb"[\s<](\w+):[\w-]+[\s=>]", data[:20000])) - {b"xml", b"xmlns"}
    lacking = [prefix for prefix in used if b"xmlns:" + prefix not in data]
    for prefix in lacking:
        data = re.sub(rb"([\s</])" + prefix + rb":(?=[\w-]+[\s=>/])", rb"\1", data)
    return data
