"""Networks: how long building and measuring one takes, beside networkx and a self-join in SPARQL.

    python benchmarks/networks.py [--works N,N] [--rounds N]

The works are drawn at random with the team sizes of biomedical papers: half of them by one to four authors,
one in a hundred by 20 to 450, and more of those who have published much, for whom joint papers are frequent.
The steps are

    build        the weighted co-authorship network of the teams, as arrays
      add_edge   the same links, one ``add_edge`` a pair, in a ``networkx.Graph``
      bipartite  ``networkx.bipartite.weighted_projected_graph``
    query        the same network from the rows of a query on a store in memory
      self-join  one query that joins the contributions with themselves, and counts
    pagerank     ``nx.pagerank`` of the network, all errors together below 1e-6
      networkx   of the plain graph, with its own bound of 1e-6 a node
      to 1e-6    of the plain graph, with all errors together below 1e-6
    components, cores, communities (Leiden by networkit, resolution 1; networkx: Louvain)

Figures are CPU seconds of this process, the least of some rounds; what takes minutes runs once. What two
steps find is compared, and the script stops where it differs.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import random
import time
from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import pyoxigraph as ox

from kg.networks.communities import communities
from kg.networks.incidence import Incidence, Members, incidence
from kg.networks.network import Network, Teams
from kg.networks.projection import project

SIZES = {1: 94, 2: 101, 3: 79, 4: 95, 5: 60, 6: 45, 7: 44, 8: 39, 9: 25, 10: 22, 11: 15, 12: 8, 13: 9, 14: 3,
         15: 4, 16: 2, 18: 2, 20: 3}  # fmt: skip
LARGE, LARGEST = 0.008, 450
LEADS_AGAIN, FRESH, WITH_FRIENDS = 0.6, 0.43, 0.9
CONTRIBUTOR = ox.NamedNode("http://purl.org/dc/terms/creator")
ROWS = f"SELECT ?member ?group {{ ?group {CONTRIBUTOR} ?member }}"
JOIN = f"""SELECT ?one ?other (COUNT(*) AS ?papers) {{
  ?group {CONTRIBUTOR} ?one, ?other FILTER(STR(?one) < STR(?other))
}} GROUP BY ?one ?other"""


def teams(count: int, seed: int = 1) -> list[list[int]]:
    """The authors of each work: who leads has often led before, and has published with many of the others."""
    chance = random.Random(seed)
    made: list[list[int]] = []
    slots: list[int] = []
    papers: list[list[int]] = []
    for number, usual in enumerate(chance.choices(list(SIZES), list(SIZES.values()), k=count)):
        large = min(int(20 * (1 - chance.random()) ** (-1 / 3)), LARGEST)
        size = large if chance.random() < LARGE else usual
        lead = chance.choice(slots) if slots and chance.random() < LEADS_AGAIN else _fresh(papers)
        team = {lead: None}
        while len(team) < size:
            toss = chance.random()
            if toss < FRESH or not slots:
                one = _fresh(papers)
            elif toss < WITH_FRIENDS and papers[lead]:
                one = chance.choice(made[chance.choice(papers[lead])])
            else:
                one = chance.choice(slots)
            if one in team and chance.random() < 0.5:
                one = _fresh(papers)
            team[one] = None
        for one in team:
            papers[one].append(number)
        made.append(sorted(team))
        slots.extend(team)
    return made


def _fresh(papers: list[list[int]]) -> int:
    papers.append([])
    return len(papers) - 1


def arrays(works: list[list[int]]) -> Incidence:
    """The same as what the query of a network becomes."""
    sizes = np.array([len(team) for team in works])
    authors = np.fromiter(itertools.chain.from_iterable(works), dtype=np.int64)
    names = tuple([f"a{number:08}" for number in range(authors.max() + 1)])
    empty = ("",) * len(names)
    return Incidence(
        members=Members(ids=names, labels=names, kinds=("person",) * len(names), orcids=empty),
        teams=Teams(
            starts=np.concatenate(([0], np.cumsum(sizes))),
            authors=authors,
            sizes=sizes,
            years=np.zeros(len(works), dtype=np.int64),
        ),
        joined={},
    )


def edges(works: list[list[int]]) -> nx.Graph:
    graph = nx.Graph()
    for team in works:
        share = 1 / max(len(team) - 1, 1)
        for one, other in itertools.combinations(team, 2):
            if graph.has_edge(one, other):
                graph[one][other]["papers"] += 1
                graph[one][other]["newman"] += share
            else:
                graph.add_edge(one, other, papers=1, newman=share)
    return graph


def bipartite(works: list[list[int]]) -> nx.Graph:
    graph = nx.Graph()
    graph.add_edges_from(((0, place), (1, one)) for place, team in enumerate(works) for one in team)
    return nx.bipartite.weighted_projected_graph(graph, {node for node in graph if node[0]})


def stored(works: list[list[int]]) -> ox.Store:
    store = ox.Store()
    store.bulk_extend(
        ox.Quad(ox.NamedNode(f"http://example.org/w{place}"), CONTRIBUTOR, ox.NamedNode(f"http://example.org/a{one:08}"))
        for place, team in enumerate(works)
        for one in team
    )  # fmt: skip
    return store


def queried(store: ox.Store) -> Network:
    rows = store.query(ROWS).serialize(format=ox.QueryResultsFormat.CSV)
    return project(incidence(rows), "co-authorship")


def joined(store: ox.Store) -> int:
    return sum(1 for _ in store.query(JOIN))


def memory(network: Network) -> float:
    """Bytes a link of the arrays that networkx' functions run on."""
    held = (network.indptr, network.indices, network.papers, network.newman)
    return sum(one.nbytes for one in held) / (len(network.indices) // 2)


class Table:
    """Runs steps and prints a row for each."""

    def __init__(self, rounds: int) -> None:
        self.rounds = rounds
        print(f"{'step':<24}{'CPU s':>10}{'×':>9}")

    def row(
        self, name: str, step: Callable[[], Any], base: float = 0.0, *, once: bool = False
    ) -> tuple[float, Any]:
        """The seconds of a step, and what it gives."""
        least, found = float("inf"), None
        for _ in range(1 if once else self.rounds):
            found = None
            gc.collect()
            started = time.process_time()
            found = step()
            least = min(least, time.process_time() - started)
        times = f"{least / base:9.1f}" if base else ""
        print(f"{name:<24}{least:10.3f}{times}", flush=True)
        return least, found


def built(works: list[list[int]], table: Table) -> Network:
    found = arrays(works)
    ours, network = table.row("build", lambda: project(found, "co-authorship"))
    count = len(network.indices) // 2
    _, plain = table.row("  add_edge", lambda: edges(works), ours, once=True)
    assert plain.number_of_edges() == count
    del plain
    _, plain = table.row("  bipartite", lambda: bipartite(works), ours, once=True)
    assert plain.number_of_edges() == count
    del plain
    store = stored(works)
    ours, other = table.row("query", lambda: queried(store), once=True)
    assert len(other.indices) // 2 == count
    _, number = table.row("  self-join", lambda: joined(store), ours, once=True)
    assert number == count
    return network


def measured(network: Network, table: Table) -> None:
    plain = network.to_networkx()
    ours, ranks = table.row("pagerank", lambda: nx.pagerank(network))
    table.row("  networkx", lambda: nx.pagerank(plain), ours)
    exact = 1e-6 / len(network)
    _, wanted = table.row("  to 1e-6", lambda: nx.pagerank(plain, tol=exact, max_iter=1000), ours)
    assert sum(abs(ranks[one] - wanted[one]) for one in wanted) < 3e-6
    ours, parts = table.row("components", lambda: len(network.components()))
    _, wanted = table.row("  networkx", lambda: nx.number_connected_components(plain), ours)
    assert parts == wanted
    ours, cores = table.row("cores", lambda: nx.core_number(network))
    _, wanted = table.row("  networkx", lambda: nx.core_number(plain), ours)
    assert cores == wanted
    ours, found = table.row("communities", lambda: communities(network, "leiden"), once=True)
    _, groups = table.row(
        "  networkx", lambda: nx.community.louvain_communities(plain, seed=1), ours, once=True
    )
    print(f"modularity: {found.modularity:.4f}, networkx {nx.community.modularity(plain, groups):.4f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--works", default="50000,500000")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    for count in map(int, arguments.works.split(",")):
        works = teams(count)
        sizes = [len(team) for team in works]
        print(f"\n{count:,} works, {sum(sizes):,} authors of them, the largest team {max(sizes)}")
        table = Table(arguments.rounds)
        network = built(works, table)
        links = len(network.indices) // 2
        print(f"{len(network):,} members, {links:,} links, {memory(network):.1f} bytes a link")
        measured(network, table)


if __name__ == "__main__":
    main()
