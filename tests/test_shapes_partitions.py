"""Tests of a graph in partitions: whole publications, and the same report as of the whole graph."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shape_graphs import cases

from kg import context, shapes
from kg.building import build
from kg.shapes import as_json, near
from kg.shapes.partitions import Split, crosses
from kg.stores import EmbeddedStore

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
SHARED = Path(os.environ.get("KG_SHARED", ROOT.parent / "shared")) / "data"
SUBJECTS = st.builds("<x:{}{}>".format, st.integers(0, 40), st.sampled_from(["", "#a", "#b"]))
QUADS = st.builds("{} <x:p> <x:{}> .\n".format, SUBJECTS, st.integers(0, 9))


def _report(store: EmbeddedStore, **options: str) -> bytes:
    return as_json(shapes.validate(store, **options))


def _both(store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch, **options: str) -> tuple[bytes, bytes, int]:
    """The report of a store at once, that in small partitions, and how many these are."""
    monkeypatch.setattr(near, "LARGEST", 10**9)
    whole = _report(store, **options)
    monkeypatch.setattr(near, "LARGEST", len(store) // 8)
    with near.near(store) as found:
        number = len(found.partitions)
    return whole, _report(store, **options), number


def _on_disk(folder: Path, chunks: list[bytes]) -> EmbeddedStore:
    EmbeddedStore(folder).load(chunks)
    return EmbeddedStore(folder, read_only=True)


@pytest.mark.parametrize("engine", ["pyshacl", "auto"])
def test_what_is_wrong_is_found_in_partitions_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    """All bad files in one graph: what crosses partitions as well as what does not."""
    whole, parts, number = _both(_on_disk(tmp_path / "s", [cases("*/bad*.ttl")]), monkeypatch, engine=engine)
    assert number > 3
    assert parts == whole
    assert whole.count(b'"violation"') > 100


def test_a_graph_of_publications_has_the_same_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The examples, whose reports name agents, topics, venues and works that publications share.

    No property that a constraint follows leads out of a publication, so that none is asked of all at once.
    """
    build([EXAMPLES], tmp_path / "graph", check=False)
    store = EmbeddedStore(tmp_path / "graph" / "store", read_only=True)
    followed = {property for query in shapes.load_shapes().queries for property in query.follows}
    assert len(followed) == 5
    assert not [property for property in followed if crosses(store, property)]
    whole, parts, number = _both(store, monkeypatch)
    assert number > 3
    assert parts == whole


@pytest.mark.shared
@pytest.mark.parametrize("source", ["pubmed", "crossref", "jats", "openalex", "marc", "datacite"])
def test_real_records_have_the_same_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    """Each constraint that says it stays within a publication does."""
    if not SHARED.is_dir():
        pytest.skip("needs the real input")
    build([SHARED / source], tmp_path / "graph", check=False)
    store = EmbeddedStore(tmp_path / "graph" / "store", read_only=True)
    whole, parts, number = _both(store, monkeypatch)
    assert number > 3
    assert parts == whole


def test_named_graphs_have_the_same_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a subject stands in several of them, its lines come together all the same."""
    lines = cases("*/bad*.ttl").splitlines()
    named = [line.removesuffix(b".") + b"<x:%d> .\n" % (place % 3) for place, line in enumerate(lines)]
    whole, parts, number = _both(_on_disk(tmp_path / "s", named), monkeypatch)
    assert number > 3
    assert parts == whole


def test_a_graph_with_blank_nodes_is_not_parted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody could say which publication they are parts of."""
    blank = b"_:a <x:p> <x:b> .\n"
    whole, parts, number = _both(_on_disk(tmp_path / "s", [cases("*/bad*.ttl"), blank]), monkeypatch)
    assert number == 0
    assert parts == whole


def test_a_partition_knows_the_classes_of_what_it_names(tmp_path: Path) -> None:
    """Those that the graph gives them elsewhere, and what these are subclasses of, up to the top."""
    above, of_class = context.iri("rdfs:subClassOf"), context.iri("rdf:type")
    elsewhere = [
        f"<x:2> <{of_class}> <x:Sub> .\n",
        f"<x:Sub> <{above}> <x:Middle> .\n",
        f"<x:Middle> <{above}> <x:Top> .\n",
    ]
    data = [line.encode() for line in ("<x:1> <x:p> <x:2> .\n", '<x:2> <x:q> "text" .\n', *elsewhere)]
    store = _on_disk(tmp_path / "s", data)
    split = Split(tmp_path)
    split.write(b"".join(data))
    parts = [part for part in split.partitions(store, 1) if part.has("x:1")]
    assert [part.has("x:2") for part in parts] == [False]
    found, described = parts[0].store()
    assert described == 1
    assert sorted(found.quads()) == sorted([b"<x:1> <x:p> <x:2> .\n", *(line.encode() for line in elsewhere)])


@settings(max_examples=60, deadline=None)
@given(st.lists(QUADS, max_size=80), st.integers(1, 50), st.integers(1, 30))
def test_every_statement_is_in_one_partition(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], size: int, step: int
) -> None:
    """However they come in: with the other parts of its publication, all of a subject in one batch."""
    folder = tmp_path_factory.mktemp("split")
    data = "".join(lines).encode()
    split, store = Split(folder), EmbeddedStore()
    for place in range(0, len(data), step):
        split.write(data[place : place + step])
    parts = [list(part.batches()) for part in split.partitions(store, size)]
    found = [line for part in parts for batch in part for line in batch.splitlines(keepends=True)]
    assert sorted(found) == sorted(set(data.splitlines(keepends=True)))
    places: dict[bytes, int] = {}
    for number, part in enumerate(parts):
        for line in b"".join(part).splitlines():
            assert places.setdefault(line.split(b"> ")[0].partition(b"#")[0], number) == number
