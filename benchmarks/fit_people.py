"""Fits the model of kg.people to the gold sets of author names, and writes kg/people/model.json.

    python benchmarks/fit_people.py [--data FOLDER] [--to FILE]

The model is a logistic regression on steps: each feature is cut at the edges below, and each edge adds its
step to the logarithm of the odds. Steps have one direction where the field knows it: more co-authors in
common never speak against one person. So there is one best fit, and the same input gives the same file.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
from people_gold import WEIGHTS, Pairs, everything, names
from scipy.optimize import minimize

from kg.people.commonness import Commonness
from kg.people.model import Model, Table

HERE = Path(__file__).parent
SHIPPED = HERE.parent / "kg" / "people" / "model.json"
THRESHOLD = 0.35
CAUTIOUS = 0.8
RIDGE = 1e-4


class Cut(NamedTuple):
    """Where a feature is cut; the direction of its steps, 0 for any; and how many steps have none."""

    edges: tuple[float, ...]
    direction: int = 0
    free: int = 0


CUTS = {
    "given names": Cut((1, 2, 3, 4, 5, 6)),
    "commonness of the commoner name": Cut((-7.5, -7, -6.5, -6, -5.5, -5, -4.5, -4, -3.5), -1),
    "commonness of the rarer name": Cut((-9, -8, -7.5, -7, -6.5, -6, -5.5, -5, -4.5, -4, -3.5), -1),
    "expected homonyms in the block": Cut((-3, -2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1), -1),
    "co-authors in common": Cut((0, 0.01, 2, 4, 6, 8, 12, 20), 1, 1),
    "co-authors alike": Cut((0, 0.01, 0.05, 0.1, 0.2, 0.4, 0.7), 1, 1),
    "affiliations alike": Cut((0, 0.01, 0.03, 0.06, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9), 1, 1),
    "affiliation within the other": Cut((0, 0.01, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.95), 1, 1),
    "e-mail": Cut((0, 1), 1, 1),
    "subjects in common": Cut((0.5, 2, 5, 8, 12, 16, 24, 32, 48), 1),
    "subjects alike": Cut((0.01, 0.02, 0.04, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6), 1),
    "venue": Cut((0, 0.1, 1, 2, 3, 4), 1, 1),
    "years apart": Cut((0, 1, 2, 3, 5, 8, 12, 16, 24), -1, 1),
    "languages": Cut((1,), -1),
}


def fit(chosen: Sequence[Pairs], common: Commonness) -> Model:
    """The model of some pairs. Each set counts the same, and its variants by their weights."""
    totals: dict[tuple[str, str], float] = {}
    for some in chosen:
        key = some.set, some.variant
        totals[key] = totals.get(key, 0.0) + some.weight.sum()
    weight = np.concatenate(
        [some.weight * WEIGHTS[some.variant] / totals[some.set, some.variant] for some in chosen]
    )
    weight /= weight.sum()
    same = np.concatenate([some.same for some in chosen]).astype(float)
    features = np.concatenate([some.features for some in chosen])
    columns = [
        np.searchsorted(np.array(cut.edges, dtype=np.float32), features[:, place], side="right")
        for place, cut in enumerate(CUTS.values())
    ]
    steps = _steps(columns, same, weight)
    tables, start = {}, 1
    for name, cut in CUTS.items():
        end = start + len(cut.edges)
        tables[name] = Table(
            edges=cut.edges,
            weights=tuple(round(float(total), 3) + 0.0 for total in np.cumsum([0.0, *steps[start:end]])),
        )
        start = end
    return Model(
        about="Weights of evidence that two names are of one person. Made by benchmarks/fit_people.py.",
        threshold=THRESHOLD,
        cautious=CAUTIOUS,
        intercept=round(float(steps[0]), 3),
        features=tables,
        names=common,
    )


def _steps(columns: list[np.ndarray], same: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """The intercept and the steps of all features, that are likeliest."""
    sizes = [len(cut.edges) for cut in CUTS.values()]
    ends = np.cumsum([1, *sizes])

    def loss(steps: np.ndarray) -> tuple[float, np.ndarray]:
        odds = np.full(len(same), steps[0])
        for column, start, end in zip(columns, ends[:-1], ends[1:], strict=True):
            odds += np.concatenate(([0.0], np.cumsum(steps[start:end])))[column]
        lost = (weight * (np.logaddexp(0, odds) - same * odds)).sum() + RIDGE * (steps[1:] ** 2).sum()
        rest = weight * (1 / (1 + np.exp(-odds)) - same)
        slope = np.empty_like(steps)
        slope[0] = rest.sum()
        for column, start, end in zip(columns, ends[:-1], ends[1:], strict=True):
            sums = np.bincount(column, rest, minlength=end - start + 1)
            slope[start:end] = np.cumsum(sums[::-1])[::-1][1:]
        slope[1:] += 2 * RIDGE * steps[1:]
        return lost, slope

    bounds: list[tuple[float | None, float | None]] = [(None, None)]
    for cut in CUTS.values():
        directed = {1: (0.0, None), -1: (None, 0.0), 0: (None, None)}[cut.direction]
        bounds += [(None, None)] * cut.free + [directed] * (len(cut.edges) - cut.free)
    options = {"maxiter": 2000, "maxfun": 4000, "ftol": 1e-10, "gtol": 1e-7}
    return minimize(loss, np.zeros(ends[-1]), jac=True, method="L-BFGS-B", bounds=bounds, options=options).x


def main() -> None:
    """Writes the model."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument(
        "--data", default=os.environ.get("KG_SHARED", "") + "/data", help="folder of real input"
    )
    options.add_argument("--to", default=SHIPPED, help="file to write")
    chosen = options.parse_args()
    data = Path(chosen.data)
    common = names(data)
    model = fit(everything(data, common), common)
    Path(chosen.to).write_bytes(msgspec.json.format(msgspec.json.encode(model), indent=1) + b"\n")


if __name__ == "__main__":
    main()
