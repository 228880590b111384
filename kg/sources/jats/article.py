"""An article -> a Record: its journal, its front matter, its list of references.

A table a level says what happens to each element; an element that no table knows is kept with every
text in it. Full text, figures and appendices are no bibliography and are not kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from xml.etree.ElementTree import Element

from kg import ids, tables
from kg.record import Event, Link, Provenance, Record, Status, Text, Topic, Venue, identifier
from kg.sources.cutting import Unit
from kg.sources.drafting import Draft
from kg.sources.jats import contributors, permissions, references, texts
from kg.text import leaves, plain
from kg.text.citations import pages

__all__ = ["to_record"]

_Handler = Callable[[Element, Draft], None]

_SCHEMES = {
    "doi": "doi",
    "pmid": "pmid",
    "pmc": "pmcid",
    "pmcid": "pmcid",
    "pii": "pii",
    "arxiv": "arxiv",
    "manuscript": "nihmsid",
    "isbn": "isbn",
    "hdl": "handle",
    "handle": "handle",
}
_ISSNS = {"ppub": "issn", "print": "issn", "epub": "eissn", "electronic": "eissn"}
_STAGES = {
    "epub": "electronic",
    "ppub": "ppublish",
    "collection": "ecollection",
    "epreprint": "preprint",
    "rev-recd": "revised",
    "rev-request": "revision-requested",
}
_PUBLISHED = ("ppub", "epub-ppub", "pub/print", "epub", "pub/electronic", "pub", "collection", "epreprint")
"""Which date is that of the publication, if there are several: the printed one, else the first online."""
_RUNNING = frozenset({"author-running-head", "left-running-head", "right-running-head", "running-author"})
_HEADINGS = frozenset({"heading", "article-type", "article-subtype", "overline", "hwp-journal-coll"})


def to_record(root: Element, unit: Unit, file: str) -> Record:
    """The record of an article."""
    draft = Draft(type="JournalArticle")
    _typed(root, draft)
    lang = _language(root, draft)
    meta = root.find("front/article-meta")
    for place, table in (("front/journal-meta", _JOURNAL), ("front/article-meta", _ARTICLE)):
        _told(root.find(place), place, table, draft)
    if meta is not None:
        contributors.contributed(meta, draft)
        texts.told(meta, draft, lang)
        permissions.told(meta, draft)
        _dated(meta, draft)
    _journal(root, draft)
    references.told(root, draft)
    _aside(root, draft)
    return draft.record(
        Provenance(
            source="jats",
            id=_own_id(draft),
            format=" ".join(filter(None, ("JATS", root.get("dtd-version", "")))),
            file=file,
            position=unit.position,
            digest=sha256(unit.data).hexdigest(),
        )
    )


def _own_id(draft: Draft) -> str:
    known = {one.scheme: one.value for one in reversed(draft.identifiers)}
    return next((known[scheme] for scheme in ("pmcid", "doi", "pmid") if scheme in known), "")


def _typed(root: Element, draft: Draft) -> None:
    """The class of the article, by ``article-type``; a word that the table lacks is kept."""
    word = root.get("article-type", "")
    known = tables.source_type("jats", word)
    if known is None:
        draft.retain("article/@article-type", word)
        return
    draft.type = known.type
    draft.work_types += known.work_types
    draft.statuses += [Status(status=status) for status in known.statuses]
    # the table has one class for several words: which of them it was stays
    draft.retain("article/@article-type", word if word != "research-article" else "")


def _language(root: Element, draft: Draft) -> str:
    written = root.get("xml:lang", "")
    code = tables.language(written)
    if code:
        draft.languages.append(code)
    else:
        draft.retain("article/@xml:lang", written)
    return tables.tag(code).lower() if code else ""


def _told(parent: Element | None, path: str, table: Mapping[str, _Handler], draft: Draft) -> None:
    """Hands each child to its handler; keeps those that have none."""
    for child in parent if parent is not None else ():
        handler = table.get(child.tag)
        if handler is None:
            _kept(child, f"{path}/{child.tag}", draft)
        else:
            handler(child, draft)


def _kept(element: Element, path: str, draft: Draft) -> None:
    for field, text in leaves(element, path):
        draft.retain(field, text)


# -- the journal -------------------------------------------------------------------------------


def _journal(root: Element, draft: Draft) -> None:
    meta = root.find("front/journal-meta")
    if meta is None:
        return
    for group in meta.iterfind("journal-title-group"):
        texts.strays(group, "journal-title-group", draft, _JOURNAL)
    titles = [plain(one) for one in meta.iter("journal-title")]
    short = [plain(one) for one in meta.iter("abbrev-journal-title")]
    found = []
    for one in meta.iter("journal-id"):
        kind, text = one.get("journal-id-type", ""), plain(one)
        if kind in {"nlm-ta", "iso-abbrev"}:
            short.append(text)
        elif kind == "nlm-journal-id" and (nlm := identifier("nlm", text)):
            found.append(nlm)
        else:
            draft.retain(f"journal-id/{kind}", text)
    for one in (*meta.iter("issn"), *meta.iter("issn-l")):
        kind = one.get("pub-type", one.get("publication-format", ""))
        scheme = "issnl" if one.tag == "issn-l" else _ISSNS.get(kind, "issn")
        issn = identifier(scheme, plain(one))
        if issn is None:
            draft.retain(one.tag, plain(one))
        elif issn not in found:
            found.append(issn)
    for other in titles[1:]:
        draft.retain("journal-title", other)
    draft.venue = Venue(
        type="Journal",
        title=titles[0] if titles else "",
        abbreviations=tuple(dict.fromkeys(name for name in short if name and name not in titles)),
        identifiers=tuple(found),
    )


def _publisher(element: Element, draft: Draft) -> None:
    for child in element:
        text = plain(child)
        if not text:
            continue
        (draft.publishers if child.tag == "publisher-name" else draft.places).append(text)


# -- the article -------------------------------------------------------------------------------


def _identifier(element: Element, draft: Draft) -> None:
    kind, text = element.get("pub-id-type", ""), plain(element)
    scheme = _SCHEMES.get(kind, "")
    if scheme == "pmcid" and text.isdigit():
        text = f"PMC{text}"
    if scheme:
        draft.identify(scheme, text, f"article-id/{kind}")
    else:
        draft.retain(f"article-id/{kind}", text)


def _titles(element: Element, draft: Draft) -> None:
    for child in element:
        group = child.tag == "trans-title-group"
        text, lang = "" if group else texts.titled(child, draft), texts.lang_of(child, draft)
        if child.tag == "article-title" and text:
            draft.titles.append(Text(text=text, lang=lang or _own_lang(draft)))
        elif child.tag == "subtitle" and text:
            draft.subtitles.append(text)
        elif group:
            draft.translated_titles += [
                Text(text=titled, lang=texts.lang_of(one, draft) or lang)
                for one in child.iter("trans-title")
                if (titled := texts.titled(one, draft))
            ]
            texts.strays(child, "trans-title-group", draft, {"trans-title", "trans-subtitle"})
            draft.retain(
                "trans-subtitle", *(texts.titled(one, draft) for one in child.iter("trans-subtitle"))
            )
        elif child.tag == "trans-title" and text:
            draft.translated_titles.append(Text(text=text, lang=lang))
        elif child.tag == "alt-title" and child.get("alt-title-type", "") not in _RUNNING:
            draft.alternative_titles.append(Text(text=text, lang=lang or _own_lang(draft)))
            draft.retain("alt-title/@alt-title-type", child.get("alt-title-type"))
        else:
            draft.retain(f"{child.tag}/{child.get('alt-title-type', '')}".rstrip("/"), text)
    known = {title.text for title in draft.titles}
    draft.alternative_titles = [one for one in draft.alternative_titles if one.text and one.text not in known]


def _own_lang(draft: Draft) -> str:
    return tables.tag(draft.languages[0]).lower() if draft.languages else ""


def _categories(element: Element, draft: Draft) -> None:
    for group in element:
        if group.tag == "subj-group":
            _subjects(group, group.get("subj-group-type", ""), draft)
        else:
            _kept(group, group.tag, draft)


def _subjects(group: Element, scheme: str, draft: Draft) -> None:
    """A group of subjects and those below it: a heading of the issue, or topics of a scheme."""
    for child in group:
        text = plain(child)
        if child.tag == "subj-group":
            _subjects(child, child.get("subj-group-type", scheme), draft)
        elif not scheme or scheme in _HEADINGS:
            draft.retain(f"subj-group/{scheme}".rstrip("/"), text)
        elif text:
            draft.topics.append(Topic(label=text, scheme=scheme))


def _pages(meta: Element) -> str:
    written = plain(found) if (found := meta.find("page-range")) is not None else ""
    ends = [plain(found) for name in ("fpage", "lpage") if (found := meta.find(name)) is not None]
    return written or "-".join(dict.fromkeys(filter(None, ends)))


def _dated(meta: Element, draft: Draft) -> None:
    """The date of publication, the others as history; and the pages, which stand beside them."""
    found = {}
    for element in meta.iter("pub-date"):
        kind = element.get("pub-type") or "/".join(
            filter(None, (element.get("date-type", "pub"), element.get("publication-format", "")))
        )
        found[kind] = element
    chosen = next((kind for kind in _PUBLISHED if kind in found), next(iter(found), ""))
    for kind, element in found.items():
        date, written = texts.date(element, draft)
        if kind == chosen:
            draft.issued, draft.issued_written = date, written
        elif date:
            draft.history.append(Event(stage=_STAGES.get(kind, kind), date=date))
        if kind != chosen:
            draft.retain(f"pub-date/{kind}", written)
    for history in meta.iterfind("history"):
        texts.strays(history, "history", draft, {"date"})
    for element in meta.iterfind("history/date"):
        kind = element.get("date-type", "")
        date, written = texts.date(element, draft)
        if date and kind:
            draft.history.append(Event(stage=_STAGES.get(kind, kind), date=date))
        draft.retain(f"history/date/{kind}", written or (date if not kind else ""))
    draft.history.sort(key=lambda event: event.date)
    draft.pages = _pages(meta)
    draft.first_page, draft.last_page = pages(draft.pages)


def _funding(element: Element, draft: Draft) -> None:
    for child in element:
        if child.tag == "award-group":
            draft.funding += permissions.awards(child, draft)
        elif child.tag in {"funding-statement", "open-access"}:
            text = plain(child)
            if text:
                draft.notes.append(text)
        else:
            _kept(child, child.tag, draft)


def _address(element: Element, draft: Draft) -> None:
    target = element.get("xlink:href", "")
    address = ids.url(target)
    if address:
        kind = element.get("content-type", "") or element.get("xlink:title", "")
        media = "application/pdf" if kind == "pdf" else ""
        draft.links.append(Link(url=address, label=plain(element), media=media))
        draft.retain("self-uri/@content-type", "" if media else kind)
    else:
        draft.retain("self-uri", target)


def _named(name: str) -> _Handler:
    """A handler that sets a field to the text of the element."""

    def told(element: Element, draft: Draft) -> None:
        setattr(draft, name, plain(element))

    return told


def _meta(element: Element, draft: Draft) -> None:
    """Pairs of a name and a value, which publishers add as they like."""
    for pair in element.iter("custom-meta"):
        name, value = pair.find("meta-name"), pair.find("meta-value")
        if name is not None and value is not None:
            draft.retain(f"custom-meta/{plain(name)}", plain(value))
        texts.strays(pair, "custom-meta", draft, {"meta-name", "meta-value"})
    texts.strays(element, element.tag, draft, {"custom-meta"})


def _related(element: Element, draft: Draft) -> None:
    draft.relations += references.related(element, draft)


def _product(element: Element, draft: Draft) -> None:
    draft.relations += references.reviewed(element, draft)


def _elsewhere(element: Element, draft: Draft) -> None:
    """What another part of the reader takes."""


def _counts(element: Element, draft: Draft) -> None:
    for child in element:
        draft.retain(f"counts/{child.tag}", child.get("count", "") or plain(child))


def _aside(root: Element, draft: Draft) -> None:
    """What stands before and behind the text beside its references; and articles within the article."""
    for front in root.iterfind("front"):
        texts.strays(front, "front", draft, {"journal-meta", "article-meta", "notes"})
    for path in ("front/notes", "back/ack"):
        for element in root.iterfind(path):
            draft.retain(path, plain(element))
    for element in root.iterfind("back/fn-group/fn"):
        draft.retain("back/fn-group/fn", plain(element))
    for tag in ("sub-article", "response"):
        for element in root.iterfind(tag):
            title = element.find(".//article-title")
            kind = element.get("article-type") or element.get("response-type") or ""
            draft.retain(f"{tag}/{kind}", plain(title) if title is not None else kind)


_JOURNAL: dict[str, _Handler] = {
    "journal-id": _elsewhere,
    "journal-title": _elsewhere,
    "journal-title-group": _elsewhere,
    "abbrev-journal-title": _elsewhere,
    "issn": _elsewhere,
    "issn-l": _elsewhere,
    "publisher": _publisher,
}
_ARTICLE: dict[str, _Handler] = {
    "article-id": _identifier,
    "article-categories": _categories,
    "title-group": _titles,
    "contrib-group": _elsewhere,
    "aff": _elsewhere,
    "aff-alternatives": _elsewhere,
    "author-notes": _elsewhere,
    "pub-date": _elsewhere,
    "volume": _named("volume"),
    "issue": _named("issue"),
    "fpage": _elsewhere,
    "lpage": _elsewhere,
    "page-range": _elsewhere,
    "elocation-id": _named("article_number"),
    "edition": _named("edition"),
    "product": _product,
    "history": _elsewhere,
    "permissions": _elsewhere,
    "copyright-statement": _elsewhere,
    "copyright-year": _elsewhere,
    "license": _elsewhere,
    "self-uri": _address,
    "related-article": _related,
    "related-object": _related,
    "abstract": _elsewhere,
    "trans-abstract": _elsewhere,
    "kwd-group": _elsewhere,
    "funding-group": _funding,
    "counts": _counts,
    "custom-meta-group": _meta,
    "custom-meta-wrap": _meta,
}
