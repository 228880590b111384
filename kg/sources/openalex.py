"""OpenAlex: works as its API, its snapshots and the tools around it give them, in JSON.

OpenAlex groups the versions of a work under one id; its DOI is that of the primary location, and the
other locations are links to the versions that stand there. What a machine has assigned (topics,
concepts, keywords, goals) has its score.

See: https://docs.openalex.org/api-entities/works/work-object
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, BinaryIO

import msgspec

from kg import dates, ids, tables
from kg.record import (
    Affiliation,
    Contribution,
    Funding,
    Identifier,
    Licence,
    Link,
    Provenance,
    Record,
    Reject,
    Relation,
    Section,
    Series,
    Status,
    Text,
    Topic,
    Venue,
    identifier,
)
from kg.sources import source
from kg.sources.documents import Document, Fault, Wrapping, decoded, documents, keys
from kg.sources.drafting import Draft
from kg.sources.members import Members
from kg.text import agent, stripped
from kg.text.citations import pages

__all__ = ["openalex"]

_ANSWERS = Wrapping(
    lists=(("results",),), own=frozenset({"authorships", "referenced_works", "primary_location"})
)
_OWN = frozenset(
    {
        "abstract_inverted_index",
        "authorships",
        "best_oa_location",
        "cited_by_count",
        "concepts",
        "primary_location",
        "primary_topic",
        "referenced_works",
        "is_retracted",
        "counts_by_year",
    }
)
_SCHEMES = {"doi": "doi", "pmid": "pmid", "pmcid": "pmcid", "openalex": "openalex"}
_VERSIONS = {"publishedVersion": "vor", "acceptedVersion": "am", "submittedVersion": "submitted"}
_VENUES = {
    "journal": "Journal",
    "conference": "ConferenceProceedings",
    "book series": "BookSeries",
    "book": "Book",
}
_LONGEST = 100_000
"""The most words that an abstract may have: the index tells places, which may be anything."""


def _detect(head: bytes) -> float:
    names = keys(head)
    if len(names & _OWN) < 3:
        return 0.0
    return 0.98 if b"openalex.org/" in head else 0.9


@source(
    name="openalex",
    summary="OpenAlex works in JSON: answers of the API, files of the snapshot, lists, JSON lines",
    recognised="names that only OpenAlex has, such as authorships and primary_location",
    detect=_detect,
    example="kg build openalex-works.jsonl.gz",
)
def openalex(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
    """The works of a file, in order; a broken one is rejected alone.

    Raises:
        SourceError: the JSON is broken where it holds everything together, or ends early.
    """
    for found in documents(stream, file, _ANSWERS):
        if isinstance(found, Fault):
            yield Reject(file=file, position=found.position, reason=found.reason, content=found.content)
        else:
            yield _work(found, file)


def _work(document: Document, file: str) -> Record | Reject:
    values = decoded(document)
    if isinstance(values, str):
        content = document.data[:500].decode("utf-8", "replace")
        return Reject(file=file, position=document.position, reason=values, content=content)
    draft = Draft()
    members = Members(values, draft)
    work = ids.normalise("openalex", members.text("id")) or ""
    for part in _PARTS:
        part(members, draft)
    created, modified = dates.parse(members.text("created_date")), dates.parse(members.text("updated_date"))
    members.rest()
    return draft.record(
        Provenance(
            source="openalex",
            id=work,
            format="OpenAlex work",
            created=created,
            modified=modified,
            file=file,
            position=document.position,
            digest=sha256(document.data).hexdigest(),
        )
    )


# -- what it is --------------------------------------------------------------------------------


def _typed(members: Members, draft: Draft) -> None:
    word = members.text("type")
    kind = tables.source_type("openalex", word)
    if kind is None:
        draft.retain("type", word)
    else:
        draft.type, draft.work_types = kind.type, list(kind.work_types)
    if members.flag("is_retracted"):
        draft.statuses.append(Status(status="retracted"))
    if members.values.get("is_paratext") is False:
        members.take("is_paratext")


def _identified(members: Members, draft: Draft) -> None:
    told = members.object("ids")
    for name, value in (("doi", members.text("doi")), *((name, told.text(name)) for name in (*told.values,))):
        if value and name in _SCHEMES:
            draft.identify(_SCHEMES[name], value, f"ids/{name}")
        else:
            draft.retain(f"ids/{name}", value)


def _titled(members: Members, draft: Draft) -> None:
    code = tables.language(members.text("language"))
    if code:
        draft.languages.append(code)
    lang = tables.tag(code).lower() if code else ""
    for name in ("title", "display_name"):
        for title in members.texts(name):
            draft.title(title, name, lang)
    words = _words(members.take("abstract_inverted_index"), draft)
    draft.abstract(Section(text=stripped(" ".join(words))), lang=lang)


def _words(index: Any, draft: Draft) -> list[str]:
    """The words of an inverted index in their order; an index that is none is kept."""
    if index is None:
        return []
    try:
        placed = sorted((place, word) for word, places in index.items() for place in places)
    except (AttributeError, TypeError):
        draft.retain("abstract_inverted_index", msgspec.json.encode(index).decode()[:_LONGEST])
        return []
    return [str(word) for _, word in placed[:_LONGEST]]


def _dated(members: Members, draft: Draft) -> None:
    """The date; the first of January is what OpenAlex writes where it knows the year alone."""
    written, year = members.text("publication_date"), members.text("publication_year")
    found = dates.parse(written) or dates.parse(year)
    if found.endswith("-01-01"):
        draft.changed("publication_date", written, "first-of-january")
        found = dates.parse(found[:4])
    draft.issued = found
    draft.retain("publication_date", "" if found else written)
    draft.retain("publication_year", year if year and not found.startswith(year) else "")


# -- who ---------------------------------------------------------------------------------------


def _authors(members: Members, draft: Draft) -> None:
    for one in members.objects("authorships"):
        author = one.object("author")
        named, raw = author.text("display_name"), one.text("raw_author_name")
        found = agent(raw or named, tuple(_author_ids(author, one, draft)))
        if found is None:
            draft.retain("authorships/raw_author_name", raw or named)
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
    own = identifier("openalex", author.text("id"))
    if own:
        yield own


def _places(authorship: Members, draft: Draft) -> Iterator[Affiliation]:
    """The affiliations as published, each with the institution that OpenAlex has found in it."""
    known = {}
    for one in authorship.objects("institutions"):
        found = identifier("openalex", one.text("id"))
        numbers = tuple(number for number in (identifier("ror", one.text("ror")), found) if number)
        country = one.text("country_code").upper()
        place = Affiliation(name=one.text("display_name"), country=country, identifiers=numbers)
        known[found.value if found else place.name] = place
        for name in ("type", "lineage"):
            draft.retain(f"authorships/institutions/{name}", *one.texts(name))
        one.rest()
    for one in authorship.objects("affiliations"):
        raw = one.text("raw_affiliation_string")
        matched = [known.pop(key) for text in one.texts("institution_ids") if (key := _own(text)) in known]
        if raw and matched:
            draft.retain("authorships/institutions/display_name", matched[0].name)
            matched[0] = msgspec.structs.replace(matched[0], name=raw)
        elif raw:
            matched = [Affiliation(name=raw)]
        yield from (place for place in matched if place.name)
        one.rest()
    yield from (place for place in known.values() if place.name)
    for name in ("raw_affiliation_strings", "raw_affiliation_string", "countries"):
        authorship.take(name)  # said again of the affiliations


def _own(text: str) -> str:
    return ids.normalise("openalex", text) or ""


# -- where it stands ---------------------------------------------------------------------------


def _located(members: Members, draft: Draft) -> None:
    """The venue by the primary location; a link for each location, with its licence and version."""
    first = members.take("primary_location")
    if isinstance(first, dict):
        _venue(Members(first, Draft()), draft)
    locations = members.objects("locations")
    if not locations and isinstance(first, dict):
        locations = [Members(first, draft, "primary_location/")]
    for one in locations:
        _location(one, draft)
    members.take("best_oa_location")  # one of the locations
    members.take("locations_count")
    access = members.object("open_access")
    if access.flag("is_oa"):
        draft.access = "OpenAccess"
    access.rest()
    biblio = members.object("biblio")
    draft.volume, draft.issue = biblio.text("volume"), biblio.text("issue")
    draft.first_page, draft.last_page = biblio.text("first_page"), biblio.text("last_page")
    draft.pages = "-".join(dict.fromkeys(filter(None, (draft.first_page, draft.last_page))))
    draft.first_page, draft.last_page = pages(draft.pages) if draft.pages else ("", "")


def _venue(location: Members, draft: Draft) -> None:
    at = location.object("source")
    title, named = at.text("display_name"), location.text("raw_source_name")
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
    one.take("license_id")
    one.rest()
    at.rest()


# -- what it is about --------------------------------------------------------------------------


def _topics(members: Members, draft: Draft) -> None:
    main = members.object("primary_topic")
    chief = main.text("id")
    for field, scheme in (("topics", "OpenAlex topics"), ("concepts", "OpenAlex concepts")):
        for one in members.objects(field):
            draft.topics += _scored(one, scheme, chief)
    for one in members.objects("sustainable_development_goals"):
        draft.topics += _scored(one, "Sustainable Development Goals", "")
    for one in members.objects("mesh"):
        draft.topics += _mesh(one)
    for one in members.objects("keywords"):
        word = one.text("display_name") or one.text("keyword")
        draft.keywords += [Text(text=word)] if word else []
        one.rest()


def _scored(one: Members, scheme: str, chief: str) -> Iterator[Topic]:
    own, label, score = one.text("id"), one.text("display_name"), one.take("score")
    sure = isinstance(score, int | float) and not isinstance(score, bool) and 0 <= score <= 1
    if not sure:
        one.keep("score", score)
    one.rest()
    if label:
        concept = ids.iri(own) or ""
        yield Topic(
            label=label,
            concept=concept,
            scheme=scheme,
            major=bool(own) and own == chief,
            score=float(score) if sure else None,
        )


def _mesh(one: Members) -> Iterator[Topic]:
    """A descriptor, or a descriptor with a qualifier, which is a topic below it."""
    label, number = one.text("descriptor_name"), one.text("descriptor_ui")
    below, code = one.text("qualifier_name"), one.text("qualifier_ui")
    major = one.flag("is_major_topic")
    if label and below:
        yield Topic(
            label=f"{label}/{below}",
            concept=tables.mesh(number + code),
            scheme="mesh",
            notation=number + code,
            major=major,
            broader=tables.mesh(number),
        )
    elif label:
        yield Topic(label=label, concept=tables.mesh(number), scheme="mesh", notation=number, major=major)
    one.rest()


# -- who paid, and what it cites ---------------------------------------------------------------


def _funded(members: Members, draft: Draft) -> None:
    known: dict[str, tuple[str, tuple[Identifier, ...]]] = {}
    for one in members.objects("funders"):
        own, name = one.text("id"), one.text("display_name")
        found = (identifier("ror", one.text("ror")), identifier("openalex", own))
        known[own] = (name, tuple(number for number in found if number))
        one.rest()
    paying = set()
    for one in (*members.objects("awards"), *members.objects("grants")):
        own = one.text("funder_id") or one.text("funder")
        name, numbers = known.get(own, (one.text("funder_display_name"), ()))
        one.take("funder_display_name")
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


def _cited(members: Members, draft: Draft) -> None:
    for field, kind in (("referenced_works", "cites"), ("related_works", "citesAsRelated")):
        for text in members.texts(field):
            found = identifier("openalex", text)
            if found and kind == "cites":
                draft.relations.append(Relation(kind=kind, identifiers=(found,)))
            else:
                draft.retain(field, text)
    members.take("referenced_works_count")


_PARTS = (_typed, _identified, _titled, _dated, _authors, _located, _topics, _funded, _cited)
