"""JSON in all its wrappings: cuts out the documents, whatever stands around them.

A file is one document, a list of them, an answer that holds a list or one document, or any number of
these one behind the other, such as JSON lines; headers of HTTP may stand before it. A format tells by
a :class:`Wrapping` what its answers look like. A document stays undecoded until its turn, so that a
fault in it costs only this one; and a list is read element by element, however long it is, so that
of a truncated file all is read that is whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, BinaryIO, NamedTuple

import msgspec

from kg.errors import SourceError
from kg.record import Record, Reject
from kg.sources.brackets import Blocks, pieces

__all__ = ["Document", "Fault", "Wrapping", "decoded", "documents", "first", "keys", "without_headers"]

Members = Mapping[str, msgspec.Raw]
"""The members of an object, undecoded."""

_HEADERS = re.compile(rb"\s*HTTP/[0-9.]+ [0-9]{3}[^\n]*\n(?:[^\r\n]+\r?\n)*\r?\n")
_BYTE = re.compile(r"\(byte ([0-9]+)\)")
_TOKEN = re.compile(rb'"((?:[^"\\]|\\.)*)"\s*(:)?|[{}\[\]"]', re.DOTALL)
_KEY = re.compile(rb'"([A-Za-z_][A-Za-z0-9_-]*)"\s*:')
_BROKEN = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_SHOWN = 200
_DECODER = json.JSONDecoder(strict=False)


class Wrapping(NamedTuple):
    """What stands around the documents of a format.

    Attributes:
        lists: the paths of names that lead to a list of documents.
        single: the paths of names that lead to one document.
        own: names that only a document has: whoever has one of them is a document.
        told: what an answer without documents says; ``None`` where it is no answer but a document,
            ``""`` where it found nothing.
    """

    lists: tuple[tuple[str, ...], ...] = ()
    single: tuple[tuple[str, ...], ...] = ()
    own: frozenset[str] = frozenset()
    told: Callable[[Members], str | None] = lambda _: None


class Document(NamedTuple):
    """The bytes of one document, and its place in words."""

    data: bytes
    position: str


Made = Callable[[dict[str, Any], Document], Record | str]


class Fault(NamedTuple):
    """What could not be read: where, why, and how it begins."""

    position: str
    reason: str
    content: str


def without_headers(data: bytes) -> tuple[bytes, int]:
    r"""The bytes behind the headers of an HTTP answer, and how many were before them.

    >>> without_headers(b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n{}")
    (b'{}', 30)
    """
    start = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    while found := _HEADERS.match(data, start):
        start = found.end()
    return data[start:], start


def keys(head: bytes) -> frozenset[str]:
    """The names of members, at any depth, that the first bytes of a file hold; none if it is no JSON.

    >>> sorted(keys(b'[{"DOI": "10.1000/1", "title": ["A'))
    ['DOI', 'title']
    """
    bare, _ = without_headers(head)
    if bare.lstrip()[:1] not in {b"{", b"["}:
        return frozenset()
    return frozenset(key.decode() for key in _KEY.findall(bare))


def first(head: bytes, wrapping: Wrapping) -> bytes:
    """What the first bytes of a file hold of its first document.

    >>> first(b'{"items": [{"a": 1}, {"b": 2}', Wrapping(lists=(("items",),)))
    b'{"a": 1}'
    """
    bare = without_headers(head)[0].lstrip()
    begun = bare[_opening(bare, wrapping)[1] :].lstrip() if bare[:1] in {b"{", b"["} else bare
    try:
        return begun[: _DECODER.raw_decode(begun.decode("latin-1"))[1]]
    except (ValueError, RecursionError):
        return begun


def documents(stream: BinaryIO, file: str, wrapping: Wrapping) -> Iterator[Document | Fault]:
    """The documents of a file, in order; and what is none.

    Raises:
        SourceError: the JSON is broken where it holds everything together, ends early, or has a
            document that is too long.
    """
    blocks = Blocks(stream)
    blocks.take(without_headers(blocks.ahead())[1])
    head = blocks.ahead()
    if not head.strip():
        raise SourceError(file, "", "holds no JSON: fetch the answer again")
    yield from (_lines if _is_lines(head, wrapping) else _values)(blocks, file, wrapping)


def decoded(document: Document) -> dict[str, Any] | str:
    """The fields of a document, or why it has none."""
    try:
        value = msgspec.json.decode(document.data)
    except _BROKEN as error:
        return _told(error, "mend this record")
    if not isinstance(value, dict):
        return f"is not a JSON object but {type(value).__name__}: a record has named fields"
    return value


def records(stream: BinaryIO, file: str, wrapping: Wrapping, made: Made) -> Iterator[Record | Reject]:
    """The records of the documents of a file, in order; a broken one is rejected alone.

    Args:
        stream: the file.
        file: its name for messages.
        wrapping: what stands around its documents.
        made: the fields of a document, and the document -> its Record, or why there is none.

    Raises:
        SourceError: as :func:`documents` does.
    """
    for item in documents(stream, file, wrapping):
        if isinstance(item, Fault):
            yield Reject(file=file, position=item.position, reason=item.reason, content=item.content)
            continue
        values = decoded(item)
        found = values if isinstance(values, str) else made(values, item)
        if isinstance(found, Record):
            yield found
        else:
            yield Reject(file=file, position=item.position, reason=found, content=_shown(item.data))


# -- JSON lines --------------------------------------------------------------------------------


def _is_lines(head: bytes, wrapping: Wrapping) -> bool:
    """Whether the first line is JSON of its own, or would be if it were not broken."""
    first, *others = head.lstrip().split(b"\n", 1)
    try:
        _top(first)
    except _BROKEN:
        begins = bool(others) and first[:1] == b"{" == others[0].lstrip()[:1]
        return begins and _opening(first, wrapping) == (0, 0)
    return True


def _lines(blocks: Blocks, file: str, wrapping: Wrapping) -> Iterator[Document | Fault]:
    """The documents of JSON lines; a line may be an answer or a list too."""
    for number, line in enumerate(blocks.lines(file), start=1):
        if not line.strip():
            continue
        place = f"line {number}"
        try:
            yield from _placed(_within(line, wrapping), place)
        except _BROKEN as error:
            yield Fault(place, _told(error, "mend this line or fetch it again"), _shown(line))


def _placed(found: Iterable[bytes | Fault], line: str) -> Iterator[Document | Fault]:
    for number, one in enumerate(found, start=1):
        place = line if number == 1 else f"{line}, record {number}"
        yield one._replace(position=place) if isinstance(one, Fault) else Document(one, place)


# -- anything else -----------------------------------------------------------------------------


def _values(blocks: Blocks, file: str, wrapping: Wrapping) -> Iterator[Document | Fault]:
    """The documents of values one behind the other, each on as many lines as it likes."""
    number = 0
    try:
        while _begins(blocks, file):
            for found in _value(blocks, file, wrapping):
                if isinstance(found, Fault):
                    yield found._replace(position=found.position or f"after record {number}")
                else:
                    number += 1
                    yield Document(found, f"record {number}")
    except EOFError:
        place = f"after record {number}" if number else ""
        reason = "its JSON ends early: the file is truncated; fetch it again"
        raise SourceError(file, place, reason) from None


def _begins(blocks: Blocks, file: str) -> bool:
    """Whether another value follows; the blocks then stand before it."""
    while blank := len(head := blocks.ahead()) - len(head.lstrip()):
        blocks.take(blank)
    if head and head[:1] not in {b"{", b"["}:
        reason = "is not JSON: what stands here is neither an object nor a list; take it out"
        raise SourceError(file, f"byte {blocks.offset}", reason)
    return bool(head)


def _value(blocks: Blocks, file: str, wrapping: Wrapping) -> Iterator[bytes | Fault]:
    """The documents of the next list, or of all values that follow if it is none."""
    level, start = _opening(blocks.ahead(), wrapping)
    blocks.take(start)
    for data, offset, element in pieces(blocks, level, file):
        if not element:
            yield from _between(data.strip(b", \t\r\n"))
        elif level:
            yield data
        else:
            yield from _whole(data, offset, wrapping)


def _between(data: bytes) -> Iterator[bytes | Fault]:
    """What stands between two objects of a list: values that are none."""
    if not data:
        return
    try:
        yield from map(bytes, msgspec.json.decode(b"[" + data + b"]", type=list[msgspec.Raw]))
    except _BROKEN as error:
        yield Fault("", _told(error, "take out what stands here"), _shown(data))


def _whole(data: bytes, offset: int, wrapping: Wrapping) -> Iterator[bytes | Fault]:
    try:
        yield from _within(data, wrapping)
    except _BROKEN as error:
        at = _BYTE.search(str(error))
        within = int(at[1]) if at else getattr(error, "start", 0)
        yield Fault(f"byte {offset + within}", _told(error, "fetch the answer again"), _shown(data))


def _opening(head: bytes, wrapping: Wrapping) -> tuple[int, int]:
    """The depth inside the list that holds the documents, and where it opens; 0 and 0 if none does.

    >>> _opening(b'{"status": "ok", "message": {"items": [{}', Wrapping(lists=(("message", "items"),)))
    (3, 39)
    """
    if head[:1] == b"[":
        return 1, 1
    lists = {tuple(name.encode() for name in path) for path in wrapping.lists}
    own = {name.encode() for name in wrapping.own}
    path: list[bytes] = []
    name = b""
    for token in _TOKEN.finditer(head):
        mark = token[0]
        if token[2]:
            name = token[1]
            if len(path) == 1 and name in own:
                break
        elif mark in {b"{", b"["}:
            if mark == b"[" and (*path[1:], name) in lists:
                return len(path) + 1, token.end()
            path.append(name if mark == b"{" else b"[")
            name = b""
        elif mark in {b"}", b"]"}:
            path.pop()
            name = b""
        if mark == b'"' or not path:
            break  # the string goes on behind the head, or the value ends
    return 0, 0


# -- what stands around ------------------------------------------------------------------------


def _top(data: bytes) -> dict[str, msgspec.Raw] | list[msgspec.Raw]:
    """The value, one level deep."""
    if data.lstrip()[:1] == b"[":
        return msgspec.json.decode(data, type=list[msgspec.Raw])
    return msgspec.json.decode(data, type=dict[str, msgspec.Raw])


def _within(data: bytes, wrapping: Wrapping) -> Iterator[bytes | Fault]:
    """The documents of a value."""
    top = _top(data)
    if isinstance(top, list):
        yield from map(bytes, top)
        return
    if not wrapping.own.isdisjoint(top):
        yield data.strip()
        return
    for path in wrapping.lists:
        if (found := _at(top, path, b"[")) is not None:
            yield from map(bytes, msgspec.json.decode(found, type=list[msgspec.Raw]))
            return
    for path in wrapping.single:
        if (found := _at(top, path, b"{")) is not None:
            yield bytes(found)
            return
    told = wrapping.told(top)
    if told is None:
        yield data.strip()
    elif told:
        yield Fault("", told, _shown(data))


def _at(top: Members, path: tuple[str, ...], mark: bytes) -> msgspec.Raw | None:
    """What stands at the end of a path of names, if it begins with this bracket."""
    *outer, last = path
    for name in outer:
        if not _opens(top, name, b"{"):
            return None
        top = msgspec.json.decode(top[name], type=dict[str, msgspec.Raw])
    return top[last] if _opens(top, last, mark) else None


def _opens(top: Members, name: str, mark: bytes) -> bool:
    return name in top and memoryview(top[name])[:1] == mark


def _told(error: Exception, advice: str) -> str:
    if isinstance(error, RecursionError):
        return f"its JSON is nested too deeply to be a record: {advice}"
    if isinstance(error, UnicodeDecodeError):
        return f"its text is not valid UTF-8 ({error.reason} at byte {error.start} of it): {advice}"
    return f"is not valid JSON ({str(error).removeprefix('JSON is malformed: ')}): {advice}"


def _shown(data: bytes) -> str:
    return bytes(data[:_SHOWN]).decode(errors="replace")
