"""Languages: codes, tags and names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg import context, tables
from kg.tables import scheme


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("eng", "eng"),
        ("ENG", "eng"),
        ("en", "eng"),
        ("EN", "eng"),
        ("en-US", "eng"),
        ("pt_BR", "por"),
        ("zh-Hant-TW", "chi"),
        ("deu", "ger"),
        ("ger", "ger"),
        ("fra", "fre"),
        ("English", "eng"),
        ("Deutsch", "ger"),
        ("Español", "spa"),
        ("Castilian", "spa"),
        ("Spanish; Castilian", ""),
        ("Greek, Modern (1453-)", "gre"),
        ("Greek", "gre"),
        ("Ancient Greek", "grc"),
        ("Norwegian Nynorsk", "nno"),
        ("scr", "hrv"),
        ("iw", "heb"),
        ("Ga", "gaa"),
        ("ga", "gle"),
        ("GA", "gle"),
        ("中文", "chi"),
        ("und", "und"),
        ("mul", "mul"),
        ("zxx", "zxx"),
        ("", ""),
        ("xx", ""),
        ("x-klingon", ""),
        ("Esperantist", ""),
    ],
)
def test_language(text: str, code: str) -> None:
    """Codes of every part of ISO 639, tags and names give the code for bibliographies."""
    assert tables.language(text) == code


def test_tags_of_languages() -> None:
    """A tag is the shortest code; codes that name no language have none; unknown codes have none."""
    assert [tables.tag(code) for code in ("eng", "ger", "deu", "gre", "grc", "fil")] == [
        "en",
        "de",
        "de",
        "el",
        "grc",
        "fil",
    ]
    assert not any(map(tables.tag, ("und", "mul", "zxx", "mis", "", "xyz")))


def test_codes_names_and_tags_agree() -> None:
    """Every language of the table is found by its code, its English name and its tag."""
    codes = [
        concept.iri.removeprefix(context.prefixes()["iso639-2"])
        for concept in scheme.members("languages.ttl")
    ]
    assert len(codes) == len(set(codes)) == 486
    for code in codes:
        assert re.fullmatch(r"[a-z]{3}", code)
        assert tables.language(code) == code
        assert tables.language(tables.language_name(code)) == code
        assert tables.language(tables.tag(code)) == (code if tables.tag(code) else "")


@pytest.mark.shared
def test_language_codes_are_those_of_the_library_of_congress(shared: Path) -> None:
    """Of the codes of the MARC list only retired ones and families of ISO 639-5 are not known."""
    file = shared / "data/vufind-core/import/translation_maps/language_map.properties"
    listed = dict(re.findall(r"^([a-z]{3})\s*=\s*(.+?)\s*$", file.read_text(encoding="utf-8"), re.MULTILINE))
    known = {code: name for code, name in listed.items() if tables.language(code)}
    assert len(known) > 480
    disagreeing = {
        code: name for code, name in known.items() if tables.language(name) != tables.language(code)
    }
    assert set(disagreeing) <= {"kro", "ton", "syc", "pro"}, "names that two languages share"
