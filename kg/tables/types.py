"""Types of publication, of MeSH and of other sources: what they say of expression, work and status."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

import msgspec

from kg import context
from kg.tables import scheme

__all__ = [
    "Classification",
    "classify",
    "mesh",
    "publication_type_name",
    "publication_type_ui",
    "source_type",
    "type_word",
    "type_words",
]

_FILE = "types.ttl"
_UI = re.compile(r"[A-Z][0-9A-Z]+\Z")
_DEFAULT = "Article"


class Classification(msgspec.Struct, frozen=True):
    """The class of the expression, the classes of the work, and statuses; all are terms."""

    type: str
    work_types: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()


class _Type(msgspec.Struct, frozen=True):
    rank: int
    type: str
    work_types: tuple[str, ...]
    statuses: tuple[str, ...]


def _terms(concept: scheme.Concept, name: str) -> tuple[str, ...]:
    return tuple(context.term(value) for value in concept.all(name))


@cache
def _types() -> Mapping[str, _Type]:
    return {
        concept.one("skos:notation"): _Type(
            rank=int(concept.one("kg:rank") or 0),
            type=next(iter(_terms(concept, "kg:denotes")), ""),
            work_types=_terms(concept, "kg:denotesWork"),
            statuses=_terms(concept, "kg:denotesStatus"),
        )
        for concept in scheme.members(_FILE)
    }


@cache
def _names() -> Mapping[str, str]:
    labels = scheme.by_label(scheme.members(_FILE))
    return {label: concept.one("skos:notation") for label, concept in labels.items()}


def classify(uis: Iterable[str]) -> Classification:
    """What the publication types of a record say together.

    The expression has one class: the one of lowest rank, whatever the order of the types. The work
    has all classes that the types name. A type that is not in the table says nothing here.

    >>> classify(["D016428", "D016454", "D000078182"])
    Classification(type='ReviewArticle', work_types=('ReviewPaper', 'SystematicReview'), statuses=())
    >>> classify(["D016440"]).type, classify(["D016428", "D016441"]).statuses
    ('RetractionNotice', ('retracted',))
    """
    found = [_types()[ui] for ui in uis if ui in _types()]
    ranked = sorted((kind for kind in found if kind.type), key=lambda kind: kind.rank)
    return Classification(
        type=ranked[0].type if ranked else _DEFAULT,
        work_types=tuple(dict.fromkeys(term for kind in found for term in kind.work_types)),
        statuses=tuple(dict.fromkeys(term for kind in found for term in kind.statuses)),
    )


@cache
def _source_types(vocabulary: str) -> Mapping[str, Classification]:
    found: dict[str, Classification] = {}
    for concept in scheme.members(f"types-{vocabulary}.ttl"):
        known = Classification(
            type=next(iter(_terms(concept, "kg:denotes")), "Expression"),
            work_types=_terms(concept, "kg:denotesWork"),
            statuses=_terms(concept, "kg:denotesStatus"),
        )
        for word in concept.all("skos:notation", "skos:prefLabel", "skos:altLabel", "skos:hiddenLabel"):
            found.setdefault(scheme.fold(word), known)
    return found


def source_type(vocabulary: str, word: str) -> Classification | None:
    """What a type of a source's own vocabulary means; ``None`` for a word that it does not have.

    The vocabularies are ``ontologies/types-NAME.ttl``; notations and labels count alike.

    >>> source_type("crossref", "posted-content").type, source_type("crossref", "nonsense")
    ('Preprint', None)
    """
    return _source_types(vocabulary).get(scheme.fold(word))


class _Word(msgspec.Struct, frozen=True):
    text: str
    work_types: frozenset[str]


@cache
def _written(vocabulary: str) -> Mapping[str, tuple[_Word, ...]]:
    """The words that a vocabulary has for each class, those that say more of the work first."""
    found: dict[str, list[_Word]] = {}
    for concept in scheme.members(f"types-{vocabulary}.ttl"):
        text = next(iter(concept.all("skos:notation", "skos:prefLabel")))
        word = _Word(text, frozenset(_terms(concept, "kg:denotesWork")))
        for term in _terms(concept, "kg:writtenFor"):
            found.setdefault(term, []).append(word)
    return {
        term: tuple(sorted(words, key=lambda word: -len(word.work_types))) for term, words in found.items()
    }


def type_words(vocabulary: str, type: str, work_types: Iterable[str] = ()) -> tuple[str, ...]:
    """All types of a vocabulary that are true of an expression of that class and those classes of the work.

    It is :func:`source_type` the other way round, by the same tables: what they are written for.

    >>> type_words("documents", "ReviewArticle", ["ReviewPaper", "SystematicReview"])
    ('Review', 'Systematic Review')
    """
    works = frozenset(work_types)
    return tuple(word.text for word in _written(vocabulary).get(type, ()) if word.work_types <= works)


def type_word(vocabulary: str, type: str, work_types: Iterable[str] = ()) -> str:
    """The one type of a vocabulary that an expression is written as; ``""`` for a class that it has none for.

    >>> type_word("managers", "Letter"), type_word("bibtex", "ReportDocument", ["TechnicalReport"])
    ('JOUR', 'techreport')
    >>> type_word("csl", "DataFile"), type_word("csl", "nonsense")
    ('dataset', '')
    """
    true = type_words(vocabulary, type, work_types)
    return next(iter(true), "") or next((word.text for word in _written(vocabulary).get(type, ())), "")


def publication_type_ui(name: str) -> str:
    """The MeSH UI of a publication type by its English name, present or former; ``""`` if unknown.

    >>> publication_type_ui("JOURNAL ARTICLE"), publication_type_ui("Retraction of Publication")
    ('D016428', 'D016440')
    """
    return _names().get(scheme.fold(name), "")


@cache
def _labels() -> Mapping[str, str]:
    return {concept.one("skos:notation"): concept.one("skos:prefLabel") for concept in scheme.members(_FILE)}


def publication_type_name(ui: str) -> str:
    """The present name of a publication type; ``""`` if it is not in the table.

    >>> publication_type_name("D016428"), publication_type_name("D000001")
    ('Journal Article', '')
    """
    return _labels().get(ui, "")


def mesh(ui: str) -> str:
    """The IRI of a MeSH record; ``""`` for text that is no UI.

    >>> mesh("D016428") == context.prefixes()["mesh"] + "D016428", mesh("Journal Article")
    (True, '')
    """
    return context.prefixes()["mesh"] + ui if _UI.match(ui) else ""
