"""The graph in the shape of another model: a profile is a folder of CONSTRUCT queries.

    >>> profiles()
    ('ocdm',)

A folder ``queries/profiles/NAME/`` is a profile, and each of its files constructs one part of it. A file has
the hole ``VALUES ?publication { UNDEF }`` wherever a group begins: as it stands, it constructs that part of
the whole graph in any SPARQL engine. Here the hole is filled with some publications at a time, so that
memory does not grow with the graph.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, islice

from kg import resources
from kg.errors import StoreError
from kg.queries.files import HOLE, Query, load
from kg.queries.formats import ntriples
from kg.stores.base import Store, Term, Triple
from kg.stores.embedded import sorted_lines

__all__ = ["Profiled", "profiles"]

_BATCH = 500
"""Publications whose parts are constructed at once."""


def profiles() -> tuple[str, ...]:
    """The names of the profiles that the package ships."""
    found = {path.parent.name for path in resources.files("queries", "profiles/*/*.rq")}
    return tuple(sorted(found))


class Profiled:
    """A store as a profile shows it, for whoever writes its statements.

    Args:
        store: any store.
        profile: a name of :func:`profiles`.

    Raises:
        StoreError: there is no such profile; the message lists those there are.
    """

    def __init__(self, store: Store, profile: str) -> None:
        if profile not in profiles():
            raise StoreError(f"there is no profile {profile!r}; there are: {', '.join(profiles())}")
        self._store = store
        self._parts = [load(path) for path in resources.files("queries", f"profiles/{profile}/*.rq")]
        self._publications = load(resources.path("queries", "profiles/publications.rq"))

    def quads(self) -> Iterator[bytes]:
        """Its statements, as lines of N-Quads in byte order, each once; sorted on disk.

        Raises:
            StoreError: the store cannot answer.
        """
        lines = sorted_lines(
            ntriples(triple)
            for batch in self._batches()
            for part in self._parts
            for triple in self._constructed(part, batch)
        )
        return (line for line, _ in groupby(lines))

    def _batches(self) -> Iterator[list[Term]]:
        rows = self._store.query(self._publications.text).rows
        found = (one for (one,) in rows if one is not None and one.kind == "iri")
        while batch := list(islice(found, _BATCH)):
            yield batch

    def _constructed(self, part: Query, publications: list[Term]) -> Iterator[Triple]:
        terms = " ".join(f"<{one.value}>" for one in publications)
        filled = HOLE.sub(lambda hole: f"VALUES ?{hole[1]} {{ {terms} }}", part.text)
        return self._store.query(filled).triples
