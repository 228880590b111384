"""Decompression: every compression in all its forms, its faults, and what it may ask for."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zstandard import ZstdCompressor

from kg.errors import SourceError
from kg.sources import streams
from kg.sources.streams import KINDS, Budget, Decompressed, Tap, kind_of

_COMPRESSORS = {
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "zstd": ZstdCompressor(write_checksum=True).compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
}
_TEXT = b"".join(b"TI  - Title %d of %d\n" % (place, place * 7919 % 10007) for place in range(20_000))


def _stream(data: bytes, kind: str, budget: Budget | None = None) -> io.BufferedReader:
    tap = Tap(io.BytesIO(data), ends=True, budget=budget)
    return io.BufferedReader(Decompressed(io.BufferedReader(tap), "a", kind, budget or Budget()))


def _read(stream: io.BufferedReader) -> tuple[bytes, str]:
    """All that can be read, and the fault behind it."""
    made = b""
    try:
        while block := stream.read1(1 << 16):
            made += block
    except SourceError as error:
        return made, f"{error.position}: {error.reason}"
    return made, ""


def test_every_compression_is_tried():
    """The tests below know all compressions, each by its first bytes."""
    assert set(_COMPRESSORS) == set(KINDS)
    assert all(kind_of(made(b"x")) == kind for kind, made in _COMPRESSORS.items())


@pytest.mark.parametrize("kind", KINDS)
def test_members_one_after_the_other(kind):
    """A file may be joined of several compressed ones; all are read, empty ones too."""
    made = _COMPRESSORS[kind]
    assert _read(_stream(made(_TEXT) + made(b"") + made(b"end"), kind)) == (_TEXT + b"end", "")


@pytest.mark.parametrize("kind", KINDS)
def test_what_ends_early(kind):
    """A file that is cut gives what stands before the cut, then the fault, at any cut."""
    whole = _COMPRESSORS[kind](_TEXT)
    for cut in (5, len(whole) // 2, len(whole) - 1):
        made, fault = _read(_stream(whole[:cut], kind))
        assert _TEXT.startswith(made)
        assert fault.startswith(f"byte {len(made)}: the {kind} data ends early")
    assert len(made) == len(_TEXT)


@pytest.mark.parametrize("kind", KINDS)
def test_what_stands_behind(kind):
    """Other data behind the compressed data is told, and what was compressed is read."""
    for rest in (b"more", b"\x1f", b"\0\0\0\0more"):
        made, fault = _read(_stream(_COMPRESSORS[kind](_TEXT) + rest, kind))
        assert made == _TEXT
        assert "other data stands behind it" in fault


@pytest.mark.parametrize("kind", ["gzip", "xz"])
def test_padding(kind):
    """Zero bytes that fill up a block are no fault."""
    whole = _COMPRESSORS[kind](_TEXT)
    assert _read(_stream(whole + bytes(40_000), kind)) == (_TEXT, "")
    assert _read(_stream(whole + bytes(4) + whole, kind)) == (_TEXT * 2, "")


@pytest.mark.parametrize("kind", KINDS)
def test_damage_is_told(kind):
    """A flipped bit is found, if only by the sum at the end, and never gives other text in silence."""
    whole = bytearray(_COMPRESSORS[kind](_TEXT))
    whole[len(whole) // 2] ^= 0x10
    made, fault = _read(_stream(bytes(whole), kind))
    assert fault
    assert made != _TEXT


def test_frames_that_zstd_skips():
    """Frames of other programs, in front, between and behind, are passed over."""
    frame = _COMPRESSORS["zstd"](b"a\n")
    other = b"\x5a\x2a\x4d\x18" + struct.pack("<I", 5) + b"skip!"
    assert kind_of(other) == "zstd"
    assert _read(_stream(other + frame + other + frame + other, "zstd")) == (b"a\na\n", "")
    assert _read(_stream(other, "zstd")) == (b"", "")


@pytest.mark.parametrize("kind", KINDS)
def test_a_bomb_is_refused(kind, monkeypatch):
    """What grows without measure ends when it has passed both bounds, long before its end."""
    monkeypatch.setattr(Budget, "FREE", 1 << 20)
    monkeypatch.setattr(Budget, "RATIO", 50)
    data = _COMPRESSORS[kind](bytes(64 << 20))
    made, fault = _read(_stream(data, kind, Budget()))
    assert "as only a bomb does" in fault
    assert 0 < len(made) < 4 << 20


def test_what_grows_as_records_do_is_none(monkeypatch):
    """A file that is large and shrinks well is read to its end."""
    monkeypatch.setattr(Budget, "FREE", 1 << 16)
    budget = Budget()
    assert _read(_stream(_COMPRESSORS["xz"](_TEXT), "xz", budget)) == (_TEXT, "")
    assert budget.given == len(_TEXT) > Budget.FREE


def test_a_dictionary_that_is_too_large(monkeypatch):
    """The header of an xz file cannot ask for more memory than is right."""
    data = lzma.compress(_TEXT, preset=9)
    assert _read(_stream(data, "xz")) == (_TEXT, "")
    monkeypatch.setattr(streams, "MEMORY", 1 << 20)
    made, fault = _read(_stream(data, "xz"))
    assert made == b""
    assert "Memory usage limit" in fault


def test_a_window_that_is_too_large():
    """The header of a zstd frame cannot either."""
    header = b"\x28\xb5\x2f\xfd\x00" + bytes([(28 - 10) << 3]) + b"\x01\x00\x00"
    made, fault = _read(_stream(header, "zstd"))
    assert made == b""
    assert "too much memory" in fault


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.binary(max_size=300))
def test_any_bytes_end_well(kind, data):
    """Whatever stands behind the first bytes, there is an end or one told fault."""
    magic = KINDS[kind][0][0]
    _, fault = _read(_stream(magic + data, kind))
    assert fault == "" or fault.startswith("byte ")


def test_a_tap_counts_and_digests():
    """The digest is that of all bytes, also of those that nobody has read; of what has no end, none."""
    import hashlib

    for ends, read, whole in ((True, 3, True), (False, 100, True), (False, 3, False)):
        tap = Tap(io.BytesIO(b"0123456789"), ends=ends)
        tap.read(read)
        expected = (hashlib.sha256(b"0123456789").hexdigest(), 10) if whole else ("", 0)
        assert tap.digest() == expected
