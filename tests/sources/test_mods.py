"""The MODS reader: what each element becomes, protocols, hostile input; and real files."""

from __future__ import annotations

import io
import re
import unicodedata
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import msgspec
import pytest
from strings import strings

from kg import ids, sources, tables
from kg.rdf import nquads
from kg.record import Record, Reject
from kg.sources import detect
from kg.sources.mods import mods
from kg.sources.opening import HEAD, opened

_NAMESPACE = "http://www.loc.gov/mods/v3"
_TITLE = "<titleInfo><title>Title</title></titleInfo>"


def items(text: str | bytes) -> list[Record | Reject]:
    """What the reader makes of a file."""
    return list(mods.read(io.BytesIO(text if isinstance(text, bytes) else text.encode()), "f"))


def told(inner: str) -> Record:
    """The Record of one record with these elements."""
    (found,) = items(f'<mods xmlns="{_NAMESPACE}" xmlns:xlink="http://www.w3.org/1999/xlink">{inner}</mods>')
    assert isinstance(found, Record), found
    return found


def extra(record: Record) -> dict[str, tuple[str, ...]]:
    """What the Record keeps, by element."""
    return {one.field: one.values for one in record.extra}


# -- titles and names --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inner", "title"),
    [
        ("<nonSort>The</nonSort><title>kiln</title>", "The kiln"),
        ("<nonSort>L'</nonSort><title>art</title>", "L'art"),
        ("<title>Works</title><partNumber>2</partNumber><partName>Letters</partName>", "Works. 2, Letters"),
        ("<title>A kiln /</title>", "A kiln"),
    ],
)
def test_a_title_is_put_together_of_its_parts(inner: str, title: str) -> None:
    """The article, the title and its parts are one title."""
    assert [one.text for one in told(f"<titleInfo>{inner}</titleInfo>").titles] == [title]


@pytest.mark.parametrize("part", ["family", "given"])
@pytest.mark.parametrize("kind", ["", ' type="personal"'])
def test_a_name_of_one_part_is_a_person(part: str, kind: str) -> None:
    """Whoever has nothing but a family or a given name is a person of one name, with an affiliation."""
    name = f'<name{kind}><namePart type="{part}">Madonna</namePart><affiliation>A place</affiliation></name>'
    record = told(_TITLE + name)
    (one,) = record.contributions
    assert (one.agent.kind, one.agent.name, one.affiliations[0].name) == ("Person", "Madonna", "A place")
    assert extra(record) == {}


def test_other_titles_go_by_their_type() -> None:
    """A second title without a type is the same in another script; the others say what they are."""
    record = told(
        '<titleInfo altRepGroup="1"><title>Sefer</title></titleInfo>'
        '<titleInfo altRepGroup="1" lang="heb"><title>ספר</title></titleInfo>'
        '<titleInfo type="translated" lang="eng"><title>Book</title></titleInfo>'
        '<titleInfo type="abbreviated"><title>Sef.</title></titleInfo>'
    )
    assert [one.text for one in record.titles] == ["Sefer"]
    assert [(one.text, one.lang) for one in record.alternative_titles] == [("ספר", "he"), ("Sef.", "")]
    assert [(one.text, one.lang) for one in record.translated_titles] == [("Book", "en")]


def test_names_have_their_kind_roles_and_identifiers() -> None:
    """People by parts or whole, bodies with their units; roles by code or word; ORCID by attribute."""
    record = told(
        _TITLE + '<name type="personal" usage="primary" valueURI="https://orcid.org/0000-0002-1825-0097">'
        "<namePart>Ash, Ann, 1950-</namePart></name>"
        '<name type="personal"><namePart type="family">King</namePart>'
        '<namePart type="given">Martin</namePart><namePart type="termsOfAddress">Jr.</namePart>'
        '<role><roleTerm type="code">edt</roleTerm></role></name>'
        '<name type="corporate"><namePart>Yale University.</namePart><namePart>Library.</namePart>'
        "<role><roleTerm>former owner</roleTerm></role></name>"
        '<name type="personal"><namePart/></name>'
    )
    assert [(one.agent.kind, one.agent.name, one.role, one.stated) for one in record.contributions] == [
        ("Person", "Ash, Ann", "author", ""),
        ("Person", "King, Martin, Jr.", "editor", ""),
        ("Organization", "Yale University. Library", "contributor", "former owner"),
    ]
    assert record.contributions[0].agent.identifiers[0].value == "0000-0002-1825-0097"
    assert [one.written for one in record.changes] == ["Ash, Ann, 1950-"]


def test_names_without_roles_are_authors_if_none_is_primary() -> None:
    """Reference managers write authors without a role; catalogues mark the main entry."""
    plain = '<name type="personal"><namePart>A, B</namePart></name>'
    assert [one.role for one in told(_TITLE + plain + plain.replace("A, B", "C, D")).contributions] == [
        "author"
    ] * 2
    marked = plain.replace('personal"', 'personal" usage="primary"') + plain.replace("A, B", "C, D")
    assert [one.role for one in told(_TITLE + marked).contributions] == ["author", "contributor"]


def test_the_same_name_in_another_script_is_one_agent() -> None:
    """An altRepGroup holds the forms of one name."""
    record = told(
        _TITLE + '<name altRepGroup="2" type="personal"><namePart>Tolstoy, Leo</namePart></name>'
        '<name altRepGroup="2" type="personal"><namePart>Толстой, Лев</namePart></name>'
    )
    (one,) = record.contributions
    assert (one.agent.name, one.agent.other_names) == ("Tolstoy, Leo", ("Толстой, Лев",))


_RANGE = (
    '<dateIssued encoding="marc" point="start">1968</dateIssued>'
    '<dateIssued encoding="marc" point="end">1970</dateIssued>'
)


# -- origin ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inner", "issued", "written"),
    [
        ('<dateIssued encoding="w3cdtf">2011-11</dateIssued>', "2011-11", ""),
        ('<dateIssued>c2011</dateIssued><dateIssued encoding="marc">2011</dateIssued>', "2011", "c2011"),
        (
            _RANGE,
            "1968",
            "1968-1970",
        ),
        ("<dateIssued>Spring 1999</dateIssued>", "1999", "Spring 1999"),
        ('<dateCreated encoding="w3cdtf">1955-03-22</dateCreated>', "1955-03-22", ""),
        ("<dateIssued>n.d.</dateIssued>", "", "n.d."),
    ],
)
def test_dates_are_those_that_are_encoded(inner: str, issued: str, written: str) -> None:
    """Of several dates of issue the encoded one counts, and words are kept; else the date of creation."""
    record = told(f"{_TITLE}<originInfo>{inner}</originInfo>")
    assert (record.issued, record.issued_written) == (issued, written)


def test_imprint_of_another_event_is_none_of_the_publication() -> None:
    """Distributors are no publishers: they stay."""
    record = told(f'{_TITLE}<originInfo eventType="distribution"><publisher>D</publisher></originInfo>')
    assert record.publishers == ()
    assert extra(record)["originInfo/publisher"] == ("D",)


# -- subjects ----------------------------------------------------------------------------------


def test_subjects_of_an_authority_are_topics_and_others_keywords() -> None:
    """A heading of several parts is one topic beside its main heading; free words are keywords."""
    record = told(
        _TITLE
        + '<subject authority="lcsh"><topic>Kilns</topic><geographic>Spain</geographic></subject>'
        + '<subject authority="gnd" valueURI="https://d-nb.info/gnd/4033114-3"><topic>Krieg</topic></subject>'
        + '<subject><topic lang="eng">free word</topic></subject>'
        + '<subject authority="naf"><name><namePart>Ash, Ann</namePart>'
        + '<namePart type="date">1950-</namePart></name></subject>'
        + "<subject><cartographics><scale>1:10</scale></cartographics></subject>"
    )
    assert [(one.label, one.scheme, one.concept) for one in record.topics] == [
        ("Kilns", "lcsh", ""),
        ("Kilns--Spain", "lcsh", ""),
        ("Krieg", "gnd", "https://d-nb.info/gnd/4033114-3"),
        ("Ash, Ann, 1950-", "naf", ""),
    ]
    assert [(one.text, one.lang) for one in record.keywords] == [("free word", "en")]
    assert extra(record)["subject/cartographics/scale"] == ("1:10",)


# -- related items -----------------------------------------------------------------------------

_HOST = (
    '<relatedItem type="host"><titleInfo><title>Journal of Kilns</title></titleInfo>{}<part>'
    '<detail type="volume"><number>3</number></detail><detail type="issue"><number>2</number></detail>'
    '<extent unit="pages"><start>235</start><end>248</end></extent><date>1999-05</date></part></relatedItem>'
)


@pytest.mark.parametrize(
    ("inside", "genre", "venue", "type_"),
    [
        ('<identifier type="issn">0028-0836</identifier>', "", "Journal", "JournalArticle"),
        ("<originInfo><issuance>continuing</issuance></originInfo>", "article", "Journal", "JournalArticle"),
        ('<identifier type="isbn">0192833987</identifier>', "", "Book", "BookChapter"),
        ("<genre>conference publication</genre>", "", "ConferenceProceedings", "ConferencePaper"),
        ("", "article", "Journal", "JournalArticle"),
        ("", "inproceedings", "ConferenceProceedings", "ConferencePaper"),
        ("", "", "Expression", "Expression"),
    ],
)
def test_a_part_stands_in_its_host(inside: str, genre: str, venue: str, type_: str) -> None:
    """The host is the venue, with the place in it; it and the genre tell each other's class."""
    record = told(_TITLE + (f"<genre>{genre}</genre>" if genre else "") + _HOST.format(inside))
    assert record.venue is not None
    assert (record.venue.type, record.venue.title, record.type) == (venue, "Journal of Kilns", type_)
    assert (record.volume, record.issue, record.pages) == ("3", "2", "235-248")
    assert (record.first_page, record.last_page, record.issued) == ("235", "248", "1999-05")


def test_other_items_are_relations_and_series() -> None:
    """The type tells the kind of relation; a series has its number."""
    record = told(
        _TITLE
        + '<relatedItem type="preceding"><titleInfo><title>Old</title></titleInfo></relatedItem>'
        + '<relatedItem type="references"><identifier type="doi">10.1000/182</identifier></relatedItem>'
        + '<relatedItem displayLabel="See"><titleInfo><title>Other</title></titleInfo></relatedItem>'
        + '<relatedItem type="series"><titleInfo><title>Klassiki ; 12</title></titleInfo></relatedItem>'
    )
    assert [(one.kind, one.citation, one.note) for one in record.relations] == [
        ("continues", "Old", ""),
        ("cites", "", ""),
        ("citesAsRelated", "Other", "See"),
    ]
    assert [(one.title, one.number) for one in record.series] == [("Klassiki", "12")]


# -- identifiers, rights, types ----------------------------------------------------------------


def test_identifiers_and_addresses_have_their_places() -> None:
    """Schemes by type, identifiers in addresses, plain addresses as links; what is invalid stays."""
    record = told(
        _TITLE
        + '<identifier type="doi">https://doi.org/10.1000/182</identifier>'
        + '<identifier type="doi" invalid="yes">10.1000/bad</identifier>'
        + '<identifier type="uri">http://hdl.handle.net/10036/4298</identifier>'
        + '<identifier type="uri">http://example.org/a</identifier>'
        + '<identifier type="local">955.11</identifier>'
        + '<location><url displayLabel="Text">http://example.org/b</url>'
        + "<shelfLocator>A 1</shelfLocator></location>"
    )
    assert {(one.scheme, one.value) for one in record.identifiers} == {
        ("doi", "10.1000/182"),
        ("handle", "10036/4298"),
    }
    assert [(one.url, one.label) for one in record.links] == [
        ("http://example.org/a", ""),
        ("http://example.org/b", "Text"),
    ]
    assert extra(record)["identifier[doi][invalid]"] == ("10.1000/bad",)
    assert extra(record)["identifier[local]"] == ("955.11",)
    assert extra(record)["location/shelfLocator"] == ("A 1",)


def test_conditions_name_licences_and_access() -> None:
    """A licence by its address or its words; an access right by its words; the statement stays."""
    record = told(
        _TITLE
        + '<accessCondition xlink:href="https://creativecommons.org/licenses/by/4.0/">CC BY</accessCondition>'
        + "<accessCondition>open access</accessCondition>"
    )
    assert [one.licence for one in record.licences] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert record.access == "OpenAccess"
    assert record.rights == ("CC BY https://creativecommons.org/licenses/by/4.0/", "open access")


@pytest.mark.parametrize(
    ("inner", "type_"),
    [
        ("<genre>book</genre>", "Book"),
        ("<genre>thesis</genre><genre>doctoral thesis</genre>", "Thesis"),
        ("<typeOfResource>moving image</typeOfResource>", "Movie"),
        ('<typeOfResource manuscript="yes">text</typeOfResource>', "Manuscript"),
        (
            "<genre>text</genre><originInfo><issuance>monographic</issuance></originInfo>",
            "Book",
        ),
        ("<originInfo><issuance>serial</issuance></originInfo>", "Periodical"),
        ("<typeOfResource>cartographic</typeOfResource>", "Expression"),
    ],
)
def test_the_type_is_that_of_the_narrowest_word(inner: str, type_: str) -> None:
    """Genre, kind of resource and issuance tell the class, in this order."""
    assert told(_TITLE + inner).type == type_


def test_a_number_alone_is_told_apart_by_the_day_of_the_record() -> None:
    """A record's id has its source before it, or the day of creation behind a mere number."""
    info = (
        "<recordInfo><recordIdentifier{}>17</recordIdentifier>"
        "<recordCreationDate>2009-05-14</recordCreationDate></recordInfo>"
    )
    assert told(_TITLE + info.format(' source="DLC"')).provenance[0].id == "(DLC)17"
    assert told(_TITLE + info.format("")).provenance[0].id == "17@2009-05-14"
    assert told(_TITLE).provenance[0].id == ""


# -- files -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "sure"),
    [
        (f'<mods xmlns="{_NAMESPACE}"/>', 1.0),
        (f'<?xml version="1.0"?><m:modsCollection xmlns:m="{_NAMESPACE}">', 1.0),
        ("<mods><titleInfo><title>T</title></titleInfo></mods>", 0.9),
        ("<mods><mod/></mods>", 0.0),
        (f'<OAI-PMH><ListRecords><record><metadata><mods xmlns="{_NAMESPACE}"><titleInfo>', 0.7),
        (
            f"<OAI-PMH><metadataFormat><metadataNamespace>{_NAMESPACE}</metadataNamespace></metadataFormat></OAI-PMH>",
            0.0,
        ),
        ('<collection xmlns="http://www.loc.gov/MARC21/slim">', 0.0),
    ],
)
def test_mods_is_known_by_its_root(head: str, sure: float) -> None:
    """The root element tells, or the records within the answer of a server."""
    assert mods.detect(head.encode()) == sure


def test_hostile_markup_costs_itself() -> None:
    """Entities are refused; a broken record and one of nothing are rejected, the others are read."""
    (refused,) = sources.embedded(
        f'<!DOCTYPE mods [<!ENTITY a "b">]><mods xmlns="{_NAMESPACE}">{_TITLE}</mods>'.encode(), "f"
    )
    assert isinstance(refused, Reject)
    assert "entities" in refused.reason
    found = items(
        f'<modsCollection xmlns="{_NAMESPACE}"><mods>{_TITLE}</mods><mods><titleInfo></mods><mods/>'
        f"<mods>{_TITLE}</mods></modsCollection>"
    )
    assert [type(one) for one in found] == [Record, Reject, Reject, Record]


def test_a_reject_names_its_record() -> None:
    """A record without title, identifier and name is told by its own id and with what to do."""
    empty = "<mods><genre>map</genre><recordInfo><recordIdentifier>r-7</recordIdentifier></recordInfo></mods>"
    (reject,) = items(f'<modsCollection xmlns="{_NAMESPACE}">{empty}</modsCollection>')
    assert isinstance(reject, Reject)
    assert (reject.record, reject.reason.partition(": ")[2]) == ("r-7", "complete it, or leave it out")


# -- real files --------------------------------------------------------------------------------

_REAL = {
    "mods/MODSImporterTestAllFields.xml": (1, 0),
    "mods/MODSImporterTestGenreMapping.xml": (0, 1),
    "mods/MODSImporterTestMinimal.xml": (0, 1),
    "mods/MODSImporterTestMods.xml": (1, 0),
    "mods/MODSImporterTestModsCollection.xml": (3, 0),
    "mods/MODSImporterTestMonographicBookFallback.xml": (1, 0),
    "mods/ModsExportFormatTestAllFields.xml": (1, 0),
    "mods/ModsExportFormatTestBook.xml": (0, 1),
    "mods/ModsExportFormatTestMultipleEntries.xml": (2, 0),
    "mods/ModsExportFormatTestOnlyRequiredFields.xml": (1, 0),
    "mods/ModsExportFormatTestTotalPages.xml": (1, 0),
    "marc/modsoutput.xml": (1, 0),
}
"""Each file with its records and rejects: a genre or a wrong number alone is no publication."""


@pytest.mark.shared
def test_every_real_record_comes_out_and_no_other_file_is_taken(shared: Path) -> None:
    """Of all real files the MODS reader takes those of MODS, and reads each of their records."""
    taken = {}
    for path in (shared / "data").rglob("*"):
        if path.is_file():
            with opened(str(path)) as stream:
                found = detect(stream.peek(HEAD)[:HEAD])  # type: ignore[attr-defined]
            if found is not None and found.name == "mods":
                read = list(sources.read(str(path)))
                rejects = sum(isinstance(one, Reject) for one in read)
                taken[path.relative_to(shared / "data").as_posix()] = (len(read) - rejects, rejects)
    assert taken == _REAL


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


def _same_isbn(text: str, record: Record) -> bool:
    """Whether a text is an ISBN that the Record has: in ten digits and in thirteen it stands once."""
    number = ids.isbn(text)
    return number is not None and ids.comparable("isbn", number) in {
        ids.comparable(one.scheme, one.value) for one in record.identifiers
    }


def _elements(element: Element) -> list[Element]:
    own = element.tag.rpartition("}")[2]
    return [element] if own == "mods" else [one for one in element if one.tag.rpartition("}")[2] == "mods"]


@pytest.mark.shared
def test_no_text_of_a_real_record_is_lost(shared: Path) -> None:
    """Every text of every element stands in the Record, roles and languages as what they mean."""
    lost, count = [], 0
    for name in _REAL:
        path = shared / "data" / name
        elements = _elements(fromstring(path.read_bytes()))
        for element, record in zip(elements, sources.read(str(path)), strict=True):
            if isinstance(record, Reject):
                continue
            have = _bare("\0".join(strings(msgspec.to_builtins(record))))
            for one in element.iter():
                text = _bare(one.text or "").strip(",.:/;[]")
                count += 1
                if _same_isbn(one.text or "", record):
                    continue
                if (
                    text
                    and text not in have
                    and not tables.role(text)
                    and tables.language(text) not in record.languages
                ):
                    lost.append((name, one.tag.rpartition("}")[2], one.text))
    # days of the record in the two digits of MARC, and numbers of things in their normal form
    assert [one for one in lost if one[1] not in {"recordCreationDate", "recordChangeDate"}] == []
    assert count > 300


@pytest.mark.shared
def test_every_real_record_maps(shared: Path) -> None:
    """Nothing that a real record holds is refused by the graph."""
    for name in _REAL:
        for one in sources.read(str(shared / "data" / name)):
            assert isinstance(one, Reject) or b"".join(nquads([one]))
