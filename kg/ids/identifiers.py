"""The functions that normalise identifiers, one a scheme, with their check digits."""

from __future__ import annotations

import re
from typing import NewType
from urllib.parse import unquote

__all__ = [
    "Doi",
    "Orcid",
    "anything",
    "ark",
    "arxiv",
    "doi",
    "eid",
    "gnd",
    "grid",
    "handle",
    "isbn",
    "isni",
    "issn",
    "lccn",
    "nlm",
    "oclc",
    "omid",
    "openalex",
    "orcid",
    "pii",
    "pmcid",
    "pmid",
    "ringgold",
    "ror",
    "urn",
    "viaf",
    "wikidata",
    "wos",
]

Doi = NewType("Doi", str)
Orcid = NewType("Orcid", str)

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


_SHAPES = {
    scheme: re.compile(rf"{pattern}\Z", re.IGNORECASE)
    for scheme, pattern in {
        "openalex": r"(?:https?://(?:api\.)?openalex\.org/(?:[a-z]+/)?)?([a-z][0-9]{1,12})",
        "omid": r"(?:omid:|meta:|https?://w3id\.org/oc/meta/)?((?:br|ra|ar|re|id)/[0-9]+)",
        "ark": r"(?:https?://[^/\s]+/)?(ark:/?[0-9bcdfghjkmnpqrstvwxz]{5,16}/\S+)",
        "urn": r"(urn:[a-z0-9][a-z0-9-]{0,30}[a-z0-9]:[\x21-\x7e]+)",
        "wikidata": r"(?:https?://(?:www\.)?wikidata\.org/(?:entity|wiki)/)?(Q[1-9][0-9]{0,11})",
        "viaf": r"(?:https?://(?:www\.)?viaf\.org/viaf/|\(viaf\)\s*|viaf:?\s*)?([1-9][0-9]{1,21})/?",
        "gnd": r"(?:https?://d-nb\.info/gnd/|\(DE-588[abc]?\)\s*|gnd:?\s*)?([0-9]{7,10}[0-9X]|[0-9]{1,9}-[0-9X])",
        "wos": r"(?:(?:wos|isi):?\s*)?(A19[0-9]{2}[A-Z0-9]{10}|[0-9]{15})",
        "eid": r"(?:eid=?:?\s*)?(2-s2\.0-[0-9]{8,12})",
    }.items()
}


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
    >>> issn("1471-2459"), issn("0000-0000")
    (None, None)
    """
    match = _ISSN.match(text.strip())
    if not match:
        return None
    digits = (match[1] + match[2]).upper()
    total = sum(int(digit) * weight for digit, weight in zip(digits[:7], range(8, 1, -1), strict=True))
    sure = total and "0123456789X"[-total % 11] == digits[7]  # without a total it is all zeros
    return f"{digits[:4]}-{digits[4:]}" if sure else None


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


def ringgold(text: str) -> str | None:
    """A Ringgold identifier of an institution, as digits."""
    match = re.match(r"(?:ringgold:?\s*)?([1-9][0-9]{2,7})\Z", text.strip(), re.IGNORECASE)
    return match[1] if match else None


def grid(text: str) -> str | None:
    """A GRID identifier of an institution, in lower case."""
    match = re.match(
        r"(?:https?://(?:www\.)?grid\.ac/institutes/)?(grid\.[0-9]+\.[0-9a-f]+)\Z",
        text.strip(),
        re.IGNORECASE,
    )
    return match[1].lower() if match else None


def nlm(text: str) -> str | None:
    """An identifier of the catalogue of the National Library of Medicine."""
    match = re.match(r"[0-9]{7,9}[AR]?\Z", text.strip(), re.IGNORECASE)
    return match[0].upper() if match else None


def _shaped(scheme: str, text: str) -> str | None:
    match = _SHAPES[scheme].match(text.strip())
    return match[1] if match else None


def openalex(text: str) -> str | None:
    """An OpenAlex identifier: a letter that tells what it is of, and digits.

    >>> openalex("https://openalex.org/W2741809807")
    'W2741809807'
    """
    found = _shaped("openalex", text)
    return found and found.upper()


def omid(text: str) -> str | None:
    """An OpenCitations Meta identifier: what it is of, and digits.

    >>> omid("omid:br/0601"), omid("meta:br/0601")
    ('br/0601', 'br/0601')
    """
    found = _shaped("omid", text)
    return found and found.lower()


def ark(text: str) -> str | None:
    """An Archival Resource Key with its label, without resolver.

    >>> ark("https://n2t.net/ark:/12345/fk1234")
    'ark:/12345/fk1234'
    """
    found = _shaped("ark", text)
    return found and "ark:" + found[4:]


def urn(text: str) -> str | None:
    """A Uniform Resource Name, its scheme and its space in small letters.

    >>> urn("urn:nbn:de:101:1-201102033592")
    'urn:nbn:de:101:1-201102033592'
    """
    found = _shaped("urn", text)
    if found is None:
        return None
    front, space, name = found.split(":", 2)
    return f"{front.lower()}:{space.lower()}:{name}"


def wikidata(text: str) -> str | None:
    """An item of Wikidata.

    >>> wikidata("http://www.wikidata.org/entity/Q42")
    'Q42'
    """
    found = _shaped("wikidata", text)
    return found and found.upper()


def viaf(text: str) -> str | None:
    """A number of the Virtual International Authority File.

    >>> viaf("http://viaf.org/viaf/102333412")
    '102333412'
    """
    return _shaped("viaf", text)


def gnd(text: str) -> str | None:
    """A number of the Gemeinsame Normdatei, its check character verified.

    See: German National Library, rules for check digits (wiki.dnb.de, page 57901746, in German).

    >>> gnd("(DE-588)118540238"), gnd("https://d-nb.info/gnd/4074335-4")
    ('118540238', '4074335-4')
    """
    found = (_shaped("gnd", text) or "").upper()
    if not found:
        return None
    body = found[:-1].removesuffix("-")
    total = sum(int(digit) * weight for digit, weight in zip(reversed(body), range(2, 12), strict=False))
    # the numbers of subjects and bodies from before 2012, with a hyphen, count the other way
    return found if "0123456789X"[(total if "-" in found else -total) % 11] == found[-1] else None


def wos(text: str) -> str | None:
    """An accession number of the Web of Science, with its database.

    >>> wos("WOS:000262259600009"), wos("ISI:000262259600009")
    ('WOS:000262259600009', 'WOS:000262259600009')
    """
    found = _shaped("wos", text)
    return f"WOS:{found.upper()}" if found else None


def eid(text: str) -> str | None:
    """An electronic identifier of Scopus.

    >>> eid("2-s2.0-84859263141")
    '2-s2.0-84859263141'
    """
    found = _shaped("eid", text)
    return found and found.lower()


def anything(text: str) -> str | None:
    """Any identifier that holds neither blanks nor controls."""
    bare = text.strip()
    return bare if bare and not re.search(r"[\x00-\x20\x7f]", bare) else None
