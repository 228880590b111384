"""Identity: the same publication once. Records that share an identifier, or say the same, become one."""

from __future__ import annotations

from kg.identity import decisions, links
from kg.identity.decisions import Decision
from kg.identity.linker import Linked, Linker
from kg.identity.linking import Clusters, Keys, deletes, uncontested
from kg.identity.merging import Origin, merge, origins
from kg.identity.streaming import merged

__all__ = [
    "Clusters",
    "Decision",
    "Keys",
    "Linked",
    "Linker",
    "Origin",
    "decisions",
    "deletes",
    "links",
    "merge",
    "merged",
    "origins",
    "uncontested",
]
