"""Opens what the user names: plain or compressed files, standard input; folders as their files."""

from __future__ import annotations

import bz2
import io
import lzma
import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from isal import igzip, igzip_lib
from zstandard import ZstdDecompressor, ZstdError

from kg.errors import SourceError

__all__ = ["HEAD", "expand", "opened"]

HEAD = 64 * 1024
"""How many bytes of a file a format may look at to know it."""

_MAGIC = (
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
)


_DAMAGED: tuple[type[Exception], ...] = (
    zlib.error,
    igzip.BadGzipFile,
    cast("type[Exception]", igzip_lib.IsalError),
    lzma.LZMAError,
    ZstdError,
    ValueError,
)


class _Guarded(io.RawIOBase):
    """A decompressed stream whose faults are :class:`SourceError`, with the byte they stand at."""

    def __init__(self, inner: BinaryIO, file: str, kind: str) -> None:
        self._inner = inner
        self._file = file
        self._kind = kind
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._inner.read(len(buffer))
        except EOFError as error:
            raise SourceError(
                self._file,
                self._where(),
                f"the {self._kind} data ends early: the file is truncated; fetch it again",
            ) from error
        except _DAMAGED as error:
            raise SourceError(
                self._file, self._where(), f"the {self._kind} data is damaged ({error}); fetch the file again"
            ) from error
        buffer[: len(data)] = data
        self._count += len(data)
        return len(data)

    def _where(self) -> str:
        return f"byte {self._count}"

    def close(self) -> None:
        self._inner.close()
        super().close()


@contextmanager
def opened(file: str) -> Iterator[BinaryIO]:
    """The decompressed bytes of a file, buffered so that :data:`HEAD` bytes can be peeked at.

    Args:
        file: a path, or ``-`` for standard input.

    Raises:
        SourceError: the file does not exist, is a folder, or its compressed data is damaged.
    """
    raw = _raw(file)
    with io.BufferedReader(cast("io.RawIOBase", raw), HEAD) as plain:
        kind = next((kind for magic, kind in _MAGIC if plain.peek(8).startswith(magic)), "")
        if not kind:
            yield plain
            return
        guarded = _Guarded(_decompressed(cast("BinaryIO", plain), kind), file, kind)
        with io.BufferedReader(guarded, HEAD) as stream:
            yield stream


def _raw(file: str) -> BinaryIO:
    if file == "-":
        return cast(
            "BinaryIO", sys.stdin.buffer.raw if hasattr(sys.stdin.buffer, "raw") else sys.stdin.buffer
        )
    try:
        return cast("BinaryIO", open(file, "rb", buffering=0))
    except IsADirectoryError as error:
        raise SourceError(
            file, "", "is a folder: name its files, or the folder itself to kg build"
        ) from error
    except FileNotFoundError as error:
        raise SourceError(file, "", "does not exist") from error
    except ValueError as error:
        raise SourceError(file, "", f"is not the name of a file: {error}") from error


def _decompressed(plain: BinaryIO, kind: str) -> BinaryIO:
    if kind == "gzip":
        return cast("BinaryIO", igzip.open(plain, "rb"))  # type: ignore[no-untyped-call]
    if kind == "zstd":
        return cast(
            "BinaryIO", ZstdDecompressor(max_window_size=2**27).stream_reader(plain, read_across_frames=True)
        )
    if kind == "bzip2":
        return cast("BinaryIO", bz2.BZ2File(plain))
    return cast("BinaryIO", lzma.LZMAFile(plain))


def expand(named: list[str]) -> Iterator[str]:
    """The files of what the user names, in a fixed order: folders give their files, sorted, deep.

    Hidden files of a folder are left out; a file that is named is always in. A folder without
    files comes as itself, so that it can be reported.
    """
    for name in named:
        if name == "-" or not os.path.isdir(name):
            yield name
            continue
        inside = sorted(
            str(path)
            for path in Path(name).rglob("*")
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(name).parts)
        )
        yield from inside or [name]
