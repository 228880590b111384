"""Headings by what they are of: a topic, a genre, a place, a time."""

from __future__ import annotations

from collections.abc import Iterator

from kg.record import Topic
from kg.sources.vufind.fields import Fields, fold
from kg.text import without_stop

__all__ = ["topics"]

_SCHEMES = ("topic", "genre", "geographic", "era")
_MOST = 2000  # parts that are looked for in all the headings


def topics(fields: Fields) -> tuple[Topic, ...]:
    """The headings, each once; of the facets what no heading contains, since they are made of its parts."""
    found = {(scheme, label): None for scheme in _SCHEMES for label in _labels(fields, scheme)}
    said = "\0".join(fold(label) for _, label in found)
    parts = [(scheme, label) for scheme in _SCHEMES for label in _labels(fields, f"{scheme}_facet")]
    for scheme, label in parts:
        if len(parts) > _MOST or fold(label) not in said:
            found.setdefault((scheme, label))
    return tuple(Topic(label=label, scheme=scheme) for scheme, label in found)


def _labels(fields: Fields, name: str) -> Iterator[str]:
    for value in fields.all(name):
        label = without_stop(value)
        if label:
            yield label
