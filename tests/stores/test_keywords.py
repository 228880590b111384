"""What a query may reach: the graphs that it names, and no other server unless that is allowed."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kg import queries
from kg.errors import QueryError, ShapeError
from kg.shapes import load_shapes, validate
from kg.stores import EmbeddedStore, keywords
from kg.stores.remote import RemoteStore

DATA = [b'<http://a/1> <http://a/p> "default" .\n<http://a/2> <http://a/p> "named" <http://a/g> .\n']


class _Listener(BaseHTTPRequestHandler):
    """Counts who calls, and answers one row."""

    calls = 0

    def do_GET(self):
        """Answers whatever is asked."""
        type(self).calls += 1
        body = b'{"head":{"vars":["o"]},"results":{"bindings":[{"o":{"type":"literal","value":"far"}}]}}'
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 (the name is that of the method of HTTP)

    def log_message(self, *_):
        """Keeps quiet."""


@pytest.fixture(scope="module")
def elsewhere():
    """The address of another server."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Listener) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/sparql"
        server.shutdown()
        thread.join()


@pytest.fixture
def store() -> EmbeddedStore:
    """A statement in the default graph and one in a named graph."""
    made = EmbeddedStore()
    made.load(DATA)
    return made


def _found(store, query):
    return sorted(term.value for (term,) in store.query(query).rows)


# -- graphs ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ("SELECT ?o { ?s ?p ?o }", ["default", "named"]),
        ("SELECT ?o FROM <http://a/g> { ?s ?p ?o }", ["named"]),
        ("SELECT ?o FROM <http://nothing.example/> { ?s ?p ?o }", []),
        ("SELECT ?o\nfrom<http://a/g>{ ?s ?p ?o }", ["named"]),
        ("SELECT ?o FROM NAMED <http://a/g> { ?s ?p ?o }", []),
        ("SELECT ?o FROM NAMED <http://a/g> { GRAPH ?g { ?s ?p ?o } }", ["named"]),
        (
            "SELECT ?o { ?s ?p ?o FILTER(?o != 'FROM <http://a/g>') } # FROM <http://a/g>",
            ["default", "named"],
        ),
        ("SELECT ?o { VALUES ?from { 1 } ?s ?p ?o }", ["default", "named"]),
    ],
)
def test_from_chooses_the_graphs(store, query, values):
    """Without FROM all graphs are asked together; FROM means the graphs that it names, if any are there."""
    assert _found(store, query) == values
    assert sorted(store.csv(query).decode().split()[1:]) == values


# -- other servers -----------------------------------------------------------------------------

ASKED = (
    "SELECT ?o {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "ASK {{ sErViCe silent <{0}> {{ ?s ?p ?o }} }}",
    "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o OPTIONAL {{ SERVICE<{0}>{{ ?s ?p ?o }} }} }}",
    "DESCRIBE ?s {{ SERVICE # a comment\n <{0}> {{ ?s ?p ?o }} }}",
    "PREFIX : <{0}> ASK {{ ?s ?p ?o ; SERVICE: {{ ?s ?p ?o }} }}",
    "PREFIX SERVICE: <{0}> ASK {{ ?s ?p ?o ; SERVICE: {{ ?s ?p ?o }} }}",
    "ASK {{ ?s ?p 'a', 1SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "ASK {{ ?s ?p trueSERVICE <{0}> {{ ?s ?p ?o }} }}",
    'ASK {{ FILTER(?a<?b#>"""\n) SERVICE <{0}> {{ ?s ?p ?o }} #"""\n}}',
    "ASK {{ VALUES ?where {{ <{0}> }} SERVICE ?where {{ ?s ?p ?o }} }}",
    "ASK {{ {{ SELECT * {{ SERVICE <{0}> {{ ?s ?p ?o }} }} }} }}",
    "ASK {{ FILTER EXISTS {{ SERVICE <{0}> {{ ?s ?p ?o }} }} }}",
    "ASK {{ \\u0053ERVICE <{0}> {{ ?s ?p ?o }} }}",
    "ASK {{ \\U00000053\\u0065RV\\\\u00750049CE <{0}> {{ ?s ?p ?o }} }}",
)


@pytest.mark.parametrize("query", ASKED)
def test_no_other_server_is_asked(store, elsewhere, query):
    """However SERVICE is written, the query is refused in one line and nobody is called."""
    _Listener.calls = 0
    with pytest.raises(QueryError) as refused:
        store.query(query.format(elsewhere))
    with pytest.raises(QueryError):
        store.csv(query.format(elsewhere))
    assert "\n" not in str(refused.value)
    assert _Listener.calls == 0


def test_the_refusal_says_what_allows_it(store, elsewhere):
    """The line names the keyword and the option."""
    with pytest.raises(QueryError, match=r"by SERVICE: that is off unless it is allowed \(--allow-service"):
        store.query(ASKED[0].format(elsewhere))


def test_where_it_is_allowed(elsewhere):
    """Whoever allows it gets the other server's rows: the refusals above are not for want of a server."""
    _Listener.calls = 0
    open_one = EmbeddedStore(allow_service=True)
    assert _found(open_one, ASKED[0].format(elsewhere)) == ["far"]
    assert _Listener.calls == 1


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?service ?SERVICE 'a service of SERVICE <http://a/> { }' }",
        "ASK { ?s ?p <http://a/service>, '''\nSERVICE <http://a/>''' } # SERVICE <http://a/> { }",
        "PREFIX service: <http://a/> ASK { service:service service:p 'x'@service }",
        'ASK { FILTER(CONTAINS("health services", "service")) }',
    ],
)
def test_the_word_alone_does_no_harm(store, query):
    """Strings, comments, variables and names may hold the word."""
    assert store.query(query).kind == "ask"


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc",))))
def test_no_text_in_a_string_is_taken_for_the_keyword(text):
    """Whatever a string says, it asks nobody and names no graph."""
    query = f"ASK {{ FILTER({queries.terms.literal('SERVICE FROM ' + text)} != '') }}"
    assert not keywords.uses("SERVICE", query)
    assert not keywords.uses("FROM", query)


def test_a_wrong_query_with_the_word_is_just_wrong(store):
    """A fault elsewhere is told as such."""
    with pytest.raises(QueryError, match=r"line 1, column 10: '\{' is not closed"):
        store.query("SELECT * { ?s ?p 'service'")


def test_files_of_users_and_rdflib_are_held_to_it_too(store, elsewhere, tmp_path):
    """A query file, a shape and the rdflib view of the store reach no further."""
    _Listener.calls = 0
    text = ASKED[0].format(elsewhere)
    (tmp_path / "mine.rq").write_text(f"#+ summary: Mine.\n{text}\n")
    with pytest.raises(QueryError, match="SERVICE"):
        queries.run(store, queries.load(tmp_path / "mine.rq"))
    with pytest.raises(QueryError, match="SERVICE"):
        store.rdflib().query(text)
    shape = f"""@prefix sh: <http://www.w3.org/ns/shacl#> .
        <http://a/shape> a sh:NodeShape ; sh:targetSubjectsOf <http://a/p> ;
        sh:sparql [ sh:select "SELECT $this {{ $this ?p ?o SERVICE <{elsewhere}> {{ ?s ?q ?r }} }}" ] ."""
    (tmp_path / "shape.ttl").write_text(shape)
    with pytest.raises(ShapeError, match="SERVICE"):
        validate(store, load_shapes(tmp_path))
    assert _Listener.calls == 0
    assert isinstance(store.rdflib(), rdflib.Graph)


def test_a_server_is_not_sent_there_either(elsewhere):
    """What may not leave this machine by the embedded store may not leave a server by ours."""
    _Listener.calls = 0
    with pytest.raises(QueryError, match="SERVICE"):
        RemoteStore(elsewhere).query(ASKED[0].format("http://a/"))
    assert _Listener.calls == 0
    assert _found(RemoteStore(elsewhere, allow_service=True), ASKED[0].format("http://a/")) == ["far"]


@pytest.mark.parametrize("update", ["DROP ALL", "# x\nPREFIX a: <http://a/> INSERT DATA { a:b a:c 1 }"])
def test_no_update_is_sent(store, elsewhere, update):
    """A store in a folder and a server alike are only asked."""
    _Listener.calls = 0
    for one in (store, RemoteStore(elsewhere)):
        with pytest.raises(QueryError, match=r"(DROP|INSERT) changes a graph"):
            one.query(update)
    assert _Listener.calls == 0
    assert len(store) == 2
