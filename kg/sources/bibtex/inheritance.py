"""What an entry takes from another one: ``crossref`` and ``xdata``.

BibTeX wants the entry that is referred to behind those that refer to it, exports have it anywhere. So
entries that others may stand in are remembered, and entries that refer to one which is not there yet
wait. Both are bounded: of a file with more of them, the rest stay without what they would inherit.

See: the manual of BibLaTeX, appendix B (inheritance setup).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from kg.sources.bibtex.fields import Entry

__all__ = ["Heirs"]

_MOST = 100_000
_PARENTS = frozenset(
    {
        "book",
        "mvbook",
        "collection",
        "mvcollection",
        "proceedings",
        "mvproceedings",
        "conference",
        "periodical",
        "reference",
        "mvreference",
        "xdata",
        "misc",
        "set",
    }
)
_REFERRING = frozenset(
    {"crossref", "xref", "xdata", "entryset", "related", "relatedtype", "relatedstring", "ids", "options"}
)
_NEVER = _REFERRING | {
    *("label", "shorthand", "sortkey", "timestamp", "abstract", "doi", "url", "eprint", "file"),
    *("keywords", "note", "biburl", "bibsource", "pages", "pagetotal", "annotation"),
    *("date-added", "date-modified"),
}
"""What belongs to the entry itself and is not handed on."""

_TITLES = {
    "title": "booktitle",
    "subtitle": "booksubtitle",
    "titleaddon": "booktitleaddon",
    "shorttitle": "",
    "author": "bookauthor",
}
_JOURNAL = {"title": "journaltitle", "subtitle": "", "shorttitle": "", "author": ""}


class Heirs:
    """The entries of a file that hand something on, and those that wait for one of them."""

    def __init__(self) -> None:
        self._parents: dict[str, Entry] = {}
        self._waiting: list[Entry] = []

    def completed(self, entry: Entry) -> Iterator[Entry]:
        """The entry, with what it inherits; or nothing, where it has to wait."""
        if entry.key and entry.block.type in _PARENTS and len(self._parents) < _MOST:
            self._parents[entry.key.lower()] = entry
        keys = _keys(entry)
        if not keys or all(key in self._parents for key in keys):
            if entry.block.type != "xdata":
                yield self._inherited(entry)
        elif len(self._waiting) < _MOST:
            self._waiting.append(entry)
        else:
            yield entry

    def left(self) -> Iterator[Entry]:
        """The entries that waited, at the end of the file."""
        for entry in self._waiting:
            if entry.block.type != "xdata":
                yield self._inherited(entry)

    def _inherited(self, entry: Entry, depth: int = 0) -> Entry:
        """The entry with the fields of those it refers to, as far as it has none of that name."""
        keys = _keys(entry)
        if not keys:
            return entry
        fields = list(entry.fields)
        for key in keys:
            parent = self._parents.get(key)
            if parent is None or parent is entry or depth > 3:
                continue
            known = {name for name, _ in fields}
            whole = self._inherited(parent, depth + 1)
            fields += [(name, value) for name, value in _handed(whole, entry.block.type) if name not in known]
        return (
            msgspec.structs.replace(entry, fields=tuple(fields)) if len(fields) > len(entry.fields) else entry
        )


def _keys(entry: Entry) -> list[str]:
    written = f"{entry.get('crossref')},{entry.get('xdata')}"
    return [key for part in written.split(",") if (key := part.strip().lower())]


def _handed(parent: Entry, heir: str) -> Iterator[tuple[str, str]]:
    """The fields that an entry hands on to one of that type, under the names that they have there."""
    if parent.block.type == "xdata":
        yield from parent.fields
        return
    renamed = _JOURNAL if parent.block.type == "periodical" else _TITLES
    same = heir == parent.block.type or heir in {"set", "periodical"}
    for name, value in parent.fields:
        made = name if same else renamed.get(name, name)
        if made and name not in _NEVER:
            yield made, value
