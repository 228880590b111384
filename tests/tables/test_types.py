"""Publication types: notices and retracted articles, ranks, branches, and the types of real records."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kg import context, tables
from kg.tables import scheme

Texts = Callable[..., Iterator[str]]


def test_notice_and_retracted_article_are_never_swapped() -> None:
    """D016440 is the notice that retracts, D016441 the article retracted, which keeps its class."""
    notice = tables.classify(["D016440"])
    assert (notice.type, notice.work_types, notice.statuses) == ("RetractionNotice", ("Retraction",), ())
    retracted = tables.classify(["D016428", "D016441"])
    assert (retracted.type, retracted.work_types, retracted.statuses) == (
        "JournalArticle",
        (),
        ("retracted",),
    )
    assert tables.classify(["D016441"]).type == "Article"


@pytest.mark.parametrize(
    ("uis", "expected"),
    [
        (["D016428", "D016454", "D016422", "D016440"], "RetractionNotice"),
        (["D016428", "D016454", "D016422"], "Letter"),
        (["D016420", "D016422"], "Letter"),
        (["D016421", "D016420"], "JournalEditorial"),
        (["D016428", "D016454"], "ReviewArticle"),
        (["D016428", "D000076942"], "Preprint"),
        (["D016428", "D016423"], "JournalArticle"),
        (["D016423", "D016424"], "ConferenceProceedings"),
        (["D002363"], "JournalArticle"),
        (["D013485"], "Article"),
        (["D999999", ""], "Article"),
        ([], "Article"),
    ],
)
def test_one_class_by_rank_whatever_the_order(uis: list[str], expected: str) -> None:
    """The expression gets the class of lowest rank, and the order of the types does not matter."""
    assert tables.classify(uis).type == expected
    assert tables.classify(reversed(uis)).type == expected


def test_work_has_all_classes() -> None:
    """A systematic review of trials that is also a guideline has all its classes of work, once each."""
    found = tables.classify(["D016428", "D000078182", "D017418", "D016449", "D017065"])
    assert found.work_types == ("SystematicReview", "ClinicalTrialReport", "ClinicalGuideline")


@pytest.mark.parametrize(
    ("name", "ui"),
    [
        ("Journal Article", "D016428"),
        ("JOURNAL ARTICLE", "D016428"),
        ("Research Support, Non-U.S. Gov't", "D013485"),
        ("Retraction Notice", "D016440"),
        ("Retraction of Publication", "D016440"),
        ("Retracted Publication", "D016441"),
        ("Evaluation Study", "D023362"),
        ("Congresses", "D016423"),
        ("", ""),
        ("A Type That Is None", ""),
    ],
)
def test_name_gives_the_ui(name: str, ui: str) -> None:
    """Names of publication types are known in any case, in the plural and by their former form."""
    assert tables.publication_type_ui(name) == ui


@pytest.mark.parametrize("text", ["", "d016428", "D016428 ", "Journal Article", "D", "016428", "D016428\n"])
def test_mesh_iri_only_of_a_ui(text: str) -> None:
    """Text that is no UI gives no IRI."""
    assert not tables.mesh(text)


def test_no_class_of_the_table_is_in_the_wrong_branch_by_property() -> None:
    """What a type denotes of the expression, of the work and as status are disjoint sets of terms."""
    members = scheme.members("types.ttl")
    denoted, work, status = (
        {context.term(iri) for concept in members for iri in concept.all(name)}
        for name in ("kg:denotes", "kg:denotesWork", "kg:denotesStatus")
    )
    assert denoted
    assert work
    assert status == {"retracted"}
    assert denoted.isdisjoint(work | status)


@pytest.mark.shared
def test_no_node_is_both_work_and_expression(shared: Path) -> None:
    """By the subclass axioms of FaBiO each class of an expression is one, each of a work is one."""
    branch = _branches(shared)
    for file in ("types.ttl", "formats.ttl"):
        for concept in scheme.members(file):
            assert all(branch(iri) == "Expression" for iri in concept.all("kg:denotes")), concept.iri
            assert all(branch(iri) == "Work" for iri in concept.all("kg:denotesWork")), concept.iri


def _branches(shared: Path) -> Any:
    import pyoxigraph

    parents: dict[str, set[str]] = {}
    for quad in pyoxigraph.parse(path=str(shared / "ontologies/spar/fabio.ttl")):
        if quad.predicate.value == context.iri("rdfs:subClassOf") and isinstance(
            quad.object, pyoxigraph.NamedNode
        ):
            parents.setdefault(quad.subject.value, set()).add(quad.object.value)

    def above(iri: str) -> set[str]:
        return {iri}.union(*(above(parent) for parent in parents.get(iri, ())))

    def branch(iri: str) -> str:
        found = above(iri) & {context.iri("Expression"), context.iri("Work")}
        return context.term(found.pop()) if len(found) == 1 else "both or none"

    return branch


_PUBMED_TYPE = re.compile(r'<PublicationType UI="(D[0-9]+)">([^<]+)<')


@pytest.mark.shared
def test_every_publication_type_of_pubmed_is_in_the_table(texts: Texts) -> None:
    """Each UI in real PubMed records is a concept here, and its name there leads back to it."""
    found = {pair for text in texts("data/pubmed/*xml*") for pair in _PUBMED_TYPE.findall(text)}
    assert len(found) > 40
    wrong = {(ui, name) for ui, name in found if tables.publication_type_ui(name) != ui}
    assert not wrong


@pytest.mark.shared
def test_names_of_types_agree_with_mesh(texts: Texts) -> None:
    """Publication types in the samples of MeSH have the UI that their name gives here."""
    text = "".join(texts("data/mesh/samples.nt.gz"))
    types = set(re.findall(r"mesh/(D\d+)> \S+ <\S+vocab#PublicationType>", text))
    labels = dict(re.findall(r'mesh/(D\d+)> \S+label> "([^"]+)"@en', text))
    assert types
    assert {ui for ui in types if tables.publication_type_ui(labels[ui]) != ui} == set()


@pytest.mark.shared
def test_names_without_ui_are_known(texts: Texts) -> None:
    """Names in old PubMed XML and in MEDLINE text have a UI, but for one that MeSH gave up."""
    xml = re.compile(r"<PublicationType>([^<]+)<")
    names = Counter(name for text in texts("data/pubmed/*xml*") for name in xml.findall(text))
    for text in texts("data/nbib/*.txt", "data/nbib/*.nbib*"):
        names.update(name.strip() for name in re.findall(r"^PT  - (.+)$", text, re.MULTILINE))
    assert {name for name in names if not tables.publication_type_ui(name)} == {"In Vitro"}


@pytest.mark.parametrize(
    ("vocabulary", "word", "expected"),
    [
        ("managers", "JOUR", ("JournalArticle", (), ())),
        ("managers", "Journal Article", ("JournalArticle", (), ())),
        ("managers", "RPRT", ("ReportDocument", ("Report",), ())),
        ("managers", "Bill", ("Expression", (), ())),
        ("documents", "Retracted Publication", ("JournalArticle", (), ("retracted",))),
        ("documents", "Retraction", ("RetractionNotice", ("Retraction",), ())),
        ("documents", "Correction", ("JournalArticle", ("Erratum",), ())),
    ],
)
def test_types_of_managers_and_databases(
    vocabulary: str, word: str, expected: tuple[str, tuple[str, ...], tuple[str, ...]]
) -> None:
    """A code and a name of a type mean the same; what is retracted keeps its class."""
    found = tables.source_type(vocabulary, word)
    assert found is not None
    assert (found.type, found.work_types, found.statuses) == expected


@pytest.mark.parametrize("vocabulary", ["managers", "bibtex", "csl"])
def test_what_is_written_is_read_as_the_same_class(vocabulary: str) -> None:
    """A class that a vocabulary can denote is written as a word that denotes it, and no other."""
    denoted = {
        context.term(concept.one("kg:denotes"))
        for concept in scheme.members(f"types-{vocabulary}.ttl")
        if concept.all("kg:writtenFor")
    }
    assert len(denoted) > 20
    written = {name: tables.type_word(vocabulary, name) for name in denoted}
    assert {name: tables.source_type(vocabulary, word).type for name, word in written.items()} == {
        name: name for name in denoted
    }


def test_every_class_is_written() -> None:
    """Whatever class a record can have through any table of types, the managers have a word for it."""
    denoted = {
        context.term(iri)
        for vocabulary in ("managers", "documents", "bibtex", "csl", "crossref", "jats", "marc", "openalex")
        for concept in scheme.members(f"types-{vocabulary}.ttl")
        for iri in concept.all("kg:denotes")
    }
    for vocabulary in ("managers", "bibtex", "csl"):
        assert {name for name in denoted if not tables.type_word(vocabulary, name)} <= {
            "Entry",
            "JournalIssue",
            "PeriodicalIssue",
            "PeriodicalVolume",
        }
