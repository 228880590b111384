"""The named queries: their headers, and their answers over a small library."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path

import pytest
import rdflib

from kg import context, queries, resources
from kg.errors import QueryError
from kg.queries import Query
from kg.stores import EmbeddedStore, Term

_GOLDEN = Path(__file__).parents[1] / "golden" / "queries"
_PARAMS: dict[str, dict[str, str]] = {
    "author-works": {"author": "quill"},
    "cited-by": {"identifier": "doi:10.5555/KG.0001"},
    "co-authors": {"author": "https://orcid.org/0000000218250097"},
    "coauthor-pairs": {"at-least": "2", "limit": "2"},
    "describe": {"identifier": "90000001"},
    "references": {"identifier": "10.5555/kg.0002"},
    "registrations": {"bank": "ClinicalTrials.gov"},
    "results-about": {"topic": "diabetes", "text": "INSULIN"},
    "topics": {"year-from": "2012"},
    "topics-by-year": {"topic": "D003920"},
    "trials-by-topic": {"topic": "Diabetes"},
    "versions": {"identifier": "10.5555/kg.0009"},
    "without-abstract": {"file": "more.json", "source": "vufind"},
    "without-doi": {"source": "pubmed"},
    "work": {"identifier": "https://pmc.ncbi.nlm.nih.gov/articles/PMC9000001/"},
    "work-authors": {"identifier": "10.5555/kg.0001"},
    "works": {"text": "lantern", "year-from": "2012", "year-to": "2016", "language": "en"},
    "works-by-topic": {"topic": "D003920"},
}
NAMED = pytest.mark.parametrize("query", queries.named(), ids=lambda query: query.name)


def _answered(store: EmbeddedStore, query: Query, form: str) -> bytes:
    out = io.BytesIO()
    queries.write(queries.run(store, query, _PARAMS.get(query.name)), form, out)
    return out.getvalue()


def _rows(store: EmbeddedStore, name: str, **params: str) -> list[tuple[str, ...]]:
    return list(queries.plain_rows(queries.run(store, name, params)))


@NAMED
def test_golden(store: EmbeddedStore, query: Query) -> None:
    """Each query gives its golden answer, byte by byte, and the answer is not empty.

    After a change that is meant, write them anew with KG_GOLDEN=write and read the difference.
    """
    form = "ttl" if query.name == "describe" else "tsv"
    got = _answered(store, query, form)
    path = _GOLDEN / f"{query.name}.{form}"
    if os.environ.get("KG_GOLDEN") == "write":
        path.write_bytes(got)
    assert got.decode() == path.read_text(encoding="utf-8")
    assert got.count(b"\n") > 1


def test_no_golden_without_query() -> None:
    """Each golden answer has its query, and each set of parameters too."""
    names = {query.name for query in queries.named()}
    assert {path.stem for path in _GOLDEN.iterdir()} == names
    assert set(_PARAMS) <= names


def test_enough() -> None:
    """There are more queries than users were promised, and those of networks are not among them."""
    assert len(queries.named()) >= 18
    assert {Path(query.path).parent.name for query in queries.named()} == {"queries"}


@pytest.fixture(scope="session")
def other(graph: bytes) -> rdflib.Graph:
    """The library in another engine."""
    return rdflib.Graph().parse(data=graph, format="nt")


def _term(term: object) -> Term | None:
    if isinstance(term, rdflib.URIRef):
        return Term(str(term), "iri")
    if isinstance(term, rdflib.Literal):
        datatype = "" if term.datatype in {None, rdflib.XSD.string} else str(term.datatype)
        return Term(str(term), "literal", datatype, term.language or "")
    assert term is None
    return None


@NAMED
def test_another_engine_agrees(store: EmbeddedStore, other: rdflib.Graph, query: Query) -> None:
    """The engine of rdflib gives the same rows in the same order: the files use no more than SPARQL 1.1."""
    ours = queries.run(store, query, _PARAMS.get(query.name))
    theirs = other.query(queries.bind(query, _PARAMS.get(query.name)))
    if ours.kind == "construct":
        assert set(ours.triples) == {tuple(_term(term) for term in triple) for triple in theirs}
        return
    assert ours.variables == tuple(str(variable) for variable in theirs.vars or ())
    assert list(ours.rows) == [tuple(_term(term) for term in row) for row in theirs]


@NAMED
def test_runs_unfilled(store: EmbeddedStore, query: Query) -> None:
    """The file runs as it stands, without a parameter, and restricts nothing."""
    answer = store.query(query.text)
    assert next(answer.triples if answer.kind == "construct" else answer.rows, None) is not None


@NAMED
def test_header(query: Query) -> None:
    """Each query has a summary, and examples that fit its parameters."""
    assert query.summary.endswith(".")
    assert query.examples
    for params in (*query.samples(), {param.name: param.example for param in query.params}):
        assert "UNDEF" not in queries.bind(query, params) or len(params) < len(query.params)
        assert ("\nLIMIT " in queries.bind(query, params)) == ("limit" in params)


@NAMED
def test_columns(store: EmbeddedStore, query: Query) -> None:
    """A column that the header explains is a column of the answer."""
    assert {column.name for column in query.columns} <= set(store.query(query.text).variables)


@NAMED
def test_prefixes(query: Query) -> None:
    """Prefixes are those of the context, all are used, and no IRI stands in full."""
    declared = dict(re.findall(r"^PREFIX ([\w-]+): <(.*)>$", query.text, re.MULTILINE))
    body = re.sub(r"^(?:#|PREFIX).*$", "", query.text, flags=re.MULTILINE)
    assert declared.items() <= context.prefixes().items()
    assert all(re.search(rf"\b{prefix}:", body) for prefix in declared)
    assert not re.search(r"<\w+:", body)


@NAMED
def test_terms(query: Query) -> None:
    """Each term of a query is one that the mapping writes: another would match nothing, in silence."""
    mapping = resources.read_bytes("ontologies", "context.jsonld").decode()
    body = re.sub(r'^(?:#|PREFIX).*$|"[^"\n]*"', "", query.text, flags=re.MULTILINE)
    known = set(re.findall(r'"([\w-]+:[\w-]+)"', mapping)) | {"mesh:D016449"}
    assert set(re.findall(r"[\w-]+:\w[\w-]*", body)) <= known


@NAMED
def test_deterministic(query: Query) -> None:
    """Rows are ordered, so that the same graph gives the same answer everywhere."""
    assert "\nORDER BY " in query.text or "\nCONSTRUCT " in query.text


@pytest.mark.parametrize(
    "identifier",
    [
        "10.5555/KG.0001",
        "https://doi.org/10.5555/kg.0001",
        "PMID: 90000001",
        "PMC9000001",
        "https://example.org/kg/expression/doi/10.5555/kg.0001",
        "https://example.org/kg/expression/pmid/90000001",
        "https://example.org/lantern",
        "0042",
    ],
)
def test_any_identifier(store: EmbeddedStore, identifier: str) -> None:
    """A publication is found by each of its identifiers, IRIs, addresses and record numbers, and alone."""
    (row,) = _rows(store, "work", identifier=identifier)
    assert row[:3] == (
        "https://example.org/kg/expression/doi/10.5555/kg.0001",
        "fabio:JournalArticle",
        "2012",
    )


def test_unknown_identifier(store: EmbeddedStore) -> None:
    """An identifier that nothing has finds nothing, whatever it looks like."""
    assert [_rows(store, "work", identifier=one) for one in ("10.5555/none", "urn:none", "none")] == [
        [],
        [],
        [],
    ]


def test_missing_year_does_not_hide_others(store: EmbeddedStore) -> None:
    """An author of a work without a year still has the years of the other works."""
    authors = {row[0]: row[2:] for row in _rows(store, "authors")}
    assert authors["Quill, Bea"] == ("4", "2", "2010", "2015")


def test_orcid_joins_names(store: EmbeddedStore) -> None:
    """One ORCID is one author, under whatever name."""
    rows = [row for row in _rows(store, "authors") if row[1] == "0000-0002-1825-0097"]
    assert [row[2] for row in rows] == ["3"]


def test_heading_includes_its_qualifiers(store: EmbeddedStore) -> None:
    """A MeSH code finds the heading with and without qualifiers, and no longer code that begins alike."""
    found = [row[0].rsplit("/", 1)[1] for row in _rows(store, "works-by-topic", topic="D003920")]
    assert found == ["kg.0002", "kg.0001"]
    assert _rows(store, "works-by-topic", topic="D00392") == []


def test_describes_all_parts(store: EmbeddedStore, graph: bytes) -> None:
    """Whatever the graph says of the publication and its fragments is in its description."""
    out = io.BytesIO()
    queries.write(queries.run(store, "describe", {"identifier": "90000001"}), "nt", out)
    about = b"<https://example.org/kg/expression/doi/10.5555/kg.0001"
    own = {line for line in graph.splitlines() if line.startswith((about + b">", about + b"#"))}
    assert len(own) > 100
    assert own <= set(out.getvalue().splitlines())


def test_corrected_by_a_notice_without_identifier(store: EmbeddedStore) -> None:
    """An erratum that is only printed counts as one that is linked does, and stands among the references."""
    rows = {row[0].rpartition("/")[2]: row for row in _rows(store, "corrections")}
    assert set(rows) == {"kg.0001", "kg.0004"}
    assert rows["kg.0004"][3:] == ("", "", "", "Ann Lamps. 2018;2:9.")
    references = _rows(store, "references", identifier="10.5555/kg.0004")
    assert references[0][1:] == ("1", "cito:isCorrectedBy", "Ann Lamps. 2018;2:9.", "")
    assert references[1][2] == "cito:cites"


def test_retracted_without_notice(store: EmbeddedStore) -> None:
    """A publication that is retracted by its status alone has one row, with no notice of another's."""
    rows = [row for row in _rows(store, "retracted") if row[0].endswith("kg.0008")]
    assert [row[3:] for row in rows] == [("", "", "", "")]


@pytest.mark.parametrize("name", ["Small, Ada", "Ada Small", "Small Ada", "A Small", "small", "Small A"])
def test_a_name_in_either_order(store: EmbeddedStore, name: str) -> None:
    """An author is found with the family name first or last."""
    assert [row[3] for row in _rows(store, "author-works", author=name)] == ["Small, Ada"] * 3


def test_pairs_need_not_be_of_large_teams(store: EmbeddedStore) -> None:
    """Pairs have two works in common unless asked otherwise; who has fewer is not even looked at."""
    twice = _rows(store, "coauthor-pairs")
    assert twice == _rows(store, "coauthor-pairs", **{"at-least": "2"})
    assert {row[2] for row in twice} == {"2"}
    once = _rows(store, "coauthor-pairs", **{"at-least": "1"})
    assert once[: len(twice)] == twice
    assert len(once) > len(twice)


def test_types_add_up(store: EmbeddedStore) -> None:
    """Every publication is counted in one kind of publication, or in none."""
    rows = [row for row in _rows(store, "types") if row[0] == "publication"]
    assert sum(int(row[2]) for row in rows) == len(_rows(store, "works")) == 9
    untyped = [row for row in _rows(store, "types") if row[:2] == ("work", "(none)")]
    assert untyped == [("work", "(none)", "3")]


@pytest.mark.parametrize("named", ["work/doi/10.5555/kg.0004", "work/doi/10.5555/kg.0009"])
def test_versions_of_a_work_by_its_name(store: EmbeddedStore, named: str) -> None:
    """The work is asked for as its publications are, and by the name that a version alone would give it."""
    found = _rows(store, "versions", identifier=f"https://example.org/kg/{named}")
    assert found == _rows(store, "versions", identifier="10.5555/kg.0009")
    assert [row[1].rpartition("/")[2] for row in found] == ["kg.0009", "kg.0004"]


@pytest.mark.parametrize("name", ["works", "without-abstract", "without-doi", "without-licence"])
def test_by_file(store: EmbeddedStore, name: str) -> None:
    """A file is one by its whole name or by its last part, and limits the publications to its own."""
    everything = {row[0] for row in _rows(store, name)}
    ours = {row[0] for row in _rows(store, name, file="more.json")}
    assert ours < everything
    assert [one.rpartition("/")[2] for one in ours] == ["0007"]


def test_near_names() -> None:
    """A name that does not exist is answered with those like it."""
    with pytest.raises(QueryError, match="did you mean co-authors"):
        queries.find("coauthors")
    with pytest.raises(QueryError, match="lists them all"):
        queries.find("qqq")
    assert queries.find("Co_Authors").name == "co-authors"
