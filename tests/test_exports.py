"""A graph in every format: all of it, in stable order, compressed by the suffix."""

from __future__ import annotations

import gzip
import io
import json
import os
import threading

import pyoxigraph as ox
import pytest
import rdflib
from zstandard import ZstdDecompressor

from kg import context
from kg.errors import StoreError
from kg.exports import FORMATS, export, format_of, opened_for_writing
from kg.rdf import nquads
from kg.record import Abstract, Record, Section, Text, identifier
from kg.stores import EmbeddedStore


@pytest.fixture(scope="module")
def store():
    """A store with literals that are hard to write."""
    records = [
        Record(
            type="JournalArticle",
            titles=(
                Text(text=f'Quotes " and \\ and\nlines {number} Ω 😀 <b>&amp;', lang="en"),
                Text(text="ohne"),
            ),
            abstracts=(Abstract(sections=(Section(text="x", label="RESULTS", kind="Results"),)),),
            identifiers=(identifier("doi", f"10.1002/(SICI)1<1:A>{number}"),),
        )
        for number in range(20)
    ]
    made = EmbeddedStore()
    made.load(nquads(records))
    return made


def _exported(store: EmbeddedStore, format: str) -> bytes:
    out = io.BytesIO()
    export(store, out, format)
    return out.getvalue()


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_holds_all(store, format):
    """Read back, each format gives the statements of the store, and the same bytes each time."""
    written = _exported(store, format)
    found = {str(quad.triple) for quad in ox.parse(written, FORMATS[format])}
    assert found == {str(quad.triple) for quad in ox.parse(b"".join(store.quads()), ox.RdfFormat.N_QUADS)}
    assert _exported(store, format) == written


@pytest.mark.parametrize(
    ("format", "name"),
    [("turtle", "turtle"), ("rdfxml", "xml"), ("jsonld", "json-ld"), ("trig", "trig"), ("ntriples", "nt")],
)
def test_rdflib_reads_them_too(store, format, name):
    """Another library finds as many statements."""
    graph = rdflib.Dataset(default_union=True) if name == "trig" else rdflib.Graph()
    graph.parse(data=_exported(store, format), format=name)
    assert len(graph) == len(store)


def test_order_is_that_of_the_lines(store):
    """N-Quads come in byte order, each once."""
    lines = _exported(store, "nquads").splitlines()
    assert lines == sorted(set(lines))
    assert len(lines) == len(store)


def test_order_does_not_depend_on_loading(store):
    """The same statements loaded backwards give the same Turtle."""
    other = EmbeddedStore()
    other.load(list(reversed(list(store.quads()))))
    assert _exported(other, "turtle") == _exported(store, "turtle")


def test_turtle_is_for_people(store):
    """Turtle uses the prefixes of the context and groups by subject."""
    text = _exported(store, "turtle").decode()
    assert "@prefix fabio:" in text
    assert text.count("dcterms:title") == 20


def test_compression_by_suffix(store, tmp_path):
    """The suffix compresses; the bytes hold no time."""
    plain = _exported(store, "nquads")
    for suffix in (".nq", ".nq.gz", ".nq.zst"):
        with opened_for_writing(str(tmp_path / f"deep/graph{suffix}")) as out:
            export(store, out, "nquads")
    assert (tmp_path / "deep/graph.nq").read_bytes() == plain
    packed = (tmp_path / "deep/graph.nq.gz").read_bytes()
    assert gzip.decompress(packed) == plain
    assert packed[4:8] == b"\0\0\0\0"
    with ZstdDecompressor().stream_reader((tmp_path / "deep/graph.nq.zst").read_bytes()) as stream:
        assert stream.read() == plain


def test_a_file_is_whole_or_absent(tmp_path):
    """A failure in the middle leaves the old file and no scraps."""
    path = tmp_path / "graph.nq"
    path.write_text("old")
    with pytest.raises(TypeError), opened_for_writing(str(path)) as out:
        out.writelines([b"half", None])
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_unknown_format(store):
    """A format that is not there is refused with those that are."""
    with pytest.raises(StoreError, match="ntriples"):
        _exported(store, "excel")
    assert format_of("graph.xlsx") == ""


def test_unwritable_file(tmp_path):
    """A place that cannot be written is a clear error."""
    (tmp_path / "file").write_text("x")
    with (
        pytest.raises(StoreError, match="cannot be written"),
        opened_for_writing(str(tmp_path / "file" / "g.nq")),
    ):
        pass


def test_jsonld_uses_the_terms_of_the_context(store):
    """JSON-LD is the description itself: our terms, our context, one node a line."""
    document = json.loads(_exported(store, "jsonld"))
    assert document["@context"] == context.load()
    nodes = {node["id"]: node for node in document["@graph"]}
    record = next(node for node in nodes.values() if "JournalArticle" in node["type"])
    assert sorted(record["type"]) == ["Expression", "JournalArticle"]
    assert "ohne" in record["titles"]
    assert [title["lang"] for title in record["titles"] if isinstance(title, dict)] == ["en"]
    assert nodes[record["identifiers"][0]]["scheme"] == "doi"
    assert not [key for node in nodes.values() for key in node if ":" in key]


def test_jsonld_keeps_what_has_no_term():
    """A property, class or datatype that the context lacks keeps its IRI, and nothing is lost."""
    lines = [
        b'<http://a/1> <http://a/p> "x"^^<http://a/type> .\n',
        b"<http://a/1> <http://purl.org/dc/terms/title> <http://a/not-a-literal> .\n",
        b"<http://a/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://a/Class> .\n",
        b"<http://a/2> <http://purl.org/spar/pro/withRole> <http://a/role> .\n",
        b'<http://a/2> <http://purl.org/spar/fabio/hasURL> "no type" .\n',
    ]
    store = EmbeddedStore()
    store.load(lines)
    found = ox.parse(_exported(store, "jsonld"), ox.RdfFormat.JSON_LD)
    assert sorted(f"{quad.triple} .\n".encode() for quad in found) == sorted(lines)


def test_rdfxml_of_controls():
    """RDF/XML is well-formed whatever a literal holds: controls are marked, carriage returns kept."""
    store = EmbeddedStore()
    store.load(
        [
            rb'<http://a/1> <http://a/p> "a\u001B\u0000\uFFFFb\r\n"@en .' + b"\n",
            rb'<http://a/1> <http://a/p> "\u000B" .' + b"\n",
        ]
    )
    found = rdflib.Graph().parse(data=_exported(store, "rdfxml"), format="xml")
    expected = {rdflib.Literal("a\ufffd\ufffd\ufffdb\r\n", lang="en"), rdflib.Literal("\ufffd")}
    assert set(found.objects()) == expected


def test_devices_and_links_stay(tmp_path):
    """What is written to a link or a device goes where it leads, and does not replace it."""
    (tmp_path / "link.nq").symlink_to(tmp_path / "graph.nq")
    with opened_for_writing(str(tmp_path / "link.nq")) as out:
        out.write(b"x")
    assert (tmp_path / "graph.nq").read_bytes() == b"x"
    assert (tmp_path / "link.nq").is_symlink()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_written_to(tmp_path):
    """A named pipe gets the bytes and stays a pipe."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
    reader.start()
    with opened_for_writing(str(pipe)) as out:
        out.write(b"x")
    reader.join(10)
    assert read == [b"x"]
    assert pipe.is_fifo()
