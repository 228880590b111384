"""An entry -> a Record. What no table knows is kept under the name that it has in the file."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256

import msgspec

from kg import ids, tables
from kg.record import (
    Contribution,
    Licence,
    Link,
    Provenance,
    Record,
    Section,
    Series,
    Status,
    Text,
    identifier,
)
from kg.sources.bibtex.fields import Entry
from kg.sources.bibtex.people import agents
from kg.sources.bibtex.places import IN_BOOKS, placed
from kg.sources.bibtex.taking import Fields, address
from kg.sources.bibtex.times import dated
from kg.sources.drafting import Draft
from kg.tables import Classification

__all__ = ["to_record"]

_ROLES = {
    "author": "author",
    "editor": "editor",
    "editora": "editor",
    "editorb": "editor",
    "editorc": "editor",
    "translator": "translator",
    "annotator": "contributor",
    "commentator": "commentator",
    "introduction": "contributor",
    "foreword": "contributor",
    "afterword": "contributor",
}
_IDENTIFIERS = {
    "doi": "doi",
    "pmid": "pmid",
    "pmc": "pmcid",
    "pmcid": "pmcid",
    "handle": "handle",
    "hdl": "handle",
    "pii": "pii",
    "unique-id": "wos",
    "lccn": "lccn",
    "urn": "urn",
}
_EPRINTS = {
    "arxiv": "arxiv",
    "hdl": "handle",
    "handle": "handle",
    "pubmed": "pmid",
    "pmid": "pmid",
    "urn": "urn",
}
_GENERAL = frozenset({"Expression", "Thesis", "ReportDocument", "Article", "JournalArticle"})
_BETWEEN = re.compile(r"[\s;]+")
_BETWEEN_DOIS = re.compile(r"\s+|;(?=\s|\Z|https?:|doi\b|10\.[0-9]{4})", re.IGNORECASE)  # a DOI may hold one
_OTHERS = re.compile(r"\band\s+others\s*\Z", re.IGNORECASE)
_LABEL = re.compile(r"(?:^|(?<=[.;]\s))([A-Z][A-Za-z /&]{2,40}):\s", re.MULTILINE)


def to_record(entry: Entry, file: str) -> Record:
    """The record of an entry."""
    draft = Draft()
    fields = Fields(entry, draft)
    for rule in entry.block.rules:
        draft.changed("entry", entry.key, rule)
    if entry.block.broken:
        draft.changed("entry", entry.block.body[:1000], "unbalanced-braces")
    for part in _PARTS:
        part(fields, draft)
    database = fields.text("source")
    fields.rest()
    return draft.record(
        Provenance(
            source="bibtex",
            id=entry.key,
            format="BibTeX",
            collections=(database,) if database else (),
            file=file,
            position=f"line {entry.block.line}",
            digest=sha256(entry.block.data).hexdigest(),
        )
    )


# -- what it is --------------------------------------------------------------------------------


def _typed(fields: Fields, draft: Draft) -> None:
    """The class by the type of the entry, refined by the fields that tell more of it."""
    kind = tables.source_type("bibtex", fields.type)
    if kind is None:
        draft.retain("@", fields.type)
    for name in ("type", "document_type", "document-type", "entrysubtype"):
        written = fields.text(name)
        finer = _finer(written) if written else None
        # what has been retracted keeps its class
        narrows = kind is None or kind.type in _GENERAL or (finer and finer.type == kind.type)
        if finer and narrows and not finer.statuses:
            kind = finer
        draft.statuses += [Status(status=status) for status in (finer.statuses if finer else ())]
        draft.retain(name, written)
    if kind is not None:
        draft.type, draft.work_types = kind.type, list(kind.work_types)


def _finer(word: str) -> Classification | None:
    """What a word for the type means: one of BibLaTeX, else one of a database such as Scopus."""
    return tables.source_type("bibtex", word) or tables.source_type("documents", word)


# -- titles and text ---------------------------------------------------------------------------


def _titles(fields: Fields, draft: Draft) -> None:
    _language(fields, draft)
    lang = tables.tag(draft.languages[0]).lower() if len(draft.languages) == 1 else ""
    written = fields.text("title")
    if written:
        draft.title(written, "title", lang)
    for name in ("subtitle", "titleaddon"):
        draft.subtitles += filter(None, [draft.tidied(fields.text(name), name)])
    for name in ("shorttitle", "origtitle", "reprinttitle"):
        other = fields.text(name)
        if other:
            draft.alternative_titles.append(Text(text=other))
    if fields.type not in IN_BOOKS:
        whole = fields.text("maintitle")
        draft.series += [Series(title=whole)] if whole else []
    for word in _keywords(fields):
        draft.keywords.append(Text(text=word))
    _abstract(fields, draft, lang)
    for name in ("note", "annotation", "annote"):
        note = fields.text(name)
        if note:
            draft.notes.append(note)


def _language(fields: Fields, draft: Draft) -> None:
    for name in ("language", "langid", "hyphenation"):
        for word in re.split(r"\s+and\s+|[;,]", fields.raw(name)):
            code = tables.language(word.strip().removeprefix("lang"))
            if code:
                draft.languages.append(code)
            else:
                draft.retain(name, word)
    draft.languages = list(dict.fromkeys(draft.languages))


def _keywords(fields: Fields) -> list[str]:
    """The keywords, which stand between semicolons, else between commas."""
    found = []
    for name in ("keywords", "keyword", "keywords-plus", "author_keywords", "index_keywords"):
        text = fields.text(name)
        separator = ";" if ";" in text else ","
        found += [word.strip() for word in text.split(separator) if word.strip()]
    return found


def _abstract(fields: Fields, draft: Draft, lang: str) -> None:
    text = fields.text("abstract")
    if not text:
        return
    starts = [match for match in _LABEL.finditer(text) if tables.section_kind(match[1])]
    if len(starts) < 2 or starts[0].start() > 0:
        draft.abstract(Section(text=text), lang=lang)
        return
    ends = [*(match.start() for match in starts[1:]), len(text)]
    sections = [
        Section(text=text[match.end() : end].strip(), label=match[1], kind=tables.section_kind(match[1]))
        for match, end in zip(starts, ends, strict=True)
    ]
    draft.abstract(*sections, lang=lang)


# -- who ---------------------------------------------------------------------------------------


def _people(fields: Fields, draft: Draft) -> None:
    for name, role in _ROLES.items():
        written, stated = fields.raw(name), fields.raw(f"{name}type")
        found = list(agents(written))
        told = tables.role(stated) or role
        words = stated if stated.lower() != told else ""
        words = words or (name if told == "contributor" else "")
        draft.contributions += [Contribution(role=told, agent=agent, stated=words) for agent in found]
        draft.retain(name, "" if found else written, "and others" if _OTHERS.search(written) else "")
    _orcids(fields, draft)


def _orcids(fields: Fields, draft: Draft) -> None:
    """The ORCID iDs that Web of Science lists as ``Family, Given/0000-...``, put with their authors."""
    written = fields.raw("orcid-numbers")
    known = {}
    for pair in re.findall(r"([^/]+?)/([0-9X-]{16,19})\s*", written):
        found = identifier("orcid", pair[1])
        if found:
            known[_folded(pair[0])] = found
    if not known:
        draft.retain("orcid-numbers", written)
        return
    for place, one in enumerate(draft.contributions):
        found = known.pop(_folded(one.agent.name), None)
        if found:
            agent = msgspec.structs.replace(one.agent, identifiers=(*one.agent.identifiers, found))
            draft.contributions[place] = msgspec.structs.replace(one, agent=agent)
    if known:
        draft.retain("orcid-numbers", written)


def _folded(name: str) -> str:
    return re.sub(r"\W+", " ", name).strip().casefold()


# -- identifiers, links, rights ----------------------------------------------------------------


def _identified(fields: Fields, draft: Draft) -> None:
    for name, scheme in _IDENTIFIERS.items():
        between = _BETWEEN_DOIS if scheme == "doi" else _BETWEEN
        for written in filter(None, between.split(address(fields.raw(name)))):
            draft.identify(scheme, written, name)
    eprint, kind = address(fields.raw("eprint")), fields.raw("eprinttype") or fields.raw("archiveprefix")
    scheme = _EPRINTS.get(kind.lower(), "" if kind else "arxiv")
    if eprint and scheme:
        draft.identify(scheme, eprint, "eprint")
    elif eprint:
        draft.retain("eprint", f"{kind}:{eprint}")
    for prefix, scheme in (("PMID:", "pmid"), ("WOS:", "wos"), ("ISI:", "wos")):
        own = identifier(scheme, fields.key) if fields.key.startswith(prefix) else None
        if own and own not in draft.identifiers:
            draft.identifiers.append(own)


_ADDRESSES = ("url", "link", "pdf", "ee", *(f"bdsk-url-{number}" for number in range(1, 10)))
_RESOLVER = re.compile(r"\bdoi\.(?:acm\.)?org/")


def _linked(fields: Fields, draft: Draft) -> None:
    for name in _ADDRESSES:
        written = fields.raw(name)
        for told in address(written).split():
            found = ids.url(told)
            doi = identifier("doi", told) if _RESOLVER.search(told) else None
            if doi and not any(one.scheme == "doi" for one in draft.identifiers):
                draft.identifiers.append(doi)
            if found:
                draft.links.append(Link(url=found))
            else:
                draft.retain(name, told)
    for name in ("license", "licence", "copyright", "rights"):
        written = fields.text(name)
        licence = tables.licence(written) if written else ""
        if licence or (written and name.startswith("licen")):
            draft.licences.append(Licence(written=written, licence=licence))
        elif written:
            draft.rights.append(written)


_PARTS: tuple[Callable[[Fields, Draft], None], ...] = (
    _typed,
    _titles,
    _people,
    placed,
    dated,
    _identified,
    _linked,
)
