"""Arguments of the commands that bring records into a graph and link them there."""

from __future__ import annotations

import argparse
import os

__all__ = ["as_json", "build", "harvest", "link"]


def as_json(one: argparse.ArgumentParser) -> None:
    """Of a command whose result programs may read."""
    one.add_argument("--json", action="store_true", help="print the result as JSON")


def build(one: argparse.ArgumentParser) -> None:
    """Those of ``kg build``."""
    one.add_argument(
        "input",
        nargs="+",
        metavar="INPUT",
        help="a file, an archive (zip, tar), a folder, a pattern in quotes, or - for standard input",
    )
    one.add_argument(
        "--graph",
        metavar="DIR",
        default=os.environ.get("KG_GRAPH") or "graph",
        help="the folder of the graph (default: $KG_GRAPH, else ./graph)",
    )
    one.add_argument(
        "--as",
        dest="format",
        metavar="FORMAT",
        default="",
        help="the format of all inputs, if not found by content",
    )
    one.add_argument(
        "--base",
        metavar="IRI",
        default="",
        help="what minted IRIs begin with (default: https://example.org/kg/)",
    )
    one.add_argument(
        "--people",
        choices=("identified", "published", "clustered", "cautious"),
        default="identified",
        help="who is one person in the graph: who has one ORCID or the like (default); or nobody, so that"
        " each publication has its own people; or as identified, with clusters of people beside, for queries"
        " and networks that ask for them; or with clusters only of what is rather sure",
    )
    one.add_argument(
        "--exact",
        action="store_true",
        help="link only records that share an identifier, and not those that say the same",
    )
    one.add_argument(
        "--decisions",
        metavar="FILE",
        default="",
        help="a CSV file of what people decided of pairs of records (default: those of the graph that was"
        " there)",
    )
    one.add_argument("--strict", action="store_true", help="stop at the first record that cannot be read")
    one.add_argument("--no-check", action="store_true", help="do not apply the shapes")
    as_json(one)


def link(one: argparse.ArgumentParser) -> None:
    """Those of ``kg link``."""
    one.add_argument(
        "pair",
        nargs="*",
        metavar="RECORD",
        help="two records or publications, to say what they are: an identifier, an IRI of the graph, or"
        " source/id as this command lists it",
    )
    one.add_argument(
        "--graph",
        metavar="DIR",
        default=os.environ.get("KG_GRAPH") or "graph",
        help="the folder of the graph (default: $KG_GRAPH, else ./graph)",
    )
    what = one.add_mutually_exclusive_group()
    for word, told in (
        ("same", "the two are of one publication"),
        ("different", "the two are of different publications"),
        ("versions", "the two are of different publications, which are versions of one work"),
        ("unrelated", "the two are of different publications, which are of different works"),
    ):
        what.add_argument(f"--{word}", dest="decision", action="store_const", const=word, help=told)
    what.add_argument(
        "--undo",
        metavar="RECORD",
        default="",
        help="take apart what was linked in this publication without a shared identifier",
    )
    what.add_argument(
        "--show",
        choices=("review", "same", "version", "all"),
        default="review",
        help="which links to list: those that a person should judge (default), those that were made, versions"
        " of a work, or all",
    )
    one.add_argument("--note", metavar="TEXT", default="", help="why, to be kept with the decision")
    one.add_argument("--no-check", action="store_true", help="do not apply the shapes")
    as_json(one)


def harvest(one: argparse.ArgumentParser) -> None:
    """Those of ``kg harvest``."""
    one.add_argument("url", metavar="URL", help="the address of the repository, its base URL of OAI-PMH")
    one.add_argument(
        "-o",
        "--output",
        metavar="FOLDER",
        required=True,
        help="where its answers go; a harvest that was stopped goes on there, one that is done is updated",
    )
    one.add_argument(
        "--prefix", default="oai_dc", metavar="PREFIX", help="the format of the records (default: oai_dc)"
    )
    one.add_argument(
        "--set",
        dest="sets",
        metavar="SET",
        action="append",
        default=[],
        help="a set to fetch, by its setSpec; may be given several times (default: all records)",
    )
    one.add_argument(
        "--from",
        dest="from_date",
        metavar="DATE",
        default="",
        help="what has changed since then, a day or a second (default: since the last harvest of the folder)",
    )
    one.add_argument(
        "--until", dest="until_date", metavar="DATE", default="", help="what had changed until then"
    )
    as_json(one)
