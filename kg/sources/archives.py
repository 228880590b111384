"""Archives: zip and tar -> their members, read where they stand; nothing is unpacked to the disk.

The names of members are only names: they are shown, and lead nowhere. What is no plain file, is
encrypted, or is compressed in a way that is not read, is told and left.
"""

from __future__ import annotations

import re
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple, cast

from kg.errors import SourceError
from kg.record import Reject
from kg.sources.folders import is_litter, shown
from kg.sources.strangers import document
from kg.sources.streams import Budget, Guarded

__all__ = ["DIRECTORY", "KINDS", "MEMBERS", "SPOOL", "Member", "kind_of", "members", "spooled"]

KINDS = ("zip", "tar")
"""The archives whose members are read."""

MEMBERS = 100_000
"""How many members of an archive are read."""

DIRECTORY = 16 * 1024 * 1024
"""The largest directory of a zip archive, or header of a tar archive, in bytes: it is held in memory."""

SPOOL = 2 * 1024 * 1024 * 1024
"""The longest zip archive that is read from where one cannot go back, in bytes: it is copied aside."""

_SMALL = 8 * 1024 * 1024
_BLOCK = 1 << 20
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_FAULTS: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    struct.error,
    EOFError,
    RuntimeError,
    ValueError,
    LookupError,
    OverflowError,
)
"""What the libraries raise over damaged archives."""

_DAMAGED = "the {} archive is damaged ({{}}): fetch it again"
_MORE = "holds more than {:,} files: those behind are not read; unpack it, and name the folder"
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2})
_COMMENT = 1 << 17  # more than the end of a zip archive with its comment has, which is read as a whole
_LINK = 0xA000
_ENCRYPTED = 0x1
_UTF8 = 0x800


class Member(NamedTuple):
    """A file of an archive: its name, with the archive's before it, and its bytes while it is its turn."""

    name: str
    stream: BinaryIO


def kind_of(head: bytes) -> str:
    r"""What archive begins so; ``""`` if none does.

    >>> kind_of(b"PK\x03\x04\x14\x00"), kind_of(b"TY  - JOUR")
    ('zip', '')
    """
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    return "tar" if head[257:262] == b"ustar" else ""


def members(kind: str, stream: BinaryIO, file: str, budget: Budget) -> Iterator[Member | Reject]:
    """The files of an archive, one at a time, and what in it cannot be read.

    Those of a zip archive come in the order of their names, as from a folder; those of a tar archive
    as they stand.

    Args:
        kind: one of :data:`KINDS`.
        stream: the archive; one can go back in it if it is a zip archive.
        file: its name for messages.
        budget: what is told how much the members give.

    Raises:
        SourceError: the archive is damaged, has no files, or is a document and no archive.
    """
    count = 0
    try:
        for member in (_zipped if kind == "zip" else _tarred)(stream, file, budget):
            count += 1
            if count > MEMBERS:
                yield Reject(file=file, reason=_MORE.format(MEMBERS))
                return
            yield member
    except _FAULTS as error:
        raise SourceError(file, "", _DAMAGED.format(kind).format(error)) from error
    if not count:
        raise SourceError(file, "", "is an archive without files")


def spooled(stream: BinaryIO, file: str) -> BinaryIO:
    """A copy of the stream in which one can go back; it is gone when it is closed.

    Raises:
        SourceError: it is longer than :data:`SPOOL`.
    """
    copy = cast("BinaryIO", tempfile.SpooledTemporaryFile(max_size=_SMALL))  # noqa: SIM115
    size = 0
    while block := stream.read(_BLOCK):
        size += len(block)
        if size > SPOOL:
            copy.close()
            limit = SPOOL // 1024**3
            reason = f"the zip archive is longer than {limit} GiB: save it as a file, and name that"
            raise SourceError(file, "", reason)
        copy.write(block)
    return copy


def _named(file: str, name: str) -> str:
    return f"{file}!" + _CONTROLS.sub("\ufffd", shown(name.removeprefix("./")))


def _is_left_out(name: str) -> bool:
    return any(is_litter(part) for part in name.split("/"))


class _Bounded:
    """A file whose reader cannot be made to take more into memory than is right."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        if size > DIRECTORY:
            raise ValueError(f"it asks for {size:,} bytes at once")
        data = self._stream.read(_COMMENT if size < 0 else size)
        self._at += len(data)
        return data


class _Backward(_Bounded):
    """One in which one can go back, as in a zip archive."""

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def seekable(self) -> bool:
        return True


class _Forward(_Bounded):
    """One that goes forward alone, as through a tar archive."""

    def seek(self, offset: int) -> int:
        while self._at < offset and self.read(min(offset - self._at, _BLOCK)):
            pass
        return self._at

    def tell(self) -> int:
        return self._at


# -- zip -------------------------------------------------------------------------------------------


def _zipped(stream: BinaryIO, file: str, budget: Budget) -> Iterator[Member | Reject]:
    with zipfile.ZipFile(cast("BinaryIO", _Backward(stream))) as archive:
        infos = archive.infolist()
        told = document((info.filename for info in infos), _mimetype(archive))
        if told:
            raise SourceError(file, "", told)
        found = [(_name(info), info) for info in infos if not info.is_dir()]
        found.sort(key=lambda pair: pair[0].split("/"))
        for name, info in found:
            if not _is_left_out(name):
                yield _unzipped(archive, info, _named(file, name), budget)


def _mimetype(archive: zipfile.ZipFile) -> bytes:
    """What an open document or e-book is; nothing for others."""
    first = archive.infolist()[:1]
    if not first or first[0].filename != "mimetype" or first[0].compress_type != zipfile.ZIP_STORED:
        return b""
    with archive.open(first[0]) as stream:
        return stream.read(100)


def _name(info: zipfile.ZipInfo) -> str:
    """The name of a member; most programs write UTF-8, whether they say so or not."""
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode()
    except UnicodeError:
        return info.filename


def _unzipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, budget: Budget) -> Member | Reject:
    if info.flag_bits & _ENCRYPTED:
        return Reject(file=name, reason="is encrypted: unpack the archive with its password")
    if (info.external_attr >> 16) & 0xF000 == _LINK:
        return Reject(file=name, reason="is a link, which leads nowhere in an archive")
    if info.compress_type not in _METHODS:
        reason = f"is compressed in a way that is not read (method {info.compress_type}): unpack the archive"
        return Reject(file=name, reason=reason)
    try:
        stream = cast("BinaryIO", archive.open(info))
    except _FAULTS as error:
        return Reject(file=name, reason=f"is damaged in the archive ({error}): fetch the archive again")
    reason = "is damaged in the archive ({}): fetch the archive again"
    return Member(name, cast("BinaryIO", Guarded(stream, name, budget, _FAULTS, reason)))


# -- tar -------------------------------------------------------------------------------------------


class _Header(tarfile.TarInfo):
    """A header of a tar archive; a damaged one is a fault, and not the end."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> _Header:
        try:
            return super().frombuf(buf, encoding, errors)
        except tarfile.HeaderError as error:
            if not buf.strip(b"\0"):
                raise
            raise tarfile.ReadError(str(error)) from error


def _tarred(stream: BinaryIO, file: str, budget: Budget) -> Iterator[Member | Reject]:
    source = cast("BinaryIO", _Forward(stream))
    with tarfile.TarFile(fileobj=source, mode="r", tarinfo=_Header) as archive:
        while (info := archive.next()) is not None:
            cast("Any", archive).members.clear()  # or it would remember them all
            if info.isdir() or info.islnk() or _is_left_out(info.name):
                continue  # what a hard link leads to stands before it
            yield _untarred(archive, info, _named(file, info.name), budget)


def _untarred(archive: tarfile.TarFile, info: tarfile.TarInfo, name: str, budget: Budget) -> Member | Reject:
    if not info.isfile():
        kind = "a link, which leads nowhere in an archive" if info.issym() else "no file but a pipe or device"
        return Reject(file=name, reason=f"is {kind}")
    inner = archive.extractfile(info)
    assert inner is not None
    reason = "ends early or is damaged ({}): fetch the archive again"
    return Member(name, cast("BinaryIO", Guarded(cast("BinaryIO", inner), name, budget, _FAULTS, reason)))
