"""Profiles: the graph in another model, constructed part by part from batches of publications."""

from __future__ import annotations

import importlib.util
import io
import os
import subprocess
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg import profiles, queries, resources
from kg.cli import main
from kg.cli.arguments import parser
from kg.errors import StoreError
from kg.graph import open_graph
from kg.profiles import Profiled
from kg.rdf import nquads
from kg.record import (
    Agent,
    Contribution,
    Link,
    Record,
    Relation,
    Series,
    Text,
    Venue,
    identifier,
)
from kg.stores import EmbeddedStore

_ROOT = Path(__file__).parents[1]
_GOLDEN = Path(__file__).parent / "golden" / "profiles" / "ocdm"
_PARTS = resources.files("queries", "profiles/ocdm/*.rq")


def _author(name: str, *identifiers, role: str = "author") -> Contribution:
    family, _, given = name.partition(", ")
    return Contribution(
        role=role,
        agent=Agent(kind="Person", name=name, family=family, given=given, identifiers=tuple(identifiers)),
    )


_ORCID = identifier("orcid", "0000-0002-1825-0097")
_CHAPTER = Record(
    type="BookChapter",
    titles=(Text(text="Lamps in the fog", lang="en"),),
    issued="2009",
    venue=Venue(type="Book", title="Lamps", identifiers=(identifier("isbn", "9780306406157"),)),
    first_page="3",
    series=(Series(title="Lights", number="4"),),
    identifiers=(identifier("doi", "10.5555/chapter"), identifier("pmid", "90000002")),
    contributions=(
        _author("Quill, R", _ORCID),
        Contribution(role="author", agent=Agent(kind="Person", name="Voltaire")),
        _author("Marsh, Ada", role="translator"),
    ),
)
_ARTICLE = Record(
    type="ReviewArticle",
    titles=(Text(text="On lanterns", lang="en"), Text(text="Von Laternen", lang="de")),
    subtitles=("a review",),
    issued="2011-11-25",
    venue=Venue(
        type="Journal",
        title="Journal of Light",
        identifiers=(
            identifier("issn", "0378-5955"),
            identifier("eissn", "2049-3630"),
            identifier("issnl", "0378-5955"),
            identifier("nlm", "100968555"),
        ),
    ),
    volume="11",
    issue="S5",
    first_page="12",
    last_page="19",
    publishers=("Lantern Press",),
    links=(
        Link(url="https://example.org/b.pdf", media="application/pdf"),
        Link(url="https://example.org/c", media="unspecified"),
    ),
    identifiers=(identifier("doi", "10.5555/article"), identifier("pii", "S0000")),
    contributions=(
        _author("Quill, Rhonda", _ORCID),
        Contribution(role="author", agent=Agent(kind="Group", name="The Lantern Group")),
        _author("Wick, Tom"),
        _author("Editor, Eve", role="editor"),
        _author("Second, Sam", role="editor"),
    ),
    relations=(
        Relation(kind="cites", identifiers=(identifier("pmid", "90000002"),), citation="Quill. Lamps."),
        Relation(kind="cites", identifiers=(identifier("doi", "10.1002/(SICI)1<1:A>3.0.CO;2-#"),)),
        Relation(kind="cites", identifiers=(identifier("openalex", "W1"),)),
        Relation(kind="reviews", identifiers=(identifier("doi", "10.5555/reviewed"),)),
        Relation(kind="cites", identifiers=(identifier("doi", "10.5555/reviewed"),)),
        Relation(kind="isCitedBy", identifiers=(identifier("doi", "10.5555/later"),)),
    ),
)
_PREPRINT = Record(
    type="Preprint",
    titles=(Text(text="Wicks"),),
    edition="2",
    series=(Series(title="Lights"),),
    identifiers=(identifier("arxiv", "2001.00001"),),
)


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    """A chapter, an article that cites it, and a preprint."""
    made = EmbeddedStore()
    made.load(nquads([_CHAPTER, _ARTICLE, _PREPRINT]))
    return made


@pytest.fixture(scope="module")
def script():
    """The script that holds graphs against the shapes of others."""
    spec = importlib.util.spec_from_file_location("other_shapes", _ROOT / "benchmarks" / "other_shapes.py")
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.fixture(scope="module")
def foreign(script, tmp_path_factory) -> Path:
    """OpenCitations' shapes: a file that KG_OCDM_SHAPES names, or out of their package."""
    if place := os.environ.get("KG_OCDM_SHAPES"):
        return Path(place)
    try:
        return script.fetched(tmp_path_factory.mktemp("oc-ocdm"))
    except (OSError, subprocess.SubprocessError) as error:
        pytest.skip(f"pip cannot fetch {script.PACKAGE} ({error}); KG_OCDM_SHAPES may name its shapes")


def _lines(store: EmbeddedStore) -> list[bytes]:
    return list(Profiled(store, "ocdm").quads())


def _loaded(lines: list[bytes]) -> EmbeddedStore:
    made = EmbeddedStore()
    made.load(lines)
    return made


@pytest.mark.parametrize("path", _PARTS, ids=lambda path: path.stem)
def test_golden(store: EmbeddedStore, path: Path) -> None:
    """Each part is as its golden file has it, byte by byte.

    After a change that is meant, write them anew with KG_GOLDEN=write and read the difference.
    """
    out = io.BytesIO()
    queries.write(store.query(queries.load(path).text), "ttl", out)
    golden = _GOLDEN / f"{path.stem}.ttl"
    if os.environ.get("KG_GOLDEN") == "write":
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_bytes(out.getvalue())
    assert out.getvalue() == golden.read_bytes()
    assert len(rdflib.Graph().parse(data=out.getvalue(), format="turtle")) > 0


def test_every_part_has_a_golden_file() -> None:
    """No golden file outlives its part."""
    assert {path.stem for path in _GOLDEN.glob("*")} == {path.stem for path in _PARTS}


def test_the_files_as_they_stand_construct_what_batches_do(store: EmbeddedStore) -> None:
    """In any SPARQL engine, the files unchanged give the statements of the export."""
    whole = rdflib.Graph()
    for path in _PARTS:
        out = io.BytesIO()
        queries.write(store.query(path.read_text(encoding="utf-8")), "nt", out)
        whole.parse(data=out.getvalue(), format="nt")
    exported = rdflib.Graph().parse(data=b"".join(_lines(store)), format="nt")
    assert set(exported) == set(whole)


@pytest.mark.parametrize("size", [1, 2])
def test_batches_of_any_size_give_the_same_bytes(store: EmbeddedStore, monkeypatch, size: int) -> None:
    """What publications share is written once, wherever the batches are cut."""
    whole = _lines(store)
    monkeypatch.setattr(profiles, "_BATCH", size)
    assert _lines(store) == whole == sorted(set(whole))


def test_a_query_is_about_one_batch(store: EmbeddedStore, monkeypatch) -> None:
    """Each part is asked once a batch, with the publications of the batch and no others."""
    asked: list[str] = []
    monkeypatch.setattr(profiles, "_BATCH", 2)
    shown = Profiled(store, "ocdm")
    query = store.query
    monkeypatch.setattr(store, "query", lambda text: asked.append(text) or query(text))
    assert sum(1 for _ in shown.quads()) > 100
    assert len(asked) == 1 + 2 * len(_PARTS)
    assert not any("UNDEF" in one for one in asked)
    about = [{word for word in one.split() if word.startswith("<https://example.org/kg/")} for one in asked]
    assert sorted(len(one) for one in about) == [0, *[1] * len(_PARTS), *[2] * len(_PARTS)]


def test_twelve_authors_form_one_chain_in_their_order() -> None:
    """The tenth author follows the ninth: positions are numbers, not text."""
    record = Record(
        type="Letter",
        identifiers=(identifier("doi", "10.5555/many"),),
        contributions=tuple(_author(f"Author{number}, A") for number in range(1, 13)),
    )
    made = EmbeddedStore()
    made.load(nquads([record]))
    rows = _loaded(_lines(made)).query(
        "SELECT ?before ?after { ?one <https://w3id.org/oc/ontology/hasNext> ?two ."
        " ?one pro:isHeldBy/foaf:familyName ?before . ?two pro:isHeldBy/foaf:familyName ?after }"
    )
    found = {before.value: after.value for before, after in rows.rows}
    assert found == {f"Author{number}": f"Author{number + 1}" for number in range(1, 12)}


def test_one_name_of_an_agent_whose_parts_belong_together() -> None:
    """Of a person under several names the fullest is told, and never the family name of another form."""
    records = [
        Record(
            type="Letter",
            identifiers=(identifier("doi", f"10.5555/{number}"),),
            contributions=(_author(name, _ORCID),),
        )
        for number, name in enumerate(("Ash, B", "Ash, Beverley", "Aalto, Zoe"))
    ]
    made = EmbeddedStore()
    made.load(nquads(records))
    rows = _loaded(_lines(made)).query(
        "SELECT ?last ?first { ?a foaf:familyName ?last ; foaf:givenName ?first }"
    )
    assert [(last.value, first.value) for last, first in rows.rows] == [("Ash", "Beverley")]


def test_one_class_of_a_venue_that_sources_call_two_things() -> None:
    """What is a journal for one source and proceedings for another has one class beside fabio:Expression."""
    issn = (identifier("issn", "0378-5955"),)
    records = [
        Record(
            type="JournalArticle",
            identifiers=(identifier("doi", f"10.5555/{kind}"),),
            venue=Venue(type=kind, title="Light", identifiers=issn),
        )
        for kind in ("Journal", "ConferenceProceedings")
    ]
    made = EmbeddedStore()
    made.load(nquads(records))
    classes = "SELECT ?class { ?venue dcterms:title 'Light' ; a ?class } ORDER BY ?class"
    assert [one.value.rpartition("/")[2] for (one,) in made.query(classes).rows] == [
        "ConferenceProceedings",
        "Expression",
        "Journal",
    ]
    found = [one.value.rpartition("/")[2] for (one,) in _loaded(_lines(made)).query(classes).rows]
    assert found == ["AcademicProceedings", "Expression"]


# -- the command -------------------------------------------------------------------------------


def test_the_command_writes_a_profile(tmp_path: Path) -> None:
    """In any format of RDF the export of a profile holds the same statements."""
    graph = str(tmp_path / "graph")
    assert main(["build", str(_ROOT / "examples" / "search.json"), "--graph", graph, "--no-check"]) == 0
    for suffix in ("nq", "ttl", "jsonld"):
        arguments = ["export", "--graph", graph, "--profile", "ocdm", "-o", str(tmp_path / f"made.{suffix}")]
        assert main(arguments) == 0
    made = [
        set(rdflib.Graph().parse(tmp_path / f"made.{suffix}", format=format))
        for suffix, format in (("nq", "nt"), ("ttl", "turtle"), ("jsonld", "json-ld"))
    ]
    assert made[0] == made[1] == made[2]
    assert len(made[0]) > 20


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (["--profile", "marc"], "there is no profile 'marc'; there are: ocdm"),
        (["--profile", "ocdm", "--as", "ris"], "a profile is RDF, and ris is not"),
    ],
)
def test_what_is_no_profile_is_refused(tmp_path: Path, capsys, wrong: list[str], told: str) -> None:
    """A profile that is not there, or in a format of records, is told, and no file is left behind."""
    graph = str(tmp_path / "graph")
    main(["build", str(_ROOT / "examples" / "search.json"), "--graph", graph, "--no-check"])
    assert main(["export", "--graph", graph, *wrong, "-o", str(tmp_path / "made.nt")]) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "made.nt").exists()


def test_the_help_names_the_profiles(capsys) -> None:
    """The help of the command lists exactly the folders of queries/profiles."""
    with pytest.raises(SystemExit):
        parser().parse_args(["export", "--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert profiles.profiles() == ("ocdm",)
    assert all(f"the graph in another model, as RDF: {name}," in told for name in profiles.profiles())


def test_an_unknown_profile_is_an_error_of_the_store(store: EmbeddedStore) -> None:
    """The error lists the profiles that there are."""
    with pytest.raises(StoreError, match="there are: ocdm"):
        Profiled(store, "")


# -- the shapes of others ----------------------------------------------------------------------

_SLACK = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix x: <https://example.org/> .
@prefix y: <https://example.org/y> .

x:Named
    a sh:NodeShape ;
    sh:property [ sh:path x:name ; sh:minCount 1 ] .
x:Thing
    a sh:NodeShape ;
    rdfs:subClassOf x:Named ;
    sh:targetClass x:A ;
    sh:property [ sh:path x:count ; sh:maxValue 1 ], [ sh:path x:day ; sh:datatypeIn ( xsd:date xsd:gYear ) ],
        [ sh:path x:friend ; sh:classIn ( x:A x:B ) ], [ sh:path x:twin ; sh:targetNode x:A ] .
x:Thing
    a sh:NodeShape ;
    sh:targetClass x:B ;
    sh:property [ sh:path x:sign ; sh:value x:mark ], [ sh:path y:self ; sh:datatype xsd:date ] .
"""
_FAULTY = """
<https://example.org/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://example.org/A> .
<https://example.org/1> <https://example.org/count> "a" .
<https://example.org/1> <https://example.org/count> "b" .
<https://example.org/1> <https://example.org/day> "Monday" .
<https://example.org/1> <https://example.org/friend> <https://example.org/3> .
<https://example.org/1> <https://example.org/twin> <https://example.org/3> .
<https://example.org/2> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://example.org/B> .
<https://example.org/2> <https://example.org/y/self> "c" .
"""


def test_slack_shapes_are_checked_as_they_are_meant(script, tmp_path: Path) -> None:
    """Terms that SHACL does not have are checked once rewritten, each, and nothing is found before."""
    file = tmp_path / "slack.ttl"
    file.write_text(_SLACK, encoding="utf-8")
    data = script.held(ox.parse(_FAULTY, ox.RdfFormat.N_TRIPLES))
    found = {}
    for meant in (False, True):
        shapes = script.read(file, meant=meant)
        found[meant] = {row[1:] for row in script.counted(script.report(data, shapes), data, shapes)}
    assert not found[False]
    assert found[True] == {
        ("<https://example.org/count>", "MaxCount"),
        ("<https://example.org/day>", "Or"),
        ("<https://example.org/friend>", "Or"),
        ("<https://example.org/twin>", "Class"),
        ("<https://example.org/sign>", "HasValue"),
        ("<https://example.org/y/self>", "Datatype"),
        ("", "Node"),
    }


@pytest.mark.parametrize("meant", [False, True], ids=["as they stand", "as they are meant"])
def test_the_profile_conforms_to_the_shapes_of_opencitations(script, foreign, store, meant: bool) -> None:
    """The export conforms, the graph itself does not, and what makes the difference is found if it lacks."""
    shapes = script.read(foreign, meant=meant)
    lines = _lines(store)
    made, without = (
        script.held(ox.parse(b"".join(kept), ox.RdfFormat.N_TRIPLES))
        for kept in (lines, [line for line in lines if b"#subClassOf" not in line])
    )
    graph = script.held(store.oxigraph)
    assert script.counted(script.report(made, shapes), made, shapes) == {}
    assert script.counted(script.report(graph, shapes), graph, shapes)
    (row,) = script.counted(script.report(without, shapes), without, shapes)
    assert row == ("fabio:Expression", "frbr:embodiment", "Class")


def test_the_profile_has_no_property_that_the_shapes_do_not_know(script, foreign, store) -> None:
    """Each property of the export is the path of one of OpenCitations' shapes, but for one of RDFS."""
    known = {str(path) for path in script.read(foreign).objects(None, rdflib.SH.path)}
    used = {
        predicate.value
        for (predicate,) in _loaded(_lines(store)).query("SELECT DISTINCT ?p { ?s ?p ?o }").rows
    }
    assert used - known - {str(rdflib.RDFS.subClassOf)} == set()
    assert len(used) > 25


def test_json_ld_is_checked_by_a_context_at_hand(script, tmp_path: Path) -> None:
    """Entities become statements by the context of a file, and shapes reach what a property leads to."""
    (tmp_path / "context.json").write_text(
        '{"@context": {"x": "https://example.org/", "friend": {"@id": "x:friend", "@type": "@id"}}}'
    )
    (tmp_path / "made.json").write_text(
        '{"@context": ["https://example.org/context", {"@base": "https://example.org/"}],'
        ' "@graph": [{"@id": "1", "friend": {"@id": "2", "x:count": [1, 2]}}]}'
    )
    (tmp_path / "slack.ttl").write_text(_SLACK, encoding="utf-8")
    data = script.load([str(tmp_path / "made.json")], str(tmp_path / "context.json"))
    shapes = script.read(tmp_path / "slack.ttl", meant=True)
    assert len(data.lines) == 3
    assert script.counted(script.report(data, shapes), data, shapes) == {}
    script.reach(shapes, ["x:A=x:friend"])
    found = script.counted(script.report(data, shapes), data, shapes)
    assert set(found) == {("", "<https://example.org/count>", "MaxCount"), ("", "", "Node")}


@pytest.mark.shared
@pytest.mark.parametrize("meant", [False, True], ids=["as they stand", "as they are meant"])
def test_the_profile_of_real_records_conforms(script, foreign, shared, tmp_path: Path, meant: bool) -> None:
    """Real works of OpenAlex, Crossref and PubMed, some of hundreds of authors, conform in the profile."""
    inputs = (
        "openalex/commonmeta_openalex_works.jsonl.gz",
        "crossref/crossref_api_works.json",
        "pubmed/pubmed4.xml",
    )
    files = [str(shared / "data" / name) for name in inputs]
    main(["build", *files, "--graph", str(tmp_path / "graph"), "--no-check"])
    shapes = script.read(foreign, meant=meant)
    with open_graph(tmp_path / "graph") as graph:
        made = script.held(ox.parse(b"".join(_lines(graph.store)), ox.RdfFormat.N_TRIPLES))
    assert len(made.lines) > 5_000
    assert script.counted(script.report(made, shapes), made, shapes) == {}
