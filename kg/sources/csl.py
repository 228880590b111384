"""CSL JSON: what Zotero, Mendeley, pandoc and the resolvers of DOIs give for citation processors.

A list of items, one item, ``{"items": [...]}``, JSON lines. A file whose items have what only
Crossref has is Crossref's (:mod:`kg.sources.crossref`); among other items such a work is read as one.

See: https://github.com/citation-style-language/schema (csl-data.json)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from kg import tables
from kg.record import Record, Reject
from kg.sources import source
from kg.sources.citeproc import OWN, records
from kg.sources.documents import Wrapping, first, keys

__all__ = ["ANSWERS", "csl"]

ANSWERS = Wrapping(lists=(("items",), ("references",)), own=frozenset({"type", "title"}))
"""Where files hold their items; ``references`` is that of pandoc's metadata in JSON."""

_TYPE = re.compile(rb'"type"\s*:\s*"([a-z_-]{3,40})"')
_OWN = frozenset(
    {
        "accessed",
        "citation-key",
        "citation-label",
        "collection-title",
        "container-title",
        "container-title-short",
        "date-parts",
        "dropping-particle",
        "event-place",
        "event-title",
        "journalAbbreviation",
        "literal",
        "non-dropping-particle",
        "number-of-pages",
        "page-first",
        "publisher-place",
        "shortTitle",
        "title-short",
    }
)
_COMMON = frozenset({"id", "title", "author", "family", "given", "issued", "DOI", "URL", "ISSN", "page"})
_SURE = frozenset({"article-journal", "paper-conference", "post-weblog", "entry-encyclopedia"})


def _detect(head: bytes) -> float:
    names = keys(head)
    if not names or len(keys(first(head, ANSWERS)) & OWN) > 1:
        return 0.0
    types = {found.decode() for found in _TYPE.findall(head)}
    known = [word for word in types if tables.source_type("csl", word)]
    if not known or "type" not in names:
        return 0.0
    own, common = len(names & _OWN), len(names & _COMMON)
    if types & _SURE and common > 1:
        return 0.9
    return 0.85 if own and own + common > 2 else 0.0


@source(
    name="csl",
    summary="CSL JSON, as Zotero, Mendeley, pandoc and resolvers of DOIs write it for citation processors",
    recognised="a type of CSL and members such as container-title, issued and date-parts",
    detect=_detect,
    example="kg build library.json",
)
def csl(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
    """The items of a file, in order; a broken one is rejected alone.

    Raises:
        SourceError: the JSON is broken where it holds everything together, or ends early.
    """
    yield from records(stream, file, ANSWERS, "csl")
