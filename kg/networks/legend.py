"""What stands below a picture: the legend of sizes and widths, and a caption in words."""

from __future__ import annotations

from typing import Literal

import msgspec
import numpy as np

from kg.networks.communities import communities
from kg.networks.network import Floats, Network
from kg.networks.page import FAINT, LINE, MARGIN, SMALL, Page, line_widths, link_weights, marker_area
from kg.networks.selection import TEAM, Selection
from kg.queries import LAYER

__all__ = ["Footer", "footer"]

_STROKE_COLOUR = "#777777"
_STROKE = 6.0
_BETWEEN = 5.0


class _Mark(msgspec.Struct, frozen=True):
    """A mark and what it stands for; its size is a radius in millimetres, or a line width in points."""

    kind: Literal["disc", "square", "diamond", "line"]
    size: float
    text: str

    @property
    def width(self) -> float:
        """Millimetres."""
        return _STROKE if self.kind == "line" else 2 * self.size


class _Entry(msgspec.Struct, frozen=True):
    """A heading and its marks."""

    heading: str
    marks: tuple[_Mark, ...]


class Footer(msgspec.Struct, frozen=True):
    """Rows of the legend and lines of the caption, laid out for one width."""

    rows: tuple[tuple[_Entry, ...], ...]
    row_height: float
    lines: tuple[str, ...]

    @property
    def height(self) -> float:
        """Millimetres from the lower edge of the page to the drawing."""
        return MARGIN + LINE * len(self.lines) + self.row_height * len(self.rows)

    def draw(self, page: Page) -> None:
        """Draws it at the foot of a page."""
        y = self.height - self.row_height / 2
        for row in self.rows:
            x = MARGIN
            for entry in row:
                x = _draw_entry(page, x, y, entry) + _BETWEEN
            y -= self.row_height
        top = MARGIN + LINE * len(self.lines)
        for number, line in enumerate(self.lines):
            page.text(MARGIN, top - LINE * (number + 0.5), line)


def footer(page: Page, selection: Selection, radii: Floats) -> Footer:
    """The legend and caption of a picture, for a page of this width."""
    network = selection.network
    entries = [_sizes(network, radii)]
    if len(network.links):
        entries.append(_widths(network))
    if "body" in network.nodes.kinds:
        entries.append(_Entry("", (_Mark("square", 1.0, "group or organization"),)))
    if TEAM in network.nodes.kinds:
        entries.append(_Entry("", (_Mark("diamond", 1.0, "team of a large paper"),)))
    room = page.width - 2 * MARGIN
    rows: list[list[_Entry]] = [[]]
    for entry in entries:
        used = sum(_width(page, one) + _BETWEEN for one in rows[-1])
        if rows[-1] and used + _width(page, entry) > room:
            rows.append([])
        rows[-1].append(entry)
    height = max(2 * float(radii.max()), 3.0) + 1.2
    return Footer(tuple(tuple(row) for row in rows), height, tuple(_wrapped(page, _caption(selection), room)))


# -- legend ------------------------------------------------------------------------------------


def _sizes(network: Network, radii: Floats) -> _Entry:
    papers = network.nodes.papers[[kind != TEAM for kind in network.nodes.kinds]]
    unit = float(radii.max()) / float(np.sqrt(papers.max()))
    steps = _steps(int(papers.min()), int(papers.max()))
    return _Entry("papers", tuple(_Mark("disc", unit * step**0.5, f"{step:,}") for step in steps))


def _widths(network: Network) -> _Entry:
    weights = link_weights(network)
    low, high = float(weights.min()), float(weights.max())
    steps = (
        [float(step) for step in _steps(int(low), int(high))]
        if network.counting == "full"
        else sorted({low, high})
    )
    widths = line_widths(np.array(steps), high)
    marks = [_Mark("line", float(width), f"{step:,.3g}") for step, width in zip(steps, widths, strict=True)]
    return _Entry("joint papers" if network.counting == "full" else "weight", tuple(marks))


def _steps(low: int, high: int) -> list[int]:
    """At most three whole numbers from the lowest to the highest."""
    return sorted({low, round((low * high) ** 0.5), high})


def _width(page: Page, entry: _Entry) -> float:
    heading = page.size(entry.heading, SMALL)[0] + 1.6 if entry.heading else 0.0
    return heading + sum(mark.width + page.size(mark.text, SMALL)[0] + 3.4 for mark in entry.marks)


def _draw_entry(page: Page, x: float, y: float, entry: _Entry) -> float:
    """Draws a heading and its marks, and returns where they end."""
    if entry.heading:
        page.text(x, y, entry.heading)
        x += page.size(entry.heading, SMALL)[0] + 1.6
    for mark in entry.marks:
        if mark.kind == "line":
            page.axes.plot(
                [x, x + _STROKE], [y, y], color=_STROKE_COLOUR, linewidth=mark.size, solid_capstyle="round"
            )
        else:
            marker = {"disc": "o", "square": "s", "diamond": "D"}[mark.kind]
            area = marker_area(np.array([mark.size]), marker)
            page.axes.scatter(
                [x + mark.size], [y], s=area, c="white", edgecolors=FAINT, linewidths=0.7, marker=marker
            )
        x += mark.width + 1.0
        page.text(x, y, mark.text)
        x += page.size(mark.text, SMALL)[0] + 2.4
    return x


# -- caption -----------------------------------------------------------------------------------


_TOLD_APART = {
    "published": "the name as published",
    "identified": "ORCID, else by the name as published",
    "clustered": "clusters, which are a guess, else by identifiers",
    "agent": "an identifier only",
}


def _caption(selection: Selection) -> str:
    whole = selection.whole
    years = whole.teams.years[whole.teams.years > 0]
    span = f", {years.min()}–{years.max()}" if len(years) else ""
    weight = (
        "joint papers" if whole.counting == "full" else "joint papers, each divided by its authors less one"
    )
    modularity = communities(whole).modularity
    counts = f"{len(whole):,} authors, {len(whole.links):,} links, {len(whole.teams):,} papers"
    sentences = [
        f"Co-authorship: {counts}{span}.",
        f"Area of a node: papers; width of a link: {weight};",
        f"colour: the largest communities drawn (Louvain, modularity {modularity:.2f}); grey: smaller ones,",
        "and links between two.",
        f"Authors are told apart by {_TOLD_APART[whole.params.get('people', LAYER)]}.",
    ]
    if whole.cut is not None and whole.cut.papers:
        sentences.append(
            f"Left out: {whole.cut.papers:,} papers of more than {whole.cut.max_team:,} authors, "
            f"with {whole.cut.authors:,} authors of no other paper."
        )
    if selection.note:
        sentences.append(selection.note)
    return " ".join(sentences)


def _wrapped(page: Page, text: str, width: float) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and page.size(longer, SMALL)[0] > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
