"""Where what the graph says comes from, and why its source records are one publication."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import msgspec
import pytest

import kg
from kg import deciding
from kg.cli import main
from kg.cli.explained import _differences
from kg.errors import StoreError
from kg.explaining import explain
from kg.rdf import expression_iri
from kg.rdf.attributing import Statement
from kg.rdf.describe import work_iri

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden" / "explain.txt"
SHARED = Path(os.environ.get("KG_SHARED", ROOT.parent / "shared")) / "data"
PRISMA = "doi:10.1371/journal.pmed.1000097"
IRI = "https://example.org/kg/expression/doi/10.1371/journal.pmed.1000097"


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph of the shipped examples, which have one publication twice."""
    folder = tmp_path_factory.mktemp("examples") / "graph"
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        kg.build(["examples/pubmed.xml", "examples/vufind.json"], folder, check=False)
    finally:
        os.chdir(before)
    return folder


def said(statements: tuple[Statement, ...], subject: str, word: str) -> dict[str, tuple[int, ...]]:
    """What is said of a part with a property whose IRI ends so, and by whom."""
    return {
        one.object: one.records
        for one in statements
        if one.subject.endswith(f"{subject}>") and one.predicate.endswith(f"{word}>")
    }


def stored(graph: Path, iri: str) -> set[str]:
    """The statements of a graph about a thing and its parts."""
    starts = f"<{iri}>".encode(), f"<{iri}#".encode()
    with kg.open_graph(graph) as opened:
        return {
            line.decode().removesuffix(" .\n") for line in opened.store.quads() if line.startswith(starts)
        }


# -- a publication -----------------------------------------------------------------------------


def test_the_command_tells_it_all(examples: Path, capsys: pytest.CaptureFixture[str]):
    """Sources, reasons, differences and statements, as the golden file has them."""
    assert main(["explain", PRISMA, "--graph", str(examples)]) == 0
    assert capsys.readouterr().out == GOLDEN.read_text(encoding="utf-8")


def test_statements_are_those_of_the_graph(examples: Path):
    """Not one more and not one less, and each is said by a source record."""
    with kg.open_graph(examples) as graph:
        publications = list(graph.publications())
    for record in publications[:12]:
        origin = record.provenance[0]
        (found,) = explain(examples, f"{origin.source}/{origin.id}").publications
        own = {
            f"{one.subject} {one.predicate} {one.object}"
            for one in found.statements
            if "/work/" not in one.subject
        }
        assert own == stored(examples, found.iri)
        assert all(one.records for one in found.statements)


def test_who_says_what(examples: Path):
    """A name that both have, one that the catalogue has shorter, and its links."""
    (found,) = explain(examples, PRISMA).publications
    assert [source.origin.source for source in found.sources] == ["pubmed", "vufind"]
    assert said(found.statements, "#author-1", "nameAsPublished") == {'"Moher, David"': (0, 1)}
    assert said(found.statements, "#author-4", "nameAsPublished") == {'"Altman, Douglas G"': (0,)}
    assert set(said(found.statements, "#link-1", "hasURL").values()) == {(1,)}


def test_why_they_are_one(examples: Path):
    """Every identifier that they share."""
    (found,) = explain(examples, PRISMA).publications
    assert [(one.rule, one.value, one.records) for one in found.reasons] == [
        ("identifier", PRISMA, (0, 1)),
        ("identifier", "pmid:19621072", (0, 1)),
        ("identifier", "pmcid:PMC2707599", (0, 1)),
    ]


def test_what_did_not_stand(examples: Path):
    """The year of the catalogue, with the rule that kept the day of PubMed."""
    (found,) = explain(examples, PRISMA).publications
    lost = {(one.field, one.value): one for one in found.origins if not one.kept}
    year = lost["issued", "2009"]
    assert (year.rule, year.records) == ("most precise", ("vufind/pubmed-2707599/a87af7476718",))


CITATION = """<PubmedArticleSet><PubmedArticle><MedlineCitation Status="MEDLINE">
<PMID Version="1">7</PMID><DateRevised><Year>{year}</Year><Month>01</Month><Day>02</Day></DateRevised>
<Article PubModel="Print"><Journal><Title>Ecology</Title></Journal>
<ArticleTitle>On birds</ArticleTitle></Article>
<MeshHeadingList>{headings}</MeshHeadingList></MedlineCitation></PubmedArticle></PubmedArticleSet>
"""


def mesh(label: str, code: str = "") -> str:
    """A heading of PubMed, which older files give without its code."""
    told = f' UI="{code}"' if code else ""
    return f"<MeshHeading><DescriptorName{told}>{label}</DescriptorName></MeshHeading>"


def test_topics_of_one_label_are_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """By the code that only the newer version has, which stands; and no others are told."""
    old = mesh("Birds") + mesh("Lakes")
    new = mesh("Birds", "D001717") + mesh("Winter", "D012621") + mesh("Food", "D005502")
    (tmp_path / "old.xml").write_text(CITATION.format(year=2001, headings=old))
    (tmp_path / "new.xml").write_text(CITATION.format(year=2002, headings=new))
    kg.build([tmp_path / "old.xml", tmp_path / "new.xml"], tmp_path / "graph", check=False)
    assert main(["explain", "pmid:7", "--graph", str(tmp_path / "graph")]) == 0
    shown = capsys.readouterr().out
    told = [" ".join(line.split()) for line in shown.splitlines() if "stands:" in line or "not:" in line]
    assert told == [
        "topics newest version 1 stands: Birds (notation D001717)",
        "newest version 2 not: Birds (no notation)",
        "newest version 2 not: Lakes",
    ]


@pytest.mark.shared
def test_nothing_stands_and_does_not(tmp_path: Path):
    """Of 160 citations in two versions no value is shown both as standing and as not."""
    if not SHARED.is_dir():
        pytest.skip("needs the real input")
    kg.build(SHARED / "pubmed", tmp_path / "graph", check=False)
    with kg.open_graph(tmp_path / "graph") as graph:
        several = [record for record in graph.publications() if len(record.provenance) > 1]
        assert len(several) == 160
        rules = set()
        for record in several[7::8]:
            (found,) = explain(graph, expression_iri(record)).publications
            rows = list(_differences(found))
            told = [row[3].partition(": ")[::2] for row in rows]
            stands = {value for word, value in told if word == "stands"}
            assert stands.isdisjoint(value for word, value in told if word == "not")
            rules.update(row[1] for row in rows)
    assert rules == {"newest version", "most specific version"}


@pytest.mark.parametrize(
    "name",
    [
        IRI,
        "10.1371/JOURNAL.PMED.1000097",
        "https://doi.org/10.1371/journal.pmed.1000097",
        "19621072",
        "pmid:19621072",
        "https://example.org/kg/expression/pmid/19621072",
    ],
)
def test_a_publication_has_many_names(examples: Path, name: str):
    """Its IRI and older ones, its identifiers in whatever form."""
    found = explain(examples, name)
    assert (found.kind, found.iri) == ("publication", IRI)


# -- other things ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", [f"{IRI}#author-4", "https://example.org/kg/expression/pmid/19621072#author-4"]
)
def test_a_part(examples: Path, name: str):
    """Its own statements alone, of the publication that it is of."""
    found = explain(examples, name)
    assert (found.kind, [one.iri for one in found.publications]) == ("part", [IRI])
    assert {one.subject for one in found.publications[0].statements} == {f"<{IRI}#author-4>"}


def test_a_work(examples: Path):
    """The kind of research, which the catalogue does not tell."""
    found = explain(examples, IRI.replace("/expression/", "/work/"))
    assert found.kind == "work"
    types = said(found.publications[0].statements, IRI.replace("/expression/", "/work/"), "type")
    assert types["<http://purl.org/spar/fabio/ClinicalGuideline>"] == (0,)
    assert types["<http://purl.org/spar/fabio/Work>"] == (0, 1)


@pytest.mark.parametrize("name", ["vufind/pubmed-2707599", "vufind/pubmed-2707599/a87af7476718"])
def test_a_source_record(examples: Path, name: str, capsys: pytest.CaptureFixture[str]):
    """The command tells what this record says of the publication, and nothing that it does not say."""
    assert explain(examples, name).kind == "source record"
    assert main(["explain", name, "--graph", str(examples)]) == 0
    shown = capsys.readouterr().out
    assert "Liberati, Alessandro" in shown
    assert "Ottawa Methods Centre" not in shown


def test_what_many_publications_share(examples: Path):
    """A journal: what each source record says of it, publication by publication."""
    found = explain(examples, "https://example.org/kg/venue/issn/1549-1277")
    assert found.kind == "thing"
    assert len(found.publications) > 1
    assert all(one.statements for one in found.publications)
    assert not found.more


def test_of_very_many_publications_the_first(examples: Path, monkeypatch: pytest.MonkeyPatch):
    """And that there are more."""
    monkeypatch.setattr("kg.explaining._MOST", 1)
    found = explain(examples, "https://example.org/kg/venue/issn/1549-1277")
    assert (len(found.publications), found.more) == (1, True)


def test_a_person_by_orcid(tmp_path: Path):
    """As people write it."""
    (tmp_path / "a.bib").write_text(
        "@article{a, title={Birds}, author={Carberry, Josiah}, doi={10.1000/a}, year=2001}"
    )
    record = json.dumps(
        {
            "DOI": "10.1000/a",
            "title": ["Birds"],
            "type": "journal-article",
            "prefix": "10.1000",
            "member": "1",
            "author": [
                {
                    "family": "Carberry",
                    "given": "J.",
                    "sequence": "first",
                    "ORCID": "https://orcid.org/0000-0002-1825-0097",
                }
            ],
        }
    )
    (tmp_path / "c.json").write_text(
        f'{{"status": "ok", "message-type": "work", "message-version": "1.0.0", "message": {record}}}'
    )
    kg.build([tmp_path / "a.bib", tmp_path / "c.json"], tmp_path / "graph", check=False)
    found = explain(tmp_path / "graph", "0000-0002-1825-0097")
    assert found.iri == "https://example.org/kg/agent/orcid/0000-0002-1825-0097"
    (person,) = [one for one in found.publications[0].origins if one.field == "contributions"]
    assert (person.composed, len(person.records)) == (True, 2)


# -- likeness, decisions and contested identifiers ----------------------------------------------

PAPER = """@article{{{key},
  title = {{Winter feeding of birds on northern lakes}},
  author = {{Aalto, Anna and Berg, Bo}},
  journal = {{Ecology}},
  year = {{2001}},
  {more}
}}
"""


@pytest.fixture
def alike(tmp_path: Path) -> Path:
    """A graph of two records of one article without an identifier in common, and one of a version of it."""
    (tmp_path / "a.bib").write_text(PAPER.format(key="aalto", more="volume = {7}, pages = {10--19}"))
    (tmp_path / "b.bib").write_text(
        PAPER.format(key="berg", more="volume = {7}, pages = {10--19}, doi = {10.1000/birds}")
    )
    (tmp_path / "c.bib").write_text(PAPER.format(key="poster", more="volume = {8}, pages = {S7}"))
    kg.build([tmp_path / f"{name}.bib" for name in "abc"], tmp_path / "graph", check=False)
    return tmp_path / "graph"


def test_likeness_with_the_parts_of_its_score(alike: Path, capsys: pytest.CaptureFixture[str]):
    """And what was compared, but is of another publication."""
    (found,) = explain(alike, "doi:10.1000/birds").publications
    (why,) = found.reasons
    assert (why.rule, why.score) == ("likeness", sum(why.parts.values()))
    assert {one.verdict for one in found.nearby} <= {"review", "version"} != set()
    assert main(["explain", "doi:10.1000/birds", "--graph", str(alike)]) == 0
    shown = capsys.readouterr().out
    assert "title +5, authors +3, year +1, venue +2, volume +2, pages +3" in shown
    assert "poster" in shown


def test_a_decision_is_a_reason(alike: Path):
    """With the note of who decided."""
    deciding.decide(alike, "doi:10.1000/birds", "bibtex/poster", "same", note="seen in print", check=False)
    (found,) = explain(alike, "doi:10.1000/birds").publications
    assert ("decision", "seen in print") in {(one.rule, one.value) for one in found.reasons}


def test_contested_identifiers_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """A name that two publications have is no reason, and asking by it lists both."""
    for pmid, title in (("1", "On birds"), ("2", "On lakes and their fish")):
        (tmp_path / f"{pmid}.bib").write_text(
            f"@article{{k{pmid}, title={{{title}}}, pmid={{{pmid}}}, doi={{10.1000/both}}, year=2001}}"
        )
    kg.build([tmp_path / "1.bib", tmp_path / "2.bib"], tmp_path / "graph", check=False)
    (found,) = explain(tmp_path / "graph", "pmid:1").publications
    assert (found.contested, found.reasons) == (("doi:10.1000/both",), ())
    assert main(["explain", "pmid:1", "--graph", str(tmp_path / "graph")]) == 0
    assert "doi:10.1000/both stands on other publications too" in capsys.readouterr().out
    with pytest.raises(StoreError, match="is the name of 2 things"):
        explain(tmp_path / "graph", "doi:10.1000/both")


# -- what cannot be explained --------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "https://example.org/kg/expression/doi/10.1000/none",
        "https://elsewhere.org/kg/expression/doi/10.1371/journal.pmed.1000097",
        "https://example.org/kg/expression/doi/10.1000/> } DROP ALL #",
        'x" ; ?p ?o',
        "pubmed/0",
        "pubmed//",
        "",
    ],
)
def test_what_is_not_in_the_graph(examples: Path, name: str, capsys: pytest.CaptureFixture[str]):
    """A foreign IRI, a name of nothing, and text that is no name: status 2, and what to write instead."""
    assert main(["explain", name, "--graph", str(examples)]) == 2
    assert "write an IRI that begins with https://example.org/kg/" in capsys.readouterr().err


def test_a_graph_on_a_server_has_no_records(capsys: pytest.CaptureFixture[str]):
    """It is told where to ask."""
    assert main(["explain", PRISMA, "--graph", "http://127.0.0.1:9/sparql"]) == 2
    assert "ask one in a folder" in capsys.readouterr().err


def test_a_broken_folder_is_told(examples: Path, tmp_path: Path):
    """Records that are gone, a part that ends early, one without evidence, one without clusters."""
    for name in ("gone", "cut", "empty", "links", "clusters"):
        shutil.copytree(examples, tmp_path / name)
    shutil.rmtree(tmp_path / "gone" / "records")
    with pytest.raises(StoreError, match=r"records cannot be read: .*: build the graph again"):
        explain(tmp_path / "gone", PRISMA)
    (part,) = (tmp_path / "cut" / "records").iterdir()
    part.write_bytes(part.read_bytes()[:-100])
    with pytest.raises(StoreError, match="build the graph again"):
        explain(tmp_path / "cut", PRISMA)
    (part,) = (tmp_path / "empty" / "records").iterdir()
    part.unlink()
    with pytest.raises(StoreError, match="lacks 2 of the source records"):
        explain(tmp_path / "empty", PRISMA)
    (tmp_path / "links" / "links.jsonl").write_bytes(b"nothing\n")
    with pytest.raises(StoreError, match=r"links\.jsonl, line 1"):
        explain(tmp_path / "links", PRISMA)
    (tmp_path / "clusters" / "clusters.npz").unlink()
    with pytest.raises(StoreError, match=r"clusters\.npz cannot be read"):
        explain(tmp_path / "clusters", PRISMA)


def test_the_whole_as_json(examples: Path, capsys: pytest.CaptureFixture[str]):
    """For programs: both records' provenance, statements with places, values with their origin."""
    assert main(["explain", PRISMA, "--graph", str(examples), "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["publications"]
    assert len(found["sources"]) == 2
    assert all(one["records"] for one in found["statements"])
    assert {"field", "value", "records", "kept", "composed", "rule", "among"} == set(found["origins"][0])


# -- real twins ----------------------------------------------------------------------------------


@pytest.mark.shared
def test_an_article_of_four_sources(tmp_path: Path):
    """OpenAlex knows the ORCIDs, Crossref the dates and licences, and two exports cut the abstract."""
    files = [
        "openalex/commonmeta_openalex_works.jsonl.gz",
        *(f"crossref/crossref.{one}" for one in ("json", "bib", "ris")),
    ]
    if not SHARED.is_dir():
        pytest.skip("needs the real input")
    kg.build([SHARED / file for file in files], tmp_path / "graph", check=False)
    (found,) = explain(tmp_path / "graph", "10.7554/eLife.01567").publications
    sources = [source.origin.source for source in found.sources]
    assert sorted(sources) == ["bibtex", "crossref", "openalex", "ris"]
    crossref, openalex = sources.index("crossref"), sources.index("openalex")
    people = [one for one in found.origins if one.field == "contributions"]
    assert [(one.kept, one.composed, len(one.records)) for one in people] == [(True, True, 4)] * 5
    assert [one.value.agent.family for one in people] == [
        "Sankar",
        "Nieminen",
        "Ragni",
        "Xenarios",
        "Hardtke",
    ]
    holder = said(found.statements, "#author-2", "isHeldBy")
    assert holder == {"<https://example.org/kg/agent/orcid/0000-0001-7004-9422>": (openalex,)}
    assert crossref in said(found.statements, "#author-2", "nameAsPublished")['"Nieminen, Kaisa"']
    assert set(said(found.statements, "#event-2", "date").values()) == {(crossref,)}
    assert [one.records for one in found.origins if one.field == "abstracts" and not one.kept]


@pytest.mark.shared
def test_next_to_nothing_is_without_origin(tmp_path: Path):
    """Of 160 citations in two versions, and of exports of two programs, source records say each statement."""
    if not SHARED.is_dir():
        pytest.skip("needs the real input")
    kg.build([SHARED / "pubmed", SHARED / "ris", SHARED / "bibtex"], tmp_path / "graph", check=False)
    with kg.open_graph(tmp_path / "graph") as graph:
        several = [record for record in graph.publications() if len(record.provenance) > 1]
        assert len(several) > 200
        for record in several[::10]:
            (found,) = explain(graph, expression_iri(record)).publications
            assert len(found.sources) == len(record.provenance)
            assert found.record == msgspec.structs.replace(record, work=None)
            assert found.work == work_iri(record)
            assert [one for one in found.statements if not one.records] == []


def test_the_same_bytes_twice(tmp_path: Path):
    """Two source records with two IRIs, and each says that the publication comes of it."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.bib").write_text(PAPER.format(key="aalto", more=""))
    kg.build([tmp_path / "a.bib", tmp_path / "b.bib"], tmp_path / "graph", check=False)
    (found,) = explain(tmp_path / "graph", "bibtex/aalto").publications
    derived = said(found.statements, found.iri, "wasDerivedFrom")
    assert [derived[f"<{source.iri}>"] for source in found.sources] == [(0,), (1,)]
    assert {Path(source.origin.file).name for source in found.sources} == {"a.bib", "b.bib"}
    assert [one.rule for one in found.reasons] == ["record id"]
