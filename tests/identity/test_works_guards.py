"""What keeps mistaken relations from joining works."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterable

import msgspec
from publications import publication

from kg.identity import Decision, Linked, Linker
from kg.identity.briefs import reference
from kg.record import Record, Relation, identifier
from kg.sources.retractionwatch import retractionwatch

BIRDS = ("Winter feeding of birds on northern lakes", "Aalto, Anna and Berg, Bo")
BREAD = ("A short history of rye bread in the Baltic", "Aalto, Anna and Berg, Bo")


def linked(records: Iterable[Record], *decisions: Decision) -> Linked:
    """What comes of linking them."""
    with Linker(decisions, likeness=False) as linker:
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


def test_a_notice_about_several_articles_makes_no_versions():
    """A note of the publisher on two articles of one author, by a word that means no new version."""
    table = (
        "Record ID,Title,Author,OriginalPaperDOI,RetractionDOI,RetractionNature\n"
        f'1,{BIRDS[0]},"Anna Aalto;Bo Berg;",10.1000/a,10.1000/note,{{0}}\n'
        f'2,{BREAD[0]},"Anna Aalto;Bo Berg;",10.1000/b,10.1000/note,{{0}}\n'
    )
    for word in ("Reinstatement", "Publisher's note"):
        told = list(retractionwatch.read(io.BytesIO(table.format(word).encode()), "table.csv"))
        assert [one.relations[0].identifiers[0].value for one in told] == ["10.1000/note"] * 2
        assert linked(told).works == 0


def test_what_a_person_says_of_works_is_above_all_else():
    """Two are of one work though nothing says so; two are not though a relation does, by no chain either."""
    birds = publication(*BIRDS, "2001", "Ecology", doi="10.1000/a")
    bread = publication(*BREAD, "2001", "Ecology", doi="10.1000/b")
    preprint = related(
        publication(*BIRDS, "2000", doi="10.9000/p", type="Preprint"), "isVersionOf", "10.1000/a"
    )
    corrected = related(bread, "corrects", "10.1000/a")
    for one in (bread, corrected):
        joined = linked([birds, one], Decision("10.1000/a", "10.1000/b", "versions"))
        assert (joined.works, len(joined.clusters.sizes)) == (1, 2)
        assert [(link.rule, link.verdict) for link in joined.links] == [("decision", "version")]
    apart = Decision("10.1000/a", "10.9000/p", "unrelated")
    parted = linked([birds, preprint], apart)
    assert (parted.works, parted.disbelieved) == (0, 1)
    again = related(
        publication(*BIRDS, "1999", doi="10.9000/q", type="Preprint"), "hasVersion", "10.1000/a", "10.9000/p"
    )
    kept = linked([birds, preprint, again], apart)
    assert kept.works == 1
    assert len(kept.clusters.works) == 2
    assert linked([birds, preprint], Decision("10.1000/a", "10.9000/p", "different")).works == 1


def test_links_of_versions_are_those_of_works():
    """What says the same and is one publication in the end, or a data set, is no version among the links."""
    told = ("Winter feeding of birds on the northern lakes of Finland", "Aalto, Anna and Berg, Bo", "2001")
    article = publication(*told, "Ecology", doi="10.1000/a", volume="7", pages="10-19")
    abstract = publication(*told, "Nordic Congress of Limnology")
    data = publication(*told, "Dryad", doi="10.5061/d", work_types=("Dataset",), type="Expression")

    def versions(*records: Record, said: tuple[Decision, ...] = ()) -> list[tuple[str, str]]:
        with Linker(said) as linker:
            for record in records:
                linker.add(record)
            return [(link.rule, link.verdict) for link in linker.link().links if link.verdict != "same"]

    assert versions(article, abstract) == [("likeness", "version")]
    assert versions(article, data) == []
    named = tuple(reference(record) for record in (article, abstract))
    assert versions(article, abstract, said=(Decision(*named, "same"),)) == []
    assert versions(article, abstract, said=(Decision(*named, "unrelated"),)) == [("decision", "different")]
