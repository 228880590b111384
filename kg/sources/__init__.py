"""Readers: bytes of any format -> Records, in the order of the input.

A format is one module of this package with one function under :func:`source`; or a
:class:`Source` that another distribution names under the entry-point group ``kg.sources``.
Nothing else knows the formats: :func:`detect` asks each of them about the first bytes of a file,
:func:`read` opens (:mod:`.opening`), reads, and turns whatever breaks into a
:class:`~kg.record.Reject`, so that a bad file never ends a run.
"""

from __future__ import annotations

import importlib
import io
import logging
import os
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.metadata import entry_points
from typing import BinaryIO, cast

import msgspec

from kg.errors import SourceError
from kg.record import Record, Reject
from kg.sources import insisting, mixed
from kg.sources.cleaning import cleaned
from kg.sources.folders import expand, shown
from kg.sources.licensing import licensed
from kg.sources.opening import HEAD, File, files
from kg.sources.strangers import described, stranger

__all__ = [
    "Detect",
    "File",
    "Read",
    "Source",
    "detect",
    "embedded",
    "expand",
    "files",
    "find",
    "inputs",
    "ranked",
    "read",
    "records",
    "shown",
    "source",
    "sources",
]

_log = logging.getLogger(__name__)

_FAULTS = (ArithmeticError, LookupError, RecursionError, SyntaxError, ValueError, msgspec.MsgspecError)
"""What a reader raises over data that it did not expect."""

_TOLD = 200
_ALIKE = 0.01  # two formats that are so near are equally sure

Detect = Callable[[bytes], float]
"""The first :data:`~kg.sources.opening.HEAD` bytes of the content -> how sure it is, 0 to 1.

1.0 is a mark that only this format has, such as the name of its root element; 0.9 its structure; 0.5
what it shares with others and they say no better; below 0.4 is a guess. 0.0 is another format.
"""

Read = Callable[[BinaryIO, str], Iterator[Record | Reject]]
"""An open file and its name for messages -> its records and rejects, in order, as a stream."""


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A format: its name, a line on what it is, how it is recognised, and its two functions.

    ``begins`` is for formats of lines that people put one behind the other in one file: the pattern of
    the beginning of a line that begins a record, and that stands in no record of another such format.
    """

    name: str
    summary: str
    recognised: str
    detect: Detect
    read: Read
    example: str = ""
    begins: str = ""


def source(
    *, name: str, summary: str, recognised: str, detect: Detect, example: str = "", begins: str = ""
) -> Callable[[Read], Source]:
    """Makes a read function a :class:`Source`; its module then holds the format."""

    def made(function: Read) -> Source:
        return Source(
            name=name,
            summary=summary,
            recognised=recognised,
            detect=detect,
            read=function,
            example=example,
            begins=begins,
        )

    return made


@cache
def sources() -> tuple[Source, ...]:
    """Every format there is, by name.

    >>> [found.name for found in sources() if found.name in {"pubmed", "vufind"}]
    ['pubmed', 'vufind']
    """
    modules = [
        importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)
    ]
    own = [value for module in modules for value in vars(module).values() if isinstance(value, Source)]
    others = [entry.load() for entry in entry_points(group=__name__)]
    return tuple(sorted({found.name: found for found in [*own, *others]}.values(), key=lambda one: one.name))


def find(name: str) -> Source:
    """The format of that name.

    Raises:
        SourceError: there is none; the message lists those there are.
    """
    for found in sources():
        if found.name == name:
            return found
    known = ", ".join(found.name for found in sources())
    raise SourceError(name, "", f"there is no such format; there are: {known}")


def ranked(head: bytes) -> list[tuple[float, Source]]:
    """How sure the formats are of these first bytes, the surest first; those that know them at all."""
    scores = [(_score(found, head), found) for found in sources()]
    return sorted((pair for pair in scores if pair[0] > 0), key=lambda pair: (-pair[0], pair[1].name))


def _score(found: Source, head: bytes) -> float:
    try:
        return min(max(found.detect(head), 0.0), 1.0)
    except _FAULTS:
        _log.warning("the format %s fails to say whether a file is of it", found.name, exc_info=True)
        return 0.0


def detect(head: bytes) -> Source | None:
    """The format that is surest of these first bytes; ``None`` if none knows them, or two alike."""
    found = ranked(head)
    alike = len(found) > 1 and found[0][0] - found[1][0] < _ALIKE
    return found[0][1] if found and not alike else None


def read(path: str, *, format: str = "") -> Iterator[Record | Reject]:
    """The records of a file, and what could not be read, in the order of the file.

    The file may be compressed (gzip, zstd, bzip2, xz), an archive (zip, tar), or a folder; ``-`` is
    standard input. Never raises for what a file holds: what cannot be read becomes a
    :class:`~kg.record.Reject`.

    Args:
        path: what :func:`~kg.sources.folders.expand` takes.
        format: the name of the format; found by content, for each file alone, if empty.

    Raises:
        SourceError: there is no format of that name.
    """
    if format:
        find(format)
    for file in inputs(path):
        yield from [file] if isinstance(file, Reject) else records(file, format=format)


def inputs(
    named: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
) -> Iterator[File | Reject]:
    """The files that inputs stand for, each open while it is its turn; or why one cannot be.

    Args:
        named: one or several of what :func:`~kg.sources.folders.expand` takes.
    """
    several = [named] if isinstance(named, str | os.PathLike) else named
    for path in expand([os.fspath(one) for one in several]):
        yield from [path] if isinstance(path, Reject) else files(path)


def records(file: File, *, format: str = "") -> Iterator[Record | Reject]:
    """The records of a file that is open, as :func:`read` gives them.

    Raises:
        SourceError: there is no format of that name.
    """
    chosen = find(format) if format else None

    def items() -> Iterator[Record | Reject]:
        stream = cast("BinaryIO", file.stream)
        found = _recognise(file) if chosen is None or not _holds(file) else chosen
        if chosen or not found.begins:
            yield from found.read(stream, file.name)
            return
        for name, part in mixed.parts(stream, found.name, _beginnings()):
            yield from find(name).read(part, file.name)

    found = _guarded(items(), file.name)
    return found if chosen is None else _insisted(found, file, chosen)


def _insisted(items: Iterator[Record | Reject], file: File, chosen: Source) -> Iterator[Record | Reject]:
    """What the format gives that is named for a file; the file may look like another one, or like none."""
    head = file.stream.peek(HEAD)[:HEAD]
    found = ranked(head)[:1]
    if not head.strip() or (found and found[0][0] <= _score(chosen, head)):
        return items
    if found:
        seems = f"it looks like {found[0][1].name}: leave --as out"
    else:
        told = stranger(head) or f"looks like {described(head)}: name its own format, or export it again"
        seems = f"it {told}"
    return insisting.checked(items, file.name, chosen.name, seems, alien=bool(found))


@cache
def _beginnings() -> dict[str, str]:
    """How a line begins a record, for each format of lines."""
    return {found.name: found.begins for found in sources() if found.begins}


def embedded(data: bytes, file: str, *, hint: str = "") -> Iterator[Record | Reject]:
    """The records in bytes that a field of another record holds, whatever their format.

    So a reader can tell what stands in its records without knowing any other reader. Never raises for
    what the bytes hold, and gives nothing where no format knows them.

    Args:
        data: a record or several, as they would stand in a file.
        file: the file that the bytes come from, for provenance and messages.
        hint: the name of the format that is likely, which is asked first.
    """
    head = data[:HEAD]
    likely = next((one for one in sources() if one.name == hint and _score(one, head) > 0), None)
    found = likely or (detect(head) if head.strip() else None)
    if found is None:
        return iter(())
    stream = io.BufferedReader(cast("io.RawIOBase", io.BytesIO(data)), HEAD)
    return _guarded(found.read(stream, file), file)


def _guarded(items: Iterator[Record | Reject], file: str) -> Iterator[Record | Reject]:
    """The items; what breaks while they are read becomes a reject, the last one."""
    count = 0
    try:
        for item in items:
            count += 1
            yield _accountable(item, file, count)
    except SourceError as error:
        yield Reject(file=file, position=error.position, reason=error.reason)
    except UnicodeDecodeError as error:
        yield Reject(
            file=file,
            position=_after(count),
            reason=f"byte {error.start} is not valid {error.encoding}: save the file as UTF-8",
        )
    except OSError as error:
        yield Reject(file=file, position=_after(count), reason=f"cannot be read: {error.strerror or error}")
    except _FAULTS as error:
        _log.debug("the reader of %s", file, exc_info=True)
        told = " ".join(f"{type(error).__name__}: {error}".split())[:_TOLD]
        reason = f"the reader fails on what follows ({told}): please report it with the file"
        yield Reject(file=file, position=_after(count), reason=reason)


def _accountable(item: Record | Reject, file: str, number: int) -> Record | Reject:
    """The item, clean; a record that does not tell where it comes from could not be found again."""
    if isinstance(item, Reject):
        return item
    if not item.provenance:
        return Reject(file=file, position=f"item {number}", reason="the reader gives it no provenance")
    return cleaned(licensed(item))


def _holds(file: File) -> bool:
    """Whether there is anything in a file."""
    return bool(file.stream.peek(HEAD)[:HEAD].strip())


def _recognise(file: File) -> Source:
    head = file.stream.peek(HEAD)[:HEAD]
    if not head.strip():
        raise SourceError(file.name, "", "the file is empty")
    found = detect(head)
    if found is not None:
        return found
    if alike := [one for _, one in ranked(head)][:2]:
        if all(one.begins for one in alike):
            return alike[0]  # there are records of both, one behind the other
        reason = f"may be {' or '.join(one.name for one in alike)}: say with --as which it is"
        raise SourceError(file.name, "", reason)
    names = ", ".join(one.name for one in sources())
    other = f"{described(head)} of no known format: name it with --as if it is one of {names}"
    raise SourceError(file.name, "", stranger(head) or other)


def _after(count: int) -> str:
    return f"after item {count}" if count else ""
