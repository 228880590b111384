"""Source records of one publication -> one Record, field by field, by the rules of a table.

The table is ``ontologies/merging.csv``: which field has which rule of :mod:`.rules`, and which sources are
preferred. Versions of the same source record replace each other, so that what a newer version no longer
says is gone only if it says something else in its place.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Literal

import msgspec

from kg.errors import ResourceError
from kg.identity.briefs import reference
from kg.identity.rules import RULES, Said, same
from kg.identity.universal import is_universal
from kg.record import Provenance, Record
from kg.resources import read_bytes

__all__ = [
    "Merging",
    "Origin",
    "folded",
    "merge",
    "newest_first",
    "newness",
    "origins",
    "read",
    "source_record",
    "table",
]

_FILE = "merging.csv"
_HEAD = ("field", "rule", "prefer", "note")
_WITH = "with "
_MANY = frozenset(one.name for one in msgspec.structs.fields(Record) if one.default == ())
"""The fields that have several values."""
_encode = msgspec.json.Encoder().encode


class Merging(msgspec.Struct, frozen=True):
    """A row of the table: how some fields of source records become those of the merged one.

    Attributes:
        fields: the field, and those that are taken from the same record with it.
        rule: a name of :data:`.rules.RULES`.
        prefer: names of sources, the most preferred first; all others are behind them.
        note: why.
    """

    fields: tuple[str, ...]
    rule: str
    prefer: tuple[str, ...] = ()
    note: str = ""

    def said(self, record: Record) -> Said:
        """What a record says in these fields."""
        rank = 0
        if self.prefer and record.provenance:
            source = record.provenance[0].source
            rank = self.prefer.index(source) if source in self.prefer else len(self.prefer)
        return Said(rank, tuple([getattr(record, name) for name in self.fields]))


@cache
def table() -> tuple[Merging, ...]:
    """The table, in the order of its rows.

    Raises:
        ResourceError: it does not have each field of a Record once, or a rule that does not suit.
    """
    return read(read_bytes("ontologies", _FILE).decode())


def read(text: str) -> tuple[Merging, ...]:
    """The rows of such a table; those of fields that go with another are in its row.

    Raises:
        ResourceError: as :func:`table`.
    """
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    if not rows or set(rows[0]) != set(_HEAD):
        raise ResourceError(f"ontologies/{_FILE}: the columns are {', '.join(_HEAD)}")
    made = tuple(_row(row, rows) for row in rows if not row["rule"].startswith(_WITH))
    there = sorted(field for row in made for field in row.fields)
    if there != sorted(Record.__struct_fields__):
        wrong = set(there) ^ set(Record.__struct_fields__) or {one for one in there if there.count(one) > 1}
        raise ResourceError(f"ontologies/{_FILE}: each field has one row, unlike {', '.join(sorted(wrong))}")
    return made


def _row(row: Mapping[str, str], rows: Iterable[Mapping[str, str]]) -> Merging:
    field, name = row["field"], row["rule"]
    if name not in RULES:
        raise ResourceError(f"ontologies/{_FILE}, {field}: {name!r} is none of: {', '.join(RULES)}")
    rule = RULES[name]
    others = [other["field"] for other in rows if other["rule"] == _WITH + field]
    if rule.only and rule.only != field:
        raise ResourceError(f"ontologies/{_FILE}, {field}: the rule {name} is for {rule.only} alone")
    if not (rule.chooses or rule.only or field in _MANY):
        raise ResourceError(f"ontologies/{_FILE}, {field}: it has one value, and {name} would give several")
    if not rule.chooses and (row["prefer"] or others):
        raise ResourceError(
            f"ontologies/{_FILE}, {field}: {name} hears all sources, so none is preferred and no field goes"
            " with it"
        )
    return Merging((field, *others), name, tuple(row["prefer"].split()), row["note"])


_OF_VERSIONS = {"type": "most specific", "identifiers": "united", "provenance": "united as written"}


@cache
def _of_versions() -> tuple[Merging, ...]:
    """The same for versions of one source record: the newest stands, but for a few fields."""
    return tuple(Merging(row.fields, _OF_VERSIONS.get(row.fields[0], "newest")) for row in table())


def newest_first(records: Iterable[Record]) -> list[Record]:
    """Source records, the newest first; what is equally new, the fullest first.

    The order does not depend on the order in which they come.
    """
    return sorted(records, key=_age, reverse=True)


def newness(record: Record) -> tuple[str, int]:
    """The day of the last change and the version; greater is newer. The second where ids are universal."""
    origin = record.provenance[0] if record.provenance else Provenance(source="")
    version = int(origin.version) if origin.version.isdecimal() and len(origin.version) < 20 else 0
    modified = origin.modified if is_universal(origin) else origin.modified[:10]
    return modified, version if origin.source == "pubmed" else 0


def _age(record: Record) -> tuple[tuple[str, int], int, bytes]:
    written = _encode(record)
    return newness(record), len(written), written


def source_record(record: Record) -> tuple[str, str] | None:
    """The source and the id there, which all versions of a source record share; ``None`` without an id."""
    origin = record.provenance[0] if record.provenance else None
    return (origin.source, origin.id) if origin and origin.id else None


def merge(records: Iterable[Record]) -> Record:
    """One Record of all that describe the same publication.

    Args:
        records: at least one source record.

    Returns:
        The merged record; its ``provenance`` names all of them, newest first.

    >>> from kg.record import Text
    >>> old = Record(type="Article", titles=(Text(text="A"),), volume="1")
    >>> new = Record(type="Letter", titles=(Text(text="B"),))
    >>> merged = merge([new, old])
    >>> merged.type, merged.volume
    ('Letter', '1')
    """
    return folded(_by_source_record(newest_first(records)))


def _by_source_record(records: Iterable[Record]) -> list[list[Record]]:
    """The versions of each source record, in the order in which they come."""
    versions: dict[object, list[Record]] = {}
    for place, record in enumerate(records):
        versions.setdefault(source_record(record) or place, []).append(record)
    return list(versions.values())


def folded(sources: Iterable[Iterable[Record]]) -> Record:
    """One Record of the versions of each source record, in the order of :func:`merge`.

    They are read once; of ``n`` records no more than the logarithm of ``n`` is held.

    Args:
        sources: the versions of a source record, newest first; the source record with the newest first.
    """
    return _folded((_folded(versions, _of_versions()) for versions in sources), table())


def _folded(records: Iterable[Record], rows: Sequence[Merging]) -> Record:
    """The records as one, halves before wholes, so that what is united is not copied for each of them."""
    runs: list[tuple[int, Record | list[Said]]] = []
    for record in records:
        count: int = 1
        run: Record | list[Said] = record
        while runs and runs[-1][0] == count:
            run = _together([runs.pop()[1], run], rows)
            count *= 2
        runs.append((count, run))
    if len(runs) == 1 and isinstance(runs[0][1], Record):
        return runs[0][1]
    made = _together([run for _, run in runs], rows)
    pairs = (zip(row.fields, said.values, strict=True) for row, said in zip(rows, made, strict=True))
    return Record(**dict(pair for group in pairs for pair in group))


def _together(runs: Sequence[Record | list[Said]], rows: Sequence[Merging]) -> list[Said]:
    said = [[row.said(run) for row in rows] if isinstance(run, Record) else run for run in runs]
    made = []
    for row, of_all in zip(rows, zip(*said, strict=True), strict=True):
        telling = [one for one in of_all if any(one.values)]
        made.append(RULES[row.rule].merge(telling) if len(telling) > 1 else (telling or of_all)[0])
    return made


# -- origins ---------------------------------------------------------------------------------------


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """A value of a field, and who says it.

    Attributes:
        field: the name of the field of the Record.
        value: one value of it, as the merged record has it; or as another record has it, if not ``kept``.
        records: the source records that say it, in whatever spelling, newest first; each as
            :func:`kg.identity.briefs.reference` names it.
        kept: whether the merged record has it.
        composed: whether no record says it just so: it is put together of what these say.
        rule: the rule that decided that it stands, or that it does not.
        among: what the rule decided between: different source records, or versions of one of them.
    """

    field: str
    value: Any
    records: tuple[str, ...]
    kept: bool = True
    composed: bool = False
    rule: str = ""
    among: Literal["sources", "versions"] = "sources"


_UNTOLD = frozenset({"key", "contested", "provenance"})


def origins(records: Iterable[Record]) -> tuple[Origin, ...]:
    """Of each value in the merged record, and of each that is not in it, which source records say it.

    Args:
        records: the source records of a publication.

    >>> old = Record(type="Article", volume="7", provenance=(Provenance(source="a", id="1"),))
    >>> new = Record(type="Article", volume="8", provenance=(Provenance(source="b", id="2"),))
    >>> [(one.value, one.records, one.kept) for one in origins([old, new]) if one.field == "volume"]
    [('8', ('b/2/',), True), ('7', ('a/1/',), False)]
    """
    sources = newest_first(records)
    versions = _by_source_record(sources)
    current = [_folded(of_one, _of_versions()) for of_one in versions]
    merged = _folded(current, table())
    return tuple(
        origin
        for rows in zip(table(), _of_versions(), strict=True)
        for field in rows[0].fields
        if field not in _UNTOLD
        for origin in _origins(merged, sources, field, _Deciding(field, rows, versions, current))
    )


class _Deciding:
    """Which rule decided about the values of a field.

    Args:
        field: its name.
        rows: its rule between source records, and that between versions of one.
        versions: the versions of each source record.
        current: what became of them, a Record for each source record.
    """

    def __init__(
        self,
        field: str,
        rows: tuple[Merging, Merging],
        versions: Sequence[Sequence[Record]],
        current: Sequence[Record],
    ) -> None:
        self._rules = {"sources": rows[0].rule, "versions": rows[1].rule}
        self._heard = {same(value) for record in current for value in _values(record, field)}
        telling = [place for place, record in enumerate(current) if any(rows[0].said(record).values)]
        self._alone = len(telling) == 1 and len(versions[telling[0]]) > 1

    def rule(self, key: Hashable, kept: bool) -> dict[str, Any]:
        """The rule and what it decided between, as attributes of an :class:`Origin`."""
        among = "versions" if (self._alone if kept else key not in self._heard) else "sources"
        return {"rule": self._rules[among], "among": among}


def _origins(merged: Record, sources: Sequence[Record], field: str, deciding: _Deciding) -> Iterator[Origin]:
    told: dict[Hashable, list[tuple[str, Any]]] = {}
    for record in sources:
        for value in _values(record, field):
            told.setdefault(same(value), []).append((reference(record), value))
    kept = {same(value): value for value in _values(merged, field)}
    for value in _values(merged, field):
        said = told.get(same(value), [])
        yield Origin(
            field=field,
            value=value,
            records=tuple(dict.fromkeys(name for name, _ in said)),
            composed=all(one != value for _, one in said),
            **deciding.rule(same(value), kept=True),
        )
    for key, said in told.items():
        if key not in kept:
            names = tuple(dict.fromkeys(name for name, _ in said))
            rule = deciding.rule(key, kept=False)
            yield Origin(field=field, value=said[0][1], records=names, kept=False, **rule)


def _values(record: Record, field: str) -> tuple[Any, ...]:
    found = getattr(record, field)
    if isinstance(found, tuple):
        return found
    return (found,) if found else ()
