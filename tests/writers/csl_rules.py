"""What a list of CSL JSON may hold, as a JSON schema: the names of version 1.0.2, and stricter values.

The schema that the Citation Style Language publishes lets nearly every value be text or a number; what a
writer hands on should be of one kind, should say something, and should be a date where it says so.
"""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator

__all__ = ["DATES", "NAMES", "TEXTS", "TYPES", "faults"]

TYPES = frozenset(
    [
        "article",
        "article-journal",
        "article-magazine",
        "article-newspaper",
        "bill",
        "book",
        "broadcast",
        "chapter",
        "classic",
        "collection",
        "dataset",
        "document",
        "entry",
        "entry-dictionary",
        "entry-encyclopedia",
        "figure",
        "graphic",
        "hearing",
        "interview",
        "legal_case",
        "legislation",
        "manuscript",
        "map",
        "motion_picture",
        "musical_score",
        "pamphlet",
        "paper-conference",
        "patent",
        "performance",
        "periodical",
        "personal_communication",
        "post",
        "post-weblog",
        "regulation",
        "report",
        "review",
        "review-book",
        "software",
        "song",
        "speech",
        "standard",
        "thesis",
        "treaty",
        "webpage",
    ]
)
"""What an item may be."""

NAMES = frozenset(
    [
        "author",
        "chair",
        "collection-editor",
        "compiler",
        "composer",
        "container-author",
        "contributor",
        "curator",
        "director",
        "editor",
        "editorial-director",
        "executive-producer",
        "illustrator",
        "interviewer",
        "organizer",
        "original-author",
        "performer",
        "producer",
        "recipient",
        "reviewed-author",
        "translator",
    ]
)
"""Members that hold names."""

DATES = frozenset(["accessed", "available-date", "event-date", "issued", "original-date", "submitted"])
"""Members that hold dates."""

TEXTS = frozenset(
    [
        "abstract",
        "annote",
        "archive",
        "archive-place",
        "archive_collection",
        "archive_location",
        "authority",
        "call-number",
        "chapter-number",
        "citation-label",
        "citation-number",
        "collection-number",
        "collection-title",
        "container-title",
        "container-title-short",
        "dimensions",
        "division",
        "DOI",
        "edition",
        "event",
        "event-place",
        "first-reference-note-number",
        "genre",
        "ISAN",
        "ISBN",
        "ISCI",
        "ISMN",
        "ISRC",
        "ISSN",
        "issue",
        "ISWC",
        "jurisdiction",
        "keyword",
        "language",
        "locator",
        "medium",
        "note",
        "number",
        "number-of-pages",
        "number-of-volumes",
        "original-publisher",
        "original-publisher-place",
        "original-title",
        "page",
        "page-first",
        "part",
        "part-title",
        "PMCID",
        "PMID",
        "printing",
        "publisher",
        "publisher-place",
        "references",
        "reviewed-title",
        "scale",
        "section",
        "source",
        "status",
        "supplement",
        "title",
        "title-short",
        "translated-title",
        "translated-title-short",
        "URL",
        "version",
        "volume",
        "year-suffix",
    ]
)
"""Members that hold text, or a number as text."""

_TEXT = {"type": "string", "pattern": r"\S"}
_PARTS = frozenset(["family", "given", "dropping-particle", "non-dropping-particle", "suffix"])


def _object(members: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members, "additionalProperties": False, **more}


_NAME = {
    "oneOf": [
        _object(dict.fromkeys(_PARTS, _TEXT), required=["family"]),
        _object({"literal": _TEXT}, required=["literal"]),
    ]
}
"""Parts of a name, or one name in one piece."""

_WHO = {"type": "array", "items": _NAME, "minItems": 1}
_PART = [
    {"type": "integer", "minimum": -1000, "maximum": 9999, "not": {"const": 0}},
    {"type": "integer", "minimum": 1, "maximum": 12},
    {"type": "integer", "minimum": 1, "maximum": 31},
]
_DAY = {"type": "array", "prefixItems": _PART, "items": False, "minItems": 1}
_DATE = {
    "oneOf": [
        _object(
            {
                "date-parts": {"type": "array", "items": _DAY, "minItems": 1, "maxItems": 2},
                "season": {"type": "integer", "minimum": 1, "maximum": 4},
                "circa": {"const": True},
            },
            required=["date-parts"],
        ),
        _object({"literal": _TEXT}, required=["literal"]),
        _object({"raw": _TEXT}, required=["raw"]),
    ]
}
"""One date, or two with what lies between them; or its words."""

_ITEM = _object(
    {
        "id": _TEXT,
        "type": {"enum": sorted(TYPES)},
        "categories": {"type": "array", "items": _TEXT},
        "custom": {"type": "object"},
        **dict.fromkeys(NAMES, _WHO),
        **dict.fromkeys(DATES, _DATE),
        **dict.fromkeys(TEXTS, _TEXT),
    },
    required=["id", "type"],
)
_RULES = Draft202012Validator({"type": "array", "items": _ITEM})


def faults(items: Any) -> list[str]:
    """What is against the rules, each fault with its place.

    >>> faults([{"id": "a", "type": "book", "issued": {"date-parts": [[2011]]}}])
    []
    >>> faults([{"id": "a", "type": "booklet"}])[0][:33]
    "$[0].type: 'booklet' is not one o"
    """
    return [f"{one.json_path}: {one.message}" for one in _RULES.iter_errors(items)]
