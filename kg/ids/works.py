"""Identifiers of publications other than the DOI, a function for each."""

from __future__ import annotations

import re

from kg.ids.spelling import cut, plain

__all__ = [
    "anything",
    "ark",
    "arxiv",
    "eid",
    "handle",
    "omid",
    "openalex",
    "pii",
    "pmcid",
    "pmid",
    "urn",
    "wikidata",
    "wos",
]

_PMID = re.compile(
    r"(?:(?:info:)?(?:pmid|pubmed|medline)(?:\s?id)?[:/]?\s*"
    r"|(?:https?://)?(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov(?:/m)?/pubmed)/|/pubmed/)?"
    r"0*([1-9][0-9]{0,8})(?:\.0)?/?(?:[?#]\S*)?(?:\s*\[[^\]]*\])?\.?\Z",
    re.IGNORECASE,
)
_PMC_ADDRESS = (
    r"(?:https?://)?(?:www\.)?(?:ncbi\.nlm\.nih\.gov/(?:labs/)?pmc|pmc\.ncbi\.nlm\.nih\.gov|europepmc\.org)"
    r"/articles?/(?:PMC/)?|/pmc/articles/"
)
_PMCID = re.compile(
    rf"(?:(?:info:)?pmcid[:/]?\s*|{_PMC_ADDRESS})?PMC\s?0*([1-9][0-9]{{0,9}})(?:\.[0-9]+)?"
    rf"(?:/(?:pdf/\S*)?)?(?:[?#]\S*)?(?:\s*\[[^\]]*\])?\.?\Z"
    rf"|(?:{_PMC_ADDRESS})0*([1-9][0-9]{{0,9}})/?\Z",
    re.IGNORECASE,
)
_ARXIV = re.compile(
    r"(?:(?:https?://)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html|format)/|oai:arxiv\.org:"
    r"|(?:arxiv(?:\s+preprint)?[:\s]\s*)+|info:arxiv/|10\.48550/arxiv\.)?"
    r"([0-9]{4}\.[0-9]{4,5}(?:v[0-9]+)?|[a-z-]+(?:\.[A-Z]{2})?/[0-9]{7}(?:v[0-9]+)?)"
    r"(?:\.pdf)?/?(?:[?#]\S*)?(?:\s*\[[^\]]*\])?\.?\Z",
    re.IGNORECASE,
)
_HANDLE = re.compile(
    r"(?P<address>(?:https?://)?(?:[\w-]+\.)*handle\.net/|hdl:\s*|handle:\s*|info:hdl/)?"
    r"([0-9]+(?:\.[0-9]+)*/\S+)\Z",
    re.IGNORECASE,
)
_SHAPES = {
    scheme: re.compile(rf"{pattern}\Z", re.IGNORECASE)
    for scheme, pattern in {
        "openalex": r"(?:https?://(?:api\.|explore\.)?openalex\.org/(?:[a-z]+/)?)?([a-z][0-9]{1,12})",
        "omid": r"(?:omid:|meta:|https?://w3id\.org/oc/meta/)?((?:br|ra|ar|re|id)/[0-9]+)",
        "ark": r"(?:https?://[^/\s]+/)?(ark:/?[0-9bcdfghjkmnpqrstvwxz]{5,16}/\S+)",
        "urn": r"(urn:[a-z0-9][a-z0-9-]{0,30}[a-z0-9]:[\x21-\x7e]+)",
        "wikidata": r"(?:https?://(?:www\.)?wikidata\.org/(?:entity|wiki)/)?(Q[1-9][0-9]{0,11})",
        "wos": r"(?:(?:wos|isi|ut):?\s*){0,2}(A19[0-9]{2}[A-Z0-9]{10}|[0-9]{15})",
        "eid": r"(?:eid=?:?\s*)?(2-s2\.0-[0-9]{8,12})",
    }.items()
}


def pmid(text: str) -> str | None:
    """A PubMed identifier: one to nine digits without leading zeros.

    A table may have made a number with a fraction of it.

    >>> pmid("https://pubmed.ncbi.nlm.nih.gov/22168441/"), pmid("PMID: 22168441 [PubMed]"), pmid("22168441.0")
    ('22168441', '22168441', '22168441')
    """
    match = _PMID.match(plain(text))
    return match[1] if match else None


def pmcid(text: str) -> str | None:
    """A PubMed Central identifier with its letters, without the version.

    >>> pmcid("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC3247027/"), pmcid("PMC3247027.1")
    ('PMC3247027', 'PMC3247027')
    >>> pmcid("https://www.ncbi.nlm.nih.gov/pmc/articles/3247027"), pmcid("3247027") is None
    ('PMC3247027', True)
    """
    match = _PMCID.match(plain(text))
    return f"PMC{match[1] or match[2]}" if match else None


def arxiv(text: str) -> str | None:
    """An arXiv identifier, new or old, without its prefix; with its version where it is written.

    See: https://info.arxiv.org/help/arxiv_identifier.html

    >>> arxiv("arXiv:2101.00001v2 [cs.CL]"), arxiv("http://arxiv.org/abs/math.GT/0309136")
    ('2101.00001v2', 'math.GT/0309136')
    """
    match = _ARXIV.match(plain(text))
    return match[1] if match else None


def handle(text: str) -> str | None:
    """A Handle without its resolver.

    >>> handle("http://hdl.handle.net/10036/4298?show=full"), handle("hdl:2027/mdp.39015")
    ('10036/4298', '2027/mdp.39015')
    """
    match = _HANDLE.match(plain(text))
    if not match:
        return None
    found = cut(re.sub(r"[?#].*", "", match[2]) if match["address"] else match[2])
    return found if _HANDLE.match(found) else None


def pii(text: str) -> str | None:
    """A Publisher Item Identifier as it is written, without blanks.

    >>> pii(" S0140-6736(99)01234-5 ")
    'S0140-6736(99)01234-5'
    """
    bare = re.sub(r"\s+", "", plain(text))
    return bare if re.fullmatch(r"[\x21-\x7e]{3,64}", bare) else None


def _shaped(scheme: str, text: str) -> str | None:
    match = _SHAPES[scheme].match(plain(text))
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

    >>> urn("urn:NBN:de:101:1-201102033592")
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
