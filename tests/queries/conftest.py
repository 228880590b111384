"""A small library of made-up publications, with one of each case that the queries tell apart."""

from __future__ import annotations

import pytest

from kg import tables
from kg.dates import Date
from kg.rdf import nquads
from kg.record import (
    Abstract,
    Accession,
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
    Status,
    Text,
    Topic,
    Venue,
)
from kg.stores import EmbeddedStore

CARBERRY = "0000-0002-1825-0097"
JOURNAL = Venue(
    type="Journal",
    title="Journal of Imagined Medicine",
    identifiers=(Identifier(scheme="issn", value="1234-5679"),),
)


def _ids(**values: str) -> tuple[Identifier, ...]:
    return tuple(Identifier(scheme=scheme, value=value) for scheme, value in values.items())


def _author(name: str, orcid: str = "", *affiliations: Affiliation, role: str = "author") -> Contribution:
    family, _, given = name.partition(", ")
    agent = Agent(
        kind="Person" if given else "Group",
        name=name,
        family=family if given else "",
        given=given,
        identifiers=_ids(orcid=orcid) if orcid else (),
    )
    return Contribution(role=role, agent=agent, affiliations=affiliations)


def _mesh(ui: str, label: str, *, major: bool = False, broader: str = "") -> Topic:
    return Topic(
        label=label,
        concept=tables.mesh(ui),
        scheme="mesh",
        notation=ui,
        major=major,
        broader=tables.mesh(broader),
        lang="en",
    )


def _abstract(results: str) -> tuple[Abstract, ...]:
    methods = Section(label="METHODS", kind="Methods", text="We imagined it.")
    return (Abstract(lang="en", sections=(methods, Section(label="RESULTS", kind="Results", text=results))),)


def _from(source: str, number: str, file: str = "") -> tuple[Provenance, ...]:
    return (
        Provenance(
            source=source, id=number, file=file or f"{source}.xml", position="record 1", digest="ab" * 32
        ),
    )


def _cc(name: str) -> Licence:
    return Licence(written=name, licence=tables.licence(name))


_UNIVERSITY = Affiliation(name="Brown University, Providence", identifiers=_ids(ror="05gq02987"))
_RCT = _mesh("D016449", "Randomized Controlled Trial")

TRIAL = Record(
    type="JournalArticle",
    work_types=("ClinicalTrialReport",),
    publication_types=(_RCT,),
    titles=(Text(text="Lantern light and insulin: a randomised trial that nobody made", lang="en"),),
    abstracts=_abstract("Insulin fell by a third under lantern light."),
    issued=Date("2012-03-01"),
    venue=JOURNAL,
    volume="4",
    issue="2",
    publishers=("Imagined Press",),
    languages=("eng",),
    links=(Link(url="https://example.org/lantern"),),
    identifiers=_ids(doi="10.5555/KG.0001", pmid="90000001", pmcid="PMC9000001"),
    contributions=(
        _author("Carberry, Josiah", CARBERRY, _UNIVERSITY),
        _author("Small, Ada"),
        _author("Quill, Bea"),
        _author("Rule, Ed", role="editor"),
    ),
    topics=(
        _mesh("D003924", "Diabetes Mellitus, Type 2", major=True),
        _mesh("D003920Q000188", "Diabetes Mellitus / drug therapy", broader="D003920"),
    ),
    keywords=(Text(text="Lanterns"), Text(text="insulin")),
    licences=(_cc("CC BY 4.0"),),
    access="OpenAccess",
    funding=(Funding(number="L-1", funder="Lantern Fund"),),
    accessions=(Accession(bank="ClinicalTrials.gov", number="NCT00000000"),),
    provenance=_from("pubmed", "90000001") + _from("vufind", "0042"),
)
REVIEW = Record(
    type="ReviewArticle",
    work_types=("SystematicReview",),
    titles=(Text(text="What is known of lanterns: a systematic review", lang="en"),),
    abstracts=_abstract("One trial was found, and its risk of bias was low."),
    issued=Date("2015"),
    venue=JOURNAL,
    publishers=("Imagined Press",),
    languages=("eng",),
    identifiers=_ids(doi="10.5555/kg.0002", pmid="90000002"),
    contributions=(_author("Small, Ada"), _author("Carberry, J.", CARBERRY), _author("Quill, Bea")),
    topics=(_mesh("D003920", "Diabetes Mellitus"),),
    keywords=(Text(text="lanterns"),),
    licences=(Licence(written="Free for members"),),
    access="RestrictedAccess",
    relations=(
        Relation(
            kind="cites", identifiers=_ids(pmid="90000001"), citation="Carberry J. Lantern light. 2012."
        ),
        Relation(kind="cites", citation="Anonymous. On lamps. 1801."),
        Relation(kind="cites", identifiers=_ids(doi="10.5555/kg.0004")),
    ),
    provenance=_from("pubmed", "90000002"),
)
RETRACTED = Record(
    type="JournalArticle",
    titles=(Text(text="Candles cure everything", lang="en"),),
    abstracts=(Abstract(sections=(Section(text="They do not."),)),),
    issued=Date("2010-06"),
    venue=JOURNAL,
    languages=("eng",),
    identifiers=_ids(doi="10.5555/kg.0003", pmid="90000003"),
    contributions=(_author("Quill, Bea"),),
    topics=(_mesh("D003863", "Depression", major=True),),
    statuses=(Status(status="retracted"),),
    relations=(Relation(kind="isRetractedBy", identifiers=_ids(pmid="90000005")),),
    provenance=_from("pubmed", "90000003"),
)
COHORT = Record(
    type="JournalArticle",
    work_types=("ClinicalTrialReport",),
    titles=(Text(text="Lamps and low spirits", lang="en"),),
    abstracts=_abstract("Spirits rose, with no insulin given."),
    issued=Date("2018-01-02"),
    venue=Venue(type="Journal", title="Annals of Lamps"),
    languages=("eng",),
    identifiers=_ids(doi="10.5555/kg.0004"),
    contributions=(_author("Lamp Study Group"), _author("Small, Ada")),
    topics=(_mesh("D003863", "Depression", major=True), _mesh("D003924", "Diabetes Mellitus, Type 2")),
    licences=(_cc("CC BY 4.0"),),
    relations=(
        Relation(kind="cites", identifiers=_ids(doi="10.5555/kg.0001")),
        Relation(kind="isCorrectedBy", citation="Ann Lamps. 2018;2:9.", note="Erratum"),
    ),
    provenance=_from("crossref", "10.5555/kg.0004"),
)
PREPRINT = Record(
    type="Preprint",
    work=Identifier(scheme="doi", value="10.5555/kg.0004"),
    titles=(Text(text="Lamps and low spirits: a first look", lang="en"),),
    issued=Date("2017-11"),
    languages=("eng",),
    identifiers=_ids(doi="10.5555/kg.0009"),
    contributions=(_author("Lamp Study Group"),),
    relations=(Relation(kind="isVersionOf", identifiers=_ids(doi="10.5555/kg.0004")),),
    provenance=_from("crossref", "10.5555/kg.0009"),
)
NOTICE = Record(
    type="RetractionNotice",
    work_types=("Retraction",),
    titles=(Text(text="Retraction: Candles cure everything", lang="en"),),
    issued=Date("2011"),
    venue=JOURNAL,
    identifiers=_ids(doi="10.5555/kg.0005", pmid="90000005"),
    relations=(Relation(kind="retracts", identifiers=_ids(pmid="90000003")),),
    provenance=_from("pubmed", "90000005"),
)
ERRATUM = Record(
    type="JournalArticle",
    work_types=("Erratum",),
    titles=(Text(text="Correction to: Lantern light and insulin", lang="en"),),
    issued=Date("2013"),
    venue=JOURNAL,
    identifiers=_ids(pmid="90000006"),
    relations=(Relation(kind="corrects", identifiers=_ids(pmid="90000001")),),
    provenance=_from("pubmed", "90000006"),
)
THESIS = Record(
    type="DoctoralThesis",
    titles=(Text(text="Über Laternen", lang="de"),),
    publishers=("Universität Nirgendwo",),
    languages=("ger",),
    links=(Link(url="https://example.org/thesis/7"),),
    contributions=(_author("Quill, Bea"),),
    topics=(Topic(label="Laterne", scheme="gnd"),),
    provenance=_from("vufind", "0007") + _from("vufind", "0008", "more.json"),
)
LETTER = Record(
    type="Letter",
    titles=(Text(text='Lanterns, "again"\tand again', lang="en"),),
    issued=Date("2016"),
    venue=JOURNAL,
    identifiers=_ids(doi="10.5555/kg.0008"),
    contributions=(_author("Carberry, Josiah", CARBERRY),),
    statuses=(Status(status="retracted"),),
    relations=(
        Relation(kind="repliesTo", identifiers=_ids(doi="10.5555/kg.0002")),
        Relation(kind="cites", identifiers=_ids(doi="10.5555/kg.0001")),
    ),
    provenance=_from("crossref", "10.5555/kg.0008"),
)


@pytest.fixture(scope="session")
def graph() -> bytes:
    """The library as N-Quads."""
    return b"".join(nquads((TRIAL, REVIEW, RETRACTED, COHORT, NOTICE, ERRATUM, THESIS, LETTER, PREPRINT)))


@pytest.fixture(scope="session")
def store(graph: bytes) -> EmbeddedStore:
    """The library in an embedded store."""
    store = EmbeddedStore()
    store.load([graph])
    return store
