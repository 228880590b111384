r"""BibTeX for LaTeX, JabRef and Zotero: entries that BibTeX and BibLaTeX both understand, in UTF-8.

Fields have the names of BibTeX where both have one (``journal``, ``year``, ``address``). What is left
out: who else took part than authors, editors and translators, affiliations, ORCIDs, funding, references,
further dates and addresses, and the kind of body that a name in braces is of. Notes stand in ``annote``,
which no style prints. A name that no source has told apart is told apart as BibTeX does it.

See: https://ctan.org/pkg/biblatex (the data model, sections 2.1 and 2.2).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from kg import tables
from kg.record import Agent, Record
from kg.sources.bibtex.places import IN_BOOKS
from kg.writers import saying, writer
from kg.writers.keys import key
from kg.writers.latex import escaped, protected

__all__ = ["bibtex"]

Fields = Iterator[tuple[str, str]]

_GENERAL = "misc"
_ARTICLES = frozenset({"article", "periodical"})
_THESES = frozenset({"phdthesis", "mastersthesis", "thesis"})
_REPORTS = frozenset({"techreport", "report", "workingpaper"})
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_AND = re.compile(r"(?:\A|\s)and(?:\s|\Z)", re.IGNORECASE)
_ENTRY = re.compile(r"@\w*[ \t]*\{")
_UNSAFE = re.compile(r"[\s{}\\]")
_HYPHEN = re.compile(r"\s*[–-]\s*")


@writer(
    name="bibtex",
    summary="BibTeX, which BibLaTeX reads too, for LaTeX, JabRef, Zotero and others",
    suffixes=("bib",),
)
def bibtex(records: Iterable[Record]) -> Iterator[bytes]:
    """An entry for each Record."""
    for record in records:
        own = tables.type_word("bibtex", record.type, record.work_types) or _GENERAL
        lines = [f"@{own}{{{key(record)},"]
        for part in _PARTS:
            said = ((name, _one_entry(value)) for name, value in part(record, own))
            lines += [f"  {name} = {value}," for name, value in said if value not in {"", "{}"}]
        yield "\n".join([*lines, "}", "", ""]).encode("utf-8", "replace")


def _one_entry(value: str) -> str:
    """A value in which nothing looks like another entry, which some programs would take it for."""
    return value.replace("@", "{@}") if _ENTRY.search(value) else value


def _text(text: str) -> str:
    """A value that LaTeX prints."""
    return f"{{{escaped(saying.line(text))}}}"


def _verbatim(text: str) -> str:
    """A value that is no LaTeX, as numbers and addresses are; with a brace in it, it could not be read."""
    return "" if _UNSAFE.search(text) else f"{{{text}}}"


# -- what and who ------------------------------------------------------------------------------


def _people(record: Record, _: str) -> Fields:
    for role in ("author", "editor", "translator"):
        names = [name for one in saying.of_role(record, role) if (name := _name(one.agent))]
        yield role, f"{{{' and '.join(names)}}}"


def _name(agent: Agent) -> str:
    """``von Last, Jr, First``; a body in braces, which keep it in one piece."""
    if agent.kind != "Person":
        name = escaped(saying.line(agent.name))
        return f"{{{name}}}" if name else ""
    family, suffix, given = (saying.line(agent.family), saying.line(agent.suffix), saying.given(agent))
    if not family:
        return _piece(saying.line(agent.name))
    if not given and (suffix or " " in family):
        # by itself "Doe, Jr" is called Jr, and of "de la Cruz" the first word would be a given name
        return f"{{{escaped(' '.join(filter(None, (family, suffix))))}}}"
    return ", ".join(map(_piece, filter(None, (family, suffix, given))))


def _piece(text: str) -> str:
    """A part of a name, between which there are commas."""
    return f"{{{escaped(text)}}}" if "," in text else _listed(text)


def _titles(record: Record, own: str) -> Fields:
    main = next((saying.line(one.text) for one in record.titles), "")
    yield "title", f"{{{protected(main)}}}"
    below = filter(None, map(saying.line, record.subtitles))
    yield "subtitle", f"{{{': '.join(map(protected, below))}}}"
    for other in record.alternative_titles[:1]:
        yield "shorttitle", _text(other.text) if len(other.text) < len(main) else ""
    for word in tables.type_words("documents", record.type, record.work_types)[:1]:
        yield "type", _text(word)
    # of what is nothing in particular, the word would make an article
    if own != _GENERAL and saying.is_retracted(record):
        yield "document_type", "{Retracted}"


def _dates(record: Record, _: str) -> Fields:
    """Year, month and day; BibTeX has no date before the year 1000."""
    year, *rest = [*record.issued[:10].split("-")] if record.issued[:1] in {"1", "2"} else [""]
    yield "year", f"{{{year}}}"
    for month in rest[:1]:
        yield "month", _MONTHS[int(month) - 1]
    for day in rest[1:]:
        yield "day", f"{{{int(day)}}}"


# -- where -------------------------------------------------------------------------------------


def _venue(record: Record, own: str) -> Fields:
    venue = record.venue
    within = venue.identifiers if venue else ()
    if venue is not None:
        title = f"{{{protected(saying.line(venue.title))}}}" if own in IN_BOOKS else _text(venue.title)
        yield "booktitle" if own in IN_BOOKS else "journal", title
        for short in venue.abbreviations[:1] if own not in IN_BOOKS else ():
            yield "shortjournal", _text(short)
    for series in record.series[:1] if own not in _ARTICLES else ():
        yield "series", _text(series.title)
        yield "number", _text(series.number)
    own_isbns = () if own in IN_BOOKS else record.identifiers
    yield "isbn", f"{{{', '.join(saying.identified((*within, *own_isbns), 'isbn'))}}}"
    for scheme in ("issn", "eissn"):
        yield scheme, f"{{{', '.join(saying.identified(within, scheme))}}}"


def _published(record: Record, own: str) -> Fields:
    yield "volume", _text(record.volume)
    yield "number" if own in _ARTICLES else "issue", _text(record.issue)
    first, last = saying.pages(record)
    yield "pages", _text(first) if not last else f"{{{'--'.join(map(_page, (first, last)))}}}"
    yield "eid", _text(record.article_number)
    yield "pagetotal", _text(saying.counted_pages(record) or next(iter(record.extent), ""))
    yield "edition", _text(record.edition)
    publisher = "school" if own in _THESES else "institution" if own in _REPORTS else "publisher"
    for name, values in ((publisher, record.publishers), ("address", record.places)):
        yield name, f"{{{' and '.join(map(_listed, filter(None, map(saying.line, values))))}}}"


def _page(page: str) -> str:
    """A page; braces keep a hyphen at its end from the dash between the pages."""
    made = escaped(_HYPHEN.sub("-", page))
    return f"{{{made}}}" if "-" in {made[:1], made[-1:]} else made


def _listed(text: str) -> str:
    """A value of a list whose values stand with "and" between them."""
    return f"{{{escaped(text)}}}" if _AND.search(text) else escaped(text)


# -- what else ---------------------------------------------------------------------------------


def _identifiers(record: Record, _: str) -> Fields:
    for scheme in ("doi", "pmid", "pmcid"):
        for value in saying.identified(record.identifiers, scheme)[:1]:
            yield scheme, _verbatim(value)
    for value in saying.identified(record.identifiers, "arxiv")[:1]:
        yield "eprint", _verbatim(value)
        yield "archiveprefix", "{arXiv}"
    for link in record.links[:1]:
        yield "url", _verbatim(link.url)


def _words(record: Record, _: str) -> Fields:
    names = [tables.language_name(code).lower() for code in record.languages]
    yield "language", f"{{{' and '.join(filter(None, names))}}}"
    yield "keywords", _keywords(saying.keywords(record))
    yield "abstract", _text(saying.abstract(record))
    yield "annote", _text("; ".join(filter(None, map(saying.line, record.notes))))
    for licence in record.licences[:1]:
        yield "license", _text(licence.written)
    for statement in record.rights[:1]:
        yield "copyright", _text(statement)


def _keywords(found: list[str]) -> str:
    """Keywords with commas between them, or semicolons where one has a comma itself."""
    if any("," in word for word in found):
        return _text("; ".join(found) + ";" * (len(found) == 1))
    return _text(", ".join(found))


_PARTS: tuple[Callable[[Record, str], Fields], ...] = (
    _people,
    _titles,
    _venue,
    _dates,
    _published,
    _identifiers,
    _words,
)
