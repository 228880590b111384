"""Records -> a format -> Records: what the tests of all writers do."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg import sources, writers
from kg.record import Record, Reject
from kg.sources.cleaning import cleaned
from kg.sources.opening import HEAD

__all__ = ["back", "cases", "examples", "of_case", "read", "real", "written"]

_DATA = Path(__file__).parents[1] / "data"
_EXAMPLES = Path(__file__).parents[2] / "examples"


def written(records: Iterable[Record], format: str) -> bytes:
    """The file of these records."""
    return b"".join(writers.write(records, format))


def read(data: bytes, format: str) -> list[Record | Reject]:
    """What a file of that format holds; by its content it is known as that, or not at all."""
    known = sources.detect(data[:HEAD])
    assert known is None or known.name == format
    found = sources.find(format).read(io.BufferedReader(io.BytesIO(data)), "back")
    return [cleaned(one) if isinstance(one, Record) else one for one in found]


def back(records: Iterable[Record], format: str) -> list[Record]:
    """The records that come back; none may be rejected."""
    found = read(written(records, format), format)
    assert not [one for one in found if isinstance(one, Reject)], found
    return found


def cases(format: str) -> list[str]:
    """The names of the cases that the reader of a format is tested with."""
    return sorted(path.parent.name for path in (_DATA / format).glob("*/input.*"))


def of_case(format: str, case: str) -> list[Record]:
    """The records of a case."""
    [path] = (_DATA / format / case).glob("input.*")
    return _records(path)


def examples() -> list[Record]:
    """The example records, of whatever format."""
    return _records(_EXAMPLES)


def _records(path: Path) -> list[Record]:
    return [one for one in sources.read(str(path)) if isinstance(one, Record)]


def real(folder: Path, format: str) -> Iterator[tuple[str, list[Record]]]:
    """The files of a folder that are of a format, and their records."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "SOURCE.md"):
        own = [one for one in _records(path) if one.provenance[0].source == format]
        if own:
            yield path.name, own
