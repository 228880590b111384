"""One document in every form, in every language of the interface: always the same Record."""

from __future__ import annotations

import gzip
import html
import json
import random
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import sources
from kg.record import Record

_LANGUAGES = [
    "ar",
    "bn",
    "ca",
    "cs",
    "cy",
    "da",
    "de",
    "el",
    "en",
    "en-gb",
    "es",
    "eu",
    "fi",
    "fr",
    "ga",
    "gl",
    "he",
    "hi",
    "hr",
    "it",
    "ja",
    "mi",
    "mn",
    "nl",
    "pl",
    "pt",
    "pt-br",
    "ru",
    "se",
    "sl",
    "sv",
    "tr",
    "uk",
    "vi",
    "zh",
    "zh-cn",
]
_ANSWERS = (
    "VuFindSearch/tests/fixtures/blender/response/solr/search.json",
    "VuFindSearch/tests/fixtures/solr/response/multi-record",
    "VuFindSearch/tests/fixtures/solr/response/single-record",
)

Document = Mapping[str, Any]
Labels = Mapping[str, str]


def _documents(shared: Path) -> list[Document]:
    """The Solr documents of the real input."""
    found: list[Document] = []
    for name in _ANSWERS:
        text = shared.joinpath("data/vufind-core", name).read_text(encoding="utf-8")
        found += json.loads(text[text.index("{") :])["response"]["docs"]
    return found


def _labels(shared: Path, language: str) -> Labels:
    """The texts of an interface; what a language lacks, it shows in English."""
    found: dict[str, str] = {}
    for name in ("en", language):
        text = gzip.decompress(shared.joinpath(f"data/vufind-languages/{name}.ini.gz").read_bytes()).decode()
        found |= dict(re.findall(r'^([^;=\n]+?)\s*=\s*"?(.*?)"?\s*$', text, re.MULTILINE))
    return found


def _values(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _public(document: Document, labels: Labels) -> list[tuple[str, list[str]]]:
    """What a page shows above its staff view, under the labels of the interface."""
    rows = (
        ("Main Authors", "author"),
        ("Format", "format"),
        ("Language", "language"),
        ("Published", "publisher"),
        ("Edition", "edition"),
        ("Series", "series"),
        ("Subjects", "topic"),
        ("Online Access", "url"),
    )
    shown = [(labels.get(key, key), _values(document[field])) for key, field in rows if field in document]
    words = str(document.get("description", document["title"])).split()
    return [*shown, (labels.get("Description", "Description"), [" ".join(words[:40]) + "..."])]


def as_text(document: Document, labels: Labels, gap: str = " ") -> bytes:
    """The text of the record's page, as a browser copies it."""
    lines = [labels.get("loading_ellipsis", "Loading"), "", str(document["title"]), ""]
    for label, values in _public(document, labels):
        lines += [f"{label}: {values[0]}", *values[1:]]
    lines.append(labels.get("Staff View", "Staff View"))
    for name in sorted(document):
        first, *others = _values(document[name])
        lines += [f"{name}{gap}{first}", *others]
    lines += [
        "",
        labels.get("Similar Items", "Similar Items"),
        "author Somebody Else",
        "url of the catalogue",
    ]
    return "\n".join(lines).encode()


def as_html(document: Document, labels: Labels) -> bytes:
    """The record's page."""
    rows = "".join(
        f"<tr><th>{html.escape(label)}:</th><td>{'<br />'.join(map(html.escape, values))}</td></tr>\n"
        for label, values in _public(document, labels)
    )
    staff = "".join(
        f"<tr>\n  <th>{name}</th>\n  <td>\n    "
        + "".join(f"{html.escape(value)}<br />\n    " for value in _values(document[name]))
        + "</td>\n</tr>\n"
        for name in sorted(document)
    )
    return (
        f"<!DOCTYPE html>\n<html><head><title>{html.escape(str(document['title']))}</title>"
        "<script>if (1 < 2) document.write('<table><tr><th>id</th><td>no</td></tr>')</script></head>\n"
        f'<body><h1>{html.escape(str(document["title"]))}</h1><table class="table">{rows}</table>'
        f"<h2>{html.escape(labels.get('Staff View', 'Staff View'))}</h2>"
        f'<table class="citation table table-striped">{staff}</table><footer>id</footer></body></html>'
    ).encode()


def _read(data: bytes, folder: Path, name: str) -> Record:
    path = folder / name
    path.write_bytes(data)
    (found,) = sources.read(str(path))
    assert isinstance(found, Record), found
    return _anywhere(found)


def _anywhere(record: Record) -> Record:
    """The record without the place it was read from."""
    where = msgspec.structs.replace(record.provenance[0], file="", position="", digest="")
    return msgspec.structs.replace(record, provenance=(where,))


@pytest.mark.shared
@pytest.mark.parametrize("language", _LANGUAGES)
def test_the_language_of_the_interface_does_not_matter(language: str, shared: Path, tmp_path: Path) -> None:
    """Every real document, shown in this language as text and as HTML, reads back as from its JSON."""
    labels = _labels(shared, language)
    for document in _documents(shared):
        wanted = _read(json.dumps(document).encode(), tmp_path, "input.json")
        assert _read(as_text(document, labels), tmp_path, "input.txt") == wanted, document["id"]
        assert _read(as_html(document, labels), tmp_path, "input.html") == wanted, document["id"]


@pytest.mark.shared
def test_all_languages_are_tried(shared: Path) -> None:
    """Each of the 36 label files has its test."""
    files = shared.joinpath("data/vufind-languages").glob("*.ini.gz")
    assert sorted(path.name.removesuffix(".ini.gz") for path in files) == sorted(_LANGUAGES)


@pytest.mark.shared
def test_the_seed_is_the_same_in_all_forms(shared: Path, tmp_path: Path) -> None:
    """The example page, turned into JSON and back into pages of other languages, tells the same."""
    from kg.sources.vufind import page

    seed = shared / "data/seed/pubmed-3247027.txt"
    (wanted,) = sources.read(str(seed))
    assert isinstance(wanted, Record)
    found = page.fields(seed.read_text(encoding="utf-8"))
    document = {name: list(values) if len(values) > 1 else values[0] for name, values in found.items()}
    for language in _LANGUAGES:
        labels = _labels(shared, language)
        assert _read(as_text(document, labels), tmp_path, "input.txt") == _anywhere(wanted)
        assert _read(as_html(document, labels), tmp_path, "input.html") == _anywhere(wanted)
    assert _read(json.dumps(document).encode(), tmp_path, "input.json") == _anywhere(wanted)


_WORDS = st.sampled_from(
    [
        "title",
        "format",
        "language",
        "Law",
        "of",
        "id",
        "Ash,",
        "topic",
        "url",
        "1999",
        "é",
        "<b>",
        "&amp;",
        "edition",
    ]
)
_VALUE = st.lists(_WORDS, min_size=1, max_size=5).map(" ".join)


@st.composite
def _made(draw: st.DrawFn) -> Document:
    """A document whose values like to begin with the names of fields; the index repeats what it repeats."""
    authors = draw(st.lists(_VALUE, min_size=1, max_size=4, unique=True))
    topics = draw(st.lists(_VALUE, min_size=1, max_size=4, unique=True))
    title = f"On {draw(_VALUE)} in {draw(st.integers(100, 999))} pots"
    return {
        "_version_": draw(st.integers(10**17, 10**18)),
        "author": authors,
        "author_facet": authors,
        "author_role": [""] * len(authors),
        "building": ["Main"],
        "format": ["Book"],
        "id": f"x{draw(st.integers(0, 10**9))}",
        "institution": ["Here"],
        "language": ["English"],
        "publishDate": ["1999"],
        "record_format": "marc",
        "spelling": [*authors, title, *topics],
        "spellingShingle": [*authors, title, *topics],
        "title": title,
        "title_full": title,
        "title_short": title,
        "topic": topics,
        "topic_facet": topics,
        "url": ["http://example.org/1"],
        "work_keys_str_mv": [f"AT {number} pots" for number in range(len(authors))],
    }


@given(document=_made(), gap=st.sampled_from([" ", "\t"]))
def test_values_that_begin_with_the_name_of_a_field_stay_values(
    document: Document, gap: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever the authors and topics begin with, the text and the HTML tell what the JSON tells."""
    folder = tmp_path_factory.mktemp("page")
    wanted = _read(json.dumps(document).encode(), folder, "input.json")
    assert _read(as_html(document, {}), folder, "input.html") == wanted
    assert _read(as_text(document, {}, gap), folder, "input.txt") == wanted


def test_the_order_of_keys_does_not_matter() -> None:
    """A document with its fields in another order has the same Record and the same digest."""
    from kg.sources.vufind import vufind

    document = {"id": "1", "title": "Pots", "author": ["Ash, Ann"], "format": ["Book"], "title_short": "Pots"}
    names = list(document)
    random.Random(3).shuffle(names)
    import io

    one, other = (
        list(vufind.read(io.BytesIO(json.dumps({name: document[name] for name in order}).encode()), "f"))
        for order in (document, names)
    )
    assert one == other
