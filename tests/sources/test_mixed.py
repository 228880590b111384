"""Files of several formats, one behind the other, and folders as they grow on somebody's disk."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import tarfile
import zipfile
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zstandard import ZstdCompressor

from kg import open_graph, sources
from kg.cli import main
from kg.record import Record, Reject
from kg.sources import mixed
from kg.sources.opening import HEAD, files

EXPORTS = {
    "bibtex": "@book{a,\n  title = {Glazes},\n  doi = {10.5555/glazes}\n}\n",
    "endnote": "%0 Journal Article\n%A Ash, Ann\n%T Kilns\n%R 10.5555/kilns\n",
    "nbib": "PMID- 22168441\nOWN - NLM\nTI  - Support.\nAID - 10.5555/support [doi]\n",
    "ris": "TY  - JOUR\nTI  - Clay\nDO  - 10.5555/clay\nER  - \n",
    "wos": "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nTI Ash\nDI 10.5555/ash\nER\n\nEF\n",
}
"""A small export of each format of lines, and what a file of several may be made of."""

BEGINS = {"ris": "TY  - ", "nbib": "PMID- ", "bibtex": r"@[a-z]+\{"}


def _told(path) -> list[tuple[str, str, str]]:
    """Format, DOI and position of each record of a file, none of which may be rejected."""
    found = []
    for one in sources.read(str(path)):
        assert isinstance(one, Record), one
        (doi,) = [value.value for value in one.identifiers if value.scheme == "doi"]
        found.append((one.provenance[0].source, doi, one.provenance[0].position))
    return found


def test_every_format_of_lines_is_among_them():
    """The formats that say how a line begins a record are those of the exports here."""
    assert {one.name for one in sources.sources() if one.begins} == set(EXPORTS)


@given(st.lists(st.sampled_from(sorted(EXPORTS)), min_size=1, max_size=6), st.booleans())
def test_exports_one_behind_the_other_are_read_as_each_alone(tmp_path_factory, names, spaced):
    """Each record comes as from its own file, in the order of the file, at the line where it stands there."""
    folder = tmp_path_factory.mktemp("mixed")
    whole, expected, lines = "", [], 0
    for name in names:
        (folder / name).write_text(EXPORTS[name], encoding="utf-8")
        ((source, doi, position),) = _told(folder / name)
        expected.append((source, doi, f"line {lines + int(position.removeprefix('line '))}"))
        whole += EXPORTS[name] + "\n" * spaced
        lines = whole.count("\n")
    (folder / "all.txt").write_text(whole, encoding="utf-8")
    assert [source for source, _, _ in expected] == names
    assert _told(folder / "all.txt") == expected


_PIECES = st.lists(
    st.sampled_from(["TY  - J", "PMID- 1", "@a{", "x", " TY  - J", "é", "\n", "\r\n", "\ufeff"])
)


@given(_PIECES, st.integers(1, 9))
def test_no_byte_is_lost_and_lines_keep_their_numbers(pieces, block):
    """The parts are the file, each behind as many line ends as stand before it, whatever the blocks."""
    data = "".join(pieces).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mixed, "BLOCK", block)
        parts = [(name, part.read()) for name, part in mixed.parts(io.BytesIO(data), "ris", BEGINS)]
    rest = data
    for name, part in parts:
        before = len(data) - len(rest)
        lead = data[:before].count(b"\n")
        assert part.startswith(b"\n" * lead)
        assert rest.startswith(part[lead:])
        rest = rest[len(part) - lead :]
        assert name in BEGINS
    assert rest == b""
    assert all(one != other for (one, _), (other, _) in pairwise(parts))


def test_a_part_that_is_not_read_to_its_end_does_not_hold_up_the_next():
    """The next part begins where it stands, however much of the one before was read."""
    whole = (EXPORTS["ris"] + EXPORTS["nbib"]).encode()
    begun = [(name, part.readline()) for name, part in mixed.parts(io.BytesIO(whole), "ris", BEGINS)]
    assert begun == [("ris", b"TY  - JOUR\n"), ("nbib", b"\n")]


def test_what_is_named_is_not_cut(tmp_path):
    """With --as a file is of one format, whatever its lines look like."""
    (tmp_path / "a.txt").write_text(EXPORTS["ris"] + EXPORTS["nbib"], encoding="utf-8")
    assert {one.provenance[0].source for one in sources.read(str(tmp_path / "a.txt"), format="ris")} == {
        "ris"
    }


@pytest.mark.shared
def test_real_files_of_one_format_stay_whole(shared):
    """In no export of the real input does a line look as if another format began there."""
    begins = {one.name: one.begins for one in sources.sources() if one.begins}
    count = 0
    for path in sorted(path for path in (shared / "data").rglob("*") if path.is_file()):
        for file in files(str(path)):
            assert not isinstance(file, Reject)
            found = sources.detect(file.stream.peek(HEAD)[:HEAD])
            if found and found.begins:
                names = [name for name, _ in mixed.parts(file.stream, found.name, begins)]
                assert names == [found.name], file.name
                count += 1
    assert count > 100


# -- a folder ----------------------------------------------------------------------------------

_MARCXML = (
    '<collection xmlns="http://www.loc.gov/MARC21/slim"><record><leader>00000nam a2200000 a 4500</leader>'
    '<controlfield tag="001">m1</controlfield><datafield tag="245" ind1="1" ind2="0">'
    '<subfield code="a">Kilns of the south</subfield></datafield></record></collection>'
)
_PUBMED = (
    "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>22168441</PMID><Article><ArticleTitle>Support."
    "</ArticleTitle></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"
)
_CSL = [{"id": "w", "type": "article-journal", "title": "Weather", "DOI": "10.5555/weather"}]
_NO_INPUT = {
    "Kapitel 1/~$thesis.docx": "binary data of no known format",
    "README.txt": "text of no known format",
    "empty.ris": "is empty",
    "notes.md": "text of no known format",
    "pictures/kiln.png": "is an image",
    "scans/paper.pdf": "is a PDF document",
    "thesis.docx": "is a Word document",
}
"""What is no input, and how the reason of its reject begins or ends."""


def _zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def _put(folder, name: str, content: str | bytes) -> None:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)


@pytest.fixture
def thesis(tmp_path):
    """The folder of somebody who writes a thesis: fourteen records of seven publications, and more."""
    folder = tmp_path / "Müller & Söhne 📚"
    for name, export in EXPORTS.items():
        _put(folder, f"exports/{name} (1).txt", export)
    _put(folder, "exports/ris (1) copy.txt", EXPORTS["ris"])
    _put(folder, "exports/alles.txt", EXPORTS["bibtex"] + "\n" + EXPORTS["ris"] + EXPORTS["nbib"])
    _put(folder, "library/csl.json", json.dumps(_CSL))
    _put(folder, "library/catalogue.xml.zst", ZstdCompressor().compress(_MARCXML.encode()))
    _put(folder, "library/pubmed.xml.gz", gzip.compress(_PUBMED.encode()))
    inner = _zipped({"a/clay.ris": EXPORTS["ris"].encode(), "__MACOSX/a/._clay.ris": b"\0\5\26\7"})
    _put(folder, "old.zip", _zipped({"inner.zip": inner, "glazes.bib": EXPORTS["bibtex"].encode()}))
    _put(folder, ".DS_Store", b"\0\0\0\1Bud1")
    _put(folder, "exports/.~lock.refs#", "me")
    _put(folder, "Kapitel 1/~$thesis.docx", b"\2me\0\0")
    _put(folder, "README.txt", "Read me.")
    _put(folder, "empty.ris", "")
    _put(folder, "notes.md", "# To read\n\n- everything\n")
    _put(folder, "pictures/kiln.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    _put(folder, "scans/paper.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    _put(folder, "thesis.docx", _zipped({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}))
    return folder


_COUNTS = {"read": 14, "loaded": 7, "merged": 7, "rejected": 0}


def _built(tmp_path, capsys, *inputs: str) -> tuple[dict[str, int], dict[str, str], set[str]]:
    """The counts of a build, the reasons why files cannot be read, and the titles in the graph."""
    graph = tmp_path / "graph"
    main(["build", *inputs, "--graph", str(graph), "--json"])
    return _found(graph, json.loads(capsys.readouterr().out))


def _found(graph, counts: dict[str, int]) -> tuple[dict[str, int], dict[str, str], set[str]]:
    rejects = [json.loads(line) for line in (graph / "rejects.jsonl").read_text("utf-8").splitlines()]
    with open_graph(graph) as opened:
        titles = {one.titles[0].text for one in opened.publications()}
    return {name: counts[name] for name in _COUNTS}, {one["file"]: one["reason"] for one in rejects}, titles


_TITLES = {"Ash", "Clay", "Glazes", "Kilns", "Kilns of the south", "Support.", "Weather"}


def test_a_folder_just_works(thesis, tmp_path, capsys):
    """Each record is read once, each publication is in the graph once, what is no input is told with why."""
    counts, rejects, titles = _built(tmp_path, capsys, str(thesis))
    assert titles == _TITLES
    assert counts == _COUNTS
    assert {name.removeprefix(f"{thesis}/") for name in rejects} == set(_NO_INPUT)
    for name, reason in _NO_INPUT.items():
        assert reason in rejects[f"{thesis}/{name}"]


def test_a_folder_in_an_archive_just_works(thesis, tmp_path, capsys):
    """As a zip or a tar archive it gives the same, but for an archive too deep in others, which is told."""
    with zipfile.ZipFile(tmp_path / "thesis.zip", "w") as archive:
        for file in sorted(thesis.rglob("*")):
            archive.write(file, file.relative_to(thesis))
    with tarfile.open(tmp_path / "thesis.tgz", "w:gz") as archive:
        archive.add(thesis, "thesis")
    for name in ("thesis.zip", "thesis.tgz"):
        counts, rejects, titles = _built(tmp_path, capsys, str(tmp_path / name))
        assert (counts, titles) == (_COUNTS | {"read": 13, "merged": 6}, _TITLES)
        deep = [reason for file, reason in rejects.items() if file.endswith("old.zip!inner.zip")]
        assert deep == ["is an archive within 2 others: unpack it, and name what it holds"]
        assert len(rejects) == len(_NO_INPUT) + 1


_PIPED = {
    "mixed": (EXPORTS["wos"] + EXPORTS["nbib"]).encode() + b"@book{n,\n  title = {New}\n}\n",
    "gzip": gzip.compress(b"TY  - BOOK\nTI  - New\nER  - \n" + EXPORTS["ris"].encode() * 2),
    "zip": _zipped({"a.ris": b"TY  - BOOK\nTI  - New\nER  - \n", "b.bib": EXPORTS["bibtex"].encode() * 2}),
}
"""What comes by standard input: three records, of which the folder lacks one."""


@pytest.mark.parametrize("kind", _PIPED)
@pytest.mark.parametrize("place", [0, 1])
def test_a_folder_and_standard_input(thesis, tmp_path, kind, place):
    """What is piped in beside a folder, in whatever wrapping, is read as one more file, in its turn."""
    inputs = [str(thesis)]
    inputs.insert(place, "-")
    counts, rejects, titles = _piped(tmp_path, _PIPED[kind], *inputs)
    assert counts == {"read": 17, "loaded": 8, "merged": 9, "rejected": 0}
    assert {name.removeprefix(f"{thesis}/") for name in rejects} == set(_NO_INPUT)
    assert titles == {*_TITLES, "New"}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is an image"),
        (b"<html><body>Log in", "is a web page"),
        (gzip.compress(EXPORTS["ris"].encode(), mtime=0)[:-9], "ends early"),
    ],
)
def test_a_folder_and_standard_input_that_is_no_input(thesis, tmp_path, data, reason):
    """Standard input without records is told with why, and the folder beside it is read all the same."""
    counts, rejects, titles = _piped(tmp_path, data, str(thesis), "-")
    assert titles == _TITLES
    assert counts["loaded"] == _COUNTS["loaded"]
    assert reason in rejects["-"]
    assert len(rejects) == len(_NO_INPUT) + 1


def test_standard_input_that_is_named_twice(thesis, tmp_path):
    """It is one input, however often it is named."""
    counts, rejects, titles = _piped(tmp_path, _PIPED["mixed"], "-", str(thesis), "-")
    assert (counts["read"], len(rejects)) == (17, len(_NO_INPUT))
    assert titles == {*_TITLES, "New"}


def _piped(tmp_path, data: bytes, *inputs: str) -> tuple[dict[str, int], dict[str, str], set[str]]:
    """As :func:`_built`, with standard input, which only another process has."""
    graph = tmp_path / "graph"
    command = [
        sys.executable,
        "-m",
        "kg.cli",
        "build",
        *inputs,
        "--graph",
        str(graph),
        "--json",
        "--no-check",
    ]
    done = subprocess.run(command, input=data, capture_output=True, check=False)
    assert done.returncode == 1, done.stderr  # something was rejected
    return _found(graph, json.loads(done.stdout))


def test_a_pattern_and_a_file_named_twice_are_read_once(thesis, tmp_path, capsys):
    """A glob finds files whatever their names; what two inputs name is one file."""
    pattern = f"{thesis}/exports/* (1).txt"
    counts, rejects, titles = _built(tmp_path, capsys, pattern, f"{thesis}/exports/ris (1).txt")
    assert counts["read"] == counts["loaded"] == len(EXPORTS)
    assert (rejects, titles) == ({}, {"Ash", "Clay", "Glazes", "Kilns", "Support."})
