"""What a network is in numbers, and its members and pairs in order."""

from __future__ import annotations

import msgspec
import numpy as np

from kg.networks.communities import communities
from kg.networks.measures import degree, density, ranking, strength
from kg.networks.network import Cut, Network
from kg.networks.paths import betweenness
from kg.queries import LAYER

__all__ = [
    "Member",
    "Pair",
    "Summary",
    "largest_team_share",
    "pair_rows",
    "pairs",
    "summary",
    "summary_rows",
    "top",
    "top_rows",
]


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """The network in numbers.

    ``largest_team_links`` is the share of the links that the paper with most authors makes: where it
    is large, one paper is most of the network, and ``max_team`` may be wanted. ``cut`` says what
    such a limit took away. Years are ``None`` where no paper has one.
    """

    name: str
    counting: str
    people: str
    params: dict[str, str]
    papers: int
    authors: int
    links: int
    first_year: int | None
    last_year: int | None
    papers_per_author: float
    authors_per_paper: float
    co_authors_per_author: float
    largest_team: int
    largest_team_links: float
    density: float
    components: int
    giant: int
    giant_share: float
    communities: int
    modularity: float
    cut: Cut | None = None


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A member with its measures; ``community`` counts from 0, the largest. Unknown years are ``None``."""

    id: str
    label: str
    orcid: str
    kind: str
    papers: int
    first_year: int | None
    last_year: int | None
    degree: int
    strength: float
    betweenness: float
    community: int


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """Two members who are linked: their ids and labels, and both weights of their link."""

    source: str
    target: str
    source_label: str
    target_label: str
    papers: int
    newman: float


def summary(network: Network) -> Summary:
    """The network in numbers; all of them 0 for a network without nodes."""
    count, teams = len(network), network.teams
    years = teams.years[teams.years > 0]
    found = communities(network)
    giant = max((len(part) for part in network.components()), default=0)
    shares = len(teams.authors)
    return Summary(
        name=network.name,
        counting=network.counting,
        people=network.params.get("people", LAYER),
        params=network.params,
        papers=len(teams),
        authors=count,
        links=len(network.links),
        first_year=int(years.min()) if len(years) else None,
        last_year=int(years.max()) if len(years) else None,
        papers_per_author=shares / count if count else 0.0,
        authors_per_paper=float(teams.sizes.mean()) if len(teams) else 0.0,
        co_authors_per_author=float(degree(network).mean()) if count else 0.0,
        largest_team=int(teams.sizes.max()) if len(teams) else 0,
        largest_team_links=largest_team_share(network),
        density=density(network),
        components=len(network.components()),
        giant=giant,
        giant_share=giant / count if count else 0.0,
        communities=found.count,
        modularity=found.modularity,
        cut=network.cut,
    )


def largest_team_share(network: Network) -> float:
    """The share of the links that are within the team of the paper with most authors."""
    lengths = np.diff(network.teams.starts)
    links = len(network.links)
    if not links:
        return 0.0
    largest = int(lengths.max())
    return largest * (largest - 1) / 2 / links


def summary_rows(found: Summary) -> list[tuple[str, str]]:
    """The summary for people: a name and a value a row."""
    years = f"{found.first_year}–{found.last_year}" if found.last_year else "unknown"
    rows = [
        ("people", f"{found.people}: {_LAYERS[found.people]}"),
        ("papers", f"{found.papers:,}"),
        ("years", years),
        ("authors", f"{found.authors:,}"),
        ("links", f"{found.links:,}"),
        ("weight of a link", _WEIGHTS[found.counting]),
        ("papers per author, mean", f"{found.papers_per_author:.2f}"),
        ("authors per paper, mean", f"{found.authors_per_paper:.2f}"),
        ("co-authors per author, mean", f"{found.co_authors_per_author:.2f}"),
        ("largest team", f"{found.largest_team:,} authors, {found.largest_team_links:.1%} of the links"),
        ("density", f"{found.density:.4f}"),
        ("components", f"{found.components:,}"),
        ("giant component", f"{found.giant:,} authors ({found.giant_share:.1%})"),
        ("communities (Louvain)", f"{found.communities:,}, modularity {found.modularity:.3f}"),
    ]
    if found.cut is not None:
        gone = f"{found.cut.papers:,} papers, {found.cut.authors:,} authors, {found.cut.links:,} links"
        rows.append((f"left out, teams above {found.cut.max_team:,}", gone))
    return rows


_LAYERS = {
    "published": "one name as published",
    "identified": "one identifier, else one name as published",
    "clustered": "one cluster, else one agent",
    "agent": "one agent, without an identifier of one paper",
}
_WEIGHTS = {"full": "joint papers", "fractional": "joint papers, each divided by its authors less one"}


def top(network: Network, count: int = 10) -> list[Member]:
    """The first members in the order of :func:`kg.networks.measures.ranking`."""
    table, group = network.nodes, communities(network).of
    degrees, strengths, between = degree(network), strength(network), betweenness(network).of
    return [
        Member(
            id=table.ids[node],
            label=table.labels[node],
            orcid=table.orcids[node],
            kind=table.kinds[node],
            papers=int(table.papers[node]),
            first_year=int(table.first_year[node]) or None,
            last_year=int(table.last_year[node]) or None,
            degree=int(degrees[node]),
            strength=float(strengths[node]),
            betweenness=float(between[node]),
            community=int(group[node]),
        )
        for node in ranking(network)[: max(count, 0)].tolist()
    ]


def top_rows(network: Network, count: int = 10) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The heads and rows of a table of :func:`top`, for people."""
    heads = ("author", "papers", "co-authors", "strength", "betweenness", "community")
    rows: list[tuple[str, ...]] = [
        (
            one.label,
            f"{one.papers:,}",
            f"{one.degree:,}",
            f"{one.strength:,.1f}" if network.counting == "fractional" else f"{one.strength:,.0f}",
            f"{one.betweenness:.4f}",
            str(one.community + 1),
        )
        for one in top(network, count)
    ]
    return heads, rows


def pairs(network: Network, count: int = 10) -> list[Pair]:
    """The links with most joint papers, then the greatest fractional weight, then by labels.

    >>> from kg.networks.projection import example
    >>> [(pair.source, pair.target, pair.papers) for pair in pairs(example(), 2)]
    [('A', 'B', 2), ('C', 'D', 1)]
    """
    links, table = network.links, network.nodes
    order = np.lexsort((-links.newman.round(9), -links.papers)).tolist()
    kept = order[: max(count, 0)]
    if kept:  # all that are as good as the last one kept: labels decide among them
        last = (links.papers[kept[-1]], links.newman.round(9)[kept[-1]])
        same = np.flatnonzero((links.papers == last[0]) & (links.newman.round(9) == last[1])).tolist()
        kept = list(dict.fromkeys([*kept, *same]))
    found = [
        Pair(
            source=table.ids[int(links.source[link])],
            target=table.ids[int(links.target[link])],
            source_label=table.labels[int(links.source[link])],
            target_label=table.labels[int(links.target[link])],
            papers=int(links.papers[link]),
            newman=float(links.newman[link]),
        )
        for link in kept
    ]
    found.sort(key=lambda one: (-one.papers, -round(one.newman, 9), one.source_label, one.target_label))
    return found[: max(count, 0)]


def pair_rows(network: Network, count: int = 10) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The heads and rows of a table of :func:`pairs`, for people."""
    heads = ("author", "co-author", "joint papers", "fractional")
    rows: list[tuple[str, ...]] = [
        (one.source_label, one.target_label, f"{one.papers:,}", f"{one.newman:,.2f}")
        for one in pairs(network, count)
    ]
    return heads, rows
