"""Which source records describe the same publication: those that share an identifier.

The keys of all records are held, 13 bytes each, 8 for a DOI and 4 for the moment of the last change;
clusters are connected components. An identifier that stands on publications which another identifier
tells apart (two PMIDs under one DOI) is contested: it links nothing, and names none of them
(:mod:`.components`).

A record's own id links as an identifier does where it is one, such as a PMID. Any other is local: two
catalogues, or two files of references, have a record 000001 each. It links only records of one title,
and it is contested where records of different publications have it. An id of OAI-PMH is a URI, and the
same for a publication in whatever format its repository gives it.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol
from zipfile import BadZipFile
from zlib import crc32

import msgspec
import numpy as np
import numpy.typing as npt

from kg import ids
from kg.errors import StoreError
from kg.identity.components import DOI, SOURCE, WEAK, Labels, Mask, Registrants, Table
from kg.identity.universal import is_universal, moment
from kg.record import Identifier, Provenance, Record
from kg.text.folding import folded

__all__ = ["Clusters", "Keys", "Refinement", "hashed", "uncontested"]

_CLAIM = SOURCE + 1


class Clusters(msgspec.Struct, frozen=True):
    """The clusters of numbered records.

    Attributes:
        labels: the cluster of each record; int32, one a record.
        sizes: how many records a cluster has; one a cluster.
        first: the lowest record of a cluster; one a cluster.
        withdrawn: whether the source withdraws the record; one a record.
        contested: the hashes of identifiers that link nothing.
        works: rows of a cluster and the number of its work, of those that share one, by cluster; int32.
    """

    labels: Labels
    sizes: Labels
    first: Labels
    withdrawn: Mask
    contested: frozenset[int]
    works: Labels = msgspec.field(default_factory=lambda: np.zeros((0, 2), np.int32))

    def save(self, path: Path) -> None:
        """Writes them to a file of numpy."""
        contested = np.array(sorted(self.contested), np.uint64)
        np.savez_compressed(
            path,
            allow_pickle=False,
            labels=self.labels,
            sizes=self.sizes,
            first=self.first,
            withdrawn=self.withdrawn,
            contested=contested,
            works=self.works,
        )

    @classmethod
    def load(cls, stream: BinaryIO) -> Clusters:
        """Those of such a file.

        Raises:
            StoreError: it is none.
        """
        try:
            with np.load(stream, allow_pickle=False) as file:
                contested = frozenset(file["contested"].tolist())
                return cls(
                    file["labels"], file["sizes"], file["first"], file["withdrawn"], contested, file["works"]
                )
        except (OSError, ValueError, KeyError, BadZipFile) as error:
            raise StoreError(f"clusters.npz is damaged ({error}): build the graph again") from error


class Refinement(Protocol):
    """What is known of records beside their identifiers."""

    def mistaken(
        self, hashes: npt.NDArray[np.uint64], records: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.uint64]:
        """The identifiers, among those that stand on these records, that tell of several publications."""

    def labels(self, labels: Labels, table: Table) -> Labels:
        """The clusters, where identifiers make these; records of the label -1 do not count."""


class Keys:
    """The keys of records as they come, numbered from 0.

    >>> from kg.record import identifier
    >>> keys = Keys()
    >>> for doi in ("10.1000/A", "10.1000/b", "10.1000/a"):
    ...     keys.add(Record(type="Letter", identifiers=(identifier("doi", doi),)))
    >>> keys.clusters().labels.tolist()
    [0, 1, 0]
    """

    def __init__(self) -> None:
        self._hashes = array("Q")
        self._records = array("I")
        self._schemes = array("B")
        self._registrants = array("I")
        self._registered = array("I")
        self._deleted = array("I")
        self._moments = array("I")
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def deletions(self) -> int:
        """How many of the records so far only say that another is withdrawn."""
        return len(self._deleted)

    def add(self, record: Record, title: str | None = None) -> None:
        """Notes the keys of the next record; ``title`` is its title, folded, where that is known."""
        for scheme, hashed in _keys(record, _title(record) if title is None else title):
            self._schemes.append(scheme)
            self._hashes.append(hashed)
            self._records.append(self._count)
        for one in record.identifiers:
            if one.scheme == "doi":
                self._registrants.append(crc32(one.value.partition("/")[0].encode()))
                self._registered.append(self._count)
        if deletes(record):
            self._deleted.append(self._count)
        self._moments.append(moment(record.provenance[0]) if record.provenance else 0)
        self._count += 1

    def named(self, hashes: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint32]]:
        """The records that have identifiers of these hashes: the hash and the number of a record, in rows."""
        there = np.frombuffer(self._hashes, np.uint64)
        found = np.flatnonzero(np.isin(there, hashes) & (np.frombuffer(self._schemes, np.uint8) < SOURCE))
        records = np.frombuffer(self._records, np.uint32)
        return there[found], records[found]

    def clusters(self, refined: Refinement | None = None) -> Clusters:
        """The clusters of all records so far, numbered by their first record.

        Args:
            refined: what else is known of the records than their identifiers.
        """
        hashes = np.frombuffer(self._hashes, np.uint64)
        records = np.frombuffer(self._records, np.uint32).astype(np.int64)
        schemes = np.frombuffer(self._schemes, np.uint8)
        withdrawn = self._withdrawn(hashes, records, schemes)
        kept = ~withdrawn[records] if len(records) else np.zeros(0, np.bool_)
        claims = schemes == _CLAIM
        claimed, kept = kept & claims, kept & ~claims
        mistaken = np.zeros(0, np.uint64)
        if refined is not None:
            able = kept & ((schemes == DOI) | ((schemes >= WEAK) & (schemes < SOURCE)))
            mistaken = refined.mistaken(hashes[able], records[able])
            kept &= ~np.isin(hashes, mistaken)
        table = self._table(hashes[kept], records[kept], schemes[kept], withdrawn)
        labels, contested = table.components()
        contested |= frozenset(mistaken.tolist())
        if refined is not None:
            labels[withdrawn] = -1
            labels = refined.labels(labels, table)
            labels[withdrawn] = np.arange(int(withdrawn.sum()), dtype=np.int32) + labels.max(initial=0) + 1
            named = table.schemes < SOURCE
            contested |= _contested(table.hashes[named], labels[table.records[named]])
        contested |= _contested(hashes[claimed], labels[records[claimed]])
        labels, first = _numbered(labels)
        sizes = np.bincount(labels, minlength=len(first)).astype(np.int32)
        return Clusters(labels, sizes, first, withdrawn, contested)

    def _table(
        self,
        hashes: npt.NDArray[np.uint64],
        records: npt.NDArray[np.int64],
        schemes: npt.NDArray[np.uint8],
        withdrawn: Mask,
    ) -> Table:
        registered = np.frombuffer(self._registered, np.uint32).astype(np.int64)
        there = ~withdrawn[registered]
        registrants = np.frombuffer(self._registrants, np.uint32)
        return Table(
            hashes, records, schemes, Registrants(registered[there], registrants[there]), self._count
        )

    def _withdrawn(
        self, hashes: npt.NDArray[np.uint64], records: npt.NDArray[np.int64], schemes: npt.NDArray[np.uint8]
    ) -> Mask:
        """Records that a deletion names, and the deletions themselves, wherever they stand.

        A record that its source brings back, with a date behind that of the deletion, is there again.
        """
        withdrawn = np.zeros(self._count, np.bool_)
        deletions = np.frombuffer(self._deleted, np.uint32)
        if not len(deletions):
            return withdrawn
        withdrawn[deletions] = True
        moments = np.frombuffer(self._moments, np.uint32)
        own = schemes == SOURCE
        gone = own & withdrawn[records]
        names, places = np.unique(hashes[gone], return_inverse=True)
        latest = np.zeros(len(names), np.uint32)
        told = moments[records[gone]]
        np.maximum.at(latest, places, np.where(told, told, np.iinfo(np.uint32).max))
        named = np.flatnonzero(own & np.isin(hashes, names))
        later = moments[records[named]] > latest[np.searchsorted(names, hashes[named])]
        withdrawn[records[named[~later]]] = True
        return withdrawn


def deletes(record: Record) -> bool:
    """Whether the source says with this record that it withdraws another."""
    return any(origin.status == "deleted" for origin in record.provenance)


def uncontested(record: Record, contested: frozenset[int]) -> Record:
    """The record, named by an identifier that nobody else claims, with a note of those that others do."""
    if not contested:
        return record
    own: list[Identifier] = []
    shared: list[Identifier] = []
    for scheme, one in sorted(_linking(record), key=lambda pair: pair[0]):
        claimed = _hash(scheme, ids.comparable(one.scheme, one.value)) in contested
        (shared if claimed else own).append(one)
    if not shared and not _is_contested(record, contested):
        return record
    key = own[0] if own else _local(record, contested)
    return msgspec.structs.replace(record, key=key, contested=tuple(shared))


def _is_contested(record: Record, contested: frozenset[int]) -> bool:
    """Whether others have the record's own id, and nothing else names it."""
    if any(True for _ in _linking(record)) or not record.provenance:
        return False
    return _claim(record.provenance[0]) in contested


def _local(record: Record, contested: frozenset[int]) -> Identifier:
    """The name of a record by its own id; with its title where others have that id too."""
    origin = record.provenance[0]
    value = f"{origin.source}/{origin.id or origin.digest}"
    if origin.id and _claim(origin) in contested:
        value += f"/{_hash(SOURCE, _title(record) or origin.digest):016x}"
    return Identifier(scheme="source", value=value)


def _claim(origin: Provenance) -> int:
    return _hash(_CLAIM, f"{origin.source}\0{origin.id}")


def _title(record: Record) -> str:
    """What is equal for two spellings of one title: letters and digits."""
    return folded(record.titles[0].text).replace(" ", "") if record.titles else ""


def _linking(record: Record) -> Iterator[tuple[int, Identifier]]:
    for one in record.identifiers:
        if one.scheme in ids.LINKING:
            yield ids.LINKING.index(one.scheme), one


def _keys(record: Record, title: str) -> Iterator[tuple[int, int]]:
    nameless = True
    values = set()
    for scheme, one in _linking(record):
        nameless = False
        values.add(one.value)
        yield scheme, _hash(scheme, ids.comparable(one.scheme, one.value))
    for origin in record.provenance:
        if origin.id in values:
            yield SOURCE, _hash(SOURCE, f"{origin.source}\0{origin.id}")
        elif is_universal(origin):
            yield SOURCE, _hash(SOURCE, f"\0{origin.id}")
        elif origin.id:
            told = title or origin.digest
            yield SOURCE, _hash(SOURCE, f"{origin.source}\0{origin.id}\0{told}")
            yield _CLAIM, _claim(origin)
        elif nameless and origin.digest:
            # its digest is all that names it, so the same bytes twice are the same publication
            yield SOURCE, _hash(SOURCE, f"\0{origin.digest}")


def hashed(scheme: str, value: str) -> int:
    """The hash of an identifier of a scheme that links."""
    return _hash(ids.LINKING.index(scheme), ids.comparable(scheme, value))


def _hash(scheme: int, value: str) -> int:
    """64 bits: among ten million keys, two meet by chance about once in 300,000 runs."""
    digest = hashlib.blake2b(f"{scheme}\0{value}".encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(digest.digest(), "little")


def _contested(hashes: npt.NDArray[np.uint64], labels: Labels) -> frozenset[int]:
    """The keys that stand in more than one cluster."""
    pairs = np.unique(np.stack([hashes, labels.astype(np.uint64)]), axis=1)
    found, counts = np.unique(pairs[0], return_counts=True)
    return frozenset(found[counts > 1].tolist())


def _numbered(labels: Labels) -> tuple[Labels, Labels]:
    """Labels numbered by the first record of each cluster, and that record."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return rank[inverse].astype(np.int32), first[order].astype(np.int32)
