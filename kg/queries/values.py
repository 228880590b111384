"""Whether a graph has what a parameter names: a misspelt source or kind must not pass for an empty answer.

Some types of parameters take their values from the graph. For each there is a file
``queries/values/TYPE.rq``, which tells the values, or whether one value is among them.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import cache

from kg import context, resources
from kg.errors import QueryError, ResourceError
from kg.queries.files import HOLE, Param, Query, load
from kg.queries.terms import TYPES
from kg.stores.base import Store, Term

__all__ = ["check", "there_are"]

_MANY = 8


@cache
def _known() -> dict[str, Query]:
    """The queries for values, by type of parameter."""
    return {path.stem: load(path) for path in resources.files("queries", "values/*.rq")}


def check(store: Store, query: Query, params: Mapping[str, str | int]) -> None:
    """Refuses parameters that name what the graph does not have.

    Kinds and roles that the model knows are let pass: that there are none is then a fair answer.

    Raises:
        QueryError: with the name that was perhaps meant, or the names that there are.
    """
    for name, text in params.items():
        param = query.param(name)
        values = _known().get(param.type)
        if values is not None:
            _check(store, param, str(text), values)


def _check(store: Store, param: Param, text: str, values: Query) -> None:
    term = TYPES[param.type](text)
    if _is_of_the_model(term[1:-1]) or next(store.query(_asking(values, term)).rows, None):
        return
    there = [] if param.type == "iri" else sorted(there_are(store, param.type))
    raise QueryError(
        f"parameter {param.name}: the graph has no {values.summary} {text!r}{_advice(text, there)}"
        + (f": {values.description}" if values.description else "")
    )


def there_are(store: Store, type: str) -> set[str]:
    """The values of a type of parameter that a graph has."""
    return {_shown(value) for (value,) in store.query(_known()[type].text).rows if value is not None}


def _asking(values: Query, term: str) -> str:
    return HOLE.sub(lambda hole: f"VALUES ?{hole[1]} {{ {term} }}", values.text)


def _is_of_the_model(iri: str) -> bool:
    try:
        return bool(context.term(iri))
    except ResourceError:
        return False


def _shown(term: Term) -> str:
    """As a parameter would have it: a term of the model by its name."""
    if term.kind == "iri" and _is_of_the_model(term.value):
        return context.term(term.value)
    return term.value


def _advice(text: str, there: list[str]) -> str:
    if not there:
        return ""
    by_lower = {one.lower().rpartition("/")[2]: one for one in there}
    wanted = text.lower().rpartition("/")[2].rpartition(":")[2]
    near = difflib.get_close_matches(wanted, by_lower, n=1)
    if near:
        return f"; did you mean {by_lower[near[0]]}?"
    more = ", ..." if len(there) > _MANY else ""
    return f"; there is {', '.join(there[:_MANY])}{more}"
