"""Names as catalogues write them, and who did what."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import Literal

from kg import tables
from kg.record import Agent, Contribution
from kg.sources.vufind.fields import Fields, fold

__all__ = ["contributions", "person", "without_stop"]

_Kind = Literal["Person", "Organization", "Group"]

_ABOUT = r"(?:(?:approximately|active|ca\.?|fl\.?|b\.?|born|d\.?|died|ur\.|um|geb\.|gest\.|floruit)\s*)*"
_ERA = r"(?:B\.?C\.?|A\.?D\.?)"
_CENTURY = r"[0-9]{1,2}(?:st|nd|rd|th) cent(?:ury|\.)"
_YEAR = rf"{_ABOUT}(?:[0-9]{{3,4}}\??|[0-9]{{1,2}}(?=\s*{_ERA})|{_CENTURY})(?:\s*{_ERA})?"
_LIFE = re.compile(rf"(?:{_YEAR}(?:\s*[-–/]\s*(?:{_YEAR})?)?|[-–]\s*{_YEAR})[.,]?\Z", re.IGNORECASE)
_SUFFIX = re.compile(r"(?:[JS]r|[IVX]{1,4}|[2-9](?:nd|rd|th))\.?\Z", re.IGNORECASE)
_FULLER = re.compile(r"\s*\([^()]*\)")
_STOP = re.compile(r"(?<=[^\W\d_]{3})\.\Z|(?<=[)\d\]-])\.\Z")
_ABBREVIATED = re.compile(r"\b(?:etc|esq|ltd|inc|corp|dept|univ|assoc|jun|sen)\.\Z", re.IGNORECASE)

# the field, whose kind, and the role where the source tells none
_GROUPS: tuple[tuple[str, _Kind, str], ...] = (
    ("author", "Person", "author"),
    ("author_corporate", "Organization", "author"),
    ("author2", "Person", "contributor"),
    ("author_additional", "Person", "contributor"),
)


def without_stop(text: str) -> str:
    """The text without the full stop that a heading ends with; initials and abbreviations keep theirs.

    >>> without_stop("Nawaz, Tawfique."), without_stop("Athearn, Robert G."), without_stop("Acme Inc.")
    ('Nawaz, Tawfique', 'Athearn, Robert G.', 'Acme Inc.')
    """
    text = text.rstrip(" ,;")
    return text if _ABBREVIATED.search(text) else _STOP.sub("", text).rstrip(" ,;")


def person(heading: str) -> Agent:
    """The person of a heading, whose dates and fuller form of name are no part of the name.

    >>> person("Trent, William P. (William Peterfield), 1862-1939").name
    'Trent, William P.'
    >>> person("King, Martin Luther, Jr., 1929-1968").suffix, person("Appianus").family
    ('Jr.', '')
    """
    parts = [part.strip() for part in _FULLER.sub("", heading).split(",")]
    parts = [part for part in parts if part and not _LIFE.match(part)]
    if not parts:
        return Agent(kind="Person", name=heading.strip())
    parts[-1] = parts[-1] if _SUFFIX.match(parts[-1]) else without_stop(parts[-1])
    suffix = next((part for part in parts[1:] if _SUFFIX.match(part)), "")
    names = [part for part in parts if part != suffix]
    name = ", ".join([*names, *filter(None, [suffix])])
    if len(names) == 1:
        return Agent(kind="Person", name=name)
    # what follows the given name is a title ("Baron"), which stands in the name as displayed
    return Agent(kind="Person", name=name, family=names[0], given=names[1], suffix=suffix)


def contributions(fields: Fields) -> tuple[Contribution, ...]:
    """Who took part, in the order of the fields; the headings that were changed stay as written."""
    bodies = {fold(name) for name in fields.all("author_corporate")}
    found: dict[tuple[str, str], Contribution] = {}
    for field, kind, default in _GROUPS:
        for heading, stated in zip_longest(
            fields.beside(field), fields.beside(f"{field}_role"), fillvalue=""
        ):
            if not heading or (kind == "Person" and fold(heading) in bodies):
                continue
            role = tables.role(stated)
            one = Contribution(
                role=role or default,
                agent=_agent(heading, kind),
                stated=stated if stated and not role else "",
            )
            if one.agent.name != heading:
                fields.keep(field, heading)
            found.setdefault((one.role, one.agent.name), one)
    return _ordered(tuple(found.values()))


def _agent(heading: str, kind: _Kind) -> Agent:
    return person(heading) if kind == "Person" else Agent(kind=kind, name=without_stop(heading))


def _ordered(found: tuple[Contribution, ...]) -> tuple[Contribution, ...]:
    """Authors first; else as they stand."""
    return tuple(sorted(found, key=lambda one: one.role != "author"))
