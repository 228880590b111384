"""Identifiers: text as people write it -> its normal form or ``None``; and the minting of IRIs.

Each function takes what a catalogue really holds (a prefix, a URL, a wrong hyphen, text behind the
number) and gives back the one form the graph uses, or ``None`` where the text is not such an
identifier or its check digit is wrong. The normal forms are NewTypes that nothing else makes, so
that mypy finds a reader that passes raw text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NewType
from urllib.parse import quote, unquote

__all__ = [
    "LINKING",
    "SCHEMES",
    "Doi",
    "Iri",
    "Orcid",
    "arxiv",
    "comparable",
    "doi",
    "handle",
    "iri",
    "isbn",
    "isni",
    "issn",
    "lccn",
    "mint",
    "normalise",
    "oclc",
    "orcid",
    "pii",
    "pmcid",
    "pmid",
    "recognise",
    "ror",
    "slug",
    "url",
]

Iri = NewType("Iri", str)
Doi = NewType("Doi", str)
Orcid = NewType("Orcid", str)

# ucschar and pchar of RFC 3987: no private use, no code point that is no character.
_UCS = (
    "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
    + "".join(f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 14))
    + "\U000e1000-\U000efffd"
)
_CHARACTER = f"A-Za-z0-9._~!$&'()*+,;=\\-{_UCS}"
_HOST = rf"(?:(?:[{_CHARACTER}:]|%[0-9A-Fa-f]{{2}})*@)?(?:[{_CHARACTER}]|%[0-9A-Fa-f]{{2}})*(?::[0-9]*)?"
_REST = rf"(?:[{_CHARACTER}:@/]|%[0-9A-Fa-f]{{2}})*"
_MORE = rf"(?:[{_CHARACTER}:@/?]|%[0-9A-Fa-f]{{2}})*"
_IRI = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.-]*:(?!\Z)(?://{_HOST}(?:(?=/){_REST})?|(?!//){_REST})(?:\?{_MORE})?(?:\#{_MORE})?\Z"
)
_WEB = re.compile(r"((?:https?|ftp)://[^/?#\s]+)([^#]*)(?:#(.*))?\Z", re.IGNORECASE | re.DOTALL)
_NOT_IN_URL = re.compile(rf"%(?![0-9A-Fa-f]{{2}})|[^{_CHARACTER}:@/?%\ud800-\udfff]")
_DOI = re.compile(r"(10\.[0-9]{3,9}(?:\.[0-9]+)*/\S*[^\s.,;])", re.IGNORECASE)
_DOI_PREFIX = re.compile(
    r"(?:https?://)?(?:dx\.|www\.)?doi\.org/|(?:urn:|info:)?doi[:/]\s*|doi\s+", re.IGNORECASE
)
_PMID = re.compile(
    r"(?:pmid:?\s*|https?://(?:www\.ncbi\.nlm\.nih\.gov/pubmed|pubmed\.ncbi\.nlm\.nih\.gov)/|/pubmed/)?0*([1-9][0-9]{0,8})/?\Z",
    re.IGNORECASE,
)
_PMCID = re.compile(
    r"(?:pmcid:?\s*|https?://(?:www\.ncbi\.nlm\.nih\.gov/pmc|pmc\.ncbi\.nlm\.nih\.gov)/articles/|/pmc/articles/)?PMC0*([1-9][0-9]{0,9})(?:\.[0-9]+)?/?\Z",
    re.IGNORECASE,
)
_SIXTEEN = re.compile(
    r"(?:https?://)?(?:www\.)?(?:orcid\.org/|isni\.org/(?:isni/)?|orcid:?\s*|isni:?\s*)?((?:[0-9][\s-]?){15}[0-9X])/?\Z",
    re.IGNORECASE,
)
_ISSN = re.compile(r"(?:e?issn:?\s*)?([0-9]{4})[\s-]?([0-9]{3}[0-9X])(?:\s|\(|\Z)", re.IGNORECASE)
_ISBN = re.compile(
    r"(?:isbn(?:-1[03])?:?\s*)?((?:97[89][\s-]?)?(?:[0-9][\s-]?){9}[0-9X])(?![0-9])", re.IGNORECASE
)
_ROR = re.compile(r"(?:https?://)?(?:ror\.org/)?(0[a-hj-km-np-tv-z0-9]{6}[0-9]{2})/?\Z", re.IGNORECASE)
_ARXIV = re.compile(
    r"(?:https?://arxiv\.org/(?:abs|pdf)/|arxiv:\s*)?([0-9]{4}\.[0-9]{4,5}(?:v[0-9]+)?|[a-z-]+(?:\.[A-Z]{2})?/[0-9]{7}(?:v[0-9]+)?)(?:\.pdf)?\Z",
    re.IGNORECASE,
)
_HANDLE = re.compile(
    r"(?:https?://hdl\.handle\.net/|hdl:\s*|info:hdl/)([0-9]+(?:\.[0-9]+)*/\S+)\Z|([0-9]+(?:\.[0-9]+)*/\S+)\Z",
    re.IGNORECASE,
)


def iri(text: str) -> Iri | None:
    """An absolute IRI that can stand in RDF as it is, or ``None``.

    The whole syntax counts, not the IRIREF production of N-Triples alone: a store that checks IRIs
    refuses every line beside one with ``%zz``, a bracket or a second ``#``. Addresses in brackets
    (IPv6) and private characters are left out.

    See: RFC 3987, section 2.2.

    >>> iri("https://orcid.org/0000-0002-1825-0097")
    'https://orcid.org/0000-0002-1825-0097'
    >>> iri("https://doi.org/10.1002/(SICI)1<1:A>3.0.CO;2") is None
    True
    """
    return Iri(text) if _IRI.match(text) else None


def url(text: str) -> Iri | None:
    """A web address, with what an IRI cannot hold percent-encoded; ``None`` if it is none.

    >>> url(" http://example.org/a b[1] 5% ")
    'http://example.org/a%20b%5B1%5D%205%25'
    """
    match = _WEB.match(text.strip())
    if not match:
        return None
    host, path, fragment = match[1], _escaped(match[2]), match[3]
    return iri(host + path if fragment is None else f"{host}{path}#{_escaped(fragment)}")


def _escaped(text: str) -> str:
    return _NOT_IN_URL.sub(lambda found: quote(found[0]), text)


def doi(text: str) -> Doi | None:
    """A DOI without its prefix, in the case in which it is written.

    DOIs are compared without regard to case: see :func:`comparable`.

    >>> doi("http://dx.doi.org/10.1186/1471-2458-11-S5-S4")
    '10.1186/1471-2458-11-S5-S4'
    >>> doi("DOI") is None
    True
    """
    stripped = text.strip()
    found = _DOI_PREFIX.match(stripped)
    bare = stripped[found.end() :] if found else stripped
    if found and "%" in bare:
        bare = unquote(bare)
    match = _DOI.fullmatch(bare) or _DOI.fullmatch(bare.rstrip(".,; "))
    return Doi(match[1]) if match else None


def pmid(text: str) -> str | None:
    """A PubMed identifier: one to nine digits without leading zeros.

    >>> pmid("https://pubmed.ncbi.nlm.nih.gov/22168441/")
    '22168441'
    """
    match = _PMID.match(text.strip())
    return match[1] if match else None


def pmcid(text: str) -> str | None:
    """A PubMed Central identifier with its letters.

    >>> pmcid("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC3247027/")
    'PMC3247027'
    """
    match = _PMCID.match(text.strip())
    return f"PMC{match[1]}" if match else None


def _mod_11_2(digits: str) -> str:
    """The check character of ISO 7064 MOD 11-2 for the digits before it."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11]


def _sixteen(text: str) -> str | None:
    match = _SIXTEEN.match(text.strip())
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


def issn(text: str) -> str | None:
    """An ISSN with its hyphen, its check digit verified.

    >>> issn("1471-2458 (electronic)")
    '1471-2458'
    >>> issn("1471-2459") is None
    True
    """
    match = _ISSN.match(text.strip())
    if not match:
        return None
    digits = (match[1] + match[2]).upper()
    total = sum(int(digit) * weight for digit, weight in zip(digits[:7], range(8, 1, -1), strict=True))
    return f"{digits[:4]}-{digits[4:]}" if "0123456789X"[-total % 11] == digits[7] else None


def isbn(text: str) -> str | None:
    """An ISBN of 10 or 13 characters without hyphens, its check digit verified.

    >>> isbn("1558612742 (pbk. : alk. paper)")
    '1558612742'
    """
    match = _ISBN.match(text.strip())
    if not match:
        return None
    digits = re.sub(r"[\s-]", "", match[1]).upper()
    if len(digits) == 13:
        total = (
            sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(digits[:12]))
            if digits[:12].isdigit()
            else -1
        )
        return digits if total >= 0 and str(-total % 10) == digits[12] else None
    total = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True))
    return digits if "0123456789X"[-total % 11] == digits[9] else None


def ror(text: str) -> str | None:
    """A ROR identifier: its nine characters in lower case, its checksum verified.

    See: https://ror.readme.io/docs/identifier (Crockford base 32, ISO 7064 MOD 97-10).

    >>> ror("https://ror.org/01rxfrp27")
    '01rxfrp27'
    """
    match = _ROR.match(text.strip())
    if not match:
        return None
    text = match[1].lower()
    number = 0
    for character in text[:7]:
        number = number * 32 + "0123456789abcdefghjkmnpqrstvwxyz".index(character)
    return text if 98 - number * 100 % 97 == int(text[7:]) else None


def arxiv(text: str) -> str | None:
    """An arXiv identifier without its prefix.

    >>> arxiv("arXiv:2101.00001v2")
    '2101.00001v2'
    """
    match = _ARXIV.match(text.strip())
    return match[1] if match else None


def handle(text: str) -> str | None:
    """A Handle without its resolver.

    >>> handle("http://hdl.handle.net/10036/4298")
    '10036/4298'
    """
    match = _HANDLE.match(text.strip())
    return (match[1] or match[2]) if match else None


def oclc(text: str) -> str | None:
    """An OCLC control number as digits.

    >>> oclc("(OCoLC)ocm47013195")
    '47013195'
    """
    match = re.match(
        r"(?:\(OCoLC\))?\s*(?:ocm|ocn|on)?0*([1-9][0-9]{0,11})\s*\Z", text.strip(), re.IGNORECASE
    )
    return match[1] if match else None


def lccn(text: str) -> str | None:
    """A Library of Congress control number in the Library's normal form.

    See: https://www.loc.gov/marc/lccn-namespace.html

    >>> lccn("85-2 ")
    '85000002'
    """
    bare = re.sub(r"\s+", "", text).split("/")[0].lower()
    front, hyphen, serial = bare.partition("-")
    if hyphen:
        bare = front + serial.zfill(6)
    return bare if re.fullmatch(r"[a-z]{0,3}[0-9]{8}(?:[0-9]{2})?", bare) else None


def pii(text: str) -> str | None:
    """A Publisher Item Identifier as it is written, without blanks.

    >>> pii(" S0140-6736(99)01234-5 ")
    'S0140-6736(99)01234-5'
    """
    bare = re.sub(r"\s+", "", text)
    return bare if re.fullmatch(r"[\x21-\x7e]{3,64}", bare) else None


def _ringgold(text: str) -> str | None:
    match = re.match(r"(?:ringgold:?\s*)?([1-9][0-9]{2,7})\Z", text.strip(), re.IGNORECASE)
    return match[1] if match else None


def _grid(text: str) -> str | None:
    match = re.match(
        r"(?:https?://(?:www\.)?grid\.ac/institutes/)?(grid\.[0-9]+\.[0-9a-f]+)\Z",
        text.strip(),
        re.IGNORECASE,
    )
    return match[1].lower() if match else None


def _nlm(text: str) -> str | None:
    match = re.match(r"[0-9]{7,9}[AR]?\Z", text.strip(), re.IGNORECASE)
    return match[0].upper() if match else None


def _any(text: str) -> str | None:
    """Any identifier that holds neither blanks nor controls."""
    bare = text.strip()
    return bare if bare and not re.search(r"[\x00-\x20\x7f]", bare) else None


SCHEMES: Mapping[str, Callable[[str], str | None]] = MappingProxyType(
    {
        "doi": doi,
        "pmid": pmid,
        "pmcid": pmcid,
        "arxiv": arxiv,
        "handle": handle,
        "isbn": isbn,
        "issn": issn,
        "eissn": issn,
        "issnl": issn,
        "nlm": _nlm,
        "oclc": oclc,
        "lccn": lccn,
        "pii": pii,
        "nihmsid": _any,
        "bookaccession": _any,
        "orcid": orcid,
        "isni": isni,
        "ror": ror,
        "grid": _grid,
        "ringgold": _ringgold,
        "fundref": doi,
        "local": _any,
    }
)
"""Every scheme that an identifier can have, with the function that normalises it."""

LINKING: tuple[str, ...] = ("doi", "pmid", "pmcid", "arxiv", "handle", "bookaccession")
"""Schemes that name one expression, strongest first: IRIs are minted from the first that a record
has, and two records that share one describe the same expression. An ISBN is not among them: the
volumes of a set and the chapters of a book share theirs."""


def normalise(scheme: str, text: str) -> str | None:
    """The normal form of an identifier of a scheme of :data:`SCHEMES`, or ``None``.

    Raises:
        KeyError: there is no such scheme.
    """
    return SCHEMES[scheme](text)


def comparable(scheme: str, value: str) -> str:
    """What is equal for two identifiers that are the same: case and the two lengths of ISBN folded.

    >>> comparable("doi", "10.1186/1471-2458-11-S5-S4")
    '10.1186/1471-2458-11-s5-s4'
    >>> comparable("isbn", "1558612742")
    '9781558612747'
    """
    if scheme in {"doi", "fundref", "handle", "arxiv"}:
        return value.lower()
    if scheme == "isbn" and len(value) == 10:
        body = "978" + value[:9]
        total = sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(body))
        return f"{body}{-total % 10}"
    return value


def recognise(text: str) -> tuple[str, str] | None:
    """The scheme and normal form of an identifier of unstated scheme, or ``None``.

    A number alone is taken for a PMID.

    >>> recognise("PMC3247027"), recognise("doi:10.1000/1"), recognise("nothing")
    (('pmcid', 'PMC3247027'), ('doi', '10.1000/1'), None)
    """
    for scheme in ("doi", "pmcid", "pmid", "arxiv", "orcid", "issn", "isbn", "ror"):
        value = SCHEMES[scheme](text)
        if value is not None:
            return scheme, value
    return None


def mint(base: str, *segments: str) -> Iri:
    """An IRI below the base, each segment percent-encoded; ``/`` stays in the last segment.

    Letters beyond ASCII are kept, as RFC 3987 allows, in Unicode normal form C.

    Raises:
        UnicodeEncodeError: a segment holds half a surrogate pair.

    >>> mint("https://example.org/kg/", "expression", "doi", "10.1002/(SICI)1<1:A>3.0.CO;2-#")
    'https://example.org/kg/expression/doi/10.1002/(SICI)1%3C1:A%3E3.0.CO;2-%23'
    """
    last = segments[-1]
    if not _PLAIN_LAST.match(last):
        last = _encoded(last, "/")
    return Iri(f"{_below(base, segments[:-1])}{last}")


_PLAIN = re.compile(r"[A-Za-z0-9._~()!$'*,;=:@+-]*\Z")
_PLAIN_LAST = re.compile(r"[A-Za-z0-9._~()!$'*,;=:@+/-]*\Z")


@lru_cache(maxsize=1024)
def _below(base: str, segments: tuple[str, ...]) -> str:
    plain = [one if _PLAIN.match(one) else _encoded(one, "") for one in segments]
    return base + "".join([f"{one}/" for one in plain])


def _encoded(segment: str, keep: str) -> str:
    normal = unicodedata.normalize("NFC", segment)
    return "".join(character if _kept(character, keep) else quote(character, safe="") for character in normal)


def _kept(character: str, keep: str) -> bool:
    if character < "\x80":
        return character in keep or _PLAIN.match(character) is not None
    return "\xa0" <= character <= "\ufdcf" and character.isalnum() and not "\ud800" <= character <= "\uf8ff"


def slug(text: str) -> str:
    """A name folded for comparison: compatibility forms, case and runs of punctuation removed.

    >>> slug("BioMed  Central Ltd.")
    'biomed-central-ltd'
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", "-", folded).strip("-")
