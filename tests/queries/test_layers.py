"""What one person is: one small graph, asked in each layer of people."""

from __future__ import annotations

import pytest

from kg import queries
from kg.errors import QueryError
from kg.queries import LAYERS
from kg.rdf import BASE, nquads
from kg.rdf.clusters import Member, cluster_quads
from kg.record import Agent, Contribution, Identifier, Provenance, Record
from kg.stores import EmbeddedStore

ORCID = "0000-0002-1825-0097"


def author(name: str, **identifiers: str) -> Contribution:
    """A contribution by a person of that name."""
    found = tuple(Identifier(scheme=scheme, value=value) for scheme, value in identifiers.items())
    return Contribution(role="author", agent=Agent(kind="Person", name=name, identifiers=found))


def paper(number: int, *authors: Contribution) -> Record:
    """A publication by these people."""
    return Record(
        type="JournalArticle",
        identifiers=(Identifier(scheme="pmid", value=str(number)),),
        contributions=authors,
        provenance=(Provenance(source="made", id=str(number)),),
    )


# Wei Wang with an ORCID, in two spellings; a namesake without; Ann Li, once in initials.
PAPERS = (
    paper(1, author("Wang, Wei", orcid=ORCID), author("Li, Ann")),
    paper(2, author("Wang, W.", orcid=ORCID), author("Li, A")),
    paper(3, author("Wang, Wei"), author("Li, Ann")),
    paper(4, author("Wang, Wei", openalex="A5023888391"), author("Li, Ann")),
)
CLUSTERS = (
    [
        Member("expression/pmid/1#author-1", "Wang, Wei", 0.9),
        Member("expression/pmid/2#author-1", "Wang, W.", 0.9),
    ],
    [Member("expression/pmid/3#author-1", "Wang, Wei"), Member("expression/pmid/4#author-1", "Wang, Wei")],
    [Member(f"expression/pmid/{number}#author-2", "Li, Ann", 0.75) for number in (1, 2, 3)],
)


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    """The four papers, with clusters."""
    store = EmbeddedStore()
    store.load([*nquads(PAPERS), *cluster_quads(CLUSTERS, BASE)])
    return store


@pytest.fixture(scope="module")
def unclustered() -> EmbeddedStore:
    """The four papers alone, as kg build --people published makes them."""
    store = EmbeddedStore()
    store.load(nquads(PAPERS, people="published"))
    return store


def rows(store: EmbeddedStore, name: str, **params: str) -> list[tuple[str, ...]]:
    """The answer as text."""
    return list(queries.plain_rows(queries.run(store, name, params)))


@pytest.mark.parametrize(
    ("layer", "wanted"),
    [
        (
            "published",
            [("Li, Ann", "", "3"), ("Wang, Wei", "", "3"), ("Li, A", "", "1"), ("Wang, W.", "", "1")],
        ),
        (
            "identified",
            [("Li, Ann", "", "3"), ("Wang, Wei", "", "2"), ("Wang, Wei", ORCID, "2"), ("Li, A", "", "1")],
        ),
        (
            "clustered",
            [("Li, Ann", "", "3"), ("Wang, Wei", "", "2"), ("Wang, Wei", ORCID, "2"), ("Li, Ann", "", "1")],
        ),
        (
            "agent",
            [
                ("Wang, Wei", ORCID, "2"),
                *[("Li, A", "", "1")],
                *[("Li, Ann", "", "1")] * 3,
                *[("Wang, Wei", "", "1")] * 2,
            ],
        ),
    ],
)
def test_authors(store: EmbeddedStore, layer: str, wanted: list[tuple[str, ...]]) -> None:
    """By name alone; by ORCID, else name; by cluster, else agent; by agent. An OpenAlex number is none."""
    assert [row[:3] for row in rows(store, "authors", people=layer)] == wanted


def test_the_default_is_identified(store: EmbeddedStore) -> None:
    """Who asks for no layer gets the identified one."""
    assert rows(store, "authors") == rows(store, "authors", people="identified")


@pytest.mark.parametrize(
    ("layer", "found"),
    [
        ("published", {"1", "2", "3", "4"}),
        ("identified", {"1", "2"}),
        ("clustered", {"1", "2"}),
        ("agent", {"1", "2"}),
    ],
)
def test_works_of_an_orcid(store: EmbeddedStore, layer: str, found: set[str]) -> None:
    """An ORCID finds its holder; whoever takes one name for one person finds the namesakes too."""
    answer = rows(store, "author-works", author=ORCID, people=layer)
    assert {row[0].rpartition("/")[2] for row in answer} == found


@pytest.mark.parametrize(
    ("layer", "found"),
    [("published", {"2"}), ("identified", {"2"}), ("clustered", {"1", "2", "3"}), ("agent", {"2"})],
)
def test_works_of_a_name(store: EmbeddedStore, layer: str, found: set[str]) -> None:
    """A name in initials is the whole name's person only where a cluster says so."""
    answer = rows(store, "author-works", author="Li, A", people=layer)
    assert {row[0].rpartition("/")[2] for row in answer if row[3] == "Li, A"} == {"2"}
    bare = rows(store, "author-works", author="Wang, W.", people=layer)
    assert {row[3] for row in bare} == ({"Wang, W."} if layer == "published" else {"Wang, W.", "Wang, Wei"})
    assert found <= {row[0].rpartition("/")[2] for row in answer}


def test_co_authors(store: EmbeddedStore) -> None:
    """The holder of the ORCID has two co-authors by name, and one by clusters."""
    by_name = rows(store, "co-authors", author=ORCID)
    assert [(row[0], row[2]) for row in by_name] == [("Li, A", "1"), ("Li, Ann", "1")]
    (by_cluster,) = rows(store, "co-authors", author=ORCID, people="clustered")
    assert (by_cluster[0], by_cluster[2]) == ("Li, Ann", "2")


@pytest.mark.parametrize(
    ("layer", "works"), [("published", "3"), ("identified", "2"), ("clustered", "2"), ("agent", "")]
)
def test_pairs(store: EmbeddedStore, layer: str, works: str) -> None:
    """How often two have published together hangs on who is one."""
    found = rows(store, "coauthor-pairs", people=layer)
    assert [row[2] for row in found][:1] == ([works] if works else [])


def test_a_layer_that_is_not_there(unclustered: EmbeddedStore) -> None:
    """Clusters are asked for in vain where nobody made them, and the message says how to make them."""
    assert queries.layers(unclustered) == ("published", "identified", "agent")
    with pytest.raises(QueryError, match=r"no layer of people 'clustered'.*kg build --people clustered"):
        rows(unclustered, "authors", people="clustered")


def test_a_layer_that_is_none(store: EmbeddedStore) -> None:
    """An unknown word is answered with those that there are."""
    assert queries.layers(store) == LAYERS
    with pytest.raises(QueryError, match="expected published, identified, clustered or agent"):
        rows(store, "authors", people="name")


def test_without_trust_in_identifiers(unclustered: EmbeddedStore) -> None:
    """Where a graph was made without trust in identifiers, the identified are told apart by name."""
    found = [row[0::2][:2] for row in rows(unclustered, "authors", people="identified")]
    assert found == [("Li, Ann", "3"), ("Wang, Wei", "3"), ("Li, A", "1"), ("Wang, W.", "1")]
