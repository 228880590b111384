"""Everything that this package raises on purpose.

::

    KgError
    ├── ResourceError     a file that the package ships is missing or malformed
    ├── SourceError       an input file, or one record of it, cannot be read
    ├── MappingError      a record holds a value that RDF cannot carry
    ├── ShapeError        the shapes cannot be loaded or applied
    ├── StoreError        a store cannot be opened, written or reached
    ├── QueryError        a query does not exist, is not valid, or lacks a parameter
    ├── NetworkError      a network cannot be built or written
    └── HarvestError      a repository cannot be harvested

Every message says what to do. A bad record is not an exception that ends a run: readers turn it
into a :class:`kg.record.Reject`, which goes to the reject stream and is counted.
"""

from __future__ import annotations

__all__ = [
    "HarvestError",
    "KgError",
    "MappingError",
    "NetworkError",
    "QueryError",
    "ResourceError",
    "ShapeError",
    "SourceError",
    "StoreError",
]


class KgError(Exception):
    """The root of the tree: catch this to catch all of them."""


class ResourceError(KgError):
    """An ontology, shape or query that the package ships is missing or malformed."""


class SourceError(KgError):
    """An input file, or one record of it, cannot be read.

    Args:
        file: the file as the user named it.
        position: where in the file, in words ("record 12", "byte 30801"); "" for the whole file.
        reason: what is wrong and what to do about it.
    """

    def __init__(self, file: str, position: str, reason: str) -> None:
        self.file = file
        self.position = position
        self.reason = reason
        where = f"{file}, {position}" if position else file
        super().__init__(f"{where}: {reason}")


class MappingError(KgError):
    """A record holds a value that RDF cannot carry, such as an IRI with a blank.

    Args:
        record: the record, by its source and id or by its IRI.
        field: the term whose value is at fault.
        value: the value itself.
        reason: what is wrong with it.
    """

    def __init__(self, record: str, field: str, value: object, reason: str = "") -> None:
        self.record = record
        self.field = field
        self.value = value
        self.reason = reason
        super().__init__(f"{record}: field {field!r} holds {value!r}: {reason}".rstrip(": "))


class ShapeError(KgError):
    """The shapes cannot be loaded, or the engine cannot apply them."""


class StoreError(KgError):
    """A store cannot be opened, written or reached."""


class QueryError(KgError):
    """A query does not exist, is not valid SPARQL, or its parameters do not fit."""


class NetworkError(KgError):
    """A network cannot be built from the graph or written to the file asked for."""


class HarvestError(KgError):
    """A repository cannot be harvested: it cannot be reached, or does not answer what was asked."""
