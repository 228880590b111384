"""N-Quads -> nodes: the context read backwards, the inverse of :mod:`kg.rdf.writer`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from typing import Any, TypeVar

import pyoxigraph

from kg import context
from kg.errors import MappingError, ResourceError
from kg.ids import Iri
from kg.rdf.described import Node, Typed
from kg.rdf.writer import Field, fields, term
from kg.record import Text

__all__ = ["Graph"]

_Value = pyoxigraph.NamedNode | pyoxigraph.Literal
_Properties = dict[str, dict[_Value, None]]
_Read = Callable[[_Value], Any]
_N = TypeVar("_N", bound=Node)


class Graph:
    """Quads by subject, in memory: for a file or a batch, not for a whole large graph.

    Args:
        chunks: N-Quads in chunks of whole lines; the names of graphs are left out of account.

    Raises:
        MappingError: a line is not N-Quads, or has a blank node.
    """

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._subjects: dict[str, _Properties] = {}
        for chunk in chunks:
            for quad in _quads(chunk):
                properties = self._subjects.setdefault(_named(quad.subject), {})
                properties.setdefault(quad.predicate.value, {})[_value(quad.object)] = None

    def having(self, name: str) -> Iterator[Iri]:
        """The subjects that have a field of that name, in the order in which they were read."""
        predicate = term(name).iri
        return (Iri(subject) for subject, properties in self._subjects.items() if predicate in properties)

    def ordered(self, iris: Collection[Iri]) -> list[Iri]:
        """These, in the order in which they were read as subjects; those that were not come last."""
        there = [Iri(subject) for subject in self._subjects if subject in iris]
        return [*there, *(iri for iri in iris if iri not in self._subjects)]

    def node(self, kind: type[_N], iri: str) -> _N:
        """What the graph says of a subject in the fields of a kind of node.

        Many values come sorted; of many for a field that holds one, the first.

        Raises:
            MappingError: the graph does not describe it, or lacks a field that the node must have.
        """
        properties = self._subjects.get(iri)
        if properties is None:
            raise MappingError(iri, "id", iri, "is not described in these quads")
        found: dict[str, Any] = {"id": iri, "type": _types(iri, properties)}
        for field, read in _readers(kind):
            values = properties.get(field.term.iri)
            if values:
                found[field.name] = _read_field(iri, field, read, sorted(values, key=_order))
            elif field.required:
                raise MappingError(iri, field.name, None, "is missing")
        return kind(**found)


def _quads(chunk: bytes) -> Iterator[pyoxigraph.Quad]:
    try:
        yield from pyoxigraph.parse(chunk, format=pyoxigraph.RdfFormat.N_QUADS)
    except SyntaxError as error:
        raise MappingError("", "quad", chunk[:80], f"is not N-Quads ({error})") from error


def _named(subject: object) -> str:
    if not isinstance(subject, pyoxigraph.NamedNode):
        raise MappingError("", "id", str(subject), "is not an IRI")
    return subject.value


def _value(found: object) -> _Value:
    if not isinstance(found, _Value):
        raise MappingError("", "object", str(found), "is neither an IRI nor a literal")
    return found


def _order(value: _Value) -> tuple[str, str]:
    return value.value, (value.language or "") if isinstance(value, pyoxigraph.Literal) else ""


def _types(iri: str, properties: _Properties) -> tuple[str, ...]:
    try:
        return tuple(sorted({context.term(one.value) for one in properties.get(context.iri("rdf:type"), ())}))
    except ResourceError as error:
        raise MappingError(iri, "type", "", str(error)) from error


def _read_field(iri: str, field: Field, read: _Read, values: list[_Value]) -> Any:
    try:
        return tuple(map(read, values)) if field.many else read(values[0])
    except (KeyError, ValueError, ResourceError) as error:
        raise MappingError(iri, field.name, values[0].value, "is not what the context says") from error


@cache
def _readers(kind: type[Node]) -> tuple[tuple[Field, _Read], ...]:
    return tuple((field, _reader(field)) for field in fields(kind))


def _reader(field: Field) -> _Read:
    """The function from a value in the graph to one of the field."""
    if field.term.coercion == "@vocab":
        words = {iri: word for word, iri in field.term.values.items()}
        return lambda value: words[value.value]
    if field.value is Text:
        return _text
    if field.value is Typed:
        return _typed
    if field.value is bool:
        return lambda value: value.value == "true"
    if field.value is int:
        return lambda value: int(value.value)
    return lambda value: value.value


def _text(value: _Value) -> Text:
    return Text(text=value.value, lang=_order(value)[1])


def _typed(value: _Value) -> Typed:
    datatype = value.datatype.value if isinstance(value, pyoxigraph.Literal) else ""
    return Typed(value.value, context.term(datatype))
