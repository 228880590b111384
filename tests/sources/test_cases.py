"""Golden cases: every folder ``data/SOURCE/CASE`` is read, and compared with what was recorded.

To record a case anew, read it with ``kg.sources.read``, look at every line, and save it.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from kg import sources
from kg.record import Record, Reject
from kg.sources.opening import HEAD, opened

_DATA = Path(__file__).parent.parent / "data"
_SOURCES = tuple(found.name for found in sources.sources())
_CASES = sorted(path.parent for name in _SOURCES for path in _DATA.joinpath(name).glob("*/input.*"))


def _without_folder(item: Record | Reject, name: str) -> Record | Reject:
    """The item with the name of its file alone, which does not depend on where the checkout is."""
    if isinstance(item, Reject):
        return msgspec.structs.replace(item, file=name)
    where = tuple(msgspec.structs.replace(one, file=name) for one in item.provenance)
    return msgspec.structs.replace(item, provenance=where)


@pytest.mark.parametrize("case", _CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_case_reads_as_recorded(case: Path) -> None:
    """The source is found by content, and its records and rejects are those recorded, field by field."""
    (path,) = case.glob("input.*")
    with opened(str(path)) as stream:
        found = sources.detect(stream.peek(HEAD)[:HEAD])
    assert found is not None
    assert found.name == case.parent.name
    items = [_without_folder(item, path.name) for item in sources.read(str(path))]
    told = msgspec.json.decode(msgspec.json.encode(items))
    assert told == msgspec.json.decode(case.joinpath("records.json").read_bytes())


def test_there_are_cases() -> None:
    """Each of our own sources that has fixtures is walked: a wrong path would test nothing."""
    assert {"pubmed", "vufind"} <= {case.parent.name for case in _CASES}
