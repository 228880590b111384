"""Near duplicates: what is found of gold sets, how much of it is right, and how fast, beside other programs.

    python benchmarks/dedup.py [--data FOLDER...] [--rounds N] [--no-peers]

A gold set is a folder with ``records_pre_merged.csv.gz``, a row a record, and ``merged_record_ids.csv``, the
groups of rows that are one publication; by default those of ``../shared/data/dedup``. bib-dedupe and splink
run in an environment of their own, which this script makes, on the same rows; the rounds of all take turns.
A program gets the rows already read, and is done when it has the groups.

Counted are pairs of rows. Precision is the share of the pairs found that are in the gold set, sensitivity the
share of the gold set that is found; both with the 95 % interval of Wilson (1927). Seconds are of CPU, the
median of the rounds, on one core.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import json
import math
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path

from kg.identity import Linker
from kg.record import Contribution, Provenance, Record, Text, Venue, identifier
from kg.text import names

HERE = Path(__file__).parent
GOLD = HERE.parent.parent / "shared" / "data" / "dedup"
PEERS = {"bib-dedupe": "bib-dedupe", "splink": "splink"}
KINDS = {"article": "JournalArticle", "inproceedings": "ConferencePaper", "book": "Book"}
HEADS = (
    "gold set",
    "records",
    "pairs",
    "program",
    "precision",
    "sensitivity",
    "F1",
    "CPU s",
    "records/s",
    "×",
)
Pair = tuple[str, str]


def pairs(groups: Iterable[Iterable[str]]) -> set[Pair]:
    return {(min(pair), max(pair)) for group in groups for pair in combinations(sorted(group), 2)}


def rows(folder: Path) -> list[dict[str, str]]:
    with gzip.open(folder / "records_pre_merged.csv.gz", "rt", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def gold(folder: Path) -> set[Pair]:
    with open(folder / "merged_record_ids.csv", encoding="utf-8") as stream:
        return pairs(row["merged_ids"].split(";") for row in csv.DictReader(stream))


def record(row: dict[str, str]) -> Record:
    """A row as a reader would give it. Its ``number`` is left out: some sets number their records there."""
    agents = (names.person(name) for name in row.get("author", "").split(" and ") if name.strip())
    doi = identifier("doi", row.get("doi") or "")
    title = row.get("journal") or row.get("booktitle") or row.get("container_title") or ""
    return Record(
        type=KINDS.get(row.get("ENTRYTYPE", ""), "Article"),
        titles=(Text(text=row["title"]),),
        issued=(row.get("year") or "")[:4],
        venue=Venue(type="Journal", title=title),
        volume=row.get("volume") or "",
        pages=row.get("pages") or "",
        identifiers=(doi,) if doi else (),
        contributions=tuple(Contribution(role="author", agent=agent) for agent in agents if agent),
        provenance=(
            Provenance(source="gold", id=row["ID"], digest=hashlib.sha256(row["ID"].encode()).hexdigest()),
        ),
    )


def ours(records: list[Record]) -> tuple[float, set[Pair]]:
    started = time.process_time()
    with Linker() as linker:
        for one in records:
            linker.add(one)
        labels = linker.link().clusters.labels.tolist()
    groups: dict[int, list[str]] = {}
    for label, one in zip(labels, records, strict=True):
        groups.setdefault(label, []).append(one.provenance[0].id)
    return time.process_time() - started, pairs(groups.values())


def peer(python: Path, name: str, folder: Path) -> tuple[float, set[Pair]]:
    command = [str(python), str(HERE / "dedup_peers.py"), name, str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout.splitlines()[-1])
    return found["seconds"], pairs(found["groups"])


def wilson(right: int, of: int) -> str:
    """A share with its 95 % interval."""
    if not of:
        return "-"
    share, z = right / of, 1.96
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return f"{share:.4f} ({max(middle - half, 0):.3f}-{min(middle + half, 1):.3f})"


def measured(folder: Path, python: Path | None, rounds: int) -> Iterator[tuple[str, ...]]:
    read = rows(folder)
    records, expected = [record(row) for row in read], gold(folder)
    spent: dict[str, list[float]] = {}
    found: dict[str, set[Pair]] = {}
    for _ in range(rounds):
        for name in ("kg", *(PEERS if python else ())):
            seconds, found[name] = ours(records) if name == "kg" else peer(python, name, folder)
            spent.setdefault(name, []).append(seconds)
    least = statistics.median(spent["kg"])
    for name, seconds in spent.items():
        right, middle = len(found[name] & expected), statistics.median(seconds)
        yield (
            folder.name,
            f"{len(read):,}",
            f"{len(expected):,}",
            name,
            wilson(right, len(found[name])),
            wilson(right, len(expected)),
            f"{2 * right / (len(found[name]) + len(expected)):.4f}",
            f"{middle:.3f}",
            f"{len(read) / middle:,.0f}",
            f"{middle / least:.0f}",
        )


def environment(folder: Path) -> Path:
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", *PEERS.values()], check=True)
    return python


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, nargs="+", default=sorted(GOLD.glob("*/")))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--no-peers", action="store_true")
    given = parser.parse_args()
    folders = [folder for folder in given.data if folder.is_dir()]
    if not folders:
        print("there is no gold set: name one with --data", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as work:
        python = None if given.no_peers else environment(Path(work))
        print("| " + " | ".join(HEADS) + " |")
        print("|" + "---|" * len(HEADS))
        for folder in folders:
            for row in measured(folder, python, given.rounds):
                print("| " + " | ".join(row) + " |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
