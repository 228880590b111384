"""Records without a shared identifier become one publication where they say the same."""

from __future__ import annotations

import random
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from publications import gold, publication

from kg.identity import Linker
from kg.identity.blocking import WINDOW, Blocks
from kg.identity.briefs import brief
from kg.identity.near import Near, joined
from kg.record import Record

WORDS = ("birds", "lakes", "northern", "ecology", "of", "the", "winter", "feeding", "study", "II")


def near(records: list[Record], partitions: int = 1) -> set[frozenset[str]]:
    """The publications, as sets of the references of their records."""
    with Near() as found:
        names = [found.add(record).reference for record in records]
        labels = np.arange(len(records), dtype=np.int32)
        pairs = list(found.pairs(labels, partitions=partitions))
        labels, _ = joined(labels, pairs, found.briefs())
    return {frozenset(np.array(names, object)[labels == label]) for label in set(labels.tolist())}


@st.composite
def some(draw: st.DrawFn) -> list[Record]:
    """Records of few words, names and places, so that many are alike."""
    title = st.lists(st.sampled_from(WORDS), min_size=4, max_size=7).map(" ".join)
    titles = draw(st.lists(title, min_size=1, max_size=3))
    authors = st.sampled_from(("", "Aalto, Anna", "Aalto, A and Berg, B", "Berg, Bo and Aalto, Anna"))
    return [
        publication(
            draw(st.sampled_from(titles)),
            draw(authors),
            draw(st.sampled_from(("", "2001", "2002"))),
            draw(st.sampled_from(("", "Ecology", "J Ecol"))),
            volume=draw(st.sampled_from(("", "1", "2"))),
            pages=draw(st.sampled_from(("", "1-9", "20-30"))),
            doi=draw(st.sampled_from(("", "10.1000/1", "10.1000/2", "10.2000/1"))),
            id=str(number),
        )
        for number in range(draw(st.integers(2, 9)))
    ]


@settings(deadline=None)
@given(some(), st.randoms(use_true_random=False))
def test_order_does_not_matter(records: list[Record], chance: random.Random):
    """The same publications come out of any order of the records."""
    other = records.copy()
    chance.shuffle(other)
    assert near(records) == near(other)


@settings(deadline=None)
@given(some())
def test_partitions_do_not_matter(records: list[Record]):
    """Keys in one part or in sixteen: the same publications."""
    assert near(records, 1) == near(records, 16)


@settings(deadline=None)
@given(some())
def test_no_publication_has_two_dois_of_a_registrant(records: list[Record]):
    """However alike the records are, and through whichever third record they are linked."""
    dois = {brief(record).reference: brief(record).identifiers for record in records}
    for cluster in near(records):
        found = {value for name in cluster for scheme, value in dois[name] if scheme == "doi"}
        assert not {"10.1000/1", "10.1000/2"} <= found


def test_a_third_record_does_not_join_what_is_apart():
    """An entry without volume and pages is like both abstract and paper; it goes with one of them alone."""
    told = ("Winter feeding of birds on northern lakes", "Aalto, Anna and Berg, Bo", "2001")
    paper = publication(*told, "Ecology", volume="7", pages="10-19")
    abstract = publication(*told, "Birds", volume="31", pages="S7")
    bare = publication(*told)
    clusters = near([paper, abstract, bare])
    assert len(clusters) == 2
    assert sorted(map(len, clusters)) == [1, 2]


def test_pairs_do_not_grow_with_the_square():
    """Thousands of records of one title are compared with their neighbours only."""
    blocks = Blocks()
    for number in range(3000):
        blocks.add(brief(publication("Annual report of the library", year="1999", id=str(number))))
    assert 0 < len(blocks.pairs()) <= 3000 * WINDOW * 4


def test_among_very_many_of_one_title_a_pair_is_found():
    """What stands in one place is side by side, even where a thousand others have the title."""
    many = [
        publication(
            "Editorial", f"Author{number}, A", "1999", "Birds", volume=str(number), pages=str(number + 5)
        )
        for number in range(1000)
    ]
    twin = publication("Editorial.", "Author500, A", "1999", "Birds", volume="500", pages="505", id="twin")
    assert sorted(map(len, near([*many, twin]))) == [1] * 999 + [2]


def test_what_counts_for_nothing_is_not_linked():
    """A record with the label -1, such as one that its source withdrew, links nothing."""
    told = ("Winter feeding of birds on northern lakes", "Aalto, Anna and Berg, Bo", "2001", "Ecology")
    with Near() as found:
        found.add(publication(*told, id="1"))
        found.add(publication(*told, id="2"))
        assert list(found.pairs(np.array([0, -1], np.int32))) == []
        assert len(list(found.pairs(np.array([0, 1], np.int32)))) == 1


def test_nothing_is_compared_with_nothing():
    """No records, no pairs."""
    assert near([]) == set()


# -- the gold sets -----------------------------------------------------------------------------


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "sensitivity"), [("cytology_screening", 0.992), ("respiratory", 0.936), ("special_cases", 1.0)]
)
def test_the_gold_sets_are_found(shared: Path, name: str, sensitivity: float):
    """Nothing is linked that is not in the gold set, and at least what the best other program finds is."""
    records, pairs = gold(shared / "data" / "dedup" / name)
    with Linker() as linker:
        for record in records:
            linker.add(record)
        labels = linker.link().clusters.labels.tolist()
    places: dict[int, list[int]] = {}
    for place, label in enumerate(labels):
        places.setdefault(label, []).append(place)
    found = {pair for of_one in places.values() for pair in combinations(of_one, 2)}
    assert found <= pairs
    assert len(found & pairs) / len(pairs) >= sensitivity


@pytest.mark.shared
def test_evidence_is_the_same_in_any_order(shared: Path):
    """The links of a gold set, with scores and parts, whichever record comes first."""
    records, _ = gold(shared / "data" / "dedup" / "respiratory")
    linked = []
    for order in (records, records[::-1]):
        with Linker() as linker:
            for record in order:
                linker.add(record)
            linked.append(linker.link().links)
    assert linked[0] == linked[1]
    assert {link.verdict for link in linked[0]} >= {"same", "version"}
