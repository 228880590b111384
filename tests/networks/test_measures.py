"""Measures on tiny networks by hand, and against networkx on drawn ones."""

from __future__ import annotations

import subprocess
import sys

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from networks_of_teams import network_of, teams_drawn

from kg import networks
from kg.networks import communities, measures, paths, triangles
from kg.networks.network import COUNTINGS

TWO_CLIQUES = ["ABCD", "ABCD", "EFG", "DE", "H"]


def by_name(network, values):
    """The values of nodes by their ids."""
    return dict(zip(network.nodes.ids, np.asarray(values).tolist(), strict=True))


def test_a_path_by_hand():
    """A - B - C - D: the inner two lie on two of the three pairs of others each."""
    path = network_of(["AB", "BC", "CD"])
    assert by_name(path, measures.degree(path)) == {"A": 1, "B": 2, "C": 2, "D": 1}
    assert by_name(path, paths.betweenness(path).of) == pytest.approx(
        {"A": 0, "B": 2 / 3, "C": 2 / 3, "D": 0}
    )
    assert measures.density(path) == 0.5


def test_a_star_by_hand():
    """The middle of a star lies between all pairs of others, and they between none."""
    star = network_of(["SA", "SB", "SC", "SD"])
    assert by_name(star, paths.betweenness(star).of) == {"A": 0, "B": 0, "C": 0, "D": 0, "S": 1}


def test_two_cliques_by_hand():
    """Only D and E lie between others: D for 3 x 3 pairs, E for 4 x 2, of 21; two groups and a loner."""
    network = network_of(TWO_CLIQUES)
    between = by_name(network, paths.betweenness(network).of)
    assert between == pytest.approx({**dict.fromkeys("ABCFGH", 0), "D": 9 / 21, "E": 8 / 21})
    strengths = by_name(network, measures.strength(network.counted("fractional")))
    assert strengths == pytest.approx({"A": 2, "B": 2, "C": 2, "D": 3, "E": 2, "F": 1, "G": 1, "H": 0})
    assert by_name(network, communities.communities(network).of) == {
        **dict.fromkeys("ABCD", 0),
        **dict.fromkeys("EFG", 1),
        "H": 2,
    }
    assert communities.communities(network).modularity == pytest.approx(
        12 / 16 + 3 / 16 - (25 / 32) ** 2 - (7 / 32) ** 2
    )


@given(teams_drawn())
def test_degrees_strength_and_density_are_those_of_networkx(teams):
    """Degree, strength in both countings and density equal networkx's."""
    for counting in COUNTINGS:
        network = network_of(teams).counted(counting)
        graph = network.to_networkx()
        assert by_name(network, measures.degree(network)) == dict(graph.degree())
        wanted = dict(graph.degree(weight="weight"))
        assert by_name(network, measures.strength(network)) == pytest.approx(wanted)
        assert measures.density(network) == pytest.approx(nx.density(graph) if len(graph) else 0)


@given(teams_drawn())
def test_transitivity_is_that_of_networkx(teams):
    """Letting one author stand for a team's others, row by row, changes no count of triangles."""
    network = network_of(teams)
    assert triangles.transitivity(network) == pytest.approx(nx.transitivity(network.to_networkx()))


def test_transitivity_by_hand():
    """Cliques of four and three with a bridge: 4 + 1 triangles; degrees 3, 3, 3, 4, 3, 2, 2 make 20 pairs."""
    assert triangles.transitivity(network_of(TWO_CLIQUES)) == pytest.approx(3 * 5 / 20)
    assert triangles.transitivity(network_of(["AB"])) == 0


@given(teams_drawn())
def test_betweenness_is_that_of_networkx(teams):
    """Letting one author stand for a team's others, in batches, changes no betweenness."""
    network = network_of(teams)
    wanted = nx.betweenness_centrality(network.to_networkx())
    assert by_name(network, paths.betweenness(network).of) == pytest.approx(wanted, abs=1e-12)


def test_betweenness_in_many_batches(monkeypatch):
    """Sources that do not fit into one batch are followed in several, to the same end."""
    teams = [f"{one}{other}" for one, other in zip("ABCDEFGHIJ", "BCDEFGHIJA", strict=True)]
    whole = paths.betweenness(network_of(teams)).of
    monkeypatch.setattr(paths, "_CELLS", 20)
    assert paths.betweenness(network_of(teams)).of == pytest.approx(whole)


def test_sampled_betweenness_says_so_and_repeats():
    """Above the limit paths start from some nodes only; the estimate is near, and the same again."""
    teams = [f"{one}{other}" for one, other in zip("ABCDEFGHIJ", "BCDEFGHIJA", strict=True)]
    exact = paths.betweenness(network_of(teams))
    one, other = (paths.betweenness(network_of(teams), exact=5, samples=6) for _ in range(2))
    assert (exact.exact, exact.sources, one.exact, one.sources) == (True, 10, False, 6)
    assert np.array_equal(one.of, other.of)
    assert one.of.sum() == pytest.approx(exact.of.sum())


@given(teams_drawn())
def test_modularity_and_components_are_those_of_networkx(teams):
    """The modularity of the communities equals networkx's; no community spans two components."""
    network = network_of(teams)
    graph, found = network.to_networkx(), communities.communities(network)
    groups = [{network.nodes.ids[one] for one in np.flatnonzero(found.of == k)} for k in range(found.count)]
    assert [len(group) for group in groups] == sorted((len(group) for group in groups), reverse=True)
    if graph.size():
        assert found.modularity == pytest.approx(nx.community.modularity(graph, groups, weight="weight"))
    parts = list(nx.connected_components(graph))
    assert len(network.components()) == len(parts)
    assert all(any(group <= part for part in parts) for group in groups)
    assert measures.component_of(network).tolist() == [
        next(k for k, part in enumerate(network.components()) if one in part) for one in range(len(network))
    ]


def test_communities_do_not_hang_on_the_process():
    """Sets of text have another order in every process; communities have not."""
    code = (
        "from networks_of_teams import network_of; from kg.networks import communities;"
        "names = [f'n{i}' for i in range(40)];"
        "net = network_of([names[i * 3 % 37 : i * 3 % 37 + 4] for i in range(25)]);"
        "print(communities.communities(net).of.tolist())"
    )
    path = ":".join(sys.path)
    answers = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1


def test_the_summary_by_hand():
    """Counts, means and shares of the two cliques, and their table."""
    found = networks.summary(network_of(TWO_CLIQUES))
    assert (found.papers, found.authors, found.links) == (5, 8, 10)
    assert (found.components, found.giant, found.giant_share) == (2, 7, 7 / 8)
    assert (found.largest_team, found.largest_team_links) == (4, 0.6)
    assert (found.authors_per_paper, found.papers_per_author) == (14 / 5, 14 / 8)
    assert found.co_authors_per_author == 2.5
    rows = dict(networks.summary_rows(found))
    assert rows["giant component"] == "7 authors (87.5%)"
    assert rows["years"] == "unknown"
    assert "left out, teams above 3" in dict(
        networks.summary_rows(networks.summary(network_of(TWO_CLIQUES, max_team=3)))
    )


def test_the_summary_of_nobody():
    """A network without nodes has a summary of zeros."""
    found = networks.summary(network_of([]))
    assert (found.authors, found.links, found.density, found.modularity) == (0, 0, 0, 0)
    assert networks.top(network_of([])) == []


def test_one_large_paper_does_not_fill_the_top():
    """Members come by papers, then by joint papers, not by the size of one team."""
    crowd = [f"Crowd {number}" for number in range(30)]
    network = network_of([crowd, ["A", "B"], ["A", "B"], ["A", "C"]])
    assert [one.label for one in networks.top(network, 2)] == ["A", "B"]
    heads, rows = networks.top_rows(network, 1)
    assert dict(zip(heads, rows[0], strict=True))["papers"] == "3"


def test_a_network_is_not_changed_by_measuring():
    """The arrays are what they were."""
    network = network_of(TWO_CLIQUES)
    before = [getattr(network, field).copy() for field in ("indptr", "indices", "papers", "newman")]
    networks.summary(network)
    networks.top(network)
    after = [getattr(network, field) for field in ("indptr", "indices", "papers", "newman")]
    assert all(np.array_equal(one, other) for one, other in zip(before, after, strict=True))
