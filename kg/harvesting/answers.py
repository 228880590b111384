"""What an answer of a repository says beside its records.

It is looked at, not parsed: a record that is broken must not cost the others, and a DOCTYPE can do
nothing. What stands in records is none of the answer's own.
"""

from __future__ import annotations

import html
import re

import msgspec

from kg.sources.collected import root
from kg.sources.encoding import decoded
from kg.sources.opening import HEAD
from kg.sources.strangers import described, stranger

__all__ = ["Answer", "Identity", "answered", "formats", "identity"]

_END = re.compile(r"</(?:[\w.-]+:)?OAI-PMH\s*>")
_TAIL = 4096
_RECORD = re.compile(r"<(?:[\w.-]+:)?record[\s>]")
_RECORDS = re.compile(r"</(?:[\w.-]+:)?record\s*>")
_HEADER = re.compile(r"<(?:[\w.-]+:)?header(?=[\s>])(?P<attributes>[^>]*)>")
_DELETED = re.compile(r"""\bstatus\s*=\s*["']deleted["']""")
_TOKEN = re.compile(
    r"<(?:[\w.-]+:)?resumptionToken(?P<attributes>(?=[\s>])[^>]*)(?<!/)>(?P<token>[^<]*)</", re.DOTALL
)
_SIZE = re.compile(r"""\bcompleteListSize\s*=\s*["']\s*([0-9]{1,12})\s*["']""")
_CURSOR = re.compile(r"""\bcursor\s*=\s*["']\s*([0-9]{1,12})\s*["']""")
_ERROR = re.compile(
    r"""<(?:[\w.-]+:)?error\b[^>]*\bcode\s*=\s*["'](?P<code>\w+)["'][^>]*?(?:/>|>(?P<words>[^<]*)<)"""
)
_DATE = re.compile(
    r"<(?:[\w.-]+:)?responseDate[^>]*>\s*([0-9]{4}-[0-9]{2}-[0-9]{2})(T[0-9]{2}:[0-9]{2}:[0-9]{2})?[^<]*<"
)
_FORMAT = re.compile(r"<(?:[\w.-]+:)?metadataPrefix[^>]*>\s*([^<]+?)\s*<")
_TOLD = 200


class Answer(msgspec.Struct, frozen=True):
    """What an answer says.

    Attributes:
        fault: why it is none; ``""`` for an answer of OAI-PMH.
        whole: whether its end is there.
        errors: the code of each error, with its words.
        date: when it was given, a day or a second.
        token: what asks for the next page; ``""`` if this is the last one.
        size: how many records the list has, 0 if the server does not tell.
        cursor: how many were before this page, -1 if the server does not tell.
        records: how many headers of records it holds.
        deleted: how many of these are withdrawn.
    """

    fault: str = ""
    whole: bool = True
    errors: tuple[tuple[str, str], ...] = ()
    date: str = ""
    token: str = ""
    size: int = 0
    cursor: int = -1
    records: int = 0
    deleted: int = 0

    def error(self, code: str) -> str:
        """The words of an error, its code where it has none; ``""`` if there is no such error."""
        return next((words or code for found, words in self.errors if found == code), "")


class Identity(msgspec.Struct, frozen=True):
    """What a repository says of itself."""

    name: str = ""
    granularity: str = ""
    deleted: str = ""
    earliest: str = ""

    @property
    def seconds(self) -> bool:
        """Whether its dates may tell seconds."""
        return "hh" in self.granularity.lower()


def answered(data: bytes) -> Answer:
    """What an answer says of itself.

    >>> answered(b'<OAI-PMH><ListRecords><resumptionToken cursor="0">a&amp;b</resumptionToken>'
    ...     b'</ListRecords></OAI-PMH>').token
    'a&b'
    >>> answered(b"<html><p>Sorry").fault.partition(":")[0], answered(b"<OAI-PMH><ListRec").whole
    ('is a web page', False)
    """
    if root(data[:HEAD])[0] != "OAI-PMH":
        return Answer(fault=stranger(data) or f"is {described(data)}" if data.strip() else "is empty")
    text = decoded(data)
    if not _END.search(text, max(0, len(text) - _TAIL)):
        return Answer(whole=False)
    first, last = _RECORD.search(text), 0
    for match in _RECORDS.finditer(text):
        last = match.end()
    head, tail = text[: first.start()] if first else text, text[last:]
    errors = tuple((match["code"], _words(match["words"])) for match in _ERROR.finditer(head))
    token = _TOKEN.search(tail)
    attributes = token["attributes"] if token else ""
    size, cursor, date = _SIZE.search(attributes), _CURSOR.search(attributes), _DATE.search(head)
    headers = _HEADER.findall(text)
    return Answer(
        errors=() if first else errors,
        date=(f"{date[1]}{date[2]}Z" if date[2] else date[1]) if date else "",
        token=html.unescape(token["token"]).strip() if token else "",
        size=int(size[1]) if size else 0,
        cursor=int(cursor[1]) if cursor else -1,
        records=len(headers),
        deleted=sum(bool(_DELETED.search(one)) for one in headers),
    )


def identity(data: bytes) -> Identity:
    """What the answer to Identify says."""
    text = decoded(data)
    return Identity(
        name=_element(text, "repositoryName"),
        granularity=_element(text, "granularity"),
        deleted=_element(text, "deletedRecord"),
        earliest=_element(text, "earliestDatestamp"),
    )


def formats(data: bytes) -> list[str]:
    """The formats that the answer to ListMetadataFormats names."""
    return _FORMAT.findall(decoded(data))


def _element(text: str, name: str) -> str:
    match = re.search(rf"<(?:[\w.-]+:)?{name}(?=[\s>])[^>]*>([^<]*)<", text)
    return _words(match[1]) if match else ""


def _words(text: str | None) -> str:
    return " ".join(html.unescape(text or "").split())[:_TOLD]
