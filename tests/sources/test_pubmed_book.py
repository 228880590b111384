"""What a book of the Bookshelf and its chapters become in the Record."""

from __future__ import annotations

import io

from kg.record import Record
from kg.sources.pubmed import pubmed


def _extra(record: Record) -> dict[str, tuple[str, ...]]:
    return {one.field: one.values for one in record.extra}


_BOOK = """<PubmedBookArticle><BookDocument><PMID Version="1">9</PMID>
<ArticleIdList><ArticleId IdType="bookaccession">NBK1</ArticleId></ArticleIdList>
<Book><Publisher><PublisherName>NCBI</PublisherName><PublisherLocation>Bethesda (MD)</PublisherLocation>
</Publisher>
<BookTitle book="b">The Book</BookTitle><PubDate><Year>2004</Year></PubDate><BeginningDate>
<Year>2004</Year></BeginningDate>
<AuthorList Type="editors"><Author><LastName>Ed</LastName><ForeName>I T</ForeName></Author></AuthorList>
<Edition>2nd</Edition><CollectionTitle>A Series</CollectionTitle><Isbn>9781558612747</Isbn><Isbn>1</Isbn>
<Medium>Internet</Medium></Book>{title}<Language>eng</Language>
<AuthorList Type="authors"><Author><LastName>Wang</LastName><ForeName>T</ForeName></Author></AuthorList>
<PublicationType UI="D016454">Review</PublicationType><Sections><Section><SectionTitle>One</SectionTitle>
<Section><SectionTitle>Two</SectionTitle></Section></Section></Sections>
<ContributionDate><Year>2017</Year><Month>11</Month><Day>20</Day></ContributionDate></BookDocument>
<PubmedBookData><ArticleIdList><ArticleId IdType="pubmed">9</ArticleId></ArticleIdList></PubmedBookData>
</PubmedBookArticle>"""


def _book(title: str) -> Record:
    (record,) = pubmed.read(io.BytesIO(_BOOK.format(title=title).encode()), "f")
    assert isinstance(record, Record)
    return record


def test_a_chapter_stands_in_its_book() -> None:
    """A document with a title of its own is a chapter; its book is the venue."""
    record = _book("<ArticleTitle>The Chapter</ArticleTitle>")
    assert (record.type, record.titles[0].text) == ("BookChapter", "The Chapter")
    assert record.venue is not None
    assert (record.venue.type, record.venue.title) == ("Book", "The Book")
    assert [(one.scheme, one.value) for one in record.identifiers] == [
        ("pmid", "9"),
        ("bookaccession", "NBK1"),
    ]
    assert [one.scheme for one in record.venue.identifiers] == ["isbn"]
    assert [(one.role, one.agent.name) for one in record.contributions] == [
        ("editor", "Ed, I T"),
        ("author", "Wang, T"),
    ]
    assert (record.issued, record.publishers, record.places) == ("2017-11-20", ("NCBI",), ("Bethesda (MD)",))
    assert (record.edition, record.series[0].title) == ("2nd", "A Series")
    extra = _extra(record)
    assert extra["Section/SectionTitle"] == ("One", "Two")
    assert (extra["Book/PubDate"], extra["Isbn"], extra["Medium"]) == (("2004",), ("1",), ("Internet",))


def test_a_document_without_a_title_is_the_book() -> None:
    """A document that has only the title of its book is that book, with its ISBN."""
    record = _book("")
    assert (record.type, record.titles[0].text, record.venue) == ("Book", "The Book", None)
    assert record.identifiers[-1].scheme == "isbn"
