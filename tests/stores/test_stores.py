"""What every store promises; a new store joins by a line in ``STORES``."""

from __future__ import annotations

import pytest

from kg.errors import QueryError, StoreError
from kg.stores import EmbeddedStore, Store, Term

STORES = {"memory": lambda _: EmbeddedStore(), "folder": lambda folder: EmbeddedStore(folder / "store")}

LINES = [
    b'<http://a/1> <http://a/p> "x" .\n',
    b'<http://a/1> <http://a/p> "y"@en .\n',
    b'<http://a/1> <http://a/q> "2011"^^<http://www.w3.org/2001/XMLSchema#gYear> .\n',
    b"<http://a/2> <http://a/r> <http://a/1> .\n",
]


@pytest.fixture(params=STORES)
def store(request, tmp_path) -> Store:
    """An empty store of each kind."""
    made = STORES[request.param](tmp_path)
    yield made
    made.close()


def test_is_a_store(store):
    """It has all the methods of the protocol."""
    assert isinstance(store, Store)


def test_loads_and_counts(store):
    """What is loaded twice stands once; the counts tell both."""
    found = store.load([LINES[0] + LINES[1], LINES[2] + LINES[3], LINES[3]])
    assert (found.written, found.stored, len(store)) == (5, 4, 4)


def test_quads_in_byte_order(store):
    """Everything comes back, in byte order of its lines."""
    store.load(reversed(LINES))
    assert list(store.quads()) == sorted(LINES)


def test_select(store):
    """A SELECT keeps the order of its variables and rows, and tells unbound from bound."""
    store.load(LINES)
    answer = store.query("SELECT ?o ?none ?p { <http://a/1> ?p ?o } ORDER BY ?o")
    assert answer.variables == ("o", "none", "p")
    rows = list(answer.rows)
    assert rows[0][1] is None
    assert {row[0] for row in rows} == {
        Term("x"),
        Term("y", lang="en"),
        Term("2011", datatype="http://www.w3.org/2001/XMLSchema#gYear"),
    }
    assert rows[0][2] is not None
    assert rows[0][2].kind == "iri"


def test_ask_and_construct(store):
    """An ASK has a boolean, a CONSTRUCT triples."""
    store.load(LINES)
    assert store.query('ASK { ?s ?p "x" }').boolean is True
    assert store.query('ASK { ?s ?p "z" }').boolean is False
    answer = store.query("CONSTRUCT { ?b <http://a/s> ?a } { ?a <http://a/r> ?b }")
    assert list(answer.triples) == [
        (Term("http://a/1", "iri"), Term("http://a/s", "iri"), Term("http://a/2", "iri"))
    ]


def test_csv(store):
    """CSV has a header, and values without their types."""
    store.load(LINES)
    assert store.csv("SELECT ?o { ?s <http://a/q> ?o }") == b"o\r\n2011\r\n"
    with pytest.raises(QueryError):
        store.csv("ASK {}")


def test_bad_queries_and_data(store):
    """What is not SPARQL or not N-Quads is refused in our own words, and stays out."""
    with pytest.raises(QueryError, match="not valid SPARQL"):
        store.query("SELEKT")
    with pytest.raises(StoreError):
        store.load([b"<http://a/1> <no iri> .\n"])
    assert len(store) == 0


def test_one_writer(tmp_path):
    """A second writer is told that there is one already; readers are let in."""
    first = EmbeddedStore(tmp_path / "store")
    first.load(LINES)
    with pytest.raises(StoreError, match="another process"):
        EmbeddedStore(tmp_path / "store")
    assert len(EmbeddedStore(tmp_path / "store", read_only=True)) == 4


def test_rdflib_sees_the_same(store):
    """The store as an rdflib graph holds the same statements, both ways."""
    store.load(LINES)
    graph = store.rdflib()
    assert len(graph) == 4
    assert len(list(graph.query("SELECT ?o { <http://a/1> <http://a/p> ?o }"))) == 2


def test_files_by_their_suffix(tmp_path):
    """RDF files are read by their suffix; others are refused."""
    (tmp_path / "a.ttl").write_text("<http://a/1> <http://a/p> 1, 2 .")
    store = EmbeddedStore()
    store.load_file(str(tmp_path / "a.ttl"))
    assert len(store) == 2
    (tmp_path / "b.ttl").write_text("this is not Turtle")
    for name in ("b.ttl", "c.ttl", "a.xlsx"):
        with pytest.raises(StoreError, match=name):
            store.load_file(str(tmp_path / name))


def test_a_long_dump_is_sorted_on_disk(monkeypatch):
    """What does not fit in memory is sorted in runs and merged."""
    monkeypatch.setattr("kg.stores.embedded._SORT_BYTES", 200)
    store = EmbeddedStore()
    lines = [f"<http://a/{number:04}> <http://a/p> <http://a/o> .\n".encode() for number in range(100)]
    store.load(lines)
    assert list(store.quads()) == lines


def test_a_query_that_fails_while_it_is_read():
    """A fault in the middle of an answer is a QueryError too, not only one at its beginning."""
    store = EmbeddedStore(allow_service=True)
    store.load(LINES)
    elsewhere = "SELECT * { ?s ?p ?o SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    answer = store.query(elsewhere)
    with pytest.raises(QueryError, match="cannot be answered"):
        list(answer.rows)
    with pytest.raises(QueryError, match="cannot be answered"):
        store.csv(elsewhere)


def test_closing_twice(tmp_path):
    """A graph that is closed in its block and again at its end does no harm."""
    store = EmbeddedStore(tmp_path / "store")
    store.close()
    store.close()
    assert len(EmbeddedStore(tmp_path / "store")) == 0
