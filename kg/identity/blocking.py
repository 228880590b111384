"""Which records are worth comparing: those that share a key of some words, or a place in a volume.

Keys are hashes of four bytes in flat arrays, sorted to find equal ones. Of a key that many records have,
each is compared with its neighbours in the order of their titles only, so that the number of pairs grows
with the number of records and not with its square. A key is compared within itself alone: keys may be
divided among any number of partitions, and the pairs of all are those of one.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from zlib import crc32

import numpy as np
import numpy.typing as npt

from kg.identity.briefs import Brief

__all__ = ["WINDOW", "Blocks", "keys"]

WINDOW = 24
"""With how many neighbours of the same key a record is compared."""

Pairs = npt.NDArray[np.int64]
_ARTICLES = ("the ", "a ", "an ")


def keys(brief: Brief) -> Iterator[str]:
    """The keys of a record; two of a publication have one in common, as a rule.

    - the title's first letters;
    - its four longest words, whatever their order; two of them with the year and the first author's name;
    - the first page with the volume, or with the year, and the first author's name.
    """
    title = brief.title
    for article in _ARTICLES:
        title = title.removeprefix(article)
    words = title.split()
    name = brief.authors[0][0][:4] if brief.authors and brief.authors[0] else ""
    if title:
        yield "t" + title.replace(" ", "")[:36]
        longest = sorted(sorted(set(words)), key=len)[-4:]
        yield "l" + " ".join(longest)
        if brief.year and name:
            yield f"n{name} {brief.year} {longest[0]} {longest[-1]}"
    if brief.page:
        if brief.volume:
            yield f"v{brief.volume} {brief.page} {name}"
        if brief.year:
            yield f"y{brief.year} {brief.page} {name}"


class Blocks:
    """The keys of records as they come, numbered from 0."""

    def __init__(self) -> None:
        self._hashes = array("I")
        self._records = array("I")
        self._order = array("Q")

    def __len__(self) -> int:
        return len(self._order)

    def add(self, brief: Brief) -> None:
        """Notes the keys of the next record."""
        number = len(self._order)
        for key in dict.fromkeys(keys(brief)):
            self._hashes.append(crc32(key.encode()))
            self._records.append(number)
        self._order.append(_place(brief))

    def pairs(self, partitions: int = 1) -> Pairs:
        """The pairs worth comparing, once each, the lower number first.

        Args:
            partitions: how many parts of the keys are taken one after the other; the pairs are the same.

        Returns:
            Numbers of records; int64, shape ``(n, 2)``, sorted.
        """
        hashes = np.frombuffer(self._hashes, np.uint32)
        records = np.frombuffer(self._records, np.uint32).astype(np.int64)
        order = np.frombuffer(self._order, np.uint64)
        found = [np.zeros(0, np.int64)]
        for part in range(partitions):
            own = hashes % np.uint32(partitions) == part if partitions > 1 else slice(None)
            found.append(_neighbours(hashes[own], records[own], order, len(self)))
        return np.stack(np.divmod(np.unique(np.concatenate(found)), max(len(self), 1)), axis=1)


def _neighbours(
    hashes: npt.NDArray[np.uint32], records: Pairs, order: npt.NDArray[np.uint64], count: int
) -> npt.NDArray[np.int64]:
    """Pairs as one number each, ``lower * count + higher``."""
    sorted_by = np.lexsort((order[records], hashes))
    hashes, records = hashes[sorted_by], records[sorted_by]
    found = [np.zeros(0, np.int64)]
    for apart in range(1, WINDOW + 1):
        same = hashes[apart:] == hashes[:-apart]
        if not same.any():
            break
        one, two = records[:-apart][same], records[apart:][same]
        found.append(np.unique(np.minimum(one, two) * count + np.maximum(one, two)))
    return np.unique(np.concatenate(found))


def _place(brief: Brief) -> int:
    """A number that puts records with titles alike side by side, and of these what stands in one place."""
    letters = brief.title[:4].encode()[:4].ljust(4, b"\0")
    where = crc32(f"{brief.year} {brief.volume} {brief.page}".encode()) & 0xFFFF
    own = crc32(f"{brief.title} {brief.reference}".encode()) & 0xFFFF
    return int.from_bytes(letters, "big") << 32 | where << 16 | own
