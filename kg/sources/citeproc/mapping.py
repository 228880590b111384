"""An item of CSL JSON or a work of Crossref -> a Record, step by step; every member has a place.

Crossref's JSON grew out of that of citation processors: names, dates and numbers are the same, what
is one value there is a list here, and much is added. What it gives to citation processors lies
between the two. So all of them are read alike, whatever the file calls itself.

See: https://api.crossref.org/swagger-ui/ (works) and https://github.com/citation-style-language/schema
(csl-data.json).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from kg import ids, tables
from kg.dates import Date
from kg.record import Link, Provenance, Record, Status, Text, Topic
from kg.sources.citeproc import history, identifiers, works
from kg.sources.citeproc.abstracts import abstract
from kg.sources.citeproc.days import stamp
from kg.sources.citeproc.people import ROLES, contributions, funders
from kg.sources.citeproc.references import references
from kg.sources.citeproc.updates import updates
from kg.sources.citeproc.venues import VENUES, venue
from kg.sources.drafting import Draft
from kg.sources.members import Members
from kg.text.citations import pages

__all__ = ["OWN", "Place", "to_record"]

OWN = frozenset(
    {
        "content-domain",
        "deposited",
        "indexed",
        "is-referenced-by-count",
        "member",
        "prefix",
        "reference-count",
        "references-count",
    }
)
"""Names of members that only Crossref has: two of them are a work of Crossref, whatever its form."""

_JOURNAL = frozenset({"counts", "coverage", "flags", "last-status-check-time", "breakdowns", "coverage-type"})
_DEGREES = (
    (re.compile(r"doctor|ph\.? ?d\b|dissertation|habilitation", re.IGNORECASE), "DoctoralThesis"),
    (re.compile(r"master|m\.? ?sc\b|\bm\.a\.", re.IGNORECASE), "MastersThesis"),
    (re.compile(r"bachelor|b\.? ?sc\b", re.IGNORECASE), "BachelorsThesis"),
)
_TO_THE_SECOND = len("2015-01-02T03:04:05")
_NUMBERED = re.compile(r"(?:e|E|CD|ID)[0-9]{2,}\Z")
_KEYWORDS = re.compile(r"\s*[,;]\s*")
_TELLING = ("titles", "contributions", "issued", "links", "venue", "publishers", "relations", "abstracts")
_NOTHING = "has no title, name, date, identifier, venue or address: complete it, or leave it out"
_NO_WORK = "describes a journal, a member or a funder of Crossref, not a publication: ask for its works"


class Place(NamedTuple):
    """Where the item stands, and the digest of its bytes."""

    file: str
    position: str
    digest: str


def to_record(values: dict[str, Any], place: Place, source: str) -> Record | str:
    """The Record of an item, or why it is none.

    Args:
        values: the members of the item, which are taken out of it.
        place: where it stands.
        source: "csl" or "crossref", for an item that does not tell. One that has what only Crossref
            has is a work of Crossref; any other with an id, which those lack, is an item of CSL.
    """
    if "DOI" not in values and not _JOURNAL.isdisjoint(values) and "type" not in values:
        return _NO_WORK
    if len(OWN.intersection(values)) > 1:
        source = "crossref"
    elif "id" in values:
        source = "csl"
    draft = Draft()
    members = Members(values, draft)
    own = _typed(members, draft, source)
    if source == "crossref":
        draft.identify("doi", members.text("DOI"), "DOI", registered=True)
    for names, step in _STEPS:
        if not names.isdisjoint(values):
            step(members, draft)
    times = _times(members)
    local = identifiers.own(members, draft, source)
    database = members.text("source")
    members.rest()
    if not any(getattr(draft, name) for name in _TELLING) and all(
        one.scheme == "local" for one in draft.identifiers
    ):
        return _NOTHING
    return draft.record(
        Provenance(
            source=source,
            id=local,
            format=own,
            version=times["indexed"],
            created=times["created"],
            modified=times["deposited"],
            collections=(database,) if database and database.lower() != source else (),
            file=place.file,
            position=place.position,
            digest=place.digest,
        )
    )


def _times(members: Members) -> dict[str, Date]:
    """When Crossref made, changed and last indexed the entry; what these say besides is kept."""
    found = {}
    for name in ("created", "deposited", "indexed"):
        value = members.take(name)
        found[name] = stamp(value)
        if not isinstance(value, dict) or len(found[name]) < _TO_THE_SECOND:
            members.keep(name, value if value != found[name] else None)
        else:
            for inner in value.keys() - {"date-parts", "date-time", "timestamp"}:
                members.keep(f"{name}/{inner}", value[inner])
    return found


# -- what it is --------------------------------------------------------------------------------


def _typed(members: Members, draft: Draft, source: str) -> str:
    """Sets the classes by the words for the type; the vocabulary that has them is the answer."""
    word, subtype, genre = members.text("type"), members.text("subtype"), members.text("genre")
    review = members.object("review")
    kind = review.text("type")
    vocabularies = ("crossref", "csl") if source == "crossref" else ("csl", "crossref")
    own = source
    for vocabulary in vocabularies:
        narrow = subtype or kind
        known = tables.source_type(vocabulary, f"{word}/{narrow}") if narrow else None
        known = known or (tables.source_type(vocabulary, word) if word else None)
        if known:
            draft.type, own = known.type, vocabulary
            draft.work_types += known.work_types
            draft.statuses += [Status(status=status) for status in known.statuses]
            break
    degrees = members.texts("degree")
    _refined(" ".join([*degrees, genre, subtype]), draft)
    for name, text in (("type", word), ("subtype", subtype), ("genre", genre), ("review/type", kind)):
        draft.retain(name, text)
    draft.retain("degree", *degrees)
    review.rest()
    return own


def _refined(words: str, draft: Draft) -> None:
    """The narrower class that words for the genre tell."""
    if draft.type == "Thesis":
        draft.type = next((kind for pattern, kind in _DEGREES if pattern.search(words)), "Thesis")
    elif draft.type == "Article" and "preprint" in words.lower():
        draft.type = "Preprint"


# -- what it says ------------------------------------------------------------------------------


def _titles(members: Members, draft: Draft) -> None:
    for name in ("title", "original-title", "short-title", "title-short", "shortTitle"):
        if name in members.values:
            for written in members.texts(name):
                draft.title(written, name)
    for written in members.texts("subtitle"):
        if made := draft.tidied(written, "subtitle"):
            draft.subtitles.append(made)


def _abstracts(members: Members, draft: Draft) -> None:
    for written in members.texts("abstract"):
        abstract(written, draft)


def _pages(members: Members, draft: Draft) -> None:
    """Volume, issue, pages; pages such as ``e123`` are the number of an article."""
    draft.volume, draft.issue = members.text("volume").strip(), members.text("issue").strip()
    inner = members.object("journal-issue")
    issue = inner.text("issue").strip()
    draft.issue = draft.issue or issue
    draft.retain("journal-issue/issue", issue if draft.issue != issue else "")
    history.of_issue(inner, draft)
    inner.rest()
    draft.pages = members.text("page").strip()
    draft.first_page, draft.last_page = pages(draft.pages)
    first = members.text("page-first").strip()
    draft.first_page = draft.first_page or first
    draft.retain("page-first", first if first != draft.first_page else "")
    draft.article_number = members.text("article-number").strip() or draft.article_number
    if not draft.article_number and _NUMBERED.match(draft.pages):
        draft.article_number = draft.pages
    for name in ("edition", "edition-number"):
        written = members.text(name).strip()
        draft.edition = draft.edition or written
        draft.retain(name, written if draft.edition != written else "")


def _publishers(members: Members, draft: Draft) -> None:
    """Publisher and place; a publisher may be an object with a name."""
    value = members.take("publisher")
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            inner = Members(one, draft, "publisher/")
            draft.publishers += filter(None, [draft.tidied(inner.text("name"), "publisher/name")])
            inner.rest()
        elif isinstance(one, str):
            draft.publishers += filter(None, [draft.tidied(one, "publisher")])
        else:
            members.keep("publisher", one)
    for name in ("publisher-location", "publisher-place"):
        draft.places += filter(None, (draft.tidied(place, name) for place in members.texts(name)))


def _languages(members: Members, draft: Draft) -> None:
    for written in members.texts("language"):
        code = tables.language(written)
        if code:
            draft.languages.append(code)
        if tables.tag(code) != written:
            draft.retain("language", written)


def _subjects(members: Members, draft: Draft) -> None:
    """Subjects of the journal, by which Crossref means those of Scopus; and free keywords."""
    draft.topics += [Topic(label=label, scheme="asjc") for label in members.texts("subject") if label.strip()]
    words = [draft.tidied(word, "categories") for word in members.texts("categories")]
    for written in members.texts("keyword"):
        words += [draft.tidied(word, "keyword") for word in _KEYWORDS.split(written)]
    draft.keywords += [Text(text=word) for word in words if word]


def _links(members: Members, draft: Draft) -> None:
    """Web addresses: those of the DOI are the DOI."""
    for name in ("URL", "url"):
        for written in members.texts(name):
            if not identifiers.addressed(written, draft):
                _link(written, name, draft)


def _link(written: str, name: str, draft: Draft) -> None:
    address = ids.url(written.strip())
    if address:
        draft.links.append(Link(url=address))
    else:
        draft.retain(name, written)


def _status(members: Members, draft: Draft) -> None:
    """The status of the publication, of which only one is the model's."""
    written = members.text("status")
    if written.casefold() == "retracted":
        draft.statuses.append(Status(status="retracted"))
    else:
        draft.retain("status", written)


def _extent(members: Members, draft: Draft) -> None:
    draft.extent += [f"{number} pages" for number in members.texts("number-of-pages") if number.strip()]
    draft.extent += filter(None, members.texts("dimensions"))
    draft.formats += filter(None, map(str.strip, members.texts("medium")))
    draft.notes += filter(None, map(str.strip, members.texts("annote")))


_Step = Callable[[Members, Draft], None]

_STEPS: tuple[tuple[frozenset[str], _Step], ...] = tuple(
    (frozenset(names.split()), step)
    for names, step in (
        ("title original-title short-title title-short shortTitle subtitle", _titles),
        ("DOI PMID PMCID aliases arxiv alternative-id note number", identifiers.identifiers),
        (" ".join(ROLES), contributions),
        (" ".join(history.NAMES), history.dates),
        (" ".join(VENUES), venue),
        ("volume issue journal-issue page page-first article-number edition edition-number", _pages),
        ("publisher publisher-location publisher-place", _publishers),
        ("institution standards-body", works.institutions),
        ("URL url", _links),
        ("link resource", works.links),
        ("abstract", _abstracts),
        ("language", _languages),
        ("subject categories keyword", _subjects),
        ("license rights copyright free-to-read", works.licences),
        ("funder", funders),
        ("relation", works.relations),
        ("update-to updated-by", updates),
        ("reference", references),
        ("clinical-trial-number", works.trials),
        ("assertion event", works.assertions),
        ("status", _status),
        ("number-of-pages dimensions medium annote", _extent),
    )
)
"""What takes which members, in the order in which it does; what nobody takes is kept."""
