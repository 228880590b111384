"""Batches of N-Quads on their way to an engine, and what is known of them whichever engine it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import BinaryIO

from kg import context
from kg.shapes.findings import Finding
from kg.shapes.model import Target

__all__ = ["LINES", "Check", "Seen", "batches", "blocks", "subjects"]

LINES = 30_000
"""How many statements a batch has, and those of its last subject more."""

_BLOCK = 4 * 1024 * 1024
"""Bytes of a batch that is cut from what a store writes: some :data:`LINES`."""

Check = Callable[[bytes], Iterator[Finding]]
"""An engine with its shapes: a batch of whole subjects as N-Quads -> the findings about them."""


def blocks(stream: BinaryIO, *, size: int = 0) -> Iterator[bytes]:
    r"""Lines of N-Quads whose subjects stand together, in batches that part no subject from its triples.

    >>> import io
    >>> list(blocks(io.BytesIO(b"<a> 1\n<a> 2\n<b> 1\n"), size=8))
    [b'<a> 1\n<a> 2\n', b'<b> 1\n']
    """
    rest = b""
    while more := stream.read(size or _BLOCK):
        data = rest + more
        end = _last_subject(data)
        if end:
            yield data[:end]
        rest = data[end:]
    if rest:
        yield rest


def _last_subject(data: bytes) -> int:
    """Where the statements of the last subject begin; what is cut off behind them goes with it."""
    start = data.rfind(b"\n") + 1
    subject = data[data.rfind(b"\n", 0, max(start - 1, 0)) + 1 : start].partition(b" ")[0] + b" "
    if data.startswith(subject, start) or subject.startswith(data[start:]) or len(data) == start:
        while start and data.startswith(subject, before := data.rfind(b"\n", 0, start - 1) + 1):
            start = before
    return start


def batches(lines: Iterable[bytes], *, size: int = LINES) -> Iterator[bytes]:
    r"""Lines of N-Quads in byte order, in batches that part no subject from its triples.

    >>> list(batches([b"<a> 1\n", b"<a> 2\n", b"<b> 1\n"], size=1))
    [b'<a> 1\n<a> 2\n', b'<b> 1\n']
    """
    batch: list[bytes] = []
    for _, group in groupby(lines, key=_subject):
        if len(batch) >= size:
            yield b"".join(batch)
            batch = []
        batch += group
    if batch:
        yield b"".join(batch)


def _subject(line: bytes) -> bytes:
    return line.partition(b" ")[0]


_SUBJECTS = re.compile(rb"^\S+", re.MULTILINE)


def subjects(batch: bytes) -> set[bytes]:
    r"""The subjects of lines of N-Quads, as they are written.

    >>> sorted(subjects(b"<x:1> <p:a> <x:2> .\n<x:1> <p:b> <x:2> .\n_:b <p:b> <x:2> .\n"))
    [b'<x:1>', b'_:b']
    """
    return set(_SUBJECTS.findall(batch))


class Seen:
    r"""Counts the subjects of batches, and keeps the targets that none of them has met.

    Args:
        targets: those of the shapes.

    >>> seen = Seen([Target("s", "targetSubjectsOf", "p:a"), Target("t", "targetSubjectsOf", "p:b")])
    >>> _ = seen.look(b"<x:1> <p:a> <x:2> .\n<x:1> <p:a> <x:3> .\n")
    >>> seen.subjects, [target.shape for target in seen.unmet]
    (1, ['t'])
    """

    def __init__(self, targets: Iterable[Target]) -> None:
        self.subjects = 0
        self.unmet = list(targets)
        self._type = f"<{context.iri('rdf:type')}>".encode()

    def look(self, batch: bytes) -> bytes:
        """Takes a batch in, and hands it on."""
        found = subjects(batch)
        self.subjects += len(found)
        self.unmet = [one for one in self.unmet if not self._meets(batch, found, one)]
        return batch

    def _meets(self, batch: bytes, described: set[bytes], target: Target) -> bool:
        name = f"<{target.value}>".encode()
        if target.kind == "targetNode":
            return name in described
        if target.kind == "targetClass":
            return b" %b %b " % (self._type, name) in batch
        # a text may hold the same signs
        return b" %b " % name in batch and bool(
            re.search(rb"^\S+ %b " % re.escape(name), batch, re.MULTILINE)
        )
