"""An open graph: the folder that ``kg build`` made, with everything that one does with it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Self, cast

import msgspec

from kg import folder as folders
from kg import parts
from kg.errors import StoreError
from kg.record import Record
from kg.stores import Answer, EmbeddedStore, Store

if TYPE_CHECKING:
    import rdflib

    from kg.identity import Clusters
    from kg.identity.links import Link
    from kg.networks import Network
    from kg.shapes import Report

__all__ = ["Graph", "open_graph"]

_PATIENCE = 30.0  # seconds
_PAUSE, _LONGEST = 0.001, 0.05  # seconds between two tries, the first and the last
_DIGEST = re.compile(rb'"digest":"([0-9a-f]{12})')
_ON_A_SERVER = "a graph on a server has neither manifest nor source records: ask one in a folder"


class Graph:
    """A graph, open for reading. Use it as a context manager, or close it.

    Attributes:
        store: the store that answers for it.
        folder: where it lives; ``None`` for a graph on a server.
    """

    def __init__(
        self, store: Store, home: folders.Held | None = None, manifest: dict[str, Any] | None = None
    ) -> None:
        self.store = store
        self.folder = home and home.path
        self._home = home
        self._manifest = manifest

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
        if self._home is not None:
            self._home.close()

    @property
    def manifest(self) -> dict[str, Any]:
        """What it was made from, with counts, versions and parameters.

        Raises:
            StoreError: the graph is on a server.
        """
        if self._manifest is None:
            raise StoreError(_ON_A_SERVER)
        return self._manifest

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
        profiles: Iterable[str] = (),
        engine: str = "auto",
        sample: float | None = None,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> Report:
        """The report of the shapes on the whole graph.

        Args:
            shapes_folder: a folder of shapes; the package's own if ``None``.
            profiles: what else is asked for: names of :func:`kg.shapes.profiles`, or paths of shapes.
            engine: ``pyshacl``, ``shacl``, or ``auto`` for the one that suits the size.
            sample: only so many things, each with its parts, or that share of them; see
                :func:`kg.shapes.validate`.
            progress: called with a step, how far it is, and how far it goes.

        Raises:
            ShapeError: the shapes cannot be read, or the engine is not installed.
        """
        from kg import shapes

        chosen = shapes.load_shapes(shapes_folder, profiles)
        return shapes.validate(self.store, chosen, engine=engine, sample=sample, progress=progress)

    def records(self) -> Iterator[Record]:
        """The source records, in the order of the input.

        Raises:
            StoreError: the graph is on a server, or another one took its place and these are gone.
        """
        return map(parts.decode, self._lines())

    def publications(self) -> Iterator[Record]:
        """The records of the publications, each merged from its source records, in the order of the input.

        Raises:
            StoreError: as :meth:`records`.
        """
        from kg.identity import merged

        yield from merged(self._lines, self.clusters())

    def records_of(self, digests: Collection[str]) -> Iterator[Record]:
        """The source records with these digests; of the others nothing but that is read.

        Args:
            digests: SHA-256 of the bytes of records, or how they begin (12 digits); in lower case.

        Raises:
            StoreError: as :meth:`records`.
        """
        wanted = {digest[:12].encode() for digest in digests}
        for line in self._lines():
            found = _DIGEST.search(line)
            if found is None or found[1] in wanted:
                yield parts.decode(line)

    def clusters(self) -> Clusters:
        """Which source records are of one publication.

        Raises:
            StoreError: as :meth:`records`.
        """
        from kg.identity import Clusters

        with self._file("clusters.npz") as stream:
            return Clusters.load(stream)

    def links(self) -> Iterator[Link]:
        """Why source records without a shared identifier are of one publication or work, or may be.

        Raises:
            StoreError: as :meth:`records`.
        """
        from kg.identity import links

        with self._file("links.jsonl") as stream:
            yield from links.read(stream)

    def _file(self, name: str) -> BinaryIO:
        home = self._home
        if home is None:
            raise StoreError(_ON_A_SERVER)
        try:
            return home.open(name)
        except OSError as error:
            raise self._gone(home, name, error) from error

    @staticmethod
    def _gone(home: folders.Held, name: str, error: OSError) -> StoreError:
        if home.is_current():
            reason = error.strerror or error
            return StoreError(f"{home.path}/{name} cannot be read: {reason}: build the graph again")
        return StoreError(f"{home.path} was built anew meanwhile: open it again")

    def _lines(self) -> Iterator[bytes]:
        home = self._home
        if home is None:
            raise StoreError(_ON_A_SERVER)
        try:
            yield from parts.lines_of(home.names("records"), lambda name: home.open(f"records/{name}"))
        except OSError as error:
            raise self._gone(home, "records", error) from error

    def rdflib(self) -> rdflib.Graph:
        """The graph as a :class:`rdflib.Graph` over the same store.

        Raises:
            StoreError: the graph is on a server.
        """
        if not isinstance(self.store, EmbeddedStore):
            raise StoreError("only a graph in a folder can be opened with rdflib: export this one first")
        return cast("rdflib.Graph", self.store.rdflib())


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
    until, pause = time.monotonic() + _PATIENCE, _PAUSE
    while (found := _opened(path, allow_service=allow_service)) is None:
        if time.monotonic() >= until:
            raise StoreError(f"the graph {path} is built anew again and again: try later")
        time.sleep(pause)
        pause = min(pause * 1.5, _LONGEST)
    return found


def _opened(path: Path, *, allow_service: bool) -> Graph | None:
    """The graph that is there; ``None`` if another takes its place at this moment."""
    home: folders.Held | None = None
    with ExitStack() as stack:
        try:
            folders.heal(path)
            home = stack.enter_context(closing(folders.Held(path)))
            manifest = _manifest(home)
            files = home.files("store")
            # files that are held cannot change any more; what goes by names is looked at when it is open
            by_name = files == home.path / "store"
            if not by_name and not home.is_current():
                return None
            store = stack.enter_context(closing(_store(home, files, allow_service=allow_service)))
        except (OSError, StoreError) as error:
            missed = isinstance(error, FileNotFoundError) and (folders.is_under_way(path) or path.exists())
            if missed if home is None else not home.is_current():
                return None
            raise _unopened(path, error) from error
        if by_name and not home.is_current():
            return None
        stack.pop_all()
    return Graph(store, home, manifest)


def _manifest(home: folders.Held) -> dict[str, Any]:
    try:
        with home.open("manifest.json") as stream:
            found: dict[str, Any] = msgspec.json.decode(stream.read(), type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise StoreError(f"{home.path}/manifest.json is damaged ({error}): build the graph again") from error
    if found.get("layout") != folders.LAYOUT:
        raise StoreError(f"{home.path} was made by another version of kg: build it again")
    return found


def _store(home: folders.Held, files: Path, *, allow_service: bool) -> EmbeddedStore:
    try:
        return EmbeddedStore(files, read_only=True, allow_service=allow_service)
    except StoreError as error:
        raise StoreError(str(error).replace(str(files), str(home.path / "store"))) from error


def _unopened(path: Path, error: OSError | StoreError) -> StoreError:
    if isinstance(error, StoreError):
        return error
    if isinstance(error, FileNotFoundError):
        return StoreError(f"there is no graph in {path}: make one with kg build FILE... --graph {path}")
    return StoreError(f"the graph {path} cannot be opened: {error.strerror or error}")
