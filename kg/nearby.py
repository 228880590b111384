"""A graph that is being made, checked in memory where it is small enough for that."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Self

import pyoxigraph as ox

from kg.stores import EmbeddedStore

__all__ = ["Nearby"]


class Nearby:
    r"""Statements on their way to the store, which are written to a file too while they are few.

    Reading them into memory takes a third of the time that reading them from the store on disk does, and
    queries on them a third of theirs. Use it as a context manager: a thread reads them.

    Args:
        folder: where the file may lie; it is gone once it was read.
        limit: how many there may be; with 0 nothing is written.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with Nearby(Path(folder), 1000) as nearby:
    ...         passed = list(nearby.through([b'<http://example.org/a> <http://example.org/b> "c" .\n']))
    ...         with nearby.store(Path(folder) / "store") as store:
    ...             len(store)
    1
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self._file = folder / "statements.nq"
        self._limit = limit
        self._read: Future[EmbeddedStore] | None = None
        self._beside = ThreadPoolExecutor(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *fault: object) -> None:
        self._beside.shutdown()

    def through(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The chunks as they are; behind the last, a thread begins to read them into memory.

        The store on disk is compacted meanwhile, and neither needs the lock of the interpreter.
        """
        left = self._limit
        with open(self._file, "wb") as out:
            for chunk in chunks:
                left -= chunk.count(b"\n")
                if left >= 0:
                    out.write(chunk)
                yield chunk
        if left < 0 or not self._limit:
            self._file.unlink()
            return
        started = threading.Event()
        self._read = self._beside.submit(self._in_memory, started)
        started.wait()  # for who loads the chunks holds the lock of the interpreter until all are sorted

    @contextmanager
    def store(self, folder: Path) -> Iterator[EmbeddedStore]:
        """A store of what went through: in memory, or that of the folder where there is too much of it."""
        if self._read is None:
            with closing(EmbeddedStore(folder, read_only=True)) as store:
                yield store
            return
        with closing(self._read.result()) as store:
            yield store

    def _in_memory(self, started: threading.Event) -> EmbeddedStore:
        try:
            store = EmbeddedStore()
        finally:
            started.set()  # whatever happened: who waits would wait for ever
        # at once, without a look at the lines as of_files has it: what is mapped has no blank nodes
        store.oxigraph.load(path=self._file, format=ox.RdfFormat.N_QUADS, lenient=True)
        self._file.unlink()
        return store
