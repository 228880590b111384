"""What stands around the signatures of a block, as numbers: bags of words weighed by how rare they are."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from kg.people.commonness import Commonness
from kg.people.names import family_of, given_words, relations, surname
from kg.people.signatures import Signature
from kg.text.folding import folded

__all__ = ["Bag", "Evidence", "Floats", "bag", "evidence"]

Floats = NDArray[np.float32]

_DAMPING = 0.5
"""A word that a name has on many publications counts as on their square root: one is no crowd."""
_EXPECTED = 100
_SHARE = 0.003
"""Before a block is looked at, a word is taken to stand in so many of so many publications."""

_EMPTY = frozenset(
    folded(
        "a an and as at based between by da das de der des di die du during et for from im in into is it its "
        "la las le les los new on of or their the to und une using via with y"
    ).split()
)
"""Words that say nothing of a subject or a place."""


class Bag(NamedTuple):
    """The words of each signature, a row each: weighed, only marked, and how much the rows weigh."""

    weighed: sparse.csr_array
    marked: sparse.csr_array
    weight: Floats
    norm: Floats

    def shared(self, rows: slice) -> Floats:
        """The weight of what signatures have in common; a row of all for each in the slice."""
        found: Floats = (self.weighed[rows] @ self.marked.T).toarray().astype(np.float32)
        return found

    def likeness(self, rows: slice) -> Floats:
        """The cosine of what signatures say."""
        dots = (self.weighed[rows] @ self.weighed.T).toarray().astype(np.float32)
        norms = np.outer(self.norm[rows], self.norm)
        found: Floats = np.divide(dots, norms, out=np.zeros(dots.shape, np.float32), where=norms > 0)
        return found

    def known(self, rows: slice) -> NDArray[np.bool_]:
        """Where both signatures say something."""
        said = self.weight > 0
        both: NDArray[np.bool_] = np.logical_and.outer(said[rows], said)
        return both


class Evidence(NamedTuple):
    """All that can be compared of the signatures of a block, in their order.

    ``names`` is the number of each given name in ``relations``, which is a square of them; ``commonness`` and
    ``homonyms`` are of each signature, as common logarithms.
    """

    names: NDArray[np.intp]
    relations: NDArray[np.int8]
    commonness: Floats
    homonyms: Floats
    coauthors: Bag
    affiliations: Bag
    emails: Bag
    subjects: Bag
    venues: Bag
    years: NDArray[np.int32]
    languages: NDArray[np.intp]


def bag(rows: Sequence[Iterable[str]], names: NDArray[np.intp]) -> Bag:
    """The bag of some words a signature. A word weighs the logarithm of how rare it is in the block.

    What is rare is told from few publications too: a block counts as if there were more, of the usual kind.
    """
    places: dict[str, int] = {}
    found = [sorted({places.setdefault(word, len(places)) for word in sorted(set(words))}) for words in rows]
    ends = np.cumsum([0, *map(len, found)])
    columns = np.array([place for row in found for place in row], dtype=np.int64)
    shape = (len(rows), max(len(places), 1))
    marked = sparse.csr_array((np.ones(len(columns)), columns, ends), shape=shape)
    member = sparse.csr_array((np.ones(len(rows)), names, np.arange(len(rows) + 1)))
    by_name = sparse.coo_array(member.T @ marked)
    count = np.bincount(by_name.coords[1], by_name.data**_DAMPING, minlength=shape[1])
    total = (np.bincount(names) ** _DAMPING).sum()
    rare = np.maximum(np.log((total + _EXPECTED) / (count + _EXPECTED * _SHARE)), 0.0)
    weighed = sparse.csr_array((rare[columns], columns, ends), shape=shape)
    weight = np.asarray(weighed.sum(axis=1), dtype=np.float32)
    norm = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)), dtype=np.float32)
    return Bag(weighed, marked, weight, norm)


def evidence(signatures: Sequence[Signature], common: Commonness) -> Evidence:
    """What can be compared of the signatures of one block."""
    words = [given_words(one.given, one.initials) for one in signatures]
    different = sorted(set(words))
    place = {each: number for number, each in enumerate(different)}
    names = np.array([place[each] for each in words], dtype=np.intp)
    families = [surname(one.family, one.name) for one in signatures]
    spread = math.log10(max(len({"".join(each) for each in different}), 1))
    given = [common.of_given(each) for each in words]
    first = [common.of_initial(each[0][0]) if each else 0.0 for each in words]
    subjects = [" ".join((one.title, one.venue, *one.topics)) for one in signatures]
    return Evidence(
        names=names,
        relations=relations(different),
        commonness=_column(common.of_surname(one) + two for one, two in zip(families, given, strict=True)),
        homonyms=_column(spread + one - two for one, two in zip(given, first, strict=True)),
        coauthors=bag([_others(one) for one in signatures], names),
        affiliations=bag([_words(" ".join(one.affiliations)) for one in signatures], names),
        emails=bag([[email.casefold() for email in one.emails] for one in signatures], names),
        subjects=bag([_words(subject) for subject in subjects], names),
        venues=bag([[folded(one.venue)] if one.venue else [] for one in signatures], names),
        years=np.array([one.year for one in signatures], dtype=np.int32),
        languages=np.unique([min(one.languages, default="") for one in signatures], return_inverse=True)[1],
    )


def _column(numbers: Iterable[float]) -> Floats:
    return np.fromiter(numbers, dtype=np.float32)


def _words(text: str) -> list[str]:
    return [word for word in folded(text).split() if len(word) > 1 and word not in _EMPTY]


def _others(one: Signature) -> list[str]:
    """The co-authors, each by family name and first initial, but whoever is called like the signature."""
    words = given_words(one.given, one.initials)
    own = f"{surname(one.family, one.name)} {words[0][0] if words else ''}".strip()
    return [other for other in map(family_of, one.coauthors) if other not in ("", own)]
