"""Retraction Watch: the table of retractions, corrections and expressions of concern, as Crossref gives it.

A row is a publication and what happened to it: its notice, its day and its reasons.

See: https://doi.org/10.13003/c23rw1d9 (the table) and its guide to the fields.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from kg import dates, ids, tables
from kg.dates import Date
from kg.record import (
    Contribution,
    Link,
    Provenance,
    Record,
    Reject,
    Relation,
    Status,
    Topic,
    Venue,
)
from kg.sources import source
from kg.sources.drafting import Draft
from kg.sources.rows import Row, header, records
from kg.text import agent

__all__ = ["retractionwatch"]

_HEADER = frozenset({"Record ID", "OriginalPaperDOI", "RetractionDOI", "RetractionNature"})
_NATURES: Mapping[str, tuple[str, str]] = {
    "retraction": ("isRetractedBy", "retracted"),
    "correction": ("isCorrectedBy", "corrected"),
    "expression of concern": ("isDiscussedBy", ""),
    "reinstatement": ("isDiscussedBy", ""),
}
"""What each nature is to the publication, and the status that it has from that day."""

_NONE = frozenset({"", "0", "unavailable", "n/a"})
_DAY = re.compile(r"\s*([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?:\s.*)?\Z")
_SUBJECT = re.compile(r"\(([A-Z/]+)\)\s*(.+)\Z")
_VENUES = {"BookChapter": "Book", "ConferencePaper": "ConferenceProceedings", "Preprint": "Repository"}


def _detect(head: bytes) -> float:
    return 0.97 if set(header(head)) >= _HEADER else 0.0


@source(
    name="retractionwatch",
    summary="Retraction Watch: the table of retractions and other notices, in CSV",
    recognised="the columns Record ID, OriginalPaperDOI, RetractionDOI and RetractionNature",
    detect=_detect,
    example="kg build retraction_watch.csv",
)
def retractionwatch(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
    """The publications of the table, in order, one a row; a broken row is rejected alone.

    Raises:
        SourceError: a line is too long.
    """
    return records(stream, file, lambda row: _record(row, file))


def _record(row: Row, file: str) -> Record | str:
    draft, take = Draft(type="Article"), row.values.pop
    draft.title(take("Title", ""), "Title")
    for name, scheme in (("OriginalPaperDOI", "doi"), ("OriginalPaperPubMedID", "pmid")):
        if (written := take(name, "")).lower() not in _NONE:
            draft.identify(scheme, written, name)
    if not draft.titles and not draft.identifiers:
        return "has neither a title nor an identifier: complete it, or leave it out"
    _typed(take("ArticleType", ""), draft)
    if journal := draft.tidied(take("Journal", ""), "Journal"):
        draft.venue = Venue(type=_VENUES.get(draft.type, "Journal"), title=journal)
    draft.publishers += filter(None, [draft.tidied(take("Publisher", ""), "Publisher")])
    for name in _several(take("Author", "")):
        if named := agent(name):
            draft.contributions.append(Contribution(role="author", agent=named))
        else:
            draft.retain("Author", name)
    draft.topics += map(_topic, _several(take("Subject", "")))
    _addressed(take("URLS", ""), draft)
    draft.notes += filter(None, [take("Notes", "")])
    draft.issued = _day(take("OriginalPaperDate", ""), "OriginalPaperDate", draft)
    own = take("Record ID", "")
    _noticed(row.values, draft)
    for name, value in row.values.items():
        draft.retain(name, *_several(value))
    return draft.record(
        Provenance(
            source="retractionwatch",
            id=own,
            file=file,
            position=row.place,
            digest=hashlib.sha256(row.data).hexdigest(),
        )
    )


def _several(written: str) -> list[str]:
    """The values of a cell, which end with semicolons."""
    return [part for part in map(str.strip, written.split(";")) if part]


def _typed(written: str, draft: Draft) -> None:
    """The class that the first known type tells; all types are kept."""
    words = _several(written)
    draft.retain("ArticleType", *words)
    known = next(filter(None, (tables.source_type("retractionwatch", word) for word in words)), None)
    if known:
        draft.type = known.type
        draft.work_types += known.work_types


def _topic(written: str) -> Topic:
    """A subject, such as "(BLS) Genetics", with its group as notation."""
    match = _SUBJECT.match(written)
    label, group = (match[2], match[1]) if match else (written, "")
    return Topic(label=label, scheme="retractionwatch", notation=group)


def _addressed(written: str, draft: Draft) -> None:
    for part in _several(written):
        if address := ids.url(part):
            draft.links.append(Link(url=address))
        else:
            draft.retain("URLS", part)


def _day(written: str, name: str, draft: Draft) -> Date:
    """A day as Americans write it, with a time of day that means nothing."""
    match = _DAY.match(written)
    found = dates.date(match[3], match[1], match[2]) if match else dates.parse(written)
    if written and len(found) < len("2024-07-31"):
        draft.retain(name, written)
    return Date(found[:10])


def _noticed(values: dict[str, str], draft: Draft) -> None:
    """What happened, by which notice, when and why."""
    nature = values.pop("RetractionNature", "")
    kind, status = _NATURES.get(nature.lower(), ("isCitedAsRelatedBy", ""))
    since = _day(values.pop("RetractionDate", ""), "RetractionDate", draft)
    reasons = [reason.lstrip("+ ") for reason in _several(values.pop("Reason", ""))]
    found, own = [], {ids.comparable(one.scheme, one.value) for one in draft.identifiers}
    for name, scheme in (("RetractionDOI", "doi"), ("RetractionPubMedID", "pmid")):
        written = values.pop(name, "")
        if written.lower() in _NONE:
            continue
        notice = draft.linked(scheme, written, name)
        if notice is None or ids.comparable(scheme, notice.value) in own:
            draft.retain(name, written)  # none, or the publication itself, which was changed in place
        else:
            found.append(notice)
    note = ", ".join(filter(None, (nature, since)))
    if reasons:
        note += ": " + "; ".join(reasons)
    if found:
        draft.relations.append(Relation(kind=kind, identifiers=tuple(found), note=note))
    else:
        draft.retain("RetractionNature", note)
    if status:
        draft.statuses.append(Status(status=status, since=since))
