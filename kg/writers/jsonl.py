"""The Records themselves, as JSON lines: nothing is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from kg.record import Record
from kg.writers import writer

__all__ = ["jsonl"]


@writer(
    name="jsonl",
    summary="the Records of this program, one a line in JSON; nothing is left out",
    suffixes=("jsonl", "ndjson"),
)
def jsonl(records: Iterable[Record]) -> Iterator[bytes]:
    """A line for each Record."""
    encode = msgspec.json.Encoder().encode
    for record in records:
        yield encode(record) + b"\n"
