"""What a work corrects, retracts or updates, and what does so to it, as Crossmark tells it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from kg import ids, tables
from kg.record import Relation, Status
from kg.sources.citeproc.days import Day, moment
from kg.sources.citeproc.mending import identified
from kg.sources.drafting import Draft
from kg.sources.members import Members

__all__ = ["updates"]

_SUFFERED: Mapping[str, str] = {
    "corrects": "isCorrectedBy",
    "retracts": "isRetractedBy",
    "updates": "isUpdatedBy",
    "replaces": "isReplacedBy",
    "repliesTo": "hasReplyFrom",
    "discusses": "isDiscussedBy",
    "citesAsRelated": "isCitedAsRelatedBy",
}
"""What an update does, and what it is to the work that is updated."""

_STATUSES = {"retracts": "retracted", "corrects": "corrected"}
_NOTICES = (
    (re.compile(r"err", re.IGNORECASE), "Erratum"),
    (re.compile(r"corr", re.IGNORECASE), "Correction"),
)


class _Update(NamedTuple):
    """What is done, by what word of the source; the DOI of the other work, as written; and when."""

    kind: str
    word: str
    label: str
    other: str
    since: Day


def updates(members: Members, draft: Draft) -> None:
    """The updates in both directions.

    A retraction or a correction is a status of the work from that day, too; and nothing else where
    it names the work itself, which has been changed in place.
    """
    own = {ids.comparable("doi", one.value) for one in draft.identifiers if one.scheme == "doi"}
    for name in ("update-to", "updated-by"):
        for one in members.objects(name):
            found = _update(one)
            one.rest()
            if ids.comparable("doi", ids.doi(found.other) or "") in own:
                _changed(found, draft)
                draft.retain(f"{name}/type", _note(found))
            elif name == "update-to":
                _noticed(found, draft)
                _related(found.kind, found, draft)
            else:
                _changed(found, draft)
                _related(_SUFFERED[found.kind], found, draft)


def _update(one: Members) -> _Update:
    word = one.text("type")
    kind = tables.relation(word)
    kind = kind if kind in _SUFFERED else "citesAsRelated"
    return _Update(kind, word, one.text("label"), one.text("DOI"), moment(one.take("updated")))


def _note(found: _Update) -> str:
    """The source's word for the update, and its day."""
    told = (found.word, found.label)
    said = found.label if found.word.casefold() in found.label.casefold() else ", ".join(filter(None, told))
    return ", ".join(filter(None, (said, found.since.written or found.since.date)))


def _related(kind: str, found: _Update, draft: Draft) -> None:
    doi = identified("doi", found.other, "update/DOI", draft, kept=False)
    if doi:
        draft.relations.append(Relation(kind=kind, identifiers=(doi,), note=_note(found)))
    elif found.other.strip():
        draft.relations.append(Relation(kind=kind, citation=found.other, note=_note(found)))
    else:
        draft.retain("update", _note(found))


def _changed(found: _Update, draft: Draft) -> None:
    """The status of what has been retracted or corrected."""
    if status := _STATUSES.get(found.kind):
        draft.statuses.append(Status(status=status, since=found.since.date))


def _noticed(found: _Update, draft: Draft) -> None:
    """The class of what says that another work is wrong."""
    if found.kind == "retracts":
        draft.work_types.append("Retraction")
        if draft.type in {"JournalArticle", "Article", "Expression"}:
            draft.type = "RetractionNotice"
    elif found.kind == "corrects":
        draft.work_types += [work for pattern, work in _NOTICES if pattern.match(found.word)]
