"""Elements of one kind in a file of XML: alone, in a collection, or in the answer of a server.

The servers speak OAI-PMH or SRU (:mod:`.protocols`): the element is then the payload of a record of the
protocol, whose header tells its identifier, and that it is deleted. A payload of another kind is read
by whatever format knows it, so that an answer may mix them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError, fromstring

import msgspec

from kg.record import Record, Reject
from kg.sources import embedded
from kg.sources.cutting import Cutter, Layout, Unit
from kg.sources.encoding import decoded, utf8
from kg.sources.opening import HEAD
from kg.sources.protocols import BESIDE, FAULTS, PROTOCOLS, Header, accompanied, attributed, fault
from kg.sources.streams import peekable
from kg.text import leaves, local

__all__ = ["Header", "Member", "members", "root"]

_NAME = r"(?:(?P<prefix>[\w.-]+):)?(?P<name>[\w.-]+)"
_PROLOGUE = re.compile(r"(?:\s+|\ufeff|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)*", re.DOTALL)
_ROOT = re.compile(rf"<{_NAME}(?=[\s/>])")
_TAG = re.compile(r"</?(?:([\w.-]+):)?([\w.-]+)(?=[\s/>])")
_DECLARED = re.compile(r"""\bxmlns:([\w.-]+)\s*=\s*(["'])([^"'<>]*)\2""")
_FIRST = re.compile(
    rb"<[^<>]*>(?:\s|<!--.*?-->|<\?.*?\?>)*+(?P<payload><(?:[\w.-]+:)?(?P<name>[\w.-]+))", re.DOTALL
)
_PREFIX = re.compile(rb"[\s<]([\w.-]+):[\w.-]+(?=[\s=>/])")


_HEADER = frozenset({"identifier", "datestamp", "setSpec"})


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
    stream: BinaryIO, file: str, *, elements: Collection[str], collection: str, own_id: re.Pattern[bytes]
) -> Iterator[Member | Record | Reject]:
    """The elements of these local names, in order; Records of other formats; what could not be read.

    Args:
        stream: XML in any encoding.
        file: its name for messages.
        elements: the local names of the elements; none where only other formats are known.
        collection: the local name of what holds them, where no protocol does.
        own_id: finds a record's own id in its bytes, for messages; its first group.

    Raises:
        SourceError: the header declares entities, or is in an unknown encoding.
    """
    content = peekable(stream)
    name, text = root(content.peek(HEAD)[:HEAD])
    namespaces = {prefix: iri for prefix, _, iri in _DECLARED.findall(text)}
    if protocol := PROTOCOLS.get(name):
        layout = _layout(text, protocol.around, {protocol.payload, *protocol.others}, own_id)
    else:
        layout = _layout(text, frozenset({collection}), set(elements), own_id)
    cutter = Cutter(utf8(content, file), file, layout)
    payload = {protocol.payload} if protocol else elements
    yield from _Members(cutter, file, elements, payload, namespaces).read()


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

    def __init__(
        self,
        cutter: Cutter,
        file: str,
        elements: Collection[str],
        payload: Collection[str],
        namespaces: Mapping[str, str],
    ) -> None:
        self._cutter = cutter
        self._file = file
        self._elements = elements
        self._payload = payload
        self._namespaces = namespaces
        self._header = Header()
        self._hint = ""
        self._count = 0
        self._unbound = False

    def read(self) -> Iterator[Member | Record | Reject]:
        last: list[Member | Record | Reject] = []
        for item in self._cutter:
            name = "" if isinstance(item, Reject) else item.tag.rpartition(":")[2]
            if name in BESIDE and not isinstance(item, Reject):
                last = [self._accompanied(one, item) for one in last]
                continue
            yield from last
            last = [item] if isinstance(item, Reject) else list(self._made(item, name))
        yield from last

    def _made(self, item: Unit, name: str) -> Iterator[Member | Record | Reject]:
        if name == "header":
            yield from self._headed(item)
        elif name in FAULTS:
            yield Reject(file=self._file, reason=fault(item.data))
        elif name in self._payload:
            yield from self._member(item)

    def _accompanied(self, one: Member | Record | Reject, unit: Unit) -> Member | Record | Reject:
        """A record with what stands beside it; what is broken there is left out."""
        try:
            told = list(leaves(self._parsed(unit.data), unit.tag.rpartition(":")[2]))
        except ParseError:
            return one
        if isinstance(one, Member):
            header = msgspec.structs.replace(one.header, beside=(*one.header.beside, *told))
            return msgspec.structs.replace(one, header=header)
        return one if isinstance(one, Reject) else accompanied(one, told)

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
            beside=tuple((f"header/{name}", text) for name, text in told if name not in _HEADER),
        )
        if self._header.deleted:
            yield Member(self._numbered(unit), None, self._header)

    def _numbered(self, unit: Unit) -> Unit:
        self._count += 1
        return msgspec.structs.replace(unit, number=self._count)

    def _member(self, found: Unit) -> Iterator[Member | Record | Reject]:
        unit = self._numbered(found)
        header, self._header = self._header, Header()
        if unit.fault:
            yield self._named(self._cutter.rejected(unit, unit.fault), header)
            return
        try:
            element = self._parsed(unit.data)
        except ParseError as error:
            yield self._named(self._cutter.unparsed(unit, error), header)
            return
        inner = next((one for one in element.iter() if local(one) in self._elements), None)
        if inner is not None:
            yield Member(unit, inner, header)
        else:
            escaped = (element.text or "").strip() if not len(element) else ""
            for one in self._foreign(unit, header, escaped.encode()):
                yield self._named(one, header) if isinstance(one, Reject) else one

    def _named(self, reject: Reject, header: Header) -> Reject:
        """The reject by the name that the protocol has for the record."""
        return msgspec.structs.replace(reject, record=header.id or reject.record)

    def _foreign(self, unit: Unit, header: Header, escaped: bytes) -> Iterator[Record | Reject]:
        """What a format that knows the payload makes of it; some servers send it as escaped text."""
        first = _FIRST.match(unit.data) or _FIRST.match(b"<metadata>" + escaped)
        if not first:
            yield self._cutter.rejected(unit, "it holds no metadata: fetch the record again")
            return
        payload = escaped or self._declared(unit.data[first.start("payload") : unit.data.rfind(b"</")])
        count = 0
        for item in embedded(payload, self._file, hint=self._hint):
            count += 1
            if isinstance(item, Reject):
                yield self._cutter.rejected(unit, item.reason)
            else:
                self._hint = item.provenance[0].source
                yield attributed(item, unit, header)
        if not count:
            name = first["name"].decode(errors="replace")
            reason = f"its metadata are in no known format, {name}: harvest another one, such as oai_dc"
            yield self._cutter.rejected(unit, reason)

    def _declared(self, data: bytes) -> bytes:
        """The payload; a prefix that only an element around it declares is declared in its first tag."""
        used = {prefix.decode(errors="replace") for prefix in _PREFIX.findall(data)}
        own = {prefix for prefix, _, _ in _DECLARED.findall(data.decode(errors="replace"))}
        lacking = "".join(
            f' xmlns:{prefix}="{iri}"'
            for prefix, iri in self._namespaces.items()
            if prefix in used and prefix not in own
        )
        name = re.match(rb"<[\w.:-]+", data)
        end = name.end() if name else 0
        return data[:end] + lacking.encode() + data[end:]

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
