"""Notes by their kind: abstracts, theses, contents, access, terms of use, funding, others."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from kg import ids, tables
from kg.record import Funding, Licence, Section
from kg.sources.marc.fields import Field
from kg.sources.marc.telling import Telling
from kg.text import stripped, unpunctuated

__all__ = ["HANDLERS", "degree"]

_SUMMARIES: Mapping[str, str] = {
    "0": "subject",
    "1": "review",
    "2": "scope-and-content",
    "4": "content-advice",
}
_PIECES = re.compile(r"--|\s[-–—]\s|[()\[\],;:/]")
_THESES = frozenset({"Thesis", "DoctoralThesis", "MastersThesis", "BachelorsThesis"})
_SENTENCE = re.compile(
    r"(?:support|sponsor|fund|financ|partial|this |prepared|research |work |gefördert|financé|financiad)",
    re.IGNORECASE,
)


def _note(draft: Telling, found: Field) -> None:
    """A note in one line; what part of the publication it is of stands before it."""
    part = unpunctuated(found.line("3"))
    text = found.line("".join({code for code, _ in found.subfields if code.isalpha()}))
    if text:
        draft.notes.append(stripped(f"{part}: {text}" if part else text))
    for pair in found.pairs:
        _note(draft, pair)


def _summary(draft: Telling, found: Field) -> None:
    """Field 520; the source that wrote it stays."""
    text = stripped(found.line("ab"))
    kind = _SUMMARIES.get(found.first, "")
    part = unpunctuated(found.line("3"))
    draft.abstract(Section(text=text, label=part), lang=draft.tagged(text, found), kind=kind)
    for pair in found.pairs:
        _summary(draft, pair)


def degree(text: str) -> str:
    """The class of a thesis that a note tells by the degree in it, or ``""``.

    >>> degree("Thesis (Ph. D.)--Johns Hopkins University, 2005."), degree("Zugl.: Mainz, Univ., Diss., 2010")
    ('DoctoralThesis', 'DoctoralThesis')
    >>> degree("Thesis--Yale."), degree("Includes index.")
    ('Thesis', '')
    """
    found = [
        known.type
        for piece in _PIECES.split(text)
        if len(piece.strip()) > 1 and (known := tables.source_type("marc", piece)) and known.type in _THESES
    ]
    return next((one for one in found if one != "Thesis"), next(iter(found), ""))


def _thesis(draft: Telling, found: Field) -> None:
    """Field 502: the type of degree, who gave it and when."""
    told = degree(", ".join(found.seen("b") or found.seen("a")))
    draft.words.append(told or "Thesis")
    _note(draft, found)


def _access(draft: Telling, found: Field) -> None:
    """Field 506: restrictions on access, of the publication unless of one library's copy."""
    texts = [unpunctuated(value).rstrip(".") for value in found.take("af")]
    if "5" not in found:
        known = next(filter(None, map(tables.access, texts)), "")
        draft.access = draft.access or known
    more = found.take("bcde")
    for text in dict.fromkeys([*texts, *more]):
        draft.rights.append(text)


def _terms(draft: Telling, found: Field) -> None:
    """Field 540: terms of use, and the licence if they name one."""
    words, addresses = found.take("a"), found.take("u")
    more = found.take("bcdfn")
    for written in (*addresses, *more, *words):
        known = tables.licence(written)
        if known and ids.iri(known) and all(one.licence != known for one in draft.licences):
            draft.licences.append(Licence(written=written, licence=known))
    statement = " ".join([*words, *more, *addresses])
    if statement and all(one.written != statement for one in draft.licences):
        draft.rights.append(statement)


def _copyright(draft: Telling, found: Field) -> None:
    """Field 542: whose the copyright is, in words."""
    text = " ".join(found.take("".join({code for code, _ in found.subfields if code.isalpha()})))
    if text:
        draft.rights.append(text)


def _funding(draft: Telling, found: Field) -> None:
    """Field 536: who paid, and the numbers of contracts and grants."""
    funder = unpunctuated(" ".join(found.seen("a")))
    numbers = found.seen("bcd")
    if not numbers and (not funder or _SENTENCE.match(funder)):
        _note(draft, found)
        return
    found.take("abcd")
    for number in numbers or [""]:
        draft.funding.append(Funding(number=unpunctuated(number), funder=funder))


_PLAIN = (
    "362",
    "500",
    "501",
    "504",
    "505",
    "507",
    "508",
    "510",
    "511",
    "513",
    "514",
    "515",
    "516",
    "518",
    "521",
    "522",
    "524",
    "525",
    "526",
    "530",
    "532",
    "533",
    "534",
    "535",
    "538",
    "544",
    "545",
    "546",
    "547",
    "550",
    "552",
    "555",
    "556",
    "562",
    "563",
    "565",
    "567",
    "580",
    "581",
    "585",
    "586",
    "588",
)

HANDLERS: Mapping[str, Callable[[Telling, Field], None]] = {
    **dict.fromkeys(
        _PLAIN,
        _note,
    ),
    "502": _thesis,
    "506": _access,
    "520": _summary,
    "536": _funding,
    "540": _terms,
    "542": _copyright,
}
"""What each field tells, by tag; notes of one library on its own copies stay."""
