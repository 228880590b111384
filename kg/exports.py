"""A graph -> a file in any RDF format, streamed, in stable order, compressed by its suffix."""

from __future__ import annotations

import gzip
import io
import logging
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, Protocol, cast

import pyoxigraph as ox
from zstandard import ZstdCompressor

from kg import context, jsonld, writers
from kg.errors import StoreError
from kg.files import whole

__all__ = ["FORMATS", "Statements", "check", "export", "format_of", "opened_for_writing"]

FORMATS: Mapping[str, ox.RdfFormat] = MappingProxyType(
    {
        "nquads": ox.RdfFormat.N_QUADS,
        "ntriples": ox.RdfFormat.N_TRIPLES,
        "trig": ox.RdfFormat.TRIG,
        "turtle": ox.RdfFormat.TURTLE,
        "rdfxml": ox.RdfFormat.RDF_XML,
        "jsonld": ox.RdfFormat.JSON_LD,
    }
)
"""The formats by the names that the command line uses."""

_log = logging.getLogger(__name__)

_BATCH = 4096
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SUFFIXES = {
    "nq": "nquads",
    "nt": "ntriples",
    "trig": "trig",
    "ttl": "turtle",
    "rdf": "rdfxml",
    "xml": "rdfxml",
    "owl": "rdfxml",
    "jsonld": "jsonld",
    "json": "jsonld",
}


class Statements(Protocol):
    """Whatever tells its statements: a store, or a store as a profile shows it."""

    def quads(self) -> Iterator[bytes]:
        """All of them, as lines of N-Quads in byte order, each once."""


def format_of(file: str) -> str:
    """The format that the suffix of a file tells, of RDF or of records; ``""`` if it tells none.

    >>> format_of("graph.ttl.gz"), format_of("review.jsonl.zst"), format_of("graph")
    ('turtle', 'jsonl', '')
    """
    bare = re.sub(r"\.(?:gz|zst)\Z", "", file.lower())
    if "." not in os.path.basename(bare):
        return ""
    suffix = bare.rpartition(".")[2]
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    return next((one.name for one in writers.writers() if suffix in one.suffixes), "")


def check(format: str) -> str:
    """The name of the format, of RDF or of records.

    Raises:
        StoreError: there is none of that name; the message lists those there are.
    """
    known = [*FORMATS, *(one.name for one in writers.writers())]
    if format not in known:
        raise StoreError(f"there is no format {format!r}; there are: {', '.join(known)}")
    return format


def export(store: Statements, out: BinaryIO, format: str = "nquads") -> None:
    """Writes everything that a store holds, or a profile of it.

    Statements stand in the byte order of their N-Quads lines, so that the same graph gives the
    same bytes. Formats without named graphs, and JSON-LD, hold the statements of all graphs. In
    RDF/XML, U+FFFD stands for the controls that XML cannot hold.

    See: XML 1.0, sections 2.2, "Characters", and 2.11, "End-of-Line Handling".

    Raises:
        StoreError: there is no such format.
    """
    if format not in FORMATS:
        raise StoreError(f"there is no format {format!r}; there are: {', '.join(FORMATS)}")
    if format == "nquads":
        for line in store.quads():  # noqa: FURB122 (in writelines an interruption waits for the reader)
            out.write(line)
        return
    chosen = FORMATS[format]
    quads = _quads(store)
    if format == "jsonld":
        out.writelines(jsonld.document(_triples(quads)))
        return
    if not chosen.supports_datasets:
        quads = _triples(quads)
    if format == "rdfxml":
        quads, out = map(_for_xml, quads), cast("BinaryIO", _Xml(out))
    ox.serialize(quads, cast("Any", out), chosen, prefixes=dict(context.prefixes()))


class _Xml:
    """A stream that keeps carriage returns, which whoever reads XML takes for line ends."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def write(self, data: bytes) -> int:
        self._out.write(bytes(data).replace(b"\r", b"&#xD;"))
        return len(data)

    def flush(self) -> None:
        self._out.flush()


def _for_xml(triple: Any) -> Any:
    value = triple.object
    if not isinstance(value, ox.Literal) or not _NOT_XML.search(value.value):
        return triple
    text = _NOT_XML.sub("\ufffd", value.value)
    _log.info("a control in a literal of %s cannot stand in XML", triple.subject.value)
    kind = {"language": value.language} if value.language else {"datatype": value.datatype}
    return ox.Triple(triple.subject, triple.predicate, ox.Literal(text, **kind))


def _quads(store: Statements) -> Iterator[Any]:
    """The statements in their order, parsed from some lines at a time."""
    lines = store.quads()
    while batch := b"".join(islice(lines, _BATCH)):
        yield from ox.parse(batch, ox.RdfFormat.N_QUADS)


def _triples(quads: Iterator[Any]) -> Iterator[Any]:
    last = None
    for quad in quads:
        triple = quad.triple
        if triple != last:
            yield triple
        last = triple


@contextmanager
def opened_for_writing(file: str) -> Iterator[BinaryIO]:
    """A file that appears whole or not at all; ``-`` is standard output.

    The suffixes ``.gz`` and ``.zst`` compress, with bytes that depend on the content alone.

    Raises:
        StoreError: the file cannot be written.
    """
    if file in {"", "-"}:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(file)
    with whole(path, StoreError) as raw, _compressed(raw, path.suffix) as stream:
        yield stream


@contextmanager
def _compressed(raw: BinaryIO, suffix: str) -> Iterator[BinaryIO]:
    if suffix == ".gz":
        with gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=6, mtime=0) as stream:
            yield cast("BinaryIO", stream)
    elif suffix == ".zst":
        packed = ZstdCompressor(level=6).stream_writer(raw, closefd=False)
        with io.BufferedWriter(cast("io.RawIOBase", packed)) as stream:
            yield cast("BinaryIO", stream)
    else:
        yield raw
