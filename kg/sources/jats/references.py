"""The list of references, related articles, and what a review is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from kg import tables
from kg.record import Identifier, Relation, identifier
from kg.sources.drafting import Draft
from kg.sources.jats.texts import strays
from kg.text import plain
from kg.text.citations import citation

__all__ = ["related", "reviewed", "told"]

_CITATIONS = ("element-citation", "mixed-citation", "citation", "nlm-citation", "citation-alternatives")
_SCHEMES = {"doi": "doi", "pmid": "pmid", "pmc": "pmcid", "pmcid": "pmcid", "arxiv": "arxiv", "isbn": "isbn"}
_ORDERED = (
    "authors",
    "year",
    "source",
    "volume",
    "issue",
    "fpage",
    "lpage",
    "page-range",
    "elocation-id",
)
_INFO = re.compile(r"info:(doi|pmid|pmcid|hdl)/", re.IGNORECASE)
_GAPS = re.compile(r"(?<=[.,;])(?:\s*[.,;])+|\s+([.,;])")
_NAMING = frozenset({"pub-id", "object-id", "ext-link", "uri"})
_SAYING = re.compile(r"[\w.,;:]")
_IDENTIFYING = frozenset({"pub-id", "object-id"})


def told(root: Element, draft: Draft) -> None:
    """Every reference of every list, in order; a reference of several works is several."""
    for reference in root.iterfind("back//ref"):
        works = [child for child in reference if child.tag in _CITATIONS]
        if works:
            strays(reference, "ref", draft, {*_CITATIONS, "label"})
        for work in works:
            inner = next((one for one in work if one.tag in _CITATIONS), work)
            draft.relations.append(_cited(inner, draft))
        if not works:
            text = " ".join(plain(child) for child in reference if child.tag != "label")
            if text.strip():
                draft.relations.append(Relation(kind="cites", citation=text))


def _cited(work: Element, draft: Draft) -> Relation:
    found = tuple(_identifiers(work, draft))
    # some publishers mix nothing in: then the parts would run into each other
    mixed = any(text and _SAYING.search(text) for text in (work.text, *(child.tail for child in work)))
    return Relation(kind="cites", identifiers=found, citation=_printed(work) if mixed else _composed(work))


def _identifiers(work: Element, draft: Draft) -> Iterator[Identifier]:
    found = [made for one in work.iter() if one.tag in _NAMING and (made := _identifier(one, draft))]
    yield from dict.fromkeys(found)


def _identifier(element: Element, draft: Draft) -> Identifier | None:
    """The identifier that an element is, or that a link leads to."""
    text, target, name = plain(element), element.get("xlink:href", ""), f"ref/{element.tag}"
    scheme = _SCHEMES.get(element.get("pub-id-type", element.get("ext-link-type", "")), "")
    if element.tag in _IDENTIFYING:
        text = f"PMC{text}" if scheme == "pmcid" and text.isdigit() else text or target
        found = draft.linked(scheme, text, name) if scheme else None
        draft.retain(f"{name}/{scheme}", text if scheme and not found else "")
        return found
    if scheme:
        return draft.linked(scheme, text, name) or draft.linked(scheme, target, name)
    address = target or text
    return draft.linked("doi", address, name) if "doi.org/" in address else None


def _printed(work: Element) -> str:
    """A reference in the words of the article, without the identifiers, which are told apart."""
    for parent in work.iter():
        for child in list(parent):
            if child.tag in _IDENTIFYING and child.get("pub-id-type", "") in _SCHEMES:
                child.text = ""
                for below in list(child):
                    child.remove(below)
    return _GAPS.sub(lambda gap: gap[1] or "", plain(work)).strip(" ,;")


def _composed(work: Element) -> str:
    """A reference whose parts the article only marks up, in the usual order of parts."""
    parts: dict[str, list[str]] = {}
    for child in work:
        if child.tag == "person-group":
            kind = "authors" if child.get("person-group-type", "author") == "author" else "editors"
            parts.setdefault(kind, []).extend(_people(child))
        elif child.tag in {"name", "string-name", "collab", "etal"}:
            parts.setdefault("authors", []).append(_person(child))
        elif child.tag not in _IDENTIFYING or child.get("pub-id-type", "") not in _SCHEMES:
            parts.setdefault(child.tag, []).append(plain(child))
    told = {name: " ".join(texts) for name, texts in parts.items()}
    get = told.get
    pages = get("page-range") or "-".join(filter(None, (get("fpage"), get("lpage")))) or get("elocation-id")
    used = {*_ORDERED, "article-title" if "article-title" in told else "chapter-title"}
    return citation(
        authors=parts.get("authors", ()),
        year=get("year", ""),
        title=get("article-title") or get("chapter-title", ""),
        source=get("source", ""),
        volume=get("volume", ""),
        issue=get("issue", ""),
        pages=pages or "",
        others=[text for name, text in told.items() if name not in used],
    )


def _people(group: Element) -> Iterator[str]:
    yield from map(_person, group)
    if (group.text or "").strip():
        yield plain(group)


def _person(element: Element) -> str:
    if element.tag == "etal":
        return "et al."
    parts = [plain(one) for name in ("surname", "given-names", "suffix") for one in element.iterfind(name)]
    return " ".join(filter(None, parts)) or plain(element)


def related(element: Element, draft: Draft) -> Iterator[Relation]:
    """A ``related-article`` or ``related-object``: the link that the article says it has."""
    word = element.get("related-article-type", element.get("link-type", ""))
    kind = tables.relation(word, "jats")
    target = element.get("xlink:href", "")
    scheme = _SCHEMES.get(element.get("ext-link-type", element.get("document-id-type", "")), "")
    info = _INFO.match(target)
    if info:
        scheme, target = _SCHEMES.get(info[1].lower(), "handle"), target[info.end() :]
    made = draft.linked(scheme or "doi", target or element.get("document-id", ""), element.tag)
    found = tuple(dict.fromkeys([*([made] if made else []), *_identifiers(element, draft)]))
    text = _printed(element)
    if not (found or text):
        draft.retain(f"{element.tag}/{word}", target)
        return
    if target and not made:
        draft.retain(f"{element.tag}/@href", target)
    if not kind:
        draft.retain(f"{element.tag}/@{element.tag}-type", word)
    yield Relation(kind=kind or "citesAsRelated", identifiers=found, citation=text)


def reviewed(element: Element, draft: Draft) -> Iterator[Relation]:
    """A ``product``: the book or the like that a review is about."""
    found = tuple(_identifiers(element, draft))
    isbns = tuple(one for child in element.iter("isbn") if (one := identifier("isbn", plain(child))))
    text = plain(element)
    if text:
        yield Relation(kind="reviews", identifiers=(*found, *isbns), citation=text)
