"""The MARC reader: what each field becomes, the serialisations, damage, hostile input."""

from __future__ import annotations

import io
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marc_records import assembled, binary, collection, in_json, mnemonic, xml

from kg import sources
from kg.record import Record, Reject
from kg.sources.marc import marc
from kg.sources.marc.binary import LIMIT
from kg.sources.marc.host import place
from kg.sources.marc.telling import Telling

_TITLE = "245 00 $a Title"


def items(data: bytes | str) -> list[Record | Reject]:
    """What the reader makes of the bytes of a file."""
    return list(marc.read(io.BytesIO(data.encode() if isinstance(data, str) else data), "f"))


def told(*lines: str, leader: str = "LDR 00000nam a2200000 a 4500") -> Record:
    """The Record of one record of these lines."""
    (found,) = items(binary("\n".join([leader, "001 1", *lines])))
    assert isinstance(found, Record), found
    return found


def extra(record: Record) -> dict[str, tuple[str, ...]]:
    """What the Record keeps, by field."""
    return {one.field: one.values for one in record.extra}


def written(record: Record, rule: str) -> set[str]:
    """The texts as published that a rule has changed."""
    return {one.written for one in record.changes if one.rule == rule}


# -- titles ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "title", "subtitle"),
    [
        ("$a The whole : $b a part / $c by A.", "The whole", "a part"),
        (
            "$a The whole. $n 2, $p The second part : $b more / $c by A.",
            "The whole. 2, The second part",
            "more",
        ),
        ("$a The whole. $p Second part.", "The whole. Second part", ""),
        ("$a A life in the U.S.", "A life in the U.S.", ""),
        ("$a To be continued ...", "To be continued ...", ""),
        ("$k Letters, $f 1900-1910", "Letters", ""),
    ],
)
def test_a_title_is_put_together_of_its_parts(field: str, title: str, subtitle: str) -> None:
    """Title, numbers and names of parts are one title, without the marks between them."""
    record = told(f"245 10 {field}")
    assert [one.text for one in record.titles] == [title]
    assert "".join(record.subtitles) == subtitle


def test_a_parallel_title_is_an_alternative_one() -> None:
    """Behind an equals sign stands the same title in another language, not a subtitle."""
    record = told("245 10 $a War = $b Krieg : ein Buch / $c A.")
    assert record.subtitles == ()
    assert [one.text for one in record.alternative_titles] == ["Krieg : ein Buch"]
    both = told("245 10 $a War : $b a book = Krieg : ein Buch / $c A.")
    assert both.subtitles == ("a book",)
    assert [one.text for one in both.alternative_titles] == ["Krieg : ein Buch"]


def test_punctuation_goes_and_the_written_text_stays() -> None:
    """What ISBD puts between the parts goes by a named rule; what was written is kept."""
    record = told("245 10 $a Title : $b rest / $c A.", "260 __ $a [Paris] : $b Seuil, $c 1959.")
    assert (record.places, record.publishers, record.issued) == (("Paris",), ("Seuil",), "1959")
    assert written(record, "isbd") == {"Title :", "rest /", "[Paris] :", "Seuil,", "1959."}


def test_characters_that_are_not_to_be_filed_are_kept_as_their_number() -> None:
    """The second indicator of the title stands in extra where it is more than nothing."""
    assert extra(told("245 14 $a The title"))["245/nonfiling"] == ("4",)
    assert "245/nonfiling" not in extra(told(_TITLE))


def test_a_translation_by_the_library_has_its_language() -> None:
    """Field 242 is a translated title, with the language that it names."""
    record = told(_TITLE, "242 10 $a The deed. $y eng")
    assert [(one.text, one.lang) for one in record.translated_titles] == [("The deed", "en")]


# -- other scripts -----------------------------------------------------------------------------

_HEBREW = ("008 110313s2011####is############000#0#heb##",)


def test_a_pair_in_another_script_is_a_title_with_its_language() -> None:
    """The vernacular title is an alternative one; the romanised title says that it is that."""
    record = told(*_HEBREW, "245 10 $6 880-01 $a Sefer", "880 10 $6 245-01/(2/r $a ספר")
    assert [(one.text, one.lang) for one in record.titles] == [("Sefer", "he-latn")]
    assert [(one.text, one.lang) for one in record.alternative_titles] == [("ספר", "he")]


def test_a_script_that_the_language_is_not_written_in_is_told_alone() -> None:
    """Chinese in a book in English has a script, but nobody knows the language."""
    record = told("008 #####################################", "245 10 $a Book", "246 31 $a 書")
    assert [(one.text, one.lang) for one in record.alternative_titles] == [("書", "und-hani")]


def test_a_vernacular_field_without_a_pair_stands_for_itself() -> None:
    """An unlinked 880 is read as the field that it names."""
    record = told(*_HEBREW, "880 10 $6 245-00/(2/r $a ספר")
    assert [(one.text, one.lang) for one in record.titles] == [("ספר", "he")]


def test_the_pair_may_stand_first_and_the_order_is_kept() -> None:
    """An 880 before the field it is linked with is its pair all the same."""
    record = told("880 1_ $6 100-01/(N $a Толстой, Лев.", "100 1_ $6 880-01 $a Tolstoy, Leo", _TITLE)
    assert record.contributions[0].agent.other_names == ("Толстой, Лев",)
    assert len(record.contributions) == 1


def test_a_vernacular_imprint_does_not_add_a_second_publisher() -> None:
    """Place and publisher in another script stay in extra, with or without a link."""
    record = told("260 __ $a Moskva : $b Nauka", "880 __ $6 260-00/(N $a Москва : $b Наука", _TITLE)
    assert record.publishers == ("Nauka",)
    assert extra(record)["880/260"] == ("## $a Москва : $b Наука",)


# -- people ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "name", "family", "given", "suffix"),
    [
        ("1_ $a Trent, W. P. $q (William Peterfield), $d 1862-1939.", "Trent, W. P.", "Trent", "W. P.", ""),
        ("1_ $a King, Martin L., $c Jr., $d 1929-1968.", "King, Martin L., Jr.", "King", "Martin L.", "Jr."),
        ("0_ $a Elizabeth $b II, $c Queen, $d 1926-2022", "Elizabeth II, Queen", "", "", ""),
        ("0_ $a Appianus, $c of Alexandria.", "Appianus, of Alexandria", "", "", ""),
        ("1_ $a Nawaz, Tawfique.", "Nawaz, Tawfique", "Nawaz", "Tawfique", ""),
        ("1_ $a Athearn, Robert G.", "Athearn, Robert G.", "Athearn", "Robert G.", ""),
    ],
)  # fmt: skip
def test_a_name_has_neither_dates_nor_stops(
    field: str, name: str, family: str, given: str, suffix: str
) -> None:
    """Dates and fuller forms are no part of the name; the heading stays as it was written."""
    record = told(f"100 {field}", _TITLE)
    agent = record.contributions[0].agent
    assert (agent.name, agent.family, agent.given, agent.suffix) == (name, family, given, suffix)
    heading = (
        field.split("$a ", 1)[1].replace("$b ", "").replace("$c ", "").replace("$d ", "").replace("$q ", "")
    )
    assert heading == name or heading in written(record, "heading")


@pytest.mark.parametrize(
    ("field", "kind", "name"),
    [
        ("710 1_ $a United States. $b Department of Justice. $b Library.", "Organization",
         "United States. Department of Justice. Library"),
        ("711 2_ $a Conference on Tests $n (4th : $d 1988 : $c San Diego, Calif.)", "Organization",
         "Conference on Tests (4th : 1988 : San Diego, Calif.)"),
        ("700 3_ $a Bernoulli family.", "Group", "Bernoulli family"),
        ("720 2_ $a Acme Press", "Organization", "Acme Press"),
        ("720 1_ $a Ash, Ann", "Person", "Ash, Ann"),
    ],
)  # fmt: skip
def test_bodies_meetings_and_families_have_their_kind(field: str, kind: str, name: str) -> None:
    """The tag and the indicator tell what an agent is; units and places of meetings are in the name."""
    agent = told(field, _TITLE).contributions[0].agent
    assert (agent.kind, agent.name) == (kind, name)


def test_relators_become_roles_and_odd_ones_stay() -> None:
    """Codes, terms and addresses of relators count alike, each role once; others are told as stated."""
    record = told(
        "100 1_ $a A, B, $e author, $e illustrator. $4 aut",
        "700 1_ $a C, D $4 http://id.loc.gov/vocabulary/relators/edt",
        "700 1_ $a E, F, $e former owner.",
        "700 1_ $a G, H",
        _TITLE,
    )
    assert [(one.agent.name, one.role, one.stated) for one in record.contributions] == [
        ("A, B", "author", ""),
        ("A, B", "illustrator", ""),
        ("C, D", "editor", ""),
        ("E, F", "contributor", "former owner"),
        ("G, H", "contributor", ""),
    ]


def test_identifiers_of_agents_are_known_by_agency_or_address() -> None:
    """ORCID, GND, VIAF, ISNI, Wikidata and LCNAF are identifiers; numbers of others stay."""
    record = told(
        "100 1_ $a A, B $0 (orcid)0000-0002-1825-0097 $0 (DE-588)118540238 $1 http://viaf.org/viaf/102333412"
        " $1 https://isni.org/isni/0000000121032683 $1 http://www.wikidata.org/entity/Q42"
        " $0 http://id.loc.gov/authorities/names/n79021164 $0 (DE-601)391861484 $1 https://example.org/a",
        _TITLE,
    )
    found = {(one.scheme, one.value) for one in record.contributions[0].agent.identifiers}
    assert found == {
        ("orcid", "0000-0002-1825-0097"),
        ("gnd", "118540238"),
        ("viaf", "102333412"),
        ("isni", "0000000121032683"),
        ("wikidata", "Q42"),
        ("lccn", "n79021164"),
    }
    assert extra(record)["100$0"] == ("(DE-601)391861484",)
    assert extra(record)["100$1"] == ("https://example.org/a",)


def test_a_work_is_no_author_of_the_whole() -> None:
    """An added entry with a title is a part or a related work, and its author is not ours."""
    record = told("700 12 $a A, B. $t Part.", "700 1_ $i Based on (work): $a C, D. $t Source.", _TITLE)
    assert record.contributions == ()
    assert [(one.kind, one.citation, one.note) for one in record.relations] == [
        ("hasPart", "A, B. Part", ""),
        ("isDerivedFrom", "C, D. Source", "Based on (work)"),
    ]


# -- identifiers -------------------------------------------------------------------------------


def test_an_isbn_keeps_the_words_behind_it() -> None:
    """The number is bare; whether it is the paperback stays with the number as written."""
    record = told(
        "020 __ $a 0192833987 (pbk.)", "020 __ $a 9780199232765 $q hardback", "020 __ $a none", _TITLE
    )
    assert [one.value for one in record.identifiers] == ["0192833987", "9780199232765"]
    assert written(record, "identifier") == {"0192833987 (pbk.)", "9780199232765 (hardback)"}
    assert extra(record)["020$a"] == ("none",)


@pytest.mark.parametrize(
    ("field", "scheme", "value"),
    [
        ("024 7_ $a 10.1000/182 $2 doi", "doi", "10.1000/182"),
        ("024 7_ $a urn:nbn:de:101:1-201102033592 $2 urn", "urn", "urn:nbn:de:101:1-201102033592"),
        ("024 7_ $a 1721.1/11174 $2 hdl", "handle", "1721.1/11174"),
        ("024 3_ $a 9780199232765", "isbn", "9780199232765"),
        ("035 __ $a (OCoLC)ocm00012345", "oclc", "12345"),
        ("035 __ $a ocn710973037", "oclc", "710973037"),
        ("010 __ $a    68012345 ", "lccn", "68012345"),
        ("016 7_ $a 101469079 $2 DNLM", "nlm", "101469079"),
        ("856 40 $u https://doi.org/10.1000/182", "doi", "10.1000/182"),
    ],
)
def test_standard_numbers_have_their_scheme(field: str, scheme: str, value: str) -> None:
    """Field, indicator and source code tell what a number is."""
    assert [(one.scheme, one.value) for one in told(field, _TITLE).identifiers] == [(scheme, value)]


def test_a_number_of_unknown_kind_stays_with_its_source() -> None:
    """What no scheme is for is kept whole, so that nobody has to guess which code is of which number."""
    record = told("024 7_ $a x1 $2 foo", "016 7_ $a 010028277 $2 DE-101", _TITLE)
    assert extra(record)["024"] == ("7# $a x1 $2 foo",)
    assert extra(record)["016"] == ("7# $a 010028277 $2 DE-101",)


def test_an_issn_belongs_to_what_it_numbers() -> None:
    """The ISSN of a serial is its own, of an article that of its journal, of a book that of a series."""
    serial = told("022 0_ $a 0028-0836 $l 0028-0836", _TITLE, leader="LDR 00000cas a2200000 a 4500")
    assert [one.scheme for one in serial.identifiers] == ["issn", "issnl"]
    article = told("022 0_ $a 0028-0836", _TITLE, leader="LDR 00000nab a2200000 a 4500")
    assert article.venue is not None
    assert [one.value for one in article.venue.identifiers] == ["0028-0836"]
    book = told("022 0_ $a 0028-0836", _TITLE)
    assert book.identifiers == ()
    assert extra(book)["022$a"] == ("0028-0836",)


def test_a_control_number_alone_names_no_record_of_all_catalogues() -> None:
    """With its agency it does; without, the day of entry tells two catalogues apart."""
    assert told("003 DLC", _TITLE).provenance[0].id == "(DLC)1"
    entered = told("008 110313s2011####is############000#0#heb##", _TITLE)
    assert entered.provenance[0].id == "1@110313"
    assert told(_TITLE).provenance[0].id == "1"


# -- links, imprint, series --------------------------------------------------------------------


def test_links_have_the_words_of_the_catalogue() -> None:
    """Material, text and note are the label; what is only related is a relation; free access is told."""
    record = told(
        "856 41 $3 Scan: $u http://a.example/1 $y PDF $z kostenfrei $q application/pdf",
        "856 42 $3 Table of contents $u http://a.example/2",
        "856 40 $u no address $z here",
        _TITLE,
    )
    assert [(one.url, one.label, one.media) for one in record.links] == [
        ("http://a.example/1", "Scan, PDF, kostenfrei", "application/pdf")
    ]
    assert [one.citation for one in record.relations] == ["Table of contents: http://a.example/2"]
    assert record.access == "OpenAccess"
    assert extra(record)["856$u"] == ("here: no address",)


@pytest.mark.parametrize(
    ("coded", "imprint", "issued", "as_written"),
    [
        ("s1959####", "1959.", "1959", ""),
        ("s1990####", "c1990", "1990", "c1990"),
        ("e20111125", "2011", "2011-11-25", "2011"),
        ("m18801888", "1880-1888", "1880", "1880-1888"),
        ("s19uu####", "[1987?]", "1987", "[1987?]"),
        ("nuuuuuuuu", "[n.d.]", "", "[n.d.]"),
        ("s9999####", "2001", "2001", ""),
        ("|||||||||", "1999, c1998", "1999", "1999, c1998"),
        ("|||||||||", "c1998", "1998", "c1998"),
    ],
)
def test_the_date_is_that_of_the_codes_else_of_the_imprint(
    coded: str, imprint: str, issued: str, as_written: str
) -> None:
    """Field 008 counts where it has a year; what the imprint says more is kept as written."""
    record = told(f"008 990101{coded}xx#############000#0#eng##", f"260 __ $a P : $b Q, $c {imprint}", _TITLE)
    assert (record.issued, record.issued_written) == (issued, as_written)


def test_copyright_and_first_edition_are_events() -> None:
    """The year of the copyright and that of the original are told apart from the year of publication."""
    record = told(
        "008 990101r19681869xx#############000#0#eng##", "264 _1 $c 1968", "264 _4 $c ©1967", _TITLE
    )
    assert [(one.stage, one.date) for one in record.history] == [("copyright", "1967"), ("original", "1869")]


def test_unknown_places_and_publishers_are_none() -> None:
    """What a catalogue writes for not knowing is no name; it stays."""
    record = told(
        "260 __ $a [S.l. : $b s.n.], $c 1999", "264 _1 $a [Place of publication not identified]", _TITLE
    )
    assert (record.places, record.publishers) == ((), ())
    assert extra(record)["260$b"] == ("s.n.],",)


def test_a_series_is_told_once() -> None:
    """The heading of a series stands for the series as printed; each has its number."""
    record = told(
        "490 1_ $a Klassiki ; $v v. 12", "830 _0 $a Klassiki literatury.", "490 0_ $a Other $v 3", _TITLE
    )
    assert [(one.title, one.number) for one in record.series] == [
        ("Klassiki literatury", "v. 12"),
        ("Other", "3"),
    ]
    assert extra(record)["490$a"] == ("Klassiki",)


# -- subjects ----------------------------------------------------------------------------------


def test_a_heading_with_subdivisions_is_one_topic_beside_its_main_heading() -> None:
    """The subdivisions stand in one label; the schemes are those of the indicator and of the source."""
    record = told(
        "650 _0 $a Upper class $z United States $x History $y 19th century.",
        "650 _7 $a Krieg $2 gnd $0 (DE-588)4033114-3",
        "651 _7 $a Russia. $2 fast $0 (OCoLC)fst01207312",
        "650 _7 $a autot $2 yso/fin $0 http://www.yso.fi/onto/yso/p1223",
        _TITLE,
    )
    assert [(one.label, one.scheme, one.concept, one.lang) for one in record.topics] == [
        ("Upper class", "lcsh", "", ""),
        ("Upper class--United States--History--19th century", "lcsh", "", ""),
        ("Krieg", "gnd", "https://d-nb.info/gnd/4033114-3", ""),
        ("Russia", "fast", "http://id.worldcat.org/fast/1207312", ""),
        ("autot", "yso", "http://www.yso.fi/onto/yso/p1223", "fi"),
    ]


def test_mesh_with_a_qualifier_is_the_topic_that_pubmed_has() -> None:
    """A descriptor and its qualifier have the IRIs, numbers and labels of MeSH; primary ones are major."""
    record = told("650 12 $a Pregnancy $x psychology. $0 https://id.nlm.nih.gov/mesh/D011247Q000523", _TITLE)
    main, pair = record.topics
    assert (main.label, main.notation, main.concept[-7:]) == ("Pregnancy", "D011247", "D011247")
    assert (pair.label, pair.notation, pair.major) == ("Pregnancy/psychology", "D011247Q000523", True)
    assert pair.broader == main.concept


def test_genre_is_what_it_is_and_keywords_are_free() -> None:
    """Field 655 is a type of the work, not its topic; field 653 holds keywords."""
    record = told("655 _7 $a Historical fiction. $2 lcgft", "653 __ $a one; $a two", _TITLE)
    assert record.topics == ()
    assert [(one.label, one.scheme) for one in record.publication_types] == [("Historical fiction", "lcgft")]
    assert [one.text for one in record.keywords] == ["one", "two"]


@pytest.mark.parametrize(
    ("line", "topics", "kept"),
    [
        ("050 00 $a QA76.73.P22 $b M33 2000", [("lcc", "QA76.73.P22")], {"050$b": ("M33 2000",)}),
        ("050 _0 $a PZ4.M6557 $b Re $a PS3563.I423", [("lcc", "PZ4.M6557"), ("lcc", "PS3563.I423")], None),
        ("050 00 $a Atlantic 1259", [], {"050$a": ("Atlantic 1259",)}),
        ("060 00 $a QH 581 $b M221a 1975", [("nlm", "QH 581")], {"060$b": ("M221a 1975",)}),
        ("060 00 $a 2008 D-250", [], {"060$a": ("2008 D-250",)}),
        ("080 __ $a 530.182 $2 4", [("udc", "530.182")], {"080$2": ("4",)}),
        ("080 __ $a 82-3 $2 4", [], {"080": ("## $a 82-3 $2 4",)}),
        ("082 04 $a 813/.6 $a B $2 22", [("ddc", "813.6")], {"082$a": ("B",), "082$2": ("22",)}),
        ("082 00 $a 305.89'60’73 $2 21", [("ddc", "305.896073")], {"082$2": ("21",)}),
        ("082 00 $a [Fic] $2 21", [], {"082": ("00 $a [Fic] $2 21",)}),
        ("082 __ $a 123.45 .I39", [], {"082$a": ("123.45 .I39",)}),
        ("084 __ $a 910 $a 940 $q DE-600 $2 sdnb", [("sdnb", "910"), ("sdnb", "940")], None),
        ("084 __ $a 84(4)-44 $2 rubbkm", [], {"084": ("## $a 84(4)-44 $2 rubbkm",)}),
        ("084 __ $a 17,1", [], {"084$a": ("17,1",)}),
        ("084 __ $a 910", [], {"084$a": ("910",)}),
    ],
)
def test_a_number_of_a_classification_is_a_topic(
    line: str, topics: list[tuple[str, str]], kept: dict[str, tuple[str, ...]] | None
) -> None:
    """Each number of a scheme that is known; marks of where to cut go; shelf marks and editions stay."""
    record = told(line, _TITLE)
    assert [(one.scheme, one.label) for one in record.topics] == topics
    assert all(one.notation == one.label and not one.concept for one in record.topics)
    found = {field: values for field, values in extra(record).items() if field.startswith(line[:3])}
    assert kept is None or found == kept


def test_a_number_that_two_libraries_give_is_one_topic() -> None:
    """The same class from another agency or edition is the same class."""
    record = told("082 00 $a 973/.04 $2 20", "082 04 $a 973.04 $2 22", "084 __ $a 973.04 $2 sdnb", _TITLE)
    assert [(one.scheme, one.label) for one in record.topics] == [("ddc", "973.04"), ("sdnb", "973.04")]
    assert written(record, "identifier") == {"973/.04"}


# -- notes, rights, funding --------------------------------------------------------------------


def test_notes_go_by_their_kind() -> None:
    """Summary, rights, licence, funding and plain notes have their places; those of one copy stay."""
    record = told(
        "500 __ $a A note.",
        "520 2_ $a Scope.",
        "506 0_ $a Open Access $f Unrestricted online access $2 star",
        "540 __ $a CC BY 4.0 $u https://creativecommons.org/licenses/by/4.0/legalcode",
        "536 __ $a Fund of Tests $c G-1",
        "590 __ $a Our copy lacks p. 3.",
        _TITLE,
    )
    assert record.notes == ("A note.",)
    assert [(one.sections[0].text, one.kind) for one in record.abstracts] == [("Scope.", "scope-and-content")]
    assert record.access == "OpenAccess"
    assert [one.licence for one in record.licences] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert "CC BY 4.0 https://creativecommons.org/licenses/by/4.0/legalcode" in record.rights
    assert [(one.number, one.funder) for one in record.funding] == [("G-1", "Fund of Tests")]
    assert extra(record)["590"] == ("## $a Our copy lacks p. 3.",)


# -- types -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "lines", "type_"),
    [
        ("am", (), "Book"),
        ("am", ("502 __ $a Thesis (M.A.)--Yale, 1999.",), "MastersThesis"),
        ("tm", ("502 __ $b Ph. D. $c X",), "DoctoralThesis"),
        ("am", ("502 __ $a Thesis--X.",), "Thesis"),
        ("am", ("655 _7 $a Konferenzschrift $2 gnd-content",), "ConferenceProceedings"),
        (
            "am",
            (
                "008 990101s1999####xx##########100#0#eng##".replace(
                    "##########100", "###########" + "1" + "0"
                ),
            ),
            "Book",
        ),
        ("am", ("008 990101s1999####xx#######d####000#0#eng##",), "ReferenceBook"),
        ("as", ("008 990101c19999999xx#ar#n#######0###a0eng##",), "Newspaper"),
        ("as", ("008 990101c19999999xx#ar#m#######0###a0eng##",), "BookSeries"),
        ("as", (), "Periodical"),
        ("aa", (), "BookChapter"),
        ("ab", ("773 0_ $t J $x 0028-0836",), "JournalArticle"),
        ("ab", (), "Article"),
        ("am", ("773 0_ $t J $x 0028-0836 $g p. 1-2",), "Book"),
        ("em", (), "Expression"),
        ("jm", (), "AudioDocument"),
        ("gm", ("008 990101s1999####xx################v#eng##",), "Movie"),
        ("mm", ("008 990101s1999####xx#########a########eng##",), "DataFile"),
    ],
)
def test_the_type_is_told_by_codes_and_words(level: str, lines: tuple[str, ...], type_: str) -> None:
    """Leader, coded field, thesis note, genre and host tell the class of the expression."""
    record = told(*lines, _TITLE, leader=f"LDR 00000n{level} a2200000 a 4500")
    assert record.type == type_


def test_a_conference_publication_is_told_by_its_code() -> None:
    """Position 29 of field 008 makes a book the proceedings of a conference."""
    coded = "990101s1999    xx " + " " * 11 + "1" + "00 0 eng  "
    assert coded[29] == "1"
    assert told(f"008 {coded.replace(' ', '#')}", _TITLE).type == "ConferenceProceedings"


def test_what_is_no_publication_is_rejected() -> None:
    """Authority records and holdings are told from descriptions of publications."""
    (found,) = items(binary("LDR 00000nz  a2200000n  4500\n001 n1\n100 1_ $a A, B"))
    assert isinstance(found, Reject)
    assert "authority" in found.reason
    assert found.record == "n1"


# -- the host ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vol. 24, pt. B no. 9 (Sept. 1993), p. 235-48", ("24", "9", "235", "248", "1993-09")),
        ("Jg. 10 (2010), H. 3, S. 5-10", ("10", "3", "5", "10", "2010")),
        ("Bd. 3 (1999), S. 17", ("3", "", "17", "", "1999")),
        ("Vol. 12, nº 2 (2005), pág. 33-45", ("12", "2", "33", "45", "2005")),
        ("2010:3, s. 5-6", ("", "3", "5", "6", "2010")),
        ("96:4<23", ("96", "4", "23", "", "")),
        ("volume:16", ("16", "", "", "", "")),
        ("pages:55-70", ("", "", "55", "70", "")),
        ("Vol. 349 n° 8 (15 May 2003), p. 1-2", ("349", "8", "1", "2", "2003-05-15")),
        ("some day", ("", "", "", "", "")),
    ],
)
def test_the_place_in_the_host_is_read_in_many_habits(text: str, expected: tuple[str, ...]) -> None:
    """Volume, issue, pages and date are told from one text, and a short last page is filled in."""
    draft = Telling()
    place(draft, text)
    assert (draft.volume, draft.issue, draft.first_page, draft.last_page, draft.issued) == expected


def test_an_article_stands_in_its_journal() -> None:
    """Field 773 of a part is the venue; the words of the place stay as written."""
    record = told(
        "773 08 $7 nnas $i In: $t Nature $x 0028-0836 $w (OCoLC)1586310 $g Vol. 1, no. 2 (1999), p. 3-4",
        _TITLE,
        leader="LDR 00000nab a2200000 a 4500",
    )
    assert record.venue is not None
    assert (record.venue.type, record.venue.title) == ("Journal", "Nature")
    assert {(one.scheme, one.value) for one in record.venue.identifiers} == {
        ("issn", "0028-0836"),
        ("oclc", "1586310"),
    }
    assert (record.volume, record.issue, record.pages) == ("1", "2", "3-4")
    assert extra(record)["773$g"] == ("Vol. 1, no. 2 (1999), p. 3-4",)
    assert "773$i" not in extra(record)


@pytest.mark.parametrize(
    ("tag", "indicators", "kind", "note"),
    [
        ("765", "0_", "isTranslationOf", ""),
        ("770", "0_", "isSupplementedBy", ""),
        ("776", "08", "hasVersion", "Online"),
        ("780", "00", "continues", "Continues"),
        ("780", "04", "replaces", "Formed by the union of"),
        ("785", "00", "isContinuedBy", "Continued by"),
        ("785", "06", "isReplacedBy", "Split into"),
        ("787", "08", "citesAsRelated", "Sequel"),
    ],
)
def test_links_to_other_publications_have_their_kind(tag: str, indicators: str, kind: str, note: str) -> None:
    """The tag tells the kind, and the words of the field or of its indicator are the note."""
    stated = f"$i {note}: " if indicators.endswith("8") else ""
    record = told(f"{tag} {indicators} {stated}$t Other title $x 0028-0836 $w (OCoLC)1586310", _TITLE)
    (found,) = record.relations
    assert (found.kind, found.citation, found.note) == (kind, "Other title", note)
    assert {one.scheme for one in found.identifiers} == {"issn", "oclc"}


# -- nothing is lost ---------------------------------------------------------------------------


def test_what_nobody_knows_is_kept_as_it_is() -> None:
    """Fields and subfields without a handler stay, the field whole, the subfield under its code."""
    record = told("949 1_ $a x $b y", "300 __ $a 3 p. $3 first", _TITLE)
    assert extra(record)["949"] == ("1# $a x $b y",)
    assert extra(record)["300$3"] == ("first",)


# -- serialisations ----------------------------------------------------------------------------


def test_one_record_in_every_serialisation_is_the_same(data: Path) -> None:
    """ISO 2709, MARCXML with a prefix and MARC-in-JSON differ in nothing but their provenance."""
    text = "001 1\n245 10 $a Título : $b ß & <i> / $c A.\n020 __ $a 0192833987 (pbk.)\n"
    text += "100 1_ $6 880-01 $a A, B.\n880 1_ $6 100-01/$1 $a 東\n949 __ $a local"
    found = [
        items(binary(text)),
        items(collection(text)),
        items(in_json(text)),
        items(f"[{in_json(text)}]"),
        items(mnemonic(text)),
    ]
    bare = [msgspec.structs.replace(one, provenance=()) for (one,) in found if isinstance(one, Record)]
    assert len(bare) == 5
    assert all(one == bare[0] for one in bare)
    twins = [
        [
            msgspec.structs.replace(one, provenance=())
            for one in sources.read(str(data / "marc" / name))
            if isinstance(one, Record)
        ]
        for name in ("binary/input.mrc", "collection/input.xml")
    ]
    assert twins[0] == twins[1]
    assert len(twins[0]) == 4


def test_marc_as_text_is_read_line_by_line() -> None:
    """Blanks and signs that are written otherwise are what they mean; a line that is no field stays."""
    text = "=LDR  00000nam\\a2200000\\a\\4500\n=001  d1\n=245  1\\$aA {dollar}5 title /$cA. B.\nstray line\n"
    found = items(text + "\n" + mnemonic("001 d2\n245 00 $a Two") + "=XXX\nno field\n")
    assert isinstance(found[0], Record)
    assert found[0].titles[0].text == "A $5 title"
    assert extra(found[0])["?"] == ("## $? stray line",)
    assert [type(one) for one in found] == [Record, Record, Reject]


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_markup_may_be_in_any_encoding(encoding: str) -> None:
    """The declared encoding of MARCXML counts."""
    text = (
        collection("001 1\n245 00 $a Größe")
        .decode()
        .replace('version="1.0"', f'version="1.0" encoding="{encoding}"')
    )
    (found,) = items(text.encode(encoding))
    assert isinstance(found, Record)
    assert found.titles[0].text == "Größe"


def test_an_answer_of_sru_is_read() -> None:
    """Records inside recordData are records; the words of the protocol are nothing."""
    inner = xml("001 1\n245 00 $a In an answer").replace(
        "<record>", '<record xmlns="http://www.loc.gov/MARC21/slim">'
    )
    (found,) = items(
        '<?xml version="1.0"?><zs:searchRetrieveResponse xmlns:zs="http://www.loc.gov/zing/srw/"><zs:version>1.1</zs:version>'
        f"<zs:numberOfRecords>1</zs:numberOfRecords><zs:records><zs:record><zs:recordSchema>marcxml</zs:recordSchema>"
        f"<zs:recordData>{inner}</zs:recordData><zs:recordPosition>1</zs:recordPosition></zs:record></zs:records>"
        "</zs:searchRetrieveResponse>"
    )
    assert isinstance(found, Record)
    assert found.titles[0].text == "In an answer"


def test_an_error_of_a_repository_is_a_reject() -> None:
    """An OAI-PMH answer that is an error says so."""
    (found,) = items(
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2024</responseDate>'
        '<error code="noRecordsMatch">Nothing found</error></OAI-PMH>'
    )
    assert isinstance(found, Reject)
    assert "Nothing found" in found.reason


# -- damage ------------------------------------------------------------------------------------


def numbered(number: int) -> bytes:
    """A small sound record."""
    return binary(f"LDR 00000nam a2200000 a 4500\n001 d{number}\n245 00 $a Record {number}.")


def read(data: bytes) -> list[str]:
    """The titles of what is read, and ``!`` and the place for what is rejected."""
    return [f"!{one.position}" if isinstance(one, Reject) else one.titles[0].text for one in items(data)]


def test_wrong_figures_are_mended_and_noted() -> None:
    """Length, base address and directory are checked against the terminators."""
    length = b"99999" + numbered(1)[5:]
    base = numbered(2)[:12] + b"00099" + numbered(2)[17:]
    places = numbered(3).replace(b"245001400003", b"245000700999")
    found = items(length + base + places)
    assert [one.titles[0].text for one in found if isinstance(one, Record)] == [
        "Record 1",
        "Record 2",
        "Record 3",
    ]
    assert ["damage" in extra(one) for one in found if isinstance(one, Record)] == [True, True, True]
    assert "damage" not in extra(items(numbered(4))[0])  # type: ignore[arg-type]


def test_a_record_without_its_terminator_costs_nobody_else() -> None:
    """Where a terminator is missing the next leader tells where the record ends."""
    assert read(numbered(1)[:-1] + numbered(2)) == ["Record 1", "Record 2"]


def test_junk_is_rejected_and_the_next_record_is_found() -> None:
    """Text between, blanks, zero bytes, a byte order mark: only what says something is reported."""
    data = (
        b"\xef\xbb\xbf\r\n" + numbered(1) + b"\n\0\0" + numbered(2) + b"junk here" + numbered(3) + b"\x1a\0"
    )
    assert read(data) == [
        "Record 1",
        "Record 2",
        f"!record 3 (byte {5 + 2 * len(numbered(1)) + 3})",
        "Record 3",
    ]


def test_fields_that_nobody_can_tell_apart_are_rejected() -> None:
    """A directory of another number of fields, or with a damaged tag, costs its record alone."""
    torn = numbered(1).replace(b"\x1e00", b"\x1ex\x1e00", 1)
    tag = numbered(2).replace(b"245", b"2\xff5", 1)
    assert read(torn + tag + numbered(3)) == [
        "!record 1 (byte 0)",
        f"!record 2 (byte {len(torn)})",
        "Record 3",
    ]


def test_a_truncated_file_says_so() -> None:
    """The last record ends in the middle: it is rejected with what is missing."""
    *_, last = items(numbered(1) + numbered(2)[:-12])
    assert isinstance(last, Reject)
    assert "truncated" in last.reason
    assert read(numbered(1) + numbered(2)[:-1]) == ["Record 1", "Record 2"]


def test_fields_out_of_order_are_found_by_their_places() -> None:
    """A directory that names the fields in another order than they stand is right."""
    record = assembled("     nam a22     8a 4500", [b"001", b"245"], [b"d1\x1e", b"00\x1faTitle\x1e"])
    entries = record[24:48]
    (found,) = items(record[:24] + entries[12:] + entries[:12] + record[48:])
    assert isinstance(found, Record)
    assert found.titles[0].text == "Title"
    assert "damage" not in extra(found)


def test_a_record_of_a_megabyte_is_read() -> None:
    """The standard ends at 99,999 bytes, and real records go on."""
    long = "x" * 1_000_000
    data = assembled(
        "     nam a22     8a 4500",
        [b"001", b"245"],
        [b"d1\x1e", b"00\x1faTitle\x1fc" + long.encode() + b"\x1e"],
    )
    (found,) = items(data)
    assert isinstance(found, Record)
    assert extra(found)["245$c"] == (long,)


def test_a_stream_without_terminators_needs_bounded_memory() -> None:
    """What never ends is skipped, up to the next terminator, and rejected."""

    class Endless(io.RawIOBase):
        left = LIMIT + 3 * 1024 * 1024

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            size = min(len(buffer), self.left)
            self.left -= size
            buffer[:size] = b"9" * size
            return size

    found = list(marc.read(io.BufferedReader(Endless()), "f"))
    assert [type(one) for one in found] == [Reject]


# -- characters --------------------------------------------------------------------------------


def test_utf8_is_known_whatever_the_leader_says() -> None:
    """A record that says MARC-8 and is in UTF-8 reads right."""
    data = binary("LDR 00000nam  2200000 a 4500\n001 1\n245 00 $a Größe")
    (found,) = items(data)
    assert isinstance(found, Record)
    assert found.titles[0].text == "Größe"


def test_a_byte_that_is_no_character_costs_itself() -> None:
    """It is marked, and its field stays as bytes."""
    data = binary("LDR 00000nam a2200000 a 4500\n001 1\n245 00 $a Gr\x80\xdfe", "latin-1")
    (found,) = items(data)
    assert isinstance(found, Record)
    assert found.titles[0].text == "Gr\ufffd\ufffde"
    assert written(found, "characters") == {"00\x1faGr\x80\xdfe"}


def test_cyrillic_in_windows_1251_is_known_by_its_letters() -> None:
    """Whole words of letters beyond ASCII are no MARC-8: they are Russian in Windows-1251."""
    data = binary("LDR 00000nam  2200000 a 4500\n001 1\n245 00 $a Основы гидравлического расчета", "cp1251")
    (found,) = items(data)
    assert isinstance(found, Record)
    assert found.titles[0].text == "Основы гидравлического расчета"
    assert "Windows-1251" in extra(found)["damage"][0]


def test_unimarc_that_is_no_utf8_is_in_its_own_set() -> None:
    """ISO 5426 has its marks before the letters, at other places than MARC-8."""
    data = assembled("     nam  22     3i 450 ", [b"001", b"200"], [b"1\x1e", b"1 \x1faL'\xc2ecole\x1e"])
    (found,) = items(data)
    assert isinstance(found, Record)
    assert found.titles[0].text == "L'école"


# -- hostile input -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        '{"leader": 5, "fields": [{"001": "1"}, {"245": {"subfields": [{"a": "T"}]}}]}',
        '{"leader": [], "fields": [7, {"001": "1"}, {"245": {"subfields": {"a": "T"}}}, {"500": [1]}]}',
        '{"leader": "", "fields": [{"001": "1"}, {"245": {"ind1": 5, "subfields": [{"a": "T"}, 9, null]}}]}',
    ],
)
def test_wrong_types_in_json_lose_nothing_else(value: str) -> None:
    """A wrongly typed value goes to extra or nowhere; the record stays."""
    (found,) = items(value)
    assert isinstance(found, Record)
    assert found.titles[0].text == "T"


def test_entities_are_refused_and_nesting_is_bounded(tmp_path: Path) -> None:
    """A file that declares entities is refused; a deep element rejects one record."""
    bomb = tmp_path / "bomb.xml"
    bomb.write_bytes(
        b'<!DOCTYPE collection [<!ENTITY a "b">]>' + collection("001 1\n245 00 $a &a;").split(b"?>", 1)[1]
    )
    (refused,) = sources.read(str(bomb))
    assert isinstance(refused, Reject)
    assert "entities" in refused.reason
    deep = tmp_path / "deep.xml"
    nested = b"<x>" * 100_000 + b"</x>" * 100_000
    good = collection("001 1\n245 00 $a Good")
    broken = (
        b'<record><datafield tag="245" ind1=" " ind2=" "><subfield code="a">'
        + nested
        + b"</subfield></datafield></record>"
    )
    deep.write_bytes(good.replace(b"</collection>", broken + b"</collection>"))
    found = list(sources.read(str(deep)))
    assert isinstance(found[0], Record)
    assert isinstance(found[1], Reject)


def test_a_broken_element_costs_itself() -> None:
    """A record that is not well-formed is rejected, the next is read."""
    data = collection("001 1\n245 00 $a One", "001 2\n245 00 $a Two", "001 3\n245 00 $a Three")
    assert read(data.replace(b"Two</subfield>", b"Two"))[::2] == ["One", "Three"]


def test_a_terminator_within_a_field_is_known_by_the_addresses() -> None:
    """Where the directory is right to the byte, a terminator too many is a control in the text."""
    data = assembled("     nam a22     8a 4500", [b"001", b"245"], [b"d1\x1e", b"00\x1faOne\x1etwo\x1e"])
    (found,) = items(data)
    assert isinstance(found, Record)
    assert found.titles[0].text == "Onetwo"


@given(
    st.lists(
        st.tuples(
            st.integers(0, 400),
            st.integers(0, 12),
            st.sampled_from(
                [b"", b"\x1d", b"\x1e", b"\x1f", b"\x1b", b"\xe2", b"99999", b"880-01/(N", b"\0"]
            ),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_no_damage_ends_the_reading(damage: list[tuple[int, int, bytes]]) -> None:
    """Whatever is cut out of a file or put in, each item is a record that can be written, or a reject."""
    data = numbered(1) + binary("001 2\n100 1_ $6 880-01 $a A, B.\n880 1_ $6 100-01/(N $a А, Б.\n245 10 $a T")
    for at, size, inserted in damage:
        data = data[:at] + inserted + data[at + size :]
    for one in items(data):
        assert msgspec.json.encode(one)


# -- detection ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "sure"),
    [
        (numbered(1), 1.0),
        (b"\n\n" + numbered(1), 1.0),
        (collection("001 1\n245 00 $a T"), 1.0),
        (in_json("001 1\n245 00 $a T").encode(), 1.0),
        (mnemonic("001 1\n245 00 $a T").encode(), 0.95),
        (b"=== Heading ===\n=LDR is a tag", 0.0),
        (b'<mods xmlns="http://www.loc.gov/mods/v3"/>', 0.0),
        (b"<collection><record><title>T</title></record></collection>", 0.0),
        (b'{"leader": "of the pack", "fields": []}', 0.0),
        (b"TY  - JOUR\nER  - \n", 0.0),
        (b"", 0.0),
    ],
)
def test_marc_is_known_by_its_structure(head: bytes, sure: float) -> None:
    """Leaders, fields and tags make MARC, and words that sound so do not."""
    assert marc.detect(head) == sure
