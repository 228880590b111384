"""What becomes of the real input: the golden tables of ``golden/coverage``, and how they are recorded.

    python tests/real_coverage.py    records them anew, from the folder that KG_SHARED names

The tables hold counts, names of fields and reasons, never a text of the data. Look at what changed,
line by line, before you keep it, and then run ``python docs/reference.py``, for a page shows a part.
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden" / "coverage"
sys.path.insert(0, str(ROOT))

from kg.covering import Coverage, coverage  # noqa: E402 (kg is found beside this folder first)

_KNOWN = re.compile(r"(?<=known format: ).*")  # lists the formats, and so grows with each
_NONE = "-"


def walk(data: Path) -> dict[str, Coverage]:
    """What each folder of the real input holds; what stands beside the folders counts as one of them."""
    folders = sorted(path for path in data.iterdir() if path.is_dir())
    beside = sorted(path for path in data.iterdir() if path.is_file())
    return {".": coverage(beside), **{path.name: coverage(path) for path in folders}}


def tables(found: Mapping[str, Coverage]) -> dict[str, str]:
    """The golden files by name, with their text."""
    heads = ("folder", "format", "files", "records", "rejected", "fields_filled", "fields_in_extra")
    return {
        "folders.tsv": _text(heads, _folders(found)),
        "fields.tsv": _text(("format", "place", "field", "records"), _fields(found)),
        "rejects.tsv": _text(("folder", "format", "count", "reason"), _rejects(found)),
    }


def _text(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    return "".join("\t".join(map(str, row)) + "\n" for row in (heads, *rows))


def _folders(found: Mapping[str, Coverage]) -> Iterable[Sequence[object]]:
    for folder, covered in found.items():
        for one in covered.formats:
            filled = sum(count > 0 for count in one.fields.values())
            counts = (one.files, one.records, one.rejected, filled, len(one.extra))
            yield folder, one.format or _NONE, *counts


def _fields(found: Mapping[str, Coverage]) -> Iterable[Sequence[object]]:
    formats = sorted({one.format for covered in found.values() for one in covered.formats} - {""})
    for name in formats:
        parts = [one for covered in found.values() for one in covered.formats if one.format == name]
        assert not any(one.uncounted for one in parts)
        placed, extra = Counter[str](), Counter[str]()
        for one in parts:
            placed.update(one.fields)
            extra.update({field: kept.records for field, kept in one.extra.items()})
        yield name, "all", "", sum(one.records for one in parts)
        for field, count in placed.items():
            yield name, "record", field, count
        for field, count in sorted(extra.items(), key=lambda pair: (-pair[1], pair[0])):
            yield name, "extra", field, count


def _rejects(found: Mapping[str, Coverage]) -> Iterable[Sequence[object]]:
    for folder, covered in found.items():
        for one in covered.formats:
            reasons = Counter[str]()
            for reason, first in one.reasons.items():
                reasons[_KNOWN.sub("...", reason)] += first.rejected
            for reason, count in sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0])):
                yield folder, one.format or _NONE, count, reason


def main() -> None:
    """Records the golden files."""
    shared = Path(os.environ.get("KG_SHARED") or ROOT.parent / "shared")
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for name, text in tables(walk(shared / "data")).items():
        (GOLDEN / name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"recorded: {GOLDEN / name}, {text.count(chr(10)) - 1} rows\n")


if __name__ == "__main__":
    main()
