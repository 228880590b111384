r"""Rows as text for people: a table where it fits, else a block of lines for each row.

No word is broken and no value is cut: on a narrow terminal texts wrap between words, and where that
would take more lines than one value a line, each row is a block of its own.

    >>> print(*laid_out(("name", "works"), [("Lumley, Judith", "2")], numeric=("works",)), sep="\n")
     name             works
     ──────────────────────
     Lumley, Judith       2
    >>> print(*laid_out(("name", "works"), [("Lumley, Judith", "2")], width=16), sep="\n")
     name   Lumley,
            Judith
     works  2
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice

from rich.cells import cell_len

__all__ = ["laid_out", "visible"]

_GAP = "   "
_BLOCK_GAP = "  "
_LEAST = 8
_HELD = 10_000
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_NAMED = {"\n": r"\n", "\t": r"\t", "\r": r"\r"}


def visible(text: str) -> str:
    r"""Text with its controls written out: what a record holds must not steer the terminal.

    >>> print(visible("a\x1b[1m\nb"))
    a\x1b[1m\nb
    """
    return _CONTROLS.sub(lambda found: _NAMED.get(found[0], f"\\x{ord(found[0]):02x}"), text)


def laid_out(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    width: int | None = None,
    numeric: Sequence[str] = (),
) -> Iterator[str]:
    """The lines of a table; the first is its head, unless each row is a block.

    The first rows decide the widths; of very many, those that follow are laid out one by one.

    Args:
        heads: the names of the columns.
        rows: a text a column.
        width: the columns of the terminal; ``None`` for a row a line, however wide.
        numeric: the heads whose columns stand at the right.
    """
    every = (tuple(map(visible, row)) for row in rows)
    shown = list(islice(every, _HELD))
    natural = _widths([heads, *shown], cell_len)
    room = None if width is None else width - len(_GAP) * (len(heads) - 1) - 2
    if room is None:
        yield from _table(heads, ([row] for row in chain(shown, every)), natural, numeric)
        return
    if sum(natural) <= room:
        rest = (_wrapped_row(row, natural) for row in every)
        yield from _table(heads, chain(([row] for row in shown), rest), natural, numeric)
        return
    least = _widths([heads, *shown], _longest_word)
    wide = _shared(least, natural, room) if sum(least) <= room else ()
    wrapped = [_wrapped_row(row, wide) for row in shown] if wide else []
    if wide and sum(map(len, wrapped)) <= len(shown) * (len(heads) + 1):
        others = (_wrapped_row(row, wide) for row in every)
        yield from _table(heads, chain(wrapped, others), wide, numeric)
    else:
        yield from _blocks(heads, chain(shown, every), width or 0)


# -- widths ------------------------------------------------------------------------------------


def _widths(rows: Iterable[Sequence[str]], measure: Callable[[str], int]) -> tuple[int, ...]:
    found: list[int] = []
    for row in rows:
        sizes = [measure(cell) for cell in row]
        found = [max(pair) for pair in zip(found, sizes, strict=True)] if found else sizes
    return tuple(found)


def _longest_word(text: str) -> int:
    return max(map(cell_len, text.split()), default=0)


def _shared(least: Sequence[int], natural: Sequence[int], room: int) -> tuple[int, ...]:
    """What each column gets of the room: its least, then the narrow ones what they want."""
    found = list(least)
    spare = room - sum(found)
    while spare > 0:
        wanting = [place for place, size in enumerate(found) if size < natural[place]]
        if not wanting:
            break
        for place in sorted(wanting, key=lambda one: (found[one], one))[:spare]:
            found[place] += 1
            spare -= 1
    return tuple(found)


# -- lines -------------------------------------------------------------------------------------


def _table(
    heads: Sequence[str],
    rows: Iterable[Sequence[Sequence[str]]],
    widths: Sequence[int],
    numeric: Sequence[str],
) -> Iterator[str]:
    right = [head in numeric for head in heads]
    yield _line(heads, widths, right)
    yield " " + "─" * (sum(widths) + len(_GAP) * (len(widths) - 1))
    for lines in rows:
        for cells in lines:
            yield _line(cells, widths, right)


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = [
        " " * (width - cell_len(cell)) + cell if at_right else cell + " " * (width - cell_len(cell))
        for cell, width, at_right in zip(cells, widths, right, strict=True)
    ]
    return f" {_GAP.join(padded)}".rstrip(" ")


def _wrapped_row(row: Sequence[str], widths: Sequence[int]) -> list[tuple[str, ...]]:
    """The lines of a row, each with a cell a column."""
    cells = [_wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
    tall = max(map(len, cells), default=1)
    return [tuple(cell[line] if line < len(cell) else "" for cell in cells) for line in range(tall)]


def _wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most this width, except where a word alone is longer."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and cell_len(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _blocks(heads: Sequence[str], rows: Iterable[Sequence[str]], width: int) -> Iterator[str]:
    """A line a value that there is, and an empty line between rows."""
    margin = max(map(cell_len, heads))
    room = max(width - margin - len(_BLOCK_GAP) - 2, _LEAST)
    for number, row in enumerate(rows):
        if number:
            yield ""
        for head, cell in zip(heads, row, strict=True):
            for place, line in enumerate(_wrapped(cell, room) if cell else ()):
                name = "" if place else head
                yield f" {name}{' ' * (margin - cell_len(name))}{_BLOCK_GAP}{line}"
