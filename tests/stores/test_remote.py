"""A server is asked by the SPARQL 1.1 Protocol; here it is a small real one on this machine."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest

from kg.errors import QueryError, StoreError
from kg.graph import open_graph
from kg.stores import EmbeddedStore, Store
from kg.stores.remote import RemoteStore

LINES = [
    b'<http://a/1> <http://a/p> "x" .\n',
    b'<http://a/1> <http://a/p> "y"@en .\n',
    b'<http://a/1> <http://a/q> "2011"^^<http://www.w3.org/2001/XMLSchema#gYear> .\n',
    b"<http://a/2> <http://a/r> <http://a/1> .\n",
]
QUERIES = (
    "SELECT ?o ?none ?p { <http://a/1> ?p ?o } ORDER BY ?o",
    "SELECT ?s { ?s <http://a/none> ?o }",
    'ASK { ?s ?p "x" }',
    "ASK { ?s ?p 7 }",
    "CONSTRUCT { ?b <http://a/s> ?a } { ?a <http://a/r> ?b }",
    "# asked\n# or selected\n# or described\nCONSTRUCT { ?b <http://a/s> ?a } { ?a <http://a/r> ?b }",
)


class _Endpoint(BaseHTTPRequestHandler):
    """The query part of the protocol over an Oxigraph store."""

    store = ox.Store()

    def do_POST(self):
        """Answers a form with a query."""
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        try:
            found = self.store.query(form["query"][0])
        except SyntaxError as error:
            self._send(400, "text/plain", str(error).encode())
            return
        if isinstance(found, ox.QueryTriples):
            self._send(200, "text/turtle", found.serialize(format=ox.RdfFormat.TURTLE))
            return
        csv = "text/csv" in self.headers["Accept"] and "json" not in self.headers["Accept"]
        format = ox.QueryResultsFormat.CSV if csv else ox.QueryResultsFormat.JSON
        self._send(200, format.media_type, found.serialize(format=format))

    def _send(self, status, media, body):
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Keeps quiet."""


@pytest.fixture(scope="module")
def endpoint():
    """The address of a server that holds the lines."""
    _Endpoint.store.extend(quad for line in LINES for quad in ox.parse(line, ox.RdfFormat.N_QUADS))
    with ThreadingHTTPServer(("127.0.0.1", 0), _Endpoint) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/query"
        server.shutdown()
        thread.join()


def _told(answer):
    return answer.kind, answer.variables, list(answer.rows), answer.boolean, list(answer.triples)


@pytest.mark.parametrize("query", QUERIES)
def test_answers_as_the_embedded_store(endpoint, query):
    """The same question has the same answer on a server and in a folder."""
    embedded = EmbeddedStore()
    embedded.load(LINES)
    assert _told(RemoteStore(endpoint).query(query)) == _told(embedded.query(query))


def test_csv_and_counts(endpoint):
    """CSV, the number of statements and the dump are those of the embedded store."""
    embedded = EmbeddedStore()
    embedded.load(LINES)
    with open_graph(endpoint) as graph:
        assert isinstance(graph.store, Store)
        query = "SELECT ?o { ?s <http://a/q> ?o }"
        assert graph.store.csv(query) == embedded.csv(query)
        assert len(graph) == len(embedded)
        assert list(graph.store.quads()) == list(embedded.quads())
        with pytest.raises(StoreError, match="folder"):
            list(graph.records())


def test_a_bad_query_is_refused(endpoint):
    """What the server does not understand is a QueryError."""
    with pytest.raises(QueryError, match="refuses"):
        RemoteStore(endpoint).query("SELECT nonsense")


def test_nobody_there():
    """A server that does not answer is a StoreError that names it."""
    with pytest.raises(StoreError, match=r"127\.0\.0\.1:9"):
        RemoteStore("http://127.0.0.1:9/query").query("ASK {}")


def test_is_never_written(endpoint):
    """Loading is refused and says what to do."""
    with pytest.raises(StoreError, match="kg export"):
        RemoteStore(endpoint).load(LINES)


@pytest.mark.parametrize("address", ["http://a b/", "http://[/", "http://127.0.0.1:port/"])
def test_an_address_that_is_none(address):
    """An address that cannot be is a StoreError like a server that does not answer."""
    with pytest.raises(StoreError, match="cannot be reached"):
        RemoteStore(address).query("ASK {}")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"{}",
        b'{"head":{}}',
        b'{"head":{"vars":["a"]},"results":{}}',
        b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"uri"}}]}}',
        b'{"head":{},"link":' + b"[" * 100_000,
    ],
)
def test_an_answer_that_is_none(monkeypatch, endpoint, body):
    """Whatever a server sends that is not SPARQL JSON is a StoreError."""

    def answered(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self._send(200, "application/json", body)

    monkeypatch.setattr(_Endpoint, "do_POST", answered)
    with pytest.raises(StoreError, match="SPARQL JSON"):
        list(RemoteStore(endpoint).query("SELECT ?a { ?a ?b ?c }").rows)
