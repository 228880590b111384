"""Words of catalogues and databases: roles, headings, formats, access rights, names of bodies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from kg.tables import scheme

__all__ = ["access", "body", "credit", "format_type", "relation", "role", "section_kind", "version"]

_PARENTHESES = re.compile(r"(?<=\S)\s*[(\[][^()\[\]]*[)\]]\s*\Z")
_WORDS = re.compile(r"[^\W\d_]+")
_PATHS = re.compile(r"[/#]")
_GAPS = re.compile(r"[\s_-]")
_WORD = re.compile(r"\w+")
_UNSPACED = "\u3000"
_JOINTS = re.compile(r"\s*[/,;&+|–—]\s*|\s-\s|\s+(?:and|y|e|et|und|ou|o)\s+")


def _bare(text: str) -> str:
    """A folded label without a note in parentheses at its end, or without the parentheses round it."""
    return _PARENTHESES.sub("", scheme.fold(text)).strip(" :;,.()[]")


def access(text: str) -> str:
    """The access right that a text, a COAR IRI or an ``info:eu-repo`` IRI means.

    >>> access("info:eu-repo/semantics/openAccess"), access("Closed access"), access("CC BY 4.0")
    ('OpenAccess', 'RestrictedAccess', '')
    """
    return scheme.denoted("access.ttl").get(scheme.fold(text).rstrip("/"), "")


def body(name: str) -> str:
    """The kind of body that a name is by its words: ``Group``, ``Organization``, or ``""``.

    Where a name has words of both, the group is what it is: "University Study Group".

    >>> body("The ATLAS Collaboration"), body("University of Turku"), body("Mary Network"), body("Ann Study")
    ('Group', 'Organization', 'Group', 'Group')
    >>> body("Small, Rhonda"), body("World Health Organization Expert Panel")
    ('', 'Group')
    """
    folded = name.casefold()
    known, beginnings = _body_words()
    if folded.isascii() or max(folded) < _UNSPACED:
        found = beginnings.intersection(_WORD.findall(folded))
        if not found:
            return ""  # nearly everyone
        pattern = _bodies(found)
    else:
        pattern = _bodies()
    kinds = {known[word[0]] for word in pattern.finditer(folded)}
    return next((kind for kind in ("Group", "Organization") if kind in kinds), "")


@cache
def _body_words() -> tuple[Mapping[str, str], frozenset[str]]:
    """The kind of body that each word means, and the first words of those that are several."""
    known = scheme.denoted("bodies.ttl")
    return known, frozenset(_WORD.findall(word)[0] for word in known)


@lru_cache(maxsize=1024)
def _bodies(beginnings: frozenset[str] = frozenset()) -> re.Pattern[str]:
    """A pattern of the words of bodies, longest first; only of those that begin so, if that is known.

    That of all words is long, and takes a name half a millisecond.
    """
    known, _ = _body_words()
    sought = [word for word in known if not beginnings or _WORD.findall(word)[0] in beginnings]
    longest_first = sorted(sought, key=len, reverse=True)
    # Chinese and Japanese do not put blanks between words
    told = [rf"(?<!\w){re.escape(word)}(?!\w)" if word < _UNSPACED else word for word in longest_first]
    return re.compile("|".join(told))


def credit(text: str) -> str:
    """The role of CRediT that a term, its address or a spelling of it means; ``""`` if unknown.

    Marks, "and" and "&" count as nothing.

    >>> credit("Writing – review & editing"), credit("http://credit.niso.org/contributor-roles/software/")
    ('writing-review-editing', 'software')
    >>> credit("Professor")
    ''
    """
    known = _credit()
    return known.get(_lettered(text)) or known.get(_lettered(_PATHS.split(text.strip().rstrip("/#"))[-1]), "")


@cache
def _credit() -> Mapping[str, str]:
    """The terms by the words of their labels."""
    return {_lettered(label): term for label, term in scheme.noted("credit.ttl").items()}


def _lettered(label: str) -> str:
    return " ".join(word for word in _WORDS.findall(label.casefold()) if word != "and")


def format_type(text: str) -> str:
    """The class of an expression that a catalogue's format word means.

    ``Expression`` is the answer for a known word that the ontology has no narrower class for; a word
    that tells only the carrier or the medium ("Online") gives ``""``.

    >>> format_type("eBook"), format_type("Zeitschrift"), format_type("Online")
    ('Book', 'Journal', '')
    """
    known = _formats()
    return known.get(_squeezed(scheme.fold(text))) or known.get(_squeezed(_bare(text)), "")


def _squeezed(label: str) -> str:
    return _GAPS.sub("", label)


@cache
def _formats() -> Mapping[str, str]:
    """The denoted classes by label without its gaps: VuFind has "BookComponentPart" and "Book Chapter"."""
    return {_squeezed(label): denoted for label, denoted in scheme.denoted("formats.ttl").items()}


def relation(text: str, vocabulary: str = "") -> str:
    """The kind of relation that a word of a vocabulary of relations means; ``""`` if unknown.

    The words are those of DataCite, Crossref, JATS and MODS; case, blanks, hyphens and underscores
    count as nothing. The vocabulary counts for the words that mean another direction in it, which
    are in ``ontologies/relations-NAME.ttl``: ``jats`` is one.

    >>> relation("IsSupplementTo"), relation("is-review-of"), relation("retracted-article"), relation("kin")
    ('isSupplementTo', 'reviews', 'retracts', '')
    >>> relation("addendum"), relation("addendum", "jats")
    ('corrects', 'isCorrectedBy')
    """
    word = _squeezed(scheme.fold(text))
    return (vocabulary and _relations(f"-{vocabulary}").get(word)) or _relations("").get(word, "")


@cache
def _relations(vocabulary: str) -> Mapping[str, str]:
    """The kinds by label without its gaps."""
    return {_squeezed(label): kind for label, kind in scheme.noted(f"relations{vocabulary}.ttl").items()}


def role(text: str) -> str:
    """The role that a MARC relator means: a code, an IRI's last part, a term, or an abbreviation.

    >>> role("aut"), role("Editor."), role("joint author"), role("Übers."), role("owner")
    ('author', 'editor', 'author', 'translator', '')
    """
    known = scheme.denoted("roles.ttl")
    bare = _bare(text)
    return known.get(bare) or known.get(bare.rpartition("/")[2], "")


def section_kind(text: str) -> str:
    """The discourse element that a heading of an abstract means.

    Of a heading that joins several, the last that is known counts, unless the whole is known: so does
    the National Library of Medicine in its own categories.

    >>> section_kind("METHODS"), section_kind("Background and Objective:"), section_kind("AREAS")
    ('Methods', 'ProblemStatement', '')
    """
    known = scheme.denoted("sections.ttl")
    bare = _bare(text)
    whole = known.get(bare)
    return whole or next((known[part] for part in reversed(_JOINTS.split(bare)) if part in known), "")


def version(text: str) -> str:
    """The version of a publication that a word, a COAR or an ``info:eu-repo`` IRI means; ``""`` if unknown.

    The answers are ``submitted``, ``am``, ``proof``, ``vor``, ``corrected`` and ``enhanced``.

    >>> version("publishedVersion"), version("info:eu-repo/semantics/acceptedVersion"), version("tdm")
    ('vor', 'am', '')
    """
    return scheme.noted("versions.ttl").get(scheme.fold(text), "")
