"""Digital Object Identifiers: what belongs to them, and what only stands around them."""

from __future__ import annotations

import re
from typing import NewType
from urllib.parse import unquote

from kg.ids.spelling import cut, plain

__all__ = ["Doi", "doi", "fundref", "registered"]

Doi = NewType("Doi", str)

_SURE = "[A-Za-z0-9._:;+-]*"
_COMMON = re.compile(
    rf"(?:https?://(?:dx\.)?doi\.org/)?(10\.[0-9]{{4,9}}/{_SURE}(?:\({_SURE}\){_SURE})*[A-Za-z0-9])\Z"
)
"""Most DOIs: nothing in them can be anything else."""

_RESOLVER = (
    r"(?:https?[:/\\]+|//)?(?:(?:dx|www)[.-])*doi[.-]org(?:\.[\w.-]+)?(?::[0-9]+)?[/\\:]+"
    r"|(?:https?://)?(?:hdl\.handle\.net|doi\.acm\.org)/"
)
_BEFORE = re.compile(
    rf"(?:[\s<(\[{{\"'“‘«]+|(?P<resolver>{_RESOLVER})|(?:urn:|info:)?doi(?![a-z])[\s:=/.)\]]*|doi(?=10\.)|hdl:)*",
    re.IGNORECASE,
)
_DOI = re.compile(r"(10\.[0-9]{3,9}(?:\.[0-9]+)*)(?:/|%2F)(\S*)(?:\s+(.*))?\Z", re.IGNORECASE | re.DOTALL)
_BEHIND = re.compile(
    r"[(\[]*(?:doi\b|epub\b|ecollection\b|e?-?isbn\b|e?-?issn\b|pmid\b|pmcid\b|pmc[0-9]|medline\b|https?:"
    r"|accessed\b|available\b|retrieved\b|published\b|erratum\b|in press\b)",
    re.IGNORECASE,
)
_LANDING = re.compile(r"(?<=[^/])/(?:abstract|full|fulltext|pdf|epdf|fullpdf)\Z", re.IGNORECASE)
_ESCAPED = re.compile(r"%(?:2F|3A|3B|3C|3E|28|29|5B|5D)", re.IGNORECASE)
_TEX = re.compile(r"\\+([_&%#$<>{}])")
_FUNDER = re.compile(r"[1-9][0-9]{8,11}\Z")


def doi(text: str) -> Doi | None:
    """A DOI alone, in the case in which it is written.

    Resolvers, prefixes, quotes, points and brackets around it go, and a note behind it such as
    ``[doi]`` or ``Epub 2019``; so do dashes, escapes and unseen characters that are no part of any DOI,
    and the last step of a publisher's address (``/full``, ``/pdf``, ...). Brackets in pairs, ``<``,
    ``;`` and ``#`` are part of it. What is broken by a blank is none, for half of it may be another's.

    DOIs are compared without regard to case: see :func:`kg.ids.comparable`.

    See: DOI Handbook, section 2 (numbering).

    >>> doi("http://dx.doi.org/10.1186/1471-2458-11-S5-S4"), doi("(doi: 10.1000/182).")
    ('10.1186/1471-2458-11-S5-S4', '10.1000/182')
    >>> doi("http://doi.acm.org/10.1145/1137627.1137631")
    '10.1145/1137627.1137631'
    >>> doi("DOI") is None, doi("10.1126/science. 1109070") is None
    (True, True)
    """
    common = _COMMON.match(text)
    if common:
        return Doi(common[1])
    found = _once(text)
    while found and (again := _once(found)) != found:
        found = again
    return Doi(found) if found else None


def registered(text: str) -> Doi | None:
    """A DOI in the field of the agency that registered it: there a final dot belongs to it.

    The two forms compare equal, for others who write it cannot be told from those who end a sentence.

    >>> registered("10.1000/abc."), registered("https://doi.org/10.1000/abc."), doi("10.1000/abc.")
    ('10.1000/abc.', '10.1000/abc', '10.1000/abc')
    """
    found = doi(text)
    dotted = found and text.startswith(found) and not text[len(found) :].strip(".")
    return Doi(text) if dotted else found


def _once(text: str) -> str:
    """The DOI without the outermost layer of what stands around it, or ``""``."""
    bare = plain(_TEX.sub(r"\1", text) if "\\" in text else text)
    before = _BEFORE.match(bare)
    match = _DOI.match(bare, before.end() if before else 0)
    if match is None or (match[3] and not _BEHIND.match(match[3])):
        return ""
    suffix = _written(match[2], resolved=bool(before and before["resolver"]))
    return f"{match[1]}/{suffix}" if suffix else ""


def _written(suffix: str, *, resolved: bool) -> str:
    """The suffix without the code of its surroundings and without what stands behind it."""
    if resolved:
        suffix = unquote(re.sub(r"\?.*|#(?=[A-Za-z])[\w.=&-]*\Z", "", suffix))
    if "%" in suffix:
        suffix = _ESCAPED.sub(lambda code: unquote(code[0]), suffix)
    while True:
        shorter = _LANDING.sub("", cut(suffix))
        if shorter == suffix:
            return suffix
        suffix = shorter


def fundref(text: str) -> Doi | None:
    """A DOI of the Open Funder Registry; a number alone is one below its prefix.

    >>> fundref("501100000925"), fundref("http://dx.doi.org/10.13039/501100000925")
    ('10.13039/501100000925', '10.13039/501100000925')
    """
    bare = plain(text)
    return Doi(f"10.13039/{bare}") if _FUNDER.match(bare) else doi(text)
