"""The BibTeX reader on real files: no entry is dropped, and no word of one is lost."""

from __future__ import annotations

import gzip
import re
import unicodedata
from functools import cache
from pathlib import Path

import msgspec
import pytest

from kg.rdf import nquads
from kg.record import Record, Reject
from kg.sources import detect, read
from kg.sources.bibtex.entries import entries
from kg.sources.bibtex.fields import Entry, Macros, parsed
from kg.sources.bibtex.mapping import to_record
from kg.sources.opening import opened

pytestmark = pytest.mark.shared

_ENTRY = re.compile(r"^\s*@\s*(\w+)\s*[{(]", re.MULTILINE)
_NO_ENTRY = {"comment", "string", "preamble", "xdata"}
_WORD = re.compile(r"[^\W\d_]{4,}")
_CODED = {"language", "langid", "month", "file"}
"""Fields that become a code or a number; and paths, whose backslashes are none of LaTeX."""
_MACRO = re.compile(r"\\[A-Za-z]+|\\.|[{}$]")


@pytest.fixture(name="files")
def _files(shared: Path) -> tuple[Path, ...]:
    data = shared / "data"
    found = [
        *data.glob("bibtex/*.bib"),
        *data.glob("and-dblp-zhangjun/*.bib*"),
        data / "crossref/crossref.bib",
    ]
    return tuple(sorted(found))


@cache
def _read(path: Path) -> tuple[Record | Reject, ...]:
    return tuple(read(str(path)))


def _text(path: Path) -> str:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def test_every_file_with_an_entry_is_known(files: tuple[Path, ...]) -> None:
    """By content; so are those that hold nothing but abbreviations and comments."""
    assert len(files) == 56
    for path in files:
        found = detect(_text(path).encode()[:65536])
        assert found is not None, path.name
        assert found.name == "bibtex", path.name


def test_no_entry_is_dropped(files: tuple[Path, ...]) -> None:
    """As many records as entries, keys or not, whatever their braces; nothing is rejected."""
    for path in files:
        kinds = [kind.lower() for kind in _ENTRY.findall(_text(path))]
        expected = sum(kind not in _NO_ENTRY for kind in kinds)
        items = _read(path)
        assert [item for item in items if isinstance(item, Reject)] == [], path.name
        assert len(items) == expected, path.name
    assert sum(len(_read(path)) for path in files) > 1500


def test_no_word_is_lost(files: tuple[Path, ...]) -> None:
    """Every longer word of every field stands in the Record of its entry, letters without accents."""
    for path in files:
        with opened(str(path)) as stream:
            macros = Macros()
            found = [parsed(block, macros) for block in entries(stream, path.name)]
        for entry in found:
            if isinstance(entry, Entry):
                record = to_record(entry, path.name)
                kept = " ".join(value for one in record.extra for value in one.values)
                told = _plain(msgspec.json.encode(record).decode() + _bare(kept))
                words = _WORD.findall(
                    _plain(_bare(" ".join(value for name, value in entry.fields if name not in _CODED)))
                )
                assert [word for word in words if word not in told] == [], (path.name, entry.key)


def _bare(latex: str) -> str:
    letters = re.sub(r"\\(i|j|ss)(?![A-Za-z])", r"\1", latex)
    return _MACRO.sub("", re.sub(r"\\(aa)(?![A-Za-z])", "a", letters))


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in folded if character.isascii())


def test_what_inherits_has_its_book(files: tuple[Path, ...]) -> None:
    """Every paper of DBLP that stands in proceedings has their title, which its own entry may lack."""
    papers = [
        item
        for path in files
        if "Zhang" in path.name
        for item in _read(path)
        if isinstance(item, Record) and item.type == "ConferencePaper"
    ]
    assert len(papers) > 300
    assert all(paper.venue and paper.venue.title for paper in papers)


def test_every_record_can_be_mapped(files: tuple[Path, ...]) -> None:
    """RDF can hold all that the entries say."""
    records = [item for path in files for item in _read(path) if isinstance(item, Record)]
    assert b"".join(nquads(records)).count(b"\n") > 40_000
