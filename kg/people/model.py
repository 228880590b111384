"""The model: for each feature a table of weights, which are added up; a file of JSON that one can read."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec
import numpy as np
from numpy.typing import NDArray

from kg.errors import ResourceError
from kg.people.commonness import Commonness
from kg.people.comparing import FEATURES
from kg.people.evidence import Evidence, Floats

__all__ = ["Model", "Table", "load", "shipped"]


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The weights of a feature: the first below the first edge, the last from the last edge on."""

    edges: tuple[float, ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.weights) != len(self.edges) + 1 or list(self.edges) != sorted(self.edges):
            raise ValueError("a table has rising edges, and one weight more")

    def places(self, values: Floats) -> NDArray[np.intp]:
        """Which weight each value has."""
        return np.searchsorted(np.array(self.edges, dtype=np.float32), values, side="right")


class Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a fit has found.

    Attributes:
        about: what it is and where it comes from, for who opens the file.
        threshold: the least mean probability of pairs at which two clusters become one.
        cautious: the same, where a wrong cluster is worse than a missed one.
        intercept: the logarithm of the odds, to which the tables add.
        features: a table for each of :data:`kg.people.comparing.FEATURES`.
        names: how common names are.
    """

    about: str
    threshold: float
    cautious: float
    intercept: float
    features: dict[str, Table]
    names: Commonness

    def __post_init__(self) -> None:
        if list(self.features) != list(FEATURES):
            raise ValueError(f"a model has a table for each of {', '.join(FEATURES)}")

    def probabilities(self, block: Evidence, rows: slice) -> Floats:
        """That signatures of a slice are of one person with those of the block, if nothing forbids it."""
        count = len(block.names)
        odds: Floats = np.full((len(range(count)[rows]), count), self.intercept, dtype=np.float32)
        for feature, compare in FEATURES.items():
            table = self.features[feature]
            odds += np.array(table.weights, dtype=np.float32)[table.places(compare(block, rows))]
        np.exp(-odds, out=odds)
        np.reciprocal(odds + 1, out=odds)
        return odds


def load(data: bytes, name: str = "model") -> Model:
    """A model from JSON.

    Raises:
        ResourceError: it is no model.
    """
    try:
        return msgspec.json.decode(data, type=Model)
    except msgspec.MsgspecError as error:
        raise ResourceError(f"{name} is no model of names: {error}") from error


@cache
def shipped() -> Model:
    """The model that comes with the package, made by ``benchmarks/fit_people.py``."""
    return load(files("kg.people").joinpath("model.json").read_bytes(), "kg/people/model.json")
