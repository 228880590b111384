"""The folder of a graph takes its place in one step, wherever it is, or says why it cannot."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import folder as folders
from kg import graph as graphs
from kg.building import build
from kg.errors import StoreError
from kg.folder import LAYOUT, heal, staged
from kg.graph import open_graph

EXAMPLES = Path(__file__).parents[1] / "examples"


def _publish(folder, content: str) -> None:
    with staged(folder) as aside:
        (aside / "manifest.json").write_text(content)


def test_a_link_to_a_folder_stays_a_link(tmp_path):
    """A graph behind a symbolic link is replaced where it is, as often as it is built."""
    (tmp_path / "disk").mkdir()
    link = tmp_path / "graph"
    link.symlink_to(tmp_path / "disk")
    for content in ("old", "new", "newest"):
        _publish(link, content)
        assert link.is_symlink()
        assert (tmp_path / "disk" / "manifest.json").read_text() == content
    assert sorted(os.listdir(tmp_path)) == ["disk", "graph"]


def test_a_place_that_cannot_be(tmp_path):
    """A folder below a file, or with a name that is too long, is a StoreError that says so."""
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "file" / "graph", tmp_path / ("g" * 300)):
        with pytest.raises(StoreError, match="cannot be written"):
            _publish(place, "{}")
        with pytest.raises(StoreError):
            open_graph(place)
    assert os.listdir(tmp_path) == ["file"]


def test_a_publication_cut_short_is_healed_under_the_lock(tmp_path):
    """While a builder holds the graph, another one does not touch what it has put aside."""
    graph = tmp_path / "graph"
    _publish(graph, "old")
    with staged(graph) as aside:
        os.rename(graph, tmp_path / ".graph.old")
        with pytest.raises(StoreError, match="another process"), staged(graph):
            pass
        assert (tmp_path / ".graph.old" / "manifest.json").read_text() == "old"
        (aside / "manifest.json").write_text("new")
    assert (graph / "manifest.json").read_text() == "new"


def test_a_reader_does_not_heal_what_a_builder_is_at(tmp_path):
    """Between the two renames of a builder at work, a reader puts nothing back."""
    graph = tmp_path / "graph"
    _publish(graph, "old")
    with staged(graph) as aside:
        os.rename(graph, tmp_path / ".graph.old")
        heal(graph)
        assert not graph.exists()
        (aside / "manifest.json").write_text("new")
    assert (graph / "manifest.json").read_text() == "new"


_EXCHANGES = """
import os, shutil, sys
from pathlib import Path
from kg import folder
if sys.argv[1] == "two renames":
    folder._exchanged = lambda one, other: False
while True:
    for made in sys.argv[3:]:
        with folder.staged(Path(sys.argv[2])) as aside:
            shutil.copytree(made, aside, dirs_exist_ok=True)
        print(made, flush=True)
"""


@pytest.mark.parametrize("way", ["one exchange", "two renames"])
def test_one_graph_is_opened_while_others_take_its_place(tmp_path, way):
    """Manifest, store and records are of one graph, however often it is built anew at this moment."""
    made = [str(tmp_path / name) for name in ("one", "many")]
    for folder, file in zip(made, ("record-page.txt", "pubmed.xml"), strict=True):
        build([str(EXAMPLES / file)], folder, check=False)
    graph = tmp_path / "graph"
    seen = []
    with subprocess.Popen(
        [sys.executable, "-c", _EXCHANGES, way, graph, *made], stdout=subprocess.PIPE
    ) as publisher:
        try:
            assert publisher.stdout is not None
            publisher.stdout.readline()
            while len(seen) < 60 or len(set(seen)) < 2:
                assert publisher.poll() is None
                with open_graph(graph) as opened:
                    told = opened.manifest
                    assert len(opened) == told["quads"]
                    found = opened.query(
                        "SELECT (COUNT(*) AS ?n) { ?work <http://purl.org/vocab/frbr/core#realization> ?e }"
                    )
                    assert [row[0].value for row in found.rows] == [str(told["loaded"])]
                    seen.append(told["loaded"])
        finally:
            publisher.kill()


class _Clock:
    """A time that passes only where somebody waits."""

    def __init__(self) -> None:
        self.pauses: list[float] = []

    def monotonic(self) -> float:
        return sum(self.pauses)

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)


@pytest.mark.parametrize("seconds", [20, 1000])
def test_who_opens_a_graph_waits_for_seconds_and_not_for_tries(tmp_path, monkeypatch, seconds):
    """A graph that is free for a moment after many tries is opened; nobody waits for ever."""
    build([str(EXAMPLES / "record-page.txt")], tmp_path / "graph", check=False)
    clock, opened = _Clock(), graphs._opened
    monkeypatch.setattr(graphs, "time", clock)
    monkeypatch.setattr(
        graphs, "_opened", lambda *one, **more: opened(*one, **more) if clock.monotonic() > seconds else None
    )
    if seconds < 30:
        with open_graph(tmp_path / "graph") as graph:
            assert len(graph) > 0
    else:
        with pytest.raises(StoreError, match="again and again"):
            open_graph(tmp_path / "graph")
        assert 30 <= clock.monotonic() < 31
    assert clock.pauses == sorted(clock.pauses)
    assert clock.pauses[0] < clock.pauses[-1]


def _many_files(folder, word: str) -> None:
    """A graph whose store has more files than the database opens at once."""
    with staged(folder) as aside:
        (aside / "manifest.json").write_text(json.dumps({"layout": LAYOUT}))
        store = ox.Store(str(aside / "store"))
        for number in range(12):
            lines = [f'<http://a/{one}> <http://a/{number}> "{word}-{number}-{one}" .' for one in range(200)]
            store.bulk_load("\n".join(lines).encode(), ox.RdfFormat.N_QUADS)
        store.flush()
        del store
        assert len(list((aside / "store").glob("*.sst"))) > 16


@pytest.mark.skipif(not folders._CAN_HOLD, reason="the system has no descriptors of folders")
def test_a_reader_keeps_files_that_the_database_has_not_opened_yet(tmp_path):
    """Of a graph of any size, every question is answered from the graph that was opened."""
    graph = tmp_path / "graph"
    _many_files(graph, "old")
    with open_graph(graph) as opened:
        _many_files(graph, "new")
        for pattern in ("?s <http://a/3> ?o", "<http://a/7> ?p ?o", "?s ?p ?o"):
            words = opened.query(f"SELECT DISTINCT (STRBEFORE(?o, '-') AS ?word) {{ {pattern} }}")
            assert [row[0].value for row in words.rows] == ["old"]
        for number in range(12):
            assert opened.query(f'ASK {{ ?s ?p "old-{number}-7" }}').boolean
    with open_graph(graph) as opened:
        assert opened.query('ASK { ?s ?p "new-3-7" }').boolean


def test_records_of_a_graph_that_is_gone(tmp_path, monkeypatch):
    """Source records come from the graph that was opened, or not at all."""
    monkeypatch.setattr("kg.parts.PART", 1)
    graph = tmp_path / "graph"
    build([str(EXAMPLES / "pubmed.xml")], graph, check=False)
    with open_graph(graph) as opened:
        told = opened.manifest
        records = opened.records()
        first = next(records)
        build([str(EXAMPLES / "vufind.json"), str(EXAMPLES / "pubmed.xml")], graph, check=False)
        assert first.provenance[0].file.endswith("pubmed.xml")
        with pytest.raises(StoreError, match="built anew"):
            list(records)
        assert opened.manifest == told


def test_nothing_is_left_open(tmp_path):
    """A reader that ends well, or fails, leaves neither open files nor folders behind."""
    graph = tmp_path / "graph"
    build([str(EXAMPLES / "record-page.txt")], graph, check=False)
    folder = Path("/dev/fd")
    if not folder.is_dir():
        pytest.skip("the system has no list of open files")
    links = set(Path(folders.tempfile.gettempdir()).glob("kg-*"))
    before = len(os.listdir(folder))
    open_graph(graph).close()
    (graph / "store" / "CURRENT").write_text("no such file\n")
    with pytest.raises(StoreError, match="graph/store cannot be opened"):
        open_graph(graph)
    shutil.rmtree(graph / "store")
    with pytest.raises(StoreError, match="there is no graph"):
        open_graph(graph)
    assert len(os.listdir(folder)) == before
    assert set(Path(folders.tempfile.gettempdir()).glob("kg-*")) == links
