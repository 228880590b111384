"""Identity: the same publication once. Records that share an identifier become one."""

from __future__ import annotations

from kg.identity.linking import Clusters, Keys, deletes, uncontested
from kg.identity.merging import RULES, merge
from kg.identity.streaming import merged

__all__ = ["RULES", "Clusters", "Keys", "deletes", "merge", "merged", "uncontested"]
