"""Three JSON-LD processors, none of them ours, read the same context and make the same quads."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import HealthCheck, Phase, given, settings
from pyld import jsonld
from samples import full
from strategies import records

from kg import context
from kg.rdf import Writer, describe
from kg.record import Record

_Statements = frozenset[tuple[str, str, str]]


def _document(record: Record) -> bytes:
    """The nodes of a record as they stand, under the context: a JSON-LD document."""
    description = describe(record)
    return msgspec.json.encode(
        {"@context": context.load(), "@graph": [*description.own, *description.shared]}
    )


def _refuse(url: str, options: dict[str, Any]) -> None:
    """The document loader of a test: there is no network."""
    raise AssertionError(f"{url} is not to be loaded")


def _statements(lines: bytes, format: ox.RdfFormat) -> _Statements:
    return frozenset(
        (str(quad.subject), str(quad.predicate), str(quad.object)) for quad in ox.parse(lines, format=format)
    )


def _ours(lines: bytes) -> _Statements:
    return _statements(lines, ox.RdfFormat.N_QUADS)


def _oxigraph(document: bytes) -> _Statements:
    return _statements(document, ox.RdfFormat.JSON_LD)


def _pyld(document: bytes) -> _Statements:
    options = {"documentLoader": _refuse, "format": "application/n-quads"}
    return _ours(jsonld.to_rdf(json.loads(document), options).encode())


def _rdflib(text: bytes, format: str) -> frozenset[Any]:
    """Terms of rdflib, which writes some literals in its own way: only to be compared to its own."""
    graph = rdflib.Dataset()
    graph.parse(data=text, format=format)
    return frozenset(quad[:3] for quad in graph.quads())


@settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
@given(records())
def test_the_referees_agree_with_the_writer(record: Record) -> None:
    """Oxigraph, PyLD and rdflib read from the nodes what the writer writes, whatever is in them."""
    lines, document = Writer().write(record), _document(record)
    assert _oxigraph(document) == _ours(lines)
    assert _pyld(document) == _ours(lines)
    assert _rdflib(document, "json-ld") == _rdflib(lines, "nquads")


@pytest.mark.parametrize("processor", [_oxigraph, _pyld])
def test_the_referees_agree_on_a_full_record(processor: Callable[[bytes], _Statements]) -> None:
    """The sample with every field says the same to the referees; there are some hundred statements."""
    lines = Writer().write(full())
    assert len(_ours(lines)) > 500
    assert processor(_document(full())) == _ours(lines)


def test_a_referee_drops_what_the_writer_refuses() -> None:
    """Why there is a writer: a processor drops an unknown field in silence, as its standard asks."""
    document = json.loads(_document(Record(type="Letter", notes=("kept",))))
    document["@graph"][0]["unknown"] = "lost"
    said = str(_oxigraph(json.dumps(document).encode()))
    assert "kept" in said
    assert "lost" not in said
