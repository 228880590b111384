"""The source Records of a graph on disk: JSON lines, compressed, in parts of a fixed number.

They stay beside the graph, so that merging can be explained, redone and undone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import msgspec
from zstandard import ZstdCompressor, ZstdDecompressor, ZstdError

from kg.errors import StoreError
from kg.record import Record

__all__ = ["PART", "PartsWriter", "decode", "lines", "lines_of"]

PART = 4096
"""How many records a part holds."""

_encode = msgspec.json.Encoder().encode
_decoder = msgspec.json.Decoder(Record)


class PartsWriter:
    """Writes Records to ``part-00000.jsonl.zst`` and so on in a folder, in their order."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._count = 0
        self._stream: BinaryIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def add(self, record: Record) -> None:
        """Writes the next record."""
        if self._count % PART == 0:
            self.close()
            path = self._folder / f"part-{self._count // PART:05}.jsonl.zst"
            self._stream = ZstdCompressor(level=3).stream_writer(open(path, "wb"), closefd=True)  # noqa: SIM115
        assert self._stream is not None
        self._stream.write(_encode(record) + b"\n")
        self._count += 1

    def close(self) -> None:
        """Ends the last part."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None


def lines(folder: Path) -> Iterator[bytes]:
    """The Records of a folder of parts as JSON, one a line, in their order.

    Raises:
        StoreError: a part is damaged.
    """
    return lines_of(os.listdir(folder), lambda name: open(folder / name, "rb"))


def lines_of(names: Iterable[str], opened: Callable[[str], BinaryIO]) -> Iterator[bytes]:
    """The same, of the parts that have these names, each opened when it is needed.

    Raises:
        StoreError: a part is damaged.
    """
    for name in sorted(names):
        if not name.endswith(".jsonl.zst"):
            continue
        with opened(name) as raw, ZstdDecompressor().stream_reader(raw) as stream:
            yield from _lines(stream, name)


def _lines(stream: BinaryIO, name: str) -> Iterator[bytes]:
    rest = b""
    while block := _block(stream, name):
        *whole, rest = (rest + block).split(b"\n")
        yield from whole
    if rest:
        raise StoreError(f"records/{name} ends within a record: build the graph again")


def _block(stream: BinaryIO, name: str) -> bytes:
    try:
        return stream.read(1 << 20)
    except ZstdError as error:
        raise StoreError(f"records/{name} is damaged ({error}): build the graph again") from error


def decode(line: bytes) -> Record:
    """The Record of a line.

    Raises:
        StoreError: it is none.
    """
    try:
        return _decoder.decode(line)
    except msgspec.DecodeError as error:
        raise StoreError(f"a line of records/ is no record ({error}): build the graph again") from error
