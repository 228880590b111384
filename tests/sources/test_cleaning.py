"""Control characters: gone from every field, told, and gone in one place for all readers."""

from __future__ import annotations

import io
import json
import unicodedata

import msgspec
import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from inputs import citations

from kg import sources
from kg.building import build
from kg.exports import export
from kg.graph import open_graph
from kg.record import Agent, Change, Contribution, Extra, Record, Text
from kg.sources.cleaning import cleaned
from kg.text import printable

_NOT_TEXT = {"Cc"}


def _held(value: object) -> str:
    return "".join(unicodedata.category(one) for one in str(value) if one not in "\t\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("a\tb\nc", "a\tb\nc"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\x98Der\x9c Titel", "Der Titel"),
        ("one\x00two", "one two"),
        ("one \x1f\x1e two", "one two"),
        ("\x07bell\x7f", "bell"),
        ("a\ufffeb\uffff", "a b"),
        ("\x00", ""),
        (" kept ", " kept "),
        ("a  b", "a  b"),
    ],
)
def test_text_without_controls(text, expected):
    """A run of controls is a blank or, at an end, nothing; tabs, line feeds and blanks are no controls."""
    assert printable(text) == expected


@given(st.text())
def test_no_control_is_left(text):
    """No text holds a control afterwards, and what is clean does not change again."""
    made = printable(text)
    assert _NOT_TEXT.isdisjoint(unicodedata.category(one) for one in made if one not in "\t\n")
    assert printable(made) == made


_texts = st.text(st.sampled_from("a é\t\n\r\0\x1f\x85\x98\ufffe"), max_size=8)


@given(
    st.builds(
        Record,
        type=st.just("Article"),
        titles=st.lists(st.builds(Text, text=_texts), max_size=3).map(tuple),
        publishers=st.lists(_texts, max_size=3).map(tuple),
        volume=_texts,
    )
)
def test_a_clean_record_is_the_same(record):
    """Cleaning twice is cleaning once, and a record without controls is given back itself."""
    once = cleaned(record)
    assert (once is record) == (not once.changes)
    assert cleaned(once) is once


def test_every_field_but_the_originals():
    """Fields at any depth are cleaned, each with its change; what keeps the original is left."""
    agent = Agent(kind="Person", name="Ann\x00 Lee", family="Lee\x1f")
    record = Record(
        type="Article",
        titles=(Text(text="a\x0bb"), Text(text="fine")),
        publishers=("P\x85Q",),
        contributions=(Contribution(role="author", agent=agent),),
        extra=(Extra(field="fullrecord", values=("0\x1e1\x1d",)),),
        changes=(Change(field="t", written="x\x00", rule="markup"),),
    )
    made = cleaned(record)
    assert made.titles == (Text(text="a b"), Text(text="fine"))
    assert made.publishers == ("P Q",)
    assert (made.contributions[0].agent.name, made.contributions[0].agent.family) == ("Ann Lee", "Lee")
    assert made.extra == record.extra
    assert made.changes[0] == record.changes[0]
    assert [(one.field, one.written) for one in made.changes[1:]] == [
        ("titles", r"a\x0bb"),
        ("publishers", r"P\x85Q"),
        ("contributions", r"Ann\x00 Lee"),
        ("contributions", r"Lee\x1f"),
    ]
    assert {one.rule for one in made.changes[1:]} == {"controls"}


def test_half_a_pair_is_left_to_be_rejected():
    """A record that no encoding can hold is not made to look as if it could be."""
    record = Record(type="Article", titles=(Text(text="\ud800\x00"),))
    assert cleaned(record) is record


def test_every_export_says_the_same(tmp_path):
    """RDF/XML, which cannot hold controls, has the same literals as N-Quads."""
    title = "A\u0000 title\u001f of \u0096 controls\ufffe\r\nin two lines"
    book = {"id": "1", "title": title, "title_short": "A", "format": ["Book"], "institution": ["x"]}
    (tmp_path / "a.json").write_text(json.dumps([book]))
    (tmp_path / "b.xml").write_bytes(citations(1).replace(b"Title 1", b"Title\xc2\x83 1"))
    summary = build([str(tmp_path / "a.json"), str(tmp_path / "b.xml")], tmp_path / "g", check=False)
    assert [one.changes.get("controls", 0) > 0 for one in summary.inputs] == [True, True]
    found = {}
    with open_graph(tmp_path / "g") as graph:
        for name, parser in (
            ("nquads", pyoxigraph.RdfFormat.N_QUADS),
            ("rdfxml", pyoxigraph.RdfFormat.RDF_XML),
        ):
            out = io.BytesIO()
            export(graph.store, out, name)
            out.seek(0)
            found[name] = {quad.triple for quad in pyoxigraph.parse(out, parser)}
    assert found["nquads"] == found["rdfxml"]
    literals = {one.object.value for one in found["nquads"] if isinstance(one.object, pyoxigraph.Literal)}
    assert "Title 1" in literals
    assert not any("\ufffd" in one for one in literals)


def test_reading_cleans(tmp_path):
    """What a reader gives is cleaned before anybody sees it."""
    (tmp_path / "b.xml").write_bytes(citations(1).replace(b"Title 1", b"Title\xc2\x83 1"))
    (item,) = sources.read(str(tmp_path / "b.xml"))
    assert isinstance(item, Record)
    assert item.titles[0].text == "Title 1"
    assert msgspec.json.decode(msgspec.json.encode(item), type=Record) == item
