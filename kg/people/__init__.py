"""People: which names on publications are of one person, by what stands around them.

:func:`signatures` takes a Record apart, :func:`clusters` puts signatures together again by the person. The
weights are those of a model that was fitted to gold sets: docs/identity.md tells how, and how well it does.
"""

from __future__ import annotations

from kg.people.clustering import Clustering, clusters
from kg.people.model import Model, load, shipped
from kg.people.signatures import Signature, block, signatures

__all__ = ["Clustering", "Model", "Signature", "block", "clusters", "load", "shipped", "signatures"]
