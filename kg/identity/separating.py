"""Clusters that people take apart: what links their records is followed again, and never over a border."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt

from kg.identity.components import Labels, Table

__all__ = ["Borders", "separated"]

_MOST = 32
"""Of how many records with one key all pairs are followed; of more, neighbours."""


class Borders:
    """Pairs of records that are of different publications."""

    def __init__(self, pairs: Iterable[tuple[int, int]]) -> None:
        self.pairs = frozenset((min(pair), max(pair)) for pair in pairs)
        self._beyond: dict[int, set[int]] = {}
        for one, two in self.pairs:
            self._beyond.setdefault(one, set()).add(two)
            self._beyond.setdefault(two, set()).add(one)

    def between(self, some: Iterable[int], others: Iterable[int]) -> bool:
        """Whether a record of some must not be with one of the others."""
        if not self._beyond:
            return False
        there = set(others)
        return any(not self._beyond.get(number, set()).isdisjoint(there) for number in some)


def separated(labels: Labels, table: Table, borders: Borders, name: Callable[[int], str]) -> Labels:
    """Clusters without a border inside.

    The keys of a cluster that has one are followed from the strongest scheme to the weakest, and join what
    no border is between.

    Args:
        labels: the clusters; int32, one a record.
        table: the keys that make them.
        borders: what must not be together.
        name: what orders the records, whatever their numbers are.
    """
    torn = {int(labels[one]) for one, two in borders.pairs if labels[one] == labels[two]}
    if not torn:
        return labels
    labels = labels.copy()
    fresh = int(labels.max()) + 1
    for label in sorted(torn):
        members = np.flatnonzero(labels == label).tolist()
        rows = np.flatnonzero(labels[table.records] == label)
        parts = _parts(members, _edges(table, rows, name), borders)
        for part in parts[1:]:
            labels[part] = fresh
            fresh += 1
    return labels


def _edges(table: Table, rows: npt.NDArray[np.intp], name: Callable[[int], str]) -> list[tuple[int, int]]:
    groups: dict[tuple[int, int], list[int]] = {}
    columns = (column[rows].tolist() for column in (table.schemes, table.hashes, table.records))
    for scheme, key, number in zip(*columns, strict=True):
        groups.setdefault((scheme, key), []).append(number)
    found = []
    for (scheme, _), group in groups.items():
        ordered = sorted(group, key=name)
        pairs = combinations(ordered, 2) if len(ordered) <= _MOST else pairwise(ordered)
        found += [((scheme, name(one), name(two)), (one, two)) for one, two in pairs]
    return [pair for _, pair in sorted(found)]


def _parts(members: list[int], edges: list[tuple[int, int]], borders: Borders) -> list[list[int]]:
    home = {number: [number] for number in members}
    for one, two in edges:
        left, right = home[one], home[two]
        if left is not right and not borders.between(left, right):
            left += right
            home.update((number, left) for number in right)
    return list({id(part): sorted(part) for part in home.values()}.values())
