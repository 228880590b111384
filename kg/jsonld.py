"""Statements -> JSON-LD with the terms of our context, a node a line, as a stream."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from typing import Any

import msgspec
import pyoxigraph as ox

from kg import context
from kg.errors import ResourceError
from kg.rdf.writer import Term, term

__all__ = ["document", "node"]

_encode = msgspec.json.Encoder().encode
_STRING = ox.Literal("").datatype.value


def document(triples: Iterable[Any]) -> Iterator[bytes]:
    """A JSON-LD document of triples that stand together by subject, in pieces.

    Each node is as :mod:`kg.rdf.described` has it; what the context has no term for keeps its IRI.

    See: JSON-LD 1.1, section 4.
    """
    yield b'{"@context":' + _encode(context.load()) + b',\n"@graph":['
    separator = b"\n"
    for subject, group in groupby(triples, key=lambda triple: triple.subject):
        yield separator + _encode(node(subject, group))
        separator = b",\n"
    yield b"\n]}\n"


def node(subject: Any, triples: Iterable[Any]) -> dict[str, Any]:
    """The node object of a subject."""
    made: dict[str, Any] = {"id": _reference(subject)}
    for triple in triples:
        key, value, many = _entry(triple.predicate.value, triple.object)
        if many:
            made.setdefault(key, []).append(value)
        elif key in made:
            held = made[key]
            made[key] = [*held, value] if isinstance(held, list) else [held, value]
        else:
            made[key] = value
    return made


def _reference(value: Any) -> str:
    return f"_:{value.value}" if isinstance(value, ox.BlankNode) else str(value.value)


def _entry(predicate: str, value: Any) -> tuple[str, Any, bool]:
    """The key, the value, and whether the key holds a list."""
    if predicate == context.iri("rdf:type"):
        return "type", _class(value.value), True
    name = _terms().get(predicate)
    compact = _compact(term(name), value) if name else None
    if name is None or compact is None:
        return predicate, _expanded(value), True
    return name, compact, _many(name)


@cache
def _terms() -> dict[str, str]:
    """Each property with its term."""
    found: dict[str, str] = {}
    for name, definition in context.load().items():
        if isinstance(definition, dict):
            found.setdefault(term(name).iri, name)
    return found


@cache
def _many(name: str) -> bool:
    return "@container" in context.load()[name]


@cache
def _class(iri: str) -> str:
    try:
        name = context.term(iri)
    except ResourceError:
        return iri
    return name if isinstance(context.load().get(name), str) else iri


def _compact(known: Term, value: Any) -> Any:
    """A value as the term coerces it; ``None`` where the term means other values."""
    if not isinstance(value, ox.Literal):
        if known.coercion == "@id":
            return _reference(value)
        words = {iri: word for word, iri in known.values.items()}
        return words.get(value.value)
    if known.coercion:
        return value.value if value.datatype.value == known.coercion else None
    if value.language:
        return {"text": value.value, "lang": value.language}
    if value.datatype.value == _STRING:
        return value.value
    return {"text": value.value, "type": _class(value.datatype.value)}


def _expanded(value: Any) -> dict[str, str]:
    if not isinstance(value, ox.Literal):
        return {"@id": _reference(value)}
    if value.language:
        return {"@value": value.value, "@language": value.language}
    return {"@value": value.value, "@type": value.datatype.value}
