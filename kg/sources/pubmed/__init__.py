"""PubMed XML: the baseline, its update files, efetch answers and the files PubMed saves.

One record is cut out of the stream at a time (:mod:`.chunks`), parsed on its own and told part by
part (:mod:`.article`, :mod:`.book`). A citation without a PMID has no identity and is rejected.

See: https://www.nlm.nih.gov/databases/download/pubmed_medline_documentation.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError, fromstring

from kg.record import Record, Reject
from kg.sources import source
from kg.sources.cutting import Cutter, Layout, Unit
from kg.sources.encoding import decoded, utf8
from kg.sources.pubmed import article, book

__all__ = ["LAYOUT", "pubmed"]

_ROOTS = (
    r"PubmedArticleSet|PubmedBookArticleSet|MedlineCitationSet|BookDocumentSet"
    r"|PubmedArticle|PubmedBookArticle|MedlineCitation|BookDocument|DeleteCitation"
)
_ANSWERS = r"eSearchResult|eFetchResult|eSummaryResult|ePostResult|eInfoResult"
LAYOUT = Layout(
    sets={
        b"PubmedArticleSet": (b"PubmedArticle", b"PubmedBookArticle", b"DeleteCitation", b"DeleteDocument"),
        b"PubmedBookArticleSet": (b"PubmedBookArticle", b"DeleteCitation", b"DeleteDocument"),
        b"MedlineCitationSet": (b"MedlineCitation", b"DeleteCitation"),
        b"BookDocumentSet": (b"BookDocument", b"DeleteDocument"),
    },
    bare={
        b"PubmedArticle": b"PubmedArticleSet",
        b"PubmedBookArticle": b"PubmedArticleSet",
        b"MedlineCitation": b"MedlineCitationSet",
        b"BookDocument": b"BookDocumentSet",
    },
    answers=(b"eSearchResult", b"eFetchResult", b"eSummaryResult", b"ePostResult", b"eInfoResult"),
    advice="is an {}, an answer without records: fetch them with efetch (db=pubmed, retmode=xml)",
    own_id=re.compile(rb"<PMID\b[^>]*>\s*([0-9]{1,9})\s*</PMID"),
)
"""Where the records of PubMed stand."""

_PROLOGUE = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)+", re.DOTALL)
_ROOT = re.compile(rf"<(?:(?P<records>{_ROOTS})|(?P<answer>{_ANSWERS}))[\s/>]")
_DECLARED = re.compile(rf"<!DOCTYPE\s+(?:{_ROOTS})\b")
_SOMEWHERE = re.compile(r"<(?:PubmedArticleSet|PubmedArticle|MedlineCitation)[\s>]")
_NO_PMID = "has no PMID, by which PubMed knows a citation: fetch it again"


def _detect(head: bytes) -> float:
    text = decoded(head).lstrip("\ufeff")
    prologue = _PROLOGUE.match(text)
    root = _ROOT.match(text, prologue.end() if prologue else 0)
    if root:
        return 1.0 if root["records"] else 0.9
    if _DECLARED.search(text):
        return 0.9
    # something stands before it, such as the headers of an answer over HTTP
    return 0.3 if text[:1] not in {"{", "[", "<"} and _SOMEWHERE.search(text) else 0.0


@source(
    name="pubmed",
    summary="PubMed and MEDLINE XML: baseline, update files, efetch answers, books, deletions",
    recognised="the root element, such as PubmedArticleSet or MedlineCitationSet",
    detect=_detect,
    example="kg build pubmed24n0001.xml.gz",
)
def pubmed(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
    """The records of a PubMed file, each citation once as it stands, and what is no record.

    Raises:
        SourceError: the file declares entities, is in an unknown encoding, or holds no records by
            its kind (an answer of esearch).
    """
    cutter = Cutter(utf8(stream, file), file, LAYOUT)

    def made(root: Element, unit: Unit) -> Sequence[Record | Reject]:
        if unit.tag.startswith("Delete"):
            found = article.deletions(root, unit, file)
            return [cutter.rejected(unit, one) if isinstance(one, str) else one for one in found]
        record = (book if "Book" in unit.tag else article).to_record(root, unit, file)
        return [cutter.rejected(unit, _NO_PMID) if record is None else record]

    yield from cutter.records(_parsed, made)


def _parsed(data: bytes) -> Element:
    """The element of a record; a prefix that only the left-out header declares is declared here."""
    try:
        return fromstring(data)  # noqa: S314 (without a DOCTYPE there are no entities)
    except ParseError as error:
        if "unbound prefix" not in str(error):
            raise
    return fromstring(b'<unit xmlns:mml="mml" xmlns:xlink="xlink">' + data + b"</unit>")[0]  # noqa: S314
