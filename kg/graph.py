"""An open graph: the folder that ``kg build`` made, with everything that one does with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, cast

import msgspec

from kg import folder as folders
from kg import parts
from kg.errors import StoreError
from kg.record import Record
from kg.stores import Answer, EmbeddedStore, Store

if TYPE_CHECKING:
    import rdflib

    from kg.networks import Network
    from kg.shapes import Report

__all__ = ["Graph", "open_graph"]


class Graph:
    """A graph, open for reading. Use it as a context manager, or close it.

    Attributes:
        store: the store that answers for it.
        folder: where it lives; ``None`` for a graph on a server.
    """

    def __init__(self, store: Store, folder: Path | None = None) -> None:
        self.store = store
        self.folder = folder

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self.store)

    def close(self) -> None:
        """Lets the folder go."""
        self.store.close()

    @property
    def manifest(self) -> dict[str, Any]:
        """What it was made from, with counts, versions and parameters.

        Raises:
            StoreError: the graph is on a server.
        """
        return _manifest(self._home())

    def query(self, query: str, params: Mapping[str, str | int] | None = None) -> Answer:
        """The answer to a named query, or to SPARQL text (whatever holds a brace).

        Raises:
            QueryError: there is no such query, or it is not valid, or the parameters do not fit.
        """
        if "{" in query:
            return self.store.query(query)
        from kg import queries

        return queries.run(self.store, query, params or {})

    def network(self, name: str = "co-authorship", **options: Any) -> Network:
        """The named network; see :func:`kg.networks.build` for the options."""
        from kg import networks

        return networks.build(self.store, name, **options)

    def validate(
        self,
        shapes_folder: Path | str | None = None,
        *,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> Report:
        """The report of the shapes on the whole graph.

        Args:
            shapes_folder: a folder of shapes; the package's own if ``None``.
            progress: called with a step, how far it is, and how far it goes.

        Raises:
            ShapeError: the shapes cannot be read.
        """
        from kg import shapes

        return shapes.validate(self.store, shapes.load_shapes(shapes_folder), progress=progress)

    def records(self) -> Iterator[Record]:
        """The source records, in the order of the input.

        Raises:
            StoreError: the graph is on a server.
        """
        for line in parts.lines(self._home() / "records"):
            yield parts.decode(line)

    def rdflib(self) -> rdflib.Graph:
        """The graph as a :class:`rdflib.Graph` over the same store.

        Raises:
            StoreError: the graph is on a server.
        """
        if not isinstance(self.store, EmbeddedStore):
            raise StoreError("only a graph in a folder can be opened with rdflib: export this one first")
        return cast("rdflib.Graph", self.store.rdflib())

    def _home(self) -> Path:
        if self.folder is None:
            raise StoreError(
                "a graph on a server has neither manifest nor source records: ask one in a folder"
            )
        return self.folder


def open_graph(place: Path | str = "graph", *, allow_service: bool = False) -> Graph:
    """Opens a graph for reading.

    Args:
        place: the folder that ``kg build`` made, or the address of a SPARQL query endpoint.
        allow_service: lets queries have other servers asked, by ``SERVICE``.

    Raises:
        StoreError: there is none, or it was made by a version with another layout.
    """
    if str(place).startswith(("http://", "https://")):
        from kg.stores.remote import RemoteStore

        return Graph(RemoteStore(str(place), allow_service=allow_service))
    path = Path(place)
    manifest = _manifest(path)
    if manifest.get("layout") != folders.LAYOUT:
        raise StoreError(f"{path} was made by another version of kg: build it again")
    return Graph(EmbeddedStore(path / "store", read_only=True, allow_service=allow_service), path)


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        folders.heal(folder)
        found: dict[str, Any] = msgspec.json.decode(
            (folder / "manifest.json").read_bytes(), type=dict[str, Any]
        )
    except FileNotFoundError as error:
        raise StoreError(
            f"there is no graph in {folder}: make one with kg build FILE... --graph {folder}"
        ) from error
    except OSError as error:
        raise StoreError(f"the graph {folder} cannot be opened: {error.strerror or error}") from error
    except msgspec.DecodeError as error:
        raise StoreError(f"{folder}/manifest.json is damaged ({error}): build the graph again") from error
    return found
