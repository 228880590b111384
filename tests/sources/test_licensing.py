"""Terms for mining are licences of that use alone, and rights of access are no licences."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox

from kg import context, sources
from kg.rdf import nquads
from kg.record import Change, Licence, Record
from kg.sources.licensing import licensed


def _crossref(folder: Path, *licences: dict[str, object]) -> Record:
    file = folder / "work.json"
    work = {"DOI": "10.5555/1", "type": "journal-article", "is-referenced-by-count": 0, "license": licences}
    file.write_text(json.dumps(work), encoding="utf-8")
    (found,) = sources.read(str(file), format="crossref")
    assert isinstance(found, Record)
    return found


def test_terms_for_mining_are_of_that_version(tmp_path: Path) -> None:
    """Deposited for two versions or for none, they are one licence; another version stays as written."""
    url = "http://www.springer.com/tdm"
    record = _crossref(
        tmp_path,
        {"URL": url, "content-version": "tdm"},
        {"URL": url, "content-version": "vor"},
        {"URL": "https://creativecommons.org/licenses/by/4.0", "content-version": "vor"},
    )
    assert [(one.licence, one.applies_to) for one in record.licences] == [
        ("https://www.springer.com/tdm", "tdm"),
        ("https://creativecommons.org/licenses/by/4.0/", "vor"),
    ]
    assert record.changes == (Change(field="licences", written=f"{url} (vor)", rule="tdm-terms"),)


def test_terms_for_mining_are_no_licence_of_the_expression(tmp_path: Path) -> None:
    """The statement names the terms; dcterms:license of the expression is the other licence alone."""
    record = _crossref(
        tmp_path,
        {"URL": "https://www.elsevier.com/tdm/userlicense/1.0/", "content-version": "tdm"},
        {"URL": "https://creativecommons.org/licenses/by/4.0/", "content-version": "vor"},
    )
    store = ox.Store()
    store.load(b"".join(nquads([record])), ox.RdfFormat.N_QUADS)
    found = store.quads_for_pattern(None, ox.NamedNode(context.iri("dcterms:license")), None, None)
    named = {("#licence-" in one.subject.value, one.object.value) for one in found}
    assert named == {
        (False, "https://creativecommons.org/licenses/by/4.0/"),
        (True, "https://creativecommons.org/licenses/by/4.0/"),
        (True, "https://www.elsevier.com/tdm/userlicense/1.0/"),
    }


def test_a_right_of_access_is_no_licence() -> None:
    """It is where rights of access are; what the source wrote is a change, and an unknown licence stays."""
    written = ("other-oa", "info:eu-repo/semantics/restrictedAccess", "Terms of the house")
    record = licensed(Record(type="Article", licences=tuple(Licence(written=text) for text in written)))
    assert record.access == "OpenAccess"
    assert [one.written for one in record.licences] == ["Terms of the house"]
    assert [(one.written, one.rule) for one in record.changes] == [
        (text, "access-right") for text in written[:2]
    ]
    assert licensed(record) == record
