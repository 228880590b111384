"""What stands around VuFind's documents in JSON: answers of Solr and of the REST API."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from kg.sources.documents import Wrapping

__all__ = ["ANSWERS"]

_NAMES = frozenset({"responseHeader", "response", "resultCount", "records", "status", "error", "grouped"})


def _told(top: Mapping[str, msgspec.Raw]) -> str | None:
    """What an answer without documents says instead; "" if it only found nothing."""
    if _NAMES.isdisjoint(top):
        return None
    if "grouped" in top:
        return "is an answer of Solr in groups: ask again without group=true"
    if "error" in top or bytes(top.get("status", msgspec.Raw(b'"OK"'))) not in {b'"OK"', b"0"}:
        said = bytes(top.get("statusMessage") or top.get("error") or top["status"])[:200]
        return f"is an answer without records: the catalogue says {said.decode(errors='replace')}; ask again"
    for name, inner in (("response", "a list 'docs'"), ("records", "a list")):
        if name in top:
            return f"is an answer whose {name} is not or has not {inner}: fetch the answer again"
    return ""


ANSWERS = Wrapping(
    lists=(("response", "docs"), ("records",)), single=(("doc",),), own=frozenset({"id"}), told=_told
)
"""Where they hold their documents."""
