"""PubMed XML -> a loaded, checked graph, end to end, with the share of each step.

    python benchmarks/build.py [--records N] [--rounds N] [--input FILE]

The input is grown from a real file: its articles are repeated with PMIDs and DOIs of their own. The
unit is the bare parse of the same bytes by lxml (pip install lxml), which any reader of them has to
pay in some form.
Figures are wall-clock seconds of this process, medians of interleaved rounds.
"""

from __future__ import annotations

import argparse
import gzip
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kg.building import build

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
ARTICLE = re.compile(rb"<PubmedArticle>.*?</PubmedArticle>", re.DOTALL)
PARSE = """
import sys, time
from lxml import etree
started = time.perf_counter()
etree.parse(sys.argv[1])
print(time.perf_counter() - started)
"""


def grown(source: Path, count: int, target: Path) -> None:
    """A PubmedArticleSet of ``count`` articles like those of ``source``, each with its own ids."""
    raw = source.read_bytes()
    articles = ARTICLE.findall(gzip.decompress(raw) if source.suffix == ".gz" else raw)
    with open(target, "wb") as out:
        out.write(b'<?xml version="1.0" encoding="utf-8"?>\n<PubmedArticleSet>\n')
        out.writelines(
            renumbered(articles[number % len(articles)], number) + b"\n" for number in range(count)
        )
        out.write(b"</PubmedArticleSet>\n")


def renumbered(article: bytes, number: int) -> bytes:
    pmid = str(50_000_000 + number).encode()
    article = re.sub(rb'(<PMID Version="1">)[0-9]+', rb"\g<1>" + pmid, article, count=1)
    article = re.sub(rb'(<ArticleId IdType="pubmed">)[0-9]+', rb"\g<1>" + pmid, article, count=1)
    article = re.sub(rb'(IdType="pmc">PMC)[0-9]+', rb"\g<1>" + pmid, article, count=1)
    article = re.sub(rb'(IdType="doi">)[^<]*', rb"\g<1>10.5555/" + pmid, article, count=1)
    return re.sub(rb'(EIdType="doi"[^>]*>)[^<]*', rb"\g<1>10.5555/" + pmid, article, count=1)


def parsed(path: Path) -> float:
    """Seconds of lxml's bare parse, in a process of its own."""
    done = subprocess.run([sys.executable, "-c", PARSE, path], check=True, capture_output=True, text=True)
    return float(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--input", type=Path, default=EXAMPLES / "pubmed.xml")
    arguments = parser.parse_args()
    steps: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "grown.xml"
        grown(arguments.input, arguments.records, source)
        for _ in range(arguments.rounds):
            steps.setdefault("lxml bare parse", []).append(parsed(source))
            started = time.perf_counter()
            summary = build([str(source)], Path(folder) / "graph")
            steps.setdefault("kg build", []).append(time.perf_counter() - started)
            for step, seconds in summary.seconds.items():
                steps.setdefault(f"  {step}", []).append(seconds)
            shutil.rmtree(Path(folder) / "graph")
        size = source.stat().st_size
    print(f"{summary.loaded:,} records, {size / 1e6:.1f} MB of XML, {summary.quads:,} statements")
    print(f"conforms: {summary.conforms}")
    unit, whole = statistics.median(steps["lxml bare parse"]), statistics.median(steps["kg build"])
    print(f"{'step':<20}{'seconds':>9}{'share':>8}{'× lxml':>9}{'records/s':>11}")
    for step, seconds in steps.items():
        median = statistics.median(seconds)
        share = f"{median / whole:.0%}" if step != "lxml bare parse" else ""
        print(f"{step:<20}{median:>9.2f}{share:>8}{median / unit:>9.1f}{summary.loaded / median:>11.0f}")


if __name__ == "__main__":
    main()
