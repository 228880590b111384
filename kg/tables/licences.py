"""Licences: spellings, names and addresses to the licence's canonical IRI, its label and SPDX id.

The tables hold licences one by one: those of publications and data in ``licences.ttl``, the rest of the SPDX
list in ``spdx.ttl``. Three things of Creative Commons are rules, because their names
are made by rules: the name in words or initials, the address with its endings, and the licences
adapted to a jurisdiction, whose address is that of the unported licence and a code.

See: https://spdx.org/licenses/ and https://creativecommons.org/licenses/list.en
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from kg.tables import scheme

__all__ = ["licence", "licence_label", "licence_spdx", "licence_version", "licences"]

_FILES = ("licences.ttl", "spdx.ttl")
_URL = re.compile(r"(?:[a-z]+://|www\.|creativecommons\.org/)[^\s<>\"'|\\^`{}]+", re.IGNORECASE)
_HOST = re.compile(r"[a-z]+://(?:www\.)?|www\.")
_ENDING = re.compile(r"/(?:legalcode|deed|rdf)(?:[._-][\w.-]*)?\Z|[?].*\Z|[/.,;:)\]]+\Z")
_PORTED = re.compile(r"(.+)/([0-9.]+)/([a-z]+)\Z")
_NAME = re.compile(
    r"\bcc[\s_-]*by((?:[\s_,/+–—-]+(?:nc|nd|sa))*)(?![a-z])[\s_,:()«»/-]*"
    r"(?:(?:public )?(?:licen[cs]e|licencia|licen[cç]a|licenza|lizenz)[\s_,:()/-]*)?"
    r"(?:v(?:ersion)?[\s.]*)?([1-4]\.[0-5]|[34])(?![.]?[0-9])[\s_(,/-]*(?=(.*))"
)
_ELSEWHERE = re.compile(r"[^\W\d_][^\W\d_]+(?:[\s-][^\W\d_]+)?")
_LICENCE = re.compile(r"li[cz]en|deed|legal|code|public|unless|only|later|version|and|see|with")
_ATTRIBUTION = re.compile(r"\bcc[\s_-]*by\b")
_JOINT = re.compile(r"[\s-]")
_SPACED_DASH = re.compile(r"\s*([-–/])\s*")
_ELEMENTS = ("nc", "nd", "sa")
_ONLY_PORTED = "2.1"


@cache
def _licences() -> Mapping[str, scheme.Concept]:
    return {concept.iri: concept for file in _FILES for concept in scheme.members(file)}


def _key(url: str) -> str:
    """An address without what does not tell licences apart: protocol, www, language, final slash."""
    key, before = _HOST.sub("", url.casefold(), count=1), ""
    while key != before:
        key, before = _ENDING.sub("", key), key
    return key


@cache
def _urls() -> Mapping[str, str]:
    return {
        _key(value): iri
        for iri, concept in _licences().items()
        for value in (iri, *concept.all("skos:exactMatch", "skos:hiddenLabel"))
        if "://" in value
    }


@cache
def _spellings() -> Mapping[str, str]:
    labels = scheme.by_label(_licences().values())
    return {label: concept.iri for label, concept in labels.items()} | {**_notations()}


@cache
def _notations() -> Mapping[str, str]:
    return {scheme.fold(id_): iri for iri in _licences() if (id_ := licence_spdx(iri))}


@cache
def _jurisdictions() -> Mapping[str, scheme.Concept]:
    return {c.one("skos:notation"): c for c in scheme.members("jurisdictions.ttl")}


@cache
def _places() -> tuple[tuple[str, str], ...]:
    """Names of jurisdictions, longest first, with their codes."""
    names = scheme.by_label(_jurisdictions().values())
    return tuple((name, names[name].one("skos:notation")) for name in sorted(names, key=len, reverse=True))


@cache
def _words() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """A pattern of all words of licence names, longest first, and what each one is in initials."""
    labels = scheme.by_label(scheme.members("licence-words.ttl"))
    longest_first = sorted(labels, key=len, reverse=True)
    pattern = "|".join(re.escape(label).replace(r"\ ", r"[\s-]*") for label in longest_first)
    initials = {_JOINT.sub("", label): concept.one("skos:notation") for label, concept in labels.items()}
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)"), initials


def _adapted(unported: str, version: str, port: str) -> str:
    """The address of a licence adapted to a jurisdiction, given its unported one."""
    return f"{unported.rsplit('/', 2)[0]}/{version}/{port}/"


def _by_url(url: str) -> str:
    """The licence at an address; a part of a page that is not told apart counts as the page."""
    return _by_key(_key(url)) or _by_key(_key(url.partition("#")[0]))


def _by_key(key: str) -> str:
    ported = _PORTED.match(key)
    if key in _urls() or not ported or ported[3] not in _jurisdictions():
        return _urls().get(key, "")
    like = "2.0" if ported[2] == _ONLY_PORTED else ported[2]
    unported = _urls().get(f"{ported[1]}/{like}", "")
    return unported and (unported if like == "4.0" else _adapted(unported, ported[2], ported[3]))


def _port(rest: str) -> str | None:
    """The code of the jurisdiction that the text after a version begins with, ``""`` for none.

    It is ``None`` where a word or two end the text that may be the name of one, in whatever language.
    """
    rest = rest.strip(" ()[]«».")
    for name, code in _places():
        if rest.startswith(name) and not rest[len(name) : len(name) + 1].isalnum():
            return code
    if rest in _jurisdictions():
        return rest
    return None if _ELSEWHERE.fullmatch(rest) and not _LICENCE.search(rest) else ""


def _names(text: str) -> Iterator[str]:
    """The licences of Creative Commons that a text names with their version."""
    pattern, initials = _words()
    plain = pattern.sub(lambda word: f" {initials[_JOINT.sub('', word[0])]} ", scheme.fold(text))
    for match in _NAME.finditer(_SPACED_DASH.sub(r"\1", plain)):
        yield from _named(match[1], match[2], match[3])
    if not _ATTRIBUTION.search(plain):
        # beside a licence without a version nobody knows which of the two is meant
        yield from (_dedicated()[1][match[0]] for match in _dedicated()[0].finditer(scheme.fold(text)))


@cache
def _dedicated() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """A pattern of the names of the tools for the public domain, of which there is one version each."""
    names = {
        label: concept.iri
        for label, concept in scheme.by_label(_licences().values()).items()
        if "/publicdomain/" in concept.iri and "://" not in label
    }
    names |= {label: iri for label, iri in _notations().items() if "/publicdomain/" in iri}
    longest_first = "|".join(re.escape(label) for label in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{longest_first})(?![\w-])"), names


def _named(elements: str, number: str, rest: str) -> Iterator[str]:
    kind = "-".join(("cc-by", *(element for element in _ELEMENTS if element in elements)))
    version = number if "." in number else f"{number}.0"
    like = "2.0" if version == _ONLY_PORTED else version
    unported, port = _notations().get(f"{kind}-{like}", ""), "" if version == "4.0" else _port(rest)
    if unported and port:
        yield _adapted(unported, version, port)
    elif unported and port is not None and version != _ONLY_PORTED:
        yield unported


@lru_cache(maxsize=4096)  # sources write the same few over and over, some of them long
def licence(text: str) -> str:
    """The canonical IRI of the licence that a text means; ``""`` if unknown or ambiguous.

    The text is a name, an SPDX id, an address, or a statement with one of these in it; the first
    known address in it counts before names. A name of Creative Commons without a version is not a
    licence: there are five of them.

    >>> licence(" http://creativecommons.org/licenses/by/3.0/igo/legalcode")
    'https://creativecommons.org/licenses/by/3.0/igo/'
    >>> licence("CC-BY-NC-ND-4.0"), licence("Namensnennung 3.0 Deutschland")
    ('https://creativecommons.org/licenses/by-nc-nd/4.0/', 'https://creativecommons.org/licenses/by/3.0/de/')
    >>> licence("cc-by"), licence("info:eu-repo/semantics/openAccess")
    ('', '')
    """
    known = _spellings().get(scheme.fold(text), "")
    if known:
        return known
    for url in _URL.findall(text):
        if found := _by_url(url):
            return found
    named = set(_names(text))
    distinct = {one for one in named if not any(other != one and other.startswith(one) for other in named)}
    return distinct.pop() if len(distinct) == 1 else ""


def _unported(iri: str) -> tuple[scheme.Concept | None, str, str]:
    """The licence of the table that a canonical IRI is, or is adapted from; version and jurisdiction."""
    ported = _PORTED.match(iri.rstrip("/"))
    if iri in _licences() or not ported:
        return _licences().get(iri), "", ""
    like = "2.0" if ported[2] == _ONLY_PORTED else ported[2]
    return _licences().get(f"{ported[1]}/{like}/"), ported[2], ported[3]


def licence_label(iri: str) -> str:
    """The English name of a canonical licence IRI; ``""`` if unknown.

    >>> licence_label("https://creativecommons.org/licenses/by-nc/2.0/uk/")
    'Creative Commons Attribution-NonCommercial 2.0 England and Wales'
    """
    concept, version, port = _unported(iri)
    label = concept.one("skos:prefLabel") if concept else ""
    if not port or not label:
        return label
    place = _jurisdictions().get(port)
    return f"{label.rsplit(' ', 2)[0]} {version} {place.one('skos:prefLabel')}" if place else ""


def licence_spdx(iri: str) -> str:
    """The SPDX id of a canonical licence IRI; ``""`` where SPDX has none.

    >>> licence_spdx("https://creativecommons.org/publicdomain/zero/1.0/")
    'CC0-1.0'
    """
    concept = _licences().get(iri)
    return concept.one("skos:notation") if concept else ""


def licence_version(iri: str) -> str:
    """The version of a publication that the licence is for, whatever the source says; ``""`` for any.

    >>> licence_version("https://www.springer.com/tdm"), licence_version("https://spdx.org/licenses/MIT")
    ('tdm', '')
    """
    concept = _licences().get(iri)
    return concept.one("skos:scopeNote") if concept else ""


def licences() -> tuple[str, ...]:
    """The canonical IRIs of the table, in its order."""
    return tuple(_licences())
