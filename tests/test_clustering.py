"""People into clusters: signatures through a database, block by block, to statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import context, queries
from kg.clustering import Crowd
from kg.rdf import BASE, expression_iri, nquads
from kg.record import Agent, Contribution, Identifier, Provenance, Record
from kg.stores import EmbeddedStore


class Signed(msgspec.Struct, frozen=True):
    """A name, and who else signs."""

    family: str
    given: str
    others: tuple[str, ...]


class Found(msgspec.Struct, frozen=True):
    """Clusters as the protocol has them."""

    labels: list[int]
    probability: list[float]


class SharedCoAuthor:
    """One person is who has one family name and initial and, in turn, a co-author in common."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def signatures(self, record: Record) -> Iterator[tuple[str, str, Signed]]:
        """Each author, with the family names of the others."""
        authors = [one.agent for one in record.contributions if one.role == "author"]
        for place, agent in enumerate(authors, 1):
            others = tuple(other.family for other in authors if other is not agent)
            role = f"{expression_iri(record, '')}#author-{place}"
            yield role, agent.name, Signed(agent.family, agent.given, others)

    def block(self, signature: Signed) -> str:
        """The family name and the first initial."""
        return f"{signature.family} {signature.given[:1]}".casefold()

    def identity(self, signature: Signed) -> str:
        """Nobody is known but Tan."""
        return signature.family if signature.family.startswith("Tan") else ""

    def clusters(self, signatures: Sequence[Signed]) -> Found:
        """Who has a co-author in common, in turn."""
        self.sizes.append(len(signatures))
        labels = list(range(len(signatures)))
        for one, signature in enumerate(signatures):
            for other in range(one):
                if set(signature.others) & set(signatures[other].others):
                    labels = [labels[other] if label == labels[one] else label for label in labels]
        return Found(labels, [0.75] * len(labels))


def paper(number: int, *names: str) -> Record:
    """A publication by these people."""
    people = [name.split(", ") for name in names]
    return Record(
        type="JournalArticle",
        identifiers=(Identifier(scheme="pmid", value=str(number)),),
        contributions=tuple(
            Contribution(
                role="author",
                agent=Agent(kind="Person", name=f"{family}, {first}", family=family, given=first),
            )
            for family, first in people
        ),
        provenance=(Provenance(source="made", id=str(number)),),
    )


PAPERS = (
    paper(1, "Li, Ann", "Moher, David"),
    paper(2, "Li, A", "Moher, D"),
    paper(3, "Li, Ann", "Rose, C"),
    paper(4, "Li, Andrea", "Rose, Carl"),
    paper(5, "Tan, E"),
)


def statements(records: Iterable[Record]) -> bytes:
    """The clusters of the authors of some publications."""
    crowd = Crowd(SharedCoAuthor())
    assert list(crowd.through(records)) == list(records)
    return b"".join(crowd.quads(BASE))


def clusters(lines: bytes) -> dict[str, set[str]]:
    """The last parts of the roles, by the label of their cluster."""
    quads = list(ox.parse(lines, format=ox.RdfFormat.N_QUADS))
    labels = {
        quad.subject.value: quad.object.value
        for quad in quads
        if quad.predicate.value == context.iri("rdfs:label")
    }
    found: dict[str, set[str]] = {}
    for quad in quads:
        if quad.predicate.value == context.iri("kg:cluster"):
            role = quad.subject.value.rpartition("/")[2]
            found.setdefault(labels[quad.object.value], set()).add(role)
    return found


def test_people_are_clustered() -> None:
    """Who is alike is in one cluster, under the fullest name; who is alone is in none."""
    assert clusters(statements(PAPERS)) == {
        "Li, Ann": {"1#author-1", "2#author-1"},
        "Li, Andrea": {"3#author-1", "4#author-1"},
        "Moher, David": {"1#author-2", "2#author-2"},
        "Rose, Carl": {"3#author-2", "4#author-2"},
    }


@given(st.permutations(PAPERS))
def test_the_order_of_records_changes_nothing(records: list[Record]) -> None:
    """The same publications give the same bytes."""
    assert statements(records) == statements(PAPERS)


def test_a_block_at_a_time() -> None:
    """The method sees the people of one block only, and of those who are alone nobody."""
    method = SharedCoAuthor()
    crowd = Crowd(method)
    assert len(list(crowd.through(PAPERS))) == 5
    assert len(b"".join(crowd.quads(BASE))) > 0
    assert sorted(method.sizes) == [1, 2, 2, 4]


def test_what_is_not_in_the_graph_is_in_no_cluster() -> None:
    """A publication that could not be mapped leaves none of its people behind."""
    crowd = Crowd(SharedCoAuthor())
    for record in crowd.through(PAPERS):
        if record is PAPERS[1]:
            crowd.forget()
    assert set(clusters(b"".join(crowd.quads(BASE)))) == {"Li, Andrea", "Rose, Carl"}


def test_who_is_known_is_one_in_all_blocks() -> None:
    """An identifier joins what names put into different blocks; not two contributions to one publication."""
    apart = [paper(1, "Tan, Ann", "Li, A"), paper(2, "Tan, Bea"), paper(3, "Tan, Ann", "Li, B")]
    assert clusters(statements(apart))["Tan, Ann"] == {"1#author-1", "2#author-1", "3#author-1"}
    mistaken = [*apart, paper(4, "Tan, Bea", "Tan, Ann")]
    assert "2#author-1" not in set().union(*clusters(statements(mistaken)).values())


def test_no_people_no_clusters() -> None:
    """Without authors there is nothing to say."""
    assert statements([paper(1)]) == statements([]) == b""


@pytest.mark.parametrize("people", ["identified", "published"])
def test_clusters_fit_the_roles_of_the_graph(people: str) -> None:
    """Each role in a cluster is one of the graph, and the layer clustered joins what the method joined."""
    store = EmbeddedStore()
    store.load([*nquads(PAPERS, people=people), statements(PAPERS)])
    lost = "SELECT ?role { ?role kg:cluster ?cluster FILTER NOT EXISTS { ?role kg:position ?position } }"
    assert list(store.query(lost).rows) == []
    found = queries.plain_rows(queries.run(store, "authors", {"people": "clustered"}))
    assert [(row[0], row[2]) for row in found] == [
        ("Li, Ann", "2"),
        ("Li, Ann", "2"),
        ("Moher, David", "2"),
        ("Rose, Carl", "2"),
        ("Tan, E", "1"),
    ]
