"""Nodes -> N-Quads: the strict writer, compiled once from the context into pieces of bytes.

A JSON-LD processor drops what it does not understand, by specification: a field that the context
lacks, an IRI with a blank in it. This writer knows the same context and drops nothing. A field
without a term is an error when it is compiled; a value that RDF cannot hold is a
:class:`~kg.errors.MappingError` that names record and field.

The declared subset of JSON-LD 1.1: prefixes; aliases of ``@id``, ``@type``, ``@value`` and
``@language``; ``@type`` as ``@id``, as ``@vocab`` with a scoped context, or as a datatype;
``@container`` as ``@set``.

For each class of node one function is written and compiled, as :mod:`dataclasses` does for
``__init__``: straight lines without a loop over fields are twice as fast as closures, and mapping
is on the hot path. Its text is made of the names of fields and what the context says of them,
never of data.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, cast

import msgspec

from kg import context
from kg.errors import MappingError, ResourceError
from kg.rdf.described import Node, Typed
from kg.record import Text

__all__ = ["Field", "Serialise", "Term", "fields", "serialiser", "term"]

Serialise = Callable[[Iterable[Node], list[bytes]], None]
_Write = Callable[[Node, Callable[[tuple[bytes, ...]], None]], None]

_quote = msgspec.json.Encoder().encode
"""A JSON string is an N-Quads literal: the same quotes and the same escapes."""

_TAG = re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*\Z")
_COERCIONS = frozenset({"@id", "@vocab"})


class Term(msgspec.Struct, frozen=True):
    """What the context says of a field.

    ``coercion`` is ``@id``, ``@vocab``, the IRI of a datatype, or ``""``; ``values`` are the IRIs
    of the words that ``@vocab`` allows.
    """

    iri: str
    coercion: str = ""
    values: Mapping[str, str] = {}


class Field(msgspec.Struct, frozen=True):
    """A field of a node: its term, the type of one value, whether it has many, and must have one."""

    name: str
    term: Term
    value: type
    many: bool
    required: bool


@cache
def term(name: str) -> Term:
    """The term of that name.

    Raises:
        ResourceError: the context lacks it, or says more of it than this writer understands.
    """
    definition = context.load().get(name)
    if not isinstance(definition, dict):
        raise ResourceError(f"ontologies/context.jsonld has no term for the field {name!r}")
    if (
        definition.keys() - {"@id", "@type", "@container", "@context"}
        or definition.get("@container", "@set") != "@set"
    ):
        raise ResourceError(f"ontologies/context.jsonld: {name!r} uses what the writer does not know")
    coercion = definition.get("@type", "")
    return Term(
        iri=context.iri(definition["@id"]),
        coercion=coercion if coercion in _COERCIONS or not coercion else context.iri(coercion),
        values={word: context.iri(named) for word, named in definition.get("@context", {}).items()},
    )


@cache
def fields(node: type[Node]) -> tuple[Field, ...]:
    """The fields of a node behind its IRI and classes, in their order."""
    hints = typing.get_type_hints(node)
    return tuple(
        Field(
            name=field.name,
            term=term(field.name),
            value=_one(hints[field.name]),
            many=typing.get_origin(hints[field.name]) is tuple,
            required=field.required,
        )
        for field in msgspec.structs.fields(node)
        if field.name not in {"id", "type"}
    )


def _one(hint: Any) -> type:
    """The type of one value: ``tuple[X, ...]`` and ``X | None`` are ``X``; NewTypes are ``str``."""
    if typing.get_origin(hint) is tuple:
        hint = typing.get_args(hint)[0]
    if typing.get_origin(hint) in {types.UnionType, typing.Union}:
        hint = next(option for option in typing.get_args(hint) if option is not types.NoneType)
    return cast("type", getattr(hint, "__supertype__", hint))


class _Words(dict[str, bytes]):
    """The words that a field may hold, each with the rest of its line."""

    def __init__(self, field: Field, predicate: bytes, end: bytes) -> None:
        super().__init__({word: predicate + _bracketed(iri) + end for word, iri in field.term.values.items()})
        self._field = field

    def __missing__(self, word: str) -> bytes:
        raise MappingError("", self._field.name, word, f"is not one of {', '.join(self)}")


class _Tags(dict[str, bytes]):
    """The language tags met so far, each with the rest of its line."""

    def __init__(self, end: bytes) -> None:
        super().__init__({"": end})
        self._end = end

    def __missing__(self, tag: str) -> bytes:
        if not _TAG.match(tag):
            raise MappingError("", "lang", tag, "is not a language tag (BCP 47)")
        return self.setdefault(tag, f"@{tag}".encode() + self._end)


class _Named(dict[str, bytes]):
    """Terms of the context met so far, as the rest of a line behind ``prefix``."""

    def __init__(self, prefix: bytes, end: bytes) -> None:
        super().__init__()
        self._prefix = prefix
        self._end = end

    def __missing__(self, name: str) -> bytes:
        try:
            iri = context.iri(name)
        except ResourceError as error:
            raise MappingError("", "type", name, "is not a term of the context") from error
        return self.setdefault(name, self._prefix + _bracketed(iri) + self._end)


class _Classes(dict[tuple[str, ...], tuple[bytes, ...]]):
    """Sets of classes met so far, as what a subject is to join: one rest of a line for each class.

    Only names of the context are kept, and few of their sets occur.
    """

    def __init__(self, end: bytes) -> None:
        super().__init__()
        self._line = _Named(b"> " + _bracketed(context.iri("rdf:type")) + b" ", end)

    def __missing__(self, names: tuple[str, ...]) -> tuple[bytes, ...]:
        return self.setdefault(names, (b"", *[self._line[name] for name in names]))


def _bracketed(iri: str) -> bytes:
    return f"<{iri}>".encode()


@cache
def serialiser(graph: str = "") -> Serialise:
    """A function that appends the quads of nodes to a list, as pieces of bytes.

    Args:
        graph: the IRI of the graph that the quads stand in; the default graph if empty.
    """
    end = (f"> <{graph}> .\n" if graph else "> .\n").encode()
    compiled: dict[type[Node], _Write] = {}

    def serialise(nodes: Iterable[Node], out: list[bytes]) -> None:
        extend = out.extend
        for node in nodes:
            try:
                write = compiled[type(node)]
            except KeyError:
                write = compiled[type(node)] = _compiled(type(node), end)
            write(node, extend)

    return serialise


def _compiled(kind: type[Node], end: bytes) -> _Write:
    """The function that writes nodes of a class; ``end`` closes an IRI and the line."""
    tables: dict[str, Any] = {"quote": _quote, "encode": str.encode, "classes": _Classes(end[1:])}
    lines = ["subject = b'<' + node.id.encode()"]
    # Neighbours that every node has are one call.
    certain = ["subject.join(classes[node.type])"]
    for field in fields(kind):
        if field.required and not field.many:
            certain += _pieces(field, f"node.{field.name}", tables, end)
        else:
            lines += [*_extended(certain), *_statements(field, tables, end)]
            certain = []
    lines += _extended(certain)
    body = "\n".join(["def write(node, extend):", *_indented(lines)])
    exec(compile(body, f"<writer of {kind.__name__}>", "exec"), tables)  # noqa: S102 (see the docstring above)
    return cast("_Write", tables["write"])


def _extended(pieces: list[str]) -> list[str]:
    return [f"extend(({', '.join(pieces)},))"] if pieces else []


def _statements(field: Field, tables: dict[str, Any], end: bytes) -> list[str]:
    """The code for a field that may be empty."""
    values = f"node.{field.name}"
    if not field.many:
        return [f"if {values}:", *_indented(_extended(_pieces(field, values, tables, end)))]
    if field.term.coercion == "@id":
        # A record has dozens of links: the lines of a field are one join, without a loop in Python.
        lines = [
            f"start = subject + {_predicate(field) + b'<'!r}",
            f"extend((start, ({end!r} + start).join(map(encode, {values})), {end!r}))",
        ]
    else:
        loop = _indented(_extended(_pieces(field, "value", tables, end)))
        lines = [f"for value in {values}:", *loop]
    return [f"if {values}:", *_indented(lines)]


def _indented(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def _predicate(field: Field) -> bytes:
    return b"> " + _bracketed(field.term.iri) + b" "


def _pieces(field: Field, value: str, tables: dict[str, Any], end: bytes) -> list[str]:
    """The expressions for the pieces of a line: ``value`` is that of the one value."""
    predicate, close = _predicate(field), end[1:]

    def table(made: Any) -> str:
        name = f"{type(made).__name__}_{len(tables)}"
        tables[name] = made
        return name

    if field.term.coercion == "@id":
        return ["subject", repr(predicate + b"<"), f"{value}.encode()", repr(end)]
    if field.term.coercion == "@vocab":
        return ["subject", f"{table(_Words(field, predicate, close))}[{value}]"]
    if field.value is Text:
        return ["subject", repr(predicate), f"quote({value}.text)", f"{table(_Tags(close))}[{value}.lang]"]
    if field.value is Typed:
        typed = table(_Named(b"^^", close))
        return ["subject", repr(predicate), f"quote({value}.text)", f"{typed}[{value}.type]"]
    datatype = b"^^" + _bracketed(field.term.coercion) if field.term.coercion else b""
    if field.value is str:
        return ["subject", repr(predicate), f"quote({value})", repr(datatype + close)]
    return ["subject", repr(predicate + b'"'), f"quote({value})", repr(b'"' + datatype + close)]
