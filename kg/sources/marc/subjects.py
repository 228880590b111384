"""What the publication is about, and of what genre it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kg import context, ids, tables
from kg.record import Text, Topic
from kg.sources.marc.fields import Field
from kg.sources.marc.telling import Telling
from kg.text import unpunctuated, without_stop

__all__ = ["HANDLERS"]

_SCHEMES: Mapping[str, str] = {"0": "lcsh", "1": "cyac", "2": "mesh", "3": "nal", "5": "csh", "6": "rvm"}
_SUBDIVISIONS = "vxyz"
_NOT_HEADING = "euwij"
_MEETING_NOT_HEADING = "uwij"
_PRIMARY = "1"
_FORM = "f"
_UNITS = "bt"  # what a full stop stands before


def _scheme(found: Field) -> tuple[str, str]:
    """The scheme of the heading, by the second indicator or as ``$2`` names it, and a language tag.

    ``yso/fin`` is the General Finnish Ontology in Finnish.
    """
    stated = found.seen("2")
    if found.second in _SCHEMES and not (stated and found.second == " "):
        return _SCHEMES[found.second], ""
    if not stated:
        return "", ""
    code, _, language = found.one("2").strip().lower().partition("/")
    return code if _is_code(code) else ids.slug(code), tables.tag(language).lower()


def _is_code(code: str) -> bool:
    return code.isascii() and code.replace("-", "").replace("_", "").isalnum()


def _pieces(found: Field) -> tuple[str, list[str]]:
    """The main heading and its subdivisions, without the stops at their ends."""
    outside = _MEETING_NOT_HEADING if found.tag[1:] == "11" else _NOT_HEADING
    codes = "".join({code for code, _ in found.subfields if code.isalpha() and code.islower()})
    codes = "".join(code for code in codes if code not in outside)
    main = "".join(code for code in codes if code not in _SUBDIVISIONS)
    parts = [_bare(value) for code, value in found.subfields if code in _SUBDIVISIONS]
    heading = ""
    for code, value in found.subfields:
        if code in main:
            heading = f"{heading}{_joint(found.tag, code, heading)}{value}" if heading else value
    found.take(codes)
    return _bare(heading), [part for part in parts if part]


def _joint(tag: str, code: str, before: str) -> str:
    """What stands before a part of a heading, where the cataloguer did not write it."""
    if tag == "600" and code in "cd" and before[-1:] not in ",(":
        return ", "
    return ". " if code in _UNITS and tag in {"610", "611"} and before[-1:].isalnum() else " "


def _bare(text: str) -> str:
    return without_stop(unpunctuated(text))


def _concepts(found: Field) -> tuple[str, str]:
    """The IRI and the number of the heading; numbers that we cannot place stay."""
    iri = notation = ""
    left = []
    for code, value in found.subfields:
        known = tables.concept(value) if code in {"0", "1"} and not (iri and code == "1") else ""
        if known and not iri:
            iri, notation = known, _number(known) or value.rpartition(")")[2].strip() * ("://" not in value)
        else:
            left.append((code, value))
    found.subfields = left
    return iri, notation


def _heading(draft: Telling, found: Field) -> list[Topic]:
    """The heading, and with its subdivisions a second one, which is narrower."""
    scheme, lang = _scheme(found)
    main, parts = _pieces(found)
    iri, notation = _concepts(found)
    if not main:
        main, parts = (parts[0], parts[1:]) if parts else ("", [])
    if not main:
        return []
    major = found.tag == "650" and found.first == _PRIMARY
    for pair in found.pairs:
        _in_other_script(draft, pair)
    if not parts:
        return [Topic(label=main, concept=iri, scheme=scheme, notation=notation, major=major, lang=lang)]
    joint = "/" if scheme == "mesh" else "--"
    whole = Topic(
        label=joint.join([main, *parts]),
        concept=iri,
        scheme=scheme,
        notation=notation,
        major=major,
        broader=_broader(iri),
        lang=lang,
    )
    number = _number(whole.broader)
    return [Topic(label=main, concept=whole.broader, scheme=scheme, notation=number, lang=lang), whole]


def _number(iri: str) -> str:
    """The number of a concept of MeSH."""
    start = context.prefixes()["mesh"]
    return iri.removeprefix(start) if iri.startswith(start) else ""


def _broader(iri: str) -> str:
    """The concept of a descriptor of MeSH with a qualifier; of other schemes nobody can tell it."""
    start = context.prefixes()["mesh"]
    if not iri.startswith(f"{start}D"):
        return ""
    descriptor, qualifier, _ = iri.partition("Q")
    return descriptor if qualifier else ""


def _in_other_script(draft: Telling, pair: Field) -> None:
    """A heading in another script is a keyword: its scheme has it in one script only."""
    main, parts = _pieces(pair)
    label = "--".join(filter(None, [main, *parts]))
    if label:
        draft.keywords.append(Text(text=label, lang=draft.tagged(label, pair)))


def _subject(draft: Telling, found: Field) -> None:
    if found.name.startswith("880"):
        _in_other_script(draft, found)
        return
    draft.topics += _heading(draft, found)


def _genre(draft: Telling, found: Field) -> None:
    """Field 655: what the publication is, not what it is about."""
    topics = _heading(draft, found)
    draft.publication_types += topics[-1:]
    draft.words += [one.label for one in topics[:1]]


def _chained(draft: Telling, found: Field) -> None:
    """Field 689: a link of a chain of headings, as libraries in Germany make them."""
    kind = "".join(found.take("AD"))[:1]
    found.tag, found.second = "650", " "
    if not found.seen("2"):
        found.subfields.append(("2", "gnd"))
    (_genre if kind == _FORM else _subject)(draft, found)


def _keywords(draft: Telling, found: Field) -> None:
    for value in found.take("a"):
        label = _bare(value)
        if label:
            draft.keywords.append(Text(text=label, lang=draft.tagged(label, found)))


HANDLERS: Mapping[str, Callable[[Telling, Field], None]] = {
    **dict.fromkeys(
        ("600", "610", "611", "630", "647", "648", "650", "651", "654", "656", "657", "662"), _subject
    ),
    "689": _chained,
    "653": _keywords,
    "655": _genre,
}
"""What each field tells, by tag."""
