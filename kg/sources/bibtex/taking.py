"""The fields of an entry as its parts take them, each once."""

from __future__ import annotations

import re

from kg.sources.bibtex.fields import Entry
from kg.sources.drafting import Draft
from kg.text import stripped
from kg.text.latex import unlatexed

__all__ = ["Fields", "address"]


_BIBLATEX = frozenset(["date", "eventtitle", "journaltitle", "langid", "location", "maintitle", "pagetotal"])
"""Fields that only BibLaTeX has, where "and" divides the names of publishers; to BibTeX it is a word."""


class Fields:
    """The fields of an entry, each taken once; what nobody takes is left."""

    def __init__(self, entry: Entry, draft: Draft) -> None:
        self.type = entry.block.type
        self.key = entry.key
        self._values: dict[str, list[str]] = {}
        self._draft = draft
        self.has_lists = not _BIBLATEX.isdisjoint(name for name, _ in entry.fields)
        for name, value in entry.fields:
            if value.strip():
                self._values.setdefault(name, []).append(value)

    def raw(self, name: str) -> str:
        """The first value as it stands, blanks folded."""
        values = self._values.get(name)
        if not values:
            return ""
        first = values.pop(0)
        if not values:
            del self._values[name]
        return " ".join(first.split())

    def text(self, name: str) -> str:
        """The first value as plain text, which is a change where it held LaTeX or markup."""
        written = self.raw(name)
        made = stripped(unlatexed(written))
        if made != written:
            self._draft.changed(name, written, "latex" if unlatexed(written) != written else "markup")
        return made

    def first(self, *names: str) -> str:
        """The text of the first of these fields that the entry has; the others are left."""
        return next((self.text(name) for name in names if name in self._values), "")

    def has(self, name: str) -> bool:
        """Whether the entry has a field that nobody took."""
        return name in self._values

    def leave(self, name: str, value: str) -> None:
        """Keeps a value that turned out to be nothing that the Record has a place for."""
        self._draft.retain(name, value)

    def rest(self) -> None:
        """Keeps all that is left."""
        for name, values in self._values.items():
            self._draft.retain(name, *values)


def address(written: str) -> str:
    r"""A value without the backslashes that LaTeX wants before ``_``, ``%``, ``#`` and ``&``.

    >>> address(r"10.1007/999\_3")
    '10.1007/999_3'
    """
    bare = re.sub(r"\\([_%#&~])", r"\1", written)
    return bare.replace("{", "").replace("}", "")
