"""Funders and the numbers of their grants, as Web of Science writes them in one field."""

from __future__ import annotations

import re

from kg.record import Funding
from kg.text import squeezed

__all__ = ["grants"]

_GRANTS = re.compile(r"(?P<funder>[^\[\]]*?)\s*\[(?P<numbers>[^\[\]]*)\]\Z", re.DOTALL)
_BETWEEN = re.compile(r";(?![^\[]*\])")


def grants(written: str) -> list[Funding]:
    """The grants: funders with semicolons between them, numbers in brackets behind each.

    >>> [(one.funder, one.number) for one in grants("A Fund [1, 2]; The Trust")]
    [('A Fund', '1'), ('A Fund', '2'), ('The Trust', '')]
    """
    found = []
    for piece in _BETWEEN.split(squeezed(written)):
        match = _GRANTS.match(piece.strip())
        funder = match["funder"].strip() if match else piece.strip()
        numbers = [one.strip() for one in match["numbers"].split(",")] if match else [""]
        found += [Funding(number=number, funder=funder) for number in numbers if funder or number]
    return found
