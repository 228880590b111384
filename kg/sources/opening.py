"""Opens what a path leads to: plain or compressed files, standard input, archives as their members.

Whatever stands around the content is taken off: compression, layer by layer, and the headers of HTTP
that a saved answer begins with. Only then is it asked whether it is an archive, and in the end which
format it is. So places that messages name ("byte 7", "line 3") are those of the content.
"""

from __future__ import annotations

import io
import os
import re
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, cast

from kg.errors import SourceError
from kg.record import Reject
from kg.sources import archives
from kg.sources.folders import shown
from kg.sources.streams import BLOCK, Budget, Decompressed, Stream, Tap, kind_of

__all__ = ["ARCHIVES", "HEAD", "LAYERS", "File", "files", "opened"]

HEAD = BLOCK
"""How many bytes of a file a format may look at to know it."""

LAYERS = 3
"""How many times a file may be compressed."""

ARCHIVES = 2
"""How deep archives may stand in each other."""

_HEADERS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*HTTP/[0-9.]+ [0-9]{3}[^\n]*\n(?:[^\r\n]+\r?\n)*\r?\n"  # one answer
)
_ANSWERS = 10  # redirections, each with headers of its own


@dataclass(slots=True)
class File:
    """A file with its content, while it is its turn.

    Attributes:
        name: as messages show it; a member of an archive is ``export.zip!folder/file.ris``.
        stream: the content, decompressed, in which :data:`HEAD` bytes can be peeked at.
    """

    name: str
    stream: io.BufferedReader
    _tap: Tap

    def digest(self) -> tuple[str, int]:
        """The SHA-256 and the size of the file as it is stored, or of the member as it was put in.

        To be asked when the content has been read. ``("", 0)`` for standard input, a pipe or a device
        that was not read to its end, and for what cannot be read.
        """
        return self._tap.digest()


def files(path: str) -> Iterator[File | Reject]:
    """The files that a path leads to, one at a time, and what of it cannot be opened.

    That is one, or as many as an archive has; each can be read until the next is asked for.

    Args:
        path: a path, or ``-`` for standard input.
    """
    name, budget = shown(path), Budget()
    try:
        tap = _tap(path, budget)
    except SourceError as error:
        yield Reject(file=name, reason=error.reason)
    except OSError as error:
        yield Reject(file=name, reason=_unreadable(error))
    else:
        yield from _within(tap, name, budget, ARCHIVES)


def _unreadable(error: OSError) -> str:
    return f"cannot be read: {error.strerror or error}"


def _within(tap: Tap, name: str, budget: Budget, depth: int) -> Iterator[File | Reject]:
    """What a stream holds: itself, or the files of an archive."""
    try:
        with _buffered(tap) as plain, _peeled(plain, name, budget) as stream:
            kind = archives.kind_of(stream.peek(HEAD))
            if not kind:
                yield File(name, stream, tap)
            elif not depth:
                reason = f"is an archive within {ARCHIVES} others: unpack it, and name what it holds"
                raise SourceError(name, "", reason)  # noqa: TRY301
            elif kind == "tar":
                yield from _members(kind, stream, name, budget, depth)
            else:
                with _seekable(tap, plain, stream, name, budget) as whole:
                    yield from _members(kind, whole, name, budget, depth)
    except SourceError as error:
        yield Reject(file=name, position=error.position, reason=error.reason)
    except OSError as error:
        yield Reject(file=name, reason=_unreadable(error))


def _members(kind: str, stream: BinaryIO, name: str, budget: Budget, depth: int) -> Iterator[File | Reject]:
    for found in archives.members(kind, stream, name, budget):
        if budget.spent:
            yield Reject(file=name, reason="what stands behind the member that expands too far is not read")
            return
        if isinstance(found, Reject):
            yield found
        else:
            yield from _within(Tap(found.stream, ends=True), found.name, budget, depth - 1)


def _seekable(
    tap: Tap, plain: io.BufferedReader, stream: io.BufferedReader, name: str, budget: Budget
) -> BinaryIO:
    """The stream as one in which one can go back: the file itself, or a copy."""
    if stream is plain and tap.inner.seekable():
        size = tap.inner.seek(0, os.SEEK_END)
        budget.taken = max(budget.taken, size)
        return tap.inner
    return archives.spooled(stream, name)


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """The content of a file, buffered so that :data:`HEAD` bytes can be peeked at; archives as they are.

    Args:
        path: a path, or ``-`` for standard input.

    Raises:
        SourceError: the file does not exist, is a folder, or its compressed data is damaged.
    """
    budget, name = Budget(), shown(path)
    with _buffered(_tap(path, budget)) as plain, _peeled(plain, name, budget) as stream:
        yield stream


def _peeled(stream: io.BufferedReader, name: str, budget: Budget) -> io.BufferedReader:
    """The content of a stream, without what stands around it."""
    for _ in range(LAYERS + 1):
        for _ in range(_ANSWERS):
            headers = _HEADERS.match(stream.peek(HEAD))
            if not headers:
                break
            stream.read(headers.end())
        kind = kind_of(stream.peek(HEAD))
        if not kind:
            return stream
        stream = _buffered(Decompressed(stream, name, kind, budget))
    reason = f"is compressed more than {LAYERS} times, one in the other: decompress it first"
    raise SourceError(name, "", reason)


def _buffered(stream: Stream) -> io.BufferedReader:
    return io.BufferedReader(cast("io.RawIOBase", stream), HEAD)


class _Kept:
    """Standard input, which stays open."""

    def __init__(self, inner: BinaryIO) -> None:
        self._inner = inner

    def read(self, size: int) -> bytes:
        return self._inner.read(size)

    def seekable(self) -> bool:
        return False

    def close(self) -> None:
        """Does nothing."""


def _tap(path: str, budget: Budget) -> Tap:
    if path == "-":
        if sys.stdin is None:
            raise SourceError(path, "", "standard input is closed")
        standard = getattr(sys.stdin.buffer, "raw", sys.stdin.buffer)
        return Tap(cast("BinaryIO", _Kept(standard)), ends=False, budget=budget)
    try:
        raw = open(path, "rb", buffering=0)  # noqa: SIM115
    except IsADirectoryError as error:
        raise SourceError(path, "", "is a folder: name its files") from error
    except FileNotFoundError as error:
        raise SourceError(path, "", "does not exist") from error
    except ValueError as error:
        raise SourceError(path, "", f"is not the name of a file: {error}") from error
    ends = stat.S_ISREG(os.fstat(raw.fileno()).st_mode)
    return Tap(cast("BinaryIO", raw), ends=ends, budget=budget)
