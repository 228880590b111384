"""Parameters become terms that end where they should, for every engine."""

from __future__ import annotations

import pytest
import rdflib
from hypothesis import example, given
from hypothesis import strategies as st

from kg import context, queries
from kg.errors import QueryError
from kg.queries import Query, bind, find, parse
from kg.queries.terms import TYPES, literal
from kg.stores import EmbeddedStore

_ECHO = parse(
    "echo",
    '#+ param: a string "one" example=x\n#+ param: b string "other" example=y\n'
    "SELECT ?a ?b { VALUES ?a { UNDEF } VALUES ?b { UNDEF } }",
)
_STORE = EmbeddedStore()
_ATTACK = '" . } DROP ALL #'
TEXTS = st.text(st.characters(codec="utf-8"))


def _echoed(first: str, second: str) -> list[tuple[str, ...]]:
    return list(queries.plain_rows(queries.run(_STORE, _ECHO, {"a": first, "b": second})))


@given(TEXTS, TEXTS)
@example(_ATTACK, "\\")
@example("\\u0022", " } } DROP ALL #")
@example("\\\\U00000022 \\U", "\x00\x01abcd\r\n\t\b\f")
def test_round_trip(first: str, second: str) -> None:
    """Any string that is bound comes back as it was."""
    assert _echoed(first, second) == [(first, second)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (_ATTACK, "\\"),
        ("\\u0022", ' } } SELECT * { ?s ?p ?o } # "'),
        ("\\u005c", "\\u0022abcd"),
        ("\x01abcd", "a\nb\rc\td\be\ff"),
        ("'''", '"""'),
    ],
)
def test_round_trip_elsewhere(first: str, second: str) -> None:
    """An engine that resolves code points before it looks for strings reads the same."""
    (row,) = rdflib.Graph().query(bind(_ECHO, {"a": first, "b": second}))
    assert tuple(str(term) for term in row) == (first, second)


@given(st.text(st.characters(codec="ascii", categories=("Lu", "Ll", "Nd", "P", "S")), min_size=1))
@example("\\u0022")
@example("\\U0000005C\\u0022")
def test_no_code_point_escape_survives(text: str) -> None:
    """No backslash of the text stands before a u, so nothing can be resolved too early."""
    written = literal(text).replace("\\U00000075", "").replace("\\U00000055", "")
    assert "\\u" not in written
    assert "\\U" not in written


@pytest.mark.parametrize("query", queries.named(), ids=lambda query: query.name)
def test_no_injection(store: EmbeddedStore, query: Query) -> None:
    """An attack in any parameter of any query is refused, or looked for and not found."""
    before = len(store)
    for param in query.params:
        others = {other.name: other.example for other in query.params if other.required}
        try:
            answer = queries.run(store, query, {**others, param.name: _ATTACK})
        except QueryError as error:
            assert param.name in str(error)  # noqa: PT017 (being refused is one of two good ends)
            continue
        assert next(answer.rows, None) is None
    assert len(store) == before


def test_half_a_pair() -> None:
    """Half a surrogate pair is no text."""
    with pytest.raises(QueryError, match=r"parameter a: .* surrogate"):
        bind(_ECHO, {"a": "\ud800"})


def test_every_hole() -> None:
    """A parameter with several holes fills all of them, and the others stay open."""
    bound = bind(find("results-about"), {"topic": "x"})
    assert bound.count('VALUES ?topic { "x" }') == 2
    assert bound.count("UNDEF") == 3


def test_a_limit_ends_the_query() -> None:
    """A limit is no hole: it stands behind the whole query, and only a number of rows can."""
    assert bind(find("years")).count("LIMIT") == 0
    assert bind(find("topics"), {"limit": "5"}).endswith("\nLIMIT 5\n")
    for text in ("0", "-1", "1.5", "5 OFFSET 2", "1e3", ""):
        with pytest.raises(QueryError, match=r"parameter limit: .* is not a number of rows"):
            bind(find("topics"), {"limit": text})


def test_numbers_are_as_good_as_their_text() -> None:
    """A program may give a whole number; what is neither text nor a number is refused by name."""
    assert bind(find("works"), {"year-from": 2010}) == bind(find("works"), {"year-from": "2010"})
    for value in (None, True, 20.1, ["2010"]):
        with pytest.raises(QueryError, match=r"parameter year-from: .* is neither text nor a whole number"):
            bind(find("works"), {"year-from": value})


def test_given_twice() -> None:
    """One parameter in two spellings is refused: one of the values would be lost."""
    with pytest.raises(QueryError, match="parameter year-from is given twice"):
        bind(find("works"), {"year-from": "2010", "year_from": "2011"})


def test_a_span_that_ends_before_it_begins() -> None:
    """Years that nothing can have are refused; a single year is a span."""
    with pytest.raises(QueryError, match="year-from 2012 is after year-to 2010"):
        bind(find("works"), {"year-from": "2012", "year-to": "2010"})
    assert "2012" in bind(find("works"), {"year-from": "2012", "year-to": "2012"})


def test_missing() -> None:
    """A parameter that is needed and not given is asked for with an example."""
    with pytest.raises(QueryError, match="'work' needs --param identifier='PMC3247027'"):
        bind(find("work"))


def test_unknown() -> None:
    """A parameter that the query lacks is answered with those that it has."""
    with pytest.raises(QueryError, match=r"no parameter 'when' \(text, type, language, year-from,"):
        bind(find("works"), {"when": "2011"})
    with pytest.raises(QueryError, match=r"no parameter 'when' \(it has none\)"):
        bind(find("prisma"), {"when": "2011"})


@pytest.mark.parametrize(
    ("type_", "text", "term"),
    [
        ("string", " as it is ", '" as it is "'),
        ("text", "  two \n words ", '"two words"'),
        ("integer", "+007", '"7"^^xsd:integer'),
        ("year", " 2011 ", '"2011"^^xsd:gYear'),
        ("date", "2011-11-25", '"2011-11-25"^^xsd:date'),
        ("language", "German", "iso639-2:ger"),
        ("iri", "mesh:D003920", "mesh:D003920"),
        ("iri", "SystematicReview", "fabio:SystematicReview"),
        ("iri", "<urn:isbn:0>", "<urn:isbn:0>"),
        ("person", "http://orcid.org/0000000218250097", '"0000-0002-1825-0097"'),
        ("person", "Small,  R", '"Small, R"'),
        ("person", "Ada Small", '"Ada Small" "Small, Ada" "Ada, Small"'),
        ("person", "Small", '"Small"'),
        (
            "identifier",
            "doi:10.5555/ABC ",
            '"10.5555/abc" "doi:10.5555/ABC" <doi:10.5555/ABC> "doi:10.5555/ABC"^^xsd:anyURI',
        ),
        ("identifier", "PMID: 0012", '"12"'),
        ("identifier", "0042", '"42" "0042"'),
        ("identifier", "1558612742", '"9781558612747" "1558612742"'),
    ],
)
def test_terms(type_: str, text: str, term: str) -> None:
    """Text of a type becomes its term."""
    for prefix, namespace in context.prefixes().items():
        term = " ".join(
            part.replace(f"{prefix}:", f"<{namespace}") + ">"
            if f"{prefix}:" in part and "<doi" not in part
            else part
            for part in term.split(" ")
        )
    assert TYPES[type_](text) == term


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        ("text", "  "),
        ("integer", "ten"),
        ("integer", "1.5"),
        ("integer", "9" * 30),
        ("year", "11"),
        ("year", "0000"),
        ("year", "٢٠١١"),
        ("date", "2011-02-30"),
        ("date", "2011"),
        ("language", "Klingonish"),
        ("iri", "two words"),
        ("iri", "https://example.org/<x>"),
        ("identifier", ""),
        ("identifier", "two words"),
        ("person", " "),
    ],
)
def test_refused(type_: str, text: str) -> None:
    """Text that is not of the type is refused, and the message says what is expected."""
    with pytest.raises(QueryError, match="expected"):
        TYPES[type_](text)


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ('#+ param: x text "what"', "expected NAME TYPE"),
        ('#+ param: x number "what" example=1', "type 'number'"),
        ('#+ param: x text "what" example=1', r"no VALUES \?x"),
        ("#+ purpose: none", "is not one of"),
        ("", r"\?y wants one"),
    ],
)
def test_malformed(header: str, reason: str) -> None:
    """A header that does not fit the query is an error that names the line."""
    body = "SELECT * {}" if header else "SELECT * { VALUES ?y { UNDEF } }"
    with pytest.raises(QueryError, match=reason):
        parse("bad", f"{header}\n{body}")


@pytest.mark.parametrize(
    "example_", ["kg query other", "kg query q --param x", "kg query q -p x=1", "kg query q --param"]
)
def test_malformed_example(example_: str) -> None:
    """An example that is no command line for this query is an error."""
    with pytest.raises(QueryError, match="the example of 'q'"):
        parse("q", f"#+ example: {example_}\nASK {{}}").samples()


def test_load(tmp_path) -> None:
    """Any SPARQL file is a query, with or without a header; what is none says so."""
    file = tmp_path / "mine.rq"
    file.write_text("ASK {}", encoding="utf-8")
    assert queries.load(file) == parse("mine", "ASK {}", str(file))
    file.write_bytes(b"\xff")
    for path in (file, tmp_path / "none.rq"):
        with pytest.raises(QueryError, match="cannot be read"):
            queries.load(path)
