"""The same citation in PubMed XML and in NBIB gives the same Record, up to what NBIB cannot say.

What NBIB cannot say, and so may differ:

- the codes of headings and substances, their concepts and what they are broader than: it has names only;
- the abbreviation by ISO 4, the model of publication, and what depends on it: that a number alone is an
  article number in a journal that is electronic only;
- given names of people whose XML has initials alone: the name in full has the initials in their place;
- who contributed equally, identifiers of affiliations, and authors that NLM has corrected;
- references (``Cites``), the list of objects, and attributes that the XML reader keeps in ``extra``;
- parts of an abstract without headings, which stand in one text, headings inside a part of the XML, which
  look like the others, and their category, where the heading alone does not tell it;
- which part of a grant is which where one of them is missing;
- a note behind a citation that has no PMID, and the brackets of a title within a title.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from medline_text import medline_text

from kg import sources
from kg.record import Record
from kg.sources.cleaning import cleaned
from kg.sources.opening import opened

Told = Callable[[Record], Any]


def _words(*texts: str) -> str:
    return " ".join(" ".join(texts).split())


def _abstracts(record: Record) -> list[tuple[str, str, str, str]]:
    """The abstracts, whatever their parts: their words with the headings."""
    return [
        (
            _words(*(f"{part.label}: {part.text}" if part.label else part.text for part in one.sections)),
            one.lang,
            one.kind,
            one.rights,
        )
        for one in record.abstracts
    ]


def _people(record: Record) -> list[tuple[Any, ...]]:
    found = []
    for one in record.contributions:
        agent = one.agent
        given = "" if agent.given in {"", agent.initials} else agent.given
        found.append(
            (
                one.role,
                agent.kind,
                agent.name,
                agent.family,
                given,
                agent.initials,
                agent.suffix,
                agent.identifiers,
                tuple(_words(place.name) for place in one.affiliations),
            )
        )
    return found


SAME: dict[str, Told] = {
    "type": lambda one: one.type,
    "work types": lambda one: one.work_types,
    "publication types": lambda one: one.publication_types,
    "titles": lambda one: one.titles,
    "translated titles": lambda one: one.translated_titles,
    "abstracts": _abstracts,
    "issued": lambda one: (one.issued, one.issued_written),
    "history": lambda one: sorted((event.stage, event.date) for event in one.history),
    "venue": lambda one: (
        one.venue
        and (one.venue.type, one.venue.title, sorted(map(str, one.venue.identifiers)), one.venue.country)
    ),
    "place": lambda one: (one.volume, one.issue, one.pages, one.first_page, one.last_page),
    "languages": lambda one: one.languages,
    "identifiers": lambda one: sorted((found.scheme, found.value.lower()) for found in one.identifiers),
    "people": _people,
    "topics": lambda one: sorted((topic.label, topic.scheme, topic.major) for topic in one.topics),
    "keywords": lambda one: one.keywords,
    "licences": lambda one: one.licences,
    "funding": lambda one: [
        sorted(filter(None, (found.number, found.acronym, found.funder, found.country)))
        for found in one.funding
    ],
    "relations": lambda one: sorted(
        (
            found.kind,
            str(found.identifiers),
            found.note.partition(": ")[0],
            _words(found.citation, found.note.partition(": ")[2]),
        )
        for found in one.relations
        if found.kind != "cites"
    ),
    "accessions": lambda one: one.accessions,
    "statuses": lambda one: one.statuses,
    "notes": lambda one: sorted(one.notes),
    "dates of the record": lambda one: (
        one.provenance[0].status,
        one.provenance[0].created,
        one.provenance[0].modified,
    ),
}
"""What must be the same, field by field, without what NBIB cannot say."""


def _citations(path: Path) -> Iterator[Element]:
    """The citations of a file of PubMed, with a PMID of their own."""
    with opened(str(path)) as stream:
        root = fromstring(stream.read())
    for one in root:
        if one.tag in {"PubmedArticle", "MedlineCitation"} and one.find(".//PMID") is not None:
            yield one


def _pairs(path: Path) -> Iterator[tuple[Record, Record]]:
    from_xml = [
        item
        for item in sources.read(str(path))
        if isinstance(item, Record) and item.provenance[0].format in {"PubmedArticle", "MedlineCitation"}
    ]
    reader = sources.find("nbib").read
    for record, citation in zip(from_xml, _citations(path), strict=True):
        [twin] = reader(io.BytesIO(medline_text(citation).encode()), "twin.nbib")
        assert isinstance(twin, Record)
        yield record, cleaned(twin)


FILES = (
    "medsamp2014.xml.gz",
    "pubmedsample_2019.xml.gz",
    "pubmed_result_articlesearch_2018.xml.gz",
    "pubmed_result_mainfinding_2020.xml.gz",
    "pubmed_result_sr-project_2015.xml.gz",
)


@pytest.mark.shared
@pytest.mark.parametrize("name", FILES)
def test_twins_agree(shared: Path, name: str) -> None:
    """Every citation of the samples of NLM and of real searches is told alike by both readers."""
    different = [
        (record.provenance[0].id, field, told(record), told(twin))
        for record, twin in _pairs(shared / "data/pubmed" / name)
        for field, told in SAME.items()
        if told(record) != told(twin)
    ]
    assert different == []
