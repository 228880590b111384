"""What a work is about, by machine and by MeSH, and what it cites."""

from __future__ import annotations

from collections.abc import Iterator

from kg import ids, tables
from kg.record import Relation, Text, Topic, identifier
from kg.sources.drafting import Draft
from kg.sources.members import Members

__all__ = ["about", "cited"]


def about(members: Members, draft: Draft) -> None:
    """The topics, concepts, goals and MeSH headings, with their scores, and the keywords."""
    chief = _chief(members)
    for field, scheme in (("topics", "OpenAlex topics"), ("concepts", "OpenAlex concepts")):
        for one in members.objects(field):
            draft.topics += _scored(one, scheme, chief)
    for one in members.objects("sustainable_development_goals"):
        draft.topics += _scored(one, "Sustainable Development Goals", "")
    for one in members.objects("mesh"):
        draft.topics += _mesh(one)
    for one in members.objects("keywords"):
        word = one.text("display_name") or one.text("keyword")
        draft.keywords += [Text(text=word)] if word else []
        one.rest()


def _chief(members: Members) -> str:
    """The id of the primary topic, which is one of the topics: it is kept if it is not."""
    topics, main = members.values.get("topics"), members.object("primary_topic")
    told = isinstance(topics, list) and main.values in topics
    chief = str(main.values.get("id", ""))
    if not told:
        main.rest()
    return chief


def _scored(one: Members, scheme: str, chief: str) -> Iterator[Topic]:
    own, label, score = one.text("id"), one.text("display_name"), one.take("score")
    sure = isinstance(score, int | float) and not isinstance(score, bool) and 0 <= score <= 1
    if not sure:
        one.keep("score", score)
    concept = ids.iri(own) or ""
    if not (label and concept):
        one.keep("id", own)
    one.rest()
    if label:
        yield Topic(
            label=label,
            concept=concept,
            scheme=scheme,
            major=bool(own) and own == chief,
            score=float(score) if sure else None,
        )


def _mesh(one: Members) -> Iterator[Topic]:
    """A descriptor, or a descriptor with a qualifier, which is a topic below it."""
    label, number = one.text("descriptor_name"), one.text("descriptor_ui")
    below, code = one.text("qualifier_name"), one.text("qualifier_ui")
    major = one.flag("is_major_topic")
    for name, value, used in (
        ("descriptor_ui", number, label),
        ("qualifier_name", below, label),
        ("qualifier_ui", code, label and below),
    ):
        if not used:
            one.keep(name, value)
    if label and below:
        yield Topic(
            label=f"{label}/{below}",
            concept=tables.mesh(number + code),
            scheme="mesh",
            notation=number + code,
            major=major,
            broader=tables.mesh(number),
        )
    elif label:
        yield Topic(label=label, concept=tables.mesh(number), scheme="mesh", notation=number, major=major)
    one.rest()


def cited(members: Members, draft: Draft) -> None:
    """The references, by the ids of OpenAlex; works that it finds alike are kept, and no relation."""
    for field, kind in (("referenced_works", "cites"), ("related_works", "citesAsRelated")):
        for text in members.texts(field):
            found = identifier("openalex", text)
            if found and kind == "cites":
                draft.relations.append(Relation(kind=kind, identifiers=(found,)))
            else:
                draft.retain(field, text)
    members.take("referenced_works_count")
