"""What a person decides about links, and what a graph makes of it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import msgspec
import pytest

import kg
from kg import deciding
from kg.building import relink
from kg.cli import main
from kg.errors import SourceError, StoreError
from kg.identity import Decision, decisions

PAPER = """@article{{{key},
  title = {{Winter feeding of birds on northern lakes}},
  author = {{Aalto, Anna and Berg, Bo}},
  journal = {{Ecology}},
  year = {{2001}},
  {more}
}}
"""


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    """A graph of two records of one article, one of a version of it, and one that may be of it."""
    (tmp_path / "a.bib").write_text(PAPER.format(key="aalto", more="volume = {7}, pages = {10--19}"))
    (tmp_path / "b.ris").write_text(
        "TY  - JOUR\nAU  - Aalto, A.\nAU  - Berg, B.\nTI  - Winter Feeding of Birds on Northern Lakes\n"
        "JO  - Ecology\nPY  - 2001\nVL  - 7\nSP  - 10\nEP  - 19\nDO  - 10.1000/birds\nER  - \n"
    )
    (tmp_path / "c.bib").write_text(PAPER.format(key="poster", more="volume = {8}, pages = {S7}"))
    (tmp_path / "broken.bib").write_text("@article{")
    kg.build(
        [tmp_path / name for name in ("a.bib", "b.ris", "c.bib", "broken.bib")],
        tmp_path / "graph",
        check=False,
    )
    return tmp_path / "graph"


def publications(graph: Path) -> int:
    """How many there are."""
    with kg.open_graph(graph) as opened:
        return sum(1 for _ in opened.publications())


def references(graph: Path) -> dict[str, str]:
    """The name of each source record by its own id or DOI."""
    shown = deciding.judged(graph, ("same", "review", "version"))
    return {
        (one.provenance[0].id or one.identifiers[0].value): name
        for link, left, right in shown
        for name, one in ((link.left, left), (link.right, right))
    }


def test_links_are_shown_with_their_records(graph: Path):
    """The likeliest first, and each with its two records."""
    (same,) = deciding.judged(graph, ("same",))
    assert {same.left.provenance[0].source, same.right.provenance[0].source} == {"bibtex", "ris"}
    assert same.link.score == sum(same.link.parts.values()) >= 16
    review = deciding.judged(graph)
    assert {one.link.verdict for one in review} == {"review"}
    assert [one.link.score for one in review] == sorted((one.link.score for one in review), reverse=True)


def test_a_decision_stays_through_later_builds(graph: Path, tmp_path: Path):
    """Also where files are read anew, and where the graph is made again of its records."""
    names = references(graph)
    before = publications(graph)
    summary = deciding.decide(
        graph, "doi:10.1000/birds", names["poster"], "same", note="seen in print", check=False
    )
    assert summary.loaded == before - 1 == 1
    assert decisions.read(graph / "decisions.csv")[0].note == "seen in print"
    assert kg.build([tmp_path / name for name in ("c.bib", "b.ris", "a.bib")], graph, check=False).loaded == 1
    assert relink(graph, check=False).loaded == 1
    assert relink(graph, decisions=(), check=False).loaded == before


def test_the_last_decision_counts(graph: Path):
    """Whoever changes their mind about two records leaves one decision, not two."""
    names = references(graph)
    deciding.decide(graph, names["aalto"], "doi:10.1000/birds", "different", check=False)
    assert publications(graph) == 3
    deciding.decide(graph, "10.1000/BIRDS", names["aalto"], "same", check=False)
    assert publications(graph) == 2
    assert [one.decision for one in decisions.read(graph / "decisions.csv")] == ["same"]


def test_what_likeness_joined_is_taken_apart(graph: Path):
    """Undone for good: the decision keeps a later build from joining it again."""
    summary, undone = deciding.undo(graph, "doi:10.1000/birds", check=False)
    assert (undone, summary.loaded) == (1, 3)
    assert relink(graph, check=False).loaded == 3
    (kept,) = decisions.read(graph / "decisions.csv")
    assert (kept.decision, {kept.left, kept.right} & {"doi:10.1000/birds"}) == (
        "different",
        {"doi:10.1000/birds"},
    )


def test_what_a_person_joined_is_taken_apart(graph: Path):
    """The decision is gone; what likeness had joined before is apart as well."""
    names = references(graph)
    deciding.decide(graph, names["aalto"], names["poster"], "same", check=False)
    summary, _ = deciding.undo(graph, names["poster"], check=False)
    assert summary.loaded == 3
    assert "same" not in {one.decision for one in decisions.read(graph / "decisions.csv")}


def test_nothing_to_undo_is_told(graph: Path):
    """Of a publication of one record, of none at all, and of a graph on a server."""
    names = references(graph)
    with pytest.raises(StoreError, match="nothing else links them"):
        deciding.undo(graph, names["poster"])
    with pytest.raises(StoreError, match="no record of"):
        deciding.undo(graph, "doi:10.1000/nowhere")
    with pytest.raises(StoreError, match="is called"):
        deciding.decide(graph, "doi:10.1000/nowhere", names["poster"], "same")
    with pytest.raises(StoreError, match="is a server"):
        deciding.judged("https://example.org/sparql")


def test_a_graph_made_again_is_the_same(graph: Path):
    """Same statements, same counts, same rejects: only the time differs."""
    before = json.loads((graph / "manifest.json").read_bytes())
    rejects = (graph / "rejects.jsonl").read_bytes()
    with kg.open_graph(graph) as opened:
        statements = sorted(opened.store.quads())
    summary = json.loads(msgspec.json.encode(relink(graph, check=False)))
    assert (graph / "rejects.jsonl").read_bytes() == rejects != b""
    with kg.open_graph(graph) as opened:
        assert sorted(opened.store.quads()) == statements
    changing = {"seconds", "created"}
    assert {name: value for name, value in summary.items() if name not in changing} == {
        name: value for name, value in before.items() if name in summary and name not in changing
    }


def test_a_broken_folder_is_told(graph: Path):
    """Evidence that is no evidence, and records that are gone."""
    shutil.copytree(graph, graph.with_name("other"))
    (graph / "links.jsonl").write_bytes(b"nothing\n")
    with pytest.raises(StoreError, match=r"links\.jsonl, line 1"):
        deciding.judged(graph)
    other = graph.with_name("other")
    for part in (other / "records").iterdir():
        part.unlink()
    with pytest.raises(StoreError, match="which is linked: build the graph again"):
        deciding.judged(other, ("same",))


def test_decisions_that_cannot_be_read_leave_the_graph(graph: Path, tmp_path: Path):
    """They are looked at before anything else is done."""
    (tmp_path / "bad.csv").write_text("a,b\n")
    with pytest.raises(SourceError, match="the columns are"):
        kg.build(tmp_path / "a.bib", graph, decisions=tmp_path / "bad.csv")
    assert publications(graph) == 2


def test_a_decision_without_a_record_is_counted(graph: Path, tmp_path: Path):
    """It waits for its record, and the summary tells of it."""
    decisions.write([Decision("doi:10.1000/birds", "doi:10.1000/late", "same")], tmp_path / "d.csv")
    summary = kg.build(tmp_path / "b.ris", graph, decisions=tmp_path / "d.csv", check=False)
    assert summary.undecided == 1


# -- the command line --------------------------------------------------------------------------


def test_the_command_lists_decides_and_undoes(graph: Path, capsys: pytest.CaptureFixture[str]):
    """From what is to be judged to a graph that respects it."""
    names = references(graph)
    assert main(["link", "--graph", str(graph), "--show", "same"]) == 0
    shown = capsys.readouterr().out
    assert (
        "Aalto, Anna & Berg, Bo. 2001. Winter feeding of birds on northern lakes. Ecology 7: 10-19" in shown
    )
    assert "title +5, authors +3, year +1, venue +2, volume +2, pages +3" in shown
    arguments = ["link", "doi:10.1000/birds", names["poster"], "--same", "--graph", str(graph), "--no-check"]
    assert main([*arguments, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["loaded"] == 1
    assert main(["link", "--undo", "doi:10.1000/birds", "--graph", str(graph), "--no-check"]) == 0
    assert "links are undone" in capsys.readouterr().err
    assert publications(graph) == 3


def test_the_command_gives_links_as_json(graph: Path, capsys: pytest.CaptureFixture[str]):
    """For programs: the link, and both records whole."""
    assert main(["link", "--graph", str(graph), "--show", "all", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"left", "right", "link"} == set(found[0])
    assert found[0]["left"]["titles"]


def test_the_command_makes_and_unmakes_versions(graph: Path, capsys: pytest.CaptureFixture[str]):
    """A poster and its article are of one work if a person says so, until a person says otherwise."""
    poster = references(graph)["poster"]
    ends = ["--graph", str(graph), "--no-check", "--json"]
    for word, works in (("unrelated", 0), ("versions", 1), ("unrelated", 0)):
        assert main(["link", "doi:10.1000/birds", poster, f"--{word}", *ends]) == 0
        summary = json.loads(capsys.readouterr().out)
        assert (summary["works"], summary["loaded"]) == (works, 2)


@pytest.mark.parametrize("arguments", [["doi:10.1000/a", "--same"], ["a", "b"], ["--different"]])
def test_half_a_decision_is_refused(graph: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]):
    """Two records and what they are, or nothing."""
    assert main(["link", *arguments, "--graph", str(graph)]) == 2
    assert "kg link RECORD RECORD --same" in capsys.readouterr().err


def test_a_build_with_identifiers_alone(graph: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Nothing is linked by likeness, and making the graph again keeps to that."""
    inputs = [str(tmp_path / name) for name in ("a.bib", "b.ris", "c.bib")]
    assert main(["build", *inputs, "--exact", "--no-check", "--json", "--graph", str(graph)]) == 0
    assert json.loads(capsys.readouterr().out)["merged"] == 0
    assert relink(graph, check=False).merged == 0
    assert relink(graph, likeness=True, check=False).merged == 1
