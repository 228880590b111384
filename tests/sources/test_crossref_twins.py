"""A work of Crossref is the same publication where BibTeX or RIS has it, up to what these cannot say.

The texts are written from the works as the resolver of DOIs would write them; what is compared, and how
differences are written down, is that of ``test_twins``.
"""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from crossref_text import WRITTEN, bibtex, ris
from twins import FIELDS, Differ, differences

from kg import sources
from kg.record import Record
from kg.sources.cleaning import cleaned

pytestmark = pytest.mark.shared

_COMPARED = {name: FIELDS[name] for name in ("type", "title", "authors", "initials", "persons", "year")}
_COMPARED |= {name: FIELDS[name] for name in ("issued", "volume", "issue", "first page", "last page")}
_COMPARED |= {name: FIELDS[name] for name in ("article number", "venue", "publishers", "doi")}

_AUTHORS = "misread letters are mended in Crossref alone, and a body named with 'and' looks like two people"
_PERSONS = "nothing in the name says that it is a body, where Crossref has a field for bodies"
_SERIES = "of two containers the text has the first, which is the series"

ALLOWED: Mapping[str, Mapping[str, Differ]] = {
    "bibtex": {
        "authors": Differ(7, 0, _AUTHORS),
        "persons": Differ(12, 0, _PERSONS),
        "issued": Differ(637, 0, "BibTeX has the month"),
        "article number": Differ(0, 112, "BibTeX has no field for it"),
        "venue": Differ(4, 0, _SERIES),
    },
    "ris": {
        "authors": Differ(7, 0, _AUTHORS),
        "persons": Differ(11, 0, _PERSONS),
        "last page": Differ(0, 3, "the text divides at the first hyphen what is no span of pages"),
        "article number": Differ(0, 21, "the text has no field for it"),
        "venue": Differ(4, 0, _SERIES),
    },
}
"""What differs, field by field, for each of the two formats."""


def _read(name: str, text: str) -> Record:
    (found,) = sources.find(name).read(io.BufferedReader(io.BytesIO(text.encode())), "twin")  # type: ignore[arg-type]
    assert isinstance(found, Record)
    return cleaned(found)


def _works(path: Path) -> list[dict[str, Any]]:
    works = [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
    return [one for one in works if one.get("type") in WRITTEN and any(one.get("title") or ())]


@pytest.mark.parametrize(("name", "written"), [("bibtex", bibtex), ("ris", ris)])
def test_twins_of_works_agree(shared: Path, name: str, written: Callable[[dict[str, Any]], str]) -> None:
    """Each article, chapter and paper of the real works is told alike by both readers."""
    works = _works(shared / "data/crossref/rcrossref_works.jsonl.gz")
    assert len(works) > 1000
    pairs = [(_read("crossref", json.dumps(one)), _read(name, written(one))) for one in works]
    found = differences(pairs, _COMPARED)
    assert found == {field: (one.other, one.silent) for field, one in ALLOWED[name].items()}
