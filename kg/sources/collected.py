"""Elements of one kind in a file of XML: alone, in a collection, or in the answer of a server.

The servers speak OAI-PMH or SRU: the element is then the payload of a record of the protocol, whose
header tells its identifier, and that it is deleted.

See: https://www.openarchives.org/OAI/openarchivesprotocol.html; https://www.loc.gov/standards/sru/
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO, cast
from xml.etree.ElementTree import Element, ParseError, fromstring

import msgspec

from kg.record import Reject
from kg.sources.cutting import Cutter, Layout, Unit
from kg.sources.encoding import decoded, utf8
from kg.sources.opening import HEAD
from kg.text import leaves, local, squeezed

__all__ = ["Header", "Member", "members", "root"]

_NAME = r"(?:(?P<prefix>[\w.-]+):)?(?P<name>[\w.-]+)"
_PROLOGUE = re.compile(r"(?:\s+|\ufeff|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)*", re.DOTALL)
_ROOT = re.compile(rf"<{_NAME}(?=[\s/>])")
_TAG = re.compile(r"</?(?:([\w.-]+):)?([\w.-]+)(?=[\s/>])")
_DECLARED = re.compile(r"""\bxmlns:([\w.-]+)\s*=\s*(["'])([^"'<>]*)\2""")

# elements around records, elements that hold the payload, and others, by the root of the answer
_PROTOCOLS: Mapping[str, tuple[frozenset[str], str, frozenset[str]]] = {
    "OAI-PMH": (
        frozenset({"OAI-PMH", "ListRecords", "GetRecord", "record"}),
        "metadata",
        frozenset({"header", "about", "request", "responseDate", "resumptionToken", "error"}),
    ),
    "searchRetrieveResponse": (
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
_FAULTS = {"error", "diagnostics"}


class Header(msgspec.Struct, frozen=True):
    """What the protocol says of a record, ``""`` and ``()`` where there is none."""

    id: str = ""
    datestamp: str = ""
    sets: tuple[str, ...] = ()
    deleted: bool = False


class Member(msgspec.Struct, frozen=True):
    """An element with the bytes it was cut from; ``None`` for a record that is deleted."""

    unit: Unit
    element: Element | None
    header: Header


def root(head: bytes) -> tuple[str, str]:
    """The local name of the root element, and the text of the head that begins with it.

    >>> root(b'<?xml version="1.0"?><marc:collection xmlns:marc="m">')[0]
    'collection'
    """
    text = decoded(head)
    prologue = _PROLOGUE.match(text)
    match = _ROOT.match(text, prologue.end() if prologue else 0)
    return (match["name"], text[match.start() :]) if match else ("", "")


def members(
    stream: BinaryIO, file: str, *, element: str, collection: str, own_id: re.Pattern[bytes]
) -> Iterator[Member | Reject]:
    """The elements of that local name, in order, and what could not be read.

    Args:
        stream: XML in any encoding.
        file: its name for messages.
        element: the local name of the elements.
        collection: the local name of what holds them, where no protocol does.
        own_id: finds a record's own id in its bytes, for messages; its first group.

    Raises:
        SourceError: the header declares entities, or is in an unknown encoding.
    """
    peekable = stream if hasattr(stream, "peek") else io.BufferedReader(cast("io.RawIOBase", stream), HEAD)
    head: bytes = peekable.peek(HEAD)[:HEAD]
    name, text = root(head)
    namespaces = {prefix: iri for prefix, _, iri in _DECLARED.findall(text)}
    if name in _PROTOCOLS:
        around, payload, others = _PROTOCOLS[name]
    else:
        around, payload, others = frozenset({collection}), element, frozenset[str]()
    layout = _layout(text, around, {payload, *others}, own_id)
    cutter = Cutter(utf8(peekable, file), file, layout)
    yield from _Members(cutter, element, payload, namespaces).read(file)


def _layout(text: str, around: frozenset[str], units: set[str], own_id: re.Pattern[bytes]) -> Layout:
    """The layout with the names as they are prefixed in this file."""
    prefixes: dict[str, set[str]] = {}
    for prefix, name in _TAG.findall(text):
        prefixes.setdefault(name, set()).add(f"{prefix}:" if prefix else "")

    def written(names: set[str] | frozenset[str]) -> tuple[bytes, ...]:
        return tuple(
            f"{prefix}{name}".encode()
            for name in sorted(names)
            for prefix in sorted(prefixes.get(name, {""}) | {""}, reverse=True)
        )

    sets = dict.fromkeys(written(around), written(units))
    return Layout(sets=sets, own_id=own_id)


class _Members:
    """Puts the parts of the protocol together again that were cut apart."""

    def __init__(self, cutter: Cutter, element: str, payload: str, namespaces: Mapping[str, str]) -> None:
        self._cutter = cutter
        self._element = element
        self._payload = payload
        self._namespaces = namespaces
        self._header = Header()
        self._count = 0
        self._unbound = False

    def read(self, file: str) -> Iterator[Member | Reject]:
        for item in self._cutter:
            if isinstance(item, Reject):
                yield item
                continue
            name = item.tag.rpartition(":")[2]
            if name == "header":
                yield from self._headed(item)
            elif name in _FAULTS:
                told = squeezed(re.sub(rb"<[^>]*>", b" ", item.data).decode(errors="replace"))
                yield Reject(file=file, reason=f"the answer of the server is an error: {told[:200]}")
            elif name == self._payload:
                yield self._member(item)

    def _headed(self, unit: Unit) -> Iterator[Member]:
        try:
            element = self._parsed(unit.data)
        except ParseError:
            self._header = Header()
            return
        told = [(path.rpartition("/")[2], text) for path, text in leaves(element, "header")]
        self._header = Header(
            id=next((text for name, text in told if name == "identifier"), ""),
            datestamp=next((text for name, text in told if name == "datestamp"), ""),
            sets=tuple(text for name, text in told if name == "setSpec"),
            deleted=element.get("status") == "deleted",
        )
        if self._header.deleted:
            yield Member(self._numbered(unit), None, self._header)

    def _numbered(self, unit: Unit) -> Unit:
        self._count += 1
        return msgspec.structs.replace(unit, number=self._count)

    def _member(self, found: Unit) -> Member | Reject:
        unit = self._numbered(found)
        header, self._header = self._header, Header()
        if unit.fault:
            return self._cutter.rejected(unit, unit.fault)
        try:
            element = self._parsed(unit.data)
        except ParseError as error:
            broken = self._cutter.retreat(unit)
            return self._cutter.rejected(broken, broken.fault or f"is not well-formed XML: {error}")
        inner = next((one for one in element.iter() if local(one) == self._element), None)
        if inner is None:
            return self._cutter.rejected(unit, f"it holds no element {self._element!r}")
        return Member(unit, inner, header)

    def _parsed(self, data: bytes) -> Element:
        """The element; a prefix that only an element around it declares is declared here."""
        if not self._unbound:
            try:
                return fromstring(data)  # noqa: S314 (without a DOCTYPE there are no entities)
            except ParseError as error:
                if "unbound prefix" not in str(error):
                    raise
            self._unbound = True  # and so are those of the next records
        declared = " ".join(f'xmlns:{prefix}="{iri}"' for prefix, iri in self._namespaces.items())
        start = f"<unit {declared}>".encode()
        try:
            return fromstring(start + data + b"</unit>")[0]  # noqa: S314
        except ParseError as error:
            line, column = error.position
            what = str(error).partition(":")[0]
            raise ParseError(f"{what}: line {line}, column {column - len(start) * (line == 1)}") from error
