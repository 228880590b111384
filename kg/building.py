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
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import msgspec
from pyoxigraph import Triple

from kg import parts, shapes
from kg.clustering import quads
from kg.dates import moment
from kg.errors import MappingError, SourceError, StoreError
from kg.folder import LAYOUT, staged
from kg.graph import open_graph
from kg.identity import Clusters, Decision, Linker, decisions, links, merged
from kg.memory import few
from kg.nearby import Nearby
from kg.rdf import BASE, PEOPLE, Writer
from kg.reading import Input, Progress, Reading
from kg.record import Record, Reject
from kg.stores import EmbeddedStore

__all__ = ["Input", "Progress", "Summary", "build", "relink"]

_STEPS_APART = 256
_QUALITY = Path("report", "quality.ttl")
_DECISIONS = "decisions.csv"
_LINKS = "links.jsonl"


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
        review: pairs of records of which a person should say whether they are of one publication.
        undecided: decisions of people that are about no record.
        works: works of which several publications are versions.
        disbelieved: pairs of publications that a record calls versions, and that cannot be.
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
    review: int = 0
    undecided: int = 0
    works: int = 0
    disbelieved: int = 0
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
    likeness: bool = True,
    decisions: Path | str | None = None,
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
        likeness: whether records without a shared identifier are linked too, where they say the same.
        decisions: a file of what people decided (:mod:`kg.identity.decisions`); that of the graph which was
            there, if ``None``.
        progress: told how far the work is.
        on_reject: told of each reject when it is met; all of them are in ``rejects.jsonl`` too.

    Raises:
        SourceError: nothing that makes a publication could be read; or ``strict`` and something was
            rejected; or the decisions cannot be read. A graph that was there stays.
        StoreError: the folder cannot be written, or is the address of a server, which is only read.
        MappingError: ``base`` or ``people`` is not what it should be.
    """
    folder = _local(graph)
    named = [inputs] if isinstance(inputs, str | os.PathLike) else list(inputs)
    Writer(base, people=people)
    plan = _Plan({"base": base, "people": people}, _decided(folder, decisions), likeness, strict)
    before = _measured(folder) if check else None
    with staged(folder) as aside, _Build(aside, plan, progress or _silent, on_reject) as made:
        made.reading.files([os.fspath(one) for one in named], format)
        return made.rest(folder, before)


def relink(
    graph: Path | str = "graph",
    *,
    decisions: Iterable[Decision] | None = None,
    likeness: bool | None = None,
    check: bool = True,
    progress: Progress | None = None,
) -> Summary:
    """Makes a graph again of the records that were read for it, with what people decided since.

    Args:
        graph: the folder of the graph.
        decisions: all that they decided; what the graph has if ``None``.
        likeness: as in :func:`build`; as the graph was built if ``None``.
        check: as in :func:`build`.
        progress: as in :func:`build`.

    Raises:
        StoreError: there is no graph, it was made by another version, or the folder cannot be written.
    """
    folder = _local(graph)
    open_graph(folder).close()
    before = _measured(folder) if check else None
    with staged(folder) as aside:
        with open_graph(folder) as old:
            manifest = old.manifest
        plan = _Plan(
            {name: manifest[name] for name in ("base", "people")},
            _decided(folder, None) if decisions is None else tuple(decisions),
            manifest["likeness"] if likeness is None else likeness,
        )
        inputs = msgspec.convert(manifest["inputs"], tuple[Input, ...])
        told = sum(one.rejected + (not one.readable) for one in inputs)
        records = map(parts.decode, parts.lines(folder / "records"))
        with (
            _Build(aside, plan, progress or _silent) as made,
            open(folder / "rejects.jsonl", "rb") as rejects,
        ):
            made.reading.again(records, inputs, islice(rejects, told))
            return made.rest(folder, before)


def _local(graph: Path | str) -> Path:
    if "://" in str(graph):
        raise StoreError(f"{graph} is a server, which is only read: name a folder for the graph")
    return Path(graph)


def _decided(folder: Path, file: Path | str | None) -> tuple[Decision, ...]:
    if file is not None:
        return decisions.read(Path(file))
    there = folder / _DECISIONS
    return decisions.read(there) if there.exists() else ()


def _measured(folder: Path) -> list[Triple]:
    """What earlier builds measured."""
    return shapes.earlier(folder / _QUALITY)


def _silent(step: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


class _Plan(NamedTuple):
    """What is asked of a build: how to map, what is decided, and whether to link by likeness."""

    mapping: dict[str, str]
    decided: tuple[Decision, ...]
    likeness: bool
    strict: bool = False


class _Build:
    """A build under way: counts, open files, and its steps in their order."""

    def __init__(
        self,
        aside: Path,
        plan: _Plan,
        progress: Progress,
        on_reject: Callable[[Reject], None] | None = None,
    ) -> None:
        self.aside = aside
        self.plan = plan
        self.progress = progress
        self.linker = Linker(plan.decided, likeness=plan.likeness)
        self.reading = Reading(aside, self.linker, strict=plan.strict, progress=progress, on_reject=on_reject)
        self.counts = self.reading.counts
        self.seconds: dict[str, float] = {}
        self.conforms: bool | None = None
        self.created = moment()
        self.started = time.perf_counter()

    def __enter__(self) -> Self:
        with ExitStack() as opened:
            opened.enter_context(self.linker)
            opened.enter_context(self.reading)
            self.opened = opened.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.opened.__exit__(kind, error, trace)

    def rest(self, folder: Path, before: Iterable[Triple] | None) -> Summary:
        """What follows on reading.

        Args:
            folder: has the graph that was there, if any.
            before: what earlier builds measured; ``None`` if nothing is to be checked.
        """
        self.reading.close()
        self.seconds["read"] = time.perf_counter() - self.started
        clusters = self.link()
        nearby = self.opened.enter_context(Nearby(self.aside, 0 if before is None else few()))
        self.load(clusters, nearby)
        if self.is_idle():
            kept = "the graph stays as it was" if (folder / "manifest.json").exists() else "no graph is made"
            raise SourceError(
                str(folder), "", f"there is no publication in the input, so {kept}. {self.why()}"
            )
        if before is not None:
            self.check(nearby, before)
        elif (folder / _QUALITY).exists():
            (self.aside / _QUALITY).parent.mkdir()
            shutil.copyfile(folder / _QUALITY, self.aside / _QUALITY)
        return self.finish(folder)

    def is_idle(self) -> bool:
        """Whether no publication comes of it: all is rejected, withdrawn, or a deletion."""
        return not self.counts["loaded"]

    def why(self) -> str:
        found = self.reading.last_reject
        if found is not None:
            return f"The last reason was: {found.file}: {found.reason}"
        if self.counts["deletions"]:
            return "The files hold nothing but deletions and what they withdraw."
        return "The files hold no records." if self.reading.inputs else "No file was named."

    # -- linking and loading -------------------------------------------------------------------

    def link(self) -> Clusters:
        started = time.perf_counter()
        self.progress("link", 0, 0)
        linked = self.linker.link()
        clusters = linked.clusters
        kept = int((~clusters.withdrawn).sum())
        alive = len(set(clusters.labels[~clusters.withdrawn].tolist()))
        self.counts["deletions"] = self.linker.deletions
        self.counts["withdrawn"] = len(self.linker) - kept - self.linker.deletions
        self.counts["merged"] = kept - alive
        self.counts["contested"] = len(clusters.contested)
        self.counts["review"] = sum(link.verdict == "review" for link in linked.links)
        self.counts["undecided"] = len(linked.unknown)
        self.counts["works"] = linked.works
        self.counts["disbelieved"] = linked.disbelieved
        with open(self.aside / _LINKS, "wb") as stream:
            links.write(linked.links, stream)
        clusters.save(self.aside / "clusters.npz")
        decisions.write(self.plan.decided, self.aside / _DECISIONS)
        self.progress("link", 1, 1)
        self.seconds["link"] = time.perf_counter() - started
        return clusters

    def load(self, clusters: Clusters, nearby: Nearby) -> None:
        started = time.perf_counter()
        store = EmbeddedStore(self.aside / "store")
        try:
            records = self.counted(merged(lambda: parts.lines(self.aside / "records"), clusters))
            chunks = quads(records, **self.plan.mapping, reject=self.unmapped)
            self.counts["quads"] = store.load(nearby.through(chunks)).stored
        finally:
            store.close()
        self.seconds["map and load"] = time.perf_counter() - started

    def counted(self, records: Iterable[Record]) -> Iterator[Record]:
        aside = self.counts["withdrawn"] + self.counts["deletions"] + self.counts["merged"]
        total = len(self.linker) - aside
        for place, record in enumerate(records):
            if place % _STEPS_APART == 0:
                self.progress("map and load", place, total)
            self.counts["loaded"] += 1
            yield record
        self.progress("map and load", total, total)

    def unmapped(self, record: Record, error: MappingError) -> None:
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
            self.reading.reject(item)

    # -- checking and finishing ----------------------------------------------------------------

    def check(self, nearby: Nearby, before: Iterable[Triple]) -> None:
        started = time.perf_counter()
        with ThreadPoolExecutor(1) as beside:
            chosen = beside.submit(shapes.load_shapes)  # while the store is read, which is not Python's work
            with nearby.store(self.aside / "store") as store:
                report = shapes.validate(store, chosen.result(), progress=self.progress)
        (self.aside / "report").mkdir()
        (self.aside / "report" / "report.json").write_bytes(shapes.as_json(report))
        (self.aside / "report" / "report.ttl").write_bytes(shapes.as_turtle(report))
        measured = shapes.as_dqv(report, self.created, before)
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
            **self.plan.mapping,
            "likeness": self.plan.likeness,
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
            "review",
            "undecided",
            "works",
            "disbelieved",
            "quads",
            "violations",
            "warnings",
        )
        return Summary(
            graph=graph,
            inputs=tuple(self.reading.inputs),
            conforms=self.conforms,
            seconds={step: round(spent, 3) for step, spent in self.seconds.items()},
            **{name: self.counts[name] for name in names},
        )
