"""Figures and ranks, from one layer of people to another."""

from __future__ import annotations

import msgspec
import pytest

from kg import networks
from kg.rdf import BASE, nquads
from kg.rdf.clusters import Member, cluster_quads
from kg.record import Agent, Contribution, Identifier, Provenance, Record
from kg.stores import EmbeddedStore

ORCID = "0000-0002-1825-0097"


def paper(number: int, *names: str) -> Record:
    """A publication by these people; a star marks the holder of the ORCID."""
    contributions = tuple(
        Contribution(
            role="author",
            agent=Agent(
                kind="Person",
                name=name.strip("*"),
                identifiers=(Identifier(scheme="orcid", value=ORCID),) if "*" in name else (),
            ),
        )
        for name in names
    )
    return Record(
        type="JournalArticle",
        identifiers=(Identifier(scheme="pmid", value=str(number)),),
        contributions=contributions,
        provenance=(Provenance(source="made", id=str(number)),),
    )


# Ann Li publishes three times under one name, the ORCID holder twice under two.
PAPERS = (
    paper(1, "Li, Ann", "Moher, David*", "Rose, C"),
    paper(2, "Li, Ann", "Moher, D*"),
    paper(3, "Li, Ann", "Tan, E"),
)
CLUSTERS = (
    [Member(f"expression/pmid/{number}#author-1", "Li, Ann") for number in (1, 2)],
    [Member(f"expression/pmid/{number}#author-2", "Moher, David") for number in (1, 2)],
)


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    """The three papers with two clusters."""
    store = EmbeddedStore()
    store.load([*nquads(PAPERS), *cluster_quads(CLUSTERS, BASE)])
    return store


def figures(found: networks.Sensitivity) -> dict[str, dict[str, float]]:
    """The values by figure and layer."""
    return {one.name: one.values for one in found.figures}


def test_figures_of_each_layer(store: EmbeddedStore) -> None:
    """Each layer has the figures that its own network has, and all layers of the graph are there."""
    found = networks.sensitivity(store)
    assert found.layers == ("identified", "published", "clustered", "agent")
    assert figures(found)["authors"] == {"identified": 4, "published": 5, "clustered": 5, "agent": 6}
    for layer in found.layers:
        alone = msgspec.structs.asdict(networks.summary(networks.build(store, params={"people": layer})))
        for name, values in figures(found).items():
            if name in alone:
                assert values[layer] == pytest.approx(alone[name]), (name, layer)


def test_changes_are_per_cents_of_the_first(store: EmbeddedStore) -> None:
    """A change is held against the first layer, the one that was asked for."""
    found = networks.sensitivity(store, params={"people": "published"})
    assert found.layers[0] == "published"
    authors = next(one for one in found.figures if one.name == "authors")
    assert authors.changes == pytest.approx({"identified": -20, "clustered": 0, "agent": 20})


def test_ranks_follow_the_contributions(store: EmbeddedStore) -> None:
    """The first author by name is the first, a second or several, and keeps the papers of each layer."""
    first, second = networks.sensitivity(store, top=2).standings
    assert (first.label, second.label) == ("Li, Ann", "Moher, D")
    assert first.papers == {"identified": 3, "published": 3, "clustered": 2, "agent": 1}
    assert first.members == {"identified": 1, "published": 1, "clustered": 2, "agent": 3}
    assert first.ranks["identified"] == 1
    assert second.papers == {"identified": 2, "published": 1, "clustered": 2, "agent": 2}
    assert second.members["published"] == 2


def test_who_is_not_in_a_network_has_no_rank(store: EmbeddedStore) -> None:
    """Outside of the largest component of a layer there is no rank in it, and the table says so."""
    found = networks.sensitivity(store, giant=True)
    tan = next(one for one in found.standings if one.label == "Tan, E")
    assert set(tan.ranks) == {"identified", "published"}
    heads, rows = networks.standing_rows(found)
    assert heads == ("author", *found.layers)
    assert next(row for row in rows if row[0] == "Tan, E")[-1] == "not in it"


def test_tables(store: EmbeddedStore) -> None:
    """A value stands alone where nothing changed, and with its change where something did."""
    _, rows = networks.figure_rows(networks.sensitivity(store))
    told = {row[0]: row[1:] for row in rows}
    assert told["papers"] == ("3", "3", "3", "3")
    assert told["authors"] == ("4", "5 (+25.0%)", "5 (+25.0%)", "6 (+50.0%)")
    _, rows = networks.standing_rows(networks.sensitivity(store, top=1))
    assert rows == [
        ("Li, Ann", "1. (3 papers)", "1. (3 papers)", "1. (2 papers), one of 2", "2. (1 paper), one of 3")
    ]


def test_a_change_from_nothing() -> None:
    """From 0 there is no per cent."""
    store = EmbeddedStore()
    store.load(
        nquads([paper(1, "Li, Ann", "Rose, C"), paper(2, "Li, Ann", "Tan, E"), paper(3, "Rose, C", "Tan, E")])
    )
    found = networks.sensitivity(store, params={"people": "agent"})
    one = next(one for one in found.figures if one.name == "transitivity")
    assert one.changes == {"published": None, "identified": None}
    row = next(row for row in networks.figure_rows(found)[1] if row[0] == "transitivity")
    assert row[1:] == ("0.000", "1.000 (from 0)", "1.000 (from 0)")


def test_an_empty_graph() -> None:
    """Nothing is compared with nothing."""
    found = networks.sensitivity(EmbeddedStore())
    assert found.standings == ()
    assert {value for one in found.figures for value in one.values.values()} == {0}
