"""Files that other programs read: read back with networkx, the csv module and json."""

from __future__ import annotations

import csv
import io
import json

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks_of_teams import csv_of, network_of

from kg.errors import NetworkError
from kg.networks import exports, paths
from kg.networks.incidence import incidence
from kg.networks.network import Network
from kg.networks.projection import example, project

NASTY = [
    'O\'Brien "Kelly" <K> & co',
    "tab\tand\nnewline\rreturn",
    "\x00\x01\x0b\x1f\x7f",
    "محمد",
    "王伟 ]]> \ufffe",
    "=1+1",
    "  blanks  ",
    "𝒜",
]


def nasty() -> Network:
    """All the nasty names on one paper, two of them on another."""
    return network_of([NASTY, NASTY[:2]])


def read_back(network: Network, format: str) -> nx.Graph:
    """The network as networkx reads it from a file of this format."""
    content = b"".join(getattr(exports, format)(network))
    if format == "node_link":
        return nx.node_link_graph(json.loads(content), edges="edges")
    return {"graphml": nx.read_graphml, "gexf": nx.read_gexf}[format](io.BytesIO(content))


@pytest.mark.parametrize("format", ["graphml", "gexf", "node_link"])
@pytest.mark.parametrize("counting", ["full", "fractional"])
def test_all_facts_come_back(format, counting):
    """Nodes with facts and measures, links with both weights: as they were."""
    network = example().counted(counting)
    graph = read_back(network, format)
    wanted = network.to_networkx()
    names = {node: facts.get("key", node) for node, facts in graph.nodes(data=True)}
    assert set(names.values()) == set(wanted)
    for one, other, facts in graph.edges(data=True):
        known = wanted.edges[names[one], names[other]]
        assert {key: facts[key] for key in known} == known
    assert graph.number_of_edges() == wanted.number_of_edges()
    for node, facts in graph.nodes(data=True):
        assert wanted.nodes[names[node]].items() <= facts.items()
    middle = next(node for node, name in names.items() if name == "C")
    measured = {key: graph.nodes[middle][key] for key in ("degree", "component", "community")}
    assert measured == {"degree": 3, "component": 1, "community": 2}
    assert graph.nodes[middle]["betweenness"] == paths.betweenness(network).of[2]


@pytest.mark.parametrize("format", ["graphml", "gexf"])
def test_xml_takes_any_name(format):
    """Markup and control characters in names give well-formed XML; only what XML forbids is replaced."""
    graph = read_back(nasty(), format)
    clean = {name: exports._FORBIDDEN.sub("\ufffd", name) for name in NASTY}
    assert {facts["key"] for _, facts in graph.nodes(data=True)} == set(clean.values())
    assert sum("\ufffd" in name for name in clean.values()) == 2


def test_json_takes_any_name():
    """JSON holds every name as it is."""
    assert set(read_back(nasty(), "node_link")) == set(NASTY)


_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(st.lists(_TEXTS, min_size=2, max_size=4, unique=True))
def test_names_never_break_a_format(names):
    """Whatever the names hold, all formats are read back with all nodes and links."""
    network = network_of([names])
    for format in ("graphml", "gexf", "node_link"):
        graph = read_back(network, format)
        assert (graph.number_of_nodes(), graph.number_of_edges()) == (len(network), len(network.links))


def test_csv_holds_links_and_nodes(tmp_path):
    """``.csv`` is two files: the links, and beside them the nodes; every name is as it was."""
    exports.write(nasty(), tmp_path / "net.csv")
    with open(tmp_path / "net.csv", encoding="utf-8", newline="") as lines:
        links = list(csv.DictReader(lines))
    with open(tmp_path / "net.nodes.csv", encoding="utf-8", newline="") as lines:
        nodes = list(csv.DictReader(lines))
    assert {node["id"] for node in nodes} == set(NASTY)
    assert len(links) == len(NASTY) * (len(NASTY) - 1) / 2
    twice = next(link for link in links if {link["source"], link["target"]} == set(NASTY[:2]))
    assert (twice["papers"], twice["weight"], twice["newman"]) == ("2", "2.0", repr(1 + 1 / 7))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["net.csv", "net.nodes.csv"]


@pytest.mark.parametrize("suffix", [suffix for suffix in exports.SUFFIXES if suffix != ".pdf"])
def test_the_same_rows_give_the_same_bytes(tmp_path, suffix):
    """Two networks of the same rows in another order are the same file."""
    rows = [("A", "1"), ("B", "1"), ("C", "2"), ("A", "2"), ("D", "3"), ("C", "3")]
    for number, some in enumerate((rows, rows[::-1])):
        exports.write(project(incidence(csv_of(some)), "co-authorship"), tmp_path / f"{number}{suffix}")
    assert (tmp_path / f"0{suffix}").read_bytes() == (tmp_path / f"1{suffix}").read_bytes()


def test_an_unknown_suffix_is_named(tmp_path):
    """The message lists the suffixes that there are, and nothing is written."""
    with pytest.raises(NetworkError, match=r"\.graphml \.gexf"):
        exports.write(example(), tmp_path / "net.xyz")
    assert not list(tmp_path.iterdir())


def test_a_file_appears_whole_or_not_at_all(tmp_path):
    """A picture of nothing leaves the old file, and no half of a new one."""
    target = tmp_path / "net.svg"
    target.write_text("old")
    with pytest.raises(NetworkError, match="nothing to draw"):
        exports.write(network_of(["A", "B"]), target)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def test_a_place_that_cannot_be_written(tmp_path):
    """A folder that is a file is an error that names the file."""
    (tmp_path / "taken").write_text("")
    with pytest.raises(NetworkError, match=r"taken/net\.csv|net\.csv cannot be written"):
        exports.write(example(), tmp_path / "taken" / "net.csv")


@pytest.mark.parametrize("suffix", [".graphml", ".gexf", ".json", ".csv"])
def test_nobody_is_a_valid_file(tmp_path, suffix):
    """A network without nodes is a file without nodes."""
    exports.write(network_of([]), tmp_path / f"net{suffix}")
    assert (tmp_path / f"net{suffix}").stat().st_size > 0
    if suffix == ".graphml":
        assert len(nx.read_graphml(tmp_path / "net.graphml")) == 0
