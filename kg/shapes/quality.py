"""How sound the records of each source are, now and over time, in the Data Quality Vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox

from kg import context
from kg.errors import StoreError
from kg.shapes.findings import SEVERITIES, Finding, Report, SourceQuality

__all__ = ["HEADS", "as_dqv", "by_source", "earlier", "source_rows"]

HEADS = ("source", "records", "sound", "complete", *SEVERITIES)
"""The heads of the table of :func:`source_rows`."""

_FLAWS = {"sound": {"violation"}, "complete": {"violation", "warning"}}
_METRICS = {"sound": "kg:shareOfSoundRecords", "complete": "kg:shareOfCompleteRecords"}


def by_source(
    findings: Iterable[Finding], records: Mapping[str, tuple[str, int]]
) -> tuple[SourceQuality, ...]:
    """How sound the records of each source are, by the name of the source.

    Args:
        findings: with their places. One that has none, or none in a source, counts for no source.
        records: the IRI of each source -> its name and how many records the graph has of it.

    >>> found = Finding(
    ...     severity="warning", shape="s", component="c", message="m", focus="f", source="x:a", record="1"
    ... )
    >>> (one,) = by_source([found], {"x:a": ("A", 4)})
    >>> one.sound, one.complete, one.findings
    (4, 3, {'violation': 0, 'warning': 1, 'info': 0})
    """
    counts: dict[str, dict[str, int]] = {source: dict.fromkeys(SEVERITIES, 0) for source in records}
    flawed: dict[tuple[str, str], set[tuple[str, str, str]]] = {}
    for one in findings:
        if one.source in counts:
            counts[one.source][one.severity] += 1
            place = one.file, one.record, one.position
            flawed.setdefault((one.source, one.severity), set()).add(place)

    def without(source: str, kind: str) -> int:
        sets = (flawed.get((source, grade), set()) for grade in _FLAWS[kind])
        return records[source][1] - len(set().union(*sets))

    found = [
        SourceQuality(
            source=source,
            name=name,
            records=count,
            sound=without(source, "sound"),
            complete=without(source, "complete"),
            findings=counts[source],
        )
        for source, (name, count) in records.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.name, one.source)))


def source_rows(report: Report) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The heads of a table and its rows: a row a source, with the shares of its records in percent.

    >>> one = SourceQuality(source="x:a", name="A", records=8, sound=8, complete=7, findings={"warning": 2})
    >>> source_rows(Report(sources=(one,)))[1]
    [('A', '8', '100.0 %', '87.5 %', '0', '2', '0')]
    """
    return HEADS, [
        (
            one.name,
            f"{one.records:,}",
            _percent(one.sound, one.records),
            _percent(one.complete, one.records),
            *(f"{one.findings.get(grade, 0):,}" for grade in SEVERITIES),
        )
        for one in report.sources
    ]


def _percent(part: int, whole: int) -> str:
    """Rounded down, so that 100 % are all."""
    return f"{part * 1000 // whole / 10:.1f} %"


def _share(part: int, whole: int) -> str:
    """The same as a decimal of six places."""
    ones, millionths = divmod(part * 1_000_000 // whole, 1_000_000)
    return f"{ones}.{millionths:06}"


def as_dqv(report: Report, when: str, before: Iterable[ox.Triple] = ()) -> bytes:
    """The share of sound and of complete records of each source as quality measurements, in Turtle.

    Args:
        report: of a whole graph; that of a sample has no sources.
        when: the time of the measurement, as xsd:dateTime.
        before: earlier measurements, which stay, but for those of the same time: see :func:`earlier`.

    See: W3C, Data on the Web Best Practices: Data Quality Vocabulary.
    """
    new = {triple for one in report.sources for triple in _measured(one, when)}
    replaced = {triple.subject for triple in new}
    found = new | {triple for triple in before if triple.subject not in replaced}
    prefixes = {name: context.prefixes()[name] for name in ("dqv", "kg", "prov", "xsd")}
    return ox.serialize(sorted(found, key=str), format=ox.RdfFormat.TURTLE, prefixes=prefixes) or b""


def _measured(one: SourceQuality, when: str) -> Iterator[ox.Triple]:
    """The measurements of a source."""
    moment = ox.Literal(when, datatype=_iri("xsd:dateTime"))
    for kind, metric in _METRICS.items():
        measurement = ox.NamedNode(f"{one.source}#{kind}-{when}")
        value = ox.Literal(_share(getattr(one, kind), one.records), datatype=_iri("xsd:decimal"))
        for name, value_of in (
            ("rdf:type", _iri("dqv:QualityMeasurement")),
            ("dqv:computedOn", ox.NamedNode(one.source)),
            ("dqv:isMeasurementOf", _iri(metric)),
            ("dqv:value", value),
            ("prov:generatedAtTime", moment),
        ):
            yield ox.Triple(measurement, _iri(name), value_of)


def earlier(file: Path) -> list[ox.Triple]:
    """The measurements that a file holds; none if there is no file.

    Raises:
        StoreError: the file is not Turtle.
    """
    if not file.exists():
        return []
    try:
        return [quad.triple for quad in ox.parse(path=file, format=ox.RdfFormat.TURTLE)]
    except (SyntaxError, ValueError, OSError) as error:
        raise StoreError(
            f"{file} holds the quality of earlier builds and cannot be read: mend or remove it ({error})"
        ) from error


def _iri(name: str) -> ox.NamedNode:
    return ox.NamedNode(context.iri(name))
