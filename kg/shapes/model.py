"""Shapes, ready to run: what the engines and the store are asked, and what people read of it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping

import msgspec
from rdflib import Graph
from rdflib.term import Node

from kg.errors import ShapeError
from kg.shapes.findings import Severity

__all__ = ["Rule", "SetQuery", "Shapes", "Target"]


class Target(msgspec.Struct, frozen=True):
    """What a shape is about: one of the four kinds of SHACL target, and its value.

    ``term`` is a value that is a text, as it is written in SPARQL.
    """

    shape: str
    kind: str
    value: str
    term: str = ""


class Rule(msgspec.Struct, frozen=True):
    """What people read of a shape; ``shape`` is its IRI, or that of the nearest shape above that has one."""

    shape: str
    name: str
    message: str
    severity: Severity


class SetQuery(msgspec.Struct, frozen=True):
    """A constraint as one query over all its targets, and the shape it belongs to.

    ``within`` tells that it reads of a node, of what it links to by the properties ``follows``, which are
    parts of the same publication, and of all else no more than the classes.
    """

    rule: Rule
    path: str
    component: str
    sparql: str
    within: bool = False
    follows: frozenset[str] = frozenset()


class Shapes(msgspec.Struct, frozen=True):
    """Shapes, ready to run.

    Attributes:
        core: the constraints of SHACL Core, for pySHACL.
        queries: the SPARQL constraints, and ``sh:class`` of values.
        known: what the data is held to say beside itself: the licences of the list are in its scheme.
        rules: what people read of each shape, by its IRI or the label of its blank node.
        targets: the targets as the files give them.
        parts: the property shapes of a node shape, by its IRI.
        only: the shapes whose findings are wanted, as IRIs; all if ``None``.
        local: whether the core constraints look at nothing but the triples of their focus node, so
            that a graph may be validated in batches of whole subjects.
    """

    core: Graph
    queries: tuple[SetQuery, ...]
    known: Graph
    rules: Mapping[str, Rule]
    targets: tuple[Target, ...]
    local: bool
    parts: Mapping[str, tuple[str, ...]] = {}
    only: frozenset[str] | None = None

    def rule(self, shape: Node) -> Rule:
        """What people read of a shape."""
        return self.rules.get(str(shape)) or Rule(str(shape), "", "", "violation")

    def narrowed(self, names: Iterable[str]) -> Shapes:
        """The same, of which only the named shapes report, and the property shapes of a named node shape.

        Args:
            names: IRIs, or what stands in them behind the last ``#`` or ``/``.

        Raises:
            ShapeError: there is no such shape; the message has the names that are near.
        """
        known = {rule.shape for rule in self.rules.values()} | set(self.parts)
        wanted = {iri for name in names for iri in _named(name, known)}
        waiting = list(wanted)
        while waiting:
            fresh = set(self.parts.get(waiting.pop(), ())) - wanted
            wanted |= fresh
            waiting += fresh
        return msgspec.structs.replace(
            self,
            only=frozenset(wanted),
            queries=tuple(one for one in self.queries if one.rule.shape in wanted),
            targets=tuple(one for one in self.targets if one.shape in wanted),
        )


def _named(name: str, known: Iterable[str]) -> list[str]:
    """The IRIs of the shapes with that name, or that IRI."""
    local = {iri: re.split("[#/]", iri)[-1] for iri in known}
    found = [iri for iri, short in local.items() if name in {iri, short}]
    if not found:
        names = sorted(set(local.values()))
        near = difflib.get_close_matches(name, names, n=5) or names[:5]
        raise ShapeError(f"there is no shape {name!r}; near it are: {', '.join(near)}")
    return found
