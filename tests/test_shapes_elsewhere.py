"""Graphs and shapes made elsewhere: any RDF, without the model of this package."""

from __future__ import annotations

import json

import pytest

from kg.cli import main

_PREFIXES = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix e: <http://e.example/> .\n"
_SHAPE = (
    "e:named a sh:NodeShape ; sh:targetClass e:Thing ; sh:property [ sh:path e:name ; sh:minCount 1 ] .\n"
)
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


@pytest.fixture
def data(tmp_path):
    """Two files of two formats: an IRI and a blank node that lack a name."""
    one, two = tmp_path / "one.ttl", tmp_path / "two.nt"
    one.write_text(f"{_PREFIXES}e:a a e:Thing .\ne:b a e:Thing ; e:name 'B' .\n")
    two.write_text(f"_:c {_TYPE} <http://e.example/Thing> .\n")
    return [str(one), str(two)]


@pytest.mark.parametrize("place", ["shapes/named.ttl", "shapes"])
def test_shapes_come_from_a_file_or_a_folder(data, tmp_path, capsys, place):
    """Both find the same faults in all files together, also of a blank node."""
    (tmp_path / "shapes").mkdir()
    (tmp_path / "shapes" / "named.ttl").write_text(_PREFIXES + _SHAPE)
    assert main(["validate", *data, "--shapes", str(tmp_path / place), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    assert len(found) == 2
    assert "http://e.example/a" in {one["focus"] for one in found}
    assert "http://e.example/b" not in {one["focus"] for one in found}


def test_the_page_holds_what_was_made_elsewhere(data, tmp_path):
    """A report without records and files is written as a page, too."""
    shape, page = tmp_path / "named.ttl", tmp_path / "report.html"
    shape.write_text(_PREFIXES + _SHAPE)
    assert main(["validate", *data, "--shapes", str(shape), "-o", str(page)]) == 1
    assert "http://e.example/a" in page.read_text()


def test_shapes_that_are_not_there_are_told(data, tmp_path, capsys):
    """A slip in the name of the shapes never passes for shapes that find nothing."""
    assert main(["validate", *data, "--shapes", str(tmp_path / "none.ttl")]) == 2
    assert "none.ttl" in capsys.readouterr().err
