"""Tests of how many processors are used."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from kg import shapes
from kg.processors import processors
from kg.shapes import pool
from kg.stores import EmbeddedStore


@pytest.mark.parametrize(("allowed", "processes"), [({3, 5}, 2), (set(range(20)), 8)])
def test_processors_are_those_that_the_process_may_use(
    monkeypatch: pytest.MonkeyPatch, allowed: set[int], processes: int
) -> None:
    """A process that is held to some processors starts no more processes and threads than these."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: allowed, raising=False)
    threads: list[int | None] = []

    class Noted(ThreadPoolExecutor):
        def __init__(self, number: int | None = None) -> None:
            threads.append(number)
            super().__init__(number)

    monkeypatch.setattr("kg.shapes.validation.ThreadPoolExecutor", Noted)
    shapes.validate(EmbeddedStore())
    assert (processors(), pool.processes(), threads) == (len(allowed), processes, [len(allowed)])


def test_all_processors_are_used_where_the_system_holds_no_process_to_some(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Other systems than Linux tell how many there are, or not even that."""
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 6)
    assert processors() == 6
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert processors() == 1
