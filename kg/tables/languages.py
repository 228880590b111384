"""Languages: codes, tags and names of ISO 639 to the code of ISO 639-2 for bibliographies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from kg import context
from kg.tables import scheme

__all__ = ["language", "language_name", "tag"]

_FILE = "languages.ttl"
_SUBTAGS = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})+\Z")


def _code(concept: scheme.Concept) -> str:
    return concept.iri.removeprefix(context.prefixes()["iso639-2"])


@cache
def _languages() -> Mapping[str, scheme.Concept]:
    return {_code(concept): concept for concept in scheme.members(_FILE)}


@cache
def _codes() -> Mapping[str, str]:
    """Each code, old or new, with the bibliographic one."""
    return {
        code: bibliographic
        for bibliographic, concept in _languages().items()
        for code in (bibliographic, *concept.all("skos:notation", "kg:languageTag"))
    }


@cache
def _names() -> Mapping[str, str]:
    return {label: _code(concept) for label, concept in scheme.by_label(scheme.members(_FILE)).items()}


def language(text: str) -> str:
    """The ISO 639-2/B code that a code, a BCP 47 tag, or a name means; ``""`` if unknown.

    >>> language("en-US"), language("deu"), language("Español"), language("German"), language("xx")
    ('eng', 'ger', 'spa', 'ger', '')
    """
    folded = scheme.fold(text)
    subtags = _SUBTAGS.match(folded)
    # "Ga" is a language of Ghana, and "ga" is the code of Irish
    tables = (_names(), _codes()) if text.strip().istitle() else (_codes(), _names())
    found = next((table[folded] for table in tables if folded in table), "")
    return found or _codes().get(subtags[1] if subtags else "", "")


def tag(code: str) -> str:
    """The BCP 47 tag of an ISO 639-2 code; ``""`` for the codes that name no language.

    >>> tag("eng"), tag("grc"), tag("und")
    ('en', 'grc', '')
    """
    concept = _languages().get(_codes().get(code, ""))
    return concept.one("kg:languageTag") if concept else ""


def language_name(code: str) -> str:
    """The English name of an ISO 639-2 code.

    >>> language_name("ger"), language_name("xyz")
    ('German', '')
    """
    concept = _languages().get(_codes().get(code, ""))
    return concept.one("skos:prefLabel") if concept else ""
