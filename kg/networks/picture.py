"""A network -> a picture for a paper: SVG, PNG or PDF.

The area of a node is its papers, the width of a link its weight, the colour its community; the
components stand apart, the first authors of the table are named, and lines below say what is shown and
what is not. The same network gives the same bytes on one machine.

See: Tol, P. (2021). Colour schemes. SRON technical note 09-002: the scheme "muted", whose colours the
colour-blind tell apart too.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib import patheffects
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba

from kg.errors import NetworkError
from kg.networks.labels import Box, Discs, placed
from kg.networks.layout import arranged, pushed_apart
from kg.networks.legend import footer
from kg.networks.network import Flags, Floats, Ints, Network
from kg.networks.page import INK, MARGIN, Page, line_widths, link_weights, marker_area, settings
from kg.networks.selection import TEAM, Selection, selected

__all__ = ["FORMATS", "draw"]

FORMATS = ("svg", "png", "pdf")

_PALETTE = ("#332288", "#CC6677", "#117733", "#DDCC77", "#88CCEE", "#882255", "#44AA99", "#999933", "#AA4499")
_OTHER, _BETWEEN = "#BBBBBB", "#888888"
_FONT = 6.5
_LARGEST_RADIUS = 3.4
_MARK = 0.55
_FOREMOST = 10
_LONGEST_LABEL = 36


def draw(
    network: Network,
    format: str = "svg",
    *,
    width: float = 180.0,
    title: str = "",
    labels: int = 30,
    max_nodes: int = 350,
    max_links: int = 3_000,
    dpi: int = 300,
) -> bytes:
    """The picture as a file of this format.

    Args:
        network: any network with at least one link.
        format: ``svg``, ``png`` or ``pdf``.
        width: in millimetres; a journal's column is 85 to 90 wide, its page 170 to 180.
        title: a line above; none if empty.
        labels: how many authors to name at most; a label that has no free place is left out.
        max_nodes: how many authors to draw at most; the caption says which.
        max_links: how many links to draw at most; the teams of the largest papers become a mark each
            until the links fit, and the caption says which.
        dpi: dots an inch, for PNG.

    Raises:
        NetworkError: there is no such format, the network has no links, or a limit is too small.
    """
    if format not in FORMATS:
        raise NetworkError(f"there is no picture format {format!r}: use {', '.join(FORMATS)}")
    if not len(network.links):
        raise NetworkError("there is nothing to draw: no two authors have a paper in common here")
    if width < 60 or max_nodes < 2 or max_links < 1:
        raise NetworkError("a picture is at least 60 mm wide and has at least two nodes and one link")
    with settings():
        return _page(selected(network, max_nodes, max_links), width, title, labels).saved(format, dpi)


def _page(selection: Selection, width: float, title: str, labels: int) -> Page:
    network = selection.network
    places, radii = _places(network, width)
    foot = footer(Page(width, width), selection, radii)
    drawing = foot.height + float(places[:, 1].max() + radii.max()) + 3.0
    page = Page(width, drawing + (7.0 if title else 0.0))
    discs = Discs(places + np.array([0.0, foot.height]), radii, selection.community)
    colours = _colours(selection.community)
    _draw_links(page, network, discs.places, colours)
    _draw_nodes(page, network, discs, colours)
    bounds = (1.0, foot.height + 0.5, width - 1.0, drawing - 0.5)
    _draw_labels(page, network, discs, _to_label(selection, labels), bounds)
    foot.draw(page)
    if title:
        page.text(MARGIN, page.height - MARGIN - 2.0, title, fontsize=9, color=INK, weight="bold")
    return page


def _places(network: Network, width: float) -> tuple[Floats, Floats]:
    """Places in millimetres from the lower left of the drawing, and radii that leave room for links.

    The area of a node goes with its papers.
    """
    units = arranged(network, 1.45)
    span = np.maximum(np.ptp(units, axis=0), 1e-6)
    edge = _LARGEST_RADIUS + MARGIN
    scale = min((width - 2 * edge) / span[0], 0.75 * width / span[1], 12.0)
    roots = np.sqrt(network.nodes.papers)
    radii: Floats = roots * min(0.95, 0.17 * scale, _LARGEST_RADIUS / float(roots.max()))
    radii[_of_kind(network, TEAM)] = max(_MARK * float(radii.max()), float(radii.min()))
    places = pushed_apart((units - units.min(axis=0)) * scale, radii, 0.4)
    places -= places.min(axis=0)
    places *= min(1.0, (width - 2 * edge) / max(float(places[:, 0].max()), 1e-6))
    shift = np.array([(width - float(places[:, 0].max())) / 2, float(radii.max()) + 2.5])
    return places + shift, radii


def _of_kind(network: Network, kind: str) -> Flags:
    return np.array([one == kind for one in network.nodes.kinds], dtype=np.bool_)


def _colours(community: Ints) -> list[str]:
    """The largest communities in the picture get the colours, the others are grey."""
    counts = np.bincount(community)
    order = sorted(np.flatnonzero(counts).tolist(), key=lambda one: (-counts[one], one))
    known = dict(zip(order, _PALETTE, strict=False))
    return [known.get(one, _OTHER) for one in community.tolist()]


# -- marks -------------------------------------------------------------------------------------


def _draw_links(page: Page, network: Network, places: Floats, colours: list[str]) -> None:
    """Light ones first; a link within a community has its colour, others are grey."""
    links, weights = network.links, link_weights(network)
    if not len(links):
        return  # the first of the table may all work alone
    order = np.argsort(weights, kind="stable")
    source, target = links.source[order], links.target[order]
    alpha = float(np.clip(700 / len(links), 0.22, 0.6))
    tints = [
        to_rgba(colours[one] if colours[one] == colours[other] else _BETWEEN, alpha)
        for one, other in zip(source.tolist(), target.tolist(), strict=True)
    ]
    segments = np.stack([places[source], places[target]], axis=1)
    widths = line_widths(weights[order], float(weights.max()))
    page.axes.add_collection(
        LineCollection(list(segments), linewidths=widths, colors=tints, capstyle="round", zorder=1)
    )


def _draw_nodes(page: Page, network: Network, discs: Discs, colours: list[str]) -> None:
    """Persons are discs, bodies squares of the same area; the team of a large paper is an open diamond."""
    places, radii = discs.places, discs.radii
    rim = min(0.5, float(radii.min()))
    for kind, marker in (("person", "o"), ("body", "s"), (TEAM, "D")):
        some = np.flatnonzero(_of_kind(network, kind))
        own = [colours[node] for node in some.tolist()]
        if len(some):
            page.axes.scatter(
                places[some, 0],
                places[some, 1],
                s=marker_area(radii[some], marker),
                c="white" if kind == TEAM else own,
                marker=marker,
                linewidths=1.2 if kind == TEAM else rim,
                edgecolors=own if kind == TEAM else "white",
                zorder=2,
            )


def _draw_labels(page: Page, network: Network, discs: Discs, nodes: list[int], bounds: Box) -> None:
    texts = {node: _shortened(network.nodes.labels[node]) for node in nodes}
    sizes = [(node, *page.size(text, _FONT)) for node, text in texts.items()]
    halo = [patheffects.withStroke(linewidth=1.8, foreground="white", alpha=0.9)]
    style: dict[str, Any] = {
        "fontsize": _FONT,
        "color": INK,
        "ha": "center",
        "path_effects": halo,
        "zorder": 4,
    }
    for node, label in placed(discs, sizes, bounds, _FOREMOST).items():
        if label.far:
            ends = label.line(discs, node)
            page.axes.plot(ends[:, 0], ends[:, 1], color=INK, linewidth=0.35, zorder=3)
        page.text(label.x, label.y, texts[node], **style)


def _to_label(selection: Selection, count: int) -> list[int]:
    """The first of the table with more than one paper, else the first of each component; and the marks."""
    network, rank = selection.network, selection.rank
    marks = np.flatnonzero(_of_kind(network, TEAM)).tolist()
    order = [node for node in np.argsort(rank).tolist() if node not in set(marks)]
    chosen = [node for node in order if network.nodes.papers[node] > 1]
    chosen = chosen or [min(part.tolist(), key=rank.__getitem__) for part in network.components()]
    named = chosen[: max(count, 0)]
    return [*named[:_FOREMOST], *marks, *named[_FOREMOST:]] if named else []


def _shortened(name: str) -> str:
    bare = " ".join(name.split())
    return bare if len(bare) <= _LONGEST_LABEL else f"{bare[: _LONGEST_LABEL - 1].rstrip()}…"
