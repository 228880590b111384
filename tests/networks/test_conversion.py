"""A network and a plain graph of networkx, there and back; and the network read as a graph."""

from __future__ import annotations

import io

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from networks_of_teams import NAMES, csv_of, network_of, teams_drawn

from kg.errors import NetworkError
from kg.networks import Network
from kg.networks.incidence import incidence
from kg.networks.network import COUNTINGS
from kg.networks.projection import example, project

FIELDS = ("indptr", "indices", "papers", "newman", "counting", "name")


def same(one, other):
    """Whether two networks have the same links and the same facts of nodes."""
    alike = all(np.array_equal(getattr(one, field), getattr(other, field)) for field in FIELDS)
    return alike and one.nodes.ids == other.nodes.ids and list(one.nodes.rows()) == list(other.nodes.rows())


@given(teams_drawn())
def test_there_and_back(teams):
    """A network becomes a plain graph and the same network again, in both countings."""
    for counting in COUNTINGS:
        network = network_of(teams).counted(counting)
        assert same(Network.from_networkx(network.to_networkx()), network)


def test_facts_of_nodes_come_back():
    """Label, kind, ORCID, papers and years are what they were."""
    head = ("member", "label", "group", "year", "orcid", "kind")
    rows = [
        ("http://a/1", "Small, Rhonda", "p1", "2003", "0000-0002-1825-0097", "person"),
        ("A Group", "A Group", "p1", "2003", "", "body"),
    ]
    network = project(incidence(csv_of(rows, head)), "n")
    back = Network.from_networkx(network.to_networkx())
    assert same(back, network)
    assert back.nodes["http://a/1"]["orcid"] == "0000-0002-1825-0097"
    assert len(back.teams) == 0


def test_a_graph_from_elsewhere():
    """Weights that are no whole numbers are fractional, of one paper each; nodes become text."""
    graph = nx.Graph()
    graph.add_edge(1, 10, value=2.5)
    graph.add_edge(1, 2, value=1, ignored="x")
    network = Network.from_networkx(graph, weight="value")
    assert network.nodes.ids == ("1", "10", "2")
    assert (network.counting, network.links.newman.tolist(), network.links.papers.tolist()) == (
        "fractional",
        [2.5, 1.0],
        [1, 1],
    )
    assert network.nodes["10"] == {"label": "10", "kind": "person"}
    whole = Network.from_networkx(nx.Graph([("a", "b", {"weight": 3.0})]))
    assert (whole.counting, whole.links.papers.tolist(), whole.weights.tolist()) == ("full", [3], [3.0, 3.0])


@pytest.mark.parametrize(
    ("graph", "message"),
    [
        (nx.DiGraph([(1, 2)]), "directed"),
        (nx.MultiGraph([(1, 2), (1, 2)]), "parallel"),
        (nx.Graph([(1, 1)]), "node 1 of the graph is linked to itself"),
        (nx.Graph([(1, "1")]), "two nodes of the graph are '1' as text"),
        (nx.Graph([(1, 2, {"weight": 0})]), "the link of 1 and 2 has weight 0: give it a number above 0"),
        (nx.Graph([(1, 2, {"weight": "2"})]), "weight '2'"),
        (nx.Graph([(1, 2, {"weight": float("nan")})]), "weight nan"),
        (nx.Graph([(1, 2, {"weight": float("inf")})]), "weight inf"),
        (nx.Graph([(1, 2, {"papers": 1.5})], counting="full"), "papers 1.5: give it a whole number above 0"),
    ],
)
def test_graphs_that_are_no_network(graph, message):
    """What a network cannot be is refused, with what to do."""
    with pytest.raises(NetworkError, match=message):
        Network.from_networkx(graph)


def test_facts_of_nodes_that_are_none():
    """Papers of a node are a count."""
    graph = nx.Graph()
    graph.add_node("A", papers="many")
    with pytest.raises(NetworkError, match="node 'A' of the graph has papers 'many'"):
        Network.from_networkx(graph)


@given(teams_drawn())
def test_a_network_is_read_as_a_graph(teams):
    """Nodes, links, degrees and attributes are those of the plain graph, without becoming one."""
    network = network_of(teams).counted("fractional")
    plain = network.to_networkx()
    assert list(network) == list(plain)
    assert list(network.nodes(data=True)) == list(plain.nodes(data=True))
    assert dict(network.degree) == dict(plain.degree)
    assert dict(nx.degree(network, weight="weight")) == pytest.approx(dict(plain.degree(weight="weight")))
    assert {frozenset(edge) for edge in network.edges} == {frozenset(edge) for edge in plain.edges}
    assert {one: dict(row) for one, row in network.adjacency()} == {
        one: dict(row) for one, row in plain.adjacency()
    }
    assert network.number_of_edges() == plain.number_of_edges()
    assert network.size("weight") == pytest.approx(plain.size("weight"))
    assert nx.utils.graphs_equal(nx.Graph(network), plain)
    assert nx.utils.graphs_equal(nx.Graph(network.subgraph(NAMES[:4])), nx.Graph(plain.subgraph(NAMES[:4])))


def test_the_graph_by_hand():
    """Neighbours, links and their attributes, of one node and of none."""
    network = example()
    assert (network.degree["C"], network.degree("C"), dict(network.degree(["A", "nobody"]))) == (
        3,
        3,
        {"A": 2},
    )
    assert network.degree("C", weight="newman") == 2.0
    assert ("A", 2) in network.degree
    assert sorted(nx.neighbors(network, "C")) == ["A", "B", "D"]
    assert ("A" in network, "Z" in network, ["A"] in network) == (True, False, False)
    assert (network.has_edge("A", "B"), network.has_edge("A", "D"), network.has_edge("Z", "A")) == (
        True,
        False,
        False,
    )
    assert network.get_edge_data("A", "B") == network["A"]["B"] == network.adj["A"]["B"]
    assert network.get_edge_data("A", "D", "none") == network.get_edge_data("Z", "A", "none") == "none"
    assert (network.number_of_edges("A", "B"), network.number_of_edges("A", "D")) == (1, 0)
    assert network.order() == network.number_of_nodes() == 4
    assert network.to_directed().number_of_edges() == 8
    assert list(network.edge_subgraph([("A", "B")])) == ["A", "B"]
    assert nx.utils.graphs_equal(network.copy(), network.to_undirected())
    assert dict(network.nodes.data("papers")) == {"A": 2, "B": 2, "C": 2, "D": 1}
    with pytest.raises(nx.NetworkXError, match="Z"):
        network.neighbors("Z")


def test_networkx_writes_a_network():
    """Writers of networkx take the network as it is."""
    file = io.BytesIO()
    nx.write_graphml(example(), file)
    file.seek(0)
    found = nx.read_graphml(file)
    assert dict(found.nodes(data=True)) == dict(example().nodes(data=True))
    assert list(found.edges(data=True)) == list(example().edges(data=True))


def test_a_network_is_shown_in_a_line():
    """Not all nodes are printed."""
    assert str(example()) == "Network named 'co-authorship' with 4 nodes and 4 edges"
    assert repr(example()) == "<Network named 'co-authorship' with 4 nodes and 4 edges>"
