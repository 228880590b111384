"""SKG-IF: what knowledge graphs of research exchange, entities of JSON-LD that name each other.

Each research product is a record. People, bodies, venues, topics and grants stand beside the products, in any
order, and a file may be larger than memory: so all are put aside in a temporary database on disk
(:mod:`.entities`) before the first product is told (:mod:`.mapping`).

See: https://skg-if.github.io/interoperability-framework/ (the model).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from kg.errors import SourceError
from kg.record import Record, Reject
from kg.sources import source
from kg.sources.documents import Fault, Wrapping, documents, keys
from kg.sources.skgif.entities import Entities
from kg.sources.skgif.mapping import to_record

__all__ = ["skgif"]

_WRAPPING = Wrapping(lists=(("@graph",), ("results",)), own=frozenset({"entity_type"}))
_OWN = frozenset({"entity_type", "local_identifier"})


def _detect(head: bytes) -> float:
    return 0.95 if keys(head) >= _OWN else 0.0


@source(
    name="skg-if",
    summary="SKG-IF, the exchange format of scientific knowledge graphs, in JSON-LD",
    recognised="entities with the names entity_type and local_identifier",
    detect=_detect,
    example="kg build products.jsonld",
)
def skgif(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
    """The research products of a file, in order; what cannot be read comes first.

    Raises:
        SourceError: the JSON is broken where it holds everything together, ends early, or has no product.
    """
    with Entities() as entities:
        for item in documents(stream, file, _WRAPPING):
            fault = item if isinstance(item, Fault) else entities.add(item)
            if fault:
                yield Reject(file=file, position=fault.position, reason=fault.reason, content=fault.content)
        found = False
        for product in entities.products():
            found = True
            yield to_record(product, entities, file)
        if not found:
            raise SourceError(file, "", "tells of no research product: export the products too")
