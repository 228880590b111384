"""Raw streams that count: bytes with their digest, decompressed bytes with their faults and bounds.

Everything that gives bytes is a :class:`Stream`. What a fault leaves readable is given before the
fault is raised, so that the records in front of a damage are kept.
"""

from __future__ import annotations

import bz2
import hashlib
import io
import lzma
from abc import abstractmethod
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import BinaryIO, Protocol, cast

from isal import igzip_lib
from zstandard import ZstdDecompressor, ZstdError

from kg.errors import SourceError

__all__ = [
    "BLOCK",
    "KINDS",
    "MEMORY",
    "Budget",
    "Decompressed",
    "Guarded",
    "Stream",
    "Tap",
    "kind_of",
    "peekable",
]

BLOCK = 64 * 1024
"""How many bytes are read at a time."""

MEMORY = 128 * 1024 * 1024
"""How much memory the header of a compressed file may ask for: the window of zstd, the dictionary of xz."""


def peekable(stream: BinaryIO) -> io.BufferedReader:
    """The stream, in which :data:`BLOCK` bytes can be peeked at: as it is, if it lets one do so.

    >>> peekable(io.BytesIO(b"TY  - JOUR")).peek()
    b'TY  - JOUR'
    """
    if hasattr(stream, "peek"):
        return cast("io.BufferedReader", stream)
    return io.BufferedReader(cast("io.RawIOBase", stream), BLOCK)


class Budget:
    """What one input may expand to, all its layers and members together.

    Real records shrink to a tenth or a thirtieth; what grows to the 250-fold and is large is a bomb.
    """

    FREE = 256 * 1024 * 1024
    RATIO = 250

    def __init__(self) -> None:
        self.taken = 0
        self.given = 0

    @property
    def spent(self) -> bool:
        """Whether more was made of the input than can be right."""
        return self.given > self.FREE and self.given > self.RATIO * self.taken

    def give(self, count: int, file: str) -> None:
        """Counts bytes that were decompressed.

        Raises:
            SourceError: there are too many.
        """
        self.given += count
        if self.spent:
            reason = (
                f"expands to more than {self.RATIO} times its size, as only a bomb does: "
                "if it is none, decompress it and name what it holds"
            )
            raise SourceError(file, "", reason)


class Stream(io.RawIOBase):
    """A raw stream that fills what it is asked to fill, and has a fault only behind what it can give."""

    def __init__(self) -> None:
        self.count = 0
        self._fault: SourceError | OSError | None = None

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fills the buffer as far as there is anything."""
        filled = 0
        while filled < len(buffer) and self._fault is None:
            try:
                data = self._pull(len(buffer) - filled)
            except (SourceError, OSError) as error:
                self._fault = error
                break
            if not data:
                break
            buffer[filled : filled + len(data)] = data
            filled += len(data)
            self.count += len(data)
        if self._fault is not None and not filled:
            raise self._fault
        return filled

    @abstractmethod
    def _pull(self, size: int) -> bytes:
        """Up to so many bytes; none at the end."""


class Tap(Stream):
    """The bytes of a file on their way, with their digest.

    Args:
        inner: what gives them; it is closed with the tap.
        ends: whether it has an end that is worth waiting for, as a pipe or a device may not.
        budget: what is told how many bytes are taken.
    """

    def __init__(self, inner: BinaryIO, *, ends: bool, budget: Budget | None = None) -> None:
        super().__init__()
        self._inner = inner
        self._ends = ends
        self._ended = False
        self._budget = budget
        self._digest = hashlib.sha256()

    @property
    def inner(self) -> BinaryIO:
        """What gives the bytes."""
        return self._inner

    def _pull(self, size: int) -> bytes:
        data = cast("bytes | None", self._inner.read(size))
        if data is None:
            raise BlockingIOError("it does not wait for data")
        self._ended = not data
        self._digest.update(data)
        if self._budget is not None:
            self._budget.taken += len(data)
        return data

    def digest(self) -> tuple[str, int]:
        """The SHA-256 and the size of all bytes, also of those that nobody has read.

        ``("", 0)`` for what was not read to its end, and has none or cannot be read.
        """
        try:
            while self._ends and not self.closed and self.read(1 << 20):
                pass
        except (SourceError, OSError):
            return "", 0
        return (self._digest.hexdigest(), self.count) if self._ended else ("", 0)

    def close(self) -> None:
        """Closes what gives the bytes too."""
        if not self.closed:
            self._inner.close()
        super().close()


class Guarded(Stream):
    """A stream of another library, whose faults become :class:`~kg.errors.SourceError`.

    Args:
        inner: the stream, which is closed with this one.
        file: its name for messages.
        budget: what is told how much it gives.
        faults: what it raises over data that is damaged.
        reason: what is said then, with ``{}`` for the fault.
    """

    def __init__(
        self, inner: BinaryIO, file: str, budget: Budget, faults: tuple[type[Exception], ...], reason: str
    ) -> None:
        super().__init__()
        self._inner = inner
        self._file = file
        self._budget = budget
        self._faults = faults
        self._reason = reason

    def _pull(self, size: int) -> bytes:
        try:
            data = self._inner.read(size)
        except self._faults as error:
            raise SourceError(self._file, f"byte {self.count}", self._reason.format(error)) from error
        self._budget.give(len(data), self._file)
        return data

    def close(self) -> None:
        """Closes the inner stream too."""
        if not self.closed:
            self._inner.close()
        super().close()


class _Decoder(Protocol):
    """What the decompressors of the standard library have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class _Zstd:
    """zstd as the others are: so little goes in at a time that what comes out fits in memory."""

    _STEP = 2048  # four bytes may stand for 128 KiB

    def __init__(self) -> None:
        self._decoder = ZstdDecompressor(max_window_size=MEMORY).decompressobj(read_across_frames=False)
        self._rest = b""
        self._made = b""
        self._at = 0

    @property
    def eof(self) -> bool:
        return bool(self._decoder.eof) and self._at == len(self._made)

    @property
    def needs_input(self) -> bool:
        return not self._rest and self._at == len(self._made)

    @property
    def unused_data(self) -> bytes:
        return self._decoder.unused_data + self._rest

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        self._rest += data
        if self._at == len(self._made):
            now, self._rest = self._rest[: self._STEP], self._rest[self._STEP :]
            self._made, self._at = self._decoder.decompress(now), 0
        start = self._at
        self._at = len(self._made) if max_length < 0 else min(start + max_length, len(self._made))
        return self._made[start : self._at]


def _gzip() -> _Decoder:
    return cast("_Decoder", igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_GZIP))


def _xz() -> _Decoder:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MEMORY)


_SKIPPED = tuple(bytes([byte]) + b"\x2a\x4d\x18" for byte in range(0x50, 0x60))

KINDS: Mapping[str, tuple[tuple[bytes, ...], Callable[[], _Decoder]]] = MappingProxyType(
    {
        "gzip": ((b"\x1f\x8b",), _gzip),
        "zstd": ((b"\x28\xb5\x2f\xfd", *_SKIPPED), _Zstd),
        "bzip2": ((b"BZh",), bz2.BZ2Decompressor),
        "xz": ((b"\xfd7zXZ\x00",), _xz),
    }
)
"""The compressions: how a stream of each begins, and what decodes it."""

_MAGIC = max(len(magic) for magics, _ in KINDS.values() for magic in magics)
_STEP = 16 * 1024  # small, because the rest of it is copied at the end of each member
_PADDED = ("gzip", "xz")  # zero bytes may stand behind their streams
_DAMAGED: tuple[type[Exception], ...] = (
    cast("type[Exception]", igzip_lib.IsalError),
    lzma.LZMAError,
    ZstdError,
    ValueError,
    OSError,
)


def kind_of(head: bytes) -> str:
    r"""How a stream that begins so is compressed; ``""`` if it is not.

    >>> kind_of(b"\x1f\x8b\x08\x00"), kind_of(b"TY  - JOUR")
    ('gzip', '')
    """
    return next((kind for kind, (magics, _) in KINDS.items() if head.startswith(magics)), "")


class Decompressed(Stream):
    """What a compressed stream holds: all its members or frames, one after the other.

    Faults are :class:`~kg.errors.SourceError`, with the byte of the content that they stand at: data
    that ends early, data that is damaged, and other data behind it.
    """

    def __init__(self, inner: io.BufferedReader, file: str, kind: str, budget: Budget) -> None:
        super().__init__()
        self._inner = inner
        self._file = file
        self._kind = kind
        self._magics, self._fresh = KINDS[kind]
        self._decoder = self._fresh()
        self._rest = b""
        self._budget = budget

    def _pull(self, size: int) -> bytes:
        while not self._decoder.eof or self._next():
            data = b""
            if self._decoder.needs_input:
                data, self._rest = self._rest or self._inner.read1(_STEP), b""
                if not data:
                    raise self._told("data ends early: the file is truncated; fetch it again")
            try:
                made = self._decoder.decompress(data, size)
            except _DAMAGED as error:
                raise self._told(f"data is damaged ({error}); fetch the file again") from error
            if made:
                self._budget.give(len(made), self._file)
                return made
        return b""

    def _next(self) -> bool:
        """Goes to the next member; whether there is one."""
        rest = self._decoder.unused_data
        while True:
            rest = rest.lstrip(b"\0") if self._kind in _PADDED else rest
            more = self._inner.read1(_STEP) if len(rest) < _MAGIC else b""
            if not more:
                break
            rest += more
        if not rest:
            return False
        if not rest.startswith(self._magics):
            raise self._told("data is complete, but other data stands behind it, which is not read")
        self._rest = rest
        self._decoder = self._fresh()
        return True

    def _told(self, reason: str) -> SourceError:
        return SourceError(self._file, f"byte {self.count}", f"the {self._kind} {reason}")

    def close(self) -> None:
        """Closes the compressed stream too."""
        if not self.closed:
            self._inner.close()
        super().close()
