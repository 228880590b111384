"""The folder of a graph takes its place in one step, wherever it is, or says why it cannot."""

from __future__ import annotations

import os

import pytest

from kg.errors import StoreError
from kg.folder import staged
from kg.graph import open_graph


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
