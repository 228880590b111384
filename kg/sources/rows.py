"""Tables in CSV: cuts out the rows, whatever is wrong with one of them.

A row may go over several lines, for a value in quotes may have line ends in it. A quote that is never
closed costs what it swallows, which is bounded, and no more.

A reader asks :func:`header` when it detects, and goes through :func:`records` when it reads.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

import msgspec

from kg.record import Change, Record, Reject
from kg.sources.lines import Line, beginning, lines

__all__ = ["Row", "header", "records", "rows"]

_SHOWN = 200


class Row(NamedTuple):
    """A row below the header.

    Attributes:
        values: by the name of the column, without blanks around them; a reader may take them out.
        place: where it begins, in words.
        lines: those that it stands on.
        fault: why it is none, or ``""``.
    """

    values: dict[str, str]
    place: str
    lines: tuple[Line, ...]
    fault: str = ""

    @property
    def data(self) -> bytes:
        """Its bytes as they stand."""
        return b"".join(line.data for line in self.lines)


def header(head: bytes) -> list[str]:
    r"""The names of the columns that the first bytes of a file tell, in order.

    >>> header(b'\xef\xbb\xbf"id","title"\r\n"doi:10.1000/1",')
    ['id', 'title']
    """
    try:
        found = next(csv.reader(io.StringIO(beginning(head), newline="")), [])
    except csv.Error:
        return []
    return [name.strip() for name in found]


def rows(found: Iterator[Line]) -> Iterator[Row]:
    """The rows below the header, in order; blank lines are none."""
    taken: list[Line] = []

    def texts() -> Iterator[str]:
        for line in found:
            taken.append(line)
            yield line.text + "\n"

    table = csv.reader(texts())
    names = [name.strip() for name in next(table, [])]
    while True:
        taken.clear()
        fault = ""
        try:
            cells = next(table)
        except StopIteration:
            return
        except csv.Error as error:
            cells, fault = [], f"is not a row of CSV ({error}): mend its quotes"
        if len(cells) > len(names):
            fault = f"has {len(cells)} values in {len(names)} columns: mend its quotes"
        if cells or fault:
            values = dict(zip(names, (cell.strip() for cell in cells), strict=False))
            yield Row(values, f"line {taken[0].number}", tuple(taken), fault)


def records(stream: BinaryIO, file: str, made: Callable[[Row], Record | str]) -> Iterator[Record | Reject]:
    """The records of the rows of a file, in order; a broken row is rejected alone.

    A line whose bytes are not valid in the encoding of the file is a change of its record.

    Args:
        stream: the file.
        file: its name for messages.
        made: a row -> its Record, or why there is none.

    Raises:
        SourceError: a line is too long.
    """
    for row in rows(lines(stream, file)):
        found = row.fault or made(row)
        if isinstance(found, Record):
            yield _with_lines(found, row)
        else:
            content = row.data[:_SHOWN].decode(errors="replace")
            yield Reject(file=file, position=row.place, reason=found, content=content)


def _with_lines(record: Record, row: Row) -> Record:
    """The record of a row, with the lines as published that are not what their encoding allows."""
    told = [Change(field="row", written=line.written, rule=line.rule) for line in row.lines if line.rule]
    if not told:
        return record
    return msgspec.structs.replace(record, changes=tuple(dict.fromkeys([*told, *record.changes])))
