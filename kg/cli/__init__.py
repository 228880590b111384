"""The command ``kg``: arguments, progress, tables and exit status; the work is done elsewhere."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from kg.cli import endings, streams
from kg.cli.arguments import parser
from kg.errors import KgError

__all__ = ["main"]

_FAILED = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command and returns its exit status.

    Returns:
        0: all is well. 1: done, but something was rejected or does not conform. 2: the command
        could not be carried out. 128 and the number of a signal: that signal ended it, such as 130 for
        Ctrl-C and 143 for SIGTERM; nothing half done is left.
    """
    streams.opened()
    try:
        with endings.heeded(), streams.flushed():
            return _status(parser().parse_args(arguments))
    except KeyboardInterrupt as ending:
        streams.leave(sys.stdout)  # whoever reads it may be what hangs
        streams.said(f"kg: {endings.told(ending)}")
        return endings.status(ending)
    except BrokenPipeError:
        streams.leave(sys.stdout)  # whoever reads it has seen enough
        return 0
    except OSError as error:
        streams.leave(sys.stdout)
        streams.said(f"kg: the output cannot be written: {error.strerror or error}")
        return _FAILED


def _status(arguments: argparse.Namespace) -> int:
    try:
        from kg.cli import commands

        return commands.run(arguments)
    except KgError as error:
        streams.said(f"kg: {' '.join(str(error).split())}")
        return _FAILED
