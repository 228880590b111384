"""What of the records of files has a place in the Record, what is kept beside it, and what is rejected.

The same reading as that of a build, but nothing is linked, mapped or stored, so that a format, a field
or a file that fares badly can be found before. Files of any size are read as a stream; the tables of
names, which come from the input, are bounded.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable

import msgspec

from kg import sources
from kg.record import Record, Reject
from kg.sources.opening import HEAD
from kg.sources.strangers import described, stranger

__all__ = ["CUT", "LIMIT", "PLACED", "Coverage", "Kept", "Reason", "Tally", "coverage"]

PLACED = tuple(
    name
    for name in Record.__struct_fields__
    if name
    not in {"key", "work", "contested", "extra", "changes"}  # of merging, and what is counted on its own
)
"""The fields of the Record that readers fill, in their order."""

LIMIT = 2_000
"""How many different names, of fields, rules, reasons or skipped kinds, are counted one by one."""

CUT = 200
"""How many characters of a name or an example are kept."""

_STEPS_APART = 256


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A source field in ``extra``: the records that have it, and the beginning of a value."""

    records: int
    example: str


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """A reason for rejects: how many there are, and the file and place of the first."""

    rejected: int
    file: str
    position: str


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """What the files of a format hold.

    Attributes:
        format: the name of the format; ``""`` for what cannot be opened or is of no known format.
        files: how many there are.
        records: how many records were read.
        rejected: how many records, or whole files, were not.
        fields: for each field of :data:`PLACED` the records that have it, in the order of the Record.
        extra: for each source field in ``extra`` the same, the most frequent first.
        changes: the texts that a rule made something else of, by rule.
        reasons: why records were rejected, the most frequent first.
        uncounted: how often a name came up that is beyond the first :data:`LIMIT` of ``extra``,
            ``changes`` or ``reasons``.
    """

    format: str
    files: int
    records: int
    rejected: int
    fields: dict[str, int]
    extra: dict[str, Kept]
    changes: dict[str, int]
    reasons: dict[str, Reason]
    uncounted: int = 0


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """What files hold, format by format, by name.

    Attributes:
        formats: the formats found; the one without a name, if any, is the first.
        skipped: what was left out because another format was asked for: its format, or what it is, and
            how many files there are.
    """

    formats: tuple[Tally, ...]
    skipped: dict[str, int] = {}

    @property
    def records(self) -> int:
        """The records of all formats."""
        return sum(one.records for one in self.formats)

    @property
    def rejected(self) -> int:
        """The rejects of all formats."""
        return sum(one.rejected for one in self.formats)


def coverage(
    inputs: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    format: str = "",
    progress: Callable[[str, int, int], None] | None = None,
    on_skip: Callable[[str, str], None] | None = None,
) -> Coverage:
    r"""Reads files and counts which fields their records have, what stays in ``extra``, and the rejects.

    Args:
        inputs: files, archives, folders, patterns, ``-`` for standard input; one or several.
        format: the name of a format; files of another one, or of none, are skipped. All, if empty.
        progress: told how many records were read, as by :func:`kg.build`.
        on_skip: told the name of each file that is skipped, and its format or what it is.

    Raises:
        SourceError: there is no format of that name.

    Example:
        >>> import pathlib, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = pathlib.Path(folder, "a.ris").write_text("TY  - JOUR\nTI  - A\nXQ  - odd\nER  - \n")
        ...     (found,) = coverage(folder).formats
        >>> found.format, found.records, found.fields["titles"], list(found.extra)
        ('ris', 1, 1, ['TY', 'XQ'])
    """
    if format:
        sources.find(format)
    made = _Coverage(format, progress or _silent, on_skip or _unsaid)
    for file in sources.inputs(inputs):
        made.read(file)
    return made.finish()


def _silent(step: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def _unsaid(file: str, what: str) -> None:
    """A skipped file that nobody asks about."""


def _unknown(head: bytes) -> str:
    """What a file that begins so is, of no format or of two alike."""
    if not head.strip():
        return "an empty file"
    alike = [one.name for _, one in sources.ranked(head)]
    mistaken = stranger(head).partition(": ")[0].removeprefix("is ")
    return " or ".join(alike[:2]) or mistaken or f"{described(head)} of no known format"


def _short(text: str) -> str:
    """A text in one line, cut; names that differ only behind that are counted as one."""
    line = " ".join(text[: 2 * CUT].split())
    return line if len(line) <= CUT and len(text) <= 2 * CUT else f"{line[: CUT - 1]}…"


class _Names:
    """How often names come up, and what came with the first of each; of so many names, and no more."""

    def __init__(self) -> None:
        self.counts = Counter[str]()
        self.firsts: dict[str, tuple[str, ...]] = {}
        self.beyond = 0

    def add(self, name: str, *first: str) -> None:
        name = _short(name)
        if name not in self.counts:
            if len(self.counts) == LIMIT:
                self.beyond += 1
                return
            self.firsts[name] = tuple(map(_short, first))
        self.counts[name] += 1

    def ordered(self) -> list[tuple[str, int]]:
        return sorted(self.counts.items(), key=lambda pair: (-pair[1], pair[0]))


class _Count:
    """The counts of a format while its files are read."""

    def __init__(self) -> None:
        self.files = self.records = self.rejected = 0
        self.fields = dict.fromkeys(PLACED, 0)
        self.extra, self.changes, self.reasons = _Names(), _Names(), _Names()

    def add(self, item: Record | Reject) -> None:
        if isinstance(item, Reject):
            self.rejected += 1
            self.reasons.add(item.reason, item.file, item.position)
            return
        self.records += 1
        for name in PLACED:
            if getattr(item, name):
                self.fields[name] += 1
        firsts = {one.field: one.values[0] if one.values else "" for one in reversed(item.extra)}
        for name, value in firsts.items():
            self.extra.add(name, value)
        for change in item.changes:
            self.changes.add(change.rule)

    def format(self, name: str) -> Tally:
        extra, reasons = self.extra.firsts, self.reasons.firsts
        return Tally(
            format=name,
            files=self.files,
            records=self.records,
            rejected=self.rejected,
            fields=self.fields,
            extra={
                field: Kept(records=count, example=extra[field][0]) for field, count in self.extra.ordered()
            },
            changes=dict(self.changes.ordered()),
            reasons={
                reason: Reason(rejected=count, file=reasons[reason][0], position=reasons[reason][1])
                for reason, count in self.reasons.ordered()
            },
            uncounted=self.extra.beyond + self.changes.beyond + self.reasons.beyond,
        )


class _Coverage:
    """The counts of all formats, and of what was skipped."""

    def __init__(
        self,
        format: str,
        progress: Callable[[str, int, int], None],
        on_skip: Callable[[str, str], None],
    ) -> None:
        self.asked = format
        self.progress = progress
        self.on_skip = on_skip
        self.tallies: dict[str, _Count] = {}
        self.skipped = _Names()
        self.count = 0

    def read(self, file: sources.File | Reject) -> None:
        """Counts what a file holds; one that cannot be opened is a reject, whatever was asked for."""
        if isinstance(file, Reject):
            self.tally("").add(file)
            return
        head = file.stream.peek(HEAD)[:HEAD]
        found = sources.detect(head)
        name = found.name if found else ""
        if self.asked and name != self.asked:
            what = name or _unknown(head)
            self.skipped.add(what)
            self.on_skip(file.name, what)
            return
        tally = self.tally(name)
        for item in sources.records(file, format=name):
            if self.count % _STEPS_APART == 0:
                self.progress("read", self.count, 0)
            self.count += 1
            tally.add(item)

    def tally(self, name: str) -> _Count:
        """The counts of a format, of which there is one file more."""
        tally = self.tallies.setdefault(name, _Count())
        tally.files += 1
        return tally

    def finish(self) -> Coverage:
        self.progress("read", self.count, self.count)
        formats = tuple(self.tallies[name].format(name) for name in sorted(self.tallies))
        return Coverage(formats=formats, skipped=dict(self.skipped.ordered()))
