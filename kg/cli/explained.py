"""The command ``kg explain``: what made a publication, who says what, and where sources differ."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

import msgspec

from kg.cli import show, streams
from kg.cli.tables import visible
from kg.explaining import Explanation, Publication, explain
from kg.graph import open_graph
from kg.identity import Origin
from kg.rdf.attributing import Statement
from kg.record import (
    Abstract,
    Contribution,
    Event,
    Funding,
    Identifier,
    Licence,
    Link,
    Relation,
    Text,
    Topic,
    Venue,
)
from kg.shapes.terms import compact

__all__ = ["run"]

_LONGEST = 120
_CODES = frozenset({"notation", "identifiers"})


def run(arguments: argparse.Namespace) -> int:
    """Carries out the command."""
    with open_graph(arguments.graph) as graph:
        base = str(graph.manifest["base"])
        found = explain(graph, arguments.name)
    with streams.unread():
        if arguments.json:
            show.as_json(found)
        else:
            _print(found, base)
    return 0


def _print(found: Explanation, base: str) -> None:
    for publication in found.publications:
        _publication(found, publication, base)
    if found.more:
        show.note(f"there are more publications; the first {len(found.publications)} are told")


def _publication(found: Explanation, one: Publication, base: str) -> None:
    about = {
        "publication": "",
        "source record": "",
        "part": f", of which this is a part: {found.iri.removeprefix(base)}",
        "work": f", a version of {found.iri.removeprefix(base)}",
        "thing": f", which speaks of {found.iri.removeprefix(base)}",
    }[found.kind]
    print(f"{visible(show.cited(one.record))}\n{visible(one.iri + about)}\n")
    rows = [
        (
            _numbers([place]),
            source.name,
            ", ".join(filter(None, (source.origin.file, source.origin.position))),
            source.origin.modified[:10],
        )
        for place, source in enumerate(one.sources)
    ]
    show.table(("", "source record", "file", "changed"), rows)
    if len(one.sources) > 1:
        show.table(("records", "are one because of", ""), _reasons(one))
    if one.nearby:
        show.table(("record", "other", "verdict", "because of"), _nearby(one))
    for value in one.contested:
        print(f" {visible(value)} stands on other publications too, so it links nothing\n")
    if (lost := list(_differences(one))) and found.kind in {"publication", "source record"}:
        show.table(("where they differ", "rule", "said by", ""), lost)
    chosen = one.statements
    if found.kind == "source record":
        place = next((at for at, source in enumerate(one.sources) if found.iri == source.iri), None)
        chosen = tuple([said for said in chosen if place in said.records])
    for subject, group in groupby(chosen, lambda said: said.subject[1:-1]):
        told = [_statement(said, one.iri, base) for said in group]
        show.table(("said by", _of(subject, one, base), ""), told)


def _numbers(places: Iterable[int]) -> str:
    return " ".join(str(place + 1) for place in places)


def _reasons(one: Publication) -> Iterator[tuple[str, str, str]]:
    told = {
        "identifier": "a shared identifier",
        "record id": "versions of a record",
        "bytes": "the same bytes",
        "likeness": "likeness",
        "decision": "a person's decision",
    }
    for reason in one.reasons:
        yield (
            _numbers(reason.records),
            told[reason.rule] + _score(reason.score),
            _why(reason.parts, reason.value),
        )


def _nearby(one: Publication) -> Iterator[tuple[str, str, str, str]]:
    for other in one.nearby:
        yield (
            _numbers([other.record]),
            other.other,
            other.verdict + _score(other.score),
            _why(other.parts, other.value) or other.rule,
        )


def _score(score: float | None) -> str:
    return "" if score is None else f" {score:g}"


def _why(parts: dict[str, float], value: str) -> str:
    told = ", ".join(f"{part} {weight:+g}" for part, weight in parts.items() if weight)
    return "; ".join(filter(None, (told, value)))


# -- statements ----------------------------------------------------------------------------------


def _of(subject: str, one: Publication, base: str) -> str:
    if subject == one.work:
        return "work"
    return (subject.removeprefix(one.iri) or "publication").removeprefix(base)


def _statement(said: Statement, iri: str, base: str) -> tuple[str, str, str]:
    who = _numbers(said.records) or "all together"
    return who, compact(said.predicate[1:-1]), _term(said.object, iri, base)


def _term(text: str, iri: str, base: str) -> str:
    if text.startswith("<"):
        return compact(text[1:-1].removeprefix(iri).removeprefix(base)) or "publication"
    value, _, tag = text.rpartition('"')
    literal = str(msgspec.json.decode(f'{value}"'))
    return _short(literal) + (f" ({tag[1:]})" if tag.startswith("@") else "")


def _short(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return f"{text[:_LONGEST].rpartition(' ')[0] or text[:_LONGEST]} … ({len(text):,} characters)"


# -- differences ---------------------------------------------------------------------------------


def _differences(one: Publication) -> Iterator[tuple[str, str, str, str]]:
    """For each field with values that did not stand: those that did, where they are few, then the others.

    Of many, those that stand under the name of one that does not.
    """
    places = {source.name: place for place, source in enumerate(one.sources)}
    fields = dict.fromkeys(origin.field for origin in one.origins if not origin.kept)
    for field in fields:
        of = [origin for origin in one.origins if origin.field == field]
        lost = [origin for origin in of if not origin.kept]
        kept = [origin for origin in of if origin.kept]
        alike = _alike(origin.value for origin in of)
        if len(kept) > len(lost):
            named = {_whole(origin.value) for origin in lost}
            kept = [origin for origin in kept if _whole(origin.value) in named]
        head = field.replace("_", " ")
        for origin in (*kept, *lost):
            told = _shown(origin.value) + _apart(origin.value, alike[_whole(origin.value)])
            stands = "stands" if origin.kept else "not"
            yield head, _rule(origin), _said_by(origin, places), f"{stands}: {told}"
            head = ""


def _rule(origin: Origin) -> str:
    return f"{origin.rule} version" if origin.among == "versions" else origin.rule


def _said_by(origin: Origin, places: dict[str, int]) -> str:
    return _numbers(sorted(places[name] for name in origin.records))


def _alike(values: Iterable[Any]) -> dict[str, list[Any]]:
    """Values by what is shown of them."""
    found: dict[str, list[Any]] = {}
    for value in values:
        found.setdefault(_whole(value), []).append(value)
    return found


def _apart(value: Any, others: list[Any]) -> str:
    """What tells a value from others of which the same is shown: one part if that is enough, a code first."""
    names = getattr(value, "__struct_fields__", ())
    rivals = [one for one in others if one != value]
    apart = [name for name in names if any(getattr(one, name) != getattr(value, name) for one in rivals)]
    enough = [name for name in apart if all(getattr(one, name) != getattr(value, name) for one in rivals)]
    told = sorted(enough, key=lambda name: name not in _CODES)[:1] or apart
    parts = [(name.replace("_", " "), _part(getattr(value, name))) for name in told]
    words = ", ".join(f"{name} {part}" if part else f"no {name}" for name, part in parts)
    return f" ({words})" if words else ""


def _part(value: Any) -> str:
    if not value:
        return ""
    if isinstance(value, tuple) and all(isinstance(one, Identifier) for one in value):
        return " ".join(f"{one.scheme}:{one.value}" for one in value)
    return _short(value if isinstance(value, str) else msgspec.json.encode(value).decode())


def _shown(value: Any) -> str:
    """A value of a Record as people read it, cut where it is long."""
    return _short(_whole(value))


def _whole(value: Any) -> str:
    told = _TOLD.get(type(value))
    return msgspec.json.encode(value).decode() if told is None else " ".join(filter(None, told(value)))


_TOLD: Mapping[type, Callable[[Any], Iterable[str]]] = {
    str: lambda one: (one,),
    Text: lambda one: (one.text, f"({one.lang})" if one.lang else ""),
    Abstract: lambda one: (part for section in one.sections for part in (section.label, section.text)),
    Contribution: lambda one: (
        one.agent.name,
        f"({one.role})",
        ", ".join(f"{found.scheme}:{found.value}" for found in one.agent.identifiers),
    ),
    Event: lambda one: (one.stage, one.date),
    Funding: lambda one: (one.funder, one.number),
    Licence: lambda one: (one.written, f"({one.applies_to})" if one.applies_to else ""),
    Link: lambda one: (one.url,),
    Relation: lambda one: (one.kind, *(found.value for found in one.identifiers), one.citation),
    Topic: lambda one: (one.label,),
    Venue: lambda one: (one.title, *(found.value for found in one.identifiers)),
}
