"""A parameter that names what the graph does not have is an error, not an empty answer."""

from __future__ import annotations

import pytest

from kg import networks, queries, resources
from kg.errors import QueryError
from kg.queries import values
from kg.stores import EmbeddedStore

MISSING = [
    (
        "without-doi",
        {"source": "pubmd"},
        "parameter source: the graph has no source of records 'pubmd'; did you",
    ),
    ("works", {"source": "PubMed"}, "did you mean pubmed?"),
    ("works", {"source": "scopus"}, "; there is crossref, pubmed, vufind"),
    ("works", {"file": "mores.json"}, "no input file 'mores.json'; did you mean more.json?"),
    ("works", {"type": "foo:bar"}, "no kind of publication or of research 'foo:bar'; there is ClinicalTrial"),
    ("years", {"type": "fabio:Leter"}, "did you mean Letter?"),
    ("registrations", {"bank": "clinicaltrials.gov"}, "did you mean ClinicalTrials.gov?"),
]


@pytest.mark.parametrize(("name", "params", "said"), MISSING)
def test_what_is_not_there_is_told(
    store: EmbeddedStore, name: str, params: dict[str, str], said: str
) -> None:
    """The message has the parameter, its value, and what was perhaps meant."""
    with pytest.raises(QueryError) as refused:
        queries.run(store, name, params)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("works", {"source": "crossref"}),
        ("works", {"file": "more.json"}),
        ("works", {"type": "SystematicReview"}),
        ("works", {"type": "http://purl.org/spar/fabio/Letter"}),
        ("registrations", {"bank": "ClinicalTrials.gov", "number": "NCT00000000"}),
    ],
)
def test_what_is_there_passes(store: EmbeddedStore, name: str, params: dict[str, str]) -> None:
    """A value that the graph has is answered."""
    assert next(queries.run(store, name, params).rows, None) is not None


def test_a_kind_of_the_model_may_be_without_publications(store: EmbeddedStore) -> None:
    """That there are no books is an answer; a word that is almost a kind is an error."""
    assert list(queries.run(store, "works", {"type": "Book"}).rows) == []
    with pytest.raises(QueryError, match=r"did you mean SystematicReview\?"):
        queries.run(store, "works", {"type": "systematicreview"})


def test_any_node_will_do_for_an_iri(store: EmbeddedStore) -> None:
    """A query of one's own with a parameter of the type iri is asked about nodes that there are."""
    mine = queries.parse(
        "mine", '#+ param: one iri "a node" example=x:y\nSELECT ?p { VALUES ?one { UNDEF } ?one ?p ?o }'
    )
    publication = "https://example.org/kg/expression/doi/10.5555/kg.0001"
    assert list(queries.run(store, mine, {"one": publication}).rows)
    with pytest.raises(QueryError, match=r"parameter one: the graph has no node 'urn:no:where'$"):
        queries.run(store, mine, {"one": "urn:no:where"})


def test_networks_are_held_to_it_too(store: EmbeddedStore) -> None:
    """A role that nobody has and the model does not know is no empty network."""
    with pytest.raises(QueryError, match=r"no kind of contribution 'foo:editor'; did you mean editor\?"):
        networks.build(store, params={"role": "foo:editor"})


def test_an_empty_graph_has_nothing_to_offer() -> None:
    """Where there is nothing at all, nothing is proposed."""
    with pytest.raises(QueryError, match=r"no source of records 'pubmed'$"):
        queries.run(EmbeddedStore(), "works", {"source": "pubmed"})


def test_every_file_of_values_is_of_a_type() -> None:
    """Each file has one parameter, lists something of the library unfilled, and is named as a type."""
    found = values._known()
    assert (
        set(found) == {path.stem for path in resources.files("queries", "values/*.rq")} <= set(queries.TYPES)
    )
    assert all(len(query.params) == 1 for query in found.values())


@pytest.mark.parametrize("query", values._known().values(), ids=lambda query: query.name)
def test_values_unfilled(store: EmbeddedStore, query: queries.Query) -> None:
    """Without a value, the file lists those that there are."""
    assert next(store.query(query.text).rows, None) is not None
