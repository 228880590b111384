"""Identifiers that stand on a publication by mistake, as a book's DOI does on its chapters.

Only what records say of themselves tells it. Where the records of an identifier agree on the title, in
short, it is not looked at further; they nearly always do.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Literal

import numpy as np
import numpy.typing as npt

from kg.identity.briefs import Brief
from kg.identity.likeness import comparison

__all__ = ["mistaken"]

_SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")
_MOST = 24
"""How many descriptions of one identifier are compared with each other."""


def mistaken(
    hashes: npt.NDArray[np.uint64],
    records: npt.NDArray[np.int64],
    stamps: npt.NDArray[np.uint32],
    briefs: Callable[[int], Brief],
) -> npt.NDArray[np.uint64]:
    """The identifiers whose records tell of different publications.

    Args:
        hashes: identifiers, one each time that one stands on a record.
        records: the number of that record.
        stamps: a number for the title of each record; one a record.
        briefs: what each record says, by its number.

    Returns:
        Hashes, sorted.
    """
    order = np.lexsort((records, hashes))
    hashes, records = hashes[order], records[order]
    unlike = (hashes[1:] == hashes[:-1]) & (stamps[records[1:]] != stamps[records[:-1]])
    found = []
    for doubtful in np.unique(hashes[1:][unlike]).tolist():
        low, high = (np.searchsorted(hashes, np.uint64(doubtful), side=side) for side in _SIDES)
        members = records[low:high]
        _, first = np.unique(stamps[members], return_index=True)
        said = sorted(map(briefs, members[first].tolist()), key=lambda short: (short.title, short.reference))
        if any(_tell_apart(one, two) for one, two in combinations(said[:_MOST], 2)):
            found.append(doubtful)
    return np.array(found, np.uint64)


def _tell_apart(one: Brief, two: Brief) -> bool:
    """Whether two records that share an identifier are of different publications all the same."""
    if not one.title or not two.title or one.title.isascii() != two.title.isascii():
        return False
    grades = comparison(one, two)
    if grades.title != "other":
        return False
    return grades.authors == "other" or grades.pages == "other" or _is_part(one, two)


_PARTS = {"BookChapter": "Book", "ConferencePaper": "ConferenceProceedings", "JournalArticle": "Journal"}


def _is_part(one: Brief, two: Brief) -> bool:
    return _PARTS.get(one.kind) == two.kind or _PARTS.get(two.kind) == one.kind
