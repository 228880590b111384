"""JSON in all its wrappings: cuts out the documents, whatever stands around them.

A document stays undecoded until its turn, so that a fault in it costs only this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO, NamedTuple

import msgspec

from kg.errors import SourceError

__all__ = ["LIMIT", "Document", "Fault", "decoded", "documents", "without_headers"]

LIMIT = 256 * 1024 * 1024
"""The longest answer, or line of JSON lines, that is read: it is held in memory as a whole."""

_HEADERS = re.compile(rb"\s*HTTP/[0-9.]+ [0-9]{3}[^\n]*\n(?:[^\r\n]+\r?\n)*\r?\n")
_BYTE = re.compile(r"\(byte ([0-9]+)\)")
_ANSWERS = frozenset({"responseHeader", "resultCount", "status", "error", "grouped"})
_MOST_HEADERS = 64 * 1024


class Document(NamedTuple):
    """The bytes of one document."""

    data: bytes


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


def documents(stream: BinaryIO, file: str) -> Iterator[Document | Fault]:
    """The documents of JSON lines, a list, an answer, or a document alone; and what is none.

    Raises:
        SourceError: the JSON is broken where it holds everything together, or is too long.
    """
    lines = _lines(stream, file)
    first, offset = _begun(lines)
    if not first.strip():
        raise SourceError(file, "", "holds no JSON: fetch the answer again")
    try:
        _top(first)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        second = next((line for line in lines if line.strip()), b"")
        if first.lstrip()[:1] == b"{" and second.lstrip()[:1] == b"{":
            yield from _each(chain([first, second], lines))
            return
        yield from _whole(b"".join(_bounded(chain([first, second], lines), file)), offset, file)
        return
    yield from _each(chain([first], lines))


def _lines(stream: BinaryIO, file: str) -> Iterator[bytes]:
    while line := stream.readline(LIMIT + 1):
        if len(line) > LIMIT:
            raise _too_long(file)
        yield line


def _bounded(parts: Iterable[bytes], file: str) -> Iterator[bytes]:
    size = 0
    for part in parts:
        size += len(part)
        if size > LIMIT:
            raise _too_long(file)
        yield part


def _too_long(file: str) -> SourceError:
    reason = (
        f"is too long, over {LIMIT // 1024**2} MiB in one piece: save it as JSON lines, one document a line"
    )
    return SourceError(file, "", reason)


def _begun(lines: Iterator[bytes]) -> tuple[bytes, int]:
    """The first line of JSON, and how many bytes stand before it."""
    head = b""
    for line in lines:
        head += line
        bare, offset = without_headers(head)
        # while the headers go on there is nothing to match yet
        if bare.strip() and (not bare.lstrip().startswith(b"HTTP/") or len(head) > _MOST_HEADERS):
            return bare, offset
    return b"", len(head)


def _each(lines: Iterable[bytes]) -> Iterator[Document | Fault]:
    """The documents of JSON lines; a line may be an answer or a list too."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield from _within(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            yield Fault(f"line {number}", _told(error, "mend this line or fetch it again"), _shown(line))


def _whole(data: bytes, offset: int, file: str) -> Iterator[Document | Fault]:
    try:
        yield from _within(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        at = _BYTE.search(str(error))
        place = offset + (int(at[1]) if at else getattr(error, "start", len(data)))
        if isinstance(error, RecursionError):
            place = offset
        raise SourceError(file, f"byte {place}", _told(error, "fetch the answer again")) from error


def _told(error: Exception, advice: str) -> str:
    if isinstance(error, RecursionError):
        return f"its JSON is nested too deeply to be a record of VuFind: {advice}"
    if isinstance(error, UnicodeDecodeError):
        return f"its text is not valid UTF-8 ({error.reason} at byte {error.start} of it): {advice}"
    return f"is not valid JSON ({str(error).removeprefix('JSON is malformed: ')}): {advice}"


def _shown(data: bytes) -> str:
    return bytes(data[:200]).decode(errors="replace")


def _top(data: bytes) -> dict[str, msgspec.Raw] | list[msgspec.Raw]:
    """The value, one level deep."""
    if data.lstrip()[:1] == b"[":
        return msgspec.json.decode(data, type=list[msgspec.Raw])
    return msgspec.json.decode(data, type=dict[str, msgspec.Raw])


def _within(data: bytes) -> Iterator[Document | Fault]:
    top = _top(data)
    if isinstance(top, list):
        for part in top:
            yield Document(bytes(part))
    elif "response" in top:
        yield from _listed(top["response"], "docs")
    elif "records" in top and "id" not in top:
        yield from _all(top["records"])
    elif "doc" in top and "id" not in top:
        yield Document(bytes(top["doc"]))
    elif not _is_answer(top):
        yield Document(data.strip())
    elif fault := _refused(top):
        yield Fault("", fault, _shown(data))


def _is_answer(top: dict[str, msgspec.Raw]) -> bool:
    return "id" not in top and not _ANSWERS.isdisjoint(top)


def _refused(top: dict[str, msgspec.Raw]) -> str:
    """What an answer without documents says instead; "" if it only found nothing."""
    if "grouped" in top:
        return "is an answer of Solr in groups: ask again without group=true"
    if "error" in top or bytes(top.get("status", msgspec.Raw(b'"OK"'))) not in {b'"OK"', b"0"}:
        said = bytes(top.get("statusMessage") or top.get("error") or top["status"])
        return f"is an answer without records: the catalogue says {_shown(said)}; ask again"
    return ""


def _listed(response: msgspec.Raw, name: str) -> Iterator[Document | Fault]:
    if bytes(response)[:1] == b"{":
        inner = msgspec.json.decode(response, type=dict[str, msgspec.Raw])
        if name in inner:
            yield from _all(inner[name])
            return
    reason = f"is an answer of Solr whose response has no list {name!r}: ask again"
    yield Fault("", reason, _shown(bytes(response)))


def _all(records: msgspec.Raw) -> Iterator[Document | Fault]:
    if bytes(records)[:1] != b"[":
        yield Fault("", "its records are not a list: fetch the answer again", _shown(bytes(records)))
        return
    for part in msgspec.json.decode(records, type=list[msgspec.Raw]):
        yield Document(bytes(part))


def decoded(document: Document) -> dict[str, object] | str:
    """The fields of a document, or why it has none."""
    try:
        value = msgspec.json.decode(document.data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return _told(error, "mend this record")
    if not isinstance(value, dict):
        return f"is not a JSON object but {type(value).__name__}: a record has named fields"
    return value
