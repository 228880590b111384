"""Writers: Records -> the formats that people hand on, as a stream.

A format is one module of this package with one function under :func:`writer`. What a format cannot
say is left out of it, and only that: the module's docstring names it, and a round trip through the
reader of the same format is its test.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from functools import cache

import msgspec

from kg.errors import StoreError
from kg.rdf import BASE, PEOPLE
from kg.record import Record

__all__ = ["Format", "Write", "find", "write", "writer", "writers"]

Write = Callable[..., Iterator[bytes]]
"""Records, each publication once -> the bytes of a file in pieces, in the order of the Records.

A format that names things by IRIs takes ``base`` and ``people`` too, and gives the IRIs of the graph."""


class Format(msgspec.Struct, frozen=True, kw_only=True):
    """A format to write: its name, a line on what it is, the suffixes of its files, and its function.

    ``suffixes`` are without their dot; the file of another format may have the same, and then the
    format is named. ``minted`` says that it names things by the IRIs that the graph gives them.
    """

    name: str
    summary: str
    suffixes: tuple[str, ...]
    write: Write
    minted: bool = False


def writer(
    *, name: str, summary: str, suffixes: tuple[str, ...] = (), minted: bool = False
) -> Callable[[Write], Format]:
    """Makes a function a :class:`Format`; its module then holds the format."""

    def made(function: Write) -> Format:
        return Format(name=name, summary=summary, suffixes=suffixes, write=function, minted=minted)

    return made


@cache
def writers() -> tuple[Format, ...]:
    """Every format that Records are written in, by name.

    >>> [one.name for one in writers() if one.name == "jsonl"]
    ['jsonl']
    """
    modules = [
        importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)
    ]
    found = {
        value.name: value for one in modules for value in vars(one).values() if isinstance(value, Format)
    }
    return tuple(sorted(found.values(), key=lambda one: one.name))


def find(name: str) -> Format:
    """The format of that name.

    Raises:
        StoreError: there is none; the message lists those there are.
    """
    for found in writers():
        if found.name == name:
            return found
    known = ", ".join(found.name for found in writers())
    raise StoreError(f"there is no format {name!r} to write records in; there are: {known}")


def write(
    records: Iterable[Record], format: str, *, base: str = BASE, people: str = PEOPLE[0]
) -> Iterator[bytes]:
    r"""The bytes of a file in that format, in pieces.

    Args:
        records: each publication once.
        format: its name.
        base: what minted IRIs begin with, in a format that has them.
        people: a layer of :data:`kg.rdf.PEOPLE`, in such a format.

    Raises:
        StoreError: there is no such format.

    >>> b"".join(write([Record(type="Letter", volume="3")], "jsonl"))
    b'{"type":"Letter","volume":"3"}\n'
    """
    found = find(format)
    return found.write(records, base=base, people=people) if found.minted else found.write(records)
