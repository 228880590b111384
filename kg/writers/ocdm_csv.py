"""The CSV of OpenCitations Meta: a row for each Record, as their software takes it in.

What the format has no place for is left out: abstracts, topics, licences, funding, references and
relations, languages, places, editions, article numbers, links, other titles, pages in words; people who
are neither authors nor editors; their affiliations; all publishers but the first; identifiers of other
schemes; dates of antiquity. A subtitle is written behind its title. What its syntax gives a meaning
is written otherwise in names: brackets as parentheses, a semicolon as a comma, and the comma in the
name of a body as a blank, for a name with a comma is of a person.

See: https://doi.org/10.1162/qss_a_00292 (OpenCitations Meta).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping

from kg import ids, tables
from kg.record import Agent, Contribution, Identifier, Record, Venue
from kg.text.citations import pages
from kg.writers import writer

__all__ = ["identified", "issued", "lines", "ocdm_csv", "tokens"]

_COLUMNS = (
    "id",
    "title",
    "author",
    "pub_date",
    "venue",
    "volume",
    "issue",
    "page",
    "type",
    "publisher",
    "editor",
)
_SCHEMES: Mapping[str, str] = {
    **{
        name: name
        for name in ("doi", "pmid", "pmcid", "arxiv", "isbn", "issn", "wikidata", "openalex", "omid")
    },
    "eissn": "issn",
    "issnl": "issn",
}
"""The schemes of publications and venues, and what each is called there."""

_AGENTS: Mapping[str, str] = {name: name for name in ("orcid", "crossref", "viaf", "wikidata", "ror", "omid")}
_OWN = re.compile(r"(?:wikipedia|jid|temp|local):\S+\Z")
_OF_AGENTS = re.compile(r"(?:crossref|viaf|wikidata|ror|omid|orcid):\S+\Z")
_BLANKS = re.compile(r"\s+")
_RANGE = re.compile(r"\S+-\S+\Z")
_BRACKETS = str.maketrans({"[": "(", "]": ")"})
_NAMES = str.maketrans({"[": "(", "]": ")", ";": ","})
_PARTS = str.maketrans({"[": "(", "]": ")", ";": " ", ",": " "})


@writer(
    name="ocdm-csv",
    summary="the CSV of OpenCitations Meta, for its software to take in",
    suffixes=("csv",),
)
def ocdm_csv(records: Iterable[Record]) -> Iterator[bytes]:
    """The header, then a row for each Record, every value in quotes."""
    return lines(_COLUMNS, map(_cells, records))


def lines(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[bytes]:
    """A table as they write it: every value in quotes, and LF behind each row."""
    text = io.StringIO()
    table = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    table.writerow(columns)
    yield text.getvalue().encode()
    for row in rows:
        text.seek(0)
        text.truncate()
        table.writerow(row)
        yield text.getvalue().encode()


def _cells(record: Record) -> tuple[str, ...]:
    """The values of a row, in the order of the columns."""
    return (
        identified(record),
        ": ".join([*(title.text for title in record.titles[:1]), *record.subtitles]),
        _people(record, "author"),
        issued(record),
        _venue(record.venue) if record.venue else "",
        _squeezed(record.volume),
        _squeezed(record.issue),
        _pages(record),
        _type(record),
        _publisher(record),
        _people(record, "editor"),
    )


def identified(record: Record) -> str:
    """The identifiers of a publication that they know, in their syntax."""
    return " ".join([*tokens(record.identifiers), *_addresses(record), *_kept(record, "id", _OWN)])


def issued(record: Record) -> str:
    """The date of publication without its time; none of antiquity."""
    return "" if record.issued.startswith("-") else record.issued[:10]


def _squeezed(written: str) -> str:
    return _BLANKS.sub(" ", written).strip()


# -- identifiers -------------------------------------------------------------------------------


def tokens(identifiers: Iterable[Identifier], schemes: Mapping[str, str] = _SCHEMES) -> list[str]:
    """The identifiers that the format knows, in its syntax, each once; of publications as a rule."""
    found = [f"{schemes[one.scheme]}:{one.value}" for one in identifiers if one.scheme in schemes]
    return [token for token in dict.fromkeys(found) if not _BLANKS.search(token)]


def _addresses(record: Record) -> list[str]:
    """The web addresses that identify: those that were read as such, or the first for want of another."""
    named = [link.url for link in record.links if link.label == "url"]
    if not named and not any(one.scheme in _SCHEMES for one in record.identifiers):
        named = [link.url for link in record.links[:1]]
    return [f"url:{address}" for address in named if ids.url(address) == address]


def _kept(record: Record, column: str, syntax: re.Pattern[str]) -> list[str]:
    """What a table of theirs had in a column and no field of the Record is for."""
    values = [value for one in record.extra if one.field == column for value in one.values]
    return [value for value in values if syntax.match(value)]


def _bracketed(name: str, known: list[str]) -> str:
    """A name with the identifiers behind it."""
    return " ".join(filter(None, (name, f"[{' '.join(known)}]" if known else "")))


# -- who and where -----------------------------------------------------------------------------


def _people(record: Record, role: str) -> str:
    made = [_person(one) for one in record.contributions if one.role == role]
    return "; ".join(filter(None, made))


def _person(one: Contribution) -> str:
    name = _name(one.agent)
    known = tokens(one.agent.identifiers, _AGENTS)
    return _bracketed(name.rstrip() if known else name, known) if name else ""


def _name(agent: Agent) -> str:
    """A name: of a person with a comma, of a body without one."""
    if agent.kind != "Person":
        return _squeezed(agent.name.translate(_PARTS))
    family = _squeezed(agent.family.translate(_PARTS))
    given = _squeezed((agent.given or agent.initials).translate(_PARTS))
    if family and given:
        suffix = _squeezed(agent.suffix.translate(_PARTS))
        return f"{family} {suffix}, {given}" if suffix else f"{family}, {given}"
    whole = _squeezed(agent.name.translate(_NAMES)).strip(" ,")
    return whole if "," in whole or not whole else f"{whole}, "


def _venue(venue: Venue) -> str:
    return _bracketed(_squeezed(venue.title.translate(_BRACKETS)), tokens(venue.identifiers))


def _publisher(record: Record) -> str:
    """The first one; who it is by number is known of a single one only."""
    known = _kept(record, "publisher", _OF_AGENTS) if len(record.publishers) < 2 else []
    name = record.publishers[0] if record.publishers else ""
    return _bracketed(_squeezed(name.translate(_BRACKETS)), known)


# -- what and which pages ----------------------------------------------------------------------


def _type(record: Record) -> str:
    """The word for the class; the word that was read where it means the same."""
    usual = tables.type_word("opencitations", record.type, record.work_types)
    for one in record.extra:
        for word in one.values if one.field == "type" else ():
            known = tables.source_type("opencitations", word)
            if known and (known.type, known.work_types) == (record.type, record.work_types):
                return word
    return usual


def _pages(record: Record) -> str:
    """A range, for every other form is none to them; of one page it is from it to itself."""
    written = _squeezed(record.pages.replace("\u2013", "-"))
    first, last = _squeezed(record.first_page), _squeezed(record.last_page)
    if not first:
        first, last = pages(written)
    if first and not (last and written.startswith(first) and written.endswith(last)):
        written = f"{first}-{last or first}"
    return written if _RANGE.match(written) else ""
