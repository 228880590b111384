"""The HTML of a record page: the table of the staff view, a row for a field.

Tags are cut out here: ``html.parser`` looks for the end of a broken tag again and again, so that a
hostile page of a few hundred kilobytes keeps it busy for minutes. Here no search passes the next ``<``.
"""

from __future__ import annotations

import html
import re

from kg.sources.vufind import schema

__all__ = ["is_markup", "tables"]

_BLOCKS = frozenset({"div", "p", "li", "ul", "ol"})
_NAMES = frozenset({"th", "dt"})
_VALUES = frozenset({"td", "dd"})
_WHOLES = frozenset({"table", "dl"})
_ENDS = _NAMES | _VALUES | _WHOLES | {"tr"}
_UNSEEN = re.compile(r"<(script|style|template|noscript)\b[^<>]*>", re.IGNORECASE)
_CELL = re.compile(
    r"<(?:th|dt)\b[^<>]*>\s*(?:<[^<>]*>\s*)?([A-Za-z_][\w-]*)\s*(?:<[^<>]*>\s*)?</(?:th|dt)>", re.IGNORECASE
)
_MARKUP = re.compile(
    r"\s*(?:<\?xml[^<>]*>\s*)?<(?:!doctype\s+html|html|head|body|table|div|section|main)\b[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)(?:(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*|[^<>]*)>|<[!?][^<>]*>"
)


def is_markup(text: str) -> bool:
    r"""Whether a page is HTML: it begins so, or has a cell with the name of a field.

    >>> is_markup("<!DOCTYPE html><html>"), is_markup("<HTML> The Basics\nid 1")
    (True, False)
    """
    begins = _MARKUP.match("".join(_outside(text)))
    return (begins is not None and (begins[0][:2] == "<!" or "</" in text)) or bool(cells(text))


def cells(text: str) -> set[str]:
    """The names of fields that stand in cells of their own."""
    return {name for name in _CELL.findall(text) if schema.is_field(name)}


def tables(text: str) -> list[dict[str, tuple[str, ...]]]:
    """The fields of each staff view of the page.

    >>> tables("<table><tr><th>id</th><td>a</td></tr><tr><th>title</th><td>T &amp; U</td></tr>"
    ...     "<tr><th>author</th><td>A<br />B</td></tr><tr><th>format</th><td>"
    ...     "<div>Book</div></td></tr></table>")
    [{'id': ('a',), 'title': ('T & U',), 'author': ('A', 'B'), 'format': ('Book',)}]
    """
    rows = _Rows()
    rows.read(_seen(text))
    return [found for found in rows.tables if schema.is_page(found)]


def _seen(text: str) -> str:
    """The page without comments and scripts; one that never ends takes the rest of the page away."""
    text = "".join(_outside(text))
    parts = []
    start = 0
    while found := _UNSEEN.search(text, start):
        parts.append(text[start : found.start()])
        end = re.compile(rf"</{found[1]}\s*>", re.IGNORECASE).search(text, found.end())
        start = end.end() if end else len(text)
    return "".join([*parts, text[start:]])


def _outside(text: str) -> list[str]:
    parts = []
    start = 0
    while (found := text.find("<!--", start)) >= 0:
        parts.append(text[start:found])
        end = text.find("-->", found + 4)
        start = end + 3 if end >= 0 else len(text)
    return [*parts, text[start:]]


class _Rows:
    """Collects rows of a name and its values, table by table."""

    def __init__(self) -> None:
        self.tables: list[dict[str, tuple[str, ...]]] = [{}]
        self._name: str | None = None
        self._values: list[str] | None = None
        self._reading_name = False
        self._text: list[str] = []
        self._opened: list[int] = []

    def read(self, text: str) -> None:
        """Reads the whole page."""
        start = 0
        for tag in _TAG.finditer(text):
            self._say(text[start : tag.start()])
            start = tag.end()
            name = (tag["name"] or "").lower()
            if tag["end"]:
                self._close(name)
            elif name:
                self._open(name)
        self._say(text[start:])
        self._finish()

    def _say(self, text: str) -> None:
        if self._reading_name or self._values is not None:
            self._text.append(text)

    def _open(self, tag: str) -> None:
        if tag in _ENDS:
            self._finish()
        if tag in _WHOLES:
            self.tables.append({})
        if tag in _NAMES:
            self._name, self._reading_name = None, True
        elif tag in _VALUES and self._name is not None:
            self._values = []
        elif self._values is not None:
            self._break(tag, self._values)

    def _break(self, tag: str, values: list[str]) -> None:
        if tag == "br":
            values.append(self._said())
        elif tag in _BLOCKS:
            if text := self._said():
                values.append(text)
            self._opened.append(len(values))

    def _close(self, tag: str) -> None:
        if tag in _ENDS:
            self._finish()
        elif self._values is not None and tag in _BLOCKS and self._opened:
            before, text = self._opened.pop(), self._said()
            if text or len(self._values) == before:
                self._values.append(text)

    def _finish(self) -> None:
        """Ends the cell that is being read."""
        text = self._said()
        if self._reading_name:
            self._name, self._reading_name = text.rstrip(":"), False
        elif self._values is not None and self._name:
            if text or not self._values:
                self._values.append(text)
            self.tables[-1].setdefault(self._name, tuple(self._values))
            self._name = self._values = None
        self._opened.clear()

    def _said(self) -> str:
        text = html.unescape("".join(self._text)).strip(" \t\r\n")
        self._text.clear()
        return text
