"""Batches of N-Quads on their way to an engine, and what is known of them whichever engine it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from kg import context
from kg.shapes.findings import Finding
from kg.shapes.model import Target

__all__ = ["LINES", "Check", "Seen", "batches"]

LINES = 30_000
"""How many statements a batch has, and those of its last subject more."""

Check = Callable[[bytes], Iterator[Finding]]
"""An engine with its shapes: a batch of whole subjects as N-Quads -> the findings about them."""


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


class Seen:
    r"""Counts the subjects of batches, and keeps the targets that none of them has met.

    Args:
        targets: those of the shapes.

    >>> seen = Seen([Target("s", "targetSubjectsOf", "p:a"), Target("t", "targetSubjectsOf", "p:b")])
    >>> seen.look(b"<x:1> <p:a> <x:2> .\\n<x:1> <p:a> <x:3> .\\n")
    >>> seen.subjects, [target.shape for target in seen.unmet]
    (1, ['t'])
    """

    def __init__(self, targets: Iterable[Target]) -> None:
        self.subjects = 0
        self.unmet = list(targets)
        self._type = f"<{context.iri('rdf:type')}>".encode()

    def look(self, batch: bytes) -> None:
        """Takes a batch in."""
        lines = [line.split(b" ", 3) for line in batch.splitlines()]
        subjects = {line[0] for line in lines}
        self.subjects += len(subjects)
        if not self.unmet:
            return
        met = {
            "targetNode": subjects,
            "targetClass": {line[2] for line in lines if line[1] == self._type},
            "targetSubjectsOf": {line[1] for line in lines},
        }
        met["targetObjectsOf"] = met["targetSubjectsOf"]
        self.unmet = [one for one in self.unmet if f"<{one.value}>".encode() not in met[one.kind]]
