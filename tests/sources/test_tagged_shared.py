"""Tagged text on real files: what is ours is known, no record is dropped, no word is lost, all of it maps."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import msgspec
import pytest

from kg.dates import Date
from kg.rdf import nquads
from kg.record import Record, Reject
from kg.sources import read
from kg.sources.lines import lines
from kg.sources.opening import opened

pytestmark = pytest.mark.shared

FORMATS = {
    "ris": ["ris/*.ris", "ris/*.ris.gz", "ris/*.txt", "crossref/*.ris", "datacite/*.ris"],
    "nbib": ["nbib/*.nbib", "nbib/*.nbib.gz", "nbib/*.txt"],
}
_WOS = "example_wos.ris"
_BEGINS = {
    "ris": re.compile(r"TY\s+-"),
    "nbib": re.compile(r"PMID- "),
    "wos": re.compile(r"PT [A-Z]\s*\Z"),
}
_FIELD = re.compile(r"(?:([A-Z][A-Z0-9]{1,3})[ \t]*-|([A-Z][A-Z0-9])(?= |\Z))[ \t]*(.*)")
_WORD = re.compile(r"\w+")
_HYPHEN = re.compile(r"(?<=[0-9])-(?=[0-9Xx])")
_DERIVED = {
    # language -> its code
    "LA",
    # the end of a record and of a file, the version of the format
    "ER",
    "EF",
    "FN",
    "VR",
}
"""Fields that become something else, or say nothing of the record."""
_DATES = {
    "DA",
    "PD",
    "PY",
    "Y1",
    "DP",
    "DEP",
    "LR",
    "DCOM",
    "EDAT",
    "MHDA",
    "CRDT",
    "PHST",
    "ET",
    "EA",
    "PMCR",
}
"""Fields whose day stands in the Record in figures."""
_NUMBERS = {"SN", "IS", "EI", "BN"}
"""Fields for ISSN and ISBN, which become identifiers; ``print`` and the like become their scheme."""
_KINDS = {"electronic", "issn", "isbn", "linking", "print"}
_NOTHING = {"undefined", "nan", "notnlm"}
"""What programs write for nothing, and what is so where nothing is said."""
_LABELS = {"references", "funding", "details"}
"""Headings of notes of Scopus that became relations and grants."""
_FORMER = {"studies"}
"""Of names of publication types, which stand under their present ones. And 0 is no number of a substance."""


def _files(shared: Path, name: str) -> list[Path]:
    found = {path for pattern in FORMATS.get(name, []) for path in (shared / "data").glob(pattern)}
    if name == "wos":
        return [shared / "data/ris" / _WOS]
    return sorted(path for path in found if path.name != _WOS)


@cache
def _read(path: Path) -> tuple[Record | Reject, ...]:
    return tuple(read(str(path)))


@cache
def _lines(path: Path) -> tuple[str, ...]:
    with opened(str(path)) as stream:
        return tuple(line.text for line in lines(stream, path.name))


@pytest.mark.parametrize(("name", "count"), [("ris", 39), ("nbib", 6), ("wos", 1)])
def test_every_record_of_every_file_is_read(shared: Path, name: str, count: int) -> None:
    """As many items as records begin; only two references that hold nothing but their type are rejected."""
    files = _files(shared, name)
    assert len(files) == count
    rejected = []
    for path in files:
        items = _read(path)
        assert len(items) == sum(bool(_BEGINS[name].match(line)) for line in _lines(path)), path.name
        rejected += [item for item in items if isinstance(item, Reject)]
        assert all(item.provenance[0].source == name for item in items if isinstance(item, Record))
    assert len(rejected) == (2 if name == "ris" else 0)
    assert all("nothing but its type" in item.reason for item in rejected)


@pytest.mark.parametrize("name", ["ris", "nbib", "wos"])
def test_no_word_of_a_file_is_lost(shared: Path, name: str) -> None:
    """Every word of every line stands in the Record of its place, but for what is named above."""
    lost = Counter(
        (path.name, tag, word)
        for path in _files(shared, name)
        for record, part in _parts(path)
        for tag, word in _missing(record, part)
    )
    assert lost == {}


def _parts(path: Path) -> list[tuple[Record | Reject, tuple[str, ...]]]:
    """Each item with the lines from its first one to the next item."""
    items = _read(path)
    starts = [int(_position(item).split()[1]) - 1 for item in items] + [len(_lines(path))]
    return [(item, _lines(path)[a:b]) for item, a, b in zip(items, starts, starts[1:], strict=False)]


def _position(item: Record | Reject) -> str:
    return item.position if isinstance(item, Reject) else item.provenance[0].position


def _missing(item: Record | Reject, part: tuple[str, ...]) -> list[tuple[str, str]]:
    if isinstance(item, Reject):
        return []
    texts = _texts(msgspec.to_builtins(item))
    told = {word for text in texts for word in _WORD.findall(text.casefold())}
    figures = {piece for text in texts if _is_day(text) for piece in re.split("[-T:]", text)}
    squeezed = {re.sub(r"\W", "", text).casefold() for text in texts}
    missing = []
    tag = ""
    for line in part:
        match = _FIELD.match(line)
        if match:
            tag = match[1] or match[2]
        text = match[3] if match else line
        if tag in _DERIVED or re.fullmatch(r"\s*[0-9]+\.\s*", line):
            continue
        written = [text, _HYPHEN.sub("", text)] if tag in _NUMBERS else [text]
        found = [
            [
                (tag, word)
                for word in _WORD.findall(one.casefold())
                if word not in told and word not in _NOTHING and not _else(tag, word, figures, squeezed)
            ]
            for one in written
        ]
        missing += min(found, key=len)
    return missing


def _is_day(text: str) -> bool:
    return bool(text) and Date(text)[:4].isdigit() and len(text) in {4, 7, 10, 19}


def _else(tag: str, word: str, figures: set[str], squeezed: set[str]) -> bool:
    """Whether a word stands there in another form, by the rules named above."""
    if tag in _DATES:
        parts = (word[:4], word[4:6], word[6:]) if len(word) == 8 else (word.zfill(2),)
        return word[:3] in _MONTHS or figures.issuperset(parts)
    if tag in _NUMBERS:
        return word in squeezed or word in _KINDS or word.lstrip("0") in squeezed
    return (
        (tag, word) == ("RN", "0") or (tag == "N1" and word in _LABELS) or (tag == "PT" and word in _FORMER)
    )


_MONTHS = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}


def _texts(value: object) -> list[str]:
    """Every text in a Record."""
    if isinstance(value, dict):
        return [text for one in value.values() for text in _texts(one)]
    if isinstance(value, (list, tuple)):
        return [text for one in value for text in _texts(one)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("name", ["ris", "nbib", "wos"])
def test_every_record_becomes_statements(shared: Path, name: str) -> None:
    """Nothing in them is what RDF cannot hold."""
    for path in _files(shared, name):
        records = [item for item in _read(path) if isinstance(item, Record)]
        assert b"".join(nquads(records)), path.name


def test_the_dialects_are_understood(shared: Path) -> None:
    """A sample of what each vendor has in a field of its own: it is where it belongs."""
    ris = shared / "data/ris"
    by_doi = {
        one.value: record
        for name in ("embase.ris", "ovid_psycinfo.ris", "scopus.ris", "pubmed_endnote.txt")
        for record in _read(ris / name)
        if isinstance(record, Record)
        for one in record.identifiers
        if one.scheme == "doi"
    }
    embase = by_doi["10.1002/cncr.20369"]
    assert ("pmid", "15368318") in {(one.scheme, one.value) for one in embase.identifiers}
    assert all(one.affiliations for one in embase.contributions)
    ovid = by_doi["10.1177/1359105317742958"]
    assert sum(bool(one.agent.identifiers) for one in ovid.contributions) == 3
    assert {one.role for one in ovid.contributions} == {"author"}
    scopus = by_doi["10.1016/j.psyneuen.2019.104501"]
    assert (scopus.type, scopus.article_number) == ("ReviewArticle", "104501")
    assert len(scopus.relations) > 100
    assert [one.agent.name for one in scopus.contributions if one.corresponding] == ["Elsenbruch, S."]
    pubmed = by_doi["10.2165/11586800-000000000-00000"]
    assert (pubmed.issued, pubmed.history[0].date) == ("2011-06", "2011-05-11")
    assert pubmed.provenance[0].collections == ("NLM",)
