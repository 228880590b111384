"""The command ``kg``: arguments, progress, tables and exit status; the work is done elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from kg.cli.arguments import parser
from kg.errors import KgError

__all__ = ["main"]

_FAILED = 2
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command and returns its exit status.

    Returns:
        0: all is well. 1: done, but something was rejected or does not conform. 2: the command
        could not be carried out. 130: it was interrupted.
    """
    found = parser().parse_args(arguments)
    try:
        from kg.cli import commands

        return commands.run(found)
    except KgError as error:
        print(f"kg: {error}", file=sys.stderr)
        return _FAILED
    except KeyboardInterrupt:
        print("kg: interrupted", file=sys.stderr)
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough; Python must not complain when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
