"""A description as an abstract, in its sections where it is divided by headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kg import tables
from kg.record import Abstract, Section
from kg.sources.vufind.fields import collapsed

__all__ = ["abstract"]

_HEADING = re.compile(
    r"(?:\A\s*|(?<=[.?!)\]\"”’»…;\n])\s*)"  # a text or a sentence begins
    r"([^\W\d_][^\n:.?!;\"“”]{1,78})[:：](?=\s|\Z)"
)
_ACRONYM = 5  # letters: a shorter word in capitals that is no known heading is an acronym


class _Heading(NamedTuple):
    start: int
    end: int
    label: str
    kind: str


def abstract(text: str) -> Abstract:
    """The abstract that a description holds.

    >>> found = abstract("RESULTS: It grew. CONCLUSION: It grows: DNA: so.")
    >>> [(one.label, one.text) for one in found.sections]
    [('RESULTS', 'It grew.'), ('CONCLUSION', 'It grows: DNA: so.')]
    """
    headings = _headings(text)
    if not headings:
        return Abstract(sections=(Section(text=collapsed(text)),))
    before = collapsed(text[: headings[0].start])
    ends = [heading.start for heading in headings[1:]] + [len(text)]
    sections = [Section(text=before)] if before else []
    sections += [
        Section(text=collapsed(text[heading.end : end]), label=heading.label, kind=heading.kind)
        for heading, end in zip(headings, ends, strict=True)
    ]
    return Abstract(sections=tuple(section for section in sections if section.text or section.label))


def _headings(text: str) -> list[_Heading]:
    """The headings: a known one in capitals and what looks like it, or two known ones in any case."""
    found = list(_candidates(text))
    capitals = [heading for heading in found if heading.label.isupper()]
    if any(heading.kind for heading in capitals):
        return [heading for heading in capitals if heading.kind or _letters(heading.label) > _ACRONYM]
    known = [heading for heading in found if heading.kind]
    return known if len(known) > 1 and not text[: known[0].start].strip() else []


def _candidates(text: str) -> Iterator[_Heading]:
    for match in _HEADING.finditer(text):
        label = collapsed(match[1])
        if len(label.split()) <= 8 and label[:1].isupper():
            yield _Heading(match.start(1), match.end(), label, tables.section_kind(label))


def _letters(label: str) -> int:
    return sum(map(str.isalpha, label))
