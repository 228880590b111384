"""Which source records are of one publication, from everything that tells it.

In this order: identifiers that records share (:mod:`.linking`), without those that stand on publications
which are not alike (:mod:`.guarding`); then what records say (:mod:`.near`). What people decided
(:mod:`.decisions`) is above both.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType, TracebackType
from typing import Self
from zlib import crc32

import msgspec
import numpy as np
import numpy.typing as npt

from kg.identity.components import Labels, Table
from kg.identity.decisions import Decided, Decision, Word
from kg.identity.guarding import mistaken
from kg.identity.linking import Clusters, Keys
from kg.identity.links import Link, Verdict
from kg.identity.near import Near, Pair, joined
from kg.identity.separating import Borders, separated
from kg.identity.works import Works
from kg.record import Record

__all__ = ["Linked", "Linker"]


class Linked(msgspec.Struct, frozen=True):
    """What was linked.

    Attributes:
        clusters: the publications.
        links: why records without a shared identifier are of one publication or work, or may be; in the
            order of their records.
        versions: pairs of records, by number, that are of two versions of a work by what they say.
        works: how many works have several publications.
        disbelieved: how many pairs of publications are called versions and are not believed to be.
        unknown: the decisions that are about no record.
    """

    clusters: Clusters
    links: tuple[Link, ...]
    versions: tuple[tuple[int, int], ...]
    works: int
    disbelieved: int
    unknown: tuple[Decision, ...]


class Linker:
    """Records as they come, numbered from 0; a context, as :class:`.Near` is.

    Args:
        decisions: what people decided.
        likeness: whether records without a shared identifier are linked too.
    """

    def __init__(self, decisions: Iterable[Decision] = (), *, likeness: bool = True) -> None:
        self._keys = Keys()
        self._near = Near()
        self._works = Works()
        self._stamps = array("I")
        self._decided = Decided(decisions)
        self._likeness = likeness
        self._pairs: list[Pair] = []
        self._made: frozenset[tuple[int, int]] = frozenset()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._near.__exit__(kind, error, trace)

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def deletions(self) -> int:
        """How many of the records so far only say that another is withdrawn."""
        return self._keys.deletions

    def add(self, record: Record) -> None:
        """Notes the next record."""
        self._decided.add(len(self._keys), record)
        title = self._near.add(record).title.replace(" ", "")
        self._keys.add(record, title)
        self._works.add(record)
        self._stamps.append(crc32(title[:60].encode()))

    def link(self) -> Linked:
        """The publications that the records so far are of."""
        clusters = self._keys.clusters(self)
        versions = tuple(
            (pair.left, pair.right) for pair in self._pairs if pair.likeness.verdict == "version"
        )
        named = self._keys.named(self._works.targets())
        decided = [pair[:2] for pair in self._decided.about("versions")]
        apart = [pair[:2] for pair in self._decided.about("unrelated")]
        joined = self._works.join(
            clusters, named, versions, self._near.briefs(), decided=decided, apart=apart
        )
        links = sorted(
            [*self._links(clusters.labels, dict(joined.works.tolist())), *joined.links],
            key=lambda link: (link.left, link.right, link.rule),
        )
        return Linked(
            msgspec.structs.replace(clusters, works=joined.works),
            tuple(links),
            versions,
            len(np.unique(joined.works[:, 1])),
            joined.disbelieved,
            tuple(self._decided.unknown()),
        )

    # -- what the keys ask -----------------------------------------------------------------------

    def mistaken(
        self, hashes: npt.NDArray[np.uint64], records: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.uint64]:
        """See :class:`.Refinement`."""
        return mistaken(hashes, records, np.frombuffer(self._stamps, np.uint32), self._near.briefs())

    def labels(self, labels: Labels, table: Table) -> Labels:
        """See :class:`.Refinement`."""
        briefs = self._near.briefs()
        borders = Borders(pair[:2] for pair in self._decided.about("different", "versions", "unrelated"))
        labels = separated(labels, table, borders, lambda number: briefs(number).reference)
        self._pairs = list(self._near.pairs(labels)) if self._likeness else []
        decided = [(one, two) for one, two, _ in self._decided.about("same")]
        labels, self._made = joined(labels, self._pairs, briefs, decided=decided, borders=borders)
        return labels

    # -- evidence --------------------------------------------------------------------------------

    def _links(self, labels: Labels, works: dict[int, int]) -> Iterator[Link]:
        """What likeness and people tell; versions are those that share a work in the end."""
        for pair in self._pairs:
            found = pair.likeness
            verdict = found.verdict
            if verdict == "same" and (pair.left, pair.right) not in self._made:
                verdict = "review"
            one, two = int(labels[pair.left]), int(labels[pair.right])
            if verdict in ("review", "version") and one == two:
                continue
            if verdict == "version" and works.get(one, -1) != works.get(two, -2):
                continue
            left, right = pair.names
            yield Link(
                left=left,
                right=right,
                rule="likeness",
                verdict=verdict,
                score=found.score,
                parts=found.parts(),
                value=found.veto,
            )
        briefs = self._near.briefs()
        for one, two, said in self._decided.about(*_DECIDED):
            left, right = sorted((briefs(one).reference, briefs(two).reference))
            verdict = _DECIDED[said.decision]
            yield Link(left=left, right=right, rule="decision", verdict=verdict, value=said.note)


_DECIDED: Mapping[Word, Verdict] = MappingProxyType(
    {"same": "same", "different": "different", "versions": "version", "unrelated": "different"}
)
