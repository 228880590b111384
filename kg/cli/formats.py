"""The command ``kg sources``: the formats, one of them in full, and what becomes of its fields."""

from __future__ import annotations

import argparse
import inspect
import re
from collections.abc import Sequence

from kg import sources, writers
from kg.cli import show, streams
from kg.covering import LIMIT, Coverage, Tally, coverage

__all__ = ["run"]

_EXAMPLE = 40
_SHOWN = 20
_MARKUP = re.compile(r"\s*\(:\w+:`\.[^`]*`\)|:\w+:(?=`)|`")
"""What a docstring has for programmers: modules it leads to, and marks."""


def run(arguments: argparse.Namespace) -> int:
    """Carries out the command."""
    if arguments.coverage:
        return _coverage(arguments)
    if arguments.write:
        _written(arguments)
    elif arguments.name:
        _in_full(sources.find(arguments.name), as_json=arguments.json)
    else:
        rows = [(one.name, one.summary, one.recognised) for one in sources.sources()]
        _listed(("name", "summary", "recognised"), ("format", "what it is", "known by"), rows, arguments.json)
    return 0


def _written(arguments: argparse.Namespace) -> None:
    found = [writers.find(arguments.name)] if arguments.name else writers.writers()
    rows = [(one.name, one.summary, " ".join(one.suffixes)) for one in found]
    _listed(("name", "summary", "suffixes"), ("format", "what it is", "suffixes"), rows, arguments.json)


def _listed(
    names: tuple[str, ...], heads: tuple[str, ...], rows: Sequence[tuple[str, ...]], as_json: bool
) -> None:
    if as_json:
        show.as_json([dict(zip(names, row, strict=True)) for row in rows])
    else:
        show.table(heads, rows)


def _in_full(found: sources.Source, *, as_json: bool) -> None:
    about, see = _documented(found)
    written = next((" ".join(one.suffixes) for one in writers.writers() if one.name == found.name), None)
    facts = {
        "name": found.name,
        "summary": found.summary,
        "recognised": found.recognised,
        "about": about,
        "see": see,
        "example": found.example,
        "written": "" if written is None else f"kg export --as {found.name}",
    }
    if as_json:
        show.as_json(facts)
        return
    heads = ("format", "what it is", "known by", "how it is read", "see", "read it with", "write it with")
    rows = [(head, value) for head, value in zip(heads, facts.values(), strict=True) if value]
    show.table(rows[0], rows[1:])
    show.note(f"what becomes of its fields: kg sources {found.name} --coverage INPUT...")


def _documented(found: sources.Source) -> tuple[str, str]:
    """What the module of a format says of it, without its first line, and what that leads to."""
    text = inspect.getdoc(inspect.getmodule(found.read)) or ""
    _, *rest = _MARKUP.sub("", text).split("\n\n")
    said = [" ".join(paragraph.split()) for paragraph in rest]
    return (
        " ".join(one for one in said if not one.startswith("See: ")),
        " ".join(one.removeprefix("See: ") for one in said if one.startswith("See: ")),
    )


# -- coverage ----------------------------------------------------------------------------------


def _coverage(arguments: argparse.Namespace) -> int:
    skips = _Skips()
    with show.progress() as progress:
        found = coverage(arguments.coverage, format=arguments.name, progress=progress, on_skip=skips)
    skips.rest()
    with streams.unread():
        if arguments.json:
            show.as_json(found)
        else:
            _print(found, arguments.name)
    return int(found.rejected > 0)


class _Skips:
    """Prints the first files that are left out, one line each."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, file: str, what: str) -> None:
        self.count += 1
        if self.count <= _SHOWN:
            show.note(f"skipped: {file}: {what}")

    def rest(self) -> None:
        """Says how many were not printed."""
        if self.count > _SHOWN:
            show.note(f"skipped: {self.count - _SHOWN:,} more")


def _print(found: Coverage, asked: str) -> None:
    if not found.formats:
        show.note(f"there is no file of the format {asked} in the input" if asked else "there is no input")
    if len(found.formats) > 1:
        heads = ("format", "files", "records", "rejected", "fields filled", "fields in extra")
        rows = [_summary(one) for one in found.formats]
        show.table(heads, rows, numeric=heads[1:])
    for one in found.formats:
        _print_format(one)


def _summary(one: Tally) -> tuple[str, ...]:
    filled = sum(count > 0 for count in one.fields.values())
    counts = (one.files, one.records, one.rejected, filled, len(one.extra))
    return one.format or "none known", *(f"{count:,}" for count in counts)


def _print_format(one: Tally) -> None:
    counts = f"files {one.files:,}, records {one.records:,}, rejected {one.rejected:,}"
    title = f"{one.format or 'of no known format'}: {counts}"
    if one.records:
        rows = [
            (name, f"{count:,}", _share(count, one.records)) for name, count in one.fields.items() if count
        ]
        show.table(("field of the record", "records", "%"), rows, title=title, numeric=("records", "%"))
        title = ""
    if one.extra:
        kept = [
            (name, f"{kept.records:,}", _share(kept.records, one.records), _cut(kept.example))
            for name, kept in one.extra.items()
        ]
        heads = ("field in extra", "records", "%", "such as")
        show.table(heads, kept, numeric=("records", "%"))
    if one.changes:
        changed = [(rule, f"{count:,}") for rule, count in one.changes.items()]
        show.table(("changed by the rule", "texts"), changed, numeric=("texts",))
    if one.reasons:
        why = [
            (reason, f"{first.rejected:,}", ", ".join(part for part in (first.file, first.position) if part))
            for reason, first in one.reasons.items()
        ]
        show.table(("rejected because it", "count", "first"), why, title=title, numeric=("count",))
    if one.uncounted:
        beyond = f"names beyond the first {LIMIT:,} are not listed; they came {one.uncounted:,} times"
        show.note(f"{one.format}: {beyond}")


def _share(count: int, whole: int) -> str:
    """A share of a hundred: only all is 100, and only none is 0."""
    share = 100 * count / whole
    return f"{share:.0f}" if 1 <= share <= 99 or count in {0, whole} else ("<1" if share < 1 else ">99")


def _cut(text: str) -> str:
    return text if len(text) <= _EXAMPLE else f"{text[: _EXAMPLE - 1]}…"
