"""BibTeX and BibLaTeX: what reference managers, databases and authors of LaTeX keep.

No well-known parser reads all of the real files (``docs/decisions/0011-bibtex.md``), so the entries are
cut here: line by line (:mod:`.entries`), their fields told apart (:mod:`.fields`), what an entry takes
from another one added (:mod:`.inheritance`), and mapped (:mod:`.mapping`).

See: https://ctan.org/pkg/biblatex (the data model of BibLaTeX, which has that of BibTeX in it).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from kg.record import Record, Reject
from kg.sources import source
from kg.sources.bibtex.entries import entries
from kg.sources.bibtex.fields import Macros, parsed
from kg.sources.bibtex.inheritance import Heirs
from kg.sources.bibtex.mapping import to_record
from kg.sources.lines import beginning

__all__ = ["bibtex"]

_LINES = re.IGNORECASE | re.MULTILINE
_ENTRY = re.compile(r"^\s*@\s*[a-z]\w*\s*[{(]\s*(?:[^\s,{}=\"]*\s*,\s*)?[\w:+./-]+\s*=\s*[{\"\w]", _LINES)
_ASIDE = re.compile(
    r"^\s*@\s*(?:string|preamble|comment)\s*[{(]|^\s*@\s*[a-z]+\s*\{[^\s,{}=]*,?\s*\}", _LINES
)
_MARKED = re.compile(r"\s*[{\[<]")


def _detect(head: bytes) -> float:
    text = beginning(head)
    if _MARKED.match(text):
        return 0.0  # JSON and XML may hold an entry as text
    return 0.9 if _ENTRY.search(text) else 0.5 if _ASIDE.search(text) else 0.0


@source(
    name="bibtex",
    summary="BibTeX and BibLaTeX, of reference managers and of the exports of databases",
    recognised="an entry at the beginning of a line, such as @article{key, author = ...",
    detect=_detect,
    begins=r"@[A-Za-z]+[ \t]*[{(]",
    example="kg build references.bib",
)
def bibtex(stream: BinaryIO, file: str) -> Iterator[Record | Reject]:
    """The entries of a file, one record each, with what they inherit from the entry they stand in.

    An entry that names another one as its ``crossref`` or ``xdata`` comes when that one is known: at
    the end, where it follows.
    """
    macros, heirs = Macros(), Heirs()
    for found in entries(stream, file):
        entry = parsed(found, macros)
        if isinstance(entry, Reject):
            yield entry
        elif entry is not None:
            yield from (to_record(one, file) for one in heirs.completed(entry))
    yield from (to_record(one, file) for one in heirs.left())
