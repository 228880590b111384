"""Communities by the method of Leiden, by whichever of two libraries is installed."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np

from kg.errors import NetworkError
from kg.networks.network import Floats, Ints, Links, Network

__all__ = ["ENGINES", "ROUNDS", "leiden"]

ENGINES = ("networkit", "igraph")
"""The libraries that have the method, in the order in which they are tried."""

ROUNDS = 5
"""How often the method is repeated on its own result. Each round finds less; it is fast enough for five."""


def leiden(
    network: Network,
    *,
    weight: str | None = "weight",
    resolution: float = 1.0,
    seed: int = 1,
    rounds: int = ROUNDS,
    engine: str = "",
) -> tuple[Ints, str]:
    """The group of each node, and the library that found it.

    The method moves nodes between groups while modularity rises, as that of Louvain does, but splits groups
    that are not well connected before it goes on. One library always finds the same for one seed; the
    two do not find the same.

    Args:
        network: the network.
        weight: the attribute of links that counts; ``None`` for all alike.
        resolution: above 1 for smaller groups, below 1 for larger ones.
        seed: of the order in which nodes are looked at.
        rounds: how often the method is repeated on its own result.
        engine: one of :data:`ENGINES`; the first that is installed by default.

    Raises:
        NetworkError: none is installed, or not that one.

    See: Traag, V. A., Waltman, L., & van Eck, N. J. (2019). From Louvain to Leiden: guaranteeing
    well-connected communities. Scientific Reports, 9, 5233.
    """
    name, library = _library(engine)
    nothing = np.arange(len(network))
    if not len(network.indices):
        return nothing, name
    once = np.repeat(nothing, np.diff(network.indptr)) < network.indices
    links, weights = network.links, network.column(weight)[once]
    return _RUNS[name](library, len(network), links, weights, (resolution, seed, rounds)), name


def _library(engine: str) -> tuple[str, Any]:
    if engine and engine not in ENGINES:
        raise NetworkError(f"there is no engine {engine!r}: use {' or '.join(ENGINES)}")
    for name in (engine,) if engine else ENGINES:
        try:
            return name, import_module(name)
        except ImportError:
            continue
    wanted = "igraph" if engine == "igraph" else "leiden"
    raise NetworkError(
        f"the method of Leiden needs {engine or 'networkit or igraph'}, which is not installed: "
        f"pip install 'research-synthesis-kg[{wanted}]'"
    )


_Choices = tuple[float, int, int]


def _networkit(library: Any, count: int, links: Links, weights: Floats, choices: _Choices) -> Ints:
    """In one thread, because more of them make another result in every run."""
    resolution, seed, rounds = choices
    ends = (links.source, links.target)
    graph = library.GraphFromCoo((weights, ends), n=count, weighted=True, directed=False)
    threads = library.getMaxNumberOfThreads()
    library.setNumberOfThreads(1)
    library.setSeed(seed, False)
    try:
        found = library.community.ParallelLeiden(graph, iterations=rounds, randomize=True, gamma=resolution)
        found.run()
    finally:
        library.setNumberOfThreads(threads)
    return np.array(found.getPartition().getVector(), dtype=np.int64)


def _igraph(library: Any, count: int, links: Links, weights: Floats, choices: _Choices) -> Ints:
    import random

    resolution, seed, rounds = choices
    graph = library.Graph(n=count, edges=np.stack([links.source, links.target], axis=1))
    library.set_random_number_generator(random.Random(seed))  # noqa: S311 - no secret
    try:
        found = graph.community_leiden(
            objective_function="modularity", weights=weights, resolution=resolution, n_iterations=rounds
        )
    finally:
        library.set_random_number_generator(random)
    return np.array(found.membership, dtype=np.int64)


_RUNS: dict[str, Callable[[Any, int, Links, Floats, _Choices], Ints]] = {
    "networkit": _networkit,
    "igraph": _igraph,
}
