"""What the command line understands. Imports next to nothing, so that help is there at once."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from importlib.metadata import version

from kg.cli import inputs

__all__ = ["parser"]

_Add = Callable[[argparse.ArgumentParser], None]

_QUERY_FORMATS = ("table", "csv", "tsv", "json", "ttl", "nt")
_LAYERS = ("published", "identified", "clustered", "agent")
_ENGINES = ("auto", "pyshacl", "shacl")
_MODELS = "ocdm, the data model of OpenCitations"
_PROFILES = "openaire, plan-s"
_REPORT_FORMATS = ("table", "csv", "dqv", "html", "json", "ttl")


class _Version(argparse.Action):
    """Prints the version; looking it up costs time that nothing else should pay."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(f"kg {version('research-synthesis-kg')}")
        parser.exit()


def parser() -> argparse.ArgumentParser:
    """The parser of the command line."""
    main = argparse.ArgumentParser(
        prog="kg",
        description="Bibliographic records become one checked, queryable knowledge graph.",
        epilog="""examples:
  kg build export.xml catalogue.json
  kg query works-by-topic --param topic=Humans
  kg network co-authorship -o co-authors.svg
  kg COMMAND --help""",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    main.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    commands = main.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (summary, examples, add) in _COMMANDS.items():
        one = commands.add_parser(
            name,
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.",
            epilog="examples:\n" + "\n".join(f"  {example}" for example in examples),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        add(one)
    return main


def _graph(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "--graph",
        metavar="DIR|URL",
        default=os.environ.get("KG_GRAPH") or "graph",
        help="the folder of the graph, or a SPARQL endpoint (default: $KG_GRAPH, else ./graph)",
    )


def _params(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "--param",
        metavar="K=V",
        action="append",
        default=[],
        help="a parameter of the query; may be given several times",
    )


def _people(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "--people",
        choices=_LAYERS,
        default="",
        metavar="LAYER",
        help=f"what one person is: {', '.join(_LAYERS)} (default: identified)",
    )


def _explain(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "name",
        metavar="IRI",
        help="an IRI of the graph; or an identifier such as doi:10.1136/bmj.n71, a PMID, an ORCID, or a"
        " source record as kg link lists it",
    )
    one.add_argument(
        "--graph",
        metavar="DIR",
        default=os.environ.get("KG_GRAPH") or "graph",
        help="the folder of the graph (default: $KG_GRAPH, else ./graph)",
    )
    inputs.as_json(one)


def _query(one: argparse.ArgumentParser) -> None:
    what = one.add_mutually_exclusive_group(required=True)
    what.add_argument("name", nargs="?", metavar="NAME", help="a named query: kg queries lists them")
    what.add_argument("--sparql", metavar="TEXT", help="a query in SPARQL 1.1")
    what.add_argument("--file", metavar="F.rq", help="a file with a query; its header may declare parameters")
    _graph(one)
    _params(one)
    _people(one)
    one.add_argument(
        "--allow-service",
        action="store_true",
        help="let the query have other servers asked, by SERVICE",
    )
    one.add_argument(
        "--format",
        choices=_QUERY_FORMATS,
        default="",
        help="default: by the suffix, else table; ttl for CONSTRUCT",
    )
    one.add_argument(
        "--json", action="store_const", const="json", dest="format", help="the same as --format json"
    )
    one.add_argument(
        "-o", "--output", metavar="FILE", default="-", help="where to write (default: standard output)"
    )


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of rows: expected 0 or more")
    return int(text)


def _network(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "name", nargs="?", default="co-authorship", metavar="NAME", help="default: co-authorship"
    )
    _graph(one)
    _params(one)
    _people(one)
    one.add_argument(
        "--sensitivity",
        action="store_true",
        help="print how figures and ranks move from one layer of people to another",
    )
    one.add_argument("--counting", choices=("full", "fractional"), default="full", help="default: full")
    one.add_argument("--max-team", type=int, metavar="N", help="leave out works of more than N authors")
    one.add_argument("--giant", action="store_true", help="keep the largest component only")
    one.add_argument(
        "--top",
        type=_count,
        default=10,
        metavar="N",
        help="how many members, and how many pairs, to list (default: 10)",
    )
    one.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        action="append",
        default=[],
        help=".svg .png .pdf .graphml .gexf .csv .json; may be given several times",
    )
    inputs.as_json(one)


def _validate(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "file", nargs="*", metavar="FILE", help="RDF files to check instead of the graph; .gz and .zst too"
    )
    _graph(one)
    one.add_argument(
        "--shapes",
        metavar="PLACE",
        default="",
        help="a file of shapes in Turtle, or a folder of them, instead of the package's own",
    )
    one.add_argument(
        "--shape",
        action="append",
        metavar="NAME",
        default=[],
        help="only what this shape finds; may be given several times",
    )
    one.add_argument(
        "--profile",
        metavar="NAME|FILE",
        action="append",
        default=[],
        help=f"asks for more: {_PROFILES}, or shapes of your own; may be given several times",
    )
    one.add_argument(
        "--format", choices=_REPORT_FORMATS, default="", help="default: by the suffix, else table"
    )
    one.add_argument(
        "--json", action="store_const", const="json", dest="format", help="the same as --format json"
    )
    one.add_argument(
        "-o", "--output", metavar="FILE", default="-", help="where to write (default: standard output)"
    )
    one.add_argument(
        "--sample",
        metavar="N|SHARE",
        default="",
        help="only so many things, or a share of them as 0.05 or 5%%, chosen by IRI: the same each time",
    )
    one.add_argument(
        "--fail-on",
        choices=("violation", "warning", "never"),
        default="violation",
        help="what makes the exit status 1 (default: violation)",
    )
    one.add_argument(
        "--engine",
        choices=_ENGINES,
        default="auto",
        help="what holds the data against the core constraints: pyshacl, the reference; shacl, an extra that"
        " finds the same some forty times as fast; or the second for much data if it is installed (default)",
    )


def _export(one: argparse.ArgumentParser) -> None:
    _graph(one)
    one.add_argument(
        "--as",
        "--format",
        dest="format",
        metavar="FORMAT",
        default="",
        help="RDF: nquads, ntriples, trig, turtle, rdfxml, jsonld; or the publications as records, in a"
        " format that kg sources --write lists (default: by the suffix, else nquads)",
    )
    one.add_argument(
        "--profile",
        metavar="NAME",
        default="",
        help=f"the graph in another model, as RDF: {_MODELS}",
    )
    one.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        default="-",
        help="where to write; .gz and .zst compress (default: standard output)",
    )


def _sources(one: argparse.ArgumentParser) -> None:
    one.add_argument("name", nargs="?", default="", metavar="NAME", help="a format, to tell it in full")
    what = one.add_mutually_exclusive_group()
    what.add_argument(
        "--write", action="store_true", help="list the formats that kg export writes records in instead"
    )
    what.add_argument(
        "--coverage",
        nargs="+",
        metavar="INPUT",
        default=[],
        help="read what kg build would read, and list which fields of the record are filled, which fields"
        " of the source are kept in extra, and what is rejected; with NAME, of that format only",
    )
    inputs.as_json(one)


_COMMANDS: dict[str, tuple[str, tuple[str, ...], _Add]] = {
    "build": (
        "read records and make the graph of what they hold",
        (
            "kg build pubmed.xml.gz catalogue.json",
            "kg build exports/ --graph review",
            "cat page.txt | kg build -",
        ),
        inputs.build,
    ),
    "harvest": (
        "fetch the records of a repository by OAI-PMH, for kg build to read",
        (
            "kg harvest https://repository.example.org/oai -o repository",
            "kg harvest https://repository.example.org/oai -o theses --prefix marcxml --set theses",
            "kg build repository",
        ),
        inputs.harvest,
    ),
    "link": (
        "list the records that may be of one publication, and decide whether they are",
        (
            "kg link",
            "kg link --show same",
            "kg link doi:10.1136/bmj.n71 pubmed/33782057 --same --note 'checked in the journal'",
            "kg link doi:10.1136/bmj.n71 doi:10.1186/s13643-021-01626-4 --versions",
            "kg link --undo doi:10.1136/bmj.n71",
        ),
        inputs.link,
    ),
    "explain": (
        "tell where what the graph says of a thing comes from, and why its source records are one",
        (
            "kg explain doi:10.1371/journal.pmed.1000097",
            "kg explain pubmed/19621072",
            "kg explain https://orcid.org/0000-0001-6644-9845 --json",
        ),
        _explain,
    ),
    "query": (
        "ask the graph a named question, or one in SPARQL",
        (
            "kg query works --param year-from=2010",
            "kg query work --param identifier=10.1136/bmj.n71 --format json",
            "kg query --sparql 'SELECT (COUNT(*) AS ?n) { ?s ?p ?o }'",
        ),
        _query,
    ),
    "network": (
        "build a network, measure it, draw it, export it",
        (
            "kg network co-authorship -o co-authors.svg",
            "kg network --param year-from=2010 -o net.graphml",
            "kg network --people published --sensitivity",
        ),
        _network,
    ),
    "validate": (
        "check the graph, or RDF files, against the shapes",
        (
            "kg validate",
            "kg validate --format html -o report.html",
            "kg validate --profile plan-s",
            "kg validate data.ttl --fail-on warning",
        ),
        _validate,
    ),
    "export": (
        "write the graph as RDF, or its publications as records",
        (
            "kg export -o graph.nq.gz",
            "kg export --as turtle | less",
            "kg export -o graph.jsonld.zst",
            "kg export -o review.ris",
            "kg export --profile ocdm -o opencitations.nt.gz",
        ),
        _export,
    ),
    "sources": (
        "list the formats that can be read, how each is known, and what becomes of its fields",
        (
            "kg sources",
            "kg sources ris",
            "kg sources --coverage exports/",
            "kg sources ris --coverage exports/ search.zip --json",
            "kg sources --write",
        ),
        _sources,
    ),
    "queries": (
        "list the named queries with their parameters",
        ("kg queries", "kg queries --json"),
        inputs.as_json,
    ),
    "networks": ("list the networks with their parameters", ("kg networks",), inputs.as_json),
}
