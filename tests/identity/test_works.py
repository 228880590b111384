"""Publications that are versions of one work, and those that are not."""

from __future__ import annotations

import itertools
import tracemalloc
from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from publications import publication

from kg import parts, sources
from kg.identity import Linked, Linker, merged
from kg.identity.works import KINDS
from kg.rdf import Writer, expression_iri, frame, nquads
from kg.rdf.describe import work_iri
from kg.record import Identifier, Provenance, Record, Relation, identifier

BIRDS = ("Winter feeding of birds on northern lakes", "Aalto, Anna and Berg, Bo")
BREAD = ("A short history of rye bread in the Baltic", "Cato, Carl")


def linked(records: Iterable[Record], *, likeness: bool = False) -> Linked:
    """What comes of linking them."""
    with Linker(likeness=likeness) as linker:
        for record in records:
            linker.add(record)
        return linker.link()


def published(records: list[Record], folder: Path, *, likeness: bool = False) -> list[Record]:
    """The publications that come of them, each with its work."""
    clusters = linked(records, likeness=likeness).clusters
    with parts.PartsWriter(folder / "records") as writer:
        for record in records:
            writer.add(record)
    return list(merged(lambda: parts.lines(folder / "records"), clusters))


def works(records: list[Record], folder: Path, *, likeness: bool = False) -> set[tuple[str, ...]]:
    """The DOIs of the publications of each work, with the name of the work first."""
    found: dict[str, list[str]] = {}
    for record in published(records, folder, likeness=likeness):
        work = work_iri(record, "").removeprefix("work/doi/")
        found.setdefault(work, []).append(record.identifiers[0].value)
    return {(work, *sorted(versions)) for work, versions in found.items()}


def related(record: Record, kind: str, *dois: str, note: str = "") -> Record:
    """The record with relations of a kind."""
    told = tuple(
        Relation(kind=kind, identifiers=(found,), note=note)
        for doi in dois
        if (found := identifier("doi", doi))
    )
    return msgspec.structs.replace(record, relations=(*record.relations, *told))


def with_keys(record: Record, *keys: str) -> Record:
    """The record with keys of a work."""
    origin = msgspec.structs.replace(record.provenance[0], work_keys=keys)
    return msgspec.structs.replace(record, provenance=(origin,))


def article(told: tuple[str, str] = BIRDS, doi: str = "10.1000/a", **more: str) -> Record:
    """A version of record."""
    return publication(*told, more.pop("year", "2001"), more.pop("venue", "Ecology"), doi=doi, **more)


def preprint(told: tuple[str, str] = BIRDS, doi: str = "10.9000/p", **more: str) -> Record:
    """A preprint."""
    return publication(*told, more.pop("year", "2000"), doi=doi, type="Preprint", **more)


# -- what makes versions -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_relation_makes_one_work(tmp_path, kind):
    """Two publications stay two, and share the work, which has the name of the version of record."""
    records = [related(preprint(), kind, "10.1000/A"), article()]
    assert works(records, tmp_path) == {("10.1000/a", "10.1000/a", "10.9000/p")}
    found = linked(records)
    assert (found.works, found.disbelieved) == (1, 0)
    (link,) = found.links
    assert (link.rule, link.verdict) == ("relation", "version")


OTHERS = (
    "cites",
    "citesAsRelated",
    "continues",
    "corrects",
    "describes",
    "discusses",
    "hasPart",
    "hasReplyFrom",
    "isDerivedFrom",
    "isPartOf",
    "isRetractedBy",
    "isReviewedBy",
    "isSupplementTo",
    "isSupplementedBy",
    "repliesTo",
    "requires",
    "retracts",
    "reviews",
)


@pytest.mark.parametrize("kind", OTHERS)
def test_other_relations_make_none(tmp_path, kind):
    """Corrections, retractions, replies, comments, reviews, parts and supplements are works of their own."""
    records = [related(preprint(), kind, "10.1000/a"), article()]
    assert len(works(records, tmp_path)) == 2
    assert linked(records).works == 0


@pytest.mark.parametrize("kind", ["corrects", "retracts", "repliesTo", "discusses", "reviews", "isPartOf"])
def test_a_correction_is_no_version_whatever_else_is_said(tmp_path, kind):
    """A notice that a record also calls a version, or that says the same, has a work of its own."""
    notice = related(
        related(article(doi="10.1000/n", venue="Notes"), kind, "10.1000/a"), "isVersionOf", "10.1000/a"
    )
    assert len(works([notice, article()], tmp_path, likeness=True)) == 2


def test_two_that_name_the_same_one(tmp_path):
    """A publication that no record describes holds its versions together."""
    records = [related(preprint(doi=f"10.9000/{n}"), "isVersionOf", "10.1000/absent") for n in (1, 2)]
    assert works(records, tmp_path) == {("10.9000/1", "10.9000/1", "10.9000/2")}


def test_a_chain_is_one_work(tmp_path):
    """A preprint, its article, and a translation of that."""
    records = [
        related(preprint(), "isVersionOf", "10.1000/a"),
        article(),
        related(article(doi="10.2000/t", venue="Vogelwarte", year="2003"), "isTranslationOf", "10.1000/a"),
    ]
    assert works(records, tmp_path) == {("10.1000/a", "10.1000/a", "10.2000/t", "10.9000/p")}


def test_a_translation_shares_authors_and_no_word(tmp_path):
    """A title in another language contradicts nothing where the authors are the same."""
    other = article(("Winterfütterung von Vögeln", BIRDS[1]), doi="10.2000/t", venue="Vogelwarte")
    records = [related(other, "isTranslationOf", "10.1000/a"), article()]
    assert len(works(records, tmp_path)) == 1


def test_likeness_makes_a_work(tmp_path):
    """An abstract and its paper, of which no source says that they belong together."""
    records = [article(), article(doi="10.2000/b", venue="Proceedings of the Congress of Limnology")]
    assert len(works(records, tmp_path / "1")) == 2
    assert len(works(records, tmp_path / "2", likeness=True)) == 1


# -- keys of a catalogue -----------------------------------------------------------------------

KEY = "AT aaltoanna winterfeedingofbirdsonnorthernlakes"


def test_a_key_of_vufind_makes_a_work(tmp_path):
    """Two editions that a catalogue gives one key."""
    records = [with_keys(article(doi=f"10.{n}000/b", type="Book"), KEY) for n in (1, 2)]
    assert works(records, tmp_path) == {("10.1000/b", "10.1000/b", "10.2000/b")}
    assert [link.rule for link in linked(records).links] == ["work key"]


@pytest.mark.parametrize("key", ["AT aaltoanna works", "UT annualreport", "", "AT aaltoanna ", "UT"])
def test_a_short_key_makes_none(tmp_path, key):
    """Collected works and annual reports share a key of a few letters."""
    records = [with_keys(article(doi=f"10.{n}000/b", type="Book"), key) for n in (1, 2)]
    assert len(works(records, tmp_path)) == 2


def test_a_key_alone_is_not_enough(tmp_path):
    """Where the records tell of different books the key was made wrongly."""
    records = [
        with_keys(article(BIRDS, doi="10.1000/b", type="Book"), KEY),
        with_keys(article(BREAD, doi="10.2000/b", type="Book"), KEY),
    ]
    assert len(works(records, tmp_path)) == 2


def test_years_of_a_report_are_works(tmp_path):
    """A figure in the title tells two reports apart that share a key."""
    records = [
        with_keys(article((f"Birds of the northern lakes in winter {n}", BIRDS[1]), doi=f"10.{n}/b"), KEY)
        for n in (2001, 2002)
    ]
    assert len(works(records, tmp_path)) == 2


# -- guards ------------------------------------------------------------------------------------


def test_a_relation_that_nothing_bears_out_is_not_believed(tmp_path):
    """Titles that share nothing, by other authors: the identifier is mistyped."""
    records = [related(preprint(BREAD), "isVersionOf", "10.1000/a"), article()]
    assert len(works(records, tmp_path)) == 2
    assert (linked(records).works, linked(records).disbelieved) == (0, 1)


def test_a_mistake_about_an_absent_one_joins_nothing(tmp_path):
    """Two publications that name the same third one have to be alike themselves."""
    records = [
        related(preprint(told, doi=f"10.9000/{n}"), "isVersionOf", "10.1000/absent")
        for n, told in enumerate((BIRDS, BREAD))
    ]
    assert len(works(records, tmp_path)) == 2


@pytest.mark.parametrize(
    ("kind", "other"),
    [
        ("JournalArticle", "DataFile"),
        ("JournalArticle", "ComputerProgram"),
        ("Book", "BookChapter"),
        ("Book", "Movie"),
        ("JournalArticle", "RetractionNotice"),
        ("JournalArticle", "Comment"),
        ("Periodical", "Periodical"),
    ],
)
def test_kinds_that_are_no_versions_of_each_other(tmp_path, kind, other):
    """A data set, a program, a film, a chapter or a notice is no version of a text; serials have none."""
    records = [related(article(type=other, doi="10.2000/b"), "isVersionOf", "10.1000/a"), article(type=kind)]
    assert len(works(records, tmp_path)) == 2


def test_versions_of_a_data_set_are_one_work(tmp_path):
    """Data have versions as texts do."""
    records = [
        related(article(type="DataFile", doi="10.2000/v2"), "updates", "10.1000/a"),
        article(type="DataFile"),
    ]
    assert len(works(records, tmp_path)) == 1


def test_an_erratum_is_no_version(tmp_path):
    """What says by its title or its kind that it corrects another is none, though it was republished."""
    titled = article(("Erratum: " + BIRDS[0], BIRDS[1]), doi="10.1000/e")
    kind = msgspec.structs.replace(article(doi="10.1000/k"), work_types=("Erratum",))
    for place, notice in enumerate((titled, kind)):
        records = [related(notice, "isVersionOf", "10.1000/a"), article()]
        assert len(works(records, tmp_path / str(place))) == 2


def test_a_chain_joins_no_two_articles_of_one_publisher(tmp_path):
    """A preprint that two journals of one publisher claim is of one of them, the same in any order."""
    records = [
        article(doi="10.1000/a", venue="Ecology"),
        article(doi="10.1000/b", venue="Trends in Limnology"),
        related(preprint(), "isVersionOf", "10.1000/a", "10.1000/b"),
    ]
    found = {
        frozenset(works(list(some), tmp_path / str(place)))
        for place, some in enumerate(itertools.permutations(records))
    }
    (alone,) = found
    assert sorted(len(one) for one in alone) == [2, 3]
    assert linked(records).disbelieved == 1


def test_what_is_called_a_version_may_stand_elsewhere(tmp_path):
    """The two articles are of one work where one of them says so."""
    records = [
        article(doi="10.1000/a", venue="Ecology"),
        related(article(doi="10.1000/b", venue="Trends in Limnology"), "isVersionOf", "10.1000/a"),
        related(preprint(), "isVersionOf", "10.1000/a", "10.1000/b"),
    ]
    assert len(works(records, tmp_path)) == 1


def test_a_withdrawn_record_is_in_no_work(tmp_path):
    """What its source takes back says nothing and is no version."""
    gone = related(preprint(id="1", source="pubmed"), "isVersionOf", "10.1000/a")
    notice = Record(
        type="Expression", provenance=(Provenance(source="pubmed", id="1", status="deleted", digest="0"),)
    )
    both = msgspec.structs.replace(gone, provenance=(Provenance(source="pubmed", id="1", digest="1"),))
    notice = msgspec.structs.replace(notice, titles=both.titles)
    assert works([both, notice, article()], tmp_path) == {("10.1000/a", "10.1000/a")}


def test_very_many_versions(tmp_path):
    """Thousands that name the same one are joined in time and memory that grow as they do."""
    records = [
        related(preprint(doi=f"10.9000/{place}"), "isVersionOf", "10.1000/absent") for place in range(2000)
    ]
    tracemalloc.start()
    try:
        found = linked(records)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found.works == 1
    assert len(found.clusters.works) == 2000
    assert peak < 60_000_000


# -- names -------------------------------------------------------------------------------------


def test_the_earliest_of_the_strongest_names_the_work(tmp_path):
    """A DOI before a PMID, a version of record before a preprint, and the first before its updates."""
    review = article(doi="10.1002/cd.pub2", year="2005", venue="Cochrane")
    records = [
        related(review, "updates", "10.1002/cd"),
        article(doi="10.1002/cd", year="2001", venue="Cochrane"),
        related(preprint(year="1999"), "isVersionOf", "10.1002/cd"),
        publication(*BIRDS, "1998", "Cochrane", pmid="7", id="7"),
    ]
    pmid = Relation(kind="isVersionOf", identifiers=(Identifier(scheme="doi", value="10.1002/cd"),))
    records[3] = msgspec.structs.replace(records[3], relations=(pmid,))
    found = published(records, tmp_path)
    assert {work_iri(one, "") for one in found} == {"work/doi/10.1002/cd"}
    assert [one.work is None for one in found] == [False, True, False, False]


def test_a_work_named_by_a_record_number(tmp_path):
    """Two versions without identifiers share the IRI that the first of them gives, whatever its source."""
    records = [
        msgspec.structs.replace(
            with_keys(publication(*BIRDS, "2001", type="Book", id=f"a {n}/b", source="own/é"), KEY),
            issued=f"200{n}",
        )
        for n in (1, 2)
    ]
    found = published(records, tmp_path)
    assert len(found) == 2
    assert len({work_iri(one) for one in found}) == 1
    graph = b"".join(nquads(found))
    assert [work_iri(one) for one in frame([graph])] == [work_iri(one) for one in found]


def test_expressions_of_one_work_come_back_in_their_order(tmp_path):
    """The work is one node with the types of both, and framing gives it to each."""
    one = related(preprint(), "isVersionOf", "10.1000/a")
    other = msgspec.structs.replace(article(), work_types=("SystematicReview",))
    between = article(BREAD, doi="10.1000/z")
    found = published([one, between, other], tmp_path)
    again = list(frame(nquads(found)))
    assert [expression_iri(record) for record in again] == [expression_iri(record) for record in found]
    assert [record.work_types for record in again] == [("SystematicReview",), (), ("SystematicReview",)]
    lines = b"".join(Writer().write(record) for record in found).decode()
    assert (
        lines.count(
            "<https://example.org/kg/work/doi/10.1000/a> <http://purl.org/vocab/frbr/core#realization>"
        )
        == 2
    )


def test_a_stranger_says_nothing_of_works(tmp_path):
    """JSON lines that claim a work lose it: it is found among the records that are read together."""
    claimed = msgspec.structs.replace(article(), work=Identifier(scheme="doi", value="10.1000/other"))
    file = tmp_path / "one.jsonl"
    file.write_bytes(msgspec.json.encode(claimed) + b"\n")
    (read,) = (one for found in sources.inputs([str(file)]) for one in sources.records(found))
    assert read.work is None


# -- properties --------------------------------------------------------------------------------

_TITLES = (BIRDS, BREAD, (BIRDS[0] + " in spring", BIRDS[1]), ("", ""))
_DOIS = tuple(f"10.{registrant}/{letter}" for registrant in (1000, 2000) for letter in "abc")


@st.composite
def _some(draw: st.DrawFn) -> list[Record]:
    records = []
    for place, doi in enumerate(draw(st.lists(st.sampled_from(_DOIS), min_size=2, max_size=7))):
        record = publication(
            *draw(st.sampled_from(_TITLES)),
            draw(st.sampled_from(("2000", "2001"))),
            draw(st.sampled_from(("Ecology", "Trends in Limnology", ""))),
            type=draw(st.sampled_from(("JournalArticle", "Preprint", "DataFile"))),
            doi=doi,
            id=str(place),
        )
        for kind in draw(st.lists(st.sampled_from(("isVersionOf", "updates", "corrects")), max_size=2)):
            record = related(record, kind, draw(st.sampled_from((*_DOIS, "10.1000/absent"))))
        records.append(with_keys(record, *draw(st.sampled_from(((), (KEY,))))))
    return records


@settings(max_examples=150, deadline=None)
@given(_some(), st.randoms(use_true_random=False))
def test_the_same_whatever_the_order(tmp_path_factory, records, dice):
    """Each publication has the same work, and as many are believed, in any order of the records."""
    shuffled = records[:]
    dice.shuffle(shuffled)
    one, two = (
        {
            (expression_iri(record), work_iri(record))
            for record in published(some, tmp_path_factory.mktemp("records"), likeness=True)
        }
        for some in (records, shuffled)
    )
    assert one == two
    assert linked(records).disbelieved == linked(shuffled).disbelieved


@settings(max_examples=100, deadline=None)
@given(_some())
def test_a_work_has_the_name_of_one_of_its_versions(tmp_path_factory, records):
    """Every work is named by an expression of its own, which has no other work."""
    found = published(records, tmp_path_factory.mktemp("records"))
    own = {expression_iri(record, "").removeprefix("expression"): record for record in found}
    for record in found:
        assert own[work_iri(record, "").removeprefix("work")].work is None


# -- real relations ----------------------------------------------------------------------------


def _read(folder: Path) -> list[Record]:
    files = (one for one in sources.inputs([str(folder)]) if isinstance(one, sources.File))
    return [record for file in files for record in sources.records(file) if isinstance(record, Record)]


def _names(record: Record) -> set[str]:
    return {one.value.lower() for one in record.identifiers}


@pytest.mark.shared
def test_an_update_of_a_cochrane_review(tmp_path, shared):
    """Versions of PMID 11034741 are one work; an erratum that republishes PMID 11524736 is none of it."""
    records = _read(shared / "data" / "pubmed")
    found = linked(records)
    assert (found.works, found.disbelieved) == (1, 1)
    by_pmid = {
        one.value: record
        for record in published(records, tmp_path)
        for one in record.identifiers
        if one.scheme == "pmid"
    }
    assert work_iri(by_pmid["11034741"]) == work_iri(by_pmid["11406024"])
    assert work_iri(by_pmid["11524736"]) != work_iri(by_pmid["11748851"])
    retracted, notice = by_pmid["11543891"], by_pmid["11600210"]
    assert retracted.work is notice.work is None


@pytest.mark.shared
@pytest.mark.parametrize(
    ("preprint_of", "article_of"),
    [
        ("10.5194/acp-2021-781", "10.5194/acp-22-2365-2022"),
        ("10.1002/essoar.10503377.3", "10.1029/2020JG005891"),
        ("10.1101/074898", "10.1371/journal.pone.0173707"),
        ("10.1101/171108", "10.3389/fgene.2017.00147"),
    ],
)
def test_a_preprint_of_crossref_and_its_article(tmp_path, shared, preprint_of, article_of):
    """What Crossref links as preprint or version is one work, named by the article."""
    records = [
        one
        for one in _read(shared / "data" / "crossref" / "rcrossref_works.jsonl.gz")
        if _names(one) & {preprint_of.lower(), article_of.lower()}
    ]
    (there,) = {record.identifiers[0].value.lower(): record for record in records}.values()
    absent, kind = (article_of, "JournalArticle") if there.type == "Preprint" else (preprint_of, "Preprint")
    other = msgspec.structs.replace(
        there,
        type=kind,
        relations=(),
        venue=None,
        identifiers=(Identifier(scheme="doi", value=absent),),
        provenance=(Provenance(source="crossref", id=absent, digest="0" * 64),),
    )
    found = published([*records, other], tmp_path)
    assert {work_iri(one, "") for one in found} == {f"work/doi/{article_of.lower()}"}


@pytest.mark.shared
@pytest.mark.parametrize("source", ["jats", "openalex", "vufind-core", "datacite"])
def test_nothing_is_joined_that_only_cites_corrects_or_contains(source, shared):
    """In these files no source calls one publication that is there a version of another."""
    records = _read(shared / "data" / source)
    assert sum(one.kind not in KINDS for record in records for one in record.relations) > 5 * (
        source in ("jats", "datacite", "vufind-core")
    )
    assert [link for link in linked(records).links if link.rule != "decision"] == []


def test_texts_of_any_language_are_hashed(tmp_path):
    """Halves of surrogate pairs and other scripts in a key break nothing."""
    odd = "AT " + "\ud800" + "冬の鳥" * 10
    records = [with_keys(article(doi="10.1000/b"), odd), with_keys(article(doi="10.2000/b"), odd)]
    assert linked(records).works == 1
