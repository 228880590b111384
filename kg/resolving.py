"""What people call a thing of a graph -> its IRI there, what it is, and which publications speak of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Literal
from urllib.parse import quote

from kg import ids
from kg.errors import StoreError
from kg.identity.decisions import named
from kg.rdf.writer import term
from kg.shapes.terms import written
from kg.stores import Store

__all__ = ["Kind", "Names"]

Kind = Literal["publication", "part", "work", "source record", "thing"]

_HOPS = 3
_LISTED = 5


class Names:
    """The names of a graph.

    Args:
        store: holds the graph.
        base: what its minted IRIs begin with.
    """

    def __init__(self, store: Store, base: str) -> None:
        self._store = store
        self._base = base

    def found(self, name: str) -> str:
        """The IRI of what has a name.

        Raises:
            StoreError: nothing has it, or several things have.
        """
        text = name.strip()
        there = self._known(text)
        if not there:
            raise StoreError(
                f"the graph has nothing that is called {name!r}: write an IRI that begins with {self._base},"
                " an identifier such as doi:10.1000/182, a PMID, or source/id as kg link lists it"
            )
        if len(there) > 1:
            shown = ", ".join(f"<{one}>" for one in there[:_LISTED])
            raise StoreError(f"{name!r} is the name of {len(there)} things: ask for one of them: {shown}")
        return there[0]

    def _known(self, text: str) -> list[str]:
        iri = ids.iri(text)
        if iri is not None and self._is_subject(iri):
            return [iri]
        if iri is not None and iri.startswith(self._base):
            whole, mark, part = iri.partition("#")
            return [one for other in self._others(whole) if self._is_subject(one := f"{other}{mark}{part}")]
        orcid = ids.normalise("orcid", text)
        if orcid is not None and self._is_subject(agent := ids.mint(self._base, "agent", "orcid", orcid)):
            return [agent]
        if text.isascii() and text.isdigit():
            text = f"pmid:{text}"
        name = named(text)
        if name is None or (iri is not None and "/expression/" in text):
            return []
        scheme, colon, value = name.partition(":")
        if colon and scheme in ids.LINKING:
            minted = ids.mint(self._base, "expression", scheme, value)
            if self._is_subject(minted):
                return [minted]
            return self._others(minted) or self._identified(value)
        return self._records(name)

    def _others(self, iri: str) -> list[str]:
        """What answers at another IRI too."""
        return self._column(f"SELECT DISTINCT ?s {{ ?s {_term('same_as')} <{iri}> }} ORDER BY ?s")

    def _identified(self, value: str) -> list[str]:
        """The publications with an identifier that several claim."""
        known = (
            f"{{ ?n {_term('value')} {written(value)} }} UNION {{ ?n {_term('notation')} {written(value)} }}"
        )
        query = f"SELECT DISTINCT ?s {{ {known} ?s {_term('identifiers')} ?n ; {_term('derived_from')} ?r }}"
        return self._column(f"{query} ORDER BY ?s")

    def _records(self, name: str) -> list[str]:
        """The source records, or the publication of all versions of one."""
        source, _, rest = name.partition("/")
        database = f"<{self._base}source/{quote(source, safe='')}>"
        for id, slash, digest in ((rest, "", ""), rest.rpartition("/")):
            parts = [f"?r {_term('source')} {database} ."]
            if id:
                parts.append(f"?r {_term('identifier')} {written(id)} .")
            if slash:
                if not digest:
                    continue
                parts.append(f"?r {_term('digest')} ?d FILTER(STRSTARTS(?d, {written(digest)}))")
            elif not id:
                continue
            found = self._column(f"SELECT DISTINCT ?r {{ {' '.join(parts)} }} ORDER BY ?r")
            if len(found) > 1:
                return sorted({one for record in found for one in self.expressions(record, "source record")})
            if found:
                return found
        return []

    def kind(self, iri: str) -> Kind:
        """What a thing of the graph is."""
        derived = _term("derived_from")
        if self._ask(f"<{iri}> {derived} ?r"):
            return "publication"
        if "#" in iri and self._ask(f"<{iri.partition('#')[0]}> {derived} ?r"):
            return "part"
        if self._ask(f"<{iri}> {_term('realization')} ?e"):
            return "work"
        return "source record" if self._ask(f"?e {derived} <{iri}>") else "thing"

    def expressions(self, iri: str, kind: Kind, most: int | None = None) -> list[str]:
        """The publications that speak of it, by IRI; of a thing that many share the first so many."""
        if kind == "publication":
            return [iri]
        if kind == "part":
            return [iri.partition("#")[0]]
        if kind == "work":
            return self._column(f"SELECT DISTINCT ?e {{ <{iri}> {_term('realization')} ?e }} ORDER BY ?e")
        if kind == "source record":
            return self._column(f"SELECT DISTINCT ?e {{ ?e {_term('derived_from')} <{iri}> }} ORDER BY ?e")
        return self._speaking(iri, most)

    def _speaking(self, iri: str, most: int | None) -> list[str]:
        """The publications that lead to a shared thing, by themselves, their parts, or what they share."""
        derived = _term("derived_from")
        for hops in range(_HOPS):
            path = "".join(f"?x{hop} ?p{hop + 1} ?x{hop + 1} . " for hop in range(hops))
            whole = f"SELECT DISTINCT ?x0 {{ {path}?x{hops} ?q <{iri}> }}"
            subjects = {one.partition("#")[0] for one in self._column(whole)}
            speaking = (one for one in sorted(subjects) if self._ask(f"<{one}> {derived} ?r"))
            if found := list(islice(speaking, most)):
                return found
        return []

    def work(self, expression: str) -> str:
        """The work of a publication."""
        works = f"SELECT DISTINCT ?w {{ ?w {_term('realization')} <{expression}> }} ORDER BY ?w"
        return next(iter(self._column(works)), "")

    def records(self, expression: str) -> dict[str, str]:
        """The IRIs of the source records of a publication, with their digests."""
        digest = f"OPTIONAL {{ ?r {_term('digest')} ?d }}"
        rows = self._store.query(
            f"SELECT ?r ?d {{ <{expression}> {_term('derived_from')} ?r {digest} }}"
        ).rows
        return {row[0].value: row[1].value if row[1] else "" for row in rows if row[0]}

    # -- the store -----------------------------------------------------------------------------------

    def _is_subject(self, iri: str) -> bool:
        return self._ask(f"<{iri}> ?p ?o")

    def _ask(self, pattern: str) -> bool:
        return self._store.query(f"ASK {{ {pattern} }}").boolean

    def _column(self, query: str) -> list[str]:
        return list(self._values(query))

    def _values(self, query: str) -> Iterator[str]:
        for row in self._store.query(query).rows:
            if row[0] is not None:
                yield row[0].value


def _term(name: str) -> str:
    return f"<{term(name).iri}>"
