"""The embedded store: Oxigraph, in memory or in a folder, opened by one process for writing."""

from __future__ import annotations

import heapq
import io
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyoxigraph as ox

from kg.errors import QueryError, SourceError, StoreError
from kg.sources.opening import opened
from kg.stores import faults, keywords
from kg.stores.base import Answer, Loaded, Row, Term, Triple

__all__ = ["EmbeddedStore", "sorted_lines"]

_STRING = ox.Literal("").datatype.value
_TAGGED = ox.Literal("", language="en").datatype.value
_UNANSWERED = (ValueError, OSError, RuntimeError)
_SORT_BYTES = 64 * 1024 * 1024

_SLICE = 500_000
"""Statements a bulk load, which holds all of its own: it is the memory of a build that grows.

7.3 million lines (30,000 PubMed records) onto a disk: one load took 70 s of CPU and 1,540 MiB; slices of
1,000,000 took 79 s and 880 MiB, of 500,000 76 s and 465 MiB, of 250,000 100 s and 260 MiB.
"""


class EmbeddedStore:
    r"""An Oxigraph store.

    Args:
        folder: where it lives; in memory if ``None``.
        read_only: opens what is there without a lock, for any number of readers.
        allow_service: lets a query have other servers asked, by ``SERVICE``.

    Raises:
        StoreError: the folder is not a store, or another process has it open for writing.

    >>> store = EmbeddedStore()
    >>> _ = store.load([b'<http://example.org/a> <http://example.org/b> "c" .\n'])
    >>> len(store)
    1
    """

    def __init__(
        self, folder: Path | str | None = None, *, read_only: bool = False, allow_service: bool = False
    ) -> None:
        self._folder = None if folder is None else str(folder)
        self._allow_service = allow_service
        try:
            if self._folder is None:
                self._store = ox.Store()
            elif read_only:
                self._store = ox.Store.read_only(self._folder)
            else:
                self._store = ox.Store(self._folder)
        except (OSError, RuntimeError) as error:  # the latter where a file is damaged
            raise StoreError(f"the store {self._folder} cannot be opened: {_advice(str(error))}") from error

    def __len__(self) -> int:
        return len(self._store)

    def close(self) -> None:
        """Lets the folder go; more than once does no harm."""
        self.__dict__.pop("_store", None)

    def load(self, chunks: Iterable[bytes]) -> Loaded:
        """Adds N-Quads by bulk load, slice by slice, so that memory does not grow with them; then compacts.

        A blank node of these chunks is one node, whatever slices it stands in, and none of another load.

        Raises:
            StoreError: the data is not valid N-Quads, or the disk is full; slices before the fault stay.
        """
        stream = _Counting(chunks)
        try:
            # One parse over all slices: it numbers the lines and renames the blank nodes throughout.
            quads = ox.parse(
                cast("BinaryIO", io.BufferedReader(stream, 1 << 20)),
                ox.RdfFormat.N_QUADS,
                rename_blank_nodes=True,
            )
            for first in quads:
                self._store.bulk_extend(chain((first,), islice(quads, _SLICE - 1)))
            self._store.flush()
            self._store.optimize()
        except (SyntaxError, ValueError, OSError) as error:
            raise StoreError(f"the quads cannot be loaded: {error}") from error
        return Loaded(stream.lines, len(self._store))

    @classmethod
    def of_files(cls, files: Iterable[Path]) -> EmbeddedStore:
        """A store in memory of what another one has written as N-Quads, blank nodes under their names."""
        store = cls()
        for file in files:
            if _has_blank(file):
                store.oxigraph.bulk_extend(ox.parse(path=file, format=ox.RdfFormat.N_QUADS))
            else:  # not through Python; nor are IRIs checked anew, which were when they went into a store
                store.oxigraph.load(path=file, format=ox.RdfFormat.N_QUADS, lenient=True)
        return store

    def load_file(self, file: str) -> None:
        """Adds a file of RDF, which may be compressed; its suffix tells the format (``.nt``, ``.ttl.gz``).

        Raises:
            StoreError: the file cannot be read, or is not what its suffix says.
        """
        bare = re.sub(r"\.(?:gz|zst|bz2|xz)\Z", "", file.lower())
        format = ox.RdfFormat.from_extension(bare.rpartition(".")[2])
        if format is None:
            raise StoreError(f"{file}: the suffix tells no RDF format (.nq .nt .ttl .trig .rdf .jsonld)")
        try:
            with opened(file) as stream:
                self._store.bulk_load(stream, format=format, base_iri=Path(file).absolute().as_uri())
        except SourceError as error:
            raise StoreError(str(error)) from error
        except (SyntaxError, ValueError, OSError) as error:
            raise StoreError(f"{file} cannot be read as {format.name}: {faults.first_line(error)}") from error

    def quads(self) -> Iterator[bytes]:
        """Everything, as lines of N-Quads in byte order; sorted on disk, so memory stays bounded."""
        with tempfile.TemporaryDirectory(prefix="kg-") as folder:
            written = Path(folder, "store.nq")
            self._store.dump(written, ox.RdfFormat.N_QUADS)
            with written.open("rb") as lines:
                yield from sorted_lines(lines)

    def query(self, sparql: str) -> Answer:
        """The answer to a query, which may use the prefixes of the context without declaring them.

        Without ``FROM`` it is asked of all graphs together; with it, of the graphs that it names.

        Raises:
            QueryError: the query is not valid SPARQL, has ``SERVICE`` where that is not allowed, or fails,
                perhaps only when rows are read.
        """
        found = self._run(sparql)
        if isinstance(found, ox.QuerySolutions):
            names = tuple(variable.value for variable in found.variables)
            rows = (tuple(_term(value) for value in solution) for solution in _answered(found))
            return Answer(kind="select", variables=names, rows=cast("Iterator[Row]", rows))
        if isinstance(found, ox.QueryBoolean):
            return Answer(kind="ask", boolean=bool(found))
        triples = ((_term(one.subject), _term(one.predicate), _term(one.object)) for one in _answered(found))
        return Answer(kind="construct", triples=cast("Iterator[Triple]", triples))

    def csv(self, sparql: str) -> bytes:
        """The answer to a SELECT as SPARQL 1.1 CSV.

        Raises:
            QueryError: the query is not a valid SELECT.
        """
        found = self._run(sparql)
        if not isinstance(found, ox.QuerySolutions):
            raise QueryError("only a SELECT has an answer in CSV")
        try:
            return cast("bytes", found.serialize(format=ox.QueryResultsFormat.CSV))
        except _UNANSWERED as error:
            raise QueryError(f"the query cannot be answered: {faults.first_line(error)}") from error

    @property
    def folder(self) -> str | None:
        """Where it lives; ``None`` if in memory."""
        return self._folder

    @property
    def oxigraph(self) -> ox.Store:
        """The store itself, for whoever reads it term by term."""
        return self._store

    def rdflib(self) -> Any:
        """The same store as a :class:`rdflib.Graph`; what is written to one is in the other.

        Its queries may have other servers asked where those of this store may.
        """
        import rdflib
        from oxrdflib import OxigraphStore

        class Closed(OxigraphStore):
            def query(self, query: Any, *arguments: Any, **options: Any) -> Any:
                if isinstance(query, str):
                    keywords.refuse_service(query)
                return super().query(query, *arguments, **options)

        kind = OxigraphStore if self._allow_service else Closed
        default = rdflib.graph.DATASET_DEFAULT_GRAPH_ID
        return rdflib.Graph(store=kind(store=self._store), identifier=default)

    def _run(self, sparql: str) -> Any:
        if not self._allow_service:
            keywords.refuse_service(sparql)
        union = not keywords.uses("FROM", sparql)
        prefixes = keywords.predeclared()
        try:
            return self._store.query(sparql, prefixes=prefixes, use_default_graph_as_union=union)
        except SyntaxError as error:
            raise QueryError(faults.explained(sparql, str(error), prefixes)) from error
        except _UNANSWERED as error:
            raise QueryError(f"the query cannot be answered: {faults.first_line(error)}") from error


def _answered(found: Iterator[Any]) -> Iterator[Any]:
    """What a query finds; Oxigraph evaluates as it goes, so that any step may fail."""
    while True:
        try:
            one = next(found, None)
        except _UNANSWERED as error:
            raise QueryError(f"the query cannot be answered: {faults.first_line(error)}") from error
        if one is None:
            return
        yield one


def _advice(reason: str) -> str:
    if "lock" in reason.lower():
        return f"another process is writing to it; wait until it ends ({reason})"
    return reason


def _term(term: Any) -> Term | None:
    if isinstance(term, ox.NamedNode):
        return Term(term.value, "iri")
    if isinstance(term, ox.Literal):
        datatype = term.datatype.value
        plain = datatype in {_STRING, _TAGGED}
        return Term(term.value, "literal", "" if plain else datatype, term.language or "")
    if isinstance(term, ox.BlankNode):
        return Term(term.value, "blank")
    return None


def _has_blank(file: Path) -> bool:
    """Whether a blank node stands in N-Quads, or a text that looks like one."""
    before = b"\n"
    with file.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            data = before + chunk
            if b"\n_:" in data or b"> _:" in data:
                return True
            before = data[-3:]
    return False


class _Counting(io.RawIOBase):
    """Chunks as a stream, which counts the lines that go through."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = memoryview(b"")
        self.lines = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self.lines += chunk.count(b"\n")
            self._rest = memoryview(chunk)
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def sorted_lines(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines in byte order: runs that fit in memory, sorted and spilled, then merged."""
    with ExitStack() as stack:
        runs: list[BinaryIO] = []
        run: list[bytes] = []
        size = 0
        for line in lines:
            run.append(line)
            size += len(line)
            if size > _SORT_BYTES:
                spill = cast("BinaryIO", stack.enter_context(tempfile.TemporaryFile()))
                spill.writelines(sorted(run))
                spill.seek(os.SEEK_SET)
                runs.append(spill)
                run, size = [], 0
        run.sort()
        yield from heapq.merge(*runs, run)
