"""What people, topics, relations and identifiers of a citation become in the Record."""

from __future__ import annotations

import io

import pytest

from kg import tables
from kg.record import Identifier, Record, Reject
from kg.sources.pubmed import pubmed
from kg.sources.pubmed.relations import _KINDS


def _record(article: str = "", citation: str = "", data: str = "", attributes: str = "") -> Record:
    xml = (
        f'<PubmedArticle><MedlineCitation {attributes}><PMID Version="1">1</PMID>'
        f"<Article>{article}</Article>{citation}</MedlineCitation><PubmedData>{data}</PubmedData>"
        f"</PubmedArticle>"
    )
    (found,) = pubmed.read(io.BytesIO(xml.encode()), "f")
    assert not isinstance(found, Reject), found
    return found


def _extra(record: Record) -> dict[str, tuple[str, ...]]:
    return {one.field: one.values for one in record.extra}


_PEOPLE = """<AuthorList CompleteYN="N">
<Author ValidYN="Y" EqualContrib="Y"><LastName>Roe</LastName><ForeName>Jane Q</ForeName>
<Initials>JQ</Initials>
  <Suffix>Jr</Suffix><Identifier Source="ORCID">{orcid}</Identifier>
  <AffiliationInfo><Affiliation>Somewhere</Affiliation>
<Identifier Source="ROR">https://ror.org/01rxfrp27</Identifier>
  <Identifier Source="GRID">grid.1018.8</Identifier><Identifier Source="ISNI">bad</Identifier>
</AffiliationInfo></Author>
<Author ValidYN="Y"><CollectiveName>The <i>X</i> Group</CollectiveName></Author>
<Author ValidYN="N"><LastName>Ro</LastName><ForeName>Jan</ForeName><Initials>J</Initials></Author>
<Author ValidYN="Y"><LastName>Dover</LastName></Author>
<Author ValidYN="Y"><LastName>Old</LastName><Initials>A</Initials><Affiliation>Elsewhere</Affiliation>
</Author>
</AuthorList>"""


@pytest.mark.parametrize(
    "written",
    [
        "0000-0002-1825-0097",
        "http://orcid.org/0000-0002-1825-0097",
        "https://orcid.org/0000-0002-1825-0097",
        "0000000218250097",
    ],
)
def test_an_orcid_has_four_spellings(written: str) -> None:
    """Each spelling of an ORCID iD gives its one form."""
    first = _record(_PEOPLE.format(orcid=written)).contributions[0]
    assert first.agent.identifiers == (Identifier(scheme="orcid", value="0000-0002-1825-0097"),)


def test_a_wrong_orcid_is_kept_aside() -> None:
    """An ORCID iD whose check digit is wrong identifies nobody, and is not lost."""
    record = _record(_PEOPLE.format(orcid="0000-0002-1825-0098"))
    assert record.contributions[0].agent.identifiers == ()
    assert _extra(record)["Author/Identifier/ORCID"] == ("0000-0002-1825-0098",)


def test_people_are_named_as_published() -> None:
    """Names, suffixes, groups, people of one name; corrected names are kept aside."""
    record = _record(_PEOPLE.format(orcid="0000-0002-1825-0097"))
    agents = [one.agent for one in record.contributions]
    assert [agent.name for agent in agents] == ["Roe, Jane Q, Jr", "The X Group", "Dover", "Old, A"]
    assert [agent.kind for agent in agents] == ["Person", "Group", "Person", "Person"]
    assert (agents[0].family, agents[0].given, agents[0].initials, agents[0].suffix) == (
        "Roe",
        "Jane Q",
        "JQ",
        "Jr",
    )
    assert (agents[2].family, agents[2].given) == ("", "")
    assert _extra(record)["Author/@ValidYN=N"] == ("Ro, Jan",)
    assert _extra(record)["AuthorList/@CompleteYN"] == ("N",)
    assert [one.equal for one in record.contributions] == [True, False, False, False]


def test_affiliations_have_identifiers() -> None:
    """Valid identifiers of an affiliation stand with it, the others are kept aside."""
    record = _record(_PEOPLE.format(orcid=""))
    (place,) = record.contributions[0].affiliations
    assert [(one.scheme, one.value) for one in place.identifiers] == [
        ("ror", "01rxfrp27"),
        ("grid", "grid.1018.8"),
    ]
    assert _extra(record)["Affiliation/Identifier/ISNI"] == ("bad",)
    assert record.contributions[3].affiliations[0].name == "Elsewhere"


def test_investigators_follow_the_authors() -> None:
    """Investigators are contributions of a role of their own."""
    people = "<Investigator ValidYN='Y'><LastName>Melosh</LastName><ForeName>H J</ForeName></Investigator>"
    record = _record(_PEOPLE.format(orcid=""), f"<InvestigatorList>{people}</InvestigatorList>")
    assert [one.role for one in record.contributions] == ["author"] * 4 + ["investigator"]


_MESH = """<ChemicalList><Chemical><RegistryNumber>50-78-2</RegistryNumber>
<NameOfSubstance UI="D001241">Aspirin</NameOfSubstance></Chemical>
<Chemical><RegistryNumber>0</RegistryNumber><NameOfSubstance UI="C000001">Thing</NameOfSubstance>
</Chemical></ChemicalList>
<MeshHeadingList><MeshHeading><DescriptorName UI="D001241" MajorTopicYN="N">Aspirin</DescriptorName>
<QualifierName UI="Q000627" MajorTopicYN="Y">therapeutic use</QualifierName></MeshHeading>
<MeshHeading><DescriptorName MajorTopicYN="Y">Old Heading</DescriptorName>
<QualifierName MajorTopicYN="N">history</QualifierName></MeshHeading></MeshHeadingList>"""


def test_headings_are_topics() -> None:
    """A qualifier makes a topic of its own below its descriptor; only what is flagged is major."""
    topics = _record(citation=_MESH).topics
    aspirin = tables.mesh("D001241")
    assert [(one.label, one.notation, one.major, one.broader) for one in topics] == [
        ("Aspirin", "D001241", False, ""),
        ("Aspirin/therapeutic use", "D001241Q000627", True, aspirin),
        ("Old Heading", "", True, ""),
        ("Old Heading/history", "", False, ""),
        ("Thing", "C000001", False, ""),
    ]
    assert topics[1].concept == tables.mesh("D001241Q000627")
    assert topics[2].concept == ""


def test_a_registry_number_is_kept_with_its_substance() -> None:
    """A substance that has a number keeps it; 0 is none."""
    assert _extra(_record(citation=_MESH))["Chemical/RegistryNumber"] == ("50-78-2 Aspirin",)


def test_other_subjects() -> None:
    """Protocols, genes, people as subjects and keywords each have their place."""
    record = _record(
        citation='<SupplMeshList><SupplMeshName Type="Protocol" UI="C040721">ABDIC</SupplMeshName>'
        "</SupplMeshList>"
        "<GeneSymbolList><GeneSymbol>hemE</GeneSymbol></GeneSymbolList>"
        "<PersonalNameSubjectList><PersonalNameSubject><LastName>Varmus</LastName><ForeName>Harold</ForeName>"
        "<Initials>H</Initials></PersonalNameSubject></PersonalNameSubjectList>"
        '<KeywordList Owner="NASA"><Keyword MajorTopicYN="Y">space</Keyword></KeywordList>'
    )
    assert [(one.label, one.scheme) for one in record.topics] == [
        ("hemE", "gene-symbol"),
        ("Varmus, Harold", "personal-name"),
        ("ABDIC", "mesh"),
    ]
    assert [one.text for one in record.keywords] == ["space"]
    assert _extra(record)["KeywordList/@Owner"] == ("NASA",)


def _typed(*types: tuple[str, str]) -> Record:
    inner = "".join(f'<PublicationType UI="{ui}">{name}</PublicationType>' for ui, name in types)
    return _record(f"<PublicationTypeList>{inner}</PublicationTypeList>")


def test_the_notice_and_the_retracted_article_are_not_swapped() -> None:
    """The notice is a RetractionNotice; what it retracts keeps its class and has the status."""
    notice = _typed(("D016440", "Retraction of Publication"))
    retracted = _typed(("D016428", "Journal Article"), ("D016441", "Retracted Publication"))
    assert (notice.type, notice.statuses) == ("RetractionNotice", ())
    assert retracted.type == "JournalArticle"
    assert [one.status for one in retracted.statuses] == ["retracted"]


def test_a_type_without_ui_is_known_by_name() -> None:
    """Older files name the types only."""
    record = _typed(("", "Journal Article"))
    assert record.type == "JournalArticle"
    assert record.publication_types[0].notation == "D016428"


def test_relations_have_a_direction() -> None:
    """What says Of, For, From or On is done by the record; what says In is done to it."""
    pairs = {
        ("RetractionOf", "retracts"),
        ("RetractionIn", "isRetractedBy"),
        ("ErratumFor", "corrects"),
        ("ErratumIn", "isCorrectedBy"),
        ("CommentOn", "discusses"),
        ("CommentIn", "isDiscussedBy"),
        ("UpdateOf", "updates"),
        ("UpdateIn", "isUpdatedBy"),
        ("SomethingNew", "citesAsRelated"),
    }
    for stated, kind in pairs:
        record = _record(
            citation=f'<CommentsCorrectionsList><CommentsCorrections RefType="{stated}">'
            f"<RefSource>J. 2000</RefSource>"
            "<PMID>2</PMID><Note>why</Note></CommentsCorrections></CommentsCorrectionsList>"
        )
        (relation,) = record.relations
        assert (relation.kind, relation.note) == (kind, f"{stated}: why")
        assert relation.identifiers == (Identifier(scheme="pmid", value="2"),)


def test_passive_kinds_are_those_of_in() -> None:
    """Of the table, every RefType in "In" is passive and every other one is active."""
    originals = {"hasVersion"}  # the other stands for the version; "isVersionOf" is said by the version
    passive = {
        stated
        for stated, kind in _KINDS.items()
        if kind in originals or (kind.startswith("is") and kind != "isVersionOf")
    }
    assert passive == {stated for stated in _KINDS if stated.endswith("In")} - {"OriginalReportIn"}


def test_references_and_cited_comments_are_one() -> None:
    """What is cited as a comment and as a reference, in nested lists too, is one citation."""
    record = _record(
        citation='<CommentsCorrectionsList><CommentsCorrections RefType="Cites">'
        "<RefSource>Lancet. 2000</RefSource>"
        "<PMID>2</PMID></CommentsCorrections></CommentsCorrectionsList>",
        data="<ReferenceList><Title>References</Title><Reference><Citation>Lancet. 2000;1:2</Citation>"
        "<ArticleIdList>"
        '<ArticleId IdType="pubmed">2</ArticleId><ArticleId IdType="doi">10.1000/x</ArticleId>'
        "</ArticleIdList></Reference>"
        "<ReferenceList><Reference><Citation>A book. doi: 10.1000/Y.</Citation></Reference>"
        "</ReferenceList></ReferenceList>",
    )
    assert [(one.kind, one.citation) for one in record.relations] == [
        ("cites", "Lancet. 2000;1:2"),
        ("cites", "A book. doi: 10.1000/Y."),
    ]
    assert [one.scheme for one in record.relations[0].identifiers] == ["pmid", "doi"]
    assert record.relations[1].identifiers == (Identifier(scheme="doi", value="10.1000/Y"),)
    assert _extra(record)["ReferenceList/Title"] == ("References",)


def test_identifiers_of_references_are_not_the_articles() -> None:
    """The article has the identifiers of its own list, PMID first, each once, invalid ones aside."""
    record = _record(
        '<ELocationID EIdType="doi" ValidYN="Y">10.1000/A</ELocationID>'
        '<ELocationID EIdType="doi" ValidYN="N">10.1000/wrong</ELocationID>',
        data='<ArticleIdList><ArticleId IdType="pii">S1</ArticleId><ArticleId IdType="pii">S12</ArticleId>'
        '<ArticleId IdType="doi">10.1000/a</ArticleId><ArticleId IdType="pmc">PMC12.1</ArticleId>'
        '<ArticleId IdType="mid">NIHMS5</ArticleId><ArticleId IdType="pubmed">1</ArticleId></ArticleIdList>'
        '<ReferenceList><Reference><ArticleIdList><ArticleId IdType="doi">10.1000/b</ArticleId>'
        "</ArticleIdList>"
        "</Reference></ReferenceList>",
    )
    assert [(one.scheme, one.value) for one in record.identifiers] == [
        ("pmid", "1"),
        ("doi", "10.1000/A"),
        ("pmcid", "PMC12"),
        ("pii", "S12"),
        ("nihmsid", "NIHMS5"),
    ]
    assert _extra(record)["ELocationID/doi/@ValidYN=N"] == ("10.1000/wrong",)
    assert _extra(record)["ArticleId/pii"] == ("S1",)


def test_journal_and_issue() -> None:
    """The journal has its names and numbers, the issue its volume."""
    record = _record(
        '<Journal><ISSN IssnType="Electronic">1471-2458</ISSN><JournalIssue CitedMedium="Internet">'
        "<Volume>11</Volume>"
        "<Issue>Suppl 5</Issue></JournalIssue><Title>BMC public health</Title>"
        "<ISOAbbreviation>BMC Public Health</ISOAbbreviation>"
        "</Journal>",
        "<MedlineJournalInfo><Country>England</Country><MedlineTA>BMC Public Health</MedlineTA>"
        "<NlmUniqueID>100968562"
        "</NlmUniqueID><ISSNLinking>1471-2459</ISSNLinking></MedlineJournalInfo>",
    )
    assert record.venue is not None
    assert (record.venue.title, record.venue.abbreviations) == ("BMC public health", ("BMC Public Health",))
    assert [(one.scheme, one.value) for one in record.venue.identifiers] == [
        ("eissn", "1471-2458"),
        ("nlm", "100968562"),
    ]
    assert _extra(record)["ISSNLinking"] == ("1471-2459",)
    assert (record.volume, record.issue, record.venue.country) == ("11", "Suppl 5", "England")


def test_provenance_tells_versions() -> None:
    """Status, version and dates of the record are those that the citation states."""
    dates = "".join(
        f"<Date{name}><Year>{year}</Year><Month>01</Month><Day>02</Day></Date{name}>"
        for name, year in (("Created", 1999), ("Completed", 2000), ("Revised", 2001))
    )
    (told,) = _record(citation=dates, attributes='Status="MEDLINE" Owner="NLM"').provenance
    assert (told.source, told.id, told.version, told.status) == ("pubmed", "1", "1", "MEDLINE")
    assert (told.created, told.modified, told.format) == ("1999-01-02", "2001-01-02", "PubmedArticle")


def test_grants_banks_and_notes() -> None:
    """Grants, accession numbers, statements of interest and notes have their places."""
    record = _record(
        '<GrantList CompleteYN="Y"><Grant><GrantID>R01</GrantID><Acronym>TR</Acronym><Agency>NCATS</Agency>'
        "<Country>United States</Country></Grant></GrantList><DataBankList><DataBank>"
        "<DataBankName>GENBANK</DataBankName>"
        "<AccessionNumberList><AccessionNumber>A1</AccessionNumber><AccessionNumber>A2</AccessionNumber>"
        "</AccessionNumberList>"
        "</DataBank><DataBank><DataBankName>PDB</DataBankName></DataBank></DataBankList>",
        "<CoiStatement>None.</CoiStatement><GeneralNote Owner='KIE'>14 fn.</GeneralNote>"
        "<CitationSubset>IM</CitationSubset>",
    )
    (grant,) = record.funding
    assert (grant.number, grant.acronym, grant.funder, grant.country) == (
        "R01",
        "TR",
        "NCATS",
        "United States",
    )
    assert [(one.bank, one.number) for one in record.accessions] == [("GENBANK", "A1"), ("GENBANK", "A2")]
    assert record.notes == ("None.", "14 fn.")
    assert _extra(record)["CitationSubset"] == ("IM",)
    assert _extra(record)["DataBankName"] == ("PDB",)


def test_an_unknown_element_is_kept() -> None:
    """What a later DTD adds is kept with the path of its texts."""
    record = _record("<Novelty>a<Part>b</Part>c</Novelty>", citation="<Other>d</Other>")
    assert _extra(record)["Novelty"] == ("a", "c")
    assert _extra(record)["Novelty/Part"] == ("b",)
    assert _extra(record)["Other"] == ("d",)
