"""What names the publication: DOI, PMID, arXiv number and the like, wherever they stand."""

from __future__ import annotations

import re

from kg import ids
from kg.sources.drafting import Draft
from kg.sources.members import Members

__all__ = ["addressed", "identifiers", "own"]

_NAMED = (("DOI", "doi"), ("PMID", "pmid"), ("PMCID", "pmcid"), ("aliases", "doi"), ("arxiv", "arxiv"))
_NOTED = re.compile(
    r"^[ \t]*(?P<name>DOI|PMID|PMCID|arXiv|ISBN)[ \t]*:[ \t]*(?P<value>\S+)[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_PII = re.compile(r"[SB][0-9]{4}-?[0-9]{3}[0-9X](?:\([0-9]{2}\)[0-9]{5}-?[0-9X]|[0-9]{7}[0-9X])\Z")
_GLOBAL = re.compile(r"(?:https?|urn|doi|info):", re.IGNORECASE)
_PAGELESS = frozenset({"ConferencePaper", "JournalArticle", "MagazineArticle", "NewspaperArticle"})
_ADDRESSES = ("pmid", "pmcid", "arxiv", "handle")


def identifiers(members: Members, draft: Draft) -> None:
    """The identifiers that members name, and those in a note, as reference managers keep them."""
    for name, scheme in _NAMED:
        if name in members.values:
            for written in members.texts(name):
                bare = scheme == "pmcid" and written.strip().isdigit()
                draft.identify(scheme, f"PMC{written.strip()}" if bare else written, name)
    for written in members.texts("alternative-id"):
        if _PII.match(written):
            draft.identify("pii", written, "alternative-id")
        elif not _known(draft, "doi", written):
            draft.retain("alternative-id", written)
    for written in members.texts("note"):
        for found in _NOTED.finditer(written):
            draft.identify(found["name"].lower(), found["value"], "note")
        draft.notes += filter(None, [written.strip()])
    _numbers(members, draft)


def _numbers(members: Members, draft: Draft) -> None:
    """A number: that of a preprint at arXiv, or that of an article instead of pages."""
    for written in members.texts("number"):
        arxiv = ids.arxiv(written) if "." in written or "/" in written else None
        if arxiv and draft.type in {"Article", "Preprint", "JournalArticle", "Expression"}:
            draft.identify("arxiv", written, "number")
        elif draft.type in _PAGELESS and not draft.article_number and "article-number" not in members.values:
            draft.article_number = written.strip()
        else:
            draft.retain("number", written)


def addressed(address: str, draft: Draft) -> bool:
    """Whether a web address is nothing but that of the DOI; takes the identifier that is in one."""
    if doi := ids.doi(address):
        if not any(one.scheme == "doi" for one in draft.identifiers):
            draft.identify("doi", address, "URL")
        return _known(draft, "doi", doi)
    if address.lower().startswith("http"):
        known = {one.scheme for one in draft.identifiers}
        for scheme in _ADDRESSES:
            if scheme not in known and (found := ids.normalise(scheme, address)):
                draft.identify(scheme, found, "URL")
    return False


def _known(draft: Draft, scheme: str, value: str) -> bool:
    wanted = ids.comparable(scheme, value)
    return any(
        one.scheme == scheme and ids.comparable(scheme, one.value) == wanted for one in draft.identifiers
    )


def own(members: Members, draft: Draft, source: str) -> str:
    """The id of the record at its source, if it is one beyond its file.

    For Crossref that is the DOI. The id of an item of CSL is, as a rule, a key within its file: it is
    a local identifier; only an address is an id.
    """
    written = members.text("id").strip()
    key = members.text("citation-key").strip()
    doi = next((one.value for one in draft.identifiers if one.scheme == "doi"), "")
    if not doi and ids.doi(written):
        draft.identify("doi", written, "id")
    same = (ids.doi(written) and _known(draft, "doi", written)) or any(
        one.url == written for one in draft.links
    )
    for local in dict.fromkeys(filter(None, ("" if same else written, key))):
        if _GLOBAL.match(local) is None:
            draft.identify("local", local, "id")
    if source == "crossref":
        draft.retain("id", written if _GLOBAL.match(written) and not same else "")
        return doi
    return written if _GLOBAL.match(written) else ""
