"""Where and when a reference was published: titles, venue, series, numbers, pages, dates, publisher."""

from __future__ import annotations

import re

from kg.dates import Date
from kg.record import Event, Identifier, Series, Text, Venue
from kg.sources.references.kinds import AS_A_WHOLE, IN_A_BOOK, PERIODICALS, venue_type
from kg.sources.references.serials import serials
from kg.sources.tagged import Told, Value
from kg.text.citations import pages
from kg.text.dating import written_date

__all__ = ["article_number", "dates", "page_range", "publication", "titles", "venue"]

_FULL = ("JF", "T2", "JO", "BT")
_SHORT = ("JA", "J1", "J2", "JI", "J9", "NL")
_NOTHING = frozenset(["nan", "undefined", "null"])
_NUMBERED = re.compile(r"(?:e|E|CD|Doc|ID|article )[0-9]+\Z")
_ARTICLE = re.compile(r"[A-Za-z]{0,5}[-.]?[0-9]{1,12}(?:[.-][0-9A-Za-z]{1,6})?\Z")
_COUNT = re.compile(r"[ivxlcdm\s,+\[\]]*[0-9]{1,6}\s*(?:p{1,2}|pages?|s|S|Seiten|leaves)?\.?\Z")
_LONGEST = 200


# -- titles ------------------------------------------------------------------------------------


def titles(told: Told) -> None:
    """The title, and other titles of the same: the short one, the translated one.

    A book has its title in BT where it has none elsewhere.
    """
    draft = told.draft
    for value in told.take("TI", "T1", "CT"):
        draft.title(value.text, value.name)
    if not draft.titles and (draft.type in AS_A_WHOLE or draft.type not in IN_A_BOOK):
        for value in told.take("BT"):
            draft.title(value.text, value.name)
    for value in told.take("ST"):
        _short(told, value)
    for value in told.take("TT"):
        made = Text(text=draft.tidied(value.text, value.name))
        if made not in draft.translated_titles:
            draft.translated_titles.append(made)


def _short(told: Told, value: Value) -> None:
    """The short title, unless it is the title again: programs fill the field by themselves."""
    known = {title.text.casefold() for title in told.draft.titles}
    if " ".join(value.text.split()).casefold() not in known:
        told.draft.title(value.text, value.name)


# -- venue -------------------------------------------------------------------------------------


def venue(told: Told) -> None:
    """What the publication stands in, and the series, by the kind of the publication."""
    draft = told.draft
    numbers = told.take("SN")
    if draft.type in PERIODICALS:
        _periodical(told, numbers)
    elif draft.type in IN_A_BOOK:
        _in_book(told, numbers)
    elif draft.type in AS_A_WHOLE:
        _whole(told, numbers)
    else:
        _other(told, numbers)


def _titled(told: Told, *tags: str) -> list[str]:
    """The titles of these fields, tidied, each once, in any case of letters."""
    found: dict[str, str] = {}
    for made, _ in _pairs(told, *tags):
        found.setdefault(made.casefold(), made)
    return list(found.values())


def _pairs(told: Told, *tags: str) -> list[tuple[str, Value]]:
    made = [(told.draft.tidied(value.text, value.name), value) for value in told.take(*tags)]
    return [(title, value) for title, value in made if title]


def _title(told: Told, *tags: str) -> str:
    """The title in the first of these fields that has one; other titles are kept."""
    pairs = _pairs(told, *tags)
    title = pairs[0][0] if pairs else ""
    told.keep(*(value for made, value in pairs if made.casefold() != title.casefold()))
    return title


def _numbers(told: Told, values: list[Value], *schemes: str) -> tuple[Identifier, ...]:
    """The numbers of these schemes; what is neither is kept."""
    found: dict[Identifier, None] = {}
    for value in values:
        read = serials(value.text)
        ours = [pair for pair in read.numbers if pair[0] in schemes]
        found.update({Identifier(scheme=scheme, value=number): None for scheme, number in ours})
        if read.rest or len(ours) < len(read.numbers) or not ours:
            told.keep(value)
    return tuple(found)


def _periodical(told: Told, numbers: list[Value]) -> None:
    _journal(told, numbers, venue_type(told.draft.type), *_FULL)


def _journal(told: Told, numbers: list[Value], kind: str, *tags: str) -> None:
    """The periodical: fields for its title may hold its abbreviation, so the longest is the title.

    Where one field is there twice, as for a title in two languages, the first one counts.
    """
    full = [_titled(told, tag) for tag in tags]
    title = max((titles[0] for titles in full if titles), key=len, default="")
    others = [*(one for titles in full for one in titles), *_titled(told, *_SHORT)]
    short = {one.casefold(): one for one in reversed(others) if one.casefold() != title.casefold()}
    identifiers = _numbers(told, numbers, "issn", "eissn", "issnl")
    if title or short or identifiers:
        told.draft.venue = Venue(
            type=kind,
            title=title,
            abbreviations=tuple(reversed(short.values())),
            identifiers=identifiers,
        )


def _in_book(told: Told, numbers: list[Value]) -> None:
    draft = told.draft
    title = _title(told, *_book_tags(told), "JF", "JO")
    short = [one for one in _titled(told, *_SHORT) if one != title]
    periodical = draft.type == "ConferencePaper" and not told.see("T3") and _is_journal(numbers)
    identifiers = _numbers(told, numbers, *(("issn", "eissn", "issnl") if periodical else ("isbn",)))
    for value in told.take("T3"):
        draft.series.append(Series(title=draft.tidied(value.text, value.name)))
    if title or short or identifiers:
        draft.venue = Venue(
            type="Journal" if periodical else venue_type(draft.type),
            title=title,
            abbreviations=tuple(short),
            identifiers=identifiers,
        )


def _book_tags(told: Told) -> tuple[str, ...]:
    """Where the title of the book stands; Web of Science has organizations in the field for proceedings."""
    proceedings = told.draft.type == "ConferencePaper" and len(told.see("C3")) == 1 and not told.see("WE")
    return ("C3", "BT", "T2") if proceedings else ("BT", "T2")


def _is_journal(numbers: list[Value]) -> bool:
    """Whether the only numbers are ISSNs: a paper of a conference that a journal has published."""
    schemes = {scheme for value in numbers for scheme, _ in serials(value.text).numbers}
    return bool(schemes) and "isbn" not in schemes


def _whole(told: Told, numbers: list[Value]) -> None:
    """A book, report or thesis; T2 of a thesis is its faculty in one program and its subtitle in another."""
    draft = told.draft
    draft.identifiers += _numbers(told, numbers, "isbn")
    tags = ("T3",) if "Thesis" in draft.type else ("T2", "T3", "BT")
    number = told.first("VL") if draft.type == "Book" else ""
    for title in _titled(told, *tags):
        draft.series.append(Series(title=title, number=number if len(draft.series) == 0 else ""))


def _other(told: Told, numbers: list[Value]) -> None:
    """Whatever is neither: with an ISSN or a field for journals it stands in a periodical."""
    found = [scheme for value in numbers for scheme, _ in serials(value.text).numbers]
    if told.see("JF", "JO", "JA") or any("issn" in scheme for scheme in found):
        _journal(told, numbers, "Periodical", "JF", "JO", "T2")
        return
    draft = told.draft
    title = _title(told, "T2", "BT")
    draft.identifiers += _numbers(told, numbers, "isbn")
    if title:
        draft.venue = Venue(type="Expression", title=title)


# -- numbers and pages -------------------------------------------------------------------------


def publication(told: Told) -> None:
    """Volume, issue, edition, publisher and place: the first of each, the others are kept."""
    draft = told.draft
    draft.volume = _only(told, "VL")
    draft.issue = _only(told, "IS")
    for value in told.take("ET"):
        found, more = written_date(value.text)
        if draft.type in PERIODICALS and len(found) == 10 and not more:
            # EndNote has the day of the electronic publication of an article here
            draft.history.append(Event(stage="electronic", date=found))
        elif draft.edition:
            told.keep(value)
        else:
            draft.edition = " ".join(value.text.split())
    draft.publishers += [" ".join(value.text.split()) for value in told.take("PB", "PU")]
    draft.places += [" ".join(value.text.split()) for value in told.take("CY", "PP", "PI")]


def _only(told: Told, tag: str) -> str:
    values = _said(told, tag)
    told.keep(*values[1:])
    return " ".join(values[0].text.split()) if values else ""


def _said(told: Told, tag: str) -> list[Value]:
    """The fields that say something: programs write the empty value of their own language there."""
    return [value for value in told.take(tag) if value.text.strip().casefold() not in _NOTHING]


def page_range(told: Told) -> None:
    """The pages of SP and EP, which programs fill with a page each, or with the range in one of them.

    A book, report or thesis has its extent there if it is a number alone.
    """
    draft = told.draft
    starts, ends = _said(told, "SP"), _said(told, "EP")
    told.keep(*starts[1:], *ends[1:])
    start, end = (" ".join(values[0].text.split()) if values else "" for values in (starts, ends))
    if not start and pages(end[:_LONGEST])[1]:
        start, end = end, ""
    if draft.type in AS_A_WHOLE and start and not end and _COUNT.match(start):
        draft.extent.append(start)
        return
    if not _paged(start) or not _paged(end):
        told.keep(*starts[:1], *ends[:1])
        return
    written = start if not end or "-" in start or start == end else f"{start}-{end}"
    first, last = pages(written)
    draft.pages, draft.first_page, draft.last_page = written, first, last or end
    if end and end not in {last, start} and "-" in start:
        told.keep(ends[0])
    if _NUMBERED.match(written) and not draft.article_number:
        draft.article_number = written


def _paged(text: str) -> bool:
    return len(text) <= _LONGEST and (not text or any(map(str.isdigit, text)) or bool(pages(text)[0]))


def article_number(told: Told) -> None:
    """The number of the article, in C7 of what stands in a periodical."""
    for value in told.take("C7"):
        bare = " ".join(value.text.split())
        if not told.draft.article_number and _ARTICLE.match(bare) and told.draft.type not in AS_A_WHOLE:
            told.draft.article_number = bare
        else:
            told.keep(value)


# -- dates -------------------------------------------------------------------------------------


def dates(told: Told) -> None:
    """The date of publication, of the field for the year and the field for the date together.

    The field for the date may lack the year ("SEP", "Jan 12"). Of dates that agree the most precise one
    counts. One that tells another day or year is kept: it is the date of something else.
    """
    draft = told.draft
    for value in told.take("PY", "Y1", "YR"):
        _date(told, value, *written_date(value.text))
    for value in told.take("DA", "PD"):
        bare = " ".join(value.text.split())
        found, more = written_date(bare)
        if not found and draft.issued:
            found, more = written_date(f"{draft.issued[:4]} {bare}")
        _date(told, value, found, more)
    if not draft.issued:
        return
    draft.issued_written = draft.issued_written if draft.issued[:4] in draft.issued_written else ""


def _date(told: Told, value: Value, found: Date, more: str) -> None:
    draft = told.draft
    if not found:
        # no year in it: it is kept as written, for nothing else tells when
        told.keep(value)
        if not draft.issued_written:
            draft.issued_written = more
    elif not draft.issued or (found.startswith(draft.issued) and (found != draft.issued or more)):
        draft.issued, draft.issued_written = found, more or draft.issued_written
    elif more or not draft.issued.startswith(found):
        told.keep(value)
