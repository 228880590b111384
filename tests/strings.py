"""The texts in a value, however deep, for tests that nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["strings"]


def strings(value: object) -> Iterator[str]:
    """Every text below dictionaries, lists and tuples, in order; names of members are none."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from strings(inner)
