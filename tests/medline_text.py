"""Writes a citation of PubMed XML as PubMed saves it in tagged text, by what NLM documents of the format.

See: https://www.nlm.nih.gov/bsd/mms/medlineelements.html
"""

from __future__ import annotations

import calendar
import textwrap
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from kg.text import plain, squeezed

__all__ = ["medline_text"]

_RELATIONS = {
    "CommentIn": "CIN",
    "CommentOn": "CON",
    "ErratumIn": "EIN",
    "ErratumFor": "EFR",
    "OriginalReportIn": "ORI",
    "RepublishedFrom": "RPF",
    "RepublishedIn": "RPI",
    "RetractionIn": "RIN",
    "RetractionOf": "ROF",
    "SummaryForPatientsIn": "SPIN",
    "UpdateIn": "UIN",
    "UpdateOf": "UOF",
}
_ISSN = {"Print": "Print", "Electronic": "Electronic", "Undetermined": "Undetermined"}
_MEDIA = {"doi": "doi", "pii": "pii"}
_NAMES = "FAU", "AU"


def medline_text(article: Element) -> str:
    """The text of a ``PubmedArticle`` or a bare ``MedlineCitation``, broken into lines of 88 characters."""
    return "".join(f"{_wrapped(tag, text)}\n" for tag, text in _fields(article) if text)


def _wrapped(tag: str, text: str) -> str:
    return textwrap.fill(
        squeezed(text),
        88,
        initial_indent=f"{tag:<4}- ",
        subsequent_indent=" " * 6,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _text(parent: Element, path: str) -> str:
    found = parent.find(path)
    return "" if found is None else plain(found)


def _fields(article: Element) -> Iterator[tuple[str, str]]:
    citation = article if article.tag == "MedlineCitation" else article.find("MedlineCitation")
    assert citation is not None
    yield "PMID", _text(citation, "PMID")
    yield "OWN", citation.get("Owner", "")
    yield "STAT", citation.get("Status", "")
    yield "DA", _figures(citation.find("DateCreated"))
    yield "DCOM", _figures(citation.find("DateCompleted"))
    yield "LR", _figures(citation.find("DateRevised"))
    yield from _journal(citation)
    yield from _abstract(citation)
    yield from _people(citation, "Article/AuthorList/Author", *_NAMES, "AD")
    yield from _indexing(citation)
    yield from _relations(citation)
    yield from _people(citation, "InvestigatorList/Investigator", "FIR", "IR", "IRAD")
    for note in (*citation.iterfind("CoiStatement"), *citation.iterfind("GeneralNote")):
        yield ("COIS" if note.tag == "CoiStatement" else "GN"), plain(note)
    yield from _data(article)


def _figures(day: Element | None) -> str:
    return "" if day is None else "".join(_text(day, part).zfill(2) for part in ("Year", "Month", "Day"))


def _journal(citation: Element) -> Iterator[tuple[str, str]]:
    issn = citation.find("Article/Journal/ISSN")
    if issn is not None:
        yield "IS", f"{plain(issn)} ({_ISSN[issn.get('IssnType', '')]})"
    linking = _text(citation, "MedlineJournalInfo/ISSNLinking")
    yield "IS", f"{linking} (Linking)" if linking else ""
    yield "VI", _text(citation, "Article/Journal/JournalIssue/Volume")
    yield "IP", _text(citation, "Article/Journal/JournalIssue/Issue")
    published = citation.find("Article/Journal/JournalIssue/PubDate")
    assert published is not None
    yield "DP", " ".join(_printed(part) for part in published)
    yield "TI", _text(citation, "Article/ArticleTitle")
    yield "PG", _text(citation, "Article/Pagination/MedlinePgn")
    for one in citation.iterfind("Article/ELocationID"):
        if one.get("ValidYN") != "N":
            yield "LID", f"{plain(one)} [{_MEDIA[one.get('EIdType', '')]}]"
    for day in citation.iterfind("Article/ArticleDate"):
        yield "DEP", _figures(day)
    yield "PL", _text(citation, "MedlineJournalInfo/Country")
    yield "TA", _text(citation, "MedlineJournalInfo/MedlineTA")
    yield "JT", _text(citation, "Article/Journal/Title")
    yield "JID", _text(citation, "MedlineJournalInfo/NlmUniqueID")


def _printed(part: Element) -> str:
    """A part of a date as PubMed prints it: the month by its name, the day without a zero before it."""
    text = plain(part)
    if part.tag == "Month" and text.isdigit():
        return calendar.month_abbr[int(text)]
    return str(int(text)) if part.tag == "Day" else text


def _abstract(citation: Element) -> Iterator[tuple[str, str]]:
    parts = [
        f"{one.get('Label')}: {plain(one)}" if one.get("Label") else plain(one)
        for one in citation.iterfind("Article/Abstract/AbstractText")
    ]
    yield "AB", " ".join(parts)
    yield "CI", _text(citation, "Article/Abstract/CopyrightInformation")
    for other in citation.iterfind("OtherAbstract"):
        if any(plain(one) for one in other.iterfind("AbstractText")):
            said = " ".join(
                f"{one.get('Label')}: {plain(one)}" if one.get("Label") else plain(one)
                for one in other.iterfind("AbstractText")
            )
            yield "OAB", f"{other.get('Type')}: {said}"
            yield "OABL", other.get("Language", "eng")
            yield "OCI", _text(other, "CopyrightInformation")


def _people(citation: Element, path: str, full: str, short: str, place: str) -> Iterator[tuple[str, str]]:
    for one in citation.iterfind(path):
        if one.get("ValidYN") == "N":
            continue
        yield "CN", _text(one, "CollectiveName")
        family, given = _text(one, "LastName"), _text(one, "ForeName") or _text(one, "FirstName")
        initials, suffix = _text(one, "Initials"), _text(one, "Suffix")
        if family:
            names = " ".join(filter(None, (given or initials, suffix)))
            yield full, f"{family}, {names}" if names else family
            yield short, " ".join(filter(None, (family, initials, suffix)))
        for number in (*one.iterfind("Identifier"), *one.iterfind("NameID")):
            yield "AUID", f"{number.get('Source')}: {plain(number)}"
        for where in (*one.iterfind("AffiliationInfo/Affiliation"), *one.iterfind("Affiliation")):
            yield place, plain(where)


def _indexing(citation: Element) -> Iterator[tuple[str, str]]:
    for tag, path in (("LA", "Article/Language"), ("PT", "Article/PublicationTypeList/PublicationType")):
        for one in citation.iterfind(path):
            yield tag, plain(one)
    yield "TT", _text(citation, "Article/VernacularTitle")
    for bank in citation.iterfind("Article/DataBankList/DataBank"):
        for number in bank.iterfind("AccessionNumberList/AccessionNumber"):
            yield "SI", f"{_text(bank, 'DataBankName')}/{plain(number)}"
    for grant in citation.iterfind("Article/GrantList/Grant"):
        parts = (_text(grant, part) for part in ("GrantID", "Acronym", "Agency", "Country"))
        yield "GR", "/".join(filter(None, parts))
    yield from _subjects(citation)


def _subjects(citation: Element) -> Iterator[tuple[str, str]]:
    for one in citation.iterfind("ChemicalList/Chemical"):
        yield "RN", f"{_text(one, 'RegistryNumber')} ({_text(one, 'NameOfSubstance')})"
    for one in citation.iterfind("SupplMeshList/SupplMeshName"):
        yield "RN", f"0 ({plain(one)})"
    for tag, path in (("SB", "CitationSubset"), ("GS", "GeneSymbolList/GeneSymbol")):
        for one in citation.iterfind(path):
            yield tag, plain(one)
    for heading in citation.iterfind("MeshHeadingList/MeshHeading"):
        yield "MH", "/".join("*" * (one.get("MajorTopicYN") == "Y") + plain(one) for one in heading)
    for one in citation.iterfind("PersonalNameSubjectList/PersonalNameSubject"):
        given = _text(one, "ForeName") or _text(one, "FirstName") or _text(one, "Initials")
        yield "FPS", ", ".join(filter(None, (_text(one, "LastName"), given, _text(one, "Suffix"))))
    yield from _words(citation)


def _words(citation: Element) -> Iterator[tuple[str, str]]:
    for one in citation.iterfind("OtherID"):
        yield "OID", f"{one.get('Source')}: {plain(one)}"
    for words in citation.iterfind("KeywordList"):
        yield "OTO", words.get("Owner", "NOTNLM")
        for one in words:
            yield "OT", plain(one)


def _relations(citation: Element) -> Iterator[tuple[str, str]]:
    for one in citation.iterfind("CommentsCorrectionsList/CommentsCorrections"):
        if one.get("RefType") == "Cites":
            continue
        pmid = _text(one, "PMID")
        told = (_text(one, "RefSource"), f"PMID: {pmid}" if pmid else "", _text(one, "Note"))
        yield _RELATIONS[one.get("RefType", "")], " ".join(filter(None, told))


def _data(article: Element) -> Iterator[tuple[str, str]]:
    for day in article.iterfind("PubmedData/History/PubMedPubDate"):
        parts = [f"{int(_text(day, part)):02}" for part in ("Year", "Month", "Day") if _text(day, part)]
        hour, minute = _text(day, "Hour"), _text(day, "Minute")
        moment = f" {int(hour):02}:{int(minute or 0):02}" if hour else ""
        yield "PHST", f"{'/'.join(parts)}{moment} [{day.get('PubStatus')}]"
    yield "PST", _text(article, "PubmedData/PublicationStatus")
    for one in article.iterfind("PubmedData/ArticleIdList/ArticleId"):
        kind, number = one.get("IdType", ""), plain(one)
        if kind == "pmc":
            yield "PMC", number.partition(" ")[0]
        elif kind == "mid":
            yield "MID", number
        elif kind in _MEDIA:
            yield "AID", f"{number} [{kind}]"
