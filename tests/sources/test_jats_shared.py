"""The JATS reader on real articles of PLOS and PubMed Central."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import msgspec
import pytest

from kg.rdf import nquads
from kg.record import Record
from kg.sources import detect, read
from kg.text import plain

pytestmark = pytest.mark.shared

_ASIDE = re.compile(r"https?://(?:dx\.)?(?:doi|orcid)\.org/|[\W_]")
_MARKS = frozenset({"title", "label", "sup", "sub", "xref"})
"""Headings and marks, and what is written in other characters than it stands in."""


@pytest.fixture(name="files")
def _files(shared: Path) -> list[Path]:
    return sorted(path for name in ("jats", "pmc-oa") for path in (shared / "data" / name).glob("*ml*"))


@pytest.fixture(name="records")
def _records(files: list[Path]) -> dict[Path, Record]:
    return _read(tuple(files))


@cache
def _read(files: tuple[Path, ...]) -> dict[Path, Record]:
    found = {}
    for path in files:
        (record,) = read(str(path))
        assert isinstance(record, Record), record
        found[path] = record
    return found


def _bytes(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def test_every_article_is_known_and_read(files: list[Path], records: dict[Path, Record]) -> None:
    """All 198, by content, each one record with a title, a journal and a DOI or PMCID."""
    assert len(records) == len(files) == 198
    assert {detect(_bytes(path)[:65536]).name for path in files} == {"jats"}  # type: ignore[union-attr]
    assert all(record.titles and record.venue and record.venue.title for record in records.values())
    assert all(record.provenance[0].id for record in records.values())


def test_the_kinds_are_those_of_the_articles(records: dict[Path, Record]) -> None:
    """Counted by article-type in the files."""
    assert Counter(record.type for record in records.values()) == {
        "JournalArticle": 148,
        "JournalNewsItem": 15,
        "ReviewArticle": 12,
        "Comment": 9,
        "JournalEditorial": 8,
        "Letter": 4,
        "RetractionNotice": 2,
    }
    kinds = Counter(one.kind for record in records.values() for one in record.relations)
    assert (kinds["retracts"], kinds["corrects"]) == (2, 5)
    assert kinds["cites"] == 6587


def test_no_text_of_the_front_matter_is_lost(records: dict[Path, Record]) -> None:
    """Every text of an article's front, and of its references, stands somewhere in its Record."""
    for path, record in records.items():
        told = _letters(msgspec.json.encode(record).decode())
        lost = [text for text in _texts(fromstring(_bytes(path))) if _letters(text) not in told]
        assert not lost, (path.name, lost)


def _letters(text: str) -> str:
    """Letters and digits alone: blanks and marks are the rules' to set; addresses of resolvers go."""
    return _ASIDE.sub("", text).casefold()


def _texts(root: Element) -> Iterator[str]:
    for part in (*root.iterfind("front/*"), *root.iterfind("back/ref-list"), *root.iterfind("back/ack")):
        for element in part.iter():
            if element.tag in _MARKS or "}" in element.tag:
                yield element.tail or ""
            else:
                yield from filter(None, (element.text, element.tail))


def test_authors_come_in_order(files: list[Path], records: dict[Path, Record]) -> None:
    """The family names of the authors are those of the file, in its order."""
    for path in files:
        root = fromstring(_bytes(path))
        listed = [
            plain(name)
            for contrib in root.iterfind("front/article-meta/contrib-group/contrib")
            if contrib.get("contrib-type") == "author"
            for name in contrib.iterfind("name/surname")
        ]
        authors = [one.agent for one in records[path].contributions if one.role == "author"]
        assert [agent.family or agent.name for agent in authors if agent.kind == "Person"] == listed


def test_licences_are_recognised(records: dict[Path, Record]) -> None:
    """Of the articles with a licence seven of ten name a known one; others name none with a version."""
    licensed = [record for record in records.values() if record.licences]
    known = [record for record in licensed if any(one.licence for one in record.licences)]
    assert len(licensed) >= 190
    assert len(known) / len(licensed) > 0.7


def test_every_record_can_be_mapped(records: dict[Path, Record]) -> None:
    """RDF can hold all that the articles say."""
    assert b"".join(nquads(records.values())).count(b"\n") > 60_000
