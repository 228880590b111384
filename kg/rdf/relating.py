"""The relations of an expression, read back: those that are printed, and the bare links."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from urllib.parse import unquote

from kg.errors import MappingError
from kg.ids import Iri
from kg.rdf.canonical import EXPRESSION, folded
from kg.rdf.described import ExpressionNode, ReferenceNode
from kg.rdf.writer import term
from kg.record import Identifier, Relation

__all__ = ["relations"]


def relations(node: ExpressionNode, printed: Collection[ReferenceNode], base: str) -> Iterator[Relation]:
    """The relations that an expression tells, those that are printed first, in their order.

    Args:
        node: the expression.
        printed: its references.
        base: what minted IRIs begin with.

    Raises:
        MappingError: a relation leads to what is no expression of that base.
    """
    for one in sorted(printed, key=lambda one: one.position):
        yield Relation(
            kind=one.kind,
            identifiers=tuple(_cited(one, node.id, base)),
            citation=one.content,
            note=next(iter(one.notes), ""),
        )
    told = {(one.kind, one.refers_to) for one in printed}
    for kind in term("kind").values:
        for iri in getattr(node, kind):
            if (kind, iri) not in told:
                yield Relation(kind=kind, identifiers=(_target(iri, node.id, base),))


def _cited(reference: ReferenceNode, own: Iri, base: str) -> Iterable[Identifier]:
    """The identifiers of a reference, first the one that it is linked by."""
    found = [_identifier(text) for text in reference.cited_identifiers]
    if not reference.refers_to:
        return found
    target = _target(reference.refers_to, own, base)
    return sorted(found, key=lambda one: folded(one) != target) or [target]


def _target(iri: Iri, own: Iri, base: str) -> Identifier:
    """The identifier in the IRI of another expression."""
    front, found, path = iri.partition(base + EXPRESSION)
    scheme, _, value = path.partition("/")
    if front or not found:
        raise MappingError(own, "refers_to", iri, f"does not begin with {base}{EXPRESSION}")
    return Identifier(scheme=scheme, value=unquote(value))


def _identifier(text: str) -> Identifier:
    """The inverse of ``scheme:value``."""
    scheme, _, value = text.partition(":")
    return Identifier(scheme=scheme, value=value)
