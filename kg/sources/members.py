"""The members of a JSON object, taken one by one; what nobody takes, or has a wrong type, is kept.

For readers of formats in JSON: each step takes the members that it knows, :meth:`Members.rest` keeps
the others in ``extra``, under the path of names that leads to them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from kg import dates
from kg.dates import Date
from kg.record import Identifier, identifier
from kg.sources.drafting import Draft

__all__ = ["Members", "leaves"]


class Members:
    """An object of a record, whose members go as they are taken; ``values`` are those that are left.

    >>> from kg.record import Provenance
    >>> draft = Draft()
    >>> members = Members({"title": ["A", None, {"lang": "en"}], "year": 1999, "pages": {"n": 3}}, draft)
    >>> members.texts("title"), members.text("year"), members.text("pages"), members.text("volume")
    (['A'], '1999', '', '')
    >>> [(one.field, *one.values) for one in draft.record(Provenance(source="example")).extra]
    [('title/lang', 'en'), ('pages/n', '3')]
    """

    __slots__ = ("_draft", "_path", "values")

    def __init__(self, values: dict[str, Any], draft: Draft, path: str = "") -> None:
        self.values = values
        self._draft = draft
        self._path = path

    def take(self, name: str) -> Any:
        """The value as it is, ``None`` where there is none."""
        return self.values.pop(name, None)

    def text(self, name: str) -> str:
        """The value if it is text or a number, alone or the only one of a list; "" where there is none."""
        value = self.values.pop(name, None)
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        if isinstance(value, list) and len(value) == 1 and _is_text(value[0]):
            value = value[0]
        if _is_text(value):
            return _written(value)
        self.keep(name, value)
        return ""

    def texts(self, name: str) -> list[str]:
        """The values that are text or numbers, whether in a list or not."""
        value = self.values.pop(name, None)
        if value is None:
            return []
        found = []
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str):
                found.append(one)
            elif one is not None and _is_text(one):
                found.append(_written(one))
            else:
                self.keep(name, one)
        return found

    def objects(self, name: str) -> list[Members]:
        """The values that are objects, whether in a list or not."""
        value = self.values.pop(name, None)
        if value is None:
            return []
        path = f"{self._path}{name}/"
        found = []
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                found.append(Members(one, self._draft, path))
            else:
                self.keep(name, one)
        return found

    def object(self, name: str) -> Members:
        """The value if it is an object, the first of a list; an object without members if it is none."""
        value = self.values.pop(name, None)
        if isinstance(value, list) and value:
            self.keep(name, value[1:])
            value = value[0]
        if isinstance(value, dict):
            return Members(value, self._draft, f"{self._path}{name}/")
        self.keep(name, value)
        return Members({}, self._draft, f"{self._path}{name}/")

    def number(self, name: str, scheme: str) -> Identifier | None:
        """The identifier of that scheme; what is none is kept."""
        written = self.text(name)
        found = identifier(scheme, written) if written else None
        if found is None:
            self._draft.retain(self._path + name, written)
        return found

    def day(self, name: str) -> Date:
        """The date; what is none is kept."""
        written = self.text(name)
        found = dates.parse(written)
        if not found:
            self._draft.retain(self._path + name, written)
        return found

    def flag(self, name: str) -> bool:
        """Whether the value is true; any other than true and false is kept."""
        value = self.values.pop(name, None)
        if value is not None and not isinstance(value, bool):
            self.keep(name, value)
        return value is True

    def keep(self, name: str, value: Any) -> None:
        """Keeps a value under its name."""
        if value is not None:
            for path, text in leaves(value, f"{self._path}{name}"):
                self._draft.retain(path, text)

    def changed(self, name: str, written: str, *rules: str) -> None:
        """Keeps a value as published, where a rule makes something else of it."""
        self._draft.changed(f"{self._path}{name}", written, *rules)

    def rest(self) -> None:
        """Keeps all that nobody has taken."""
        for name, value in self.values.items():
            if isinstance(value, str):
                self._draft.retain(self._path + name, value)
            elif value is not None:
                self.keep(name, value)
        self.values = {}


def leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every text, number, truth value below a value, with the path of names that leads to it.

    >>> list(leaves({"a": [1, {"b": "x"}, None, []], "c": True}, "it"))
    [('it/a', '1'), ('it/a/b', 'x'), ('it/c', 'true')]
    """
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{path}/{name}")
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, path)
    elif isinstance(value, str):
        yield path, value
    elif value is not None:
        yield path, _written(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _written(value: Any) -> str:
    """A value as JSON has it; text as it is."""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
