"""Any SPARQL 1.1 server, asked through its query endpoint."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from http.client import HTTPException
from typing import Any, Literal, cast

import msgspec
import pyoxigraph as ox
from SPARQLWrapper import CSV, JSON, POST, TURTLE, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from kg.errors import QueryError, StoreError
from kg.stores import faults, keywords
from kg.stores.base import Answer, Loaded, Term, Triple

__all__ = ["RemoteStore"]

_TIMEOUT = 300
_ALL = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"
_TRIPLES = frozenset({"CONSTRUCT", "DESCRIBE"})


class _Value(msgspec.Struct, frozen=True):
    type: Literal["uri", "bnode", "literal", "typed-literal"]
    value: str
    datatype: str = ""
    lang: str = msgspec.field(default="", name="xml:lang")


class _Head(msgspec.Struct, frozen=True):
    vars: tuple[str, ...] = ()


class _Bindings(msgspec.Struct, frozen=True):
    bindings: tuple[dict[str, _Value], ...]


class _Results(msgspec.Struct, frozen=True):
    """See: SPARQL 1.1 Query Results JSON Format."""

    head: _Head
    results: _Bindings | None = None
    boolean: bool | None = None


class RemoteStore:
    """A server that answers the SPARQL 1.1 Protocol, read only.

    Args:
        endpoint: the address of its query service.
        allow_service: lets a query have the server ask others, by ``SERVICE``.
    """

    def __init__(self, endpoint: str, *, allow_service: bool = False) -> None:
        self._endpoint = endpoint
        self._allow_service = allow_service

    def __len__(self) -> int:
        rows = self.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows
        first = next(rows)[0]
        return int(first.value) if first else 0

    def close(self) -> None:
        """Nothing is held: each question is a request of its own."""

    def load(self, chunks: Iterable[bytes]) -> Loaded:  # noqa: ARG002 (the protocol gives it)
        """Refused: loading a server is the business of its own tools and of its Graph Store.

        Raises:
            StoreError: always.
        """
        raise StoreError(
            f"{self._endpoint} is only asked, never written: kg export gives files to load it with"
        )

    def quads(self) -> Iterator[bytes]:
        """The statements of the default graph, as lines of N-Quads in byte order; all are held."""
        yield from sorted(f"{triple} .\n".encode() for triple in self._triples(_ALL))

    def query(self, sparql: str) -> Answer:
        """The answer to a query, which may use the prefixes of the context without declaring them.

        Raises:
            QueryError: the server refuses the query, or it is none: an update is not sent.
            StoreError: the server cannot be reached, or its answer is not what the protocol says.
        """
        asked = self._asked(sparql)
        if asked.queryType in _TRIPLES:
            triples = (tuple(map(_term, triple)) for triple in self._triples(sparql))
            return Answer(kind="construct", triples=cast("Iterator[Triple]", triples))
        found = self._json(asked)
        if found.boolean is not None:
            return Answer(kind="ask", boolean=found.boolean)
        names = found.head.vars
        bindings = found.results.bindings if found.results else ()
        rows = (tuple(_json_term(row.get(name)) for name in names) for row in bindings)
        return Answer(kind="select", variables=names, rows=rows)

    def csv(self, sparql: str) -> bytes:
        """The answer to a SELECT as SPARQL 1.1 CSV.

        Raises:
            QueryError: the server refuses the query.
            StoreError: the server cannot be reached.
        """
        asked = self._asked(sparql)
        asked.setReturnFormat(CSV)
        return self._body(asked)

    def _asked(self, sparql: str) -> SPARQLWrapper:
        if not self._allow_service:
            keywords.refuse_service(sparql)
        asked = SPARQLWrapper(self._endpoint)
        asked.setMethod(POST)
        asked.setTimeout(_TIMEOUT)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # the server says what it does not understand
            # SPARQLWrapper takes the kind of a query from words of its comments
            asked.setQuery(_declaring(faults.uncommented(sparql)))
        if asked.isSparqlUpdateRequest():
            raise QueryError(faults.explained(sparql))
        return asked

    def _body(self, asked: SPARQLWrapper) -> bytes:
        try:
            return bytes(asked.query().response.read())
        except SPARQLWrapperException as error:
            raise QueryError(f"{self._endpoint} refuses the query: {_refusal(error)}") from error
        except (OSError, HTTPException, ValueError) as error:
            raise StoreError(f"{self._endpoint} cannot be reached: {faults.first_line(error)}") from error

    def _json(self, asked: SPARQLWrapper) -> _Results:
        asked.setReturnFormat(JSON)
        body = self._body(asked)
        try:
            found = msgspec.json.decode(body, type=_Results)
            if found.boolean is None and found.results is None:
                raise msgspec.ValidationError("neither rows nor yes or no")
        except (msgspec.DecodeError, RecursionError) as error:
            raise StoreError(
                f"{self._endpoint} does not answer in SPARQL JSON: is it a query endpoint?"
            ) from error
        return found

    def _triples(self, sparql: str) -> Iterator[Any]:
        asked = self._asked(sparql)
        asked.setReturnFormat(TURTLE)
        body = self._body(asked)
        try:
            yield from (quad.triple for quad in ox.parse(body, ox.RdfFormat.TURTLE))
        except SyntaxError as error:
            raise StoreError(f"{self._endpoint} does not answer in Turtle: {error}") from error


def _declaring(sparql: str) -> str:
    """The query with the prefixes of the context that it uses and does not declare, on its first line."""
    names = [token.text for token in faults.tokens(sparql) if token.kind == "name"]
    used = {name.partition(":")[0] for name in names}
    own = set(re.findall(r"(?i)\bprefix\s+([^\s:]*):", sparql))
    known = keywords.predeclared()
    lines = [f"PREFIX {prefix}: <{known[prefix]}>" for prefix in sorted((used & known.keys()) - own)]
    return " ".join([*lines, sparql])


def _refusal(error: SPARQLWrapperException) -> str:
    """What the server says, if it does, else what the status of its answer means; in one line."""
    said, _, body = str(error).partition("Response:")
    reason = re.sub(r"\\[rn].*|\A[\s'\"b]+|['\"]\Z", "", body.strip(), flags=re.DOTALL)
    return faults.first_line(said if not reason or reason.startswith("<") else reason)


def _term(term: Any) -> Term:
    if isinstance(term, ox.NamedNode):
        return Term(term.value, "iri")
    if isinstance(term, ox.BlankNode):
        return Term(term.value, "blank")
    return _literal(term.value, term.datatype.value, term.language or "")


def _json_term(found: _Value | None) -> Term | None:
    if found is None:
        return None
    if found.type == "uri":
        return Term(found.value, "iri")
    if found.type == "bnode":
        return Term(found.value, "blank")
    return _literal(found.value, found.datatype, found.lang)


def _literal(value: str, datatype: str, lang: str) -> Term:
    plain = datatype in {ox.Literal("").datatype.value, ox.Literal("", language="en").datatype.value}
    return Term(value, "literal", "" if plain else datatype, lang)
