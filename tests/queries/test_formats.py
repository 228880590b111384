"""Answers in the formats of SPARQL 1.1, byte by byte."""

from __future__ import annotations

import io

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import context
from kg.errors import QueryError
from kg.queries import headings, plain_rows, write
from kg.stores import Answer, EmbeddedStore, Term

_LETTER = Term(context.iri("Letter"), "iri")
_TYPE = Term(context.iri("rdf:type"), "iri")
_TITLE = Term(context.iri("dcterms:title"), "iri")
_WORK = Term("https://example.org/kg/work/a,b", "iri")
_ROWS = (
    (_WORK, Term('a "b",\tc\n', lang="en"), Term("7", datatype=context.iri("xsd:integer"))),
    (Term("n1", "blank"), None, Term("2011", datatype=context.iri("gYear"))),
)


def _select() -> Answer:
    return Answer(kind="select", variables=("a", "b", "c"), rows=iter(_ROWS))


def _construct() -> Answer:
    triples = [
        (_WORK, _TITLE, Term("é", lang="fr")),
        (_WORK, _TITLE, Term("2", datatype=context.iri("xsd:integer"))),
        (_WORK, _TYPE, _LETTER),
        (_LETTER, _TITLE, Term("2011", datatype=context.iri("gYear"))),
        (_WORK, _TYPE, _LETTER),
    ]
    return Answer(kind="construct", triples=iter(triples))


def _written(answer: Answer, form: str) -> str:
    out = io.BytesIO()
    write(answer, form, out)
    return out.getvalue().decode()


def test_csv() -> None:
    """CSV has CRLF, quotes where they are needed, and values without types."""
    assert _written(_select(), "csv") == (
        'a,b,c\r\n"https://example.org/kg/work/a,b","a ""b"",\tc\n",7\r\n_:n1,,2011\r\n'
    )


def test_tsv() -> None:
    """TSV has terms as in Turtle, bare numbers, and nothing for what is unbound."""
    year = f"<{context.iri('gYear')}>"
    assert _written(_select(), "tsv") == (
        f'?a\t?b\t?c\n<https://example.org/kg/work/a,b>\t"a \\"b\\",\\tc\\n"@en\t7\n_:n1\t\t"2011"^^{year}\n'
    )


def test_json() -> None:
    """JSON has the heads, and bindings only of what is bound; another reader gets the terms back."""
    text = _written(_select(), "json")
    parsed = ox.parse_query_results(text.encode(), ox.QueryResultsFormat.JSON)
    assert isinstance(parsed, ox.QuerySolutions)
    assert [variable.value for variable in parsed.variables] == ["a", "b", "c"]
    (first, second) = parsed
    assert first["b"] == ox.Literal('a "b",\tc\n', language="en")
    assert (second["a"], second["b"], second["c"].value) == (ox.BlankNode("n1"), None, "2011")


def test_empty_json() -> None:
    """No rows are an empty list, not broken JSON."""
    text = _written(Answer(kind="select", variables=("a",)), "json")
    assert list(ox.parse_query_results(text.encode(), ox.QueryResultsFormat.JSON)) == []


def test_ask() -> None:
    """A yes or no is JSON, or a word for people."""
    assert _written(Answer(kind="ask", boolean=True), "json") == '{"head":{},"boolean":true}\n'
    assert list(plain_rows(Answer(kind="ask"))) == [("no",)]
    assert headings(Answer(kind="ask")) == ("answer",)


def test_turtle() -> None:
    """Turtle has the prefixes that it uses, types first, and each subject and property once."""
    assert _written(_construct(), "ttl").split("\n\n", 1)[1] == (
        'fabio:Letter dcterms:title "2011"^^xsd:gYear .\n\n'
        '<https://example.org/kg/work/a,b> a fabio:Letter ;\n    dcterms:title 2, "é"@fr .\n'
    )
    prefixes = [
        line.split()[1] for line in _written(_construct(), "ttl").splitlines() if line.startswith("@")
    ]
    assert prefixes == ["dcterms:", "fabio:", "xsd:"]


def test_turtle_and_ntriples_agree() -> None:
    """Both say the same triples, once each."""
    turtle, ntriples = (
        {str(one.triple) for one in ox.parse(_written(_construct(), name), syntax)}
        for name, syntax in (("ttl", ox.RdfFormat.TURTLE), ("nt", ox.RdfFormat.N_TRIPLES))
    )
    assert turtle == ntriples
    assert len(_written(_construct(), "nt").splitlines()) == len(turtle) == 4


@given(
    st.text(st.characters(codec="utf-8")),
    st.sampled_from(["", "xsd:integer", "xsd:decimal", "xsd:double", "xsd:boolean", "gYear"]),
)
def test_turtle_round_trip(text: str, datatype: str) -> None:
    """Any literal comes back from Turtle, N-Triples and TSV as it was."""
    name = context.iri(datatype) if datatype else ""
    expected = ox.Literal(text, datatype=ox.NamedNode(name)) if name else ox.Literal(text)
    triple = (_WORK, _TITLE, Term(text, datatype=name))
    for form, parser in (("ttl", ox.RdfFormat.TURTLE), ("nt", ox.RdfFormat.N_TRIPLES)):
        (one,) = ox.parse(_written(Answer(kind="construct", triples=iter([triple])), form), parser)
        assert one.object == expected
    tsv = _written(Answer(kind="select", variables=("a",), rows=iter([triple[2:]])), "tsv")
    (row,) = ox.parse_query_results(tsv.encode(), ox.QueryResultsFormat.TSV)
    assert row["a"] == expected


def test_plain_rows() -> None:
    """People see values, and IRIs by prefix where the rest is a simple name."""
    assert list(plain_rows(_select())) == [
        ("https://example.org/kg/work/a,b", 'a "b",\tc\n', "7"),
        ("_:n1", "", "2011"),
    ]
    assert headings(_construct()) == ("subject", "predicate", "object")
    assert next(plain_rows(_construct())) == ("https://example.org/kg/work/a,b", "dcterms:title", "é")


def test_streams() -> None:
    """A row is written before the next is asked for."""
    out = io.BytesIO()
    seen = []

    def rows():
        for row in _ROWS:
            seen.append(out.getvalue().count(b"\n"))
            yield row

    write(Answer(kind="select", variables=("a", "b", "c"), rows=rows()), "tsv", out)
    assert seen == [1, 2]


@pytest.mark.parametrize(
    ("kind", "form"), [("select", "ttl"), ("construct", "csv"), ("ask", "tsv"), ("select", "xml")]
)
def test_wrong_format(kind: str, form: str) -> None:
    """A format that cannot hold the answer is refused, and those that can are named."""
    with pytest.raises(QueryError, match=f"can be written as .*, not as '{form}'"):
        write(Answer(kind=kind), form, io.BytesIO())


def test_as_oxigraph_writes(store: EmbeddedStore) -> None:
    """Our CSV is, cell by cell, that of the store's own writer."""
    ours = _written(store.query("SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o"), "csv").encode()
    theirs = store.csv("SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o")
    assert ours == theirs
