"""The table of citations that OpenCitations takes in: a row for each publication that cites another.

Both stand there by the identifiers that they know; the publications themselves are rows of the other
table (:mod:`kg.writers.ocdm_csv`). Left out is a reference without such an identifier, and everything
else that a Record says. When the cited publication came out is not known here.

See: https://doi.org/10.3233/DS-190016 (the index of OpenCitations).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.record import Record
from kg.writers import writer
from kg.writers.ocdm_csv import identified, issued, lines, tokens

__all__ = ["ocdm_citations"]

_COLUMNS = ("citing_id", "citing_publication_date", "cited_id", "cited_publication_date")


@writer(
    name="ocdm-citations",
    summary="the CSV of citations that OpenCitations takes in, beside the one of its metadata",
)
def ocdm_citations(records: Iterable[Record]) -> Iterator[bytes]:
    """The header, then a row for each citation, in the order of the Records and their references."""
    return lines(_COLUMNS, _rows(records))


def _rows(records: Iterable[Record]) -> Iterator[tuple[str, ...]]:
    for record in records:
        citing = identified(record)
        cited = [" ".join(tokens(one.identifiers)) for one in record.relations if one.kind == "cites"]
        for name in dict.fromkeys(cited) if citing else ():
            if name:
                yield citing, issued(record), name, ""
