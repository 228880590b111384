"""What every store promises; a new store joins by a line in ``STORES``."""

from __future__ import annotations

import pytest

from kg.errors import MappingError, QueryError, StoreError
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


def test_a_load_is_written_in_slices(store, monkeypatch):
    """Memory does not grow with a load: what came first is in the store while the last is yet to come."""
    monkeypatch.setattr("kg.stores.embedded._SLICE", 10)
    written = []

    def lines():
        for number in range(60):
            yield f'<http://a/{number}> <http://a/p> "{"long " * 40_000}" .\n'.encode()
            written.append(len(store))

    found = store.load(lines())
    assert (found.written, found.stored) == (60, 60)
    assert written[0] == 0
    assert written[-1] >= 30


def test_slices_change_nothing(store, monkeypatch):
    """What stands twice in different slices counts twice as written and once as stored."""
    monkeypatch.setattr("kg.stores.embedded._SLICE", 3)
    found = store.load([*LINES, *LINES, LINES[0] + LINES[1] + LINES[0]])
    assert (found.written, found.stored, len(store)) == (11, 4, 4)
    assert list(store.quads()) == sorted(LINES)


def test_a_blank_node_in_many_slices(store, monkeypatch):
    """A blank node is one node in all slices of a load, and another one in the next load."""
    monkeypatch.setattr("kg.stores.embedded._SLICE", 2)
    lines = [f'_:b <http://a/p> "{number}" .\n'.encode() for number in range(9)]
    for nodes in (1, 2):
        store.load(lines)
        assert len(store) == 9 * nodes
        found = store.query("SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }")
        assert [row[0].value for row in found.rows] == [str(nodes)]


def test_a_bad_line_is_told_by_its_number(store, monkeypatch):
    """The number of a bad line counts from the first line, not from that of its slice."""
    monkeypatch.setattr("kg.stores.embedded._SLICE", 2)
    good = [f'<http://a/{number}> <http://a/p> "x" .\n'.encode() for number in range(7)]
    with pytest.raises(StoreError, match=r"line 8\b"):
        store.load([*good, b"<http://a/1> <no iri> .\n", *good])


def test_a_fault_of_the_source_comes_through(store, monkeypatch):
    """An error of whoever makes the statements is not turned into one of the store."""
    monkeypatch.setattr("kg.stores.embedded._SLICE", 2)

    def lines():
        yield from LINES
        raise MappingError("record 7", "title", "x", "is wrong")

    with pytest.raises(MappingError, match="record 7"):
        store.load(lines())


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
