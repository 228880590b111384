"""Names as catalogues write them, and who did what."""

from __future__ import annotations

from itertools import zip_longest
from typing import Literal

from kg import tables
from kg.record import Agent, Contribution
from kg.sources.vufind.fields import Fields, fold
from kg.text import heading, without_stop

__all__ = ["contributions"]

_Kind = Literal["Person", "Organization", "Group"]

# the field, whose kind, and the role where the source tells none
_GROUPS: tuple[tuple[str, _Kind, str], ...] = (
    ("author", "Person", "author"),
    ("author_corporate", "Organization", "author"),
    ("author2", "Person", "contributor"),
    ("author_additional", "Person", "contributor"),
)


def contributions(fields: Fields) -> tuple[Contribution, ...]:
    """Who took part, in the order of the fields; the headings that were changed stay as written."""
    bodies = {fold(name) for name in fields.all("author_corporate")}
    found: dict[tuple[str, str], Contribution] = {}
    for field, kind, default in _GROUPS:
        for written, stated in zip_longest(
            fields.beside(field), fields.beside(f"{field}_role"), fillvalue=""
        ):
            if not written or (kind == "Person" and fold(written) in bodies):
                fields.keep(f"{field}_role", stated)
                continue
            role = tables.role(stated)
            one = Contribution(
                role=role or default,
                agent=_agent(written, kind),
                stated=stated if stated and not role else "",
            )
            if one.agent.name != written:
                fields.keep(field, written)
            known = found.setdefault((one.role, one.agent.name), one)
            if known.stated != one.stated:
                fields.keep(f"{field}_role", stated)
    return _ordered(tuple(found.values()))


def _agent(written: str, kind: _Kind) -> Agent:
    return heading(written) if kind == "Person" else Agent(kind=kind, name=without_stop(written))


def _ordered(found: tuple[Contribution, ...]) -> tuple[Contribution, ...]:
    """Authors first; else as they stand."""
    return tuple(sorted(found, key=lambda one: one.role != "author"))
