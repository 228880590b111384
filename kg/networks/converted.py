"""A function of networkx, run on the plain graph of a network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

import networkx as nx
from networkx.utils import backends

from kg.networks.network import Network

__all__ = ["dispatched", "run"]

_PLAIN: WeakKeyDictionary[Network, nx.Graph[str]] = WeakKeyDictionary()


def dispatched() -> Mapping[str, Any]:
    """The functions that networkx hands to backends, by name."""
    found: Mapping[str, Any] = vars(backends)["_registered_algorithms"]
    return found


def run(name: str, *args: Any, **kwargs: Any) -> Any:
    """Calls a function of networkx with the plain graph of each network among its arguments.

    Raises:
        NetworkXError: the function would change the network.

    >>> from kg.networks.projection import example
    >>> run("shortest_path", example(), "A", "D")
    ['A', 'C', 'D']
    """
    function = dispatched()[name]
    if function.__wrapped__._will_call_mutate_input(args, kwargs):  # noqa: SLF001 - nobody else knows it
        raise nx.NetworkXError(
            f"{name} changes its graph, and a network does not change: give it network.to_networkx()"
        )
    plain = [_plain(value) for value in args]
    named = {key: _plain(value) for key, value in kwargs.items()}
    return function(*plain, backend="networkx", **named)


def _plain(value: Any) -> Any:
    if isinstance(value, Network):
        return _graph(value)
    if isinstance(value, list | tuple) and any(isinstance(one, Network) for one in value):
        return [_graph(one) if isinstance(one, Network) else one for one in value]
    return value


def _graph(network: Network) -> nx.Graph[str]:
    """The plain graph, which nobody can change, so that it stays that of the network."""
    if network in _PLAIN:
        return _PLAIN[network]
    graph: nx.Graph[str] = nx.freeze(network.to_networkx())
    if nx.config.cache_converted_graphs:
        _PLAIN[network] = graph
    return graph
