"""A page measured in millimetres, and how quantities become sizes on it."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from matplotlib import font_manager, rc_context, rcdefaults, rcParams
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from kg.networks.network import Floats, Network

__all__ = [
    "FAINT",
    "INK",
    "LINE",
    "MARGIN",
    "SMALL",
    "Page",
    "line_widths",
    "link_weights",
    "marker_area",
    "settings",
]

INK, FAINT = "#222222", "#555555"
MARGIN, LINE = 3.0, 2.9
SMALL = 6.0

_MM = 25.4
_POINTS = 72.0
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

_NO_METADATA: dict[str, dict[str, Any]] = {
    "svg": {"Date": None, "Creator": None},
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
"""Dates and versions would make every file another."""


@contextmanager
def settings() -> Iterator[None]:
    """Settings under which the bytes depend on the network alone; a missing glyph is drawn as a box."""
    with rc_context(), warnings.catch_warnings():
        rcdefaults()
        rcParams.update(
            {"svg.hashsalt": "kg", "svg.fonttype": "path", "pdf.fonttype": 42, "font.family": _fonts()}
        )
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


def _fonts() -> list[str]:
    """DejaVu Sans comes with matplotlib and covers Latin, Greek and Cyrillic."""
    there = {font.name for font in font_manager.fontManager.ttflist}
    return ["DejaVu Sans", *(name for name in _SCRIPTS if name in there)]


class Page:
    """A figure whose one axes is measured in millimetres from the lower left corner."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / _MM, height / _MM), dpi=_POINTS)
        self._renderer: Any = FigureCanvasAgg(self.figure).get_renderer()  # type: ignore[no-untyped-call]
        self.axes: Axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self.axes.set_axis_off()
        self.axes.set_xlim(0, width)
        self.axes.set_ylim(0, height)

    def size(self, text: str, font: float) -> tuple[float, float]:
        """Width and height of a line of text."""
        made = self.axes.text(0, 0, text, fontsize=font, parse_math=False)
        box = made.get_window_extent(self._renderer)
        made.remove()
        return box.width / _POINTS * _MM, box.height / _POINTS * _MM

    def text(self, x: float, y: float, text: str, **style: Any) -> None:
        """Writes a line that begins at ``x`` and has its middle at ``y``; nothing in it is markup."""
        common: dict[str, Any] = {"fontsize": SMALL, "color": FAINT, "va": "center", "parse_math": False}
        self.axes.text(x, y, text, **{**common, **style})

    def saved(self, format: str, dpi: int) -> bytes:
        """The page as a file."""
        out = io.BytesIO()
        self.figure.savefig(out, format=format, dpi=dpi, metadata=_NO_METADATA[format], facecolor="white")
        return out.getvalue()


def link_weights(network: Network) -> Floats:
    """The weights of :attr:`Network.links`."""
    links = network.links
    return links.papers.astype(np.float64) if network.counting == "full" else links.newman


def line_widths(weights: Floats, largest: float) -> Floats:
    """Points: in proportion to the weight, at most 2.2 and no thinner than can be printed."""
    thickest = min(2.2, 0.6 * max(largest, 1.0))
    return np.maximum(weights / largest * thickest, 0.3)


def marker_area(radii: Floats, marker: str) -> Floats:
    """What matplotlib calls the size of a marker: square points of the square around it.

    A square marker has the area of the disc of that radius.
    """
    side = radii * (2.0 if marker == "o" else np.sqrt(np.pi)) * _POINTS / _MM
    area: Floats = side**2
    return area
