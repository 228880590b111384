"""Tables of values: what sources write, and the terms and IRIs that it means.

The tables are concept schemes in ``ontologies``: types, licences (with licence-words and
jurisdictions), languages, roles, relations, sections, formats, bodies, credit, versions, access,
subject schemes, and the types of each source.
To teach the readers a new spelling, add a label there. All functions are pure, and say ``""``, ``()``
or ``None`` for what they do not know.
"""

from kg.tables.languages import language, language_name, tag
from kg.tables.licences import licence, licence_label, licence_spdx, licence_version, licences
from kg.tables.subjects import concept
from kg.tables.types import (
    Classification,
    classify,
    mesh,
    publication_type_name,
    publication_type_ui,
    source_type,
    type_word,
    type_words,
)
from kg.tables.words import access, body, credit, format_type, relation, role, section_kind, version

__all__ = [
    "Classification",
    "access",
    "body",
    "classify",
    "concept",
    "credit",
    "format_type",
    "language",
    "language_name",
    "licence",
    "licence_label",
    "licence_spdx",
    "licence_version",
    "licences",
    "mesh",
    "publication_type_name",
    "publication_type_ui",
    "relation",
    "role",
    "section_kind",
    "source_type",
    "tag",
    "type_word",
    "type_words",
    "version",
]
