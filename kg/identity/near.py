"""Records that tell of the same publication, or of two versions of a work, without an identifier in common.

What each record says in brief goes to a temporary file; in memory are the keys of :mod:`.blocking`. The links
depend neither on the order of the records nor on the number of partitions.
"""

from __future__ import annotations

import mmap
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import NamedTuple, Self

import msgspec
import numpy as np

from kg.identity.blocking import Blocks
from kg.identity.briefs import Brief, brief
from kg.identity.components import Labels
from kg.identity.likeness import SAME, Likeness, alike, hopeless
from kg.identity.separating import Borders
from kg.record import Record

__all__ = ["Near", "Pair", "joined"]

_SLACK = 4.0
"""How far below the score of the same publication two records of a cluster may be."""
_MOST = 32
"""How many records of a cluster are compared with those of another before the two become one."""

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Brief).decode

Briefs = Callable[[int], Brief]
"""What the record of a number says."""


class Pair(NamedTuple):
    """Two records, by number and by reference, and how alike they are; the left reference is the lesser."""

    left: int
    right: int
    names: tuple[str, str]
    likeness: Likeness


class Near:
    """Records as they come, numbered from 0, to be compared when all are there.

    A context: the temporary file is gone behind it.
    """

    def __init__(self) -> None:
        self._blocks = Blocks()
        self._ends = array("Q", [0])
        self._spool = tempfile.TemporaryFile()  # noqa: SIM115

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._spool.close()

    def __len__(self) -> int:
        return len(self._blocks)

    def add(self, record: Record) -> Brief:
        """Notes what the next record says, and gives it back in brief."""
        short = brief(record)
        self._blocks.add(short)
        encoded = _encode(short)
        self._spool.write(encoded)
        self._ends.append(self._ends[-1] + len(encoded))
        return short

    def pairs(self, labels: Labels, *, partitions: int = 1) -> Iterator[Pair]:
        """The pairs that are not different, of those that have different labels.

        Args:
            labels: what is known to belong together; int32, one a record; -1 for those that do not count.
            partitions: see :meth:`.Blocks.pairs`.
        """
        found = self._blocks.pairs(partitions)
        one, two = labels[found[:, 0]], labels[found[:, 1]]
        read = self.briefs()
        last, first = -1, None
        for left, right in found[(one != two) & (one >= 0) & (two >= 0)].tolist():
            if first is None or left != last:
                last, first = left, read(left)
            second = read(right)
            if hopeless(first, second):
                continue
            likeness = alike(first, second)
            if likeness.verdict != "different":
                names = first.reference, second.reference
                if names[0] <= names[1]:
                    yield Pair(left, right, names, likeness)
                else:
                    yield Pair(right, left, names[::-1], likeness)

    def briefs(self) -> Briefs:
        """What gives the brief of a record by its number."""
        self._spool.flush()
        written = mmap.mmap(self._spool.fileno(), 0, access=mmap.ACCESS_READ) if len(self) else b""
        ends = self._ends
        return lambda number: _decode(written[ends[number] : ends[number + 1]])


class _Clusters:
    """Clusters under way, each by the least of its labels."""

    def __init__(self, labels: Labels, pairs: list[tuple[int, int]]) -> None:
        touched = np.unique(labels[[number for pair in pairs for number in pair]])
        records = np.flatnonzero(np.isin(labels, touched))
        self.members: dict[int, list[int]] = {label: [] for label in touched.tolist()}
        for number, label in zip(records.tolist(), labels[records].tolist(), strict=True):
            self.members[label].append(number)
        self._home = {label: label for label in self.members}

    def find(self, label: int) -> int:
        while (home := self._home[label]) != label:
            self._home[label] = label = self._home[home]
        return label

    def join(self, one: int, two: int) -> None:
        low, high = sorted((self.find(one), self.find(two)))
        if low != high:
            self._home[high] = low
            self.members[low] += self.members.pop(high)

    def relabelled(self, labels: Labels) -> Labels:
        new = np.arange(int(labels.max(initial=-1)) + 1, dtype=labels.dtype)
        for label in self._home:
            new[label] = self.find(label)
        return np.where(labels >= 0, new[labels], labels) if len(new) else labels


def joined(
    labels: Labels,
    pairs: Iterable[Pair],
    briefs: Briefs,
    *,
    decided: Iterable[tuple[int, int]] = (),
    borders: Borders | None = None,
) -> tuple[Labels, frozenset[tuple[int, int]]]:
    """Clusters of records that are of the same publication, the likeliest joined first.

    Two clusters stay apart where a record of one cannot be of the publication of a record of the other.

    Args:
        labels: clusters so far; int32, one a record, -1 for those that do not count.
        pairs: of records that are alike; those of another verdict than ``same`` join nothing.
        briefs: what each record says, by its number.
        decided: pairs that are of one publication whatever they say.
        borders: pairs that are not, whatever they say.

    Returns:
        The clusters, each with the least label of those that it is made of; and the pairs among ``pairs``
        that are in one cluster.
    """
    same = [pair for pair in pairs if pair.likeness.verdict == "same"]
    forced = [pair for pair in decided if labels[pair[0]] >= 0 and labels[pair[1]] >= 0]
    if not same and not forced:
        return labels, frozenset()
    same.sort(key=lambda pair: (-pair.likeness.score, pair.names))
    clusters = _Clusters(labels, [*forced, *((pair.left, pair.right) for pair in same)])
    borders = borders or Borders(())
    for left, right in forced:
        clusters.join(int(labels[left]), int(labels[right]))
    made = set[tuple[int, int]]()
    for pair in same:
        one, two = clusters.find(int(labels[pair.left])), clusters.find(int(labels[pair.right]))
        if one == two or _may_join(clusters.members[one], clusters.members[two], briefs, borders):
            clusters.join(one, two)
            made.add((pair.left, pair.right))
    return clusters.relabelled(labels), frozenset(made)


def _may_join(one: list[int], two: list[int], briefs: Briefs, borders: Borders) -> bool:
    """Whether no record of one cluster speaks against one of the other."""
    if borders.between(one, two):
        return False
    if len(one) == len(two) == 1:
        return True
    left, right = (
        sorted(map(briefs, some), key=lambda short: short.reference)[:_MOST] for some in (one, two)
    )
    return not any(_conflict(alike(a, b)) for a in left for b in right)


def _conflict(found: Likeness) -> bool:
    """Whether two records cannot be of one publication, even if a third one is like both."""
    return bool(found.veto) or found.score < SAME - _SLACK
