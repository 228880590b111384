"""Pictures: what is chosen, where it stands, and what the file holds."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks_of_teams import network_of, teams_drawn
from scipy.spatial.distance import cdist, pdist

import kg
from kg import networks, queries
from kg.errors import NetworkError
from kg.networks import layout, picture
from kg.networks.labels import Discs, placed
from kg.networks.legend import footer
from kg.networks.measures import ranking
from kg.networks.page import Page
from kg.networks.selection import MARKS, TEAM, selected

CROWD = [f"Crowd, {number:03}" for number in range(120)]
RING = [[f"R{number}", f"R{(number + 1) % 12}"] for number in range(12)]


# -- layout ------------------------------------------------------------------------------------


def test_components_stand_apart():
    """Components are as large as alone, and no node of one is near a node of another: none is a dot."""
    network = network_of([*RING, ["A", "B", "C"], ["D", "E"], ["F", "G"]])
    places = layout.arranged(network)
    parts = network.components()
    for number, part in enumerate(parts):
        assert np.ptp(places[part]) >= 0.9 * np.ptp(layout.arranged(network.part(part)))
        for other in parts[:number]:
            assert cdist(places[part], places[other]).min() > 1.0


def test_a_path_is_unfolded():
    """The ends of a chain are its farthest nodes, and it lies along x."""
    path = network_of([[f"{number:02}", f"{number + 1:02}"] for number in range(15)])
    places = layout.arranged(path)
    assert {int(places[:, 0].argmin()), int(places[:, 0].argmax())} == {0, 15}
    assert np.ptp(places[:, 0]) > 8 * np.ptp(places[:, 1])


def test_a_larger_team_takes_more_room():
    """The room of a team grows with its members, so that forty are not drawn upon each other."""
    small, large = (layout.arranged(network_of([CROWD[:size]])) for size in (4, 40))
    assert np.prod(np.ptp(large, axis=0)) > 4 * np.prod(np.ptp(small, axis=0))
    assert pdist(large).min() > 0.5


def test_the_layout_is_the_same_again():
    """Nothing in it is left to chance."""
    network = network_of([*RING, CROWD[:9], ["X", "Y"]])
    assert np.array_equal(layout.arranged(network), layout.arranged(network))


def test_the_layout_is_the_same_on_other_machines(monkeypatch):
    """Where nodes are alike, no rounding of a processor decides which way a team is turned."""
    network = network_of([*RING, *(CROWD[size * 10 :][:size] for size in range(2, 10)), CROWD[10:14]])
    exact, solved = layout.arranged(network), np.linalg.eigh

    def rounded(matrix):
        noise = np.random.default_rng(len(matrix)).normal(size=matrix.shape) * 1e-13 * np.abs(matrix).max()
        return solved(matrix + noise + noise.T)

    monkeypatch.setattr(np.linalg, "eigh", rounded)
    assert np.abs(layout.arranged(network) - exact).max() < 1e-3


@given(st.integers(2, 30), st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_discs_are_pushed_apart(count, seed):
    """Discs that overlap end beside each other, even from one place."""
    chance = np.random.default_rng(seed)
    radii = chance.uniform(0.5, 2.0, count)
    moved = layout.pushed_apart(chance.uniform(0, 8, (count, 2)), radii, 0.2)
    wanted = radii[:, None] + radii[None, :]
    distance = np.hypot(*(moved[:, None] - moved[None, :]).transpose(2, 0, 1))
    overlap = np.triu(np.maximum(wanted - distance, 0.0), 1)
    assert overlap.max() < 0.5


# -- labels ------------------------------------------------------------------------------------


@given(st.integers(1, 40), st.integers(0, 2**32 - 1))
@settings(max_examples=50, deadline=None)
def test_labels_do_not_overlap_and_stay_inside(count, seed):
    """No label covers another, a labelled node or one of another group, and none crosses the border."""
    chance = np.random.default_rng(seed)
    groups = chance.integers(0, 3, count)
    discs = Discs(chance.uniform(3, 57, (count, 2)), chance.uniform(0.5, 2.5, count), groups)
    sizes = [(node, float(chance.uniform(4, 20)), 2.3) for node in range(count)]
    found = placed(discs, sizes, (0.0, 0.0, 60.0, 60.0))
    boxes = {node: label.box for node, label in found.items()}
    for node, (left, bottom, right, top) in boxes.items():
        assert min(left, bottom) >= 0
        assert max(right, top) <= 60
        for other, box in boxes.items():
            if other < node:
                assert left >= box[2] or box[0] >= right or bottom >= box[3] or box[1] >= top
        for other in range(count):
            if (other < node and other in boxes) or groups[other] != groups[node]:
                x, y = discs.places[other]
                assert not (left < x < right and bottom < y < top)


def test_a_line_does_not_lead_through_another_label_s_node():
    """A label stands on its node's side of a labelled one: its line would seem to begin there."""
    discs = Discs(np.array([[20.0, 10.0], [24.0, 10.0]]), np.array([2.0, 1.5]), np.array([0, 0]))
    found = placed(discs, [(0, 10.0, 2.0), (1, 12.0, 2.0)], (0.0, 0.0, 60.0, 20.0))
    if found[1].far:
        ends = found[1].line(discs, 1)
        along = np.linspace(ends[0], ends[1], 50)
        assert np.hypot(*(along - discs.places[0]).T).min() >= 2.0
    left, bottom, right, top = found[1].box
    assert np.hypot(max(left - 20, 20 - right, 0), max(bottom - 10, 10 - top, 0)) >= 2.5


def test_the_foremost_have_their_label():
    """Where there is no other place, one of the first may cover nodes of another group; the next may not."""
    places = np.array([[x, y] for x in np.arange(1.0, 40.0, 1.6) for y in np.arange(1.0, 20.0, 1.6)])
    groups = np.arange(len(places)) % 2
    discs = Discs(places, np.full(len(places), 0.7), groups)
    sizes = [(150, 12.0, 2.0), (60, 12.0, 2.0)]
    assert set(placed(discs, sizes, (0.0, 0.0, 40.0, 20.0), 1)) == {150}


def test_a_label_without_a_free_place_is_left_out():
    """There is no room for a label that is wider than the page."""
    discs = Discs(np.array([[5.0, 5.0]]), np.array([1.0]), np.array([0]))
    assert placed(discs, [(0, 50.0, 2.0)], (0.0, 0.0, 10.0, 10.0)) == {}


# -- selection ---------------------------------------------------------------------------------


def test_a_small_network_is_drawn_whole():
    """Nothing is left out, and the caption need not say so."""
    found = selected(network_of([*RING]), 300, 3000)
    assert (len(found.network), found.note) == (12, "")


def test_loners_are_counted_not_drawn():
    """Authors of one paper without a co-author are not drawn; the note says how many. Others are."""
    found = selected(network_of([*RING, ["L1"], ["L2"], ["Sole"], ["Sole"]]), 300, 3000)
    assert len(found.network) == 13
    assert "Sole" in found.network.nodes.ids
    assert found.note == "Drawn are all but 2 authors of one paper without a co-author."


def test_the_first_of_the_table_come_first():
    """What does not fit is left out from the end of the table on; co-authors come along."""
    found = selected(network_of([*RING, ["A", "B", "C"], ["A"], ["D", "E"]]), 15, 3000)
    assert set(found.network.nodes.ids) == {*(name for pair in RING for name in pair), "A", "B", "C"}
    assert found.note == "Drawn are the 15 authors who come first by papers: 15 of 17."


def test_whoever_is_first_brings_co_authors():
    """The note counts both, so that a reader could choose the same."""
    teams = [[f"Star {number:02}", f"Mate {number:02}"] for number in range(40)] + [
        [f"Star {number:02}"] for number in range(40)
    ]
    found = selected(network_of(teams), 70, 3000)
    assert set(found.network.nodes.ids) == {
        f"{kind} {number:02}" for kind in ("Star", "Mate") for number in range(35)
    }
    assert found.note == (
        "Drawn are the 35 authors who come first by papers, with their co-authors: 70 of 80."
    )


def test_where_the_first_have_too_many_co_authors():
    """Then the first are drawn alone."""
    pairs = [["Hub", f"S{number}"] for number in range(20)]
    found = selected(network_of([*pairs, ["Hub", "S3"], ["Hub", "S5"]]), 3, 3000)
    assert set(found.network.nodes.ids) == {"Hub", "S3", "S5"}
    assert found.note == "Drawn are the 3 authors who come first by papers: 3 of 21."


def test_a_huge_team_becomes_a_mark():
    """One paper of 120 authors would be 7,140 links: it is a mark, linked to those who are drawn of it."""
    network = network_of([CROWD, *RING, [CROWD[0], "R0"]])
    found = selected(network, 30, 1000)
    drawn = found.network
    names = set(drawn.nodes.ids)
    assert {CROWD[0], "R0", "R11"} <= names
    assert drawn.nodes.kinds.count(TEAM) == 1
    assert drawn.nodes.labels[-1] == "120 authors"
    assert len(drawn.links) == 13 + len([name for name in names if name.startswith("Crowd")])
    assert found.note == (
        "Drawn are the 30 authors who come first by papers: 30 of 132."
        " A diamond is the team of a paper of more than 50 authors (1 in all)."
    )


def test_where_there_is_but_one_huge_team():
    """A network that is one large team is its mark with all members around it."""
    found = selected(network_of([CROWD]), 300, 1000)
    assert (len(found.network), len(found.network.links)) == (121, 120)
    assert found.note.startswith("Drawn are all authors. A diamond is")


def test_of_many_large_papers_the_largest_have_marks():
    """There are at most so many marks, and the note says of how many papers."""
    teams = [CROWD[number : number + 60 + number % 7] for number in range(20)]
    found = selected(network_of(teams), 50, 1000)
    assert found.network.nodes.kinds.count(TEAM) == MARKS
    assert found.note.endswith(f"one of the {MARKS} largest papers of more than 50 authors (20 in all).")
    sizes = [int(label.split()[0]) for label in found.network.nodes.labels[-MARKS:]]
    assert sizes == sorted(map(len, teams), reverse=True)[:MARKS]


@given(teams_drawn(max_size=12), st.integers(2, 9), st.integers(1, 20))
def test_the_note_is_exact(teams, max_nodes, max_links):
    """The first of the table are drawn, as many as the note says; its numbers are those of the drawing."""
    network = network_of(teams)
    found = selected(network, max_nodes, max_links)
    ids = [
        one
        for one, kind in zip(found.network.nodes.ids, found.network.nodes.kinds, strict=True)
        if kind != TEAM
    ]
    assert len(ids) <= max_nodes
    first = re.match(r"Drawn are the (\d+) authors .*: (\d+) of (\d+)\.", found.note)
    if first is not None:
        order = [network.nodes.ids[node] for node in ranking(network).tolist()]
        assert set(order[: int(first[1])]) <= set(ids)
        assert (int(first[2]), int(first[3])) == (len(ids), len(network))
        assert int(first[1]) >= min(max_nodes, len(network), 2) - 1
    papers = dict(zip(network.nodes.ids, network.nodes.papers.tolist(), strict=True))
    drawn = dict(zip(found.network.nodes.ids, found.network.nodes.papers.tolist(), strict=True))
    assert all(drawn[one] == papers[one] for one in ids)


@pytest.mark.shared
@pytest.mark.parametrize("people", [layer for layer in queries.LAYERS if layer != "clustered"])
def test_the_table_is_in_the_picture(shared, tmp_path, people):
    """In the real input with its teams of hundreds, the first ten of the table are drawn and labelled."""
    kg.build([str(shared / "data" / "pubmed")], tmp_path / "graph", check=False)
    with kg.open_graph(tmp_path / "graph") as graph:
        network = graph.network(params={"people": people})
    found = selected(network, 350, 3000)
    first = {member.id for member in networks.top(network, 10)}
    assert first <= set(found.network.nodes.ids)
    labelled = picture._to_label(found, 30)
    if network.nodes.papers.max() > 1:
        assert first <= {found.network.nodes.ids[node] for node in labelled}
    assert "621 authors" in found.network.nodes.labels


# -- files -------------------------------------------------------------------------------------


def test_the_caption_tells_the_counts():
    """Authors, links, papers, years, counting, communities, layer."""
    network = network_of([*RING, ["L"]])
    lines = footer(Page(180, 180), selected(network, 300, 3000), np.ones(12)).lines
    text = " ".join(lines)
    assert text.startswith("Co-authorship: 13 authors, 12 links, 13 papers. Area of a node: papers;")
    assert "ORCID, else by the name as published" in text
    assert "grey: smaller ones, and links between two." in text
    assert text.endswith("Drawn are all but 1 authors of one paper without a co-author.")


@pytest.mark.parametrize("width", [60, 89, 180])
def test_the_footer_fits_its_page(width):
    """No line of the caption is wider than the page."""
    page = Page(width, width)
    for line in footer(page, selected(network_of(RING), 300, 3000), np.ones(12)).lines:
        assert page.size(line, 6.0)[0] <= width - 6.0


def test_svg_is_wide_as_asked_and_the_same_again():
    """180 mm are 510.2 points; the bytes hold no date and no random name."""
    network = network_of([*RING, ["A", "B", "C"]])
    content = picture.draw(network, "svg", title="Rings & <links>")
    root = ET.fromstring(content)
    assert float(root.get("width").removesuffix("pt")) == pytest.approx(180 / 25.4 * 72, abs=0.1)
    assert content == picture.draw(network, "svg", title="Rings & <links>")
    assert b"date" not in content.lower()


@pytest.mark.parametrize(("format", "magic"), [("png", b"\x89PNG"), ("pdf", b"%PDF"), ("svg", b"<?xml")])
def test_every_format_is_what_it_says(format, magic):
    """The file begins as such a file does."""
    assert picture.draw(network_of(RING), format, dpi=72).startswith(magic)


def test_names_in_any_script_are_drawn():
    """No markup of matplotlib is read in a name, and a missing glyph is no warning."""
    names = ["$x_1^{2}$", "王伟", "محمد, ع", "Παπαδόπουλος", "a\nb", "x" * 90, "\U0001f9ec"]
    assert picture.draw(network_of([names, names]), "png", dpi=72)


def test_bodies_have_a_mark_of_their_own():
    """Where a group is an author, the legend says what a square is."""
    import msgspec

    network = network_of([["A", "Study Group"]])
    nodes = msgspec.structs.replace(network.nodes, kinds=("person", "body"))
    grouped = msgspec.structs.replace(network, nodes=nodes)
    rows = [footer(Page(180, 180), selected(some, 300, 3000), np.ones(2)).rows for some in (network, grouped)]
    assert [len(row[0]) for row in rows] == [2, 3]


def test_settings_do_not_leak():
    """What the caller has set for matplotlib is as it was."""
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    picture.draw(network_of(RING), "svg")
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize(
    ("options", "said"),
    [({"format": "bmp"}, "svg, png, pdf"), ({"width": 10}, "60 mm"), ({"max_nodes": 1}, "two nodes")],
)
def test_what_cannot_be_drawn(options, said):
    """The message says what can."""
    with pytest.raises(NetworkError, match=said):
        picture.draw(network_of(RING), **options)


def test_the_first_may_all_work_alone():
    """A picture without a link on it is drawn where the network has links elsewhere."""
    alone = [[f"S{number}"] for number in range(9)]
    assert picture.draw(network_of([["A", "B"], *alone, *alone]), "svg", max_nodes=5)


@pytest.mark.parametrize("teams", [[], [["A"]], [["A"], ["B"]]])
def test_nothing_to_draw(teams):
    """A network without links is an error, not an empty page."""
    with pytest.raises(NetworkError, match="nothing to draw"):
        picture.draw(network_of(teams))
