"""Where people work, as each format tells it: the text as published, and an identifier where there is one."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from kg.record import Record
from kg.sources import read

ROR = "01rxfrp27"
TEXT = "Department of Lamps, School of Light, La Trobe University, Melbourne, Australia"


def _crossref(ror: str) -> str:
    place = {"name": TEXT}
    if ror:
        place["id"] = [{"id": f"https://ror.org/{ror}", "id-type": "ROR", "asserted-by": "publisher"}]
    author = {"given": "Ann", "family": "Small", "sequence": "first", "affiliation": [place]}
    work = {"DOI": "10.5555/1", "type": "journal-article", "title": ["A"], "author": [author]}
    return json.dumps({"status": "ok", "message-type": "work", "message-version": "1.0.0", "message": work})


def _datacite(ror: str) -> str:
    place = {"name": TEXT}
    if ror:
        place |= {"affiliationIdentifier": f"https://ror.org/{ror}", "affiliationIdentifierScheme": "ROR"}
    attributes = {
        "doi": "10.5555/1",
        "titles": [{"title": "A"}],
        "creators": [{"name": "Small, Ann", "nameType": "Personal", "affiliation": [place]}],
        "types": {"resourceTypeGeneral": "Dataset"},
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }
    return json.dumps({"data": {"id": "10.5555/1", "type": "dois", "attributes": attributes}})


def _openalex(ror: str) -> str:
    institution = {"id": "https://openalex.org/I196829312", "display_name": "La Trobe University"}
    institution |= {"ror": f"https://ror.org/{ror}", "country_code": "AU", "type": "education", "lineage": []}
    places = {"raw_affiliation_string": TEXT, "institution_ids": [institution["id"]] if ror else []}
    authorship = {
        "author_position": "first",
        "author": {"id": "https://openalex.org/A1", "display_name": "Ann Small", "orcid": None},
        "raw_author_name": "Ann Small",
        "institutions": [institution] if ror else [],
        "affiliations": [places],
    }
    work = {
        "id": "https://openalex.org/W1",
        "doi": "https://doi.org/10.5555/1",
        "title": "A",
        "type": "article",
        "authorships": [authorship],
        "primary_location": None,
        "abstract_inverted_index": None,
    }
    return json.dumps(work)


def _jats(ror: str) -> str:
    number = (
        f'<institution-id institution-id-type="ror">https://ror.org/{ror}</institution-id>' if ror else ""
    )
    department, school, university, *rest = TEXT.split(", ")
    wrap = f"<institution-wrap>{number}<institution>{university}</institution></institution-wrap>"
    return f"""<article xmlns:xlink="http://www.w3.org/1999/xlink"><front><article-meta>
      <article-id pub-id-type="doi">10.5555/1</article-id>
      <title-group><article-title>A</article-title></title-group>
      <contrib-group><contrib contrib-type="author">
      <name><surname>Small</surname><given-names>Ann</given-names></name>
      <xref ref-type="aff" rid="a1"/></contrib></contrib-group>
      <aff id="a1"><institution content-type="dept">{department}</institution>,
      <institution content-type="school">{school}</institution>, {wrap}, {", ".join(rest)}</aff>
      </article-meta></front></article>"""


def _pubmed(ror: str) -> str:
    number = f'<Identifier Source="ROR">https://ror.org/{ror}</Identifier>' if ror else ""
    return f"""<?xml version="1.0"?><PubmedArticleSet><PubmedArticle>
      <MedlineCitation Status="MEDLINE" Owner="NLM">
      <PMID Version="1">1</PMID><Article PubModel="Print"><Journal><Title>Lamps</Title></Journal>
      <ArticleTitle>A</ArticleTitle><AuthorList><Author><LastName>Small</LastName><ForeName>Ann</ForeName>
      <AffiliationInfo><Affiliation>{TEXT}</Affiliation>{number}</AffiliationInfo></Author></AuthorList>
      </Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"""


def _nbib(_: str) -> str:
    return f"PMID- 1\nOWN - NLM\nTI  - A\nFAU - Small, Ann\nAU  - Small A\nAD  - {TEXT}\n"


def _embase(_: str) -> str:
    return f"TY  - JOUR\nTI  - A\nAU  - Small, Ann\nAD  - {TEXT}\nER  - \n"


def _mods(_: str) -> str:
    return f"""<mods xmlns="http://www.loc.gov/mods/v3"><titleInfo><title>A</title></titleInfo>
      <name type="personal">
      <namePart>Small, Ann</namePart><affiliation>{TEXT}</affiliation></name></mods>"""


def _marcxml(_: str) -> str:
    return f"""<record xmlns="http://www.loc.gov/MARC21/slim"><leader>00000nam a2200000 a 4500</leader>
      <controlfield tag="001">1</controlfield>
      <datafield tag="100" ind1="1" ind2=" "><subfield code="a">Small, Ann</subfield>
      <subfield code="u">{TEXT}</subfield></datafield>
      <datafield tag="245" ind1="1" ind2="0"><subfield code="a">A</subfield></datafield></record>"""


_WITH_ROR = {
    "crossref": _crossref,
    "datacite": _datacite,
    "openalex": _openalex,
    "jats": _jats,
    "pubmed": _pubmed,
}
_TEXT_ONLY = {"nbib": _nbib, "ris": _embase, "mods": _mods, "marc": _marcxml}


def _places(tmp_path, content: str) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """The affiliations of the first contribution: texts, with identifiers other than OpenAlex's own."""
    file = tmp_path / "input"
    file.write_text(content, encoding="utf-8")
    (record,) = [item for item in read(str(file)) if isinstance(item, Record)]
    return [
        (place.name, tuple((one.scheme, one.value) for one in place.identifiers if one.scheme != "openalex"))
        for place in record.contributions[0].affiliations
    ]


@pytest.mark.parametrize("written", _WITH_ROR.values(), ids=_WITH_ROR)
def test_a_given_ror_goes_with_the_text_as_published(tmp_path, written: Callable[[str], str]) -> None:
    """The text is whole, with its departments, and beside it stands the ROR."""
    assert _places(tmp_path, written(ROR)) == [(TEXT, (("ror", ROR),))]


@pytest.mark.parametrize(
    "written", [*_WITH_ROR.values(), *_TEXT_ONLY.values()], ids=[*_WITH_ROR, *_TEXT_ONLY]
)
def test_without_an_identifier_the_text_is_all(tmp_path, written: Callable[[str], str]) -> None:
    """No department is split off, and no identifier is guessed."""
    assert _places(tmp_path, written("")) == [(TEXT, ())]
