"""IRIs: which text is one, how a web address becomes one, and how ours are minted."""

from __future__ import annotations

import re
import unicodedata
from typing import NewType
from urllib.parse import quote

__all__ = ["Iri", "iri", "mint", "slug", "url"]

Iri = NewType("Iri", str)

# ucschar and pchar of RFC 3987: no private use, no code point that is no character.
_UCS = (
    "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
    + "".join(f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 14))
    + "\U000e1000-\U000efffd"
)
_CHARACTER = f"A-Za-z0-9._~!$&'()*+,;=\\-{_UCS}"


def _run(more: str) -> str:
    """Any number of characters, ``more`` among them, some percent-encoded; never tried twice."""
    return rf"[{_CHARACTER}{more}]*+(?:%[0-9A-Fa-f]{{2}}[{_CHARACTER}{more}]*+)*+"


_HOST = rf"(?:{_run(':')}@)?{_run('')}(?::[0-9]*)?"
_REST = _run(":@/")
_MORE = _run(":@/?")
_IRI = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.-]*:(?!\Z)(?://{_HOST}(?:(?=/){_REST})?|(?!//){_REST})(?:\?{_MORE})?(?:\#{_MORE})?\Z"
)
_WEB = re.compile(r"((?:https?|ftp)://[^/?#\s]+)([^#]*)(?:#(.*))?\Z", re.IGNORECASE | re.DOTALL)
_NOT_IN_URL = re.compile(rf"%(?![0-9A-Fa-f]{{2}})|[^{_CHARACTER}:@/?%\ud800-\udfff]")


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
    if len(segments) == 1:
        return Iri(base + last)
    above = [one if one.isalnum() and one.isascii() else _encoded(one, "") for one in segments[:-1]]
    return Iri(f"{base}{'/'.join(above)}/{last}")


_PLAIN = re.compile(r"[A-Za-z0-9._~()!$'*,;=:@+-]*\Z")
_PLAIN_LAST = re.compile(r"[A-Za-z0-9._~()!$'*,;=:@+/-]*\Z")


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
