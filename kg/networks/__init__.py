"""Networks: who publishes with whom, built from the graph, measured, drawn and exported.

    >>> from kg import networks
    >>> [query.name for query in networks.named() if query.name == "co-authorship"]
    ['co-authorship']

A network is one query, ``queries/networks/NAME.rq``, whose rows say who is a member of which group:
``?member ?group``, and what is known of them: ``?label ?year ?orcid ?kind``. Everything else happens
on arrays: :mod:`~kg.networks.incidence` reads the rows, :mod:`~kg.networks.projection` turns groups
into links, :mod:`~kg.networks.measures` and :mod:`~kg.networks.summaries` count,
:mod:`~kg.networks.exports` and :mod:`~kg.networks.picture` write files.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.networks.building import build, find, named
    from kg.networks.exports import SUFFIXES, check, write
    from kg.networks.network import COUNTINGS, Counting, Network
    from kg.networks.sensitivities import (
        Figure,
        Sensitivity,
        Standing,
        figure_rows,
        sensitivity,
        standing_rows,
    )
    from kg.networks.summaries import (
        Member,
        Pair,
        Summary,
        pair_rows,
        pairs,
        summary,
        summary_rows,
        top,
        top_rows,
    )

__all__ = [
    "COUNTINGS",
    "SUFFIXES",
    "Counting",
    "Figure",
    "Member",
    "Network",
    "Pair",
    "Sensitivity",
    "Standing",
    "Summary",
    "build",
    "check",
    "figure_rows",
    "find",
    "named",
    "pair_rows",
    "pairs",
    "sensitivity",
    "standing_rows",
    "summary",
    "summary_rows",
    "top",
    "top_rows",
    "write",
]

_HOMES = {
    "COUNTINGS": "network",
    "Counting": "network",
    "Figure": "sensitivities",
    "Member": "summaries",
    "Network": "network",
    "Pair": "summaries",
    "SUFFIXES": "exports",
    "Sensitivity": "sensitivities",
    "Standing": "sensitivities",
    "Summary": "summaries",
    "build": "building",
    "check": "exports",
    "figure_rows": "sensitivities",
    "find": "building",
    "named": "building",
    "pair_rows": "summaries",
    "pairs": "summaries",
    "sensitivity": "sensitivities",
    "standing_rows": "sensitivities",
    "summary": "summaries",
    "summary_rows": "summaries",
    "top": "summaries",
    "top_rows": "summaries",
    "write": "exports",
}


def __dir__() -> list[str]:
    return sorted([*__all__, *(name for name in globals() if name.startswith("__"))])


def __getattr__(name: str) -> Any:
    """Loads a public name when it is first used, so that ``import kg.networks`` costs nothing."""
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
