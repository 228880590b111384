"""Connected components of the keys of records, without the keys that publications contest.

Two publications are told apart by their PMIDs, and by their DOIs of one registrant: no agency gives one
publication two numbers. What would join them all the same is contested and links nothing:

- between two PMIDs anything else;
- between two DOIs of one registrant the weak keys, which are not numbers of an agency that tells
  articles apart (a handle, an OpenAlex identifier). A PMID or PMCID that stands on both joins them: it
  is more often a DOI that is mistyped. DOIs of two registrants may be of one publication, in a journal
  and in an archive.

See: docs/decisions/0003-contested-identifiers.md
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from kg import ids

__all__ = ["DOI", "SOURCE", "WEAK", "Labels", "Mask", "Registrants", "Table"]

DOI = ids.LINKING.index("doi")
SOURCE = len(ids.LINKING)
"""The place of a record's own id among the schemes: behind all others."""
_PMID = ids.LINKING.index("pmid")
WEAK = ids.LINKING.index("pmcid") + 1
"""From this place on, schemes are weak: not numbers of an agency that tells articles apart."""

Labels = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]


class Registrants(NamedTuple):
    """The registrants of the DOIs of records, a number each; and the records, one a DOI."""

    records: npt.NDArray[np.int64]
    numbers: npt.NDArray[np.uint32]


class Table:
    """Keys of records as columns, sorted by key."""

    def __init__(
        self,
        hashes: npt.NDArray[np.uint64],
        records: npt.NDArray[np.int64],
        schemes: npt.NDArray[np.uint8],
        registrants: Registrants,
        count: int,
    ) -> None:
        order = np.lexsort((records, hashes))
        self.hashes, self.records, self.schemes = hashes[order], records[order], schemes[order]
        self.registrants = registrants
        self.count = count

    def components(self) -> tuple[Labels, frozenset[int]]:
        """The component of each record, and the contested keys that were left out."""
        usable = np.ones(len(self.hashes), np.bool_)
        labels, usable = self._of_one_pmid(usable)
        labels, usable = self._of_one_doi(labels, usable)
        return labels, frozenset(self._linking_twice(~usable).tolist())

    def _connect(self, usable: Mask) -> Labels:
        hashes, records = self.hashes[usable], self.records[usable]
        same = hashes[1:] == hashes[:-1]
        left, right = records[:-1][same], records[1:][same]
        shape = (self.count, self.count)
        graph = coo_array((np.ones(len(left), np.bool_), (left, right)), shape=shape)
        _, labels = connected_components(graph, directed=False)
        return labels.astype(np.int32)

    def _linking_twice(self, some: Mask) -> npt.NDArray[np.uint64]:
        keys, counts = np.unique(self.hashes[some], return_counts=True)
        return keys[counts > 1]

    # -- PMIDs ---------------------------------------------------------------------------------

    def _of_one_pmid(self, usable: Mask) -> tuple[Labels, Mask]:
        """Components that hold one PMID at most, and the keys that may link."""
        labels = self._connect(usable)
        torn = self._torn(labels)
        if not torn.any():
            return labels, usable
        # First without the keys that stand on two PMIDs themselves, then with none but the PMIDs.
        for doubtful in (self._on_two_pmids(), self._optional() & torn[labels[self.records]]):
            usable &= ~doubtful
            labels = self._connect(usable)
            torn = self._torn(labels)
            if not torn.any():
                break
        return labels, usable

    def _pmids(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint64]]:
        own = self.schemes == _PMID
        return self.records[own], self.hashes[own]

    def _torn(self, labels: Labels) -> Mask:
        """The components that hold more than one PMID; one flag a label."""
        records, hashes = self._pmids()
        pairs = np.unique(np.stack([labels[records].astype(np.uint64), hashes]), axis=1)
        counts = np.bincount(pairs[0].astype(np.int64), minlength=int(labels.max(initial=0)) + 1)
        return counts > 1

    def _optional(self) -> Mask:
        optional: Mask = np.logical_and(self.schemes != _PMID, self.schemes != SOURCE)
        return optional

    def _on_two_pmids(self) -> Mask:
        """The keys whose records have different PMIDs."""
        records, hashes = self._pmids()
        pmid = np.zeros(self.count, np.uint64)
        pmid[records] = hashes
        known = self._optional() & (pmid[self.records] != 0)
        pairs = np.unique(np.stack([self.hashes[known], pmid[self.records[known]]]), axis=1)
        keys, counts = np.unique(pairs[0], return_counts=True)
        return self._optional() & np.isin(self.hashes, keys[counts > 1])

    # -- DOIs ----------------------------------------------------------------------------------

    def _of_one_doi(self, labels: Labels, usable: Mask) -> tuple[Labels, Mask]:
        """The same for DOIs of one registrant, where weak keys alone join them."""
        weak: Mask = (self.schemes >= WEAK) & (self.schemes < SOURCE)
        if not len(self._linking_twice(usable & weak)):
            return labels, usable
        classes = self._connect(~weak & (usable | (self.schemes == DOI)))
        between = usable & weak & np.isin(self.hashes, self._between(classes, usable & weak))
        # First without the keys that stand on two such DOIs themselves, then without all between them.
        for first in (True, False):
            torn = self._torn_by_doi(labels, classes)
            if not torn.any():
                break
            doubtful = between & torn[labels[self.records]]
            usable = usable & ~(doubtful & self._on_two_dois(classes) if first else doubtful)
            labels = self._connect(usable)
        return labels, usable

    def _between(self, classes: Labels, some: Mask) -> npt.NDArray[np.uint64]:
        """The keys whose records are of more than one class."""
        return _twice(self.hashes[some], classes[self.records[some]])[0]

    def _torn_by_doi(self, labels: Labels, classes: Labels) -> Mask:
        """The components with two classes that both have a DOI of one registrant; one flag a label."""
        records, numbers = self.registrants
        torn = np.zeros(int(labels.max(initial=0)) + 1, np.bool_)
        torn[_twice(labels[records], numbers, classes[records])[0]] = True
        return torn

    def _on_two_dois(self, classes: Labels) -> Mask:
        """The keys whose records are of two classes and have DOIs of one registrant."""
        first = np.zeros(self.count, np.int64)
        first[self.registrants.records] = self.registrants.numbers.astype(np.int64) + 1
        known = first[self.records] != 0
        owners = self.records[known]
        return np.isin(self.hashes, _twice(self.hashes[known], first[owners], classes[owners])[0])


def _twice(*columns: npt.NDArray[Any]) -> list[npt.NDArray[Any]]:
    """The rows, without their last column, that stand there with two values of it; some more than once."""
    order = np.lexsort(columns[::-1])
    *front, last = (column[order] for column in columns)
    same = np.logical_and.reduce([column[1:] == column[:-1] for column in front])
    found = same & (last[1:] != last[:-1])
    return [column[1:][found] for column in front]
