"""Concepts of subject schemes, by the number or address that a catalogue writes with a heading."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from kg import ids
from kg.tables import scheme

__all__ = ["concept"]

_FILE = "subject-schemes.ttl"
_BLANKS = re.compile(r"\s+")
_SECURE = re.compile(r"https?://")


@cache
def _bases() -> Mapping[str, str]:
    """What stands before a number, in folded case, with what its IRI begins with; longest first."""
    found = {
        label.casefold(): entry.one("skos:exactMatch")
        for entry in scheme.members(_FILE)
        for label in entry.all("skos:hiddenLabel")
    }
    return {label: found[label] for label in sorted(found, key=len, reverse=True)}


@cache
def _addresses() -> Mapping[str, str]:
    """The same by the IRI without its protocol."""
    return {_SECURE.sub("", base): base for base in _bases().values()}


def concept(text: str) -> str:
    """The IRI of a concept, from its number behind the code of an agency or from an address.

    ``""`` for a number of an agency that has no IRIs, and for text that is neither.

    >>> concept("(DE-588)4012345-6"), concept("(OCoLC)fst01088304"), concept("(DLC)sh 85028913")[-10:]
    ('https://d-nb.info/gnd/4012345-6', 'http://id.worldcat.org/fast/1088304', 'sh85028913')
    >>> concept("http://d-nb.info/gnd/4012345-6"), concept("(DE-601)391861484")
    ('https://d-nb.info/gnd/4012345-6', '')
    """
    bare = _BLANKS.sub("", text).removeprefix("(uri)").removeprefix("(URI)")
    if _SECURE.match(bare):
        address = _SECURE.sub("", bare)
        known = next((base for start, base in _addresses().items() if address.startswith(start)), "")
        found = ids.iri(known + address[len(_SECURE.sub("", known)) :] if known else bare)
        return found or ""
    folded = bare.casefold()
    for label, base in _bases().items():
        number = bare[len(label) :]
        if folded.startswith(label) and number[:1].isalnum():
            return ids.iri(base + (number.lstrip("0") if label.endswith("fst") else number)) or ""
    return ""
