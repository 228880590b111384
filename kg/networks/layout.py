"""Where the nodes of a picture stand: each component laid out apart, then packed side by side.

Components laid out together drift away from each other until each is a dot. Here each of them is
unfolded by majorization of stress, which gets distances right, then relaxed by forces whose
attraction is divided by the degrees, so that a team of forty takes ten times the room of a team
of four. Nothing is random but a jitter with a fixed seed. Made for some hundreds of nodes: memory and
time go with the square of the largest component.

See: Gansner, E. R., Koren, Y., & North, S. (2004). Graph drawing by stress majorization. LNCS 3383,
239-250; Fruchterman, T. M. J., & Reingold, E. M. (1991). Graph drawing by force-directed placement.
Software: Practice and Experience, 21, 1129-1164; Freivalds, K., Dogrusoz, U., & Kikusts, P. (2002).
Disconnected graph layout and the polyomino packing approach. LNCS 2265, 378-391.
"""

from __future__ import annotations

import numpy as np
from scipy import signal, sparse
from scipy.spatial import KDTree
from scipy.spatial.distance import cdist

from kg.networks.network import Flags, Floats, Ints, Matrix, Network

__all__ = ["arranged", "pushed_apart"]

_SEED = 1
_GAP = 0.9
_CELL = 0.4
_NEAR = 1.6
_ROUND = 0.99


def arranged(network: Network, aspect: float = 1.5) -> Floats:
    """A place for each node, in units of about the length of a link.

    Args:
        network: any network without nodes that stand alone in great number.
        aspect: how much wider than high the whole should be.
    """
    places = np.zeros((len(network), 2))
    parts = network.components()
    matrix = network.matrix()
    shapes = [_unfolded(matrix, part) for part in parts]
    outlines = [_outline(matrix, part, shape) for part, shape in zip(parts, shapes, strict=True)]
    for part, shape, shift in zip(parts, shapes, _packed(outlines, aspect), strict=True):
        places[part] = shape + shift
    return places


def pushed_apart(places: Floats, radii: Floats, gap: float) -> Floats:
    """The places with discs of these radii moved as little as needed to stand ``gap`` apart."""
    places = places.copy()
    wanted = radii[:, None] + radii[None, :] + gap
    np.fill_diagonal(wanted, 0.0)
    for _ in range(80):
        delta = places[:, None] - places[None, :]
        distance = np.maximum(np.hypot(delta[..., 0], delta[..., 1]), 1e-6)
        overlap = np.maximum(wanted - distance, 0.0)
        if overlap.max() < 1e-3:
            break
        places += (delta / distance[..., None] * (overlap * 0.3)[..., None]).sum(axis=1)
    return places


# -- one component -----------------------------------------------------------------------------


def _unfolded(matrix: Matrix, part: Ints) -> Floats:
    """The shape of a component, centred, its longer side along x."""
    if len(part) == 1:
        return np.zeros((1, 2))
    linked = matrix[part][:, part].toarray() > 0
    lengths = np.where(linked, _lengths(linked), 0.0)
    distance = sparse.csgraph.shortest_path(lengths, directed=False)
    return _turned(_relaxed(_majorized(distance), linked))


def _lengths(linked: Flags) -> Floats:
    """How long each link should be: a team of n, whose links share n - 2 neighbours, fills a disc of n."""
    ones = linked.astype(np.float64)
    found: Floats = 0.9 + 0.6 * np.sqrt(ones @ ones)
    return found


def _majorized(distance: Floats) -> Floats:
    """Places whose distances are as near to these as majorization of the weighted stress gets."""
    count = len(distance)
    weights = np.divide(1.0, distance**2, out=np.zeros_like(distance), where=distance > 0)
    laplacian = np.diag(weights.sum(axis=1)) - weights
    inverse = np.linalg.inv(laplacian + 1.0 / count) - 1.0 / count
    places = _classical(distance)
    for _ in range(150):
        between = np.maximum(cdist(places, places), 1e-6)
        ratio = weights * distance / between
        places = inverse @ ((np.diag(ratio.sum(axis=1)) - ratio) @ places)
    return _rounded(places)


def _rounded(places: Floats) -> Floats:
    """The places without the last digits, which differ from processor to processor and would grow."""
    found: Floats = np.round(places, 6)
    return found


def _classical(distance: Floats) -> Floats:
    """Classical scaling to two dimensions, with a jitter that tells nodes of one place apart.

    The distances have a jitter too: where all nodes are alike, as in a team, no direction is the main one,
    and rounding alone would choose. So every machine chooses the same.
    """
    count = len(distance)
    centre = np.eye(count) - 1.0 / count
    random = np.random.default_rng(_SEED)
    jitter = random.normal(scale=0.05, size=(count, 2))
    uneven = np.tril(random.uniform(0.98, 1.02, size=(count, count)), -1)
    values, vectors = np.linalg.eigh(-0.5 * centre @ (distance * (uneven + uneven.T)) ** 2 @ centre)
    axes = vectors[:, -2:] * np.sqrt(np.maximum(values[-2:], 0.0))
    axes *= np.where(axes[np.abs(axes).argmax(axis=0), [0, 1]] < 0, -1.0, 1.0)
    found: Floats = axes[:, ::-1] + jitter
    return found


def _relaxed(places: Floats, linked: Flags) -> Floats:
    """The places after near nodes have repelled each other and links have pulled, ever more gently."""
    lengths = _lengths(linked)
    for step in np.geomspace(0.3, 0.01, 120):
        delta = places[:, None] - places[None, :]
        distance = np.maximum(np.hypot(delta[..., 0], delta[..., 1]), 0.05)
        push = np.maximum(1.0 / distance**2 - 1.0 / _NEAR**2, 0.0)
        pull = linked * np.maximum(1.0 - lengths / distance, 0.0) * 0.1
        move = (delta * (push - pull)[..., None]).sum(axis=1)
        length = np.maximum(np.hypot(move[:, 0], move[:, 1]), 1e-9)
        places = _rounded(places + move / length[:, None] * np.minimum(length, step)[:, None])
    return places


def _turned(places: Floats) -> Floats:
    centred = places - places.mean(axis=0)
    values, vectors = np.linalg.eigh(centred.T @ centred)
    axes = vectors[:, ::-1]
    if values[0] > _ROUND * values[1]:  # no side is the longer one, so the first node shows the way
        x, y = centred[0] / max(float(np.hypot(*centred[0])), 1e-9)
        axes = np.array([[x, -y], [y, x]])
    else:
        axes = axes * np.where(axes[np.abs(axes).argmax(axis=0), [0, 1]] < 0, -1.0, 1.0)
    turned = centred @ axes
    middle: Floats = turned - (turned.max(axis=0) + turned.min(axis=0)) / 2
    return middle


# -- several components ------------------------------------------------------------------------


def _outline(matrix: Matrix, part: Ints, shape: Floats) -> Floats:
    """The nodes of a component, and points along its links: what nothing else may stand on."""
    source, target = sparse.csr_array(matrix[part][:, part]).nonzero()
    steps = np.linspace(0.0, 1.0, 7)[1:-1, None, None]
    along = shape[source] + steps * (shape[target] - shape[source])
    return np.concatenate((shape, along.reshape(-1, 2)))


def _packed(shapes: list[Floats], aspect: float) -> list[Floats]:
    """A shift for each shape: the first in the middle, each other as near to it as it fits."""
    area = sum(float(np.prod(np.ptp(shape, axis=0) + 2 * _GAP)) for shape in shapes)
    reach = max([np.sqrt(area) * 1.5, *(np.ptp(shape, axis=0).max() + 2 * _GAP for shape in shapes)])
    columns, rows = int(2 * reach * max(aspect, 1.0) / _CELL) | 1, int(2 * reach / _CELL) | 1
    taken = np.zeros((rows, columns))
    across = (np.arange(columns) - columns // 2) / aspect
    down = np.arange(rows) - rows // 2
    cost = across[None, :] ** 2 + down[:, None] ** 2
    shifts = []
    for shape in shapes:
        mask = _mask(shape)
        row, column = _free(taken, mask, cost)
        height, width = mask.shape
        taken[row - height // 2 : row + height // 2 + 1, column - width // 2 : column + width // 2 + 1] += (
            mask
        )
        shifts.append(np.array([column - columns // 2, row - rows // 2]) * _CELL)
    return shifts


def _mask(shape: Floats) -> Floats:
    """The cells within a gap of a node, around the middle of the shape; sides are odd."""
    half = np.ceil((np.abs(shape).max(axis=0) + _GAP) / _CELL).astype(np.int64)
    x = np.arange(-half[0], half[0] + 1) * _CELL
    y = np.arange(-half[1], half[1] + 1) * _CELL
    cells = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    near = np.asarray(KDTree(shape).query(cells)[0]) <= _GAP
    return near.reshape(len(y), len(x)).astype(np.float64)


def _free(taken: Floats, mask: Floats, cost: Floats) -> tuple[int, int]:
    """The cheapest cell for the middle of a mask at which it covers nothing taken."""
    overlap = signal.fftconvolve(taken, mask[::-1, ::-1], mode="same") > 0.5
    height, width = mask.shape
    inside = np.zeros_like(overlap)
    inside[height // 2 : -(height // 2) or None, width // 2 : -(width // 2) or None] = True
    row, column = np.unravel_index(np.where(inside & ~overlap, cost, np.inf).argmin(), cost.shape)
    return int(row), int(column)
