"""Named queries: the questions that users ask, a file each, with parameters.

    >>> [param.name for param in find("works-by-topic").params]
    ['topic', 'year-from', 'year-to', 'limit']

A query is found by name or read from a file, its holes are filled, and the store answers. What a
file looks like, :mod:`kg.queries.files` says; how a parameter becomes a term,
:mod:`kg.queries.terms`; whether the graph has such a thing, :mod:`kg.queries.values`; how an answer is
written, :mod:`kg.queries.formats`.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import cache

from kg import resources
from kg.errors import QueryError
from kg.queries.files import HOLE, Column, Param, Query, load, parse
from kg.queries.formats import FORMATS, headings, plain_rows, write
from kg.queries.terms import LAYER, LAYERS, TYPES
from kg.queries.values import check, there_are
from kg.stores.base import Answer, Store

__all__ = [
    "FORMATS",
    "LAYER",
    "LAYERS",
    "TYPES",
    "Column",
    "Param",
    "Query",
    "bind",
    "check",
    "find",
    "headings",
    "layers",
    "load",
    "named",
    "parse",
    "plain_rows",
    "run",
    "write",
]


@cache
def named() -> tuple[Query, ...]:
    """The queries that the package ships, in the order of their names; networks are not among them."""
    return tuple(load(path) for path in resources.files("queries", "*.rq"))


def find(name: str) -> Query:
    """The query of that name, with hyphens or underscores.

    Raises:
        QueryError: there is none; the message lists those with a similar name.
    """
    wanted = name.strip().lower().replace("_", "-")
    known = {query.name: query for query in named()}
    if wanted in known:
        return known[wanted]
    near = [other for other in known if wanted and wanted in other]
    near += [other for other in difflib.get_close_matches(wanted, known, n=5) if other not in near]
    advice = f"did you mean {', '.join(near)}?" if near else "'kg queries' lists them all"
    raise QueryError(f"there is no query {name!r}: {advice}")


def bind(query: Query, params: Mapping[str, str | int] | None = None) -> str:
    r"""The text of a query with its holes filled; a parameter that is not given restricts nothing.

    >>> topic = parse("q", '#+ param: t text "topic" example=x\nSELECT * { VALUES ?t { UNDEF } }')
    >>> bind(topic, {"t": 'a " }'}).splitlines()[1]
    'SELECT * { VALUES ?t { "a \\" }" } }'

    Args:
        query: a query of :func:`named`, or one that :func:`load` has read.
        params: text, or a whole number, by name of parameter.

    Raises:
        QueryError: a parameter is unknown, missing or given twice, its text is not of its type, or a span of
            years ends before it begins.
    """
    given = _given(query, params or {})
    missing = [one for one in query.params if one.required and one not in given]
    if missing:
        wanted = " ".join(f"--param {one.name}={one.example!r}" for one in missing)
        raise QueryError(f"the query {query.name!r} needs {wanted}")
    terms = {param: _term(param, text) for param, text in given.items()}
    _check_spans(terms, given)
    filled = {param.variable: term for param, term in terms.items()}
    text = HOLE.sub(lambda hole: f"VALUES ?{hole[1]} {{ {filled.get(hole[1], 'UNDEF')} }}", query.text)
    limits = [term for param, term in terms.items() if param.type == "limit"]
    return f"{text.rstrip()}\nLIMIT {limits[0]}\n" if limits else text


def _given(query: Query, params: Mapping[str, str | int]) -> dict[Param, str]:
    found: dict[Param, str] = {}
    for name, value in params.items():
        param = query.param(name)
        if param in found:
            raise QueryError(f"parameter {param.name} is given twice, and takes one value")
        if not isinstance(value, str | int) or isinstance(value, bool):
            raise QueryError(f"parameter {param.name}: {value!r} is neither text nor a whole number")
        found[param] = str(value)
    return found


def _check_spans(terms: Mapping[Param, str], given: Mapping[Param, str]) -> None:
    """Refuses a span of years or days that ends before it begins."""
    ends = {param.name: param for param in terms}
    for param, begin in terms.items():
        last = ends.get(f"{param.name.removesuffix('-from')}-to")
        if param.name.endswith("-from") and last and param.type == last.type and begin > terms[last]:
            raise QueryError(
                f"{param.name} {given[param]} is after {last.name} {given[last]}: nothing is both"
            )


def _term(param: Param, text: str) -> str:
    try:
        return TYPES[param.type](text)
    except QueryError as error:
        raise QueryError(f"parameter {param.name}: {error}") from error


def layers(store: Store) -> tuple[str, ...]:
    """The layers of people that a graph has, in the order of :data:`LAYERS`.

    >>> from kg.stores import EmbeddedStore
    >>> layers(EmbeddedStore())
    ('published', 'identified', 'agent')
    """
    there = there_are(store, "layer")
    return tuple(layer for layer in LAYERS if layer in there)


def run(store: Store, query: Query | str, params: Mapping[str, str | int] | None = None) -> Answer:
    """The answer of a store to a query, as a stream.

    Args:
        store: any store.
        query: a query, or the name of one.
        params: text, or a whole number, by name of parameter.

    Raises:
        QueryError: there is no such query, its parameters do not fit, or one of them names a source, a file,
            a kind or an IRI that the graph does not have.
        StoreError: the store cannot answer.
    """
    found = find(query) if isinstance(query, str) else query
    text = bind(found, params)
    check(store, found, params or {})
    return store.query(text)
