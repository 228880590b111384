"""Signals that end a command: each unwinds it as Ctrl-C does, so that it leaves nothing half done."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["Ended", "heeded", "status", "told"]

_NAMES = ("SIGTERM", "SIGHUP")  # the second is unknown to Windows
_BY_SIGNAL = 128
_TOLD = {"SIGTERM": "ended by SIGTERM", "SIGHUP": "ended, because the terminal was closed (SIGHUP)"}


class Ended(KeyboardInterrupt):
    """A signal asked the process to end.

    Args:
        number: the signal.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(signal.Signals(number).name)


@contextmanager
def heeded() -> Iterator[None]:
    """While the block runs, a signal to end raises :class:`Ended` in it; further ones change nothing.

    A signal that the caller has ignored, as ``nohup`` does, stays ignored. Only the main thread of a
    process gets signals; elsewhere nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    known = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    were = {one: signal.getsignal(one) for one in known}
    heeding = [one for one, was in were.items() if was == signal.SIG_DFL]

    def end(number: int, _: FrameType | None) -> None:
        for one in heeding:
            signal.signal(one, signal.SIG_IGN)  # what is under way is being cleared away
        raise Ended(number)

    try:
        for one in heeding:
            signal.signal(one, end)
        yield
    finally:
        for one in heeding:
            signal.signal(one, were[one])


def status(ending: KeyboardInterrupt) -> int:
    """The exit status that a shell would give.

    >>> status(KeyboardInterrupt()), status(Ended(signal.SIGTERM))
    (130, 143)
    """
    return _BY_SIGNAL + (ending.number if isinstance(ending, Ended) else signal.SIGINT)


def told(ending: KeyboardInterrupt) -> str:
    """What ended the command, in words.

    >>> told(KeyboardInterrupt()), told(Ended(signal.SIGTERM))
    ('interrupted', 'ended by SIGTERM')
    """
    return _TOLD[str(ending)] if isinstance(ending, Ended) else "interrupted"
