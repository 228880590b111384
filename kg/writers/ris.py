r"""RIS, for EndNote, Zotero, Mendeley, Rayyan, Covidence and whatever else keeps references.

The tags are those that EndNote and Zotero both read; the lines end with CR LF, as the format began, and
a value is one line. What RIS cannot say is left out: affiliations of several authors are a list that no
longer tells whose they are, ORCIDs, roles other than author, editor, translator and supervisor, licences,
funding, references, further dates, and the language of a title.

See: https://en.wikipedia.org/wiki/RIS_(file_format) (there is no standard to follow).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from kg import tables
from kg.record import Agent, Identifier, Record, Venue
from kg.sources.references.kinds import AS_A_WHOLE, IN_A_BOOK, PERIODICALS
from kg.text.dating import written_date
from kg.writers import saying, writer

__all__ = ["kind", "ris"]

Lines = Iterator[tuple[str, str]]

_GENERAL = "GEN"
_NOTES = {"eissn": " (Electronic)", "issnl": " (Linking)"}
_SERIALS = frozenset({"Periodical", *PERIODICALS.values()})


@writer(
    name="ris",
    summary="RIS, for EndNote, Zotero, Mendeley, Rayyan, Covidence and other programs for references",
    suffixes=("ris",),
)
def ris(records: Iterable[Record]) -> Iterator[bytes]:
    """A reference for each Record."""
    for record in records:
        lines = [f"{tag}  - {made}" for tag, value in _told(record) if (made := saying.line(value))]
        yield "\r\n".join([*lines, "ER  - ", "", ""]).encode("utf-8", "replace")


def _told(record: Record) -> Lines:
    yield "TY", tables.type_word("managers", record.type, record.work_types) or _GENERAL
    own = kind(record)
    for part in _PARTS:
        yield from part(record, own)


def kind(record: Record) -> str:
    """The class that the reference is of for whoever reads it, which decides what its tags mean."""
    return record.type if _documents(record) else _denoted(record)


def _denoted(record: Record) -> str:
    word = tables.type_word("managers", record.type, record.work_types) or _GENERAL
    known = tables.source_type("managers", word)
    assert known is not None
    # an encyclopedia and an entry in one are told apart by the fields
    return "ReferenceBook" if record.type == "ReferenceBook" else known.type


def _documents(record: Record) -> tuple[str, ...]:
    """The types of document, which are no news where they only repeat the class of the reference."""
    true = tables.type_words("documents", record.type, record.work_types)
    if true or record.type == _denoted(record):
        return true
    return tuple(filter(None, [tables.type_word("documents", record.type)]))


# -- what it is --------------------------------------------------------------------------------


def _types(record: Record, own: str) -> Lines:
    """The type of document where it says more than that of the reference; and that it is retracted."""
    for word in _documents(record):
        yield "M3", word
    # of what is nothing in particular, the words would make an article
    if own != "Expression" and saying.is_retracted(record):
        yield "M3", "Retracted Publication"


def _titles(record: Record, _: str) -> Lines:
    yield "TI", saying.title(record)
    for other in (*record.titles[1:], *record.alternative_titles):
        yield "ST", other.text
    for other in record.translated_titles:
        yield "TT", other.text


# -- who ---------------------------------------------------------------------------------------


def _people(record: Record, own: str) -> Lines:
    for one in saying.of_role(record, "author"):
        yield "AU", _name(one.agent)
    for one in saying.of_role(record, "editor"):
        yield "A2" if own in IN_A_BOOK else "ED", _name(one.agent)
    for one in saying.of_role(record, "supervisor" if "Thesis" in own else "contributor"):
        if one.role == "supervisor" or (own in IN_A_BOOK and one.stated == "series editor"):
            yield "A3", _name(one.agent)
    if own in IN_A_BOOK or own in AS_A_WHOLE:
        for one in saying.of_role(record, "translator"):
            yield "A4", _name(one.agent)
    written = (place.name for one in saying.of_role(record, "author") for place in one.affiliations)
    for name in dict.fromkeys(written):
        yield "AD", name


def _name(agent: Agent) -> str:
    """``Family, Given, Suffix``; the comma behind the name of a body keeps it in one piece."""
    if agent.kind != "Person":
        name = saying.line(agent.name)
        return name if "," in name or " " not in name else f"{name},"
    family, given, suffix = saying.line(agent.family), saying.given(agent), saying.line(agent.suffix)
    if not family:
        return agent.name
    # the suffix is the third part, also where there is no second
    return ", ".join((family, given, suffix) if suffix else filter(None, (family, given)))


# -- where -------------------------------------------------------------------------------------


def _venue(record: Record, own: str) -> Lines:
    """The journal or book; what stands by itself has its series in the same place."""
    venue = record.venue
    if own in AS_A_WHOLE:
        for series in record.series:
            yield "T3" if "Thesis" in own or own == "ReferenceBook" else "T2", series.title
    elif venue is not None and own != "ConferenceProceedings":
        yield _venue_tag(own, venue), venue.title
        if own in PERIODICALS or own in IN_A_BOOK or venue.type in _SERIALS:
            for short in venue.abbreviations:
                yield "J2", short if short.casefold() != venue.title.casefold() else ""
    if own in IN_A_BOOK:
        for series in record.series:
            yield "T3", series.title
    yield from _numbers(record, own)


def _venue_tag(own: str, venue: Venue) -> str:
    """The tag for what it stands in: T2, but for proceedings, and for a periodical of what is no article."""
    if own == "ConferencePaper":
        return "T2" if venue.type in _SERIALS else "C3"
    return "JF" if venue.type in _SERIALS and own not in PERIODICALS and own not in IN_A_BOOK else "T2"


def _numbers(record: Record, own: str) -> Lines:
    """ISSN and ISBN: of the journal or the book that it stands in, else its own."""
    within: tuple[Identifier, ...] = record.venue.identifiers if record.venue else ()
    if own not in PERIODICALS and own not in IN_A_BOOK:
        within += tuple(one for one in record.identifiers if one.scheme == "isbn")
    known = saying.identified(within, "issn", "eissn")
    for one in within:
        linking = one.scheme == "issnl" and one.value not in known
        if linking or one.scheme in {"isbn", "issn", "eissn"}:
            yield "SN", one.value + _NOTES.get(one.scheme, "")


def _published(record: Record, own: str) -> Lines:
    series = record.series[0].number if record.series and own == "Book" else ""
    yield "VL", record.volume or series
    yield "IS", record.issue
    yield from _pages(record, own)
    yield "C7", record.article_number
    yield from _edition(record, own)
    for publisher in record.publishers:
        yield "PB", publisher
    for place in record.places:
        yield "CY", place


def _edition(record: Record, own: str) -> Lines:
    """The edition; EndNote has the day of the electronic publication of an article in its place."""
    online = (one.date[:10] for one in record.history if one.stage == "electronic" and len(one.date) >= 10)
    if own in PERIODICALS and not record.edition:
        for day in dict.fromkeys(online):
            yield "ET", day.replace("-", "/")
    yield "ET", record.edition


def _pages(record: Record, own: str) -> Lines:
    """First and last page; in their place a book has its extent."""
    first, last = saying.pages(record)
    if own == "ConferenceProceedings":
        return
    if not first and own in AS_A_WHOLE:
        first = next(iter(record.extent), "")
    yield "SP", first
    yield "EP", last


def _dates(record: Record, _: str) -> Lines:
    """The year, and the date where it is more precise or said in words."""
    issued, words = record.issued[:10], saying.line(record.issued_written)
    if not issued:
        yield "DA", words
    elif not issued.startswith("-"):
        yield "PY", issued[:4]
        if words and issued[:4] in words and written_date(words) == (issued, words):
            yield "DA", words
        elif len(issued) > 4:
            yield "DA", "/".join([*issued.split("-"), "", ""][:4])


# -- what else ---------------------------------------------------------------------------------


def _identifiers(record: Record, _: str) -> Lines:
    for scheme, tag, before in _IDENTIFIERS:
        for value in saying.identified(record.identifiers, scheme):
            yield tag, before + value
    for address in dict.fromkeys(link.url for link in record.links):
        yield "UR", address


_IDENTIFIERS = (
    ("doi", "DO", ""),
    ("pmid", "AN", "PMID: "),
    ("wos", "AN", ""),
    ("eid", "AN", ""),
    ("pmcid", "C2", ""),
    ("nihmsid", "C6", ""),
)
"""Each scheme with its tag, and what says which number it is where several kinds share the tag."""


def _words(record: Record, _: str) -> Lines:
    yield "AB", saying.abstract(record)
    for word in saying.keywords(record):
        yield "KW", word
    for code in record.languages:
        yield "LA", tables.tag(code) or code
    for note in record.notes:
        yield "N1", note


_PARTS: tuple[Callable[[Record, str], Lines], ...] = (
    _people,
    _titles,
    _types,
    _dates,
    _venue,
    _published,
    _identifiers,
    _words,
)
