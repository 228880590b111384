"""The folder of a graph: written aside, then published in one step, so that it is never half new.

A build writes to ``.NAME.building`` beside the folder, under a lock; publishing exchanges the two
in one system call where there is one (Linux, macOS), else by two renames that :func:`heal` completes
if they are cut short. A killed build leaves only the folder aside, which the next one clears.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kg.errors import StoreError

__all__ = ["LAYOUT", "heal", "staged"]

LAYOUT = 1
"""The layout of the folder; a graph of another one is built again."""

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """An empty folder to write to; when the block ends well, it takes the place of ``folder``.

    A symbolic link to a folder stays, and what it leads to is replaced.

    Raises:
        StoreError: another process is building the same graph, the place is taken by something that
            is not a graph, or it cannot be written.
    """
    try:
        # not Path.resolve, which raises other errors for a loop of links in other versions of Python
        folder = Path(os.path.realpath(folder))
        _refuse_strangers(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _locked(folder.with_name(f".{folder.name}.lock"), folder):
            heal(folder)
            yield from _written(folder)
    except OSError as error:
        raise StoreError(f"the graph {folder} cannot be written: {error.strerror or error}") from error


def _written(folder: Path) -> Iterator[Path]:
    aside = folder.with_name(f".{folder.name}.building")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        aside.mkdir()
        yield aside
        _publish(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def heal(folder: Path) -> None:
    """Puts back the old graph if a publication by two renames was cut short between them."""
    folder = Path(os.path.realpath(folder))
    old = folder.with_name(f".{folder.name}.old")
    if not old.exists():
        return
    if folder.exists():
        shutil.rmtree(old, ignore_errors=True)
    else:
        os.rename(old, folder)


def _refuse_strangers(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"{folder} is a file: name a folder for the graph")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "manifest.json").is_file():
        raise StoreError(f"{folder} holds other things than a graph: name an empty or new folder")


@contextmanager
def _locked(path: Path, folder: Path) -> Iterator[None]:
    descriptor = _locked_file(path, folder)
    try:
        yield
    finally:
        with suppress(PermissionError):  # Windows removes no file that is open; there it stays
            path.unlink(missing_ok=True)
        os.close(descriptor)


def _locked_file(path: Path, folder: Path) -> int:
    """The descriptor of the lock file, locked; another builder may remove the file meanwhile."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(descriptor, folder)
            if _is(path, descriptor):
                return descriptor
        except (StoreError, OSError):
            os.close(descriptor)
            raise
        os.close(descriptor)


def _is(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _lock(descriptor: int, folder: Path) -> None:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError) as error:  # the latter is what Windows says
        raise StoreError(f"another process is building {folder}: wait until it ends") from error


def _publish(aside: Path, folder: Path) -> None:
    if not folder.exists():
        os.rename(aside, folder)
    elif not _exchanged(aside, folder):
        old = folder.with_name(f".{folder.name}.old")
        os.rename(folder, old)
        os.rename(aside, folder)
        shutil.rmtree(old, ignore_errors=True)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchanges two paths in one step; ``False`` where the system or its disk cannot."""
    first, second = os.fsencode(one), os.fsencode(other)
    if sys.platform == "win32":
        return False
    library = ctypes.CDLL(None)
    if sys.platform == "linux" and hasattr(library, "renameat2"):
        return bool(library.renameat2(_AT_FDCWD, first, _AT_FDCWD, second, _RENAME_EXCHANGE) == 0)
    if sys.platform == "darwin" and hasattr(library, "renamex_np"):
        return bool(library.renamex_np(first, second, _RENAME_SWAP) == 0)
    return False
