"""JSON lines of Records: they come back as they are, and a graph of them is the graph they came from."""

from __future__ import annotations

import io
from pathlib import Path

import msgspec
import strategies
from hypothesis import given, settings

from kg import sources, writers
from kg.building import build
from kg.graph import open_graph
from kg.record import Record, Reject

_EXAMPLES = Path(__file__).parents[2] / "examples"


@settings(max_examples=50)
@given(strategies.records())
def test_every_record_comes_back(record):
    """A Record is what it was, its provenance too; what identity adds is left to identity."""
    data = b"".join(writers.write([record], "jsonl"))
    [found] = sources.find("jsonl").read(io.BytesIO(data), "a.jsonl")
    same = msgspec.structs.replace(record, key=None, work=None, contested=())
    assert msgspec.structs.replace(found, provenance=()) == msgspec.structs.replace(same, provenance=())
    assert found.provenance == (record.provenance or found.provenance[:1])
    assert record.provenance or found.provenance[0].position == "line 1"


def test_known_by_its_content():
    """Records are known as such, and no other JSON is, not even with a type before all else."""
    record = next(one for one in sources.read(str(_EXAMPLES)) if isinstance(one, Record))
    assert sources.detect(b"".join(writers.write([record], "jsonl"))).name == "jsonl"
    for other in (b'{"type":"Book","id":"1"}\n', b'{"title":"A"}\n', b"@book{a, title = {b}}"):
        found = sources.detect(other)
        assert found is None or found.name != "jsonl"


def test_a_broken_line_is_rejected_alone():
    """A line that is no Record costs only itself, and blank lines say nothing."""
    data = b'{"type":"Letter","volume":"1"}\n{"type":7}\n\n{"type":"Letter","volume":"2"}\n'
    one, bad, two = sources.find("jsonl").read(io.BytesIO(data), "a.jsonl")
    assert (one.volume, two.volume) == ("1", "2")
    assert isinstance(bad, Reject)
    assert bad.position == "line 2"
    assert two.provenance[0].position == "line 4"


def test_graph_of_an_export(tmp_path):
    """What is exported and built again are the same publications, derived from the same source records."""
    build([_EXAMPLES], tmp_path / "one", check=False)
    with open_graph(tmp_path / "one") as opened:
        first = list(opened.publications())
    file = tmp_path / "review.jsonl"
    file.write_bytes(b"".join(writers.write(first, "jsonl")))
    build([file], tmp_path / "two", check=False)
    with open_graph(tmp_path / "two") as opened:
        assert sorted(map(msgspec.json.encode, opened.publications())) == sorted(
            map(msgspec.json.encode, first)
        )
