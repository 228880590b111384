"""Shapes: what the graph must be like, checked, and reported in the words of the source.

``shapes/*.ttl`` hold one kind of thing each, in plain SHACL. Their core constraints run in an engine:
pySHACL, or a compiled one where there is much to check. Their SPARQL constraints, which an engine would
run anew for every node, run as queries on the store.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kg.shapes.findings import Finding, Locate, Place, Report, SourceQuality
from kg.shapes.profiles import Profile, profiles
from kg.shapes.quality import as_dqv, earlier, source_rows
from kg.shapes.reporting import as_json, as_turtle, rows
from kg.shapes.sheets import as_csv, as_html

if TYPE_CHECKING:
    from kg.shapes.engines import ENGINES
    from kg.shapes.loading import load_shapes
    from kg.shapes.model import Shapes
    from kg.shapes.validation import validate, validate_chunks

__all__ = [
    "ENGINES",
    "Finding",
    "Locate",
    "Place",
    "Profile",
    "Report",
    "Shapes",
    "SourceQuality",
    "as_csv",
    "as_dqv",
    "as_html",
    "as_json",
    "as_turtle",
    "earlier",
    "load_shapes",
    "profiles",
    "rows",
    "source_rows",
    "validate",
    "validate_chunks",
]

_HEAVY = {
    "ENGINES": "engines",
    "Shapes": "model",
    "load_shapes": "loading",
    "validate": "validation",
    "validate_chunks": "validation",
}
"""What needs rdflib and pySHACL, which take longer to import than most commands to run."""


def __getattr__(name: str) -> Any:
    if name not in _HEAVY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HEAVY[name]}"), name)
