"""How far the figures of a network depend on what one person is: each layer of people beside the others.

Nobody knows who is one person. The layer ``published`` takes namesakes for one, the layer ``agent`` takes
no two for one and so makes several of many a person; the truth lies between. A figure that stays alike in
all layers does not hang on the choice; of one that does not, the choice belongs beside the figure.

See: Newman, M. E. J. (2001). The structure of scientific collaboration networks. PNAS, 98, 404-409, who
gives all figures for two ways to tell authors apart; Kim, J., & Diesner, J. (2016). Distortive effects of
initial-based name disambiguation on measurements of large-scale coauthorship networks. JASIST, 67, 1446-1461.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

import msgspec

from kg import queries
from kg.networks.building import answered, find
from kg.networks.incidence import contributions, incidence
from kg.networks.measures import ranking
from kg.networks.network import Counting, Network
from kg.networks.projection import project
from kg.networks.summaries import summary
from kg.networks.triangles import transitivity
from kg.queries import LAYER
from kg.stores.base import Store

__all__ = ["Figure", "Sensitivity", "Standing", "figure_rows", "sensitivity", "standing_rows"]

_SHOWN = {
    "papers": ("papers", ",.0f"),
    "authors": ("authors", ",.0f"),
    "links": ("links", ",.0f"),
    "papers_per_author": ("papers per author, mean", ",.2f"),
    "authors_per_paper": ("authors per paper, mean", ",.2f"),
    "co_authors_per_author": ("co-authors per author, mean", ",.2f"),
    "density": ("density", ".4f"),
    "transitivity": ("transitivity", ".3f"),
    "components": ("components", ",.0f"),
    "giant_share": ("giant component, share of authors", ".1%"),
    "communities": ("communities (Louvain)", ",.0f"),
    "modularity": ("modularity", ".3f"),
}
"""The figures: a measure of the summary, how it is called, and how it is printed."""


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A figure in each layer, and its change against the first layer in per cent; ``None`` from nothing."""

    name: str
    values: dict[str, float]
    changes: dict[str, float | None]


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where a member of the first layer stands in each of them.

    ``members`` counts who has its contributions there: more than one where the layer tells apart what the
    first layer takes for one. ``ranks``, from 1, and ``papers`` are those of the one who has most of them,
    and are left out where the network of the layer does not hold that one.
    """

    id: str
    label: str
    ranks: dict[str, int]
    papers: dict[str, int]
    members: dict[str, int]


class Sensitivity(msgspec.Struct, frozen=True, kw_only=True):
    """The same network in several layers of people; the first is what the others are held against."""

    name: str
    counting: str
    params: dict[str, str]
    layers: tuple[str, ...]
    figures: tuple[Figure, ...]
    standings: tuple[Standing, ...]


class _Places(msgspec.Struct, frozen=True):
    """A layer: figures, ranks from 1 and papers by member, and who has how much of each leader."""

    figures: dict[str, float]
    ranks: dict[str, int]
    papers: dict[str, int]
    shares: dict[str, Counter[str]]


def sensitivity(
    store: Store,
    name: str = "co-authorship",
    *,
    params: Mapping[str, str | int] | None = None,
    counting: Counting = "full",
    max_team: int | None = None,
    giant: bool = False,
    top: int = 10,
) -> Sensitivity:
    """The headline figures of a network in every layer of people that the graph has.

    Args:
        store: any store.
        name: a network of :func:`kg.networks.named` that has a parameter ``people``.
        params: text by name of parameter, as for :func:`kg.networks.build`; ``people`` is the first layer.
        counting: which weight communities are found by.
        max_team: leaves out papers of more authors.
        giant: keeps the largest component only.
        top: of how many members, the first of the first layer, the standings are told.

    Raises:
        QueryError, NetworkError, StoreError: as :func:`kg.networks.build`.

    >>> from kg.stores import EmbeddedStore
    >>> sensitivity(EmbeddedStore()).layers
    ('identified', 'published', 'agent')
    """
    query = find(name)
    given = {query.param(key).name: str(value) for key, value in (params or {}).items()}
    first = given.pop(query.param("people").name, LAYER)
    layers = (first, *(layer for layer in queries.layers(store) if layer != first))
    places: dict[str, _Places] = {}
    leaders: dict[str, str] = {}
    whose: dict[tuple[str, str], str] = {}
    for layer in layers:
        rows = answered(store, query, {**given, "people": layer}, counting, max_team)
        found = incidence(rows)
        network = msgspec.structs.replace(project(found, query.name, max_team), counting=counting)
        network = network.giant() if giant else network
        if layer == first:
            heads = ranking(network)[: max(top, 0)].tolist()
            leaders = {network.nodes.ids[node]: network.nodes.labels[node] for node in heads}
            whose = {told: member for member, told in contributions(rows, found) if member in leaders}
        shares: dict[str, Counter[str]] = defaultdict(Counter)
        for member, told in contributions(rows, found):
            if told in whose:
                shares[whose[told]][member] += 1
        places[layer] = _places(network, shares)
    return Sensitivity(
        name=query.name,
        counting=counting,
        params=given,
        layers=layers,
        figures=tuple([_figure(measure, places, first) for measure in _SHOWN]),
        standings=tuple([_standing(one, label, places) for one, label in leaders.items()]),
    )


def _places(network: Network, shares: dict[str, Counter[str]]) -> _Places:
    told = {**msgspec.structs.asdict(summary(network)), "transitivity": transitivity(network)}
    wanted = {member for counts in shares.values() for member in counts}
    table = network.nodes
    ranked = [
        (table.ids[node], rank)
        for rank, node in enumerate(ranking(network).tolist(), 1)
        if table.ids[node] in wanted
    ]
    papers = {
        member: int(count) for member, count in zip(table.ids, table.papers, strict=True) if member in wanted
    }
    return _Places({measure: float(told[measure]) for measure in _SHOWN}, dict(ranked), papers, shares)


def _figure(measure: str, places: Mapping[str, _Places], first: str) -> Figure:
    values = {layer: place.figures[measure] for layer, place in places.items()}
    return Figure(
        name=measure,
        values=values,
        changes={layer: _change(values[first], value) for layer, value in values.items() if layer != first},
    )


def _change(before: float, after: float) -> float | None:
    if before == after:
        return 0.0
    return 100 * (after - before) / abs(before) if before else None


def _standing(member: str, label: str, places: Mapping[str, _Places]) -> Standing:
    chief = {
        layer: min(place.shares[member], key=lambda one: (-place.shares[member][one], one))
        for layer, place in places.items()
    }
    return Standing(
        id=member,
        label=label,
        ranks={
            layer: place.ranks[chief[layer]] for layer, place in places.items() if chief[layer] in place.ranks
        },
        papers={
            layer: place.papers[chief[layer]]
            for layer, place in places.items()
            if chief[layer] in place.papers
        },
        members={layer: len(place.shares[member]) for layer, place in places.items()},
    )


# -- for people --------------------------------------------------------------------------------


def figure_rows(found: Sensitivity) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The heads and rows of a table of the figures: a layer a column, with the change behind the value."""
    rows: list[tuple[str, ...]] = [
        (_SHOWN[one.name][0], *(_valued(one, layer) for layer in found.layers)) for one in found.figures
    ]
    return ("figure", *found.layers), rows


def _valued(figure: Figure, layer: str) -> str:
    value = format(figure.values[layer], _SHOWN[figure.name][1])
    if layer not in figure.changes:
        return value
    change = figure.changes[layer]
    if change is None:
        return f"{value} (from 0)"
    if not change:
        return value
    return f"{value} ({change:+.1f}%)" if abs(change) >= 0.1 else f"{value} ({change:+.1g}%)"


def standing_rows(found: Sensitivity) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The heads and rows of a table of the standings: rank and papers in each layer."""
    rows: list[tuple[str, ...]] = [
        (one.label, *(_placed(one, layer) for layer in found.layers)) for one in found.standings
    ]
    return ("author", *found.layers), rows


def _placed(one: Standing, layer: str) -> str:
    if layer not in one.ranks:
        return "not in it"
    many = one.members[layer]
    words = f"{one.ranks[layer]:,}. ({_counted(one.papers[layer], 'paper')})"
    return words if many == 1 else f"{words}, one of {many:,}"


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"
