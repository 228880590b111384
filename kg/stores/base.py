"""What every store can do; queries and networks know no more than this."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, Protocol, runtime_checkable

import msgspec

__all__ = ["Answer", "Loaded", "Row", "Store", "Term", "Triple"]


class Term(NamedTuple):
    """An RDF term of an answer; ``datatype`` is empty for plain strings and language-tagged ones."""

    value: str
    kind: Literal["iri", "literal", "blank"] = "literal"
    datatype: str = ""
    lang: str = ""


Row = tuple[Term | None, ...]
"""One solution, a value a variable, ``None`` where a variable is unbound."""

Triple = tuple[Term, Term, Term]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a query gives back.

    ``rows`` is for a SELECT, in the order of the query; ``boolean`` for an ASK; ``triples`` for a
    CONSTRUCT or DESCRIBE. Rows and triples are streams: they are read once.
    """

    kind: Literal["select", "ask", "construct"]
    variables: tuple[str, ...] = ()
    rows: Iterator[Row] = iter(())
    boolean: bool = False
    triples: Iterator[Triple] = iter(())


class Loaded(msgspec.Struct, frozen=True):
    """How much a load brought: quads that were written, and quads that the store then held."""

    written: int
    stored: int


@runtime_checkable
class Store(Protocol):
    """A set of quads that answers SPARQL 1.1."""

    def query(self, sparql: str) -> Answer:
        """The answer to a query, as a stream.

        Raises:
            QueryError: the query is not valid SPARQL.
            StoreError: the store cannot answer.
        """

    def csv(self, sparql: str) -> bytes:
        """The answer to a SELECT as SPARQL 1.1 CSV, header first: the fast way to many rows."""

    def load(self, chunks: Iterable[bytes]) -> Loaded:
        """Adds N-Quads, given in chunks of whole lines."""

    def quads(self) -> Iterator[bytes]:
        """Everything, as lines of N-Quads in byte order."""

    def __len__(self) -> int:
        """The number of quads."""

    def close(self) -> None:
        """Releases what the store holds; it cannot be used afterwards."""
