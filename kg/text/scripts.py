"""Superscripts and subscripts in plain text."""

from __future__ import annotations

__all__ = ["grouped", "lowered", "raised"]

_SUPER = str.maketrans("0123456789+-−–=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿ")
_SUB = str.maketrans("0123456789+-−–=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎")
_NUMERIC = frozenset("0123456789+-−–.,")


def raised(text: str, before: str = "", *, always: bool = False) -> str:
    """A superscript; ``before`` is the character that it stands behind.

    ``always`` writes the mark even where nothing would run together, as formulas want it.

    >>> raised("2+"), raised("®", "x"), raised("6/ml", "0"), raised("th", "6")
    ('²⁺', '®', '^(6/ml)', 'th')
    """
    return _written(text, before, _SUPER, "^", always=always)


def lowered(text: str, before: str = "", *, always: bool = False) -> str:
    """A subscript; see :func:`raised`.

    >>> lowered("2"), lowered("max", "T"), lowered("max", "T", always=True)
    ('₂', 'max', '_(max)')
    """
    return _written(text, before, _SUB, "_", always=always)


def grouped(text: str) -> str:
    """The text in brackets unless it is one character or has brackets of its own.

    >>> grouped("a"), grouped("a+b"), grouped("(a)"), grouped("12")
    ('a', '(a+b)', '(a)', '12')
    """
    if len(text) < 2 or text.isdecimal():
        return text
    closed = text.startswith("(") and text.find(")") == len(text) - 1
    return text if closed else f"({text})"


def _written(text: str, before: str, table: dict[int, int], mark: str, *, always: bool) -> str:
    bare = text.strip()
    if not bare:
        return text
    if all(ord(character) in table for character in bare):
        return bare.translate(table)
    if always or (before.isdecimal() and bare[0] in _NUMERIC):
        return mark + grouped(bare)
    return text
