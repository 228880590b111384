"""A citation in NBIB -> a Record, by the rules by which PubMed XML becomes one."""

from __future__ import annotations

import re
from functools import lru_cache

from kg import dates, tables
from kg.dates import Date
from kg.ids import url
from kg.record import (
    Accession,
    Event,
    Funding,
    Identifier,
    Link,
    Record,
    Reject,
    Series,
    Status,
    Venue,
    identifier,
)
from kg.sources.nbib import texts
from kg.sources.nbib.people import FIELDS, people
from kg.sources.nbib.relations import relations
from kg.sources.nbib.subjects import publication_types, subjects
from kg.sources.references.kinds import document
from kg.sources.references.serials import serials
from kg.sources.tagged import Told, Unit, Value, rejected
from kg.text import squeezed
from kg.text.citations import pages
from kg.text.dating import written_date

__all__ = ["to_record"]

_NUMBERED = re.compile(r"(?:e|E|CD|Doc|ID|article )[0-9]+\Z")
_PART = re.compile(r"[A-Za-z]*[0-9]+[A-Za-z]?\Z")
_LABELLED = re.compile(r"(?P<value>.*\S)\s*\[(?P<label>[a-z-]+)\]\Z", re.DOTALL)
_SCHEMES = {
    "doi": "doi",
    "pii": "pii",
    "pubmed": "pmid",
    "pmc": "pmcid",
    "pmcid": "pmcid",
    "mid": "nihmsid",
    "bookaccession": "bookaccession",
}
_RANKS = {"pmid": 0, "doi": 1, "pmcid": 2, "pii": 3}
_MOMENT = re.compile(r"([0-9]{4})(?:/([0-9]{1,2})(?:/([0-9]{1,2})(?: ([0-9]{2}):([0-9]{2}))?)?)?\Z")
_STAGES = {"EDAT": "pubmed", "MHDA": "medline", "CRDT": "entrez", "PMCR": "pmc-release"}
_ACRONYM = re.compile(r"[A-Z][A-Za-z]{1,5}_?\Z")
_BODY = re.compile(r"\b(?:NIH|HHS|CDC|AHRQ|VA|FDA|HRSA|SAMHSA)\b")
_ERIC = "ERIC"
_ERIC_NUMBER = re.compile(r"E[JD][0-9]+\Z")


def to_record(unit: Unit, file: str) -> Record | Reject:
    """The record of a citation; the reject of one that has neither PMID nor title."""
    if fault := unit.fault("OWN", "STAT"):
        return rejected(file, unit, fault)
    told = unit.told()
    number = told.first("PMID").strip()
    if not number and not told.first("TI", "BTI", "TT"):
        return rejected(file, unit, "has neither a PMID nor a title: complete it, or leave it out")
    people((field for field in unit.fields() if field.tag in FIELDS), told.draft)
    told.take(*FIELDS)
    owner = told.first("OWN").strip()
    texts.languages(told)
    _kind(told, owner)
    _identifiers(told)
    _history(told)
    _where(told, owner)
    texts.titles(told)
    texts.abstracts(told)
    subjects(told)
    _funding(told)
    relations(told)
    _others(told)
    record_id = next((one.value for one in told.draft.identifiers if one.scheme == "pmid"), "")
    if owner == _ERIC:
        record_id = next((one for one in told.see("OID") if _ERIC_NUMBER.match(one)), "")
    created, modified = _day(told, "DA"), _day(told, "LR", "DRDT") or _completed(told)
    status = _first(told, "STAT")
    told.keep_rest()
    return told.draft.record(
        unit.provenance(
            "nbib",
            file,
            id=record_id,
            format="medline",
            status=status,
            created=created,
            modified=modified or created,
            collections=(owner,) if owner == _ERIC else (),
        )
    )


def _first(told: Told, tag: str) -> str:
    """The text of a field that a citation has once; further ones are kept."""
    values = told.take(tag)
    told.keep(*values[1:])
    return squeezed(values[0].text) if values else ""


def _day(told: Told, *tags: str) -> Date:
    """The day that fields in figures tell, such as 20180330; what is none is kept."""
    found = Date("")
    for value in told.take(*tags):
        day, more = written_date(value.text)
        if day and not more and not found:
            found = day
        else:
            told.keep(value)
    return found


def _completed(told: Told) -> Date:
    """The day on which the indexing was completed, which stays in ``extra`` as well."""
    return written_date(told.first("DCOM"))[0]


# -- kind and identifiers ----------------------------------------------------------------------


def _kind(told: Told, owner: str) -> None:
    """The class by the publication types; those of ERIC are not of MeSH."""
    draft = told.draft
    if owner == _ERIC:
        draft.type = "Expression"
        for value in told.take("PT"):
            document(value.text, draft)
            told.keep(value)
        return
    found = tables.classify(publication_types(told))
    draft.type = found.type
    draft.work_types += found.work_types
    draft.statuses += [Status(status=one) for one in found.statuses]
    if told.see("BTI"):
        draft.type = "BookChapter" if _chapter(told) else "Book"


def _chapter(told: Told) -> bool:
    return bool(told.first("TI")) and squeezed(told.first("TI")) != squeezed(told.first("BTI"))


def _identifiers(told: Told) -> None:
    draft = told.draft
    for tag, scheme in (("PMID", "pmid"), ("PMC", "pmcid"), ("MID", "nihmsid")):
        for value in told.take(tag):
            draft.identify(scheme, value.text.strip(), tag)
    for value in told.take("LID", "AID"):
        _article_id(told, value)
    for value in told.take("OID"):
        source, _, number = squeezed(value.text).partition(": ")
        bare = number.partition(" ")[0]
        scheme = "pmcid" if bare.startswith("PMC") else "nihmsid" if bare.startswith("NIHMS") else ""
        if source == "NLM" and scheme:
            draft.identify(scheme, bare, "OID")
        if source != "NLM" or not scheme or bare != number:
            told.add("OID", value.text)
    draft.identifiers.sort(key=lambda one: _RANKS.get(one.scheme, 9))


def _article_id(told: Told, value: Value) -> None:
    draft = told.draft
    line = squeezed(value.text)
    match = _LABELLED.match(line)
    scheme = _SCHEMES.get(match["label"], "") if match else ""
    if match and scheme:
        known = {(one.scheme, one.value.lower()) for one in draft.identifiers}
        if (scheme, match["value"].lower()) not in known:
            draft.identify(scheme, match["value"], value.name)
    elif address := url(line):
        draft.links.append(Link(url=address))
    elif value.name == "LID" and not match and not told.see("PG") and _PART.match(line):
        draft.article_number = line
    else:
        told.keep(value)


# -- dates and place ---------------------------------------------------------------------------


def _history(told: Told) -> None:
    """The dates in the life of the publication.

    EDAT, MHDA and CRDT repeat what newer exports have as PHST: they are events where it is missing.
    """
    draft = told.draft
    for value in told.take("DEP"):
        day, more = written_date(value.text)
        if day and not more:
            draft.history.append(Event(stage="electronic", date=day))
        else:
            told.keep(value)
    for value in told.take("PHST"):
        match = _LABELLED.match(squeezed(value.text))
        _event(told, value, match["label"] if match else "", match["value"] if match else "")
    for tag, stage in _STAGES.items():
        for value in told.take(tag):
            known = [one.date for one in draft.history if one.stage == stage]
            moment = _moment(value.text)
            if not known:
                _event(told, value, stage, value.text)
            elif moment not in known:
                told.keep(value)
    _issued(told)


@lru_cache(maxsize=16384)
def _moment(text: str) -> Date:
    match = _MOMENT.match(text.strip())
    if not match:
        return Date("")
    return dates.date(*(part or "" for part in match.groups()))


def _event(told: Told, value: Value, stage: str, text: str) -> None:
    moment = _moment(text)
    if moment and stage:
        told.draft.history.append(Event(stage=stage, date=moment))
    else:
        told.keep(value)


def _issued(told: Told) -> None:
    draft = told.draft
    first, *others = told.take("DP") or [Value("DP", "")]
    told.keep(*others)
    draft.issued, draft.issued_written = written_date(first.text)
    if not draft.issued and first.text:
        told.keep(first)
    electronic = [one.date for one in draft.history if one.stage == "electronic"]
    chapter = _day(told, "CTDT")
    if chapter:
        # the day of the chapter is more to the point than the year of its book
        told.keep(first)
        draft.issued, draft.issued_written = chapter, ""
    elif not draft.issued and electronic:
        draft.issued = electronic[0]
    days = {one.stage: one.date for one in draft.history}
    draft.statuses = [
        Status(status=one.status, since=days.get(one.status, Date(""))) for one in draft.statuses
    ]


def _where(told: Told, owner: str) -> None:
    draft = told.draft
    numbers = _numbers(told)
    draft.publishers += [squeezed(value.text) for value in told.take("PB")]
    draft.volume, draft.issue = _first(told, "VI"), _first(told, "IP")
    draft.edition = _first(told, "EN")
    _pages(told)
    if told.see("BTI"):
        _book(told, numbers)
        return
    title, place = _first(told, "JT"), _first(told, "PL")
    if owner == _ERIC and draft.type != "JournalArticle" and not numbers:
        # what is no article has its publisher there
        draft.publishers += [title] * bool(title)
        title = ""
    abbreviations = tuple(dict.fromkeys(squeezed(value.text) for value in told.take("TA")))
    for value in told.take("JID"):
        known = _nlm(value.text)
        numbers += known
        if not known:
            told.keep(value)
    if title or abbreviations or numbers:
        draft.venue = Venue(
            type="Journal",
            title=title,
            abbreviations=abbreviations,
            identifiers=tuple(numbers),
            country=place,
        )
    else:
        draft.retain("PL", place)


def _nlm(text: str) -> list[Identifier]:
    found = identifier("nlm", text)
    return [found] if found else []


def _numbers(told: Told) -> list[Identifier]:
    """ISSNs and ISBNs; what is neither is kept."""
    found: dict[Identifier, None] = {}
    for value in told.take("IS", "ISSN", "ISBN"):
        read = serials(value.text)
        found.update({Identifier(scheme=scheme, value=number): None for scheme, number in read.numbers})
        if read.rest or not read.numbers:
            told.keep(value)
    return list(found)


def _book(told: Told, numbers: list[Identifier]) -> None:
    """A chapter stands in its book; a book has no title but that of the book."""
    draft = told.draft
    title = _first(told, "BTI")
    draft.places += [squeezed(value.text) for value in told.take("PL")]
    draft.series += [Series(title=squeezed(value.text)) for value in told.take("CTI")]
    if draft.type == "BookChapter":
        draft.venue = Venue(type="Book", title=title, identifiers=tuple(numbers))
        return
    draft.identifiers += numbers
    if not told.see("TI"):
        told.add("TI", title, "BTI")


def _pages(told: Told) -> None:
    draft = told.draft
    written = _first(told, "PG")
    if len(written) > 200:
        draft.retain("PG", written)
        return
    draft.pages = written
    draft.first_page, draft.last_page = pages(written)
    if written:
        draft.article_number = written if _NUMBERED.match(written) and not draft.last_page else ""
    elif not draft.article_number:
        piis = (one.value for one in draft.identifiers if one.scheme == "pii")
        draft.article_number = next((pii for pii in piis if _PART.match(pii) and len(pii) < 12), "")


# -- funding and the rest ----------------------------------------------------------------------


def _funding(told: Told) -> None:
    draft = told.draft
    for value in told.take("GR"):
        draft.funding.append(_grant(squeezed(value.text)))


def _grant(written: str) -> Funding:
    """A grant: number, acronym, agency, country, with slashes between them and sometimes in the number.

    >>> found = _grant("2R01EB002873/EB/NIBIB NIH HHS/United States")
    >>> found.number, found.acronym, found.funder, found.country
    ('2R01EB002873', 'EB', 'NIBIB NIH HHS', 'United States')
    >>> _grant("BB/E009085/1/Medical Research Council/United Kingdom").number
    'BB/E009085/1'
    """
    parts = [part.strip() for part in written.split("/")]
    country = parts.pop() if len(parts) > 2 and not _BODY.search(parts[-1]) else ""
    funder = parts.pop() if len(parts) > 1 else ""
    acronym = parts.pop() if len(parts) > 1 and _ACRONYM.match(parts[-1]) else ""
    number = "/".join(parts)
    if funder and not country and not any(map(str.isdigit, number)):
        # without a number it is the agency and its country
        number, funder, country = "", number, funder
    elif not funder and not any(map(str.isdigit, number)):
        number, funder = "", number
    return Funding(number=number, acronym=acronym, funder=funder, country=country)


def _others(told: Told) -> None:
    """Accession numbers in data banks, and notes."""
    draft = told.draft
    for value in told.take("SI"):
        bank, _, number = squeezed(value.text).partition("/")
        if bank and number:
            draft.accessions.append(Accession(bank=bank, number=number))
        else:
            told.keep(value)
    draft.notes += [squeezed(value.text) for value in told.take("COIS", "COI", "GN")]
