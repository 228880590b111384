"""Graphs and shapes for the tests of the shapes."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from kg import shapes
from kg.rdf import nquads
from kg.record import Record
from kg.stores import EmbeddedStore

__all__ = ["cases", "graph_of", "own_shapes", "store_of"]

_CASES = Path(__file__).parent / "shapes"
_HEAD = """
@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def own_shapes(folder: Path, turtle: str, name: str = "own") -> shapes.Shapes:
    """The shapes of a folder after a file of that name is put there."""
    (folder / f"{name}.ttl").write_text(_HEAD + turtle, encoding="utf-8")
    return shapes.load_shapes(folder)


def store_of(turtle: str) -> EmbeddedStore:
    """A store that holds what the Turtle says."""
    store = EmbeddedStore()
    quads = ox.parse(_HEAD + turtle, format=ox.RdfFormat.TURTLE)
    store.load([ox.serialize(quads, format=ox.RdfFormat.N_TRIPLES) or b""])
    return store


def graph_of(*records: Record) -> EmbeddedStore:
    """A store that holds what the mapping makes of the records."""
    store = EmbeddedStore()
    store.load(nquads(records))
    return store


def cases(pattern: str) -> bytes:
    """All cases of a pattern in one graph, each under a base of its own, as sorted N-Quads."""
    store = ox.Store()
    for file in sorted(_CASES.glob(pattern)):
        base = f"https://example.org/{file.stem}/"
        text = file.read_text(encoding="utf-8").replace("https://example.org/kg/", base)
        store.load(text.encode(), format=ox.RdfFormat.TURTLE)
    return b"".join(sorted(f"{quad} .\n".encode() for quad in store))
