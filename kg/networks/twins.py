"""Authors of one and the same paper only, who are alike in all links: one of them can stand for all."""

from __future__ import annotations

import numpy as np

from kg.networks.network import Ints, Network

__all__ = ["twins"]


def twins(network: Network) -> Ints:
    """For each node the one that stands for it: authors of one and the same paper only are twins.

    Such authors have the same neighbours, who all know each other: no shortest path leads through
    them, so one of them can stand for all, counted as often. This is what makes large teams cheap.

    >>> from kg.networks.projection import example
    >>> twins(example()).tolist()
    [0, 1, 2, 3]
    """
    stands_for = np.arange(len(network))
    teams = network.teams
    paper = np.repeat(np.arange(len(teams)), np.diff(teams.starts))
    single = network.nodes.papers[teams.authors] == 1
    authors, papers = teams.authors[single], paper[single]
    _, first, which = np.unique(papers, return_index=True, return_inverse=True)
    stands_for[authors] = authors[first][which]
    return stands_for
