"""Names as sources write them -> :class:`~kg.record.Agent`, with their parts where they can be told.

The forms that a name of a person has in one text:

- ``Family, Given`` and ``Family, Given, Suffix`` (also ``Family Suffix, Given`` and
  ``Family, Suffix, Given``);
- ``Family IN`` or ``Family I.N.``, as journals of medicine print it;
- anything else, as in ``Given Family``, is told apart only for display: nobody knows where the family
  name begins, so its parts stay empty.
"""

from __future__ import annotations

import re

from kg import tables
from kg.record import Agent, Identifier

__all__ = ["agent", "displayed", "person"]

_EAST_ASIAN = "\u3000"
_SUFFIX = re.compile(r"(?:[JS]r|Jun|Sen|I{2,3}|IV|VI{0,3}|[2-9](?:nd|rd|th))\.?\Z", re.IGNORECASE)
_INITIALS = re.compile(
    r"(?P<family>.*[^\W\d_]{2}.*?)\s+(?P<initials>(?:[^\W\d_]\.[ -]?){1,4}|[^\W\d_a-z]{1,3})\Z"
)
_OTHERS = re.compile(
    r"\W*(?:et al|et alii|and others|others|u\. ?a|y otros|et autres|\[?and \d+ others\]?)\W*\Z",
    re.IGNORECASE,
)
_NOBODY = re.compile(r"\W*(?:anon|anonymous|n/?a|none|null|unknown|no authors? listed)?\W*\Z", re.IGNORECASE)
_LONGEST = 1000
"""What is longer is no name, but a list of them or worse; it is not told apart."""

_PERSONAL = re.compile(r"[^\W\d_]+,\s*[^\s,]+(?:\s[^\s,]+)?\Z")


def displayed(family: str, given: str, initials: str = "", suffix: str = "") -> str:
    """A name as one writes it in a list.

    >>> displayed("King", "Martin Luther", "ML", "Jr"), displayed("Varmus", "", "H"), displayed("Dover", "")
    ('King, Martin Luther, Jr', 'Varmus, H', 'Dover')

    Chinese, Japanese and Korean names have no comma.

    >>> displayed("山田", "花子")
    '山田 花子'
    """
    if family >= _EAST_ASIAN:
        return " ".join(part for part in (family, given) if part)
    return ", ".join(part for part in (family, given or initials, suffix) if part)


def person(
    name: str = "",
    *,
    family: str = "",
    given: str = "",
    suffix: str = "",
    other_names: tuple[str, ...] = (),
    identifiers: tuple[Identifier, ...] = (),
) -> Agent | None:
    """A person by one text or by the parts that the source tells; ``None`` without a name.

    A source that has the whole name in ``family`` has a name in one text.

    >>> person("King, Martin Luther, Jr.").suffix, person("Appianus").family, person(" , ")
    ('Jr.', '', None)
    >>> person("Adler D.G.").name, person(family="Smith Jr", given="Ann").suffix, person("Jan de Vries").name
    ('Adler, D.G.', 'Jr', 'Jan de Vries')
    """
    family, given, suffix = (" ".join(part.split()) for part in (family, given, suffix))
    initials, whole = "", " ".join((name or family or given).split())
    if len(whole) + len(given) > _LONGEST:
        whole = displayed(family, given, "", suffix) or whole
        return Agent(kind="Person", name=whole, other_names=other_names, identifiers=identifiers)
    if not given:
        family, given, initials, suffix = _parts(whole, suffix)
    else:
        family, suffix = _without_suffix(family, suffix)
        given, suffix = _without_suffix(given, suffix)
    written = displayed(family, given, initials, suffix) if family else whole
    if _NOBODY.match(written) or _OTHERS.match(written):
        return None
    return Agent(
        kind="Person",
        name=written,
        family=family,
        given=given if family else "",
        initials=initials,
        suffix=suffix if family else "",
        other_names=other_names,
        identifiers=identifiers,
    )


def agent(name: str, identifiers: tuple[Identifier, ...] = ()) -> Agent | None:
    """Whoever a name is of, where the source does not tell people from bodies.

    One word, a comma and one or two words are a person, whatever the words: there are people called
    Hospital. Any other name with a word of a body in it is a body.

    >>> agent("ALSPAC Study Team").kind, agent("University of Oxford").kind, agent("Small, Rhonda").kind
    ('Group', 'Organization', 'Person')
    >>> agent("and others") is None
    True
    """
    kind = tables.body(name) if len(name) <= _LONGEST else ""
    if not kind or _PERSONAL.match(name.strip()):
        return person(name, identifiers=identifiers)
    written = " ".join(name.split()).strip(" ,;")
    if kind == "Group":
        return Agent(kind="Group", name=written, identifiers=identifiers)
    return Agent(kind="Organization", name=written, identifiers=identifiers)


def _parts(name: str, suffix: str) -> tuple[str, str, str, str]:
    """Family name, given name, initials and suffix of a name in one text; no family name where unsure."""
    if "," in name:
        pieces = [" ".join(piece.split()) for piece in name.split(",")]
        family, *rest = [piece for piece in pieces if piece] or [""]
        suffixes = [piece for piece in rest if _SUFFIX.match(piece)] if len(rest) > 1 else []
        given = ", ".join(piece for piece in rest if piece not in suffixes)
        suffix = suffix or ", ".join(suffixes)
        family, suffix = _without_suffix(family, suffix)
        given, suffix = _without_suffix(given, suffix)
        return (family, given, "", suffix) if given else ("", "", "", "")
    match = _INITIALS.match(name)
    # letters without case, as in Chinese, are no initials
    if match and not name.isupper() and match["initials"].isupper():
        family, suffix = _without_suffix(match["family"], suffix)
        return family, "", match["initials"].strip(), suffix
    return "", "", "", ""


def _without_suffix(part: str, suffix: str) -> tuple[str, str]:
    """A part of a name without the suffix at its end, and the suffix."""
    front, _, last = part.rpartition(" ")
    if front and not suffix and _SUFFIX.match(last) and len(last.strip(".")) > 1:
        return front, last
    return part, suffix
