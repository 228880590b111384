"""OpenCitations: the tables of bibliographic metadata and of citations, in CSV.

Identifiers are a scheme, a colon and a value, with blanks between them; those of a venue, a publisher
or a person stand in brackets behind the name. A name with a comma is of a person, one without is of a
body. A row of citations is the publication that cites, with the one that it cites.

See: https://doi.org/10.3233/DS-190016 (the index), https://doi.org/10.1162/qss_a_00292 (Meta).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from kg import dates, ids, tables, text
from kg.record import (
    Agent,
    Contribution,
    Identifier,
    Link,
    Provenance,
    Record,
    Reject,
    Relation,
    Venue,
    identifier,
)
from kg.sources import source
from kg.sources.drafting import Draft
from kg.sources.rows import Row, header, records
from kg.text.citations import pages

__all__ = ["opencitations"]

_META = frozenset({"id", "title", "author", "pub_date", "venue", "type", "publisher", "editor"})
_CITATIONS = (
    ("citing_id", "citing_publication_date", "cited_id"),
    ("citing", "creation", "cited"),
    ("citing", "", "cited"),
)
"""Where citations have who cites, when it was published, and who is cited."""

_PUBLICATIONS = frozenset({"doi", "pmid", "pmcid", "arxiv", "isbn", "issn", "wikidata", "openalex", "omid"})
_AGENTS = frozenset({"orcid", "crossref", "viaf", "wikidata", "ror", "omid"})
_RENAMED = {"meta": "omid"}  # as it was called before
_ADDRESS = "url"
_INDEX = re.compile(r"\w+\s*=>\s*")
_BRACKETED = re.compile(r"(.*?)\s*\[\s*([a-z0-9.]+:\S+(?:\s+[a-z0-9.]+:\S+)*)\s*\]\Z", re.DOTALL)
_SEPARATOR = re.compile(r";(?:\s+|\Z)(?![^\[\]]*\])")
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2}))?(?:-([0-9]{1,2}))?\Z")
_VENUES: Mapping[str, str] = {
    "Book": "BookSeries",
    "BookChapter": "Book",
    "ConferencePaper": "ConferenceProceedings",
    "ConferenceProceedings": "Series",
    "DataFile": "Repository",
    "Expression": "Expression",
    "NewspaperArticle": "Newspaper",
    "Preprint": "Repository",
    "ReferenceEntry": "ReferenceBook",
    "ReportDocument": "Series",
    "WebContent": "WebContent",
}
"""The class of what holds a publication of a class, where it is no journal."""


def _detect(head: bytes) -> float:
    names = frozenset(header(head))
    if names >= _META:
        return 0.98
    if any(names.issuperset(filter(None, columns)) for columns in _CITATIONS[:2]):
        return 0.95
    return 0.9 if names == {"citing", "cited"} else 0.0


@source(
    name="opencitations",
    summary="OpenCitations: tables of metadata (OpenCitations Meta) and of citations, in CSV",
    recognised="the columns id, title, author, pub_date, venue, type, publisher and editor, or citing_id and "
    "cited_id, or citing, cited and creation",
    detect=_detect,
    example="kg build opencitations/*.csv.gz",
)
def opencitations(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
    """The publications of a table, in order, one a row; a broken row is rejected alone.

    Raises:
        SourceError: a line is too long.
    """
    return records(stream, file, lambda row: _record(row, file))


def _record(row: Row, file: str) -> Record | str:
    draft, values = Draft(), row.values
    columns = next((found for found in _CITATIONS if found[0] in values and found[2] in values), None)
    if fault := _citation(values, columns, draft) if columns else _publication(values, draft):
        return fault
    own = values.pop("oci", "") or next((one.value for one in draft.identifiers if one.scheme == "omid"), "")
    for name, value in values.items():
        draft.retain(name, value)
    return draft.record(
        Provenance(
            source="opencitations",
            id=own,
            file=file,
            position=row.place,
            digest=hashlib.sha256(row.data).hexdigest(),
        )
    )


# -- metadata ----------------------------------------------------------------------------------


def _publication(values: dict[str, str], draft: Draft) -> str:
    """Takes a row of metadata; why it says of no publication, or ``""``."""
    take = values.pop
    _identified(take("id", "").split(), "id", draft)
    draft.title(take("title", ""), "title")
    if not draft.titles and not draft.identifiers and not draft.links:
        return "has neither a title nor an identifier: complete it, or leave it out"
    _typed(take("type", ""), draft)
    _issued(take("pub_date", ""), draft)
    draft.venue = _venue(take("venue", ""), draft)
    draft.volume, draft.issue = take("volume", ""), take("issue", "")
    draft.pages = take("page", "")
    draft.first_page, draft.last_page = _ends(draft.pages)
    for role in ("author", "editor"):
        for written in _SEPARATOR.split(take(role, "")):
            _contributed(role, written.strip(), draft)
    name, tokens = _bracketed(take("publisher", ""))
    draft.publishers += filter(None, [draft.tidied(name, "publisher")])
    draft.retain("publisher", *tokens)  # a publisher is a name: who it is by number stays beside it
    return ""


def _parted(token: str) -> tuple[str, str]:
    """The scheme and the value of an identifier; a DOI may stand alone."""
    scheme, _, value = token.partition(":")
    if scheme.startswith("10."):
        return "doi", token
    return _RENAMED.get(scheme.lower(), scheme.lower()), value


def _known(
    tokens: list[str], schemes: frozenset[str], name: str, draft: Draft
) -> tuple[tuple[Identifier, ...], list[str]]:
    """The identifiers of the schemes, each once, and what is none."""
    found: list[Identifier] = []
    others = []
    for token in tokens:
        scheme, value = _parted(token)
        made = draft.linked(scheme, value, name) if scheme in schemes else None
        if made is None:
            others.append(token)
        else:
            found.append(made)
    return tuple(dict.fromkeys(found)), others


def _identified(tokens: list[str], name: str, draft: Draft) -> None:
    for token in tokens:
        scheme, value = _parted(token)
        if scheme == _ADDRESS and (address := ids.url(value)):
            draft.links.append(Link(url=address, label=_ADDRESS))
        elif scheme not in _PUBLICATIONS or identifier(scheme, value) is None:
            draft.retain(name, token)
        else:
            draft.identify(scheme, value, name)


def _typed(word: str, draft: Draft) -> None:
    """The class that the word means; a word that its class does not give back is kept."""
    known = tables.source_type("opencitations", word)
    if known:
        draft.type = known.type
        draft.work_types += known.work_types
    if not known or tables.type_word("opencitations", known.type, known.work_types) != word:
        draft.retain("type", word)


def _issued(written: str, draft: Draft) -> None:
    """The date; in words too where something of it is no date."""
    match = _DATE.match(written)
    parts = [part or "" for part in match.groups()] if match else []
    draft.issued = dates.date(*parts) if match else dates.parse(written)
    if len(draft.issued.split("-")) < len(list(filter(None, parts))) or (written and not draft.issued):
        draft.issued_written = written


def _venue(written: str, draft: Draft) -> Venue | None:
    name, tokens = _bracketed(written)
    found, others = _known(tokens, _PUBLICATIONS, "venue", draft)
    draft.retain("venue", *others)
    title = draft.tidied(name, "venue")
    if not title and not found:
        return None
    kind = _VENUES.get(draft.type, "Journal")
    schemes = {one.scheme for one in found}
    if "issn" in schemes and "isbn" not in schemes:
        kind = {"Book": "BookSeries", "Expression": "Journal"}.get(kind, kind)
    return Venue(type=kind, title=title, identifiers=found)


def _ends(written: str) -> tuple[str, str]:
    """The first and the last page; of pages with hyphens in them, the halves of the range."""
    parts = written.split("-")
    half = len(parts) // 2
    if half > 1 and len(parts) == 2 * half:
        return "-".join(parts[:half]), "-".join(parts[half:])
    return pages(written)


def _bracketed(written: str) -> tuple[str, list[str]]:
    """A name, and the identifiers in brackets behind it.

    >>> _bracketed("MIT Press [crossref:281]"), _bracketed("[issn:0219-1113]"), _bracketed("JAMA [US]")
    (('MIT Press', ['crossref:281']), ('', ['issn:0219-1113']), ('JAMA [US]', []))
    """
    match = _BRACKETED.match(written)
    return (match[1], match[2].split()) if match else (written, [])


def _contributed(role: str, written: str, draft: Draft) -> None:
    """Whoever a name is of."""
    name, tokens = _bracketed(written)
    found, others = _known(tokens, _AGENTS, role, draft)
    made = _agent(name, found)
    if made is None:
        draft.retain(role, written)
        return
    draft.retain(role, *others)
    draft.contributions.append(Contribution(role=role, agent=made))


def _agent(name: str, identifiers: tuple[Identifier, ...]) -> Agent | None:
    """With a comma a person, even of one name; without one a body.

    >>> _agent("Travers, ", ()).name, _agent("World Bank", ()).kind, _agent("ENCMM group", ()).kind
    ('Travers', 'Organization', 'Group')
    """
    bare = " ".join(name.split())
    if "," not in bare:
        if not bare:
            return None
        if tables.body(bare) == "Group":
            return Agent(kind="Group", name=bare, identifiers=identifiers)
        return Agent(kind="Organization", name=bare, identifiers=identifiers)
    family, _, given = bare.partition(",")
    if not given.strip() or not family.strip():
        alone = (family + given).strip()
        return Agent(kind="Person", name=alone, identifiers=identifiers) if alone else None
    made = text.person(bare, identifiers=identifiers)
    if made and made.given == given.strip():
        return made
    # what ends a given name is of the name, such as Jun
    return made and Agent(
        kind="Person", name=bare, family=family.strip(), given=given.strip(), identifiers=identifiers
    )


# -- citations ---------------------------------------------------------------------------------


def _citation(values: dict[str, str], columns: tuple[str, str, str], draft: Draft) -> str:
    """Takes a row of citations; why it is none, or ``""``."""
    citing, issued, cited = (_INDEX.sub("", values.pop(name, "")) for name in columns)
    if not citing or not cited:
        return "names only one of two publications: a citation has one that cites and one that is cited"
    _identified(citing.split(), columns[0], draft)
    found, others = _known(cited.split(), _PUBLICATIONS, columns[2], draft)
    draft.retain(columns[2], *others)
    if not draft.identifiers or not found:
        return "names a publication by no identifier that other files know"
    _issued(issued, draft)
    draft.relations.append(Relation(kind="cites", identifiers=found))
    return ""
