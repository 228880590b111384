"""An element of Dublin Core -> its statements: each a property with a value, its language and encoding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from kg import tables
from kg.sources.drafting import Draft
from kg.text import leaves, local, squeezed

__all__ = ["Statement", "Statements"]

_TITLES = frozenset({"title", "alternative"})
_LANGUAGE = "lang"
_KINDS = ("type", "scheme", "qualifier")
_NAMES = {
    "available": "available",
    "accessrights": "accessRights",
    "bibliographiccitation": "bibliographicCitation",
    "dateaccepted": "dateAccepted",
    "datecopyrighted": "dateCopyrighted",
    "datesubmitted": "dateSubmitted",
    "ispartof": "isPartOf",
    "ispartofseries": "isPartOfSeries",
    "tableofcontents": "tableOfContents",
}
"""Names that are written in several ways, in the one that counts here."""


class Statement(NamedTuple):
    """A property and its value.

    Attributes:
        name: the property, without prefix.
        text: the value in one line.
        lang: the tag of its language, ``""`` where it is not stated.
        kind: the encoding or refinement that an attribute names, in small letters: ``doi``, ``w3cdtf``.
        others: the values of any other attributes.
    """

    name: str
    text: str
    lang: str = ""
    kind: str = ""
    others: tuple[str, ...] = ()

    @property
    def field(self) -> str:
        """What ``extra`` calls it."""
        return f"{self.name}[{self.kind}]" if self.kind else self.name


class Statements:
    """The statements of a record, which go as they are taken."""

    def __init__(self, element: Element, draft: Draft) -> None:
        self._draft = draft
        self._found: dict[str, list[Statement]] = {}
        for child in element:
            for one in self._read(child):
                self._found.setdefault(one.name, []).append(one)
        for stray in (element.text, *(child.tail for child in element)):
            draft.retain("text", squeezed(stray))

    def _read(self, child: Element) -> Iterator[Statement]:
        name = local(child)
        name = _NAMES.get(name.lower(), name)
        if any(len(inner) or inner.attrib for inner in child):
            for path, text in leaves(child, name):
                self._draft.retain(path, text)
            return
        made = self._draft.titled if name in _TITLES else self._draft.plain
        text = made(child, name)
        if not text:
            return
        lang, kind, others = "", "", []
        for key, value in child.attrib.items():
            bare = key.rpartition("}")[2]
            if bare == _LANGUAGE:
                lang = tables.tag(tables.language(value)).lower()
            if bare in _KINDS and not kind:
                kind = value.rpartition(":")[2].strip().lower()
            elif (bare != _LANGUAGE or not lang) and bare not in _KINDS and value.strip():
                others.append(value.strip())
        yield Statement(name, text, lang, kind, tuple(others))

    def take(self, *names: str) -> list[Statement]:
        """The statements of these properties, property by property; they are taken out."""
        return [one for name in names for one in self._found.pop(name, ())]

    def see(self, *names: str) -> list[Statement]:
        """The statements of these properties, which stay."""
        return [one for name in names for one in self._found.get(name, ())]

    def keep(self, statements: Iterable[Statement]) -> None:
        """Keeps what could not be placed."""
        for one in statements:
            self._draft.retain(one.field, one.text, *one.others)

    def rest(self) -> None:
        """Keeps whatever was not taken."""
        for found in self._found.values():
            self.keep(found)
        self._found.clear()
