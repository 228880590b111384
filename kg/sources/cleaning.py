"""The one place where control characters leave the text of records, whatever reader made them.

``extra`` and ``changes`` stay as the source has them: a MARC record in a field of VuFind is divided
by controls.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from kg.record import Change, Record
from kg.text import escaped, printable

__all__ = ["RULE", "cleaned"]

RULE = "controls"
"""The rule of a change that is made here."""

_AS_IT_IS = frozenset({"extra", "changes"})
_ESCAPED = re.compile(rb"\\(?:u00|[bfr])")
_LATIN = re.compile(rb"\xc2[\x80-\x9f]")
_NONE = re.compile(rb"\xef\xbf[\xbe\xbf]")
_encode = msgspec.json.Encoder().encode


def cleaned(record: Record) -> Record:
    r"""The record without control characters (:func:`kg.text.printable`), and what was changed.

    >>> from kg.record import Text
    >>> made = cleaned(Record(type="Article", titles=(Text(text="A\x1ftitle"),)))
    >>> made.titles[0].text, made.changes
    ('A title', (Change(field='titles', written='A\\x1ftitle', rule='controls'),))
    """
    try:
        data = _encode(record)
    except UnicodeEncodeError:
        return record  # half a surrogate pair, for which it is rejected when it is written
    if not _suspect(data):
        return record
    changes: list[Change] = []
    values = {}
    for field in record.__struct_fields__:
        if field not in _AS_IT_IS:
            value = getattr(record, field)
            made = _cleaned(value, field, changes)
            if made is not value:
                values[field] = made
    return (
        msgspec.structs.replace(record, **values, changes=(*record.changes, *changes)) if values else record
    )


def _suspect(data: bytes) -> bool:
    """Whether JSON may hold control characters; every search is for one byte, which is found at once."""
    return (
        bool(b"\\" in data and _ESCAPED.search(data))
        or b"\x7f" in data
        or bool(not data.isascii() and (_LATIN.search(data) or _NONE.search(data)))
    )


def _cleaned(value: Any, field: str, changes: list[Change]) -> Any:
    """The value; the same object where nothing in it is changed."""
    if isinstance(value, str):
        made = printable(value)
        if made == value:
            return value
        changes.append(Change(field=field, written=escaped(value), rule=RULE))
        return made
    if isinstance(value, tuple):
        parts = tuple(_cleaned(part, field, changes) for part in value)
        return value if all(map(_same, value, parts)) else parts
    if isinstance(value, msgspec.Struct):
        return _struct(value, field, changes)
    return value


def _struct(value: msgspec.Struct, field: str, changes: list[Change]) -> msgspec.Struct:
    made = {}
    for name in value.__struct_fields__:
        before = getattr(value, name)
        after = _cleaned(before, field, changes)
        if after is not before:
            made[name] = after
    return msgspec.structs.replace(value, **made) if made else value


def _same(one: object, other: object) -> bool:
    return one is other
