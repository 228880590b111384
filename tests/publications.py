"""Records of publications for tests of identity: short to write, and the gold sets of others."""

from __future__ import annotations

import csv
import gzip
import hashlib
from itertools import combinations
from pathlib import Path

from kg.record import Contribution, Provenance, Record, Text, Venue, identifier
from kg.text import names

_KINDS = {"article": "JournalArticle", "inproceedings": "ConferencePaper"}


def publication(title: str = "", authors: str = "", year: str = "", venue: str = "", **more: str) -> Record:
    """A source record; ``more`` are fields of a Record, identifiers by their scheme, and ``id``."""
    schemes = ("doi", "pmid", "pmcid", "isbn", "handle", "openalex")
    named = tuple(identifier(scheme, more[scheme]) for scheme in schemes if scheme in more)
    own = {name: value for name, value in more.items() if name not in (*schemes, "id", "source")}
    told = repr((title, authors, year, venue, sorted(more.items())))
    agents = [names.person(name) for name in authors.split(" and ") if name.strip()]
    return Record(
        titles=(Text(text=title),) if title else (),
        issued=year,
        venue=Venue(type="Journal", title=venue) if venue else None,
        contributions=tuple(Contribution(role="author", agent=agent) for agent in agents if agent),
        identifiers=tuple(one for one in named if one),
        provenance=(
            Provenance(
                source=more.get("source", "test"),
                id=more.get("id", ""),
                digest=hashlib.sha256(told.encode()).hexdigest(),
            ),
        ),
        **{"type": "JournalArticle"} | own,
    )


def gold(folder: Path) -> tuple[list[Record], frozenset[tuple[int, int]]]:
    """The records of a gold set, and the pairs that are of one publication."""
    with gzip.open(folder / "records_pre_merged.csv.gz", "rt", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    places = {row["ID"]: place for place, row in enumerate(rows)}
    with open(folder / "merged_record_ids.csv", encoding="utf-8") as stream:
        groups = [row["merged_ids"].split(";") for row in csv.DictReader(stream)]
    pairs = frozenset(
        (min(pair), max(pair))
        for group in groups
        for pair in combinations([places[name] for name in group], 2)
    )
    return [_of_row(row) for row in rows], pairs


def _of_row(row: dict[str, str]) -> Record:
    """The column ``number`` is not read: in one of the sets it numbers the records."""
    return publication(
        row["title"],
        row["author"],
        row["year"],
        row.get("journal") or row.get("booktitle") or "",
        type=_KINDS.get(row["ENTRYTYPE"], "Article"),
        volume=row.get("volume") or "",
        pages=row.get("pages") or "",
        doi=row.get("doi") or "",
        id=row["ID"],
    )
