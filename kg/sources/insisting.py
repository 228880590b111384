"""Files that the user names another format for than they look like: nothing of them becomes an empty record.

Whoever says ``--as`` may know better than the first bytes do, so the named format reads the file. But what it
finds nothing in is no record, and rejects tell what the file looks like until a record is read of it.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from kg.record import Record, Reject

__all__ = ["checked"]


def checked(
    items: Iterator[Record | Reject], file: str, format: str, seems: str, *, alien: bool
) -> Iterator[Record | Reject]:
    """The records that say something, and rejects that tell what is wrong with the file.

    Args:
        items: what the reader of the named format gives.
        file: the file.
        format: the named format.
        seems: what the file looks like, and what to do.
        alien: whether it looks like another format, and not like none.

    >>> found = checked(iter([]), "a.json", "bibtex", "it looks like csl: leave --as out", alien=True)
    >>> next(found).reason
    'holds no record of bibtex; it looks like csl: leave --as out'
    """
    nothing, strange = True, alien  # until a record is read of it
    for item in items:
        nothing = False
        if isinstance(item, Reject):
            told = f"{item.reason} (read as {format}, but {seems})"
            yield msgspec.structs.replace(item, reason=told) if strange else item
        elif _tells(item, alien=alien):
            strange = False
            yield item
        else:
            yield _rejected(item, file, f"has neither a title nor a name where {format} has them; {seems}")
    if nothing:
        yield Reject(file=file, reason=f"holds no record of {format}; {seems}")


def _tells(record: Record, *, alien: bool) -> bool:
    """Whether somebody would know the publication again, or the record takes one back.

    In a file of another format an identifier alone is met by chance; in one of none, only what has all of
    its fields left over is no record.
    """
    titles = (*record.titles, *record.translated_titles, *record.alternative_titles)
    withdrawn = any(one.status == "deleted" for one in record.provenance)
    if withdrawn or titles or record.contributions:
        return True
    return not alien and (not record.extra or any(one.scheme != "local" for one in record.identifiers))


def _rejected(record: Record, file: str, reason: str) -> Reject:
    origin = record.provenance[:1]
    return Reject(
        file=file,
        reason=reason,
        position="".join(one.position for one in origin),
        record="".join(one.id for one in origin),
    )
