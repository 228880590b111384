"""Reads ``ontologies/context.jsonld``: the prefixes, and what a term or a short name stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import msgspec

from kg.errors import ResourceError
from kg.resources import read_bytes

__all__ = ["iri", "load", "prefixes", "term", "terms"]

_FILE = "context.jsonld"


@cache
def load() -> dict[str, Any]:
    """The content of ``@context``, as parsed: a prefix or an alias is text, a term may be an object.

    Raises:
        ResourceError: the file is missing, is not JSON, or has no ``@context``.

    See: JSON-LD 1.1, section 4.1, "Advanced Context Usage".
    """
    try:
        content: dict[str, dict[str, Any]] = msgspec.json.decode(
            read_bytes("ontologies", _FILE), type=dict[str, dict[str, Any]]
        )
        return content["@context"]
    except (msgspec.DecodeError, KeyError) as error:
        raise ResourceError(f"ontologies/{_FILE} has no usable @context ({error}): install again") from error


@cache
def prefixes() -> Mapping[str, str]:
    """Each prefix with its namespace.

    >>> prefixes()["fabio"].endswith("/fabio/"), "JournalArticle" in prefixes()
    (True, False)
    """
    found = {
        name: value
        for name, value in load().items()
        if isinstance(value, str) and not name.startswith("@") and value.endswith(("/", "#"))
    }
    return MappingProxyType(found)


def terms() -> tuple[str, ...]:
    """The names of all terms.

    >>> {"JournalArticle", "retracted"} <= set(terms())
    True
    """
    return tuple(_terms())


@cache
def _terms() -> Mapping[str, str]:
    """Each term with its compact IRI; a term of the context itself wins over one of a field."""
    return MappingProxyType(dict(_definitions(load())))


def _definitions(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for definition in content.values():
        if isinstance(definition, dict) and "@context" in definition:
            yield from _definitions(definition["@context"])
    for name, definition in content.items():
        compact = definition.get("@id", "") if isinstance(definition, dict) else definition
        if isinstance(compact, str) and ":" in compact and name not in prefixes():
            yield name, compact


@cache
def iri(name: str) -> str:
    """The full IRI of a short name such as ``skos:notation``, or of a term such as ``JournalArticle``.

    Terms that stand only below a field, such as ``retracted`` below ``status``, are found too.

    >>> iri("JournalArticle") == iri("fabio:JournalArticle") == prefixes()["fabio"] + "JournalArticle"
    True

    Raises:
        ResourceError: the context has no such prefix or term.
    """
    compact = name if ":" in name else _terms().get(name, "")
    prefix, _, local = compact.partition(":")
    try:
        return prefixes()[prefix] + local
    except KeyError:
        raise ResourceError(f"{name!r} is neither a term nor a short name of ontologies/{_FILE}") from None


@cache
def _names() -> Mapping[str, str]:
    return MappingProxyType({iri(name): name for name in _terms()})


def term(iri: str) -> str:
    """The term that stands for an IRI: the inverse of :func:`iri` for classes and individuals.

    >>> term(prefixes()["pro"] + "author")
    'author'

    Raises:
        ResourceError: no term stands for it.
    """
    try:
        return _names()[iri]
    except KeyError:
        raise ResourceError(f"ontologies/{_FILE} has no term for {iri!r}: add one") from None
