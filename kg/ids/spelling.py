"""What every identifier needs: text without the marks that printing, copying and coding leave in it."""

from __future__ import annotations

import re

__all__ = ["cut", "plain"]

_UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d"), "-")
_SLASHES = dict.fromkeys(map(ord, "\u2044\u2215\u29f8\uff0f"), "/")
_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_SAME = _WIDE | _DASHES | _SLASHES
_ENTITY = re.compile(r"&(?:(lt|gt|amp|quot|apos|nbsp|shy)|#([0-9]{1,7})|#x([0-9a-f]{1,6}));", re.IGNORECASE)
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'", "nbsp": " ", "shy": ""}

_POINTS = ".,;:!?\\|\"'`´‘’“”«»…"
_CLOSING = {")": "(", "]": "[", "}": "{", ">": "<"}


def plain(text: str) -> str:
    """Text without blanks around it, with one hyphen for all dashes, and without what nobody sees.

    Zero-width characters, soft hyphens and marks of direction go; escapes of HTML, once or twice
    escaped, and full-width characters become what they mean.

    >>> plain(" 1471\u20132458\u200b "), plain("CO&amp;lt;2")
    ('1471-2458', 'CO<2')
    """
    if "&" in text:
        text = _ENTITY.sub(_meant, _ENTITY.sub(_meant, text))
    if not text.isascii():
        text = _UNSEEN.sub("", text).translate(_SAME)
    return text.strip()


def _meant(entity: re.Match[str]) -> str:
    if entity[1]:
        return _NAMED[entity[1].lower()]
    code = int(entity[2]) if entity[2] else int(entity[3], 16)
    return chr(code) if 0x20 <= code < 0xD800 else entity[0]


def cut(text: str) -> str:
    """Text without the punctuation behind it; a bracket stays where it closes one in the text.

    >>> cut("10.1000/abc)."), cut("10.1061/(asce)0733-9445(2003)129:4(495)")
    ('10.1000/abc', '10.1061/(asce)0733-9445(2003)129:4(495)')
    """
    while text:
        last = text[-1]
        opening = _CLOSING.get(last)
        loose = text.count(last) > text.count(opening) if opening else last in _POINTS or last == "/"
        if not loose:
            break
        text = text[:-1]
    return text
