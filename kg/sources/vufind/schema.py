"""The fields of VuFind's Solr index: their names, which of them hold one value, and their order.

The staff view of a record lists them by name in the order of their bytes. The text of a page does
not mark where a value ends: the names and the order are all there is to tell a field from a value.

See: https://vufind.org/wiki/development:architecture:solr_index_schema
"""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["LEAST", "in_order", "is_field", "is_page", "is_single"]

LEAST = 4
"""So many fields a record has at least; fewer of them are a coincidence."""

_SINGLE = frozenset(
    [
        "_version_",
        "id",
        "fullrecord",
        "fulltext",
        "fulltext_unstemmed",
        "record_format",
        "recordtype",
        "description",
        "edition",
        "lccn",
        "thumbnail",
        "illustrated",
        "author_sort",
        "author-letter",
        "first_indexed",
        "last_indexed",
        "hierarchytype",
        "is_hierarchy_id",
        "is_hierarchy_title",
        "publishDateSort",
        "title",
        "title_auth",
        "title_full",
        "title_fullStr",
        "title_full_unstemmed",
        "title_short",
        "title_sort",
        "title_sub",
        "callnumber",
        "callnumber-a",
        "callnumber-first",
        "callnumber-first-code",
        "callnumber-label",
        "callnumber-sort",
        "callnumber-subject",
        "callnumber-subject-code",
        "dewey-sort",
        "container_issue",
        "container_reference",
        "container_start_page",
        "container_title",
        "container_volume",
    ]
)
_MULTIPLE = frozenset(
    [
        "allfields",
        "allfields_unstemmed",
        "author",
        "author2",
        "author2Str",
        "author2_role",
        "author2_variant",
        "author_additional",
        "author_browse",
        "author_corporate",
        "author_corporate_role",
        "author_facet",
        "author_role",
        "author_variant",
        "building",
        "callnumber-raw",
        "callnumber-search",
        "collection",
        "contents",
        "ctrlnum",
        "dateSpan",
        "dewey-full",
        "dewey-hundreds",
        "dewey-ones",
        "dewey-raw",
        "dewey-search",
        "dewey-sort-browse",
        "dewey-tens",
        "era",
        "era_facet",
        "format",
        "genre",
        "genre_facet",
        "geographic",
        "geographic_facet",
        "hierarchy_browse",
        "hierarchy_parent_id",
        "hierarchy_parent_title",
        "hierarchy_sequence",
        "hierarchy_top_id",
        "hierarchy_top_title",
        "institution",
        "isbn",
        "issn",
        "language",
        "long_lat",
        "long_lat_display",
        "long_lat_label",
        "marc_error",
        "oclc_num",
        "physical",
        "publishDate",
        "publisher",
        "publisherStr",
        "series",
        "series2",
        "spelling",
        "spellingShingle",
        "title_alt",
        "title_in_hierarchy",
        "title_new",
        "title_old",
        "topic",
        "topic_browse",
        "topic_facet",
        "topic_unstemmed",
        "url",
    ]
)
_DYNAMIC = re.compile(
    r"[A-Za-z_][A-Za-z0-9_-]*_(?:(?:date|isn|str|txt|txtF|txtP|geo)(?:_mv)?|random|boolean|autocomplete)\Z"
)
# names of local indexes: words joined by underscores, and additions to two families with hyphens
_LOCAL = re.compile(r"(?:[a-z][a-z0-9]*(?:_[A-Za-z0-9]+)+|(?:callnumber|dewey)-[a-z]+(?:-[a-z]+)*)\Z")


def is_field(name: str) -> bool:
    """Whether the index can have a field of that name.

    >>> is_field("title"), is_field("doi_str_mv"), is_field("Small,"), is_field("self-help")
    (True, True, False, False)
    """
    return (
        name in _SINGLE
        or name in _MULTIPLE
        or (len(name) <= 64 and (_DYNAMIC.match(name) or _LOCAL.match(name)) is not None)
    )


def is_single(name: str) -> bool:
    """Whether the schema gives the field one value, so that line breaks belong to the value.

    >>> is_single("description"), is_single("topic"), is_single("note_txt"), is_single("note_txt_mv")
    (True, False, True, False)
    """
    dynamic = name not in _MULTIPLE and _DYNAMIC.match(name) is not None
    return name in _SINGLE or (dynamic and not name.endswith("_mv"))


def is_page(names: Iterable[str]) -> bool:
    """Whether these fields are those of a record: enough that the schema knows, and an id or a title."""
    found = set(names)
    return len(found & (_SINGLE | _MULTIPLE)) >= LEAST and bool(found & {"id", "title"})


def in_order(name: str) -> bytes:
    """What fields are sorted by.

    >>> sorted(["author_facet", "title_full_unstemmed", "author2", "title_fullStr"], key=in_order)
    ['author2', 'author_facet', 'title_fullStr', 'title_full_unstemmed']
    """
    return name.encode()
