"""The PubMed reader on real files: every record comes out, and nothing of it is lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from xml.etree.ElementTree import fromstring

import msgspec
import pytest
from strings import strings

from kg import ids, tables
from kg.record import Record, Reject
from kg.sources import detect, read
from kg.sources.cutting import Cutter, Unit
from kg.sources.opening import HEAD, opened
from kg.sources.pubmed import LAYOUT
from kg.text import printable, scripts
from kg.text.plain import leaves

pytestmark = pytest.mark.shared

_COUNTS = {
    "medsamp2014.xml.gz": (161, 7, 0),
    "pubmed-29768149.xml": (1, 0, 0),
    "pubmed1.xml": (2, 0, 0),
    "pubmed2.xml": (2, 0, 0),
    "pubmed4.xml": (1, 0, 0),
    "pubmed5.xml": (1, 0, 0),
    "pubmed6.xml": (1, 0, 0),
    "pubmed7.xml": (1, 0, 0),
    "pubmed_19129924.xml": (1, 0, 0),
    "pubmed_31393839.xml": (1, 0, 0),
    "pubmed_result_articlesearch_2018.xml.gz": (107, 0, 0),
    "pubmed_result_mainfinding_2020.xml.gz": (121, 0, 0),
    "pubmed_result_sr-project_2015.xml.gz": (106, 0, 0),
    "pubmedsample_2019.xml.gz": (176, 7, 0),
    "pubmedsample_no_pmid_2019.xml.gz": (0, 0, 1),
}
"""Each file with its records, deletions and rejects, counted apart with lxml."""

_MAPPED = re.compile(r"(?:Date\w*|PubMedPubDate|PubDate)/(?:Year|Month|Day|Hour|Minute)$")
_REWRITTEN: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (re.compile(r"Author/Identifier$"), lambda text: str(ids.orcid(text))),
    (re.compile(r"PubmedData/ArticleIdList/ArticleId$"), lambda text: str(ids.pmcid(text))),
    (re.compile(r"Article/Language$"), str.lower),
    (re.compile(r"Article/ArticleTitle$"), lambda text: text.strip("[]. ")),
    (
        re.compile(r"/PublicationType$"),
        lambda text: tables.publication_type_name(tables.publication_type_ui(text)),
    ),
    (re.compile(r"AbstractText/(?:.*/)?(?:sup|mrow/mn)$"), scripts.raised),
)
"""Texts that stand in the Record in another form: by the path of their element, and how."""


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", printable(text))


def _units(file: Path) -> Iterator[Unit]:
    with opened(str(file)) as stream:
        yield from (unit for unit in Cutter(stream, file.name, LAYOUT) if isinstance(unit, Unit))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", _COUNTS)
def test_every_record_comes_out(shared: Path, name: str) -> None:
    """Records, deletions and rejects of each file are as many as counted by another parser."""
    counts = Counter(
        "reject" if isinstance(item, Reject) else item.provenance[0].status == "deleted"
        for item in read(str(shared / "data/pubmed" / name))
    )
    assert (counts[False], counts[True], counts["reject"]) == _COUNTS[name]


def test_every_file_is_counted(shared: Path) -> None:
    """No file of the folder is left out here but the one of another format."""
    found = {path.name for path in (shared / "data/pubmed").iterdir() if ".xml" in path.name}
    assert found == {*_COUNTS, "efetch_pmc.xml"}


def test_only_pubmed_files_are_taken(shared: Path) -> None:
    """Of all real files of all formats, the PubMed reader takes those of PubMed."""
    taken = set()
    for path in (shared / "data").rglob("*"):
        if path.is_file():
            with opened(str(path)) as stream:
                source = detect(stream.peek(HEAD)[:HEAD])  # type: ignore[attr-defined]
            if source is not None and source.name == "pubmed":
                taken.add(path)
    inside = {path for path in taken if path.parent == shared / "data/pubmed"}
    assert {path.name for path in inside} == set(_COUNTS)
    assert {path.parent.name for path in taken - inside} <= {"and-pubmed"}


@pytest.mark.parametrize("name", [name for name, counts in _COUNTS.items() if counts[0]])
def test_no_text_is_lost(shared: Path, name: str) -> None:
    """Every text of every element stands in the Record, some in a stated other form."""
    file = shared / "data/pubmed" / name
    told: dict[str, str] = {}
    for item in read(str(file)):
        assert isinstance(item, Record)
        digest = item.provenance[0].digest
        told[digest] = told.get(digest, "") + _bare("".join(strings(msgspec.to_builtins(item))))
    lost: list[tuple[str, str]] = []
    for unit in _units(file):
        have = told[sha256(unit.data).hexdigest()]
        for path, text in leaves(fromstring(unit.data), unit.tag):
            if _bare(text) not in have and not _MAPPED.search(path):
                forms = (form(text) for rule, form in _REWRITTEN if rule.search(path))
                lost += [] if any(_bare(form) in have for form in forms) else [(path, text)]
    assert lost == []


def _records(shared: Path) -> Iterator[Record]:
    for name in _COUNTS:
        yield from (item for item in read(str(shared / "data/pubmed" / name)) if isinstance(item, Record))


def test_every_orcid_is_found(shared: Path) -> None:
    """All written forms of ORCID iDs in the files become iDs; there are 35 of authors."""
    found = [
        one.value
        for record in _records(shared)
        for contribution in record.contributions
        for one in contribution.agent.identifiers
    ]
    assert len(found) == 35
    assert all(ids.orcid(value) == value for value in found)


def test_every_record_says_what_it_is(shared: Path) -> None:
    """Each record has a PMID first, a digest, a type and, unless it is deleted, a title."""
    for record in _records(shared):
        assert record.identifiers[0].scheme == "pmid"
        assert record.identifiers[0].value == record.provenance[0].id
        assert len(record.provenance[0].digest) == 64
        assert record.type
        assert record.titles or record.provenance[0].status == "deleted"


def test_a_paper_of_many_keeps_them_all(shared: Path) -> None:
    """The longest list of authors is as long as its element says."""
    longest = max(_records(shared), key=lambda record: len(record.contributions))
    with opened(longest.provenance[0].file) as stream:
        data = stream.read()
    start = data.index(b">%s</PMID>" % longest.provenance[0].id.encode())
    own = data[start : data.index(b"</MedlineCitation>", start)]
    assert len(longest.contributions) == own.count(b"<Author ") + own.count(b"<Investigator ")
