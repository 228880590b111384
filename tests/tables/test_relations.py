"""Words of relations: every one of the vocabularies means a kind of the context, or nothing on purpose."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import pytest

from kg import context, tables
from kg.tables import scheme

Texts = Callable[..., Iterator[str]]

_DATACITE = {
    "Cites": "cites",
    "IsCitedBy": "isCitedBy",
    "References": "cites",
    "IsReferencedBy": "isCitedBy",
    "IsSupplementTo": "isSupplementTo",
    "IsSupplementedBy": "isSupplementedBy",
    "Continues": "continues",
    "IsContinuedBy": "isContinuedBy",
    "Describes": "describes",
    "IsDescribedBy": "isDescribedBy",
    "IsMetadataFor": "describes",
    "HasMetadata": "isDescribedBy",
    "IsVersionOf": "isVersionOf",
    "HasVersion": "hasVersion",
    "IsNewVersionOf": "updates",
    "IsPreviousVersionOf": "isUpdatedBy",
    "IsPartOf": "isPartOf",
    "HasPart": "hasPart",
    "IsPublishedIn": "isPartOf",
    "Documents": "describes",
    "IsDocumentedBy": "isDescribedBy",
    "IsCompiledBy": "isDerivedFrom",
    "Compiles": "isSourceOf",
    "IsVariantFormOf": "isVersionOf",
    "IsOriginalFormOf": "hasVersion",
    "IsIdenticalTo": "isVersionOf",
    "Reviews": "reviews",
    "IsReviewedBy": "isReviewedBy",
    "IsDerivedFrom": "isDerivedFrom",
    "IsSourceOf": "isSourceOf",
    "Requires": "requires",
    "IsRequiredBy": "isRequiredBy",
    "Obsoletes": "replaces",
    "IsObsoletedBy": "isReplacedBy",
    "Collects": "isSourceOf",
    "IsCollectedBy": "isDerivedFrom",
    "IsTranslationOf": "isTranslationOf",
    "HasTranslation": "hasTranslation",
}
_CROSSREF = {
    "isDerivedFrom": "isDerivedFrom",
    "hasDerivation": "isSourceOf",
    "isReviewOf": "reviews",
    "hasReview": "isReviewedBy",
    "isCommentOn": "discusses",
    "hasComment": "isDiscussedBy",
    "isReplyTo": "repliesTo",
    "hasReply": "hasReplyFrom",
    "basedOnData": "isDerivedFrom",
    "isDataBasisFor": "isSourceOf",
    "hasRelatedMaterial": "citesAsRelated",
    "isRelatedMaterial": "isCitedAsRelatedBy",
    "isCompiledBy": "isDerivedFrom",
    "compiles": "isSourceOf",
    "isDocumentedBy": "isDescribedBy",
    "documents": "describes",
    "isSupplementTo": "isSupplementTo",
    "isSupplementedBy": "isSupplementedBy",
    "isContinuedBy": "isContinuedBy",
    "continues": "continues",
    "isPartOf": "isPartOf",
    "hasPart": "hasPart",
    "references": "cites",
    "isReferencedBy": "isCitedBy",
    "isBasedOn": "isDerivedFrom",
    "isBasisFor": "isSourceOf",
    "requires": "requires",
    "isRequiredBy": "isRequiredBy",
    "isTranslationOf": "isTranslationOf",
    "hasTranslation": "hasTranslation",
    "isPreprintOf": "isVersionOf",
    "hasPreprint": "hasVersion",
    "isManuscriptOf": "isVersionOf",
    "hasManuscript": "hasVersion",
    "isExpressionOf": "isVersionOf",
    "hasExpression": "hasVersion",
    "isManifestationOf": "isVersionOf",
    "hasManifestation": "hasVersion",
    "isReplacedBy": "isReplacedBy",
    "replaces": "replaces",
    "isSameAs": "isVersionOf",
    "isIdenticalTo": "isVersionOf",
    "isVariantFormOf": "isVersionOf",
    "isOriginalFormOf": "hasVersion",
    "isVersionOf": "isVersionOf",
    "hasVersion": "hasVersion",
    "isFormatOf": "isVersionOf",
    "hasFormat": "hasVersion",
}
_UPDATES = {
    "addendum": "corrects",
    "clarification": "corrects",
    "correction": "corrects",
    "corrigendum": "corrects",
    "err": "corrects",
    "erratum": "corrects",
    "Erratum": "corrects",
    "expression_of_concern": "discusses",
    "new_edition": "updates",
    "new_version": "updates",
    "partial_retraction": "corrects",
    "removal": "retracts",
    "retraction": "retracts",
    "withdrawal": "retracts",
}
_JATS = {
    "addended-article": "corrects",
    "addendum": "isCorrectedBy",
    "commentary": "isDiscussedBy",
    "commentary-article": "discusses",
    "companion": "citesAsRelated",
    "concurrent-pub": "isVersionOf",
    "continued-by": "isContinuedBy",
    "corrected-article": "corrects",
    "correction-forward": "isCorrectedBy",
    "expression-of-concern": "isDiscussedBy",
    "letter": "hasReplyFrom",
    "object-of-concern": "discusses",
    "partial-retraction": "isCorrectedBy",
    "peer-reviewed-article": "reviews",
    "preprint": "hasVersion",
    "reviewer-report": "isReviewedBy",
    "retracted-article": "retracts",
    "retraction-forward": "isRetractedBy",
    "translated-article": "isTranslationOf",
    "update": "isUpdatedBy",
    "updated-article": "updates",
}
_NONE = ("finances", "isFinancedBy", "in-this-issue", "Other", "conformsTo", "")


@pytest.mark.parametrize(("word", "kind"), [*_DATACITE.items(), *_CROSSREF.items(), *_UPDATES.items()])
def test_a_word_means_a_kind(word: str, kind: str) -> None:
    """Every relation of DataCite 4.6 and of Crossref, and every update, means the kind in its direction."""
    assert tables.relation(word) == kind
    assert tables.relation(re.sub("([A-Z])", r"-\1", word).lower().lstrip("-")) == kind


@pytest.mark.parametrize(("word", "kind"), _JATS.items())
def test_a_word_of_jats_means_a_kind(word: str, kind: str) -> None:
    """What the other article is called tells what it is to this one."""
    assert tables.relation(word, "jats") == kind


@pytest.mark.parametrize("word", _NONE)
def test_a_word_that_links_no_publications_means_nothing(word: str) -> None:
    """Money, a place in an issue, and a word that says nothing are no relations of publications."""
    assert tables.relation(word) == tables.relation(word, "jats") == ""


def test_the_kinds_are_those_of_the_context() -> None:
    """Each concept is a kind of the context, each kind has a word, and no concept is there twice."""
    kinds = [concept.one("skos:notation") for concept in scheme.members("relations.ttl")]
    assert sorted(kinds) == sorted(context.load()["kind"]["@context"])
    assert set(scheme.noted("relations-jats.ttl").values()) <= set(kinds)


def test_a_word_of_jats_differs_from_elsewhere() -> None:
    """What JATS means by a word as all others do is not said twice."""
    words = [word for concept in scheme.members("relations-jats.ttl") for word in concept.spellings()]
    assert words
    for word in words:
        assert tables.relation(word, "jats") != tables.relation(word) != ""


@pytest.mark.shared
def test_every_relation_of_the_real_input_means_a_kind(texts: Texts) -> None:
    """No DataCite or Crossref record, and no JATS article, links by a word that is not known."""
    datacite = set[str]()
    for text in texts("data/datacite/**/*.json*", "data/datacite/*.xml"):
        datacite |= set(re.findall(r'relationType"?\s*[:=]\s*"(\w+)"', text))
    assert len(datacite) > 35
    assert {word for word in datacite if not tables.relation(word)} == set()
    crossref = set[str]()
    for text in texts("data/crossref/*.json*"):
        crossref |= _crossref(text)
    assert {"is-review-of", "is-preprint-of", "correction", "has-comment"} <= crossref
    assert {word for word in crossref if not tables.relation(word)} == set()
    jats = set[str]()
    for text in texts("data/jats/*.xml*", "data/jats/*.nxml", "data/pmc-oa/*.nxml.gz"):
        jats |= set(re.findall(r'related-article-type="([\w-]+)"', text))
    assert "commentary-article" in jats
    assert {word for word in jats if not tables.relation(word, "jats")} == set()


def _crossref(text: str) -> set[str]:
    """The relations and the updates of works, wherever they stand."""
    found = set[str]()

    def walk(value: object) -> None:
        if isinstance(value, list):
            for one in value:
                walk(one)
        elif isinstance(value, dict):
            for name, one in value.items():
                if name == "relation" and isinstance(one, dict):
                    found.update(one)
                elif name == "update-to" and isinstance(one, list):
                    found.update(update["type"] for update in one)
                walk(one)

    for piece in [text] if text.lstrip().startswith(("{\n", "[")) else text.splitlines():
        try:
            walk(json.loads(piece))
        except ValueError:
            continue  # a sample that is damaged on purpose
    return found
