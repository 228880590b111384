r"""Lines of text, whatever their encoding: what readers of RIS, BibTeX, NBIB, CSV and the like begin with.

The rule of the encoding:

- a byte order mark tells UTF-8, UTF-16 or UTF-32; without one, zero bytes in the places of a plain
  letter's other half tell UTF-16;
- anything else is UTF-8, and what is not valid in it is taken for Windows-1252, byte by byte: so a
  file in Windows-1252 or Latin-1 reads right, and a stray byte in a file in UTF-8 costs nothing else.
  What stands at none of the characters of Windows-1252 is the control of that number, as in Latin-1.

Nothing of this is silent: a line that is not what its encoding allows has a :attr:`Line.rule`, which
the reader keeps with the record: ``draft.changed(name, line.written, line.rule)``.

A reader asks :func:`beginning` when it detects, and goes through :func:`lines` when it reads::

    def detect(head: bytes) -> float:
        return 0.9 if re.search(r"^TY  - ", beginning(head), re.MULTILINE) else 0.0

    def read(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
        for line in lines(stream, file):
            tag, value = line.text[:2], line.text[6:]
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from kg.errors import SourceError
from kg.sources.streams import peekable

__all__ = ["LIMIT", "WINDOWS", "Line", "beginning", "encoding", "lines"]

LIMIT = 64 * 1024 * 1024
"""The longest line that is read, in bytes or, of UTF-16, in characters: it is held in memory."""

WINDOWS = "windows-1252"
"""The rule by which a byte that is not valid UTF-8 becomes a character."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like the mark of UTF-16, so it comes before it
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HALVES = ((re.compile(rb"(?:[^\0]\0){2}"), "utf-16-le"), (re.compile(rb"(?:\0[^\0]){2}"), "utf-16-be"))
_MARK = "\ufeff"
_END_OF_FILE = "\x1a"  # the end of a text file under DOS
_STRAY = re.compile(
    rb"(?:[\x80-\xc1\xf5-\xff]|[\xc2-\xdf](?![\x80-\xbf])|[\xe0-\xef](?![\x80-\xbf]{2})"
    rb"|[\xf0-\xf4](?![\x80-\xbf]{3}))+"
)
_WINDOWS = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256))
_LENIENT = "kg.windows-1252"


class Line(NamedTuple):
    r"""A line of a file.

    Attributes:
        number: from 1; ``f"line {number}"`` is its position.
        text: without the end of the line, and without the mark that begins a file.
        data: its bytes as they stand, the end of the line included: all of them are the file.
        rule: ``""``; or by what its text was made, where it is not valid in the encoding of the
            file: :data:`WINDOWS`; or the encoding itself, where U+FFFD stands for what is broken.
    """

    number: int
    text: str
    data: bytes
    rule: str = ""

    @property
    def written(self) -> str:
        r"""The text with bytes that are not valid written out, as a record of what was there.

        >>> Line(1, "naïve", b"na\xefve\n", WINDOWS).written
        'na\\xefve'
        """
        if self.rule == WINDOWS:
            return self.data.decode("utf-8", "backslashreplace").rstrip("\r\n").removeprefix(_MARK)
        return self.text


def encoding(head: bytes) -> str:
    r"""The encoding that the beginning of a file tells, as the name of a codec without its mark.

    >>> encoding(b"TY  - JOUR"), encoding("TY".encode("utf-16-be")), encoding(codecs.BOM_UTF16_LE)
    ('utf-8', 'utf-16-be', 'utf-16-le')
    """
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    return next((name for pattern, name in _HALVES if pattern.match(head)), "utf-8")


def beginning(head: bytes) -> str:
    r"""The beginning of a file as text; the last character may be missing where it is cut.

    >>> beginning(b"\xef\xbb\xbfna\xefve caf\xc3")
    'naïve caf'
    """
    name = encoding(head)
    decoder = codecs.getincrementaldecoder(name)(errors=_LENIENT if name == "utf-8" else "replace")
    return decoder.decode(head).removeprefix(_MARK)


def lines(stream: BinaryIO, file: str) -> Iterator[Line]:
    r"""The lines of a file, in order, one at a time.

    A line ends with LF, CR LF or CR, and with nothing else: what Unicode counts as a line end is
    text. Controls stay in the text: whoever makes a Record of it need not think of them.

    >>> [line.text for line in lines(io.BytesIO(b"TY  - JOUR\r\nTI  - Na\xefve\x85\n"), "a.ris")]
    ['TY  - JOUR', 'TI  - Naïve…']

    Args:
        stream: the file, which need not be seekable.
        file: its name for messages.

    Raises:
        SourceError: a line is longer than :data:`LIMIT`.
    """
    content = peekable(stream)
    name = encoding(content.peek(4)[:4])
    pieces = _plain(content, file) if name == "utf-8" else _wide(content, file, name)
    for number, (text, data, rule) in enumerate(pieces, start=1):
        yield Line(number, text.rstrip("\r\n").removeprefix(_MARK).removesuffix(_END_OF_FILE), data, rule)


def _plain(stream: BinaryIO, file: str) -> Iterator[tuple[str, bytes, str]]:
    for block in _blocks(stream, file):
        for data in block.splitlines(keepends=True) if b"\r" in block[:-2] else (block,):
            try:
                yield data.decode(), data, ""
            except UnicodeDecodeError:
                yield data.decode("utf-8", _LENIENT), data, WINDOWS


def _blocks(stream: BinaryIO, file: str) -> Iterator[bytes]:
    """What stands up to each LF."""
    number = 0
    while block := stream.readline(LIMIT + 1):
        number += 1
        if len(block) > LIMIT:
            raise _too_long(file, number)
        yield block


def _wide(stream: BinaryIO, file: str, name: str) -> Iterator[tuple[str, bytes, str]]:
    text = io.TextIOWrapper(stream, encoding=name, errors="replace", newline="")
    number = 0
    try:
        while line := text.readline(LIMIT + 1):
            number += 1
            if len(line) > LIMIT:
                raise _too_long(file, number)
            yield line, line.encode(name), name if "\ufffd" in line else ""
    finally:
        text.detach()


def _too_long(file: str, number: int) -> SourceError:
    reason = f"is longer than {LIMIT // 1024**2} MiB, which no line of a record is: what follows is not read"
    return SourceError(file, f"line {number}", reason)


def _windows(error: UnicodeError) -> tuple[str, int]:
    """What stands for bytes that are not valid UTF-8, and where valid bytes may begin again."""
    assert isinstance(error, UnicodeDecodeError)
    run = _STRAY.match(error.object, error.start)
    end = run.end() if run else error.end
    return error.object[error.start : end].decode("latin-1").translate(_WINDOWS), end


codecs.register_error(_LENIENT, _windows)
