"""Elements whose texts are taken one by one, so that what nobody takes can be told at the end."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from kg.sources.drafting import Draft
from kg.text import plain, squeezed

__all__ = ["attribute", "children", "first", "language", "left", "localised", "take", "taken"]


def localised(element: Element) -> None:
    """Takes the namespaces off the names of all elements and attributes: here one name means one thing."""
    for one in element.iter():
        one.tag = one.tag.rpartition("}")[2]
        if any("}" in name for name in one.attrib):
            for name in list(one.attrib):
                space, _, bare = name.rpartition("}")
                if space:
                    one.attrib.setdefault(bare, one.attrib.pop(name))


def children(element: Element, *names: str) -> list[Element]:
    """The children of some names, in their order."""
    return [child for child in element if child.tag in names]


def first(element: Element, name: str) -> Element | None:
    """The first child of a name."""
    return next(iter(children(element, name)), None)


def take(element: Element | None) -> str:
    """The text of an element in one line, which is then gone; its attributes stay."""
    if element is None:
        return ""
    text = plain(element)
    element.text = None
    for child in list(element):
        element.remove(child)
    return text


def taken(element: Element, *names: str) -> list[str]:
    """The texts of the children of some names; those that say nothing are left out."""
    return [text for child in children(element, *names) if (text := take(child))]


def attribute(element: Element, name: str) -> str:
    """An attribute, ``""`` where there is none."""
    return element.get(name, "").strip()


def language(element: Element, draft: Draft) -> str:
    """The language tag that an element states; with its script, if it states that too.

    A word that is no language is kept.
    """
    stated = attribute(element, "lang")
    tag = draft.tag(stated, f"{element.tag}/@lang")
    script = attribute(element, "script").lower()
    if tag and len(script) == 4 and script.isalpha() and "-" not in stated:
        return f"{tag}-{script}"
    return tag


def left(element: Element, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text below an element that nobody has taken, with the names and types that lead to it."""
    text = squeezed(element.text)
    if text and path:
        yield path, text
    for child in element:
        kind = attribute(child, "type")
        name = f"{child.tag}[{kind}]" if kind else child.tag
        yield from left(child, f"{path}/{name}" if path else name)
        tail = squeezed(child.tail)
        if tail:
            yield path or element.tag, tail
