"""The PubMed reader as a stream: what is cut, refused, rejected, and what goes on."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import SourceError
from kg.record import Record, Reject
from kg.sources import cutting, detect, read
from kg.sources.pubmed import LAYOUT, pubmed


def _article(pmid: int, title: str = "A title.") -> str:
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{pmid}</PMID><Article>'
        f"<ArticleTitle>{title}</ArticleTitle></Article></MedlineCitation></PubmedArticle>\n"
    )


def _set(*parts: str, root: str = "PubmedArticleSet") -> bytes:
    header = f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE {root} SYSTEM "pubmed.dtd">\n'
    return f"{header}<{root}>\n{''.join(parts)}</{root}>\n".encode()


class _Trickle(io.BytesIO):
    """A stream that has few bytes at hand at a time."""

    def __init__(self, data: bytes, step: int) -> None:
        super().__init__(data)
        self._step = step

    def read1(self, _size: int | None = -1, /) -> bytes:
        return super().read(self._step)


def _items(data: bytes, step: int = 1 << 20) -> list[Record | Reject]:
    return list(pubmed.read(_Trickle(data, step), "f.xml"))


def _pmids(items: list[Record | Reject]) -> list[str]:
    return [item.provenance[0].id for item in items if isinstance(item, Record)]


def _rejects(items: list[Record | Reject]) -> list[Reject]:
    return [item for item in items if isinstance(item, Reject)]


def test_records_come_in_the_order_of_the_file() -> None:
    """Each citation is one record, in order, with its number."""
    items = _items(_set(_article(2), _article(1), _article(3)))
    assert _pmids(items) == ["2", "1", "3"]
    assert [item.provenance[0].position for item in items] == ["record 1", "record 2", "record 3"]


@given(step=st.integers(1, 97))
def test_the_size_of_blocks_does_not_matter(step: int) -> None:
    """However few bytes come at a time, the same records, rejects and positions come out."""
    data = b"\xef\xbb\xbf" + _set(
        "<!-- <PubmedArticle> -->",
        _article(1, "<![CDATA[</PubmedArticle>]]>"),
        _article(2, "a < b"),
        "lost",
        _article(3),
        "<DeleteCitation><PMID>4</PMID></DeleteCitation>",
    )
    assert _items(data, step) == _items(data)


def test_the_end_tag_in_a_comment_or_cdata_ends_nothing() -> None:
    """A record ends at its end tag, not at the same text within a comment or CDATA."""
    items = _items(
        _set(_article(1, "<!-- </PubmedArticle> --><![CDATA[x </PubmedArticle> y]]>"), _article(2))
    )
    assert _pmids(items) == ["1", "2"]
    assert items[0].titles[0].text == "x </PubmedArticle> y"


def test_a_record_in_a_comment_is_none() -> None:
    """What is commented out is neither a record nor a reject."""
    assert _pmids(items := _items(_set(f"<!-- {_article(1)} -->", _article(2)))) == ["2"]
    assert not _rejects(items)


@pytest.mark.parametrize(
    "broken",
    [
        _article(2).replace("</Article>", ""),
        _article(2).replace("A title", "A & B"),
        _article(2).replace("A title", "&undefined;"),
        _article(2).replace("</PubmedArticle>", ""),
        _article(2).replace("<Article>", "<Article"),
        _article(2).replace("A title", "<!-- never closed"),
    ],
)
def test_a_broken_record_costs_itself_only(broken: str) -> None:
    """One broken record is one reject, found by its PMID; those around it are read."""
    items = _items(_set(_article(1), broken, _article(3), _article(4)))
    assert _pmids(items) == ["1", "3", "4"]
    (reject,) = _rejects(items)
    assert reject.record == "2"
    assert reject.position.startswith("record 2 (byte ")
    assert reject.content.startswith("<PubmedArticle>")


_RECORDS = (
    "<PubmedArticle>",
    "<PubmedArticle>",
    "</PubmedArticle>",
    "</PubmedArticleSet>",
    "<PubmedArticle/>",
)
_BETWEEN = ("<!--", "-->", "<![CDATA[", "]]>", "<PMID>7</PMID>", "x", "<", "!", " ")


@given(st.lists(st.sampled_from(_RECORDS + _BETWEEN), max_size=12).map("".join), st.integers(1, 40))
def test_broken_markup_is_cut_alike_from_blocks_of_any_size(inside: str, step: int) -> None:
    """Where a record ends does not depend on how much of the file is at hand."""
    data = _set(inside, _article(1))
    assert _items(data, step) == _items(data)


def test_a_damaged_start_tag_is_told() -> None:
    """A record without a start tag is text that is part of no record, and is rejected as such."""
    items = _items(_set(_article(1), _article(2).replace("<PubmedArticle>", "<PubmedArtikel>"), _article(3)))
    assert _pmids(items) == ["1", "3"]
    (reject,) = _rejects(items)
    assert "no record" in reject.reason
    assert reject.record == "2"


def test_bytes_that_are_not_utf8_cost_their_record() -> None:
    """A record with bytes that are no UTF-8 is rejected, the next one is read."""
    data = _set(_article(1, "caf\u00e9"), _article(2)).replace("\u00e9".encode(), b"\xe9")
    assert _pmids(items := _items(data)) == ["2"]
    assert _rejects(items)[0].record == "1"


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16", "utf-16-le", "windows-1252", "UTF-8"])
def test_other_encodings_are_read(encoding: str) -> None:
    """A file is read in the encoding that its declaration or byte order mark names."""
    text = _set(_article(1, "caf\u00e9")).decode().replace("utf-8", encoding)
    items = _items(text.encode(encoding), step=5)
    assert [item.titles[0].text for item in items] == ["caf\u00e9"]


def test_an_unknown_encoding_is_refused() -> None:
    """An encoding that nobody knows gives one line that names it."""
    with pytest.raises(SourceError, match="klingon"):
        _items(_set(_article(1)).replace(b"utf-8", b"klingon"))


_LAUGHS = """<?xml version="1.0"?>
<!DOCTYPE PubmedArticleSet [
 <!ENTITY a "ha"> <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"> <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">
]>
"""


@pytest.mark.parametrize(
    "header",
    [
        _LAUGHS,
        '<!DOCTYPE PubmedArticleSet [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE PubmedArticleSet [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>',
    ],
)
def test_declared_entities_are_refused(header: str) -> None:
    """A header that declares entities, however many or from wherever, is one refusal."""
    data = f"{header}<PubmedArticleSet>{_article(1, '&c;&x;')}</PubmedArticleSet>".encode()
    with pytest.raises(SourceError, match="entities"):
        _items(data)


def test_an_internal_subset_without_entities_is_read() -> None:
    """A DOCTYPE may declare what is no entity."""
    data = b"<!DOCTYPE PubmedArticleSet [<!ELEMENT PMID (#PCDATA)>]>" + _set(_article(1))[96:]
    assert _pmids(_items(data)) == ["1"]


def test_a_file_that_ends_within_a_record_says_so() -> None:
    """A truncated file keeps its whole records and rejects the last one."""
    data = _set(_article(1), _article(2))
    items = _items(data[: data.index(b"</ArticleTitle>", data.index(b">2<"))])
    assert _pmids(items) == ["1"]
    (reject,) = _rejects(items)
    assert "ends within this record" in reject.reason
    assert reject.record == "2"


def test_a_last_record_without_end_is_no_truncation() -> None:
    """Where the set does end, the last record is broken and the file whole."""
    items = _items(_set(_article(1), _article(2).replace("</PubmedArticle>", "")))
    assert _pmids(items) == ["1"]
    assert [reject.reason for reject in _rejects(items)] == [
        "the record has no end tag </PubmedArticle>: fetch it again, or mend it"
    ]


def test_a_file_that_ends_between_records_says_so() -> None:
    """A file without the end of its set is read, and that its end is missing is told."""
    items = _items(_set(_article(1), _article(2)).replace(b"</PubmedArticleSet>", b""))
    assert _pmids(items) == ["1", "2"]
    assert [reject.reason for reject in _rejects(items)] == [
        "the file ends without </PubmedArticleSet>: it may be truncated; fetch it again"
    ]


def test_text_behind_the_end_is_told() -> None:
    """Garbage behind the last record is one reject."""
    items = _items(_set(_article(1)) + b"Connection reset by peer")
    assert _pmids(items) == ["1"]
    assert _rejects(items)[0].content == "Connection reset by peer"


def test_a_record_beyond_the_limit_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    """A record larger than the limit is one reject; the next one is read."""
    monkeypatch.setattr(cutting, "LIMIT", 50_000)
    monkeypatch.setattr(cutting, "_BLOCK", 4096)
    items = _items(_set(_article(1), _article(2, "x" * 200_000), _article(3)), step=4096)
    assert _pmids(items) == ["1", "3"]
    assert [reject.record for reject in _rejects(items)] == ["2"]
    assert "larger than" in _rejects(items)[0].reason


def test_a_deep_record_is_rejected() -> None:
    """Elements nested beyond what can be followed cost their record only."""
    items = _items(_set(_article(1, "<i>" * 5000 + "x" + "</i>" * 5000), _article(2)))
    assert _pmids(items) == ["2"]
    assert _rejects(items)[0].record == "1"


def test_deletions_are_records() -> None:
    """Each PMID of a DeleteCitation is a record that says it is deleted."""
    items = _items(
        _set("<DeleteCitation><PMID Version='1'>7</PMID>\n<PMID Version='2'>8</PMID></DeleteCitation>")
    )
    assert [(item.provenance[0].id, item.provenance[0].version) for item in items] == [("7", "1"), ("8", "2")]
    assert {item.provenance[0].status for item in items} == {"deleted"}
    assert items[0].identifiers[0].value == "7"


def test_an_empty_set_is_no_fault() -> None:
    """A set without records gives nothing, in either spelling."""
    assert _items(_set()) == []
    assert _items(b'<?xml version="1.0"?><PubmedArticleSet/>') == []
    assert _items(_set("<DeleteCitation/>")) == []


@pytest.mark.parametrize("root", ["eSearchResult", "eFetchResult", "eSummaryResult"])
def test_answers_without_records_say_what_to_fetch(root: str) -> None:
    """An answer of another E-utility is refused with the advice to use efetch."""
    data = f'<?xml version="1.0"?><{root}><Count>3</Count></{root}>'.encode()
    assert pubmed.detect(data) > 0
    with pytest.raises(SourceError, match="efetch"):
        _items(data)


def test_a_citation_without_pmid_is_rejected() -> None:
    """Without a PMID there is no telling which citation it is."""
    (reject,) = _items(_set(_article(1).replace('<PMID Version="1">1</PMID>', "")))
    assert isinstance(reject, Reject)
    assert reject.reason == "has no PMID, by which PubMed knows a citation: fetch it again"


def test_a_bare_record_is_read() -> None:
    """A record needs no set and no header around it."""
    assert _pmids(_items(_article(5).encode())) == ["5"]


def test_a_citation_of_medline_is_read() -> None:
    """In a MedlineCitationSet a MedlineCitation stands for itself."""
    bare = _article(6).replace("<PubmedArticle>", "").replace("</PubmedArticle>", "")
    items = _items(_set(bare, bare.replace(">6<", ">7<"), root="MedlineCitationSet"))
    assert _pmids(items) == ["6", "7"]
    assert {item.provenance[0].format for item in items} == {"MedlineCitation"}


def test_files_joined_end_to_end_are_read() -> None:
    """Several files in one, each with its header, are read as one."""
    assert _pmids(_items(_set(_article(1)) + _set(_article(2)))) == ["1", "2"]


def test_a_prefix_that_only_the_header_declares_is_known() -> None:
    """MathML whose prefix is declared on the set is read."""
    items = _items(_set(_article(1, "<mml:math><mml:mi>x</mml:mi></mml:math>")))
    assert items[0].titles[0].text == "x"


def test_memory_stays_bounded() -> None:
    """Nothing of the records that have passed is kept."""

    class Endless(io.RawIOBase):
        sent = 0

        def read1(self, _size: int = -1, /) -> bytes:
            self.sent += 1
            return b"<PubmedArticleSet>" if self.sent == 1 else _article(self.sent).encode() * 100

    cutter = cutting.Cutter(Endless(), "f", LAYOUT)
    for _, unit in zip(range(50_000), cutter, strict=False):
        assert isinstance(unit, cutting.Unit)
        assert len(cutter._data) < 100_000


@pytest.mark.parametrize(
    ("head", "known"),
    [
        (_set(_article(1)), True),
        (b"\xef\xbb\xbf" + _set(_article(1)), True),
        (_set(_article(1)).decode().encode("utf-16"), True),
        (_article(1).encode(), True),
        (_set(root="MedlineCitationSet"), True),
        (_LAUGHS.encode() + b"<PubmedArticleSet>", True),
        (b"HTTP/1.1 200 OK\r\n\r\n" + _set(_article(1)), True),
        (b'<?xml version="1.0"?><pmc-articleset><article/></pmc-articleset>', False),
        (b"<article><front/></article>", False),
        (b"<PubmedArticleSetting>", False),
        (b'{"fullrecord": "<PubmedArticle><MedlineCitation >"}', False),
        (b"\x89PNG\r\n\x1a\n\0\0", False),
        (b"", False),
    ],
)
def test_the_format_is_known_by_its_content(head: bytes, known: bool) -> None:
    """The first bytes tell PubMed XML from everything else."""
    assert (pubmed.detect(head) > 0) == known


def _file(tmp_path: Path, data: bytes) -> str:
    path = tmp_path / "input.xml"
    path.write_bytes(data)
    return str(path)


def test_truncated_gzip_keeps_what_came_before(tmp_path: Path) -> None:
    """A gzip file that ends early gives its records up to there and one reject."""
    whole = gzip.compress(_set(*(_article(number) for number in range(1, 3001))))
    items = list(read(_file(tmp_path, whole[: len(whole) * 3 // 4]), format="pubmed"))
    pmids = _pmids(items)
    assert pmids == [str(number) for number in range(1, len(pmids) + 1)]
    assert len(pmids) > 1500
    (reject,) = _rejects(items)
    assert "truncated" in reject.reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (_LAUGHS.encode() + _set(_article(1, "&c;")), "entities"),
        (b"\x7fELF\0\0\0\0", "a program"),
        (b"TY  - JOUR\nER  - \n", ""),
    ],
)
def test_a_hopeless_file_is_one_line(tmp_path: Path, data: bytes, reason: str) -> None:
    """A file that cannot be read as PubMed gives one reject of one line and no exception."""
    items = list(read(_file(tmp_path, data), format="pubmed" if reason == "" else ""))
    (reject,) = _rejects(items)
    assert not _pmids(items)
    assert reason in reject.reason
    assert "\n" not in reject.reason


def test_gzip_and_plain_give_the_same(tmp_path: Path) -> None:
    """Compression changes nothing but the file's name."""
    data = _set(_article(1), _article(2))
    plain = list(read(_file(tmp_path, data)))
    assert list(read(_file(tmp_path, gzip.compress(data)))) == plain


def test_the_reader_finds_itself(tmp_path: Path) -> None:
    """Detection by content chooses this reader for its own files."""
    found = detect(_set(_article(1)))
    assert found is not None
    assert found.name == "pubmed"


def _every(items: list[Record | Reject]) -> Iterator[Record]:
    yield from (item for item in items if isinstance(item, Record))


def test_the_digest_is_of_the_bytes_of_the_record() -> None:
    """The digest changes with the record and with nothing around it."""
    one, other = (next(_every(_items(data))) for data in (_set(_article(1)), _article(1).strip().encode()))
    assert one.provenance[0].digest == other.provenance[0].digest
    assert one.provenance[0].digest != next(_every(_items(_set(_article(2))))).provenance[0].digest
