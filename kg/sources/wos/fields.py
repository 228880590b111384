"""The fields of a record of Web of Science -> a Record."""

from __future__ import annotations

import re

from kg import tables
from kg.ids import normalise, url
from kg.record import Event, Identifier, Link, Relation, Series, Text, Topic, Venue
from kg.sources.references import Placed
from kg.sources.references.grants import grants
from kg.sources.references.kinds import IN_A_BOOK, PERIODICALS, document, retraction, venue_type
from kg.sources.references.serials import serials
from kg.sources.tagged import Told
from kg.sources.wos.people import people
from kg.text.citations import pages
from kg.text.dating import written_date
from kg.text.sections import sections

__all__ = ["place"]

_KINDS = {
    "J": "JournalArticle",
    "B": "Book",
    "S": "BookChapter",
    "C": "ConferencePaper",
    "P": "PatentDocument",
}
_ELSEWHERE = frozenset({"proceedings paper", "book chapter"})
_DOIS = re.compile(r"\bDOI (?:DOI )?(?:\[(?P<several>[^\[\]]{1,2000})\]|(?P<one>10\.\S+))")
_PREFIXES = {"MEDLINE": "pmid", "WOS": "wos", "ISI": "wos"}
_ARTICLE = re.compile(r"[^\s,;]{1,30}\Z")
_SCHEMES = {"ID": "keywords-plus", "WC": "wos-categories", "SC": "wos-research-areas"}


def place(told: Told) -> Placed:
    """Places all fields of a record in its draft."""
    draft = told.draft
    ut = _one(told, "UT")
    collections = tuple(" ".join(value.text.split()) for value in told.take("WE"))
    _kind(told)
    for value in told.take("TI"):
        draft.title(_line(value.text), value.name)
    for value in told.take("FT"):
        draft.title(_line(value.text), value.name)
    people(told)
    _identifiers(told, ut)
    _dates(told)
    _venue(told)
    _numbers(told)
    _words(told)
    _references(told)
    _funding(told)
    retraction(draft)
    told.take("ER")
    told.keep_rest()
    return Placed(normalise("wos", ut) or ut, collections)


def _line(text: str) -> str:
    return " ".join(text.split())


def _one(told: Told, tag: str) -> str:
    """The text of a field that a record has once; further ones are kept."""
    values = told.take(tag)
    told.keep(*values[1:])
    return _line(values[0].text) if values else ""


def _kind(told: Told) -> None:
    """The class by PT and DT.

    A journal article that is also in proceedings or a book stays a journal article; what stands in a
    book is a chapter unless it is a paper, or the book itself.
    """
    draft = told.draft
    values = told.take("PT")
    told.keep(*values)
    written = values[0].text.strip() if values else ""
    draft.type = _KINDS.get(written, "Expression")
    types = [word.strip() for word in _line(told.first("DT")).split(";") if word.strip()]
    in_journal = written == "J"
    for number, word in enumerate(types):
        if not (in_journal and number and word.casefold() in _ELSEWHERE):
            document(word, draft)
    if in_journal:
        return
    folded = {word.casefold() for word in types}
    if "proceedings paper" in folded:
        draft.type = "ConferencePaper"
    elif "book chapter" in folded:
        draft.type = "BookChapter"
    elif written == "B" and told.see("SO", "TI") and "book" not in folded:
        same = _line(told.first("SO")).casefold() == _line(told.first("TI")).casefold()
        draft.type = "Book" if same else "BookChapter"


def _identifiers(told: Told, ut: str) -> None:
    draft = told.draft
    for value in told.take("DI"):
        draft.identify("doi", value.text, value.name)
    for value in told.take("PM"):
        draft.identify("pmid", value.text, value.name)
    database, _, number = ut.partition(":")
    scheme = _PREFIXES.get(database.upper(), "")
    if scheme:
        draft.identify(scheme, number if scheme == "pmid" else ut, "UT")
    else:
        draft.retain("UT", ut)
    for value in told.take("DL"):
        address = url(value.text)
        if address:
            draft.links.append(Link(url=address))
        else:
            told.keep(value)


def _dates(told: Told) -> None:
    draft = told.draft
    year, day = _one(told, "PY"), _one(told, "PD")
    found, more = written_date(day if year and year in day else f"{year} {day}".strip())
    draft.issued, draft.issued_written = found, more
    if not found:
        draft.retain("PY", year)
        draft.retain("PD", day)
    for value in told.take("EA"):
        early, said = written_date(value.text)
        if early and not said:
            draft.history.append(Event(stage="electronic", date=early))
        else:
            told.keep(value)


def _venue(told: Told) -> None:
    draft = told.draft
    title = draft.tidied(_one(told, "SO"), "SO")
    short = dict.fromkeys(filter(None, (_one(told, "JI"), _one(told, "J9"))))
    numbers = _serials(told)
    for tag in ("SE", "BS"):
        draft.series += [Series(title=draft.tidied(one, tag)) for one in [_one(told, tag)] if one]
    own = [one for one in numbers if one.scheme == "isbn"]
    others = [one for one in numbers if one.scheme != "isbn"]
    if draft.type in PERIODICALS:
        draft.identifiers += own
        ours = others
    elif draft.type in IN_A_BOOK:
        ours = own or others
    else:
        draft.identifiers += own
        same = title.casefold() in {one.text.casefold() for one in draft.titles}
        if same or draft.type == "PatentDocument":
            title, ours = "" if same else title, []
        else:
            ours = others
    for one in numbers:
        if one not in ours and one not in draft.identifiers:
            draft.retain("SN" if one.scheme == "issn" else "EI", one.value)
    if title or short or ours:
        draft.venue = Venue(
            type=venue_type(draft.type),
            title=title,
            abbreviations=tuple(one for one in short if one != title),
            identifiers=tuple(ours),
        )


def _serials(told: Told) -> list[Identifier]:
    found: dict[Identifier, None] = {}
    for tag, scheme in (("SN", "issn"), ("EI", "eissn"), ("BN", "isbn")):
        for value in told.take(tag):
            read = serials(value.text)
            for kind, number in read.numbers:
                found[Identifier(scheme="isbn" if kind == "isbn" else scheme, value=number)] = None
            if read.rest or not read.numbers:
                told.keep(value)
    return list(found)


def _numbers(told: Told) -> None:
    draft = told.draft
    draft.volume, draft.issue = _one(told, "VL"), _one(told, "IS")
    start, end, span = _one(told, "BP"), _one(told, "EP"), _one(told, "PS")
    written = span or (f"{start}-{end}" if end and end != start else start)
    if len(written) < 100:
        first, last = pages(written)
        draft.pages, draft.first_page, draft.last_page = written, first or start, last or end
    else:
        draft.retain("BP", written)
    number = _one(told, "AR")
    if _ARTICLE.match(number):
        draft.article_number = number
    else:
        draft.retain("AR", number)
    draft.publishers += [one for one in [_one(told, "PU")] if one]
    draft.places += [one for one in [_one(told, "PI")] if one]


def _words(told: Told) -> None:
    draft = told.draft
    for value in told.take("AB"):
        draft.abstract(*sections(_line(value.text)))
    for value in told.take("DE"):
        draft.keywords += [Text(text=word) for word in _listed(value.text)]
    for tag, scheme in _SCHEMES.items():
        for value in told.take(tag):
            draft.topics += [Topic(label=word, scheme=scheme) for word in _listed(value.text)]
    for value in told.take("LA"):
        code = tables.language(value.text)
        if code:
            draft.languages.append(code)
        else:
            told.keep(value)
    if told.see("OA"):
        # gold, bronze or green: whatever stands here is open in one way or another
        draft.access = "OpenAccess"
    draft.notes += [_line(value.text) for value in told.take("FX")]


def _listed(text: str) -> list[str]:
    return [word.strip() for word in _line(text).split(";") if word.strip()]


def _references(told: Told) -> None:
    """Cited references, one a line, some with a DOI or several."""
    for value in told.take("CR"):
        for line in value.text.splitlines():
            found = _DOIS.search(line)
            dois = (found["several"] or found["one"]).split(", ") if found else []
            known = [one for one in (told.draft.linked("doi", doi, "CR") for doi in dois) if one]
            told.draft.relations.append(
                Relation(kind="cites", identifiers=tuple(dict.fromkeys(known)), citation=_line(line))
            )


def _funding(told: Told) -> None:
    for value in told.take("FU"):
        told.draft.funding += grants(value.text)
