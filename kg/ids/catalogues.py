"""Numbers of books, serials and catalogues, a function for each, with their check digits."""

from __future__ import annotations

import re

from kg.ids.spelling import plain

__all__ = ["isbn", "issn", "lccn", "nlm", "oclc"]

_ISSN = re.compile(
    r"[<(\[]*(?:urn:issn:|https?://(?:portal|urn)\.issn\.org/(?:resource/)?(?:issn/|urn:issn:)?"
    r"|(?:[epl]-?)?issn(?:-l)?(?:\s?\([^)]*\))?\s*[:=]?\s*|\(issn\)\s*)?"
    r"([0-9]{4})\s?-?\s?([0-9]{3}[0-9X])(?=[\s();:,.\]>/]|\Z)",
    re.IGNORECASE,
)
_ISBN = re.compile(
    r"[<(\[]*(?:urn:isbn:|(?:e-?)?isbn(?:[\s-]?1[03])?(?:\s?\([^)]*\))?\s*[:=]?\s*)?"
    r"((?:97[89][\s-]?)?(?:[0-9][\s-]?){9}[0-9X])(?![0-9A-Z])",
    re.IGNORECASE,
)
_OCLC = re.compile(r"(?:\(OCoLC\))?\s*(?:ocm|ocn|on)?0*([1-9][0-9]{0,11})\s*\Z", re.IGNORECASE)
_NLM = re.compile(r"[0-9]{7,9}[AR]?\Z", re.IGNORECASE)


def issn(text: str) -> str | None:
    """An ISSN with its hyphen, its check digit verified.

    >>> issn("1471-2458 (electronic)"), issn("e-ISSN: 1471\u20132458"), issn("urn:ISSN:14712458")
    ('1471-2458', '1471-2458', '1471-2458')
    >>> issn("1471-2459"), issn("0000-0000")
    (None, None)
    """
    match = _ISSN.match(plain(text))
    if not match:
        return None
    digits = (match[1] + match[2]).upper()
    total = sum(int(digit) * weight for digit, weight in zip(digits[:7], range(8, 1, -1), strict=True))
    sure = total and "0123456789X"[-total % 11] == digits[7]  # without a total it is all zeros
    return f"{digits[:4]}-{digits[4:]}" if sure else None


def isbn(text: str) -> str | None:
    """An ISBN of 10 or 13 characters without hyphens, its check digit verified.

    >>> isbn("1558612742 (pbk. : alk. paper)"), isbn("ISBN-13: 978\u20111\u201155861\u2011274\u20117")
    ('1558612742', '9781558612747')
    """
    match = _ISBN.match(plain(text))
    if not match:
        return None
    digits = re.sub(r"[\s-]", "", match[1]).upper()
    if len(digits) == 13:
        if not digits.isdigit():
            return None
        total = sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(digits[:12]))
        return digits if str(-total % 10) == digits[12] else None
    total = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True))
    return digits if "0123456789X"[-total % 11] == digits[9] else None


def oclc(text: str) -> str | None:
    """An OCLC control number as digits.

    >>> oclc("(OCoLC)ocm47013195")
    '47013195'
    """
    match = _OCLC.match(plain(text))
    return match[1] if match else None


def lccn(text: str) -> str | None:
    """A Library of Congress control number in the Library's normal form.

    See: https://www.loc.gov/marc/lccn-namespace.html

    >>> lccn("85-2 ")
    '85000002'
    """
    bare = re.sub(r"\s+", "", plain(text)).split("/")[0].lower()
    front, hyphen, serial = bare.partition("-")
    if hyphen:
        bare = front + serial.zfill(6)
    return bare if re.fullmatch(r"[a-z]{0,3}[0-9]{8}(?:[0-9]{2})?", bare) else None


def nlm(text: str) -> str | None:
    """An identifier of the catalogue of the National Library of Medicine."""
    match = _NLM.match(plain(text))
    return match[0].upper() if match else None
