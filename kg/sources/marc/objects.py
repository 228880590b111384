"""MARC in JSON: the common form, and the three that catalogues in the north of Europe store.

The common form has a ``leader`` and a list ``fields`` of objects of one tag each. The others have the
leader as field ``000``, and fields by tag: as text with delimiters, or as objects with indicators
``i1`` and ``i2`` and a list ``s`` of subfields.

See: https://rossfsinger.com/blog/2010/09/a-proposal-to-serialize-marc-in-json/
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from kg.sources.documents import Document, Wrapping, decoded
from kg.sources.marc.fields import Marc

__all__ = ["WRAPPING", "detected", "marc"]

WRAPPING = Wrapping(lists=(("records",), ("docs",)), own=frozenset({"leader", "fields", "f", "000"}))
"""What may stand around the records."""

_COMMON = re.compile(
    rb'"leader"\s*:\s*"[^"]{20,30}"|\{\s*"[0-9A-Z]{3}"\s*:\s*\{\s*"(?:subfields|ind1|ind2)"\s*:'
)
_LIST = re.compile(rb'"fields"\s*:\s*\[\s*\{\s*"[0-9A-Za-z]{3}"\s*:')
_STORED = re.compile(rb'"000"\s*:\s*(?:\[\s*)?"[^"]{20,30}"')
_BLANKS = bytes(max(byte, 0x20) for byte in range(256))
_TAGGED = re.compile(rb'"[0-9]{3}"\s*:\s*\[')


def detected(head: bytes) -> float:
    """How sure it is that JSON which begins so is MARC."""
    bare = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if bare[:1] not in {b"{", b"["}:
        return 0.0
    if _COMMON.search(bare) and _LIST.search(bare):
        return 1.0
    return 0.95 if _STORED.search(bare) and _TAGGED.search(bare) else 0.0


def marc(document: Document) -> Marc | str:
    """The record of a document in any of the forms, or why it is none."""
    value = decoded(document)
    if isinstance(value, str):
        # a line break in a value is none in JSON; between the values it is nothing
        mended = decoded(Document(document.data.translate(_BLANKS), document.position))
        value = value if isinstance(mended, str) else mended
    if isinstance(value, str):
        return value
    made = Marc()
    if isinstance(value.get("fields"), list):
        _common(value, made)
    else:
        stored = value.get("f")
        _stored(stored if isinstance(stored, dict) else value, made)
    if not made.fields and not made.controls:
        return "has no MARC fields: export the record again"
    return made


def _common(value: Mapping[str, Any], made: Marc) -> None:
    leader = value.get("leader")
    made.leader = leader if isinstance(leader, str) else ""
    for entry in value["fields"]:
        for tag, content in entry.items() if isinstance(entry, dict) else (("", entry),):
            if isinstance(content, dict):
                indicators = _indicators(content, "ind1", "ind2")
                made.add(tag, indicators, _subfields(content.get("subfields")))
            else:
                _control(tag, content, made)


def _stored(value: Mapping[str, Any], made: Marc) -> None:
    for tag, contents in value.items():
        for content in contents if isinstance(contents, list) else (contents,):
            if tag == "000" and isinstance(content, str):
                made.leader = made.leader or content
            elif isinstance(content, dict):
                made.add(tag, _indicators(content, "i1", "i2"), _subfields(content.get("s")))
            elif isinstance(content, str) and "\x1f" in content:
                indicators, *parts = content.split("\x1f")
                made.add(tag, indicators, [(part[:1], part[1:]) for part in parts])
            elif len(tag) == 3:  # others, as the version of the form, are no fields
                _control(tag, content, made)


def _indicators(content: Mapping[str, Any], *names: str) -> str:
    told = [content.get(name) for name in names]
    return "".join(one[:1] if isinstance(one, str) and one else " " for one in told)


def _subfields(found: object) -> list[tuple[str, str]]:
    """Subfields as one object each, of a code and a value, or named ``c`` and ``v``."""
    made: list[tuple[str, str]] = []
    for one in found if isinstance(found, list) else [found] if found else []:
        if isinstance(one, dict) and one.keys() == {"c", "v"}:
            made.append((_text(one["c"]), _text(one["v"])))
        elif isinstance(one, dict):
            made += [(code, _text(value)) for code, value in one.items()]
        else:
            made.append(("", _text(one)))
    return made


def _control(tag: str, content: object, made: Marc) -> None:
    text = _text(content)
    if tag[:2] == "00":
        made.add_control(tag, text)
    else:
        made.add(tag, "  ", [("", text)])


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else msgspec.json.encode(value).decode()
