"""What a reference says in words: abstract, keywords, languages, notes."""

from __future__ import annotations

import re

from kg import tables, text
from kg.record import Funding, Relation, Text, Topic
from kg.sources.drafting import Draft
from kg.sources.references import numbers, people
from kg.sources.tagged import Told, Value
from kg.text.sections import sections

__all__ = ["abstract", "keywords", "languages", "notes"]

_BOOKKEEPING = re.compile(
    r"(?:Export Date|Cited By|Times Cited|Total Times Cited|Last updated|Date revised|Cited Reference)\b",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"(?P<label>[A-Z][A-Za-z ]{2,40}?)(?: [0-9]+)?:\s*(?P<said>\S.*)\Z", re.DOTALL)
_GRANT = re.compile(r".*[0-9].*\Z", re.DOTALL)
_ACRONYM = re.compile(r"[A-Z][A-Za-z&-]{1,11}\Z")
_STARRED = re.compile(r"(?:\A|/)\s*\*")


def abstract(told: Told) -> None:
    """The abstracts, each once: programs that do not know which field is meant fill both."""
    draft = told.draft
    known = set()
    for value in told.take("AB", "N2"):
        said = _plain(draft, value)
        if said not in known:
            known.add(said)
            draft.abstract(*sections(said))


def _plain(draft: Draft, value: Value) -> str:
    """A text without markup; its lines stay, for headings may stand at their beginning."""
    if "<" not in value.text and "&" not in value.text:
        return value.text
    made = "\n".join(map(text.stripped, value.text.splitlines()))
    if made.split() != value.text.split():
        draft.changed(value.name, value.text, "markup")
    return made


def keywords(told: Told) -> None:
    """Keywords, one a line or with semicolons between them.

    A star marks the main headings of a controlled vocabulary, which are topics; that of PubMed is MeSH,
    whose headings may have qualifiers.
    """
    scheme = "mesh" if numbers.of_nlm(told) else ""
    for value in told.take("KW", "DE"):
        for piece in re.split(r"[;\n]", value.text):
            word = " ".join(piece.split())
            if _STARRED.search(word) and word.strip("*/ "):
                told.draft.topics += _headings(word, scheme)
            elif word:
                told.draft.keywords.append(Text(text=word))


def _headings(word: str, scheme: str) -> list[Topic]:
    """A heading with its star, and a topic for each of its qualifiers."""
    heading, *qualifiers = [piece.strip() for piece in word.split("/")]
    label = heading.strip("* ")
    found = [Topic(label=label, scheme=scheme, major=heading.startswith("*"))]
    found += [
        Topic(label=f"{label}/{one.strip('* ')}", scheme=scheme, major=one.startswith("*"))
        for one in qualifiers
    ]
    return [one for one in found if one.label]


def languages(told: Told) -> None:
    """The languages, by name or code; a word that is no language is kept."""
    for value in told.take("LA"):
        for piece in re.split(r"[;,/|\n]|\s+and\s+", value.text):
            code = tables.language(piece.strip())
            if code:
                told.draft.languages.append(code)
            else:
                told.draft.retain(value.name, piece.strip())


def notes(told: Told) -> None:
    """Notes, and what Scopus and others put into them: references, funding, the corresponding author."""
    for value in told.take("N1"):
        if numbers.in_note(told.draft, value):
            continue
        if _BOOKKEEPING.match(value.text):
            told.keep(value)
            continue
        match = _LABELLED.match(value.text)
        label = match["label"] if match else ""
        if not (match and label in _SAID and _SAID[label](told.draft, match["said"])):
            told.draft.notes.append(_plain(told.draft, value))


def _references(draft: Draft, said: str) -> bool:
    """References, one a line."""
    lines = (line.strip().removesuffix(";").rstrip() for line in said.splitlines())
    draft.relations += [Relation(kind="cites", citation=line) for line in lines if line]
    return True


def _funding(draft: Draft, said: str) -> bool:
    """A funder, its acronym and the numbers of its grants, with commas between them."""
    parts = [part.strip() for part in said.split(",")]
    grants: list[str] = []
    while parts and _GRANT.match(parts[-1]):
        grants.insert(0, parts.pop())
    acronym = parts.pop() if len(parts) > 1 and _ACRONYM.match(parts[-1]) else ""
    funder = ", ".join(parts)
    draft.funding += [Funding(number=grant, acronym=acronym, funder=funder) for grant in grants or [""]]
    return True


def _correspondence(draft: Draft, said: str) -> bool:
    """The corresponding author; the address stays a note."""
    people.correspond(draft, said.partition(";")[0])
    return False


_SAID = {
    "References": _references,
    "Funding details": _funding,
    "Correspondence Address": _correspondence,
}
