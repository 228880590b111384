"""Validation: the core constraints in batches, the SPARQL constraints on the store, then the places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from kg.shapes import engines, reference, sets, whole
from kg.shapes.batches import Seen, batches
from kg.shapes.findings import Locate, Report, Tally
from kg.shapes.loading import load_shapes
from kg.shapes.model import Shapes

__all__ = ["Progress", "validate", "validate_chunks"]

Progress = Callable[[str, int, int], None]
"""Called with the step, how far it is, and how far it goes."""


def validate(
    data: sets.Queryable,
    shapes: Shapes | None = None,
    *,
    engine: str = "auto",
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
        progress: told of the statements checked, then of the constraints in SPARQL.

    Raises:
        ShapeError: a shape cannot be run, or there is no such engine, or it is not installed.
    """
    chosen = shapes or load_shapes()
    told = progress or _untold
    total = len(data)
    run = _Run(chosen, engines.choose(engine, chosen, total))
    if chosen.local:
        run.core(_watched(batches(data.quads()), total, told))
    else:
        told("check statements", 0, total)
        run.core_of_all(data)
        told("check statements", total, total)
    for number, query in enumerate(chosen.queries):
        told("check across nodes", number, len(chosen.queries))
        run.tally.add(sets.check(data, query))
    return run.report(lambda nodes: sets.places(data, nodes))


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
    run = _Run(chosen, engines.choose(engine, chosen, 0))
    run.core(chunks)
    return run.report(locate)


class _Run:
    """One validation: its engine, its tally, the nodes that it saw, and the targets that none of them was."""

    def __init__(self, shapes: Shapes, engine: str) -> None:
        self.tally = Tally(only=shapes.only)
        self._shapes = shapes
        self._engine = engine
        self._seen = Seen(shapes.targets)

    def core(self, chunks: Iterable[bytes]) -> None:
        """The core constraints on chunks that describe their subjects wholly."""
        check = engines.ENGINES[self._engine](self._shapes)
        for chunk in chunks:
            self._seen.look(chunk)
            self.tally.add(check(chunk))

    def core_of_all(self, data: sets.Queryable) -> None:
        """The core constraints on all at once, for shapes that look from node to node."""
        if self._engine != "pyshacl":
            self.core([b"".join(data.quads())])
            return
        self._seen.subjects = sets.subjects(data)
        self._seen.unmet = [target for target in self._seen.unmet if not sets.is_met(data, target)]
        with whole.graph_over(data) as graph:
            self.tally.add(reference.check(graph, self._shapes))

    def report(self, locate: Locate | None) -> Report:
        unmet = set(self._seen.unmet)
        met = {target.shape for target in self._shapes.targets if target not in unmet}
        idle = {target.shape for target in unmet} - met
        found = self.tally.report(checked=self._seen.subjects, unmatched=idle)
        return found.placed(locate) if locate else found
