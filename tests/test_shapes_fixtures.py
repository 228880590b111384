"""Every constraint of shapes/ fires where it should, and nowhere else."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import resources, shapes
from kg.stores import EmbeddedStore

_CASES = Path(__file__).parent / "shapes"
_FIRES = re.compile(r"# fires: (.+)")


def _store(file: Path) -> EmbeddedStore:
    found = ox.parse(file.read_bytes(), format=ox.RdfFormat.TURTLE)
    store = EmbeddedStore()
    store.load([ox.serialize(found, format=ox.RdfFormat.N_TRIPLES) or b""])
    return store


def _own(folder: str) -> frozenset[str]:
    """The names of the shapes that the file of a folder's name holds."""
    (file,) = resources.files("shapes", f"**/{folder}.ttl")
    text = file.read_text(encoding="utf-8")
    return frozenset(re.findall(r"^kgs:([\w-]+) a ", text, re.MULTILINE))


def _fired(file: Path) -> list[tuple[str, str, str]]:
    """The shapes of the case's folder that object to it, and the components and grades by which they do."""
    profiles = [one.name for one in shapes.profiles() if one.name == file.parent.name]
    report = shapes.validate(_store(file), shapes.load_shapes(profiles=profiles))
    named = [(one.shape.rpartition("#")[2], one.component, one.severity) for one in report.findings]
    return sorted(found for found in named if found[0] in _own(file.parent.name))


def _expected(file: Path) -> list[tuple[str, str, str]]:
    """What the first line says; a grade that it does not say is a violation."""
    line = _FIRES.match(file.read_text(encoding="utf-8"))
    assert line, f"{file} does not begin with '# fires: SHAPE COMPONENT [GRADE]'"
    found = [[*named.split(), "violation"][:3] for named in line[1].split(", ")]
    return sorted((shape, component, grade) for shape, component, grade in found)


def _cases(pattern: str) -> list[object]:
    files = sorted(_CASES.glob(f"*/{pattern}.ttl"))
    return [pytest.param(file, id=f"{file.parent.name}/{file.stem}") for file in files]


@pytest.mark.parametrize("file", _cases("ok-*"))
def test_what_is_right_conforms(file):
    """No shape of the file that a case belongs to objects to an ok case, not even in a remark."""
    assert _fired(file) == []


@pytest.mark.parametrize("file", _cases("bad-*"))
def test_what_is_wrong_is_found(file):
    """A bad case fires the constraint that its first line names, in that grade and as often, and no other."""
    assert _fired(file) == _expected(file)
