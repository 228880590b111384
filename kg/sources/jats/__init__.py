"""JATS and NLM XML: articles of PubMed Central, PLOS and other publishers, alone or in sets.

An article is cut out of the stream (:mod:`kg.sources.cutting`), its full text is left out before it
is parsed, and what stands in front of the text and behind it is told part by part.

See: https://jats.nlm.nih.gov/archiving/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from kg.record import Record, Reject
from kg.sources import source
from kg.sources.cutting import Cutter, Layout, Unit
from kg.sources.encoding import decoded, utf8
from kg.sources.jats import article
from kg.sources.jats.parsing import parsed

__all__ = ["LAYOUT", "jats"]

LAYOUT = Layout(
    sets={
        b"pmc-articleset": (b"article",),
        b"articles": (b"article",),
        b"OAI-PMH": (b"article",),
    },
    own_id=re.compile(rb"<article-id[^>]*>\s*([^<>]{1,200}?)\s*</article-id"),
)
"""Where the articles stand."""

_ROOT = re.compile(r"<(?:\w+:)?(article|pmc-articleset)[\s>]")
_OWN = re.compile(
    r"<!DOCTYPE\s+(?:article|pmc-articleset)\b[^>]*(?:JATS|NLM)|<(?:\w+:)?(?:journal-meta|article-meta)[\s>]"
    r"|<(?:\w+:)?article\s[^>]*(?:article-type|dtd-version)\s*=|jats\.nlm\.nih\.gov"
)


def _detect(head: bytes) -> float:
    text = decoded(head)
    if not _ROOT.search(text) or "<OAI-PMH" in text:
        return 0.0
    return 1.0 if _OWN.search(text) else 0.0


@source(
    name="jats",
    summary="JATS and NLM XML: articles of PubMed Central, PLOS and other publishers, and sets of them",
    recognised="the root element article or pmc-articleset, with front matter in the manner of JATS",
    detect=_detect,
    example="kg build PMC3247027.nxml",
)
def jats(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
    """The articles of a file, one record each.

    Raises:
        SourceError: the file declares entities, or is in an unknown encoding.
    """
    cutter = Cutter(utf8(stream, file), file, LAYOUT)

    def made(root: Element, unit: Unit) -> list[Record | Reject]:
        if root.find("front/article-meta") is None:
            return [cutter.rejected(unit, "has no front/article-meta: name the file of the article itself")]
        return [article.to_record(root, unit, file)]

    yield from cutter.records(parsed, made)
