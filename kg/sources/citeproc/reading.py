"""The items of a file -> their Records."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import BinaryIO

from kg.record import Record, Reject
from kg.sources.citeproc.mapping import Place, to_record
from kg.sources.documents import Document, Fault, Wrapping, decoded, documents

__all__ = ["records"]

_SHOWN = 200
_DEEP = "its JSON is nested too deeply to be a record: mend this record"


def records(stream: BinaryIO, file: str, wrapping: Wrapping, source: str) -> Iterator[Record | Reject]:
    """The records of a file, in order; a broken item is rejected alone.

    Raises:
        SourceError: the JSON is broken where it holds everything together, or ends early.
    """
    for item in documents(stream, file, wrapping):
        if isinstance(item, Fault):
            yield Reject(file=file, position=item.position, reason=item.reason, content=item.content)
        else:
            yield _record(item, file, source)


def _record(item: Document, file: str, source: str) -> Record | Reject:
    values = decoded(item)
    made = values if isinstance(values, str) else _mapped(values, item, file, source)
    if isinstance(made, Record):
        return made
    content = item.data[:_SHOWN].decode(errors="replace")
    return Reject(file=file, position=item.position, reason=made, content=content)


def _mapped(values: dict[str, object], item: Document, file: str, source: str) -> Record | str:
    digest = hashlib.sha256(item.data).hexdigest()
    try:
        return to_record(values, Place(file, item.position, digest), source)
    except RecursionError:
        return _DEEP
