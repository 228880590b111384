"""Communities by the method of Leiden, by either library."""

from __future__ import annotations

import sys

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from networks_of_teams import network_of, teams_drawn

from kg.errors import NetworkError
from kg.networks.communities import communities, modularity
from kg.networks.leiden import ENGINES, leiden

TWO_CLIQUES = ["ABCD", "ABCD", "EFG", "DE", "H"]


@pytest.fixture(params=ENGINES, scope="module")
def engine(request):
    """Each library that is installed."""
    pytest.importorskip(request.param)
    return request.param


def test_two_cliques(engine):
    """Two cliques with a bridge are two groups, and who has no link is one alone."""
    of, by = leiden(network_of(TWO_CLIQUES), engine=engine)
    assert by == engine
    assert [set(np.flatnonzero(of == group).tolist()) for group in dict.fromkeys(of.tolist())] == [
        {0, 1, 2, 3},
        {4, 5, 6},
        {7},
    ]


def ring(cliques):
    """Cliques of five in a ring, a link from each to the next: the classic of community detection."""
    names = [[f"n{number:02}{letter}" for letter in "abcde"] for number in range(cliques)]
    bridges = [[one[0], other[1]] for one, other in zip(names, names[1:] + names[:1], strict=True)]
    return network_of([*names, *bridges])


def test_a_ring_of_cliques(engine):
    """Each clique is a group; the same seed gives the same, in the same order; smaller resolution, fewer."""
    network = ring(12)
    of, _ = leiden(network, engine=engine)
    assert of.tolist() == leiden(network, engine=engine)[0].tolist()
    assert len(set(of.tolist())) == 12
    assert modularity(network, of) == pytest.approx(10 / 11 - 1 / 12)
    assert len(set(leiden(network, engine=engine, resolution=0.05)[0].tolist())) < 12


@given(teams=teams_drawn())
def test_groups_hang_together(engine, teams):
    """No group is in two pieces, and all groups together are no worse than a single one of everybody."""
    network = network_of(teams)
    of, _ = leiden(network, engine=engine, weight="newman")
    plain = network.to_networkx()
    ids = np.array(network.nodes.ids, dtype=object)
    for group in set(of.tolist()):
        assert nx.is_connected(plain.subgraph(ids[of == group]))
    assert len(of) == len(network)
    assert modularity(network, of, weight="newman") >= -1e-9


def test_leiden_as_communities(engine, monkeypatch):
    """The groups are numbered as those of Louvain are, the largest first, and say what found them."""
    for other in set(ENGINES) - {engine}:
        monkeypatch.setitem(sys.modules, other, None)
    network = network_of(TWO_CLIQUES)
    found = communities(network, "leiden")
    assert found.of.tolist() == communities(network).of.tolist() == [0, 0, 0, 0, 1, 1, 1, 2]
    assert (found.by, communities(network).by) == (f"leiden, {engine}", "louvain")
    assert found.modularity == pytest.approx(communities(network).modularity)


def test_leiden_through_networkx(engine, monkeypatch):
    """``nx.community.leiden_communities`` takes a network, though networkx has no such method itself."""
    for other in set(ENGINES) - {engine}:
        monkeypatch.setitem(sys.modules, other, None)
    network = ring(6)
    found = nx.community.leiden_communities(network, seed=3)
    assert sorted(map(len, found)) == [5] * 6
    assert found == nx.community.leiden_communities(network, seed=3, max_level=9)
    with pytest.raises(ValueError, match="positive"):
        nx.community.leiden_communities(network, max_level=0)


def test_without_a_library(monkeypatch):
    """Who has neither library is told what to install; Louvain is there all the same."""
    for engine in ENGINES:
        monkeypatch.setitem(sys.modules, engine, None)
    network = network_of(TWO_CLIQUES)
    with pytest.raises(NetworkError, match=r"pip install 'research-synthesis-kg\[leiden\]'"):
        communities(network, "leiden")
    with pytest.raises(NetworkError, match=r"pip install 'research-synthesis-kg\[igraph\]'"):
        leiden(network, engine="igraph")
    assert communities(network).count == 3


def test_what_there_is_not():
    """Other methods and libraries are refused by name."""
    with pytest.raises(NetworkError, match="no engine 'gephi': use networkit or igraph"):
        leiden(network_of(TWO_CLIQUES), engine="gephi")
    with pytest.raises(NetworkError, match="no method 'infomap': use louvain or leiden"):
        communities(network_of(TWO_CLIQUES), "infomap")


def test_nobody(engine):
    """A network without nodes, or without links, has no group of two."""
    assert leiden(network_of([]), engine=engine)[0].tolist() == []
    assert leiden(network_of(["A", "B"]), engine=engine)[0].tolist() == [0, 1]
