"""Clusters of people -> nodes: which contributions a program takes to be by one person.

A cluster stands beside what the records say and changes none of it: the role of each publication gets a
link to it, and whoever asks for another layer of people never sees it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from decimal import Decimal

import msgspec

from kg import ids
from kg.ids import Iri
from kg.rdf.described import ClusteredNode, LabelledNode, Node
from kg.rdf.writer import serialiser

__all__ = ["Member", "cluster_quads", "clustered"]

_CHUNK = 64 * 1024
_DIGITS = 16


class Member(msgspec.Struct, frozen=True):
    """A contribution in a cluster.

    ``role`` is the path of its IRI below the base, such as ``expression/doi/10.1000/1#author-2``; ``name``
    the name as published; ``probability`` that it belongs there, ``None`` where that is not known.
    """

    role: str
    name: str
    probability: float | None = None


def clustered(members: Iterable[Member], base: str) -> tuple[Node, ...]:
    """The nodes of one cluster: itself, and its contributions by their IRIs.

    Its IRI is made of the first of its contributions and its label is the fullest name, so neither
    depends on the order. One contribution alone is no cluster.

    >>> two = (Member("expression/pmid/2#author-1", "Li, A"), Member("expression/pmid/1#author-1", "Li, Ann"))
    >>> nodes = clustered(two, "urn:x:")
    >>> nodes[0].label, nodes[1].id, nodes == clustered(two[::-1], "urn:x:"), clustered(two[:1], "urn:x:")
    (('Li, Ann',), 'urn:x:expression/pmid/1#author-1', True, ())
    """
    found = sorted(members, key=lambda one: one.role)
    if len(found) < 2:
        return ()
    digest = hashlib.sha256(found[0].role.encode()).hexdigest()[:_DIGITS]
    iri = ids.mint(base, "cluster", digest)
    label = min((one.name for one in found), key=lambda name: (-len(name), name))
    roles = [
        ClusteredNode(
            id=Iri(base + one.role), type=(), cluster=iri, cluster_probability=_decimal(one.probability)
        )
        for one in found
    ]
    return (LabelledNode(id=iri, type=("Cluster",), label=(label,)), *roles)


def _decimal(probability: float | None) -> str:
    return "" if probability is None else format(Decimal(repr(round(probability, 4))), "f")


def cluster_quads(clusters: Iterable[Iterable[Member]], base: str, graph: str = "") -> Iterator[bytes]:
    """N-Quads of clusters, in chunks of whole lines of some 64 KiB."""
    serialise = serialiser(graph)
    chunk: list[bytes] = []
    size = 0
    for members in clusters:
        before = len(chunk)
        serialise(clustered(members, base), chunk)
        size += sum(map(len, chunk[before:]))
        if size >= _CHUNK:
            yield b"".join(chunk)
            chunk, size = [], 0
    if chunk:
        yield b"".join(chunk)
