"""OAI-PMH: answers of repositories whatever the format of their records, and those without records.

A format that reads the answers itself, such as MARC, is surer of those that hold nothing else. Here
each record is read by the format that knows it.

See: https://www.openarchives.org/OAI/openarchivesprotocol.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from kg.errors import SourceError
from kg.record import Record, Reject
from kg.sources import source
from kg.sources.collected import Member, members, root
from kg.sources.opening import HEAD
from kg.sources.protocols import PROTOCOLS, deletion
from kg.sources.streams import peekable

__all__ = ["oaipmh"]

_ROOT = "OAI-PMH"
_PAYLOAD = re.compile(
    r"<(?:[\w.-]+:)?metadata(?=[\s>])[^>]*>(?:\s|<!--.*?-->)*+<(?:[\w.-]+:)?([\w.-]+)", re.DOTALL
)
_LISTS = re.compile(
    r"<(?:[\w.-]+:)?(Identify|ListSets|ListMetadataFormats|ListIdentifiers)(?=[\s>/])(?![^<>]*=)"
)
_HELD = re.compile(r"<(?:[\w.-]+:)?(?:ListRecords|GetRecord|error)(?=[\s>/])")
_OWN_ID = re.compile(rb"<(?:[\w.-]+:)?identifier\b[^>]*>\s*([^<]{1,100})")


def _detect(head: bytes) -> float:
    name, text = root(head)
    if name != _ROOT:
        return 0.0
    return 0.5 if len(set(_PAYLOAD.findall(text))) <= 1 else 0.97


@source(
    name="oaipmh",
    summary="OAI-PMH: answers whose records are of any format that is known here, or of several",
    recognised="the root element OAI-PMH, where no single format reads the records in it itself",
    detect=_detect,
    example="kg build harvested/",
)
def oaipmh(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
    """The records of an answer, in order, each by the format that knows it.

    Raises:
        SourceError: it is no answer, or one that holds no records, declares entities, or is in an unknown
            encoding.
    """
    content = peekable(stream)
    name, text = root(content.peek(HEAD)[:HEAD])
    if name not in PROTOCOLS:
        raise SourceError(file, "", "is no answer of OAI-PMH: name the format of its records, or none")
    listed = None if _HELD.search(text) else _LISTS.search(text)
    if listed:
        reason = f"is the answer of a repository to {listed[1]}, which holds no records: kg harvest gets them"
        raise SourceError(file, "", reason)
    for one in members(content, file, elements=(), collection="", own_id=_OWN_ID):
        yield deletion("oaipmh", file, one.unit, one.header) if isinstance(one, Member) else one
