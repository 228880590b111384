"""Tests of the quality of sources: what counts for which, over time, and what it looks like."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pyoxigraph as ox
import pytest
from shape_graphs import cases

from kg import context, shapes
from kg.building import build
from kg.cli import main
from kg.errors import StoreError
from kg.shapes.findings import Finding, SourceQuality
from kg.shapes.quality import as_dqv, by_source, earlier
from kg.stores import EmbeddedStore

EXAMPLES = Path(__file__).parents[1] / "examples"
SOURCES = {"x:a": ("A", 4), "x:b": ("B", 2)}


def _found(severity: str, source: str, record: str) -> Finding:
    values = {"severity": severity, "shape": "s", "component": "c", "message": "m", "focus": "f"}
    return msgspec.convert({**values, "source": source, "file": "f.xml", "record": record}, Finding)


def _without_title(store: EmbeddedStore, graph: EmbeddedStore) -> None:
    """A graph whose first publication, by IRI, has lost its title."""
    title = f" <{context.iri('dcterms:title')}> ".encode()
    lines = list(graph.quads())
    first = min(
        line.split(b" ")[0] for line in lines if title in line and b"/expression/" in line.split(b" ")[0]
    )
    store.load(line for line in lines if not line.startswith(first + title))


def test_a_record_counts_once_however_much_is_found_about_it() -> None:
    """Records are sound without a violation, and complete without a warning too; remarks do not count."""
    found = [
        _found("violation", "x:a", "1"),
        _found("violation", "x:a", "1"),
        _found("warning", "x:a", "1"),
        _found("warning", "x:a", "2"),
        _found("info", "x:a", "3"),
        _found("violation", "", ""),
    ]
    first, second = by_source(found, SOURCES)
    assert (first.name, first.records, first.sound, first.complete) == ("A", 4, 3, 2)
    assert first.findings == {"violation": 2, "warning": 2, "info": 1}
    assert (second.sound, second.complete, sum(second.findings.values())) == (2, 2, 0)


def test_a_fault_counts_for_the_source_of_its_record(tmp_path: Path) -> None:
    """One title taken from the graph makes one record of one source incomplete, and of no other."""
    build([EXAMPLES / "pubmed.xml", EXAMPLES / "vufind.json"], tmp_path / "graph", check=False)
    graph = EmbeddedStore(tmp_path / "graph" / "store", read_only=True)
    store = EmbeddedStore()
    _without_title(store, graph)
    before, after = (shapes.validate(one).sources for one in (graph, store))
    assert [(one.name, one.records) for one in before] == [(one.name, one.records) for one in after]
    assert {"pubmed", "vufind"} <= {one.name for one in before}
    lost = [old.complete - new.complete for old, new in zip(before, after, strict=True)]
    assert sorted(lost) == [0] * (len(lost) - 1) + [1]


def test_a_part_of_the_report_has_no_quality_of_sources() -> None:
    """Findings of a sample, or of some shapes, held against all records would be no share."""
    store = EmbeddedStore()
    store.load([cases("provenance/ok-*.ttl")])
    assert shapes.validate(store).sources
    assert shapes.validate(store, sample=0.5).sources == ()
    assert shapes.validate(store, shapes.load_shapes().narrowed(["doi-unique"])).sources == ()


def test_a_build_adds_to_what_earlier_builds_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each checked build adds its measurements; one without a check keeps those that there are."""
    file = tmp_path / "graph" / "report" / "quality.ttl"
    counts = []
    for year, check in ((2001, True), (2002, True), (2003, False)):
        monkeypatch.setattr("kg.building.moment", lambda year=year: f"{year}-01-01T00:00:00Z")
        build([EXAMPLES / "pubmed.xml"], tmp_path / "graph", check=check)
        counts.append(len(set(re.findall(r"#\w+-(\d{4})-", file.read_text()))))
    assert counts == [1, 2, 2]
    measured = [one for one in earlier(file) if one.predicate.value == context.iri("dqv:value")]
    assert len(measured) == 4


def test_measurements_are_those_of_the_vocabulary() -> None:
    """A measurement has a source, a metric that is defined, a decimal value and a time."""
    one = SourceQuality(source="http://a.example/s", name="S", records=3, sound=3, complete=2, findings={})
    turtle = as_dqv(shapes.Report(sources=(one,)), "2026-01-02T03:04:05Z")
    graph = ox.Store()
    graph.bulk_extend(ox.parse(turtle, ox.RdfFormat.TURTLE))
    graph.bulk_extend(
        ox.parse(path=Path(__file__).parents[1] / "ontologies" / "kg.ttl", format=ox.RdfFormat.TURTLE)
    )
    rows = graph.query(
        "SELECT ?label ?value { ?m a dqv:QualityMeasurement ; dqv:computedOn <http://a.example/s> ;"
        " dqv:isMeasurementOf ?metric ; dqv:value ?value ; prov:generatedAtTime ?when ."
        " ?metric a dqv:Metric ; rdfs:label ?label ; dqv:expectedDataType ?type"
        " FILTER(DATATYPE(?value) = ?type && YEAR(?when) = 2026) } ORDER BY ?label",
        prefixes=dict(context.prefixes()),
    )
    assert isinstance(rows, ox.QuerySolutions)
    found = [(row["label"].value, float(row["value"].value)) for row in rows]
    assert found == [("share of complete records", 0.666666), ("share of sound records", 1.0)]


def _values(turtle: bytes) -> list[str]:
    return sorted(
        triple.object.value
        for triple in ox.parse(turtle, ox.RdfFormat.TURTLE)
        if triple.predicate.value == context.iri("dqv:value")
    )


def test_a_share_of_one_means_all() -> None:
    """One record of ten million that is not sound keeps the share below 1."""
    one = SourceQuality(source="x:s", name="S", records=10**7, sound=10**7 - 1, complete=10**7, findings={})
    assert _values(as_dqv(shapes.Report(sources=(one,)), "2026-01-02T03:04:05Z")) == ["0.999999", "1.000000"]


def test_a_later_measurement_of_the_same_second_replaces_the_earlier(tmp_path: Path) -> None:
    """No measurement has two values; those of other seconds and of other sources stay."""
    when = "2026-01-02T03:04:05Z"
    old, new, other = (
        SourceQuality(source=source, name="S", records=4, sound=sound, complete=0, findings={})
        for source, sound in (("x:s", 3), ("x:s", 2), ("x:t", 1))
    )
    (tmp_path / "quality.ttl").write_bytes(
        as_dqv(shapes.Report(sources=(old, other)), when)
        + as_dqv(shapes.Report(sources=(old,)), "2025-01-02T03:04:05Z")
    )
    turtle = as_dqv(shapes.Report(sources=(new,)), when, earlier(tmp_path / "quality.ttl"))
    assert _values(turtle) == ["0.000000"] * 3 + ["0.250000", "0.500000", "0.750000"]


def test_measurements_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    """A file that is no Turtle is an error that names it, and not the end of its history."""
    (tmp_path / "quality.ttl").write_text("no Turtle")
    with pytest.raises(StoreError, match=r"quality\.ttl holds the quality of earlier builds"):
        earlier(tmp_path / "quality.ttl")


def test_a_build_reads_earlier_measurements_before_its_work(tmp_path: Path) -> None:
    """What is broken in the old graph is told before any input is read; unchecked, it is only kept."""
    report = tmp_path / "graph" / "report"
    build([EXAMPLES / "pubmed.xml"], tmp_path / "graph", check=False)
    report.mkdir()
    (report / "quality.ttl").write_text("no Turtle")
    steps: list[str] = []
    with pytest.raises(StoreError, match=r"quality\.ttl holds the quality of earlier builds"):
        build([EXAMPLES / "pubmed.xml"], tmp_path / "graph", progress=lambda step, *_: steps.append(step))
    assert steps == []
    build([EXAMPLES / "pubmed.xml"], tmp_path / "graph", check=False)
    assert (report / "quality.ttl").read_text() == "no Turtle"


@pytest.mark.parametrize("part", [["--sample", "5"], ["--shape", "doi-unique"]])
def test_no_part_of_a_graph_is_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], part: list[str]
) -> None:
    """Measurements of a sample, or by some shapes, are refused with what to do, and no file is written."""
    (tmp_path / "data.ttl").write_text("<x:a> <x:b> <x:c> .")
    for output in (["--format", "dqv"], ["--format", "dqv", "-o", str(tmp_path / "quality.ttl")]):
        assert main(["validate", str(tmp_path / "data.ttl"), *part, *output]) == 2
        told = capsys.readouterr()
        assert "leave out --sample and --shape" in told.err
        assert told.out == ""
    assert not (tmp_path / "quality.ttl").exists()


def test_the_command_shows_the_sources(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Below the findings there is a table of sources; as dqv the measurements are written."""
    build([EXAMPLES / "pubmed.xml"], tmp_path / "graph", check=False)
    main(["validate", "--graph", str(tmp_path / "graph")])
    shown = capsys.readouterr().out
    assert re.search(r"^ pubmed +\d+ +100\.0 % +\d+\.\d % +0 ", shown, re.MULTILINE)
    main(["validate", "--graph", str(tmp_path / "graph"), "--format", "dqv"])
    assert capsys.readouterr().out.count("a dqv:QualityMeasurement") == 2
    main(["validate", "--graph", str(tmp_path / "graph"), "--format", "html"])
    assert "<td>100.0 %</td>" in capsys.readouterr().out
