"""Comments, corrections, retractions and references: links to other publications."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from kg.record import Identifier, Relation, identifier
from kg.sources.pubmed.draft import Draft
from kg.text.plain import plain

__all__ = ["comments", "references", "scheme_of"]

_KINDS = {
    "Cites": "cites",
    # the record at hand does it to the other ...            # ... or suffers it from the other
    "CommentOn": "discusses",
    "CommentIn": "isDiscussedBy",
    "CorrectedandRepublishedFrom": "updates",
    "CorrectedandRepublishedIn": "isUpdatedBy",
    "ErratumFor": "corrects",
    "ErratumIn": "isCorrectedBy",
    "ExpressionOfConcernFor": "discusses",
    "ExpressionOfConcernIn": "isDiscussedBy",
    "OriginalReportIn": "describes",
    "SummaryForPatientsIn": "isDescribedBy",
    # a part is withdrawn, the publication stands
    "PartialRetractionOf": "corrects",
    "PartialRetractionIn": "isCorrectedBy",
    "ReprintOf": "isVersionOf",
    "ReprintIn": "hasVersion",
    "RepublishedFrom": "isVersionOf",
    "RepublishedIn": "hasVersion",
    # the new version is at hand, or the old one
    "RetractedandRepublishedFrom": "updates",
    "RetractedandRepublishedIn": "isUpdatedBy",
    "RetractionOf": "retracts",
    "RetractionIn": "isRetractedBy",
    "UpdateOf": "updates",
    "UpdateIn": "isUpdatedBy",
    "AssociatedDataset": "citesAsRelated",
    "AssociatedPublication": "citesAsRelated",
}
"""``RefType`` -> kind of relation, from the record at hand to the other one. "For", "From", "Of" and
"On" say that the record at hand acts; "In" says where the other stands that acts on it."""

_SCHEMES = {
    "pubmed": "pmid",
    "doi": "doi",
    "pmc": "pmcid",
    "pii": "pii",
    "mid": "nihmsid",
    "bookaccession": "bookaccession",
    "pmcbook": "bookaccession",
}
_DOI = re.compile(r"\bdoi:\s*(10\.\S+)", re.IGNORECASE)


def scheme_of(id_type: str) -> str:
    """The scheme of an ``IdType`` or ``EIdType``; ``""`` for one that has no scheme here."""
    return _SCHEMES.get(id_type, "")


def comments(element: Element, draft: Draft) -> None:
    """A ``CommentsCorrectionsList``.

    The ``RefType`` stays in the note, for several of them share a kind.
    """
    draft.strays(element, "CommentsCorrections")
    for comment in element.iterfind("CommentsCorrections"):
        stated = comment.get("RefType", "")
        citation, note, pmid = "", "", None
        for child in comment:
            if child.tag == "PMID":
                pmid = identifier("pmid", child.text or "")
                if pmid is None:
                    draft.retain("CommentsCorrections/PMID", child.text)
            elif child.tag == "RefSource":
                citation = plain(child)
            elif child.tag == "Note":
                note = plain(child)
            else:
                draft.keep(child, f"CommentsCorrections/{child.tag}")
        if stated == "Cites":
            _cited(draft, pmid.value if pmid else "", (pmid,) if pmid else (), citation, note)
            continue
        draft.relations.append(
            Relation(
                kind=_KINDS.get(stated, "citesAsRelated"),
                identifiers=(pmid,) if pmid else _written_doi(citation),
                citation=citation,
                note=f"{stated}: {note}" if note else stated,
            )
        )


def references(element: Element, draft: Draft) -> None:
    """A ``ReferenceList``, which may hold others."""
    for child in element:
        if child.tag == "Reference":
            _reference(child, draft)
        elif child.tag == "ReferenceList":
            references(child, draft)
        else:
            draft.keep(child, f"ReferenceList/{child.tag}")


def _reference(element: Element, draft: Draft) -> None:
    citation = ""
    found: list[Identifier] = []
    for child in element:
        if child.tag == "Citation":
            citation = plain(child)
        elif child.tag == "ArticleIdList":
            for article_id in child:
                _add(article_id, found, draft)
        elif child.tag == "ArticleId":
            _add(child, found, draft)
        else:
            draft.keep(child, f"Reference/{child.tag}")
    if found or citation:
        pmid = next((one.value for one in found if one.scheme == "pmid"), "")
        _cited(draft, pmid, tuple(found) or _written_doi(citation), citation, "")


def _add(element: Element, found: list[Identifier], draft: Draft) -> None:
    id_type, text = element.get("IdType", "pubmed"), plain(element)
    scheme = _SCHEMES.get(id_type)
    one = identifier(scheme, text) if scheme else None
    if one is None:
        draft.retain(f"Reference/ArticleId/{id_type}", text)
        return
    if scheme == "doi" and one.value != text:
        draft.changed(f"Reference/ArticleId/{id_type}", text, "identifier")
    if one not in found:
        found.append(one)


def _cited(draft: Draft, pmid: str, identifiers: tuple[Identifier, ...], citation: str, note: str) -> None:
    """Adds a citation; what is cited twice under one PMID, as comment and as reference, is one."""
    place = draft.cited.get(pmid, -1)
    if place < 0:
        if pmid:
            draft.cited[pmid] = len(draft.relations)
        draft.relations.append(Relation(kind="cites", identifiers=identifiers, citation=citation, note=note))
        return
    known = draft.relations[place]
    texts = [text for text in (known.citation, citation) if text]
    longest = max(texts, key=len, default="")
    for text in texts:
        if text not in longest:
            draft.retain("Reference/Citation", text)
    draft.relations[place] = Relation(
        kind="cites",
        identifiers=tuple(dict.fromkeys(known.identifiers + identifiers)),
        citation=longest,
        note=known.note or note,
    )


def _written_doi(citation: str) -> tuple[Identifier, ...]:
    """The DOI that stands in a citation without identifiers."""
    written = _DOI.search(citation) if "10." in citation else None
    found = identifier("doi", written[1]) if written else None
    return (found,) if found else ()
