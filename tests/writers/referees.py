"""What a Record says, in plain words: what a foreign parser must find in the files that are written.

Nothing here is taken from :mod:`kg.writers`, for a fault of theirs would be believed; only what becomes
of blanks is not looked at, which every parser treats in its own way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path

from kg import sources
from kg.record import Agent, Contribution, Record

__all__ = [
    "abstract",
    "given",
    "identifiers",
    "keywords",
    "line",
    "of_role",
    "pages",
    "real_records",
    "title",
]

_FOLDERS = (
    *("bibtex", "crossref", "csl", "datacite", "jats", "marc", "mods", "nbib", "oai-dc", "openalex"),
    *("pubmed", "ris", "vufind-core"),
)
_MOST = 30
_RANGE = re.compile(r"[^\s,;–-]+\s*[–-]\s*[^\s,;–-]+")


@cache
def real_records(data: Path) -> tuple[tuple[str, Record], ...]:
    """The first records of each file in the folders of several sources, each with its folder."""
    return tuple(
        (folder, record)
        for folder in _FOLDERS
        for path in sorted(one for one in (data / folder).rglob("*") if one.is_file())
        for record in islice(_records(path), _MOST)
    )


def _records(path: Path) -> Iterator[Record]:
    if path.name != "SOURCE.md":
        yield from (one for one in sources.read(str(path)) if isinstance(one, Record))


def line(text: str) -> str:
    """A text with single blanks, of whatever kind they were."""
    return " ".join(text.split())


def title(record: Record) -> str:
    """The title with its subtitles."""
    told = [line(one.text) for one in record.titles[:1]] + [line(one) for one in record.subtitles]
    return ": ".join(one for one in told if one)


def abstract(record: Record) -> str:
    """The abstract of the publication itself, headings before what they head."""
    for one in sorted(record.abstracts, key=lambda one: one.kind != "")[:1]:
        heads = [re.sub("[ :]+$", "", line(part.label)) for part in one.sections]
        texts = [part.text for part in one.sections]
        told = [f"{head}: {text}" if head else text for head, text in zip(heads, texts, strict=True)]
        return line(" ".join(told))
    return ""


def keywords(record: Record) -> list[str]:
    """Keywords and headings in their order, each once; a class of a classification is no keyword."""
    headings = [one.label for one in record.topics if one.label != one.notation]
    told = [line(one) for one in (*(one.text for one in record.keywords), *headings)]
    return list(dict.fromkeys(one for one in told if one))


def pages(record: Record) -> tuple[str, str]:
    """First and last page where the pages are one range, else the pages as written and nothing."""
    written, first, last = map(line, (record.pages, record.first_page, record.last_page))
    if first and (written in {"", first} or _RANGE.fullmatch(written)):
        return first, last
    return (written, "") if written else (last, "")


def given(agent: Agent) -> str:
    """The given name, else the initials, where they are up to four capitals with a stop behind each."""
    initials = agent.initials
    if not agent.given and initials.isalpha() and initials.isupper() and len(initials) < 5:
        return ". ".join(initials) + "."
    return line(agent.given or initials)


def of_role(record: Record, role: str) -> list[Agent]:
    """Who has a role, in the order of publication."""
    found: list[Contribution] = [one for one in record.contributions if one.role == role]
    return [one.agent for one in found]


def identifiers(record: Record, scheme: str) -> list[str]:
    """The values of the record's identifiers of a scheme."""
    return [one.value for one in record.identifiers if one.scheme == scheme]
