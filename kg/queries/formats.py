"""Answers written: CSV, TSV and JSON of SPARQL 1.1, Turtle and N-Triples, and cells to display.

Rows are written as they come, so an answer of any length needs no memory. Triples are sorted first,
so that the same graph gives the same bytes.

See: SPARQL 1.1 Query Results CSV and TSV Formats; SPARQL 1.1 Query Results JSON Format; RDF 1.1
Turtle; RDF 1.1 N-Triples.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import groupby
from types import MappingProxyType
from typing import Any, BinaryIO

import msgspec

from kg import context
from kg.errors import QueryError
from kg.stores.base import Answer, Row, Term, Triple

__all__ = ["FORMATS", "headings", "ntriples", "plain_rows", "write"]

_json = msgspec.json.Encoder().encode
"""A JSON string has the quotes and escapes of a literal in N-Triples and Turtle."""

_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
_BARE = {
    "xsd:integer": re.compile(r"[+-]?[0-9]+\Z"),
    "xsd:decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+\Z"),
    "xsd:double": re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+\Z"),
    "xsd:boolean": re.compile(r"(?:true|false)\Z"),
}


@cache
def _bare() -> Mapping[str, re.Pattern[str]]:
    """The datatypes whose literals Turtle writes without quotes, each with the forms allowed."""
    return {context.iri(name): pattern for name, pattern in _BARE.items()}


# -- for people --------------------------------------------------------------------------------


def headings(answer: Answer) -> tuple[str, ...]:
    """The names of the columns that :func:`plain_rows` gives."""
    if answer.kind == "construct":
        return ("subject", "predicate", "object")
    return answer.variables if answer.kind == "select" else ("answer",)


def plain_rows(answer: Answer) -> Iterator[tuple[str, ...]]:
    """The answer as text to display: values without quotes or types, IRIs by prefix where one fits.

    >>> rows = iter([(Term(context.iri("Letter"), "iri"), None, Term("2011", "literal"))])
    >>> list(plain_rows(Answer(kind="select", variables=("kind", "title", "year"), rows=rows)))
    [('fabio:Letter', '', '2011')]
    """
    if answer.kind == "ask":
        yield ("yes" if answer.boolean else "no",)
        return
    rows: Iterator[Row] = answer.triples if answer.kind == "construct" else answer.rows
    for row in rows:
        yield tuple(_plain(term) for term in row)


def _plain(term: Term | None) -> str:
    if term is None:
        return ""
    if term.kind == "iri":
        return _short(term.value) or term.value
    return f"_:{term.value}" if term.kind == "blank" else term.value


@cache
def _namespaces() -> tuple[tuple[str, str], ...]:
    """Namespaces and prefixes, the longest namespace first."""
    found = ((namespace, prefix) for prefix, namespace in context.prefixes().items())
    return tuple(sorted(found, key=lambda pair: (-len(pair[0]), pair)))


def _short(iri: str) -> str:
    """The IRI by prefix, or ``""`` where there is none or what follows would need escapes."""
    for namespace, prefix in _namespaces():
        if iri.startswith(namespace):
            local = iri[len(namespace) :]
            return f"{prefix}:{local}" if _LOCAL.match(local) else ""
    return ""


# -- for machines ------------------------------------------------------------------------------


def write(answer: Answer, form: str, out: BinaryIO) -> None:
    """Writes an answer as UTF-8.

    Args:
        answer: read to its end.
        form: ``csv``, ``tsv``, ``json`` for rows; ``json`` for yes or no; ``ttl``, ``nt`` for triples.
        out: a binary stream.

    Raises:
        QueryError: there is no such format, or it cannot hold this kind of answer.
    """
    write_kind = FORMATS.get(form, {}).get(answer.kind)
    if write_kind is None:
        fitting = ", ".join(name for name, kinds in FORMATS.items() if answer.kind in kinds)
        raise QueryError(f"the answer to this query can be written as {fitting}, not as {form!r}")
    out.writelines(write_kind(answer))


def _csv(answer: Answer) -> Iterator[bytes]:
    line = io.StringIO(newline="")
    writer = csv.writer(line, lineterminator="\r\n")
    writer.writerow(answer.variables)
    for row in answer.rows:
        yield _taken(line)
        writer.writerow([_csv_cell(term) for term in row])
    yield _taken(line)


def _taken(line: io.StringIO) -> bytes:
    text = line.getvalue()
    line.seek(0)
    line.truncate()
    return text.encode()


def _csv_cell(term: Term | None) -> str:
    if term is None:
        return ""
    return f"_:{term.value}" if term.kind == "blank" else term.value


def _tsv(answer: Answer) -> Iterator[bytes]:
    yield "\t".join(f"?{name}" for name in answer.variables).encode() + b"\n"
    for row in answer.rows:
        yield "\t".join("" if term is None else _turtle_term(term) for term in row).encode() + b"\n"


def _turtle_term(term: Term) -> str:
    """A term as in N-Triples, except that numbers and truth values stand bare."""
    return term.value if _bare_number(term) else _nt_term(term)


def _bare_number(term: Term) -> bool:
    pattern = _bare().get(term.datatype)
    return pattern is not None and pattern.match(term.value) is not None


def _nt_term(term: Term) -> str:
    if term.kind == "iri":
        return f"<{term.value}>"
    if term.kind == "blank":
        return f"_:{term.value}"
    text = _json(term.value).decode()
    if term.lang:
        return f"{text}@{term.lang}"
    return f"{text}^^<{term.datatype}>" if term.datatype else text


def _json_rows(answer: Answer) -> Iterator[bytes]:
    yield b'{"head":' + _json({"vars": answer.variables}) + b',"results":{"bindings":['
    separator = b"\n"
    for row in answer.rows:
        pairs = zip(answer.variables, row, strict=True)
        yield separator + _json({name: _json_term(term) for name, term in pairs if term is not None})
        separator = b",\n"
    yield b"\n]}}\n"


def _json_term(term: Term) -> dict[str, str]:
    if term.kind != "literal":
        return {"type": "uri" if term.kind == "iri" else "bnode", "value": term.value}
    found = {"type": "literal", "value": term.value}
    if term.lang:
        found["xml:lang"] = term.lang
    elif term.datatype:
        found["datatype"] = term.datatype
    return found


def _json_boolean(answer: Answer) -> Iterator[bytes]:
    yield _json({"head": {}, "boolean": answer.boolean}) + b"\n"


def ntriples(triple: Triple) -> bytes:
    """A triple as a line of N-Triples, which is one of N-Quads too."""
    return f"{' '.join(map(_nt_term, triple))} .\n".encode()


def _nt(answer: Answer) -> Iterator[bytes]:
    yield from sorted(set(map(ntriples, answer.triples)))


def _turtle(answer: Answer) -> Iterator[bytes]:
    triples = sorted(set(answer.triples), key=_turtle_order)
    names = {term: _turtle_name(term) for triple in triples for term in triple}
    type_ = context.iri("rdf:type")
    names_written = {term for s, p, o in triples for term in ((s, o) if p.value == type_ else (s, p, o))}
    used = {_prefix(term) for term in names_written}
    for prefix, namespace in sorted(context.prefixes().items()):
        if prefix in used:
            yield f"@prefix {prefix}: <{namespace}> .\n".encode()
    separator = "\n" if any(used) else ""
    for subject, about in groupby(triples, lambda triple: triple[0]):
        yield f"{separator}{names[subject]} {_turtle_about(about, names)} .\n".encode()
        separator = "\n"


def _prefix(term: Term) -> str:
    """The prefix that the name of a term uses, or ``""``."""
    iri = term.value if term.kind == "iri" else term.datatype
    return "" if _bare_number(term) else _short(iri).partition(":")[0]


def _turtle_order(triple: Triple) -> tuple[Any, ...]:
    """By subject; ``rdf:type`` first, then by property and value."""
    subject, predicate, value = triple
    return subject, predicate.value != context.iri("rdf:type"), predicate, value.kind != "iri", value


def _turtle_name(term: Term) -> str:
    if term.kind == "iri":
        return _short(term.value) or f"<{term.value}>"
    short = "" if _bare_number(term) else _short(term.datatype)
    return f"{_json(term.value).decode()}^^{short}" if short else _turtle_term(term)


def _turtle_about(triples: Iterator[Triple], names: Mapping[Term, str]) -> str:
    """What stands behind a subject: each property once, with its values."""
    lines = []
    for predicate, same in groupby(triples, lambda triple: triple[1]):
        verb = "a" if predicate.value == context.iri("rdf:type") else names[predicate]
        lines.append(f"{verb} {', '.join(names[triple[2]] for triple in same)}")
    return " ;\n    ".join(lines)


FORMATS: Mapping[str, Mapping[str, Callable[[Answer], Iterator[bytes]]]] = MappingProxyType(
    {
        "csv": {"select": _csv},
        "tsv": {"select": _tsv},
        "json": {"select": _json_rows, "ask": _json_boolean},
        "ttl": {"construct": _turtle},
        "nt": {"construct": _nt},
    }
)
"""Every format, with the kinds of answer that it holds and what writes each."""
