"""Validation: the core constraints in batches, the SPARQL constraints on the store, then the places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from kg.shapes import core, sets, whole
from kg.shapes.findings import Locate, Report, Tally
from kg.shapes.loading import Shapes, Target, load_shapes

__all__ = ["Progress", "validate", "validate_chunks"]

Progress = Callable[[str, int, int], None]
"""Called with the step, how far it is, and how far it goes."""


def validate(
    data: sets.Queryable, shapes: Shapes | None = None, *, progress: Progress | None = None
) -> Report:
    """Whether a store holds what the shapes ask for, and what does not.

    Memory is bounded by a batch and by the findings, not by the store. Shapes of one's own that are not
    :attr:`~kg.shapes.Shapes.local` are held against the store where it lies; then memory grows with the
    nodes that one shape is about and their values, and a store other than an embedded one is copied to a
    temporary folder first.

    Args:
        data: a store.
        shapes: those that the package ships if ``None``.
        progress: told of the statements checked, then of the constraints in SPARQL.

    Raises:
        ShapeError: a shape cannot be run.
    """
    chosen = shapes or load_shapes()
    told = progress or _untold
    run = _Run(chosen)
    total = len(data)
    if chosen.local:
        run.core(map(core.read, _watched(core.batches(data.quads()), total, told)))
    else:
        told("check statements", 0, total)
        with whole.graph_over(data) as graph:
            run.core([core.Batch(graph, sets.subjects(data))])
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
    chunks: Iterable[bytes], shapes: Shapes | None = None, *, locate: Locate | None = None
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
        ShapeError: a shape cannot be run, or a chunk is not N-Quads.
    """
    run = _Run(shapes or load_shapes())
    run.core(map(core.read, chunks))
    return run.report(locate)


class _Run:
    """One validation: its tally, the nodes that it saw, and the targets that none of them was."""

    def __init__(self, shapes: Shapes) -> None:
        self.tally = Tally()
        self._shapes = shapes
        self._checked = 0
        self._unmet: set[Target] = set(shapes.targets)

    def core(self, batches: Iterable[core.Batch]) -> None:
        for batch in batches:
            self._checked += batch.subjects
            self._unmet -= {target for target in self._unmet if batch.has(target)}
            self.tally.add(core.check(batch.graph, self._shapes))

    def report(self, locate: Locate | None) -> Report:
        met = {target.shape for target in self._shapes.targets if target not in self._unmet}
        idle = {target.shape for target in self._unmet} - met
        found = self.tally.report(checked=self._checked, unmatched=idle)
        return found.placed(locate) if locate else found
