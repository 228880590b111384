"""What a reader changes in a title or a DOI stays in the Record as published, whatever the format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg import sources
from kg.record import Record

_TITLE = "On <i>Bufo bufo</i> in E\u0301vora"
_DOI = "https://doi.org/10.5555/ABC(1)."
_ESCAPED = "On &lt;i&gt;Bufo bufo&lt;/i&gt; in E\u0301vora"

_INPUTS = {
    "bibtex": f"@article{{a, title = {{{_TITLE}}}, doi = {{{_DOI}}}, year = 2001}}",
    "crossref": json.dumps(
        {"DOI": _DOI, "title": [_TITLE], "type": "journal-article", "is-referenced-by-count": 0}
    ),
    "csl": json.dumps([{"id": "a", "type": "article-journal", "title": _TITLE, "DOI": _DOI}]),
    "datacite": json.dumps(
        {
            "doi": _DOI,
            "titles": [{"title": _TITLE}],
            "creators": [],
            "types": {"resourceTypeGeneral": "Text"},
        }
    ),
    "doaj": (
        f"<records><record><journalTitle>A</journalTitle><doi>{_DOI}</doi>"
        f"<title>{_TITLE}</title></record></records>"
    ),
    "dublincore": f"<dc><title>{_TITLE}</title><identifier>{_DOI}</identifier></dc>",
    "endnote": f"%0 Journal Article\n%T {_TITLE}\n%R {_DOI}\n",
    "jats": (
        '<article xmlns:xlink="http://www.w3.org/1999/xlink"><front><article-meta>'
        f'<article-id pub-id-type="doi">{_DOI}</article-id><title-group><article-title>'
        "On <italic>Bufo bufo</italic> in E\u0301vora</article-title></title-group>"
        "</article-meta></front></article>"
    ),
    "marc": (
        '<collection xmlns="http://www.loc.gov/MARC21/slim"><record><leader>00000nam a2200000 a 4500</leader>'
        '<controlfield tag="001">1</controlfield>'
        f'<datafield tag="024" ind1="7" ind2=" "><subfield code="a">{_DOI}</subfield>'
        '<subfield code="2">doi</subfield></datafield>'
        f'<datafield tag="245" ind1="0" ind2="0"><subfield code="a">{_ESCAPED}</subfield></datafield>'
        "</record></collection>"
    ),
    "mods": (
        '<mods xmlns="http://www.loc.gov/mods/v3">'
        f"<titleInfo><title>{_ESCAPED}</title></titleInfo>"
        f'<identifier type="doi">{_DOI}</identifier></mods>'
    ),
    "nbib": f"PMID- 1\nOWN - NLM\nSTAT- MEDLINE\nTI  - {_TITLE}\nAID - {_DOI} [doi]\n",
    "oaipmh": (
        "<OAI-PMH><GetRecord><record><header/><metadata>"
        f"<dc><title>{_ESCAPED}</title><identifier>{_DOI}</identifier></dc>"
        "</metadata></record></GetRecord></OAI-PMH>"
    ),
    "openalex": json.dumps(
        {
            "id": "https://openalex.org/W1",
            "doi": _DOI,
            "title": _TITLE,
            "authorships": [],
            "primary_location": None,
        }
    ),
    "opencitations": (
        "id,title,author,pub_date,venue,volume,issue,page,type,publisher,editor\n"
        f"doi:{_DOI},{_TITLE},,2001,,,,,journal article,,\n"
    ),
    "pubmed": (
        "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article>"
        "<ArticleTitle>On <i>Bufo bufo</i> in E\u0301vora</ArticleTitle></Article></MedlineCitation>"
        f'<PubmedData><ArticleIdList><ArticleId IdType="doi">{_DOI}</ArticleId></ArticleIdList></PubmedData>'
        "</PubmedArticle></PubmedArticleSet>"
    ),
    "ris": f"TY  - JOUR\nTI  - {_TITLE}\nDO  - {_DOI}\nER  - \n",
    "skg-if": json.dumps(
        {
            "local_identifier": "a",
            "entity_type": "product",
            "identifiers": [{"scheme": "doi", "value": _DOI}],
            "titles": {"none": [_TITLE]},
        }
    ),
    "vufind": json.dumps(
        {"id": "a1", "record_format": "x", "format": ["Book"], "title": _TITLE, "doi_str_mv": [_DOI]}
    ),
    "wos": f"FN Clarivate\nVR 1.0\nPT J\nTI {_TITLE}\nDI {_DOI}\nER\nEF\n",
}


def _read(name: str, folder: Path) -> Record:
    file = folder / "input"
    file.write_text(_INPUTS[name], encoding="utf-8")
    (found,) = sources.read(str(file), format=name)
    assert isinstance(found, Record)
    return found


@pytest.mark.parametrize("name", sorted(_INPUTS))
def test_a_doi_is_cut_out_and_stays_as_written(name: str, tmp_path: Path) -> None:
    """The DOI keeps its brackets, loses address and full stop, and a change has the text of the source."""
    record = _read(name, tmp_path)
    assert [one.value for one in record.identifiers if one.scheme == "doi"] == ["10.5555/ABC(1)"]
    assert [one.rule for one in record.changes if one.written == _DOI] == ["identifier"]


_MARC_HEAD = (
    '<collection xmlns="http://www.loc.gov/MARC21/slim"><record><leader>00000nam a2200000 a 4500</leader>'
    '<controlfield tag="001">1</controlfield><datafield tag="245" ind1="0" ind2="0">'
    '<subfield code="a">A</subfield></datafield>'
)
_LINKED = {
    "crossref": json.dumps(
        {
            "DOI": "10.5555/a",
            "type": "journal-article",
            "is-referenced-by-count": 0,
            "reference": [{"key": "1", "DOI": _DOI}],
        }
    ),
    "datacite": json.dumps(
        {
            "doi": "10.5555/a",
            "titles": [{"title": "A"}],
            "creators": [],
            "relatedIdentifiers": [
                {"relatedIdentifier": _DOI, "relatedIdentifierType": "DOI", "relationType": "Cites"}
            ],
        }
    ),
    "jats": (
        "<article><front><article-meta><title-group><article-title>A</article-title></title-group>"
        "</article-meta></front><back><ref-list><ref><element-citation>"
        f'<pub-id pub-id-type="doi">{_DOI}</pub-id></element-citation></ref></ref-list></back></article>'
    ),
    "marc": (
        f'{_MARC_HEAD}<datafield tag="787" ind1="0" ind2=" "><subfield code="t">B</subfield>'
        f'<subfield code="o">{_DOI}</subfield></datafield></record></collection>'
    ),
    "mods": (
        '<mods xmlns="http://www.loc.gov/mods/v3"><titleInfo><title>A</title></titleInfo>'
        f'<relatedItem type="references"><identifier type="doi">{_DOI}</identifier></relatedItem></mods>'
    ),
    "opencitations": f'"citing","cited","creation"\n"doi:10.5555/a","doi:{_DOI}","2001"\n',
    "openretractions": json.dumps(
        {
            "identifier": {"doi": "10.5555/a"},
            "retracted": True,
            "timestamp": 1500000000000,
            "updates": [{"type": "retraction", "timestamp": 1500000000000, "identifier": {"doi": _DOI}}],
        }
    ),
    "pubmed": (
        "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>A"
        "</ArticleTitle></Article></MedlineCitation><PubmedData><ReferenceList><Reference><ArticleIdList>"
        f'<ArticleId IdType="doi">{_DOI}</ArticleId></ArticleIdList></Reference></ReferenceList></PubmedData>'
        "</PubmedArticle></PubmedArticleSet>"
    ),
    "wos": "FN Clarivate\nVR 1.0\nPT J\nTI A\nCR Ash A, 2001, KILNS, V1, P2, DOI 10.5555/ABC(1).\nER\nEF\n",
}


@pytest.mark.parametrize("name", sorted(_LINKED))
def test_the_doi_of_another_publication_stays_as_written_too(name: str, tmp_path: Path) -> None:
    """What is taken off the DOI of a reference or of a notice is a change, as with one's own."""
    file = tmp_path / "input"
    file.write_text(_LINKED[name], encoding="utf-8")
    (found,) = sources.read(str(file), format=name)
    assert isinstance(found, Record)
    dois = [one.value for relation in found.relations for one in relation.identifiers if one.scheme == "doi"]
    assert dois == ["10.5555/ABC(1)"]
    assert [one.rule for one in found.changes if "ABC(1)" in one.written] == ["identifier"]


@pytest.mark.parametrize("name", sorted(_INPUTS))
def test_a_title_is_tidied_and_stays_as_written(name: str, tmp_path: Path) -> None:
    """The title is plain text in NFC, and a change for each rule has the text of the source."""
    record = _read(name, tmp_path)
    assert [one.text for one in record.titles] == ["On Bufo bufo in \u00c9vora"]
    rules = {one.rule for one in record.changes if one.written != _DOI}
    assert rules >= ({"markup"} if name == "marc" else {"markup", "nfc"})  # characters of MARC come in NFC
    assert all("Bufo bufo" in one.written for one in record.changes if one.rule in {"markup", "nfc"})


@pytest.mark.parametrize(
    ("name", "written"),
    [
        (
            "crossref",
            {"DOI": "10.5555/abc.", "type": "journal-article", "is-referenced-by-count": 0, "member": "1"},
        ),
        ("datacite", {"doi": "10.5555/abc.", "titles": [{"title": "A"}], "creators": []}),
    ],
)
def test_a_final_dot_of_the_agency_stays(name: str, written: object, tmp_path: Path) -> None:
    """In the agency's own field a final dot belongs to the DOI, and nothing is changed."""
    file = tmp_path / "input"
    file.write_text(json.dumps(written), encoding="utf-8")
    (found,) = sources.read(str(file), format=name)
    assert isinstance(found, Record)
    assert [one.value for one in found.identifiers] == ["10.5555/abc."]
    assert found.changes == ()


def test_every_format_of_titles_is_here() -> None:
    """A reader that is added has a case too; but not tables of retractions, and Records as they are."""
    others = {"jsonl", "openretractions", "retractionwatch"}
    assert {one.name for one in sources.sources()} - others <= _INPUTS.keys()
