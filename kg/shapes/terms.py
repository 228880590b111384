"""RDF terms on their way into rdflib, which pySHACL works on.

Data and shapes both come through the same parser and this one conversion: rdflib holds ``"x"`` and
``"x"^^xsd:string`` for two terms, so a graph that mixes them fails every comparison in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kg import context

Triple = tuple[Node, Node, Node]

__all__ = ["Triple", "compact", "graph", "shown", "sparql_prefixes", "term", "triples", "written"]

_PLAIN = frozenset({ox.Literal("").datatype.value, ox.Literal("", language="en").datatype.value})


def triples(data: bytes, format: ox.RdfFormat, base: str | None = None) -> Iterator[Triple]:
    """The triples of a text, named graphs taken together; blank nodes of two Turtle texts stay apart.

    Raises:
        SyntaxError: the text is not of that format.
    """
    known: dict[Any, Node] = {}
    for quad in ox.parse(
        data, format=format, base_iri=base, rename_blank_nodes=format == ox.RdfFormat.TURTLE
    ):
        subject, predicate = quad.subject, quad.predicate
        made = known.get(subject)
        if made is None:
            made = known[subject] = term(subject)
        named = known.get(predicate)
        if named is None:
            named = known[predicate] = term(predicate)
        yield made, named, term(quad.object)


def graph(found: Iterable[Triple]) -> Graph:
    """An rdflib graph of these triples, without prefixes of its own."""
    made = Graph(bind_namespaces="none")
    for one in found:
        made.add(one)
    return made


def term(found: Any) -> Node:
    """A term of pyoxigraph as one of rdflib, as it is written."""
    if isinstance(found, ox.NamedNode):
        return URIRef(found.value)
    if isinstance(found, ox.BlankNode):
        return BNode(found.value)
    if found.language:
        return Literal(found.value, lang=found.language)
    datatype = found.datatype.value
    if datatype in _PLAIN:
        return Literal(found.value)
    return Literal(found.value, datatype=datatype, normalize=False)


@cache
def compact(iri: str) -> str:
    """An IRI as a short name, with the prefixes of the context; as it is where none fits.

    >>> compact(context.iri("prism:doi"))
    'prism:doi'
    """
    for prefix, namespace in context.prefixes().items():
        if iri.startswith(namespace) and "/" not in iri[len(namespace) :]:
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def sparql_prefixes(*names: str) -> str:
    """Declarations of prefixes of the context, for the head of a query."""
    return "".join(f"PREFIX {name}: <{context.prefixes()[name]}>\n" for name in names)


def written(text: str, language: str = "", datatype: str = "") -> str:
    """A literal in N-Triples.

    >>> written("Mères", "fr")
    '"Mères"@fr'
    """
    if language:
        return str(ox.Literal(text, language=language))
    return str(ox.Literal(text, datatype=ox.NamedNode(datatype) if datatype else None))


def shown(term: Node | None) -> tuple[str, str]:
    """A term as text and in N-Triples; two empty texts for none."""
    if term is None:
        return "", ""
    if isinstance(term, Literal):
        return str(term), written(str(term), term.language or "", str(term.datatype or ""))
    if isinstance(term, URIRef):
        return str(term), f"<{term}>"
    return "", ""
