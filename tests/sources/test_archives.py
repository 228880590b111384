"""Archives: each member by its own content, and everything hostile told in one line."""

from __future__ import annotations

import gzip
import io
import os
import stat
import struct
import tarfile
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inputs import citations, tarred, told, zipped

from kg import sources
from kg.record import Reject
from kg.sources import archives
from kg.sources.streams import Budget

_PAGE = b"Nothing in particular."


def _saved(tmp_path, data: bytes, name: str = "in.zip") -> str:
    path = tmp_path / name
    path.write_bytes(data)
    return str(path)


MEMBERS = {
    "b/refs.xml": citations(2),
    "a.xml": citations(1),
    "b/packed.xml.gz": gzip.compress(citations(3)),
    "b/notes.txt": _PAGE,
    ".hidden.xml": citations(8),
    "b/__MACOSX/._refs.xml": citations(9),
    "Thumbs.db": b"\0\0",
}


@pytest.mark.parametrize(
    "data",
    [
        zipped(MEMBERS),
        zipped(MEMBERS, zipfile.ZIP_STORED),
        zipped(MEMBERS, zipfile.ZIP_BZIP2),
        gzip.compress(zipped(MEMBERS)),
        tarred(dict(sorted(MEMBERS.items()))),
        tarred(dict(sorted(MEMBERS.items())), "w:gz"),
        tarred(dict(sorted(MEMBERS.items())), "w:xz"),
    ],
)
def test_members_are_files(tmp_path, data):
    """Each member is found by its own content, also compressed; litter is left out; names tell where."""
    path = _saved(tmp_path, data)
    ids, rejects = told(path)
    assert ids == ["1", "3", "2"]
    assert [reject.file for reject in rejects] == [f"{path}!b/notes.txt"]
    origins = [item.provenance[0].file for item in sources.read(path) if not isinstance(item, Reject)]
    assert origins == [f"{path}!a.xml", f"{path}!b/packed.xml.gz", f"{path}!b/refs.xml"]


def test_a_format_for_all_members(tmp_path):
    """A format that is named holds for every member."""
    data = zipped({"a.xml": citations(1), "b.txt": b"<x/>" + citations(2)})
    ids, rejects = told(_saved(tmp_path, data), format="vufind")
    assert ids == []
    assert len(rejects) == 2
    assert "staff view" in rejects[0].reason


def test_an_archive_in_an_archive(tmp_path):
    """One may stand in another; what is deeper is told, and what is beside it is read."""
    inner = zipped({"deep.xml": citations(2)})
    outer = {
        "a.zip": zipped({"b.zip": inner, "c.xml": citations(3)}),
        "d.tar": tarred({"e.xml": citations(4)}),
    }
    path = _saved(tmp_path, zipped(outer))
    ids, rejects = told(path)
    assert ids == ["3", "4"]
    assert [(one.file, "archive within" in one.reason) for one in rejects] == [(f"{path}!a.zip!b.zip", True)]


def test_names_are_only_names(tmp_path):
    """A name that climbs, is absolute, or holds controls is shown, and leads nowhere."""
    names = ["../../climb.xml", "/etc/absolute.xml", "co\x1b[31mlour.xml"]
    members = {name: citations(place) for place, name in enumerate(names, start=1)}
    for data in (zipped(members), tarred(members)):
        before = sorted(os.listdir(tmp_path))
        path = _saved(tmp_path, data)
        shown = [item.provenance[0].file for item in sources.read(path) if not isinstance(item, Reject)]
        assert sorted(shown) == sorted(
            [f"{path}!../../climb.xml", f"{path}!/etc/absolute.xml", f"{path}!co\ufffd[31mlour.xml"]
        )
        assert sorted(os.listdir(tmp_path)) == sorted({*before, "in.zip"})


def test_names_of_other_programs(tmp_path):
    """A name in UTF-8 is shown right whether or not the archive says that it is."""
    data = zipped({"Bücher/größe.xml": citations(1)})
    for made in (data, data.replace(struct.pack("<H", 0x800), b"\0\0")):
        (item,) = sources.read(_saved(tmp_path, made))
        assert item.provenance[0].file.endswith("!Bücher/größe.xml")


def test_an_encrypted_member(tmp_path):
    """An encrypted member is told, and the others are read."""
    data = bytearray(zipped({"a.xml": citations(1), "b.xml": citations(2)}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    ids, rejects = told(_saved(tmp_path, bytes(data)))
    assert ids == ["2"]
    assert "is encrypted" in rejects[0].reason


def test_a_way_of_compression_that_is_not_read(tmp_path):
    """LZMA in zip may ask for any memory, so it is not read; nor is what the library does not know."""
    ids, rejects = told(_saved(tmp_path, zipped({"a.xml": citations(1)}, zipfile.ZIP_LZMA)))
    assert ids == []
    assert "method 14" in rejects[0].reason


def test_a_damaged_member(tmp_path):
    """Damage in one member costs this one alone."""
    whole = {"a.xml": citations(*range(50)), "b.xml": citations(99)}
    data = bytearray(zipped(whole))
    data[200] ^= 0xFF
    ids, rejects = told(_saved(tmp_path, bytes(data)))
    assert ids[-1:] == ["99"]
    assert [one.file.rpartition("!")[2] for one in rejects] == ["a.xml"]
    assert "is damaged in the archive" in rejects[0].reason


@pytest.mark.parametrize("cut", [1, 30, 200, -60, -10])
def test_a_damaged_directory(tmp_path, cut):
    """A zip archive that is cut has lost its directory: one line says so."""
    data = zipped({"a.xml": citations(1), "b.xml": citations(2)})
    ids, rejects = told(_saved(tmp_path, data[:cut] if cut < 0 else data[: -22 - cut]))
    assert ids == []
    assert ["archive is damaged" in one.reason for one in rejects] == [True]


def test_a_directory_that_is_too_large(tmp_path, monkeypatch):
    """A directory that would fill the memory is refused before it is read."""
    monkeypatch.setattr(archives, "DIRECTORY", 1 << 12)
    _, rejects = told(_saved(tmp_path, zipped({f"{place:04}.xml": b"" for place in range(200)})))
    assert ["at once" in one.reason for one in rejects] == [True]


def test_too_many_members(tmp_path, monkeypatch):
    """Members beyond what is right are not read, which is told."""
    monkeypatch.setattr(archives, "MEMBERS", 2)
    members = {f"{place}.xml": citations(place) for place in range(1, 5)}
    for data in (zipped(members), tarred(members)):
        ids, rejects = told(_saved(tmp_path, data))
        assert ids == ["1", "2"]
        assert ["more than 2 files" in one.reason for one in rejects] == [True]


@pytest.mark.parametrize("made", [zipped, tarred, lambda members: tarred(members, "w:gz")])
def test_a_bomb(tmp_path, monkeypatch, made):
    """A member that expands without measure is refused, and the archive, which is not read on, is told."""
    monkeypatch.setattr(Budget, "FREE", 1 << 20)
    monkeypatch.setattr(Budget, "RATIO", 20)
    bomb = b"<PubmedArticleSet>" + b" " * (8 << 20)
    bomb = gzip.compress(bomb) if made is tarred else bomb
    path = _saved(tmp_path, made({"a.xml": citations(1), "b.xml": bomb, "c.xml": citations(2)}))
    ids, rejects = told(path)
    assert ids == ["1"]
    assert "as only a bomb does" in " ".join(one.reason for one in rejects)
    assert rejects[-1].file == path


def test_bombs_that_share_their_bytes(tmp_path, monkeypatch):
    """Members whose entries all lead to the same bytes are counted together, or refused as damaged."""
    monkeypatch.setattr(Budget, "FREE", 1 << 20)
    monkeypatch.setattr(Budget, "RATIO", 60)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b"<PubmedArticleSet>" + os.urandom(4000) + b" " * 100_000)
        first = archive.infolist()[0]
        archive.filelist += [first] * 200
    ids, rejects = told(_saved(tmp_path, made.getvalue()))
    assert ids == []
    assert any("as only a bomb does" in one.reason or "verlapped" in one.reason for one in rejects)


def test_links_and_devices(tmp_path):
    """Links are told and lead nowhere; a hard link's file stands before it and is read once."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        info = tarfile.TarInfo("a.xml")
        info.size = len(citations(1))
        archive.addfile(info, io.BytesIO(citations(1)))
        for name, kind in (("soft", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE), ("pipe", tarfile.FIFOTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd" if name == "soft" else "a.xml"
            archive.addfile(info)
    path = _saved(tmp_path, made.getvalue())
    ids, rejects = told(path)
    assert ids == ["1"]
    assert [one.file for one in rejects] == [f"{path}!soft", f"{path}!pipe"]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    _, rejects = told(_saved(tmp_path, made.getvalue()))
    assert ["is a link" in one.reason for one in rejects] == [True]


@pytest.mark.parametrize("place", [0, 1])
def test_a_damaged_tar_header(tmp_path, place):
    """A header that is damaged is not taken for the end: it is told."""
    data = bytearray(tarred({"a.xml": citations(1), "b.xml": citations(2)}))
    start = data.index(b"ab"[place : place + 1] + b".xml")
    data[start + 148 : start + 154] = b"999999"
    ids, rejects = told(_saved(tmp_path, bytes(data), "in.tar"))
    assert ids == ["1"][:place]
    assert ["tar archive is damaged" in one.reason for one in rejects] == [True]


def test_a_tar_that_ends_early(tmp_path):
    """A tar archive that is cut within a member is told, with what stands before it read."""
    data = tarred({"a.xml": citations(1), "b.xml": citations(*range(100))})
    ids, rejects = told(_saved(tmp_path, data[:4000], "in.tar"))
    assert ids[0] == "1"
    assert any("ends early" in one.reason or "truncated" in one.reason for one in rejects)


def test_a_tar_header_that_asks_for_memory(tmp_path, monkeypatch):
    """A name of gigabytes is refused before it is read."""
    monkeypatch.setattr(archives, "DIRECTORY", 1 << 12)
    data = tarred({"n" * 9000 + ".xml": citations(1)})
    _, rejects = told(_saved(tmp_path, data, "in.tar"))
    assert ["at once" in one.reason for one in rejects] == [True]


@pytest.mark.parametrize("data", [zipped({}), tarred({}), zipped({".hidden": b"x", "folder/": b""})])
def test_an_archive_without_files(tmp_path, data):
    """An archive that holds nothing to read is told, as an empty folder is."""
    ids, rejects = told(_saved(tmp_path, data))
    assert ids == []
    assert len(rejects) == 1


def test_a_zip_that_is_too_long_to_copy(tmp_path, monkeypatch):
    """A zip archive in a stream is copied aside up to a bound."""
    monkeypatch.setattr(archives, "SPOOL", 1 << 10)
    data = zipped({"a.xml": os.urandom(4000)}, zipfile.ZIP_STORED)
    _, rejects = told(_saved(tmp_path, gzip.compress(data)))
    assert ["longer than" in one.reason for one in rejects] == [True]


@given(place=st.integers(0, 600), value=st.integers(0, 255))
@pytest.mark.parametrize("made", [zipped, tarred])
def test_any_damage_ends_well(tmp_path_factory, made, place, value):
    """Whatever one byte of an archive is changed to, there are records and rejects and no exception."""
    data = bytearray(made({"a.xml": citations(1), "b.txt": citations(2)}))
    data[place % len(data)] = value
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.write_bytes(bytes(data))
    ids, rejects = told(path)
    assert set(ids) <= {"1", "2"} or rejects
