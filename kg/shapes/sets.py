"""What is asked of the store: the SPARQL constraints, and where a node comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Protocol, cast

import pyoxigraph as ox

from kg import ids
from kg.errors import QueryError, ShapeError
from kg.shapes.findings import Finding, Place
from kg.shapes.loading import pattern
from kg.shapes.model import SetQuery, Target
from kg.shapes.terms import compact, sparql_prefixes, written

__all__ = [
    "Answer",
    "InFolder",
    "Queryable",
    "Term",
    "check",
    "embedded",
    "is_met",
    "on_disk",
    "places",
    "sources",
    "subjects",
]

_AT_ONCE = 500
_HOPS = 4

_RECORDS = """SELECT ?node (MIN(?from) AS ?record) WHERE {{
  VALUES ?node {{ {nodes} }}
  {{ ?node prov:wasDerivedFrom ?from }} UNION
  {{ ?node frbr:realization/prov:wasDerivedFrom ?from }} UNION
  {{ ?node biro:references ?any . BIND(?node AS ?from) }}
}} GROUP BY ?node"""
_HOLDERS = """SELECT ?node (MIN(?from) AS ?holder) WHERE {{
  VALUES ?node {{ {nodes} }}
  ?from ?any ?node
  FILTER(?from != ?node)
}} GROUP BY ?node"""
_PLACES = """SELECT ?node
  (MIN(?f) AS ?file) (MIN(?i) AS ?id) (MIN(?p) AS ?position) (MIN(?s) AS ?source)
WHERE {{
  VALUES ?node {{ {nodes} }}
  OPTIONAL {{ ?node kg:file ?f }}
  OPTIONAL {{ ?node dcterms:identifier ?i }}
  OPTIONAL {{ ?node kg:positionInFile ?p }}
  OPTIONAL {{ ?node dcterms:source ?s }}
}} GROUP BY ?node"""
_SOURCES = """SELECT ?source (MIN(?label) AS ?name) (COUNT(DISTINCT ?record) AS ?records) WHERE {
  ?record biro:references ?any ; dcterms:source ?source .
  OPTIONAL { ?source rdfs:label ?label }
} GROUP BY ?source"""


class Term(Protocol):
    """An RDF term of an answer."""

    @property
    def value(self) -> str:
        """The IRI, or the text of a literal."""

    @property
    def kind(self) -> str:
        """``iri``, ``literal`` or ``blank``."""

    @property
    def datatype(self) -> str:
        """The IRI of the datatype, empty for plain text."""

    @property
    def lang(self) -> str:
        """The language tag, or empty."""


class Answer(Protocol):
    """The answer to a SELECT."""

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the columns."""

    @property
    def rows(self) -> Iterator[tuple[Term | None, ...]]:
        """The solutions, read once."""


class Queryable(Protocol):
    """Whatever answers SPARQL and lists its quads: every store does."""

    def query(self, sparql: str, /) -> Answer:
        """The answer to a query."""

    def quads(self) -> Iterator[bytes]:
        """Everything, as lines of N-Quads in byte order."""

    def __len__(self) -> int:
        """The number of quads."""


class InFolder(Queryable, Protocol):
    """A store of Oxigraph in a folder, which has its statements in the order of their subjects."""

    @property
    def oxigraph(self) -> ox.Store:
        """The store itself."""

    def of_files(self, files: Iterable[Path], /) -> Queryable:
        """A store in memory of what a store has written as N-Quads."""


def embedded(data: Queryable) -> ox.Store | None:
    """The store itself where it is one of Oxigraph in this process, which can be read beside its queries."""
    held = getattr(data, "oxigraph", None)
    return held if isinstance(held, ox.Store) else None


def on_disk(data: Queryable) -> InFolder | None:
    """The store where it is one of Oxigraph in a folder."""
    is_in_folder = embedded(data) is not None and getattr(data, "folder", None) is not None
    return cast("InFolder", data) if is_in_folder else None


def subjects(data: Queryable) -> int:
    """How many nodes are described."""
    found = next(data.query("SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }").rows)[0]
    return int(found.value) if found else 0


def sources(data: Queryable) -> dict[str, tuple[str, int]]:
    """The IRI of each source -> its name, and how many of its records are in the graph."""
    asked = sparql_prefixes("biro", "dcterms", "rdfs") + _SOURCES
    return {
        source.value: (name.value if name else source.value, int(records.value))
        for source, name, records in data.query(asked).rows
        if source and records
    }


def is_met(data: Queryable, target: Target) -> bool:
    """Whether there is a node that a target is about."""
    described = " ?this ?property ?value" if target.kind == "targetNode" else ""
    found = data.query(f"SELECT ?this {{ {pattern(target)}{described} }} LIMIT 1")
    return any(True for _ in found.rows)


def check(data: Queryable, query: SetQuery) -> Iterator[Finding]:
    """The findings of one constraint, one for each node, path and value.

    Raises:
        ShapeError: the constraint is not valid SPARQL; the message names its shape.
    """
    seen: set[tuple[str, str, str]] = set()
    for row in _rows(data, query):
        focus, value = row.get("this"), row.get("value")
        path = row.get("path")
        if focus is None:
            raise ShapeError(f"the SPARQL constraint of {query.rule.shape} must select $this")
        term = _written(value) if value else ""
        where = compact(path.value if path else query.path) if path or query.path else ""
        if (focus.value, where, term) in seen:
            continue
        seen.add((focus.value, where, term))
        yield Finding(
            severity=query.rule.severity,
            shape=query.rule.shape,
            component=query.component,
            message=query.rule.message or f"The value does not fit the shape {query.rule.shape}.",
            focus=focus.value,
            path=where,
            value=value.value if value else "",
            term=term,
        )


def _rows(data: Queryable, query: SetQuery) -> Iterator[dict[str, Term | None]]:
    try:
        answer = data.query(query.sparql)
        for row in answer.rows:
            yield dict(zip(answer.variables, row, strict=True))
    except QueryError as error:
        raise ShapeError(f"the SPARQL constraint of {query.rule.shape} cannot be run: {error}") from error


def _written(term: Term) -> str:
    if term.kind == "iri":
        return f"<{term.value}>"
    return written(term.value, term.lang, term.datatype) if term.kind == "literal" else ""


# -- where a node comes from -------------------------------------------------------------------


def places(data: Queryable, nodes: Iterable[str]) -> dict[str, Place]:
    """For each node, the place of a source record that speaks of it, as far as there is one.

    A fragment belongs to its whole. An expression is derived from records. What expressions share, a
    venue or a topic, belongs to the first of those that link to it, directly or over other nodes.
    Of several records the one whose IRI comes first is named.
    """
    wanted = {node: _whole(node) for node in nodes}
    records = _records(data, wanted)
    found = _places(data, sorted(set(records.values())))
    return {node: found[record] for node, record in records.items() if record in found}


def _whole(node: str) -> str:
    return node.partition("#")[0]


def _records(data: Queryable, wanted: Mapping[str, str]) -> dict[str, str]:
    """For each node its record, looked for at the node that stands beside it, then at who links there."""
    found: dict[str, str] = {}
    pending = dict(wanted)
    for _ in range(_HOPS):
        records = _select(data, _RECORDS, pending.values(), "prov", "frbr", "biro")
        found |= {node: records[at] for node, at in pending.items() if at in records}
        pending = {node: at for node, at in pending.items() if at not in records}
        if not pending:
            break
        holders = _select(data, _HOLDERS, pending.values())
        pending = {node: _whole(holders[at]) for node, at in pending.items() if at in holders}
    return found


def _places(data: Queryable, records: Iterable[str]) -> dict[str, Place]:
    return {
        node: Place(file=file, record=record, position=position, source=source)
        for node, file, record, position, source in _values(data, _PLACES, records, "kg", "dcterms")
    }


def _select(data: Queryable, query: str, nodes: Iterable[str], *prefixes: str) -> dict[str, str]:
    return {row[0]: row[1] for row in _values(data, query, nodes, *prefixes)}


def _values(data: Queryable, query: str, nodes: Iterable[str], *prefixes: str) -> Iterator[tuple[str, ...]]:
    """The rows of a query about nodes, asked in portions; what is unbound is empty.

    A blank node has no name that a query could use, so nothing is known of it.
    """
    every = sorted({node for node in nodes if ids.iri(node) is not None})
    for start in range(0, len(every), _AT_ONCE):
        listed = " ".join(f"<{node}>" for node in every[start : start + _AT_ONCE])
        for row in data.query(sparql_prefixes(*prefixes) + query.format(nodes=listed)).rows:
            values = tuple(value.value if value else "" for value in row)
            if values[0]:
                yield values
