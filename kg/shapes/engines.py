"""The engines for the core constraints, by name, and which one suits a graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from kg.errors import ShapeError
from kg.shapes import compiled, reference
from kg.shapes.batches import LINES, Check
from kg.shapes.model import Shapes

__all__ = ["ENGINES", "choose"]

ENGINES: Mapping[str, Callable[[Shapes], Check]] = MappingProxyType(
    {"pyshacl": reference.engine, "shacl": compiled.engine}
)
"""What makes a check of shapes, by the name of the engine; all find the same."""


def choose(name: str, shapes: Shapes, statements: int) -> str:
    """The name of the engine to use.

    pySHACL is the reference and always there. Where it would take long, for more than a batch, the
    compiled one is taken if it is installed. Shapes that look further than a node are left to pySHACL,
    which reads the store where it lies, unless the other is asked for.

    Args:
        name: what was asked for; ``auto`` leaves the choice.
        shapes: the shapes.
        statements: how many there are to check.

    Raises:
        ShapeError: there is no such engine.
    """
    if name != "auto":
        if name not in ENGINES:
            raise ShapeError(f"there is no engine {name!r}; there are: auto, {', '.join(ENGINES)}")
        return name
    is_long = shapes.local and statements > LINES
    return "shacl" if is_long and compiled.is_installed() else "pyshacl"
