"""Profiles: what an institution or a funder asks of a publication, beyond what makes a graph sound.

A profile is a file of ``shapes/profiles/``, in the same SHACL as the other shapes. Its first line says
what it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from kg import resources
from kg.errors import ShapeError

__all__ = ["Profile", "chosen", "files", "profiles"]


class Profile(msgspec.Struct, frozen=True):
    """A profile that the package ships: its name, and what it asks for in a line."""

    name: str
    summary: str
    file: Path


def profiles() -> tuple[Profile, ...]:
    """The profiles that the package ships, in the order of their names.

    >>> [one.name for one in profiles()]
    ['openaire', 'plan-s']
    """
    return tuple(
        Profile(file.stem, _first_line(file), file) for file in resources.files("shapes", "profiles/*.ttl")
    )


def _first_line(file: Path) -> str:
    with open(file, encoding="utf-8") as stream:
        return stream.readline().removeprefix("#").strip()


def chosen(asked: Iterable[str]) -> list[Path]:
    """The files of profiles.

    Args:
        asked: names of shipped profiles, or paths of files or folders of one's own.

    Raises:
        ShapeError: there is no such profile, or the folder has no shapes.
    """
    shipped = {one.name: one.file for one in profiles()}
    found: list[Path] = []
    for name in asked:
        if name in shipped:
            found.append(shipped[name])
        elif Path(name).exists():
            found += files(Path(name))
        else:
            known = ", ".join(shipped)
            raise ShapeError(
                f"there is no profile {name!r}; there are: {known}, and any file or folder of shapes"
            )
    return list(dict.fromkeys(found))


def files(place: Path) -> list[Path]:
    """The file, or the files of shapes of a folder in the order of their names.

    Raises:
        ShapeError: it has none.
    """
    found = [place] if place.is_file() else sorted(place.glob("*.ttl"))
    if not found:
        raise ShapeError(f"there are no shapes in {place}: it has no file *.ttl")
    return found
