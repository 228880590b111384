"""A document of the Solr index as fields with their values."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

__all__ = ["fields", "texts"]


def fields(document: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """The fields; a value alone is a list of one.

    >>> fields({"id": "1", "format": ["Book"], "_version_": 7, "edition": None})
    {'id': ('1',), 'format': ('Book',), '_version_': ('7',), 'edition': ()}
    """
    return {name: texts(value) for name, value in document.items()}


def texts(value: object) -> tuple[str, ...]:
    """A JSON value as texts: what is no text as JSON writes it."""
    if value is None:
        return ()
    if isinstance(value, list):
        return tuple(_text(part) for part in value)
    return (_text(value),)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else msgspec.json.encode(value).decode()
