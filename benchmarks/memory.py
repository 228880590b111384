"""The memory of ``kg build``: the peak of all its processes together, for graphs of several sizes.

    python benchmarks/memory.py [--records N,N] [--check] [--input FILE]

The input is grown as in ``benchmarks/build.py``. Each build runs in a process of its own; the memory of
it and of all processes that it starts is summed twenty times a second, with what they share counted
once (Pss of ``/proc``, so this runs on Linux).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from build import EXAMPLES, grown

BUILD = """
import sys
from kg.building import build
summary = build([sys.argv[1]], sys.argv[2], check=sys.argv[3] == "check")
print(f"{summary.loaded} {summary.quads}")
"""
SECONDS_APART = 0.05


def peak(command: list[str]) -> tuple[int, str]:
    """The most bytes that a command and its children held at one time, and what it printed."""
    most = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        while process.poll() is None:
            most = max(most, sum(map(held, members(process.pid))))
            time.sleep(SECONDS_APART)
        assert process.stdout is not None
        printed = process.stdout.read()
    if process.returncode:
        raise SystemExit(process.returncode)
    return most, printed


def members(session: int) -> Iterator[str]:
    """The processes of a session."""
    for name in filter(str.isdecimal, os.listdir("/proc")):
        with suppress(OSError):
            if os.getsid(int(name)) == session:
                yield name


def held(process: str) -> int:
    """The bytes that a process holds, those that it shares in proportion; 0 if it has ended."""
    with suppress(OSError), open(f"/proc/{process}/smaps_rollup") as lines:
        return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024
    return 0


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", default="1000,10000")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--input", type=Path, default=EXAMPLES / "pubmed.xml")
    arguments = parser.parse_args()
    print(f"{'records':>9}{'statements':>13}{'peak, MiB':>11}")
    for count in map(int, arguments.records.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "grown.xml"
            grown(arguments.input, count, source)
            how = "check" if arguments.check else "load"
            most, printed = peak([sys.executable, "-c", BUILD, str(source), f"{folder}/graph", how])
        records, quads = map(int, printed.split())
        print(f"{records:>9,}{quads:>13,}{most / 2**20:>11,.0f}")


if __name__ == "__main__":
    main()
