"""The date of publication, and the others as history."""

from __future__ import annotations

from collections.abc import Mapping

from kg.record import Event
from kg.sources.citeproc.days import NOTHING, Day, day
from kg.sources.drafting import Draft
from kg.sources.members import Members

__all__ = ["NAMES", "dates", "event", "of_issue"]

_STAGES: Mapping[str, str] = {
    "published": "published",
    "published-print": "ppublish",
    "published-online": "electronic",
    "published-other": "other",
    "posted": "posted",
    "available-date": "electronic",
    "content-created": "created",
    "content-updated": "updated",
    "submitted": "received",
    "accepted": "accepted",
    "approved": "approved",
    "original-date": "original",
}
"""The members that are dates, and what happened then. The date of publication is ``issued``, by which
Crossref means the earliest of print and online; without it, the first of those from ``published``
to ``posted`` that there is, then that of approval, which theses and standards have."""

_ASIDE = ("accessed", "event-date")
"""Dates that are none of the publication's."""

NAMES = ("issued", *_STAGES, *_ASIDE)
"""All members that are dates."""

_PUBLISHED = ("published", "published-print", "published-online", "published-other", "posted", "approved")


def dates(members: Members, draft: Draft) -> None:
    """All dates; what is no date is kept as it is written."""
    issued = _day(members, "issued")
    found = {name: _day(members, name) for name in _STAGES if name in members.values}
    chosen = issued
    for name in _PUBLISHED:
        if not chosen.date and not chosen.written:
            chosen = found.get(name, NOTHING)
    draft.issued, written = chosen
    if written[:1] in {"{", "["}:
        draft.retain("issued", written)  # it is no date in words, but JSON that nobody understands
    else:
        draft.issued_written = written
    for name, stage in _STAGES.items():
        if name in found and not (name == "published" and found[name] == chosen):
            event(stage, found[name], name, draft)
    for name in _ASIDE:
        other = _day(members, name)
        draft.retain(name, other.written or other.date)


def event(stage: str, found: Day, name: str, draft: Draft) -> None:
    """Adds what happened on a day; what the day says more than a date is kept under the name."""
    if found.date:
        draft.history.append(Event(stage=stage, date=found.date))
    draft.retain(name, found.written)


def of_issue(members: Members, draft: Draft) -> None:
    """The dates of the issue, where they are not those of the publication."""
    known = {draft.issued, *(one.date for one in draft.history)}
    for name in ("published-print", "published-online"):
        found = day(members.take(name)) if name in members.values else NOTHING
        if found.date not in known or found.written:
            draft.retain(f"journal-issue/{name}", found.written or found.date)


def _day(members: Members, name: str) -> Day:
    value = members.take(name)
    return NOTHING if value is None else day(value)
