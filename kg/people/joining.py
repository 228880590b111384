"""Clusters by average linkage, with pairs that must not come together."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from kg.people.evidence import Floats

__all__ = ["joined"]


def joined(
    similarity: Floats, threshold: float, together: Iterable[tuple[int, ...]] = ()
) -> NDArray[np.int32]:
    """The cluster of each item, by the number of its first.

    Two clusters become one while the mean similarity of their pairs is at the threshold or above, the most
    alike first. The matrix is used up.

    Args:
        similarity: square and symmetric; minus infinity for two that must not come together.
        threshold: any number.
        together: groups that begin as one cluster, whatever their similarity; no item is in two of them.

    See: Murtagh, F. (1983). A survey of recent advances in hierarchical clustering algorithms. The Computer
    Journal, 26(4), 354-359, for the chain of nearest neighbours.
    """
    clusters = _Clusters(similarity)
    for group in together:
        first, *others = sorted(group)
        for other in others:
            clusters.join(first, other)
    chain: list[int] = []
    pending = 0
    while chain or pending < len(similarity):
        if not chain:
            if clusters.alive[pending]:
                chain.append(pending)
            pending += 1
            continue
        last = chain[-1]
        before = chain[-2] if len(chain) > 1 else -1
        nearest = clusters.nearest(last, before)
        if clusters.similarity[last, nearest] < threshold:
            clusters.close(chain.pop())
        elif nearest == before:
            del chain[-2:]
            pending = min(pending, clusters.join(before, last))
        else:
            chain.append(nearest)
    return clusters.labels()


class _Clusters:
    """Clusters under way, each by its first item; the rows of the others are empty."""

    def __init__(self, similarity: Floats) -> None:
        self.similarity = similarity
        np.fill_diagonal(similarity, -np.inf)
        self.alive = np.ones(len(similarity), dtype=np.bool_)
        self._size = np.ones(len(similarity))
        self._home = np.arange(len(similarity), dtype=np.int32)

    def nearest(self, one: int, before: int) -> int:
        """The cluster most like one; that before it in the chain if it is no less so."""
        row = self.similarity[one]
        found = int(row.argmax())
        return before if before >= 0 and row[before] >= row[found] else found

    def join(self, one: int, other: int) -> int:
        """Puts a cluster into another, and gives the one that is left."""
        one, other = sorted((one, other))
        sizes, rows = self._size, self.similarity
        mean = (sizes[one] * rows[one] + sizes[other] * rows[other]) / (sizes[one] + sizes[other])
        rows[one] = rows[:, one] = mean
        rows[one, one] = -np.inf
        sizes[one] += sizes[other]
        self._home[other] = one
        self.close(other)
        return one

    def close(self, one: int) -> None:
        """Takes a cluster out: it is full, or a part of another."""
        self.alive[one] = False
        self.similarity[one] = self.similarity[:, one] = -np.inf

    def labels(self) -> NDArray[np.int32]:
        home = self._home
        for item in range(len(home)):  # the first of a cluster has the least number
            home[item] = home[home[item]]
        return home
