"""The items of a file -> their Records."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from kg.record import Record, Reject
from kg.sources import documents
from kg.sources.citeproc.mapping import Place, to_record
from kg.sources.documents import Document, Wrapping

__all__ = ["records"]

_DEEP = "its JSON is nested too deeply to be a record: mend this record"


def records(stream: BinaryIO, file: str, wrapping: Wrapping, source: str) -> Iterator[Record | Reject]:
    """The records of a file, in order; a broken item is rejected alone.

    Raises:
        SourceError: the JSON is broken where it holds everything together, or ends early.
    """

    def made(values: dict[str, Any], item: Document) -> Record | str:
        digest = hashlib.sha256(item.data).hexdigest()
        try:
            return to_record(values, Place(file, item.position, digest), source)
        except RecursionError:
            return _DEEP

    yield from documents.records(stream, file, wrapping, made)
