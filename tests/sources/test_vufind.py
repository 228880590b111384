"""The VuFind reader: the example page, the traps of its text, wrappings of JSON, what is refused."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from kg import sources
from kg.errors import SourceError
from kg.record import Identifier, Licence, Record, Reject, Text, Topic, Venue
from kg.sources import vufind as package
from kg.sources.vufind import page, recognition, table, vufind
from kg.sources.vufind.spelling import Known, mine

_ROWS = "institution Here\nlanguage English\nrecord_format marc\n"


def _items(data: str | bytes) -> list[Record | Reject]:
    raw = data.encode() if isinstance(data, str) else data
    return list(vufind.read(io.BytesIO(raw), "f"))


def _record(**fields: Any) -> Record:
    """The one Record of a Solr document with these fields."""
    (found,) = _items(json.dumps({"id": "x", "title": "T", "title_short": "T"} | fields))
    assert isinstance(found, Record), found
    return found


def _names(record: Record) -> list[tuple[str, str]]:
    return [(one.role, one.agent.name) for one in record.contributions]


def _extra(record: Record) -> dict[str, tuple[str, ...]]:
    return {one.field: one.values for one in record.extra}


@pytest.fixture
def seed(shared: Path) -> Record:
    """The Record of the example page."""
    (found,) = sources.read(str(shared / "data/seed/pubmed-3247027.txt"))
    assert isinstance(found, Record)
    return found


@pytest.mark.shared
def test_the_example_has_its_identifiers(seed: Record) -> None:
    """DOI, PMID and PMCID come from the addresses."""
    assert {(one.scheme, one.value) for one in seed.identifiers} == {
        ("doi", "10.1186/1471-2458-11-S5-S4"),
        ("pmid", "22168441"),
        ("pmcid", "PMC3247027"),
    }


@pytest.mark.shared
def test_the_example_has_its_title_and_authors(seed: Record) -> None:
    """Title and authors, in their order, with family and given names."""
    start = "The power of social connection and support in improving health: lessons from"
    assert [one.text[: len(start)] for one in seed.titles] == [start]
    assert _names(seed) == [
        ("author", "Small, Rhonda"),
        ("author", "Taft, Angela J"),
        ("author", "Brown, Stephanie J"),
    ]
    assert [(one.agent.family, one.agent.given) for one in seed.contributions] == [
        ("Small", "Rhonda"),
        ("Taft", "Angela J"),
        ("Brown", "Stephanie J"),
    ]


@pytest.mark.shared
def test_the_example_has_what_only_its_spelling_tells(seed: Record) -> None:
    """Journal, day of publication, licence and rights stand in ``spelling`` alone."""
    assert seed.venue == Venue(type="Journal", title="BMC Public Health")
    assert seed.issued == "2011-11-25"
    written = "http://creativecommons.org/licenses/by/2.0"
    assert seed.licences == (
        Licence(written=written, licence="https://creativecommons.org/licenses/by/2.0/"),
    )
    assert len(seed.rights) == 1
    assert seed.rights[0].startswith("Copyright ©2011 Small et al; licensee BioMed Central Ltd.")
    assert seed.rights[0].endswith("provided the original work is properly cited.")


@pytest.mark.shared
def test_the_example_has_its_other_fields(seed: Record) -> None:
    """Type, publisher, language, formats, topic, links; and nothing is left over."""
    assert seed.type == "JournalArticle"
    assert seed.publishers == ("BioMed Central",)
    assert seed.languages == ("eng",)
    assert seed.formats == ("Online", "Article", "Text")
    assert seed.topics == (Topic(label="Research", scheme="topic"),)
    assert [one.url for one in seed.links] == [
        "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC3247027/",
        "https://www.ncbi.nlm.nih.gov/pubmed/22168441",
        "http://dx.doi.org/10.1186/1471-2458-11-S5-S4",
    ]
    assert seed.extra == ()


@pytest.mark.shared
def test_the_example_has_its_abstract_in_four_parts(seed: Record) -> None:
    """The parts have their labels as printed and the kinds that they mean."""
    (abstract,) = seed.abstracts
    assert [one.label for one in abstract.sections] == [
        "BACKGROUND AND OBJECTIVE",
        "CONTEXT AND APPROACH",
        "RESULTS",
        "CONCLUSION AND IMPLICATIONS",
    ]
    assert [one.kind for one in abstract.sections][2:] == ["Results", "Conclusion"]
    assert abstract.sections[0].text.startswith("Social support interventions have")
    assert abstract.sections[3].text.endswith("support to improve health is warranted.")


@pytest.mark.shared
def test_the_example_tells_where_it_comes_from(seed: Record) -> None:
    """Id, index version, format, institution, collection and work keys are in the provenance."""
    (where,) = seed.provenance
    assert (where.source, where.id) == ("vufind", "pubmed-3247027")
    assert (where.version, where.format) == ("1782220027027521536", "MEDLINE/PubMed")
    assert where.institutions == ("National Center for Biotechnology Information",)
    assert where.collections == ("PubMed",)
    assert [key.split()[1] for key in where.work_keys] == [
        "smallrhonda",
        "taftangelaj",
        "brownstephaniej",
    ] * 2
    assert len(where.digest) == 64


@pytest.mark.shared
def test_all_real_documents_are_read(shared: Path) -> None:
    """44 Solr documents and 20 of the REST API are Records, with their ids as they are."""
    folder = shared / "data/vufind-core"
    counts = {
        "VuFindSearch/tests/fixtures/blender/response/solr/search.json": 40,
        "VuFindSearch/tests/fixtures/solr/response/multi-record": 3,
        "VuFindSearch/tests/fixtures/solr/response/single-record": 1,
        "VuFind/tests/fixtures/externalvufind/search": 20,
    }
    ids = []
    for name, count in counts.items():
        items = list(sources.read(str(folder / name)))
        assert [type(item) for item in items] == [Record] * count
        ids += [item.provenance[0].id for item in items if isinstance(item, Record)]
    assert "dot.dash-underscore__3.space suffix" in ids
    assert "all'kinds\"of'quotes\"" in ids


@pytest.mark.shared
def test_nothing_else_is_taken_for_vufind(shared: Path) -> None:
    """Of the real input, only the files of VuFind's four forms are recognised; MARC is not."""
    own = {"seed", "vufind-core"}
    for path in shared.joinpath("data").rglob("*"):
        if path.is_dir() or path.suffix in {".md", ".gz"}:
            continue
        with path.open("rb") as stream:
            score = recognition.detected(stream.read(65536))
        forms = {"pubmed-3247027.txt", "search.json", "multi-record", "single-record", "search"}
        assert (score > 0) == (path.name in forms and bool(own & set(path.parts))), path


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("author", "title guild of potters"),
        ("author", "format wars committee"),
        ("author", "language acquisition group"),
        ("topic", "title insurance"),
        ("topic", "language"),
        ("topic", "url shortening"),
        ("series", "spelling lists"),
        ("publisher", "series of the press"),
    ],
)
def test_a_value_that_begins_with_the_name_of_a_field(field: str, value: str) -> None:
    """A line under a field stays its value though it begins with the name of another."""
    rows = {
        "author": ["Ash, Ann"],
        "format": ["Book"],
        "id": ["x1"],
        "institution": ["Here"],
        "language": ["English"],
        "publisher": ["Kiln"],
        "series": ["Clay"],
        "title": ["Pots"],
        "title_short": ["Pots"],
        "topic": ["Law"],
        "url": ["http://example.org/"],
    }
    rows[field].append(value)
    rows["spelling"] = [one for values in rows.values() for one in values]
    text = "\n".join(f"{name} " + "\n".join(rows[name]) for name in sorted(rows))
    assert page.fields(text) == {name: tuple(values) for name, values in rows.items()}


def test_a_description_keeps_its_lines() -> None:
    """The schema gives a description one value: its lines are not values, whatever they begin with."""
    told = "First line.\nformat of the trial was open\n\nedition of the pots"
    found = page.fields(f"description {told}\nformat Book\nid 1\n{_ROWS}title T")
    assert found["description"] == (told,)
    assert found["format"] == ("Book",)


def test_the_page_around_the_staff_view_disturbs_nothing() -> None:
    """Lines above and below that look like fields are neither fields nor values."""
    above = "author Somebody\ntitle of the page\n\nid card\n\n"
    below = "\n\nauthor Else\nid 2\nwork_keys_str_mv AT x y"
    found = page.fields(
        f"{above}building Main\nid 1\n{_ROWS}title T\ntopic Law\nurl http://a.b/\nurl list{below}"
    )
    assert found["url"] == ("http://a.b/",)
    assert found["id"] == ("1",)
    assert found["title"] == ("T",)
    assert "author" not in found


def test_roles_keep_their_places() -> None:
    """An empty line among roles is the role of an author of whom none is told."""
    text = f"author Ash, Ann\nClay, Bo\nauthor_role\nedt\nid 1\n{_ROWS}title T\nurl http://a.b/"
    (found,) = _items(text)
    assert isinstance(found, Record)
    assert _names(found) == [("author", "Ash, Ann"), ("editor", "Clay, Bo")]


def test_several_pages_in_one_file() -> None:
    """Pages one behind the other are records of their own."""
    one = f"_version_ 1\nid a\n{_ROWS}title A\nurl http://a.b/1\n\nSimilar items\n"
    two = f"Next page\n_version_ 2\nid b\n{_ROWS}title B\nurl http://a.b/2\n"
    found = _items(one + two)
    assert [
        (item.provenance[0].id, item.provenance[0].version) for item in found if isinstance(item, Record)
    ] == [
        ("a", "1"),
        ("b", "2"),
    ]


def test_separators_of_marc_end_no_line() -> None:
    """Control characters in ``fullrecord`` are part of the value."""
    marc = "00026nam\x1e\x1faPots\u2028\x85\x1d"
    found = page.fields(f"fullrecord {marc}\nid 1\n{_ROWS}title T")
    assert found["fullrecord"] == (marc,)


def test_text_in_utf_16_is_read() -> None:
    """A page saved in UTF-16 tells so by its first bytes."""
    text = f"author Müller, Jö\nid 1\n{_ROWS}title T"
    assert sources.detect(text.encode("utf-16")) is vufind
    (found,) = _items(text.encode("utf-16"))
    assert isinstance(found, Record)
    assert _names(found) == [("author", "Müller, Jö")]


@pytest.mark.parametrize(
    "text",
    ["Format: Book\nAutores principales: Ash, Ann\n", "<!DOCTYPE html><html><body>VuFind</body></html>", "x"],
)
def test_a_page_without_staff_view_is_refused(text: str) -> None:
    """The message says to open the staff view, or to take the JSON."""
    with pytest.raises(SourceError, match=r"staff view.*JSON"):
        _items(text)


def test_values_of_a_cell_are_divided_by_any_block() -> None:
    """Breaks, blocks and lists divide values; an element within a line does not."""
    cells = {
        "id": "1",
        "title": "\n  T <b>&amp;</b> U\n",
        "author": "<div>A</div>\n<div>B</div>",
        "topic": "<p>A</p><p>B</p>",
        "author_role": "<br />edt<br />",
        "format": "<ul><li>A</li><li><span>B</span> C</li></ul>",
        "language": "<div><div>A</div></div>",
    }
    rows = "".join(f"<tr><th>{name}</th><td>{cell}</td></tr>" for name, cell in cells.items())
    assert table.tables(f"<table>{rows}</table>") == [
        {
            "id": ("1",),
            "title": ("T & U",),
            "author": ("A", "B"),
            "topic": ("A", "B"),
            "author_role": ("", "edt"),
            "format": ("A", "B C"),
            "language": ("A",),
        }
    ]


@pytest.mark.parametrize("unit", ["<a ", "<!--", "<a b='", "<!", "<th>id<td>", "<script", "<th> ", "&"])
def test_broken_tags_cost_no_more_than_their_length(unit: str) -> None:
    """Tags that never end are passed over at once: with a search to the end each, this takes minutes."""
    with pytest.raises(SourceError, match="staff view"):
        _items("<!DOCTYPE html><table><tr><th>id</th><td>x</td>" + unit * 60_000)


def test_a_page_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says how long a page may be, and what to do."""
    monkeypatch.setattr(package, "_LIMIT", 1 << 20)
    with pytest.raises(SourceError, match=r"longer than 1 MiB.*JSON lines"):
        _items("x" * (1 << 20) + "y")


def test_deep_json_is_refused() -> None:
    """JSON nested a hundred thousand deep is refused; on a line of its own it costs no other record."""
    deep = "[" * 100_000 + "]" * 100_000
    (refused,) = _items(deep)
    assert isinstance(refused, Reject)
    assert "too deep" in refused.reason
    good, bad = '{"id":"1","title":"T"}', f'{{"id":"2","title":{deep}}}'
    items = _items(f"{good}\n{bad}\n{good}\n")
    assert [type(item) for item in items] == [Record, Reject, Record]
    assert isinstance(items[1], Reject)
    assert items[1].position == "line 2"
    assert "too deep" in items[1].reason


def test_a_lone_surrogate_is_rejected() -> None:
    """Text that is none in any encoding costs its record, not those on other lines."""
    items = _items(
        '{"id":"1","title":"T"}\n{"id":"2","title":"\\ud800!"}\n{"id":"3","title":"\\ud83d\\ude00"}\n'
    )
    assert [type(item) for item in items] == [Record, Reject, Record]
    assert isinstance(items[2], Record)
    assert items[2].titles == (Text(text="😀"),)


def test_wrong_bytes_cost_their_document_alone() -> None:
    """A document that is not UTF-8 is rejected, with its number; the others of the list are read."""
    items = _items(b'[{"id":"1","title":"A\xff"},\n{"id":"2","title":"B"}]')
    assert [type(item) for item in items] == [Reject, Record]
    assert isinstance(items[0], Reject)
    assert items[0].position == "record 1"


def test_broken_json_names_the_byte() -> None:
    """The byte counts from the start of the file, headers of HTTP included."""
    head, body = "HTTP/1.1 200 OK\r\nServer: x\r\n\r\n", '{\n"response": {"docs": [}\n}'
    with pytest.raises(SourceError) as caught:
        _items(head + body)
    assert caught.value.position == f"byte {len(head) + body.index('}')}"
    assert "again" in caught.value.reason


@pytest.mark.parametrize("length", [25, 60, 110])
def test_an_answer_of_solr_that_is_cut_is_told(length: int) -> None:
    """Wherever it ends, it is known for an answer of Solr and told to be truncated."""
    whole = (
        b'{"responseHeader":{"status":0,"params":{"q":"*:*","wt":"json"}},'
        b'"response":{"numFound":1,"start":0,"docs":[{"id":"1","title":"A kiln"}]}}'
    )
    assert vufind.detect(whole[:length]) > 0
    with pytest.raises(SourceError, match="ends early: the file is truncated; fetch it again"):
        _items(whole[:length])


def test_an_empty_answer_has_no_records() -> None:
    """A search that finds nothing is neither a record nor a fault."""
    assert _items('{"responseHeader":{},"response":{"numFound":0,"docs":[]}}') == []
    assert _items('{"resultCount":0,"status":"OK"}') == []


@pytest.mark.parametrize(
    "data", ['{"status":"ERROR","statusMessage":"No such record"}', '{"error":{"msg":"No such"}}']
)
def test_a_refusal_is_told(data: str) -> None:
    """What the catalogue says instead of records is in the reject."""
    (found,) = _items(data)
    assert isinstance(found, Reject)
    assert "No such" in found.reason


def test_a_field_is_one_value_or_a_list() -> None:
    """Any field may be a scalar, a list, or null."""
    one = _record(author="Ash, Ann", publisher="Kiln", language="English", edition=None)
    many = _record(author=["Ash, Ann"], publisher=["Kiln"], language=["English"])
    assert _names(one) == _names(many) == [("author", "Ash, Ann")]
    assert (one.publishers, one.languages) == (many.publishers, many.languages) == (("Kiln",), ("eng",))


@pytest.mark.parametrize(
    ("written", "issued"),
    [
        (["2001"], "2001"),
        (["n.d.", "[1972]", "1980"], "1972"),
        (["c1995."], "1995"),
        (["2011-11-25"], "2011-11-25"),
        (["1990-1995"], ""),
        (["198u"], ""),
    ],
)
def test_the_first_date_that_is_one_counts(written: list[str], issued: str) -> None:
    """Of several dates the first valid one is the date; all that is not said by it is kept."""
    found = _record(publishDate=written)
    assert found.issued == issued
    kept = {found.issued_written, *_extra(found).get("publishDate", ())} - {""}
    assert kept == {one for one in written if one != issued}


def test_an_issn_belongs_to_the_journal() -> None:
    """The ISSN of an article is its journal's, of a journal its own, of a book its series'."""
    issn = Identifier(scheme="issn", value="1471-2458")
    article = _record(format="Article", issn="1471-2458")
    assert article.venue == Venue(type="Journal", identifiers=(issn,))
    assert article.identifiers == ()
    assert _record(format="Journal", issn="1471-2458").identifiers == (issn,)
    book = _record(format="Book", issn="1471-2458")
    assert (book.identifiers, book.venue) == ((), None)
    assert _extra(book) == {"issn": ("1471-2458",)}


def test_a_corporate_body_among_the_persons_is_no_person() -> None:
    """A body that ``author2`` repeats stands once, as an organization."""
    found = _record(author2=["Guild of Kilns", "Ash, Ann"], author_corporate=["Guild of Kilns."])
    kinds = [(one.agent.kind, one.agent.name) for one in found.contributions]
    assert kinds == [("Organization", "Guild of Kilns"), ("Person", "Ash, Ann")]


@pytest.mark.parametrize(
    ("heading", "family", "given"),
    [
        ("Bryant, Dorothy, 1930-", "Bryant", "Dorothy"),
        ("Vico, Giambattista, 1668-1744.", "Vico", "Giambattista"),
        ("Athearn, Robert G.", "Athearn", "Robert G."),
        ("Nawaz, Tawfique.", "Nawaz", "Tawfique"),
        ("Caesar, Julius, approximately 100 B.C.-44 B.C.", "Caesar", "Julius"),
        ("Small, Rhonda", "Small", "Rhonda"),
    ],
)
def test_dates_are_no_part_of_a_name(heading: str, family: str, given: str) -> None:
    """Dates and the full stop of a heading go; what was changed is kept as written."""
    found = _record(author=[heading])
    agent = found.contributions[0].agent
    assert (agent.family, agent.given, agent.name) == (family, given, f"{family}, {given}")
    assert _extra(found).get("author", ()) == (() if agent.name == heading else (heading,))


def test_what_has_no_place_stays() -> None:
    """Any field that the Record has no place for is in ``extra`` as it was; repetitions are not."""
    found = _record(
        thumbnail="http://a.b/c.png",
        local_txt="a  b\nc",
        title_sort="t",
        spellingShingle=["T"],
        nested={"a": [1, None]},
        illustrated=True,
    )
    assert _extra(found) == {
        "illustrated": ("true",),
        "local_txt": ("a  b\nc",),
        "nested": ('{"a":[1,null]}',),
        "thumbnail": ("http://a.b/c.png",),
    }


@pytest.mark.parametrize(
    "name", ["title_full", "author_facet", "publishDateSort", "topic_browse", "publisherStr"]
)
def test_a_copy_that_says_something_else_stays(name: str) -> None:
    """A field that repeats others is left out where it does, and is in ``extra`` where it does not."""
    own = {"title": "A pot", "author": ["Ash, Ann"], "publishDate": ["2011"], "publisher": ["Kiln"]}
    same = {"title_full": "a pot", "author_facet": ["Ash, Ann"], "publishDateSort": "2011"}
    assert name not in _extra(_record(**own, **{name: same.get(name, "Kiln")}))
    assert _extra(_record(**own, **{name: "1999 and more"}))[name] == ("1999 and more",)


def _known(**changed: Any) -> Known:
    plain: dict[str, Any] = {
        "id": "k1",
        "titles": ("A pot",),
        "authors": ("Ash, Ann", "Clay, Bo"),
        "topics": ("Research",),
        "description": "It broke.",
        "publishers": ("Kiln",),
        "formats": ("Text",),
        "years": ("2011",),
        "urls": (),
    }
    return Known(**(plain | changed))


_TOLD = (
    "k12012-01-02 A pot Ash, Ann Clay, Bo Research in Pots Research It broke. "
    "Kiln 2011-11-25 /pubmed/22168441 Text en"
)


def test_spelling_is_mined_by_what_the_other_fields_say() -> None:
    """What lies between the authors and the topics is the journal, though it has the topic's word in it."""
    found = mine([_TOLD], _known())
    assert found is not None
    assert (found.journal, found.issued, found.language) == ("Research in Pots", "2011-11-25", "eng")
    assert found.left == []


@pytest.mark.parametrize(
    "changed",
    [
        {"authors": ("Clay, Bo", "Ash, Ann")},
        {"topics": ("Pottery",)},
        {"description": "It held."},
    ],
)
def test_where_spelling_does_not_fit_no_journal_is_made_up(changed: dict[str, Any]) -> None:
    """Other authors, topics or another abstract than the text's: it has no journal, and the text stays."""
    found = mine([_TOLD], _known(**changed))
    assert found is not None
    assert found.journal == ""
    assert "Research in Pots" in " ".join(found.left)


def test_a_day_of_another_year_is_not_the_date() -> None:
    """A date in ``spelling`` that contradicts the field is kept, and changes nothing."""
    found = mine([_TOLD], _known(years=("1999",)))
    assert found is not None
    assert found.issued == ""
    assert found.left == ["2011-11-25"]


@pytest.mark.parametrize("text", ["", "Another record altogether", "k1 Another title"])
def test_a_foreign_spelling_is_not_mined(text: str) -> None:
    """A text that is not this record tells nothing about it."""
    assert mine([text], _known()) is None
