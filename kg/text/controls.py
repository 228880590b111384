"""Control characters in text: what no format can show, and XML cannot hold."""

from __future__ import annotations

import re

__all__ = ["escaped", "printable"]

_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff"
_ANY = re.compile(f"[{_CONTROL}\r]")
_RUN = re.compile(f" *[{_CONTROL}][{_CONTROL} ]*")


def printable(text: str) -> str:
    r"""The text without control characters: a run of them is a blank, or nothing at either end.

    Tabs and line feeds stay, and the other ends of lines become line feeds. The controls are those of
    ASCII and Latin-1, and the two code points that are no characters.

    >>> printable("\x98Der\x9c Titel\x00"), printable("a\r\nb\x1fc")
    ('Der Titel', 'a\nb c')
    """
    if not _ANY.search(text):
        return text
    made = text.replace("\r\n", "\n").replace("\r", "\n")
    return _RUN.sub(lambda run: " " if run.start() > 0 and run.end() < len(made) else "", made)


def escaped(text: str) -> str:
    r"""The text with its control characters written out.

    >>> escaped("a\x1fb")
    'a\\x1fb'
    """
    return _ANY.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)
