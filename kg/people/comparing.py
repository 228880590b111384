"""Signatures compared, pair by pair: features, each a number, for a slice of a block against all of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from kg.people.evidence import Bag, Evidence, Floats

__all__ = ["FEATURES", "UNKNOWN"]

UNKNOWN = -1.0
"""The value of a feature where one of two signatures does not say it."""

Feature = Callable[[Evidence, slice], Floats]


def _given_names(block: Evidence, rows: slice) -> Floats:
    return block.relations[np.ix_(block.names[rows], block.names)].astype(np.float32)


def _commoner(block: Evidence, rows: slice) -> Floats:
    return np.maximum.outer(block.commonness[rows], block.commonness)


def _rarer(block: Evidence, rows: slice) -> Floats:
    return np.minimum.outer(block.commonness[rows], block.commonness)


def _homonyms(block: Evidence, rows: slice) -> Floats:
    return np.maximum.outer(block.homonyms[rows], block.homonyms)


def _known(found: Floats, words: Bag, rows: slice) -> Floats:
    return np.where(words.known(rows), found, np.float32(UNKNOWN))


def _coauthors(block: Evidence, rows: slice) -> Floats:
    return _known(block.coauthors.shared(rows), block.coauthors, rows)


def _coauthors_alike(block: Evidence, rows: slice) -> Floats:
    return _known(block.coauthors.likeness(rows), block.coauthors, rows)


def _affiliations_alike(block: Evidence, rows: slice) -> Floats:
    return _known(block.affiliations.likeness(rows), block.affiliations, rows)


def _affiliation_within(block: Evidence, rows: slice) -> Floats:
    words = block.affiliations
    least = np.minimum.outer(words.weight[rows], words.weight)
    share = words.shared(rows)
    share /= np.maximum(least, np.float32(1e-6))
    return _known(share, words, rows)


def _emails(block: Evidence, rows: slice) -> Floats:
    return _known((block.emails.shared(rows) > 0).astype(np.float32), block.emails, rows)


def _subjects_alike(block: Evidence, rows: slice) -> Floats:
    return block.subjects.likeness(rows)


def _subjects(block: Evidence, rows: slice) -> Floats:
    return block.subjects.shared(rows)


def _venues(block: Evidence, rows: slice) -> Floats:
    return _known(block.venues.shared(rows), block.venues, rows)


def _years_apart(block: Evidence, rows: slice) -> Floats:
    apart = np.abs(np.subtract.outer(block.years[rows], block.years))
    known = np.logical_and.outer(block.years[rows] != 0, block.years != 0)
    return np.where(known, apart, UNKNOWN).astype(np.float32)


def _languages(block: Evidence, rows: slice) -> Floats:
    return np.not_equal.outer(block.languages[rows], block.languages).astype(np.float32)


FEATURES: Mapping[str, Feature] = MappingProxyType(
    {
        "given names": _given_names,
        "commonness of the commoner name": _commoner,
        "commonness of the rarer name": _rarer,
        "expected homonyms in the block": _homonyms,
        "co-authors in common": _coauthors,
        "co-authors alike": _coauthors_alike,
        "affiliations alike": _affiliations_alike,
        "affiliation within the other": _affiliation_within,
        "e-mail": _emails,
        "subjects in common": _subjects,
        "subjects alike": _subjects_alike,
        "venue": _venues,
        "years apart": _years_apart,
        "languages": _languages,
    }
)
"""What a model weighs, by name.

- given names: a place in :data:`kg.people.names.RELATIONS`;
- commonness: common logarithm of the share of people who have the name, of either of the two names;
- expected homonyms: common logarithm of how many of the different names of the block one would be, were it
  drawn by chance; of the commoner name;
- in common: the weight of co-authors, of words of title, venue and topics, that both signatures have, of the
  venue where it is the same; a word weighs the natural logarithm of how rare it is;
- alike: the cosine of the same, of affiliations and of co-authors;
- affiliation within the other: the weight in common as a share of the lesser one;
- e-mail: 1 where one is the same, 0 where none is;
- years apart: years; languages: 1 where they differ.

All but the first and the last, and what is about names, are :data:`UNKNOWN` where a signature says nothing.
"""
