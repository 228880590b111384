"""What a person sees: tables on standard output, progress and rejects on standard error."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

import msgspec
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

from kg.building import Summary
from kg.cli import streams
from kg.cli.tables import laid_out, visible
from kg.reading import Input
from kg.reading import Progress as Watch
from kg.record import Record, Reject
from kg.sources.lines import WINDOWS

__all__ = ["as_json", "build_summary", "cited", "harvest_summary", "note", "progress", "reject", "table"]

if TYPE_CHECKING:
    from kg.deciding import Judged
    from kg.harvesting import Harvest

_PIPED_WIDTH = 10_000
_SHOWN = 20
_LISTED = 50


class _Output(Console):
    def on_broken_pipe(self) -> None:
        raise BrokenPipeError  # Rich would end the program with a status of its own


def _console() -> Console:
    """Standard output; whoever reads it through a pipe gets whole lines."""
    return _Output() if sys.stdout.isatty() else _Output(width=_PIPED_WIDTH)


def table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    title: str = "",
    numeric: Sequence[str] = (),
    out: BinaryIO | None = None,
) -> int:
    """Prints rows under heads and returns how many there were.

    A terminal gets what its width can show; a pipe or the stream ``out`` gets a row a line. Very many
    rows are printed as they come and not held.
    """
    counted = _Counted(rows)
    console = _console()
    width = console.width if console.is_terminal and out is None else None
    lines = laid_out(heads, counted, width=width, numeric=numeric)
    if out is not None:
        out.writelines(f"{line}\n".encode() for line in ([visible(title)] if title else []))
        out.writelines(f"{line}\n".encode() for line in lines)
        return counted.count
    if title:
        console.print(Text(visible(title), "bold"), soft_wrap=True)
    for line in lines:
        print(line)
    print()
    return counted.count


class _Counted:
    """Rows that are counted as they are read."""

    def __init__(self, rows: Iterable[Sequence[str]]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Sequence[str]]:
        for row in self._rows:
            self.count += 1
            yield row


def as_json(value: object) -> None:
    """Prints a value for a program."""
    encoded = msgspec.json.format(msgspec.json.encode(value), indent=2)
    sys.stdout.buffer.write(encoded + b"\n")
    sys.stdout.buffer.flush()


def note(text: str) -> None:
    """Prints a line on standard error."""
    streams.said(visible(text))


class _Rejects:
    """Prints the first rejects as they come, one line each."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, item: Reject) -> None:
        self.count += 1
        if self.count <= _SHOWN:
            where = ", ".join(part for part in (item.file, item.position, item.record) if part)
            note(f"rejected: {where}: {item.reason}")

    def rest(self, graph: str) -> None:
        """Says how many were not printed, and where all of them are."""
        if self.count > _SHOWN:
            note(f"rejected: {self.count - _SHOWN:,} more; all {self.count:,} are in {graph}/rejects.jsonl")


def reject() -> _Rejects:
    """A printer of rejects."""
    return _Rejects()


@contextmanager
def progress() -> Iterator[Watch | None]:
    """A bar a step on standard error; nothing where nobody looks at it."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        tasks = {}

        def watch(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=None)
            bars.update(tasks[step], completed=done, total=total or None)

        yield watch


def build_summary(summary: Summary) -> None:
    """Prints what a build did, and that its counts add up."""
    _inputs(summary)
    for one in summary.inputs:
        if WINDOWS in one.changes:
            note(f"{one.file}: not UTF-8 throughout: texts read as Windows-1252: {one.changes[WINDOWS]:,}")
    changed = Counter[str]()
    for one in summary.inputs:
        changed.update(one.changes)
    rules = ", ".join(f"{rule} {count:,}" for rule, count in changed.most_common())
    told = f"{summary.graph}/rejects.jsonl"
    rows = [
        ("files read", len(summary.inputs) - summary.unreadable, ""),
        ("files that cannot be read", summary.unreadable, told),
        ("records read", summary.read, ""),
        ("  publications in the graph", summary.loaded, ""),
        ("  merged into one of them", summary.merged, "they share an identifier, or say the same"),
        ("  withdrawn by their source", summary.withdrawn, "a notice of deletion names them"),
        ("  notices of deletion", summary.deletions, "no publications themselves"),
        ("  rejected", summary.rejected, told if summary.rejected else ""),
        ("pairs to judge", summary.review, "perhaps of one publication: kg link lists them"),
        ("decisions without a record", summary.undecided, f"see {summary.graph}/decisions.csv"),
        ("works in several versions", summary.works, "kg query versions shows those of a publication"),
        ("relations not believed", summary.disbelieved, "of versions that say nothing alike"),
        ("contested identifiers", summary.contested, "on different publications: they link none"),
        ("texts changed by a rule", changed.total(), f"{rules}: as published in {summary.graph}/records"),
        ("statements", summary.quads, f"{summary.graph}/store"),
    ]
    always = {"files read", "records read", "  publications in the graph", "  rejected", "statements"}
    shown = [(name, f"{count:,}", why) for name, count, why in rows if count or name in always]
    table(("", "count", ""), shown, numeric=("count",))
    if summary.conforms is not None:
        verdict = "conforms" if summary.conforms else "does not conform"
        found = f"{summary.violations:,} violations, {summary.warnings:,} warnings"
        _console().print(f"SHACL: the graph {verdict} ({found}): {escape(summary.graph)}/report/")
    spent = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in summary.seconds.items())
    _console().print(f"[dim]{spent}[/dim]")


def links(found: Sequence[Judged], shown: str) -> None:
    """Prints pairs of records, one below the other, and what makes them alike or not."""
    if not found:
        note({"review": "no pairs are left to judge"}.get(shown, f"there are no links of the kind: {shown}"))
        return
    rows = list[tuple[str, str, str]]()
    for link, left, right in found:
        score = "" if link.score is None else f" {link.score:g}"
        why = ", ".join(f"{part} {weight:+g}" for part, weight in link.parts.items() if weight)
        rows += [
            (f"{link.verdict}{score}", link.left, cited(left)),
            ("", link.right, cited(right)),
            ("", f"by {link.rule}", "; ".join(filter(None, (why, link.value)))),
        ]
    table(("verdict", "record", "says"), rows)
    if shown == "review":
        note("to decide: kg link RECORD RECORD --same, --different, --versions or --unrelated")


def cited(record: Record) -> str:
    """A record as a line of a list of references."""
    names = [one.agent.name for one in record.contributions if one.role == "author"]
    several = f"{names[0]} et al." if len(names) > 2 else " & ".join(names)
    venue = record.venue.title if record.venue else ""
    place = f"{record.volume}{f'({record.issue})' if record.issue else ''}"
    where = " ".join(filter(None, (venue, place))) + (f": {record.pages}" if record.pages else "")
    title = record.titles[0].text if record.titles else ""
    doi = next((f"doi:{one.value}" for one in record.identifiers if one.scheme == "doi"), "")
    told = (several, record.issued[:4], title, where, doi)
    return ". ".join(part.rstrip(". ") for part in told if part)


def harvest_summary(done: Harvest) -> None:
    """Prints what a harvest fetched, and what to do with it."""
    since = f"since {done.from_date}" if done.from_date else ""
    rows = [
        ("records", f"{done.records:,}", since),
        ("  withdrawn by the repository", f"{done.deleted:,}", ""),
        ("answers", f"{done.answers:,}", done.folder),
    ]
    table((done.repository or done.url, "count", ""), rows, numeric=("count",))
    if done.update and done.keeps_deletions == "no":
        note("this repository does not tell which records it has withdrawn: harvest it anew now and then")


def _inputs(summary: Summary) -> None:
    """A line a file that could be read; of very many files a line a format."""
    files = [one for one in summary.inputs if one.readable]
    kinds: dict[str, list[Input]] = {}
    for one in files:
        kinds.setdefault(one.format, []).append(one)
    many = len(files) > _LISTED
    groups = [(f"{len(of):,} files", of) for of in kinds.values()] if many else [(f.file, [f]) for f in files]
    rows = [
        (
            name,
            of[0].format,
            f"{sum(one.records + one.deletions for one in of):,}",
            f"{sum(one.rejected for one in of):,}",
        )
        for name, of in groups
    ]
    table(("input", "format", "records", "rejected"), rows, numeric=("records", "rejected"))
    if many:
        note(f"the files one by one, with their counts: {summary.graph}/manifest.json")
