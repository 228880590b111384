"""Functions of networkx, called with a network, give what they give for its plain graph."""

from __future__ import annotations

import inspect
import math
import random
import warnings
from collections.abc import Iterator

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks_of_teams import NAMES, network_of, teams_drawn

from kg.networks import Network, accelerated, converted
from kg.networks.info import FUNCTIONS, info
from kg.networks.network import COUNTINGS
from kg.networks.pagerank import pagerank
from kg.networks.projection import example

TWO_PARTS = ["ABCD", "ABCD", "EFG", "DE", "H", "IJ"]

CALLS = [
    (nx.average_clustering, {}),
    (nx.average_clustering, {"weight": "newman", "count_zeros": False}),
    (nx.average_clustering, {"nodes": NAMES[:3], "weight": "weight"}),
    (nx.average_shortest_path_length, {}),
    (nx.betweenness_centrality, {}),
    (nx.betweenness_centrality, {"endpoints": True}),
    (nx.betweenness_centrality, {"normalized": False}),
    (nx.closeness_centrality, {}),
    (nx.closeness_centrality, {"wf_improved": False}),
    (nx.closeness_centrality, {"u": NAMES[0]}),
    (nx.clustering, {}),
    (nx.clustering, {"weight": "weight"}),
    (nx.clustering, {"weight": "no such attribute"}),
    (nx.clustering, {"nodes": NAMES[0]}),
    (nx.clustering, {"nodes": NAMES[:3], "weight": "newman"}),
    (nx.connected_components, {}),
    (nx.core_number, {}),
    (nx.degree_centrality, {}),
    (nx.degree_histogram, {}),
    (nx.density, {}),
    (nx.diameter, {}),
    (nx.eccentricity, {}),
    (nx.eccentricity, {"v": NAMES[:2]}),
    (nx.harmonic_centrality, {}),
    (nx.is_connected, {}),
    (nx.node_connected_component, {"n": NAMES[0]}),
    (nx.number_connected_components, {}),
    (nx.radius, {}),
    (nx.to_scipy_sparse_array, {}),
    (nx.to_scipy_sparse_array, {"weight": None}),
    (nx.to_scipy_sparse_array, {"weight": "papers", "dtype": float}),
    (nx.transitivity, {}),
    (nx.triangles, {}),
    (nx.triangles, {"nodes": NAMES[0]}),
    (nx.triangles, {"nodes": NAMES[:3]}),
]
"""Functions that run on the arrays, with what they are asked for."""

OTHERS = [
    (nx.shortest_path, {"source": NAMES[0]}),
    (nx.betweenness_centrality, {"weight": "papers"}),
    (nx.closeness_centrality, {"distance": "newman"}),
    (nx.harmonic_centrality, {"nbunch": NAMES[:2]}),
    (nx.average_shortest_path_length, {"weight": "papers"}),
    (nx.pagerank, {"nstart": dict.fromkeys(NAMES, 1), "tol": 1e-12, "max_iter": 1000}),
    (nx.to_scipy_sparse_array, {"nodelist": NAMES[:1]}),
    (nx.k_core, {}),
    (nx.find_cliques, {}),
    (nx.community.louvain_communities, {"seed": 1}),
    (nx.square_clustering, {}),
    (nx.rich_club_coefficient, {"normalized": False}),
    (nx.get_node_attributes, {"name": "papers"}),
    (nx.minimum_spanning_tree, {"weight": "newman"}),
    (nx.node_link_data, {}),
    (nx.circular_layout, {}),
]
"""Functions that the plain graph is taken for, by networkx's name or by what is asked for."""


@st.composite
def weighted(draw) -> Network:
    """A network of up to ten nodes whose links weigh anything, as from a file of others."""
    nodes = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=10))
    graph = nx.Graph()
    graph.add_nodes_from(nodes)
    pairs = [(one, other) for place, one in enumerate(nodes) for other in nodes[place + 1 :]]
    for one, other in pairs:
        weight = draw(st.none() | st.floats(0.01, 100))
        if weight is not None:
            graph.add_edge(one, other, weight=weight)
    return Network.from_networkx(graph)


@st.composite
def networks(draw) -> Network:
    """Networks of teams in both countings, and of others; disconnected and empty ones are among them."""
    if draw(st.booleans()):
        return draw(weighted())
    return network_of(draw(teams_drawn())).counted(draw(st.sampled_from(COUNTINGS)))


def told(function, graph, options):
    """What a function answers, with iterators and arrays made lists; or the kind of error that it raises."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            answer = function(graph, **options)
            if isinstance(answer, Iterator):
                answer = list(answer)
    except (nx.NetworkXException, ArithmeticError, ValueError, KeyError) as error:
        return type(error)
    if isinstance(answer, nx.Graph):
        return sorted(answer.nodes(data=True)), sorted(map(sorted, answer.edges))
    if hasattr(answer, "toarray"):
        return answer.dtype, answer.toarray().tolist()
    if isinstance(answer, dict) and any(isinstance(one, np.ndarray) for one in answer.values()):
        return {key: value.tolist() for key, value in answer.items()}
    return answer


def near(answer):
    """An answer, up to rounding where it has numbers."""
    numbers = answer.values() if isinstance(answer, dict) else [answer]
    if numbers and all(isinstance(one, int | float) for one in numbers):
        return pytest.approx(answer, rel=1e-9, abs=1e-12, nan_ok=True)
    return answer


@pytest.mark.parametrize(
    ("function", "options"), CALLS, ids=[f"{one.__name__}-{asked}" for one, asked in CALLS]
)
@given(network=networks())
def test_on_the_arrays(function, options, network):
    """What runs on the arrays equals networkx's own result, and the network never becomes a plain graph."""
    wanted = told(function, network.to_networkx(), options)
    found = told(function, network, options)
    assert found == near(wanted)
    assert network not in converted._PLAIN or not len(network.indices) or isinstance(found, type)


@pytest.mark.parametrize(
    ("function", "options"), OTHERS, ids=[f"{one.__name__}-{asked}" for one, asked in OTHERS]
)
def test_all_else_converts_by_itself(function, options):
    """Any other function works too, without configuration."""
    network = network_of(TWO_PARTS[:4]).counted("fractional")
    network = Network.from_networkx(
        nx.relabel_nodes(network.to_networkx(), dict(zip("ABCDEFG", NAMES, strict=False)))
    )
    found = told(function, network, options)
    assert not isinstance(found, type)
    assert found == near(told(function, network.to_networkx(), options))


@given(networks(), st.data())
def test_sampled_betweenness(network, data):
    """The same seed samples the same nodes, and the estimate is scaled as networkx scales it."""
    if not len(network):
        return
    options = {
        "k": data.draw(st.integers(0, len(network))),
        "seed": data.draw(st.integers(0, 5)),
        "normalized": data.draw(st.booleans()),
        "endpoints": data.draw(st.booleans()),
    }
    wanted = told(nx.betweenness_centrality, network.to_networkx(), options)
    assert told(nx.betweenness_centrality, network, options) == near(wanted)


def test_the_scale_of_sampled_betweenness_by_hand():
    """A - B - C - D from A and C: B lies between 2 + 1 pairs, C between 1 of the other source."""
    path = network_of(["AB", "BC", "CD"])
    seed = next(one for one in range(99) if set(random.Random(one).sample("ABCD", 2)) == {"A", "C"})
    found = nx.betweenness_centrality(path, k=2, seed=seed)
    assert found == pytest.approx({"A": 0, "B": 3 / (2 * 2), "C": 1 / (1 * 2), "D": 0})
    assert found == pytest.approx(nx.betweenness_centrality(path.to_networkx(), k=2, seed=seed))


@given(networks(), st.sampled_from([None, "weight", "papers", "newman", "other"]))
def test_assortativity(network, weight):
    """Degrees correlate as networkx says, or not at all where they are all alike."""
    plain = network.to_networkx()
    ends = {degree for node, degree in plain.degree(weight=weight) if plain.degree(node)}
    found = nx.degree_assortativity_coefficient(network, weight=weight)
    if len({round(one, 6) for one in ends}) < 2:
        assert math.isnan(found) or len(ends) > 1
        return
    wanted = nx.degree_pearson_correlation_coefficient(plain, weight=weight)
    assert found == pytest.approx(wanted, abs=1e-6)
    assert nx.degree_pearson_correlation_coefficient(network, weight=weight) == found
    assert found == pytest.approx(nx.degree_assortativity_coefficient(plain, weight=weight), abs=1e-6)


@given(networks(), st.data())
def test_modularity(network, data):
    """Any partition has the modularity that networkx says, and what is none is refused."""
    of = data.draw(st.lists(st.integers(0, 3), min_size=len(network), max_size=len(network)))
    groups = [{name for name, group in zip(network, of, strict=True) if group == one} for one in set(of)]
    for options in ({}, {"weight": None, "resolution": 0.5}, {"weight": "newman"}):
        asked = {"communities": groups, **options}
        wanted = told(nx.community.modularity, network.to_networkx(), asked)
        assert told(nx.community.modularity, network, asked) == near(wanted)
    with pytest.raises(nx.community.quality.NotAPartition):
        nx.community.modularity(network, [*groups, {"nobody"}])


# -- PageRank ----------------------------------------------------------------------------------


@given(networks(), st.data())
def test_pagerank(network, data):
    """For any start, damping and weight the ranks are those that networkx comes to when let go on."""

    def some():
        return data.draw(st.none() | st.dictionaries(st.sampled_from(NAMES), st.floats(0.1, 1), min_size=10))

    options = {
        "alpha": data.draw(st.floats(0, 0.95)),
        "personalization": some(),
        "dangling": some(),
        "weight": data.draw(st.sampled_from([None, "weight", "papers", "newman"])),
    }
    plain = {"tol": 1e-15, "max_iter": 10_000}
    wanted = nx.pagerank(network.to_networkx(), **options, **plain)
    assert nx.pagerank(network, **options, tol=1e-12) == pytest.approx(wanted, abs=1e-11)
    assert network not in converted._PLAIN


def line(length):
    """A chain of pairs with a hub at one end: ranks take many steps to settle."""
    return network_of([[f"n{one:05}", f"n{one + 1:05}"] for one in range(length)] + [["hub", "n00000"]] * 9)


def test_pagerank_converges_however_many_nodes_there_are():
    """networkx multiplies the tolerance by the nodes and stops far off; here it is for all errors."""
    network = line(3_000)
    plain = network.to_networkx()
    true = np.array(list(nx.pagerank(plain, tol=1e-16, max_iter=1_000).values()))
    ours = np.array(list(nx.pagerank(network).values()))
    theirs = np.array(list(nx.pagerank(plain).values()))
    assert np.abs(ours - true).sum() < 1e-6
    assert np.abs(theirs - true).sum() > 1e-4


@given(networks(), st.sampled_from([1e-2, 1e-4, 1e-8]))
def test_the_error_of_pagerank_is_below_the_tolerance(network, tolerance):
    """The ranks satisfy their own definition, solved densely, up to the tolerance in all."""
    count = len(network)
    weights = network.matrix().toarray()
    sums = weights.sum(axis=0)
    onward = np.where(sums > 0, weights / np.where(sums > 0, sums, 1), 1 / max(count, 1))
    true = np.linalg.solve(np.eye(count) - 0.85 * onward, np.full(count, 0.15 / max(count, 1)))
    assert np.abs(pagerank(network, tolerance=tolerance) - true).sum() <= tolerance


def test_pagerank_that_does_not_converge():
    """Too few steps are an error, as networkx has it, and never a wrong answer."""
    with pytest.raises(nx.PowerIterationFailedConvergence):
        nx.pagerank(line(300), max_iter=2)
    with pytest.raises(ZeroDivisionError):
        nx.pagerank(example(), personalization={"nobody": 1})


# -- the backend -------------------------------------------------------------------------------


def test_the_backend_is_registered():
    """networkx finds the backend of the installed package, and what it is told of it is what there is."""
    assert nx.config.backends["kg"] is not None
    assert set(FUNCTIONS) == set(accelerated.__all__) == set(info()["functions"])
    assert "compressed sparse rows" in nx.pagerank.__doc__


@pytest.mark.parametrize("name", accelerated.__all__)
def test_signatures_are_those_of_networkx(name):
    """Every argument and default of networkx is there, so that none is passed wrongly."""
    known = inspect.signature(converted.dispatched()[name].orig_func).parameters
    ours = inspect.signature(getattr(accelerated, name)).parameters
    assert [(one.name, one.default) for one in ours.values()] == [
        (one.name, one.default) for one in known.values()
    ]


def test_functions_of_one_name_are_not_confused():
    """``density`` of bipartite graphs is another function, and not on the arrays."""
    network = example()
    assert nx.bipartite.density(network, ["A", "B"]) == nx.bipartite.density(
        network.to_networkx(), ["A", "B"]
    )


@pytest.mark.parametrize(
    "call",
    [
        lambda network: nx.set_node_attributes(network, 1, "x"),
        lambda network: nx.set_edge_attributes(network, 1, "x"),
        lambda network: nx.relabel_nodes(network, {"A": "Z"}, copy=False),
        nx.double_edge_swap,
    ],
)
def test_a_network_does_not_change(call):
    """What would change the network says what to give it instead."""
    with pytest.raises(nx.NetworkXError, match=r"a network does not change: give it network.to_networkx\(\)"):
        call(example())


def test_the_plain_graph_is_kept():
    """The second function finds the graph that the first has made; it goes with the network."""
    network = example()
    nx.shortest_path(network, "A", "D")
    kept = converted._PLAIN[network]
    assert nx.is_frozen(kept)
    nx.shortest_path(network, "A", "B")
    assert converted._PLAIN[network] is kept
    with nx.config(cache_converted_graphs=False):
        other = example()
        assert nx.shortest_path(other, "A", "D") == ["A", "C", "D"]
        assert other not in converted._PLAIN


def test_several_networks():
    """Functions of two networks, and of a list of them."""
    one, other = network_of(["AB"]), network_of(["BC"])
    assert sorted(nx.compose(one, other).edges) == [("A", "B"), ("B", "C")]
    assert sorted(nx.compose_all([one, other])) == ["A", "B", "C"]
    assert nx.is_isomorphic(one, other)


def test_plain_graphs_stay_with_networkx():
    """The backend does not take graphs whose nodes may be anything, even if it is asked to come first."""
    plain = nx.path_graph(3)
    with nx.config(backend_priority=["kg"]):
        assert nx.pagerank(plain) == pytest.approx(nx.pagerank(plain, backend="networkx"))
    with pytest.raises(NotImplementedError):
        nx.pagerank(plain, backend="kg")
    with pytest.raises(nx.NetworkXError, match=r"Network\.from_networkx"):
        nx.compose(example(), plain, backend="kg")
    assert nx.pagerank(example(), backend="networkx") == pytest.approx(nx.pagerank(example()), abs=1e-5)
