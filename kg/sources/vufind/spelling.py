"""Mines ``spelling``, into which the index copies all that was to be searched.

For articles it is the harvested record in one text, and holds what has no field of its own: the
journal, the day of publication, the identifiers, the rights. Where the record lies in it is found by
what the other fields say, from left to right; where they do not fit, nothing is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from kg import dates, ids, tables
from kg.dates import Date
from kg.record import Identifier, Licence, identifier
from kg.sources.vufind.fields import collapsed

__all__ = ["Known", "Mined", "licences", "mine"]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9-])")
_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?(?!\S)")
_TOKEN = re.compile(r"\S+")
_CODE = re.compile(r"[a-z]{2,3}(?!\S)")
_RIGHTS = re.compile(
    r"copyright|©|licen[cs]|\brights\b|creative commons|open access|public domain", re.IGNORECASE
)
_ADDRESS = re.compile(r"https?://[^\s()<>\"]+", re.IGNORECASE)
_LICENCE = re.compile(r"creativecommons|licen[cs]e|rightsstatements", re.IGNORECASE)
_LONGEST_TITLE = 200  # of a journal; what is longer is more than that
_LEAST_RIGHTS = 8


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What the other fields say, each value in one line."""

    id: str
    titles: tuple[str, ...]
    authors: tuple[str, ...]
    topics: tuple[str, ...]
    description: str
    publishers: tuple[str, ...]
    formats: tuple[str, ...]
    years: tuple[str, ...]
    urls: tuple[str, ...]


class Mined(msgspec.Struct, kw_only=True):
    """What ``spelling`` adds; ``left`` is what nobody could tell."""

    journal: str = ""
    issued: Date = Date("")
    stamp: Date = Date("")
    language: str = ""
    identifiers: list[Identifier] = []
    licences: tuple[Licence, ...] = ()
    rights: str = ""
    left: list[str] = []


def mine(values: Iterable[str], known: Known) -> Mined | None:
    """What the text adds to the other fields; ``None`` if it is not the record in one text.

    >>> known = Known(id="x-1", titles=("A pot",), authors=("Ash, Ann",), topics=(), description="",
    ...     publishers=("Kiln",), formats=("Text",), years=("2011",), urls=())
    >>> mined = mine(["x-12012-01-02 A pot Ash, Ann Pots and Pans Kiln 2011-11-25 /pubmed/22168441"], known)
    >>> mined.journal, mined.issued, mined.stamp, mined.identifiers[0].value
    ('Pots and Pans', '2011-11-25', '2012-01-02', '22168441')
    """
    rest = _Rest(collapsed(" ".join(values)))
    if not known.id or not rest.drop(known.id):
        return None
    found = Mined(stamp=dates.parse(rest.match(_DAY)))
    if not any(rest.drop(title) for title in known.titles):
        return None
    if not all(rest.drop(author) for author in known.authors):
        return Mined(stamp=found.stamp, left=[rest.text]) if rest.text else found
    middle = rest.until(_middle(rest.text, known))
    _journal(middle, known, found)
    rest.drop(known.description)
    _imprint(rest, known, found)
    _rights(rest, found)
    return found


class _Rest:
    """The text that is still to be read."""

    def __init__(self, text: str) -> None:
        self.text = text

    def drop(self, known: str) -> bool:
        """Takes the known value away if the text begins with it."""
        if not known or not self.text.startswith(known):
            return False
        self.text = self.text[len(known) :].lstrip()
        return True

    def match(self, pattern: re.Pattern[str]) -> str:
        """Takes away what the text begins with."""
        found = pattern.match(self.text)
        if not found:
            return ""
        self.text = self.text[found.end() :].lstrip()
        return found[0]

    def until(self, place: int) -> str:
        """Takes away everything before the place."""
        before, self.text = self.text[:place].rstrip(), self.text[place:]
        return before


def _middle(text: str, known: Known) -> int:
    """Where the journal and the topics end: at the description, else at the imprint, else nowhere."""
    if known.description:
        return max(text.find(known.description), 0)
    places = [
        found.start()
        for publisher in known.publishers
        for found in [re.search(rf"(?<!\S){re.escape(publisher)} (?=[0-9]{{4}})", text)]
        if found
    ]
    return min(places, default=0)


def _journal(middle: str, known: Known, found: Mined) -> None:
    """The journal is what stands between the authors and the topics."""
    topics = " ".join(known.topics)
    if topics and middle.endswith(topics) and not middle[: -len(topics)].strip(" ").endswith(","):
        middle = middle[: len(middle) - len(topics)].rstrip()
    elif topics:
        found.left = [*found.left, *filter(None, [middle])]
        return
    if middle and len(middle) <= _LONGEST_TITLE and _is_title(middle):
        found.journal = middle
    elif middle:
        found.left = [*found.left, middle]


def _is_title(text: str) -> bool:
    """Whether it can be the title of a journal: neither an address, nor a date, nor sentences."""
    return (
        any(map(str.isalpha, text))
        and "://" not in text
        and not _DAY.search(text)
        and not re.search(r"[a-z]{3}[.!?] [A-Z]", text)
    )


def _imprint(rest: _Rest, known: Known, found: Mined) -> None:
    """The publisher, the date, the identifiers, the kind and the language, each if it is there."""
    while any(rest.drop(publisher) for publisher in known.publishers):
        pass
    written = rest.match(_DATE)
    issued = dates.parse(written)
    if issued and (not known.years or dates.year(issued) in known.years):
        found.issued = issued
    elif written:
        found.left = [*found.left, written]
    while token := _TOKEN.match(rest.text):
        one = _identified(token[0])
        if one is None and token[0] not in known.urls:
            break
        if one:
            found.identifiers = [*found.identifiers, one]
        rest.drop(token[0])
    while any(rest.drop(word) for word in known.formats if re.match(rf"{re.escape(word)}(?!\S)", rest.text)):
        pass
    if (code := _CODE.match(rest.text)) and tables.language(code[0]):
        found.language = tables.language(code[0])
        rest.drop(code[0])


def _identified(token: str) -> Identifier | None:
    """The identifier of an address, or of the path of one; a bare number or word names nothing."""
    if "/" not in token or not token.startswith(("/", "http", "doi:", "10.")):
        return None
    return next((one for scheme in ("pmcid", "pmid", "doi") if (one := identifier(scheme, token))), None)


def _rights(rest: _Rest, found: Mined) -> None:
    if len(rest.text) >= _LEAST_RIGHTS and _RIGHTS.search(rest.text):
        found.rights = rest.text
        found.licences = licences([rest.text])
    elif rest.text:
        found.left = [*found.left, rest.text]


def licences(statements: Sequence[str]) -> tuple[Licence, ...]:
    """The licences that statements of rights name, each once, as they are written there.

    >>> [one.licence for one in licences(["CC (http://creativecommons.org/licenses/by/2.0), as above."])]
    ['https://creativecommons.org/licenses/by/2.0/']
    """
    found: dict[str, Licence] = {}
    for statement in statements:
        written = [text.rstrip(".,;:") for text in _ADDRESS.findall(statement) if _LICENCE.search(text)]
        for text in written or [statement]:
            canonical = tables.licence(text)
            if canonical and ids.iri(canonical):
                found.setdefault(canonical, Licence(written=text, licence=canonical))
    return tuple(found.values())
