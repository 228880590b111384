"""What reading promises of every format, also of one that another distribution brings."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import threading

import msgspec
import pytest

from kg import sources
from kg.building import build
from kg.errors import SourceError
from kg.record import (
    Identifier,
    Licence,
    Provenance,
    Record,
    Reject,
    Relation,
    Text,
    Topic,
    identifier,
)

_MODULE = """
from kg.sources import Source
items = []
def read(stream, file):
    for item in items:
        if isinstance(item, Exception):
            raise item
        yield item
odd = Source(name="odd", summary="", recognised="", detect=lambda head: 0.0, read=read)
"""


@pytest.fixture
def items(tmp_path, monkeypatch):
    """What the reader of an installed distribution gives; exceptions in it are raised."""
    site = tmp_path / "site"
    about = site / "odd-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: odd\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[kg.sources]\nodd = odd_source:odd\n")
    (site / "odd_source.py").write_text(_MODULE)
    monkeypatch.syspath_prepend(str(site))
    sources.sources.cache_clear()
    assert sources.find("odd").name == "odd"
    yield sys.modules["odd_source"].items
    sources.sources.cache_clear()
    del sys.modules["odd_source"]


def _record(number: int, **fields: object) -> Record:
    origin = Provenance(
        source="odd", id=str(number), file="in", position=f"record {number}", digest=f"{number:064}"
    )
    return msgspec.convert(
        {"type": "Letter", "provenance": (origin,), **fields}, Record, from_attributes=True
    )


def _built(tmp_path, **options: object):
    (tmp_path / "in").write_bytes(b"x")
    summary = build([str(tmp_path / "in")], tmp_path / "graph", format="odd", check=False, **options)
    assert summary.read == summary.loaded + summary.merged + summary.withdrawn + summary.rejected
    lines = (tmp_path / "graph" / "rejects.jsonl").read_bytes().splitlines()
    assert len(lines) == summary.rejected
    return summary, [msgspec.json.decode(line, type=Reject) for line in lines]


_DOI = identifier("doi", "10.1000/1")
assert _DOI is not None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"type": "Nothing"}, "type"),
        ({"titles": (Text(text="a", lang="a b"),)}, "lang"),
        ({"titles": (Text(text="\ud800"),)}, "surrogate"),
        ({"identifiers": (Identifier(scheme="none", value="1"),)}, "scheme"),
        ({"topics": (Topic(label="a", concept="no IRI"),)}, "concept"),
        ({"issued": "2011-1"}, "date"),
        ({"licences": (Licence(written="a", start="soon"),)}, "date"),
        ({"relations": (Relation(kind="admires", identifiers=(_DOI,)),)}, "kind"),
    ],
)
def test_a_record_that_no_graph_can_hold(tmp_path, items, fields, said):
    """A record with a value that RDF has no place for is rejected alone, and can be found again."""
    items += [_record(1, **fields), _record(2)]
    summary, rejects = _built(tmp_path)
    assert (summary.loaded, summary.rejected) == (1, 1)
    assert said in rejects[0].reason
    assert (rejects[0].position, rejects[0].record) == ("record 1", "1")


def test_a_merged_publication_that_no_graph_can_hold(tmp_path, items):
    """All the source records of a publication that cannot be mapped are rejected, and counted once."""
    bad = _record(1, identifiers=(_DOI,), topics=(Topic(label="a", concept="no IRI"),))
    items += [bad, _record(2, identifiers=(_DOI,)), _record(3)]
    summary, rejects = _built(tmp_path)
    assert (summary.loaded, summary.merged, summary.rejected) == (1, 0, 2)
    assert [one.record for one in rejects] == ["1", "2"]


def test_strict_stops_at_what_cannot_be_mapped(tmp_path, items):
    """With strict, a record that RDF cannot hold is an error, and no graph appears."""
    items += [_record(1), _record(2, topics=(Topic(label="a", concept="no IRI"),))]
    with pytest.raises(SourceError, match="record 2: the field concept"):
        _built(tmp_path, strict=True)
    assert not (tmp_path / "graph").exists()


def test_a_graph_is_not_replaced_by_rejects(tmp_path, items):
    """Where every record is rejected, if only when it is mapped, the old graph stays."""
    items.append(_record(1))
    _built(tmp_path)
    before = (tmp_path / "graph" / "manifest.json").read_bytes()
    items[:] = [_record(1, type="Nothing")]
    with pytest.raises(SourceError, match="stays as it was"):
        _built(tmp_path)
    assert (tmp_path / "graph" / "manifest.json").read_bytes() == before


@pytest.mark.parametrize(
    "fault", [KeyError("x"), RecursionError("deep"), msgspec.ValidationError("odd"), OverflowError("big")]
)
def test_a_reader_that_fails_ends_its_file_only(tmp_path, items, fault):
    """A fault of a reader costs the rest of the file: one reject that says after which record."""
    items += [_record(1), fault, _record(2)]
    summary, rejects = _built(tmp_path)
    assert (summary.loaded, summary.rejected) == (1, 1)
    assert rejects[0].position == "after item 1"
    assert type(fault).__name__ in rejects[0].reason


def test_a_record_without_provenance(tmp_path, items):
    """What does not say where it comes from is rejected: nobody could find it again."""
    items += [_record(1, provenance=()), _record(2)]
    summary, rejects = _built(tmp_path)
    assert (summary.loaded, summary.rejected) == (1, 1)
    assert "provenance" in rejects[0].reason


def test_rejects_hold_any_text(tmp_path, items):
    """A reject with half a surrogate pair is written as one line of JSON all the same."""
    items += [_record(1), Reject(file="in", reason="has \ud800 in it")]
    _, rejects = _built(tmp_path)
    assert rejects[0].reason == "has \\ud800 in it"


def test_names_that_are_none(tmp_path):
    """A name with a NUL is told like any file that is not there."""
    found = list(sources.read("a\0b"))
    assert isinstance(found[0], Reject)
    assert "name" in found[0].reason


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_pipes_are_read_once(tmp_path, items):
    """A named pipe is opened once, for its records and its digest: again would wait for ever."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    items.append(_record(1))
    writer = threading.Thread(target=pipe.write_bytes, args=(b"x",), daemon=True)
    writer.start()
    done: list[object] = []
    reader = threading.Thread(
        target=lambda: done.append(build([str(pipe)], tmp_path / "graph", format="odd", check=False)),
        daemon=True,
    )
    reader.start()
    reader.join(30)
    assert [summary.loaded for summary in done] == [1]
    manifest = json.loads((tmp_path / "graph" / "manifest.json").read_text())
    assert manifest["inputs"][0]["sha256"] == hashlib.sha256(b"x").hexdigest()
