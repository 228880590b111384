"""The backend ``kg`` of networkx: functions of networkx that are called with a network.

networkx hands ``nx.pagerank(network)`` to ``pagerank`` of this module. What is in
:mod:`kg.networks.accelerated` runs on the arrays. For any other function the network becomes a plain graph,
once, which is kept with it for the next one (unless ``nx.config.cache_converted_graphs`` is off); nothing
has to be configured. Plain graphs do not become networks by themselves: use
:meth:`~kg.networks.network.Network.from_networkx`.

See: https://networkx.org/documentation/stable/reference/backends.html
"""

from __future__ import annotations

from typing import Any

import networkx as nx

from kg.networks import accelerated
from kg.networks.converted import dispatched, run
from kg.networks.network import Network

__all__ = ["can_run", "convert_from_nx", "convert_to_nx"]


def convert_to_nx(found: Any, **_options: Any) -> Any:
    """A network as a plain graph; anything else as it is."""
    return found.to_networkx() if isinstance(found, Network) else found


def convert_from_nx(graph: Any, **_options: Any) -> Any:
    """Plain graphs stay with networkx, whose nodes and attributes may be anything."""
    raise nx.NetworkXError(f"{graph} is a plain graph: Network.from_networkx() makes a network of it")


def can_run(_name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    """Whether a function is called with a network at all."""
    given = [*args, *kwargs.values()]
    inside = [one for some in given if isinstance(some, list | tuple) for one in some]
    return any(isinstance(one, Network) for one in [*given, *inside])


def __getattr__(name: str) -> Any:
    """The function of networkx of that name, for networks."""
    if name in accelerated.__all__:
        return getattr(accelerated, name)
    if name in dispatched():
        return lambda *args, **kwargs: run(name, *args, **kwargs)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
