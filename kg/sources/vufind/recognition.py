"""Knows VuFind's forms by their first bytes."""

from __future__ import annotations

import codecs
import re

from kg.sources.documents import without_headers
from kg.sources.vufind import page, schema, table

__all__ = ["detected", "text_of"]

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_KEY = re.compile(rb'"([A-Za-z_][A-Za-z0-9_-]*)"\s*:')
# names that nobody but VuFind's index has
_INDEX = frozenset(
    [
        "record_format",
        "recordtype",
        "title_short",
        "title_full",
        "title_fullStr",
        "title_full_unstemmed",
        "title_auth",
        "title_sort",
        "author_facet",
        "author_variant",
        "author2",
        "author2_variant",
        "author_corporate",
        "author_sort",
        "publishDate",
        "publishDateSort",
        "spellingShingle",
        "work_keys_str_mv",
        "topic_facet",
        "genre_facet",
        "era_facet",
        "geographic_facet",
        "fullrecord",
        "callnumber-first",
        "callnumber-label",
        "callnumber-sort",
        "dewey-hundreds",
        "dewey-full",
        "ctrlnum",
        "container_title",
        "container_start_page",
        "hierarchy_top_id",
        "first_indexed",
        "last_indexed",
    ]
)
_COMMON = frozenset(
    [
        "id",
        "title",
        "author",
        "format",
        "language",
        "institution",
        "building",
        "collection",
        "publisher",
        "topic",
        "url",
    ]
)
_API = frozenset(["authors", "formats", "languages", "subjects", "urls", "series", "title", "id"])
_API_AUTHORS = re.compile(rb'"authors"\s*:\s*\{\s*"(?:primary|secondary|corporate)"')
_FORMAT = re.compile(rb'"format"\s*:\s*(?:\[\s*)?"[A-Z]')
_ALONE = re.compile(rb'\s*\[?\s*\{\s*"[a-z_]+"')
_MARC = re.compile(rb"[0-9 ]{5}[a-z][a-z][a-z ]..22")
_REFUSAL = re.compile(rb'\s*\{\s*"status(?:Message)?"\s*:\s*"[^"]*"\s*,\s*"status(?:Message)?"\s*:')
_SOLR = re.compile(rb'\s*\{\s*"responseHeader"\s*:')
_ANSWER = re.compile(rb'\s*\{\s*"(?:resultCount|records|status|statusMessage)"')
_MARKS = re.compile(
    r"VuFind|class=\"[^\"]*\brecord source[A-Z]|/themes/(?:bootstrap|sandal|root)", re.IGNORECASE
)


def text_of(data: bytes) -> str:
    """The text of a page, in UTF-8 or, as its first bytes tell, in UTF-16.

    Raises:
        UnicodeDecodeError: it is in neither.
    """
    if data.startswith(_WIDE):
        return data.decode("utf-16")
    return data.decode("utf-8-sig")


def detected(head: bytes) -> float:
    """How sure it is that a file which begins so is of VuFind."""
    bare, _ = without_headers(head)
    if bare.lstrip()[:1] in {b"{", b"["}:
        return _json(bare)
    wide = head.startswith(_WIDE)
    if (b"\0" in head and not wide) or _MARC.match(head):
        return 0.0
    return _page(head.decode("utf-16" if wide else "utf-8-sig", errors="replace"))


def _json(data: bytes) -> float:
    keys = {key.decode() for key in _KEY.findall(data)}
    if _API_AUTHORS.search(data) or ({"resultCount", "status"} <= keys and _ANSWER.match(data)):
        return 0.95
    known = len(keys & _INDEX)
    if known > 1:
        return 0.95
    common = len(keys & _COMMON)
    if known and common > 1:
        return 0.8
    if _SOLR.match(data) or {"responseHeader", "response"} <= keys or _REFUSAL.match(data):
        return 0.4
    if {"id", "title", "formats"} <= keys and len(keys & _API) > 4:
        return 0.5
    if keys & {"_source", "bibjson"}:
        return 0.0
    minimal = {"id", "title", "format"} <= keys and keys & {"institution", "building", "collection", "author"}
    return 0.3 if minimal and _FORMAT.search(data) and _ALONE.match(data) else 0.0


def _page(text: str) -> float:
    if table.is_markup(text):
        if schema.is_page(table.cells(text)):
            return 0.95
        # the staff view may stand behind the first bytes, or not at all, which the reader tells
        return 0.6 if _MARKS.search(text) else 0.0
    return 0.9 if page.fields(text) else 0.0
