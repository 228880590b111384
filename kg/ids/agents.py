"""Identifiers of people and organizations, a function for each, with their check digits."""

from __future__ import annotations

import re
from typing import NewType

from kg.ids.spelling import plain

__all__ = ["Orcid", "crossref", "gnd", "grid", "isni", "orcid", "ringgold", "ror", "viaf"]

Orcid = NewType("Orcid", str)

_SIXTEEN = re.compile(
    r"[<(\[]*(?:(?:https?:/*)?(?:www\.|sandbox\.)?(?:orcid\.org/(?:my-orcid\?orcid=|orcid/)?|isni\.org/(?:isni/|page/)?)"
    r"|\(?(?:orcid|isni)(?:\s?id)?\)?:?\s*|\(uri\)\s*)*"
    r"((?:[0-9][\s-]?){15}[0-9X])[)\]>/.,;]*(?:[?#]\S*)?\Z",
    re.IGNORECASE,
)
_ROR = re.compile(
    r"(?:(?:https?://)?(?:www\.)?ror\.org/|ror:?\s*)?(0[a-hj-km-np-tv-z0-9]{6}[0-9]{2})/?\Z", re.IGNORECASE
)
_GRID = re.compile(
    r"(?:(?:https?://)?(?:www\.)?grid\.ac/institutes/)?(grid\.[0-9]+\.[0-9a-f]+)/?\Z", re.IGNORECASE
)
_CROSSREF = re.compile(
    r"(?:(?:https?://)?(?:api|data)\.crossref\.org/members/|crossref:?\s*)?0*([1-9][0-9]{0,7})\Z",
    re.IGNORECASE,
)
_RINGGOLD = re.compile(r"(?:ringgold:?\s*)?([1-9][0-9]{2,7})\Z", re.IGNORECASE)
_VIAF = re.compile(
    r"(?:https?://(?:www\.)?viaf\.org/viaf/|\(viaf\)\s*|viaf:?\s*)?([1-9][0-9]{1,21})/?\Z", re.IGNORECASE
)
_GND = re.compile(
    r"(?:https?://d-nb\.info/gnd/|\(DE-588[abc]?\)\s*|gnd:?\s*)?([0-9]{7,10}[0-9X]|[0-9]{1,9}-[0-9X])/?\Z",
    re.IGNORECASE,
)


def _mod_11_2(digits: str) -> str:
    """The check character of ISO 7064 MOD 11-2 for the digits before it."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11]


def _sixteen(text: str) -> str | None:
    match = _SIXTEEN.match(plain(text))
    if not match:
        return None
    digits = re.sub(r"[\s-]", "", match[1]).upper()
    return digits if _mod_11_2(digits[:15]) == digits[15] else None


def orcid(text: str) -> Orcid | None:
    """An ORCID iD in hyphenated form, its check digit verified.

    See: https://support.orcid.org/hc/en-us/articles/360006897674 (structure of the iD).

    >>> orcid("http://orcid.org/000000021825009X") is None
    True
    >>> orcid("0000000218250097")
    '0000-0002-1825-0097'
    """
    digits = _sixteen(text)
    if digits is None or (not digits.startswith("0000000") and not digits.startswith("0009")):
        return None
    return Orcid("-".join(digits[start : start + 4] for start in range(0, 16, 4)))


def isni(text: str) -> str | None:
    """An ISNI as sixteen characters, its check digit verified.

    >>> isni("0000 0001 2103 2683")
    '0000000121032683'
    """
    return _sixteen(text)


def ror(text: str) -> str | None:
    """A ROR identifier: its nine characters in lower case, its checksum verified.

    See: https://ror.readme.io/docs/identifier (Crockford base 32, ISO 7064 MOD 97-10).

    >>> ror("https://ror.org/01rxfrp27")
    '01rxfrp27'
    """
    match = _ROR.match(plain(text))
    if not match:
        return None
    found = match[1].lower()
    number = 0
    for character in found[:7]:
        number = number * 32 + "0123456789abcdefghjkmnpqrstvwxyz".index(character)
    return found if 98 - number * 100 % 97 == int(found[7:]) else None


def grid(text: str) -> str | None:
    """A GRID identifier of an institution, in lower case."""
    match = _GRID.match(plain(text))
    return match[1].lower() if match else None


def crossref(text: str) -> str | None:
    """The number of a member of Crossref, such as a publisher.

    >>> crossref("https://api.crossref.org/members/297"), crossref("10.13039/100000002")
    ('297', None)
    """
    match = _CROSSREF.match(plain(text))
    return match[1] if match else None


def ringgold(text: str) -> str | None:
    """A Ringgold identifier of an institution, as digits."""
    match = _RINGGOLD.match(plain(text))
    return match[1] if match else None


def viaf(text: str) -> str | None:
    """A number of the Virtual International Authority File.

    >>> viaf("http://viaf.org/viaf/102333412")
    '102333412'
    """
    match = _VIAF.match(plain(text))
    return match[1] if match else None


def gnd(text: str) -> str | None:
    """A number of the Gemeinsame Normdatei, its check character verified.

    See: German National Library, rules for check digits (wiki.dnb.de, page 57901746, in German).

    >>> gnd("(DE-588)118540238"), gnd("https://d-nb.info/gnd/4074335-4")
    ('118540238', '4074335-4')
    """
    match = _GND.match(plain(text))
    if not match:
        return None
    found = match[1].upper()
    body = found[:-1].removesuffix("-")
    total = sum(int(digit) * weight for digit, weight in zip(reversed(body), range(2, 12), strict=False))
    # the numbers of subjects and bodies from before 2012, with a hyphen, count the other way
    return found if "0123456789X"[(total if "-" in found else -total) % 11] == found[-1] else None
