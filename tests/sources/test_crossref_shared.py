"""Every work of Crossref and every item of CSL in the real input is read, and nothing of it is lost."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import msgspec
import pytest

from kg import sources, tables
from kg.rdf.describe import describe
from kg.record import Record, Reject
from kg.sources.opening import HEAD, opened
from kg.text import squeezed, stripped

pytestmark = pytest.mark.shared

_CROSSREF = (
    "crossref/crossref-list.json",
    "crossref/crossref-list_missing_doi.json",
    "crossref/crossref-works.2018-01-21.badsample.json",
    "crossref/crossref-works.single.json",
    "crossref/crossref.json",
    "crossref/crossref_api_works.json",
    "crossref/crossref_dump_0.json.gz",
    "crossref/huge_crossref_doi.json.gz",
    "crossref/rcrossref_works.jsonl.gz",
    "csl/cite/tests/csl-json/crossref-deep-review-csl/raw.json",
    "csl/cite/tests/csl-json/crossref-winter-scabs-csl/raw.json",
    "finc-span/fixtures/crossref.ldj",
    "opencitations-rdf/testcases/crossref/qss_a_00292.json",
    "opencitations-rdf/testcases/crossref/s11192-022-04367-w.json",
)
_CSL = (
    "csl/citeproc-no-author.json",
    "csl/citeproc-no-categories.json",
    "csl/citeproc.json",
    "csl/citeproc_missing_doi.json",
    "csl/csl-list.json",
    "csl/cite/tests/csl-json/arxiv-joss-csl/raw.json",
    "csl/cite/tests/csl-json/datacite-thesis-csl/raw.json",
    "csl/cite/tests/csl-json/empty-date-parts-csl/raw.json",
    "csl/cite/tests/csl-json/excess-date-parts-csl/raw.json",
    "csl/cite/tests/csl-json/greycite-meta-review-csl/raw.json",
    "csl/cite/tests/csl-json/null-date-parts-csl/raw.json",
    "csl/cite/tests/csl-json/pmc-scihub-study-csl/raw.json",
    "csl/cite/tests/csl-json/pubmed-scihub-study-csl/raw.json",
    "csl/process/tests/manuscripts/citation-rendering/content/manual-references.json",
    "datacite/citeproc-no-author.json",
    "datacite/citeproc-no-categories.json",
    "datacite/citeproc.json",
)
_BLANK = {"id": "raw:blank", "type": "entry"}
"""The one item that says nothing but its key, which is rejected."""

_DERIVED = {
    "sequence": {"first", "additional"},
    "content-version": {"unspecified"},
    "content-type": {"unspecified"},
    "intended-application": {"unspecified"},
    "delay-in-days": {"0"},
    "source": {"Crossref"},
    "id-type": None,
    "asserted-by": {"subject"},
    "authenticated-orcid": {"true", "false"},
    "timestamp": None,
    "$numberLong": None,
}
"""Members that say nothing of their own, by value: what the place in a list says already, the names of
schemes, a time as a number beside the same time as text, and that something is not specified."""


def _items(path: Path) -> list[Any]:
    """The works or items of a file, by another way than the readers'."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
    try:
        values = [json.loads(text)]
    except json.JSONDecodeError:
        values = [json.loads(line) for line in text.splitlines() if line.strip()]
    found: list[Any] = []
    for value in values:
        inner = value.get("message", value) if isinstance(value, dict) else value
        found += inner if isinstance(inner, list) else inner.get("items", [inner])
    return found


def _leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every value with the names above it; a date of parts is one."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "date-parts" and path[-1:] in {("indexed",), ("created",), ("deposited",)}:
                continue  # the same day as in the time beside it
            yield from (_days if name == "date-parts" else _leaves)(inner, (*path, name))
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, path)
    elif value is not None:
        yield path, value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _days(parts: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    for one in parts if isinstance(parts, list) else [parts]:
        numbers = isinstance(one, list) and all(isinstance(part, int | str | None) for part in one)
        if numbers and any(one):
            yield path, "-".join(str(part) for part in one if part is not None)
        elif not numbers:
            yield from _leaves(one, path)


class _Told:
    """All that a record says, to be searched."""

    def __init__(self, record: Record) -> None:
        texts = list(self._texts(msgspec.to_builtins(record)))
        self._text = "\n".join(_folded(text) for text in texts)
        self._words = set(re.findall(r"\w+", self._text))

    def _texts(self, value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for inner in value.values():
                yield from self._texts(inner)
        elif isinstance(value, list | tuple):
            for inner in value:
                yield from self._texts(inner)
        elif isinstance(value, str):
            yield value

    def says(self, text: str) -> bool:
        folded = _folded(text)
        if not folded:
            return True
        if len(folded) < 4:
            return folded in self._words or not re.fullmatch(r"\w+", folded)
        padded = re.sub(r"(?<=-)(\d)(?=-|$)", r"0\1", folded)
        return folded in self._text or padded in self._text


def _folded(text: str) -> str:
    """What readers may change: blanks, case, and the address of a resolver before an identifier."""
    bare = re.sub(r"(?<=doi\.org/)(\S+)", lambda found: unquote(found[0]), text)
    bare = re.sub(r"https?://(?:dx\.)?(?:doi|orcid)\.org/", "", squeezed(bare).replace("\xa0", " "))
    bare = re.sub(r"(\d{2}T\d{2}:\d{2}:\d{2})Z$", r"\1", bare).removesuffix("T00:00:00")
    return re.sub(r"\s+", " ", bare).strip(" .,;").casefold()


def _pieces(text: str) -> list[str]:
    """A text as it is, or each piece of it between tags, as plain text."""
    if "<" not in text:
        return [text]
    return [stripped(piece) for piece in re.split(r"</?(?:jats:)?(?:p|title|sec)(?:\s[^<>]*)?/?>", text)]


def _lost(item: Any, record: Record) -> list[tuple[str, str]]:
    """What the source says and the record does not."""
    told = _Told(record)
    lost = []
    for path, text in _leaves(item):
        if path[-1] in _DERIVED and (_DERIVED[path[-1]] is None or text in (_DERIVED[path[-1]] or ())):
            continue
        if path[:1] == ("issn-type",) and text in {"print", "electronic"}:
            continue  # the scheme of the identifier says so
        if told.says(text) or (path == ("abstract",) and all(map(_said(told), _pieces(text)))):
            continue
        if path == ("language",) and tables.language(text) in record.languages:
            continue
        if path[-1] in {"family", "given", "ISSN"} and all(map(told.says, re.split(r"[\s,]+", text))):
            continue  # a suffix that stands apart, or two numbers in one
        lost.append(("/".join(path), text))
    return lost


def _said(told: _Told) -> Any:
    def said(piece: str) -> bool:
        heading = piece.strip(" .:").casefold() in {"abstract", "summary"}
        return heading or told.says(piece.rstrip(" :."))

    return said


@pytest.mark.parametrize(
    ("name", "source"), [*((name, "crossref") for name in _CROSSREF), *((name, "csl") for name in _CSL)]
)
def test_every_item_is_read_and_nothing_of_it_is_lost(name: str, source: str, shared: Path) -> None:
    """Each item is one Record, in order; every value of it stands in the Record or in its extra."""
    path = shared / "data" / name
    with opened(str(path)) as stream:
        found = sources.detect(stream.peek(HEAD)[:HEAD])
    assert found is not None
    assert found.name == source
    items, records = _items(path), list(sources.read(str(path)))
    assert len(records) == len(items) > 0
    for item, record in zip(items, records, strict=True):
        if isinstance(record, Reject):
            assert item == _BLANK
        else:
            assert _lost(item, record) == [], record.provenance[0].position


@pytest.mark.parametrize("name", [*_CROSSREF, *_CSL])
def test_every_record_can_stand_in_the_graph(name: str, shared: Path) -> None:
    """No record of a real file holds what RDF cannot."""
    records = [one for one in sources.read(str(shared / "data" / name)) if isinstance(one, Record)]
    assert records
    assert all(describe(record).own for record in records)


def test_no_other_file_is_claimed(shared: Path) -> None:
    """Of all real files only these are said to be of Crossref or CSL; a list of nothing is neither."""
    claimed: dict[str, set[str]] = {"crossref": set(), "csl": set()}
    for path in sorted(shared.joinpath("data").rglob("*")):
        if path.is_file():
            with opened(str(path)) as stream:
                head = stream.peek(HEAD)[:HEAD]
            for name, found in claimed.items():
                if sources.find(name).detect(head):
                    found.add(path.relative_to(shared / "data").as_posix())
    assert claimed == {"crossref": set(_CROSSREF), "csl": set(_CSL)}
