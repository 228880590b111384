"""Signals that end a command: each unwinds it as Ctrl-C does, so that it leaves nothing half done."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["Ended", "heeded", "status", "told"]

_NAMES = ("SIGTERM", "SIGHUP")  # the second is unknown to Windows
_BY_SIGNAL = 128
_SOON = 0.05
"""Seconds until a signal that was lost in a callback is raised again."""
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

    told = sys.unraisablehook

    def unheard(lost: sys.UnraisableHookArgs) -> None:
        """Raises again what came in a callback, as that of a weak reference, which passes nothing on."""
        if not isinstance(lost.exc_value, KeyboardInterrupt):
            told(lost)
            return
        number = lost.exc_value.number if isinstance(lost.exc_value, Ended) else signal.SIGINT
        if number in heeding:
            signal.signal(number, end)
        threading.Timer(_SOON, _to_main_thread, (number,)).start()

    try:
        for one in heeding:
            signal.signal(one, end)
        sys.unraisablehook = unheard
        yield
    finally:
        sys.unraisablehook = told
        for one in heeding:
            signal.signal(one, were[one])


def _to_main_thread(number: int) -> None:
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident or 0, number)
    else:
        signal.raise_signal(number)


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
