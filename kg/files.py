"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from kg.errors import KgError

__all__ = ["whole"]


@contextmanager
def whole(path: Path, error: type[KgError]) -> Iterator[BinaryIO]:
    """A stream to a file beside ``path``, which takes its place when the block ends well.

    A device or a pipe is written to as it is, and a symbolic link stays.

    Raises:
        KgError: of the class ``error``: the file cannot be written.
    """
    special = path.exists() and not path.is_file() and not path.is_dir()
    target = path if special else Path(os.path.realpath(path))
    aside = target.with_name(f".{target.name}.part")
    try:
        if special:
            with open(path, "wb") as stream:
                yield stream
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        with open(aside, "wb") as stream:
            yield stream
        os.replace(aside, target)
    except OSError as reason:
        raise error(f"{path} cannot be written: {reason.strerror or reason}") from reason
    finally:
        with suppress(OSError):
            aside.unlink()
