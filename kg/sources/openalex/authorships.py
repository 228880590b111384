"""Who wrote a work, where they are at work, and who paid."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from kg import ids
from kg.record import Affiliation, Contribution, Funding, Identifier, identifier
from kg.sources.drafting import Draft
from kg.sources.members import Members
from kg.text import agent

__all__ = ["authored", "funded"]


def authored(members: Members, draft: Draft) -> None:
    """The authors in order, each with the affiliations of the publication."""
    for one in members.objects("authorships"):
        author = one.object("author")
        named, raw = author.text("display_name"), one.text("raw_author_name")
        found = agent(raw or named, tuple(_author_ids(author, one, draft)))
        if found is None:
            draft.retain("authorships/raw_author_name", raw or named)
            author.rest()
            one.rest()
            continue
        if named and named not in {found.name, raw}:
            draft.retain("authorships/author/display_name", named)
        places = tuple(_places(one, draft))
        one.take("author_position")
        draft.contributions.append(
            Contribution(
                role="author", agent=found, affiliations=places, corresponding=one.flag("is_corresponding")
            )
        )
        author.rest()
        one.rest()
    for name in ("corresponding_author_ids", "corresponding_institution_ids"):
        members.take(name)


def _author_ids(author: Members, authorship: Members, draft: Draft) -> Iterator[Identifier]:
    """The ORCID of the publication before the one that OpenAlex has put there; then its own id."""
    written = [authorship.text("raw_orcid"), author.text("orcid")]
    orcids = list(dict.fromkeys(one for text in written if text and (one := identifier("orcid", text))))
    yield from orcids[:1]
    draft.retain("authorships/orcid", *(one.value for one in orcids[1:]))
    draft.retain("authorships/orcid", *(text for text in written if text and not identifier("orcid", text)))
    own = author.number("id", "openalex")
    if own:
        yield own


def _places(authorship: Members, draft: Draft) -> Iterator[Affiliation]:
    """The affiliations as published, each with the institution that OpenAlex has found in it."""
    known = _institutions(authorship, draft)
    countries = {place.country for place in known.values()}
    told: list[str] = []
    for one in authorship.objects("affiliations"):
        raw = one.text("raw_affiliation_string")
        told.append(raw)
        matched = []
        for text in one.texts("institution_ids"):
            if found := known.pop(_own(text), None):
                matched.append(found)
            elif not _own(text):
                one.keep("institution_ids", text)
        if raw and matched:
            draft.retain("authorships/institutions/display_name", matched[0].name)
            matched[0] = msgspec.structs.replace(matched[0], name=raw)
        elif raw:
            matched = [Affiliation(name=raw)]
        yield from (place for place in matched if place.name)
        one.rest()
    yield from (place for place in known.values() if place.name)
    alone = not told and not known
    yield from (Affiliation(name=raw) for raw in _restated(authorship, told, kept=not alone) if alone)
    authorship.keep("countries", [text for text in authorship.texts("countries") if text not in countries])


def _institutions(authorship: Members, draft: Draft) -> dict[str, Affiliation]:
    """The institutions by the ids of OpenAlex."""
    known = {}
    for one in authorship.objects("institutions"):
        found = one.number("id", "openalex")
        numbers = tuple(number for number in (one.number("ror", "ror"), found) if number)
        country = one.text("country_code").upper()
        place = Affiliation(name=one.text("display_name"), country=country, identifiers=numbers)
        known[found.value if found else place.name] = place
        for name in ("type", "lineage"):
            draft.retain(f"authorships/institutions/{name}", *one.texts(name))
        one.rest()
    return known


def _restated(authorship: Members, told: list[str], *, kept: bool) -> list[str]:
    """The texts of affiliations beside the list of them, but for those that stand in it; they may be kept."""
    said = {"raw_affiliation_strings": told, "raw_affiliation_string": [*told, "; ".join(told)]}
    found = []
    for name, of in said.items():
        more = [text for text in authorship.texts(name) if text and text not in of]
        authorship.keep(name, more if kept else None)
        found += more
    return found


def _own(text: str) -> str:
    return ids.normalise("openalex", text) or ""


def funded(members: Members, draft: Draft) -> None:
    """The grants with their funders, and the funders without a grant."""
    known: dict[str, tuple[str, tuple[Identifier, ...]]] = {}
    for one in members.objects("funders"):
        own, name = str(one.values.get("id", "")), one.text("display_name")
        found = (one.number("ror", "ror"), one.number("id", "openalex"))
        known[own] = (name, tuple(number for number in found if number))
        one.rest()
    paying = set()
    for one in (*members.objects("awards"), *members.objects("grants")):
        own = one.text("funder_id") or one.text("funder")
        named = one.text("funder_display_name")
        name, numbers = known.get(own, (named, ()))
        if own not in known:
            one.keep("funder_id", own)
        if named != name:
            one.keep("funder_display_name", named)
        number = one.text("funder_award_id") or one.text("award_id")
        paying.add(own)
        if number or name or numbers:
            draft.funding.append(Funding(number=number, funder=name, identifiers=numbers))
        one.rest()
    draft.funding += [
        Funding(funder=name, identifiers=numbers)
        for own, (name, numbers) in known.items()
        if own not in paying and (name or numbers)
    ]
