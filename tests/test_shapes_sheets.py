"""The report as a page and as a table for a spreadsheet: nothing in a value is ever run."""

from __future__ import annotations

import csv
import io
import re

import msgspec
import pytest

from kg import shapes
from kg.cli import main
from kg.shapes.findings import Finding, Report

_HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>&\u2028"


def _report(count: int = 1, **changes: str) -> Report:
    first = Finding(
        severity="violation",
        shape="http://s.example/#named",
        component="c",
        message="Give it a name.",
        focus="http://a.example/1",
        path="dcterms:title",
    )
    found = tuple(msgspec.structs.replace(first, **{"record": str(n), **changes}) for n in range(count))
    return Report(findings=found, counts={"violation": count}, shapes={first.shape: count}, checked=count)


def _data(page: bytes) -> dict[str, list[dict[str, str]]]:
    found = re.search(rb'<script id="data" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found
    return msgspec.json.decode(found[1], type=dict)


@pytest.mark.parametrize(
    "field", ["value", "message", "focus", "shape", "path", "file", "position", "record"]
)
def test_no_value_becomes_markup(field):
    """Markup in any field of a finding is text in the page, and arrives whole."""
    page = shapes.as_html(_report(**{field: _HOSTILE}))
    assert page.count(b"<script") == page.count(b"</script>") == 2
    assert b"<img" not in page
    assert _data(page)["findings"][0][field] == _HOSTILE


def test_the_page_needs_no_network():
    """The page names no address to load from, and forbids loading any."""
    page = shapes.as_html(Report()).decode()
    assert "default-src 'none'" in page
    assert not re.findall(r"(?:src|href)\s*=\s*[\"']|@import|url\(|fetch\(|innerHTML", page)


def test_many_findings_are_data_not_rows():
    """Twenty thousand findings are in the page, and the rows of the list are made a page at a time."""
    page = shapes.as_html(_report(20_000))
    assert len(_data(page)["findings"]) == 20_000
    assert page.count(b"<tr>") < 10
    assert b"const PAGE = 100;" in page


def test_the_page_leads_to_the_source_file(tmp_path):
    """A file that is there is linked from the folder of the page; one that is not is only named."""
    source = tmp_path / "in" / "a b#1.xml"
    source.parent.mkdir()
    source.touch()
    page = shapes.as_html(_report(file=str(source)), tmp_path / "out")
    assert _data(page)["links"] == {str(source): "./../in/a%20b%231.xml"}
    assert _data(shapes.as_html(_report(file="javascript:alert(1)")))["links"] == {}


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1"])
def test_no_cell_is_a_formula(value):
    """What a spreadsheet would run has an apostrophe before it."""
    _, row = csv.reader(io.StringIO(shapes.as_csv(_report(value=value)).decode(), newline=""))
    assert row[4] == f"'{value}"


def test_the_table_is_in_the_order_of_work():
    """Where it is, what is wrong, what to do, and only then what found it."""
    heads, row = csv.reader(io.StringIO(shapes.as_csv(_report(value="a,b", file="a.ris")).decode()))
    named = dict(zip(heads, row, strict=True))
    assert heads[:3] == ["file", "position", "record"]
    assert (named["file"], named["field"], named["value"]) == ("a.ris", "dcterms:title", "a,b")
    assert (named["what to do"], named["severity"]) == ("Give it a name.", "violation")
    assert (named["shape"], named["iri"]) == ("named", "http://a.example/1")


def test_the_command_writes_the_page(tmp_path):
    """The suffix of the file chooses the page."""
    data, page = tmp_path / "bad.ttl", tmp_path / "report.html"
    data.write_text("@prefix f: <http://purl.org/spar/fabio/> .\n<http://a/1> a f:Expression, f:Work .")
    assert main(["validate", str(data), "-o", str(page)]) == 1
    assert _data(page.read_bytes())["findings"][0]["focus"] == "http://a/1"


def test_the_page_counts_by_file():
    """Each file has its numbers of violations, warnings and remarks; a gap named in a value stays text."""
    page = shapes.as_html(_report(3, file="@@DATA@@")).decode()
    assert "<tr><td>@@DATA@@</td><td>3</td><td>0</td><td>0</td></tr>" in page
