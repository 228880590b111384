"""Open Retractions: which DOIs have been retracted or corrected, by what notice, in JSON.

One object a DOI, as the API of openretractions.com gave it; alone, in a list, or as JSON lines.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO

from kg import ids, tables
from kg.dates import NO_DATE, Date
from kg.record import Provenance, Record, Reject, Relation, Status, Venue
from kg.sources import source
from kg.sources.documents import Document, Wrapping, keys, records
from kg.sources.drafting import Draft
from kg.sources.members import Members

__all__ = ["openretractions"]

_NAMES = frozenset({"retracted", "updates", "identifier", "timestamp"})
_WRAPPING = Wrapping(own=frozenset({"identifier"}))
_SUFFERED = {
    "corrects": "isCorrectedBy",
    "retracts": "isRetractedBy",
    "updates": "isUpdatedBy",
    "discusses": "isDiscussedBy",
}
_NO_DOI = "has no DOI: complete it, or leave it out"


def _detect(head: bytes) -> float:
    return 0.95 if keys(head) >= _NAMES else 0.0


@source(
    name="openretractions",
    summary="Open Retractions in JSON: retractions and corrections by DOI",
    recognised="the names retracted, updates, identifier and timestamp",
    detect=_detect,
    example="kg build data/",
)
def openretractions(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
    """The publications of a file, in order; a broken one is rejected alone.

    Raises:
        SourceError: the JSON is broken where it holds everything together, or ends early.
    """
    yield from records(stream, file, _WRAPPING, lambda values, item: _record(values, item, file))


def _record(values: dict[str, Any], item: Document, file: str) -> Record | str:
    draft = Draft(type="Article")
    members = Members(values, draft)
    names = members.object("identifier")
    doi, pmid = names.text("doi"), names.text("pmid")
    known = [draft.identify(scheme, text, f"identifier/{scheme}") for scheme, text in _named(doi, pmid)]
    if not any(known):
        return _NO_DOI
    names.rest()
    draft.title(members.text("title"), "title")
    journal = draft.tidied(members.text("journal"), "journal")
    if journal:
        draft.type, draft.venue = "JournalArticle", Venue(type="Journal", title=journal)
    draft.publishers += filter(None, [draft.tidied(members.text("publisher"), "publisher")])
    checked = _updated(members, draft)
    members.rest()
    return draft.record(
        Provenance(
            source="openretractions",
            id=doi or pmid,
            modified=checked,
            file=file,
            position=item.position,
            digest=hashlib.sha256(item.data).hexdigest(),
        )
    )


def _named(doi: str, pmid: str) -> list[tuple[str, str]]:
    return [pair for pair in (("doi", doi), ("pmid", pmid)) if pair[1]]


def _updated(members: Members, draft: Draft) -> Date:
    """The notices, each with the word for it, and the status that they add up to, since the day of the last.

    Returns:
        The day on which the source last asked for notices.
    """
    since = _day(members, draft, "timestamp")
    own = {ids.comparable(one.scheme, one.value) for one in draft.identifiers}
    checked = NO_DATE
    for one in members.objects("updates"):
        checked = max(checked, _day(one, draft, "updates/timestamp"))
        word, names = one.text("type"), one.object("identifier")
        written = _named(names.text("doi"), names.text("pmid"))
        known = [draft.linked(scheme, text, "updates/identifier") for scheme, text in written]
        found = tuple(filter(None, known))
        kind = _SUFFERED.get(tables.relation(word), "isCitedAsRelatedBy")
        note = ", ".join(filter(None, (word, since)))
        if found and not own.intersection(ids.comparable(other.scheme, other.value) for other in found):
            draft.relations.append(Relation(kind=kind, identifiers=found, note=note))
        else:
            draft.retain("updates", note, *(text for _, text in written))
        if kind == "isCorrectedBy":
            draft.statuses.append(Status(status="corrected", since=since))
        names.rest()
        one.rest()
    if members.flag("retracted"):
        draft.statuses.append(Status(status="retracted", since=since))
    return checked


def _day(members: Members, draft: Draft, name: str) -> Date:
    """The day of a time in milliseconds since 1970."""
    value = members.take("timestamp")
    try:
        return Date(datetime.fromtimestamp(value / 1000, UTC).date().isoformat())
    except (TypeError, ValueError, OverflowError, OSError):
        draft.retain(name, "" if value is None else str(value))
        return NO_DATE
