"""Pictures: what is chosen, where it stands, and what the file holds."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks_of_teams import network_of
from scipy.spatial.distance import cdist, pdist

from kg.errors import NetworkError
from kg.networks import layout, picture
from kg.networks.labels import Discs, placed
from kg.networks.legend import footer
from kg.networks.page import Page
from kg.networks.selection import selected

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
    """No label covers another or a labelled node, and none crosses the border."""
    chance = np.random.default_rng(seed)
    discs = Discs(chance.uniform(3, 57, (count, 2)), chance.uniform(0.5, 2.5, count))
    sizes = [(node, float(chance.uniform(4, 20)), 2.3) for node in range(count)]
    found = placed(discs, sizes, (0.0, 0.0, 60.0, 60.0))
    boxes = {node: label.box for node, label in found.items()}
    for node, (left, bottom, right, top) in boxes.items():
        assert min(left, bottom) >= 0
        assert max(right, top) <= 60
        for other, box in boxes.items():
            if other < node:
                assert left >= box[2] or box[0] >= right or bottom >= box[3] or box[1] >= top
                x, y = discs.places[other]
                assert not (left < x < right and bottom < y < top)


def test_a_label_without_a_free_place_is_left_out():
    """There is no room for a label that is wider than the page."""
    discs = Discs(np.array([[5.0, 5.0]]), np.array([1.0]))
    assert placed(discs, [(0, 50.0, 2.0)], (0.0, 0.0, 10.0, 10.0)) == {}


# -- selection ---------------------------------------------------------------------------------


def test_a_small_network_is_drawn_whole():
    """Nothing is left out, and the caption need not say so."""
    found = selected(network_of([*RING]), 300, 3000)
    assert (len(found.network), found.note) == (12, "")


def test_loners_are_counted_not_drawn():
    """Authors without a co-author are not drawn; the note says how many."""
    found = selected(network_of([*RING, ["L1"], ["L2"]]), 300, 3000)
    assert len(found.network) == 12
    assert found.note == "all but 2 authors without a co-author"


def test_the_largest_components_come_first():
    """What does not fit is left out from the smallest component on."""
    found = selected(network_of([*RING, ["A", "B", "C"], ["D", "E"]]), 15, 3000)
    assert set(found.network.nodes.ids) == {*(name for pair in RING for name in pair), "A", "B", "C"}
    assert found.note == "the 15 authors and 15 links of the largest components"


def test_of_a_giant_those_with_most_joint_papers():
    """A component that is too large alone shows its most productive members."""
    pairs = [["Hub", f"S{number}"] for number in range(20)]
    found = selected(network_of([*pairs, ["Hub", "S3"], ["Hub", "S5"]]), 3, 3000)
    assert set(found.network.nodes.ids) == {"Hub", "S3", "S5"}
    assert "with most joint papers" in found.note


def test_a_huge_team_gives_way_to_the_others():
    """One paper of 120 authors would be 7,140 links: it is left out, and the note says so."""
    found = selected(network_of([CROWD, *RING, [CROWD[0], "R0"]]), 300, 1000)
    assert set(found.network.nodes.ids) == {*(f"R{number}" for number in range(12)), CROWD[0]}
    assert "without the links of 1 papers of more than 2 authors" in found.note


def test_where_there_is_but_one_huge_team():
    """A network that is one large team is drawn, for want of another."""
    assert len(selected(network_of([CROWD]), 300, 1000).network) == 120


# -- files -------------------------------------------------------------------------------------


def test_the_caption_tells_the_counts():
    """Authors, links, papers, years, counting, communities, layer."""
    network = network_of([*RING, ["L"]])
    lines = footer(Page(180, 180), selected(network, 300, 3000), np.ones(12)).lines
    text = " ".join(lines)
    assert text.startswith("Co-authorship: 13 authors, 12 links, 13 papers. Area of a node: papers;")
    assert "ORCID, else by the name as published" in text
    assert text.endswith("Drawn are all but 1 authors without a co-author.")


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


@pytest.mark.parametrize("teams", [[], [["A"]], [["A"], ["B"]]])
def test_nothing_to_draw(teams):
    """A network without links is an error, not an empty page."""
    with pytest.raises(NetworkError, match="nothing to draw"):
        picture.draw(network_of(teams))
