"""A citation of MEDLINE or PubMed -> a Record.

A table a level says what happens to each element. An element that no table knows is kept with every
text in it, so that the next DTD loses nothing.

See: https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from xml.etree.ElementTree import Element

import msgspec

from kg.dates import Date
from kg.record import Accession, Affiliation, Event, Funding, Provenance, Record, Status
from kg.sources.cutting import Unit
from kg.sources.pubmed import abstracts, journal, people, relations, subjects
from kg.sources.pubmed.draft import Draft, language
from kg.text.plain import plain, squeezed

__all__ = [
    "HANDLERS",
    "Handler",
    "data",
    "deletions",
    "provenance",
    "statuses",
    "to_record",
    "told",
    "works",
]

Handler = Callable[[Element, Draft], None]


def told(elements: Iterable[Element], table: Mapping[str, Handler], draft: Draft) -> None:
    """Hands each element to its handler; keeps those that have none."""
    for element in elements:
        handler = table.get(element.tag)
        if handler is None:
            draft.keep(element)
        else:
            handler(element, draft)


def to_record(root: Element, unit: Unit, file: str) -> Record | None:
    """The record of a ``PubmedArticle`` or a bare ``MedlineCitation``; ``None`` without a PMID."""
    draft = Draft()
    if root.tag == "MedlineCitation":
        _citation(root, draft)
    else:
        told(root, _ARTICLE_PARTS, draft)
    if not draft.pmid:
        return None
    own, translated = abstracts.titles(draft)
    kind = works(draft)
    written, first, last = draft.pages
    return Record(
        type=kind.type,
        work_types=kind.work_types,
        publication_types=tuple(draft.publication_types),
        titles=own,
        translated_titles=translated,
        abstracts=tuple(draft.abstracts),
        issued=draft.issued or _electronic(draft),
        issued_written=draft.issued_written,
        history=tuple(draft.events),
        venue=journal.venue(
            draft.journal, tuple(draft.abbreviations), tuple(draft.venue_identifiers), draft.country
        ),
        volume=draft.volume,
        issue=draft.issue,
        pages=written,
        first_page=first,
        last_page=last,
        article_number=journal.article_number(draft),
        languages=tuple([code for code, _ in map(language, draft.languages)]),
        identifiers=draft.identifiers_ranked(),
        contributions=tuple(draft.contributions),
        topics=subjects.combined(draft.topics, draft.substances),
        keywords=tuple(draft.keywords),
        licences=tuple(draft.licences),
        funding=tuple(draft.funding),
        relations=tuple(draft.relations),
        accessions=tuple(draft.accessions),
        statuses=statuses(kind.statuses, draft),
        notes=tuple(draft.notes),
        provenance=(provenance(draft, unit, file),),
        extra=draft.extras(),
        changes=tuple(draft.changes),
    )


def provenance(draft: Draft, unit: Unit, file: str) -> Provenance:
    """Where the record comes from."""
    return Provenance(
        source="pubmed",
        id=draft.pmid,
        format=unit.tag,
        status=draft.status,
        version=draft.version,
        created=draft.created,
        modified=draft.modified,
        file=file,
        position=f"record {unit.number}",
        digest=sha256(unit.data).hexdigest(),
    )


def statuses(named: tuple[str, ...], draft: Draft) -> tuple[Status, ...]:
    """The statuses that the publication types tell, with the day where the history has it."""
    if not named:
        return ()
    days = {event.stage: event.date for event in draft.events}
    return tuple(Status(status=name, since=days.get(name, Date(""))) for name in named)


def deletions(root: Element, unit: Unit, file: str) -> Iterator[Record | str]:
    """A ``DeleteCitation``: a record for each PMID that PubMed withdraws, or why it cannot be told."""
    for child in root:
        draft = Draft()
        _pmid(child, draft)
        if not draft.pmid:
            written = plain(child)[:100]
            yield f"withdraws {written!r}, which is no PMID: correct the number"
            continue
        draft.status = "deleted"
        yield Record(
            type="Expression",
            identifiers=draft.identifiers_ranked(),
            provenance=(provenance(draft, unit, file),),
        )


def _electronic(draft: Draft) -> Date:
    """The day of the electronic publication, for an article without any other."""
    return next((event.date for event in draft.events if event.stage == "electronic"), Date(""))


def _citation(element: Element, draft: Draft) -> None:
    get = element.get
    draft.status = get("Status", "")
    for name in ("Owner", "IndexingMethod", "VersionID", "VersionDate"):
        draft.retain(f"MedlineCitation/@{name}", get(name))
    told(element, _CITATION, draft)
    if not draft.modified:
        draft.modified = draft.created


def _pmid(element: Element, draft: Draft) -> None:
    draft.identify("pmid", squeezed(element.text), "PMID")
    draft.pmid = next((one.value for one in draft.identifiers if one.scheme == "pmid"), "")
    draft.version = element.get("Version", "")


def _created(element: Element, draft: Draft) -> None:
    draft.created = draft.day(element, "DateCreated")


def _completed(element: Element, draft: Draft) -> None:
    day = draft.day(element, "DateCompleted")
    draft.retain("DateCompleted", day)
    draft.modified = draft.modified or day


def _revised(element: Element, draft: Draft) -> None:
    draft.modified = draft.day(element, "DateRevised") or draft.modified


def _article(element: Element, draft: Draft) -> None:
    draft.model = element.get("PubModel", "")
    draft.retain("Article/@PubModel", draft.model)
    told(element, _ARTICLE, draft)
    if draft.affiliation and draft.contributions and not draft.contributions[0].affiliations:
        # DTDs before 2013 have one affiliation an article, that of the first author
        place = Affiliation(name=draft.affiliation)
        draft.contributions[0] = msgspec.structs.replace(draft.contributions[0], affiliations=(place,))
    elif draft.affiliation:
        draft.retain("Article/Affiliation", draft.affiliation)


def _title(element: Element, draft: Draft) -> None:
    draft.title = draft.titled(element)


def _vernacular(element: Element, draft: Draft) -> None:
    draft.vernacular = draft.titled(element)


def _language(element: Element, draft: Draft) -> None:
    written = squeezed(element.text)
    if language(written)[0]:
        draft.languages.append(written)
    else:
        draft.retain("Language", written)


def _location(element: Element, draft: Draft) -> None:
    id_type, text = element.get("EIdType", ""), plain(element)
    scheme = relations.scheme_of(id_type) if element.get("ValidYN") != "N" else ""
    draft.identify(scheme, text, f"ELocationID/{id_type}" + "/@ValidYN=N" * (not scheme))


def _article_date(element: Element, draft: Draft) -> None:
    day = draft.day(element, "ArticleDate")
    if day:
        draft.events.append(Event(stage=element.get("DateType", "Electronic").lower(), date=day))


def _affiliation(element: Element, draft: Draft) -> None:
    draft.affiliation = plain(element)


def _data_banks(element: Element, draft: Draft) -> None:
    draft.strays(element, "DataBank")
    for bank in element.iterfind("DataBank"):
        draft.strays(bank, "DataBankName", "AccessionNumberList")
        for numbered in bank.iterfind("AccessionNumberList"):
            draft.strays(numbered, "AccessionNumber")
        name = squeezed(bank.findtext("DataBankName"))
        numbers = [text for child in bank.iter("AccessionNumber") if (text := squeezed(child.text))]
        draft.accessions += [Accession(bank=name, number=number) for number in numbers]
        if not numbers:
            draft.retain("DataBankName", name)
    if element.get("CompleteYN") == "N":
        draft.retain("DataBankList/@CompleteYN", "N")


def _grants(element: Element, draft: Draft) -> None:
    draft.strays(element, "Grant")
    for grant in element.iterfind("Grant"):
        draft.strays(grant, "GrantID", "Acronym", "Agency", "Country")
        parts = {child.tag: plain(child) for child in grant}
        if any(parts.values()):
            draft.funding.append(
                Funding(
                    number=parts.get("GrantID", ""),
                    acronym=parts.get("Acronym", ""),
                    funder=parts.get("Agency", ""),
                    country=parts.get("Country", ""),
                )
            )
    if element.get("CompleteYN") == "N":
        draft.retain("GrantList/@CompleteYN", "N")


def _types(element: Element, draft: Draft) -> None:
    for child in element:
        subjects.publication_type(child, draft)


def _other_id(element: Element, draft: Draft) -> None:
    """A number that someone else gave; NLM's own are those of PubMed Central and manuscripts."""
    source, text = element.get("Source", ""), squeezed(element.text)
    bare = text.partition(" ")[0]
    if source == "NLM" and bare.startswith("PMC"):
        draft.identify("pmcid", bare, "OtherID/NLM")
    elif source == "NLM" and bare.startswith("NIHMS"):
        draft.identify("nihmsid", bare, "OtherID/NLM")
    if bare != text or source != "NLM" or not bare.startswith(("PMC", "NIHMS")):
        draft.retain(f"OtherID/{source}", text)


def _note(element: Element, draft: Draft) -> None:
    draft.retain(f"{element.tag}/@Owner", element.get("Owner"))
    draft.notes += [text for text in [plain(element)] if text]


def _kept(element: Element, draft: Draft) -> None:
    draft.keep(element)


def _history(element: Element, draft: Draft) -> None:
    for child in element:
        stage = child.get("PubStatus", "").lower()
        day = draft.day(child, f"History/{stage}")
        if day:
            draft.events.append(Event(stage=stage, date=day))


def _identifiers(element: Element, draft: Draft) -> None:
    for child in element:
        id_type, text = child.get("IdType", "pubmed"), plain(child)
        scheme = relations.scheme_of(id_type)
        bare = text.partition(" ")[0] if scheme == "pmcid" else text
        draft.identify(scheme, bare, f"ArticleId/{id_type}")
        if bare != text:
            draft.retain(f"ArticleId/{id_type}", text)


def _objects(element: Element, draft: Draft) -> None:
    for one in element:
        for param in one:
            draft.retain(f"Object/{one.get('Type', '')}/{param.get('Name', '')}", plain(param))


def data(element: Element, draft: Draft) -> None:
    """A ``PubmedData`` or ``PubmedBookData``."""
    told(element, _DATA, draft)


def works(draft: Draft) -> subjects.Kind:
    """What the publication types tell of the record."""
    return subjects.kind(tuple([topic.notation for topic in draft.publication_types]))


_ARTICLE_PARTS: dict[str, Handler] = {"MedlineCitation": _citation, "PubmedData": data}
_CITATION: dict[str, Handler] = {
    "PMID": _pmid,
    "DateCreated": _created,
    "DateCompleted": _completed,
    "DateRevised": _revised,
    "Article": _article,
    "MedlineJournalInfo": journal.info,
    "ChemicalList": subjects.chemicals,
    "SupplMeshList": subjects.supplements,
    "CommentsCorrectionsList": relations.comments,
    "GeneSymbolList": subjects.gene_symbols,
    "MeshHeadingList": subjects.headings,
    "PersonalNameSubjectList": subjects.names,
    "OtherID": _other_id,
    "OtherAbstract": abstracts.other_abstract,
    "KeywordList": subjects.keywords,
    "CoiStatement": _note,
    "InvestigatorList": people.investigators,
    "GeneralNote": _note,
    "CitationSubset": _kept,
    "NumberOfReferences": _kept,
    "SpaceFlightMission": _kept,
}
_ARTICLE: dict[str, Handler] = {
    "Journal": journal.journal,
    "ArticleTitle": _title,
    "Pagination": journal.pagination,
    "ELocationID": _location,
    "Abstract": abstracts.abstract,
    "AuthorList": people.authors,
    "Affiliation": _affiliation,
    "Language": _language,
    "DataBankList": _data_banks,
    "GrantList": _grants,
    "PublicationTypeList": _types,
    "VernacularTitle": _vernacular,
    "ArticleDate": _article_date,
}
_DATA: dict[str, Handler] = {
    "History": _history,
    "PublicationStatus": _kept,
    "ArticleIdList": _identifiers,
    "ObjectList": _objects,
    "ReferenceList": relations.references,
}

HANDLERS: Mapping[str, Handler] = {**_CITATION, **_ARTICLE, **_DATA}
"""Every handler by the name of its element, for the documents that share them."""
