"""Licences: every way to write one, what must not become one, and the licences of real records."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import tables
from kg.tables import scheme

Texts = Callable[..., Iterator[str]]
_CC = "https://creativecommons.org/"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("http://creativecommons.org/licenses/by/4.0", "licenses/by/4.0/"),
        (" https://www.creativecommons.org/licenses/by/4.0/", "licenses/by/4.0/"),
        ("HTTP://CreativeCommons.org/licenses/BY/4.0/", "licenses/by/4.0/"),
        ("http://creativecommons.org/licenses/by/4.0/legalcode", "licenses/by/4.0/"),
        ("http://creativecommons.org/licenses/by/4.0/legalcode.de", "licenses/by/4.0/"),
        ("http://creativecommons.org/licenses/by/4.0/deed.en_US", "licenses/by/4.0/"),
        ("http://creativecommons.org/licenses/by-sa/4.0/deed.de", "licenses/by-sa/4.0/"),
        ("http://creativecommons.org/licenses/by/3.0/igo/legalcode", "licenses/by/3.0/igo/"),
        ("http://creativecommons.org/licenses/by-nd/2.0/de", "licenses/by-nd/2.0/de/"),
        ("http://creativecommons.org/licenses/by/2.0/uk/legalcode", "licenses/by/2.0/uk/"),
        ("https://creativecommons.org/licenses/by-nc-sa/2.5/scotland/", "licenses/by-nc-sa/2.5/scotland/"),
        ("https://creativecommons.org/licenses/by/2.1/es/", "licenses/by/2.1/es/"),
        ("http://creativecommons.org/licenses/by-nc-nd/2.0/deed", "licenses/by-nc-nd/2.0/"),
        ("https://creativecommons.org/licenses/by-nc-nd/1.0/", "licenses/by-nd-nc/1.0/"),
        ("https://creativecommons.org/licenses/by-nd-nc/4.0/", "licenses/by-nc-nd/4.0/"),
        ("http://creativecommons.org/publicdomain/mark/1.0/", "publicdomain/mark/1.0/"),
        ("http://creativecommons.org/licenses/publicdomain/zero/1.0", "publicdomain/zero/1.0/"),
        ("https://creativecommons.org/licenses/sampling+/1.0/", "licenses/sampling+/1.0/"),
        ("Read it (see https://creativecommons.org/licenses/by/4.0/).", "licenses/by/4.0/"),
        ("Terms: creativecommons.org/licenses/by/4.0, by the authors", "licenses/by/4.0/"),
        ("CC BY 4.0", "licenses/by/4.0/"),
        ("CC-BY-NC-ND-4.0", "licenses/by-nc-nd/4.0/"),
        ("cc by-nd-nc 4.0", "licenses/by-nc-nd/4.0/"),
        ("CC-BY4", "licenses/by/4.0/"),
        ("CC BY-SA 2.1 JP", "licenses/by-sa/2.1/jp/"),
        ("CC-BY-3.0-DE", "licenses/by/3.0/de/"),
        ("CC0", "publicdomain/zero/1.0/"),
        ("CC0-1.0", "publicdomain/zero/1.0/"),
        ("Public Domain Mark 1.0", "publicdomain/mark/1.0/"),
        ("Creative Commons Attribution (CC-BY) 4.0", "licenses/by/4.0/"),
        ("Creative Commons Attribution 3.0 Unported (CC-BY-3.0)", "licenses/by/3.0/"),
        ("Creative Commons Attribution Non Commercial 4.0 International", "licenses/by-nc/4.0/"),
        ("Creative Commons Attribution-NonCommercial-ShareAlike 3.0 IGO", "licenses/by-nc-sa/3.0/igo/"),
        ("Attribution 3.0 United States", "licenses/by/3.0/us/"),
        ("Attribution-Share Alike 3.0 United States [CC BY-SA 3.0]", "licenses/by-sa/3.0/us/"),
        ("Namensnennung - Weitergabe unter gleichen Bedingungen 4.0 International", "licenses/by-sa/4.0/"),
        ("Atribución-NoComercial-SinDerivadas 2.5 Argentina", "licenses/by-nc-nd/2.5/ar/"),
        ("Attribution - Pas d’Utilisation Commerciale 4.0 International", "licenses/by-nc/4.0/"),
    ],
)
def test_spelling_of_creative_commons(text: str, path: str) -> None:
    """One canonical address however a Creative Commons licence is written."""
    assert tables.licence(text) == _CC + path


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "cc-by",
        "CC BY",
        "CC BY + CC0",
        "CC BY 2",
        "CC BY 9.0",
        "CC BY 4.01",
        "CC BY 4.0 for the text, CC BY-NC 4.0 for the figures",
        "Published by 4.0 Press",
        "Attribution-NonCommercial (CC BY-NC)",
        "Attribution 2.1 International",
        "http://creativecommons.org/licenses/by/",
        "http://creativecommons.org/licenses/by/9.9/",
        "http://creativecommons.org/licenses/by/3.0/xx/",
        "http://example.org/licenses/by/4.0/",
        "info:eu-repo/semantics/openAccess",
        "open-access",
        "Public Domain",
        "All rights reserved",
    ],
)
def test_no_licence_is_invented(text: str) -> None:
    """Without a version, with two licences, or with an access right, there is no licence."""
    assert not tables.licence(text)


@pytest.mark.parametrize(
    ("text", "spdx"),
    [
        ("MIT", "MIT"),
        ("http://www.opensource.org/licenses/MIT", "MIT"),
        ('BSD 3-Clause "New" or "Revised" License', "BSD-3-Clause"),
        ("Apache License, Version 2.0", "Apache-2.0"),
        ("https://www.gnu.org/licenses/gpl-3.0.html", "GPL-3.0-only"),
        ("http://opendatacommons.org/licenses/odbl/", "ODbL-1.0"),
        ("http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3", "OGL-UK-3.0"),
    ],
)
def test_other_licences_by_spdx(text: str, spdx: str) -> None:
    """Licences of software and data are known by name, SPDX id and address."""
    assert tables.licence_spdx(tables.licence(text)) == spdx


def test_publishers_terms_by_address() -> None:
    """Publishers' terms are known with either protocol; parts of one page stay apart."""
    assert (
        tables.licence("http://www.elsevier.com/tdm/userlicense/1.0")
        == "https://www.elsevier.com/tdm/userlicense/1.0/"
    )
    wiley = {
        tables.licence(f"http://onlinelibrary.wiley.com/termsAndConditions{part}")
        for part in ("", "#am", "#vor")
    }
    assert len(wiley) == 3


def test_labels_of_licences() -> None:
    """Every licence has an English name, and so has one that is made by rule."""
    assert all(tables.licence_label(iri) for iri in tables.licences())
    assert (
        tables.licence_label(f"{_CC}licenses/by-sa/2.1/jp/")
        == "Creative Commons Attribution-ShareAlike 2.1 Japan"
    )
    assert (
        tables.licence_label(f"{_CC}licenses/by-sa/3.0/xx/")
        == tables.licence_label("https://example.org/")
        == ""
    )
    assert not tables.licence_spdx(f"{_CC}licenses/by/2.5/es/")


@pytest.mark.parametrize("iri", tables.licences())
def test_licence_is_canonical(iri: str) -> None:
    """The canonical IRI, the name, the SPDX id and each spelling of a licence lead back to the IRI."""
    assert tables.licence(iri) == iri
    concept = (scheme.concepts("licences.ttl") | scheme.concepts("spdx.ttl"))[iri]
    for spelling in (*concept.spellings(), *concept.all("skos:notation", "skos:exactMatch")):
        assert tables.licence(spelling) == iri, spelling


@given(st.text())
def test_licence_of_any_text(text: str) -> None:
    """Whatever the text, the answer is nothing or a licence that is its own canonical form."""
    found = tables.licence(text)
    assert not found or tables.licence(found) == found


@given(
    st.sampled_from(["by", "by-sa", "by-nd", "by-nc", "by-nc-sa", "by-nc-nd"]),
    st.sampled_from(["2.0", "2.5", "3.0", "4.0"]),
    st.sampled_from(["http://", "https://", "http://www.", "  https://", ""]),
    st.sampled_from(
        ["", "/", "/legalcode", "/deed", "/deed.fr", "/legalcode.es", "/deed.zh_TW", "/rdf", "/#ref", "."]
    ),
)
def test_creative_commons_by_rule(kind: str, version: str, before: str, after: str) -> None:
    """Protocol, www and the ending of an address do not change the licence; names agree with it."""
    expected = f"{_CC}licenses/{kind}/{version}/"
    assert tables.licence(f"{before}creativecommons.org/licenses/{kind}/{version}{after}") == expected
    assert tables.licence(f"CC {kind.upper()} {version}") == expected


@pytest.mark.shared
def test_creative_commons_own_addresses(texts: Texts) -> None:
    """Each address that Creative Commons describes in RDF is known, and its names lead to it."""
    about = re.compile(r'<cc:License rdf:about="([^"]+)"')
    title = re.compile(r'<dc:title xml:lang="(?:en|en-us|en-gb)">([^<]+)<')
    seen = named = 0
    for text in texts("data/licences/cc_rdf/*.rdf"):
        [iri] = about.findall(text)[:1] or [""]
        found = tables.licence(iri)
        assert found, iri
        for name in title.findall(text):
            by_name = tables.licence(f"Creative Commons {name.strip()}")
            assert found.startswith(by_name), name
            named += by_name == found
        seen += found.startswith(_CC)
    assert seen > 100
    assert named > 90


@pytest.mark.shared
def test_spdx_ids_are_real(texts: Texts) -> None:
    """Each SPDX id of the table is on the SPDX list, and every id of Creative Commons there is known."""
    listed: Any = json.loads("".join(texts("data/licences/spdx_licenses_commonmeta.json")))
    known = {
        entry["licenseId"]: entry for entry in (listed["licenses"] if isinstance(listed, dict) else listed)
    }
    ours = {tables.licence_spdx(iri) for iri in tables.licences()} - {""}
    assert ours <= known.keys()
    assert {spdx for spdx in known if spdx.startswith(("CC-BY", "CC0")) and not tables.licence(spdx)} == set()


_XML_LICENCE = re.compile(r"<license\b[^>]*xlink:href=\"([^\"]+)\"")


def _licence_urls(value: Any, above: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if (above == "license" and key == "URL") or key in {"rightsUri", "license"}:
                yield from [inner] if isinstance(inner, str) else []
            yield from _licence_urls(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _licence_urls(inner, above)


def _json_values(text: str) -> Iterator[Any]:
    try:
        yield json.loads(text)
    except json.JSONDecodeError:
        for line in text.splitlines():
            try:
                yield json.loads(line)
            except json.JSONDecodeError:
                continue


@pytest.mark.shared
def test_licences_of_real_records(texts: Texts) -> None:
    """Of the licence addresses in real records most are known; each unknown one is printed."""
    found: Counter[str] = Counter()
    for text in texts("data/jats/*xml*", "data/pmc-oa/*xml*"):
        found.update(_XML_LICENCE.findall(text))
    for text in texts("data/crossref/*json*", "data/datacite/**/*.json*", "data/openalex/**/*.json*"):
        for value in _json_values(text):
            found.update(_licence_urls(value))
    unknown = Counter({text: count for text, count in found.items() if not tables.licence(text)})
    for text, count in unknown.most_common():
        sys.stdout.write(f"{count:6} {text}\n")
    assert found.total() > 1000
    creative = [text for text in unknown if "creativecommons" in text.casefold()]
    assert not creative
    addresses = {text: count for text, count in unknown.items() if text.startswith("http")}
    assert sum(addresses.values()) < found.total() / 20
