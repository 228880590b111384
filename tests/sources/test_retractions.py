"""The readers of Open Retractions and of the table of Retraction Watch."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kg import sources
from kg.rdf.describe import describe
from kg.record import Record, Reject, Status
from kg.sources.opening import HEAD, opened
from kg.sources.openretractions import openretractions
from kg.sources.retractionwatch import retractionwatch

_COLUMNS = [
    "Record ID",
    "Title",
    "Subject",
    "Institution",
    "Journal",
    "Publisher",
    "Country",
    "Author",
    "URLS",
    "ArticleType",
    "RetractionDate",
    "RetractionDOI",
    "RetractionPubMedID",
    "OriginalPaperDate",
    "OriginalPaperDOI",
    "OriginalPaperPubMedID",
    "RetractionNature",
    "Reason",
    "Paywalled",
    "Notes",
]


def _table(*rows: dict[str, str]) -> list[Record | Reject]:
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return list(retractionwatch.read(io.BytesIO(text.getvalue().encode()), "f.csv"))


def _update(word: str, *, retracted: bool = False) -> Record:
    value = {
        "retracted": retracted,
        "timestamp": 1555372800000,
        "updates": [{"timestamp": 1586909521321, "identifier": {"doi": "10.5555/notice"}, "type": word}],
        "identifier": {"doi": "10.5555/x"},
    }
    (found,) = openretractions.read(io.BytesIO(json.dumps(value).encode()), "f.json")
    assert isinstance(found, Record)
    return found


@pytest.mark.parametrize(
    ("word", "kind", "statuses"),
    [
        ("retraction", "isRetractedBy", ()),
        ("Retraction", "isRetractedBy", ()),
        ("removal", "isRetractedBy", ()),
        ("err", "isCorrectedBy", (Status(status="corrected", since="2019-04-16"),)),
        ("expression-of-concern", "isDiscussedBy", ()),
        ("publisher-note", "isCitedAsRelatedBy", ()),
        ("new_version", "isUpdatedBy", ()),
    ],
)
def test_a_notice_is_what_its_word_means(word: str, kind: str, statuses: tuple[Status, ...]) -> None:
    """The word tells what the notice does; that the publication is retracted only the source does."""
    found = _update(word)
    assert [(one.kind, one.note) for one in found.relations] == [(kind, f"{word}, 2019-04-16")]
    assert found.statuses == statuses
    retracted = Status(status="retracted", since="2019-04-16")
    assert _update(word, retracted=True).statuses == (*statuses, retracted)


@pytest.mark.parametrize(
    ("nature", "kind", "status"),
    [
        ("Retraction", "isRetractedBy", "retracted"),
        ("Correction", "isCorrectedBy", "corrected"),
        ("Expression of concern", "isDiscussedBy", ""),
        ("Reinstatement", "isDiscussedBy", ""),
        ("Publisher's note", "isCitedAsRelatedBy", ""),
    ],
)
def test_the_nature_of_a_row_tells_what_happened(nature: str, kind: str, status: str) -> None:
    """Each nature is a relation to the notice, with its day and reasons, and perhaps a status."""
    (found,) = _table(
        {
            "Record ID": "1",
            "OriginalPaperDOI": "10.5555/x",
            "RetractionDOI": "10.5555/notice",
            "RetractionDate": "7/31/2024 0:00",
            "RetractionNature": nature,
            "Reason": "+One;+Two;",
        }
    )
    assert isinstance(found, Record)
    assert [(one.kind, one.note) for one in found.relations] == [(kind, f"{nature}, 2024-07-31: One; Two")]
    assert [(one.status, one.since) for one in found.statuses] == ([(status, "2024-07-31")] if status else [])


def test_a_quote_that_is_not_closed_costs_what_it_swallows() -> None:
    """The table is read on behind it."""
    header, row = ",".join(_COLUMNS), "{},T,,,,,,,,,,,,,10.5555/{},,,,,"
    text = "\n".join([header, row.format(1, 1), '2,"' + "x" * 200_000, row.format(3, 3)])
    found = list(retractionwatch.read(io.BytesIO(text.encode()), "f.csv"))
    assert [type(one) for one in found] == [Record, Reject, Record]
    assert isinstance(found[1], Reject)
    assert found[1].position == "line 3"
    assert "mend its quotes" in found[1].reason


def test_what_is_not_utf_8_is_told() -> None:
    """A stray byte is read as Windows-1252, and its line is a change; rows without one have none."""
    stray = f'1,"caf\xe9\nna\xefve",{"," * 12}10.5555/x,,Retraction,,,'
    rows = [",".join(_COLUMNS), stray, stray.replace("\xe9", "e").replace("\xef", "i")]
    data = "\n".join(rows).encode("cp1252")
    told, plain = (one for one in retractionwatch.read(io.BytesIO(data), "f.csv") if isinstance(one, Record))
    assert told.titles[0].text == "café naïve"
    assert plain.titles[0].text == "cafe naive"
    lines = [(one.written, one.rule) for one in told.changes if one.field == "row"]
    assert [(written[:8], rule) for written, rule in lines] == [
        ('1,"caf\\x', "windows-1252"),
        ("na\\xefve", "windows-1252"),
    ]
    assert [one for one in plain.changes if one.field == "row"] == []


def test_a_table_of_anything_else_is_not_claimed() -> None:
    """The columns must be there, whatever their order."""
    assert retractionwatch.detect(",".join(reversed(_COLUMNS)).encode())
    assert not retractionwatch.detect(b"Record ID,Title,DOI\n1,T,10.5555/1\n")
    assert not retractionwatch.detect(b"")
    assert not openretractions.detect(b'{"retracted": true, "updates": []}')


def _told(record: Record) -> str:
    return msgspec.json.encode(record).decode().casefold()


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for name, one in value.items() if name != "timestamp" for text in _texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [value] if isinstance(value, str) else []


@pytest.mark.shared
def test_every_publication_of_open_retractions_is_read(shared: Path) -> None:
    """Each line is a Record, which says all that the line says; the days of the statuses are its time."""
    path = shared / "data/retractions/open_retractions.jsonl.gz"
    lines = gzip.decompress(path.read_bytes()).splitlines()
    found = list(sources.read(str(path)))
    assert len(found) == len(lines) == 3480
    for line, record in zip(lines, found, strict=True):
        assert isinstance(record, Record)
        value, told = json.loads(line), _told(record)
        assert [
            text
            for text in _texts(value)
            if json.dumps(text, ensure_ascii=False)[1:-1].casefold() not in told
        ] == []
        assert ("retracted" in {one.status for one in record.statuses}) == value["retracted"]
        assert describe(record).own


@pytest.mark.shared
def test_the_table_is_read_and_nothing_else_is_claimed(shared: Path) -> None:
    """Of all real files one is the table, and one the lines."""
    (row,) = sources.read(str(shared / "data/retractions/retraction_watch.csv"))
    assert isinstance(row, Record)
    assert row.statuses == (Status(status="retracted", since="2024-07-31"),)
    claimed = []
    for path in sorted(shared.joinpath("data").rglob("*")):
        if path.is_file():
            with opened(str(path)) as stream:
                head = stream.peek(HEAD)[:HEAD]
            if openretractions.detect(head) or retractionwatch.detect(head):
                claimed.append(path.name)
    assert claimed == ["open_retractions.jsonl.gz", "retraction_watch.csv"]
