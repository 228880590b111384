"""Tests of pipes: what is written is read whole, while it is written, and errors come out."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import BinaryIO

import pytest

from kg.shapes import pipes
from kg.shapes.pipes import ROOM, piped

LINES = b"".join(b"%d\n" % number for number in range(400_000))


@pytest.fixture(params=["pipe", "file"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the file may lie, on a system that has such pipes and on one that has not."""
    if request.param == "file":
        monkeypatch.setattr(pipes, "_OPEN_FILES", tmp_path / "none")
    return tmp_path


def _no() -> bool:
    return False


def test_all_that_is_written_is_read(folder: Path) -> None:
    """More than a pipe holds, in as many reads as one likes."""
    assert len(LINES) > 2 * ROOM
    with piped(lambda path: path.write_bytes(LINES), folder, _no) as stream:
        found = b"".join(iter(lambda: stream.read(100_000), b""))
    assert found == LINES


def test_it_is_read_while_it_is_written(tmp_path: Path) -> None:
    """The writer waits until its first lines were read."""
    read = threading.Event()

    def write(path: Path) -> None:
        with path.open("wb", buffering=0) as sink:
            sink.write(b"first\n")
            assert read.wait(30)
            sink.write(b"second\n")

    with piped(write, tmp_path, _no) as stream:
        first = stream.readline()
        read.set()
        rest = stream.read()
    assert (first, rest) == (b"first\n", b"second\n")


@pytest.mark.parametrize("error", [ValueError("no such format"), OSError("the disk is broken")])
def test_what_the_writer_raises_is_raised(folder: Path, error: Exception) -> None:
    """Also by one that writes nothing: nobody waits for ever."""

    def fail(path: Path) -> None:
        raise error

    with pytest.raises(type(error), match=str(error)), piped(fail, folder, _no) as stream:
        assert stream.read() == b""


def test_what_is_whole_needs_no_disk(tmp_path: Path) -> None:
    """A library that brings its file to the disk fails of a pipe, when all is written."""

    def write(path: Path) -> None:
        path.write_bytes(b"all\n")
        raise OSError("this is no file")

    read = bytearray()
    with piped(write, tmp_path, lambda: read == b"all\n") as stream:
        read += stream.read()
    assert read == b"all\n"


def test_a_reader_may_leave(tmp_path: Path) -> None:
    """The writer ends then, and what the reader raises is what is heard."""
    ended = threading.Event()

    def write(path: Path) -> None:
        try:
            path.write_bytes(LINES)
        finally:
            ended.set()

    def leave(stream: BinaryIO) -> None:
        raise KeyError(stream.readline())

    with pytest.raises(KeyError, match="0"), piped(write, tmp_path, _no) as stream:
        leave(stream)
    assert ended.is_set()
