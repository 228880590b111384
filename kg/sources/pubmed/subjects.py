"""MeSH headings, substances, protocols, gene symbols, people as subjects, keywords, types."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple
from xml.etree.ElementTree import Element

from kg import tables
from kg.record import Text, Topic
from kg.sources.pubmed import people
from kg.sources.pubmed.draft import Draft
from kg.text.plain import plain, squeezed

__all__ = [
    "Kind",
    "chemicals",
    "combined",
    "gene_symbols",
    "headings",
    "keywords",
    "kind",
    "names",
    "publication_type",
    "supplements",
]


_NO_TOPIC = Topic(label="")


class Kind(NamedTuple):
    """What the publication types make of a record."""

    type: str
    work_types: tuple[str, ...]
    statuses: tuple[str, ...]


@lru_cache(maxsize=65536)
def _heading(label: str | None, notation: str, *, major: bool = False) -> Topic:
    concept = tables.mesh(notation) if notation else ""
    return Topic(label=squeezed(label), concept=concept, scheme="mesh", notation=notation, major=major)


@lru_cache(maxsize=65536)
def _qualified(heading: Topic, label: str | None, notation: str, *, major: bool) -> Topic:
    pair = heading.notation + notation if heading.notation and notation else ""
    return Topic(
        label=f"{heading.label}/{squeezed(label)}",
        concept=tables.mesh(pair) if pair else "",
        scheme="mesh",
        notation=pair,
        major=major,
        broader=heading.concept,
    )


def headings(element: Element, draft: Draft) -> None:
    """A ``MeshHeadingList``: a topic for each descriptor and for each descriptor with a qualifier.

    A descriptor is major only where it is flagged itself: ``Asthma/*therapy`` makes the pair major.
    """
    topics = draft.topics
    draft.strays(element, "MeshHeading")
    for heading in element.iterfind("MeshHeading"):
        descriptor = _NO_TOPIC
        for child in heading:
            get = child.get
            major = get("MajorTopicYN") == "Y"
            if child.tag == "QualifierName":
                topics.append(_qualified(descriptor, child.text, get("UI", ""), major=major))
            elif child.tag == "DescriptorName":
                descriptor = _heading(child.text, get("UI", ""), major=major)
                topics.append(descriptor)
            else:
                draft.keep(child, f"MeshHeading/{child.tag}")


def chemicals(element: Element, draft: Draft) -> None:
    """A ``ChemicalList``; the number of a substance, where it has one, is kept with its name."""
    draft.strays(element, "Chemical")
    for chemical in element.iterfind("Chemical"):
        number = name = ""
        for child in chemical:
            if child.tag == "NameOfSubstance":
                name = plain(child)
                if name:
                    draft.substances.append(_heading(name, child.get("UI", "")))
            elif child.tag == "RegistryNumber":
                number = squeezed(child.text)
            else:
                draft.keep(child, f"Chemical/{child.tag}")
        if number and number != "0":
            draft.retain("Chemical/RegistryNumber", f"{number} {name}".strip())


def supplements(element: Element, draft: Draft) -> None:
    """A ``SupplMeshList``: protocols, diseases, organisms."""
    for child in element:
        name = plain(child)
        if name:
            draft.substances.append(_heading(name, child.get("UI", "")))
            draft.retain(f"SupplMeshName/@Type={child.get('Type', '')}", name)


def combined(topics: list[Topic], substances: list[Topic]) -> tuple[Topic, ...]:
    """The headings, and the substances that are none of them."""
    if not substances:
        return tuple(topics)
    known = {topic.notation or topic.label for topic in topics}
    return (*topics, *(one for one in substances if (one.notation or one.label) not in known))


def gene_symbols(element: Element, draft: Draft) -> None:
    """A ``GeneSymbolList``, kept until 1996."""
    draft.topics += [Topic(label=text, scheme="gene-symbol") for child in element if (text := plain(child))]


def names(element: Element, draft: Draft) -> None:
    """A ``PersonalNameSubjectList``: people whom the article is about."""
    draft.topics += [Topic(label=name, scheme="personal-name") for name in people.subjects(element, draft)]


def keywords(element: Element, draft: Draft) -> None:
    """A ``KeywordList``; of whose words it is made is kept unless the authors chose them."""
    owner = element.get("Owner", "NOTNLM")
    if owner != "NOTNLM":
        draft.retain("KeywordList/@Owner", owner)
    draft.keywords += [Text(text=text) for child in element if (text := plain(child))]


def publication_type(element: Element, draft: Draft) -> None:
    """One ``PublicationType``; DTDs before 2015 have no UI, and then the name tells it."""
    name = plain(element)
    if name:
        found = _type(name, element.get("UI", ""))
        draft.publication_types.append(found)
        if found.label != name:
            draft.retain("PublicationType", name)


@lru_cache(maxsize=4096)
def _type(name: str, stated: str) -> Topic:
    """A type under its present name: older files write others, and a concept has one label."""
    notation = stated or tables.publication_type_ui(name)
    return _heading(tables.publication_type_name(notation) or name, notation)


@lru_cache(maxsize=4096)
def kind(notations: tuple[str, ...]) -> Kind:
    """The classes and statuses that publication types tell, by their UIs."""
    found = tables.classify([notation for notation in notations if notation])
    return Kind(found.type, tuple(found.work_types), tuple(found.statuses))
