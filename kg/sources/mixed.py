"""One file of several formats: exports that somebody has put one behind the other, each read as what it is.

Formats of lines say how a line begins a record (:attr:`~kg.sources.Source.begins`). Where such a line of
another format comes, that format takes over. The file is cut in blocks and not line by line, so that a file
of one format costs next to nothing more.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO, cast

from kg.sources.streams import BLOCK, Stream

__all__ = ["parts"]


def parts(stream: BinaryIO, first: str, begins: Mapping[str, str]) -> Iterator[tuple[str, BinaryIO]]:
    r"""The parts of a file that are each of one format, with its name; read one to its end before the next.

    In front of a part stand as many blank lines as the file has lines before it: so the numbers of lines that
    its reader tells are those of the file.

    >>> text = b"@book{a, title={A}}\nTY  - JOUR\nER  - \n"
    >>> marks = {"bibtex": r"@[a-z]+\{", "ris": "TY  - "}
    >>> [(name, part.read()) for name, part in parts(io.BytesIO(text), "ris", marks)]
    [('bibtex', b'@book{a, title={A}}\n'), ('ris', b'\nTY  - JOUR\nER  - \n')]

    Args:
        stream: the file.
        first: the name of the format that it begins with, as far as its first lines tell nothing else.
        begins: for each format of lines, the pattern of the beginning of a line that begins a record.
    """
    cutter = _Cutter(stream, first, begins)
    while cutter.goes_on():
        part = io.BufferedReader(_Part(cutter), BLOCK)
        if cutter.is_at_another():
            continue
        yield cutter.name, cast("BinaryIO", part)
        while part.read(BLOCK):
            pass


class _Cutter:
    """Gives the bytes of the format at hand, up to the line that begins a record of another."""

    def __init__(self, stream: BinaryIO, first: str, begins: Mapping[str, str]) -> None:
        self.name = first
        self.lines = 0
        self._stream = stream
        self._begins = begins
        self._held = b""
        self._is_line = True  # what is held begins a line
        self._next = ""
        self._another = self._any_but(first)

    def goes_on(self) -> bool:
        """Whether anything is left; a format that was met takes over."""
        if self._next:
            self.name, self._next = self._next, ""
            self._another = self._any_but(self.name)
        self._fill()
        return bool(self._held)

    def is_at_another(self) -> bool:
        """Whether what comes next begins a record of another format."""
        return self._end() == 0

    def pull(self, size: int) -> bytes:
        """Up to so many bytes of the format at hand; none at its end."""
        self._fill()
        given = self._held[: min(size, self._end())]
        if given:
            self._held = self._held[len(given) :]
            self._is_line = given.endswith(b"\n")
            self.lines += given.count(b"\n")
        return given

    def _fill(self) -> None:
        """Holds whole lines, if there are any more; of a very long line, a piece."""
        if not self._held:
            block = self._stream.read(BLOCK)
            self._held = block if block.endswith(b"\n") else block + self._stream.readline(BLOCK)

    def _end(self) -> int:
        """Where the format at hand ends in what is held."""
        for match in self._another.finditer(self._held):
            if match.start() or self._is_line:
                self._next = list(self._begins)[int(cast("str", match.lastgroup)[1:])]
                return match.start()
        return len(self._held)

    def _any_but(self, name: str) -> re.Pattern[bytes]:
        """A line that begins a record of another format, which the name of its group tells."""
        others = [
            f"(?P<_{number}>{pattern})"
            for number, (other, pattern) in enumerate(self._begins.items())
            if other != name
        ]
        return re.compile(rb"^(?:\xef\xbb\xbf)?(?:" + "|".join(others).encode() + rb")", re.MULTILINE)


class _Part(Stream):
    """The bytes of one format, behind the blank lines that stand for what comes before them."""

    def __init__(self, cutter: _Cutter) -> None:
        super().__init__()
        self._cutter = cutter
        self._lead = cutter.lines

    def _pull(self, size: int) -> bytes:
        if self._lead:
            given = min(size, self._lead)
            self._lead -= given
            return b"\n" * given
        return self._cutter.pull(size)
