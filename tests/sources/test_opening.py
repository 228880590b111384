"""How inputs get in: layers around the content, standard input, digests, and formats that are named."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import json
import lzma
import os
import subprocess
import sys
import threading

import pytest
from inputs import citations, tarred, told, zipped
from zstandard import ZstdCompressor

from kg import sources
from kg.building import build
from kg.errors import SourceError
from kg.record import Reject
from kg.sources import opening
from kg.sources.opening import HEAD, LAYERS, files, opened

_HEADERS = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n"
_MIXED = {"a.xml": citations(1), "b/c.xml.gz": gzip.compress(citations(2)), "d.txt": b"prose"}


def _saved(tmp_path, data: bytes, name: str = "in") -> str:
    path = tmp_path / name
    path.write_bytes(data)
    return str(path)


def _piped(data: bytes, pieces: int, *arguments: str) -> str:
    """What ``kg build - --json`` prints for bytes that come through a pipe, piece by piece."""
    command = [sys.executable, "-m", "kg.cli", "build", "-", "--json", "--no-check", *arguments]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
    )
    assert process.stdin is not None
    assert process.stdout is not None

    def feed() -> None:
        for start in range(0, len(data), max(1, len(data) // pieces)):
            process.stdin.write(data[start : start + max(1, len(data) // pieces)])
        process.stdin.close()

    writer = threading.Thread(target=feed)
    writer.start()
    with process.stdout:
        printed = process.stdout.read()
    writer.join(60)
    process.wait(60)
    return printed.decode()


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(gzip.compress(citations(1))),
        ZstdCompressor().compress(bz2.compress(lzma.compress(citations(1)))),
        _HEADERS + citations(1),
        b"\xef\xbb\xbf" + _HEADERS + citations(1),
        b"HTTP/1.1 302 Found\nLocation: /x\n\nHTTP/2 200\ncontent-type: x\n\n" + citations(1),
        _HEADERS + gzip.compress(citations(1)),
        gzip.compress(_HEADERS + citations(1)),
        _HEADERS + zipped({"a.xml": citations(1)}),
    ],
)
def test_layers_are_taken_off(tmp_path, data):
    """Compression in compression and headers of HTTP, in any order, stand in no reader's way."""
    assert told(_saved(tmp_path, data)) == (["1"], [])


def test_too_many_layers(tmp_path):
    """What is compressed without end is refused."""
    data = citations(1)
    for _ in range(LAYERS + 1):
        data = gzip.compress(data)
    ids, rejects = told(_saved(tmp_path, data))
    assert ids == []
    assert ["decompress it first" in one.reason for one in rejects] == [True]


def test_headers_without_end(tmp_path):
    """Text that only begins like an answer of HTTP is left as it is, and takes no time."""
    for data in (b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 50_000, b"HTTP/1.1 200 OK\n\n" * 50_000):
        ids, rejects = told(_saved(tmp_path, data))
        assert ids == []
        assert len(rejects) == 1


def test_the_digest_is_that_of_the_file(tmp_path):
    """A file has the digest and size of its bytes on disk, a member those of what was put in."""
    packed = gzip.compress(citations(*range(1, 3000)))
    summary = build(
        [_saved(tmp_path, packed), _saved(tmp_path, zipped(_MIXED), "z")], tmp_path / "g", check=False
    )
    expected = [packed, *_MIXED.values()]
    assert [(one.sha256, one.bytes) for one in summary.inputs] == [
        (hashlib.sha256(data).hexdigest(), len(data)) for data in expected
    ]
    manifest = json.loads((tmp_path / "g" / "manifest.json").read_text())
    assert [one["file"].rpartition("!")[2] for one in manifest["inputs"][1:]] == list(_MIXED)


def test_the_digest_of_what_is_not_read_to_its_end(tmp_path):
    """A file that breaks off, or that nobody knows, has the digest of all its bytes."""
    whole = _saved(tmp_path, citations(1), "whole.xml")
    for data in (b"prose" * 100_000, gzip.compress(citations(*range(1, 3000)))[:-100]):
        summary = build([_saved(tmp_path, data), whole], tmp_path / "g", check=False)
        assert summary.inputs[0].sha256 == hashlib.sha256(data).hexdigest()


def test_a_file_and_its_folder_and_its_archives_say_the_same(tmp_path):
    """The same files, as a folder, a zip or tar archive, or through a pipe, give the same statements."""
    folder = tmp_path / "in"
    for name, data in _MIXED.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    inputs = [
        str(folder),
        str(folder) + "/**",
        _saved(tmp_path, zipped(_MIXED), "in.zip"),
        _saved(tmp_path, tarred(_MIXED, "w:gz"), "in.tar.gz"),
    ]
    counts = set()
    for place, one in enumerate(inputs):
        summary = build([one], tmp_path / f"g{place}", check=False)
        counts.add((summary.read, summary.loaded, summary.unreadable, summary.quads, len(summary.inputs)))
    assert len(counts) == 1
    assert next(iter(counts))[:3] == (2, 2, 1)


@pytest.mark.parametrize(
    ("data", "arguments"),
    [
        (zipped(_MIXED), ()),
        (tarred(_MIXED, "w:gz"), ()),
        (zipped({"a.xml": citations(1, 2), "b": b"x"}), ("--as", "pubmed")),
    ],
)
def test_standard_input(tmp_path, data, arguments):
    """Archives come through a pipe too, also piece by piece, and the format may be named."""
    summary = json.loads(_piped(data, 50, "--graph", str(tmp_path / "g"), *arguments))
    assert (summary["loaded"], summary["inputs"][0]["records"] > 0) == (2, True)
    assert summary["inputs"][0]["file"] == "-!a.xml"


def test_a_slow_pipe_is_recognised(tmp_path):
    """What comes in small pieces is recognised by as many bytes as a file is."""
    data = b"<?xml version='1.0'?>" + b" " * 5000 + citations(1, 2)
    summary = json.loads(_piped(data, 500, "--graph", str(tmp_path / "g")))
    assert (summary["loaded"], summary["rejected"]) == (2, 0)
    assert summary["inputs"][0]["sha256"] == hashlib.sha256(data).hexdigest()


def test_standard_input_stays_open(monkeypatch):
    """Reading standard input from Python does not close it; one that is closed is told."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(citations(1))))
    assert told("-") == (["1"], [])
    assert not sys.stdin.closed
    monkeypatch.setattr(sys, "stdin", None)
    assert "closed" in told("-")[1][0].reason


def test_a_terminal_that_does_not_wait(monkeypatch):
    """Standard input that has no data and does not wait for it is told, and is no end of file."""

    class Impatient(io.RawIOBase):
        """A stream without data at hand."""

        readable = staticmethod(lambda: True)
        readinto = staticmethod(lambda _: None)

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Impatient())))
    assert "wait" in told("-")[1][0].reason


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="this system has no such device")
def test_a_device_without_end():
    """A device that never ends is recognised as nothing, and not read to its end for a digest."""
    ids, rejects = told("/dev/zero")
    assert ids == []
    assert "no known format" in rejects[0].reason


def test_what_does_not_exist_and_what_is_forbidden(tmp_path):
    """A name of nothing, an empty name, and one with a NUL are told in one line each."""
    for name in (str(tmp_path / "none"), "", "a\0b", "[", str(tmp_path / ("x" * 5000))):
        ids, rejects = told(name)
        assert (ids, len(rejects)) == ([], 1)
        assert rejects[0].reason


def test_a_format_that_does_not_exist(tmp_path):
    """A format that nobody knows is an error before anything is read."""
    for go in (
        lambda: list(sources.read(str(tmp_path / "none"), format="nonesuch")),
        lambda: build([str(tmp_path / "none")], tmp_path / "g", format="nonesuch"),
    ):
        with pytest.raises(SourceError, match="no such format"):
            go()


def test_each_file_can_be_read_while_it_is_its_turn(tmp_path):
    """The stream of a file allows to look at its head, and gives the whole content."""
    path = _saved(tmp_path, zipped({"a": b"1" * (2 * HEAD), "b": gzip.compress(b"2")}))
    found = []
    for one in files(path):
        assert not isinstance(one, Reject)
        assert one.stream.peek(HEAD)[:1] in {b"1", b"2"}
        found.append((one.name.rpartition("!")[2], len(one.stream.read())))
    assert found == [("a", 2 * HEAD), ("b", 1)]


def test_files_that_nobody_reads(tmp_path):
    """Going on without reading leaves nothing open and loses no file."""
    path = _saved(tmp_path, zipped(_MIXED))
    assert [one.name.rpartition("!")[2] for one in files(path)] == list(_MIXED)
    walk = files(path)
    first = next(walk)
    walk.close()
    assert first.stream.closed


def test_opened_is_the_content(tmp_path):
    """One file can be opened alone, without its layers; a folder cannot."""
    with opened(_saved(tmp_path, gzip.compress(_HEADERS + b"text"))) as stream:
        assert stream.read() == b"text"
    with pytest.raises(SourceError, match="is a folder"), opened(str(tmp_path)):
        pass


def test_memory_is_bounded(tmp_path):
    """A member that is a thousand times larger than the buffers is read in little memory."""
    import tracemalloc

    one = citations(1)[18:-19]
    data = zipped({"a.xml": b"<PubmedArticleSet>" + one * 200_000 + b"</PubmedArticleSet>"})
    path = _saved(tmp_path, data)
    tracemalloc.start()
    for file in files(path):
        assert not isinstance(file, Reject)
        while file.stream.read1(opening.HEAD):
            pass
        assert file.digest()[1] > 20_000_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4_000_000


@pytest.mark.shared
def test_real_files_in_a_zip(tmp_path, shared):
    """The real catalogue and PubMed files give the same counts as a folder, in a zip, and in a pipe."""
    names = ("vufind-core", "pubmed")
    data = zipped(
        {
            path.relative_to(shared / "data").as_posix(): path.read_bytes()
            for name in names
            for path in (shared / "data" / name).rglob("*")
            if path.is_file()
        }
    )
    plain = build([str(shared / "data" / name) for name in names], tmp_path / "a", check=False)
    packed = build([_saved(tmp_path, data)], tmp_path / "b", check=False)
    piped = json.loads(_piped(data, 5, "--graph", str(tmp_path / "c")))
    fields = ("read", "loaded", "merged", "withdrawn", "rejected", "contested", "quads")
    assert [getattr(plain, name) for name in fields] == [getattr(packed, name) for name in fields]
    assert [getattr(plain, name) for name in fields] == [piped[name] for name in fields]
    assert sorted(one.sha256 for one in plain.inputs) == sorted(one.sha256 for one in packed.inputs)
