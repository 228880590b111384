"""A Record with every field filled, for tests that look at every term."""

from __future__ import annotations

from kg import context, ids
from kg.dates import Date
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

__all__ = ["EXPRESSIONS", "WORKS", "full"]

_NAMES = list(context.load())
EXPRESSIONS = _NAMES[_NAMES.index("Expression") : _NAMES.index("Work")]
"""The classes of expressions in the context."""
WORKS = _NAMES[_NAMES.index("Work") + 1 :]
"""The classes of works in the context."""

_MESH = context.prefixes()["mesh"]
_DAY = Date("2011-11-25")


def _id(scheme: str, text: str) -> Identifier:
    found = identifier(scheme, text)
    assert found is not None, (scheme, text)
    return found


_TEXTS = {
    "doi": "10.1186/1471-2458-11-S5-S4",
    "pmid": "22168441",
    "pmcid": "PMC3247027",
    "arxiv": "2101.00001v2",
    "handle": "10036/4298",
    "isbn": "1558612742",
    "issn": "1471-2458",
    "eissn": "1471-2458",
    "issnl": "1471-2458",
    "nlm": "100968562",
    "oclc": "47013195",
    "lccn": "85-2",
    "pii": "1471-2458-11-S5-S4",
    "nihmsid": "NIHMS123456",
    "bookaccession": "NBK1116",
    "orcid": "0000-0002-1825-0097",
    "isni": "0000000121032683",
    "ror": "01rxfrp27",
    "grid": "grid.1018.8",
    "ringgold": "2080",
    "crossref": "297",
    "fundref": "10.13039/501100000925",
    "openalex": "W2741809807",
    "omid": "br/0601",
    "ark": "ark:/12345/fk1234",
    "urn": "urn:nbn:de:101:1-201102033592",
    "wos": "WOS:000262259600009",
    "eid": "2-s2.0-84859263141",
    "wikidata": "Q42",
    "viaf": "102333412",
    "gnd": "118540238",
    "local": "vufind:1234",
}
_ROR = Affiliation(name="La Trobe University", country="AU", identifiers=(_id("ror", "01rxfrp27"),))
_PERSON = Agent(
    kind="Person",
    name="Small, Rhonda",
    family="van Small",
    particle="van",
    given="Rhonda",
    initials="R",
    suffix="Jr",
    other_names=("斯莫尔",),
    identifiers=(_id("orcid", _TEXTS["orcid"]),),
)
_STRANGER = Agent(
    kind="Person", name="Taft, Angela", family="Taft", given="Angela", identifiers=(_id("local", "a1"),)
)
_BODY = Agent(
    kind="Organization", name="Mother and Child Health Research", identifiers=(_id("isni", _TEXTS["isni"]),)
)
_GROUP = Agent(kind="Group", name="MOSAIC trial team")


def _contribution(role: str, agent: Agent) -> Contribution:
    return Contribution(
        role=role,
        agent=agent,
        affiliations=(_ROR, Affiliation(name="Clinic, Lyon", country="FR"), Affiliation(name="Melbourne")),
        corresponding=True,
        equal=True,
        stated="first author",
        credit=tuple(context.load()["credit"]["@context"]),
        authenticated=True,
    )


def full(type: str = "JournalArticle", venue: str = "Journal") -> Record:
    """A record of a class with every field, every role, scheme, kind of relation, and status."""
    roles = list(context.load()["role"]["@context"])
    return Record(
        type=type,
        work_types=tuple(WORKS),
        publication_types=(
            Topic(
                label="Randomized Controlled Trial",
                concept=f"{_MESH}D016449",
                scheme="mesh",
                notation="D016449",
            ),
        ),
        titles=(Text(text="Social connectedness and advocacy", lang="en"),),
        subtitles=("a trial",),
        translated_titles=(Text(text="Soziale Verbundenheit", lang="de"),),
        alternative_titles=(Text(text="MOSAIC"),),
        abstracts=(
            Abstract(
                lang="en",
                rights="Copyright of the abstract",
                sections=tuple(
                    Section(text=f"About {kind or 'others'}.", label=kind.upper(), kind=kind)
                    for kind in ("Background", "ProblemStatement", "Methods", "Results", "Conclusion", "")
                ),
            ),
            Abstract(lang="en", kind="plain-language-summary", sections=(Section(text="In plain words."),)),
        ),
        issued=_DAY,
        issued_written="25 Nov 2011",
        history=tuple(
            Event(stage=stage, date=_DAY) for stage in ("received", "accepted", "electronic", "medline")
        ),
        venue=Venue(
            type=venue,
            title="BMC public health",
            abbreviations=("BMC Public Health",),
            identifiers=tuple(
                _id(scheme, _TEXTS[scheme])
                for scheme in ("issn", "eissn", "issnl", "nlm", "isbn", "doi", "oclc")
            ),
            country="England",
        ),
        volume="11",
        issue="Suppl 5",
        pages="S4-S9",
        first_page="S4",
        last_page="S9",
        article_number="S4",
        edition="1st",
        extent=("6 pages",),
        series=(Series(title="Supplements", number="5"), Series(title="Others")),
        publishers=("BioMed Central",),
        places=("London",),
        languages=("eng",),
        formats=("Online",),
        links=(
            Link(
                url="https://doi.org/10.1186/1471-2458-11-S5-S4",
                label="Full text",
                media="text/html",
                version="vor",
            ),
        ),
        work=_id("pmid", "1"),
        identifiers=tuple(_id(scheme, _TEXTS[scheme]) for scheme in ids.SCHEMES),
        contested=(_id("bookaccession", _TEXTS["bookaccession"]),),
        contributions=tuple(
            _contribution(role, agent) for role in roles for agent in (_PERSON, _STRANGER, _BODY, _GROUP)
        ),
        topics=(
            Topic(label="Mothers", concept=f"{_MESH}D009035", scheme="mesh", major=True, lang="en"),
            Topic(
                label="Social Support/psychology",
                concept=f"{_MESH}D012944Q000523",
                scheme="mesh",
                broader=f"{_MESH}D012944",
            ),
            Topic(label="Public health", scheme="DDC", notation="614"),
            Topic(label="Domestic violence", scheme="openalex", score=0.9875),
        ),
        keywords=(Text(text="advocacy", lang="en"),),
        licences=(
            Licence(
                written="CC BY 2.0",
                licence="https://creativecommons.org/licenses/by/2.0/",
                applies_to="vor",
                start=_DAY,
            ),
        ),
        rights=("Copyright 2011 Small et al.",),
        access="OpenAccess",
        funding=(
            Funding(
                number="219249",
                acronym="ARC",
                funder="National Health and Medical Research Council",
                country="Australia",
                identifiers=(_id("fundref", _TEXTS["fundref"]),),
            ),
        ),
        relations=tuple(
            Relation(
                kind=kind,
                identifiers=(_id("pmid", str(1000 + place)), _id("doi", f"10.1000/{place}")),
                citation="Lancet. 2001",
                note="printed",
            )
            for place, kind in enumerate(context.load()["kind"]["@context"])
        ),
        accessions=(Accession(bank="ACTRN", number="ACTRN12607000413493"),),
        statuses=tuple(Status(status=status, since=_DAY) for status in context.load()["status"]["@context"]),
        notes=("Supplement 5",),
        provenance=(
            Provenance(
                source="pubmed",
                id="22168441",
                format="pubmed",
                status="MEDLINE",
                version="1",
                created=_DAY,
                modified=Date("2012-12-01T10:20:30"),
                institutions=("NLM",),
                collections=("PubMed",),
                work_keys=("AT small social connectedness",),
                file="pubmed.xml",
                position="record 1",
                digest="ab" * 32,
            ),
        ),
        extra=(Extra(field="CoiStatement", values=("None.",)),),
        changes=(Change(field="ArticleTitle", written="<b>Social</b>", rule="markup"),),
    )
