"""OpenAlex: works as its API, its snapshots and the tools around it give them, in JSON.

OpenAlex groups the versions of a work under one id; its DOI is that of the primary location, and the
other locations are links to the versions that stand there. What a machine has assigned (topics,
concepts, keywords, goals) has its score.

See: https://docs.openalex.org/api-entities/works/work-object
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from kg.record import Record, Reject
from kg.sources import source
from kg.sources.documents import Document, Wrapping, keys, records
from kg.sources.drafting import NAMELESS, named
from kg.sources.openalex.work import to_record

__all__ = ["openalex"]

_ANSWERS = Wrapping(
    lists=(("results",),), own=frozenset({"authorships", "referenced_works", "primary_location"})
)
_OWN = frozenset(
    {
        "abstract_inverted_index",
        "authorships",
        "best_oa_location",
        "cited_by_count",
        "concepts",
        "primary_location",
        "primary_topic",
        "referenced_works",
        "is_retracted",
        "counts_by_year",
    }
)


def _detect(head: bytes) -> float:
    names = keys(head)
    if len(names & _OWN) < 3:
        return 0.0
    return 0.98 if b"openalex.org/" in head else 0.9


@source(
    name="openalex",
    summary="OpenAlex works in JSON: answers of the API, files of the snapshot, lists, JSON lines",
    recognised="names that only OpenAlex has, such as authorships and primary_location",
    detect=_detect,
    example="kg build openalex-works.jsonl.gz",
)
def openalex(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
    """The works of a file, in order; a broken one is rejected alone.

    Raises:
        SourceError: the JSON is broken where it holds everything together, or ends early.
    """

    def made(values: dict[str, Any], document: Document) -> Record | str:
        record = to_record(values, document, file)
        return record if named(record) else NAMELESS

    yield from records(stream, file, _ANSWERS, made)
