"""Brings a stream of XML in any encoding to UTF-8, the one that records are cut in."""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO, cast

from kg.errors import SourceError
from kg.sources.cutting import Input

__all__ = ["decoded", "utf8"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_DECLARED = re.compile(rb"""\s*<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_TOLD = 1024  # bytes within which the declaration stands
_PLAIN = frozenset({"utf-8", "utf-8-sig", "ascii"})


class _Recoded:
    """A stream in some encoding, read as UTF-8."""

    def __init__(self, inner: Input, first: bytes, encoding: str) -> None:
        self._inner = inner
        self._first = first
        self._decoder = codecs.getincrementaldecoder(encoding)()

    def read1(self, size: int = -1, /) -> bytes:
        """Up to about so many bytes; none at the end."""
        while True:
            block = self._first or self._inner.read1(size)
            self._first = b""
            text = self._decoder.decode(block, final=not block)
            if text or not block:
                return text.encode("utf-8")


class _Prefixed:
    """A stream whose first bytes have been read already."""

    def __init__(self, inner: Input, first: bytes) -> None:
        self._inner = inner
        self._first = first

    def read1(self, size: int = -1, /) -> bytes:
        """Up to about so many bytes; none at the end."""
        first, self._first = self._first, b""
        return first or self._inner.read1(size)


def _encoding(head: bytes) -> str:
    """The encoding that the first bytes tell, by their mark or by declaration."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    declared = _DECLARED.match(head)
    return declared[1].decode("ascii").lower() if declared else "utf-8"


def decoded(head: bytes) -> str:
    """The beginning of a file as text, as far as it can be made out."""
    try:
        return head.decode(_encoding(head), "ignore")
    except LookupError:
        return head.decode("utf-8", "ignore")


def utf8(stream: BinaryIO, file: str) -> Input:
    """The stream in UTF-8, whatever its byte order mark or XML declaration says it is in.

    Raises:
        SourceError: the declared encoding is not known.
    """
    inner = cast("Input", stream)
    first = b""
    while len(first) < _TOLD and (block := inner.read1(_TOLD - len(first))):
        first += block
    named = _encoding(first)
    try:
        encoding = codecs.lookup(named).name
        codecs.getincrementaldecoder(encoding)().decode(b"")
    except (LookupError, TypeError, UnicodeError) as error:
        reason = f"the encoding {named!r} is not known: save the file as UTF-8"
        raise SourceError(file, "header", reason) from error
    if encoding in _PLAIN:
        return _Prefixed(inner, first)
    return _Recoded(inner, first, encoding)
