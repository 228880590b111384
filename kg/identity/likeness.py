"""How alike two publications are in what their records say of them, and what follows.

Each part of a description (title, authors, year, venue, volume, pages, ...) is compared on its own and has
a grade; a grade has a weight, and the score is the sum. So a score can be read: its parts are its reasons.

A *publication* is what stands in one place: the same title by the same authors in two journals, or first
as an abstract and then as a paper, is two versions of one work. Some facts forbid that two records are of
one publication, whatever the score is: see :func:`veto`.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from kg.identity.briefs import OF_BOOKS, Brief
from kg.identity.links import Verdict

__all__ = ["REVIEW", "SAME", "WEIGHTS", "Grades", "Likeness", "alike", "comparison", "hopeless", "veto"]

SAME = 8.0
"""From this score on two records are of one publication."""
REVIEW = 5.0
"""From this score on a person should look."""

WEIGHTS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "title": MappingProxyType(
            {"equal": 5, "like": 3, "part": 1.5, "near": 0.5, "generic": -3, "missing": 0, "other": -6}
        ),
        "authors": MappingProxyType({"equal": 3, "most": 2, "some": 0, "missing": 0, "other": -4}),
        "year": MappingProxyType({"equal": 1, "next": -1, "missing": 0, "other": -4}),
        "venue": MappingProxyType({"equal": 2, "part": 0, "missing": 0, "other": -3}),
        "volume": MappingProxyType({"equal": 2, "missing": 0, "other": -3}),
        "pages": MappingProxyType({"equal": 3, "within": 2, "missing": 0, "other": -3}),
        "figures": MappingProxyType({"equal": 0, "other": -6}),
        "identifiers": MappingProxyType({"equal": 8, "missing": 0, "other": -2}),
    }
)
"""What each grade of each part adds to the score."""

_LETTERS = string.ascii_lowercase
_GENERIC = 20
"""A title of fewer letters says little."""


_WEIGHED = tuple(WEIGHTS.values())


class Grades(NamedTuple):
    """The grade of each part, in the order of :data:`WEIGHTS`."""

    title: str
    authors: str
    year: str
    venue: str
    volume: str
    pages: str
    figures: str
    identifiers: str


class Likeness(NamedTuple):
    """The outcome of a comparison.

    Attributes:
        verdict: ``same`` publication; another ``version`` of one work; for a person to ``review``;
            ``different``.
        score: the sum of the weights.
        grades: the grade of each part.
        veto: what forbids that it is the same publication, in words; ``""`` if nothing does.
    """

    verdict: Verdict
    score: float
    grades: Grades
    veto: str = ""

    def parts(self) -> dict[str, float]:
        """What each part adds to the score."""
        named = zip(WEIGHTS.items(), self.grades, strict=True)
        return {part: float(weights[grade]) for (part, weights), grade in named}


def alike(left: Brief, right: Brief) -> Likeness:
    """Compares two records; the same whichever comes first."""
    grades = comparison(left, right)
    score = 0.0
    for weights, grade in zip(_WEIGHED, grades, strict=True):
        score += weights[grade]
    forbidden = veto(left, right)
    return Likeness(_verdict(left, right, grades, score, forbidden), score, grades, forbidden)


def hopeless(left: Brief, right: Brief) -> bool:
    """Whether a glance tells that two records are different: neither their titles nor their authors agree."""
    if left.identifiers and right.identifiers and not set(left.identifiers).isdisjoint(right.identifiers):
        return False
    if left.others or right.others:
        return False
    if left.authors and right.authors and not set(left.authors[0]).isdisjoint(right.authors[0]):
        return False
    return _title(left, right) == "other" and _authors(left.authors, right.authors) in ("some", "other")


def comparison(left: Brief, right: Brief) -> Grades:
    """How alike two records are in each part."""
    return Grades(
        _title(left, right),
        _authors(left.authors, right.authors),
        _year(left.year, right.year),
        _venue(left, right),
        _equal(left.volume, right.volume),
        _pages(left, right),
        "equal" if left.title == right.title or left.figures() == right.figures() else "other",
        _identifiers(left, right),
    )


def veto(left: Brief, right: Brief) -> str:
    """What forbids that two records are of one publication, in words; ``""`` if nothing does."""
    if left.about != right.about:
        return f"one is about the other ({left.about or right.about})"
    if left.kind != right.kind:
        kinds = {left.kind, right.kind}
        if kinds & _WHOLES and kinds & _PARTS:
            return "one is a part of the other"
        if "Preprint" in kinds and not kinds & _VAGUE:
            return "one is a preprint"
    for scheme, value in left.identifiers:
        if scheme in OF_BOOKS:
            continue
        others = [other for kind, other in right.identifiers if kind == scheme]
        if others and value not in others and _tells_apart(scheme, value, others):
            return f"they have different {scheme.upper()}s"
    return ""


_WHOLES = frozenset(("Book", "ConferenceProceedings", "Journal", "JournalIssue"))
_PARTS = frozenset(("BookChapter", "ConferencePaper"))
_VAGUE = frozenset(("Expression", "Article"))
_COLLECTED = frozenset(
    (
        "AudioDocument",
        "ComputerProgram",
        "DataFile",
        "Database",
        "Figure",
        "Manuscript",
        "Movie",
        "Periodical",
        "PeriodicalIssue",
        "PersonalCommunication",
        "Series",
        "WebContent",
    )
)
"""Kinds of which many have one title and one maker: only an identifier tells that two are the same."""


def _tells_apart(scheme: str, value: str, others: list[str]) -> bool:
    """Whether other identifiers of the scheme mean another publication: a registrant gives it one DOI."""
    return scheme != "doi" or any(value.partition("/")[0] == other.partition("/")[0] for other in others)


def _verdict(left: Brief, right: Brief, grades: Grades, score: float, forbidden: str) -> Verdict:
    collected = left.kind in _COLLECTED or right.kind in _COLLECTED
    if score >= SAME and not forbidden and not collected:
        return "same"
    if not collected and _say_the_same(left, right, grades):
        return "version" if _stand_apart(left, right, grades) else "review"
    return "review" if score >= REVIEW and not forbidden else "different"


def _say_the_same(left: Brief, right: Brief, grades: Grades) -> bool:
    """Whether title and authors agree, of what is no report that comes every year."""
    return (
        grades.title == "equal"
        and grades.authors in ("equal", "most")
        and grades.figures == "equal"
        and not left.about
        and not right.about
        and (not left.year or not right.year or abs(left.year - right.year) <= 4)
        and min(left.title.count(" "), right.title.count(" ")) >= 4
        and left.kind not in _WHOLES
        and right.kind not in _WHOLES
    )


def _stand_apart(left: Brief, right: Brief, grades: Grades) -> bool:
    """Whether versions are to be expected: in two venues, as preprints, or as updates in one place.

    What stands twice in one journal was printed twice, or is told twice: a person should look.
    """
    if grades.venue != "equal" or "Preprint" in (left.kind, right.kind):
        return True
    return grades.pages == "equal" and grades.year != "equal"


# -- parts ---------------------------------------------------------------------------------------


def _title(left: Brief, right: Brief) -> str:
    if not left.title or not right.title:
        return "missing"
    found = _likeness(left.title, right.title)
    if found == "other" and (left.others or right.others):
        pairs = ((one, two) for one in (left.title, *left.others) for two in (right.title, *right.others))
        grades = {_likeness(one, two) for one, two in pairs}
        found = next((grade for grade in ("equal", "part", "like", "near") if grade in grades), "other")
    return found


def _likeness(left: str, right: str) -> str:
    one, two = left.replace(" ", ""), right.replace(" ", "")
    if len(one) > len(two):
        one, two = two, one
    if one == two:
        return "equal" if len(one) >= _GENERIC else "generic"
    likeness = fuzz.ratio(one, two, score_cutoff=75)
    if likeness >= 88 and len(one) >= _GENERIC:
        return "near" if _says_another_word(left, right) else "equal" if likeness >= 97 else "like"
    if len(one) > 25 and len(two) > 1.1 * len(one) and fuzz.ratio(one, two[: len(one)]) >= 95:
        return "part"
    return "near" if likeness >= 75 else "other"


def _says_another_word(left: str, right: str) -> bool:
    """Whether a word of one stands for another of the other, as women for men; spellings do not count."""
    one, two = left.split(), right.split()
    own, others = set(one).difference(two), set(two).difference(one)
    if not own or not others:
        return False
    if "".join(word for word in one if word in own) == "".join(word for word in two if word in others):
        return False  # set in two words, or with a hyphen
    return any(not any(_spelt_alike(word, other) for other in others) for word in own) and any(
        not any(_spelt_alike(word, other) for word in own) for other in others
    )


def _spelt_alike(word: str, other: str) -> bool:
    """Whether two words may be one: vitamin A is not vitamin B, but "he" may be "the"."""
    if fuzz.ratio(word, other) > 80:
        return True
    return min(len(word), len(other)) > 1 and Levenshtein.distance(word, other, score_cutoff=1) <= 1


def _authors(left: tuple[tuple[str, ...], ...], right: tuple[tuple[str, ...], ...]) -> str:
    if not left or not right:
        return "missing"
    if left == right:
        return "equal"
    one, two = set().union(*left), set().union(*right)
    if not one or not two:
        return "missing"
    share = len(one & two) / min(len(one), len(two))
    if share >= 0.6:
        return "equal" if not set(left[0]).isdisjoint(right[0]) else "most"
    return "some" if share >= 0.3 else "other"


def _year(left: int, right: int) -> str:
    if not left or not right:
        return "missing"
    apart = abs(left - right)
    return "equal" if apart == 0 else "next" if apart == 1 else "other"


def _equal(left: str, right: str) -> str:
    return "missing" if not left or not right else "equal" if left == right else "other"


def _pages(left: Brief, right: Brief) -> str:
    if not left.page or not right.page:
        return "missing"
    if left.page == right.page or left.page.lstrip(_LETTERS) == right.page.lstrip(_LETTERS) != "":
        return "equal"
    return "within" if _within(left, right) or _within(right, left) else "other"


def _within(one: Brief, other: Brief) -> bool:
    """Whether one begins on a page of the other."""
    if not (one.page.isdecimal() and other.page.isdecimal() and other.last.isdecimal()):
        return False
    return int(other.page) <= int(one.page) <= int(other.last) < int(other.page) + 1000


def _identifiers(left: Brief, right: Brief) -> str:
    """Of books, numbers of the trade and of libraries count too, but volumes of a set share theirs."""
    if not left.identifiers or not right.identifiers:
        return "missing"
    shared = {scheme for scheme, value in left.identifiers if (scheme, value) in right.identifiers}
    if shared - OF_BOOKS:
        return "equal"
    schemes = {scheme for scheme, _ in left.identifiers} & {scheme for scheme, _ in right.identifiers}
    return "other" if schemes - shared else "missing"


_EMPTY = frozenset(
    (
        "a",
        "an",
        "and",
        "annual",
        "conference",
        "de",
        "der",
        "des",
        "die",
        "et",
        "for",
        "fur",
        "in",
        "journal",
        "la",
    )
)
_EMPTY |= {"le", "of", "on", "proceedings", "s", "the", "und", "y"}
"""Words that do not tell a venue from others."""


def _venue(left: Brief, right: Brief) -> str:
    if left.venue and left.venue == right.venue:
        return "equal"
    if left.serials and not frozenset(left.serials).isdisjoint(right.serials):
        return "equal"
    return _named_alike(*sorted((left.venue, right.venue)))


@lru_cache(1 << 14)
def _named_alike(left: str, right: str) -> str:
    """The grade of two titles of venues, of which there are few."""
    one, two = _telling(left), _telling(right)
    if not one or not two:
        return "missing"
    if len(one) > len(two):
        one, two = two, one
    share = sum(_abbreviated(word, two) for word in one) / len(one)
    if share >= 0.75 or _is_acronym(one, left) or _is_acronym(one, right):
        return "equal"
    return "part" if share >= 0.4 else "other"


def _telling(venue: str) -> list[str]:
    words = venue.split()
    return [word for word in words if word not in _EMPTY and not word.isdecimal()] or words


def _abbreviated(word: str, others: list[str]) -> bool:
    """Whether a word stands among others, or either is the other's beginning."""
    return any(other.startswith(word) or word.startswith(other) or _stem(word, other) for other in others)


def _stem(one: str, two: str) -> bool:
    return len(one) > 4 and len(two) > 4 and one[:4] == two[:4]


def _is_acronym(words: list[str], venue: str) -> bool:
    """Whether a word alone is made of the beginnings of the others, as ``amcis`` is."""
    rest = words[0] if len(words) == 1 else ""
    if len(rest) < 3 or rest in venue.split():
        return False
    for word in venue.split():
        length = next((n for n in range(min(len(word), len(rest)), 0, -1) if word[:n] == rest[:n]), 0)
        rest = rest[length:]
    return not rest
