"""Abstracts and titles, which carry markup, parts and languages."""

from __future__ import annotations

import re
from functools import lru_cache
from xml.etree.ElementTree import Element

from kg import tables
from kg.record import Abstract, Licence, Section, Text
from kg.sources.pubmed.draft import Draft, language
from kg.text.plain import plain
from kg.text.titles import BRACKETS, bracketed

__all__ = ["abstract", "other_abstract", "titles"]

_URL = re.compile(r"https?://[^\s<>\"]+")
_NONE = frozenset({"", "UNASSIGNED", "UNLABELLED"})
_MISSING = frozenset({"not available", "in process citation", "title not available"})


def abstract(element: Element, draft: Draft) -> None:
    """The ``Abstract``, which is in English whatever the language of the article."""
    _add(element, draft, lang="en", kind="")


def other_abstract(element: Element, draft: Draft) -> None:
    """An ``OtherAbstract``: by someone else, or in another language."""
    written = element.get("Language", "eng")
    code, tag = language(written)
    if not code:
        draft.retain("OtherAbstract/@Language", written)
    _add(element, draft, lang=tag, kind=element.get("Type", ""))


def _add(element: Element, draft: Draft, *, lang: str, kind: str) -> None:
    sections: list[Section] = []
    rights = ""
    for child in element:
        text = plain(child)
        if child.tag == "CopyrightInformation":
            rights = text
        elif child.tag != "AbstractText":
            draft.keep(child, f"{element.tag}/{child.tag}")
        elif text:
            label, category = child.get("Label", ""), child.get("NlmCategory", "")
            sections.append(Section(text=text, label=label, kind=_kind(category, label)))
            if category not in _NONE and not tables.section_kind(category):
                draft.retain(f"{element.tag}/AbstractText/@NlmCategory", category)
    draft.licences += _licences(rights)
    if sections:
        draft.abstracts.append(Abstract(sections=tuple(sections), lang=lang, kind=kind, rights=rights))
    else:
        draft.retain(f"{element.tag}/CopyrightInformation", rights)


@lru_cache(maxsize=8192)
def _kind(category: str, label: str) -> str:
    return tables.section_kind(category) or tables.section_kind(label)


@lru_cache(maxsize=4096)
def _licences(rights: str) -> tuple[Licence, ...]:
    """The licences that a copyright statement names, as a whole or by their addresses."""
    if not rights:
        return ()
    told = [rights, *(url.rstrip(".,;:)]") for url in _URL.findall(rights))]
    known = dict.fromkeys(filter(None, map(tables.licence, told)))
    return tuple(Licence(written=rights, licence=str(licence)) for licence in known)


def titles(draft: Draft) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
    """The titles in the article's own languages, and the translated ones.

    PubMed puts a title that it has translated into English between brackets. The brackets go: the
    language says it. Where the source has no original title the translation is the title.
    """
    foreign = [tag for code, tag in map(language, draft.languages) if code != "eng"]
    english = len(foreign) < len(draft.languages)
    own = foreign[0] if len(foreign) == 1 else ""
    inner = bracketed(draft.title)
    if inner is not None and inner.strip(". ").lower() in _MISSING:
        return _texts(draft.vernacular, own), ()
    if inner is not None and not english:
        draft.changed("ArticleTitle", draft.title, BRACKETS)
        translated = _texts(inner, "en")
        return (_texts(draft.vernacular, own), translated) if draft.vernacular else (translated, ())
    if not draft.title:
        return _texts(draft.vernacular, own), ()
    lang = "en" if english and (not foreign or draft.vernacular) else own * (not english)
    return _texts(draft.title, lang), _texts(draft.vernacular, own)


def _texts(text: str, lang: str) -> tuple[Text, ...]:
    return (Text(text=text, lang=lang),) if text else ()
