"""The standard streams, which may be closed, or go to a reader who has seen enough.

What a command did, and so its exit status, does not depend on who reads what it prints.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

__all__ = ["flushed", "leave", "opened", "said", "unread"]


def opened() -> None:
    """Puts nowhere in the place of streams that the caller closed, and escapes what a terminal lacks.

    Otherwise the next file that is opened, such as one of the graph, would have their number.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 (to the end)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def leave(stream: TextIO) -> None:
    """Lets the rest of a stream go nowhere; Python must not complain again when it ends."""
    with suppress(io.UnsupportedOperation):
        number = stream.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, number)
        os.close(nowhere)


def said(text: str) -> None:
    """Prints a line on standard error, if anybody reads it."""
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:
        leave(sys.stderr)


@contextmanager
def unread() -> Iterator[None]:
    """What is printed within may remain unread: the status was decided before."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        leave(sys.stdout)


@contextmanager
def flushed() -> Iterator[None]:
    """Whatever was printed within is written at its end, and not when Python ends.

    After an interruption nothing is: it may have come because writing hangs.
    """
    try:
        yield
    except SystemExit:  # the end of --help
        sys.stdout.flush()
        raise
    sys.stdout.flush()
