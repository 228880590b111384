"""When a resource was published, by whom, and in what it stands."""

from __future__ import annotations

from kg import dates, ids
from kg.record import Event, Relation, Venue, identifier
from kg.sources.datacite.telling import NOTHING, told
from kg.sources.drafting import Draft
from kg.sources.members import Members
from kg.text import stripped
from kg.text.citations import free_date, pages

__all__ = ["dated", "located"]

_STAGES = {"submitted": "received"}
_CONTAINERS = {
    "issn": "issn",
    "lissn": "issnl",
    "eissn": "eissn",
    "isbn": "isbn",
    "doi": "doi",
    "handle": "handle",
}
_VENUES = {
    "Journal": "Journal",
    "Series": "Series",
    "Book": "Book",
    "BookSeries": "BookSeries",
    "DataRepository": "Repository",
}


def dated(members: Members, draft: Draft) -> None:
    """The date of issue, else the year of publication; every other date is history."""
    year = members.text("publicationYear")
    members.take("published")
    issued = ""
    for one in members.objects("dates"):
        written, kind = one.text("date"), one.text("dateType")
        found = dates.parse(written) or dates.parse(written.partition("/")[0])
        if kind == "Issued" and found and not issued:
            issued = found
            draft.issued, draft.issued_written = found, written if "/" in written else ""
        elif found and kind:
            draft.history.append(Event(stage=_STAGES.get(kind.lower(), kind.lower()), date=found))
            draft.retain(f"dates/{kind}", written if "/" in written else "")
        else:
            draft.retain(f"dates/{kind}", written)
        one.rest()
    published = dates.parse(year.zfill(4)) if year.isdecimal() and int(year) > 0 else free_date(year)
    if not draft.issued:
        draft.issued, draft.issued_written = published, "" if year.isdecimal() else year
    if year and not draft.issued.startswith(published or "?"):
        draft.retain("publicationYear", year)


def located(members: Members, draft: Draft) -> None:
    """The publisher, and the container that the resource stands in."""
    house = members.take("publisher")
    if isinstance(house, dict):
        inner = Members(dict(house), draft, "publisher/")
        house = inner.text("name")
        inner.rest()
    if isinstance(house, str) and not NOTHING.match(house):
        draft.publishers.append(stripped(house))
    elif house is not None:
        members.keep("publisher", house)
    container = members.object("container")
    title, kind = told(container, "title"), container.text("type")
    number, scheme = container.text("identifier"), container.text("identifierType").lower()
    found = identifier(_CONTAINERS[scheme], number) if scheme in _CONTAINERS else None
    if number and not found and not (scheme == "url" and _is_part(members, number, draft)):
        container.keep(f"identifier/{scheme}", number)
    own = _VENUES.get(kind, "Expression")
    if own == "Expression" and kind:
        container.keep("type", kind)
    if draft.type in {"JournalArticle", "ReviewArticle"} and own == "Series":
        own = "Journal"
    numbers = [found] if found else []
    for one in container.objects("identifiers"):
        written, kind = one.text("identifier"), one.text("identifierType").lower()
        known = identifier(_CONTAINERS.get(kind, kind), written)
        if known:
            numbers.append(known)
        else:
            container.keep(f"identifier/{kind}", written)
        one.rest()
    if title or numbers:
        draft.venue = Venue(type=own, title=title, identifiers=tuple(numbers))
    draft.volume, draft.issue = container.text("volume"), container.text("issue")
    ends = [container.text("firstPage"), container.text("lastPage")]
    draft.pages = "-".join(dict.fromkeys(filter(None, ends)))
    draft.first_page, draft.last_page = pages(draft.pages)
    container.rest()


def _is_part(members: Members, address: str, draft: Draft) -> bool:
    """Whether what a container is known by is an address; it is told once, here or as what is related."""
    related = members.values.get("relatedIdentifiers")
    again = any(
        isinstance(one, dict)
        and one.get("relationType") == "IsPartOf"
        and one.get("relatedIdentifier") == address
        for one in (related if isinstance(related, list) else [related])
    )
    if not again and ids.url(address):
        draft.relations.append(Relation(kind="isPartOf", citation=address, note="URL"))
    return again or bool(ids.url(address))
