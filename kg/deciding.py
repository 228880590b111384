"""What a person sees of the links of a graph, decides about them, and takes back.

Decisions stay in the folder of the graph, and every later build respects them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from kg import ids, parts
from kg.building import Summary, relink
from kg.errors import StoreError
from kg.graph import open_graph
from kg.identity import Clusters, Decision, decisions, links
from kg.identity.briefs import reference
from kg.identity.decisions import Word, named, names
from kg.identity.links import Link, Verdict
from kg.reading import Progress
from kg.record import Record

__all__ = ["Judged", "decide", "judged", "undo"]

_TO_JUDGE: tuple[Verdict, ...] = ("review",)
_DIGEST = re.compile(rb'"digest":"([0-9a-f]{12})')


class Judged(NamedTuple):
    """A link and the two records that it is about."""

    link: Link
    left: Record
    right: Record


def judged(graph: Path | str, verdicts: Collection[Verdict] = _TO_JUDGE) -> list[Judged]:
    """The links with these verdicts, the likeliest first, with their records.

    Raises:
        StoreError: there is no graph, or it is damaged.
    """
    folder = _folder(graph)
    found = [link for link in _links(folder) if link.verdict in verdicts]
    wanted = {side for link in found for side in (link.left, link.right)}
    records = {reference(record): record for record in _of_digests(folder, wanted)}
    found.sort(key=lambda link: (-(link.score or 0.0), link.left, link.right))
    try:
        return [Judged(link, records[link.left], records[link.right]) for link in found]
    except KeyError as error:
        raise StoreError(f"{folder}/records lacks {error}, which is linked: build the graph again") from error


def decide(
    graph: Path | str,
    left: str,
    right: str,
    decision: Word,
    *,
    note: str = "",
    check: bool = True,
    progress: Progress | None = None,
) -> Summary:
    """Notes a decision and makes the graph again with it; what was decided of the two before is gone.

    Args:
        graph: the folder of the graph.
        left: a name of a record or a publication: see :mod:`kg.identity.decisions`.
        right: one of another.
        decision: whether they are of the same publication, or of one work: see :mod:`kg.identity.decisions`.
        note: why, in the words of who decides.
        check: whether the shapes are applied.
        progress: told how far the work is.

    Raises:
        StoreError: there is no graph; or no record has such a name.
    """
    folder = _folder(graph)
    there = {name for record in _all(folder) for name in names(record)}
    for name in (left, right):
        if named(name) not in there:
            raise StoreError(
                f"no record of {folder} is called {name!r}: write an identifier such as doi:10.1000/182, the"
                " IRI of a publication, or source/id as kg link lists it"
            )
    made = Decision(left, right, decision, note)
    kept = [one for one in _decisions(folder) if _pair(one) != _pair(made)]
    return relink(folder, decisions=[*kept, made], check=check, progress=progress)


def undo(
    graph: Path | str, publication: str, *, check: bool = True, progress: Progress | None = None
) -> tuple[Summary, int]:
    """Takes apart what likeness or a decision put together in a publication, and makes the graph again.

    Args:
        graph: the folder of the graph.
        publication: a name of it, or of one of its records.
        check: whether the shapes are applied.
        progress: told how far the work is.

    Returns:
        What came of it, and how many links are undone.

    Raises:
        StoreError: there is no graph, no such publication, or nothing but identifiers links its records.
    """
    folder = _folder(graph)
    members = {reference(record): record for record in _publication(folder, publication)}
    if not members:
        raise StoreError(f"no record of {folder} is called {publication!r}")
    made = [
        one for one in _links(folder) if one.verdict == "same" and {one.left, one.right} <= members.keys()
    ]
    if not made:
        raise StoreError(
            f"{publication}: its records share identifiers, and nothing else links them; if they are not of"
            " one publication, say so: kg link LEFT RIGHT --different"
        )
    apart = [_undone(one, members) for one in made if one.rule == "likeness"]
    kept = [
        one
        for one in _decisions(folder)
        if not (
            one.decision == "same"
            and all(_is_among(name, members.values()) for name in (one.left, one.right))
        )
    ]
    return relink(folder, decisions=[*kept, *apart], check=check, progress=progress), len(made)


def _undone(link: Link, members: dict[str, Record]) -> Decision:
    left, right = (_named_apart(members[one], members[two]) for one, two in _both_ways(link))
    return Decision(left, right, "different", f"undone: a likeness of {link.score:g}")


def _both_ways(link: Link) -> tuple[tuple[str, str], tuple[str, str]]:
    return (link.left, link.right), (link.right, link.left)


def _named_apart(record: Record, other: Record) -> str:
    """A name that the record keeps in a newer version, and that the other has not; else its reference."""
    taken = set(names(other))
    own = [name for name in names(record) if name.partition(":")[0] in ids.LINKING and name not in taken]
    return own[0] if own else reference(record)


def _is_among(name: str, records: Iterable[Record]) -> bool:
    return any(named(name) in set[str | None](names(record)) for record in records)


def _pair(one: Decision) -> frozenset[str | None]:
    return frozenset((named(one.left), named(one.right)))


# -- the folder ------------------------------------------------------------------------------------


def _folder(graph: Path | str) -> Path:
    if "://" in str(graph):
        raise StoreError(f"{graph} is a server, which is only read: name the folder of a graph")
    open_graph(graph).close()
    return Path(graph)


def _decisions(folder: Path) -> tuple[Decision, ...]:
    return decisions.read(folder / "decisions.csv")


def _links(folder: Path) -> list[Link]:
    with open(folder / "links.jsonl", "rb") as stream:
        return list(links.read(stream))


def _all(folder: Path) -> Iterator[Record]:
    return map(parts.decode, parts.lines(folder / "records"))


def _of_digests(folder: Path, references: Collection[str]) -> Iterator[Record]:
    """The records of these references; of the others only the digest is looked at."""
    wanted = {name.rpartition("/")[2].encode() for name in references}
    for line in parts.lines(folder / "records"):
        digest = _DIGEST.search(line)
        if digest is None or digest[1] in wanted:
            yield parts.decode(line)


def _publication(folder: Path, name: str) -> list[Record]:
    """The records of the publications of which one has this name."""
    with open(folder / "clusters.npz", "rb") as stream:
        labels = Clusters.load(stream).labels
    wanted = named(name)
    pairs = zip(labels.tolist(), _all(folder), strict=True)
    found = {label for label, record in pairs if wanted in set[str | None](names(record))}
    if not found:
        return []
    lines = zip(labels.tolist(), parts.lines(folder / "records"), strict=True)
    return [parts.decode(line) for label, line in lines if label in found]
