"""Which authors are one person, by what stands around their names."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.authors import Authors
from kg.clustering import Crowd
from kg.rdf.clusters import Member
from kg.record import Affiliation, Agent, Contribution, Identifier, Record
from kg.text import person

_METHOD = Authors()
ORCID, OTHER = "0000-0002-1825-0097", "0000-0001-5109-3700"
PLACE = "Department of Lamps, La Trobe University, Melbourne"


def author(name: str, orcid: str = "", place: str = "") -> Contribution:
    """A contribution by a person of that name."""
    agent = person(name, identifiers=(Identifier(scheme="orcid", value=orcid),) if orcid else ())
    assert agent is not None
    return Contribution(role="author", agent=agent, affiliations=(Affiliation(name=place),) if place else ())


def paper(number: int, *authors: Contribution) -> Record:
    """A publication by these people."""
    return Record(
        type="JournalArticle",
        identifiers=(Identifier(scheme="pmid", value=str(number)),),
        contributions=authors,
    )


def joined(*records: Record, cautious: bool = False) -> set[frozenset[str]]:
    """The clusters, as numbers of publications and positions."""
    crowd = Crowd(Authors(cautious=cautious))
    assert len(list(crowd.through(records))) == len(records)
    return {frozenset(_short(one) for one in members) for members in crowd.clusters()}


def _short(member: Member) -> str:
    return member.role.rpartition("/")[2].replace("#author-", ".")


TWO = frozenset({"1.1", "2.1"})


@pytest.mark.parametrize("cautious", [False, True])
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([author("Li, Ann"), author("Moher, David")], [author("Li, Ann"), author("Moher, David")]),
        ([author("Berger, Anna", place=PLACE)], [author("BERGER, ANNA", place=PLACE.upper())]),
        ([author("Li, Ann", ORCID)], [author("Li, A", ORCID)]),
        ([author("Li, Ann", ORCID)], [author("Moher, Ann", ORCID)]),
        ([author("Müller, Jörg", place=PLACE)], [author("Muller, Jorg", place=PLACE)]),
        ([author("Taft, Angela J")], [author("Taft, Angela J.")]),
    ],
    ids=["co-author", "affiliation", "ORCID", "ORCID under another name", "accents", "rare name"],
)
def test_one_person(one: list[Contribution], other: list[Contribution], cautious: bool) -> None:
    """A whole name with a co-author or affiliation in common, one ORCID under two names, a rare name."""
    assert TWO in joined(paper(1, *one), paper(2, *other), cautious=cautious)


@pytest.mark.parametrize("cautious", [False, True])
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([author("Wang, Wei")], [author("Wang, Wei")]),
        ([author("Li, A")], [author("Li, A")]),
        ([author("Smith, J")], [author("Smith, J")]),
        ([author("Li, Ann", place=PLACE)], [author("Li, Anna", place=PLACE)]),
        ([author("Li, Robert", place=PLACE)], [author("Li, Richard", place=PLACE)]),
        ([author("Li, Ann", ORCID, PLACE)], [author("Li, Ann", OTHER, PLACE)]),
        ([author("Taft, AJ")], [author("Taft, AK")]),
        ([author("Plato", place=PLACE)], [author("Plato", place=PLACE)]),
    ],
    ids=["common name", "initial", "initial of Smith", "name", "names", "two iDs", "initials", "no parts"],
)
def test_not_known_to_be_one_person(
    one: list[Contribution], other: list[Contribution], cautious: bool
) -> None:
    """A name that many have, initials, other names, and two ORCID iDs join nobody."""
    assert joined(paper(1, *one), paper(2, *other), cautious=cautious) == set()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([author("Li, Ann")], [author("Li, Ann")]),
        ([author("Li, A", place=PLACE)], [author("Li, A", place=PLACE)]),
    ],
    ids=["name alone", "initials and affiliation"],
)
def test_what_the_cautious_leave_apart(one: list[Contribution], other: list[Contribution]) -> None:
    """What is more likely than not joins two, unless one asks for what is rather sure."""
    records = paper(1, *one), paper(2, *other)
    assert joined(*records) == {TWO}
    assert joined(*records, cautious=True) == set()


def test_two_of_one_publication_are_two() -> None:
    """Namesakes of one publication are not joined, by whatever they have in common with a third."""
    found = joined(
        paper(1, author("Li, Ann", place=PLACE), author("Li, Ann", place=PLACE)),
        paper(2, author("Li, Ann", place=PLACE)),
    )
    assert all(not {"1.1", "1.2"} <= members for members in found)


def test_who_is_no_person_has_no_signature() -> None:
    """Groups and editors are not clustered."""
    group = Contribution(role="author", agent=Agent(kind="Group", name="Lamp Group"))
    editor = Contribution(role="editor", agent=Agent(kind="Person", name="Li, Ann", family="Li", given="Ann"))
    assert list(_METHOD.signatures(paper(1, group, editor))) == []


def test_large_teams_are_no_evidence() -> None:
    """On a paper of dozens, a co-author in common says little; and it costs little."""
    team = [author(f"Moher{number}, David") for number in range(60)]
    few, many = [author("Wang, Wei"), *team[:3]], [author("Wang, Wei"), *team]
    assert TWO in joined(paper(1, *few), paper(2, *few))
    assert TWO not in joined(paper(1, *many), paper(2, *many))
    assert all(not one.coauthors for _, _, one in _METHOD.signatures(paper(1, *many)))


def test_an_identifier_of_two_on_one_publication_is_not_believed() -> None:
    """One ORCID of two names on one paper joins neither of them with a third."""
    found = joined(
        paper(1, author("Wang, Wei", ORCID), author("Li, A", ORCID)), paper(2, author("Wang, Wei", ORCID))
    )
    assert found == set()


_NAMES = st.sampled_from(["Li, Ann", "Li, A", "Li, Amy", "Moher, David", "Rose, Carl"])
_AUTHORS = st.builds(author, _NAMES, st.sampled_from(["", "", ORCID, OTHER]), st.sampled_from(["", PLACE]))


@given(st.lists(st.lists(_AUTHORS, max_size=4), max_size=6))
def test_clusters_hold_no_contradiction(teams: Iterable[list[Contribution]]) -> None:
    """No cluster has two people of one publication, two ORCID iDs, or one contribution twice."""
    records = [paper(number, *team) for number, team in enumerate(teams, 1)]
    orcids = {
        f"{number}.{place}": {one.value for one in contribution.agent.identifiers}
        for number, record in enumerate(records, 1)
        for place, contribution in enumerate(record.contributions, 1)
    }
    found = joined(*records)
    assert len({one for members in found for one in members}) == sum(map(len, found))
    for members in found:
        assert len({one.partition(".")[0] for one in members}) == len(members) > 1
        assert len(set().union(*(orcids[one] for one in members))) <= 1
    assert joined(*records[::-1]) == found
