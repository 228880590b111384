"""The signatures of a block -> clusters, each of one person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from kg.people.evidence import Floats, evidence
from kg.people.joining import joined
from kg.people.model import Model, shipped
from kg.people.names import given_words, is_full
from kg.people.signatures import Signature
from kg.people.vetoes import Vetoes, identifiers

__all__ = ["LARGEST", "Clustering", "clusters"]

LARGEST = 4000
"""So many signatures are compared with each other at most; a larger block is cut."""

_ROWS = 256
_ASSURED = 1.0
_DIGITS = 3

Indices = list[int]


class Clustering(msgspec.Struct, frozen=True):
    """What became of signatures, in their order.

    Attributes:
        labels: the cluster of each, from 0 in the order in which the clusters appear.
        probability: that the signature belongs to its cluster, from 0 to 1: the mean for the pairs that it
            makes there; of one that is alone, that it is not in the cluster that is most like it; 1 where an
            identifier says it.
    """

    labels: tuple[int, ...]
    probability: tuple[float, ...]


def clusters(
    signatures: Sequence[Signature], *, model: Model | None = None, cautious: bool = False
) -> Clustering:
    """Tells which signatures of a block (:func:`kg.people.signatures.block`) are of one person.

    Their order changes nothing. A block of more than :data:`LARGEST` is cut by given name: names in full by
    their first word, initials by themselves; what is still larger, by year. What was cut apart is not joined
    here. Memory is some 20 bytes a pair.

    Args:
        signatures: those of one block.
        model: weights; by default those that come with the package.
        cautious: joins only what is rather surely one person.
    """
    model = model or shipped()
    believed = [identifiers(one) for one in signatures]
    labels = np.zeros(len(signatures), dtype=np.int64)
    probability = np.ones(len(signatures))
    first = 0
    for part in _parts(signatures):
        found, likely = _of_part(
            [signatures[place] for place in part], [believed[place] for place in part], model, cautious
        )
        labels[part] = first + found
        first += len(part)
        probability[part] = likely
    return Clustering(_renumbered(labels), tuple(probability.round(_DIGITS).tolist()))


def _parts(signatures: Sequence[Signature]) -> Iterator[Indices]:
    """The places of signatures that are compared, in an order that depends on the signatures alone."""
    places = sorted(range(len(signatures)), key=lambda place: msgspec.json.encode(signatures[place]))
    if len(places) <= LARGEST:
        yield from [places] if places else []
        return
    names: defaultdict[str, Indices] = defaultdict(list)
    for place in places:
        names[_cut(signatures[place])].append(place)
    for name in sorted(names):
        some = sorted(names[name], key=lambda place: signatures[place].year)
        yield from (some[start : start + LARGEST] for start in range(0, len(some), LARGEST))


def _cut(one: Signature) -> str:
    words = given_words(one.given, one.initials)
    return words[0] if words and is_full(words[0]) else " ".join(words)


def _of_part(
    signatures: Sequence[Signature], believed: Sequence[dict[str, str]], model: Model, cautious: bool
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Labels and probabilities of signatures that are compared; a label is the place of the first."""
    if len(signatures) == 1:
        return np.zeros(1, dtype=np.int32), np.ones(1)
    together = evidence(signatures, model.names)
    vetoes = Vetoes(signatures, believed, together)
    likely = np.empty((len(signatures), len(signatures)), dtype=np.float32)
    for start in range(0, len(signatures), _ROWS):
        rows = slice(start, start + _ROWS)
        likely[rows] = np.where(vetoes.of(rows), -np.inf, model.probabilities(together, rows))
    threshold = model.cautious if cautious else model.threshold
    known = _known(believed, likely)
    labels = joined(likely.copy(), threshold, known)
    probability = _probability(likely, labels)
    for group in known:
        probability[list(group)] = _ASSURED
    return labels, probability


def _known(believed: Sequence[dict[str, str]], likely: Floats) -> list[tuple[int, ...]]:
    """Groups of signatures that share an identifier, directly or not, and of which no two are forbidden."""
    told = [(place, each) for place, found in enumerate(believed) for each in found.items()]
    if not told:
        return []
    numbers = {each: len(believed) + number for number, each in enumerate(sorted({each for _, each in told}))}
    size = len(believed) + len(numbers)
    links = [place for place, _ in told], [numbers[each] for _, each in told]
    _, homes = connected_components(
        sparse.coo_array((np.ones(len(told)), links), (size, size)), directed=False
    )
    groups: defaultdict[int, Indices] = defaultdict(list)
    for place, home in enumerate(homes[: len(believed)].tolist()):
        groups[home].append(place)
    return [
        tuple(group)
        for group in groups.values()
        if len(group) > 1 and not _forbidden(likely[np.ix_(group, group)])
    ]


def _forbidden(square: Floats) -> bool:
    return bool(np.isneginf(square[~np.eye(len(square), dtype=np.bool_)]).any())


def _probability(likely: Floats, labels: NDArray[np.int32]) -> NDArray[np.float64]:
    """The mean probability of each item in its own cluster, or against the most alike where it is alone."""
    different, numbers = np.unique(labels, return_inverse=True)
    sizes = np.bincount(numbers)
    found = np.ones(len(labels))
    certain = np.where(np.isneginf(likely), 0.0, likely)
    np.fill_diagonal(certain, 0.0)
    rows = np.arange(len(labels))
    member = sparse.csr_array((np.ones(len(labels)), (numbers, rows)), shape=(len(different), len(labels)))
    mean = np.ascontiguousarray((member @ certain).T)  # sparse: its sums are the same on all processors
    own = mean[rows, numbers]
    alone = sizes[numbers] == 1
    found[~alone] = own[~alone] / (sizes[numbers[~alone]] - 1)
    if len(different) > 1:
        found[alone] = 1.0 - (mean[alone] / sizes).max(axis=1, initial=0.0)
    return found


def _renumbered(labels: NDArray[np.int64]) -> tuple[int, ...]:
    _, first, numbers = np.unique(labels, return_index=True, return_inverse=True)
    return tuple(np.argsort(np.argsort(first))[numbers].tolist())
