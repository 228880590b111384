"""Named queries: the questions that users ask, a file each, with parameters.

    >>> [param.name for param in find("works-by-topic").params]
    ['topic', 'year-from', 'year-to']

A query is found by name or read from a file, its holes are filled, and the store answers. What a
file looks like, :mod:`kg.queries.files` says; how a parameter becomes a term,
:mod:`kg.queries.terms`; how an answer is written, :mod:`kg.queries.formats`.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import cache

from kg import resources
from kg.errors import QueryError
from kg.queries.files import HOLE, Column, Param, Query, load, parse
from kg.queries.formats import FORMATS, headings, plain_rows, write
from kg.queries.terms import TYPES
from kg.stores.base import Answer, Store

__all__ = [
    "FORMATS",
    "TYPES",
    "Column",
    "Param",
    "Query",
    "bind",
    "find",
    "headings",
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


def bind(query: Query, params: Mapping[str, str] | None = None) -> str:
    r"""The text of a query with its holes filled; a parameter that is not given restricts nothing.

    >>> topic = parse("q", '#+ param: t text "topic" example=x\nSELECT * { VALUES ?t { UNDEF } }')
    >>> bind(topic, {"t": 'a " }'}).splitlines()[1]
    'SELECT * { VALUES ?t { "a \\" }" } }'

    Args:
        query: a query of :func:`named`, or one that :func:`load` has read.
        params: text by name of parameter.

    Raises:
        QueryError: a parameter is unknown or missing, or its text is not of its type.
    """
    given = {query.param(name): text for name, text in (params or {}).items()}
    missing = [one for one in query.params if one.required and one not in given]
    if missing:
        wanted = " ".join(f"--param {one.name}={one.example!r}" for one in missing)
        raise QueryError(f"the query {query.name!r} needs {wanted}")
    terms = {param.variable: _term(param, text) for param, text in given.items()}
    return HOLE.sub(lambda hole: f"VALUES ?{hole[1]} {{ {terms.get(hole[1], 'UNDEF')} }}", query.text)


def _term(param: Param, text: str) -> str:
    try:
        return TYPES[param.type](text)
    except QueryError as error:
        raise QueryError(f"parameter {param.name}: {error}") from error


def run(store: Store, query: Query | str, params: Mapping[str, str] | None = None) -> Answer:
    """The answer of a store to a query, as a stream.

    Args:
        store: any store.
        query: a query, or the name of one.
        params: text by name of parameter.

    Raises:
        QueryError: there is no such query, or its parameters do not fit.
        StoreError: the store cannot answer.
    """
    return store.query(bind(find(query) if isinstance(query, str) else query, params))
