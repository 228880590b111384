"""A store and the name of a network -> the network."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import cache

import msgspec

from kg import queries, resources
from kg.errors import NetworkError, QueryError
from kg.networks.incidence import incidence
from kg.networks.network import COUNTINGS, Counting, Network
from kg.networks.projection import project
from kg.queries import Query
from kg.stores.base import Store

__all__ = ["answered", "build", "find", "named"]


@cache
def named() -> tuple[Query, ...]:
    """The networks that the package knows, each by its query, in the order of their names."""
    return tuple(queries.load(path) for path in resources.files("queries", "networks/*.rq"))


def find(name: str) -> Query:
    """The query of the network of that name, with hyphens or underscores.

    Raises:
        QueryError: there is none; the message lists those there are.
    """
    wanted = name.strip().lower().replace("_", "-")
    known = {query.name: query for query in named()}
    if wanted not in known:
        near = difflib.get_close_matches(wanted, known, n=3) or sorted(known)
        raise QueryError(f"there is no network {name!r}: did you mean {', '.join(near)}?")
    return known[wanted]


def build(
    store: Store,
    name: str = "co-authorship",
    *,
    params: Mapping[str, str | int] | None = None,
    counting: Counting = "full",
    max_team: int | None = None,
) -> Network:
    """The network of that name in a graph; without nodes where nothing fits the parameters.

    Args:
        store: any store.
        name: a network of :func:`named`.
        params: text by name of parameter, such as ``{"year-from": "2010"}``.
        counting: which of the two weights is the weight of a link; both are always counted.
        max_team: leaves out papers of more authors. One paper of hundreds of authors can make most
            of the links; :attr:`Network.cut` says what the limit took away.

    Raises:
        QueryError: there is no such network, the parameters do not fit, or the graph lacks what they name.
        NetworkError: ``counting`` or ``max_team`` is not one that there is.
        StoreError: the store cannot answer.

    >>> from kg.stores import EmbeddedStore
    >>> len(build(EmbeddedStore()))
    0
    """
    query = find(name)
    rows = answered(store, query, params, counting, max_team)
    given = {query.param(key).name: str(value) for key, value in (params or {}).items()}
    network = project(incidence(rows), query.name, max_team)
    return msgspec.structs.replace(network, counting=counting, params=given)


def answered(
    store: Store,
    query: Query,
    params: Mapping[str, str | int] | None,
    counting: Counting,
    max_team: int | None,
) -> bytes:
    """The rows of a network's query, as SPARQL 1.1 CSV; what is asked for is checked before.

    Raises:
        QueryError, NetworkError, StoreError: as :func:`build`.
    """
    if counting not in COUNTINGS:
        raise NetworkError(f"there is no counting {counting!r}: use {' or '.join(COUNTINGS)}")
    if max_team is not None and max_team < 1:
        raise NetworkError(f"max_team is {max_team}: use the number of authors of the largest paper to keep")
    bound = queries.bind(query, params)
    queries.check(store, query, params or {})
    return store.csv(bound)
