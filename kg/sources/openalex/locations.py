"""Where a work stands: its venue, and the copies of it that OpenAlex knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from kg import ids, tables
from kg.record import Licence, Link, Series, Venue, identifier
from kg.sources.drafting import Draft
from kg.sources.members import Members
from kg.text.citations import pages

__all__ = ["located"]

_NUMBERED = re.compile(r"(?:e|E|CD|Doc|ID)[0-9]+\Z")
_VERSIONS = {"publishedVersion": "vor", "acceptedVersion": "am", "submittedVersion": "submitted"}
_VENUES = {
    "journal": "Journal",
    "conference": "ConferenceProceedings",
    "book series": "BookSeries",
    "book": "Book",
}


def located(members: Members, draft: Draft) -> None:
    """The venue by the primary location; a link for each location, with its licence and version."""
    first, told = members.object("primary_location"), members.values.get("locations")
    if first.values:
        _venue(first.values, draft)
    locations = members.objects("locations")
    if first.values and not (isinstance(told, list) and first.values in told):
        locations.insert(0, first)
    for one in locations:
        _location(one, draft)
    members.take("best_oa_location")  # one of the locations
    members.take("locations_count")
    access = members.object("open_access")
    if access.flag("is_oa"):
        draft.access = "OpenAccess"
    _open_copy(access.text("oa_url"), draft)
    access.rest()
    biblio = members.object("biblio")
    draft.volume, draft.issue = biblio.text("volume"), biblio.text("issue")
    draft.first_page, draft.last_page = biblio.text("first_page"), biblio.text("last_page")
    draft.pages = "-".join(dict.fromkeys(filter(None, (draft.first_page, draft.last_page))))
    draft.first_page, draft.last_page = pages(draft.pages) if draft.pages else ("", "")
    biblio.rest()
    if _NUMBERED.match(draft.pages):
        draft.article_number = draft.pages


def _open_copy(written: str, draft: Draft) -> None:
    """The address of the open copy, mostly that of one of the locations: linked once."""
    address = ids.url(written)
    if not address:
        draft.retain("open_access/oa_url", written)
    elif all(link.url != address for link in draft.links):
        draft.links.append(Link(url=address))


def _venue(location: Mapping[str, Any], draft: Draft) -> None:
    """The venue by a location, which is told whole as one of the locations."""
    place = Members({**location}, Draft())
    at, named = Members({**place.object("source").values}, Draft()), place.text("raw_source_name")
    title = at.text("display_name")
    kind = _VENUES.get(at.text("type"), "")
    numbers = [
        identifier("issnl", at.text("issn_l")),
        *(identifier("issn", text) for text in at.texts("issn")),
    ]
    house = at.text("host_organization_name")
    if kind == "BookSeries":
        draft.series.append(Series(title=title))
        title, kind = (named, "Book") if named and named != title else ("", "")
    elif not kind and draft.type == "BookChapter" and named:
        title, kind = named, "Book"
    if kind and title:
        draft.venue = Venue(type=kind, title=title, identifiers=tuple(filter(None, numbers)))
    else:
        draft.retain("primary_location/source/issn", *(one.value for one in numbers if one))
    if house and (kind or draft.type != "Preprint"):
        draft.publishers.append(house)


def _location(one: Members, draft: Draft) -> None:
    at = one.object("source")
    name = at.text("display_name") or one.text("raw_source_name")
    version = one.text("version")
    told = _VERSIONS.get(version, "")
    draft.retain("locations/version", "" if told else version)
    addresses = (one.text("landing_page_url"), ""), (one.text("pdf_url"), "application/pdf")
    draft.retain("locations/source/display_name", "" if any(map(ids.url, dict(addresses))) else name)
    for written, media in addresses:
        address = ids.url(written)
        if address:
            draft.links.append(Link(url=address, label=name, media=media, version=told))
        else:
            draft.retain("locations/url", written)
    licence = one.text("license")
    if licence:
        draft.licences.append(Licence(written=licence, licence=tables.licence(licence), applies_to=told))
    number = one.text("license_id")
    if number.rpartition("/")[2] != licence:
        one.keep("license_id", number)
    one.rest()
    at.rest()
