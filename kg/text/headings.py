"""Headings of catalogues, and the marks that ISBD puts between the parts of a description.

A heading ends with a full stop, and a person's has dates and a fuller form of the name behind the
name; a description ends each of its parts with the mark that leads to the next one.

See: ISBD, consolidated edition, A.3 (punctuation); AACR2, chapters 22 to 24 (headings).
"""

from __future__ import annotations

import re

from kg.record import Agent
from kg.text.titles import tidied

__all__ = ["bare", "heading", "unpunctuated", "without_stop"]

_ABOUT = r"(?:(?:approximately|active|ca\.?|fl\.?|b\.?|born|d\.?|died|ur\.|um|geb\.|gest\.|floruit)\s*)*"
_ERA = r"(?:B\.?C\.?|A\.?D\.?)"
_CENTURY = r"[0-9]{1,2}(?:st|nd|rd|th) cent(?:ury|\.)"
_YEAR = rf"{_ABOUT}(?:[0-9]{{3,4}}\??|[0-9]{{1,2}}(?=\s*{_ERA})|{_CENTURY})(?:\s*{_ERA})?"
_LIFE = re.compile(rf"(?:{_YEAR}(?:\s*[-–/]\s*(?:{_YEAR})?)?|[-–]\s*{_YEAR})[.,]?\Z", re.IGNORECASE)
_SUFFIX = re.compile(r"(?:[JS]r|[IVX]{1,4}|[2-9](?:nd|rd|th))\.?\Z", re.IGNORECASE)
_FULLER = re.compile(r"\s*\([^()]*\)")
# in Chinese, Japanese and Korean a word is short, and an abbreviation has no stop
_STOP = re.compile(r"(?<=[^\W\d_]{3})\.\Z|(?<=[)\d\]\u2e80-\u9fff\uac00-\ud7a3-])\.\Z")
_ABBREVIATED = re.compile(
    r"\b(?:etc|esq|ltd|inc|corp|dept|univ|assoc|jun|sen|rev|repr|augm|corr|aufl|ausg|verb|erw|bearb)\.\Z",
    re.IGNORECASE,
)


def without_stop(text: str) -> str:
    """The text without the full stop that a heading ends with; initials and abbreviations keep theirs.

    >>> without_stop("Nawaz, Tawfique."), without_stop("Athearn, Robert G."), without_stop("Acme Inc.")
    ('Nawaz, Tawfique', 'Athearn, Robert G.', 'Acme Inc.')
    """
    text = text.rstrip(" ,;")
    return text if _ABBREVIATED.search(text) else _STOP.sub("", text).rstrip(" ,;")


def unpunctuated(text: str) -> str:
    """Without the punctuation that leads to the next part of an ISBD description.

    >>> unpunctuated("The test /"), unpunctuated("Report to the commissioner. -"), unpunctuated("Gr. 1-")
    ('The test', 'Report to the commissioner', 'Gr. 1-')
    >>> unpunctuated("Civil wars.")
    'Civil wars.'
    """
    bare = text.strip().rstrip(" /:;,=")
    dashed = bare.rstrip("-–—")
    if dashed == bare or dashed[-1:] not in {" ", "."}:
        return bare
    return without_stop(dashed.rstrip(" /:;,="))


def bare(text: str, *, stop: bool = False) -> tuple[str, tuple[str, ...]]:
    """A part of a description by the rules for titles and without its punctuation; the rules applied.

    Args:
        text: the part as written.
        stop: whether the full stop that it ends with goes too, as in an edition.

    >>> bare("A <i>nova</i> history /"), bare("2nd edition.", stop=True), bare("Civil wars.")
    (('A nova history', ('markup', 'isbd')), ('2nd edition', ('isbd',)), ('Civil wars.', ()))
    """
    made, rules = tidied(text)
    cut = unpunctuated(made)
    cut = without_stop(cut) if stop else cut
    return cut, rules if cut == made or "isbd" in rules else (*rules, "isbd")


def heading(text: str) -> Agent:
    """The person of a heading, whose dates and fuller form of name are no part of the name.

    >>> heading("Trent, William P. (William Peterfield), 1862-1939").name
    'Trent, William P.'
    >>> heading("King, Martin Luther, Jr., 1929-1968").suffix, heading("Appianus").family
    ('Jr.', '')
    """
    parts = [part.strip() for part in _FULLER.sub("", text).split(",")]
    parts = [part for part in parts if part and not _LIFE.match(part)]
    if not parts:
        return Agent(kind="Person", name=text.strip())
    parts[-1] = parts[-1] if _SUFFIX.match(parts[-1]) else without_stop(parts[-1])
    suffix = next((part for part in parts[1:] if _SUFFIX.match(part)), "")
    names = [part for part in parts if part != suffix]
    name = ", ".join([*names, *filter(None, [suffix])])
    if len(names) == 1:
        return Agent(kind="Person", name=name)
    # what follows the given name is a title ("Baron"), which stands in the name as displayed
    return Agent(kind="Person", name=name, family=names[0], given=names[1], suffix=suffix)
