"""Edition, place, publisher and dates, extent, series."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from kg.dates import Date
from kg.record import Event, Series
from kg.sources.marc.fields import Field
from kg.sources.marc.telling import Telling, dated, fold
from kg.sources.marc.titles import composed
from kg.text import unpunctuated

__all__ = ["HANDLERS", "issued", "series"]

_UNKNOWN = re.compile(
    r"[\[(]?(?:s\.?\s*[ln]\.?|sine (?:loco|nomine)|o\.\s*O\.?|o\.\s*V\.?|n\.\s*p\.?"
    r"|(?:place|date) of (?:publication|production|distribution) not (?:identified|given)"
    r"|(?:publisher|producer|distributor) not identified"
    r"|(?:erscheinungsort|verlag|verlagsort) nicht ermittelbar|(?:kustannus|julkaisu)paikka tuntematon"
    r"|kustantaja tuntematon|lieu (?:de publication )?non identifié|éditeur non identifié"
    r"|lugar de publicación no identificado|editor no identificado)[\])]?[.,:;]?\Z",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\s*[\[(](?:u\.\s?a\.?|etc\.?|et al\.?|and others|m\.\s?fl\.?|e\.\s?a\.?)[\])]", re.IGNORECASE
)
_YEAR = re.compile(r"(?<![0-9])([12][0-9]{3}|0[5-9][0-9]{2})(?![0-9])")
_COPYRIGHT = re.compile(
    r"(?:(?:©|℗|\bcop(?:yr(?:ight)?)?\b\.?)\s*|(?<![a-z0-9])[cp])([12][0-9]{3})(?![0-9])", re.IGNORECASE
)
_LAST_YEAR = "2100"  # what is later is a code for an unknown date


def _edition(draft: Telling, found: Field) -> None:
    """The first statement of edition; others stay."""
    if not draft.edition:
        draft.edition = draft.bare(found.line("ab"), found.name)


def _published(draft: Telling, found: Field) -> None:
    """Fields 260 and 264; statements of distribution and manufacture stay."""
    if found.tag == "264" and found.second in "234":
        if found.second == "4":
            _copyright(draft, " ".join(found.seen("c")))
            draft.years += [f"©{year}" for year in _COPYRIGHT.findall(" ".join(found.seen("c")))]
        return
    for code, kept in (("a", draft.places), ("b", draft.publishers)):
        left = []
        for value in found.take(code):
            made = _named(draft, value, f"{found.name}${code}")
            if made:
                kept.append(made)
            else:
                left.append((code, value))
        found.subfields += left
    written = [draft.bare(value, f"{found.name}$c") for value in found.take("c")]
    draft.years += filter(None, written)
    _copyright(draft, " ".join(written))


def _named(draft: Telling, written: str, name: str) -> str:
    """A place or a publisher; ``""`` where the catalogue says that it is not known."""
    if _UNKNOWN.match(written.strip()):
        return ""
    bare = unpunctuated(_OTHERS.sub("", written))
    inner = bare.strip("[]").strip()
    if bare.count("[") != bare.count("]") or (bare[:1] == "[" and bare[-1:] == "]" and "[" not in bare[1:]):
        bare = inner if "[" not in inner and "]" not in inner else bare
    if _UNKNOWN.match(bare):
        return ""
    # the stop behind "Bloomington, Ind." is that of an abbreviation
    made = draft.bare(bare, name, stop=name[-1:] == "b" or "," not in bare)
    if made != written:
        draft.changes = [one for one in draft.changes if (one.field, one.written) != (name, bare)]
        draft.changed(name, written, "isbd")
    return made


def _copyright(draft: Telling, written: str) -> None:
    for year in dict.fromkeys(_COPYRIGHT.findall(written)):
        _happened(draft, "copyright", year)


def _happened(draft: Telling, stage: str, year: str) -> None:
    event = Event(stage=stage, date=dated(year))
    if event not in draft.history:
        draft.history.append(event)


def issued(draft: Telling) -> tuple[Date, str]:
    """The date of publication and, where it says more, the date as written.

    Field 008 tells it, else the first year of the imprint that is not that of the copyright, else this.
    """
    written = "; ".join(dict.fromkeys(draft.years))
    coded = draft.coded
    found = Date("")
    if "0000" < coded[7:11] < _LAST_YEAR and coded[6:7] not in "b|n":
        found = dated(coded[7:11])
        if found and coded[6:7] == "e":
            found = dated(coded[7:11], coded[11:13], coded[13:15])
    if not found:
        years = _YEAR.findall(_COPYRIGHT.sub("", written)) or _COPYRIGHT.findall(written)
        found = dated(next((year for year in years if year < _LAST_YEAR), ""))
    if coded[6:7] == "r" and "0000" < coded[11:15] < _LAST_YEAR and dated(coded[11:15]):
        _happened(draft, "original", coded[11:15])
    if coded[6:7] == "t" and "0000" < coded[11:15] < _LAST_YEAR and dated(coded[11:15]):
        _happened(draft, "copyright", coded[11:15])
    return found, "" if written == found else written


def _extent(draft: Telling, found: Field) -> None:
    made = unpunctuated(found.line("abcefg"))
    if made:
        draft.extent.append(made)


def _transcribed(draft: Telling, found: Field) -> None:
    """Field 490 or 440: a series, or several, each with the number behind it."""
    if found.tag == "440":
        draft.transcribed.append((_numbered(draft, found, composed(draft, found)), False))
        return
    traced = found.first == "1"
    for code, value in [one for one in found.subfields if one[0] in "av"]:
        if code == "a":
            made = draft.bare(value, f"{found.name}$a")
            draft.transcribed.append((Series(title=made), traced))
        elif draft.transcribed and not draft.transcribed[-1][0].number:
            made = draft.bare(value, f"{found.name}$v")
            draft.transcribed[-1] = (Series(title=draft.transcribed[-1][0].title, number=made), traced)
        else:
            draft.retain(f"{found.name}$v", value)
    found.take("av")


def _numbered(draft: Telling, found: Field, title: str) -> Series:
    return Series(title=title, number=draft.bare(found.line("v"), f"{found.name}$v"))


def _traced(draft: Telling, found: Field) -> None:
    """Fields 800 to 830: the heading of a series; the name before its title stays."""
    made = composed(draft, found, "a" if found.tag == "830" and "a" in found else "t")
    if made:
        draft.traced.append(_numbered(draft, found, made))


def series(draft: Telling) -> None:
    """The series, each once: a heading stands for the same series as it is written in the book."""
    found = {fold(one.title): one for one in reversed(draft.traced)}
    found = dict(reversed(found.items()))
    written = {fold(one.title) for one, _ in draft.transcribed}
    headed = [key for key in found if key not in written]
    loose = [one for one, traced in draft.transcribed if traced and fold(one.title) not in found]
    for one, _ in draft.transcribed:
        key = fold(one.title)
        if one in loose and len(loose) == len(headed):
            key = headed[loose.index(one)]
            draft.retain("490$a", one.title)
        known = found.setdefault(key, one)
        if one.title != known.title and key == fold(one.title):
            draft.retain("490$a", one.title)
        if not known.number and one.number:
            found[key] = Series(title=known.title, number=one.number)
        elif one.number and fold(one.number) != fold(known.number):
            draft.retain("490$v", one.number)
    draft.series += [one for key, one in found.items() if key]


HANDLERS: Mapping[str, Callable[[Telling, Field], None]] = {
    "250": _edition,
    "260": _published,
    "264": _published,
    "300": _extent,
    "440": _transcribed,
    "490": _transcribed,
    **dict.fromkeys(("800", "810", "811", "830"), _traced),
}
"""What each field tells, by tag."""
