"""The commands: each takes its arguments and returns the exit status."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec

from kg import exports, networks, queries, shapes, writers
from kg.cli import explained, formats, making, show, streams
from kg.dates import moment
from kg.errors import NetworkError, QueryError, ShapeError, StoreError
from kg.exports import opened_for_writing
from kg.graph import Graph, open_graph
from kg.profiles import Profiled
from kg.shapes.sampling import size_of
from kg.stores import Answer, EmbeddedStore

__all__ = ["run"]

_Item = TypeVar("_Item")
_NAMES = frozenset({"author", "co-author"})


def run(arguments: argparse.Namespace) -> int:
    """Carries out the command that the arguments name."""
    return _COMMANDS[arguments.command](arguments)


def _params(pairs: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise QueryError(f"--param {pair}: write it as NAME=VALUE")
        if name.replace("_", "-") in {other.replace("_", "-") for other in found}:
            raise QueryError(f"--param {name} is given twice, and takes one value")
        found[name] = value
    return found


def _with_people(query: queries.Query, arguments: argparse.Namespace) -> dict[str, str]:
    """The parameters that are given, with the layer of people among them."""
    params = _params(arguments.param)
    if not arguments.people:
        return params
    if "people" in params:
        raise QueryError("the layer of people is given twice: by --people and by --param people")
    if all(one.name != "people" for one in query.params):
        raise QueryError(f"{query.name!r} does not tell people apart, so --people has no meaning for it")
    return {**params, "people": arguments.people}


def _query(arguments: argparse.Namespace) -> int:
    with open_graph(arguments.graph, allow_service=arguments.allow_service) as graph:
        answer = _Counted(_answer(graph, arguments))
        usual = "ttl" if answer.kind == "construct" else "table"
        format = _format(arguments, ("table", *queries.FORMATS)) or usual
        if format == "table" and arguments.output == "-":
            show.table(queries.headings(answer.counted), queries.plain_rows(answer.counted))
        else:
            with opened_for_writing(arguments.output) as out:
                if format == "table":
                    show.table(queries.headings(answer.counted), queries.plain_rows(answer.counted), out=out)
                else:
                    queries.write(answer.counted, format, out)
    if arguments.output != "-":
        show.note(f"written: {arguments.output}, {answer.count:,} {answer.unit}")
    elif answer.kind != "ask" and (sys.stdout.isatty() or not answer.count):
        show.note(f"{answer.count:,} {answer.unit}")
    return 0


def _answer(graph: Graph, arguments: argparse.Namespace) -> Answer:
    if arguments.sparql is None:
        query = queries.load(arguments.file) if arguments.file is not None else queries.find(arguments.name)
        return queries.run(graph.store, query, _with_people(query, arguments))
    if arguments.param or arguments.people:
        given = "--param" if arguments.param else "--people"
        raise QueryError(f"{given} is for a named query, or for a file whose header declares it")
    return graph.store.query(arguments.sparql)


class _Counted:
    """An answer that counts its rows as they are read."""

    def __init__(self, answer: Answer) -> None:
        self.kind = answer.kind
        self.unit = "statements" if answer.kind == "construct" else "rows"
        self.count = int(answer.kind == "ask")
        self.counted = msgspec.structs.replace(
            answer, rows=self._count(answer.rows), triples=self._count(answer.triples)
        )

    def _count(self, items: Iterator[_Item]) -> Iterator[_Item]:
        for item in items:
            self.count += 1
            yield item


def _format(arguments: argparse.Namespace, known: Iterable[str]) -> str:
    """The format that is asked for, by name or by the suffix of the file; ``""`` if by neither."""
    asked = str(arguments.format)
    if arguments.output == "-":
        return asked
    asked = asked or arguments.output.rpartition(".")[2]
    if asked not in known:
        raise QueryError(f"{arguments.output}: name a format for the file with --format: {', '.join(known)}")
    return asked


def _network(arguments: argparse.Namespace) -> int:
    if arguments.sensitivity:
        return _sensitivity(arguments)
    for file in arguments.output:
        networks.check(file)
    params = _with_people(networks.find(arguments.name), arguments)
    with open_graph(arguments.graph) as graph:
        network = graph.network(
            arguments.name,
            params=params,
            counting=arguments.counting,
            max_team=arguments.max_team,
        )
    if arguments.giant:
        network = network.giant()
    written, failed = _written(network, arguments.output)
    if arguments.json:
        found = {
            "summary": networks.summary(network),
            "members": networks.top(network, arguments.top),
            "pairs": networks.pairs(network, arguments.top),
            "files": written,
        }
        with streams.unread():
            show.as_json(found)
    else:
        with streams.unread():
            _print_network(network, arguments)
        for file in written:
            show.note(f"written: {file}")
    if failed:
        raise failed[0]
    return 0


def _sensitivity(arguments: argparse.Namespace) -> int:
    if arguments.output:
        raise NetworkError(
            "--sensitivity compares networks and writes none: give -o without it, a layer at a time"
        )
    params = _with_people(networks.find(arguments.name), arguments)
    with open_graph(arguments.graph) as graph:
        found = networks.sensitivity(
            graph.store,
            arguments.name,
            params=params,
            counting=arguments.counting,
            max_team=arguments.max_team,
            giant=arguments.giant,
            top=arguments.top,
        )
    with streams.unread():
        if arguments.json:
            show.as_json(found)
            return 0
        for heads, rows in (networks.figure_rows(found), networks.standing_rows(found)):
            if rows:
                show.table(heads, rows, numeric=heads[1:])
    show.note(
        "No layer is the truth. What moves between them depends on who is taken for one person: say which."
    )
    return 0


def _written(network: networks.Network, files: Iterable[str]) -> tuple[list[str], list[NetworkError]]:
    """The files that were written, and why others were not: one that cannot be must not cost the others."""
    written: list[str] = []
    failed: list[NetworkError] = []
    for file in files:
        try:
            written += map(str, networks.write(network, file))
        except NetworkError as error:
            failed.append(NetworkError(f"{file}: {error}"))
    return written, failed


def _print_network(network: networks.Network, arguments: argparse.Namespace) -> None:
    rows = networks.summary_rows(networks.summary(network))
    show.table((arguments.name, "value"), rows, numeric=("value",))
    for heads, found in (
        networks.top_rows(network, arguments.top),
        networks.pair_rows(network, arguments.top),
    ):
        if found:
            show.table(heads, found, numeric=[head for head in heads if head not in _NAMES])


def _validate(arguments: argparse.Namespace) -> int:
    format = _format(arguments, ("table", *_REPORTS)) or "table"
    if format == "dqv" and (arguments.sample or arguments.shape):
        raise ShapeError(
            "dqv tells how sound the records of each source are, which no part of a graph and no shapes alone"
            " tell: leave out --sample and --shape, or name another format"
        )
    chosen = shapes.load_shapes(arguments.shapes or None, arguments.profile)
    if arguments.shape:
        chosen = chosen.narrowed(arguments.shape)
        show.note(f"only the shapes asked for are reported: {', '.join(arguments.shape)}")
    check = partial(
        shapes.validate,
        shapes=chosen,
        engine=arguments.engine,
        sample=size_of(arguments.sample) if arguments.sample else None,
    )
    with show.progress() as progress:
        if arguments.file:
            store = EmbeddedStore()
            for file in arguments.file:
                if Path(file).is_dir():
                    raise StoreError(f"{file} is a folder, not a file of RDF: name a graph by --graph {file}")
                store.load_file(file)
            report = check(store, progress=progress)
        else:
            with open_graph(arguments.graph) as graph:
                report = check(graph.store, progress=progress)
    with streams.unread():
        _report(report, format, arguments.output, "The data" if arguments.file else "The graph")
    failed = {
        "violation": not report.conforms,
        "warning": not report.conforms or report.counts.get("warning", 0) > 0,
        "never": False,
    }
    if failed[arguments.fail_on] and report.conforms:
        show.note("there are warnings, and --fail-on warning makes them count: the status is 1")
    return int(failed[arguments.fail_on])


def _report(report: shapes.Report, format: str, output: str, what: str) -> None:
    """Writes the report; the verdict is its title, or a message where a program may read the report."""
    counts = ", ".join(f"{report.counts.get(grade, 0):,} {grade}s" for grade in ("violation", "warning"))
    conforms = "conforms" if report.conforms else "does not conform"
    verdict = f"{what} {conforms}: {counts} on {report.checked:,} nodes"
    if report.left_out:
        verdict += f", a sample of {report.checked + report.left_out:,}"
    if format == "table" and output == "-":
        _tables(report, verdict)
        return
    with opened_for_writing(output) as out:
        if format == "table":
            _tables(report, verdict, out)
        else:
            out.write(_REPORTS[format](report, Path(output).parent))
    show.note(verdict)
    if output != "-":
        show.note(f"written: {output}")


def _tables(report: shapes.Report, verdict: str, out: BinaryIO | None = None) -> None:
    """The findings by shape, then the records by source."""
    heads, rows = shapes.rows(report)
    show.table(heads, rows, title=verdict, numeric=("count",), out=out)
    if report.sources:
        heads, rows = shapes.source_rows(report)
        title = "Records without a violation (sound), and without a warning too (complete)"
        show.table(heads, rows, title=title, numeric=heads[1:], out=out)


_REPORTS: dict[str, Callable[[shapes.Report, Path], bytes]] = {
    "csv": lambda report, _: shapes.as_csv(report),
    "dqv": lambda report, _: shapes.as_dqv(report, moment()),
    "html": shapes.as_html,
    "json": lambda report, _: shapes.as_json(report),
    "ttl": lambda report, _: shapes.as_turtle(report),
}
"""The report as a file of each suffix, given the folder that it is to be in."""


def _export(arguments: argparse.Namespace) -> int:
    told = exports.format_of(arguments.output)
    if not arguments.format and not told and arguments.output not in {"", "-"}:
        raise StoreError(f"{arguments.output}: the suffix tells no format; name one with --as")
    format = exports.check(arguments.format or told or "nquads")
    if arguments.profile and format not in exports.FORMATS:
        raise StoreError(f"a profile is RDF, and {format} is not; there are: {', '.join(exports.FORMATS)}")
    with open_graph(arguments.graph) as graph:
        shown = Profiled(graph.store, arguments.profile) if arguments.profile else graph.store
        with opened_for_writing(arguments.output) as out:
            if format in exports.FORMATS:
                exports.export(shown, out, format)
            else:
                naming = {name: graph.manifest[name] for name in ("base", "people")}
                for piece in writers.write(graph.publications(), format, **naming):
                    out.write(piece)
    return 0


def _queries(arguments: argparse.Namespace) -> int:
    return _listed(queries.named(), arguments.json)


def _networks(arguments: argparse.Namespace) -> int:
    return _listed(networks.named(), arguments.json)


def _listed(found: Iterable[queries.Query], as_json: bool) -> int:
    if as_json:
        show.as_json([{"name": one.name, "summary": one.summary, "params": one.params} for one in found])
    else:
        rows = [
            (one.name, one.summary, " ".join(f"{param.name}={param.type}" for param in one.params))
            for one in found
        ]
        show.table(("name", "what it answers", "parameters"), rows)
    return 0


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "build": making.build,
    "harvest": making.harvest,
    "link": making.link,
    "explain": explained.run,
    "query": _query,
    "network": _network,
    "validate": _validate,
    "export": _export,
    "sources": formats.run,
    "queries": _queries,
    "networks": _networks,
}
