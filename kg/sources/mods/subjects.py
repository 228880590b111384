"""What the publication is about."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from kg import context, tables
from kg.record import Text, Topic
from kg.sources.drafting import Draft
from kg.sources.mods.taking import attribute, language, take
from kg.text import unpunctuated, without_stop

__all__ = ["concept", "genre", "subject"]

_PARTS = frozenset(
    {"topic", "geographic", "temporal", "genre", "occupation", "name", "titleInfo", "hierarchicalGeographic"}
)


def _bare(text: str) -> str:
    return without_stop(unpunctuated(text))


def concept(element: Element, draft: Draft) -> tuple[str, str]:
    """The IRI of a concept that an element names, and its number in MeSH; an address of none is kept."""
    written = attribute(element, "valueURI")
    iri = tables.concept(written)
    if not iri:
        draft.retain(f"{element.tag}/@valueURI", written)
    start = context.prefixes()["mesh"]
    return iri, iri.removeprefix(start) if iri.startswith(start) else ""


def _scheme(element: Element, draft: Draft) -> str:
    """The code of the scheme that an element names; what is no code is kept."""
    written = attribute(element, "authority")
    code = written.lower().partition("/")[0]
    if code.isascii() and code.replace("-", "").isalnum():
        return code
    draft.retain(f"{element.tag}/@authority", written)
    return ""


def subject(draft: Draft, element: Element) -> None:
    """A heading with its subdivisions; without an authority each is a keyword."""
    parts = [child for child in element if child.tag in _PARTS]
    labels = [(part, label) for part in parts if (label := _label(part))]
    places = [element, *(part for part, _ in labels)]
    scheme = next(filter(None, (_scheme(place, draft) for place in places)), "")
    lang = next(filter(None, (language(place, draft) for place in places)), "")
    joint = "/" if scheme == "mesh" else "--"
    whole = joint.join(label for _, label in labels)
    iri, number = concept(element, draft)
    if not labels:
        return
    below = [concept(part, draft) for part, _ in labels]
    if not iri and len(labels) == 1:
        iri, number = below[0]
    else:
        draft.retain(
            "subject/part/@valueURI", *(found for found, _ in below[len(labels) > 1 :] if found != iri)
        )
    if not scheme and not iri:
        draft.keywords.append(Text(text=whole, lang=lang))
        return
    broader = ""
    if len(labels) > 1:
        broader, main = below[0]
        draft.topics.append(
            Topic(label=labels[0][1], concept=broader, scheme=scheme, notation=main, lang=lang)
        )
    draft.topics.append(
        Topic(label=whole, concept=iri, scheme=scheme, notation=number, broader=broader, lang=lang)
    )


def _label(part: Element) -> str:
    """The words of a part of a heading: places from the large to the small, names with their dates."""
    name = part.tag
    if name == "hierarchicalGeographic":
        return "--".join(filter(None, (_bare(take(child)) for child in part)))
    if name == "titleInfo":
        return _bare(" ".join(filter(None, (take(child) for child in part))))
    if name == "name":
        return _bare(
            ", ".join(filter(None, (_bare(take(child)) for child in part if child.tag == "namePart")))
        )
    return _bare(take(part))


def genre(draft: Draft, element: Element) -> str:
    """A genre, which is also a type of the publication where an authority defines it; its word."""
    word = take(element)
    scheme = _scheme(element, draft)
    iri, number = concept(element, draft)
    if word and (scheme or iri):
        draft.publication_types.append(
            Topic(
                label=_bare(word), concept=iri, scheme=scheme, notation=number, lang=language(element, draft)
            )
        )
    elif word:
        draft.retain("genre", word)
    return word
