"""Identifiers, likeness and decisions together."""

from __future__ import annotations

import io
import itertools
from pathlib import Path

import msgspec
import pytest
from publications import publication

from kg.errors import SourceError, StoreError
from kg.identity import Clusters, Decision, Linked, Linker, decisions, links
from kg.identity.briefs import reference
from kg.identity.decisions import HEAD, named
from kg.record import Record

TOLD = ("Winter feeding of birds on northern lakes", "Aalto, Anna and Berg, Bo", "2001", "Ecology")


def linked(records: list[Record], *decided: Decision, likeness: bool = True) -> Linked:
    """What comes of linking them."""
    with Linker(decided, likeness=likeness) as linker:
        for record in records:
            linker.add(record)
        return linker.link()


def parts_of(found: Linked) -> set[frozenset[int]]:
    """The publications, as places of records."""
    labels = found.clusters.labels.tolist()
    return {frozenset(place for place, one in enumerate(labels) if one == label) for label in labels}


def apart(*groups: str) -> set[frozenset[int]]:
    """Groups of places, as figures: ``apart("01", "2")``."""
    return {frozenset(map(int, group)) for group in groups}


# -- likeness ----------------------------------------------------------------------------------


def test_likeness_joins_what_identifiers_leave_apart():
    """A record without an identifier joins the two that share a DOI; its link keeps score and parts."""
    records = [publication(*TOLD, doi="10.1000/1", id="a"), publication(*TOLD, doi="10.1000/1", id="b")]
    records.append(publication(*TOLD, id="c"))
    found = linked(records)
    assert parts_of(found) == apart("012")
    assert {(link.rule, link.verdict, link.score) for link in found.links} == {("likeness", "same", 11)}
    assert all(sum(link.parts.values()) == link.score for link in found.links)


def test_likeness_can_be_left_out():
    """With identifiers alone nothing else links, and there is no evidence to keep."""
    found = linked([publication(*TOLD, id="a"), publication(*TOLD, id="b")], likeness=False)
    assert parts_of(found) == apart("0", "1")
    assert found.links == ()


def test_versions_are_told_and_not_merged():
    """A preprint and its article are two publications, and a pair of versions."""
    records = [
        publication(*TOLD, volume="7", pages="1", id="a"),
        publication(*TOLD[:3], "bioRxiv", type="Preprint", id="b"),
    ]
    found = linked(records)
    assert parts_of(found) == apart("0", "1")
    assert found.versions == ((0, 1),)
    assert [link.verdict for link in found.links] == ["version"]


def test_the_withdrawn_links_nothing():
    """What a source withdrew is compared with nothing."""
    records = [publication(*TOLD, id="a"), publication(*TOLD, id="b")]
    origin = msgspec.structs.replace(records[0].provenance[0], status="deleted")
    found = linked([*records, msgspec.structs.replace(records[0], provenance=(origin,))])
    assert found.clusters.withdrawn.tolist() == [True, False, True]
    assert found.links == ()


# -- identifiers by mistake --------------------------------------------------------------------


def test_the_doi_of_a_book_does_not_join_its_chapters():
    """Three chapters and the book have the DOI of the book: it links none of them, and names none."""
    book = {"doi": "10.1000/book", "type": "BookChapter"}
    records = [
        publication("Swans of the northern lakes", "Aalto, Anna", "1990", "Birds", pages="1-9", **book),
        publication("Feeding gulls in the winter", "Berg, Bo", "1990", "Birds", pages="10-19", **book),
        publication("Owls and how they hear", "Carr, Cy", "1990", "Birds", pages="20-29", **book),
        publication("Birds of Finland", "Dahl, Di", "1990", type="Book", doi="10.1000/book"),
    ]
    found = linked(records)
    assert parts_of(found) == apart("0", "1", "2", "3")
    assert len(found.clusters.contested) == 1


def test_the_doi_of_a_journal_does_not_join_its_articles():
    """Nor does that of a journal."""
    records = [
        publication("Birds", "", "1990", type="Journal", doi="10.1000/journal"),
        publication(*TOLD, pages="1-9", doi="10.1000/journal"),
        publication(*TOLD, pages="1-9", id="2"),
    ]
    assert parts_of(linked(records)) == apart("0", "12")


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Wintering birds, and what they eat"},
        {"title": "Vögel im Winter", "authors": "Aalto, Anna and Berg, Bo"},
        {"title": "冬の鳥", "authors": "Suzuki, Taro"},
        {"title": ""},
        {"title": TOLD[0], "authors": "Berg, Bo"},
    ],
)
def test_a_doi_joins_what_may_be_one(other: dict[str, str]):
    """A title that was changed or translated by the same authors does not make an identifier doubtful."""
    told = {"title": TOLD[0], "authors": TOLD[1], "year": "2001"}
    records = [publication(**told, doi="10.1000/1"), publication(**told | other, doi="10.1000/1", id="b")]
    assert parts_of(linked(records)) == apart("01")


# -- decisions ---------------------------------------------------------------------------------


def decision(left: str, right: str, what: str) -> Decision:
    """A decision with a note."""
    return Decision(left, right, what, "because")


def test_a_person_joins_what_nothing_joins():
    """Even where DOIs and titles say otherwise; the note is kept as evidence."""
    records = [publication(*TOLD, doi="10.1000/1"), publication("Lakes", "Carr, Cy", "1950", doi="10.1000/2")]
    found = linked(records, decision("doi:10.1000/1", "https://doi.org/10.1000/2", "same"))
    assert parts_of(found) == apart("01")
    assert [(link.rule, link.verdict, link.value) for link in found.links] == [
        ("decision", "same", "because")
    ]


def test_a_person_parts_what_is_alike():
    """Likeness does not join them again, not even through a third record."""
    records = [publication(*TOLD, id=name) for name in "abc"]
    found = linked(records, decision("test/a", "test/b", "different"))
    assert len(parts_of(found)) == 2
    labels = found.clusters.labels.tolist()
    assert labels[0] != labels[1]


def test_a_person_parts_what_shares_an_identifier():
    """The identifier is contested then: it names neither of the two, and a third goes with one of them."""
    records = [publication(*TOLD, doi="10.1000/1", id=name) for name in "123"]
    found = linked(records, decision("test/1", "test/2", "different"))
    labels = found.clusters.labels.tolist()
    assert labels[0] != labels[1]
    assert labels[2] in labels[:2]
    assert len(found.clusters.contested) == 1


def test_decisions_do_not_depend_on_the_order_of_records():
    """The same parts, by name, in every order."""
    records = [publication(*TOLD, doi="10.1000/1", id=name) for name in "1234"]
    said = decision("test/1", "test/2", "different")
    results = set()
    for order in itertools.permutations(records):
        labels = linked(list(order), said).clusters.labels.tolist()
        named = sorted(zip(map(reference, order), labels, strict=True))
        first = {label: place for place, (_, label) in reversed(list(enumerate(named)))}
        results.add(tuple(first[label] for _, label in named))
    assert len(results) == 1


def test_a_decision_about_nobody_is_told():
    """It links nothing, and is given back."""
    said = decision("doi:10.1000/1", "doi:10.1000/9", "same")
    found = linked([publication(*TOLD, doi="10.1000/1")], said)
    assert found.unknown == (said,)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("10.1000/A", "doi:10.1000/a"),
        ("https://doi.org/10.1000/A", "doi:10.1000/a"),
        ("pmid:0012", "pmid:12"),
        ("PMCID:PMC12", "pmcid:PMC12"),
        ("https://example.org/kg/expression/doi/10.1000/a%3Cb%3E#author-1", "doi:10.1000/a<b>"),
        ("https://example.org/kg/work/pmid/12", "pmid:12"),
        ("https://example.org/kg/expression/source/vufind/000001", "vufind/000001"),
        ("https://example.org/kg/record/pubmed/12/266e4fa8bdae", "pubmed/12/266e4fa8bdae"),
        ("pubmed/12", "pubmed/12"),
        ("pubmed", None),
        ("", None),
        ("https://example.org/", None),
        ("doi:nothing", None),
    ],
)
def test_names_have_one_form(text: str, name: str | None):
    """Identifiers, IRIs and records of sources; other text names nothing."""
    assert named(text) == name


def test_decisions_are_read_as_they_are_written(tmp_path: Path):
    """A note may hold whatever people write; twice the same is once."""
    said = [
        decision("doi:10.1000/1", "test/a", "same"),
        Decision("test/a", "test/b", "different", 'a "b", c\nd'),
    ]
    decisions.write([*said, said[0]], tmp_path / "d.csv")
    assert list(decisions.read(tmp_path / "d.csv")) == said


@pytest.mark.parametrize(
    ("text", "where", "reason"),
    [
        ("", "line 1", "the columns are left, right, decision, note"),
        ("a,b\n", "line 1", "the columns are"),
        (
            "left,right,decision\ntest/a,test/b,perhaps\n",
            "line 2",
            "write same, different, versions or unrelated",
        ),
        ("left,right,decision\ntest/a,birds,same\n", "line 2", "'birds' names no record"),
        ("left,right,decision\n\ntest/a\n", "line 3", "write same, different, versions or unrelated"),
        ('left,right,decision\n"' + "x" * 200_000 + '",b,same\n', "line 2", "it is no CSV"),
    ],
)
def test_what_is_no_decision_is_told(tmp_path: Path, text: str, where: str, reason: str):
    """File, line and what to write there."""
    path = tmp_path / "decisions.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as told:
        decisions.read(path)
    assert (told.value.file, told.value.position) == (str(path), where)
    assert reason in told.value.reason


def test_bytes_that_are_no_text_are_told(tmp_path: Path):
    """A spreadsheet is no CSV file."""
    path = tmp_path / "decisions.csv"
    path.write_bytes(b"PK\x03\x04\xff\xfe")
    with pytest.raises(SourceError, match="cannot be read"):
        decisions.read(path)
    with pytest.raises(SourceError, match="cannot be read"):
        decisions.read(tmp_path / "missing.csv")


def test_the_head_names_the_columns():
    """What is written for people to fill in."""
    assert HEAD == ("left", "right", "decision", "note")


# -- files -------------------------------------------------------------------------------------


def test_clusters_come_back_from_their_file(tmp_path: Path):
    """Whole; and what is no such file is told."""
    found = linked([publication(*TOLD, id=name, doi="10.1000/1") for name in "ab"]).clusters
    found.save(tmp_path / "clusters.npz")
    with open(tmp_path / "clusters.npz", "rb") as stream:
        again = Clusters.load(stream)
    assert again.labels.tolist() == found.labels.tolist()
    assert again.contested == found.contested
    with pytest.raises(StoreError, match="damaged"):
        Clusters.load(io.BytesIO(b"PK\x03\x04 nothing"))


def test_links_come_back_from_their_file():
    """Each with its parts; and what is no link is told with its line."""
    found = linked([publication(*TOLD, id=name) for name in "abc"]).links
    stream = io.BytesIO()
    links.write(found, stream)
    assert tuple(links.read(io.BytesIO(stream.getvalue()))) == found != ()
    with pytest.raises(StoreError, match="line 1"):
        list(links.read(io.BytesIO(b"{}\n")))
