"""A report for the person who mends the records: a web page, and a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
import os
import re
from collections import Counter
from html import escape
from importlib import resources
from pathlib import Path
from urllib.parse import quote

import msgspec

from kg.shapes.findings import SEVERITIES, Finding, Report
from kg.shapes.quality import source_rows
from kg.shapes.reporting import rows

__all__ = ["COLUMNS", "as_csv", "as_html"]

COLUMNS = ("file", "position", "record", "field", "value", "what to do", "severity", "shape", "iri")
"""The columns of :func:`as_csv`."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What makes a spreadsheet take a cell for a formula."""

_GAP = re.compile("@@([A-Z]+)@@")
"""Where the page has a part of the report; filled in one pass, so that no value is taken for a gap."""


def as_csv(report: Report) -> bytes:
    """The findings as CSV, one a row, with the columns :data:`COLUMNS`.

    A cell that a spreadsheet would run as a formula begins with an apostrophe, which makes it text.

    >>> found = Finding(severity="info", shape="s#a", component="c", message="Do.", focus="f", value="=1")
    >>> as_csv(Report(findings=(found,))).decode().splitlines()[1]
    ",,,,'=1,Do.,info,a,f"
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([_harmless(cell) for cell in _cells(one)] for one in report.findings)
    return text.getvalue().encode()


def _cells(one: Finding) -> tuple[str, ...]:
    shape = one.shape.rpartition("#")[2]
    place = (one.file, one.position, one.record)
    return (*place, one.path, one.value, one.message, one.severity, shape, one.focus)


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell


def as_html(report: Report, beside: Path | str = ".") -> bytes:
    """The report as one web page that needs nothing else: counts by shape, and findings with filters.

    Values are put in as text, never as markup.

    Args:
        report: the report.
        beside: the folder that the page will be in; links to the source files start there.

    >>> b"<h1>Validation report</h1>" in as_html(Report())
    True
    """
    page = resources.files("kg.shapes").joinpath("report.html").read_text(encoding="utf-8")
    parts = {
        "VERDICT": _verdict(report),
        "SHAPES": _table(*rows(report)),
        "SOURCES": _table(*source_rows(report)),
        "FILES": _table(*_by_file(report)),
        "DATA": _data(report, beside),
    }
    return _GAP.sub(lambda gap: parts[gap[1]], page).encode()


def _verdict(report: Report) -> str:
    counts = ", ".join(f"{count:,} of grade {grade}" for grade, count in report.counts.items() if count)
    conforms = "No statement is wrong" if report.conforms else "There are wrong statements"
    said = f"{conforms}. {report.checked:,} nodes were checked; findings: {counts or 'none'}."
    if report.omitted:
        said += f" {report.omitted:,} findings are counted but not listed."
    return escape(said)


def _by_file(report: Report) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The findings that the report keeps, counted by file and grade; most violations first."""
    counts = Counter((one.file, one.severity) for one in report.findings)
    files = sorted(
        {file for file, _ in counts}, key=lambda file: ([-counts[file, one] for one in SEVERITIES], file)
    )
    table = [(file or "not known", *(f"{counts[file, one]:,}" for one in SEVERITIES)) for file in files]
    return ("file", *SEVERITIES), table


def _table(heads: tuple[str, ...], found: list[tuple[str, ...]]) -> str:
    top = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    body = "\n".join(_row(heads, cells) for cells in found)
    return f"<table><thead><tr>{top}</tr></thead>\n<tbody>{body}</tbody></table>"


def _row(heads: tuple[str, ...], cells: tuple[str, ...]) -> str:
    kinds = {"count": ' class="count"', "grade": f' class="grade {escape(cells[0])}"'}
    made = (f"<td{kinds.get(head, '')}>{escape(cell)}</td>" for head, cell in zip(heads, cells, strict=True))
    return f"<tr>{''.join(made)}</tr>"


def _data(report: Report, beside: Path | str) -> str:
    """JSON in which no character can end the element that it stands in."""
    files = {one.file for one in report.findings if one.file}
    links = {file: _link(file, beside) for file in sorted(files) if Path(file).is_file()}
    text = msgspec.json.encode({"findings": report.findings, "links": links}).decode()
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _link(file: str, beside: Path | str) -> str:
    """A relative address; ``./`` before it keeps a name with a colon from being taken for a scheme."""
    return "./" + quote(os.path.relpath(file, beside).replace(os.sep, "/"))
