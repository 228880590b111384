"""From records to a network, through the graph."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kg import networks, queries
from kg.dates import Date
from kg.errors import NetworkError, QueryError
from kg.networks.incidence import incidence
from kg.rdf import nquads
from kg.record import Agent, Contribution, Identifier, Provenance, Record, Text, Topic
from kg.sources import read
from kg.stores import EmbeddedStore

CARBERRY = "0000-0002-1825-0097"


def author(name: str, orcid: str = "", *, kind: str = "Person", role: str = "author") -> Contribution:
    """A contribution by somebody of that name."""
    identifiers = (Identifier(scheme="orcid", value=orcid),) if orcid else ()
    return Contribution(role=role, agent=Agent(kind=kind, name=name, identifiers=identifiers))


def paper(number: int, year: str, *contributions: Contribution, **fields) -> Record:
    """An article by these people."""
    return Record(
        type="JournalArticle",
        issued=Date(year) if year else "",
        identifiers=(Identifier(scheme="pmid", value=str(9_000_000 + number)),),
        contributions=contributions,
        provenance=(Provenance(source="made", id=str(number)),),
        **fields,
    )


LAMPS = Topic(label="Lamps", concept="http://example.org/lamps", scheme="made", notation="L01")
PAPERS = (
    paper(
        1,
        "2001",
        author("Carberry, Josiah", CARBERRY),
        author("Quill, B"),
        author("Small, A"),
        topics=(LAMPS,),
    ),
    paper(
        2, "2005-06", author("Carberry, J S", CARBERRY), author("Quill, B"), author("Rule, Ed", role="editor")
    ),
    paper(3, "2010", author("Quill, B"), author("Lamp Group", kind="Group"), keywords=(Text(text="A Lamp"),)),
    paper(4, "", author("Small, A"), author("Carberry, Josiah")),
    paper(5, "2012", author("Small, A")),
)


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    """The five papers as a graph."""
    store = EmbeddedStore()
    store.load(nquads(PAPERS))
    return store


def linked(network: networks.Network) -> dict[frozenset[str], int]:
    """The joint papers of each pair, by label."""
    graph = network.to_networkx()
    label = graph.nodes(data="label")
    return {
        frozenset((label[one], label[other])): papers for one, other, papers in graph.edges(data="papers")
    }


def pairs(**counts: int) -> dict[frozenset[str], int]:
    """Joint papers by pairs of initials."""
    names = {"c": "Carberry, Josiah", "q": "Quill, B", "s": "Small, A", "l": "Lamp Group"}
    return {frozenset(names[letter] for letter in pair): count for pair, count in counts.items()}


def test_people_by_orcid_and_name(store):
    """The ORCID holder is one by any name, the others are their names; a whole name joins its holder."""
    network = networks.build(store)
    assert linked(network) == pairs(cq=2, cs=2, qs=1, ql=1)
    holder = next(facts for _, facts in network.to_networkx().nodes(data=True) if facts.get("orcid"))
    assert holder == {
        "label": "Carberry, Josiah",
        "kind": "person",
        "orcid": CARBERRY,
        "papers": 3,
        "first_year": 2001,
        "last_year": 2005,
    }


def test_the_order_of_records_does_not_matter(store):
    """Another order of loading gives the same network."""
    other = EmbeddedStore()
    other.load(nquads(PAPERS[::-1]))
    one, two = networks.build(store), networks.build(other)
    assert one.nodes.ids == two.nodes.ids
    assert one.newman.tolist() == two.newman.tolist()


def test_people_by_agent(store):
    """A person without an identifier is known from one paper only; a group is one by its name."""
    network = networks.build(store, params={"people": "agent"})
    labels = sorted(network.nodes.labels)
    assert labels.count("Quill, B") == 3
    assert labels.count("Small, A") == 3
    assert labels.count("Lamp Group") == 1
    assert len(network.links) == 3 + 1 + 1 + 1


def test_groups_are_bodies(store):
    """A group that stands as author is a member of its own kind."""
    network = networks.build(store)
    kinds = dict(zip(network.nodes.labels, network.nodes.kinds, strict=True))
    assert kinds["Lamp Group"] == "body"
    assert kinds["Quill, B"] == kinds["Carberry, Josiah"] == "person"


@pytest.mark.parametrize(
    ("params", "wanted"),
    [
        ({"year-from": "2005"}, pairs(cq=1, ql=1)),
        ({"year-to": "2001"}, pairs(cq=1, cs=1, qs=1)),
        ({"year_from": "2010", "year_to": "2012"}, pairs(ql=1)),
        ({"topic": "lamp"}, pairs(cq=1, cs=1, qs=1, ql=1)),
        ({"topic": "l01"}, pairs(cq=1, cs=1, qs=1)),
        ({"topic": "no such"}, {}),
        ({"role": "editor"}, {}),
    ],
)
def test_parameters_restrict(store, params, wanted):
    """Years, in any precision, topics by label, keyword or code, and roles choose the papers."""
    found = linked(networks.build(store, params=params))
    renamed = {
        frozenset(name.replace("Carberry, J S", "Carberry, Josiah") for name in pair): count
        for pair, count in found.items()
    }
    assert renamed == wanted


def test_a_paper_without_a_year_is_in_no_range(store):
    """Only the network without years holds it."""
    assert len(networks.build(store).teams) == 5
    assert len(networks.build(store, params={"year-from": "1900"}).teams) == 4


def test_editors_have_a_network_too(store):
    """A role other than author is asked for by its term."""
    assert networks.build(store, params={"role": "editor"}).nodes.labels == ("Rule, Ed",)


def test_counting_and_cap(store):
    """Both are carried by the network; the cap is reported."""
    network = networks.build(store, counting="fractional", max_team=2)
    assert network.counting == "fractional"
    assert (network.cut.max_team, network.cut.papers) == (2, 1)
    assert network.matrix().sum() == pytest.approx(2 * 3)


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"name": "co-autorship"}, QueryError, "co-authorship"),
        ({"counting": "half"}, NetworkError, "full or fractional"),
        ({"max_team": 0}, NetworkError, "max_team"),
        ({"params": {"people": "face"}}, QueryError, "published, identified, clustered or agent"),
        ({"params": {"colour": "red"}}, QueryError, "colour"),
        ({"params": {"year-from": "soon"}}, QueryError, "not a year"),
    ],
)
def test_mistakes_say_what_would_be_right(store, options, error, said):
    """An unknown network, counting, layer, parameter or value is an error that helps."""
    with pytest.raises(error, match=said):
        networks.build(store, **options)


def test_every_network_is_a_query_that_stands_alone(store):
    """Each file runs as it is, names its columns, and has examples that name its parameters."""
    for query in networks.named():
        found = incidence(store.csv(query.text))
        assert len(found.teams) == 5
        assert query.summary
        assert all(example.startswith(f"kg network {query.name}") for example in query.examples)
        queries.bind(query, {param.name: param.example for param in query.params})


def test_pairs_in_order(store):
    """Pairs come by joint papers, then by fractional weight, then by name; the count cuts the list."""
    network = networks.build(store)
    found = networks.pairs(network, 100)
    assert len(found) == len(network.links)
    keys = [(-one.papers, -round(one.newman, 9), one.source_label, one.target_label) for one in found]
    assert keys == sorted(keys)
    assert networks.pairs(network, 2) == found[:2]
    assert networks.pairs(network, 0) == []
    links = network.links
    weights = {
        (network.nodes.ids[a], network.nodes.ids[b]): (papers, newman)
        for a, b, papers, newman in zip(
            links.source.tolist(),
            links.target.tolist(),
            links.papers.tolist(),
            links.newman.tolist(),
            strict=True,
        )
    }
    assert {(one.source, one.target): (one.papers, one.newman) for one in found} == weights


def test_unknown_years_are_none(store):
    """A year that nobody knows is no number: neither of a network nor of a member."""
    empty = networks.summary(networks.build(store, params={"year-from": "2090"}))
    assert (empty.papers, empty.first_year, empty.last_year) == (0, None, None)
    undated = networks.build(nowhere())
    assert networks.summary(undated).first_year is None
    assert {member.first_year for member in networks.top(undated)} == {None}


def nowhere() -> EmbeddedStore:
    """A graph of one paper without a year."""
    store = EmbeddedStore()
    store.load(nquads([paper(77, "", author("Lamp, A"), author("Lamp, B"))]))
    return store


def test_any_engine_gives_the_same_rows(store):
    """rdflib answers the query as Oxigraph does, with and without parameters."""
    graph = store.rdflib()
    for params in ({}, {"topic": "lamp", "year-from": "2001"}, {"people": "agent"}):
        text = queries.bind(networks.find("co-authorship"), params)
        names = ("member", "label", "group", "year", "orcid", "kind")
        theirs = sorted(tuple(str(row[name] or "") for name in names) for row in graph.query(text))
        ours = sorted(tuple(term.value if term else "" for term in row) for row in store.query(text).rows)
        assert theirs == ours
        assert ours


def test_importing_networks_is_cheap():
    """Numbers, pictures and graphs are loaded when they are used."""
    code = (
        "import sys, kg.networks; print([n for n in ('numpy', 'networkx', 'matplotlib') if n in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert found.stdout.strip() == "[]"


@pytest.mark.shared
def test_the_real_records(shared):
    """521 publications of PubMed: one paper of 621 authors makes most links, and a limit says so."""
    store = EmbeddedStore()
    files = sorted((shared / "data" / "pubmed").glob("*.xml*"))
    records = [item for file in files for item in read(str(file)) if isinstance(item, Record)]
    store.load(nquads(records, reject=lambda *_: None))
    found = networks.summary(networks.build(store))
    assert found.largest_team == 621
    assert found.largest_team_links > 0.6
    network = networks.build(store, max_team=100)
    assert network.cut.papers >= 3
    assert network.cut.links > 0.9 * found.links
    assert networks.summary(network).links + network.cut.links == found.links
    assert networks.summary(network).authors + network.cut.authors == found.authors
