"""The folder of a graph: written aside, then published in one step, so that it is never half new.

A build writes to ``.NAME.building`` beside the folder, under a lock; publishing exchanges the two
in one system call where there is one (Linux, macOS), else by two renames that :func:`heal` completes
if they are cut short. A killed build leaves only the folder aside, which the next one clears.

Who reads holds the folder and its files open, so that names which lead elsewhere after an exchange, and
files which are gone, are still those of the graph that was opened.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from kg.errors import StoreError

__all__ = ["LAYOUT", "Held", "heal", "is_under_way", "locked", "staged"]

LAYOUT = 2
"""The layout of the folder; a graph of another one is built again."""

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2
_OPEN_FILES = Path("/dev/fd")
_CAN_HOLD = os.open in os.supports_dir_fd and os.listdir in os.supports_fd and _OPEN_FILES.is_dir()


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
        with locked(folder.with_name(f".{folder.name}.lock"), folder):
            _heal(folder)
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
    """Puts back the old graph if a publication by two renames was cut short between them.

    While a builder is at work it has no need of that, and nothing is done.
    """
    folder = Path(os.path.realpath(folder))
    if is_under_way(folder):
        with suppress(StoreError), locked(folder.with_name(f".{folder.name}.lock"), folder):
            _heal(folder)


def is_under_way(folder: Path) -> bool:
    """Whether a publication by two renames has begun and not ended."""
    return _old(Path(os.path.realpath(folder))).exists()


def _old(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")


def _heal(folder: Path) -> None:
    old = _old(folder)
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
def locked(path: Path, folder: Path) -> Iterator[None]:
    """Holds the lock of a folder, a file that is there for as long as the block lasts.

    Raises:
        StoreError: another process holds it.
    """
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
        old = _old(folder)
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


class Held:
    """The folder of a graph as it was when it was opened, whatever takes its place.

    Where the system has no descriptors of folders, names are looked up anew each time: ask
    :meth:`is_current` afterwards.

    Args:
        path: the folder.

    Raises:
        OSError: it cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._open = ExitStack()
        self._release = weakref.finalize(self, self._open.close)
        self._at = _descriptor(self._open, path, None) if _CAN_HOLD else None
        self._was = os.stat(path if self._at is None else self._at)

    def close(self) -> None:
        """Lets it go; more than once does no harm."""
        self._release()

    def is_current(self) -> bool:
        """Whether the path still leads to this folder."""
        try:
            return os.path.samestat(self._was, os.stat(self.path))
        except FileNotFoundError:
            return False

    def open(self, name: str) -> BinaryIO:
        """A file of the folder, for reading.

        Raises:
            OSError: there is none, or no more.
        """
        if self._at is None:
            return open(self.path / name, "rb")
        at = self._at
        return open(name, "rb", opener=lambda inside, flags: os.open(inside, flags, dir_fd=at))

    def names(self, name: str) -> list[str]:
        """What a folder in the folder holds.

        Raises:
            OSError: there is none, or no more.
        """
        if self._at is None:
            return os.listdir(self.path / name)
        with ExitStack() as stack:
            return os.listdir(_descriptor(stack, name, self._at))

    def files(self, name: str) -> Path:
        """A folder with the files of a folder in the folder, which stay there until this is closed.

        A database opens some of its files only when it needs them, and by their names; so it gets links
        to open files. Of more files than a process may have open the names alone have to do.

        Raises:
            OSError: there is none, or no more.
        """
        if self._at is None:
            return self.path / name
        links = Path(tempfile.mkdtemp(prefix="kg-"))
        with ExitStack() as stack:
            stack.callback(shutil.rmtree, links, ignore_errors=True)
            inside = _descriptor(stack, name, self._at)
            try:
                for file in os.listdir(inside):
                    os.symlink(_OPEN_FILES / str(_descriptor(stack, file, inside)), links / file)
            except OSError as error:
                if error.errno != errno.EMFILE:
                    raise
                return self.path / name
            self._open.push(stack.pop_all())
        return links


def _descriptor(stack: ExitStack, name: Path | str, at: int | None) -> int:
    descriptor = os.open(name, os.O_RDONLY, dir_fd=at)
    stack.callback(os.close, descriptor)
    return descriptor
