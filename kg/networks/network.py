"""The network: links as arrays, a table of nodes, and the teams that both were made from."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import msgspec
import numpy as np
import numpy.typing as npt
from scipy import sparse

from kg.networks.views import GraphView

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "COUNTINGS",
    "Counting",
    "Cut",
    "Flags",
    "Floats",
    "Ints",
    "Links",
    "Matrix",
    "Network",
    "Nodes",
    "Teams",
]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Matrix: TypeAlias = "sparse.csr_array[np.float64, tuple[int, int]]"
Flags = npt.NDArray[np.bool_]

Counting = Literal["full", "fractional"]
"""What a link weighs. ``full``: the papers that two authors share. ``fractional``: every such paper
divided by its authors less one, so that a paper adds one to the strength of each of its authors.

See: Newman, M. E. J. (2001). Scientific collaboration networks. II. Physical Review E, 64, 016132.
"""

COUNTINGS: tuple[Counting, ...] = get_args(Counting)


class Nodes(msgspec.Struct, frozen=True, eq=False, kw_only=True, dict=True):
    """What is known of each node, a column a fact; node ``i`` is row ``i``.

    ``papers`` are those within the network; years are 0 where unknown; ``orcids`` are "" where there
    is none; ``kinds`` are ``person`` or ``body``.

    Beside that it answers as the ``nodes`` of a :class:`networkx.Graph` do: the ids one by one, and the
    facts of an id by the names of :meth:`Network.to_networkx`.

    >>> from kg.networks.projection import example
    >>> nodes = example().nodes
    >>> nodes["A"]
    {'label': 'A', 'kind': 'person', 'papers': 2, 'first_year': 2001, 'last_year': 2002}
    >>> list(nodes(data="papers"))
    [('A', 2), ('B', 2), ('C', 2), ('D', 1)]
    """

    ids: tuple[str, ...]
    labels: tuple[str, ...]
    kinds: tuple[str, ...]
    orcids: tuple[str, ...]
    papers: Ints
    first_year: Ints
    last_year: Ints

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[str]:
        return iter(self.ids)

    def __contains__(self, node: object) -> bool:
        return isinstance(node, str) and node in self.places

    def __getitem__(self, node: str) -> dict[str, Any]:
        place = self.places[node]
        return next(self.rows(slice(place, place + 1)))

    def __call__(self, data: bool | str = False, default: Any = None) -> Any:
        """The ids; with ``data`` pairs of an id and all its facts, or the one of that name."""
        from networkx.classes.reportviews import NodeDataView

        return NodeDataView(self, data, default) if data is not False else self

    def data(self, data: bool | str = True, default: Any = None) -> Any:
        """Pairs of an id and all its facts, or the one of that name."""
        return self(data, default)

    def items(self) -> ItemsView[str, dict[str, Any]]:
        """Pairs of an id and all its facts."""
        return ItemsView(self)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The number of the node of each id."""
        return {name: place for place, name in enumerate(self.ids)}

    def rows(self, places: slice = slice(None)) -> Iterator[dict[str, Any]]:
        """What is known of each node, by the names of :meth:`Network.to_networkx`; absent where unknown."""
        columns = [getattr(self, column)[places] for column in _COLUMNS.values()]
        lists = [one if isinstance(one, tuple) else one.tolist() for one in columns]
        for row in zip(*lists, strict=True):
            facts = zip(_COLUMNS, row, strict=True)
            yield {name: value for name, value in facts if value or name == "label"}


_COLUMNS = {
    "label": "labels",
    "kind": "kinds",
    "orcid": "orcids",
    "papers": "papers",
    "first_year": "first_year",
    "last_year": "last_year",
}


class Teams(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """The papers: paper ``p`` is by ``authors[starts[p]:starts[p + 1]]``.

    ``sizes`` are the authors of a paper in the whole network, ``years`` are 0 where unknown.
    """

    starts: Ints
    authors: Ints
    sizes: Ints
    years: Ints

    def __len__(self) -> int:
        return len(self.sizes)

    def within(self, keep: Flags) -> Teams:
        """The papers of the nodes that are kept, with those nodes only, numbered anew."""
        paper = np.repeat(np.arange(len(self)), np.diff(self.starts))
        held = keep[self.authors]
        left = np.bincount(paper[held], minlength=len(self))
        some = left > 0
        numbers = np.cumsum(keep) - 1
        return Teams(
            starts=np.concatenate(([0], np.cumsum(left[some]))),
            authors=numbers[self.authors[held]],
            sizes=self.sizes[some],
            years=self.years[some],
        )

    def of_size(self, largest: int) -> Teams:
        """The papers of at most so many authors; nodes keep their numbers."""
        few = self.sizes <= largest
        lengths = np.diff(self.starts)
        return Teams(
            starts=np.concatenate(([0], np.cumsum(lengths[few]))),
            authors=self.authors[np.repeat(few, lengths)],
            sizes=self.sizes[few],
            years=self.years[few],
        )


class Links(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """Links once each, in the order of their ends: ``source < target``."""

    source: Ints
    target: Ints
    papers: Ints
    newman: Floats

    def __len__(self) -> int:
        return len(self.source)


class Cut(msgspec.Struct, frozen=True, kw_only=True):
    """What a limit to the size of teams took away: papers, authors who have no other, links."""

    max_team: int
    papers: int = 0
    authors: int = 0
    links: int = 0


class Network(GraphView, msgspec.Struct, frozen=True, eq=False, kw_only=True, weakref=True, dict=True):
    """Nodes and weighted links, without direction and without loops.

    It is a graph for networkx: ``nx.pagerank(network)`` runs on the arrays, as do the other functions of
    :mod:`kg.networks.accelerated`; for any other the network becomes a plain graph by itself.

    The links are compressed sparse rows: the neighbours of node ``i`` are
    ``indices[indptr[i]:indptr[i + 1]]``, ascending; each link stands in the rows of both its ends.
    ``papers`` and ``newman`` are its two weights, in the order of ``indices``; ``counting`` says
    which of them :attr:`weights` is.

    Attributes:
        name: which network it is.
        params: what it was limited to, by name of parameter.
        cut: what a limit to the size of teams took away, if there was one.
        nodes: the table of nodes, in the order of their ids.
        teams: the papers behind the links.
    """

    name: str
    nodes: Nodes
    teams: Teams
    indptr: Ints
    indices: Ints
    papers: Ints
    newman: Floats
    counting: Counting = "full"
    params: dict[str, str] = {}
    cut: Cut | None = None

    def __len__(self) -> int:
        return len(self.nodes.ids)

    @property
    def weights(self) -> Floats:
        """The weights of the links by :attr:`counting`, in the order of ``indices``."""
        return self.papers.astype(np.float64) if self.counting == "full" else self.newman

    @property
    def links(self) -> Links:
        """The links once each."""
        rows = np.repeat(np.arange(len(self)), np.diff(self.indptr))
        once = rows < self.indices
        return Links(
            source=rows[once],
            target=self.indices[once],
            papers=self.papers[once],
            newman=self.newman[once],
        )

    def counted(self, counting: Counting) -> Network:
        """The same network with the other weights."""
        return msgspec.structs.replace(self, counting=counting)

    def matrix(self) -> Matrix:
        """The weights as a symmetric sparse matrix."""
        return sparse.csr_array((self.weights, self.indices, self.indptr), shape=(len(self), len(self)))

    def components(self) -> tuple[Ints, ...]:
        """The numbers of the nodes of each connected component, the largest component first.

        Components of one size stand in the order of their first nodes.
        """
        if not len(self):
            return ()
        _, labels = sparse.csgraph.connected_components(self.matrix(), directed=False)
        order = np.argsort(labels, kind="stable")
        parts = np.split(order, np.cumsum(np.bincount(labels))[:-1])
        return tuple(sorted(parts, key=lambda part: (-len(part), part[0])))

    def giant(self) -> Network:
        """The largest connected component; of an empty network, the network itself."""
        found = self.components()
        return self.part(found[0]) if found else self

    def part(self, nodes: Ints) -> Network:
        """The network of some nodes, with the links among them at their full weights."""
        keep = np.zeros(len(self), dtype=np.bool_)
        keep[nodes] = True
        chosen = np.flatnonzero(keep)
        rows = np.repeat(np.arange(len(self)), np.diff(self.indptr))
        held = keep[rows] & keep[self.indices]
        degrees = np.bincount(rows[held], minlength=len(self))[chosen]
        numbers = np.cumsum(keep) - 1
        return msgspec.structs.replace(
            self,
            nodes=_chosen(self.nodes, chosen),
            teams=self.teams.within(keep),
            indptr=np.concatenate(([0], np.cumsum(degrees))),
            indices=numbers[self.indices[held]],
            papers=self.papers[held],
            newman=self.newman[held],
        )

    def column(self, attribute: str | None) -> Floats:
        """An attribute of the links, in the order of ``indices``: ``weight``, ``papers`` or ``newman``.

        ``None`` and what no link has are 1 for each link, as networkx takes it.
        """
        if attribute == "weight":
            return self.weights
        if attribute == "papers":
            return self.papers.astype(np.float64)
        return self.newman if attribute == "newman" else np.ones(len(self.indices))

    def to_networkx(self) -> nx.Graph[str]:
        """A plain :class:`networkx.Graph` whose nodes are the ids.

        Nodes have ``label``, ``kind``, ``papers`` and, where known, ``orcid``, ``first_year`` and
        ``last_year``; links have ``weight`` (by :attr:`counting`), ``papers`` and ``newman``; the
        graph has ``name`` and ``counting``.
        """
        from kg.networks.conversion import to_networkx

        return to_networkx(self)

    @classmethod
    def from_networkx(cls, graph: nx.Graph[Any], *, weight: str = "weight") -> Network:
        """The network of a plain graph, with the attributes that :meth:`to_networkx` gives.

        Args:
            graph: undirected, without parallel links and loops. Nodes that are no text become text.
            weight: the attribute of links that is their weight. A link without it weighs 1.

        Raises:
            NetworkError: the graph is not of that kind; the message says what to do.

        See: :func:`kg.networks.conversion.from_networkx` for what is taken where attributes are missing.
        """
        from kg.networks.conversion import from_networkx

        return from_networkx(graph, weight=weight)


def _chosen(nodes: Nodes, chosen: Ints) -> Nodes:
    places = chosen.tolist()
    return Nodes(
        ids=tuple([nodes.ids[place] for place in places]),
        labels=tuple([nodes.labels[place] for place in places]),
        kinds=tuple([nodes.kinds[place] for place in places]),
        orcids=tuple([nodes.orcids[place] for place in places]),
        papers=nodes.papers[chosen],
        first_year=nodes.first_year[chosen],
        last_year=nodes.last_year[chosen],
    )
