"""The list of references of a Crossref work: each by its identifiers, its text, its parts."""

from __future__ import annotations

from typing import Any

from kg.record import Identifier, Relation
from kg.sources.citeproc.mending import identified, mended
from kg.sources.drafting import Draft
from kg.sources.members import Members, leaves
from kg.text import squeezed
from kg.text.citations import citation

__all__ = ["references"]

_TITLES = ("article-title", "journal-title", "volume-title", "series-title")
_NAMED = ("author", "year", *_TITLES, "volume", "issue", "first-page")
_TAKEN = frozenset({*_NAMED, "edition", "unstructured", "ISBN", "isbn"})


def references(members: Members, draft: Draft) -> None:
    """The references in their order, each a citation.

    A reference in one text is that text; what its parts say beyond it is the note. The keys of the
    references, and who found their DOIs, are kept in the same order. A reference of which there is
    nothing but a key is none.
    """
    value = members.take("reference")
    if value is None:
        return
    keys, asserted, found = [], [], draft.relations
    for one in value if isinstance(value, list) else [value]:
        if not isinstance(one, dict):
            members.keep("reference", one)
            continue
        key, by = one.pop("key", None), one.pop("doi-asserted-by", None)
        made = _reference(one, draft)
        if made.identifiers or made.citation:
            found.append(made)
        name = "reference/key" if made.identifiers or made.citation else "reference/empty/key"
        if isinstance(key, str) and name == "reference/key":
            keys.append(key)
        else:
            members.keep(name, key)
        if by is not None:
            asserted.append(by)
    draft.retain("reference/key", *keys)
    members.keep("reference/doi-asserted-by", asserted)


def _reference(one: dict[str, Any], draft: Draft) -> Relation:
    written = one.get("DOI")
    found: tuple[Identifier, ...] = ()
    if isinstance(written, str):
        found = tuple(filter(None, [identified("doi", written, "reference/DOI", draft)]))
    if len(one) == 1 and found:
        return Relation(kind="cites", identifiers=found)
    return _described(one, found, draft)


def _described(one: dict[str, Any], found: tuple[Identifier, ...], draft: Draft) -> Relation:
    """A reference of which the source says more than the DOI."""
    parts: dict[str, str] = {}
    for name, value in one.items():
        if name == "DOI" and isinstance(value, str):
            continue  # taken, or kept
        if isinstance(value, str) and name in _TAKEN:
            parts[name] = mended(value, f"reference/{name}", draft)
        elif name in _TAKEN and isinstance(value, int) and not isinstance(value, bool):
            parts[name] = str(value)
        else:
            for path, text in leaves(value, f"reference/{name}"):
                draft.retain(path, text)
    for name in ("ISBN", "isbn"):
        written = parts.pop(name, "")
        isbn = identified("isbn", written.rpartition("/")[2], f"reference/{name}", draft)
        found = (*found, isbn) if isbn else found
    whole = squeezed(parts.pop("unstructured", ""))
    if not whole:
        return Relation(kind="cites", identifiers=found, citation=_cited(parts))
    beyond = [f"{name}: {text}" for name, text in parts.items() if text.strip() and text not in whole]
    return Relation(kind="cites", identifiers=found, citation=whole, note="; ".join(beyond))


def _cited(parts: dict[str, str]) -> str:
    """The parts in one line."""
    get = parts.get
    titles = [parts[name] for name in _TITLES if name in parts]
    title = titles.pop(0) if "article-title" in parts or ("volume-title" in parts and len(titles) > 1) else ""
    source = titles.pop(0) if titles else ""
    whole = citation(
        authors=[get("author", "")],
        year=get("year", ""),
        title=title,
        source=source,
        volume=get("volume", ""),
        issue=get("issue", ""),
        pages=get("first-page", ""),
        others=[*titles, get("edition", "")],
    )
    return squeezed(whole)
