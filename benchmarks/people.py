"""Clusters of authors against gold sets of others, beside names alone: what is joined, what left apart.

    python benchmarks/people.py [--data FOLDER]

Nothing is judged by what it was fitted to. *Folds*: the set is cut into five by surname, or by block where
there is one surname, and each fifth judged by a model of the rest and of the other sets. *Carried over*: by a
model of the other sets alone. Baselines: whoever has one family name and first initial is one person; or one
name as printed. B cubed precision and recall are the means over signatures of the shares of their cluster,
and of their person, that are both.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path

from fit_people import fit
from people_gold import SETS, Gold, blocks, everything, gold, names, scores

from kg.people import Model, block, clusters

FOLDS = 5
MEASURES = ("B3 precision", "B3 recall", "B3 F1", "pair precision", "pair recall", "pair F1")


def found(some: Gold, of: Callable[[str], Model], *, cautious: bool) -> list[Hashable]:
    """The cluster of each signature, by the model of its block."""
    labels: list[Hashable] = [None] * len(some.signatures)
    for key, places in blocks(some.signatures).items():
        told = clusters([some.signatures[place] for place in places], model=of(key), cautious=cautious)
        for place, label in zip(places, told.labels, strict=True):
            labels[place] = key, label
    return labels


def folds(some: Gold) -> dict[str, int]:
    """The fold of each block: surnames, the largest first, go round."""
    sizes: Counter[str] = Counter()
    together = blocks(some.signatures)
    unit = {key: key.rpartition(" ")[0] for key in together}
    if len(set(unit.values())) < FOLDS:
        unit = {key: key for key in together}
    for key, places in together.items():
        sizes[unit[key]] += len(places)
    order = sorted(sizes, key=lambda one: (-sizes[one], one))
    return {key: order.index(unit[key]) % FOLDS for key in together}


def row(name: str, some: Gold, way: str, labels: Sequence[Hashable], spent: float) -> None:
    """Prints a line of the table."""
    told = scores(labels, some.truth)
    cells = " | ".join(f"{told[measure]:.3f}" for measure in MEASURES)
    print(f"| {name} | {len(labels):,} | {way} | {cells} | {spent:.1f} |", flush=True)


def main() -> None:
    """Prints a row a set and way."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument(
        "--data", default=os.environ.get("KG_SHARED", "") + "/data", help="folder of real input"
    )
    data = Path(options.parse_args().data)
    common = names(data)
    pairs = everything(data, common)
    print("| set | signatures | way | B³ precision | recall | F1 | pairs: precision | recall | F1 | CPU s |")
    print("|---|---:|---|---:|---:|---:|---:|---:|---:|---:|")
    for name in SETS:
        some = gold(data, name)
        initial = [block(one) for one in some.signatures]
        printed = [(one.family, one.given or one.initials) for one in some.signatures]
        row(name, some, "family name and initial", initial, 0)
        row(name, some, "name as printed", printed, 0)
        fold = folds(some)
        ways = {"carried over": [fit([one for one in pairs if one.set != name], common)] * FOLDS}
        if len(set(fold.values())) == FOLDS:
            ways["folds"] = [
                fit([one for one in pairs if one.set != name or fold[one.block] != each], common)
                for each in range(FOLDS)
            ]
        for way, models in ways.items():
            for cautious in (False, True):
                started = time.process_time()
                labels = found(some, lambda key: models[fold[key]], cautious=cautious)  # noqa: B023
                told = f"{way}, cautious" if cautious else way
                row(name, some, told, labels, time.process_time() - started)


if __name__ == "__main__":
    main()
