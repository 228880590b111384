"""Titles: what the publication is called, and what else it is called."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from kg import tables
from kg.record import Text
from kg.sources.marc.fields import Field
from kg.sources.marc.telling import Telling

__all__ = ["HANDLERS", "composed"]

_EQUAL = re.compile(r"(?:\A|\s+)=\s+")  # before a parallel title
_PARTS = "np"
_UNIFORM = "adgkmnoprs"


def composed(draft: Telling, found: Field, first: str = "a") -> str:
    """A title with the numbers and names of its parts: ``Title. Number, Name``."""
    made = draft.bare(found.one(first), f"{found.name}${first}")
    before = ""
    for code, value in [one for one in found.subfields if one[0] in _PARTS]:
        part = draft.bare(value, f"{found.name}${code}")
        joint = ", " if code == "p" and before == "n" else ". "
        made = f"{made}{joint}{part}" if made else part
        before = code
    found.take(_PARTS)
    return made


def _main(draft: Telling, found: Field) -> None:
    """Field 245, and its form in other scripts."""
    marked = "".join(found.seen("a")[:1]).rstrip()[-1:]
    made = composed(draft, found) or draft.bare(found.one("k"), f"{found.name}$k")
    rest = [part for value in found.take("b") for part in _EQUAL.split(value)]
    told = [draft.bare(part, f"{found.name}$b") for part in rest if part]
    tag = draft.tagged(" ".join([made, *told]), found, romanised=bool(found.pairs))
    if not made and told:
        made = told.pop(0)
    if draft.titles:
        _other(draft, " : ".join(filter(None, [made, *told])), tag)
    elif made:
        draft.titles.append(Text(text=made, lang=tag))
        if told and rest[0] and marked not in {"=", ";"}:
            draft.subtitles.append(told.pop(0))
        for parallel in told:
            _other(draft, parallel, draft.tagged(parallel, found))
    _medium(draft, found)
    if found.second.isdigit() and found.second != "0" and found.name == "245":
        draft.retain("245/nonfiling", found.second)
    for pair in found.pairs:
        _main(draft, pair)


def _medium(draft: Telling, found: Field) -> None:
    """The general material designation, such as ``[electronic resource]``."""
    for written in found.take("h"):
        made = draft.bare(written, f"{found.name}$h").strip(" .[]()")
        if made and made not in draft.formats:
            draft.formats.append(made)


def _other(draft: Telling, made: str, tag: str = "") -> None:
    known = {one.text for one in (*draft.titles, *draft.alternative_titles)}
    if made and made not in known:
        draft.alternative_titles.append(Text(text=made, lang=tag))


def _varying(draft: Telling, found: Field) -> None:
    """Other titles: on the cover, of the spine, former, abbreviated, key title."""
    made = composed(draft, found)
    for value in found.take("b"):
        rest = draft.bare(value, f"{found.name}$b")
        # behind an abbreviated or key title stands what tells it from others: "Nature (London)"
        made = f"{made}{' ' if rest[:1] == '(' else ' : '}{rest}" if made else rest
    _other(draft, made, draft.tagged(made, found))
    for pair in found.pairs:
        _varying(draft, pair)


def _uniform(draft: Telling, found: Field) -> None:
    """The title under which all versions of a work are filed."""
    made = draft.bare(found.line(_UNIFORM), found.name)
    _other(draft, made, draft.tagged(made, found))
    for pair in found.pairs:
        _uniform(draft, pair)


def _translated(draft: Telling, found: Field) -> None:
    made = composed(draft, found)
    rest = [draft.bare(value, f"{found.name}$b") for value in found.take("b")]
    code = tables.language("".join(found.seen("y")[:1]))
    if code:
        found.one("y")
    whole = " : ".join(filter(None, [made, *rest]))
    if whole:
        draft.translated_titles.append(Text(text=whole, lang=tables.tag(code).lower()))


HANDLERS: Mapping[str, Callable[[Telling, Field], None]] = {
    "245": _main,
    "130": _uniform,
    "240": _uniform,
    "243": _uniform,
    "242": _translated,
    **dict.fromkeys(("210", "222", "246", "247"), _varying),
}
"""What each field tells, by tag."""
