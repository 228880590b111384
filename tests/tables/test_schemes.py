"""All tables: each is a described concept scheme whose spellings and meanings are unambiguous."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import context, tables
from kg.errors import ResourceError
from kg.tables import scheme

_FILES = (
    "types",
    "licences",
    "spdx",
    "licence-words",
    "jurisdictions",
    "languages",
    "roles",
    "sections",
    "formats",
    "access",
    "bodies",
    "credit",
    "relations",
    "versions",
    "relations-jats",
    "types-managers",
    "types-documents",
    "relations-marc",
    "subject-schemes",
    "types-marc",
    "types-mods",
    "types-repositories",
)
_DENOTING = ("roles.ttl", "sections.ttl", "formats.ttl", "access.ttl")


@pytest.mark.parametrize("name", _FILES)
def test_scheme_is_described_and_its_concepts_belong_to_it(name: str) -> None:
    """Each table is a concept scheme with a label and a comment, and all in it are its concepts."""
    described = scheme.concepts(f"{name}.ttl")
    [found] = scheme.members(f"{name}.ttl", "ConceptScheme")
    assert found.one("skos:prefLabel")
    assert found.one("rdfs:comment")
    concepts = scheme.members(f"{name}.ttl")
    assert len(concepts) == len(described) - 1
    assert all(concept.all("skos:inScheme") == (found.iri,) for concept in concepts)
    assert all(len(concept.all("skos:prefLabel")) == 1 for concept in concepts)


@pytest.mark.parametrize("name", _FILES)
def test_no_spelling_means_two_things(name: str) -> None:
    """Within a table a spelling belongs to one concept, so the order of the file decides nothing."""
    owners: dict[str, set[str]] = {}
    for concept in scheme.members(f"{name}.ttl"):
        for spelling in concept.spellings():
            owners.setdefault(scheme.fold(spelling), set()).add(concept.iri)
    assert {spelling: owner for spelling, owner in owners.items() if len(owner) > 1} == {}


@pytest.mark.parametrize("file", _DENOTING)
def test_all_that_is_denoted_is_a_term(file: str) -> None:
    """Each class, role and access right that a table denotes is a term of the context."""
    assert all(context.iri(term) for term in scheme.denoted(file).values())
    assert all(len(concept.all("kg:denotes")) == 1 for concept in scheme.members(file))


def test_roles_and_access_rights_are_values_of_their_fields() -> None:
    """Roles, access rights and statuses are values of their fields; every role and right has a word."""
    fields = {name: set(context.load()[name]["@context"]) for name in ("role", "access", "status")}
    assert set(scheme.denoted("roles.ttl").values()) == fields["role"]
    assert set(scheme.denoted("access.ttl").values()) == fields["access"]
    assert set(tables.classify(["D016441"]).statuses) <= fields["status"]


def test_properties_of_the_tables_are_defined() -> None:
    """Each ``kg:`` property that the tables use is defined in kg.ttl."""
    own = context.prefixes()["kg"]
    used = {
        name
        for file in _FILES
        for concept in scheme.concepts(f"{file}.ttl").values()
        for name in concept.values
        if name.startswith(own)
    }
    assert used
    assert used <= scheme.concepts("kg.ttl").keys()


def test_missing_table_is_an_error() -> None:
    """A table that is not shipped is an error, not an empty table."""
    with pytest.raises(ResourceError):
        scheme.concepts("no-such-table.ttl")


@given(st.text())
def test_fold_is_idempotent_and_words_never_fail(text: str) -> None:
    """Folding twice changes nothing, and any text has an answer of every function."""
    assert scheme.fold(scheme.fold(text)) == scheme.fold(text)
    for function in (
        tables.role,
        tables.section_kind,
        tables.format_type,
        tables.access,
        tables.language,
        tables.tag,
        tables.credit,
        tables.relation,
        tables.version,
    ):
        assert isinstance(function(text), str)
