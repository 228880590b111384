"""Which format a file is of: the surest wins, ties are told, and real files are never near one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from inputs import told

from kg import sources
from kg.record import Reject
from kg.sources import Source
from kg.sources.opening import HEAD, files
from kg.sources.strangers import stranger

LEAD = 0.1
"""How much surer a format must be of a real file than the next one."""

FORMATS = Path(__file__).parents[1] / "golden" / "formats.tsv"
"""Each file of the real input, and each member of its archives, with its format by what its source and its
content say; ``-`` for what holds no records, or in a format that is not read: notes, tables of ids, RDF. Why
that is so stands behind it: as the code tells it where the content does, else as it was found by looking."""


def ranks(folder: Path) -> Iterator[tuple[str, list[tuple[float, Source]]]]:
    """The files in a folder, deep, by their names below it, and how sure the formats are of each."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        for file in files(str(path)):
            assert not isinstance(file, Reject), file
            ranked = sources.ranked(file.stream.peek(HEAD)[:HEAD])
            yield Path(file.name).relative_to(folder).as_posix(), ranked


@pytest.fixture
def sure(monkeypatch):
    """Makes formats that are as sure of any file as is said."""

    def make(**scores: object) -> None:
        def detect(score: object):
            def asked(_: bytes) -> float:
                if isinstance(score, Exception):
                    raise score
                return score

            return asked

        made = tuple(
            Source(
                name=name,
                summary="",
                recognised="",
                detect=detect(score),
                read=lambda _, file, name=name: iter([Reject(file=file, reason=f"read as {name}")]),
            )
            for name, score in scores.items()
        )
        monkeypatch.setattr(sources, "sources", lambda: made)

    return make


def rows() -> list[list[str]]:
    """The rows of the table: file, format, and why it is of none."""
    lines = FORMATS.read_text(encoding="utf-8").splitlines()[1:]
    return [[*line.split("\t"), ""][:3] for line in lines]


def _reason(tmp_path, format: str = "") -> str:
    (tmp_path / "in").write_bytes(b"text")
    _, (reject,) = told(tmp_path / "in", format)
    return reject.reason


def test_the_surest_wins(tmp_path, sure):
    """The format with the highest score reads the file, whatever its name."""
    sure(alpha=0.5, beta=0.9, gamma=0.8)
    assert _reason(tmp_path) == "read as beta"
    assert [found.name for _, found in sources.ranked(b"x")] == ["beta", "gamma", "alpha"]


def test_equally_sure(tmp_path, sure):
    """Two formats that are equally sure are both named, and naming one of them decides."""
    sure(alpha=0.9, beta=0.3, gamma=0.9)
    assert _reason(tmp_path) == "may be alpha or gamma: say with --as which it is"
    assert _reason(tmp_path, "gamma") == "read as gamma"
    assert sources.detect(b"x") is None


def test_scores_out_of_bounds(tmp_path, sure):
    """A score above 1 is no surer than 1, one below 0 is none, and a fault of a format is none either."""
    sure(alpha=7.0, beta=-1.0, gamma=KeyError("x"))
    assert [(score, found.name) for score, found in sources.ranked(b"x")] == [(1.0, "alpha")]
    assert _reason(tmp_path) == "read as alpha"


def test_nobody_knows(tmp_path, sure):
    """Where no format knows a file, those there are get listed."""
    sure(alpha=0.0, beta=0.0)
    assert _reason(tmp_path) == "text of no known format: name it with --as if it is one of alpha, beta"


@pytest.mark.shared
def test_real_files_are_never_near_a_tie(shared):
    """Of every real file, one format is surer than any other by a clear lead."""
    count = 0
    for name, found in ranks(shared / "data"):
        count += bool(found)
        assert all(0 < score <= 1 for score, _ in found), name
        if len(found) > 1:
            lead = found[0][0] - found[1][0]
            assert lead >= LEAD - 1e-9, f"{name}: {[(score, one.name) for score, one in found]}"
    assert count > 10


@pytest.mark.shared
def test_every_real_file_is_known_for_what_it_is(shared):
    """No real file is taken for another format, or for one where it is of none; all are listed."""
    listed = {name: format for name, format, _ in rows()}
    found = {name: ranked[0][1].name if ranked else "-" for name, ranked in ranks(shared / "data")}
    wrong = {name: (one, found.get(name)) for name, one in listed.items() if found.get(name) != one}
    assert wrong == {}
    assert set(found) - set(listed) == set()
    assert len(listed) > 800


def test_every_file_of_no_format_says_why():
    """Whatever is of no format says why in a few plain words, and nothing else does."""
    told = [(name, why) for name, format, why in rows() if (format == "-") != bool(why)]
    assert told == []
    assert all(len(why.split()) > 2 and len(why) < 100 for _, _, why in rows() if why)


@pytest.mark.shared
def test_the_code_says_why_where_the_content_tells(shared):
    """Where its content tells what a file of no format is, the reason is what the user is told."""
    listed = {name: why for name, format, why in rows() if format == "-"}
    said = {}
    for path in sorted({name.partition("!")[0] for name in listed}):
        for file in files(str(shared / "data" / path)):
            name = Path(file.name).relative_to(shared / "data").as_posix()
            if name in listed and (what := stranger(file.stream.peek(HEAD)[:HEAD])):
                said[name] = what.removeprefix("is ").partition(";")[0]
    assert {name: listed[name] for name in said} == said
    assert len(said) > 150
