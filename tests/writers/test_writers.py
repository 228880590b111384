"""The formats that records are written in: found by name and by suffix, fed with the publications."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from kg import writers
from kg.building import build
from kg.errors import StoreError
from kg.graph import open_graph
from kg.record import Record

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def graph(tmp_path_factory):
    """The graph of the example records."""
    folder = tmp_path_factory.mktemp("graphs") / "graph"
    build([EXAMPLES], folder, check=False)
    return folder


def test_unknown_format():
    """A format that there is not is an error that lists those there are."""
    with pytest.raises(StoreError, match=r"no format 'word'.*jsonl"):
        writers.write([], "word")


def test_publications_are_those_of_the_graph(graph):
    """The records of an open graph's publications are as many as it has, and none is told twice."""
    with open_graph(graph) as opened:
        found = list(opened.publications())
        assert len(found) == opened.manifest["loaded"]
        origins = [(one.source, one.id) for record in found for one in record.provenance]
    assert len(origins) == len(set(origins)) == opened.manifest["loaded"] + opened.manifest["merged"]


def test_export_of_records(graph, tmp_path):
    """The suffix of the file decides, compression included, and the lines are the publications."""
    file = tmp_path / "review.jsonl"
    command = [sys.executable, "-m", "kg", "export", "--graph", str(graph), "-o", str(file)]
    assert subprocess.run(command, check=False).returncode == 0
    with open_graph(graph) as opened:
        assert [msgspec.json.decode(line, type=Record) for line in file.read_bytes().splitlines()] == list(
            opened.publications()
        )


def test_listed():
    """kg sources --write lists every format, as JSON too."""
    command = [sys.executable, "-m", "kg", "sources", "--write", "--json"]
    listed = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert [one["name"] for one in listed] == [one.name for one in writers.writers()]


def test_names_are_those_of_the_graph(tmp_path):
    """A format that names things by IRIs is written with the base of the graph and its layer of people."""
    base, folder = "https://example.com/review/", tmp_path / "graph"
    build([EXAMPLES / "pubmed.xml"], folder, base=base, people="published", check=False)
    command = [sys.executable, "-m", "kg", "export", "--graph", str(folder), "--as", "skg-if"]
    document = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert document["@context"][1] == {"@base": base}
    kinds = {"product", "person"}
    names = {one["local_identifier"] for one in document["@graph"] if one["entity_type"] in kinds}
    assert names
    assert all(name.startswith((f"{base}work/", f"{base}expression/")) for name in names)
