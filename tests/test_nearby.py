"""Tests of the check inside a build: in memory or from disk, the same report."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import memory
from kg.building import build
from kg.errors import ShapeError, StoreError
from kg.nearby import Nearby
from kg.shapes import validate
from kg.shapes.batches import batches, blocks
from kg.shapes.near import near
from kg.stores import EmbeddedStore

EXAMPLE = Path(__file__).parents[1] / "examples" / "pubmed.xml"
LINES = [
    f'<http://a.example/{number}> <http://a.example/p> "é\\n\\u0007" .\n'.encode() for number in range(9)
]


def test_a_build_reports_the_same_from_memory_and_from_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether a graph is few statements or many, its reports are the same to the byte."""
    build([EXAMPLE], tmp_path / "few")
    monkeypatch.setattr("kg.building.few", lambda: 10)
    build([EXAMPLE], tmp_path / "many")
    for name in ("report.json", "report.ttl"):
        few, many = ((tmp_path / graph / "report" / name).read_bytes() for graph in ("few", "many"))
        assert few == many
        assert few


@pytest.mark.parametrize(
    ("machine", "limit", "fits"),
    [
        (2**33, "max", 1_342_177),
        (2**40, "max", 3_000_000),
        (2**40, str(2**33), 1_342_177),
        (2**33, str(2**40), 1_342_177),
        (2**33, None, 1_342_177),
    ],
)
def test_few_are_what_fits_into_a_part_of_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, machine: int, limit: str | None, fits: int
) -> None:
    """The memory of the machine or of its container counts, the less of both; there is an upper bound."""
    monkeypatch.setattr(os, "sysconf", {"SC_PHYS_PAGES": machine // 4096, "SC_PAGE_SIZE": 4096}.__getitem__)
    monkeypatch.setattr(memory, "_LIMIT_OF_CONTAINER", tmp_path / "memory.max")
    if limit is not None:
        (tmp_path / "memory.max").write_text(f"{limit}\n")
    assert memory.few() == fits


@pytest.mark.parametrize("check", [True, False])
def test_a_build_leaves_no_copy_of_its_statements(tmp_path: Path, *, check: bool) -> None:
    """The file that the check reads is gone when the graph is there."""
    build([EXAMPLE], tmp_path / "graph", check=check)
    assert (tmp_path / "graph" / "store").is_dir()
    assert not list((tmp_path / "graph").rglob("*.nq"))


@pytest.mark.parametrize(("limit", "is_kept"), [(9, True), (8, False), (0, False)])
def test_statements_are_kept_up_to_the_limit(tmp_path: Path, limit: int, *, is_kept: bool) -> None:
    """As many as the limit says are in memory, and one more has the store of the folder opened."""
    EmbeddedStore(tmp_path / "store").close()
    with Nearby(tmp_path, limit) as aside:
        assert list(aside.through(LINES)) == LINES
        with aside.store(tmp_path / "store") as store:
            assert len(store) == len(LINES) * is_kept
    assert [one.name for one in tmp_path.iterdir()] == ["store"]


def test_more_than_few_are_read_from_the_folder(tmp_path: Path) -> None:
    """Without a copy, the store of the folder is opened."""
    held = EmbeddedStore(tmp_path / "store")
    held.load(LINES)
    held.close()
    with Nearby(tmp_path, 3) as aside:
        assert len(list(aside.through(LINES[:4]))) == 4
        with aside.store(tmp_path / "store") as store:
            assert len(store) == len(LINES)


def test_nobody_waits_for_a_copy_that_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What keeps the statements out of memory is told to who wants them, and no thread stays."""

    def broken() -> NoReturn:
        raise StoreError("no memory")

    monkeypatch.setattr("kg.nearby.EmbeddedStore", broken)
    passed: list[bytes] = []
    with Nearby(tmp_path, 9) as aside:
        waiting = threading.Thread(target=lambda: passed.extend(aside.through(LINES)), daemon=True)
        waiting.start()
        waiting.join(30)
        assert not waiting.is_alive()
        assert passed == LINES
        with pytest.raises(StoreError, match="no memory"), aside.store(tmp_path / "store"):
            pass


def test_the_thread_of_a_copy_ends_with_its_block(tmp_path: Path) -> None:
    """Also where nobody asks for the copy, as in a build that ends with an error."""
    before = threading.active_count()
    with Nearby(tmp_path, 9) as aside:
        assert list(aside.through(LINES)) == LINES
        assert threading.active_count() == before + 1
    assert threading.active_count() == before
    assert not list(tmp_path.iterdir())


def test_a_store_in_memory_lists_its_quads_as_one_on_disk_does(tmp_path: Path) -> None:
    """The lines are the same, in the same order."""
    on_disk, in_memory = EmbeddedStore(tmp_path / "store"), EmbeddedStore()
    for store in (on_disk, in_memory):
        store.load(reversed(LINES))
    assert list(in_memory.quads()) == list(on_disk.quads())
    assert len(list(in_memory.quads())) == len(LINES)
    on_disk.close()


@settings(max_examples=60)
@given(st.lists(st.integers(1, 6), max_size=12), st.integers(1, 9))
def test_a_batch_ends_with_the_first_subject_that_fills_it(lengths: list[int], size: int) -> None:
    """Each batch holds whole subjects, and would be too small without its last."""
    lines = [
        b"<s:%02d> <p:p> <o:%d> .\n" % (number, at)
        for number, several in enumerate(lengths)
        for at in range(several)
    ]
    made = list(batches(lines, size=size))
    assert b"".join(made) == b"".join(lines)
    subjects = [[line.split(b" ")[0] for line in batch.splitlines()] for batch in made]
    for batch, following in pairwise(subjects):
        assert batch[-1] != following[0]
        assert len(batch) >= size
    assert all(batch.index(batch[-1]) < size for batch in subjects)


@pytest.mark.parametrize("line", ['_:abc <p:p> "c" .', "<s:s> <p:p> _:abc .", '<s:s> <p:p> "c" <g:g> .'])
def test_a_copy_has_what_was_written(tmp_path: Path, line: str) -> None:
    """Each statement is there, and a blank node has its name still."""
    (tmp_path / "written.nq").write_text(f"{line}\n")
    assert list(EmbeddedStore.of_files([tmp_path / "written.nq"]).quads()) == [f"{line}\n".encode()]


def test_a_store_of_few_statements_is_copied_for_its_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is asked of a small store in a folder is asked in memory; a large one is asked itself."""
    store = EmbeddedStore(tmp_path / "store")
    store.load(LINES)
    with near(store) as found:
        copy = found.store()
        assert isinstance(copy, EmbeddedStore)
        assert copy.folder is None
        assert list(copy.quads()) == list(store.quads())
        assert sorted(b"".join(found.batches()).splitlines(keepends=True)) == list(store.quads())
    monkeypatch.setattr("kg.shapes.near.few", lambda: len(LINES) - 1)
    with near(store) as found:
        assert found.store() is store
        assert sorted(b"".join(found.batches()).splitlines(keepends=True)) == list(store.quads())


@pytest.mark.parametrize("sample", [None, 2])
def test_a_check_that_breaks_off_lets_its_file_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sample: int | None
) -> None:
    """The file that batches are read of is closed when its folder goes, whatever ends the check."""
    store = EmbeddedStore(tmp_path / "store")
    store.load(LINES)
    opened: list[BinaryIO] = []
    left_open: list[bool] = []

    def noted(stream: BinaryIO) -> Iterator[bytes]:
        opened.append(stream)
        return blocks(stream)

    def broken(*_: object) -> NoReturn:
        raise ShapeError("broken")

    class Folder(tempfile.TemporaryDirectory[str]):
        def cleanup(self) -> None:
            left_open.extend(not one.closed for one in opened)
            super().cleanup()

    monkeypatch.setattr("kg.shapes.near.blocks", noted)
    monkeypatch.setattr("kg.shapes.near.tempfile.TemporaryDirectory", Folder)
    monkeypatch.setattr("kg.shapes.sampling.subjects" if sample else "kg.shapes.reference.read", broken)
    with pytest.raises(ShapeError, match="broken") as caught:
        validate(store, engine="pyshacl", sample=sample)
    assert caught.traceback  # which keeps the frames that read the file
    assert left_open == [False]
