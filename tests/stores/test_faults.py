"""What is said of a query that is not valid: one line with the place and the word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import context
from kg.errors import QueryError
from kg.stores import EmbeddedStore, faults
from kg.stores.remote import _declaring

STORE = EmbeddedStore()
WRONG = {
    "": "it is empty",
    "SELEKT * {}": "line 1, column 1: 'SELEKT' is not a word of SPARQL; did you mean SELECT?",
    "SELECT": "line 1, column 7: it ends too early",
    "SELECT * {\n  { ?s ?p ?o }": "line 1, column 10: '{' is not closed",
    "SELECT * { ?s ?p ?o )}": "line 1, column 21: ')' stands before '{' of line 1, column 10 is closed",
    "ASK {}}": "line 1, column 7: '}' closes nothing",
    "SELECT * {\n ?s ex:p ?o }": "line 2, column 5: the prefix 'ex' is not declared",
    "ASK { ?s dcterms:title ?t . ?s foo:x 1}": "line 1, column 32: the prefix 'foo' is not declared",
    "SELECT * {\n ?s ?p 'it''s }": "line 2, column 12: the quote that opens here is not closed on its line",
    "PREFIX a: <http://x/ ASK {}": "line 1, column 11: the IRI that begins here is not closed",
    "ASK { ?s <x> 1 }": "line 1, column 10: <x> is not a whole IRI, and no BASE is declared",
    "SELECT * {\n  FILTER(CONTAIN('a', 'b'))\n}": (
        "line 2, column 10: 'CONTAIN' is not a word of SPARQL; did you mean CONTAINS?"
    ),
    "ASK { ?s a Work }": "line 1, column 12: 'Work' is not a word of SPARQL, and a name has a prefix",
    "SELECT * {\n  ?s a fabio:Work\n  ?s dcterms:title ?t\n}": (
        "line 3, column 3: from '?s' on it cannot be read"
    ),
    "SELECT ?s, ?t { ?s ?p ?t }": "line 1, column 10: from ',' on it cannot be read",
    "SELECT ?x (COUNT(*) AS ?n) { ?s ?p ?o }": (
        "line 1, column 40: The SELECT contains a variable that is unbound"
    ),
    "SELECT * { BIND(1 AS ?x) BIND(2 AS ?x) }": (
        "line 1, column 41: up to here it is not accepted; perhaps a variable is bound twice"
    ),
}


@pytest.mark.parametrize(("query", "said"), WRONG.items())
def test_what_is_wrong(query, said):
    """The place, the word, and where it can be told what would be right."""
    with pytest.raises(QueryError) as refused:
        STORE.query(query)
    assert str(refused.value) == f"the query is not valid SPARQL 1.1: {said}"


@given(st.text(st.sampled_from("{}()?<>'\"#:;.a1 \n\\@_") | st.characters(codec="utf-8"), max_size=40))
def test_always_one_line(text):
    """Whatever is typed is answered, or refused in one line."""
    try:
        list(STORE.query(text).rows)
    except QueryError as error:
        assert str(error).count("\n") == 0  # noqa: PT017 (being refused is one of two good ends)
        assert len(str(error)) < 500  # noqa: PT017


def test_a_page_is_no_reason():
    """Of a long answer the first line is told, shortened."""
    assert faults.first_line("404\n<html>\n<body>") == "404"
    assert faults.first_line("x" * 1000) == "x" * 300 + "…"
    assert faults.first_line("") == "str"


def test_the_prefixes_of_the_context_are_declared():
    """A free query needs no PREFIX lines for the documented prefixes; one of its own wins."""
    store = EmbeddedStore()
    name = context.iri("dcterms:title")
    store.load([f'<http://a/1> <{name}> "t" .\n<http://a/2> <http://a/title> "u" .\n'.encode()])
    assert [row[0].value for row in store.query("SELECT ?t { ?s dcterms:title ?t }").rows] == ["t"]
    own = "PREFIX dcterms: <http://a/> SELECT ?t { ?s dcterms:title ?t }"
    assert [row[0].value for row in store.query(own).rows] == ["u"]


def test_a_server_gets_them_declared():
    """A server does not know our prefixes: those in use are written before the query, on its first line."""
    query = "PREFIX cito: <http://a/>\nASK { ?s dcterms:title 'kg:x' ; cito:cites ?o }"
    written = _declaring(query)
    assert written == f"PREFIX dcterms: <{context.prefixes()['dcterms']}> {query}"
    assert _declaring("ASK {}") == "ASK {}"
