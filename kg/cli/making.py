"""The commands that bring records into a graph and link them there."""

from __future__ import annotations

import argparse

from kg import building
from kg.building import Summary
from kg.cli import show, streams
from kg.errors import StoreError
from kg.identity.links import Verdict
from kg.rdf import BASE

__all__ = ["build", "harvest", "link"]


def build(arguments: argparse.Namespace) -> int:
    """Reads files and makes a graph."""
    rejects = show.reject()
    with show.progress() as progress:
        summary = building.build(
            arguments.input,
            arguments.graph,
            format=arguments.format,
            base=arguments.base or BASE,
            people=arguments.people,
            strict=arguments.strict,
            check=not arguments.no_check,
            likeness=not arguments.exact,
            decisions=arguments.decisions or None,
            progress=progress,
            on_reject=rejects,
        )
    rejects.rest(summary.graph)
    _built(summary, arguments)
    return 1 if summary.rejected or summary.unreadable or summary.conforms is False else 0


def _built(summary: Summary, arguments: argparse.Namespace) -> None:
    with streams.unread():
        if arguments.json:
            show.as_json(summary)
        else:
            show.build_summary(summary)


def link(arguments: argparse.Namespace) -> int:
    """Lists links, or decides about them and makes the graph again."""
    from kg import deciding

    decides = arguments.decision
    if len(arguments.pair) != (2 if decides else 0):
        asked = (
            "name two records"
            if decides
            else "say --same, --different, --versions or --unrelated of the records"
        )
        raise StoreError(f"kg link: {asked}: kg link RECORD RECORD --same")
    if not decides and not arguments.undo:
        return _linked(arguments)
    with show.progress() as progress:
        if arguments.undo:
            summary, undone = deciding.undo(
                arguments.graph, arguments.undo, check=not arguments.no_check, progress=progress
            )
            show.note(
                f"{undone:,} links are undone; {arguments.graph}/decisions.csv keeps them from coming back"
            )
        else:
            left, right = arguments.pair
            summary = deciding.decide(
                arguments.graph,
                left,
                right,
                arguments.decision,
                note=arguments.note,
                check=not arguments.no_check,
                progress=progress,
            )
    _built(summary, arguments)
    return 1 if summary.conforms is False else 0


def _linked(arguments: argparse.Namespace) -> int:
    from kg import deciding

    every: tuple[Verdict, ...] = ("same", "version", "review", "different")
    found = deciding.judged(arguments.graph, every if arguments.show == "all" else (arguments.show,))
    with streams.unread():
        if arguments.json:
            show.as_json([one._asdict() for one in found])
        else:
            show.links(found, arguments.show)
    return 0


def harvest(arguments: argparse.Namespace) -> int:
    """Fetches the records of a repository."""
    from kg import harvesting

    try:
        with show.progress() as progress:
            done = harvesting.harvest(
                arguments.url,
                arguments.output,
                prefix=arguments.prefix,
                sets=arguments.sets,
                from_date=arguments.from_date,
                until_date=arguments.until_date,
                progress=progress,
                note=show.note,
            )
    except KeyboardInterrupt:
        show.note(
            f"stopped: the same command goes on where it was; the answers so far are in {arguments.output}"
        )
        raise
    with streams.unread():
        if arguments.json:
            show.as_json(done)
        else:
            show.harvest_summary(done)
    return 0
