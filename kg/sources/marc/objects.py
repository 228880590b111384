"""MARC in JSON: the common form, and the three that catalogues in the north of Europe store.

The common form has a ``leader`` and a list ``fields`` of objects of one tag each. The others have the
leader as field ``000``, and fields by tag: as text with delimiters, or as objects with indicators
``i1`` and ``i2`` and a list ``s`` of subfields.

See: https://rossfsinger.com/blog/2010/09/a-proposal-to-serialize-marc-in-json/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO, NamedTuple

import msgspec

from kg.errors import SourceError
from kg.sources.marc.fields import Marc

__all__ = ["LIMIT", "Text", "detected", "marc", "texts"]

LIMIT = 256 * 1024 * 1024
"""The longest list of records, or line of JSON lines, that is read: it is held in memory as a whole."""

_COMMON = re.compile(
    rb'"leader"\s*:\s*"[^"]{20,30}"|\{\s*"[0-9A-Z]{3}"\s*:\s*\{\s*"(?:subfields|ind1|ind2)"\s*:'
)
_LIST = re.compile(rb'"fields"\s*:\s*\[\s*\{\s*"[0-9A-Za-z]{3}"\s*:')
_STORED = re.compile(rb'"000"\s*:\s*(?:\[\s*)?"[^"]{20,30}"')
_BLANKS = bytes(max(byte, 0x20) for byte in range(256))
_TAGGED = re.compile(rb'"[0-9]{3}"\s*:\s*\[')


class Text(NamedTuple):
    """The JSON of one record, and where it stands; ``fault`` tells why it is none."""

    data: bytes
    number: int
    place: str
    fault: str = ""

    @property
    def position(self) -> str:
        """Where it stands, for messages."""
        return f"record {self.number}{self.place}"


def detected(head: bytes) -> float:
    """How sure it is that JSON which begins so is MARC."""
    bare = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if bare[:1] not in {b"{", b"["}:
        return 0.0
    if _COMMON.search(bare) and _LIST.search(bare):
        return 1.0
    return 0.95 if _STORED.search(bare) and _TAGGED.search(bare) else 0.0


def texts(stream: BinaryIO, file: str) -> Iterator[Text]:
    """The records of JSON lines, of a list, or one alone.

    Raises:
        SourceError: the JSON is broken as a whole, or is too long.
    """
    first = _begun(stream, file)
    try:
        msgspec.json.decode(first, type=msgspec.Raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        yield from _either(first, stream, file)
        return
    yield from _lines(first, stream, file)


def _begun(stream: BinaryIO, file: str) -> bytes:
    """The first line that is not blank."""
    line = b"\n"
    while line and not line.strip(b"\xef\xbb\xbf \t\r\n"):
        line = stream.readline(LIMIT + 1)
    return _bounded(line, file).removeprefix(b"\xef\xbb\xbf")


def _bounded(data: bytes, file: str) -> bytes:
    if len(data) > LIMIT:
        limit = LIMIT // 1024**2
        raise SourceError(
            file, "", f"is over {limit} MiB in one piece: save it as JSON lines, one record a line"
        )
    return data


def _either(first: bytes, stream: BinaryIO, file: str) -> Iterator[Text]:
    """One value over many lines; or JSON lines of which the first is broken."""
    rest = stream.read(LIMIT + 1 - len(first))
    # line breaks are nothing between the values, and mended within them, where JSON has none
    whole = _bounded(first + rest, file)
    lines, whole = whole.splitlines(), whole.translate(_BLANKS)
    try:
        yield from _listed(whole, "")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        sound = [line for line in lines[1:] if line.strip()]
        if not (first.lstrip().startswith(b'{"') and sound and sound[0].lstrip().startswith(b'{"')):
            raise SourceError(file, "", _told(error, "fetch or export it again")) from error
        yield from _numbered(iter(lines))


def _lines(first: bytes, stream: BinaryIO, file: str) -> Iterator[Text]:
    def lines() -> Iterator[bytes]:
        yield first
        while line := stream.readline(LIMIT + 1):
            yield _bounded(line, file)

    yield from _numbered(lines())


def _numbered(lines: Iterable[bytes]) -> Iterator[Text]:
    count = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            for one in _listed(line, f" (line {number})", count):
                count = one.number
                yield one
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            count += 1
            yield Text(line, count, f" (line {number})", _told(error, "mend this line"))


def _listed(data: bytes, place: str, count: int = 0) -> Iterator[Text]:
    if data.lstrip()[:1] == b"[":
        parts = [bytes(part) for part in msgspec.json.decode(data, type=list[msgspec.Raw])]
    else:
        parts = [bytes(msgspec.json.decode(data, type=msgspec.Raw))]
    for number, part in enumerate(parts, start=count + 1):
        yield Text(part, number, place)


def _told(error: Exception, advice: str) -> str:
    if isinstance(error, RecursionError):
        return f"its JSON is nested too deeply to be a record: {advice}"
    if isinstance(error, UnicodeDecodeError):
        return f"its text is not valid UTF-8 ({error.reason} at byte {error.start}): {advice}"
    return f"is not valid JSON ({str(error).removeprefix('JSON is malformed: ')}): {advice}"


def marc(text: Text) -> Marc | str:
    """The record of a JSON text in any of the forms, or why it is none."""
    if text.fault:
        return text.fault
    try:
        value = msgspec.json.decode(text.data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return _told(error, "mend this record")
    if not isinstance(value, dict):
        return f"is not a JSON object but {type(value).__name__}: a record has a leader and fields"
    made = Marc()
    if isinstance(value.get("fields"), list):
        _common(value, made)
    else:
        stored = value.get("f")
        _stored(stored if isinstance(stored, dict) else value, made)
    if not made.fields and not made.controls:
        return "has no MARC fields"
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
