"""The fields of one document as the mapping takes them: what it does not take stays."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from kg import text
from kg.record import Change, Extra
from kg.sources.vufind import schema

__all__ = ["Fields", "collapsed", "fold"]

_BETWEEN = re.compile(r"[\W_]+")
# so many values are compared with so much text, and no more
_MOST, _LONGEST = 2000, 4_000_000
# codes for searching and sorting, computed from names and numbers that other fields show
_COMPUTED = {
    "author_variant",
    "author2_variant",
    "callnumber-sort",
    "dewey-sort",
    "dewey-sort-browse",
}
_REPEATED = (
    "title_full",
    "title_statement",
    "title_auth",
    "title_short",
    "title_fullStr",
    "title_full_unstemmed",
    "title_sort",
    "author_facet",
    "author_sort",
    "author_browse",
    "author2Str",
    "authorStr",
    "callnumber-search",
    "dewey-search",
    "publishDateSort",
    "publisherStr",
    "topic_browse",
    "topic_unstemmed",
    "allfields",
    "allfields_unstemmed",
    "spellingShingle",
    "spelling",
)


def collapsed(text: str) -> str:
    r"""The text with runs of white space as one blank.

    >>> collapsed(" a\n  b ")
    'a b'
    """
    return " ".join(text.split())


def fold(text: str) -> str:
    """Letters and digits alone, without regard to case: what two spellings of a value share.

    >>> fold("The Test /") == fold("the test")
    True
    """
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text).casefold())


class Fields:
    """The fields of a document; every one of them is taken once or ends in ``extra``."""

    def __init__(self, values: Mapping[str, Iterable[str]]) -> None:
        self._values = {name: _stored(name, tuple(found)) for name, found in values.items()}
        self._taken: set[str] = set()
        self._kept: dict[str, list[str]] = {}
        self._changes: dict[Change, None] = {}

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def names(self) -> tuple[str, ...]:
        """The names of the fields that hold something, in the order of the index."""
        return tuple(
            sorted((name for name, found in self._values.items() if any(found)), key=schema.in_order)
        )

    def raw(self, name: str) -> str:
        """A single value as it is."""
        self._taken.add(name)
        return next(filter(None, self._values.get(name, ())), "")

    def beside(self, name: str) -> list[str]:
        """The values in one line each, empty ones too: their places count."""
        self._taken.add(name)
        return [collapsed(value) for value in self._values.get(name, ())]

    def seen(self, *names: str) -> tuple[str, ...]:
        """The values as :meth:`all` gives them, which stay to be taken."""
        values = (collapsed(value) for name in names for value in self._values.get(name, ()))
        return tuple(dict.fromkeys(filter(None, values)))

    def all(self, *names: str) -> tuple[str, ...]:
        """The values of the fields in one line each, none twice."""
        self._taken.update(names)
        return self.seen(*names)

    def one(self, name: str) -> str:
        """The first value; any others stay."""
        first, *others = self.all(name) or ("",)
        for other in others:
            self.keep(name, other)
        return first

    def keep(self, name: str, value: str) -> None:
        """Leaves a value for ``extra``, because the record has no place for it as it is written."""
        kept = self._kept.setdefault(name, [])
        if value and value not in kept:
            kept.append(value)

    def changed(self, name: str, written: str, *rules: str) -> None:
        """Keeps the text of a field as published, where a rule makes something else of it."""
        self._changes |= {Change(field=name, written=written, rule=rule): None for rule in rules}

    def bare(self, name: str, written: str, *, stop: bool = False) -> str:
        """A text by the rules for titles and without the punctuation of a description."""
        made, rules = text.bare(written, stop=stop)
        self.changed(name, written, *rules)
        return made

    def bared(self, name: str, *, stop: bool = False) -> tuple[str, ...]:
        """The texts of a field, each made :meth:`bare` and none twice."""
        found = (self.bare(name, written, stop=stop) for written in self.all(name))
        return tuple(dict.fromkeys(filter(None, found)))

    def changes(self) -> tuple[Change, ...]:
        """What was changed so far."""
        return tuple(self._changes)

    def rest(self, spelling: tuple[str, ...]) -> tuple[Extra, ...]:
        """What nobody took, without what only repeats other fields; and the rest of ``spelling``."""
        left = {
            name: tuple(filter(None, found))
            for name, found in self._values.items()
            if name not in self._taken and name not in _COMPUTED
        }
        left["spelling"] = spelling
        self._prune(left)
        for name, kept in self._kept.items():
            left[name] = tuple(dict.fromkeys((*kept, *left.get(name, ()))))
        ordered = sorted(left.items(), key=lambda item: schema.in_order(item[0]))
        return tuple(Extra(field=name, values=found) for name, found in ordered if found)

    def _prune(self, left: dict[str, tuple[str, ...]]) -> None:
        """Drops the repetitions; the first field that says a thing keeps it."""
        repeating = [name for name in _REPEATED if left.get(name)]
        shown = [found for name, found in self._values.items() if name not in {*_REPEATED, *_COMPUTED}]
        said = "\0".join(fold(value) for found in shown for value in found)
        if sum(len(left[name]) for name in repeating) > _MOST or len(said) > _LONGEST:
            return
        for name in repeating:
            new = tuple(value for value in left[name] if fold(value) not in said)
            said += "".join(f"\0{fold(value)}" for value in new)
            left[name] = new


def _stored(name: str, values: tuple[str, ...]) -> tuple[str, ...]:
    stripped = tuple(value.strip(" \t\r\n") for value in values)
    if len(stripped) > 1 and name == "description":
        return ("\n".join(filter(None, stripped)),)
    return stripped
