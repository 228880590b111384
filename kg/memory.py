"""How much may lie in memory, where a task goes faster for it."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["few"]

_MOST = 3_000_000
_BYTES = 400  # of a statement in memory
_SHARE = 16
_LIMIT_OF_CONTAINER = Path("/sys/fs/cgroup/memory.max")


def few() -> int:
    """How many statements may be copied into memory: what a sixteenth of it holds, at most 3,000,000.

    A hundred thousand are 40 MB there; where the size of the memory is not known, 400,000 are few.

    >>> 0 < few() <= 3_000_000
    True
    """
    return min(_memory() // _SHARE // _BYTES, _MOST)


def _memory() -> int:
    """Bytes of memory that this process may have: those of the machine, or of the container it is in."""
    try:
        machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # there is no such question on Windows
        machine = 400_000 * _SHARE * _BYTES
    try:
        return min(machine, int(_LIMIT_OF_CONTAINER.read_bytes()))
    except (OSError, ValueError):  # there is no container, or it says "max"
        return machine
