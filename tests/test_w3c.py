"""The script that runs the suite of W3C, on a suite of three tests."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from kg.shapes.compiled import is_installed

ROOT = Path(__file__).resolve().parents[1]
SUITE = Path(__file__).parent / "w3c"

pytestmark = pytest.mark.skipif(not is_installed(), reason="the extra engine shacl is not installed")


@pytest.fixture(scope="module")
def script():
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("w3c_shacl", ROOT / "benchmarks" / "w3c_shacl.py")
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_the_tests_are_those_of_the_manifests(script):
    """The tests of all manifests that are included are found, without their reports among the shapes."""
    found = list(script.entries(SUITE / "manifest.ttl", ""))
    assert [one.name for one in found] == ["core/nested", "core/wrong", "sparql/refused"]
    assert not any((None, script.SH.result, None) in one.shapes for one in found)


@pytest.mark.parametrize("engine", ["pyshacl", "shacl", "kg/pyshacl", "kg/shacl"])
def test_what_is_right_passes_and_what_is_wrong_fails(script, engine):
    """An engine passes by the results as expected, or by refusing; another grade is told as a fault."""
    faults = {one.name: script.fault(one, engine) for one in script.entries(SUITE / "manifest.ttl", "")}
    assert faults["core/nested"] == faults["sparql/refused"] == ""
    assert "lacks" in faults["core/wrong"]
    assert "invents" in faults["core/wrong"]
    assert script.SH.Info.n3() in faults["core/wrong"]


def test_the_table_counts_what_passes(script, capsys):
    """A row for each folder and one for all, and each failure by its name."""
    assert script.main([str(SUITE), "--engine", "kg/pyshacl"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2:5] == ["| core | 2 | 1 |", "| sparql | 1 | 1 |", "| all | 3 | 2 |"]
    assert [line.partition(": lacks")[0] for line in lines[5:]] == ["kg/pyshacl: core/wrong"]
