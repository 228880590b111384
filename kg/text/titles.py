"""Titles as they are printed -> titles as they are cited, by rules that have names.

Each rule takes a title and gives it back, changed or not. Rules stand in :data:`RULES` in the order
in which they are applied; ``docs/formats.md`` lists them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType

from kg.text.markup import stripped

__all__ = ["RULES", "tidied"]

_TRAILING = re.compile(r"\s+[/:;=,]\s*\Z")
_LETTER_SPACED = re.compile(r"(?:\w ){4,}\w\b")


def _normal(text: str) -> str:
    """Unicode NFC."""
    return unicodedata.normalize("NFC", text)


def _unpunctuated(text: str) -> str:
    """Without the mark that ISBD puts between a title and what follows it."""
    return _TRAILING.sub("", text)


RULES: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {"markup": stripped, "nfc": _normal, "isbd": _unpunctuated}
)
"""The rules, by name."""


def tidied(text: str) -> tuple[str, tuple[str, ...]]:
    """A title by the rules, and the names of those that changed it.

    >>> tidied("A <i>nova</i> history /")
    ('A nova history', ('markup', 'isbd'))
    """
    applied = []
    for name, rule in RULES.items():
        made = rule(text)
        if made != text:
            applied.append(name)
            text = made
    return text, tuple(applied)
