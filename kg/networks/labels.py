"""Labels beside their nodes, none on another, none on a node, none across the border."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kg.networks.network import Floats

__all__ = ["placed"]

_ANGLES = np.deg2rad([0, 180, 90, 270, 35, 145, 325, 215])
"""To the right first, then left, above, below, and between."""

_FREE = 1.0


def placed(
    places: Floats, radii: Floats, sizes: Sequence[tuple[int, float, float]], bounds: tuple[float, float, float, float]
) -> dict[int, tuple[float, float]]:
    """The middle of the label of each node that gets one.

    Labels are placed in their order, each at the first of eight positions around its node that is
    free of labels and nodes; where none is, the label is left out.

    Args:
        places: the middle of each node.
        radii: the radius of each node.
        sizes: the nodes to label, the most important first, with the width and height of the label.
        bounds: left, bottom, right and top of the area that labels must not leave.
    """
    boxes: list[tuple[float, float, float, float]] = []
    found: dict[int, tuple[float, float]] = {}
    for node, width, height in sizes:
        for angle in _ANGLES:
            x, y = _beside(places[node], radii[node], width, height, angle)
            box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
            if _inside(box, bounds) and not _hits_box(box, boxes) and not _hits_node(box, places, radii, node):
                boxes.append(box)
                found[node] = (x, y)
                break
    return found


def _beside(place: Floats, radius: float, width: float, height: float, angle: float) -> tuple[float, float]:
    """The middle of a box that touches the disc from this direction."""
    across, up = np.cos(angle), np.sin(angle)
    gap = radius + 0.3
    return float(place[0] + across * gap + np.sign(round(across, 6)) * width / 2), float(
        place[1] + up * gap + np.sign(round(up, 6)) * height / 2
    )


def _inside(box: tuple[float, float, float, float], bounds: tuple[float, float, float, float]) -> bool:
    return box[0] >= bounds[0] and box[1] >= bounds[1] and box[2] <= bounds[2] and box[3] <= bounds[3]


def _hits_box(box: tuple[float, float, float, float], others: Sequence[tuple[float, float, float, float]]) -> bool:
    gap = _FREE / 2
    return any(
        box[0] < other[2] + gap and other[0] < box[2] + gap and box[1] < other[3] and other[1] < box[3]
        for other in others
    )


def _hits_node(box: tuple[float, float, float, float], places: Floats, radii: Floats, own: int) -> bool:
    across = np.maximum(np.maximum(box[0] - places[:, 0], places[:, 0] - box[2]), 0.0)
    up = np.maximum(np.maximum(box[1] - places[:, 1], places[:, 1] - box[3]), 0.0)
    hit = np.hypot(across, up) < radii
    hit[own] = False
    return bool(hit.any())
