"""Which publications are versions of one work, from what records say of each other.

Three things tell it, in this order: that a record calls another publication its version (:data:`KINDS`); that
a catalogue gives two records one key of a work; that two records say the same in different places
(:mod:`.likeness`). None of them is believed where the records contradict it (:mod:`.versions`).

Keys are held as hashes of 8 bytes. A publication that is named is found by the keys of :mod:`.linking`; one
that no record describes still brings those together that name it.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import lru_cache
from heapq import nsmallest
from itertools import chain, combinations, pairwise
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from kg import ids
from kg.identity.briefs import OF_BOOKS, Brief
from kg.identity.linking import Clusters, hashed
from kg.identity.links import Link
from kg.identity.separating import Borders
from kg.identity.versions import Side, agreement, group, grouped, is_believed, is_of_one_key
from kg.record import Identifier, Record

__all__ = ["KINDS", "Joined", "Works"]

KINDS = frozenset(
    (
        "isVersionOf",
        "hasVersion",
        "isTranslationOf",
        "hasTranslation",
        "updates",
        "isUpdatedBy",
        "replaces",
        "isReplacedBy",
    )
)
"""Kinds of relation between expressions of one work.

A revision is a new expression of its work (FRBR, 3.2.2), and so is a translation or the same text in another
place. What is derived, adapted, continued, corrected, answered or reviewed is a work of its own, and so is a
part, a supplement or a data set (:data:`_OTHERS`).
"""

_OTHERS = frozenset(
    (
        "continues",
        "corrects",
        "describes",
        "discusses",
        "hasPart",
        "hasReplyFrom",
        "isContinuedBy",
        "isCorrectedBy",
        "isDescribedBy",
        "isDiscussedBy",
        "isPartOf",
        "isRetractedBy",
        "isReviewedBy",
        "isSupplementTo",
        "isSupplementedBy",
        "repliesTo",
        "retracts",
        "reviews",
    )
)
"""Kinds of relation between two works, whatever else is said of them."""

_TOLD, _OTHER, _KEY, _BOOK = range(4)
_NAMING = OF_BOOKS.union(ids.LINKING)
_LETTERS = 20
"""A key with a title of fewer letters and figures says little."""
_MOST = 24
"""How many publications with one key are compared each with each; of more, neighbours by title."""
_MEMBERS = 8
"""How many records speak for a publication."""
_KEPT = 1 << 12

Briefs = Callable[[int], Brief]
"""What the record of a number says."""
Named = tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint32]]
"""Hashes of identifiers and numbers of records that have them, in rows."""


class Joined(NamedTuple):
    """The works with several publications.

    Attributes:
        works: rows of a cluster and the number of its work, which is the least of its clusters; int32.
        links: what tells it.
        disbelieved: how many pairs of publications are called versions and are not believed to be.
    """

    works: npt.NDArray[np.int32]
    links: tuple[Link, ...]
    disbelieved: int


class Works:
    """What records say of works, as they come, numbered from 0."""

    def __init__(self) -> None:
        self._hashes = array("Q")
        self._records = array("I")
        self._ways = array("B")
        self._groups = bytearray()

    def add(self, record: Record) -> None:
        """Notes what the next record says."""
        number = len(self._groups)
        self._groups.append(group(record))
        for way, key in _said(record):
            self._hashes.append(key)
            self._records.append(number)
            self._ways.append(way)

    def join(
        self,
        clusters: Clusters,
        named: Named,
        alike: Iterable[tuple[int, int]],
        briefs: Briefs,
        *,
        decided: Iterable[tuple[int, int]] = (),
        apart: Iterable[tuple[int, int]] = (),
    ) -> Joined:
        """The works of publications.

        Args:
            clusters: the publications.
            named: hashes of identifiers that name a publication, and the record that has each: see
                :meth:`targets`.
            alike: pairs of records that say the same in different places.
            briefs: what each record says, by its number.
            decided: pairs of records that are of one work, whatever they say.
            apart: pairs that are not.
        """
        side = self._sides(clusters, briefs)
        forced = list(_clustered(decided, clusters))
        found = {
            "decision": _distinct(forced),
            "relation": _distinct(self._versions(clusters, named, side)),
            "work key": _distinct(self._keyed(clusters, side)),
            "likeness": _distinct(_clustered(alike, clusters)),
        }
        among = np.zeros(len(clusters.sizes), np.bool_)
        for pairs in found.values():
            among[pairs] = True
        told = ((min(pair), max(pair)) for pair in self._told(_OTHER, clusters, named, among))
        others = Borders({*told, *_clustered(apart, clusters)}.difference(forced))
        edges = dict[tuple[int, int], _Edge]()
        disbelieved = set[tuple[int, int]]()
        for rule, pairs in found.items():
            believes = _BELIEVED[rule]
            for one, two in pairs.tolist():
                if (one, two) in edges:
                    continue
                left, right = side(one), side(two)
                if (one, two) not in others.pairs and believes(left, right):
                    names = tuple(sorted((left.name, right.name)))
                    rank = _RULES.index(rule), -agreement(left, right)
                    edges[one, two] = _Edge(rank, (names[0], names[1]), rule)
                elif rule == "relation":
                    disbelieved.add((one, two))
        works = _united(edges, others, side)
        kept = [edge for (one, two), edge in edges.items() if works.get(one, -1) == works.get(two, -2)]
        links = tuple(
            Link(left=edge.names[0], right=edge.names[1], rule=edge.rule, verdict="version")
            for edge in sorted(kept)
            if edge.rule in ("relation", "work key")  # the linker tells of the others
        )
        rows = np.array(sorted(works.items()), np.int32).reshape(-1, 2)
        return Joined(rows, links, len(disbelieved - edges.keys()) + len(edges) - len(kept))

    def targets(self) -> npt.NDArray[np.uint64]:
        """The hashes of the publications that relations name, each once, in order."""
        ways = np.frombuffer(self._ways, np.uint8)
        return np.unique(np.frombuffer(self._hashes, np.uint64)[ways <= _OTHER])

    # -- pairs of clusters -----------------------------------------------------------------------

    def _rows(
        self, way: int, withdrawn: npt.NDArray[np.bool_]
    ) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
        records = np.frombuffer(self._records, np.uint32).astype(np.int64)
        chosen = np.frombuffer(self._ways, np.uint8) == way
        chosen &= ~withdrawn[records] if len(records) else chosen
        return np.frombuffer(self._hashes, np.uint64)[chosen], records[chosen]

    def _told(
        self, way: int, clusters: Clusters, named: Named, among: npt.NDArray[np.bool_] | None = None
    ) -> Iterator[tuple[int, int]]:
        """Which publications name which others that are there; where asked, only both among these."""
        hashes, records = self._rows(way, clusters.withdrawn)
        if among is not None:
            chosen = among[clusters.labels[records]]
            hashes, records = hashes[chosen], records[chosen]
        owners = self._owners(hashes, clusters, named)
        for key, tellers in _groups(hashes, clusters.labels[records]):
            there = (one for one in owners.get(key, ()) if among is None or among[one])
            yield from ((one, two) for one in there for two in tellers if one != two)

    def _versions(
        self, clusters: Clusters, named: Named, side: Callable[[int], Side]
    ) -> Iterator[tuple[int, int]]:
        """The same of versions; and those that name the same one, which is not there."""
        yield from self._told(_TOLD, clusters, named)
        hashes, records = self._rows(_TOLD, clusters.withdrawn)
        owners = self._owners(hashes, clusters, named)
        for key, tellers in _groups(hashes, clusters.labels[records]):
            if key not in owners:
                yield from _pairs(tellers, side)

    def _owners(
        self, hashes: npt.NDArray[np.uint64], clusters: Clusters, named: Named
    ) -> dict[int, set[int]]:
        """The publications of each key; a book that shares its number with many has none."""
        books, holders = self._rows(_BOOK, clusters.withdrawn)
        keys, numbers = np.concatenate([named[0], books]), np.concatenate([named[1], holders])
        wanted = np.isin(keys, hashes) & ~clusters.withdrawn[numbers]
        found = dict[int, set[int]]()
        for key, cluster in zip(
            keys[wanted].tolist(), clusters.labels[numbers[wanted]].tolist(), strict=True
        ):
            if key not in clusters.contested:
                found.setdefault(key, set()).add(cluster)
        return {key: owners for key, owners in found.items() if len(owners) <= _MOST}

    def _keyed(self, clusters: Clusters, side: Callable[[int], Side]) -> Iterator[tuple[int, int]]:
        hashes, records = self._rows(_KEY, clusters.withdrawn)
        for _, found in _groups(hashes, clusters.labels[records]):
            yield from _pairs(found, side)

    def _sides(self, clusters: Clusters, briefs: Briefs) -> Callable[[int], Side]:
        """What gives a publication as its records describe it."""
        alive = np.flatnonzero(~clusters.withdrawn)
        order = alive[np.argsort(clusters.labels[alive], kind="stable")]
        starts = np.searchsorted(clusters.labels[order], np.arange(len(clusters.sizes) + 1))

        @lru_cache(_KEPT)
        def side(cluster: int) -> Side:
            members = order[starts[cluster] : starts[cluster + 1]].tolist()
            said = nsmallest(_MEMBERS, map(briefs, members), key=lambda short: short.reference)
            groups = frozenset(self._groups[number] for number in members)
            return Side(said[0].reference, groups, tuple(said))

        return side


_BELIEVED: Mapping[str, Callable[[Side, Side], bool]] = MappingProxyType(
    {
        "decision": lambda *_: True,
        "relation": is_believed,
        "work key": is_of_one_key,
        "likeness": grouped,
    }
)
_RULES = tuple(_BELIEVED)


def _distinct(pairs: Iterable[tuple[int, int]]) -> npt.NDArray[np.int32]:
    """Pairs of clusters as rows, each once, the lesser first; none of one with itself."""
    rows = np.fromiter(chain.from_iterable(pairs), np.int32).reshape(-1, 2)
    rows.sort(axis=1)
    return np.unique(rows[rows[:, 0] != rows[:, 1]], axis=0)


def _clustered(pairs: Iterable[tuple[int, int]], clusters: Clusters) -> Iterator[tuple[int, int]]:
    """The clusters of pairs of records, the lesser first; none that is withdrawn."""
    for one, two in pairs:
        if not (clusters.withdrawn[one] or clusters.withdrawn[two]):
            left, right = sorted((int(clusters.labels[one]), int(clusters.labels[two])))
            yield left, right


class _Edge(NamedTuple):
    """That two publications are of one work: the strongest evidence comes first, then what agrees best."""

    rank: tuple[int, float]
    names: tuple[str, str]
    rule: str


def _said(record: Record) -> Iterator[tuple[int, int]]:
    for one in record.relations:
        way = _TOLD if one.kind in KINDS else _OTHER
        if way == _TOLD or one.kind in _OTHERS:
            yield from ((way, _hash(target)) for target in one.identifiers if target.scheme in _NAMING)
    if record.type == "Book":
        yield from ((_BOOK, _hash(own)) for own in record.identifiers if own.scheme in OF_BOOKS)
    for key in (key for origin in record.provenance for key in origin.work_keys):
        if sum(map(str.isalnum, key.rpartition(" ")[2])) >= _LETTERS:
            yield _KEY, _digest(f"key\0{key}")


def _hash(one: Identifier) -> int:
    """As :mod:`.linking` makes them, where it does."""
    if one.scheme in ids.LINKING:
        return hashed(one.scheme, one.value)
    return _digest(f"{one.scheme}\0{ids.comparable(one.scheme, one.value)}")


def _digest(text: str) -> int:
    found = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(found, "little")


def _groups(hashes: npt.NDArray[np.uint64], labels: npt.NDArray[np.int32]) -> Iterator[tuple[int, list[int]]]:
    """The clusters of each key, in the order of keys."""
    if not len(hashes):
        return
    order = np.lexsort((labels, hashes))
    hashes, labels = hashes[order], labels[order]
    cuts = np.flatnonzero(hashes[1:] != hashes[:-1]) + 1
    for start, stop in pairwise([0, *cuts.tolist(), len(hashes)]):
        yield int(hashes[start]), np.unique(labels[start:stop]).tolist()


def _pairs(clusters: list[int], side: Callable[[int], Side]) -> Iterator[tuple[int, int]]:
    """All pairs, or neighbours by title where there are many."""
    if len(clusters) <= _MOST:
        yield from combinations(clusters, 2)
    else:
        yield from pairwise(sorted(clusters, key=lambda one: (side(one).briefs[0].title, side(one).name)))


# -- works -----------------------------------------------------------------------------------------


class _Work:
    """A work under way: its clusters, and of these the versions of record by registrant and name."""

    __slots__ = ("clusters", "places")

    def __init__(self, cluster: int, side: Side) -> None:
        self.clusters = [cluster]
        self.places = {registrant: [(side.name, cluster)] for registrant in side.registrants()}

    def admits(self, other: _Work, edges: Container[tuple[int, int]], side: Callable[[int], Side]) -> bool:
        """Whether no version of record of one stands apart from one of the other, under one registrant.

        What is called a version itself, and not by way of a third one, does not.
        """
        for registrant in self.places.keys() & other.places.keys():
            for _, one in self.places[registrant][:_MOST]:
                for _, two in other.places[registrant][:_MOST]:
                    if (min(one, two), max(one, two)) in edges:
                        continue
                    if side(one).stands_apart_from(side(two)):
                        return False
        return True

    def take(self, other: _Work) -> None:
        self.clusters += other.clusters
        for registrant, there in other.places.items():
            joined = self.places.setdefault(registrant, [])
            joined += there
            joined.sort()


def _united(
    edges: dict[tuple[int, int], _Edge], others: Borders, side: Callable[[int], Side]
) -> dict[int, int]:
    """The work of each cluster that shares one, the best evidence first."""
    home = dict[int, _Work]()
    for (one, two), _ in sorted(edges.items(), key=lambda item: item[1]):
        for cluster in (one, two):
            if cluster not in home:
                home[cluster] = _Work(cluster, side(cluster))
        left, right = home[one], home[two]
        if left is right or others.between(left.clusters, right.clusters):
            continue
        if not left.admits(right, edges, side):
            continue
        if len(left.clusters) < len(right.clusters):
            left, right = right, left
        left.take(right)
        home.update((cluster, left) for cluster in right.clusters)
    return {cluster: min(work.clusters) for cluster, work in home.items() if len(work.clusters) > 1}
