"""The user names a format: what is of another kind gives records that say something, or rejects that do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from inputs import citations

from kg import sources
from kg.record import Identifier, Provenance, Record, Reject
from kg.sources import Source
from kg.sources.opening import HEAD, files

_CASES = Path(__file__).parents[1] / "data"
_FORMATS = tuple(one.name for one in sources.sources())
_SMALL, _EACH = 64 * 1024, 2


def cases() -> list[Path]:
    """The small inputs of our own, of every format."""
    return sorted(_CASES.glob("*/*/input.*"))


def faults(path: str, format: str) -> Iterator[str]:
    """What is wrong with what a file gives that is read as a format."""
    items = list(sources.read(path, format=format))
    if not items:
        yield "nothing comes of it"
    for item in items:
        if isinstance(item, Reject):
            if not (item.file and ": " in item.reason) or "please report" in item.reason:
                yield f"no clear reject: {item.reason}"
        elif not _says(item):
            yield f"an empty record of {item.provenance[0].source} at {item.provenance[0].position}"


def _says(record: Record) -> bool:
    said = (record.titles, record.translated_titles, record.alternative_titles, record.contributions)
    numbers = [one for one in record.identifiers if one.scheme != "local"]
    return any(said) or record.provenance[0].status == "deleted" or bool(numbers)


def known(path: Path) -> str:
    """The format that a file is of by its content; "" for none."""
    for file in files(str(path)):
        assert not isinstance(file, Reject), file
        found = sources.detect(file.stream.peek(HEAD)[:HEAD])
        return found.name if found else ""
    return ""


@pytest.mark.parametrize("format", _FORMATS)
def test_every_format_named_for_files_of_every_other(format):
    """Read as any format, a file of another gives records with a title or names, or rejects that help."""
    others = [path for path in cases() if path.parent.parent.name != format]
    wrong = {
        f"{path.parent.parent.name}/{path.parent.name}": found
        for path in others
        if (found := list(faults(str(path), format)))
    }
    assert wrong == {}
    assert len({path.parent.parent.name for path in others}) >= len(_FORMATS) - 2


@pytest.mark.shared
@pytest.mark.parametrize("format", _FORMATS)
def test_every_format_named_for_real_files_of_every_other(shared, format):
    """The same holds of small real files of every other format, and of those of none."""
    wrong, taken = {}, dict.fromkeys((*_FORMATS, ""), 0)
    for path in sorted(one for one in (shared / "data").rglob("*") if one.is_file()):
        if path.stat().st_size > _SMALL or path.suffix in {".gz", ".zip", ".zst"}:
            continue
        own = known(path)
        if own != format and taken[own] < _EACH:
            taken[own] += 1
            if found := list(faults(str(path), format)):
                wrong[path.name] = found
    assert wrong == {}
    assert sum(taken.values()) > 20


_NO_WORK = (
    "has neither a title, a name nor an identifier: complete it, or leave it out (read as openalex, but it"
)


@pytest.mark.parametrize(
    ("text", "format", "reason"),
    [
        (citations(1).decode(), "bibtex", "holds no record of bibtex; it looks like pubmed: leave --as out"),
        ("<html><body>Log in", "bibtex", "holds no record of bibtex; it is a web page: download"),
        ("a line\n", "bibtex", "holds no record of bibtex; it looks like text: name its own format, or"),
        (
            '[{"id": "w", "type": "article-journal", "container-title": "A", "issued": {}}]',
            "openalex",
            _NO_WORK,
        ),
        ("TY  - JOUR\nTI  - A\nER  - \n", "csl", "is not JSON: what stands here is neither an object nor a"),
    ],
)
def test_the_reject_tells_what_the_file_looks_like(tmp_path, text, format, reason):
    """Whoever names a wrong format is told what the file looks like, and what to do."""
    (tmp_path / "in").write_text(text, encoding="utf-8")
    (found,) = sources.read(str(tmp_path / "in"), format=format)
    assert isinstance(found, Reject)
    assert found.reason.startswith(reason)
    assert "--as" in found.reason or "export" in found.reason or "download" in found.reason


@pytest.mark.parametrize(("other", "taken"), [("", True), ("beta", False)])
def test_an_identifier_alone(tmp_path, monkeypatch, other, taken):
    """Of a file that no format knows, the named one may take an identifier; of another's, it does not."""
    only = Record(
        type="Expression",
        identifiers=(Identifier(scheme="doi", value="10.1000/1"),),
        provenance=(Provenance(source="alpha", id="1", position="line 1"),),
    )
    made = tuple(
        Source(
            name=name,
            summary="",
            recognised="",
            detect=lambda _, name=name: float(name == other),
            read=lambda *_: iter([only]),
        )
        for name in ("alpha", "beta")
    )
    monkeypatch.setattr(sources, "sources", lambda: made)
    (tmp_path / "in").write_text("10.1000/1", encoding="utf-8")
    (found,) = sources.read(str(tmp_path / "in"), format="alpha")
    assert isinstance(found, Record) == taken
    if isinstance(found, Reject):
        assert (found.position, found.record) == ("line 1", "1")
        assert found.reason.endswith("it looks like beta: leave --as out")


def test_a_file_of_the_named_format_is_read_as_without(tmp_path):
    """Where the named format is that of the file, naming it changes nothing."""
    named = {path: list(sources.read(str(path), format=path.parent.parent.name)) for path in cases()}
    assert {path: list(sources.read(str(path))) for path in cases()} == named
    (tmp_path / "empty.bib").write_bytes(b"\n")
    assert [one.reason for one in sources.read(str(tmp_path / "empty.bib"), format="bibtex")] == [
        "the file is empty"
    ]
