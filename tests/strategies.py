"""What Hypothesis draws: nasty text, identifiers, dates, and Records with every field.

Two spellings that fold to one shared node (an organization, a place, a format, a series, a concept)
are one node with two names in the graph, and which record wrote which is not told there: within one
record, names are drawn from pools in which no two fold together.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from hypothesis import strategies as st

from kg import context, ids
from kg.dates import Date
from kg.rdf.describe import BASE
from kg.rdf.scope import identified, named, segment
from kg.rdf.surroundings import topic
from kg.record import (
    Abstract,
    Accession,
    Affiliation,
    Agent,
    Change,
    Contribution,
    Event,
    Extra,
    Funding,
    Identifier,
    Licence,
    Link,
    Provenance,
    Record,
    Relation,
    Section,
    Series,
    Status,
    Text,
    Topic,
    Venue,
    identifier,
)

__all__ = [
    "any_text",
    "bodies",
    "dates",
    "identifiers",
    "iris",
    "langs",
    "records",
    "sayable",
    "texts",
    "words",
]

# -- text --------------------------------------------------------------------------------------

_NASTY = (
    'He said "no\\yes"',
    "line\nline\r\nline\ttab",
    "\x00\x01\x08\x0b\x0c\x1f\x7f\x80\x85\x9f",
    "\u2028\u2029\ufeff\ufffe\uffff",
    "\u202eمرحبا بالعالم\u202c",
    "e\u0301 é ﬁ İ ß",
    "𐍈𝒜👩‍🔬\U0010ffff",
    "<i>p</i> < 0.05 & more",
    "\\u0041 \\n \\",
    "^^<http://example.org/>@en .",
    "../.././a//b?c#d%41%zz",
    " ",
)
_LANGS = ("", "en", "de", "zh-hans", "sr-latn-rs", "es-419", "x-private")

texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.text("ab -/\"\\\n'é", max_size=5),
    st.sampled_from(_NASTY),
)
"""Text that RDF can carry: anything but halves of surrogate pairs."""

any_text = st.text(max_size=20)
"""Any text, with halves of surrogate pairs."""

langs = st.sampled_from(_LANGS)
_said = texts.filter(bool)
_tagged = st.builds(Text, text=texts, lang=langs)


def _some(values: st.SearchStrategy[Any], size: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(values, max_size=size).map(tuple)


def _pool(values: st.SearchStrategy[Any], *keys: Callable[[Any], object]) -> st.SearchStrategy[list[Any]]:
    """Values of which no two have a key in common."""
    return st.lists(values, min_size=1, max_size=4, unique_by=keys)


def _of(pool: list[Any], size: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return _some(st.sampled_from(pool), size) if pool else st.just(())


def words(field: str) -> st.SearchStrategy[str]:
    """The words that the context allows in a field."""
    return st.sampled_from(sorted(context.load()[field]["@context"]))


def _classes(first: str, end: str | None) -> list[str]:
    """The terms of the context from one class up to another."""
    names = list(context.load())
    return names[names.index(first) : names.index(end) if end else None]


_expressions = st.sampled_from(_classes("Expression", "Work"))
_works = st.sampled_from(_classes("Biography", None))

# -- dates and IRIs ----------------------------------------------------------------------------


def _written(moment: datetime, precision: int) -> Date:
    return Date(moment.isoformat(timespec="seconds")[:precision])


dates = st.one_of(
    st.builds(
        _written,
        st.datetimes(min_value=datetime.combine(date(1, 1, 1), datetime.min.time())),
        st.sampled_from((4, 7, 10, 19)),
    ),
    st.integers(1, 999).map(lambda year: Date(f"-{year:04}")),
)
"""Dates of every precision, and years of antiquity."""

_maybe_dates = st.just(Date("")) | dates

iris = st.one_of(
    st.sampled_from(("urn:isbn:0-486-27557-4", "http://example.org/é/𐍈?q=1&r=%20#x", "mailto:a@example.org")),
    st.integers(1, 999999).map(lambda number: f"{context.prefixes()['mesh']}D{number:06}"),
    texts.map(lambda text: ids.mint("https://example.org/vocabulary#", text)),
)
"""Absolute IRIs that RDF can carry."""

_LICENCES = ("https://creativecommons.org/licenses/by/4.0/", "http://example.org/own/licence#é")

# -- identifiers -------------------------------------------------------------------------------

_DIGITS = "0123456789"


def _checked(scheme: str, body: st.SearchStrategy[str], endings: list[str]) -> st.SearchStrategy[str]:
    """Bodies, each with the one ending that makes it valid."""
    return body.map(
        lambda text: next((text + end for end in endings if ids.normalise(scheme, text + end)), "")
    ).filter(bool)


def _digits(least: int, most: int) -> st.SearchStrategy[str]:
    return st.text(_DIGITS, min_size=least, max_size=most)


_X = [*_DIGITS, "X"]
_solid = st.one_of(
    st.sampled_from(
        ("1471-2458-11-S5-S4", "(SICI)1097-0258<1::AID-SIM1>3.0.CO;2-#", "a%2Fb", "ünïcode/É", "x?y#z")
    ),
    st.text(st.characters(exclude_categories=["Cs", "Z", "C"]), min_size=1, max_size=8),
)
_doi = st.builds("10.{}/{}".format, _digits(4, 5), _solid)
_TEXTS: dict[str, st.SearchStrategy[str]] = {
    "doi": _doi,
    "pmid": st.integers(1, 999_999_999).map(str),
    "pmcid": st.integers(1, 9_999_999_999).map("PMC{}".format),
    "arxiv": st.sampled_from(("2101.00001v2", "hep-th/9901001", "math.GT/0309136", "0704.0001")),
    "handle": st.builds("{}/{}".format, _digits(2, 6), _solid),
    "isbn": _checked("isbn", _digits(9, 9), _X)
    | _checked("isbn", _digits(9, 9).map("978{}".format), [*_DIGITS]),
    "issn": _checked("issn", _digits(7, 7), _X),
    "nlm": _digits(7, 9) | _digits(7, 8).map("{}R".format),
    "oclc": st.integers(1, 999_999_999_999).map(str),
    "lccn": st.sampled_from(("85-2", "n78-890351", "2001-000002", "sn85000002")),
    "pii": st.text([chr(code) for code in range(0x21, 0x7F)], min_size=3, max_size=20),
    "nihmsid": _digits(5, 6).map("NIHMS{}".format),
    "bookaccession": _solid,
    "orcid": _checked("orcid", _digits(8, 8).map("0000000{}".format), _X),
    "isni": _checked("isni", _digits(15, 15), _X),
    "ror": _checked(
        "ror",
        st.text("abcdefghjkmnpqrstvwxyz0123456789", min_size=6, max_size=6).map("0{}".format),
        [f"{number:02}" for number in range(100)],
    ),
    "grid": st.builds(
        "grid.{}.{}".format, _digits(1, 6), st.text("0123456789abcdef", min_size=1, max_size=2)
    ),
    "ringgold": st.integers(100, 99_999_999).map(str),
    "crossref": st.integers(1, 99_999_999).map(str),
    "fundref": _doi,
    "openalex": st.builds("{}{}".format, st.sampled_from("WAISFC"), _digits(1, 12)),
    "omid": st.builds("{}/{}".format, st.sampled_from(("br", "ra", "ar", "re", "id")), _digits(1, 9)),
    "ark": st.builds("ark:{}{}/{}".format, st.sampled_from(("", "/")), _digits(5, 9), _solid),
    "urn": st.text([chr(code) for code in range(0x21, 0x7F)], min_size=1, max_size=9).map(
        "urn:nbn:{}".format
    ),
    "wos": _digits(15, 15).map("WOS:{}".format) | st.just("WOS:A1997WF82700021"),
    "eid": _digits(8, 12).map("2-s2.0-{}".format),
    "wikidata": st.integers(1, 999_999_999_999).map("Q{}".format),
    "viaf": st.integers(10, 10**22 - 1).map(str),
    "gnd": _checked("gnd", _digits(7, 9), _X) | _checked("gnd", _digits(1, 9).map("{}-".format), _X),
    "local": _solid,
}
_TEXTS |= {"eissn": _TEXTS["issn"], "issnl": _TEXTS["issn"]}


def identifiers(*schemes: str) -> st.SearchStrategy[Identifier]:
    """Identifiers in normal form, of some schemes or of all."""
    pairs = st.sampled_from(schemes or tuple(ids.SCHEMES)).flatmap(
        lambda scheme: _TEXTS[scheme].map(lambda text: identifier(scheme, text))
    )
    return pairs.filter(lambda found: found is not None)


# -- who ---------------------------------------------------------------------------------------

_BODY_SCHEMES = ("ror", "isni", "fundref", "grid", "ringgold", "gnd", "viaf", "wikidata", "openalex", "local")
_others = _some(texts.map("also {}".format), 2)
# A body has no family name; what a reader puts there is not written. An organization may be a publisher
# or a funder too, who has one name.
bodies = st.builds(
    Agent,
    kind=st.just("Organization"),
    name=texts,
    identifiers=_some(identifiers(*_BODY_SCHEMES), 2),
) | st.builds(
    Agent,
    kind=st.just("Group"),
    name=texts,
    other_names=_others,
    identifiers=_some(identifiers(*_BODY_SCHEMES), 2),
)
"""Organizations and groups."""

_person = dict.fromkeys(("name", "family", "particle", "given", "initials", "suffix"), texts)
_strangers = st.builds(Agent, kind=st.just("Person"), other_names=_others, **_person)
_known = st.builds(
    Agent,
    kind=st.just("Person"),
    identifiers=st.tuples(identifiers("orcid", "isni", "gnd", "viaf", "wikidata"))
    | st.tuples(identifiers("local", "openalex"), identifiers("orcid", "gnd")),
    other_names=_others,
    **_person,
)


def _body_key(body: Agent) -> str:
    return named(BASE, body.name, body.identifiers, body.kind)[0]


_COUNTRIES = ("", "AU", "FI", "XK")


def _contributions(
    pool: list[Agent], people: list[Agent], places: list[str]
) -> st.SearchStrategy[tuple[Contribution, ...]]:
    # A body that is identified stands in one country.
    affiliated = [
        Affiliation(
            name=body.name,
            identifiers=body.identifiers,
            country=_COUNTRIES[len(body.name) % 4] if body.identifiers else "",
        )
        for body in pool
        if body.kind == "Organization"
    ]
    affiliations = st.builds(Affiliation, name=texts) | st.builds(
        Affiliation, name=st.sampled_from(places), country=st.sampled_from(_COUNTRIES)
    )
    one = st.builds(
        Contribution,
        role=words("role"),
        agent=st.one_of(_strangers, st.sampled_from(people), st.sampled_from(pool)),
        affiliations=_some(st.one_of(affiliations, *map(st.just, affiliated))),
        corresponding=st.booleans(),
        equal=st.booleans(),
        stated=texts,
        credit=_some(words("credit")),
        authenticated=st.booleans(),
    )
    return _some(one, 4)


def _funding(pool: list[Agent]) -> st.SearchStrategy[tuple[Funding, ...]]:
    # A body that stands elsewhere under other identifiers, or as a group, would be told apart no more.
    funders = [Agent(kind="Organization", name="")] + [body for body in pool if body.kind == "Organization"]
    one = st.builds(
        lambda body, number, acronym, country: Funding(
            number=number, acronym=acronym, country=country, funder=body.name, identifiers=body.identifiers
        ),
        st.sampled_from(funders),
        texts,
        texts,
        texts,
    )
    return _some(one)


# -- parts -------------------------------------------------------------------------------------

_sections = st.builds(
    Section,
    text=texts,
    label=texts,
    kind=st.sampled_from(("", "Background", "ProblemStatement", "Methods", "Results", "Conclusion")),
)
# An abstract without a section is none: it has no text that could carry its language.
_abstracts = st.builds(
    Abstract,
    sections=st.lists(_sections, min_size=1, max_size=3).map(tuple),
    lang=langs,
    kind=texts,
    rights=texts,
)
_VENUE_SCHEMES = ("issn", "eissn", "issnl", "nlm", "isbn", "doi", "oclc", "lccn")
_venues = st.builds(
    Venue,
    type=_expressions | st.just("Journal"),
    title=texts,
    abbreviations=_some(texts, 2),
    identifiers=_some(identifiers(*_VENUE_SCHEMES)),
    country=texts,
)
_topics = st.builds(
    Topic,
    label=texts,
    concept=st.just("") | iris,
    scheme=st.sampled_from(("", "mesh", "DDC", 'own "words" / é')),
    notation=texts,
    major=st.booleans(),
    broader=st.just("") | iris,
    lang=langs,
    score=st.none() | st.floats(0, 1),
)
_relations = st.builds(
    Relation,
    kind=words("kind"),
    identifiers=st.lists(identifiers(*ids.LINKING, "isbn", "local"), max_size=2, unique=True).map(tuple),
    citation=texts,
    note=texts,
)
_provenances = st.builds(
    Provenance,
    source=st.sampled_from(("pubmed", "vufind", "own/source é")),
    id=texts,
    format=texts,
    status=texts,
    version=texts,
    created=_maybe_dates,
    modified=_maybe_dates,
    institutions=_some(texts, 2),
    collections=_some(texts, 2),
    work_keys=_some(texts, 2),
    file=texts,
    position=texts,
    digest=st.just("") | st.text("0123456789abcdef", min_size=64, max_size=64),
)


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@st.composite
def _series(draw: st.DrawFn) -> tuple[Series, ...]:
    titles = draw(_pool(texts, segment))
    one = st.builds(Series, title=st.sampled_from(titles), number=texts)
    return tuple(
        draw(st.lists(one, max_size=3, unique_by=lambda found: (found.title, _normal(found.number))))
    )


_PLAIN = (
    "issued_written",
    "volume",
    "issue",
    "pages",
    "first_page",
    "last_page",
    "article_number",
    "edition",
)


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Records with anything in every field."""
    pool = draw(_pool(bodies, _body_key, lambda body: body.name))
    people = draw(_pool(_known, lambda person: identified(BASE, person.identifiers)))
    concepts = draw(st.lists(_topics, max_size=5, unique_by=lambda one: topic(BASE, one)[0]))
    cut = draw(st.integers(0, len(concepts)))
    carriers = draw(_pool(texts, segment))
    names = draw(_some(identifiers(), 4))
    unnamed = [body.name for body in pool if body.kind == "Organization" and not body.identifiers]
    plain = dict.fromkeys(_PLAIN, texts)
    many = {name: _some(texts, 2) for name in ("subtitles", "extent", "rights", "notes")}
    tagged = {
        name: _some(_tagged, 2) for name in ("titles", "translated_titles", "alternative_titles", "keywords")
    }
    return draw(
        st.builds(
            Record,
            type=_expressions,
            key=st.none()
            | identifiers(*ids.LINKING)
            | texts.map(lambda text: Identifier(scheme="source", value=f"pubmed/{text}")),
            work=st.none()
            | identifiers(*ids.LINKING)
            | texts.map(lambda text: Identifier(scheme="source", value=f"pubmed/{text}")),
            work_types=_some(_works, 2),
            publication_types=st.just(tuple(concepts[:cut])),
            topics=st.just(tuple(concepts[cut:])),
            abstracts=_some(_abstracts, 2),
            issued=_maybe_dates,
            history=_some(st.builds(Event, stage=_said | words_of_events, date=_maybe_dates)),
            venue=st.none() | _venues,
            series=_series(),
            publishers=_of(unnamed),
            places=_of(draw(_pool(texts, segment))),
            languages=_some(st.sampled_from(("eng", "ger", "spa", "und"))),
            formats=_of(carriers),
            links=_some(
                st.builds(Link, url=iris, label=texts, version=texts, media=st.sampled_from(["", *carriers])),
                2,
            ),
            identifiers=st.just(names),
            contested=st.lists(st.sampled_from(names), max_size=2).map(tuple) if names else st.just(()),
            contributions=_contributions(pool, people, draw(_pool(texts, segment))),
            licences=_some(
                st.builds(
                    Licence,
                    written=texts,
                    # A licence that is a concept too would have the notations of both.
                    licence=st.just("") | st.sampled_from(_LICENCES),
                    applies_to=texts,
                    start=_maybe_dates,
                ),
                2,
            ),
            access=st.just("") | words("access"),
            funding=_funding(pool),
            relations=_some(_relations, 4),
            accessions=_some(st.builds(Accession, bank=texts, number=texts), 2),
            statuses=_some(st.builds(Status, status=words("status"), since=_maybe_dates), 2),
            provenance=_some(_provenances, 2),
            extra=_some(st.builds(Extra, field=texts, values=_some(texts, 2)), 1),
            changes=_some(st.builds(Change, field=texts, written=texts, rule=texts), 1),
            **plain,
            **many,
            **tagged,
        )
    )


words_of_events = st.sampled_from(("received", "accepted", "electronic"))


# -- what the table of OpenCitations can say ---------------------------------------------------

_plain_words = st.text("abc XYZéß12", min_size=1, max_size=9).map(lambda text: " ".join(text.split()))
_nouns = _plain_words.filter(lambda text: text.isalpha() and text.lower() not in {"iii", "none"})
_theirs = st.builds(
    Agent,
    kind=st.just("Organization"),
    name=_nouns.map("Corp {}".format),
    identifiers=_some(identifiers("crossref", "ror", "viaf"), 2).map(lambda some: tuple(dict.fromkeys(some))),
) | st.builds(
    lambda family, given, some: Agent(
        kind="Person", name=f"{family}, {given}", family=family, given=given, identifiers=some
    ),
    _nouns.map("F{}f".format),
    _nouns.map("G{}g".format),
    _some(identifiers("orcid", "omid"), 1),
)
_ranges = st.tuples(st.integers(1, 900), st.integers(0, 90)).map(lambda ends: (ends[0], sum(ends)))


@st.composite
def sayable(draw: st.DrawFn) -> Record:
    """Records of what a row of OpenCitations has a place for, in the forms that its reader gives."""
    names = draw(_some(identifiers("doi", "pmid", "pmcid", "omid", "openalex"), 3))
    first, last = draw(st.just(("", "")) | _ranges)
    kind, venue = draw(
        st.sampled_from((("JournalArticle", "Journal"), ("BookChapter", "Book"), ("Thesis", "Journal")))
    )
    roles = draw(_some(_theirs, 3)), draw(_some(_theirs, 2))
    unique = {(one.scheme, ids.comparable(one.scheme, one.value)): one for one in names}
    return Record(
        type=kind,
        titles=(Text(text="T" + draw(_plain_words)),),
        issued=Date(draw(st.just("") | dates.filter(lambda one: one[:1] != "-"))[:10]),
        venue=draw(
            st.none()
            | st.builds(Venue, type=st.just(venue), title=_nouns, identifiers=_some(identifiers("isbn"), 1))
        ),
        volume=draw(st.just("") | _nouns),
        issue=draw(st.just("") | st.integers(1, 99).map(str)),
        pages=f"{first}-{last}" if first else "",
        first_page=str(first),
        last_page=str(last),
        publishers=draw(_some(_nouns, 1)),
        identifiers=tuple(unique.values()),
        contributions=tuple(
            Contribution(role=role, agent=agent)
            for role, agents in zip(("author", "editor"), roles, strict=True)
            for agent in agents
        ),
    )
