"""The entities of a file, put aside on disk until a product names them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from types import TracebackType
from typing import Any, NamedTuple, Self

import msgspec

from kg.sources.documents import Document, Fault, decoded
from kg.sources.drafting import Draft
from kg.sources.members import Members

__all__ = ["Entities", "Product"]

_SHOWN = 200
_TABLES = """
CREATE TABLE products (number INTEGER PRIMARY KEY, position TEXT, content BLOB);
CREATE TABLE entities (name TEXT PRIMARY KEY, content BLOB) WITHOUT ROWID;
"""


class Product(NamedTuple):
    """A research product: its members, its bytes, and its place in the file."""

    values: dict[str, Any]
    data: bytes
    position: str


class Entities:
    """A temporary database of the products, in order, and of all else by its local identifier.

    Of two entities with one identifier the first counts, for they are one.
    """

    def __init__(self) -> None:
        self._database = sqlite3.connect("")  # a file of its own, which goes when it is closed
        self._database.executescript(_TABLES)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def add(self, document: Document) -> Fault | None:
        """Puts an entity aside, or says why it is none."""
        values = decoded(document)
        reason = values if isinstance(values, str) else self._put(values, document)
        shown = document.data[:_SHOWN].decode(errors="replace")
        return Fault(document.position, reason, shown) if reason else None

    def _put(self, values: dict[str, Any], document: Document) -> str:
        name, kind = values.get("local_identifier"), values.get("entity_type")
        if kind == "product":
            put = "INSERT INTO products (position, content) VALUES (?, ?)"
            self._run(put, document.position, document.data)
        elif not isinstance(name, str) or not isinstance(kind, str):
            return "has no local_identifier or no entity_type, so nothing can name it: complete it"
        if isinstance(name, str):
            self._run("INSERT OR IGNORE INTO entities VALUES (?, ?)", name, document.data)
        return ""

    def products(self) -> Iterator[Product]:
        """The products, in the order of the file."""
        for position, content in self._run("SELECT position, content FROM products ORDER BY number"):
            yield Product(msgspec.json.decode(content), content, position)

    def find(self, name: object) -> dict[str, Any] | None:
        """The entity of that local identifier; what stands there itself is one too."""
        if isinstance(name, dict):
            return name
        for (content,) in self._run("SELECT content FROM entities WHERE name = ?", str(name)):
            found: dict[str, Any] = msgspec.json.decode(content)
            return found
        return None

    def told(self, name: object, path: str, draft: Draft) -> Members:
        """The members of the entity of that name, to be taken; of one that the file lacks the name is kept.

        Args:
            name: the local identifier, or the entity itself.
            path: the names that lead to it, for what is kept.
            draft: what keeps it.
        """
        found = self.find(name)
        if found is None:
            Members({}, draft).keep(path, name)
        told = Members({**(found or {})}, draft, f"{path}/")
        told.take("local_identifier")
        return told

    def _run(self, statement: str, *values: str | bytes) -> sqlite3.Cursor:
        return self._database.execute(statement, values)
