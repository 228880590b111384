"""Profiles: what is asked for beyond a sound graph, by name or by a file of one's own."""

from __future__ import annotations

import msgspec
import pytest
from samples import full
from shape_graphs import graph_of, own_shapes

from kg import open_graph, shapes
from kg.building import build
from kg.cli import main
from kg.errors import ShapeError


def _asked(graph, *profiles: str) -> set[str]:
    """The names of the shapes that object."""
    report = shapes.validate(graph, shapes.load_shapes(profiles=profiles))
    return {one.shape.rpartition("#")[2].rpartition("/")[2] for one in report.findings}


def test_each_profile_says_what_it_is():
    """The first line of each profile is its summary, and its constraints bear its name."""
    found = {one.name: one for one in shapes.profiles()}
    assert set(found) == {"openaire", "plan-s"}
    for name, profile in found.items():
        assert profile.summary.endswith(".")
        added = set(shapes.load_shapes(profiles=[name]).rules) - set(shapes.load_shapes().rules)
        named = {shape.rpartition("#")[2] for shape in added if "#" in shape}
        assert named
        assert all(shape.startswith(f"{name}-") for shape in named)


def test_a_profile_is_asked_on_top_of_the_other_shapes():
    """A record that conforms is found wanting by the profile alone; several profiles are asked together."""
    graph = graph_of(msgspec.structs.replace(full(), licences=(), access="", funding=()))
    plain, plan_s, both = (_asked(graph, *names) for names in ([], ["plan-s"], ["plan-s", "openaire"]))
    assert plain < plan_s < both
    assert all(name.startswith("plan-s-") for name in plan_s - plain)


def test_profiles_do_not_have_a_graph_checked_in_one_piece():
    """The core constraints of the shipped profiles look at one node, so that memory stays bounded."""
    assert shapes.load_shapes(profiles=[one.name for one in shapes.profiles()]).local


@pytest.mark.parametrize("whole", [True, False])
def test_shapes_of_ones_own_are_a_profile(tmp_path, whole):
    """A file or a folder of shapes is asked on top of the package's own."""
    own_shapes(
        tmp_path,
        "@prefix fabio: <http://purl.org/spar/fabio/> . ex:ours sh:targetClass fabio:Work ;"
        " sh:property [ sh:path ex:shelf ; sh:minCount 1 ; sh:message 'Add the shelf.' ] .",
    )
    graph = graph_of(full())
    asked = str(tmp_path if whole else tmp_path / "own.ttl")
    assert _asked(graph, asked) - _asked(graph) == {"ours"}


def test_an_unknown_profile_is_told_with_those_that_there_are(tmp_path):
    """A name that is neither a profile nor a path is an error that lists the profiles."""
    with pytest.raises(ShapeError, match=r"no profile 'plan-x'; there are: openaire, plan-s"):
        shapes.load_shapes(profiles=["plan-x"])
    with pytest.raises(ShapeError, match=r"no shapes in"):
        shapes.load_shapes(profiles=[str(tmp_path)])


def test_the_command_line_has_profiles(tmp_path, capsys):
    """``kg validate --profile`` reports what the profile asks for, its help names all that there are."""
    with pytest.raises(SystemExit):
        main(["validate", "--help"])
    assert ", ".join(one.name for one in shapes.profiles()) in capsys.readouterr().out
    graph = str(tmp_path / "graph")
    build(["examples/pubmed.xml"], graph, check=False)
    assert main(["validate", "--graph", graph]) == 0
    capsys.readouterr()
    assert main(["validate", "--graph", graph, "--profile", "plan-s", "--format", "csv"]) == 1
    assert "plan-s-licensed" in capsys.readouterr().out
    with open_graph(graph) as opened:
        assert not opened.validate(profiles=["plan-s"]).conforms
        assert opened.validate().conforms
    assert main(["validate", "--graph", graph, "--profile", "plan-x"]) == 2
