"""Which source record says which statement of a merged description.

Each source record is described alone, under the IRI of the publication. Parts that are numbered (the second
link, the third author) may have another number there: they are matched by what is said of them, people by
their names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from kg import naming
from kg.identity.contributors import person
from kg.rdf.describe import expression_iri, scoped
from kg.rdf.surroundings import source_record, source_record_iris
from kg.rdf.writer import serialiser, term
from kg.record import Identifier, Record

__all__ = ["Statement", "Triple", "attributed", "spoken"]

Triple = tuple[str, str, str]
"""Subject, predicate and object, as N-Triples has them."""

_PART = re.compile(r"(([a-z]+(?:-[a-z]+)*?)\d*(?:-\d+)?)((?:-[a-zA-Z].*)?)\Z", re.DOTALL)
"""The name of a part: the part that it is of, with its number if it has one, and what it is there."""
_ENOUGH = 0.9


class Statement(msgspec.Struct, frozen=True):
    """A statement of the graph, and the places of the source records that say it.

    Attributes:
        subject, predicate, object: in N-Triples.
        records: places among the source records; none where only all of them together say it.
    """

    subject: str
    predicate: str
    object: str
    records: tuple[int, ...] = ()


def spoken(record: Record, base: str, people: str) -> list[Triple]:
    """The statements of a record, in the order in which they are written.

    Raises:
        MappingError: a value cannot stand in RDF.
    """
    scope = scoped(record, base, people)
    out: list[bytes] = []
    for nodes in (scope.own, *scope.shared):
        serialiser("")(nodes, out)
    return [_triple(line) for line in b"".join(out).decode().split("\n") if line]


def _triple(line: str) -> Triple:
    subject, predicate, rest = line.split(" ", 2)
    return subject, predicate, rest.removesuffix(" .")


def attributed(
    merged: Record, sources: Sequence[Record], about: Iterable[str], *, work: str, base: str, people: str
) -> list[Statement]:
    """The statements of a merged description, each with the source records that say it.

    Args:
        merged: the publication.
        sources: its source records.
        about: IRIs; only statements about them and their fragments are told.
        work: the IRI of its work in the graph, which may be that of another version.
        base: what minted IRIs of the graph begin with.
        people: its layer of people.

    Raises:
        MappingError: a value cannot stand in RDF.
    """
    owner = f"<{expression_iri(merged, base)}"
    works = {f"{owner.replace(f'{base}expression/', f'{base}work/', 1)}>": f"<{work}>"}
    whole = [_renamed(one, owner, {}, works) for one in spoken(merged, base, people)]
    saying: dict[Triple, list[int]] = {}
    records = dict(zip(merged.provenance, source_record_iris(base, merged.provenance), strict=True))
    for place, record in enumerate(sources):
        alone = [_renamed(one, owner, {}, works) for one in spoken(_under(record, merged), base, people)]
        same = {**_matched(alone, whole, owner), **_people(record, merged)}
        copies = {f"<{source_record(base, one)}>": f"<{records[one]}>" for one in record.provenance}
        for triple in dict.fromkeys(_renamed(one, owner, same, copies) for one in alone):
            saying.setdefault(triple, []).append(place)
    starts = tuple(start for iri in about for start in (f"<{iri}>", f"<{iri}#"))
    return [
        Statement(*triple, tuple(saying.get(triple, ())))
        for triple in dict.fromkeys(whole)
        if triple[0].startswith(starts)
    ]


def _under(record: Record, merged: Record) -> Record:
    """The record under the IRI of the publication, with its other identifiers as they count there."""
    scheme, *value = naming.path(merged)
    key = Identifier(scheme=scheme, value="/".join(value))
    own = tuple([one for one in merged.contested if one in record.identifiers])
    return msgspec.structs.replace(record, key=key, contested=own)


# -- parts -----------------------------------------------------------------------------------------

_Told = set[tuple[str, str, str]]


def _part(text: str, owner: str) -> tuple[str, str, str] | None:
    """Of a term that is a part of a publication: its name, its kind, and the rest behind the name."""
    if not text.startswith(f"{owner}#"):
        return None
    found = _PART.match(text[len(owner) + 1 : -1])
    return (found[1], found[2], found[3]) if found else None


def _profiles(triples: Iterable[Triple], owner: str) -> dict[str, dict[str, _Told]]:
    """By kind and name what is said of each part, whatever number it and others have."""
    place = f"<{term('position').iri}>"
    found: dict[str, dict[str, _Told]] = {}
    for subject, predicate, value in triples:
        part = _part(subject, owner)
        if part is not None and predicate != place:
            other = _part(value, owner)
            told = f"{other[1]}*{other[2]}" if other else value
            found.setdefault(part[1], {}).setdefault(part[0], set()).add((part[2], predicate, told))
    return found


def _matched(alone: Iterable[Triple], whole: Iterable[Triple], owner: str) -> dict[str, str]:
    """The name that each part of one description has in the other; ``""`` where it is not there."""
    ours, theirs = _profiles(whole, owner), _profiles(alone, owner)
    same: dict[str, str] = {}
    for kind, parts in theirs.items():
        same |= dict.fromkeys(parts, "") | _pairs(parts, ours.get(kind, {}))
    return same


def _pairs(some: Mapping[str, _Told], others: Mapping[str, _Told]) -> dict[str, str]:
    """Parts of one kind, the most alike first, each once."""
    if len(others) == len(some) == 1:
        return dict(zip(some, others, strict=True))
    shared = Counter(one for told in others.values() for one in told)

    def likeness(told: _Told, said: _Told) -> float:
        if told == said:
            return float("inf")
        return sum(1 / shared[one] for one in told & said if shared[one] < len(others))

    found = sorted(
        (-alike, name != other, other, name)
        for name, told in some.items()
        for other, said in others.items()
        if (alike := likeness(told, said)) >= _ENOUGH
    )
    pairs: dict[str, str] = {}
    for _, _, other, name in found:
        if name not in pairs and other not in pairs.values():
            pairs[name] = other
    return pairs


def _people(record: Record, merged: Record) -> dict[str, str]:
    """The same for contributors: by role and name, in their order."""
    places: dict[tuple[str, tuple[str, str]], list[str]] = {}
    for role, part, name in _roles(merged):
        places.setdefault((role, name), []).append(part)
    same: dict[str, str] = {}
    for role, part, name in _roles(record):
        left = places.get((role, name))
        same[part] = left.pop(0) if left else ""
    return same


def _roles(record: Record) -> Iterator[tuple[str, str, tuple[str, str]]]:
    counts = Counter[str]()
    for one in record.contributions:
        counts[one.role] += 1
        yield one.role, f"{one.role}-{counts[one.role]}", person(one)


def _renamed(triple: Triple, owner: str, same: Mapping[str, str], copies: Mapping[str, str]) -> Triple:
    subject, predicate, value = (copies.get(one, one) for one in triple)
    return _name(subject, owner, same), predicate, _name(value, owner, same)


def _name(text: str, owner: str, same: Mapping[str, str]) -> str:
    part = _part(text, owner)
    if part is None or part[0] not in same:
        return text
    return f"{owner}#{same[part[0]] or 'absent'}{part[2]}>"
