"""A sample of a graph: things chosen by a digest of their IRI, so that the choice is the same each time."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import groupby

from kg.errors import ShapeError
from kg.shapes.batches import subjects

__all__ = ["Sample", "size_of"]

_ALL = 2**64


def size_of(text: str) -> int | float:
    """How much a sample is to hold: a number of things, or a share of them.

    >>> size_of("500"), size_of("0.05"), size_of("5%")
    (500, 0.05, 0.05)

    Raises:
        ShapeError: it is neither.
    """
    try:
        size = float(text.removesuffix("%")) / 100 if text.endswith("%") else float(text)
    except ValueError:
        size = 0
    if text.isdecimal() and size:
        return int(text)
    if not 0 < size < 1:
        raise ShapeError(
            f"{text!r} is no size of a sample: it is a whole number from 1, or a share as 0.05 or 5%"
        )
    return size


class Sample:
    """Which nodes are looked at. A thing is in it with all its parts, whose IRIs have a ``#`` behind its own.

    Args:
        below: the digests that are in it are less than this.
        nodes: how many nodes are in it.

    >>> half = Sample(2**63)
    >>> [number for number in range(8) if half.has(f"http://a.example/{number}#part")]
    [2, 3, 6, 7]
    """

    def __init__(self, below: int, nodes: int = 0) -> None:
        self.nodes = nodes
        self._below = below

    @classmethod
    def drawn(cls, size: float, chunks: Iterable[bytes]) -> Sample:
        """The sample of that size of what N-Quads are about.

        Args:
            size: as :func:`size_of` gives it.
            chunks: N-Quads; all statements of a subject are in one chunk. Memory grows with a number of
                things, and not with a share.

        Raises:
            ShapeError: the size is not positive.
        """
        if not size > 0:
            raise ShapeError(f"{size!r} is no size of a sample: it is a number from 1, or a share below 1")
        is_share = size < 1
        bound = int(size * _ALL) if is_share else _ALL
        things, nodes = Counter[int](), 0
        for chunk in chunks:
            found = [one for one in map(_of_subject, subjects(chunk)) if one < bound]
            nodes += len(found)
            if not is_share:
                things.update(found)
            if len(things) > 2 * size:
                things = _least(things, int(size))
                bound = max(things) + 1
        if is_share or (bound == _ALL and len(things) <= size):
            return cls(bound, nodes)
        things = _least(things, int(size))
        return cls(max(things, default=0) + 1, things.total())

    def has(self, node: str) -> bool:
        """Whether a node is in it."""
        return _digest(node.encode()) < self._below

    def of(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The lines of N-Quads about nodes that are in it, chunk by chunk."""
        for chunk in chunks:
            described = groupby(chunk.splitlines(keepends=True), lambda line: line.partition(b" ")[0])
            kept = [line for one, lines in described if _of_subject(one) < self._below for line in lines]
            if kept:
                yield b"".join(kept)


def _least(things: Counter[int], size: int) -> Counter[int]:
    """So many of them, with the least digests."""
    return Counter({one: things[one] for one in heapq.nsmallest(size, things)})


def _of_subject(subject: bytes) -> int:
    """The digest of a subject as N-Quads write it."""
    return _digest(subject.removeprefix(b"<").removesuffix(b">").removeprefix(b"_:"))


def _digest(node: bytes) -> int:
    return int.from_bytes(blake2b(node.partition(b"#")[0], digest_size=8).digest(), "big")
