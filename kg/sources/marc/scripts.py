"""Fields in other scripts: each field 880 goes to the field that it is linked with.

See: MARC 21 Format for Bibliographic Data, appendix A (control subfield $6), field 880.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.sources.marc.fields import Field, Marc

__all__ = ["paired"]

_LINK = re.compile(r"([0-9A-Z]{3})-([0-9]{2,3})(?:/([^/\s]+))?(?:/r)?\Z")
_SCRIPTS: Mapping[str, str] = {
    "(3": "Arab",
    "(4": "Arab",
    "(B": "Latn",
    "!E": "Latn",
    "$1": "Hani",
    "(N": "Cyrl",
    "(Q": "Cyrl",
    "(S": "Grek",
    "(2": "Hebr",
}
_UNLINKED = "00"


def paired(marc: Marc) -> list[Field]:
    """The fields in their order, each with its pairs; a field 880 without one stands for itself."""
    if not any(found.tag == "880" for found in marc.fields):
        return marc.fields
    links = {id(found): link for found in marc.fields if (link := _LINK.match("".join(found.seen("6")[:1])))}
    if not links:
        return marc.fields
    owners = {
        (found.tag, links[id(found)][2]): found
        for found in reversed(marc.fields)
        if found.tag != "880" and id(found) in links
    }
    kept = []
    for found in marc.fields:
        link = links.get(id(found))
        if link:
            found.one("6")
        if found.tag == "880" and link:
            _named(found, link)
            owner = owners.get((link[1], link[2])) if link[2] != _UNLINKED else None
            if owner is not None:
                owner.pairs.append(found)
                continue
        kept.append(found)
    return kept


def _named(found: Field, link: re.Match[str]) -> None:
    """Gives a field 880 the tag that it is linked with."""
    stated = link[3] or ""
    found.tag, found.name = link[1], f"880/{link[1]}"
    found.script = _SCRIPTS.get(stated, stated if len(stated) == 4 and stated.isalpha() else "")
