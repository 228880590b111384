"""Files of every format -> Records: the speed of the readers beside that of bare parsers, and their memory.

    python benchmarks/reading.py [--data FOLDER] [--only FORMAT,...] [--rounds N] [--copies N,N,...]

A row is a format in one syntax: what detects a file names the row, so a new reader has one at once. The
unit of a row is the bare parser that people take for this syntax, on the same bytes, keeping nothing:
lxml's iterparse for XML, lxml.html for pages, msgspec for JSON, pymarc for MARC in any form, rispy for
RIS and Web of Science, nbib for MEDLINE, bibtexparser without its middlewares for BibTeX, csv for tables.
Records as JSON lines are nobody's but ours: that row reads what is written of the PubMed records. A file
that the bare parser refuses is left out of the row. The formats take turns, the ways within them too; the
figures are CPU time of this process, medians of the rounds. ``first`` is the round before them, in which
every text is new: what a reader remembers of texts that it has met does not help it there.

The memory is the peak of a process that reads a file with that many copies of the same records: repeated
inside one root or one list, or under one heading, else one behind the other; else, where a file holds one
record only, the file is read so many times. It is what ``/proc`` has as the most resident memory, so this
runs on Linux; what getrusage tells begins with the memory of the process that starts another one.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import io
import json
import logging
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import bibtexparser
import lxml.html
import msgspec
import nbib
import pymarc
import rispy
from lxml import etree

from kg import sources, writers
from kg.record import Record, Reject
from kg.sources.opening import HEAD

PROJECT = Path(__file__).resolve().parents[1]
SHARED = PROJECT.parent / "shared" / "data"
LARGEST = 400_000
"""Bytes of the file that is copied for the measurement of memory, if there is none but a larger one."""
LEAST = 0.02
"""CPU seconds that a way runs in each round: short ones run again and again."""
READ = """
import re, sys
from kg import sources
for path in sys.argv[2:]:
    for item in sources.read(path, format=sys.argv[1]):
        pass
print(re.search(r"VmHWM:\\s*([0-9]+)", open("/proc/self/status").read())[1])
"""

WRITTEN, ORIGIN = "jsonl", "pubmed"
"""The format that is written here, and that of the records which it is written of."""

Row = tuple[str, str]
"""A format and a syntax."""
Parse = Callable[[bytes], object]


# -- bare parsers ------------------------------------------------------------------------------


def xml(data: bytes) -> None:
    for _, element in etree.iterparse(io.BytesIO(data)):
        element.clear()


def values(data: bytes) -> None:
    """JSON: one value, or one a line."""
    try:
        msgspec.json.decode(data)
    except msgspec.DecodeError:
        for line in filter(bytes.strip, data.splitlines()):
            msgspec.json.decode(line)


def table(data: bytes) -> None:
    list(csv.reader(io.StringIO(data.decode(), newline="")))


def bibtex(data: bytes) -> None:
    bibtexparser.parse_string(data.decode(), parse_stack=[])


def marc(data: bytes) -> None:
    if None in list(pymarc.MARCReader(io.BytesIO(data), to_unicode=True)):
        raise ValueError("a damaged record")


def marc_xml(data: bytes) -> None:
    if not pymarc.parse_xml_to_array(io.BytesIO(data)):
        raise ValueError("no record")


def marc_json(data: bytes) -> None:
    list(pymarc.JSONReader(data.decode()))


def ris(data: bytes) -> None:
    if not rispy.loads(data.decode("utf-8-sig")):
        raise ValueError("no record")


def wos(data: bytes) -> None:
    if not rispy.loads(data.decode("utf-8-sig"), implementation=rispy.WokParser):
        raise ValueError("no record")


def medline(data: bytes) -> None:
    if not nbib.read(data.decode()):
        raise ValueError("no record")


SYNTAXES: Mapping[str, tuple[str, Parse]] = {
    "XML": ("lxml iterparse", xml),
    "JSON": ("msgspec", values),
    "HTML": ("lxml.html", lxml.html.document_fromstring),
}
PARSERS: Mapping[Row, tuple[str, Parse]] = {
    ("marc", "text"): ("pymarc", marc),
    ("marc", "XML"): ("pymarc", marc_xml),
    ("marc", "JSON"): ("pymarc", marc_json),
    ("ris", "text"): ("rispy", ris),
    ("wos", "text"): ("rispy", wos),
    ("nbib", "text"): ("nbib", medline),
    ("bibtex", "text"): ("bibtexparser", bibtex),
    ("retractionwatch", "text"): ("csv", table),
    ("openretractions", "text"): ("csv", table),
    ("opencitations", "text"): ("csv", table),
}


def bare(row: Row) -> tuple[str, Parse | None]:
    """The bare parser of a row and its name; ``None`` for a syntax that no library is for."""
    return PARSERS.get(row) or SYNTAXES.get(row[1]) or ("", None)


def syntax(data: bytes) -> str:
    begins = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    if begins.startswith((b"{", b"[")):
        return "JSON"
    if begins.startswith((b"<!doctype html", b"<html")):
        return "HTML"
    return "XML" if begins.startswith(b"<") else "text"


# -- speed -------------------------------------------------------------------------------------


def rows(folder: Path, only: frozenset[str]) -> dict[Row, list[bytes]]:
    """The contents of the files below a folder, by format and syntax; what the bare parser refuses is out.

    Of the formats, only those that are named; of all, if none is.
    """
    wanted = only | {ORIGIN} if WRITTEN in only else only
    found = files(folder, wanted)
    if WRITTEN in only or not only:
        origins = [data for row, contents in found.items() if row[0] == ORIGIN for data in contents]
        records = (item for data in origins for item in sources.embedded(data, "benchmark", hint=ORIGIN))
        lines = writers.write((item for item in records if isinstance(item, Record)), WRITTEN)
        found[WRITTEN, "JSON"] = [b"".join(lines)]
    return {row: contents for row, contents in sorted(found.items()) if not only or row[0] in only}


def files(folder: Path, only: frozenset[str]) -> dict[Row, list[bytes]]:
    """Those that are there."""
    found: dict[Row, list[bytes]] = {}
    for path in sources.expand([str(folder)]):
        for file in [] if isinstance(path, Reject) else sources.files(path):
            if isinstance(file, Reject):
                continue
            head = file.stream.peek(HEAD)[:HEAD]
            source = sources.detect(head) if head.strip() else None
            if source is None or (only and source.name not in only):
                continue
            data = file.stream.read()
            row = (source.name, syntax(data))
            if accepted(bare(row)[1], data):
                found.setdefault(row, []).append(data)
    return found


def accepted(parse: Parse | None, data: bytes) -> bool:
    """Whether a bare parser reads this; libraries raise whatever they like over what they cannot."""
    try:
        if parse:
            parsed(parse, [data])
    except Exception:  # noqa: BLE001
        return False
    return True


def read(row: Row, contents: list[bytes]) -> int:
    """Reads them as ``kg build`` does, and gives the number of records."""
    return sum(
        isinstance(item, Record)
        for data in contents
        for item in sources.embedded(data, "benchmark", hint=row[0])
    )


def parsed(parse: Parse, contents: list[bytes]) -> None:
    with contextlib.redirect_stderr(io.StringIO()):  # pymarc tells there of each character that it lacks
        for data in contents:
            parse(data)


def seconds(way: Callable[[], object], least: float = LEAST) -> float:
    """CPU seconds of one run, the mean of as many as fill the least time."""
    started, runs, spent = time.process_time(), 0, 0.0
    while not runs or spent < least:
        way()
        runs += 1
        spent = time.process_time() - started
    return spent / runs


def speed(found: Mapping[Row, list[bytes]], rounds: int) -> None:
    counts, first = {}, {}
    for row, contents in found.items():
        started = time.process_time()
        counts[row] = read(row, contents)
        first[row] = time.process_time() - started
    readers: dict[Row, list[float]] = {}
    parsers: dict[Row, list[float]] = {}
    for _ in range(rounds):
        for row, contents in found.items():
            readers.setdefault(row, []).append(seconds(lambda r=row, c=contents: read(r, c)))
            if parse := bare(row)[1]:
                parsers.setdefault(row, []).append(seconds(lambda p=parse, c=contents: parsed(p, c)))
    print(f"{'format':<24}{'records':>8}{'records/s':>11}{'µs':>8}{'first':>8}", end="")
    print(f"  {'bare parser':<16}{'µs':>7}{'share':>7}{'ratio':>7}")
    for row, spent in readers.items():
        count, mine = max(counts[row], 1), statistics.median(spent)
        print(
            f"{', '.join(row):<24}{counts[row]:>8,}{count / mine:>11,.0f}{mine / count * 1e6:>8,.0f}", end=""
        )
        print(f"{first[row] / count * 1e6:>8,.0f}", end="")
        if unit := statistics.median(parsers.get(row, [0.0])):
            print(f"  {bare(row)[0]:<16}{unit / count * 1e6:>7,.0f}{unit / mine:>7.0%}{mine / unit:>7.1f}")
        else:
            print("  none")


# -- memory ------------------------------------------------------------------------------------


def memory(found: Mapping[Row, list[bytes]], copies: list[int]) -> None:
    print(f"\n{'peak, MiB':<24}{'':<20}{'records':>8}", end="")
    print("".join(f"{f'× {count}':>9}" for count in copies) + f"{'growth':>9}")
    for row, contents in found.items():
        data = chosen([data for data in contents if read(row, [data])] or contents)
        records = read(row, [data])
        name, copied = way(row, data, records)
        peaks = [peak(row, copied, data, count) for count in copies]
        print(f"{', '.join(row):<24}{name:<20}{records:>8,}", end="")
        print("".join(f"{most:>9.1f}" for most in peaks) + f"{peaks[-1] / peaks[0] - 1:>9.0%}")


def chosen(contents: list[bytes]) -> bytes:
    small = [data for data in contents if len(data) <= LARGEST]
    return max(small, key=len) if small else min(contents, key=len)


Copied = Callable[[bytes, int], bytes]


def way(row: Row, data: bytes, records: int) -> tuple[str, Copied | None]:
    """How a file is copied so that it holds so many times the records; ``None`` if it cannot be."""
    for name, copied in WAYS.items():
        with contextlib.suppress(ValueError):
            if read(row, [copied(data, 3)]) == 3 * records:
                return name, copied
    return "file after file", None


def listed(data: bytes, count: int) -> bytes:
    """JSON, with its longest list so many times as long."""
    top: dict[str, Any] = {"": json.loads(data)}
    found = list(lists(top))
    if not found:
        raise ValueError("no list")
    holder, name = max(found, key=lambda pair: len(pair[0][pair[1]]))
    holder[name] *= count
    return json.dumps(top[""]).encode()


def lists(values: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """The lists of objects in an object, deep, each with what holds it; not those in lists."""
    for name, value in values.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield values, name
        elif isinstance(value, dict):
            yield from lists(value)


def rooted(data: bytes, count: int) -> bytes:
    """XML, with what its root holds so many times."""
    start = re.search(rb"<[A-Za-z][^>]*[^/]>", data)
    end = data.rfind(b"</")
    if not data.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<") or not start or end < start.end():
        raise ValueError("no root")
    return data[: start.end()] + data[start.end() : end] * count + data[end:]


def chained(data: bytes, count: int) -> bytes:
    return (data.rstrip(b"\r\n \x1a") + b"\n\n") * count if data[-1:] != b"\x1d" else data * count


def headed(data: bytes, count: int) -> bytes:
    """A table, with its rows so many times under one heading."""
    heading, _, below = data.partition(b"\n")
    if b"," not in heading or not below.strip():
        raise ValueError("no table")
    return heading + b"\n" + (below.rstrip(b"\r\n") + b"\n") * count


WAYS: Mapping[str, Copied] = {
    "in one list": listed,
    "in one root": rooted,
    "one after another": chained,
    "under one heading": headed,
}


def peak(row: Row, copied: Copied | None, data: bytes, count: int) -> float:
    """The most MiB that a process holds that reads so many copies."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "copies"
        path.write_bytes(copied(data, count) if copied else data)
        paths = [str(path)] * (1 if copied else count)
        done = subprocess.run(
            [sys.executable, "-c", READ, row[0], *paths], check=True, capture_output=True, text=True
        )
    return int(done.stdout) / 2**10


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--data", type=Path, default=SHARED if SHARED.is_dir() else PROJECT / "tests" / "data"
    )
    parser.add_argument("--only", default="", metavar="FORMAT,...")
    parser.add_argument("--rounds", type=int, default=3, help="of the measurement of speed; 0 for none")
    parser.add_argument("--copies", default="1,10,50", help="of a file in that of memory; 0 for none")
    arguments = parser.parse_args()
    logging.disable()
    found = rows(arguments.data, frozenset(filter(None, arguments.only.split(","))))
    if arguments.rounds:
        speed(found, arguments.rounds)
    if copies := [count for count in map(int, arguments.copies.split(",")) if count]:
        memory(found, copies)


if __name__ == "__main__":
    main()
