"""Stores: where the graph lives and answers SPARQL."""

from __future__ import annotations

from kg.stores.base import Answer, Loaded, Row, Store, Term, Triple
from kg.stores.embedded import EmbeddedStore

__all__ = ["Answer", "EmbeddedStore", "Loaded", "Row", "Store", "Term", "Triple"]
