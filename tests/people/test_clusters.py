"""Signatures of a block into clusters, by the model that comes with the package."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.cluster import hierarchy
from scipy.spatial.distance import squareform

from kg.errors import ResourceError
from kg.people import Signature, block, clusters, load, shipped
from kg.people import clustering as module
from kg.people.comparing import FEATURES
from kg.people.joining import joined
from kg.people.model import Table
from kg.people.names import given_words, relation
from kg.record import Identifier

ORCID = Identifier(scheme="orcid", value="0000-0002-1825-0097")
TOWN = "Department of Lamps, La Trobe University, Melbourne"


def signature(number: int, given: str, **more: object) -> Signature:
    """Somebody called Li on a publication of a number."""
    some = {"family": "Li", "position": 1, "year": 2010, "title": f"Title {number} of a publication"}
    return msgspec.convert({"publication": f"pmid/{number}", "given": given, **some, **more}, Signature)


def groups(some: Sequence[Signature], *, cautious: bool = False) -> set[frozenset[str]]:
    """The clusters, by the publications in them."""
    found = clusters(some, cautious=cautious)
    together: dict[int, set[str]] = {}
    for one, label in zip(some, found.labels, strict=True):
        together.setdefault(label, set()).add(one.publication.removeprefix("pmid/"))
    return set(map(frozenset, together.values()))


SOME = (
    signature(1, "Ann", coauthors=("Moher, David", "Rose, Carl"), affiliations=(TOWN,)),
    signature(2, "Ann", coauthors=("Moher, David", "Rose, C")),
    signature(3, "A", affiliations=(TOWN,), coauthors=("Moher, D",)),
    signature(4, "Amy", affiliations=(TOWN,)),
    signature(5, "Ann B", coauthors=("Tan, E",), year=1960, title="Quantum dots in cold silicon"),
    signature(6, "Andrea", identifiers=(ORCID,)),
    signature(7, "Ann", identifiers=(ORCID,), year=2015),
)


def test_what_stands_around_a_name() -> None:
    """Co-authors and a place join names and initials; other names stay apart, whatever they share."""
    found = groups(SOME)
    assert any({"1", "2", "3"} <= together for together in found)
    assert all(not {"1", "4"} <= together for together in found)
    assert all(not {"3", "5"} <= together for together in found)


def test_an_identifier_joins_two_names() -> None:
    """One ORCID is one person under two given names, with certainty."""
    assert frozenset({"6", "7"}) in groups(SOME[5:])
    assert clusters(SOME[5:]).probability == (1.0, 1.0)


@given(st.permutations(SOME))
def test_the_order_changes_nothing(some: list[Signature]) -> None:
    """The same signatures give the same clusters and the same probabilities."""
    assert groups(some) == groups(SOME)
    told = zip(some, clusters(some).probability, strict=True)
    expected = zip(SOME, clusters(SOME).probability, strict=True)
    assert sorted(told, key=repr) == sorted(expected, key=repr)


def test_the_cautious_join_less() -> None:
    """What is rather surely one is a part of what is likely one."""
    titles = enumerate(("Feeding after birth", "Quantum dots in cold silicon"), 1)
    some = [signature(number, "A", affiliations=(TOWN,), title=title) for number, title in titles]
    likely, sure = groups(some), groups(some, cautious=True)
    assert len(sure) > len(likely)
    assert all(any(together <= more for more in likely) for together in sure)


def test_labels_count_from_zero_and_probabilities_are_shares() -> None:
    """Clusters are numbered in the order in which they appear."""
    found = clusters(SOME)
    assert list(dict.fromkeys(found.labels)) == list(range(len(set(found.labels))))
    assert all(0 <= one <= 1 for one in found.probability)
    assert clusters([]) == module.Clustering((), ())
    assert clusters(SOME[:1]) == module.Clustering((0,), (1.0,))


def test_a_large_block_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a block is cut, names in full are still compared with their like, and memory stays bounded."""
    monkeypatch.setattr(module, "LARGEST", 4)
    many = [signature(number, "Ann", coauthors=("Moher, David",)) for number in range(4)]
    many += [signature(number, "Amy", coauthors=("Moher, David",)) for number in range(4, 8)]
    assert groups(many) == {frozenset("0123"), frozenset("4567")}


def test_blocks_are_of_a_family_name_and_an_initial() -> None:
    """Case, accents, hyphens and the form of initials make no difference."""
    some = [
        signature(1, "Änne", family="Müller-Lüdenscheidt"),
        signature(2, "A.", family="MULLER LUDENSCHEIDT"),
        signature(3, "", initials="AB", family="Muller Ludenscheidt"),
    ]
    assert {block(one) for one in some} == {"mullerludenscheidt a"}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Jian-Min", "JianMin", "same"),
        ("J.M.", "Jian-Min", "initial and full"),
        ("J. M.", "JM", "same"),
        ("Rachna", "Rachna C.", "more on one side"),
        ("Katherine", "Katharine", "nearly"),
        ("Robert D.", "Robert K.", "other middle"),
        ("Robert", "Richard", "other"),
        ("JK", "JM", "other"),
        ("Robert", "", "none"),
    ],
)
def test_given_names(one: str, other: str, expected: str) -> None:
    """Two given names, either way round."""
    mine, theirs = given_words(one), given_words(other)
    near = expected == "nearly"
    assert relation(mine, theirs, near=near) == relation(theirs, mine, near=near) == expected


@given(st.integers(2, 9), st.data())
def test_average_linkage_is_that_of_scipy(size: int, data: st.DataObject) -> None:
    """Clusters by the chain of neighbours are those of the tree of scipy, cut at the same height."""
    pairs = size * (size - 1) // 2
    values = data.draw(st.lists(st.floats(0.01, 0.99), min_size=pairs, max_size=pairs, unique=True))
    threshold = data.draw(st.floats(0.02, 0.98))
    distance = 1 - np.array(values)
    tree = hierarchy.linkage(distance, "average")
    if (
        any(abs(height - (1 - threshold)) < 1e-5 for height in tree[:, 2])
        or np.diff(np.sort(values)).min(initial=1) < 1e-5
    ):
        return
    expected = hierarchy.fcluster(tree, 1 - threshold, "distance")
    found = joined((1 - squareform(distance)).astype(np.float32), threshold)
    for one, other in itertools.combinations(range(size), 2):
        assert (found[one] == found[other]) == (expected[one] == expected[other])


def test_what_is_forbidden_is_never_joined() -> None:
    """Two that must not come together stay apart, though both are like a third."""
    alike = np.full((3, 3), 0.9, dtype=np.float32)
    alike[0, 1] = alike[1, 0] = -np.inf
    found = joined(alike, 0.2)
    assert found[0] != found[1]
    assert found[2] in (found[0], found[1])


def test_the_shipped_model() -> None:
    """It has a table for each feature, and asks more of the cautious."""
    model = shipped()
    assert list(model.features) == list(FEATURES)
    assert 0 < model.threshold < model.cautious < 1
    assert model.names.of_surname("wang") > model.names.of_surname("smith") > model.names.of_surname("taft")
    for name in ("co-authors in common", "affiliations alike", "subjects alike", "e-mail"):
        weights = model.features[name].weights[1:]
        assert list(weights) == sorted(weights), name


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b'{"about": "", "threshold": 0.5}', b"\xff", b'{"features": {"e-mail": {"edges": [2, 1]}}}'],
)
def test_what_is_no_model(data: bytes) -> None:
    """A file that is no model is an error that names it."""
    with pytest.raises(ResourceError, match=r"mine\.json"):
        load(data, "mine.json")


@pytest.mark.parametrize(("edges", "weights"), [((1.0,), (0.0,)), ((2.0, 1.0), (0.0, 1.0, 2.0))])
def test_tables_have_rising_edges(edges: tuple[float, ...], weights: tuple[float, ...]) -> None:
    """One weight more than edges, which rise."""
    with pytest.raises(ValueError, match="rising edges"):
        Table(edges, weights)
