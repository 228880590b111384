"""The newest version wins, field by field; records of other sources complete it."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import resources, sources
from kg.dates import Date
from kg.errors import ResourceError
from kg.identity import merge, origins
from kg.identity.merging import newest_first, read, table
from kg.identity.rules import RULES
from kg.record import (
    Abstract,
    Affiliation,
    Agent,
    Contribution,
    Funding,
    Identifier,
    Licence,
    Link,
    Provenance,
    Record,
    Relation,
    Section,
    Text,
    Topic,
    Venue,
    identifier,
)


def _of(source: str, modified: str = "", id: str = "1", **fields: object) -> Record:
    origin = Provenance(source=source, id=id, modified=Date(modified), digest=f"{source}{modified}")
    return Record(provenance=(origin,), **{"type": "JournalArticle", **fields})


def test_newest_wins_and_older_completes():
    """A field of the newer version stands; one that it lacks comes from the older one."""
    old = _of("pubmed", "2014-01-01", titles=(Text(text="Old"),), volume="7")
    new = _of("pubmed", "2019-01-01", titles=(Text(text="New"),))
    merged = merge([old, new])
    assert [title.text for title in merged.titles] == ["New"]
    assert merged.volume == "7"
    assert [origin.modified for origin in merged.provenance] == ["2019-01-01", "2014-01-01"]


def test_a_version_replaces_the_sets_of_an_older_one():
    """A heading that the newer version of the same source record dropped is gone."""
    old = _of("pubmed", "2014", topics=(Topic(label="A"), Topic(label="B")))
    new = _of("pubmed", "2019", topics=(Topic(label="A"),))
    assert [topic.label for topic in merge([old, new]).topics] == ["A"]


def test_sources_unite_their_sets():
    """Topics and links of two sources stand side by side, the newer source first."""
    one = _of("pubmed", "2019", topics=(Topic(label="A"),), links=(Link(url="http://a"),))
    other = _of("vufind", "2011", topics=(Topic(label="B"), Topic(label="A")))
    merged = merge([other, one])
    assert [topic.label for topic in merged.topics] == ["A", "B"]
    assert [link.url for link in merged.links] == ["http://a"]


def test_identifiers_are_once_in_any_case():
    """A DOI that two sources write in two cases stands once, as the newer one writes it."""
    one = _of("pubmed", "2019", identifiers=(identifier("doi", "10.1000/AB"),))
    other = _of("vufind", "2011", identifiers=(identifier("doi", "10.1000/ab"), identifier("pmid", "5")))
    assert merge([one, other]).identifiers == (
        Identifier(scheme="doi", value="10.1000/AB"),
        Identifier(scheme="pmid", value="5"),
    )


def test_specific_class_beats_newer_generic_one():
    """That something is a letter is not lost because a newer source only knows an article."""
    assert (
        merge([_of("vufind", "2020", type="Article"), _of("pubmed", "2010", type="Letter")]).type == "Letter"
    )
    assert merge([_of("a", "2020", type="Expression"), _of("b", "2010", type="Article")]).type == "Article"


def test_venues_complete_each_other():
    """The ISSN of one source and the title of the other make one venue."""
    one = _of("vufind", "2020", venue=Venue(type="Journal", title="BMC public health"))
    other = _of("pubmed", "2010", venue=Venue(type="Journal", identifiers=(identifier("issn", "1471-2458"),)))
    venue = merge([one, other]).venue
    assert venue is not None
    assert (venue.title, venue.identifiers[0].value) == ("BMC public health", "1471-2458")


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_order_does_not_matter(order):
    """Merging gives the same Record whatever the order of the input."""
    records = [
        _of("pubmed", "2014", volume="1", titles=(Text(text="x"),)),
        _of("pubmed", "2014", volume="2"),
        _of("vufind", "2014", id="9", volume="3", topics=(Topic(label="t"),)),
        _of("vufind", "", id="8", issue="4", topics=(Topic(label="u"),)),
    ]
    assert merge([records[place] for place in order]) == merge(records)


def test_one_record_is_itself():
    """A record alone is not touched."""
    record = _of("pubmed", "2014", volume="1")
    assert merge([record]) is record


def test_merging_is_idempotent():
    """A record merged with an equal one gives its own fields again."""
    record = _of("pubmed", "2014", volume="1", topics=(Topic(label="t"),))
    assert merge([record, record]) == record


def test_the_table_has_each_field_once():
    """Every field of a Record has a row, every rule is one, and every preferred source a format."""
    fields = [field for row in table() for field in row.fields]
    assert sorted(fields) == sorted(Record.__struct_fields__)
    assert {row.rule for row in table()} == set(RULES)
    known = {source.name for source in sources.sources()}
    assert {one for row in table() for one in row.prefer} <= known


def _edited(old: str, new: str) -> str:
    text = (resources.folder("ontologies") / "merging.csv").read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("volume,newest", "volume,latest", "volume: 'latest' is none of: newest"),
        ("volume,newest", "volume,united", "it has one value"),
        ("volume,newest", "volume,completed", "for venue alone"),
        ("volume,newest", "issue,newest", "unlike volume"),
        ("volume,newest", "volume,newest,,\nvolume,newest", "unlike volume"),
        ("subtitles,with titles", "subtitles,with nothing", "unlike subtitles"),
        ("subtitles,with titles", "subtitles,with keywords", "no field goes"),
        ("keywords,united,", "keywords,united,pubmed", "none is preferred"),
        ("field,rule", "name,rule", "the columns are field, rule, prefer, note"),
    ],
)
def test_a_table_that_does_not_suit_is_told(old, new, reason):
    """Whoever edits it reads which row is wrong, and why."""
    with pytest.raises(ResourceError, match=reason):
        read(_edited(old, new))


def test_a_table_as_edited():
    """Other rules are followed: the newest title stands, however it is written."""
    row = next(
        row for row in read(_edited("titles,not in capitals", "titles,newest")) if "titles" in row.fields
    )
    assert (row.fields, row.rule) == (("titles", "subtitles"), "newest")


# -- which source wins -------------------------------------------------------------------------


def _titled(*titles: str) -> tuple[Text, ...]:
    return tuple(Text(text=title) for title in titles)


def test_a_title_in_capitals_loses():
    """However new it is; a short one may be an acronym, and some scripts have no case."""
    loud = _of("vufind", "2020", titles=_titled("EFFECTS OF WINTER"), subtitles=("A TRIAL",))
    plain = _of("ris", "2010", titles=_titled("Effects of winter: a trial"))
    merged = merge([loud, plain])
    assert (merged.titles[0].text, merged.subtitles) == ("Effects of winter: a trial", ())
    for title in ("BMJ", "克罗恩病的治疗"):
        newer = _of("vufind", "2020", titles=_titled(title))
        assert merge([newer, plain]).titles[0].text == title


def test_a_publisher_wins_over_a_catalogue():
    """Of two good titles that of PubMed stands, whichever is newer."""
    catalogue = _of("marc", "2020", titles=_titled("Effects of winter /"))
    indexer = _of("pubmed", "2010", titles=_titled("Effects of winter."))
    assert merge([catalogue, indexer]).titles[0].text == "Effects of winter."


def test_title_and_subtitle_are_of_one_record():
    """A subtitle that another source writes into the title does not stand there twice."""
    whole = _of("openalex", "2020", titles=_titled("Winter: a trial"))
    apart = _of("marc", "2010", titles=_titled("Winter"), subtitles=("a trial",))
    assert merge([whole, apart]).subtitles == ()


def test_pages_are_of_one_record():
    """The fuller pages stand, with their own first and last page."""
    short = _of("ris", "2020", pages="122-4", first_page="122", last_page="4")
    full = _of("bibtex", "2010", pages="122-134", first_page="122", last_page="134")
    merged = merge([short, full])
    assert (merged.pages, merged.last_page) == ("122-134", "134")


def test_a_day_wins_over_a_year():
    """And how the date was written goes with it."""
    year = _of("ris", "2020", issued=Date("2014"), issued_written="2014//")
    day = _of("crossref", "2010", issued=Date("2014-02-11"))
    merged = merge([year, day])
    assert (merged.issued, merged.issued_written) == ("2014-02-11", "")


def _abstract(text: str, *, lang: str = "", label: str = "") -> Abstract:
    return Abstract(sections=(Section(text=text, label=label),), lang=lang)


ENGLISH = "The effects of winter on birds were studied in the north, and they are large. "
SPANISH = "Los efectos del invierno en las aves fueron grandes para el norte, por una vez. "


def test_the_fullest_abstract_of_each_language():
    """A cut one loses; one in another language stays, also where nobody says which it is."""
    cut = _of("ris", "2020", abstracts=(_abstract(ENGLISH),))
    whole = _of("crossref", "2010", abstracts=(_abstract(ENGLISH * 3, lang="en"),))
    other = _of("vufind", "2005", abstracts=(_abstract(SPANISH),))
    told = [one.sections[0].text for one in merge([cut, whole, other]).abstracts]
    assert told == [ENGLISH * 3, SPANISH]


def test_of_abstracts_about_as_long_that_with_headings():
    """Headings are worth more than a few letters."""
    flat = _of("crossref", "2020", abstracts=(_abstract("Aims: " + ENGLISH * 3, lang="en"),))
    parted = _of("pubmed", "2010", abstracts=(_abstract(ENGLISH * 3, lang="en", label="AIMS"),))
    assert merge([flat, parted]).abstracts == parted.abstracts


def _author(family: str, given: str, *, orcid: str = "", at: str = "", role: str = "author") -> Contribution:
    found = identifier("orcid", orcid) if orcid else None
    return Contribution(
        role=role,
        agent=Agent(
            kind="Person",
            name=f"{family}, {given}",
            family=family,
            given=given,
            identifiers=(found,) if found else (),
        ),
        affiliations=(Affiliation(name=at),) if at else (),
    )


ORCID = "0000-0002-1825-0097"


def test_names_are_completed():
    """A list of the same names gives its ORCIDs, affiliations and full names, and other roles."""
    short = _of("ris", "2020", contributions=(_author("Aalto", "A."), _author("Berg", "B.")))
    full = _of(
        "crossref",
        "2010",
        contributions=(
            _author("Aalto", "Anna", orcid=ORCID, at="Oulu"),
            _author("Berg", "Bo"),
            _author("Cruz", "C.", role="editor"),
        ),
    )
    assert merge([short, full]).contributions == full.contributions


def test_a_longer_list_wins():
    """The first author and "et al." are no list of authors, however new."""
    cut = _of("ris", "2020", contributions=(_author("Aalto", "A."),))
    full = _of("crossref", "2010", contributions=(_author("Aalto", "Anna"), _author("Berg", "Bo")))
    assert merge([cut, full]).contributions == full.contributions


def test_other_names_complete_nothing():
    """An ORCID goes to nobody of another name, nor to another initial."""
    one = _of("ris", "2020", contributions=(_author("Wang", "Jun"), _author("Wang", "Li")))
    other = _of(
        "crossref", "2010", contributions=(_author("Wang", "Li", orcid=ORCID), _author("Wang", "Jun"))
    )
    assert merge([one, other]).contributions == one.contributions


def test_what_is_united_stands_once():
    """Words in two cases, addresses with two protocols, licences with and without a version."""
    free = {"written": "CC BY", "licence": "https://creativecommons.org/licenses/by/4.0/"}
    one = _of(
        "ris",
        "2020",
        keywords=_titled("Diabetes"),
        links=(Link(url="http://a.org/x/"),),
        licences=(Licence(**free),),
        topics=(Topic(label="Humans"),),
        relations=(Relation(kind="cites", identifiers=(identifier("doi", "10.1000/A"),)),),
    )
    other = _of(
        "crossref",
        "2010",
        keywords=_titled("diabetes", "birds"),
        links=(Link(url="https://a.org/x", label="full text"),),
        licences=(Licence(**free, applies_to="vor"),),
        topics=(Topic(label="humans", scheme="mesh", concept="http://id.nlm.nih.gov/mesh/D006801"),),
        relations=(
            Relation(kind="cites", identifiers=(identifier("doi", "10.1000/a"),), citation="A. 2001."),
        ),
    )
    merged = merge([one, other])
    assert [word.text for word in merged.keywords] == ["Diabetes", "birds"]
    assert (merged.links, merged.licences, merged.topics) == (other.links, other.licences, other.topics)
    assert merged.relations == other.relations


def test_funders_of_one_source_stand():
    """Bodies have one name in each source: several sources together would repeat them."""
    one = _of("openalex", "2020", funding=(Funding(funder="Schweizerischer Nationalfonds"),))
    number = Funding(funder="Swiss National Science Foundation", number="31003A")
    other = _of("crossref", "2010", funding=(number,))
    assert merge([one, other]).funding == (number,)


# -- associative, whatever is said ---------------------------------------------------------------

_AGENTS = st.builds(
    _author,
    st.sampled_from(["Berg", "BERG", "van den Berg", "Cruz"]),
    st.sampled_from(["", "A", "Anna", "B."]),
    orcid=st.sampled_from(["", ORCID, "0000-0001-5109-3700"]),
    at=st.sampled_from(["", "Oulu", "Bergen"]),
    role=st.sampled_from(["author", "author", "editor"]),
)
_RECORDS = st.builds(
    _of,
    st.sampled_from(["pubmed", "ris", "crossref", "vufind"]),
    st.sampled_from(["", "2014", "2020"]),
    st.sampled_from(["1", "2", "3", "4", "5"]),
    titles=st.sampled_from([(), _titled("WINTER BIRDS"), _titled("Winter birds"), _titled("Birds")]),
    subtitles=st.sampled_from([(), ("a trial",)]),
    issued=st.sampled_from([Date(""), Date("2014"), Date("2014-02"), Date("2014-02-11")]),
    pages=st.sampled_from(["", "1-9", "1-19", "e1"]),
    abstracts=st.lists(
        st.builds(
            _abstract,
            st.sampled_from([ENGLISH, ENGLISH * 2, ENGLISH * 5, SPANISH, SPANISH * 3, "?"]),
            lang=st.sampled_from(["", "en", "es"]),
            label=st.sampled_from(["", "AIMS"]),
        ),
        max_size=2,
    ).map(tuple),
    contributions=st.lists(_AGENTS, max_size=3).map(tuple),
    keywords=st.lists(st.sampled_from(["a", "A", "b"]), max_size=3).map(lambda texts: _titled(*texts)),
    topics=st.lists(
        st.builds(
            Topic, label=st.sampled_from(["Humans", "humans"]), scheme=st.sampled_from(["", "mesh", "x"])
        ),
        max_size=2,
    ).map(tuple),
    licences=st.lists(
        st.builds(
            Licence, written=st.sampled_from(["CC BY", "cc by"]), applies_to=st.sampled_from(["", "vor"])
        ),
        max_size=2,
    ).map(tuple),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_RECORDS, min_size=2, max_size=7), st.data())
def test_every_rule_is_associative(records, data):
    """What a rule makes of some neighbours may stand for them before the others."""
    low = data.draw(st.integers(0, len(records) - 1))
    high = data.draw(st.integers(low + 1, len(records)))
    for row in table():
        merged = RULES[row.rule].merge
        said = [row.said(record) for record in records]
        parted = [*said[:low], merged(said[low:high]), *said[high:]]
        assert merged(parted).values == merged(said).values, row.fields


@settings(max_examples=100, deadline=None)
@given(st.lists(_RECORDS, min_size=1, max_size=6), st.randoms())
def test_no_order_matters(records, dice):
    """The same records in any order make the same record."""
    shuffled = list(records)
    dice.shuffle(shuffled)
    assert merge(shuffled) == merge(records)


# -- origins -----------------------------------------------------------------------------------


def test_every_value_tells_who_says_it():
    """Kept ones with all that say them, and lost ones with theirs."""
    one = _of("pubmed", "2020", volume="7", keywords=_titled("Birds"))
    other = _of("ris", "2010", id="9", volume="8", keywords=_titled("birds", "lakes"))
    told = {
        (found.field, str(getattr(found.value, "text", found.value))): (found.records, found.kept)
        for found in origins([other, one])
    }
    pubmed, ris = "pubmed/1/pubmed2020", "ris/9/ris2010"
    assert told["volume", "7"] == ((pubmed,), True)
    assert told["volume", "8"] == ((ris,), False)
    assert told["keywords", "Birds"] == ((pubmed, ris), True)
    assert told["keywords", "lakes"] == ((ris,), True)


def test_what_is_composed_is_told():
    """A person of whom one source knows the ORCID and another the name in full."""
    one = _of("ris", "2020", contributions=(_author("Aalto", "Anna"),))
    other = _of("crossref", "2010", contributions=(_author("Aalto", "A.", orcid=ORCID),))
    (found,) = [origin for origin in origins([one, other]) if origin.field == "contributions"]
    assert (found.composed, found.kept, len(found.records)) == (True, True, 2)
    assert found.value.agent.given == "Anna"
    assert found.value.agent.identifiers[0].value == ORCID


def _rules(records, field):
    return [
        (found.value, found.kept, found.rule, found.among)
        for found in origins(records)
        if found.field == field
    ]


def test_between_versions_the_newest_decides():
    """Not the rule between sources, which never heard of what a newer version no longer says."""
    old = _of("pubmed", "2010", keywords=_titled("lakes"), type="Letter")
    new = _of("pubmed", "2020", keywords=_titled("birds"), type="Article")
    (birds,), (lakes,) = _titled("birds"), _titled("lakes")
    assert _rules([old, new], "keywords") == [
        (birds, True, "newest", "versions"),
        (lakes, False, "newest", "versions"),
    ]
    assert [(kept, rule, among) for _, kept, rule, among in _rules([old, new], "type")] == [
        (True, "most specific", "versions"),
        (False, "most specific", "versions"),
    ]


def test_between_sources_the_rule_of_the_field_decides():
    """And between versions of one of them still the newest."""
    old = _of("pubmed", "2010", volume="1")
    new = _of("pubmed", "2020", volume="2")
    other = _of("ris", "2000", id="9", volume="3")
    assert _rules([old, new, other], "volume") == [
        ("2", True, "newest", "sources"),
        ("1", False, "newest", "versions"),
        ("3", False, "newest", "sources"),
    ]


def test_a_topic_without_a_scheme_is_lost_between_sources():
    """Where another source has it with one; the version before is not what decided."""
    plain = Topic(label="Birds")
    coded = Topic(label="Birds", concept="http://id.nlm.nih.gov/mesh/D001717", scheme="mesh")
    new, old = _of("pubmed", "2020", topics=(coded,)), _of("pubmed", "2010", topics=(plain,))
    assert _rules([new, old], "topics")[1] == (plain, False, "newest", "versions")
    assert _rules([new, old, _of("ris", "2000", id="9", topics=(plain,))], "topics") == [
        (coded, True, "united", "sources"),
        (plain, False, "united", "sources"),
    ]


@settings(max_examples=100, deadline=None)
@given(st.lists(_RECORDS, min_size=1, max_size=5))
def test_no_value_is_without_origin(records):
    """Whatever the merged record says, some source record says."""
    assert all(origin.records for origin in origins(records))
    told = {origin.field for origin in origins(newest_first(records)) if origin.kept}
    merged = merge(records)
    unsaid = {"key", "contested", "provenance"}
    assert told == {name for name in Record.__struct_fields__ if getattr(merged, name) and name not in unsaid}
