"""A publication that the real input holds in two formats is told alike by both, and becomes one.

Every file is read, and publications of one DOI, PMID or PMCID (or one ISBN and title, or one control number
of a catalogue) in two formats are compared field by field. What differs stands in :data:`DIFFERENCES`
with its reason and the number of publications, so that one difference more is a fault, and so is one
less. Silence is counted apart: a format, or the program that wrote the file, may have no place for what
the other one says.

Twins that are wholly the same are tested elsewhere: MARC in ISO 2709, MARCXML and JSON in
``test_marc_shared``, PubMed XML and NBIB in ``test_nbib_twins``, MeSH in XML and RDF in ``test_mesh_twins``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path

import pytest
from twins import Differ, differences, letters

from kg import ids, sources
from kg.identity import Keys, merge
from kg.rdf import BASE, expression_iri
from kg.record import Record

_NO_RECORDS = {"and-inspire-wang", "and-pubmed", "dedup", "ids", "licences", "mesh", "networks", "synergy"}
_ALTERED = {
    "citeproc-no-author.json",
    "citeproc-no-categories.json",
    "datacite-seriesinformation.xml",
    "datacite_missing_creator.xml",
    "datacite_with_container.json",
    "datacite_with_container_and_seriesinformation.json",
    "datacite_with_container_and_seriesinformation_and_relateditem.json",
}
"""Files of which somebody has altered the content, to test a program with it."""

_DIALECTS = {
    "ris/_baseline.ris.gz": "RIS of Lens",
    "ris/baseline_zotero.ris.gz": "RIS of Zotero",
    "ris/ovid_psycinfo.ris": "RIS of Ovid",
    "ris/ovid_zotero.ris": "RIS of Zotero",
    "bibtex/testjabref_292.bib": "BibTeX of JabRef 2.9",
    "bibtex/testjabref_210as292.bib": "BibTeX of JabRef 2.10",
    "csl/cite/tests/csl-json/pmc-scihub-study-csl/raw.json": "CSL of PMC",
    "csl/cite/tests/csl-json/pubmed-scihub-study-csl/raw.json": "CSL of PubMed",
}
"""Files of one format that different programs wrote of the same publications."""

Twins = Mapping[tuple[str, str], list[tuple[Record, Record]]]

_EARLIER = "Crossref gave it out in 2014, before the publisher completed the deposit"
_SILENT = "the format has a field, the writer left it out"
_NONE = "the format has no field for it"
_UNDIVIDED = "OpenAlex does not tell family name and given name apart"
_CURATED = "OpenAlex adds what others know of the work"

DIFFERENCES: Mapping[tuple[str, str], Mapping[str, Differ]] = {
    ("BibTeX of JabRef 2.10", "BibTeX of JabRef 2.9"): {},
    ("CSL of PMC", "CSL of PubMed"): {
        "others": Differ(0, 1, "PubMed does not have the editor of the article"),
        "issued": Differ(1, 0, "PMC has the year, PubMed the day"),
        "first page": Differ(0, 1, "PubMed has no pages for it"),
        "article number": Differ(0, 1, "PubMed has no pages for it"),
        "publishers": Differ(0, 1, "PubMed does not have publishers"),
        "abstract": Differ(0, 1, "PMC leaves it out"),
    },
    ("DataCite JSON", "DataCite XML"): {"series": Differ(0, 1, "the JSON has a description more")},
    ("DataCite JSON", "csl"): {
        "edition": Differ(0, 1, _SILENT),
        "venue": Differ(0, 1, "DataCite has it in the description of the series alone"),
        "series": Differ(0, 1, _NONE),
        "keywords": Differ(1, 0, "the CSL has categories of its own"),
        "agents' identifiers": Differ(0, 1, _NONE),
        "relations": Differ(0, 1, _NONE),
    },
    ("DataCite XML", "csl"): {
        "edition": Differ(0, 1, _SILENT),
        "venue": Differ(0, 1, "DataCite has it in the description of the series alone"),
        "keywords": Differ(1, 0, "the CSL has categories of its own"),
        "agents' identifiers": Differ(0, 1, _NONE),
        "relations": Differ(0, 1, _NONE),
    },
    ("RIS of Lens", "RIS of Zotero"): {
        "numbers of the venue": Differ(54, 0, "Zotero keeps one ISSN of a journal"),
        "publishers": Differ(0, 100, _SILENT),
        "pmid": Differ(0, 64, "it stands in addresses, of which Zotero keeps some"),
        "pmcid": Differ(0, 43, "it stands in addresses, of which Zotero keeps some"),
    },
    ("RIS of Ovid", "RIS of Zotero"): {
        "issue": Differ(0, 1, "Zotero takes a test that Ovid names (M1) for the issue"),
        "publishers": Differ(0, 6, _SILENT),
        "agents' identifiers": Differ(0, 4, "Ovid has them in a field of its own (AI)"),
    },
    ("bibtex", "crossref"): {
        "issued": Differ(1, 0, "BibTeX has the month"),
        "publishers": Differ(1, 0, _EARLIER),
        "languages": Differ(0, 1, _SILENT),
        "abstract": Differ(1, 0, _EARLIER),
        "topics": Differ(0, 1, _NONE),
        "relations": Differ(0, 1, _NONE),
    },
    ("bibtex", "openalex"): {
        "authors": Differ(1, 0, _UNDIVIDED),
        "initials": Differ(0, 1, _UNDIVIDED),
        "issued": Differ(1, 0, "BibTeX has the month"),
        "first page": Differ(0, 1, _SILENT),
        "article number": Differ(0, 1, _SILENT),
        "publishers": Differ(1, 0, _EARLIER),
        "pmid": Differ(0, 1, _CURATED),
        "languages": Differ(0, 1, _SILENT),
        "licences": Differ(0, 1, "OpenAlex has it without the version, which names none"),
        "access": Differ(0, 1, _CURATED),
        "abstract": Differ(1, 0, _EARLIER),
        "keywords": Differ(0, 1, _CURATED),
        "topics": Differ(0, 1, _CURATED),
        "agents' identifiers": Differ(0, 1, _CURATED),
    },
    ("bibtex", "ris"): {
        "title": Differ(1, 0, "RIS has the subtitle of a thesis in T2, which may be anything"),
        "issued": Differ(1, 0, "RIS has the year"),
        "publishers": Differ(1, 1, "BibTeX has the school too; Crossref's RIS has none"),
        "languages": Differ(0, 1, _SILENT),
        "licences": Differ(0, 1, _NONE),
    },
    ("crossref", "openalex"): {
        "authors": Differ(1, 0, _UNDIVIDED),
        "initials": Differ(0, 1, _UNDIVIDED),
        "first page": Differ(0, 1, "the deposit has no pages"),
        "article number": Differ(0, 1, "the deposit has no pages"),
        "pmid": Differ(0, 1, _CURATED),
        "licences": Differ(0, 1, "OpenAlex has it without the version, which names none"),
        "access": Differ(0, 1, _CURATED),
        "abstract": Differ(1, 0, "OpenAlex has the DOI of the abstract behind it"),
        "keywords": Differ(0, 1, _CURATED),
        "topics": Differ(1, 0, "each has subjects of its own"),
        "agents' identifiers": Differ(0, 1, _CURATED),
        "relations": Differ(0, 1, _NONE),
    },
    ("crossref", "ris"): {
        "issued": Differ(1, 0, "RIS has the year"),
        "publishers": Differ(0, 1, _SILENT),
        "languages": Differ(0, 1, _SILENT),
        "licences": Differ(0, 1, _NONE),
        "abstract": Differ(1, 0, _EARLIER),
        "topics": Differ(0, 1, _NONE),
        "relations": Differ(0, 1, _NONE),
    },
    ("marc", "vufind"): {"topics": Differ(7, 0, "the file has other headings now than when it was indexed")},
    ("openalex", "ris"): {
        "authors": Differ(1, 0, _UNDIVIDED),
        "initials": Differ(0, 1, _UNDIVIDED),
        "issued": Differ(1, 0, "RIS has the year"),
        "first page": Differ(0, 1, _SILENT),
        "article number": Differ(0, 1, _SILENT),
        "publishers": Differ(0, 1, _SILENT),
        "pmid": Differ(0, 1, _CURATED),
        "languages": Differ(0, 1, _SILENT),
        "access": Differ(0, 1, _CURATED),
        "abstract": Differ(1, 0, _EARLIER),
        "keywords": Differ(0, 1, _CURATED),
        "topics": Differ(0, 1, _CURATED),
        "agents' identifiers": Differ(0, 1, _CURATED),
    },
}
"""Field by field what differs between the twins of two formats; whatever is not here is the same."""

TWINS: Mapping[tuple[str, str], int] = {
    ("BibTeX of JabRef 2.10", "BibTeX of JabRef 2.9"): 5,
    ("CSL of PMC", "CSL of PubMed"): 1,
    ("DataCite JSON", "DataCite XML"): 1,
    ("DataCite JSON", "csl"): 1,
    ("DataCite XML", "csl"): 1,
    ("RIS of Lens", "RIS of Zotero"): 100,
    ("RIS of Ovid", "RIS of Zotero"): 6,
    ("bibtex", "crossref"): 1,
    ("bibtex", "openalex"): 1,
    ("bibtex", "ris"): 2,
    ("crossref", "openalex"): 1,
    ("crossref", "ris"): 1,
    ("marc", "vufind"): 9,
    ("openalex", "ris"): 1,
}
"""How many publications there are in both formats."""


def _form(name: str, record: Record) -> str:
    origin = record.provenance[0]
    if name in _DIALECTS:
        return _DIALECTS[name]
    return origin.format if origin.source == "datacite" else origin.source


def _keys(record: Record) -> Iterator[str]:
    for one in record.identifiers:
        value = ids.comparable(one.scheme, one.value)
        if one.scheme in {"doi", "pmid", "pmcid"}:
            yield f"{one.scheme} {value}"
        elif one.scheme == "isbn" and record.titles:
            yield f"isbn {value} {letters(record.titles[0].text)[:20]}"
    origin = record.provenance[0]
    if origin.source in {"marc", "vufind"} and record.titles:
        yield f"control {origin.id.rpartition(')')[2]} {letters(record.titles[0].text)[:20]}"


@pytest.fixture(scope="module")
def twins(shared: Path) -> Twins:
    """The publications of the real input that stand in two formats, by the pair of formats."""
    folder = shared / "data"
    forms: dict[str, dict[str, Record]] = defaultdict(dict)
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() or path.name in _ALTERED or name.partition("/")[0] in _NO_RECORDS:
            continue
        for one in sources.read(str(path)):
            if isinstance(one, Record):
                for key in _keys(one):
                    forms[key].setdefault(_form(name, one), one)
    found: dict[tuple[str, str], dict[tuple[int, int], tuple[Record, Record]]] = defaultdict(dict)
    for records in forms.values():
        for first, second in combinations(sorted(records), 2):
            pair = records[first], records[second]
            found[first, second][id(pair[0]), id(pair[1])] = pair
    return {pair: list(each.values()) for pair, each in sorted(found.items()) if _compared(*pair)}


def _compared(first: str, second: str) -> bool:
    """Whether a pair of forms is one of formats, or of two programs that wrote one format."""
    one, other = (form.partition(" of ")[0].casefold() for form in (first, second))
    return one != other or (" of " in first and " of " in second)


@pytest.mark.shared
def test_the_twins_of_the_real_input(twins: Twins) -> None:
    """These are the publications that stand in two formats: none is left out, none is made up."""
    assert {pair: len(found) for pair, found in twins.items()} == TWINS


@pytest.mark.shared
@pytest.mark.parametrize("pair", sorted(TWINS), ids=" and ".join)
def test_twins_agree(twins: Twins, pair: tuple[str, str]) -> None:
    """Both formats tell the same, but for the differences that are written down, each as often as there."""
    allowed = {field: (one.other, one.silent) for field, one in DIFFERENCES[pair].items()}
    assert differences(twins[pair]) == allowed


@pytest.mark.shared
@pytest.mark.parametrize("pair", sorted(TWINS), ids=" and ".join)
def test_twins_become_one_expression(twins: Twins, pair: tuple[str, str]) -> None:
    """Those that share a DOI, PMID or PMCID are linked, and have one IRI in either order."""
    linked = [both for both in twins[pair] if _named(both[0]) & _named(both[1])]
    assert linked or pair == ("marc", "vufind")
    for both in linked:
        keys = Keys()
        for one in both:
            keys.add(one)
        assert keys.clusters().labels.tolist() == [0, 0]
        forth, back = merge(both), merge(both[::-1])
        assert expression_iri(forth, BASE) == expression_iri(back, BASE)
        assert {one.digest for one in forth.provenance} == {one.provenance[0].digest for one in both}


def _named(record: Record) -> set[str]:
    return {key for key in _keys(record) if key.partition(" ")[0] in {"doi", "pmid", "pmcid"}}
