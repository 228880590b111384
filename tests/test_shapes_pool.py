"""Tests of pySHACL in several processes: the same report, faults that are told, and nothing left running."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from shape_graphs import cases, own_shapes

from kg import context, shapes
from kg.errors import ShapeError
from kg.shapes import pool
from kg.shapes.batches import batches
from kg.shapes.findings import Finding
from kg.stores import EmbeddedStore

SCRIPT = """
import sys
from kg import shapes
from kg.shapes import pool, validation
from kg.stores import EmbeddedStore

validation.LINES, pool.processes = 10, lambda: 2
store = EmbeddedStore()
store.load_file(sys.argv[1])
print(shapes.validate(store, engine="pyshacl").counts["violation"])
"""

OWN = """
[ a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:minCount 1 ] ;
  sh:or ( [ sh:path ex:q ; sh:minCount 1 ] [ sh:path ex:r ; sh:hasValue "a\\nb", 01, "é"@fr ] ) ] .
"""
PRINTS = """
import sys
print("a word")
sys.path.remove(__file__.rpartition("/")[0])
del sys.modules[__name__]
import pyshacl
"""


def _chunks(size: int = 60) -> list[bytes]:
    """All bad files, in batches of whole subjects."""
    store = EmbeddedStore()
    store.load([cases("*/bad*.ttl")])
    return list(batches(store.quads(), size=size))


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that a check starts."""
    found: list[subprocess.Popen[bytes]] = []
    start = pool._started

    @contextmanager
    def noted() -> Iterator[subprocess.Popen[bytes]]:
        with start() as one:
            found.append(one)
            yield one

    monkeypatch.setattr(pool, "_started", noted)
    return found


def test_processes_find_what_one_finds_in_the_same_order(started: list[subprocess.Popen[bytes]]) -> None:
    """Whatever their number, findings come batch by batch as one process has them."""
    chosen = shapes.load_shapes()
    chunks = _chunks(size=400)
    check = shapes.ENGINES["pyshacl"](chosen)
    expected = [one for chunk in chunks for one in check(chunk)]
    assert len(chunks) > 3
    assert len({one.shape for one in expected}) > 20
    for number in (1, 3):
        assert list(pool.checked(iter(chunks), chosen, number)) == expected
    assert [one.poll() is not None for one in started] == [True] * 4


def test_a_validation_in_processes_has_the_same_report(
    monkeypatch: pytest.MonkeyPatch, started: list[subprocess.Popen[bytes]]
) -> None:
    """The report of a store is the same to the byte, and that of a sample too."""
    store = EmbeddedStore()
    store.load([cases("role/bad*.ttl")])
    reports = []
    for statements, number in ((10**9, 2), (10, 2)):
        monkeypatch.setattr("kg.shapes.validation.LINES", statements)
        monkeypatch.setattr(pool, "processes", lambda number=number: number)
        reports += [
            [shapes.as_json(shapes.validate(store, engine="pyshacl", sample=part)) for part in (None, 0.5)]
        ]
    assert reports[0] == reports[1]
    assert len(started) == 4


def test_a_fault_in_a_batch_is_told(started: list[subprocess.Popen[bytes]]) -> None:
    """What a process cannot read is an error here, as if there were one process, and none stays."""
    chunks = [*_chunks(size=2_000)[:1], b"not quads\n"]
    with pytest.raises(ShapeError, match="not N-Quads"):
        list(pool.checked(chunks, shapes.load_shapes(), 2))
    assert all(one.poll() is not None for one in started)


def test_a_process_that_ends_is_told(
    started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that was killed, as for want of memory, is an error and no missing finding."""
    begin = pool._begin

    def begun(one: subprocess.Popen[bytes], told: bytes) -> None:
        begin(one, told)
        one.kill()

    monkeypatch.setattr(pool, "_begin", begun)
    with pytest.raises(ShapeError, match="ended before its time"):
        list(pool.checked(_chunks()[:1], shapes.load_shapes(), 1))
    assert [one.poll() is not None for one in started] == [True]


@pytest.mark.parametrize(
    ("program", "told"),
    [("/bin/false", "ended before it began"), ("/nowhere/python", "cannot be started")],
)
def test_a_process_that_does_not_start_is_told(
    monkeypatch: pytest.MonkeyPatch, program: str, told: str
) -> None:
    """A program that is not there, or ends at once, is an error, though nothing was asked of it yet."""
    monkeypatch.setattr(sys, "executable", program)
    with pytest.raises(ShapeError, match=told):
        list(pool.checked([], shapes.load_shapes(), 2))


@pytest.mark.parametrize("line", ["raise ImportError('no such thing')", "raise MemoryError"])
def test_a_process_that_cannot_begin_says_why(
    tmp_path: Path, started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    """What keeps a process from checking is told here, before the first batch, and none stays."""
    (tmp_path / "pyshacl.py").write_text(f"{line}\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(ShapeError, match=r"cannot begin: (no such thing|MemoryError)"):
        list(pool.checked([], shapes.load_shapes(), 2))
    assert [one.poll() is not None for one in started] == [True, True]


def test_what_a_library_prints_is_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words on standard output do not come between the frames."""
    (tmp_path / "pyshacl.py").write_text(PRINTS)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (chunk,) = _chunks(size=10**6)
    assert len(list(pool.checked([chunk], shapes.load_shapes(), 1))) > 20


def test_processes_have_the_shapes_that_the_program_has(tmp_path: Path) -> None:
    """Anonymous shapes have the same labels in every process, and a file that is gone is not missed."""
    chosen = own_shapes(tmp_path, OWN)
    (tmp_path / "own.ttl").unlink()
    kind = context.iri("rdf:type")
    chunks = [f"<x:{number}> <{kind}> <https://example.org/C> .\n".encode() for number in range(6)]
    check = shapes.ENGINES["pyshacl"](chosen)
    expected = [one for chunk in chunks for one in check(chunk)]
    assert list(pool.checked(chunks, chosen, 2)) == expected
    assert not any(one.shape.startswith("https:") for one in expected)
    assert {one.component for one in expected} == {"MinCountConstraintComponent", "OrConstraintComponent"}


def test_who_stops_early_leaves_no_process(started: list[subprocess.Popen[bytes]]) -> None:
    """An interrupted check ends its processes, also those that are at work."""
    found = pool.checked(_chunks(size=400), shapes.load_shapes(), 2)
    assert isinstance(next(found), Finding)
    found.close()
    assert [one.poll() is not None for one in started] == [True, True]


def test_a_script_without_a_guard_may_check(tmp_path: Path) -> None:
    """A program that checks on its outermost level is not run again by the processes."""
    (tmp_path / "script.py").write_text(SCRIPT)
    (tmp_path / "data.nt").write_bytes(cases("role/bad*.ttl"))
    command = [sys.executable, tmp_path / "script.py", tmp_path / "data.nt"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) > 10


def test_no_file_of_the_current_folder_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file beside the data that has the name of a module is not imported by a process."""
    (tmp_path / "queue.py").write_text("raise SystemExit('taken for a module')")
    monkeypatch.chdir(tmp_path)
    chosen = shapes.load_shapes()
    (chunk,) = _chunks(size=10**6)
    assert len(list(pool.checked([chunk], chosen, 1))) > 20
