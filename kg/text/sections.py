"""An abstract in one text -> its sections, where it is certain that the headings in it are headings.

A heading begins the text or follows a sentence. The rules:

- headings in capitals: one that the table of headings knows, at the beginning; or two of them anywhere.
  Once there is one, others in capitals that the table does not know ("TRIAL REGISTRATION") are headings
  too, if they have five letters or more;
- headings in capitals with a full stop ("METHODS. We asked"), and headings in small letters ("Background:"):
  only those that the table knows, at least two different ones, the first at the beginning of the text.

Everything else stays in one section without a heading. Of the text nothing is lost but the marks behind
the headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from kg import tables
from kg.record import Section

__all__ = ["sections"]

_PLACE = r"(?:\A|(?<=[.!?;:)\]»”\"'%0-9])\s+|\n[ \t]*|(?<=[.!?)]))"
_LETTER = r"[^\W\d_a-zà-öø-ÿ]"
_CAPITALS = re.compile(
    rf"{_PLACE}(?P<label>{_LETTER}(?:[^\W_a-zà-öø-ÿ]|[ ,/&()'’+–-]|\.(?!\s)|\(s\)){{2,80}})"
    r":(?=\s|\Z|[^\W\d_])"
)
_SMALL = re.compile(
    rf"{_PLACE}(?P<label>[^\W\d_][^\W\d_]+(?:[ ,/&'’-]{{1,3}}[^\W\d_]+){{0,7}}):(?=\s|[^\W\d_])"
)
_STOPPED = re.compile(rf"{_PLACE}(?P<label>{_LETTER}(?:[^\W_a-zà-öø-ÿ]|[ ,/&'’-]){{3,60}})\.(?=\s)")
_UNLABELLED = "UNLABELLED"
_LONG = 5


def sections(text: str) -> tuple[Section, ...]:
    """The sections of an abstract; one without a heading where it has none for certain.

    >>> sections("AIMS: To weigh. METHODS: We asked. TRIAL REGISTRATION: NCT1.")[2].label
    'TRIAL REGISTRATION'
    >>> [(one.label, one.kind) for one in sections("Background: One. Results: Two in 3: more. Few.")]
    [('Background', 'Background'), ('Results', 'Results')]
    >>> len(sections("We studied DNA: it is long. Results: none.")), sections("")
    (1, ())
    """
    bare = text.strip()
    if not bare:
        return ()
    found = (_capitals(bare) or _different(bare, _SMALL)) if ":" in bare else []
    found = found or _different(bare, _STOPPED)
    found = [one for number, one in enumerate(found) if not number or _apart(bare, found[number - 1], one)]
    if not found:
        return (Section(text=_line(bare)),)
    parts = [Section(text=_line(bare[: found[0].start()]))] if found[0].start() else []
    ends = [match.start() for match in found[1:]] + [len(bare)]
    for match, end in zip(found, ends, strict=True):
        label = _line(match["label"])
        parts.append(Section(text=_line(bare[match.end() : end]), label=label, kind=_kind(label)))
    return tuple(part for part in parts if part.text or part.label)


def _apart(text: str, before: re.Match[str], one: re.Match[str]) -> bool:
    """Whether there is text between two headings; what directly follows one is its text."""
    return bool(text[before.end() : one.start()].strip())


def _line(text: str) -> str:
    return " ".join(text.split())


@lru_cache(maxsize=8192)
def _kind(label: str) -> str:
    return tables.section_kind(label)


def _capitals(text: str) -> list[re.Match[str]]:
    if not any(_closes(text[place - 1]) for place in _places(text, ":")):
        return []
    found = [match for match in _CAPITALS.finditer(text) if _capital(match["label"])]
    known = [match.start() for match in found if _known(match["label"])]
    if not known or (len(known) == 1 and known[0] > 0):
        return []
    return [match for match in found if _known(match["label"]) or _letters(match["label"]) >= _LONG]


def _capital(label: str) -> bool:
    return label.replace("(s)", "").isupper()


def _known(label: str) -> bool:
    return label == _UNLABELLED or bool(_kind(_line(label)))


def _letters(label: str) -> int:
    return sum(map(str.isalpha, label))


def _different(text: str, pattern: re.Pattern[str]) -> list[re.Match[str]]:
    """Headings of that pattern, where there are different ones, and the first begins the text."""
    if not pattern.match(text):
        return []
    found = [
        match for match in pattern.finditer(text) if match["label"][0].isupper() and _known(match["label"])
    ]
    different = {_line(match["label"]).casefold() for match in found}
    return found if len(different) > 1 and found[0].start() == 0 else []


def _places(text: str, mark: str) -> Iterator[int]:
    """Where a mark stands, but for the beginning."""
    place = text.find(mark, 1)
    while place > 0:
        yield place
        place = text.find(mark, place + 1)


def _closes(character: str) -> bool:
    """Whether a heading in capitals may end with it."""
    return character.isupper() or not character.isalpha()
