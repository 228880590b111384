"""Finds the ontologies, shapes and queries, in an installed wheel and in a checkout alike."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from kg.errors import ResourceError

__all__ = ["Folder", "files", "folder", "path", "read_bytes"]

Folder = Literal["ontologies", "shapes", "queries", "examples"]

_PACKAGE = Path(__file__).resolve().parent


@cache
def folder(name: Folder) -> Path:
    """The folder of that name: ``kg/_data`` of a wheel, else the top of the checkout.

    >>> folder("ontologies").joinpath("context.jsonld").is_file()
    True
    """
    for candidate in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    raise ResourceError(f"the folder {name!r} is missing: install research-synthesis-kg again")


def path(name: Folder, relative: str) -> Path:
    """The path of one shipped file.

    Raises:
        ResourceError: there is no such file.
    """
    found = folder(name) / relative
    if not found.is_file():
        raise ResourceError(f"there is no {name}/{relative} in this installation")
    return found


def read_bytes(name: Folder, relative: str) -> bytes:
    """The content of one shipped file."""
    return path(name, relative).read_bytes()


def files(name: Folder, pattern: str) -> tuple[Path, ...]:
    """The shipped files that match a glob pattern, in the order of their names."""
    return tuple(sorted(folder(name).glob(pattern)))
