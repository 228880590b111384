"""Whatever stands in an input comes out: in a Record, in what is kept beside it, or in a reject.

Each value of each golden input is replaced in turn by words that mean nothing, and a new member or element
is put into each place that can hold one. ``golden/left_behind.tsv`` has what does not come out, and why.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from losing import altered, losses

from kg import sources
from kg.record import Record

_HERE = Path(__file__).parent.parent
_SOURCES = tuple(found.name for found in sources.sources())
_CASES = sorted(path for name in _SOURCES for path in _HERE.joinpath("data", name).glob("*/input.*"))
_TABLE = [
    tuple(line.split("\t"))
    for line in _HERE.joinpath("golden", "left_behind.tsv").read_text().splitlines()[1:]
]


def _allowed(source: str) -> list[str]:
    return [pattern for name, pattern, _ in _TABLE if name in {"*", source}]


@pytest.mark.parametrize("path", _CASES, ids=lambda path: f"{path.parent.parent.name}/{path.parent.name}")
def test_only_what_the_table_says_is_left_behind(path: Path, tmp_path: Path) -> None:
    """No value of the input vanishes, but for those that the table gives a reason for."""
    source = path.parent.parent.name
    lost = sorted(set(losses(path, source, tmp_path)))
    assert [one for one in lost if not any(fnmatchcase(one, known) for known in _allowed(source))] == []


def test_every_line_of_the_table_is_of_a_place() -> None:
    """The table names places that the inputs have, each once and with a reason."""
    places = {path.parent.parent.name: set[str]() for path in _CASES}
    for path in _CASES:
        places[path.parent.parent.name] |= {place for place, _ in altered(path)}
    for source, pattern, why in _TABLE:
        within = set().union(*places.values()) if source == "*" else places[source]
        assert why
        assert any(fnmatchcase(place, pattern) for place in within), pattern
    assert len({(source, pattern) for source, pattern, _ in _TABLE}) == len(_TABLE)


def test_a_loss_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that keeps nothing beside the fields of a Record loses what stands in the inputs."""
    import msgspec

    path = next(one for one in _CASES if one.parent.parent.name == "crossref")
    own = sources.read

    def forgetful(name: str, *, format: str = "") -> object:
        for item in own(name, format=format):
            yield msgspec.structs.replace(item, extra=(), changes=()) if isinstance(item, Record) else item

    before = set(losses(path, "crossref", tmp_path))
    monkeypatch.setattr(sources, "read", forgetful)
    assert len(set(losses(path, "crossref", tmp_path)) - before) > 10
