"""Records as a library has them, drawn by Hypothesis: what the formats for citations are tried with.

The texts are well-formed - one line, Unicode NFC, no markup - but hold every sign that a format gives a
meaning to; names, numbers and dates are of the forms that real ones have. What a format makes of text
that is none of this is tried with the wilder records of :mod:`strategies`.
"""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st
from strategies import dates, identifiers

from kg import tables
from kg.record import (
    Abstract,
    Affiliation,
    Agent,
    Contribution,
    Licence,
    Link,
    Record,
    Section,
    Series,
    Status,
    Text,
    Topic,
    Venue,
    identifier,
)
from kg.text import person, tidied
from kg.text.citations import pages as ends
from kg.writers import saying

__all__ = ["records", "said_agent"]

_WORDS = (
    "trial",
    "Randomised",
    "DNA",
    "iPSC",
    "β-blockers",
    "naïve",
    "Übergewicht",
    "исследование",
    "系统综述",
    "ملحمة",
    "C&A",
    "50%",
    "#3",
    "$5",
    "a_b",
    "x^2",
    "~7",
    "{set}",
    "}{",
    "\\alpha",
    "“quoted”",
    '"plain"',
    "it's",
    "rock-'n'-roll",
    "p<0.05",
    ">3",
    "@home",
    "-- dash",
    "one–two",
    "[sic]",
    "(n=12)",
    "why?",
    "3.5",
    "TY - JOUR",
    "and",
    "Half\u00a0blank",
    "𝒜",
)
_plain = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=7).map(" ".join)


def _is_tidy(text: str) -> bool:
    return tidied(text) == (text, ()) and unicodedata.normalize("NFC", text) == text


sentences = _plain.filter(_is_tidy)
"""Titles and the like."""

words = st.sampled_from(("Obesity", "Neoplasms", "risk & benefit", "50% rule", "C_a", "Здоровье", "Cost #1"))
_families = st.sampled_from(
    (
        "Smith",
        "de la Cruz",
        "O'Brien",
        "García-López",
        "van der Berg",
        "Иванов",
        "李",
        "Ó Súilleabháin",
        "Müller",
    )
)
_givens = st.sampled_from(("Ana María", "J.-P.", "Wei", "Иван", "A. B.", "Zoë", "伟"))
_suffixes = st.sampled_from(("", "", "Jr", "III"))
_bodies = st.sampled_from(
    (
        Agent(kind="Organization", name="World Health Organization"),
        Agent(kind="Group", name="ATLAS Collaboration"),
        Agent(kind="Organization", name="Barnes & Noble Institute"),
        Agent(kind="Group", name="The {X} Study Group"),
        Agent(kind="Organization", name="Université d'Été"),
    )
)
agents = st.one_of(
    st.builds(person, family=_families, given=_givens, suffix=_suffixes),
    st.builds(person, family=_families, given=_givens, suffix=_suffixes),
    st.just(person("Appianus")),
    st.just(person("Smith AB")),
    _bodies,
)
_affiliations = st.sampled_from(("Dept. of Tests, University of A & B", "Clinic 5, 50% Road, Town")).map(
    lambda name: Affiliation(name=name)
)
contributions = st.builds(
    Contribution,
    role=st.sampled_from(("author", "author", "author", "editor", "translator", "supervisor", "illustrator")),
    agent=agents,
    affiliations=st.lists(_affiliations, max_size=1).map(tuple),
)
_sections = st.builds(
    lambda label, text: Section(text=f"We {text}.", label=label, kind=tables.section_kind(label)),
    label=st.sampled_from(("Background", "Methods", "Results", "Conclusions")),
    text=sentences,
)
_abstracts = st.one_of(
    sentences.map(lambda text: (Abstract(sections=(Section(text=f"We {text}."),)),)),
    st.lists(_sections, min_size=2, max_size=4, unique_by=lambda one: one.label).map(
        lambda sections: (Abstract(sections=tuple(sections)),)
    ),
)
_venues = st.builds(
    Venue,
    type=st.sampled_from(("Journal", "Book", "ConferenceProceedings", "Repository")),
    title=sentences,
    abbreviations=st.lists(st.just("J. Test. & Meas."), max_size=1).map(tuple),
    identifiers=st.lists(identifiers("issn", "eissn", "isbn"), max_size=2, unique=True).map(tuple),
)
_pages = st.sampled_from(
    ("", "12-19", "S4-S10", "e123", "1475-6; author reply 1475-6", "iv-x", "12", "101-8", "12-1-12-9")
)
_TYPES = (
    "JournalArticle",
    "ReviewArticle",
    "Letter",
    "Book",
    "BookChapter",
    "ConferencePaper",
    "DoctoralThesis",
    "MastersThesis",
    "Thesis",
    "ReportDocument",
    "DataFile",
    "Preprint",
    "WebContent",
    "NewspaperArticle",
    "ReferenceEntry",
    "ComputerProgram",
    "Expression",
    "Manuscript",
    "Article",
)
_written = st.sampled_from(
    tuple(
        (name, works)
        for name in _TYPES
        for works in ((), ("Dataset",), ("Report",), ("ReviewPaper",), ("ReviewPaper", "SystematicReview"))
    )
)
_LINKING = ("doi", "pmid", "pmcid", "arxiv", "isbn")
_plainly = st.builds("10.{}/{}".format, st.integers(1000, 9999), st.sampled_from(("a_b%c", "x(1)2;3-#", "q")))


@st.composite
def _identified(draw: st.DrawFn) -> tuple:
    """At most one identifier of a scheme, and DOIs that have every sign but braces."""
    found = draw(st.lists(identifiers(*_LINKING[1:]), max_size=3, unique_by=lambda one: one.scheme))
    dois = draw(st.lists(_plainly, max_size=1))
    return (*(one for text in dois if (one := identifier("doi", text))), *found)


def _some(one: st.SearchStrategy, most: int = 3) -> st.SearchStrategy:
    return st.lists(one, max_size=most, unique=True).map(tuple)


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Records that could be cited."""
    kind, works = draw(_written)
    pages = draw(_pages)
    first, last = ends(pages)
    return draw(
        st.builds(
            Record,
            type=st.just(kind),
            work_types=st.just(works),
            titles=sentences.map(lambda text: (Text(text=text),)),
            subtitles=_some(sentences, 1),
            abstracts=st.just(()) | _abstracts,
            issued=st.just("") | dates,
            venue=st.none() | _venues,
            volume=st.sampled_from(("", "12", "Suppl 3")),
            issue=st.sampled_from(("", "3", "1-2")),
            pages=st.just(pages),
            first_page=st.just(first),
            last_page=st.just(last),
            article_number=st.sampled_from(("", "", "e1000097")),
            edition=st.sampled_from(("", "2nd")),
            extent=_some(st.sampled_from(("250 pages",)), 1),
            series=_some(st.builds(Series, title=sentences, number=st.sampled_from(("", "7"))), 1),
            publishers=_some(st.sampled_from(("Test & Sons", "Verlag der Tests")), 2),
            places=_some(st.sampled_from(("Turku", "São Paulo", "Trinidad and Tobago")), 2),
            languages=_some(st.sampled_from(("eng", "ger", "spa")), 2),
            identifiers=_identified(),
            contributions=st.lists(contributions, max_size=4).map(tuple),
            keywords=_some(words.map(lambda text: Text(text=text))),
            topics=_some(words.map(lambda text: Topic(label=text, scheme="mesh", major=True)), 2),
            links=_some(
                st.sampled_from(("https://example.org/a_b?c=d%20e&f#g", "https://example.org/~x")).map(
                    lambda url: Link(url=url)
                ),
                2,
            ),
            notes=_some(sentences.map("A note of {}.".format), 2),
            licences=_some(
                st.sampled_from(("CC BY 4.0", "Own & strange")).map(
                    lambda text: Licence(written=text, licence=tables.licence(text))
                ),
                1,
            ),
            rights=_some(st.sampled_from(("© 2011 Tests & Co.",)), 1),
            statuses=_some(st.just(Status(status="retracted")), 1),
        )
    )


def said_agent(agent: Agent) -> tuple[str, str, str, str, str]:
    """What is compared of who is named: parts, with the initials where there is no given name."""
    if agent.kind != "Person" or not agent.family:
        kind = "Person" if agent.kind == "Person" else "a body"
        return kind, " ".join(agent.name.split()), "", "", ""
    return agent.kind, "", agent.family, saying.given(agent).replace(".", "").replace(" ", ""), agent.suffix
