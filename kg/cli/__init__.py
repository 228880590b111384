"""The command ``kg``: arguments, progress, tables and exit status; the work is done elsewhere."""

from __future__ import annotations

import io
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
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # not every terminal has every character
    try:
        from kg.cli import commands

        return commands.run(found)
    except KgError as error:
        print(f"kg: {' '.join(str(error).split())}", file=sys.stderr)
        return _FAILED
    except KeyboardInterrupt:
        print("kg: interrupted", file=sys.stderr)
        return _INTERRUPTED
    except BrokenPipeError:
        _leave_output()  # whoever reads it has seen enough
        return 0
    except OSError as error:
        _leave_output()
        print(f"kg: the output cannot be written: {error.strerror or error}", file=sys.stderr)
        return _FAILED


def _leave_output() -> None:
    """Lets Python flush to nowhere when it ends: it must not complain a second time."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
