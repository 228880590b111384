"""A store as a check wants it: whole subjects for an engine, and what answers queries fast."""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import pyoxigraph as ox

from kg.memory import few
from kg.shapes.batches import batches, blocks
from kg.shapes.partitions import LARGEST, Partition, Split
from kg.shapes.sets import InFolder, Queryable, on_disk

__all__ = ["Near", "near"]


@contextmanager
def near(data: Queryable, partitions: Sequence[Partition] = ()) -> Iterator[Near]:
    r"""The store as a check wants it, for as long as the check takes.

    >>> from kg.stores import EmbeddedStore
    >>> store = EmbeddedStore()
    >>> _ = store.load([b'<http://a.example/a> <http://a.example/b> "c" .\n'])
    >>> with near(store) as found:
    ...     len(list(found.batches())), len(found.store())
    (1, 1)
    """
    with tempfile.TemporaryDirectory(prefix="kg-") as folder:
        yield Near(data, Path(folder), partitions)


class Near:
    """A store, and what it has written of itself.

    A store on disk has the statements of a subject side by side, and writes itself out three times as fast as
    its statements could be sorted here. If it is small, what it has written is read into memory, where
    queries take a quarter of their time. A larger one is written in partitions. Statements of other stores
    come sorted.

    Args:
        data: the store.
        folder: where it may write itself.
        partitions: what is written of it already, if anything.

    Attributes:
        partitions: whole publications each; none where all is asked for at once.
    """

    def __init__(self, data: Queryable, folder: Path, partitions: Sequence[Partition] = ()) -> None:
        self._data = data
        self._file = folder / "graph.nq"
        self._held = on_disk(data)
        self.partitions = partitions
        if self._held is not None and not partitions and len(data) > LARGEST:
            self.partitions = _split(self._held, folder)
        self._is_copied = self._held is not None and not self.partitions and len(data) <= few()
        if self._is_copied:
            self._write()

    def _write(self) -> None:
        if self._held is not None and not self._file.exists():
            self._held.oxigraph.dump(self._file, ox.RdfFormat.N_QUADS)

    def batches(self) -> Generator[bytes]:
        """All statements, in batches that part no subject from its triples.

        Close it where it is not read to its end: it holds a file open.
        """
        if self.partitions:
            for part in self.partitions:
                with closing(part.batches()) as chunks:
                    yield from chunks
        elif self._held is None or _has_graphs(self._held):
            # with named graphs, one subject may stand in several of them
            yield from batches(self._data.quads())
        else:
            self._write()
            with self._file.open("rb") as stream:
                yield from blocks(stream)

    def store(self) -> Queryable:
        """What is to be asked: the store itself, or a copy that is made of it."""
        if self._held is None or not self._is_copied:
            return self._data
        return self._held.of_files([self._file])


def _split(held: InFolder, folder: Path) -> Sequence[Partition]:
    """The partitions of a store; none where a blank node may belong to several publications."""
    split = Split(folder, grouped=not _has_graphs(held))
    held.oxigraph.dump(cast("BinaryIO", split), ox.RdfFormat.N_QUADS)
    return () if split.has_blank else split.partitions(held, LARGEST)


def _has_graphs(held: InFolder) -> bool:
    return any(True for _ in held.oxigraph.named_graphs())
