"""Answers of OAI-PMH: each record by the format that knows it, deletions, errors; and articles of DOAJ."""

from __future__ import annotations

import pytest

from kg import sources
from kg.identity.linking import Keys
from kg.identity.merging import merge
from kg.record import Record, Reject
from kg.sources import doaj
from kg.sources.opening import HEAD

_DC = "<dc><title>{}</title></dc>"
_MARC = (
    '<record xmlns="http://www.loc.gov/MARC21/slim"><leader>00000nam a2200000 a 4500</leader>'
    '<controlfield tag="001">7</controlfield><datafield tag="245" ind1="0" ind2="0">'
    '<subfield code="a">{}</subfield></datafield></record>'
)
_HEADER = "<header{}><identifier>oai:a.org:{}</identifier><datestamp>2024-01-0{}</datestamp></header>"


def record(number: int, payload: str, day: int = 1) -> str:
    """A record of an answer."""
    return f"<record>{_HEADER.format('', number, day)}<metadata>{payload}</metadata></record>"


def deleted(number: int, day: int = 2) -> str:
    """A record that is withdrawn."""
    return f"<record>{_HEADER.format(' status=' + repr('deleted'), number, day)}</record>"


def items(*records: str) -> list[Record | Reject]:
    """What is read of an answer with these records."""
    inside = "".join(records)
    data = (
        f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>{inside}</ListRecords></OAI-PMH>'
    )
    return list(sources.embedded(data.encode(), "f"))


def test_every_record_is_read_by_the_format_that_knows_it() -> None:
    """In a mixed answer each record has the source of its format and the identifier of its header."""
    found = items(record(1, _DC.format("A kiln")), record(2, _MARC.format("A lime kiln")))
    assert [(one.provenance[0].source, one.provenance[0].id) for one in found] == [
        ("dublincore", "oai:a.org:1"),
        ("marc", "oai:a.org:2"),
    ]
    assert [one.titles[0].text for one in found] == ["A kiln", "A lime kiln"]


def test_a_mixture_behind_the_first_bytes_is_read_too() -> None:
    """Where the first records hide that others follow, these are read all the same."""
    many = [record(number, _MARC.format("kiln " * 200)) for number in range(1, 90)]
    found = items(*many, record(99, _DC.format("A kiln")))
    assert sum(map(len, many)) > HEAD
    assert len(found) == 90
    assert [one.provenance[0].source for one in found[-2:]] == ["marc", "dublincore"]


def test_what_the_header_says_of_a_record() -> None:
    """Its date makes the record newer, its sets and the own id of the record stay."""
    (_, found) = items(record(1, _DC.format("A")), record(2, _MARC.format("B"), day=3))
    assert found.provenance[0].modified == "2024-01-03"
    assert {one.field: one.values for one in found.extra}["header/own"] == ("7",)


def test_a_deletion_withdraws_whatever_the_format() -> None:
    """An identifier of a repository means one publication in all its formats."""
    keys = Keys()
    for one in [*items(record(1, _MARC.format("A")), record(2, _MARC.format("B"))), *items(deleted(1))]:
        keys.add(one)
    assert keys.clusters().withdrawn.tolist() == [True, False, True]


@pytest.mark.parametrize(("day", "there"), [(1, False), (2, False), (3, True)])
def test_a_record_that_comes_back_is_there(day: int, there: bool) -> None:
    """Its date is behind that of the deletion; on the same day, and before, it is gone."""
    keys = Keys()
    for one in [*items(deleted(1, day=2)), *items(record(1, _DC.format("A"), day=day))]:
        keys.add(one)
    assert keys.clusters().withdrawn.tolist() == [True, not there]


def test_a_record_that_changes_stays_one() -> None:
    """A later answer with another title, or in another format, is the same publication."""
    keys = Keys()
    for one in [*items(record(1, _DC.format("A"))), *items(record(1, _MARC.format("B")))]:
        keys.add(one)
    assert keys.clusters().labels.tolist() == [0, 0]


def test_local_numbers_are_no_names() -> None:
    """A mere number is that of one catalogue, and a deletion of it withdraws nothing else."""
    keys = Keys()
    for one in items(record(1, _DC.format("A"))), items(record(2, _DC.format("B"))):
        keys.add(one[0])
    assert keys.clusters().labels.tolist() == [0, 1]


@pytest.mark.parametrize("code", ["badArgument", "badResumptionToken", "noSetHierarchy", "noRecordsMatch"])
def test_an_error_says_what_to_do(code: str) -> None:
    """The code, the words of the server, and an advice."""
    data = f'<OAI-PMH xmlns="o"><request>x</request><error code="{code}">Sorry.</error></OAI-PMH>'
    (found,) = sources.embedded(data.encode(), "f")
    assert isinstance(found, Reject)
    assert found.reason.startswith(f"the answer of the server is an error: {code}: Sorry.; ")


def test_a_prefix_declared_outside_reaches_the_record() -> None:
    """A namespace that only the envelope declares is declared for the format that reads the record."""
    inner = (
        "<m:record><m:leader>00000nam a2200000 a 4500</m:leader><m:datafield tag='245' ind1='0' ind2='0'>"
        "<m:subfield code='a'>A kiln</m:subfield></m:datafield></m:record>"
    )
    data = (
        '<OAI-PMH xmlns:m="http://www.loc.gov/MARC21/slim"><ListRecords>'
        f"{record(1, _DC.format('A'))}{record(2, inner)}</ListRecords></OAI-PMH>"
    )
    found = list(sources.embedded(data.encode(), "f"))
    assert [one.titles[0].text for one in found] == ["A", "A kiln"]


_MODS = '<mods xmlns="http://www.loc.gov/mods/v3"><titleInfo><title>{}</title></titleInfo></mods>'
_JATS = (
    '<article article-type="research-article"><front><article-meta><title-group><article-title>{}'
    "</article-title></title-group></article-meta></front></article>"
)


@pytest.mark.parametrize("form", [_DC, _MARC, _MODS, _JATS])
def test_the_date_of_the_header_tells_which_is_newer(form: str) -> None:
    """Of two answers about one record the later one counts, though it says less, in every format."""
    (old,) = items(record(1, form.format("A kiln that was built long ago"), day=1))
    (new,) = items(record(1, form.format("A kiln"), day=2))
    for order in ([old, new], [new, old]):
        assert merge(order).titles[0].text == "A kiln"
    (gone,) = items(deleted(1, day=3))
    assert gone.provenance[0].modified == "2024-01-03"


def test_the_date_of_a_record_stays_beside_that_of_the_header() -> None:
    """What MARC and MODS say themselves of the last change is not lost."""
    control = '<controlfield tag="005">20200102030405.0</controlfield><datafield'
    info = "<recordInfo><recordChangeDate>2020-01-02</recordChangeDate></recordInfo></mods>"
    for inner, field, written in (
        (_MARC.format("A").replace("<datafield", control, 1), "005", "20200102030405.0"),
        (_MODS.format("A").replace("</mods>", info), "recordInfo/recordChangeDate", "2020-01-02"),
    ):
        (found,) = items(record(1, inner))
        assert found.provenance[0].modified == "2024-01-01"
        assert {one.field: one.values for one in found.extra}[field] == (written,)


@pytest.mark.parametrize("form", [_DC, _MARC, _MODS, _JATS])
def test_what_stands_beside_a_record_stays(form: str) -> None:
    """The terms of a repository, in as many pieces as it likes, go with the record before them."""
    about = "<about><rights><text>Ask first.</text></rights></about><about><note>Twice</note></about>"
    with_terms = record(1, form.format("A kiln")).removesuffix("</record>") + f"{about}</record>"
    one, other = items(with_terms, record(2, form.format("Another kiln")))
    kept = {extra.field: extra.values for extra in one.extra}
    assert (kept["about/rights/text"], kept["about/note"]) == (("Ask first.",), ("Twice",))
    assert not any(extra.field.startswith("about") for extra in other.extra)


def test_metadata_that_are_sent_as_text_are_read() -> None:
    """Some servers escape the record, or put it into CDATA; text that is none is rejected."""
    inner = _DC.format("A kiln")
    escaped = inner.replace("<", "&lt;")
    found = items(record(1, escaped), record(2, f"<![CDATA[{inner}]]>"), record(3, "sorry"))
    assert [one.titles[0].text for one in found[:2]] == ["A kiln", "A kiln"]
    assert isinstance(found[2], Reject)


@pytest.mark.parametrize(
    ("written", "date"),
    [("2017-04-01", "2017-04"), ("2017-01-01", "2017"), ("2017-04-23", "2017-04-23"), ("2017", "2017")],
)
def test_the_first_day_is_no_day(written: str, date: str) -> None:
    """The directory knows months, and writes the first day for what it does not know."""
    inner = f"<doajArticle><title>A</title><publicationDate>{written}</publicationDate></doajArticle>"
    (found,) = items(record(1, inner))
    assert (found.provenance[0].source, found.issued) == ("doaj", date)


def test_the_articles_of_publishers_are_known_by_their_elements() -> None:
    """Records with a journalTitle are of the directory; records of EndNote and of MARC are not."""
    head = b"<records><record><journalTitle>A</journalTitle><fullTextUrl>x</fullTextUrl></record></records>"
    assert sources.detect(head) is doaj.doaj
    assert (
        sources.detect(b"<records><record><ref-type name='Book'>6</ref-type></record></records>")
        is not doaj.doaj
    )
