"""The network: links as arrays, a table of nodes, and the teams that both were made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import msgspec
import numpy as np
import numpy.typing as npt
from scipy import sparse

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


class Nodes(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """What is known of each node, a column a fact; node ``i`` is row ``i``.

    ``papers`` are those within the network; years are 0 where unknown; ``orcids`` are "" where there
    is none; ``kinds`` are ``person`` or ``body``.
    """

    ids: tuple[str, ...]
    labels: tuple[str, ...]
    kinds: tuple[str, ...]
    orcids: tuple[str, ...]
    papers: Ints
    first_year: Ints
    last_year: Ints


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


class Network(msgspec.Struct, frozen=True, eq=False, kw_only=True, weakref=True):
    """Nodes and weighted links, without direction and without loops.

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

    def to_networkx(self) -> nx.Graph[str]:
        """A plain :class:`networkx.Graph` whose nodes are the ids.

        Nodes have ``label``, ``kind``, ``papers`` and, where known, ``orcid``, ``first_year`` and
        ``last_year``; links have ``weight`` (by :attr:`counting`), ``papers`` and ``newman``; the
        graph has ``name`` and ``counting``.
        """
        import networkx as nx

        graph: nx.Graph[str] = nx.Graph(name=self.name, counting=self.counting)
        ids = self.nodes.ids
        graph.add_nodes_from(zip(ids, self.node_facts(), strict=True))
        links = self.links
        ends = zip(links.source.tolist(), links.target.tolist(), strict=True)
        weights = zip(links.papers.tolist(), links.newman.tolist(), strict=True)
        for (source, target), (papers, newman) in zip(ends, weights, strict=True):
            weight = float(papers) if self.counting == "full" else newman
            graph.add_edge(ids[source], ids[target], weight=weight, papers=papers, newman=newman)
        return graph

    def node_facts(self) -> list[dict[str, Any]]:
        """What is known of each node, by the names of :meth:`to_networkx`; absent where unknown."""
        table = self.nodes
        columns: dict[str, Any] = {
            "label": table.labels,
            "kind": table.kinds,
            "orcid": table.orcids,
            "papers": table.papers.tolist(),
            "first_year": table.first_year.tolist(),
            "last_year": table.last_year.tolist(),
        }
        rows = zip(*columns.values(), strict=True)
        return [
            {name: value for name, value in zip(columns, row, strict=True) if value or name == "label"}
            for row in rows
        ]


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
