"""Rows become members, teams and links."""

from __future__ import annotations

import random

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks_of_teams import NAMES, csv_of, network_of, teams_drawn

from kg.errors import NetworkError
from kg.networks import projection
from kg.networks.incidence import incidence
from kg.networks.projection import example, project


def by_hand(teams):
    """The links as a loop over pairs makes them."""
    graph = nx.Graph()
    graph.add_nodes_from({member for team in teams for member in team})
    for team in teams:
        for place, one in enumerate(team):
            for other in team[place + 1 :]:
                known = (
                    graph.edges[one, other] if graph.has_edge(one, other) else {"papers": 0, "newman": 0.0}
                )
                share = 1 / (len(team) - 1)
                graph.add_edge(one, other, papers=known["papers"] + 1, newman=known["newman"] + share)
    return graph


@given(teams_drawn())
def test_links_are_those_of_a_loop_over_pairs(teams):
    """Expanding all teams of a size at once counts what a loop over the pairs of each team counts."""
    made, wanted = network_of(teams).to_networkx(), by_hand(teams)
    assert set(made) == set(wanted)
    assert {frozenset(edge) for edge in made.edges} == {frozenset(edge) for edge in wanted.edges}
    for one, other, facts in wanted.edges(data=True):
        assert made.edges[one, other]["papers"] == facts["papers"]
        assert made.edges[one, other]["newman"] == pytest.approx(facts["newman"])


@given(teams_drawn())
def test_links_of_more_people_than_a_number_has_bits_for(teams):
    """Where a pair and the size of a team are no longer one number, links are the same to the last bit."""
    with pytest.MonkeyPatch.context() as patch:
        packed = network_of(teams).links
        patch.setattr(projection, "_BITS", 0)
        apart = network_of(teams).links
    for column in ("source", "target", "papers", "newman"):
        assert getattr(apart, column).tolist() == getattr(packed, column).tolist()


@given(teams_drawn())
def test_sums_that_the_definition_promises(teams):
    """A team of n >= 2 adds n (n - 1) / 2 to the full weights and n / 2 to the fractional ones."""
    links = network_of(teams).links
    sizes = [len(team) for team in teams]
    assert links.papers.sum() == sum(size * (size - 1) // 2 for size in sizes)
    assert links.newman.sum() == pytest.approx(sum(size / 2 for size in sizes if size > 1))


@given(teams_drawn(), st.randoms())
def test_the_order_of_rows_does_not_matter(teams, order: random.Random):
    """The same rows in another order, and twice, give the same arrays to the bit."""
    rows = [(member, f"p{number}") for number, team in enumerate(teams) for member in team]
    mixed = [*rows, *rows]
    order.shuffle(mixed)
    one, other = (project(incidence(csv_of(some)), "n") for some in (rows, mixed))
    assert one.nodes.ids == other.nodes.ids
    for field in ("indptr", "indices", "papers", "newman"):
        assert np.array_equal(getattr(one, field), getattr(other, field))


@given(teams_drawn())
def test_rows_are_symmetric_sorted_and_without_loops(teams):
    """Each link stands in the rows of both its ends, ascending, and nobody is linked to himself."""
    network = network_of(teams)
    matrix = network.counted("fractional").matrix().toarray()
    assert np.array_equal(matrix, matrix.T)
    assert not matrix.diagonal().any()
    for start, end in zip(network.indptr, network.indptr[1:], strict=False):
        assert (np.diff(network.indices[start:end]) > 0).all()


def test_the_facts_of_members():
    """A member has its commonest label, its papers, its first and last year, and its ORCID."""
    head = ("member", "label", "group", "year", "orcid", "kind")
    rows = [
        ("http://a/1", "Small, R", "p1", "2003", "0000-0002-1825-0097", "person"),
        ("http://a/1", "Small, Rhonda", "p2", "2001", "0000-0002-1825-0097", "person"),
        ("http://a/1", "Small, R", "p3", "", "0000-0002-1825-0097", "person"),
        ("A Group", "A Group", "p3", "", "", "body"),
    ]
    graph = project(incidence(csv_of(rows, head)), "n").to_networkx()
    assert graph.nodes["http://a/1"] == {
        "label": "Small, R",
        "kind": "person",
        "orcid": "0000-0002-1825-0097",
        "papers": 3,
        "first_year": 2001,
        "last_year": 2003,
    }
    assert graph.nodes["A Group"] == {"label": "A Group", "kind": "body", "papers": 1}


def test_labels_used_equally_often_are_taken_by_the_alphabet():
    """Which label comes first in the rows does not matter."""
    rows = [("http://a/1", "Zed, A", "p1"), ("http://a/1", "Abe, A", "p2")]
    for some in (rows, rows[::-1]):
        assert incidence(csv_of(some, ("member", "label", "group"))).members.labels == ("Abe, A",)


@pytest.mark.parametrize("content", [b"", b"member\r\n", b"group,label\r\n1,2\r\n"])
def test_rows_without_the_columns(content):
    """What is no incidence is said to be none."""
    with pytest.raises(NetworkError, match=r"\?member and \?group"):
        incidence(content)


def test_nobody():
    """An answer without rows is a network without nodes."""
    network = network_of([])
    assert len(network) == len(network.links) == len(network.components()) == 0
    assert network.giant() is network


def test_a_limit_to_teams_says_what_it_takes():
    """Papers of larger teams go, with the authors and links that only they had."""
    network = network_of(["AB", "ABCDE", "EF"], max_team=2)
    assert network.nodes.ids == ("A", "B", "E", "F")
    assert (network.cut.papers, network.cut.authors, network.cut.links) == (1, 2, 9)
    assert network.nodes.papers.tolist() == [1, 1, 1, 1]
    assert len(network.links) == 2


def test_a_limit_that_nothing_exceeds_takes_nothing():
    """The largest team is as large as the limit: all papers stay."""
    network = network_of(["AB", "ABC"], max_team=3)
    assert (network.cut.papers, network.cut.authors, network.cut.links) == (0, 0, 0)


def test_components_and_giant():
    """Components come largest first, then by their first node; the giant keeps its papers and weights."""
    network = network_of(["XY", "ABC", "AB", "CD", "Q", "MN"])
    assert [[network.nodes.ids[one] for one in part] for part in network.components()] == [
        ["A", "B", "C", "D"],
        ["M", "N"],
        ["X", "Y"],
        ["Q"],
    ]
    giant = network.giant()
    assert giant.nodes.ids == ("A", "B", "C", "D")
    assert len(giant.teams) == 3
    assert giant.links.papers.tolist() == example().links.papers.tolist()


@given(teams_drawn(min_size=1), st.sets(st.sampled_from(NAMES), min_size=1))
def test_a_part_is_the_induced_subgraph(teams, names):
    """The links of a part are those of networkx's subgraph, at their weights in the whole."""
    network = network_of(teams)
    chosen = [place for place, name in enumerate(network.nodes.ids) if name in names]
    part = network.part(np.array(chosen, dtype=np.int64))
    wanted = network.to_networkx().subgraph(names)
    assert nx.utils.graphs_equal(part.to_networkx(), nx.Graph(wanted))
    assert len(part.teams) == sum(bool(names & set(team)) for team in teams)


def test_the_weight_is_the_counting():
    """``weight`` is the joint papers, or their shares; both stand beside it."""
    full, fractional = example(), example().counted("fractional")
    assert full.to_networkx().edges["A", "B"] == {"weight": 2.0, "papers": 2, "newman": 1.5}
    assert fractional.to_networkx().edges["A", "B"] == {"weight": 1.5, "papers": 2, "newman": 1.5}
    assert fractional.to_networkx().graph == {"name": "co-authorship", "counting": "fractional"}
