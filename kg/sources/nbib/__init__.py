"""NBIB: the tagged text that PubMed saves for reference managers, also called MEDLINE or PubMed format.

It tells what the XML of PubMed tells, save the codes of headings and what the XML has attributes for;
:mod:`kg.sources.pubmed` reads the XML, and the same rules hold here. ERIC and others write the format too.

See: https://www.nlm.nih.gov/bsd/mms/medlineelements.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from kg.record import Record, Reject
from kg.sources import source
from kg.sources.lines import Line, beginning, lines
from kg.sources.nbib.citation import to_record
from kg.sources.tagged import Unit

__all__ = ["nbib"]

_FIELD = re.compile(r"(?=[A-Z0-9 ]{4}-|[A-Z0-9]{4} -)([A-Z][A-Z0-9]{1,3}) *- ?(.*)", re.DOTALL)
_FIRST = re.compile(r"\s*(?:PMID|PMC |OWN |STAT)- ?\S")
_SOMEWHERE = re.compile(r"^PMID- [0-9]+[ \t]*$", re.MULTILINE)
_OTHERS = re.compile(r"^(?:TI  |STAT|OWN |FAU |JT  |BTI )- ", re.MULTILINE)


def _detect(head: bytes) -> float:
    text = beginning(head).replace("\r\n", "\n").replace("\r", "\n")
    if not _OTHERS.search(text):
        return 0.0
    if _FIRST.match(text):
        return 1.0
    found = _SOMEWHERE.search(text)
    return 0.6 if found and text[: found.start()].count("\n") < 10 and text[:1] not in "<{[" else 0.0


@source(
    name="nbib",
    summary="NBIB, the tagged text of PubMed (MEDLINE format), and of ERIC",
    recognised="a line PMID-, PMC - or OWN - at the beginning, and fields such as TI  - and STAT-",
    detect=_detect,
    begins=r"(?:PMID- ?[0-9]|PMC - PMC[0-9])",
    example="kg build pubmed-export.nbib",
)
def nbib(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
    """The citations of a file.

    Raises:
        SourceError: a line is longer than any line of a citation.
    """
    for unit in _units(lines(stream, file)):
        yield to_record(unit, file)


def _units(lines: Iterable[Line]) -> Iterator[Unit]:
    """The citations: a blank line ends one, and so does the PMID of another."""
    count = 0
    unit: Unit | None = None
    for line in lines:
        match = _FIELD.match(line.text)
        blank = not line.text.strip()
        if unit is not None and (blank or (match and match[1] == "PMID" and unit.has("PMID"))):
            yield unit
            unit = None
        if blank:
            continue
        if unit is None:
            count += 1
            unit = Unit(count, line.number)
        if match:
            unit.begin(line, match[1], match[2])
        else:
            unit.go_on(line, line.text)
    if unit is not None:
        yield unit
