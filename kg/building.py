"""The main job: files -> a linked, checked graph in a folder.

Reading writes Records to compressed parts and their keys to a table; clusters are found on the keys
alone; only then are Records merged and mapped, part by part. So memory stays bounded, and every
Record that was read is either in the graph, merged into one that is, withdrawn, a notice of that, or
rejected; and every file was either read or is told to be unreadable.
"""

from __future__ import annotations

import os
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

import msgspec

from kg import parts, sources
from kg.dates import moment
from kg.errors import MappingError, SourceError, StoreError
from kg.folder import LAYOUT, staged
from kg.identity import Clusters, Keys, merged
from kg.memory import few
from kg.nearby import Nearby
from kg.rdf import BASE, PEOPLE, Writer, nquads
from kg.record import Record, Reject
from kg.stores import EmbeddedStore

__all__ = ["Input", "Progress", "Summary", "build"]

Progress = Callable[[str, int, int], None]
"""Called with the step, how much of it is done, and how much there is (0 if that is not known)."""

_STEPS_APART = 256
_QUALITY = Path("report", "quality.ttl")
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


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What a build did.

    ``read == loaded + merged + withdrawn + deletions + rejected``, and ``rejects.jsonl`` has
    ``rejected + unreadable`` lines.

    Attributes:
        inputs: the files, one by one, whether they could be read or not.
        unreadable: inputs of which nothing could be read, not even where a record begins.
        read: records and deletions in the other inputs.
        loaded: publications in the graph.
        merged: records that went into a publication beside its first.
        withdrawn: records that a deletion names.
        deletions: notices that a source withdraws a record, which are no publications themselves.
        rejected: records that could not be read or mapped; where a file breaks off, its rest is one.
        contested: identifiers that stand on different publications and link none.
        quads: statements in the store.
        conforms: whether the shapes found no violation; ``None`` if they were not asked.
        violations, warnings: how many the shapes found.
        seconds: wall-clock time by step.
    """

    graph: str
    inputs: tuple[Input, ...]
    unreadable: int
    read: int
    loaded: int
    merged: int
    withdrawn: int
    deletions: int
    rejected: int
    contested: int
    quads: int
    conforms: bool | None = None
    violations: int = 0
    warnings: int = 0
    seconds: dict[str, float] = {}


def build(
    inputs: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    graph: Path | str = "graph",
    *,
    format: str = "",
    base: str = BASE,
    people: str = PEOPLE[0],
    strict: bool = False,
    check: bool = True,
    progress: Progress | None = None,
    on_reject: Callable[[Reject], None] | None = None,
) -> Summary:
    """Reads files and makes the graph of what they hold, in place of the one that was there.

    Args:
        inputs: files, archives, folders, patterns, ``-`` for standard input; one or several.
        graph: the folder of the graph.
        format: the name of the format of all inputs; found by content if empty.
        base: what minted IRIs begin with; ends in ``/``.
        people: a layer of :data:`kg.rdf.PEOPLE`.
        strict: stop at the first reject and leave the old graph.
        check: apply the shapes and put their report beside the graph.
        progress: told how far the work is.
        on_reject: told of each reject when it is met; all of them are in ``rejects.jsonl`` too.

    Raises:
        SourceError: nothing that makes a publication could be read; or ``strict`` and something was
            rejected. A graph that was there stays.
        StoreError: the folder cannot be written, or is the address of a server, which is only read.
        MappingError: ``base`` or ``people`` is not what it should be.
    """
    if "://" in str(graph):
        raise StoreError(f"{graph} is a server, which is only read: name a folder for the graph")
    folder = Path(graph)
    named = [inputs] if isinstance(inputs, str | os.PathLike) else list(inputs)
    Writer(base, people=people)
    with staged(folder) as aside:
        made = _Build(aside, {"base": base, "people": people}, strict, progress or _silent, on_reject)
        made.read([os.fspath(one) for one in named], format)
        clusters = made.link()
        nearby = Nearby(aside, few() if check else 0)
        made.load(clusters, nearby)
        if made.is_idle():
            kept = "the graph stays as it was" if (folder / "manifest.json").exists() else "no graph is made"
            raise SourceError(
                str(folder), "", f"there is no publication in the input, so {kept}. {made.why()}"
            )
        if check:
            made.check(nearby, folder)
        elif (folder / _QUALITY).exists():
            (aside / _QUALITY).parent.mkdir()
            shutil.copyfile(folder / _QUALITY, aside / _QUALITY)
        return made.finish(folder)


def _silent(step: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


class _Build:
    """A build under way: counts, open files, and its steps in their order."""

    def __init__(
        self,
        aside: Path,
        mapping: dict[str, str],
        strict: bool,
        progress: Progress,
        on_reject: Callable[[Reject], None] | None,
    ) -> None:
        self.aside = aside
        self.mapping = mapping
        self.strict = strict
        self.progress = progress
        self.on_reject = on_reject
        self.keys = Keys()
        self.inputs: list[Input] = []
        self.counts = Counter[str]()
        self.seconds: dict[str, float] = {}
        self.conforms: bool | None = None
        self.created = moment()
        self.last_reject: Reject | None = None

    # -- reading -------------------------------------------------------------------------------

    def read(self, named: list[str], format: str) -> None:
        started = time.perf_counter()
        if format:
            sources.find(format)
        with (
            parts.PartsWriter(self.aside / "records") as writer,
            open(self.aside / "rejects.jsonl", "wb") as rejects,
        ):
            self.progress("read", 0, 0)
            for file in sources.inputs(named):
                self.inputs.append(self.read_file(file, format, writer, rejects))
        self.progress("read", self.counts["read"], self.counts["read"])
        self.seconds["read"] = time.perf_counter() - started

    def read_file(
        self, file: sources.File | Reject, format: str, writer: parts.PartsWriter, rejects: BinaryIO
    ) -> Input:
        """Reads a file, or only notes that it cannot be opened."""
        name = file.file if isinstance(file, Reject) else file.name
        items = iter([file]) if isinstance(file, Reject) else sources.records(file, format=format)
        before, gone = len(self.keys), self.keys.deletions
        formats = set[str]()
        changes = Counter[str]()
        rejected, whole = 0, False
        for place, item in enumerate(items, self.counts["read"]):
            if place % _STEPS_APART == 0:
                self.progress("read", place, 0)
            fault = self.keep(item, name, writer) if isinstance(item, Record) else item
            if isinstance(item, Record) and fault is None:
                formats.update(origin.source for origin in item.provenance)
                changes.update(change.rule for change in item.changes)
            elif fault is not None:
                self.reject(fault, rejects)
                rejected += 1
                whole = fault.position in _BEGINNINGS and not fault.record
        kept, deletions = len(self.keys) - before, self.keys.deletions - gone
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

    def keep(self, record: Record, file: str, writer: parts.PartsWriter) -> Reject | None:
        """Writes a record aside; the reject in its place where it holds what is no text."""
        try:
            writer.add(record)
        except UnicodeEncodeError as error:
            origin = record.provenance[0]
            reason = f"half a surrogate pair stands in it ({error.object[error.start : error.end]!r})"
            return Reject(file=file, position=origin.position, record=origin.id, reason=reason)
        self.keys.add(record)
        return None

    def reject(self, item: Reject, rejects: BinaryIO) -> None:
        """Writes a reject down and tells of it; what it counts as, the caller knows."""
        if self.strict:
            raise SourceError(item.file, item.position, item.reason)
        rejects.write(_line(item))
        self.last_reject = item
        if self.on_reject is not None:
            self.on_reject(item)

    def is_idle(self) -> bool:
        """Whether no publication comes of it: all is rejected, withdrawn, or a deletion."""
        return not self.counts["loaded"]

    def why(self) -> str:
        found = self.last_reject
        if found is not None:
            return f"The last reason was: {found.file}: {found.reason}"
        if self.counts["deletions"]:
            return "The files hold nothing but deletions and what they withdraw."
        return "The files hold no records." if self.inputs else "No file was named."

    # -- linking and loading -------------------------------------------------------------------

    def link(self) -> Clusters:
        started = time.perf_counter()
        self.progress("link", 0, 0)
        clusters = self.keys.clusters()
        kept = int((~clusters.withdrawn).sum())
        alive = len(set(clusters.labels[~clusters.withdrawn].tolist()))
        self.counts["deletions"] = self.keys.deletions
        self.counts["withdrawn"] = len(self.keys) - kept - self.keys.deletions
        self.counts["merged"] = kept - alive
        self.counts["contested"] = len(clusters.contested)
        self.progress("link", 1, 1)
        self.seconds["link"] = time.perf_counter() - started
        return clusters

    def load(self, clusters: Clusters, nearby: Nearby) -> None:
        started = time.perf_counter()
        store = EmbeddedStore(self.aside / "store")
        try:
            with open(self.aside / "rejects.jsonl", "ab") as rejects:
                chunks = nquads(
                    self.counted(merged(lambda: parts.lines(self.aside / "records"), clusters)),
                    **self.mapping,
                    reject=lambda record, error: self.unmapped(record, error, rejects),
                )
                self.counts["quads"] = store.load(nearby.through(chunks)).stored
        finally:
            store.close()
        self.seconds["map and load"] = time.perf_counter() - started

    def counted(self, records: Iterable[Record]) -> Iterator[Record]:
        aside = self.counts["withdrawn"] + self.counts["deletions"] + self.counts["merged"]
        total = len(self.keys) - aside
        for place, record in enumerate(records):
            if place % _STEPS_APART == 0:
                self.progress("map and load", place, total)
            self.counts["loaded"] += 1
            yield record
        self.progress("map and load", total, total)

    def unmapped(self, record: Record, error: MappingError, rejects: BinaryIO) -> None:
        """A publication that RDF cannot hold goes to the rejects with all its source records."""
        several = len(record.provenance)
        self.counts.update(loaded=-1, merged=1 - several, rejected=several)
        for origin in record.provenance:
            item = Reject(
                file=origin.file,
                position=origin.position,
                record=origin.id,
                field=error.field,
                value=str(error.value).encode("utf-8", "backslashreplace").decode()[:500],
                reason=f"the field {error.field} {error.reason}",
            )
            self.reject(item, rejects)

    # -- checking and finishing ----------------------------------------------------------------

    def check(self, nearby: Nearby, old: Path) -> None:
        from kg import shapes

        started = time.perf_counter()
        with ThreadPoolExecutor(1) as beside:
            chosen = beside.submit(shapes.load_shapes)  # while the store is read, which is not Python's work
            with nearby.store(self.aside / "store") as store:
                report = shapes.validate(store, chosen.result(), progress=self.progress)
        (self.aside / "report").mkdir()
        (self.aside / "report" / "report.json").write_bytes(shapes.as_json(report))
        (self.aside / "report" / "report.ttl").write_bytes(shapes.as_turtle(report))
        measured = shapes.as_dqv(report, self.created, shapes.earlier(old / _QUALITY))
        (self.aside / _QUALITY).write_bytes(measured)
        self.conforms = report.conforms
        self.counts["violations"] = report.counts.get("violation", 0)
        self.counts["warnings"] = report.counts.get("warning", 0)
        self.seconds["check"] = time.perf_counter() - started

    def finish(self, folder: Path) -> Summary:
        summary = self.summary(str(folder))
        manifest = {
            "layout": LAYOUT,
            "version": version("research-synthesis-kg"),
            "created": self.created,
            **self.mapping,
            **msgspec.to_builtins(summary),
        }
        encoded = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
        (self.aside / "manifest.json").write_bytes(encoded + b"\n")
        return summary

    def summary(self, graph: str) -> Summary:
        names = (
            "unreadable",
            "read",
            "loaded",
            "merged",
            "withdrawn",
            "deletions",
            "rejected",
            "contested",
            "quads",
            "violations",
            "warnings",
        )
        return Summary(
            graph=graph,
            inputs=tuple(self.inputs),
            conforms=self.conforms,
            seconds={step: round(spent, 3) for step, spent in self.seconds.items()},
            **{name: self.counts[name] for name in names},
        )


def _line(item: Reject) -> bytes:
    try:
        return msgspec.json.encode(item) + b"\n"
    except UnicodeEncodeError:
        whole = {
            name: str(value).encode("utf-8", "backslashreplace").decode()
            for name, value in msgspec.structs.asdict(item).items()
        }
        return msgspec.json.encode(Reject(**whole)) + b"\n"
