"""How many processors there are to work on."""

from __future__ import annotations

import os

__all__ = ["processors"]


def processors() -> int:
    """How many processors this process may use, which may be fewer than the machine has.

    >>> 1 <= processors() <= (os.cpu_count() or 1)
    True
    """
    allowed = getattr(os, "sched_getaffinity", None)  # Linux alone has it
    return len(allowed(0)) if allowed else os.cpu_count() or 1
