"""A network -> a picture for a paper: SVG, PNG or PDF.

The area of a node is its papers, the width of a link its weight, the colour its community; the
components stand apart, the best connected authors are named, and a line below says what is shown and
what is not. The same network gives the same bytes on one machine.

See: Okabe, M., & Ito, K. (2008). Color universal design; Tol, P. (2021). Colour schemes, SRON technical
note 09-002 (the scheme "muted"), for colours that the colour-blind tell apart.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from kg.errors import NetworkError
from kg.networks.labels import placed
from kg.networks.layout import arranged, pushed_apart
from kg.networks.measures import communities, strength
from kg.networks.network import Floats, Network
from kg.networks.selection import Selection, selected

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["FORMATS", "draw"]

FORMATS = ("svg", "png", "pdf")

_PALETTE = ("#332288", "#CC6677", "#117733", "#DDCC77", "#88CCEE", "#882255", "#44AA99", "#999933", "#AA4499")
_OTHER = "#BBBBBB"
_INK = "#222222"
_FAINT = "#555555"
_MM = 25.4
_MARGIN = 3.0
_SMALLEST_RADIUS, _LARGEST_RADIUS = 0.75, 3.4
_SCRIPTS = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "WenQuanYi Zen Hei",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans",
    "Yu Gothic",
    "Malgun Gothic",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Devanagari",
    "Noto Sans Thai",
    "Arial Unicode MS",
)
"""Fonts for what DejaVu Sans lacks, used where they are installed."""


class _Style(msgspec.Struct, frozen=True, kw_only=True):
    """Sizes on paper, in millimetres and points."""

    width: float
    labels: int
    font: float = 6.5
    small: float = 6.0


def draw(
    network: Network,
    format: str = "svg",
    *,
    width: float = 180.0,
    title: str = "",
    labels: int = 40,
    max_nodes: int = 300,
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
        max_links: how many links to draw at most; the largest teams are left out until they fit, and
            the caption says which.
        dpi: dots an inch, for PNG.

    Raises:
        NetworkError: there is no such format, or the network has no links.
    """
    if format not in FORMATS:
        raise NetworkError(f"there is no picture format {format!r}: use {', '.join(FORMATS)}")
    if not len(network.links):
        raise NetworkError(
            "there is nothing to draw: no two authors have a paper in common; widen the years or the topic"
        )
    selection = selected(network, max_nodes, max_links)
    with _matplotlib():
        figure = _figure(selection, title, _Style(width=width, labels=labels))
        return _saved(figure, format, dpi)


@contextmanager
def _matplotlib() -> Iterator[None]:
    """Settings under which the bytes depend on the network alone; a missing glyph is drawn as a box."""
    import matplotlib as mpl

    settings: dict[str, Any] = {"svg.hashsalt": "kg", "svg.fonttype": "path", "pdf.fonttype": 42}
    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        mpl.rcParams.update({**settings, "font.family": _fonts()})
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


def _fonts() -> list[str]:
    """DejaVu Sans comes with matplotlib and covers Latin, Greek and Cyrillic."""
    from matplotlib import font_manager

    there = {font.name for font in font_manager.fontManager.ttflist}
    return ["DejaVu Sans", *(name for name in _SCRIPTS if name in there)]


def _saved(figure: Figure, format: str, dpi: int) -> bytes:
    nothing: dict[str, dict[str, Any]] = {
        "svg": {"Date": None, "Creator": None},
        "png": {"Software": None},
        "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    }
    out = io.BytesIO()
    figure.savefig(out, format=format, dpi=dpi, metadata=nothing[format], facecolor="white")
    return out.getvalue()


# -- composition -------------------------------------------------------------------------------


class _Page:
    """A figure whose one axes is measured in millimetres from the lower left corner."""

    def __init__(self, width: float, height: float) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / _MM, height / _MM), dpi=72)
        self.renderer = FigureCanvasAgg(self.figure).get_renderer()
        self.axes: Axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self.axes.set_axis_off()
        self.axes.set_xlim(0, width)
        self.axes.set_ylim(0, height)

    def size(self, text: str, font: float) -> tuple[float, float]:
        """Width and height of a line of text."""
        made = self.axes.text(0, 0, text, fontsize=font, parse_math=False)
        box = made.get_window_extent(self.renderer)
        made.remove()
        return box.width / 72 * _MM, box.height / 72 * _MM


def _figure(selection: Selection, title: str, style: _Style) -> Figure:
    network = selection.network
    caption = _caption(selection)
    probe = _Page(style.width, style.width)
    lines = _wrapped(probe, caption, style.small, style.width - 2 * _MARGIN)
    below = 6.5 + 2.9 * len(lines) + _MARGIN
    above = _MARGIN + (6.0 if title else 0.0)
    places, radii = _places(network, style.width, _radii(network))
    height = below + float(places[:, 1].max()) + above + _MARGIN
    page = _Page(style.width, height)
    places = places + np.array([0.0, below])
    colours = _colours(network, selection.community)
    _draw_links(page, network, places, colours)
    _draw_nodes(page, network, places, radii, colours)
    _draw_labels(page, network, places, radii, style, (1.0, below - 2.0, style.width - 1.0, height - above + 1.0))
    _draw_legend(page, network, radii, below - 4.5, style)
    for number, line in enumerate(lines):
        y = below - 9.0 - 2.9 * number
        page.axes.text(_MARGIN, y, line, fontsize=style.small, color=_FAINT, va="center", parse_math=False)
    if title:
        page.axes.text(_MARGIN, height - _MARGIN - 2.0, title, fontsize=9, color=_INK, weight="bold", va="center", parse_math=False)
    return page.figure


def _radii(network: Network) -> Floats:
    """Areas go with papers; one paper is never too small to see nor the most papers too large."""
    roots = np.sqrt(network.nodes.papers)
    unit = min(1.1, _LARGEST_RADIUS / float(roots.max()))
    radii: Floats = roots * max(unit, _SMALLEST_RADIUS / float(roots.min()) * 0.6)
    return radii


def _places(network: Network, width: float, radii: Floats) -> tuple[Floats, Floats]:
    """Places in millimetres from the lower left of the drawing, and radii that leave room for links."""
    units = arranged(network, 1.45)
    low, span = units.min(axis=0), np.maximum(np.ptp(units, axis=0), 1e-6)
    room = width - 2 * _MARGIN - 2 * float(radii.max()) - 6.0
    scale = min(room / span[0], 0.72 * width / span[1], 12.0)
    radii = radii * min(1.0, 0.36 * scale / 0.75)
    places = pushed_apart((units - low) * scale, radii, 0.5)
    places -= places.min(axis=0)
    edge = float(radii.max()) + 2.0
    shift = np.array([(width - float(np.ptp(places[:, 0]))) / 2, edge])
    return places + shift, radii


def _colours(network: Network, community: np.ndarray[Any, np.dtype[np.int64]]) -> list[str]:
    """The largest communities in the picture get the colours, the others are grey."""
    counts = np.bincount(community)
    order = sorted(np.flatnonzero(counts).tolist(), key=lambda one: (-counts[one], one))
    known = dict(zip(order, _PALETTE, strict=False))
    return [known.get(one, _OTHER) for one in community.tolist()]


# -- marks -------------------------------------------------------------------------------------


def _draw_links(page: _Page, network: Network, places: Floats, colours: list[str]) -> None:
    """Light ones first; a link within a community has its colour, others are grey."""
    from matplotlib.collections import LineCollection
    from matplotlib.colors import to_rgba

    links = network.links
    weights = links.papers.astype(np.float64) if network.counting == "full" else links.newman
    order = np.argsort(weights, kind="stable")
    source, target = links.source[order], links.target[order]
    alpha = float(np.clip(700 / len(links), 0.22, 0.6))
    tints = [
        to_rgba(colours[one] if colours[one] == colours[other] else "#888888", alpha)
        for one, other in zip(source.tolist(), target.tolist(), strict=True)
    ]
    segments = np.stack([places[source], places[target]], axis=1)
    widths = _line_widths(weights[order], float(weights.max()))
    page.axes.add_collection(LineCollection(list(segments), linewidths=widths, colors=tints, capstyle="round", zorder=1))


def _line_widths(weights: Floats, largest: float) -> Floats:
    """Points: a line of the largest weight is 2.2 wide, the others in proportion, none thinner than 0.35."""
    return np.maximum(weights / largest * 2.2, 0.35) if largest > 1 else np.maximum(weights * 0.6, 0.25)


def _draw_nodes(page: _Page, network: Network, places: Floats, radii: Floats, colours: list[str]) -> None:
    """Persons are discs, bodies are squares of the same area."""
    bodies = np.array([kind == "body" for kind in network.nodes.kinds])
    for chosen, marker in ((~bodies, "o"), (bodies, "s")):
        some = np.flatnonzero(chosen)
        if len(some):
            page.axes.scatter(
                places[some, 0],
                places[some, 1],
                s=_marker_area(radii[some], marker),
                c=[colours[node] for node in some.tolist()],
                marker=marker,
                linewidths=0.5,
                edgecolors="white",
                zorder=2,
            )


def _marker_area(radii: Floats, marker: str) -> Floats:
    """The area of matplotlib's marker: of the square around it, in square points."""
    side = radii * (2.0 if marker == "o" else np.sqrt(np.pi)) * 72 / _MM
    area: Floats = side**2
    return area


def _draw_labels(
    page: _Page, network: Network, places: Floats, radii: Floats, style: _Style, bounds: tuple[float, float, float, float]
) -> None:
    from matplotlib import patheffects

    shared, weighted = strength(network.counted("fractional")), strength(network)
    names = network.nodes.labels
    order = sorted(range(len(network)), key=lambda node: (-round(shared[node], 9), -weighted[node], names[node]))
    texts = {node: _shortened(names[node]) for node in order[: style.labels]}
    sizes = [(node, *page.size(text, style.font)) for node, text in texts.items()]
    halo = [patheffects.withStroke(linewidth=1.6, foreground="white", alpha=0.85)]
    for node, (x, y) in placed(places, radii, sizes, bounds).items():
        page.axes.text(
            x, y, texts[node], fontsize=style.font, color=_INK, ha="center", va="center", zorder=4,
            path_effects=halo, parse_math=False,
        )  # fmt: skip


def _shortened(name: str) -> str:
    bare = " ".join(name.split())
    return bare if len(bare) <= 36 else f"{bare[:35].rstrip()}…"


# -- legend and caption ------------------------------------------------------------------------


def _draw_legend(page: _Page, network: Network, radii: Floats, y: float, style: _Style) -> None:
    """Node sizes, link widths and, where there are bodies, their mark, in one row."""
    papers = network.nodes.papers
    unit = float(radii.max()) / np.sqrt(float(papers.max()))
    x = _legend_text(page, _MARGIN, y, "papers", style)
    for count in _steps(int(papers.min()), int(papers.max())):
        radius = unit * np.sqrt(count)
        x += radius
        page.axes.scatter([x], [y], s=_marker_area(np.array([radius]), "o"), c="#777777", linewidths=0)
        x = _legend_text(page, x + radius + 0.8, y, f"{count:,}", style) + 1.0
    links = network.links
    weights = links.papers.astype(np.float64) if network.counting == "full" else links.newman
    x = _legend_text(page, x + 4.0, y, "joint papers" if network.counting == "full" else "weight", style)
    for weight in _weights(network, weights):
        width = float(_line_widths(np.array([weight]), float(weights.max()))[0])
        page.axes.plot([x, x + 6.0], [y, y], color="#777777", linewidth=width, solid_capstyle="round")
        x = _legend_text(page, x + 7.2, y, f"{weight:,.3g}", style) + 1.0
    if "body" in network.nodes.kinds:
        page.axes.scatter([x + 5.0], [y], s=_marker_area(np.array([1.0]), "s"), c="#777777", linewidths=0, marker="s")
        _legend_text(page, x + 7.0, y, "group or organization", style)


def _legend_text(page: _Page, x: float, y: float, text: str, style: _Style) -> float:
    """Writes a text and returns where the next thing may begin."""
    page.axes.text(x, y, text, fontsize=style.small, color=_FAINT, va="center", parse_math=False)
    return x + page.size(text, style.small)[0] + 1.6


def _steps(low: int, high: int) -> list[int]:
    """At most three whole numbers from the lowest to the highest."""
    return sorted({low, round((low * high) ** 0.5), high})


def _weights(network: Network, weights: Floats) -> list[float]:
    low, high = float(weights.min()), float(weights.max())
    if network.counting == "full":
        return [float(step) for step in _steps(int(low), int(high))]
    return [low, high] if high > low else [high]


def _caption(selection: Selection) -> str:
    whole, drawn = selection.whole, selection.network
    years = whole.teams.years[whole.teams.years > 0]
    span = f", {years.min()}–{years.max()}" if len(years) else ""
    weight = "joint papers" if whole.counting == "full" else "joint papers, each divided by its authors less one"
    people = "agents" if whole.params.get("people") == "agent" else "ORCID, else the name as published"
    sentences = [
        f"Co-authorship: {len(whole):,} authors, {len(whole.links):,} links, {len(whole.teams):,} papers{span}.",
        f"Area of a node: papers; width of a link: {weight}; colour: the largest communities (Louvain, "
        f"modularity {communities(whole).modularity:.2f}). An author is: {people}.",
    ]
    if whole.cut is not None and whole.cut.papers:
        sentences.append(
            f"Left out: {whole.cut.papers:,} papers of more than {whole.cut.max_team:,} authors, "
            f"and {whole.cut.authors:,} authors of no other paper."
        )
    if len(drawn) < len(whole) or len(drawn.links) < len(whole.links):
        sentences.append(f"Drawn: {selection.note}.")
    return " ".join(sentences)


def _wrapped(page: _Page, text: str, font: float, width: float) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and page.size(longer, font)[0] > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
