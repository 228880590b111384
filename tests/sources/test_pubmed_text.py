"""What titles, abstracts, formulas, dates and pages of a citation become in the Record."""

from __future__ import annotations

import io
from xml.etree.ElementTree import fromstring

import pytest

from kg import tables
from kg.record import Record, Reject
from kg.sources.pubmed import pubmed
from kg.text import bracketed, citations, formula
from kg.text.plain import plain


def _record(article: str = "", citation: str = "", data: str = "", attributes: str = "") -> Record:
    xml = (
        f'<PubmedArticle><MedlineCitation {attributes}><PMID Version="1">1</PMID>'
        f"<Article>{article}</Article>{citation}</MedlineCitation><PubmedData>{data}</PubmedData>"
        f"</PubmedArticle>"
    )
    (found,) = pubmed.read(io.BytesIO(xml.encode()), "f")
    assert not isinstance(found, Reject), found
    return found


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("CO<sub>2</sub> and Ca<sup>2+</sup>", "CO₂ and Ca²⁺"),
        ("10<sup>6/ml</sup>", "10^(6/ml)"),
        ("T<sub>max</sub> of <i>Salmonella <b>x</b></i>", "Tmax of Salmonella x"),
        ("<sup>18</sup>F &lt; 5 &amp; more", "¹⁸F < 5 & more"),
        ("\n  two\n   lines\t here ", "two lines here"),
        ("kept\u00a0apart", "kept\u00a0apart"),
        ("", ""),
    ],
)
def test_markup_becomes_characters(markup: str, text: str) -> None:
    """Sub- and superscripts keep their meaning, slant goes, blanks become one."""
    assert plain(fromstring(f"<t>{markup}</t>")) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<mfrac><mi>a</mi><mrow><mi>b</mi><mo>+</mo><mn>1</mn></mrow></mfrac>", "a/(b+1)"),
        ("<msup><mi>x</mi><mn>2</mn></msup>", "x²"),
        ("<msub><mi>k</mi><mi>cat</mi></msub>", "k_(cat)"),
        ("<msubsup><mi>x</mi><mn>1</mn><mi>a</mi></msubsup>", "x₁^a"),
        ("<mover><mi>x</mi><mo>¯</mo></mover>", "x¯"),
        ("<msqrt><mi>x</mi></msqrt><mo>=</mo><mroot><mi>y</mi><mn>3</mn></mroot>", "√x=y^(1/3)"),
        ("<mmultiscripts><mi>He</mi><mprescripts/><none/><mn>3</mn></mmultiscripts>", "³He"),
        ("<mfenced><mi>a</mi><mi>b</mi></mfenced>", "(a, b)"),
        ("<mtext>if any</mtext><mo>\u2062</mo><mi>n</mi>", "if anyn"),
        ("<msqrt><mi>a</mi><mo>+</mo><mi>b</mi></msqrt>", "√(a+b)"),
    ],
)
def test_formulas_become_one_line(markup: str, text: str) -> None:
    """MathML is told in one line with every token of it."""
    assert formula.linear(fromstring(f"<math>{markup}</math>")) == text


@pytest.mark.parametrize(
    ("title", "vernacular", "languages", "own", "translated"),
    [
        ("Plain.", "", ["eng"], [("Plain.", "en")], []),
        ("[Heart].", "Herz.", ["ger"], [("Herz.", "de")], [("Heart.", "en")]),
        ("[Heart].", "", ["ger"], [("Heart.", "en")], []),
        ("[Not Available].", "Herz.", ["ger"], [("Herz.", "de")], []),
        ("[Not Available].", "", ["ger"], [], []),
        ("[18F]CFA as a probe.", "", ["eng"], [("[18F]CFA as a probe.", "en")], []),
        ("[Editorial].", "", ["eng"], [("[Editorial].", "en")], []),
        ("Heart.", "Coraz\u00f3n.", ["eng", "spa"], [("Heart.", "en")], [("Coraz\u00f3n.", "es")]),
        ("Heart.", "", ["eng", "fre"], [("Heart.", "")], []),
        ("[Heart].", "Hjerte.", ["und"], [("Hjerte.", "")], [("Heart.", "en")]),
        ("Herz.", "", ["ger"], [("Herz.", "de")], []),
        ("", "Herz.", ["ger"], [("Herz.", "de")], []),
    ],
)
def test_titles_have_their_language(
    title: str,
    vernacular: str,
    languages: list[str],
    own: list[tuple[str, str]],
    translated: list[tuple[str, str]],
) -> None:
    """The original title is the title, a translation in brackets is a translated one in English."""
    record = _record(
        f"<ArticleTitle>{title}</ArticleTitle>"
        + "".join(f"<Language>{code}</Language>" for code in languages)
        + f"<VernacularTitle>{vernacular}</VernacularTitle>"
    )
    assert [(one.text, one.lang) for one in record.titles] == own
    assert [(one.text, one.lang) for one in record.translated_titles] == translated
    assert record.languages == tuple(languages)


@pytest.mark.parametrize(
    ("parts", "issued", "written"),
    [
        ("<Year>2011</Year><Month>Nov</Month><Day>25</Day>", "2011-11-25", ""),
        ("<Year>2018</Year><Month>05</Month>", "2018-05", ""),
        ("<Year>1976</Year><Season>Fall</Season>", "1976", "1976 Fall"),
        ("<MedlineDate>1999 Jan-Mar</MedlineDate>", "1999", "1999 Jan-Mar"),
        ("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>", "1998", "1998 Dec-1999 Jan"),
        ("<MedlineDate>1975-1976</MedlineDate>", "1975", "1975-1976"),
        ("<MedlineDate>2000 Dec 23-30</MedlineDate>", "2000-12", "2000 Dec 23-30"),
        ("<MedlineDate>2019</MedlineDate>", "2019", ""),
        ("<Year>2018</Year><Month>Feb</Month><Day>30</Day>", "2018-02", "2018 Feb 30"),
        ("<MedlineDate>in press</MedlineDate>", "", "in press"),
    ],
)
def test_dates_are_as_precise_as_sure(parts: str, issued: str, written: str) -> None:
    """A date has what is sure; the words of the source stay where they say more."""
    record = _record(f"<Journal><JournalIssue><PubDate>{parts}</PubDate></JournalIssue></Journal>")
    assert (record.issued, record.issued_written) == (issued, written)


def test_the_history_has_hours() -> None:
    """Electronic publication and the history are events with their precision."""
    record = _record(
        '<ArticleDate DateType="Electronic"><Year>1999</Year><Month>11</Month><Day>25</Day></ArticleDate>',
        data='<History><PubMedPubDate PubStatus="accepted"><Year>2018</Year><Month>5</Month><Day>2</Day>'
        "<Hour>6</Hour><Minute>0</Minute></PubMedPubDate></History>",
    )
    assert [(event.stage, event.date) for event in record.history] == [
        ("electronic", "1999-11-25"),
        ("accepted", "2018-05-02T06:00:00"),
    ]
    assert record.issued == "1999-11-25"


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("1234-8", "1234", "1238"),
        ("1865-1876", "1865", "1876"),
        ("S12-5", "S12", "S15"),
        ("e174-e176", "e174", "e176"),
        ("1S-20S", "1S", "20S"),
        ("77-95, viii", "77", "95"),
        ("SUPPL:4309-22", "4309", "4322"),
        ("xii-xiv", "xii", "xiv"),
        ("W98; author reply W99", "W98", ""),
        ("199-03", "199", "03"),
        ("[34457 words; 185 paragraphs]", "", ""),
        ("", "", ""),
    ],
)
def test_pages_are_filled_in(written: str, first: str, last: str) -> None:
    """The last page gets the figures that it shares with the first one."""
    assert citations.pages(written) == (first, last)


@pytest.mark.parametrize(
    ("pages", "model", "pii", "number"),
    [
        ("e1000123", "Print", "", "e1000123"),
        ("CD002020", "Print", "", "CD002020"),
        ("37", "Electronic", "", "37"),
        ("37", "Print", "", ""),
        ("37-49", "Electronic", "", ""),
        ("", "Electronic", "e0186401", "e0186401"),
        ("", "Electronic", "S0140-6736(99)01234-5", ""),
    ],
)
def test_article_numbers(pages: str, model: str, pii: str, number: str) -> None:
    """An article number is told from pages by its form and by how the journal appears."""
    xml = (
        f'<PubmedArticle><MedlineCitation><PMID>1</PMID><Article PubModel="{model}">'
        f"<Pagination><MedlinePgn>{pages}</MedlinePgn></Pagination>"
        f'<ELocationID EIdType="pii">{pii}</ELocationID></Article></MedlineCitation></PubmedArticle>'
    )
    (record,) = pubmed.read(io.BytesIO(xml.encode()), "f")
    assert isinstance(record, Record)
    assert record.article_number == number
    assert record.pages == pages


def test_abstract_parts_have_kind_and_label() -> None:
    """The category tells the kind of a part, else its label; the copyright goes with the abstract."""
    record = _record(
        '<Abstract><AbstractText Label="AIMS" NlmCategory="OBJECTIVE">a</AbstractText>'
        '<AbstractText Label="METHODS" NlmCategory="UNASSIGNED">b</AbstractText>'
        "<AbstractText>c</AbstractText><AbstractText/>"
        "<CopyrightInformation>\u00a9 2020 X. http://creativecommons.org/licenses/by/4.0/.</CopyrightInformation></Abstract>",
        '<OtherAbstract Type="plain-language-summary" Language="ger"><AbstractText>d</AbstractText>'
        "</OtherAbstract>",
    )
    main, other = record.abstracts
    assert [(one.label, one.kind, one.text) for one in main.sections] == [
        ("AIMS", "ProblemStatement", "a"),
        ("METHODS", "Methods", "b"),
        ("", "", "c"),
    ]
    assert (main.lang, main.kind, main.rights[:6]) == ("en", "", "\u00a9 2020")
    assert (other.lang, other.kind) == ("de", "plain-language-summary")
    (licence,) = record.licences
    assert licence.licence == tables.licence("http://creativecommons.org/licenses/by/4.0/")
    assert licence.written == main.rights


def test_brackets_around_a_part_stay() -> None:
    """Only brackets around the whole title mean a translation."""
    assert bracketed("[One] and [two].") is None
    assert bracketed("[One [two]].") == "One [two]."
