"""What several formats say alike: a title, a name, an abstract, keywords, each in a line of plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.record import Agent, Contribution, Identifier, Record
from kg.text import printable

__all__ = [
    "abstract",
    "counted_pages",
    "given",
    "identified",
    "is_retracted",
    "keywords",
    "line",
    "of_role",
    "pages",
    "title",
]

_ALL = ("issn", "eissn", "issnl", "isbn")
_MOST_INITIALS = 4
_RANGE = re.compile(r"[^\s,;–-]+\s*[–-]\s*[^\s,;–-]+")
_COUNTED = re.compile(r"([0-9]+) pages")
_GAP = re.compile("[ \t\n\x0b\x0c\x85\u2028\u2029]+")  # a blank that does not break is the author's


def line(text: str) -> str:
    r"""A text in one line, without controls.

    >>> line("  A\ttitle of\r\ntwo lines\x00 ")
    'A title of two lines'
    """
    return _GAP.sub(" ", printable(text)).strip()


def title(record: Record) -> str:
    """The main title with its subtitles, as one cites it; ``""`` without a title.

    >>> from kg.record import Text
    >>> title(Record(type="Book", titles=(Text(text="Trials"),), subtitles=("A history", "Part 2")))
    'Trials: A history: Part 2'
    """
    parts = [line(one) for one in (*(text.text for text in record.titles[:1]), *record.subtitles)]
    return ": ".join(filter(None, parts))


def abstract(record: Record) -> str:
    """The abstract of the publication itself in one text, each heading with a colon before its section.

    >>> from kg.record import Abstract, Section
    >>> parts = (Section(label="Aims", text="To weigh."), Section(text="Much was said."))
    >>> abstract(Record(type="Letter", abstracts=(Abstract(sections=parts),)))
    'Aims: To weigh. Much was said.'
    """
    own = [one for one in record.abstracts if not one.kind] or record.abstracts
    told = []
    for section in own[0].sections if own else ():
        label = line(section.label).rstrip(" :")
        told.append(line(f"{label}: {section.text}" if label else section.text))
    return " ".join(filter(None, told))


def pages(record: Record) -> tuple[str, str]:
    """The first and the last page, told in full; a range of another form stands whole in the first place.

    >>> pages(Record(type="Letter", pages="629-34", first_page="629", last_page="634"))
    ('629', '634')
    >>> pages(Record(type="Letter", pages="7-9; reply 9", first_page="7", last_page="9"))
    ('7-9; reply 9', '')
    """
    written, first, last = line(record.pages), line(record.first_page), line(record.last_page)
    if first and (not written or written == first or _RANGE.fullmatch(written)):
        return first, last
    return written or last, ""


def counted_pages(record: Record) -> str:
    """How many pages it has, if its extent says just that.

    >>> [counted_pages(Record(type="Book", extent=(one,))) for one in ("212 pages", "2 v.")]
    ['212', '']
    """
    match = _COUNTED.fullmatch(next(iter(record.extent), ""))
    return match[1] if match else ""


def is_retracted(record: Record) -> bool:
    """Whether it has been retracted, and still is."""
    return any(one.status == "retracted" for one in record.statuses)


def keywords(record: Record) -> list[str]:
    """Free keywords and subject headings, each once; the numbers of classifications are no words."""
    written = [one.text for one in record.keywords] + [
        one.label for one in record.topics if one.label != one.notation
    ]
    return list(dict.fromkeys(filter(None, map(line, written))))


def given(agent: Agent) -> str:
    """The given name, or the initials with their stops, for a program would take ``AB`` for one name.

    >>> given(Agent(kind="Person", name="Doe, AB", family="Doe", initials="AB"))
    'A. B.'
    """
    initials = agent.initials
    if agent.given or not (initials.isalpha() and initials.isupper() and len(initials) <= _MOST_INITIALS):
        return line(agent.given or initials)
    return " ".join(f"{letter}." for letter in initials)


def of_role(record: Record, *roles: str) -> list[Contribution]:
    """The contributions of these roles, in the order of publication."""
    return [one for one in record.contributions if one.role in roles]


def identified(identifiers: Iterable[Identifier], *schemes: str) -> list[str]:
    """The values of the identifiers of these schemes, or of all that number serials and books."""
    return [one.value for one in identifiers if one.scheme in (schemes or _ALL)]
