"""Crossref: works as its REST API, its snapshots and its content negotiation give them, in JSON.

An answer with one work or a list of them, a snapshot's file, a list, one work, JSON lines. A work in
the dialect of citation processors is one too, if it has what only Crossref has.

See: https://api.crossref.org/swagger-ui/ and https://www.crossref.org/documentation/retrieve-metadata/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import BinaryIO

import msgspec

from kg.record import Record, Reject
from kg.sources import source
from kg.sources.citeproc import OWN, records
from kg.sources.documents import Wrapping, first, keys

__all__ = ["ANSWERS", "crossref"]

_MORE = frozenset(
    {
        "alternative-id",
        "asserted-by",
        "authenticated-orcid",
        "crossmark-restriction",
        "delay-in-days",
        "doi-asserted-by",
        "intended-application",
        "isbn-type",
        "issn-type",
        "message-type",
        "message-version",
        "published-online",
        "published-print",
        "short-container-title",
        "total-results",
        "update-policy",
    }
)


def _told(top: Mapping[str, msgspec.Raw]) -> str | None:
    """What an answer without works says instead."""
    if "message" not in top and "message-type" not in top:
        return None
    said = bytes(top.get("message", msgspec.Raw(b"nothing")))[:200].decode(errors="replace")
    return f"is an answer of Crossref without works, which says {said}: ask again"


ANSWERS = Wrapping(
    lists=(("message", "items"), ("items",)), single=(("message",),), own=frozenset({"DOI"}), told=_told
)
"""Where answers and snapshots hold their works."""


def _detect(head: bytes) -> float:
    names = keys(head)
    own = len(names & OWN)
    if own > 1 and names & {"DOI", "title", "message"}:
        begun = keys(first(head, ANSWERS))
        return 0.97 if len(begun & OWN) > 1 or "id" not in begun else 0.0
    if {"message-type", "message-version"} <= names:
        return 0.97
    return 0.7 if "DOI" in names and own + len(names & _MORE) > 2 else 0.0


@source(
    name="crossref",
    summary="Crossref works in JSON: answers of the REST API, files of snapshots, lists, JSON lines",
    recognised="names that only Crossref has, such as is-referenced-by-count and content-domain",
    detect=_detect,
    example="kg build crossref-snapshot.json.gz",
)
def crossref(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
    """The works of a file, in order; a broken one is rejected alone.

    Raises:
        SourceError: the JSON is broken where it holds everything together, or ends early.
    """
    yield from records(stream, file, ANSWERS, "crossref")
