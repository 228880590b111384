"""pySHACL in several processes: each checks one batch at a time, and what they find does not depend on it.

A process of this module reads from its standard input: a frame with the shapes, then a frame for each batch.
It answers each of them with a frame: whether it can begin, then what it found. A frame is its length and
that many bytes, of MessagePack but for a batch. The shapes are those that the program holds, with the labels
of their blank nodes, and no file is read again. Nothing of the program that checks is run again in it, so
that a script may check without a guard, as it would have to have with :mod:`multiprocessing`.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue
from typing import BinaryIO, cast

import msgspec
import pyoxigraph as ox

from kg.errors import ShapeError
from kg.processors import processors
from kg.shapes import reference
from kg.shapes.findings import Finding
from kg.shapes.model import Rule, Shapes
from kg.shapes.terms import graph, triples

__all__ = ["checked", "processes", "serve"]

_MOST = 8
_SIZE = 8  # bytes that tell the length of a frame
_KG = Path(__file__).parents[1] / "__init__.py"
_BEGIN = f"""
import sys
from importlib import util
out, sys.stdout = sys.stdout, sys.stderr  # what a library prints is no answer
spec = util.spec_from_file_location("kg", sys.argv[1])
sys.modules["kg"] = util.module_from_spec(spec)
spec.loader.exec_module(sys.modules["kg"])
from {__name__} import serve
serve(sys.stdin.buffer, out.buffer)
"""
"""Runs this module of this package, whichever else may be installed."""


class _Told(msgspec.Struct, frozen=True):
    """What a process has to know of shapes; the graphs are N-Triples."""

    core: str
    known: str
    rules: Mapping[str, Rule]
    local: bool


class _Answer(msgspec.Struct, frozen=True):
    """What a process found in a batch, or why it could not look, or could not begin."""

    findings: tuple[Finding, ...] = ()
    fault: str = ""


def processes() -> int:
    """How many processes check at once: one for each processor that this one may use, and 8 at most.

    >>> 1 <= processes() <= 8
    True
    """
    return min(processors(), _MOST)


def checked(chunks: Iterable[bytes], shapes: Shapes, number: int) -> Iterator[Finding]:
    """What pySHACL finds in chunks that describe their subjects wholly, in their order.

    Args:
        chunks: N-Quads. No more of them are held than processes have to do, and one in waiting for each.
        shapes: whose core constraints are meant.
        number: of processes.

    Raises:
        ShapeError: a shape cannot be run, a chunk is not N-Quads, or a process could not begin or ended
            before its time.
    """
    told = _packed(shapes)
    with ExitStack() as stack:
        made = [stack.enter_context(_started()) for _ in range(number)]
        pool = stack.enter_context(ThreadPoolExecutor(number))
        for one in made:
            stack.callback(one.kill)  # before anything waits for what it would still find
        for begun in [pool.submit(_begin, one, told) for one in made]:
            begun.result()
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


def _packed(shapes: Shapes) -> bytes:
    core, known = (one.serialize(format="nt") for one in (shapes.core, shapes.known))
    return msgspec.msgpack.encode(_Told(core, known, shapes.rules, shapes.local))


def _unpacked(data: bytes) -> Shapes:
    told = msgspec.msgpack.decode(data, type=_Told)
    # of N-Triples, the blank nodes keep their labels
    core, known = (graph(triples(one.encode(), ox.RdfFormat.N_TRIPLES)) for one in (told.core, told.known))
    return Shapes(core=core, queries=(), known=known, rules=told.rules, targets=(), local=told.local)


@contextmanager
def _started() -> Iterator[subprocess.Popen[bytes]]:
    """A process that waits for shapes and batches; it ends with the block."""
    # with -P no file of the folder that one happens to be in is taken for a module
    command = [sys.executable, "-P", "-c", _BEGIN, str(_KG)]
    try:
        one = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 (ourselves)
    except OSError as error:
        raise ShapeError(
            f"a process to check the graph cannot be started ({error}): close other programs and try again,"
            " or use the engine shacl"
        ) from error
    try:
        yield one
    finally:
        one.kill()
        for pipe in (one.stdin, one.stdout):
            with suppress(OSError):
                cast("BinaryIO", pipe).close()
        one.wait()


def _begin(one: subprocess.Popen[bytes], told: bytes) -> None:
    """Tells a process its shapes, and waits until it can check."""
    answer = _answer(one, told)
    if answer is None:
        raise ShapeError(
            "a process to check the graph ended before it began: mend what it says on standard error, or use"
            " the engine shacl"
        )
    if answer.fault:
        raise ShapeError(f"a process to check the graph cannot begin: {answer.fault}")


def _asked(one: subprocess.Popen[bytes], chunk: bytes) -> tuple[Finding, ...]:
    answer = _answer(one, chunk)
    if answer is None:
        raise ShapeError(
            "a process that checked the graph ended before its time, perhaps for want of memory: close other"
            " programs and try again"
        )
    if answer.fault:
        raise ShapeError(answer.fault)
    return answer.findings


def _answer(one: subprocess.Popen[bytes], frame: bytes) -> _Answer | None:
    """What a process says to a frame; ``None`` if it has ended."""
    try:
        _write(cast("BinaryIO", one.stdin), frame)
        found = _read(cast("BinaryIO", one.stdout))
    except OSError:
        return None
    return None if found is None else msgspec.msgpack.decode(found, type=_Answer)


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


def serve(stream: BinaryIO, out: BinaryIO) -> None:
    """Checks what comes until nothing comes: the work of a process.

    Args:
        stream: where shapes and batches come from.
        out: where answers go.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asks is interrupted, and ends this process
    told = _read(stream)
    if told is None:
        return
    try:
        check = reference.engine(_unpacked(told))
        list(check(b""))  # what pySHACL needs is there, and it takes the shapes
    except (ImportError, MemoryError, SyntaxError, ValueError, ShapeError) as error:
        _write(out, msgspec.msgpack.encode(_Answer(fault=str(error) or type(error).__name__)))
        return
    _write(out, msgspec.msgpack.encode(_Answer()))
    while (chunk := _read(stream)) is not None:
        try:
            answer = _Answer(findings=tuple(check(chunk)))
        except ShapeError as error:
            answer = _Answer(fault=str(error))
        _write(out, msgspec.msgpack.encode(answer))
