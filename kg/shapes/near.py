"""A store as a check wants it: whole subjects for an engine, and what answers queries fast."""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pyoxigraph as ox

from kg.memory import few
from kg.shapes.batches import batches, blocks
from kg.shapes.partitions import LARGEST, Partition, Split
from kg.shapes.pipes import ROOM, piped
from kg.shapes.sets import InFolder, Queryable, on_disk

__all__ = ["Near", "near"]


@contextmanager
def near(data: Queryable) -> Iterator[Near]:
    r"""The store as a check wants it, for as long as the check takes.

    >>> from kg.stores import EmbeddedStore
    >>> store = EmbeddedStore()
    >>> _ = store.load([b'<http://a.example/a> <http://a.example/b> "c" .\n'])
    >>> with near(store) as found:
    ...     len(list(found.batches())), len(found.store())
    (1, 1)
    """
    with tempfile.TemporaryDirectory(prefix="kg-") as folder:
        yield Near(data, Path(folder))


class Near:
    """A store, and what it has written of itself.

    A store on disk has the statements of a subject side by side, and writes itself out three times as fast as
    its statements could be sorted here. If it is small, what it has written is read into memory, where
    queries take a quarter of their time. A larger one is written in partitions. Statements of other stores
    come sorted.

    Args:
        data: the store.
        folder: where it may write itself.

    Attributes:
        is_large: whether it may come in partitions.
    """

    def __init__(self, data: Queryable, folder: Path) -> None:
        self._data = data
        self._folder = folder
        self._file = folder / "graph.nq"
        self._held = on_disk(data)
        self._is_grouped = self._held is not None and not _has_graphs(self._held)
        self.is_large = self._held is not None and len(data) > LARGEST
        self._is_copied = self._held is not None and not self.is_large and len(data) <= few()
        self._parts: Sequence[Partition] | None = None if self.is_large else ()
        if self._is_copied:
            self._write()

    @property
    def partitions(self) -> Sequence[Partition]:
        """Whole publications each; none where all is asked for at once.

        They are written when all batches were read, or when they are asked for before.
        """
        if self._parts is None:
            with closing(self._parted()) as chunks:
                deque(chunks, maxlen=0)
        return self._parts or ()

    def batches(self) -> Generator[bytes]:
        """All statements, in batches that part no subject from its triples.

        Close it where it is not read to its end: it holds a file open.
        """
        if self._parts is None and self._is_grouped:
            yield from self._parted()
        elif self.partitions:
            for part in self.partitions:
                with closing(part.batches()) as chunks:
                    yield from chunks
        elif self._is_grouped:
            self._write()
            with self._file.open("rb") as stream:
                yield from blocks(stream)
        else:
            # with named graphs, one subject may stand in several of them
            yield from batches(self._data.quads())

    def store(self) -> Queryable:
        """What is to be asked: the store itself, or a copy that is made of it."""
        if self._held is None or not self._is_copied:
            return self._data
        return self._held.of_files([self._file])

    def _write(self) -> None:
        if self._held is not None and not self._file.exists():
            self._dump(self._file)

    def _dump(self, output: Path) -> None:
        if self._held is not None:
            self._held.oxigraph.dump(output, ox.RdfFormat.N_QUADS)

    def _parted(self) -> Generator[bytes]:
        """What a large store writes of itself, on its way into partitions.

        There are none where a blank node may belong to several publications.
        """
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        split = Split(folder, grouped=self._is_grouped)
        with piped(self._dump, folder, lambda: split.taken == len(self._data)) as stream:
            for chunk in blocks(stream, size=ROOM):
                split.write(chunk)
                yield chunk
        if self._held is not None:
            self._parts = () if split.has_blank else split.partitions(self._held, LARGEST)


def _has_graphs(held: InFolder) -> bool:
    return any(True for _ in held.oxigraph.named_graphs())
