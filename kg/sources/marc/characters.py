"""Bytes of a MARC record -> text: UTF-8, or MARC-8 with its escapes to other scripts.

The tables of MARC-8 are those of pymarc. The decoder is our own: theirs makes a blank of what it does
not know, so that nobody could tell that something is missing.

See: https://www.loc.gov/marc/specifications/speccharmarc8.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

__all__ = ["LOST", "iso5426", "marc8", "text"]

LOST = "\N{REPLACEMENT CHARACTER}"
"""Stands for bytes that are no character of the encoding."""

_REFERENCE = re.compile(r"&#x([0-9A-Fa-f]{2,6});")
_BASIC, _EXTENDED, _EAST_ASIAN = 0x42, 0x45, 0x31
_SHORT = {0x67: 0x67, 0x62: 0x62, 0x70: 0x70, 0x73: _BASIC}  # one byte behind the escape
_G0, _G1 = b"(,$", b")-"
_Codes = Mapping[int, tuple[int, int]]


def text(data: bytes, *, unicode: bool) -> tuple[str, bool]:
    r"""The text of some bytes of a record, and whether all of them are characters.

    Args:
        data: any part of a record that ends with a whole field.
        unicode: whether the record is in UTF-8, which its leader says, else in MARC-8.

    >>> text(b"M\xe8uller", unicode=False), text(b"M\xc3\xbcller", unicode=True)
    (('Mu\u0308ller', True), ('Müller', True))
    """
    if unicode:
        try:
            return data.decode(), True
        except UnicodeDecodeError:
            return data.decode(errors="replace"), False
    plain = data.decode("ascii") if data.isascii() and b"\x1b" not in data else marc8(data)
    if "&#x" in plain:
        plain = _REFERENCE.sub(_referenced, plain)
    return plain, LOST not in plain or b"&#xfffd;" in data.lower()


def _referenced(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else match[0]


@cache
def _sets() -> tuple[Mapping[int, _Codes], Mapping[int, int]]:
    from pymarc import marc8_mapping  # a large table, and most records need none

    return marc8_mapping.CODESETS, marc8_mapping.ODD_MAP


def marc8(data: bytes) -> str:
    r"""MARC-8 as Unicode, each mark behind its letter; :data:`LOST` for what is not in the tables.

    The sets of characters begin anew with each subfield and field.

    >>> marc8(b"\x1b(2`ai\x1b(B!"), marc8(b"ab\xe1"), marc8(b"\xff")
    ('אבי!', 'ab\u0300', '\ufffd')
    """
    sets, odd = _sets()
    low, high = _BASIC, _EXTENDED
    made: list[str] = []
    marks: list[str] = []
    at, end = 0, len(data)
    while at < end:
        byte = data[at]
        if byte == 0x1B:
            at, low, high = _escaped(data, at, low, high, made)
            continue
        if byte in (0x1D, 0x1E, 0x1F):
            low, high = _BASIC, _EXTENDED
        if byte <= 0x20 or byte == 0x7F:
            made += [*marks, chr(byte)]
            marks.clear()
            at += 1
            continue
        wide = low == _EAST_ASIAN and byte < 0x80
        code = int.from_bytes(data[at : at + 3]) if wide else byte
        at += 3 if wide else 1
        table = sets[low if code < 0x80 or wide else high]
        # a set stands in the tables in one half only, and may be called into either
        found = table.get(code) or (None if wide else table.get(code ^ 0x80))
        character = chr(found[0]) if found else chr(odd[code]) if code in odd else LOST
        if found and found[1]:
            marks.append(character)
        else:
            made += [character, *marks]
            marks.clear()
    return "".join([*made, *marks])


def _escaped(data: bytes, at: int, low: int, high: int, made: list[str]) -> tuple[int, int, int]:
    """Behind an escape: where to go on, and the sets of characters from there."""
    sets, _ = _sets()
    sequence = data[at + 1 : at + 4]
    if sequence[:1] and sequence[0] in _SHORT:
        return at + 2, _SHORT[sequence[0]], high
    size = 3 if sequence[:2] in {b"$,", b"$)", b"$-", b"(!", b")!"} else 2
    final, kind = sequence[size - 1 : size], sequence[:2] if sequence[:1] == b"$" else sequence[:1]
    if len(sequence) < size or not final or final[0] not in sets:
        made.append(LOST)
        return at + 1, low, high
    upper = kind[:1] in {b")", b"-"} or kind in {b"$)", b"$-"}
    return (at + 1 + size, low, final[0]) if upper else (at + 1 + size, final[0], high)


# what stands for itself, and the marks, which stand before their letter
_LATIN = dict(
    zip(
        bytes.fromhex("a1a2a3a5a6a7a9aaabadaeafb6b7b9babbbcbf e1e2e8e9eaec f1f2f3f5f8f9fafbfc"),
        "¡„£¥†§‘“«©℗®‡·’”»♯¿ÆĐŁØŒÞæđðıłøœßþ",
        strict=True,
    )
)
_LATIN_MARKS = dict(
    zip(
        bytes.fromhex("c0c1c2c3c4c5c6c7c8c9cacdcecfd0d3d4d6d7d8"),
        "\u0309\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0308"
        "\u030a\u030b\u031b\u030c\u0327\u0328\u0325\u0323\u0324\u0332",
        strict=True,
    )
)


def iso5426(data: bytes) -> str:
    r"""The extended Latin set of UNIMARC as Unicode; :data:`LOST` for what is not in it.

    See: ISO 5426:1983.

    >>> iso5426(b"\xc2ecole"), iso5426(b"M\xc8uller \xff")
    ('école', 'Müller �')
    """
    made: list[str] = []
    marks: list[str] = []
    for byte in data:
        if byte in _LATIN_MARKS:
            marks.append(_LATIN_MARKS[byte])
            continue
        plain = byte < 0x80 or byte in (0x88, 0x89)
        made += [chr(byte) if plain else _LATIN.get(byte, LOST), *marks]
        marks.clear()
    return "".join([*made, *marks])
