"""Labels beside their nodes: none on another label or a labelled node, none across the border."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec
import numpy as np

from kg.networks.network import Flags, Floats, Ints

__all__ = ["Box", "Discs", "Label", "placed"]

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""

_ANGLES = np.deg2rad(
    [0, 180, 90, 270, 30, 150, 330, 210, 60, 120, 300, 240, 15, 165, 345, 195, 75, 105, 285, 255]
)
"""To the right first, then left, above, below, and between."""

_NEAR = 0.3
_GAPS = (_NEAR, 1.5, 3.0, 4.0, 5.0, 6.5, 8.0, 10.0, 12.0, 14.0, 17.0, 20.0)
_FOREIGN = 2.0
_CROSSING = 0.3
_NEVER = float("inf")
_APART = 0.6
_ALONG = np.linspace(0.0, 1.0, 12)
_WORST = 2.0
_LENIENCE = 5.0
_FAR = 6.0


class Label(msgspec.Struct, frozen=True):
    """Where a label stands: its middle, and whether it is so far from its node that it needs a line."""

    x: float
    y: float
    width: float
    height: float
    far: bool

    @property
    def box(self) -> Box:
        """The area that it covers."""
        x, y, half, tall = self.x, self.y, self.width / 2, self.height / 2
        return round(x - half, 4), round(y - tall, 4), round(x + half, 4), round(y + tall, 4)

    def line(self, discs: Discs, node: int) -> Floats:
        """The two ends of the line from the rim of its node to the nearest point of the label."""
        left, bottom, right, top = self.box
        place, radius = discs.places[node], float(discs.radii[node])
        end = np.array([np.clip(place[0], left, right), np.clip(place[1], bottom, top)])
        away = end - place
        return np.stack([place + away * (radius / max(float(np.hypot(*away)), radius)), end])


class Discs(msgspec.Struct, frozen=True, eq=False):
    """The nodes on paper: the middle, the radius and the group of each."""

    places: Floats
    radii: Floats
    groups: Ints


def placed(
    discs: Discs, sizes: Sequence[tuple[int, float, float]], bounds: Box, foremost: int = 0
) -> dict[int, Label]:
    """The label of each node that gets one.

    Labels are placed in their order, each where it covers least: beside its node, or up to a few
    millimetres away. A label covers no other label, no larger node, no node of another group and no node
    that has a label; where there is no such place, it is left out. Only the foremost may then cover nodes
    of another group, rather than have no label.

    >>> discs = Discs(np.array([[10.0, 10.0]]), np.array([1.0]), np.array([0]))
    >>> placed(discs, [(0, 8.0, 2.0)], (0.0, 0.0, 30.0, 20.0))[0].box
    (11.3, 9.0, 19.3, 11.0)

    Args:
        discs: all nodes.
        sizes: the nodes to label, the most important first, with the width and height of the label.
        bounds: the area that labels must not leave.
        foremost: how many of the first may cover nodes of another group where they must.
    """
    found: dict[int, Label] = {}
    for rank, (node, width, height) in enumerate(sizes):
        every = _options(discs.places[node], float(discs.radii[node]), width, height)
        options = [(gap, label) for gap, label in every if _inside(label.box, bounds)]
        worst = _WORST + _LENIENCE * (1 - rank / len(sizes)) ** 2
        best = _best(options, node, discs, found, worst=worst, foreign=_NEVER)
        if best is None and rank < foremost:
            best = _best(options, node, discs, found, worst=_NEVER, foreign=_FOREIGN)
        if best is not None:
            found[node] = best
    return found


def _best(
    options: Iterable[tuple[float, Label]],
    node: int,
    discs: Discs,
    others: dict[int, Label],
    *,
    worst: float,
    foreign: float,
) -> Label | None:
    """The cheapest place, if cheaper than ``worst``; ``foreign`` is the cost of a node of another group."""
    best, least = None, worst
    for gap, label in options:
        if gap / _FAR >= least:
            break  # they come by their distance, and that alone costs as much
        covered, strangers = _covered(label, node, discs, others)
        cost = covered + gap / _FAR + (foreign * strangers if strangers else 0.0)
        if cost < least and _clear(label, node, discs, others):
            best, least = label, cost
    return best


def _options(place: Floats, radius: float, width: float, height: float) -> list[tuple[float, Label]]:
    """Every place that a label may have around its node, with the gap between the two."""
    made = []
    for gap in _GAPS:
        for angle in _ANGLES:
            across, up = round(float(np.cos(angle)), 6), round(float(np.sin(angle)), 6)
            x = float(place[0]) + across * (radius + gap) + float(np.sign(across)) * width / 2
            y = float(place[1]) + up * (radius + gap) + float(np.sign(up)) * height / 2
            made.append((gap, Label(round(x, 4), round(y, 4), width, height, gap > _NEAR)))
    return made


def _clear(label: Label, own: int, discs: Discs, others: dict[int, Label]) -> bool:
    """Whether a label and its line keep off the other labels and their lines."""
    if any(_meet(label.box, other.box) for other in others.values()):
        return False
    if any(_crosses(ends, box) for ends, box in _lines(label, own, discs, others)):
        return False
    ends = label.line(discs, own)
    return not label.far or not any(
        other.far and _cut(ends, other.line(discs, node)) for node, other in others.items()
    )


def _lines(label: Label, own: int, discs: Discs, others: dict[int, Label]) -> Iterator[tuple[Floats, Box]]:
    """Each line of a label, with the box of a label that it must not cross."""
    for node, other in others.items():
        if label.far:
            yield label.line(discs, own), other.box
        if other.far:
            yield other.line(discs, node), label.box


def _crosses(ends: Floats, box: Box) -> bool:
    points = ends[0] + _ALONG[:, None] * (ends[1] - ends[0])
    left, bottom, right, top = box
    x, y = points[:, 0], points[:, 1]
    return bool(((x > left) & (x < right) & (y > bottom) & (y < top)).any())


def _cut(one: Floats, other: Floats) -> bool:
    """Whether two lines cross: each has its ends on both sides of the other."""
    return _sides(one, other) < 0 and _sides(other, one) < 0


def _sides(line: Floats, ends: Floats) -> float:
    """Negative where two points are on different sides of a line."""
    (x, y), (along, up) = line[0], line[1] - line[0]
    first, second = (along * (point[1] - y) - up * (point[0] - x) for point in ends)
    return float(first * second)


def _inside(box: Box, bounds: Box) -> bool:
    return box[0] >= bounds[0] and box[1] >= bounds[1] and box[2] <= bounds[2] and box[3] <= bounds[3]


def _meet(box: Box, other: Box) -> bool:
    gap = _APART
    return box[0] < other[2] + gap and other[0] < box[2] + gap and box[1] < other[3] and other[1] < box[3]


def _covered(label: Label, own: int, discs: Discs, labelled: Iterable[int]) -> tuple[float, int]:
    """How much of other nodes a label covers, and how many of those are of another group.

    A node under the box counts 0 to 1, one under the line less; a larger node, or one that has a label,
    must not be covered, crossed or come near.
    """
    places, radii, box = discs.places, discs.radii, label.box
    across = np.maximum(np.maximum(box[0] - places[:, 0], places[:, 0] - box[2]), 0.0)
    up = np.maximum(np.maximum(box[1] - places[:, 1], places[:, 1] - box[3]), 0.0)
    distance = np.hypot(across, up)
    distance[own] = np.inf
    kept = radii > radii[own]
    kept[list(labelled)] = True
    if (distance[kept] < radii[kept] + _APART).any():
        return _NEVER, 0
    crossed = _crossed(label.line(discs, own), discs) if label.far else np.zeros(len(radii), dtype=np.bool_)
    crossed[own] = False
    if crossed[kept].any():
        return _NEVER, 0
    depth = np.maximum(1.0 - distance / radii, 0.0)
    strangers = (depth > 0) & (discs.groups != discs.groups[own])
    return float(depth.sum() + _CROSSING * crossed.sum()), int(strangers.sum())


def _crossed(ends: Floats, discs: Discs) -> Flags:
    """Which discs a line touches."""
    start, along = ends[0], ends[1] - ends[0]
    length = max(float(along @ along), 1e-9)
    share = np.clip((discs.places - start) @ along / length, 0.0, 1.0)
    nearest = start + share[:, None] * along
    touched: Flags = np.hypot(*(discs.places - nearest).T) < discs.radii
    return touched
