"""The Records of this program as JSON lines, as ``kg export`` writes them: they come back as they are.

A merged Record keeps the provenance of all that it was made of, so that whatever is linked with it is linked
as with them, and the file it stood in last is not among them. One without any gets that of its line.
What :mod:`kg.identity` adds, the contested identifiers, the key that they call for and the work, is left out:
it is found anew among the records that are read together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import BinaryIO

import msgspec

from kg.record import Provenance, Record, Reject
from kg.sources import source
from kg.sources.lines import beginning, lines

__all__ = ["jsonl"]

_OWN = re.compile(r'\{"type":"[A-Z][A-Za-z]*"(?:,"(?P<next>[a-z_]+)":|\})')
_FIELDS = frozenset(Record.__struct_fields__)
_SHOWN = 500
_decode = msgspec.json.Decoder(Record).decode


def _detect(head: bytes) -> float:
    """Whether the first line is a Record, or begins as one where it is cut."""
    line, end, _ = beginning(head).lstrip().partition("\n")
    begun = _OWN.match(line)
    if begun is None or (begun["next"] or "type") not in _FIELDS:
        return 0.0
    if not end:
        return 1.0 if _is_record(line) or '"provenance":[{"source":' in line else 0.5
    return 1.0 if _is_record(line) else 0.0


def _is_record(line: str) -> bool:
    try:
        _decode(line)
    except msgspec.MsgspecError:
        return False
    return True


@source(
    name="jsonl",
    summary="the Records of this program, one a line in JSON, as kg export writes them",
    recognised="a first line that is a Record, its type before all else",
    detect=_detect,
    example="kg build review.jsonl",
)
def jsonl(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
    """The Records of a file, in order; a line that is none is rejected alone.

    Raises:
        SourceError: a line is longer than any line of a Record.
    """
    for line in lines(stream, file):
        if not line.text.strip():
            continue
        position = f"line {line.number}"
        try:
            record = _decode(line.text)
        except msgspec.MsgspecError as error:
            reason = f"is no Record ({error}): export it again"
            yield Reject(file=file, position=position, reason=reason, content=line.text[:_SHOWN])
            continue
        own = Provenance(
            source="jsonl", file=file, position=position, digest=sha256(line.data.strip()).hexdigest()
        )
        yield msgspec.structs.replace(
            record, key=None, work=None, contested=(), provenance=record.provenance or (own,)
        )
