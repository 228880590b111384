"""The reader of Dublin Core: what each statement becomes, what is not certain, hostile input."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.rdf import nquads
from kg.record import Record, Reject
from kg.sources import detect
from kg.sources.dublincore import dublincore

_TITLE = "<dc:title>A kiln</dc:title>"


def items(text: str | bytes) -> list[Record | Reject]:
    """What the reader makes of a file."""
    stream = io.BufferedReader(io.BytesIO(text if isinstance(text, bytes) else text.encode()))
    return list(dublincore.read(stream, "f"))


def told(inner: str, *, title: str = _TITLE) -> Record:
    """The Record of one record with these statements."""
    (found,) = items(f'<oai_dc:dc xmlns:oai_dc="o" xmlns:dc="d" xmlns:dcterms="t">{title}{inner}</oai_dc:dc>')
    assert isinstance(found, Record), found
    return found


def extra(record: Record) -> dict[str, tuple[str, ...]]:
    """What the Record keeps, by property."""
    return {one.field: one.values for one in record.extra}


def numbers(record: Record) -> list[tuple[str, str]]:
    """The identifiers of the publication."""
    return [(one.scheme, one.value) for one in record.identifiers]


@pytest.mark.parametrize(
    ("word", "type", "work"),
    [
        ("info:eu-repo/semantics/article", "JournalArticle", ()),
        ("info:eu-repo/semantics/doctoralThesis", "DoctoralThesis", ()),
        ("http://purl.org/coar/resource_type/c_dcae04bc", "ReviewArticle", ("ReviewPaper",)),
        ("https://purl.org/coar/resource_type/c_ddb1/", "DataFile", ("Dataset",)),
        ("Working Paper", "Expression", ("WorkingPaper",)),
        ("doc-type:bookPart", "BookChapter", ()),
        ("StillImage", "Figure", ()),
        ("Zeitschriftenartikel", "JournalArticle", ()),
        ("something else", "Expression", ()),
    ],
)
def test_a_type_is_a_class_and_stays(word: str, type: str, work: tuple[str, ...]) -> None:
    """The words of COAR, DCMI, info:eu-repo and of repositories are known; each stays as it is."""
    record = told(f"<dc:type>{word}</dc:type>")
    assert (record.type, record.work_types) == (type, work)
    assert extra(record)["type"] == (word,)


def test_the_narrowest_type_counts() -> None:
    """Whatever the order, the class that says most is the class."""
    words = ("text", "info:eu-repo/semantics/article", "review article")
    for order in (words, words[::-1]):
        assert told("".join(f"<dc:type>{word}</dc:type>" for word in order)).type == "ReviewArticle"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("https://doi.org/10.1000/182", ("doi", "10.1000/182")),
        ("DOI: 10.1000/182", ("doi", "10.1000/182")),
        ("10.1000/182", ("doi", "10.1000/182")),
        ("hdl:1765/9", ("handle", "1765/9")),
        ("urn:nbn:nl:ui:15-1765/9", ("urn", "urn:nbn:nl:ui:15-1765/9")),
        ("https://nbn-resolving.org/urn:nbn:de:1-2", ("urn", "urn:nbn:de:1-2")),
        ("urn:ISBN:978-3-16-148410-0", ("isbn", "9783161484100")),
        ("90-5892-036-4", ("isbn", "9058920364")),
        ("90-9014980-5", ("isbn", "9090149805")),
        ("https://arxiv.org/abs/1001.0001", ("arxiv", "1001.0001")),
        ("PMC3247027", ("pmcid", "PMC3247027")),
    ],
)
def test_identifiers_that_are_certain(written: str, found: tuple[str, str]) -> None:
    """A number with a word of its scheme, an address that resolves, or a form that nothing else has."""
    assert numbers(told(f"<dc:identifier>{written}</dc:identifier>")) == [found]


@pytest.mark.parametrize(
    "written", ["12345", "oai:example.org:1", "RePEc:dgr:1", "Smith 2001, p. 3", "90589203641"]
)
def test_identifiers_that_are_not(written: str) -> None:
    """Any other number, and a reference in words, stays as it is."""
    record = told(f"<dc:identifier>{written}</dc:identifier>")
    assert (record.identifiers, record.links, extra(record)["identifier"]) == ((), (), (written,))


def test_the_number_of_the_whole_is_no_number_of_the_part() -> None:
    """An ISSN is that of the journal unless the record is of one; the ISBN of a chapter that of its book."""
    article = told("<dc:identifier>ISSN 0947-6539</dc:identifier>")
    assert article.identifiers == ()
    assert [one.value for one in article.venue.identifiers] == ["0947-6539"]
    journal = told("<dc:type>Journal</dc:type><dc:identifier>ISSN 0947-6539</dc:identifier>")
    assert (numbers(journal), journal.venue) == ([("issn", "0947-6539")], None)
    chapter = told("<dc:type>Book chapter</dc:type><dc:identifier>ISBN 9783161484100</dc:identifier>")
    assert (chapter.identifiers, chapter.venue.type) == ((), "Book")


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("Annals of Kilns; Vol. 2 No. 1 (2010): Lime; 1-10", ("Annals of Kilns", "2", "1", "1-10", "2010")),
        ("Anales de hornos; Vol. 5, Núm. 2 (2010); 12-20", ("Anales de hornos", "5", "2", "12-20", "2010")),
        ("Annals of Kilns; No 7 (2010); 3-4", ("Annals of Kilns", "", "7", "3-4", "2010")),
        (
            "Annals of Kilns, Vol 4, Iss 2, Pp 129-134 (2017)",
            ("Annals of Kilns", "4", "2", "129-134", "2017"),
        ),
        ("Annals of Kilns, Vol 4, p e12 (2017)", ("Annals of Kilns", "4", "", "e12", "2017")),
        ("Sociologische Gids, 47(2), 77-94", ("Sociologische Gids", "47", "2", "77-94", "")),
    ],
)
def test_a_source_of_a_known_form_is_the_place(source: str, place: tuple[str, ...]) -> None:
    """Journal, volume, issue, pages and year are read from the lines that journals and directories write."""
    record = told(f"<dc:source>{source}</dc:source>")
    title = record.venue.title
    assert (title, record.volume, record.issue, record.pages, record.issued) == place
    assert extra(record)["source"] == (source,)


@pytest.mark.parametrize(
    "source", ["Sample Source", "Smith, J. (2001). Lime, Leiden.", "Kilns; a book; 2001"]
)
def test_any_other_source_stays(source: str) -> None:
    """What nobody can read for certain is no journal."""
    record = told(f"<dc:source>{source}</dc:source>")
    assert (record.venue, extra(record)["source"]) == (None, (source,))


def test_the_date_of_issue_is_not_that_of_deposit() -> None:
    """The first date without an hour counts, dcterms:issued before all; embargoes end in the history."""
    moment = "<dc:date>2003-03-11T14:00:50Z</dc:date>"
    assert told(f"{moment}<dc:date>2001-01-04</dc:date>").issued == "2001-01-04"
    assert (
        told(f"{moment}<dc:date>2001</dc:date><dcterms:issued>1999-05</dcterms:issued>").issued == "1999-05"
    )
    assert told(moment).issued == "2003-03-11"
    embargo = told("<dc:date>info:eu-repo/date/embargoEnd/2015-12-31</dc:date>")
    assert (embargo.history[0].stage, embargo.history[0].date) == ("available", "2015-12-31")


@pytest.mark.parametrize(
    ("path", "grant"),
    [
        ("EC/FP7/246686", ("246686", "", "EC")),
        ("EC/H2020/777541/EU/A%20title/OpenAIRE-Advance", ("777541", "OpenAIRE-Advance", "EC")),
        ("FCT/5876/PEst%2F3/PT", ("PEst/3", "", "FCT")),
    ],
)
def test_a_grant_agreement_is_funding(path: str, grant: tuple[str, str, str]) -> None:
    """The funder, the number and the acronym are told apart; the value itself stays."""
    record = told(f"<dc:relation>info:eu-repo/grantAgreement/{path}</dc:relation>")
    (found,) = record.funding
    assert (found.number, found.acronym, found.funder) == grant
    assert extra(record)["relation"] == (f"info:eu-repo/grantAgreement/{path}",)


def test_access_and_licence_are_told_apart() -> None:
    """An access right is no licence, a licence no statement, and the version goes to the links."""
    record = told(
        "<dc:rights>info:eu-repo/semantics/embargoedAccess</dc:rights><dc:rights>CC BY 4.0</dc:rights>"
        "<dc:rights>All rights reserved</dc:rights><dc:type>info:eu-repo/semantics/acceptedVersion</dc:type>"
        "<dc:identifier>https://example.org/1</dc:identifier>"
    )
    assert (record.access, record.rights) == ("EmbargoedAccess", ("All rights reserved",))
    assert [one.licence for one in record.licences] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert [one.version for one in record.links] == ["am"]


def test_people_with_what_is_added_to_their_names() -> None:
    """An ORCID in a name or beside it, a body behind it, several names in one statement."""
    record = told(
        "<dc:creator>Roe, Ann (0000-0002-1825-0097)</dc:creator>"
        '<dc:creator id="https://orcid.org/0000-0001-5109-3700">Doe, Bo</dc:creator>'
        "<dc:creator>Poe, Cy; University of Oxford</dc:creator>"
        "<dc:creator>Moe, Di; Loe, Ed</dc:creator>"
        "<dc:creator>World Health Organization</dc:creator>"
    )
    people = [
        (one.agent.name, [number.value for number in one.agent.identifiers]) for one in record.contributions
    ]
    assert people == [
        ("Roe, Ann", ["0000-0002-1825-0097"]),
        ("Doe, Bo", ["0000-0001-5109-3700"]),
        ("Poe, Cy", []),
        ("Moe, Di", []),
        ("Loe, Ed", []),
        ("World Health Organization", []),
    ]
    assert record.contributions[2].affiliations[0].name == "University of Oxford"
    assert record.contributions[5].agent.kind == "Organization"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Vico, Giambattista, 1668-1744.", "Vico, Giambattista"),
        ("Roe, Ann, 1950-", "Roe, Ann"),
        ("Pandolfi, Claudia.", "Pandolfi, Claudia"),
        ("Athearn, Robert G.", "Athearn, Robert G."),
    ],
)
def test_a_heading_of_a_catalogue_is_a_name(written: str, name: str) -> None:
    """Dates and the final stop are no part of a name; what was written stays."""
    record = told(f"<dc:creator>{written}</dc:creator>")
    assert record.contributions[0].agent.name == name
    assert [one.written for one in record.changes] == ([written] if name != written else [])


def test_a_wrong_orcid_is_no_orcid() -> None:
    """A number whose check digit is wrong identifies nobody, and is not lost."""
    record = told("<dc:creator>Roe, Ann (0000-0002-1825-0098)</dc:creator>")
    assert record.contributions[0].agent.identifiers == ()
    assert "0000-0002-1825-0098" in record.contributions[0].agent.name


def test_relations_by_their_name_and_by_what_they_hold() -> None:
    """A refinement tells the kind; without one a number or an address is related; words stay."""
    record = told(
        "<dcterms:isVersionOf>https://doi.org/10.1000/182</dcterms:isVersionOf>"
        "<dc:relation>https://elsewhere.example.org/x</dc:relation><dc:relation>Series A</dc:relation>"
    )
    assert [(one.kind, one.citation) for one in record.relations] == [
        ("citesAsRelated", "https://elsewhere.example.org/x"),
        ("isVersionOf", ""),
    ]
    assert extra(record)["relation"] == ("Series A",)


def test_a_series_with_its_number_and_a_file_with_its_type() -> None:
    """DSpace writes both into one statement; the name of a file may have blanks."""
    record = told(
        "<dc:relation>ERS;ERS-2003-086-LIS</dc:relation><dc:relation>Proceedings;</dc:relation>"
        "<dc:format>application/pdf https://a.org/1/A paper.pdf</dc:format>"
    )
    assert [(one.title, one.number) for one in record.series] == [("ERS", "ERS-2003-086-LIS")]
    assert extra(record)["relation"] == ("Proceedings;",)
    assert [(one.url, one.media) for one in record.links] == [
        ("https://a.org/1/A%20paper.pdf", "application/pdf")
    ]


def test_a_record_that_tells_nothing_is_rejected() -> None:
    """Without title, identifier and name there is no publication; the others are read."""
    both = items("<collection><dc><date>2001</date></dc><dc><title>A kiln</title></dc></collection>")
    assert [type(one) for one in both] == [Reject, Record]
    assert both[0].reason.endswith("complete it, or leave it out")


def test_elements_inside_and_text_between_stay() -> None:
    """What has no place in Dublin Core is not lost: nested elements, text between statements."""
    record = told(
        "<dc:subject><dc:value lang='en'>lime</dc:value></dc:subject>stray<dc:unheard>of</dc:unheard>"
    )
    assert extra(record) == {
        "subject/value": ("lime",),
        "text": ("stray",),
        "unheard": ("of",),
    }


def test_entities_are_refused() -> None:
    """A file that declares entities is not read: they can be bombs, or files of the reader."""
    bomb = '<!DOCTYPE dc [<!ENTITY a "b">]><dc xmlns="d"><title>&a;</title></dc>'
    with pytest.raises(Exception, match="declares entities"):
        items(bomb)


_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cn")), max_size=60)
_PIECES = st.sampled_from(
    ["doi:10.1000/", "https://", "urn:", "; Vol. 1", ", 2(3), 4-5", " 1999", "isbn ", "/", ";"]
)


@given(st.lists(_TEXTS | _PIECES, max_size=6).map("".join))
def test_any_text_goes_through(text: str) -> None:
    """Whatever a value holds, the reader does not break, and RDF can hold what it makes of it."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    names = ("creator", "identifier", "relation", "source", "date", "type", "rights", "subject", "format")
    record = told("".join(f"<dc:{name}>{safe}</dc:{name}>" for name in names))
    assert b"".join(nquads([record]))


def test_what_it_is_not() -> None:
    """A root called dc with nothing of Dublin Core in it, and pages, are not known as it."""
    for text in (b"<dc>direct current</dc>", b"<html><dc></dc></html>", b"<dcterms/>"):
        found = detect(text)
        assert found is None or found.name != "dublincore"
