"""What is not quite as it should be, mended and told: markup, misread UTF-8, dashes in identifiers."""

from __future__ import annotations

import re

from kg.record import Identifier
from kg.sources.drafting import Draft
from kg.text import RULES

__all__ = ["identified", "mended"]

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


def identified(scheme: str, written: str, name: str, draft: Draft, *, kept: bool = True) -> Identifier | None:
    r"""The identifier of somebody or something else; what is none is kept under the name, if at all.

    Of a DOI, all that was taken off or amended is a change. What leads to another one, such as the address
    of a registry of people, says nothing.

    >>> draft = Draft()
    >>> identified("doi", "https://doi.org/10.5555/a\u2010b", "reference/DOI", draft)
    Identifier(scheme='doi', value='10.5555/a-b')
    >>> [one.written for one in draft.changes]
    ['https://doi.org/10.5555/a\u2010b']
    """
    if not written:
        return None
    found = draft.linked(scheme, written, name)
    if found is None:
        draft.retain(name, written if kept else "")
    elif scheme != "doi" and found.value not in written and found.value.replace("-", "") not in written:
        draft.changed(name, written, "identifier")
    return found
