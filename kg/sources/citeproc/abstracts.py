"""An abstract as Crossref has it, JATS in a string, or as plain text -> its sections."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg import tables
from kg.record import Section
from kg.sources.drafting import Draft
from kg.text import stripped
from kg.text.sections import sections

__all__ = ["abstract"]

_HEADING = re.compile(
    r"<(?:jats:)?title(?:\s[^<>]*)?>(?P<title>(?:(?!</?(?:jats:)?title\b).){0,500})</(?:jats:)?title>"
    r"|(?:\A|(?<=[>.!?)\]]))\s*<(?:jats:)?(?P<mark>bold|b|strong|italic|i)>"
    r"(?P<word>[^<>]{3,60})</(?:jats:)?(?P=mark)>\s*[:.]?",
    re.DOTALL,
)
"""A title; or a word that stands out where a paragraph or a sentence begins, if it is a known heading."""

_GENERAL = re.compile(
    r"\W*(?:abstract|summary|résumé|resumen|resumo|zusammenfassung|riassunto|аннотация|реферат)\W*\Z",
    re.IGNORECASE,
)
_LONGEST = 20_000
_PLAIN = re.compile(r"</?(?:jats:)?(?:p|title|sec)(?:\s[^<>]*)?/?>")


def abstract(written: str, draft: Draft, name: str = "abstract") -> None:
    """Adds an abstract, divided where it has headings, in markup or without; "Abstract" begins a new one.

    Other markup than paragraphs, sections and headings is told in characters, which is a change.
    """
    if "<" not in written and "&" not in written:
        draft.abstract(*_sections(written))
        return
    if re.search(r"[<&]", _PLAIN.sub("", written)):
        draft.changed(name, written, "markup")
    own: list[Section] = []
    for label, text in _divided(written):
        if not label or _GENERAL.match(label):
            draft.abstract(*own)
            own = _sections(text)
        else:
            own.append(Section(text=text, label=label, kind=tables.section_kind(label) if label else ""))
    draft.abstract(*own)


def _sections(text: str) -> list[Section]:
    """The sections of plain text; what is longer than any abstract is one."""
    return list(sections(text)) if len(text) <= _LONGEST else [Section(text=stripped(text))]


def _divided(written: str) -> Iterator[tuple[str, str]]:
    """Each heading with the text behind it; what stands before the first has none.

    >>> list(_divided("<jats:p>A</jats:p><jats:title>Aim:</jats:title><jats:p><b>B</b></jats:p>"))
    [('', 'A'), ('Aim', 'B')]
    """
    label, end = "", 0
    for match in _HEADING.finditer(written):
        heading = stripped(match["title"] or match["word"] or "").rstrip(" :.")
        if match["word"] and not tables.section_kind(heading):
            continue
        yield label, stripped(written[end : match.start()])
        label, end = heading, match.end()
    yield label, stripped(written[end:])
