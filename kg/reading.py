"""Files -> Records beside a graph, each with its keys noted; what cannot be read goes to the rejects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from kg import parts, sources
from kg.errors import SourceError
from kg.identity import Linker
from kg.record import Record, Reject

__all__ = ["Input", "Progress", "Reading"]

Progress = Callable[[str, int, int], None]
"""Called with the step, how much of it is done, and how much there is (0 if that is not known)."""

_STEPS_APART = 256
_BEGINNINGS = frozenset({"", "header", "byte 0"})  # what breaks there leaves no record to count


class Input(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was read, or a member of an archive, and what came of it.

    ``sha256`` and ``bytes`` are those of the file as it is stored, or of the member as it was put in;
    ``""`` and 0 for a pipe that was not read to its end, and for what cannot be read. ``changes``
    counts the texts that a rule (:class:`~kg.record.Change`) made something else of, by rule. It holds
    ``records + deletions + rejected``; of what is not ``readable`` all are 0.
    """

    file: str
    sha256: str
    bytes: int
    format: str
    records: int
    deletions: int
    rejected: int
    readable: bool = True
    changes: dict[str, int] = {}


class Reading:
    """Files on their way to ``records/`` and ``rejects.jsonl`` of a folder; a context.

    Args:
        folder: where they are written.
        linker: notes the records.
        strict: the first reject ends it.
        progress: told how far it is.
        on_reject: told of each reject.

    Attributes:
        inputs: the files so far.
        counts: ``read``, ``rejected`` and ``unreadable``, as in :class:`kg.building.Summary`.
        last_reject: the last one of all.
    """

    def __init__(
        self,
        folder: Path,
        linker: Linker,
        *,
        strict: bool,
        progress: Progress,
        on_reject: Callable[[Reject], None] | None,
    ) -> None:
        self.inputs: list[Input] = []
        self.counts = Counter[str]()
        self.last_reject: Reject | None = None
        self._folder = folder
        self._linker = linker
        self._strict = strict
        self._progress = progress
        self._on_reject = on_reject

    def __enter__(self) -> Self:
        self._parts = parts.PartsWriter(self._folder / "records")
        self._rejects = open(self._folder / "rejects.jsonl", "wb")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        self._rejects.close()

    def close(self) -> None:
        """Ends the records: they may be read. Rejects may follow."""
        self._parts.close()

    def files(self, named: Iterable[str], format: str) -> None:
        """Reads the files, archives and folders of these names.

        Raises:
            SourceError: one is rejected, or a record of it, and that ends it.
        """
        if format:
            sources.find(format)
        self._progress("read", 0, 0)
        for file in sources.inputs(list(named)):
            self.inputs.append(self._file(file, format))
        self._progress("read", self.counts["read"], self.counts["read"])

    def again(self, records: Iterable[Record], inputs: Iterable[Input], rejects: Iterable[bytes]) -> None:
        """Takes what an earlier build read, instead."""
        self.inputs += inputs
        for place, record in enumerate(records):
            if place % _STEPS_APART == 0:
                self._progress("read", place, 0)
            self._parts.add(record)
            self._linker.add(record)
        for one in self.inputs:
            held = one.records + one.deletions + one.rejected
            self.counts.update(read=held, rejected=one.rejected, unreadable=int(not one.readable))
        self._rejects.writelines(rejects)
        self._progress("read", self.counts["read"], self.counts["read"])

    def reject(self, item: Reject) -> None:
        """Writes a reject down and tells of it; what it counts as, the caller knows."""
        if self._strict:
            raise SourceError(item.file, item.position, item.reason)
        self._rejects.write(_line(item))
        self.last_reject = item
        if self._on_reject is not None:
            self._on_reject(item)

    def _file(self, file: sources.File | Reject, format: str) -> Input:
        """Reads a file, or only notes that it cannot be opened."""
        name = file.file if isinstance(file, Reject) else file.name
        items = iter([file]) if isinstance(file, Reject) else sources.records(file, format=format)
        before, gone = len(self._linker), self._linker.deletions
        formats = set[str]()
        changes = Counter[str]()
        rejected, whole = 0, False
        for place, item in enumerate(items, self.counts["read"]):
            if place % _STEPS_APART == 0:
                self._progress("read", place, 0)
            fault = self._keep(item, name) if isinstance(item, Record) else item
            if isinstance(item, Record) and fault is None:
                formats.update(origin.source for origin in item.provenance)
                changes.update(change.rule for change in item.changes)
            elif fault is not None:
                self.reject(fault)
                rejected += 1
                whole = fault.position in _BEGINNINGS and not fault.record
        kept, deletions = len(self._linker) - before, self._linker.deletions - gone
        readable = not (whole and kept == 0 and rejected == 1)
        faulty = rejected if readable else 0  # why a file cannot be read is no record of it
        self.counts.update(read=kept + faulty, rejected=faulty, unreadable=int(not readable))
        digest, size = ("", 0) if isinstance(file, Reject) else file.digest()
        return Input(
            file=name,
            sha256=digest,
            bytes=size,
            format=", ".join(sorted(formats)),
            records=kept - deletions,
            deletions=deletions,
            rejected=faulty,
            readable=readable,
            changes=dict(sorted(changes.items())),
        )

    def _keep(self, record: Record, file: str) -> Reject | None:
        """Writes a record aside; the reject in its place where it holds what is no text."""
        try:
            self._parts.add(record)
        except UnicodeEncodeError as error:
            origin = record.provenance[0]
            reason = f"half a surrogate pair stands in it ({error.object[error.start : error.end]!r})"
            return Reject(file=file, position=origin.position, record=origin.id, reason=reason)
        self._linker.add(record)
        return None


def _line(item: Reject) -> bytes:
    try:
        return msgspec.json.encode(item) + b"\n"
    except UnicodeEncodeError:
        whole = {
            name: str(value).encode("utf-8", "backslashreplace").decode()
            for name, value in msgspec.structs.asdict(item).items()
        }
        return msgspec.json.encode(Reject(**whole)) + b"\n"
