"""SKG-IF: the exchange format of the Scientific Knowledge Graphs Interoperability Framework, in JSON-LD.

The document is a list of entities, one a line: each publication is a research product with one
manifestation or more, followed by the people, bodies, venues, topics and grants that were not written
before. Local identifiers are the IRIs of the RDF: a product is the work, its manifestation the
expression, and both graphs can be loaded together. Versions of one work are products of their own, by the
names that the work has without the others.

Left out is what the framework has no place for: classes of the work, statuses without a day, notes,
places, languages, links of other versions, text and scores of topics, references that name no
identifier, relations of other kinds, and the source records. Contributors who are neither authors, editors
nor publishers have no role. A free keyword is a topic. Dates are as precise as they are known, years and
months too. A licence without an address is a description of the access rights.

See: https://skg-if.github.io/interoperability-framework/ (the model), version 1.1.0 of its context.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import msgspec

from kg import resources
from kg.rdf import BASE, PEOPLE
from kg.record import Record
from kg.writers import writer
from kg.writers.skg_if.product import entities

__all__ = ["skg_if"]

_REMEMBERED = 1_000_000
"""How many shared entities are known as written; then all are forgotten, and one may stand there twice."""


@writer(
    name="skg-if",
    summary="SKG-IF, the exchange format of scientific knowledge graphs, in JSON-LD",
    suffixes=("jsonld", "json"),
    minted=True,
)
def skg_if(records: Iterable[Record], *, base: str = BASE, people: str = PEOPLE[0]) -> Iterator[bytes]:
    """One document, an entity a line.

    Raises:
        MappingError: a value that is said to be an IRI is none.
    """
    encode = msgspec.json.Encoder().encode
    yield b'{"@context":' + encode([*_context(), {"@base": base}]) + b',"@graph":['
    seen: set[str] = set()
    own = (f"{base}work/", f"{base}expression/")  # where what only one publication has is named
    joint = b"\n"
    for record in records:
        if len(seen) > _REMEMBERED:
            seen.clear()
        for entity in entities(record, base, people):
            name = entity["local_identifier"]
            if name not in seen:
                yield joint + encode(entity)
                joint = b",\n"
                if not name.startswith(own):
                    seen.add(name)
    yield b"\n]}\n"


@cache
def _context() -> tuple[str, ...]:
    """The addresses of the framework's own context."""
    found: dict[str, list[str]] = msgspec.json.decode(resources.read_bytes("ontologies", "skg-if.jsonld"))
    return tuple(found["@context"])
