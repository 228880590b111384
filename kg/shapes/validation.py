"""Validation: the core constraints in batches, the SPARQL constraints on the store, then the places."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import partial
from typing import NamedTuple, ParamSpec, Protocol, TypeVar

import msgspec

from kg.processors import processors
from kg.shapes import engines, pool, reference, sets, whole
from kg.shapes.batches import LINES, Seen
from kg.shapes.findings import Locate, Report, Tally
from kg.shapes.loading import load_shapes
from kg.shapes.model import SetQuery, Shapes, Target
from kg.shapes.near import Near, near
from kg.shapes.partitions import Partition, crosses
from kg.shapes.quality import by_source
from kg.shapes.sampling import Sample

__all__ = ["Progress", "validate", "validate_chunks"]

_P = ParamSpec("_P")
_T = TypeVar("_T")


class _Outcome(NamedTuple):
    """What came of a question.

    Attributes:
        tallies: by constraint.
        nodes: how many are described.
        crossing: the properties that lead out of a publication, so that what was found by them is void.
    """

    tallies: Mapping[SetQuery, Tally] = {}
    nodes: int = 0
    crossing: frozenset[str] = frozenset()


_Question = Callable[[], _Outcome]

Progress = Callable[[str, int, int], None]
"""Called with the step, how far it is, and how far it goes."""


def validate(
    data: sets.Queryable,
    shapes: Shapes | None = None,
    *,
    engine: str = "auto",
    sample: float | None = None,
    progress: Progress | None = None,
) -> Report:
    """Whether a store holds what the shapes ask for, and what does not.

    Memory is bounded by a batch and by the findings, not by the store. Shapes of one's own that are not
    :attr:`~kg.shapes.Shapes.local` are held against the store where it lies; then memory grows with the
    nodes that one shape is about and their values, and a store other than an embedded one is copied to a
    temporary folder first.

    Args:
        data: a store.
        shapes: those that the package ships if ``None``.
        engine: for the core constraints: a name of :data:`kg.shapes.ENGINES`, or ``auto`` for the one that
            suits the size.
        sample: report only what is found on so many things, chosen by their IRIs, or on that share of them;
            a thing goes with its parts. The shapes may look at the other things too.
        progress: told of the statements checked, then of the constraints in SPARQL.

    Raises:
        ShapeError: a shape cannot be run, or there is no such engine, or it is not installed.
    """
    chosen = shapes or load_shapes()
    told = progress or _untold
    total = len(data)
    with near(data) as found, _aside(data) as later:
        part = None
        if sample is not None:
            with closing(found.batches()) as chunks:
                part = Sample.drawn(sample, chunks)
        name = engines.choose(engine, chosen, total)
        run = _Run(chosen, name, part, pool.processes() if name == "pyshacl" and total > LINES else 1)
        store = later(found.store)
        outcomes = deque(later(ask) for ask in run.across(found, store))
        idle, records = later(_idle, store, chosen.targets), later(_records, store)
        if chosen.local:
            with closing(found.batches()) as chunks:
                run.core(_watched(chunks, total, told))
        else:
            told("check statements", 0, total)
            run.core_of_all(store())
            told("check statements", total, total)
        outcomes += [later(ask) for ask in run.within(found, store)]
        asked = len(outcomes)
        while outcomes:
            told("check across nodes", asked - len(outcomes), asked)
            run.take(outcomes.popleft()())
        run.settle(store)
        report = run.report(run.described, idle(), lambda nodes: sets.places(store(), nodes))
        if part is not None or chosen.only is not None:
            return report
        return msgspec.structs.replace(report, sources=by_source(report.findings, records()))


class _Later(Protocol):
    """Has a function called with some arguments, and gives what gives its result."""

    def __call__(
        self, call: Callable[_P, _T], /, *given: _P.args, **named: _P.kwargs
    ) -> Callable[[], _T]: ...


@contextmanager
def _aside(data: sets.Queryable) -> Iterator[_Later]:
    """Where a store is asked beside whatever else is done.

    An embedded store answers in native code: it is asked on all processors at once. Another is asked one
    by one, when its answers are wanted.
    """
    if sets.embedded(data) is None:
        yield partial
        return
    with ThreadPoolExecutor(processors()) as pool:
        try:
            yield lambda call, /, *given, **named: pool.submit(call, *given, **named).result
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _records(store: Callable[[], sets.Queryable]) -> dict[str, tuple[str, int]]:
    """How many records there are of each source."""
    return sets.sources(store())


def _idle(store: Callable[[], sets.Queryable], targets: Iterable[Target]) -> list[Target]:
    """The targets that no node is."""
    return [one for one in targets if not sets.is_met(store(), one)]


def _watched(chunks: Iterable[bytes], total: int, told: Progress) -> Iterator[bytes]:
    """The chunks as they come; the statements of each are done when the next is asked for."""
    done = 0
    for chunk in chunks:
        told("check statements", done, total)
        yield chunk
        done += chunk.count(b"\n")
    told("check statements", done, total)


def _untold(step: str, done: int, total: int) -> None:
    """Tells nobody."""


def validate_chunks(
    chunks: Iterable[bytes],
    shapes: Shapes | None = None,
    *,
    engine: str = "pyshacl",
    locate: Locate | None = None,
) -> Report:
    r"""The same for N-Quads in chunks of whole lines, by what a node says of itself.

    Constraints that look at other nodes, in SPARQL, by ``sh:class`` or along a path, need a store:
    :func:`validate`.

    A chunk must describe its subjects wholly, as those of :func:`kg.rdf.nquads` do.

    >>> from kg import context
    >>> names = ["kg:x", "rdf:type", "datacite:Identifier"]
    >>> chunk = " ".join(f"<{context.iri(name)}>" for name in names) + " .\n"
    >>> report = validate_chunks([chunk.encode()])
    >>> report.conforms, [finding.path for finding in report.findings]
    (False, ['datacite:usesIdentifierScheme', 'literal:hasLiteralValue'])

    Raises:
        ShapeError: a shape cannot be run, a chunk is not N-Quads, or there is no such engine.
    """
    chosen = shapes or load_shapes()
    run, seen = _Run(chosen, engines.choose(engine, chosen, 0)), Seen(chosen.targets)
    run.core(map(seen.look, chunks))
    return run.report(seen.subjects, seen.unmet, locate)


class _Run:
    """One validation: its engine, the sample it is of, and its tally."""

    def __init__(self, shapes: Shapes, engine: str, sample: Sample | None = None, processes: int = 1) -> None:
        self._shapes = shapes
        self._engine = engine
        self._sample = sample
        self._processes = processes
        self._found: dict[SetQuery, Tally] = {}
        self._crossing = frozenset[str]()
        self.described = 0
        self.tally = self._empty()

    def _empty(self) -> Tally:
        return Tally(only=self._shapes.only, wanted=None if self._sample is None else self._sample.has)

    def core(self, chunks: Iterable[bytes]) -> None:
        """The core constraints on chunks that describe their subjects wholly."""
        wanted = chunks if self._sample is None else self._sample.of(chunks)
        if self._processes > 1:
            self.tally.add(pool.checked(wanted, self._shapes, self._processes))
            return
        check = engines.ENGINES[self._engine](self._shapes)
        for chunk in wanted:
            self.tally.add(check(chunk))

    def core_of_all(self, data: sets.Queryable) -> None:
        """The core constraints on all at once, for shapes that look from node to node."""
        if self._engine != "pyshacl":
            check = engines.ENGINES[self._engine](self._shapes)
            self.tally.add(check(b"".join(data.quads())))
            return
        with whole.graph_over(data) as graph:
            self.tally.add(reference.check(graph, self._shapes))

    def across(self, found: Near, store: Callable[[], sets.Queryable]) -> Iterator[_Question]:
        """What the whole graph is asked while its statements are checked.

        That is the constraints in SPARQL and how many nodes are described, but for what partitions may say.
        """
        for query in self._shapes.queries:
            if not (found.is_large and query.within):
                yield partial(self._across, store, query)
        if not found.is_large:
            yield partial(self._described, store)

    def within(self, found: Near, store: Callable[[], sets.Queryable]) -> Iterator[_Question]:
        """What the partitions are asked; the whole graph, if it came without any and is large."""
        queries = [query for query in self._shapes.queries if found.is_large and query.within]
        if found.partitions:
            yield from (partial(self._within, part, queries) for part in found.partitions)
        elif found.is_large:
            yield from (partial(self._across, store, query) for query in queries)
            yield partial(self._described, store)

    def _described(self, store: Callable[[], sets.Queryable]) -> _Outcome:
        return _Outcome(nodes=sets.subjects(store()))

    def _across(self, store: Callable[[], sets.Queryable], query: SetQuery) -> _Outcome:
        """What one constraint finds in the whole graph."""
        tally = self._empty()
        tally.add(sets.check(store(), query))
        return _Outcome({query: tally})

    def _within(self, part: Partition, queries: Sequence[SetQuery]) -> _Outcome:
        """What constraints find in a partition."""
        store, described = part.store()
        followed = frozenset().union(*(query.follows for query in queries))
        tallies = {query: self._empty() for query in queries}
        for query, tally in tallies.items():
            tally.add(one for one in sets.check(store, query) if part.has(one.focus))
        return _Outcome(tallies, described, frozenset(one for one in followed if crosses(store, one)))

    def take(self, outcome: _Outcome) -> None:
        """Takes in what was found; what was found in a partition may turn out to be void."""
        self.described += outcome.nodes
        self._crossing |= outcome.crossing
        for query, tally in outcome.tallies.items():
            self._found.setdefault(query, self._empty()).take(tally)

    def settle(self, store: Callable[[], sets.Queryable]) -> None:
        """Counts what was found, and asks the whole graph what could not be asked of its partitions."""
        for query, found in self._found.items():
            is_void = query.within and bool(query.follows & self._crossing)
            self.tally.take(self._across(store, query).tallies[query] if is_void else found)

    def report(self, subjects: int, unmet: Collection[Target], locate: Locate | None) -> Report:
        """The report, of so many nodes, where no node was one of some targets."""
        idle = {target.shape for target in unmet}
        unmatched = idle - {one.shape for one in set(self._shapes.targets) - set(unmet)}
        checked = subjects if self._sample is None else self._sample.nodes
        found = self.tally.report(checked=checked, unmatched=unmatched, left_out=subjects - checked)
        return found.placed(locate) if locate else found
