"""Comments, corrections, retractions: links to other publications, a field for each kind."""

from __future__ import annotations

import re

from kg.record import Relation, identifier
from kg.sources.tagged import Told
from kg.text import squeezed

__all__ = ["relations"]

_KINDS = {
    "CIN": ("CommentIn", "isDiscussedBy"),
    "CON": ("CommentOn", "discusses"),
    "CRF": ("CorrectedandRepublishedFrom", "updates"),
    "CRI": ("CorrectedandRepublishedIn", "isUpdatedBy"),
    "DDIN": ("DatasetDescribedIn", "isDescribedBy"),
    "DRIN": ("DatasetUseReportedIn", "isCitedAsRelatedBy"),
    "ECF": ("ExpressionOfConcernFor", "discusses"),
    "ECI": ("ExpressionOfConcernIn", "isDiscussedBy"),
    "EFR": ("ErratumFor", "corrects"),
    "EIN": ("ErratumIn", "isCorrectedBy"),
    "ORI": ("OriginalReportIn", "describes"),
    "PRIN": ("PartialRetractionIn", "isCorrectedBy"),
    "PROF": ("PartialRetractionOf", "corrects"),
    "RIN": ("RetractionIn", "isRetractedBy"),
    "ROF": ("RetractionOf", "retracts"),
    "RPF": ("RepublishedFrom", "isVersionOf"),
    "RPI": ("RepublishedIn", "hasVersion"),
    "RRF": ("RetractedandRepublishedFrom", "updates"),
    "RRI": ("RetractedandRepublishedIn", "isUpdatedBy"),
    "SPIN": ("SummaryForPatientsIn", "isDescribedBy"),
    "UIN": ("UpdateIn", "isUpdatedBy"),
    "UOF": ("UpdateOf", "updates"),
}
"""The name of each kind in the XML, and the relation from the record at hand to the other one."""

_PMID = re.compile(r"\s*PMID:\s*(?P<pmid>[0-9]+)\.?\s*(?P<note>.*)\Z", re.DOTALL)
_DOI = re.compile(r"\bdoi:\s*(10\.\S+)", re.IGNORECASE)


def relations(told: Told) -> None:
    """The links of a citation, with the citation of the other publication as it is written."""
    for tag, (stated, kind) in _KINDS.items():
        for value in told.take(tag):
            line = squeezed(value.text)
            match = _PMID.search(line)
            citation = line[: match.start()] if match else line
            note = match["note"] if match else ""
            doi = _DOI.search(citation)
            found = identifier("pmid", match["pmid"]) if match else identifier("doi", doi[1]) if doi else None
            told.draft.relations.append(
                Relation(
                    kind=kind,
                    identifiers=(found,) if found else (),
                    citation=citation,
                    note=f"{stated}: {note}" if note else stated,
                )
            )
