"""Folders and patterns: every file once, in a fixed order, and everything else told."""

from __future__ import annotations

import os
import socket
import sys
import time

import pytest
from inputs import citations, told

from kg.record import Reject
from kg.sources.folders import LITTER, expand, is_litter

_IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder of a thesis writer, which is the current one."""
    for name in (
        "b.ris",
        "a.bib",
        "exports/2020/wos.ris",
        "exports/2021/deep/scopus.ris",
        "exports/notes[1].txt",
        ".hidden.ris",
        ".cache/x.ris",
        "__MACOSX/._b.ris",
        "exports/.DS_Store",
        "exports/Thumbs.db",
        "exports/desktop.ini",
    ):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    monkeypatch.chdir(tmp_path / "in")
    return tmp_path / "in"


FILES = ["a.bib", "b.ris", "exports/2020/wos.ris", "exports/2021/deep/scopus.ris", "exports/notes[1].txt"]


def _split(*named: str) -> tuple[list[str], list[Reject]]:
    found = list(expand(named))
    paths = [os.path.normpath(one).replace(os.sep, "/") for one in found if isinstance(one, str)]
    return paths, [one for one in found if isinstance(one, Reject)]


def test_a_folder_gives_its_files_in_order(here):
    """All files, deep, by name; hidden ones and litter are left out without a word."""
    assert _split(".") == (FILES, [])
    assert all(is_litter(name) for name in LITTER)


def test_a_file_is_read_once(here):
    """However often a file is named, by itself, in a folder, or by a link, it comes once, at first."""
    os.symlink("b.ris", here / "z.ris")
    os.link(here / "b.ris", here / "y.ris")
    assert _split("exports/2020", "b.ris", ".", "./b.ris", "-", "-")[0] == [
        "exports/2020/wos.ris",
        "b.ris",
        "a.bib",
        "exports/2021/deep/scopus.ris",
        "exports/notes[1].txt",
        "-",
    ]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.ris", ["b.ris"]),
        ("?.*", ["a.bib", "b.ris"]),
        ("[ac].bib", ["a.bib"]),
        ("[!a].*", ["b.ris"]),
        ("**/*.ris", ["b.ris", "exports/2020/wos.ris", "exports/2021/deep/scopus.ris"]),
        ("**/**/*.ris", ["b.ris", "exports/2020/wos.ris", "exports/2021/deep/scopus.ris"]),
        ("exports/*/*.ris", ["exports/2020/wos.ris"]),
        ("exports/**/deep/*", ["exports/2021/deep/scopus.ris"]),
        ("exports/202*", ["exports/2020/wos.ris", "exports/2021/deep/scopus.ris"]),
        ("**", FILES),
        (".*.ris", [".hidden.ris"]),
        ("exports/notes[1].txt", ["exports/notes[1].txt"]),
    ],
)
def test_patterns(here, pattern, expected):
    """A pattern gives what matches, in order; a folder that matches gives its files."""
    assert _split(pattern) == (expected, [])
    assert _split(f"{here}/{pattern}")[0] == [f"{here.as_posix()}/{one}" for one in expected]


@pytest.mark.parametrize("pattern", ["*.nbib", "none/**/*.ris", "**/none.*", "a.bib/*"])
def test_a_pattern_that_matches_nothing(here, pattern):
    """A pattern without a match is told by its name."""
    paths, rejects = _split(pattern)
    assert paths == []
    assert [(one.file, "no file matches" in one.reason) for one in rejects] == [(pattern, True)]


def test_links_to_folders(here, tmp_path):
    """A link that goes round is no loop, one that leads out is told, one that is named is followed."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "o.ris").write_text("")
    os.symlink("..", here / "exports" / "up")
    os.symlink(here, here / "exports" / "self")
    os.symlink("exports", here / "again")
    os.symlink(tmp_path, here / "parent")
    os.symlink(tmp_path / "other", here / "out")
    started = time.monotonic()
    paths, rejects = _split(".")
    assert paths == FILES
    assert [one.file for one in rejects] == ["./out", "./parent"]
    assert all("not followed" in one.reason for one in rejects)
    assert _split("**/*.ris")[0] == ["b.ris", "exports/2020/wos.ris", "exports/2021/deep/scopus.ris"]
    assert _split("out")[0] == ["out/o.ris"]
    assert time.monotonic() - started < 10


def test_what_is_no_file(here):
    """Links to nothing and to themselves, pipes and sockets are told with their reason, never opened."""
    os.symlink("nowhere", here / "dangling")
    os.symlink("loop", here / "loop")
    os.mkfifo(here / "pipe")
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("socket")
        paths, rejects = _split(".")
    assert paths == FILES
    assert [(reject.file, reject.reason.partition(":")[0]) for reject in rejects] == [
        ("./dangling", "is a link to nothing"),
        ("./loop", "is a link to nothing"),
        ("./pipe", "is a named pipe, which is read only where it is named itself"),
        ("./socket", "is a socket, which is read only where it is named itself"),
    ]


@pytest.mark.skipif(_IS_ROOT, reason="root may read everything")
def test_what_cannot_be_listed(here):
    """A folder without permission is told, and the others are read."""
    (here / "exports" / "2020").chmod(0)
    try:
        paths, rejects = _split(".")
    finally:
        (here / "exports" / "2020").chmod(0o700)
    assert paths == [one for one in FILES if "2020" not in one]
    assert [(one.file, "cannot be read" in one.reason) for one in rejects] == [("./exports/2020", True)]


def test_a_folder_that_fails_to_list(here, monkeypatch):
    """The same, where the listing itself fails."""
    real = os.listdir

    def failing(path):
        if str(path).endswith("2020"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "listdir", failing)
    paths, rejects = _split(".")
    assert paths == [one for one in FILES if "2020" not in one]
    assert [(one.file, one.reason) for one in rejects] == [
        ("./exports/2020", "cannot be read: Permission denied")
    ]


def test_a_graph_is_no_input(here):
    """The graph of an earlier build in the folder is left out; named itself, it is told."""
    (here / "graph" / "store").mkdir(parents=True)
    for name in ("manifest.json", "rejects.jsonl", "store/x.sst"):
        (here / "graph" / name).write_text("{}")
    assert _split(".") == (FILES, [])
    paths, rejects = _split("graph")
    assert paths == []
    assert "is a graph" in rejects[0].reason


def test_an_empty_folder(tmp_path):
    """A folder with nothing to read is told."""
    (tmp_path / ".hidden").write_text("")
    paths, rejects = _split(str(tmp_path))
    assert paths == []
    assert "folder without files" in rejects[0].reason


@pytest.mark.skipif(sys.platform == "win32", reason="paths are short there")
def test_a_folder_that_is_deeper_than_the_stack(tmp_path, monkeypatch):
    """Folders in folders, more than Python calls functions in each other, are walked."""
    monkeypatch.chdir(tmp_path)
    depth = 1500
    for _ in range(depth):
        os.mkdir("d")
        os.chdir("d")
    with open("x.ris", "w") as out:
        out.write("")
    os.chdir(tmp_path)
    found = list(expand([os.curdir]))
    for _ in range(depth):
        os.chdir("d")
    os.remove("x.ris")
    for _ in range(depth):
        os.chdir("..")
        os.rmdir("d")
    assert len(found) == 1
    assert isinstance(found[0], str)
    assert found[0].count("d") == depth


@pytest.mark.skipif(sys.platform in {"darwin", "win32"}, reason="names are text there")
def test_names_of_any_bytes(tmp_path):
    """A name on disk that is no text is read, and shown with a replacement character."""
    folder = os.fsencode(tmp_path) + b"/f\xe9"
    os.mkdir(folder)
    with open(folder + b"/\xff.xml", "wb") as out:
        out.write(citations(1))
    ids, rejects = told(tmp_path)
    assert (ids, rejects) == (["1"], [])
    assert _split(f"{tmp_path}/f?/*.xml")[0] == [os.fsdecode(folder + b"/\xff.xml")]


def test_the_order_is_that_of_the_names(tmp_path):
    """The order of the files does not depend on the order in which they were made."""
    names = [f"{place % 7}/{place * 37 % 50}.ris" for place in range(50)]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    paths, _ = _split(str(tmp_path))
    assert paths == sorted(paths, key=lambda path: path.split("/"))
    assert len(paths) == len(set(names))
