"""What a library writes into a file, read while it is written."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

__all__ = ["ROOM", "piped"]

ROOM = 1024 * 1024
"""Bytes that a pipe holds where the system lets us say so."""

_OPEN_FILES = Path("/dev/fd")


@contextmanager
def piped(write: Callable[[Path], object], folder: Path, is_whole: Callable[[], bool]) -> Generator[BinaryIO]:
    r"""A stream of what a function writes into a file; where the system has such pipes, while it writes.

    The function runs in a thread. Native code that writes to a path needs no lock of the interpreter, as it
    does for each call of a method ``write``. What the function raises is raised when the stream is left at
    its end. Where it is left before, the function is refused its next write.

    Args:
        write: is told the path.
        folder: where the file may lie on other systems.
        is_whole: whether all was read that should be. If so, a function may have failed to bring it to the
            disk, for a pipe has none.

    >>> with piped(lambda path: path.write_bytes(b"a\nb\n"), Path("unused"), lambda: True) as stream:
    ...     list(stream)
    [b'a\n', b'b\n']
    """
    if not _OPEN_FILES.is_dir():
        file = folder / "written"
        write(file)
        with file.open("rb") as stream:
            yield stream
        file.unlink()
        return
    source, sink = os.pipe()
    _widen(source)
    with ThreadPoolExecutor(1) as beside, open(source, "rb") as stream:
        written = beside.submit(write, _OPEN_FILES / str(sink))
        written.add_done_callback(lambda _: os.close(sink))
        yield stream
    try:
        written.result()
    except OSError:
        if not is_whole():
            raise


def _widen(pipe: int) -> None:
    if sys.platform == "linux":
        from fcntl import F_SETPIPE_SZ, fcntl

        with suppress(OSError):  # a user may have only so much of it
            fcntl(pipe, F_SETPIPE_SZ, ROOM)
