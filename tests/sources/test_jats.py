"""The JATS reader on small articles: what a golden case does not show."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from kg import sources
from kg.errors import SourceError
from kg.record import Record, Reject
from kg.sources.jats import jats

_DATA = Path(__file__).parent.parent / "data" / "jats"
_ARTICLE = """<article article-type="research-article" xml:lang="en"><front>{journal}<article-meta>
<article-id pub-id-type="doi">10.5555/1</article-id>{meta}</article-meta></front>{rest}</article>"""


def _read(text: str | bytes) -> list[Record | Reject]:
    data = text.encode() if isinstance(text, str) else text
    return list(jats.read(io.BufferedReader(io.BytesIO(data)), "f.xml"))  # type: ignore[arg-type]


def _one(meta: str = "", journal: str = "", rest: str = "") -> Record:
    (found,) = _read(_ARTICLE.format(meta=meta, journal=journal, rest=rest))
    assert isinstance(found, Record)
    return found


@pytest.mark.parametrize(
    ("head", "sure"),
    [
        (b'<article article-type="letter">', True),
        (b'<?xml version="1.0"?><!DOCTYPE article PUBLIC "-//NLM//DTD JATS"><article>', True),
        (b"<article><front><journal-meta>", True),
        (b"<pmc-articleset><article><front><article-meta>", True),
        (b'<article xmlns="http://docbook.org/ns/docbook"><title>', False),
        (b"<html><article><p>", False),
        (b"<PubmedArticleSet>", False),
    ],
)
def test_an_article_is_known_by_its_front_matter(head: bytes, sure: bool) -> None:
    """DocBook and HTML have an element of that name too."""
    assert bool(jats.detect(head)) == sure


def test_the_full_text_is_left_out_and_what_follows_is_read() -> None:
    """A body, or one in an article within the article, hides no reference."""
    body = "<body><sec><p>text <xref/> &lt;/article&gt;</p></sec></body>"
    back = "<back><ref-list><ref><mixed-citation>One.</mixed-citation></ref></ref-list></back>"
    record = _one(rest=f"{body}{back}<response><front-stub/>{body}</response>")
    assert [one.citation for one in record.relations] == ["One."]
    assert "text" not in str(record.extra)


_EPUB = '<pub-date pub-type="epub"><day>3</day><month>2</month><year>2019</year></pub-date>'
_PRINT = '<pub-date pub-type="ppub"><month>1</month><year>2020</year></pub-date>'
_SEASON = '<pub-date pub-type="collection"><season>Oct-Dec</season><year>2011</year></pub-date>'
_ONLINE = '<pub-date date-type="pub" publication-format="electronic"><year>2011</year></pub-date>'
_WORDS = "<pub-date><string-date>Michaelmas</string-date></pub-date>"


@pytest.mark.parametrize(
    ("dates", "issued", "written"),
    [
        (_EPUB, "2019-02-03", ""),
        (_EPUB + _PRINT, "2020-01", ""),
        (_SEASON, "2011", "2011 Oct-Dec"),
        (_ONLINE, "2011", ""),
        (_WORDS, "", "Michaelmas"),
    ],
)
def test_the_printed_date_counts_before_the_one_online(dates: str, issued: str, written: str) -> None:
    """As libraries cite it; a season stays in words."""
    record = _one(dates)
    assert (record.issued, record.issued_written) == (issued, written)


def test_affiliations_without_marks_are_everybodys() -> None:
    """An affiliation that no author points to is that of all, as the tag library has it."""
    author = "<contrib><name><surname>A</surname><given-names>B</given-names></name></contrib>"
    record = _one(f"<contrib-group>{author}{author}</contrib-group><aff>Here</aff>")
    assert [[place.name for place in one.affiliations] for one in record.contributions] == [
        ["Here"],
        ["Here"],
    ]


_LINK = '<license xlink:href="http://creativecommons.org/licenses/by/3.0/igo/legalcode"/>'
_NAME = "<license><license-p>the Creative Commons Attribution License 2.0</license-p></license>"
_REFERENCE = "<ali:license_ref>https://creativecommons.org/licenses/by/4.0/</ali:license_ref>"


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        (_LINK, ["by/3.0/igo/"]),
        (_NAME, ["by/2.0/"]),
        ("<license><license-p>Ask us.</license-p></license>", [""]),
        (f"<license>{_REFERENCE}<license-p>CC BY 4.0</license-p></license>", ["by/4.0/"]),
    ],
)
def test_a_licence_is_named_once(licence: str, expected: list[str]) -> None:
    """By reference, by link, or in words; words that name none stay as written."""
    record = _one(f"<permissions>{licence}</permissions>")
    assert [one.licence.partition("licenses/")[2] for one in record.licences] == expected
    assert all(one.written for one in record.licences)


def test_a_file_that_declares_entities_is_refused() -> None:
    """Whatever they would expand to."""
    text = '<!DOCTYPE article [<!ENTITY a "b"><!ENTITY x SYSTEM "file:///etc/passwd">]><article><front/></article>'
    with pytest.raises(SourceError, match="entities"):
        _read(text)


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda text: text[: len(text) // 2], "truncated"),
        (lambda text: text.replace("</article-meta>", ""), "well-formed"),
        (lambda text: text.replace("article-meta", "article-matter"), "no front/article-meta"),
        (lambda text: text.replace("<article-id", "<a>" * 200_000 + "<article-id"), "well-formed|deep"),
    ],
)
def test_a_damaged_article_is_one_reject(damage, reason: str) -> None:
    """With the reason; nothing of it is read by halves."""
    (found,) = _read(damage(_ARTICLE.format(meta="<volume>1</volume>", journal="", rest="")))
    assert isinstance(found, Reject)
    assert found.reason
    assert any(word in found.reason for word in reason.split("|"))


def test_an_article_costs_the_others_nothing() -> None:
    """Of a set with one broken article the others are read."""
    items = list(sources.read(str(_DATA / "set" / "input.xml")))
    assert [type(item).__name__ for item in items] == ["Record", "Reject", "Record", "Reject"]
