"""Clusters of people against gold sets: what kg build --people clustered joins, and what it leaves apart.

    python benchmarks/authors.py [--data FOLDER]

Each signature of a gold set becomes a publication of its author, the co-authors and the affiliation, as a
reader would make it, and goes the way that it goes in a build. Precision and recall are B cubed, the means
over signatures of the shares of their cluster, and of their person, that are both; and by pairs. The
baseline is the layer published: whoever is printed alike is one person.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import time
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping
from pathlib import Path
from typing import Any

from kg.authors import Cautious
from kg.clustering import Crowd
from kg.record import Affiliation, Agent, Contribution, Identifier, Record

SETS = ("and-pubmed", "and-inspire-wang")


def author(name: str, place: str = "") -> Contribution:
    """A contribution by ``Family, Given`` or ``Family GN``."""
    family, _, given = name.partition(", ") if "," in name else name.rpartition(" ")
    agent = Agent(kind="Person", name=name, family=family, given=given)
    return Contribution(role="author", agent=agent, affiliations=(Affiliation(name=place),) if place else ())


def told(row: dict[str, Any]) -> tuple[Record, str]:
    """The publication of a signature, its author first, and who that is in truth."""
    if "author_name" in row:
        name, truth = row["author_name"], row["cluster"]
    else:
        given = " ".join(filter(None, (row["first"] or row["fi"], row["middle"])))
        name, truth = f"{row['last']}, {given}", row["author_id"]
    others = [author(one) for one in row.get("coauthors") or () if isinstance(one, str) and one != name]
    return Record(
        type="JournalArticle",
        identifiers=(Identifier(scheme="pmid", value=str(row["signature_id"])),),
        contributions=(author(name, row.get("affiliation") or ""), *others),
    ), str(truth)


def signatures(file: Path) -> Iterator[tuple[Record, str]]:
    """The publications of a gold set."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(told, map(json.loads, lines))


def scores(found: Mapping[str, Hashable], truth: Mapping[str, str]) -> tuple[float, ...]:
    """B cubed precision and recall, then those of pairs."""
    clusters = Counter(found.values())
    people = Counter(truth.values())
    both = Counter((found[one], truth[one]) for one in truth)
    cubed = [
        sum(both[found[one], truth[one]] / size[of[one]] for one in truth) / len(truth)
        for size, of in ((clusters, found), (people, truth))
    ]
    right = sum(count * (count - 1) for count in both.values())
    pairs = [
        right / max(sum(count * (count - 1) for count in each.values()), 1) for each in (clusters, people)
    ]
    return (*cubed, *pairs)


def main() -> None:
    """Prints a row a set and way."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument(
        "--data", default=os.environ.get("KG_SHARED", "") + "/data", help="folder of real input"
    )
    folder = Path(options.parse_args().data)
    print("| set | signatures | way | B³ precision | recall | pairs: precision | recall | CPU s |")
    print("|---|---:|---|---:|---:|---:|---:|---:|")
    for name in SETS:
        rows = list(signatures(folder / name / "signatures.jsonl.gz"))
        records = [record for record, _ in rows]
        truth = {f"expression/pmid/{record.identifiers[0].value}#author-1": one for record, one in rows}
        names = {
            role: record.contributions[0].agent.name for role, record in zip(truth, records, strict=True)
        }
        started = time.process_time()
        crowd = Crowd(Cautious())
        alone: defaultdict[str, Hashable] = defaultdict(object)
        clustered: dict[str, Hashable] = {role: alone[role] for role in truth}
        for _ in crowd.through(records):
            pass
        for number, members in enumerate(crowd.clusters()):
            clustered.update({one.role: number for one in members if one.role in truth})
        seconds = time.process_time() - started
        for way, found, spent in (("published", names, 0.0), ("clustered", clustered, seconds)):
            cells = (f"{share:.3f}" for share in scores(found, truth))
            print(f"| {name} | {len(rows):,} | {way} | {' | '.join(cells)} | {spent:.1f} |")


if __name__ == "__main__":
    main()
