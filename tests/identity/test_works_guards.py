"""What keeps mistaken relations from joining works."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import msgspec
from publications import publication

from kg.identity import Linked, Linker
from kg.record import Record, Relation, identifier

BIRDS = ("Winter feeding of birds on northern lakes", "Aalto, Anna and Berg, Bo")
BREAD = ("A short history of rye bread in the Baltic", "Aalto, Anna and Berg, Bo")


def linked(records: Iterable[Record]) -> Linked:
    """What comes of linking them."""
    with Linker(likeness=False) as linker:
        for record in records:
            linker.add(record)
        return linker.link()


def related(record: Record, kind: str, *dois: str) -> Record:
    """The record with relations of a kind."""
    told = tuple(Relation(kind=kind, identifiers=(identifier("doi", doi),)) for doi in dois)
    return msgspec.structs.replace(record, relations=told)


def test_two_titles_in_one_journal_are_two_works():
    """A preprint that calls two articles of one journal its versions is of the one that says the same."""
    records = [
        publication(*BIRDS, "2001", "Ecology", doi="10.1000/a"),
        publication(*BREAD, "2001", "Ecology", doi="10.1000/b"),
        related(
            publication(*BIRDS, "2000", doi="10.9000/p", type="Preprint"),
            "isVersionOf",
            "10.1000/a",
            "10.1000/b",
        ),
    ]
    for some in itertools.permutations(records):
        found = linked(some)
        assert (found.works, found.disbelieved) == (1, 1)
        together = {
            some[found.clusters.first[cluster]].identifiers[0].value for cluster, _ in found.clusters.works
        }
        assert together == {"10.1000/a", "10.9000/p"}
