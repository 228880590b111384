"""How many spellings of licences in the real input are known, source by source: the figures of the docs."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg import sources, tables
from kg.record import Record

pytestmark = pytest.mark.shared

_GOLDEN = Path(__file__).parents[1] / "golden/licences.tsv"
_FOLDERS = ("jats", "pmc-oa", "crossref", "datacite", "openalex", "bibtex")
_TITLE = re.compile(r'<dc:title xml:lang="(?!x-i18n)[^"]+">([^<]+)<')
_ABOUT = re.compile(r'<cc:License rdf:about="([^"]+)"')
Counts = tuple[int, int]


def _spdx(folder: Path, told: Callable[[dict[str, object]], object]) -> Counts:
    """Of the spellings of both lists how many there are, and how many are known."""
    found = []
    for name in ("spdx_licenses.json", "spdx_licenses_commonmeta.json"):
        for one in json.loads((folder / name).read_text(encoding="utf-8"))["licenses"]:
            value = told(one)
            found += value if isinstance(value, list) else [value]
    return len(found), sum(bool(tables.licence(text)) for text in found)


def _creative_commons(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Each licence that Creative Commons describes, and its titles in all languages."""
    for path in sorted((folder / "cc_rdf").glob("*.rdf")):
        text = path.read_text(encoding="utf-8")
        about = _ABOUT.search(text)
        assert about
        yield about[1], [html.unescape(title).strip() for title in _TITLE.findall(text)]


def _records(folder: Path) -> Counts:
    """The licences of the records of a folder."""
    found = [
        one
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "SOURCE.md"
        for item in sources.read(str(path))
        if isinstance(item, Record)
        for one in item.licences
    ]
    return len(found), sum(bool(one.licence) for one in found)


def _figures(data: Path) -> Iterator[tuple[str, Counts]]:
    licences = data / "licences"
    yield "SPDX lists: ids", _spdx(licences, lambda one: one["licenseId"])
    yield "SPDX lists: names", _spdx(licences, lambda one: one["name"])
    yield "SPDX lists: addresses", _spdx(licences, lambda one: one.get("seeAlso", []))
    described = list(_creative_commons(licences))
    known = [(tables.licence(address), titles) for address, titles in described]
    yield "Creative Commons: addresses", (len(known), sum(bool(iri) for iri, _ in known))
    named = [tables.licence(title) == iri for iri, titles in known for title in titles]
    yield "Creative Commons: names in all languages", (len(named), sum(named))
    for name in _FOLDERS:
        yield f"records: {name}", _records(data / name)


def test_the_figures_of_the_docs(shared: Path) -> None:
    """The share of the spellings that are known is the one that the docs tell."""
    made = [f"{name}\t{total}\t{known}" for name, (total, known) in _figures(shared / "data")]
    assert made == _GOLDEN.read_text(encoding="utf-8").splitlines()


def test_no_name_leads_to_another_licence(shared: Path) -> None:
    """A title in any language is that of its licence or of none, unless it leaves the place out itself."""
    wrong = Counter(
        (found, tables.licence(address))
        for address, titles in _creative_commons(shared / "data/licences")
        for title in titles
        if (found := tables.licence(title)) not in {"", tables.licence(address)}
    )
    assert {right for _, right in wrong if "sampling" not in right} == set()


def test_every_id_and_name_of_spdx_leads_to_that_id(shared: Path) -> None:
    """An id that SPDX lists is that of its licence; one that it has given up leads to what took its place."""
    path = shared / "data/licences/spdx_licenses_commonmeta.json"
    for one in json.loads(path.read_text(encoding="utf-8"))["licenses"]:
        found = tables.licence_spdx(tables.licence(one["licenseId"]))
        assert found == one["licenseId"] or (one["isDeprecatedLicenseId"] and found), one["licenseId"]
        assert tables.licence_spdx(tables.licence(one["name"])), one["name"]
