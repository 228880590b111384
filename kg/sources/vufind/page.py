"""The text of a record page: finds the staff view in it, and where each field begins.

A line that begins with the name of a field may still be a value: "title insurance" under ``topic``.
So every line that could begin a field gets a weight, from what else is on the page, and the fields
are the chain of lines of ascending names that weighs most.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kg.sources.vufind import schema
from kg.sources.vufind.fields import collapsed

__all__ = ["candidates", "fields", "pages"]

_PAGE = re.compile(rb"^_version_[ \t]+[0-9]+[ \t]*\r?$", re.MULTILINE)
_WORD = re.compile(r"[a-z]+\Z")
_PROSE = re.compile(
    r"(?:a|an|and|are|as|at|be|by|for|from|has|have|in|is|of|on|or|that|the|to|was|were|which|with) \S+ \S"
)
_ASSIGNED = re.compile(r"=\s*[{\"\d]")  # an entry of BibTeX
_SHAPES: Mapping[str, re.Pattern[str]] = {
    "_version_": re.compile(r"[0-9]+\Z"),
    "first_indexed": re.compile(r"[0-9]{4}-"),
    "last_indexed": re.compile(r"[0-9]{4}-"),
}
_LAST = {"url": re.compile(r"[a-z]+:", re.IGNORECASE), "work_keys_str_mv": re.compile(r"(?:AT|UT) ")}
_LOOKS = 2_000_000_000  # characters that may be searched for evidence, so that no page takes for ever


class _Line(NamedTuple):
    """A line that may begin a field."""

    number: int
    name: str
    value: str


def pages(data: bytes) -> Iterator[bytes]:
    r"""The pages of a file, each with one staff view; most files are one page.

    >>> len(list(pages(b"_version_ 1\nid a\n\nNext\n_version_ 2\nid b\n")))
    2
    """
    starts = [found.start() for found in _PAGE.finditer(data)][1:]
    for start, end in zip([0, *starts], [*starts, len(data)], strict=True):
        yield data[start:end]


def candidates(lines: Sequence[str]) -> list[_Line]:
    """The lines that begin with the name of a field, if only by chance."""
    found = []
    for number, line in enumerate(lines):
        name, value = _divided(line)
        if (
            name
            and schema.is_field(name)
            and not _ASSIGNED.match(value)
            and (name not in _SHAPES or _SHAPES[name].match(value))
        ):
            found.append(_Line(number, name, value))
    return found


def _divided(line: str) -> tuple[str, str]:
    """The first word and the rest, which a blank or a tab divides."""
    stripped = line.rstrip(" \t\r")
    found = re.match(r"([A-Za-z_][A-Za-z0-9_-]*)(?:[ \t]+|\Z)", stripped)
    return (found[1], stripped[found.end() :]) if found else ("", "")


def fields(text: str) -> dict[str, tuple[str, ...]]:
    r"""The fields of the page's staff view with their values; none if the page does not show it.

    >>> page = "Loading...\nid x1\ninstitution Here\ntitle T\ntopic Law\ntitle insurance\nurl http://a.b/"
    >>> fields(page)["topic"]
    ('Law', 'title insurance')
    """
    lines = text.replace("\r\n", "\n").split("\n")
    chain = _chain(candidates(lines), "\n".join(map(collapsed, lines)))
    chain = _without_chance(chain, lines)
    if not schema.is_page(line.name for line in chain):
        return {}
    ends = [line.number for line in chain[1:]] + [len(lines)]
    found = {}
    for line, end in zip(chain, ends, strict=True):
        more = lines[line.number + 1 : end]
        found[line.name] = _values(line, _ending(line.name, more) if line is chain[-1] else more)
    return found


def _values(line: _Line, more: Sequence[str]) -> tuple[str, ...]:
    if schema.is_single(line.name):
        return ("\n".join([line.value, *more]).replace("\r", "").strip(" \t\n"),)
    values = [value.strip(" \t\r") for value in (line.value, *more)]
    while len(values) > 1 and not values[-1]:
        values.pop()
    return tuple(values)


def _ending(name: str, more: Sequence[str]) -> Sequence[str]:
    """The lines of the last field, without what the page has below the staff view."""
    shape = _LAST.get(name)
    count = 0
    for line in more:
        if not line.strip() or (shape and not shape.match(line)):
            break
        count += 1
    return more[:count]


def _without_chance(chain: list[_Line], lines: Sequence[str]) -> list[_Line]:
    """The chain without lines of the text above and below, which an empty line parts from the staff view."""
    if len(chain) > 1 and _parted(chain[0], chain[1], lines):
        chain = chain[1:]
    while len(chain) > 1 and _parted(chain[-2], chain[-1], lines):
        chain = chain[:-1]
    return chain


def _parted(one: _Line, other: _Line, lines: Sequence[str]) -> bool:
    """Whether an empty line stands between two fields where no value can have it."""
    if schema.is_single(one.name) or one.name.endswith("_role"):
        return False
    return any(not line.strip() for line in lines[one.number + 1 : other.number])


def _chain(found: Sequence[_Line], page: str) -> list[_Line]:
    """The chain of strictly ascending names of the greatest weight; of equal ones, the earlier lines."""
    names = sorted({line.name for line in found}, key=schema.in_order)
    ranks = {name: rank for rank, name in enumerate(names, start=1)}
    look = len(found) * len(page) <= _LOOKS
    best: list[tuple[float, int]] = [(0.0, -1)] * (len(ranks) + 1)  # a Fenwick tree of prefix maxima
    before = [-1] * len(found)
    top = (0.0, -1)
    for place, line in enumerate(found):
        weight, before[place] = _heaviest(best, ranks[line.name] - 1)
        weight += _weight(line, page if look else "")
        if weight > top[0]:
            top = (weight, place)
        _enter(best, ranks[line.name], (weight, place))
    chain = []
    place = top[1]
    while place >= 0:
        chain.append(found[place])
        place = before[place]
    return chain[::-1]


def _heaviest(tree: Sequence[tuple[float, int]], rank: int) -> tuple[float, int]:
    found = (0.0, -1)
    while rank > 0:
        found = max(found, tree[rank], key=lambda entry: entry[0])
        rank &= rank - 1
    return found


def _enter(tree: list[tuple[float, int]], rank: int, entry: tuple[float, int]) -> None:
    while rank < len(tree):
        if entry[0] > tree[rank][0]:
            tree[rank] = entry
        rank += rank & -rank


def _weight(line: _Line, page: str) -> float:
    """How far a line is from being a value.

    The index says most things several times (``title`` in ``title_full``, everything in
    ``spelling``). A value that is repeated without the word before it is a field's; one that is
    repeated with it is part of a longer value.
    """
    start = collapsed(line.value)[:160]
    if start and page:
        whole, alone = page.count(f"{line.name} {start}"), page.count(start)
        if whole > 1:
            return -1.0 if alone == whole else 0.3
        if alone > 1 and len(start) > 3:
            return 1.0
    if _WORD.match(line.name) and start[:1].islower():
        return -0.5 if _PROSE.match(start) else 0.4
    if not start:
        return -1.0 if _WORD.match(line.name) else 0.3  # fields of roles have places without a value
    return 1.0
