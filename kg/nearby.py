"""A graph that is being made, checked in memory where it is small enough for that."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pyoxigraph as ox

from kg.stores import EmbeddedStore

__all__ = ["Nearby", "few"]

_MOST = 3_000_000
_BYTES = 400  # of a statement in memory
_SHARE = 16
_LIMIT_OF_CONTAINER = Path("/sys/fs/cgroup/memory.max")


def few() -> int:
    """How many statements are checked in memory: as many as a sixteenth of it holds, but 3,000,000 at most.

    A hundred thousand are 40 MB there; where the size of the memory is not known, 400,000 are few.

    >>> 0 < few() <= 3_000_000
    True
    """
    return min(_memory() // _SHARE // _BYTES, _MOST)


def _memory() -> int:
    """Bytes of memory that this process may have: those of the machine, or of the container it is in."""
    try:
        machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # there is no such question on Windows
        machine = 400_000 * _SHARE * _BYTES
    try:
        return min(machine, int(_LIMIT_OF_CONTAINER.read_bytes()))
    except (OSError, ValueError):  # there is no container, or it says "max"
        return machine


class Nearby:
    r"""Statements on their way to the store, which are written to a file too while they are few.

    Reading them into memory takes a third of the time that reading them from the store on disk does, and
    queries on them a third of theirs.

    Args:
        folder: where the file may lie; it is gone once it was read.
        limit: how many there may be; with 0 nothing is written.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     nearby = Nearby(Path(folder), few())
    ...     passed = list(nearby.through([b'<http://example.org/a> <http://example.org/b> "c" .\n']))
    ...     with nearby.store(Path(folder) / "store") as store:
    ...         len(store)
    1
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self._file = folder / "statements.nq"
        self._limit = limit
        self._read: Future[EmbeddedStore] | None = None

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
        beside = ThreadPoolExecutor(1)
        self._read = beside.submit(self._in_memory, started)
        beside.shutdown(wait=False)
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
        store = EmbeddedStore()
        started.set()
        store.oxigraph.bulk_load(path=self._file, format=ox.RdfFormat.N_QUADS)
        self._file.unlink()
        return store
