"""Roles, headings of abstracts, formats and access rights."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg import context, tables
from kg.tables import scheme

Texts = Callable[..., Iterator[str]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("info:eu-repo/semantics/openAccess", "OpenAccess"),
        ("info:eu-repo/semantics/closedAccess", "RestrictedAccess"),
        ("info:eu-repo/semantics/embargoedAccess", "EmbargoedAccess"),
        ("http://purl.org/coar/access_right/c_14cb", "MetadataOnlyAccess"),
        ("Open Access", "OpenAccess"),
        ("open-access", "OpenAccess"),
        ("acceso abierto", "OpenAccess"),
        ("subscription resource", "RestrictedAccess"),
        ("https://creativecommons.org/licenses/by/4.0/", ""),
        ("", ""),
    ],
)
def test_access_right(text: str, expected: str) -> None:
    """An access right is known by its IRI and its words, and a licence is none."""
    assert tables.access(text) == expected


@pytest.mark.shared
def test_access_labels_of_coar(shared: Path) -> None:
    """The preferred labels that COAR gives its four access rights mean those rights here."""
    text = (shared / "ontologies/coar/coar_access_rights.ttl").read_text(encoding="utf-8")
    checked = 0
    for block in text.split("\n\n"):
        iri = re.match(r"<([^>]+/c_(?:abf2|f1cf|16ec|14cb))>", block.strip())
        line = re.search(r"core#prefLabel> (.+) ;", block)
        if iri and line:
            for label in re.findall(r'"([^"]+)"@(?:en|de|es|fr|pt|it)\b', line[1]):
                assert tables.access(label) == context.term(iri[1]), label
                checked += 1
    assert checked >= 20


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("aut", "author"),
        ("cre", "author"),
        ("edt", "editor"),
        ("trl", "translator"),
        ("ctb", "contributor"),
        ("aui", "contributor"),
        ("author of introduction", "contributor"),
        ("ill", "illustrator"),
        ("ths", "supervisor"),
        ("prt", "printer"),
        ("author.", "author"),
        ("Editor.", "editor"),
        ("ed.", "editor"),
        ("(ed.)", "editor"),
        ("joint author", "author"),
        ("éditeur scientifique", "editor"),
        ("Hrsg.", "editor"),
        ("Übers.", "translator"),
        ("VerfasserIn", "author"),
        ("http://id.loc.gov/vocabulary/relators/trl", "translator"),
        ("own", ""),
        ("bookseller", ""),
        ("", ""),
    ],
)
def test_role(text: str, expected: str) -> None:
    """Relator codes, terms and abbreviations give a role; who contributed nothing has none."""
    assert tables.role(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BACKGROUND", "Background"),
        ("OBJECTIVE", "ProblemStatement"),
        ("METHODS", "Methods"),
        ("RESULTS", "Results"),
        ("CONCLUSIONS", "Conclusion"),
        ("Background: ", "Background"),
        ("BACKGROUND AND OBJECTIVE", "ProblemStatement"),
        ("CONTEXT AND APPROACH", "Methods"),
        ("METHODS AND RESULTS", "Results"),
        ("METHODS/PRINCIPAL FINDINGS", "Results"),
        ("Hintergrund und Zielsetzung", "ProblemStatement"),
        ("BACKGROUND AND NOTHING KNOWN", "Background"),
        ("RESULTS AND CONCLUSIONS", "Results"),
        ("CONCLUSION AND IMPLICATIONS", "Conclusion"),
        ("AIM", "ProblemStatement"),
        ("PURPOSE", "ProblemStatement"),
        ("DESIGN", "Methods"),
        ("Setting", "Methods"),
        ("PARTICIPANTS", "Methods"),
        ("Findings", "Results"),
        ("INTERPRETATION", "Conclusion"),
        ("Results (primary)", "Results"),
        ("OBJETIVOS", "ProblemStatement"),
        ("Introducción", "Background"),
        ("MATERIAIS E MÉTODOS", "Methods"),
        ("Résultats", "Results"),
        ("Hintergrund", "Background"),
        ("Schlussfolgerung:", "Conclusion"),
        ("TRIAL REGISTRATION", ""),
        ("UNASSIGNED", ""),
        ("UNLABELLED", ""),
        ("", ""),
    ],
)
def test_section_kind(text: str, expected: str) -> None:
    """Headings in several languages, joined or with a colon, give the discourse element."""
    assert tables.section_kind(text) == expected


@pytest.mark.shared
def test_headings_agree_with_the_categories_of_pubmed(texts: Texts) -> None:
    """Where PubMed gives a heading a category, ours is the same, also for headings that join two parts."""
    labelled = re.compile(r'<AbstractText Label="([^"]+)" NlmCategory="([A-Z]+)"')
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts("data/pubmed/*xml*"):
        pairs.update((label.replace("&amp;", "&"), category) for label, category in labelled.findall(text))
    placed = Counter({pair: count for pair, count in pairs.items() if pair[1] != "UNASSIGNED"})
    differing = {
        pair for pair in placed if tables.section_kind(pair[0]) not in ("", tables.section_kind(pair[1]))
    }
    known = sum(count for (label, _), count in placed.items() if tables.section_kind(label))
    assert differing == {("IMPORTANCE", "OBJECTIVE")}
    assert known / placed.total() > 0.97


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Book", "Book"),
        ("eBook", "Book"),
        ("E-Book", "Book"),
        ("Journal", "Journal"),
        ("Journal Article", "JournalArticle"),
        ("journal-article", "JournalArticle"),
        ("Article", "Article"),
        ("Artículo", "Article"),
        ("Conference Proceeding", "ConferenceProceedings"),
        ("ConferenceProceeding", "ConferenceProceedings"),
        ("Thesis", "Thesis"),
        ("Dissertation", "Thesis"),
        ("Doctoral Thesis", "DoctoralThesis"),
        ("Book Chapter", "BookChapter"),
        ("BookComponentPart", "BookChapter"),
        ("Map", "Expression"),
        ("Musical Score", "Expression"),
        ("Video", "Movie"),
        ("Sound recording", "AudioDocument"),
        ("Manuscript", "Manuscript"),
        ("Software", "ComputerProgram"),
        ("Newspaper", "Newspaper"),
        ("Serial", "Periodical"),
        ("Zeitschrift", "Journal"),
        ("Väitöskirja", "DoctoralThesis"),
        ("Thèse", "Thesis"),
        ("Online", ""),
        ("Text", ""),
        ("Texto", ""),
        ("Electronic", ""),
        ("Unknown", ""),
        ("", ""),
    ],
)
def test_format_type(text: str, expected: str) -> None:
    """A format word gives a class of expression; a word for the carrier gives none."""
    assert tables.format_type(text) == expected


@pytest.mark.shared
def test_formats_of_vufind_are_known(shared: Path) -> None:
    """Each format of VuFind's indexer is known, but for carriers and things that are no document."""
    file = shared / "data/vufind-core/import/translation_maps/format_map.properties"
    words = {
        word.strip()
        for line in file.read_text(encoding="utf-8").splitlines()
        if "=" in line and not line.startswith("#")
        for word in line.split("=")
    }
    assert {word for word in words if not tables.format_type(word)} == {
        "CDROM",
        "ChipCartridge",
        "DiscCartridge",
        "Electronic",
        "ElectronicResource",
        "FloppyDisk",
        "Microfilm",
        "Physical Object",
        "PhysicalObject",
        "Poster",
        "Print",
        "TapeCartridge",
        "TapeCassette",
        "TapeReel",
        "Text",
        "Unknown",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Conceptualization", "conceptualization"),
        ("conceptualisation", "conceptualization"),
        ("Data Curation", "data-curation"),
        ("data_curation", "data-curation"),
        ("Formal Analysis", "formal-analysis"),
        ("Writing - Original Draft", "writing-original-draft"),
        ("Writing—original draft", "writing-original-draft"),
        ("Writing – Original Draft Preparation", "writing-original-draft"),
        ("Roles/Writing - original draft", "writing-original-draft"),
        ("Writing – review &  editing", "writing-review-editing"),
        ("Writing, Reviewing and Editing", "writing-review-editing"),
        ("https://credit.niso.org/contributor-roles/writing-review-editing/", "writing-review-editing"),
        ("http://credit.niso.org/contributor-roles/Formal-Analysis", "formal-analysis"),
        ("http://credit.casrai.org/#funding_acquisition", "funding-acquisition"),
        ("writing", ""),
        ("Editor", ""),
        ("Professor of public health", ""),
        ("", ""),
    ],
)
def test_credit(text: str, expected: str) -> None:
    """A role of CRediT is known by its term, its addresses, and the spellings of publishers."""
    assert tables.credit(text) == expected


def test_the_roles_of_credit_are_those_of_the_context() -> None:
    """The table has the fourteen roles, each under its address, and the context has the same."""
    terms = context.load()["credit"]["@context"]
    roles = {concept.iri: concept.one("skos:notation") for concept in scheme.members("credit.ttl")}
    assert roles == {context.iri(compact): name for name, compact in terms.items()}
    assert len(roles) == 14
    assert all(iri == f"{context.prefixes()['niso']}{name}/" for iri, name in roles.items())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("submittedVersion", "submitted"),
        ("AO", "submitted"),
        ("acceptedVersion", "am"),
        ("AM", "am"),
        ("Post-print", "am"),
        ("publishedVersion", "vor"),
        ("VOR", "vor"),
        ("info:eu-repo/semantics/publishedVersion", "vor"),
        ("http://purl.org/coar/version/c_970fb48d4fbd8a85", "vor"),
        ("CVoR", "corrected"),
        ("info:eu-repo/semantics/updatedVersion", "enhanced"),
        ("tdm", ""),
        ("unspecified", ""),
        ("", ""),
    ],
)
def test_version(text: str, expected: str) -> None:
    """A version is known by the terms of NISO, COAR, info:eu-repo and OpenAlex; a use is none."""
    assert tables.version(text) == expected


@pytest.mark.shared
def test_versions_of_coar(shared: Path) -> None:
    """Each version of COAR but "not applicable" means one here, by its IRI and by its English labels."""
    text = (shared / "ontologies/coar/coar_version_types.ttl").read_text(encoding="utf-8")
    blocks = re.findall(r"^<(http://purl\.org/coar/version/c_\w+)>\n(.*?)\.$", text, re.MULTILINE | re.DOTALL)
    seen = set()
    for iri, block in blocks:
        labels = re.findall(r'(?:Label> |, )"([^"]+)"@en', "".join(re.findall(r".*Label> .*", block)))
        assert labels, iri
        if "NA" in labels:
            assert tables.version(iri) == ""
            continue
        found = {tables.version(one) for one in (iri, *labels) if len(one) > 1}
        assert len(found) == 1, (iri, labels)
        seen |= found
    assert seen == {"submitted", "am", "proof", "vor", "corrected", "enhanced"}


@pytest.mark.shared
def test_every_version_of_openalex_is_known(texts: Texts) -> None:
    """Whatever OpenAlex says of the version at a location means one."""
    found = {word for text in texts("data/openalex/*") for word in re.findall(r'"version": ?"(\w+)"', text)}
    assert len(found) == 3
    assert all(tables.version(word) for word in found)
