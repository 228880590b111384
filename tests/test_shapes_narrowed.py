"""Some shapes asked for by name: what they find, and nothing else."""

from __future__ import annotations

import pytest

from kg import shapes
from kg.cli import main
from kg.errors import ShapeError
from kg.stores import EmbeddedStore

_BAD = "@prefix f: <http://purl.org/spar/fabio/> .\n<http://a/1> a f:Expression, f:Work ."


@pytest.fixture
def bad(tmp_path):
    """A file with faults of several shapes."""
    file = tmp_path / "bad.ttl"
    file.write_text(_BAD)
    return file


@pytest.mark.parametrize("name", ["work-realization", "work-not-expression"])
def test_only_the_named_shape_reports(bad, name):
    """The findings are those that the shape has in the whole report, and the counts are of these."""
    store = EmbeddedStore()
    store.load_file(str(bad))
    every = shapes.validate(store)
    found = shapes.validate(store, shapes.load_shapes().narrowed([name]))
    assert found.findings == tuple(one for one in every.findings if one.shape.endswith(f"#{name}"))
    assert 0 < sum(found.counts.values()) == len(found.findings) < len(every.findings)
    assert all(one.endswith(f"#{name}") for one in (*found.shapes, *found.unmatched))


def test_a_node_shape_stands_for_its_parts():
    """Who names a node shape gets its property shapes, too."""
    only = shapes.load_shapes().narrowed(["work"]).only
    assert only is not None
    assert {iri.rpartition("#")[2] for iri in only} == {
        "work",
        "work-realization",
        "work-realization-class",
        "work-type-class",
    }


def test_an_unknown_name_is_told_with_near_ones():
    """A slip of the pen never passes for a shape that finds nothing."""
    with pytest.raises(ShapeError, match="there is no shape") as told:
        shapes.load_shapes().narrowed(["work-realisation"])
    assert "work-realization" in str(told.value).rpartition("near it are")[2]


def test_the_command_takes_several(bad, capsys):
    """Each --shape adds one, and the status counts these alone."""
    chosen = ["--shape", "work-realization", "--shape", "work-not-expression"]
    assert main(["validate", str(bad), *chosen, "--format", "csv"]) == 1
    said = capsys.readouterr()
    assert {row.split(",")[-2] for row in said.out.splitlines()[1:]} == {
        "work-realization",
        "work-not-expression",
    }
    assert "only the shapes asked for" in said.err
    assert main(["validate", str(bad), "--shape", "wrok"]) == 2
    assert "there is no shape 'wrok'" in capsys.readouterr().err
