"""Identity at scale: time and memory of linking 10,000 records, 100,000, a million, and how both grow.

    python benchmarks/identity.py [--records N,N,...] [--partitions N] [--input PATH...]

The records are those of the input (the examples unless files are named), again and again, each time as
other publications: words of the title are drawn from all titles, names from all names, and place, year and
identifiers are new. One in ten is told a second time, as another database might: without identifiers or
with a part of them, in capitals, with initials for given names, the first page alone or none, a typing
error, or without the volume. So it is known which are of one publication.

Each size runs in a process of its own, which makes the records while it links them; the time of making them
is taken off. The exponent is that of the power of the number of records with which the time grows.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from kg import sources
from kg.identity import Linker
from kg.identity.near import Near
from kg.record import Agent, Contribution, Identifier, Provenance, Record, Text

EXAMPLES = Path(__file__).parent.parent / "examples"
HEADS = ("records", "publications", "CPU s", "µs a record", "MiB", "exponent", "precision", "sensitivity")
SAID_AGAIN = 0.1
replace = msgspec.structs.replace


class Makes:
    """Records of publications that there are not, with the words of those that are; the same for a seed."""

    def __init__(self, records: list[Record], seed: int = 1) -> None:
        self.chance = random.Random(seed)
        self.records = records
        self.words = [word for one in records for title in one.titles for word in title.text.split()]
        self.names = [one.agent for record in records for one in record.contributions if one.agent.family]

    def all(self, count: int) -> Iterator[tuple[int, Record]]:
        """So many records, with the number of the publication of each."""
        made = 0
        for number in range(count):
            first = self.publication(number)
            for one in (first, self.again(first, number)) if self.chance.random() < SAID_AGAIN else (first,):
                if made < count:
                    yield number, one
                    made += 1

    def publication(self, number: int) -> Record:
        """A publication that there is not, as one database has it."""
        chance, like = self.chance, self.records[number % len(self.records)]
        title = " ".join(chance.choices(self.words, k=chance.randint(5, 16)))
        agents = chance.choices(self.names, k=min(len(like.contributions) or 1, 12))
        page = chance.randint(1, 2000)
        return replace(
            like,
            titles=(Text(text=title),),
            subtitles=(),
            translated_titles=(),
            alternative_titles=(),
            contributions=tuple(Contribution(role="author", agent=agent) for agent in agents),
            issued=str(chance.randint(1980, 2025)),
            volume=str(chance.randint(1, 80)),
            issue=str(chance.randint(1, 12)),
            pages=f"{page}-{page + chance.randint(3, 15)}",
            identifiers=(
                Identifier(scheme="doi", value=f"10.5555/{number}"),
                Identifier(scheme="pmid", value=str(50_000_000 + number)),
            ),
            relations=(),
            provenance=(Provenance(source="first", id=str(number), digest=f"{number:064x}"),),
        )

    def again(self, record: Record, number: int) -> Record:
        """The same as another has it."""
        chance = self.chance
        title = record.titles[0].text
        if chance.random() < 0.3:
            place = chance.randrange(len(title))
            title = title[:place] + title[place + 1 :]
        if chance.random() < 0.3:
            title = title.upper()
        agents = [replace(one.agent, given="", name=_short(one.agent)) for one in record.contributions]
        kept = record.identifiers[: chance.choice((0, 0, 1))]
        return replace(
            record,
            titles=(Text(text=title),),
            contributions=tuple(Contribution(role="author", agent=agent) for agent in agents),
            pages=chance.choice((record.pages, record.pages.split("-")[0], "")),
            volume=chance.choice((record.volume, record.volume, "")),
            identifiers=kept,
            provenance=(Provenance(source="second", id=f"s{number}", digest=f"{number + 2**200:064x}"),),
        )


def _short(agent: Agent) -> str:
    return f"{agent.family}, {(agent.given or agent.initials)[:1]}"


def records_of(inputs: list[str]) -> list[Record]:
    found = [item for file in sources.inputs(inputs) for item in sources.records(file)]
    return [one for one in found if isinstance(one, Record) and one.titles and one.contributions]


def made_only(records: list[Record], count: int) -> float:
    started = time.process_time()
    for _ in Makes(records).all(count):
        pass
    return time.process_time() - started


def one_size(inputs: list[str], count: int, partitions: int) -> dict[str, float]:
    records = records_of(inputs)
    away = made_only(records, count)
    if partitions > 1:
        pairs = Near.pairs
        Near.pairs = lambda self, labels: pairs(self, labels, partitions=partitions)
    truth = []
    started = time.process_time()
    with Linker() as linker:
        for number, record in Makes(records).all(count):
            truth.append(number)
            linker.add(record)
        labels = linker.link().clusters.labels.tolist()
    seconds = time.process_time() - started - away
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"records": count, "seconds": seconds, "memory": memory} | counted(truth, labels)


def counted(truth: list[int], labels: list[int]) -> dict[str, float]:
    """The pairs found, those that are right, and those that there are; and a sum of the clusters."""

    def pairs(keys: list[object]) -> int:
        sizes: dict[object, int] = {}
        for key in keys:
            sizes[key] = sizes.get(key, 0) + 1
        return sum(size * (size - 1) // 2 for size in sizes.values())

    both = pairs(list(zip(truth, labels, strict=True)))
    return {
        "publications": len(set(labels)),
        "precision": both / max(pairs(labels), 1),
        "sensitivity": both / max(pairs(truth), 1),
        "clusters": hash(tuple(labels)),
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", default="10000,100000,1000000")
    parser.add_argument("--partitions", type=int, default=1)
    parser.add_argument("--input", nargs="+", default=[str(EXAMPLES)])
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(one_size(given.input, given.one, given.partitions)))
        return 0
    print("| " + " | ".join(HEADS) + " |\n|" + "---|" * len(HEADS))
    before = None
    for count in map(int, given.records.split(",")):
        command = [sys.executable, __file__, "--one", str(count), "--partitions", str(given.partitions)]
        done = subprocess.run([*command, "--input", *given.input], check=True, capture_output=True, text=True)
        found = json.loads(done.stdout)
        exponent = "-"
        if before:
            grown = math.log(found["seconds"] / before["seconds"]) / math.log(count / before["records"])
            exponent = f"{grown:.3f}"
        before = found
        row = (
            f"{count:,}",
            f"{found['publications']:,.0f}",
            f"{found['seconds']:.2f}",
            f"{found['seconds'] / count * 1e6:.1f}",
            f"{found['memory']:,.0f}",
            exponent,
            f"{found['precision']:.5f}",
            f"{found['sensitivity']:.5f}",
        )
        print("| " + " | ".join(row) + " |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
