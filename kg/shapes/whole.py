"""A store as one graph for pySHACL, read where it lies: for shapes that look at more than one node."""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.store import Store

from kg.shapes.sets import Queryable, embedded
from kg.shapes.terms import Triple, term

__all__ = ["graph_over"]

_LINES = 100_000


@contextmanager
def graph_over(data: Queryable) -> Iterator[Graph]:
    """A store as an rdflib graph, named graphs taken together; what is added to it stays in memory.

    A store that is no Oxigraph store of this process is copied to a temporary one on disk.
    """
    held = embedded(data)
    if held is not None:
        yield Graph(store=_Live(held), bind_namespaces="none")
        return
    with tempfile.TemporaryDirectory(prefix="kg-") as folder:
        live = _Live(_copied(data, folder))
        try:
            yield Graph(store=live, bind_namespaces="none")
        finally:
            live.close()


def _copied(data: Queryable, folder: str) -> ox.Store:
    store = ox.Store(folder)
    lines = data.quads()
    while some := b"".join(islice(lines, _LINES)):
        store.bulk_extend(ox.parse(some, ox.RdfFormat.N_QUADS))
    return store


class _Live(Store):
    """Triples of an Oxigraph store as :mod:`kg.shapes.terms` makes them.

    oxrdflib would give plain text with the datatype xsd:string, which equals no plain text of the
    shapes, and would normalise the numbers and dates whose form is to be checked.
    """

    context_aware = True  # pySHACL takes no other
    graph_aware = True

    def __init__(self, store: ox.Store) -> None:
        super().__init__()
        self._store = store
        self._aside = Graph(bind_namespaces="none")
        self._graph = None if any(True for _ in store.named_graphs()) else ox.DefaultGraph()

    def close(self, commit_pending_transaction: bool = False) -> None:  # noqa: ARG002
        """Lets the store go, which writes to its folder then."""
        del self._store

    def add(self, triple: Any, context: Any = None, quoted: bool = False) -> None:  # noqa: ARG002
        if not any(True for _ in self._found(triple)):
            self._aside.add(triple)

    def triples(self, triple_pattern: Any, context: Any = None) -> Iterator[Any]:  # noqa: ARG002
        found = self._found(triple_pattern)
        # one triple may stand in many named graphs; in the default graph it stands once
        for one in dict.fromkeys(found) if self._graph is None else found:
            yield one, iter(())
        for one in self._aside.triples(triple_pattern):
            yield one, iter(())

    def _found(self, pattern: Any) -> Iterator[Triple]:
        subject, predicate, value = map(_asked, pattern)
        if isinstance(subject, ox.Literal) or isinstance(predicate, ox.Literal | ox.BlankNode):
            return  # a path may ask what a text says; nothing does
        for quad in self._store.quads_for_pattern(subject, predicate, value, self._graph):
            yield term(quad.subject), term(quad.predicate), term(quad.object)

    def contexts(self, triple: Any = None) -> Generator[Graph, None, None]:  # noqa: ARG002
        yield from ()

    def add_graph(self, graph: Graph) -> None:
        """Nothing: there is one graph."""

    def namespaces(self) -> Iterator[Any]:
        return iter(())

    def __len__(self, context: Any = None) -> int:
        return len(self._store) + len(self._aside)


def _asked(node: Any) -> ox.NamedNode | ox.BlankNode | ox.Literal | None:
    if isinstance(node, URIRef):
        return ox.NamedNode(node)
    if isinstance(node, BNode):
        return ox.BlankNode(node)
    if isinstance(node, Literal):
        datatype = ox.NamedNode(node.datatype) if node.datatype else None
        return ox.Literal(str(node), language=node.language, datatype=None if node.language else datatype)
    return None
