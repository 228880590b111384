"""Headings, substances, keywords, types: by their names, for the format has no codes."""

from __future__ import annotations

import re

from kg import tables
from kg.record import Text, Topic
from kg.sources.tagged import Told
from kg.text import squeezed

__all__ = ["publication_types", "subjects"]

_NUMBERED = re.compile(r"(?P<number>EC \S+|\S+)\s+\((?P<name>.*)\)\Z", re.DOTALL)
_NO_NUMBER = "0"
_OWN = "NOTNLM"


def publication_types(told: Told) -> list[str]:
    """Adds the publication types under their present names, and gives the codes of those known."""
    codes = []
    for value in told.take("PT"):
        name = squeezed(value.text)
        code = tables.publication_type_ui(name)
        label = tables.publication_type_name(code) or name
        concept = tables.mesh(code) if code else ""
        made = Topic(label=label, concept=concept, scheme="mesh", notation=code)
        told.draft.publication_types.append(made)
        codes.append(code)
    return [code for code in codes if code]


def subjects(told: Told) -> None:
    """Headings with their qualifiers, the substances that are no headings, and the keywords."""
    draft = told.draft
    for value in told.take("MH"):
        draft.topics += _headings(squeezed(value.text))
    known = {topic.label for topic in draft.topics}
    draft.topics += [Topic(label=squeezed(value.text), scheme="gene-symbol") for value in told.take("GS")]
    people = told.take("FPS") or told.take("PS")
    draft.topics += [Topic(label=squeezed(value.text), scheme="personal-name") for value in people]
    substances = [_substance(told, value.name, squeezed(value.text)) for value in told.take("RN", "NM")]
    draft.topics += [Topic(label=name, scheme="mesh") for name in substances if name not in known]
    for value in told.take("OTO"):
        if value.text.strip() != _OWN:
            told.keep(value)
    draft.keywords += [Text(text=squeezed(value.text)) for value in told.take("OT", "KW")]


def _headings(written: str) -> list[Topic]:
    """A topic for the heading and one for each of its qualifiers; a star marks what the article is about."""
    heading, *qualifiers = written.split("/")
    label = heading.lstrip("*")
    found = [Topic(label=label, scheme="mesh", major=heading.startswith("*"))]
    found += [
        Topic(label=f"{label}/{one.lstrip('*')}", scheme="mesh", major=one.startswith("*"))
        for one in qualifiers
    ]
    return found


def _substance(told: Told, tag: str, written: str) -> str:
    """The name of a substance; its number, where it has one, is kept with it."""
    match = _NUMBERED.match(written)
    if not match:
        return written
    if match["number"] != _NO_NUMBER:
        told.draft.retain(tag, written)
    return match["name"]
