"""Names, places and references with markup, or with UTF-8 that somebody misread: mended, and told."""

from __future__ import annotations

import re

from kg.sources.drafting import Draft
from kg.text import RULES

__all__ = ["mended"]

_ODD = re.compile("[<&\x80-\x9f\u00c2\u00c3\u00e2]")
"""What such texts have: tags, entities, controls of Latin-1, and the letters that misread bytes become."""

_RULES = ("markup", "misread-utf-8")


def mended(written: str, name: str, draft: Draft) -> str:
    r"""A text by two of the rules for titles; as it was published it stays a change.

    >>> mended("D\u00e2\x80\x99Adamo &amp; Co", "author/family", Draft())
    'D’Adamo & Co'
    """
    if not _ODD.search(written):
        return written
    text = written
    for rule in _RULES:
        made = RULES[rule](text)
        if made != text:
            draft.changed(name, written, rule)
            text = made
    return text
