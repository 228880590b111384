"""Names as sources write them -> :class:`~kg.record.Agent`, with their parts where they can be told.

The forms that a name of a person has in one text:

- ``Family, Given`` and ``Family, Given, Suffix`` (also ``Family Suffix, Given`` and
  ``Family, Suffix, Given``), with degrees behind and a title before;
- ``Family IN`` or ``Family I.N.``, as journals of medicine print it;
- ``I. N. Family``, where the family name is one word or begins with particles;
- anything else, as in ``Given Family``, is told apart only for display: nobody knows where the family
  name begins, so its parts stay empty. What a guess would get wrong: docs/decisions/0021-names.md.
"""

from __future__ import annotations

import re

import msgspec

from kg import tables
from kg.record import Agent, Identifier

__all__ = ["agent", "displayed", "person"]

_EAST_ASIAN = "\u3000"
_SUFFIX = re.compile(r"(?:[JSjs][Rr]|JUN|SEN|Jun|Sen|I{2,3}|IV|VI{0,3}|[2-9](?:nd|rd|th|ND|RD|TH))\.?\Z")
_SURE_SUFFIX = re.compile(r"(?:[JSjs][Rr]\.?|(?:Jun|Sen)\.|I{2,3}|IV|[2-9](?:nd|rd|th))\Z")
"""What is a suffix also where it could be a given name or initials: ``Li, Xiao Jun`` has none."""

_DEGREE = re.compile(
    r"(?:M\.?D|Ph\.?\s?D|D\.?\s?Phil|[MB]\.?Sc|M\.?P\.?H|M\.?B\.?[BC]\.?(?:S|h\.?B)|Dr\.?P\.?H|Pharm\.?D"
    r"|Ed\.?D|Sc\.?D|D\.?V\.?M|D\.?D\.?S|J\.?D|M\.?B\.?A|M\.?S|M\.?A|B\.?A|R\.?N|Dr\.? med|Esq"
    r"|F\.?(?:R\.?C\.?[PS]|A\.?C\.?[CPS])\w*)\.?\Z"
)
_SURE_DEGREE = re.compile(r"(?:Ph\.?\s?D|D\.?\s?Phil|[MB]Sc|DrPH|PharmD|EdD|ScD|MBBS|MBChB|Esq)\.?\Z")
_TITLE = re.compile(r"(?:(?:Prof|Dr)\b\.?(?: (?:Prof|Dr|med)\b\.?)*|(?:Mr|Mrs|Ms|Rev)\.) +(?=\S)")
_LOW = r"[^\W\d_A-Z](?:(?!\s|['’])[^\d_A-Z])*"
_PARTICLE = re.compile(rf"(?:{_LOW} )*(?:{_LOW} |[dlDL]['’]|(?:al|el|ad|as|ar|ash|an)-)(?=\S)")
_INITIALS = re.compile(
    r"(?P<family>.*[^\W\d_]{2}.*?)\s+(?P<initials>(?:[^\W\d_]\.[ -]?){1,4}|[^\W\d_a-z]{1,3})\Z"
)
_LEADING = re.compile(
    r"(?P<initials>(?:[^\W\d_]\.(?:-|\s*)){1,4})"
    r"(?P<family>(?:[^\W\d_A-Z]+ )*[^\W\d_][^\W\d_]+(?:[-'’][^\W\d_]+)*)\Z"
)
_MIDDLE = re.compile(r"\w[^\W_]* [^\W\d_]\. \w")
_FOR = re.compile(
    r"(?:(?:and|with)\s+)?(?:for|on behalf of)(?:\s+the)?\Z|(?:and|with)\s+the\Z", re.IGNORECASE
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
    particle: str = "",
    given: str = "",
    suffix: str = "",
    other_names: tuple[str, ...] = (),
    identifiers: tuple[Identifier, ...] = (),
) -> Agent | None:
    """A person by one text or by the parts that the source tells; ``None`` without a name.

    A source that has the whole name in ``family`` has a name in one text. The family name has its
    ``particle`` at its beginning; words in lower case there are one, whether the source says so or not.

    >>> person("King, Martin Luther, Jr.").suffix, person("Appianus").family, person(" , ")
    ('Jr.', '', None)
    >>> person("van der Berg, Jan").particle, person(family="De Vries", particle="De", given="J").particle
    ('van der', 'De')
    >>> person("Adler D.G.").name, person(family="Smith Jr", given="Ann").suffix, person("Jan de Vries").name
    ('Adler, D.G.', 'Jr', 'Jan de Vries')
    """
    family, given, suffix = (" ".join(part.split()) for part in (family, given, suffix))
    whole = " ".join((name or family or given).split())
    if len(whole) + len(given) > _LONGEST:
        whole = displayed(family, given, "", suffix) or whole
        return Agent(kind="Person", name=whole, other_names=other_names, identifiers=identifiers)
    if given and _FOR.match(given):  # "for the" "ARDS Definition Task Force"
        return agent(f"{given} {family}", identifiers)
    parts = _told(family, given, suffix) if given else _parts(whole, suffix)
    written = parts.written or whole
    if _NOBODY.match(written) or _OTHERS.match(written):
        return None
    return Agent(
        kind="Person",
        name=written,
        family=parts.family,
        particle=_particle(parts.family, particle),
        given=parts.given,
        initials=parts.initials,
        suffix=parts.suffix,
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


class _Parts(msgspec.Struct, frozen=True):
    """The parts of a name, all empty where they cannot be told, and the name as it is displayed."""

    family: str = ""
    given: str = ""
    initials: str = ""
    suffix: str = ""
    written: str = ""


def _told(family: str, given: str, suffix: str) -> _Parts:
    """The parts as a source tells them, with a suffix taken off the end of either."""
    family, suffix = _without_suffix(family, suffix)
    given, suffix = _without_suffix(given, suffix)
    if not family:
        return _Parts()
    return _Parts(family, given, "", suffix, displayed(family, given, "", suffix))


def _parts(name: str, suffix: str) -> _Parts:
    """The parts of a name in one text; none where unsure."""
    if "," in name:
        return _around_comma(name, suffix)
    if name.isupper():
        return _Parts()
    match = _INITIALS.match(name)
    # letters without case, as in Chinese, are no initials
    if match and match["initials"].isupper() and _is_family(match["family"], match["initials"]):
        family, suffix = _without_suffix(match["family"], suffix)
        initials = match["initials"].strip()
        return _Parts(family, "", initials, suffix, displayed(family, "", initials, suffix))
    match = _LEADING.match(name)
    if match and match["initials"].isupper() and not match["family"].islower():
        return _Parts(match["family"], "", match["initials"].strip(), suffix, name)
    return _Parts()


def _is_family(text: str, initials: str) -> bool:
    """Whether what stands before initials is a family name alone.

    >>> _is_family("van der Berg", "J"), _is_family("Abdel Rahman", "HA"), _is_family("Aalfs Cora", "M.")
    (True, True, False)
    """
    front, _ = _without_suffix(text, "")
    bare = front[len(_particle(front, "")) :]
    if " " not in bare.strip():
        return True
    # of two words the second may be a given name; whoever has two initials or more writes no given name
    return initials.isalpha() and len(initials) > 1 and "." not in text


def _around_comma(name: str, suffix: str) -> _Parts:
    pieces = [piece for piece in (" ".join(piece.split()) for piece in name.split(",")) if piece]
    family, *rest = pieces or [""]
    if _MIDDLE.search(family):  # Bill B. Belt, Ed Elton
        return _Parts()
    degrees: list[str] = []
    if len(rest) > 1:
        degrees = [piece for piece in rest if _DEGREE.match(piece)]
        suffixes = [piece for piece in rest if _SUFFIX.match(piece)]
        if len(degrees) + len(suffixes) == len(rest):
            return _Parts()
        rest = [piece for piece in rest if piece not in degrees and piece not in suffixes]
        suffix = suffix or ", ".join(suffixes)
    elif rest and _is_behind(family, rest[0]):
        return _Parts()
    family, suffix = _without_suffix(_TITLE.sub("", family, count=1), suffix)
    titled = ", ".join(rest)
    given, suffix = _without_suffix(_TITLE.sub("", titled, count=1), suffix)
    if not family or not given:
        return _Parts()
    if (
        family != pieces[0].removesuffix(suffix).strip()
        or given != titled.removesuffix(suffix).strip()
        or degrees
    ):
        return _Parts(family, given, "", suffix, ", ".join(pieces))
    return _Parts(family, given, "", suffix, displayed(family, given, "", suffix))


def _is_behind(front: str, piece: str) -> bool:
    """Whether a piece behind the only comma belongs behind a whole name: ``Paul A Bunn, Jr``.

    >>> _is_behind("Paul A Bunn", "Jr"), _is_behind("Fox", "IV"), _is_behind("Ann Small", "MD")
    (True, False, True)
    """
    if re.match(r"[JSjs][Rr]\.?\Z", piece) or _SURE_DEGREE.match(piece):
        return True
    several = " " in front[len(_particle(front, "")) :]
    return several and bool(_SURE_SUFFIX.match(piece) or _DEGREE.match(piece))


def _without_suffix(part: str, suffix: str) -> tuple[str, str]:
    """A part of a name without the suffix at its end, and the suffix."""
    front, _, last = part.rpartition(" ")
    if front and not suffix and _SURE_SUFFIX.match(last):
        return front, last
    return part, suffix


def _particle(family: str, told: str) -> str:
    """The particle at the beginning of a family name: what the source tells, else what is in lower case.

    >>> [_particle(name, "") for name in ("de la Cruz", "d'Alembert", "De Vries", "hooks")]
    ['de la', "d'", '', '']
    """
    told = " ".join(told.split())
    if told and family.startswith(told) and family[len(told) :].strip():
        return told
    match = _PARTICLE.match(family)
    return match[0].strip() if match and not family[match.end() :].islower() else ""
