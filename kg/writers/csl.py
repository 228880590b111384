"""CSL JSON, for pandoc, Zotero and whatever else cites with the Citation Style Language.

One list of items, with the members of its schema and no others. What it cannot say is left out: ORCIDs,
affiliations, other roles than those below, licences, funding, references, further dates and addresses,
and of publishers and places all but the first. Initials have their stops, as for all citations.

See: https://github.com/citation-style-language/schema (csl-data.json, version 1.0.2).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from kg import tables
from kg.record import Agent, Record, Series, Venue
from kg.text import printable
from kg.writers import saying, writer
from kg.writers.keys import key

__all__ = ["csl"]

_GENERAL = "document"
_ROLES = ("author", "editor", "translator", "illustrator", "compiler", "producer")
_NOWHERE = Venue(type="")
_NO_SERIES = Series(title="")
_GENRES = {"DoctoralThesis", "MastersThesis", "BachelorsThesis", "Preprint"}


@writer(
    name="csl",
    summary="CSL JSON, for pandoc, Zotero and other programs that cite; its files are *.csl",
    suffixes=("csl",),
)
def csl(records: Iterable[Record]) -> Iterator[bytes]:
    """One list with an item for each Record, an item a line."""
    encode = msgspec.json.Encoder().encode
    before = b"[\n"
    for record in records:
        yield before + encode(_item(record))
        before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"


def _item(record: Record) -> dict[str, Any]:
    own = tables.type_word("csl", record.type, record.work_types) or _GENERAL
    values = {"id": key(record), "type": own, **_names(record), **_said(record), **_placed(record)}
    if saying.is_retracted(record):
        values["status"] = "retracted"
    return {name: value for name, value in values.items() if value}


def _names(record: Record) -> dict[str, Any]:
    """Who has each role; a name of blanks is none."""
    told = {role: [_name(one.agent) for one in saying.of_role(record, role)] for role in _ROLES}
    return {role: [one for one in names if any(one.values())] for role, names in told.items()}


def _name(agent: Agent) -> dict[str, str]:
    family = saying.line(agent.family)
    if agent.kind != "Person" or not family:
        return {"literal": saying.line(agent.name)}
    particle = saying.line(agent.particle)
    bare = family[len(particle) :].strip() if family.startswith(particle) else ""
    told = {
        "non-dropping-particle": particle if bare else "",
        "family": bare or family,
        "given": saying.given(agent),
        "suffix": saying.line(agent.suffix),
    }
    return {part: value for part, value in told.items() if value}


def _said(record: Record) -> dict[str, Any]:
    genre = tables.type_word("documents", record.type) if record.type in _GENRES else ""
    found = {scheme: saying.identified(record.identifiers, scheme)[:1] for scheme in ("doi", "pmid", "pmcid")}
    return {
        "title": saying.title(record),
        "title-short": _first(one.text for one in record.alternative_titles),
        "genre": genre,
        "issued": _date(record),
        "abstract": saying.abstract(record),
        "keyword": ", ".join(saying.keywords(record)),
        "language": next(iter(map(tables.tag, record.languages)), ""),
        "note": "\n".join(filter(None, (printable(one).strip() for one in record.notes))),
        "URL": record.links[0].url if record.links else "",
        **{scheme.upper(): "".join(values) for scheme, values in found.items()},
    }


def _date(record: Record) -> dict[str, Any]:
    """The parts of the date; its words where there is nothing else."""
    if record.issued.startswith("-"):
        # ISO 8601 has a year 0, which is 1 BC; here that is -1
        return {"date-parts": [[int(record.issued[:5]) - 1]]}
    parts = [int(part) for part in record.issued[:10].split("-") if part]
    words = saying.line(record.issued_written)
    if not parts and words == "1 BC":  # the one year that is told in words, for want of a year 0
        return {"date-parts": [[-1]]}
    return {"date-parts": [parts]} if parts else {"literal": words} if words else {}


def _placed(record: Record) -> dict[str, Any]:
    venue = record.venue or _NOWHERE
    series = next(iter(record.series), _NO_SERIES)
    title = saying.line(series.title)
    numbers = (*venue.identifiers, *record.identifiers)
    return {
        "container-title": saying.line(venue.title),
        "container-title-short": _first(venue.abbreviations),
        "collection-title": title,
        "collection-number": saying.line(series.number) if title else "",
        "volume": saying.line(record.volume),
        "issue": saying.line(record.issue),
        "page": "-".join(filter(None, saying.pages(record))),
        "number": saying.line(record.article_number),
        "number-of-pages": saying.counted_pages(record),
        "edition": saying.line(record.edition),
        "publisher": _first(record.publishers),
        "publisher-place": _first(record.places),
        "ISSN": " ".join(dict.fromkeys(saying.identified(numbers, "issn", "eissn"))),
        "ISBN": " ".join(dict.fromkeys(saying.identified(numbers, "isbn"))),
    }


def _first(texts: Iterable[str]) -> str:
    """The first text that says something, in a line."""
    return next(filter(None, map(saying.line, texts)), "")
