"""Shapes that look at more than one node: held against the store where it lies, without false alarms."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import URIRef
from shape_graphs import own_shapes, store_of

from kg import shapes
from kg.shapes import whole
from kg.shapes.terms import graph, shown, triples
from kg.stores import Answer, EmbeddedStore

EX = "https://example.org/"
FURTHER = "ex:far sh:targetClass ex:C ; sh:path ( ex:p ex:q ) ; sh:minCount 1 ; sh:message 'Far.' ."
CASES = {
    "plain text is xsd:string": "sh:path ex:text ; sh:datatype xsd:string",
    "plain text in a list": "sh:path ex:text ; sh:in ( 'a' 'b' )",
    "plain text as a value": "sh:path ex:text ; sh:hasValue 'a'",
    "text with a language": "sh:path ex:text ; sh:in ( 'a' 'b'@en )",
    "languages": "sh:path ex:text ; sh:uniqueLang true",
    "numbers as written": "sh:path ex:number ; sh:pattern '^[1-9][0-9]*$'",
    "ill-typed values": "sh:path ex:number ; sh:datatype xsd:integer",
    "how many": "sh:path ex:text ; sh:maxCount 1",
    "who leads here": "sh:path [ sh:inversePath ex:p ] ; sh:minCount 2",
    "whatever follows": "sh:path [ sh:zeroOrMorePath ex:p ] ; sh:maxCount 2",
    "either of two": "sh:path [ sh:alternativePath ( ex:text ex:number ) ] ; sh:minCount 3",
    "texts say nothing": "sh:path ( ex:text ex:p ) ; sh:minCount 1",
    "a shape of a value": "sh:path ex:p ; sh:node [ sh:property [ sh:path ex:text ; sh:minCount 2 ] ]",
    "a blank node": "sh:path ex:blank ; sh:nodeKind sh:IRI",
}
DATA = """
ex:1 a ex:C ; ex:text "a" ; ex:number 1 ; ex:p ex:2 .
ex:2 a ex:C ; ex:text "b"@en, "c"@en, "a" ; ex:number "01"^^xsd:integer, "x"^^xsd:integer ; ex:p ex:3, ex:1 .
ex:3 a ex:C ; ex:text "z", "a"^^ex:own ; ex:number 7, 1.50 ; ex:q ex:1 ; ex:blank [ ex:text "a" ] .
"""


SH = "http://www.w3.org/ns/shacl#"


def _copied(store: EmbeddedStore, own: shapes.Shapes) -> list[tuple[str, ...]]:
    """Shape, focus, component and value of what pySHACL finds in a copy in memory."""
    data = graph(triples(b"".join(store.quads()), ox.RdfFormat.N_QUADS))
    _, results, _ = pyshacl.validate(data, shacl_graph=own.core, inplace=True)
    found = []
    for one in results.objects(None, URIRef(f"{SH}result")):
        names = ("sourceShape", "focusNode", "sourceConstraintComponent", "value")
        shape, focus, component, value = (results.value(one, URIRef(SH + name)) for name in names)
        found.append((str(shape), str(focus), str(component).removeprefix(SH), *shown(value)))
    return sorted(found)


@pytest.mark.parametrize("name", CASES)
def test_the_store_gives_what_a_copy_gives(tmp_path, name):
    """pySHACL finds over the store exactly what it finds in a graph of rdflib: no fault more, none less."""
    own = own_shapes(tmp_path, f"ex:s sh:targetClass ex:C ; {CASES[name]} ; sh:message 'm' . {FURTHER}")
    assert not own.local
    store = store_of(DATA)
    expected = _copied(store, own)
    report = shapes.validate(store, own)
    found = sorted((one.shape, one.focus, one.component, one.value, one.term) for one in report.findings)
    assert found == expected
    assert {shape for shape, *_ in found} == {f"{EX}s", f"{EX}far"}
    assert report.checked == 4


def test_a_triple_in_many_graphs_is_one(tmp_path):
    """Named graphs are taken together: what two of them say is said once."""
    own = own_shapes(tmp_path, f"ex:s sh:targetClass ex:C ; sh:path ex:p ; sh:maxCount 1 . {FURTHER}")
    store = EmbeddedStore()
    said = f"<{EX}1> <{EX}p> <{EX}2>", f"<{EX}1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{EX}C>"
    store.load(f"{triple}{graph} .\n".encode() for triple in said for graph in ("", f" <{EX}g>", f" <{EX}h>"))
    assert [one.path for one in shapes.validate(store, own).findings] == [""]


def test_the_store_is_not_copied_into_memory(tmp_path):
    """What the shapes do not look at costs no memory, however much there is of it."""
    own = own_shapes(tmp_path, FURTHER)
    store = EmbeddedStore()
    store.load(f'<{EX}{number}> <{EX}r> "text {number}" .\n'.encode() for number in range(20_000))
    store.load([f"<{EX}1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{EX}C> .\n".encode()])
    shapes.validate(store_of(DATA), own)
    tracemalloc.start()
    try:
        report = shapes.validate(store, own)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (len(report.findings), report.checked) == (1, 20_000)
    assert peak < 2_000_000


class _Server:
    """A store that is no Oxigraph store in this process: it answers, and lists what it has."""

    def __init__(self, store: EmbeddedStore) -> None:
        self._store = store

    def query(self, sparql: str) -> Answer:
        return self._store.query(sparql)

    def quads(self) -> Iterator[bytes]:
        return self._store.quads()

    def __len__(self) -> int:
        return len(self._store)


def test_another_store_is_copied_to_disk(tmp_path, monkeypatch):
    """Of a server the same is found, over a copy in portions that is gone afterwards."""
    monkeypatch.setattr(whole, "_LINES", 3)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    for name, shape in CASES.items():
        (tmp_path / name).mkdir()
        own = own_shapes(tmp_path / name, f"ex:s sh:targetClass ex:C ; {shape} . {FURTHER}")
        store = store_of(DATA)
        assert shapes.validate(_Server(store), own) == shapes.validate(store, own)
    assert list((tmp_path / "temporary").iterdir()) == []
