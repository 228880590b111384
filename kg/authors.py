"""Which authors are one person, by a model of what stands around their names; for :mod:`kg.clustering`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg import ids
from kg.people import Clustering, Model, Signature, block, clusters, shipped, signatures
from kg.people.vetoes import identifiers
from kg.rdf import expression_iri
from kg.record import Record

__all__ = ["Authors"]


class Authors:
    """A :class:`kg.clustering.Method` by :func:`kg.people.clusters`.

    Args:
        cautious: joins only what is rather surely one person.
        model: weights; by default those that come with the package.
    """

    def __init__(self, *, cautious: bool = False, model: Model | None = None) -> None:
        self._cautious = cautious
        self._model = model or shipped()

    def signatures(self, record: Record) -> Iterator[tuple[str, str, Signature]]:
        """The authors of a publication who are people with a family and a given name."""
        publication = expression_iri(record, "")
        for one in signatures(record):
            yield f"{publication}#author-{one.position}", one.name, one

    def block(self, signature: Signature) -> str:
        """The family name and the first initial."""
        return block(signature)

    def identity(self, signature: Signature) -> str:
        """The strongest identifier, behind its scheme and the place of that."""
        known = identifiers(signature)
        for place, scheme in enumerate(ids.PERSONAL):
            if scheme in known:
                return f"{place} {scheme} {known[scheme]}"
        return ""

    def clusters(self, signatures: Sequence[Signature]) -> Clustering:
        """The clusters of the signatures of a block."""
        return clusters(signatures, model=self._model, cautious=self._cautious)
