"""pySHACL in several processes: each checks one batch at a time, and what they find does not depend on it.

A process of this module reads from its standard input: a frame with the files of the shapes, then a frame for
each batch. It answers each batch with a frame of findings. A frame is its length and that many bytes, of
MessagePack but for a batch. Nothing of the program that checks is run again in it, so that a script may check
without a guard, as it would have to have with :mod:`multiprocessing`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue
from typing import BinaryIO, cast

import msgspec

from kg.errors import ShapeError
from kg.shapes.findings import Finding

__all__ = ["checked", "processes", "serve"]

_MOST = 8
_SIZE = 8  # bytes that tell the length of a frame
_BEGIN = f"import sys; sys.path.append(sys.argv[1]); from {__name__} import serve; serve()"


class _Answer(msgspec.Struct, frozen=True):
    """What a process found in a batch, or why it could not look."""

    findings: tuple[Finding, ...] = ()
    fault: str = ""


def processes() -> int:
    """How many processes check at once: one for each processor that this one may use, and 8 at most.

    >>> 1 <= processes() <= 8
    True
    """
    allowed = getattr(os, "sched_getaffinity", None)
    return min(len(allowed(0)) if allowed else os.cpu_count() or 1, _MOST)


def checked(chunks: Iterable[bytes], files: Sequence[str], number: int) -> Iterator[Finding]:
    """What pySHACL finds in chunks that describe their subjects wholly, in their order.

    Args:
        chunks: N-Quads. No more of them are held than processes have to do, and one in waiting for each.
        files: where the shapes stand.
        number: of processes.

    Raises:
        ShapeError: a shape cannot be run, a chunk is not N-Quads, or a process ended before its time.
    """
    with ExitStack() as stack:
        made = [stack.enter_context(_started(files)) for _ in range(number)]
        pool = stack.enter_context(ThreadPoolExecutor(number))
        for one in made:
            stack.callback(one.kill)  # before anything waits for what it would still find
        idle = SimpleQueue[subprocess.Popen[bytes]]()
        for one in made:
            idle.put(one)

        def ask(chunk: bytes) -> tuple[Finding, ...]:
            one = idle.get()
            try:
                return _asked(one, chunk)
            finally:
                idle.put(one)

        waiting = deque[Future[tuple[Finding, ...]]]()
        for chunk in chunks:
            waiting.append(pool.submit(ask, chunk))
            if len(waiting) >= 2 * number:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


@contextmanager
def _started(files: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process that has been told its shapes and waits for batches; it ends with the block."""
    # with -P no file of the folder that one happens to be in is taken for a module
    command = [sys.executable, "-P", "-c", _BEGIN, str(Path(__file__).parents[2])]
    one = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 (ourselves)
    try:
        with suppress(OSError):  # who asks it is told that it has ended
            _write(cast("BinaryIO", one.stdin), msgspec.msgpack.encode(files))
        yield one
    finally:
        one.kill()
        for pipe in (one.stdin, one.stdout):
            with suppress(OSError):
                cast("BinaryIO", pipe).close()
        one.wait()


def _asked(one: subprocess.Popen[bytes], chunk: bytes) -> tuple[Finding, ...]:
    try:
        _write(cast("BinaryIO", one.stdin), chunk)
        found = _read(cast("BinaryIO", one.stdout))
    except OSError:
        found = None
    if found is None:
        raise ShapeError(
            "a process that checked the graph ended before its time, perhaps for want of memory: close other"
            " programs and try again"
        )
    answer = msgspec.msgpack.decode(found, type=_Answer)
    if answer.fault:
        raise ShapeError(answer.fault)
    return answer.findings


def _write(stream: BinaryIO, data: bytes) -> None:
    stream.write(len(data).to_bytes(_SIZE, "big"))
    stream.write(data)
    stream.flush()


def _read(stream: BinaryIO) -> bytes | None:
    """The next frame; ``None`` at the end."""
    size = stream.read(_SIZE)
    if len(size) < _SIZE:
        return None
    length = int.from_bytes(size, "big")
    data = stream.read(length)
    return data if len(data) == length else None


def serve() -> None:
    """Checks what comes on standard input until nothing comes: the work of a process."""
    from kg.shapes import loading, reference

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asks is interrupted, and ends this process
    stream, out = sys.stdin.buffer, sys.stdout.buffer
    files = _read(stream)
    if files is None:
        return
    check = reference.engine(loading.of_files(msgspec.msgpack.decode(files, type=list[str])))
    while (chunk := _read(stream)) is not None:
        try:
            answer = _Answer(findings=tuple(check(chunk)))
        except ShapeError as error:
            answer = _Answer(fault=str(error))
        _write(out, msgspec.msgpack.encode(answer))
