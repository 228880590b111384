"""Tests of the sample: what it holds, that it is the same each time, and what its report says."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shape_graphs import cases, own_shapes

from kg import shapes
from kg.cli import main
from kg.errors import ShapeError
from kg.shapes.batches import batches, subjects
from kg.shapes.compiled import is_installed
from kg.shapes.sampling import Sample, size_of
from kg.stores import EmbeddedStore

THINGS = [f"http://a.example/{number}" for number in range(300)]
LINES = sorted(
    f'<{thing}{part}> <http://a.example/p> "{value}" .\n'.encode()
    for thing in THINGS
    for part in ("", "#a", "#b")
    for value in (1, 2)
)
LOOKING_FURTHER = """
ex:Far a sh:NodeShape ; sh:targetSubjectsOf ex:p ;
  sh:property [ sh:path ( ex:p ex:p ) ; sh:minCount 1 ] .
"""


def _store(data: bytes) -> EmbeddedStore:
    store = EmbeddedStore()
    store.load([data])
    return store


@given(st.integers(1, 400))
def test_a_number_of_things_is_that_number(size: int) -> None:
    """A sample of N things holds N of them, each with all its parts, or all if there are no more."""
    sample = Sample.drawn(size, batches(LINES, size=50))
    found = [thing for thing in THINGS if sample.has(thing)]
    lines = b"".join(sample.of(batches(LINES, size=70))).splitlines(keepends=True)
    assert len(found) == min(size, len(THINGS))
    assert lines == [line for line in LINES if sample.has(line[1:].decode().partition(">")[0])]
    assert len(lines) == 6 * len(found)
    assert sample.nodes == 3 * len(found) == len(subjects(b"".join(lines)))


def test_a_sample_is_the_same_in_any_order() -> None:
    """What is chosen depends on the IRIs alone, and a larger sample holds the smaller."""
    small, turned = Sample.drawn(20, [b"".join(LINES)]), Sample.drawn(20, batches(LINES[::-1], size=9))
    large = Sample.drawn(40, [b"".join(LINES)])
    chosen = [thing for thing in THINGS if small.has(thing)]
    assert chosen == [thing for thing in THINGS if turned.has(thing)]
    assert all(large.has(thing) for thing in chosen)
    assert len(chosen) == 20


def test_a_share_of_things_is_near_that_share() -> None:
    """A fifth of 10,000 things is some 2,000 of them, which are counted."""
    every = [f"http://a.example/{number}" for number in range(10_000)]
    sample = Sample.drawn(0.2, [f'<{one}> <http://a.example/p> "1" .\n'.encode() for one in every])
    found = sum(map(sample.has, every))
    assert 1_900 < found < 2_100
    assert sample.nodes == found


@pytest.mark.parametrize(
    "text", ["0", "-3", "1.5", "0.0", "100%", "0%", "ten", "", "%", "nan", "inf", "1e400"]
)
def test_what_is_no_size_is_told(text: str) -> None:
    """Neither a whole number from 1 nor a share between 0 and 1."""
    with pytest.raises(ShapeError, match="no size of a sample"):
        size_of(text)


@pytest.mark.parametrize("size", [0, -1, float("nan")])
def test_no_sample_is_drawn_of_nothing(size: float) -> None:
    """A sample that would hold nothing proves nothing."""
    with pytest.raises(ShapeError, match="no size of a sample"):
        Sample.drawn(size, LINES)


@pytest.mark.parametrize("engine", ["pyshacl", "shacl"])
@pytest.mark.parametrize("size", [5, 40, 0.3])
def test_a_sample_reports_what_the_whole_graph_does_of_its_nodes(engine: str, size: float) -> None:
    """On all bad files, the findings are those of the whole graph whose node is in the sample."""
    if engine == "shacl" and not is_installed():
        pytest.skip("the engine shacl is not installed")
    store = _store(cases("*/bad*.ttl"))
    full = shapes.validate(store, engine=engine)
    part = shapes.validate(store, engine=engine, sample=size)
    sample = Sample.drawn(size, store.quads())
    assert part.findings == tuple(one for one in full.findings if sample.has(one.focus))
    assert 0 < part.checked < full.checked
    assert part.checked + part.left_out == full.checked
    assert (full.left_out, part.unmatched) == (0, full.unmatched)


def test_shapes_that_look_further_have_a_sample_too(tmp_path: Path) -> None:
    """Where a graph is checked in one piece, the report is of the sample all the same."""
    data = b"".join(
        f"<{thing}> <https://example.org/p> <http://a.example/end> .\n".encode() for thing in THINGS
    )
    report = shapes.validate(_store(data), own_shapes(tmp_path, LOOKING_FURTHER), sample=10)
    assert report.counts["violation"] == report.checked == 10
    assert report.left_out == len(THINGS) - 10


def test_the_command_tells_its_sample(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The verdict and the JSON say how many nodes were looked at, of how many."""
    (tmp_path / "data.nt").write_bytes(b"".join(LINES))
    main(["validate", str(tmp_path / "data.nt"), "--sample", "30", "-o", str(tmp_path / "report.json")])
    report = msgspec.json.decode((tmp_path / "report.json").read_bytes())
    assert "on 90 nodes, a sample of 900" in capsys.readouterr().err
    assert (report["checked"], report["left_out"]) == (90, 810)


def test_the_command_refuses_what_is_no_size(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A size that is none is an error that says what is one."""
    (tmp_path / "data.nt").write_bytes(LINES[0])
    assert main(["validate", str(tmp_path / "data.nt"), "--sample", "most"]) != 0
    assert "a share as 0.05 or 5%" in capsys.readouterr().err


def test_the_command_tells_a_folder_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who names a graph where a file of RDF is asked for is told how a graph is named."""
    assert main(["validate", str(tmp_path)]) != 0
    assert f"name a graph by --graph {tmp_path}" in capsys.readouterr().err


def test_that_a_check_broke_off_is_told_of_a_sample_too(tmp_path: Path) -> None:
    """Where a value cannot be compared and nothing was checked, no sample and no shape conforms."""
    own = own_shapes(
        tmp_path,
        "ex:s sh:targetSubjectsOf ex:a ; sh:property [ sh:path ex:a ; sh:lessThanOrEquals ex:b ] ;"
        " sh:property [ sh:path [ sh:inversePath ex:c ] ; sh:maxCount 5 ] .",
    )
    date = "<http://www.w3.org/2001/XMLSchema#date>"
    lines = [
        f'<x:1> <https://example.org/{name}> "{value}"^^{date} .\n'.encode()
        for name, value in (("a", "soon"), ("b", "2011-01-01"))
    ]
    store = _store(b"".join(lines))
    for size in (None, 1000):
        assert shapes.validate(store, own, sample=size).counts["violation"] == 1
    assert not shapes.validate(store, own.narrowed(["https://example.org/s"])).conforms
