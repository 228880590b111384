"""Titles and abstracts, with the languages that they are in."""

from __future__ import annotations

import re
from functools import lru_cache

from kg import tables
from kg.record import Licence, Text
from kg.sources.tagged import Told, Value
from kg.text import BRACKETS, bracketed, squeezed
from kg.text.sections import sections

__all__ = ["abstracts", "languages", "licences", "titles"]

_MISSING = frozenset({"not available", "in process citation", "title not available"})
_NO_TAG = frozenset({"", "und", "mul", "zxx", "mis"})
_URL = re.compile(r"https?://[^\s<>\"]+")
_OTHER = re.compile(r"(?P<kind>[A-Za-z][A-Za-z-]{2,30}):\s+(?P<text>.*)\Z", re.DOTALL)


def _line(value: Value) -> str:
    return squeezed(value.text)


@lru_cache(maxsize=1024)
def _tag(code: str) -> str:
    """The language to tag a text with; ``""`` for codes that name none or several."""
    return "" if code in _NO_TAG else tables.tag(code).lower()


def languages(told: Told) -> None:
    """The languages of the publication; PubMed writes codes, ERIC names."""
    for value in told.take("LA"):
        code = tables.language(value.text)
        if code:
            told.draft.languages.append(code)
        else:
            told.keep(value)


def titles(told: Told) -> None:
    """The title, with the language that is certain.

    A title in brackets is one that PubMed has translated into English; TT has the original. Where there
    is no original the translation is the title.
    """
    draft = told.draft
    codes = draft.languages
    foreign = [_tag(code) for code in codes if code != "eng"]
    english = len(foreign) < len(codes)
    own = foreign[0] if len(foreign) == 1 else ""
    first, *others = told.take("TI") or [Value("TI", "")]
    told.keep(*others)
    written = draft.tidied(_line(first), "TI")
    originals = [Text(text=draft.tidied(_line(value), "TT"), lang=own) for value in told.take("TT")]
    inner = bracketed(written)
    if inner is not None and inner.strip(". ").lower() in _MISSING:
        draft.titles += originals
        told.keep(first)
    elif inner is not None and not english:
        draft.changed("TI", written, BRACKETS)
        translated = Text(text=inner, lang="en")
        draft.titles += originals or [translated]
        draft.translated_titles += [translated] * bool(originals)
    elif not written:
        draft.titles += originals
    else:
        lang = "en" if english and (not foreign or originals) else own * (not english)
        draft.titles.append(Text(text=written, lang=lang))
        draft.translated_titles += originals


def abstracts(told: Told) -> None:
    """The abstract, which is in English, and others: by someone else, or in other languages.

    The statement of rights is that of the abstract; the licences that it names are those of the
    publication.
    """
    draft = told.draft
    rights = "; ".join(map(_line, told.take("CI")))
    draft.licences += licences(rights)
    for value in told.take("AB"):
        draft.abstract(*sections(_line(value)), lang="en", rights=rights)
    if not draft.abstracts:
        draft.retain("CI", rights)
    words = [_line(value) for value in told.take("OABL")]
    tags = [_tag(tables.language(word)) for word in words]
    draft.retain("OABL", *(word for word in words if not tables.language(word)))
    other_rights = "; ".join(map(_line, told.take("OCI")))
    for number, value in enumerate(told.take("OAB")):
        match = _OTHER.match(_line(value))
        kind, text = (match["kind"], match["text"]) if match else ("", _line(value))
        lang = tags[number] if number < len(tags) else "en"
        draft.abstract(*sections(text), lang=lang, kind=kind, rights=other_rights)


@lru_cache(maxsize=4096)
def licences(rights: str) -> tuple[Licence, ...]:
    """The licences that a statement names, as a whole or by their addresses."""
    if not rights:
        return ()
    told = [rights, *(url.rstrip(".,;:)]") for url in _URL.findall(rights))]
    known = dict.fromkeys(filter(None, map(tables.licence, told)))
    return tuple(Licence(written=rights, licence=str(licence)) for licence in known)
