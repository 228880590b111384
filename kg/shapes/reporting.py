"""A report in other forms: rows of a table, JSON, and the report graph of SHACL."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

import msgspec
import pyoxigraph as ox

from kg import context, ids
from kg.shapes.findings import SEVERITIES, Finding, Report, SourceQuality

__all__ = ["HEADS", "as_json", "as_turtle", "rows"]

HEADS = ("grade", "count", "field", "for example", "file, position and record", "what to do", "shape")
"""The heads of the table of :func:`rows`."""

_SHOWN = 60
_LABEL = re.compile(r"[0-9A-Za-z]+\Z")
_Node = ox.NamedNode | ox.BlankNode | ox.Literal


class _Document(msgspec.Struct, frozen=True, kw_only=True):
    conforms: bool
    checked: int
    left_out: int
    counts: Mapping[str, int]
    shapes: Mapping[str, int]
    unmatched: tuple[str, ...]
    omitted: int
    sources: tuple[SourceQuality, ...]
    findings: tuple[Finding, ...]


def rows(report: Report) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The heads of a table and its rows: a row for each shape and message, with its first finding.

    Grave before light, and within a grade the frequent first. ``count`` is of all findings of the shape,
    also of those that the report does not keep.

    >>> found = Finding(severity="info", shape="s#a", component="c", message="Mend it.", focus="f")
    >>> rows(Report(findings=(found,), shapes={"s#a": 7}))[1]
    [('info', '7', '', '', 'f', 'Mend it.', 'a')]
    """
    groups: dict[tuple[str, str], list[Finding]] = {}
    for one in report.findings:
        groups.setdefault((one.shape, one.message), []).append(one)
    alone = Counter(shape for shape, _ in groups)
    counted = [
        (report.shapes.get(shape, len(kept)) if alone[shape] == 1 else len(kept), kept[0])
        for (shape, _), kept in groups.items()
    ]
    counted.sort(key=lambda pair: (SEVERITIES.index(pair[1].severity), -pair[0], pair[1].shape))
    return HEADS, [_row(count, one) for count, one in counted]


def _row(count: int, one: Finding) -> tuple[str, ...]:
    value = one.value if len(one.value) <= _SHOWN else f"{one.value[: _SHOWN - 1]}…"
    where = ", ".join(part for part in (one.file, one.position, one.record) if part) or one.focus
    return (one.severity, str(count), one.path, value, where, one.message, one.shape.rpartition("#")[2])


def as_json(report: Report) -> bytes:
    """The report as one JSON object, indented.

    >>> msgspec.json.decode(as_json(Report()))["conforms"]
    True
    """
    document = _Document(
        conforms=report.conforms,
        checked=report.checked,
        left_out=report.left_out,
        counts=report.counts,
        shapes=report.shapes,
        unmatched=report.unmatched,
        omitted=report.omitted,
        sources=report.sources,
        findings=report.findings,
    )
    return msgspec.json.format(msgspec.json.encode(document), indent=2)


def as_turtle(report: Report) -> bytes:
    """The report as a ``sh:ValidationReport`` in Turtle, each result with its place in the source.

    ``sh:conforms`` is as the standard has it: true only where there is no result at all, of whatever
    grade; :attr:`Report.conforms` does not count warnings.

    See: SHACL, section 3.6, "Validation Report".
    """
    prefixes = {name: context.prefixes()[name] for name in ("sh", "kg", "dcterms", "xsd")}
    written = ox.serialize(_triples(report), format=ox.RdfFormat.TURTLE, prefixes=prefixes)
    return written or b""


def _triples(report: Report) -> Iterator[ox.Triple]:
    whole = ox.BlankNode("report")
    conforms = ox.Literal(not sum(report.counts.values()))
    yield ox.Triple(whole, _iri("rdf:type"), _iri("sh:ValidationReport"))
    yield ox.Triple(whole, _iri("sh:conforms"), conforms)
    for number, one in enumerate(report.findings, 1):
        result = ox.BlankNode(f"result{number}")
        yield ox.Triple(whole, _iri("sh:result"), result)
        yield ox.Triple(result, _iri("rdf:type"), _iri("sh:ValidationResult"))
        for name, value in _properties(one):
            yield ox.Triple(result, _iri(name), value)


def _properties(one: Finding) -> Iterator[tuple[str, _Node]]:
    yield "sh:resultSeverity", _iri(f"sh:{one.severity.capitalize()}")
    yield "sh:resultMessage", ox.Literal(one.message)
    if one.shape:
        yield "sh:sourceConstraintComponent", _iri(f"sh:{one.component}")
    nodes = (("sh:focusNode", one.focus), ("sh:sourceShape", one.shape), ("sh:resultPath", _full(one.path)))
    for name, text in nodes:
        if text:
            yield name, _node(text)
    if one.term:
        yield "sh:value", _parsed(one)
    places = (("kg:file", one.file), ("dcterms:identifier", one.record), ("kg:positionInFile", one.position))
    for name, text in places:
        if text:
            yield name, ox.Literal(text)


def _node(text: str) -> _Node:
    """What stands at a focus: mostly an IRI; in data from elsewhere also a blank node or a literal."""
    if ids.iri(text) is not None:
        return ox.NamedNode(text)
    return ox.BlankNode(text) if _LABEL.match(text) else ox.Literal(text)


def _iri(name: str) -> ox.NamedNode:
    return ox.NamedNode(context.iri(name))


def _full(path: str) -> str:
    """The IRI of a short name; ``""`` for what is none, such as the name of a shape."""
    prefix, colon, local = path.partition(":")
    if not colon:
        return ""
    namespace = context.prefixes().get(prefix)
    return namespace + local if namespace else path


def _parsed(one: Finding) -> ox.NamedNode | ox.Literal:
    line = f"<{_iri('sh:value').value}> <{_iri('sh:value').value}> {one.term} ."
    value = next(iter(ox.parse(line, format=ox.RdfFormat.N_TRIPLES))).object
    return value if isinstance(value, ox.NamedNode | ox.Literal) else ox.Literal(one.value)
