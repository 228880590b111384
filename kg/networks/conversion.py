"""A network <-> a plain graph of networkx."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.errors import NetworkError
from kg.networks.network import COUNTINGS, Counting, Floats, Ints, Network, Nodes, Teams
from kg.networks.projection import compressed

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["from_networkx", "to_networkx"]

_LARGEST = 2**53


def to_networkx(network: Network) -> nx.Graph[str]:
    """A plain graph: see :meth:`Network.to_networkx`."""
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph(**network.graph)
    ids = network.nodes.ids
    graph.add_nodes_from(zip(ids, network.nodes.rows(), strict=True))
    links = network.links
    ends = zip(links.source.tolist(), links.target.tolist(), strict=True)
    weights = zip(links.papers.tolist(), links.newman.tolist(), strict=True)
    for (source, target), (papers, newman) in zip(ends, weights, strict=True):
        weight = float(papers) if network.counting == "full" else newman
        graph.add_edge(ids[source], ids[target], weight=weight, papers=papers, newman=newman)
    return graph


def from_networkx(graph: nx.Graph[Any], *, weight: str = "weight") -> Network:
    """The network of a plain graph, with the attributes that :meth:`Network.to_networkx` gives.

    A graph with an attribute ``counting`` has ``papers`` and ``newman`` on its links. In another, ``newman``
    is the weight of a link, and so is ``papers`` if all weights are whole numbers; else ``papers`` is 1,
    the least there can be, and ``counting`` is ``fractional``. Of a node that lacks them the label is the
    id, the kind ``person``, papers and years are 0, and the ORCID is "". Other attributes are left out.
    The papers themselves are no part of a plain graph: ``teams`` of the network is empty.

    Args:
        graph: undirected, without parallel links and loops. Nodes that are no text become text.
        weight: the attribute of links that is their weight. A link without it weighs 1.

    Raises:
        NetworkError: the graph is directed, has parallel links or loops, two of its nodes are one text,
            or an attribute is not what it should be.

    >>> import networkx as nx
    >>> network = from_networkx(nx.path_graph(3))
    >>> network.nodes.ids, network.links.papers.tolist(), network.counting
    (('0', '1', '2'), [1, 1], 'full')
    """
    _check(graph)
    names = {node: str(node) for node in graph}
    ids = sorted(names.values())
    for one, other in pairwise(ids):
        if one == other:
            raise NetworkError(f"two nodes of the graph are {one!r} as text: relabel one of them")
    place = {name: number for number, name in enumerate(ids)}
    ends = [(place[names[one]], place[names[other]]) for one, other in graph.edges]
    papers, newman, counting = _weights(graph, weight)
    source, target = np.array(ends, dtype=np.int64).reshape(-1, 2).T
    indptr, indices, order = compressed(source, target, len(ids))
    nothing = np.empty(0, dtype=np.int64)
    return Network(
        name=str(graph.graph.get("name", "")),
        nodes=_nodes({name: graph.nodes[node] for node, name in names.items()}, ids),
        teams=Teams(starts=np.zeros(1, dtype=np.int64), authors=nothing, sizes=nothing, years=nothing),
        indptr=indptr,
        indices=indices,
        papers=papers[order],
        newman=newman[order],
        counting=counting,
    )


def _check(graph: nx.Graph[Any]) -> None:
    if graph.is_directed():
        raise NetworkError("the graph is directed: links of a network have no direction, try to_undirected()")
    if graph.is_multigraph():
        raise NetworkError("the graph may have parallel links: make it a networkx.Graph first")
    loop = next((one for one, other in graph.edges if one == other), None)
    if loop is not None:
        raise NetworkError(f"node {loop!r} of the graph is linked to itself: remove the loops first")


def _weights(graph: nx.Graph[Any], weight: str) -> tuple[Ints, Floats, Counting]:
    """Papers and fractional weight of each link, in the order of the graph's links."""
    given = [one for one in COUNTINGS if one == graph.graph.get("counting")]
    if given:
        return _numbers(graph, "papers", whole=True).astype(np.int64), _numbers(graph, "newman"), given[0]
    weights = _numbers(graph, weight)
    if all(map(_is_whole, weights.tolist())):
        return weights.astype(np.int64), weights, "full"
    return np.ones(len(weights), dtype=np.int64), weights, "fractional"


def _numbers(graph: nx.Graph[Any], attribute: str, *, whole: bool = False) -> Floats:
    """What the links have of an attribute, which must be numbers above 0; 1 where they have none."""
    found = []
    for one, other, value in graph.edges(data=attribute, default=1):
        number = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < math.inf
        if not number or (whole and not _is_whole(value)):
            wanted = "a whole number above 0" if whole else "a number above 0"
            raise NetworkError(
                f"the link of {one!r} and {other!r} has {attribute} {value!r}: give it {wanted}"
            )
        found.append(value)
    return np.array(found, dtype=np.float64)


def _is_whole(value: float) -> bool:
    return value < _LARGEST and value == int(value)


def _nodes(facts: Mapping[str, Mapping[str, Any]], ids: Sequence[str]) -> Nodes:
    def texts(name: str, default: str) -> tuple[str, ...]:
        return tuple([str(facts[node].get(name, default)) for node in ids])

    def counts(name: str) -> Ints:
        return np.array([_count(node, name, facts[node].get(name, 0)) for node in ids], dtype=np.int64)

    return Nodes(
        ids=tuple(ids),
        labels=tuple([str(facts[node].get("label", node)) for node in ids]),
        kinds=texts("kind", "person"),
        orcids=texts("orcid", ""),
        papers=counts("papers"),
        first_year=counts("first_year"),
        last_year=counts("last_year"),
    )


def _count(node: str, name: str, value: Any) -> int:
    if isinstance(value, int) and 0 <= value < _LARGEST:
        return int(value)
    raise NetworkError(f"node {node!r} of the graph has {name} {value!r}: give it a whole number")
