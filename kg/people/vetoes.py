"""What forbids that two signatures are of one person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kg import ids
from kg.people.evidence import Evidence
from kg.people.names import RELATIONS
from kg.people.signatures import Signature
from kg.text.folding import folded

__all__ = ["Vetoes", "identifiers"]

_OTHER = RELATIONS.index("other")
_ROMAN = {"junior": "jr", "senior": "sr", "2nd": "ii", "3rd": "iii", "4th": "iv", "jun": "jr", "sen": "sr"}

Numbers = NDArray[np.intp]


class Vetoes:
    """Forbids pairs of a block: of one publication, with other identifiers of a scheme, with other names.

    Two signatures of one identifier are forbidden only by the first.

    Args:
        signatures: those of a block.
        believed: what identifies them, see :func:`identifiers`.
        block: the same signatures as evidence.
    """

    def __init__(
        self, signatures: Sequence[Signature], believed: Sequence[dict[str, str]], block: Evidence
    ) -> None:
        self._publications = _numbered([one.publication for one in signatures])
        self._suffixes = _numbered([_suffix(one.suffix) for one in signatures])
        said = [identifiers(one, doubted=True) for one in signatures]
        self._identifiers: list[tuple[Numbers, NDArray[np.bool_]]] = []
        for scheme in ids.PERSONAL:
            told = _numbered([found.get(scheme, "") for found in said])
            if (told >= 0).any():
                sure = np.array([scheme in found for found in believed], dtype=np.bool_)
                self._identifiers.append((told, sure & (told >= 0)))
        self._block = block

    def of(self, rows: slice) -> NDArray[np.bool_]:
        """Where a signature of the slice and one of the block cannot be one person."""
        block = self._block
        forbidden: NDArray[np.bool_] = block.relations[np.ix_(block.names[rows], block.names)] == _OTHER
        forbidden |= _differ(self._suffixes, rows)
        for told, sure in self._identifiers:
            same = np.equal.outer(told[rows], told)
            forbidden &= ~(same & np.logical_and.outer(sure[rows], sure))
        for told, _ in self._identifiers:
            forbidden |= _differ(told, rows)
        forbidden |= np.equal.outer(self._publications[rows], self._publications)
        return forbidden


def identifiers(one: Signature, *, doubted: bool = False) -> dict[str, str]:
    """The identifiers of a signature, by scheme, those that are doubted too if asked for.

    A scheme with two says nothing.
    """
    found = (*one.identifiers, *one.doubted) if doubted else one.identifiers
    told = Counter(each.scheme for each in found)
    return {each.scheme: each.value for each in found if told[each.scheme] == 1}


def _suffix(text: str) -> str:
    plain = folded(text).replace(" ", "")
    return _ROMAN.get(plain, plain)


def _numbered(values: Sequence[str]) -> Numbers:
    """A number a value, -1 for an empty one."""
    places = {value: number for number, value in enumerate(sorted({value for value in values if value}))}
    return np.array([places.get(value, -1) for value in values], dtype=np.intp)


def _differ(column: Numbers, rows: slice) -> NDArray[np.bool_]:
    both = np.logical_and.outer(column[rows] >= 0, column >= 0)
    return both & np.not_equal.outer(column[rows], column)
