"""A network as networkx looks at a graph: what can be read of :class:`networkx.Graph`, over the arrays.

Functions of networkx that are not handed to backends, such as drawing, writing of files and
``nx.neighbors``, read a graph by its attributes. They find here those that a plain graph has; nothing is
copied before it is asked for. What would change the graph is absent, for a network does not change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, cast

import numpy as np

if TYPE_CHECKING:
    import networkx as nx
    from networkx.classes.coreviews import AdjacencyView
    from networkx.classes.reportviews import EdgeView

    from kg.networks.network import Network

__all__ = ["Adjacency", "Degrees", "GraphView"]


class Adjacency(Mapping[str, Mapping[str, Mapping[str, Any]]]):
    """The neighbours of each node, with the attributes of their links.

    >>> from kg.networks.projection import example
    >>> Adjacency(example())["D"]
    {'C': {'weight': 1.0, 'papers': 1, 'newman': 1.0}}
    """

    def __init__(self, network: Network) -> None:
        self._network = network

    def __getitem__(self, node: str) -> Mapping[str, Mapping[str, Any]]:
        network = self._network
        place = network.nodes.places[node]
        row = slice(int(network.indptr[place]), int(network.indptr[place + 1]))
        papers, newman = network.papers[row].tolist(), network.newman[row].tolist()
        weights = map(float, papers) if network.counting == "full" else newman
        links = zip(network.indices[row].tolist(), weights, papers, newman, strict=True)
        return {
            network.nodes.ids[other]: {"weight": weight, "papers": joint, "newman": share}
            for other, weight, joint, share in links
        }

    def __iter__(self) -> Iterator[str]:
        return iter(self._network.nodes.ids)

    def __len__(self) -> int:
        return len(self._network)

    def __contains__(self, node: object) -> bool:
        return node in self._network.nodes


class Degrees(Collection[tuple[str, Any]]):
    """The degree of each node, or of some, as ``graph.degree`` of networkx has it.

    >>> from kg.networks.projection import example
    >>> degree = Degrees(example())
    >>> degree["C"], dict(degree(["A", "D"], weight="weight"))
    (3, {'A': 3.0, 'D': 1.0})
    """

    def __init__(
        self, network: Network, nodes: Iterable[str] | None = None, weight: str | None = None
    ) -> None:
        self._network = network
        self._nodes = network.nodes.ids if nodes is None else tuple(network.nbunch_iter(nodes))
        lengths = np.diff(network.indptr)
        self._values: list[Any] = lengths.tolist()
        if weight is not None:
            rows = np.repeat(np.arange(len(network)), lengths)
            sums = np.bincount(rows, weights=network.column(weight), minlength=len(network))
            self._values = sums.tolist()

    def __call__(self, nbunch: str | Iterable[str] | None = None, weight: str | None = None) -> Any:
        """The degrees of some nodes, or of one; ``weight`` names the attribute of links to sum."""
        if isinstance(nbunch, str) and nbunch in self._network:
            return Degrees(self._network, None, weight)[nbunch]
        return Degrees(self._network, nbunch, weight)

    def __getitem__(self, node: str) -> Any:
        return self._values[self._network.nodes.places[node]]

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        return ((node, self[node]) for node in self._nodes)

    def __len__(self) -> int:
        return len(self._nodes)

    def __contains__(self, pair: object) -> bool:
        return any(pair == one for one in self)


class GraphView:
    """What of the interface of :class:`networkx.Graph` a network has beside its arrays.

    What comes back as a graph (``copy``, ``subgraph``, ...) is a plain one, apart from the network.

    >>> import networkx as nx
    >>> from kg.networks.projection import example
    >>> network = example()
    >>> sorted(nx.neighbors(network, "C")), network.has_edge("A", "D"), network["A"]["B"]["papers"]
    (['A', 'B', 'D'], False, 2)
    >>> nx.Graph(network).number_of_edges(), list(network.subgraph(["A", "B"]).edges)
    (4, [('A', 'B')])
    """

    __slots__ = ()
    __networkx_backend__: ClassVar[str] = "kg"

    @property
    def _itself(self) -> Network:
        return cast("Network", self)

    @property
    def graph(self) -> dict[str, Any]:
        """The attributes of the graph: ``name`` and ``counting``."""
        return {"name": self._itself.name, "counting": self._itself.counting}

    @property
    def adj(self) -> AdjacencyView[str, str, Mapping[str, Any]]:
        """The neighbours of each node, with the attributes of their links."""
        from networkx.classes.coreviews import AdjacencyView

        return AdjacencyView(self._adj)  # type: ignore[arg-type]

    @property
    def edges(self) -> EdgeView[str]:
        """The links, as pairs of ids."""
        from networkx.classes.reportviews import EdgeView

        return EdgeView(self)  # type: ignore[arg-type]

    @property
    def degree(self) -> Degrees:
        """The degree of each node."""
        return Degrees(self._itself)

    @property
    def _adj(self) -> Adjacency:
        return Adjacency(self._itself)

    @property
    def _node(self) -> Any:
        return self._itself.nodes

    def __iter__(self) -> Iterator[str]:
        return iter(self._itself.nodes.ids)

    def __contains__(self, node: object) -> bool:
        return node in self._itself.nodes

    def __getitem__(self, node: str) -> Any:
        return self.adj[node]

    def __str__(self) -> str:
        counts = f"{self.number_of_nodes()} nodes and {self.number_of_edges()} edges"
        return f"Network named {self._itself.name!r} with {counts}"

    def __repr__(self) -> str:
        return f"<{self}>"

    def is_directed(self) -> bool:
        """No link has a direction."""
        return False

    def is_multigraph(self) -> bool:
        """No two nodes have more than one link."""
        return False

    def order(self) -> int:
        """The number of nodes."""
        return len(self._itself)

    def number_of_nodes(self) -> int:
        """The number of nodes."""
        return len(self._itself)

    def number_of_edges(self, u: str | None = None, v: str | None = None) -> int:
        """The number of links, or of those between two nodes."""
        if u is None or v is None:
            return len(self._itself.indices) // 2
        return int(self.has_edge(u, v))

    def size(self, weight: str | None = None) -> float:
        """The number of links, or the sum of an attribute of them."""
        return self.number_of_edges() if weight is None else float(self._itself.column(weight).sum() / 2)

    def has_node(self, n: object) -> bool:
        """Whether there is such a node."""
        return n in self

    def has_edge(self, u: str, v: str) -> bool:
        """Whether two nodes are linked."""
        return u in self and v in self._adj[u]

    def get_edge_data(self, u: str, v: str, default: Any = None) -> Any:
        """The attributes of the link of two nodes, or the default where they have none."""
        return self._adj[u].get(v, default) if u in self else default

    def neighbors(self, n: str) -> Iterator[str]:
        """The ids of those whom a node is linked to."""
        import networkx as nx

        return nx.Graph.neighbors(self, n)  # type: ignore[arg-type]

    def adjacency(self) -> Iterator[tuple[str, Mapping[str, Mapping[str, Any]]]]:
        """Each node with its neighbours."""
        return iter(self._adj.items())

    def nbunch_iter(self, nbunch: str | Iterable[str] | None = None) -> Iterator[str]:
        """The ids among those given that are nodes; all of them for ``None``."""
        import networkx as nx

        return nx.Graph.nbunch_iter(self, nbunch)  # type: ignore[arg-type]

    def copy(self, as_view: bool = False) -> nx.Graph[str]:  # noqa: ARG002 - its signature
        """A plain graph."""
        return self._itself.to_networkx()

    def subgraph(self, nodes: Iterable[str]) -> nx.Graph[str]:
        """A plain graph of some nodes and the links among them."""
        return self._itself.to_networkx().subgraph(nodes)

    def edge_subgraph(self, edges: Iterable[tuple[str, str]]) -> nx.Graph[str]:
        """A plain graph of some links and their ends."""
        return self._itself.to_networkx().edge_subgraph(edges)

    def to_undirected(self, as_view: bool = False) -> nx.Graph[str]:  # noqa: ARG002 - its signature
        """A plain graph."""
        return self._itself.to_networkx()

    def to_directed(self, as_view: bool = False) -> nx.DiGraph[str]:  # noqa: ARG002 - its signature
        """A plain graph with two arcs for each link."""
        return self._itself.to_networkx().to_directed()
