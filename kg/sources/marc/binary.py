"""ISO 2709: cuts a stream into records by their terminators, and a record into its fields.

The lengths and addresses that a record states are checked, not trusted: what they get wrong is
mended where the terminators leave no doubt, and noted in the record; else the record is rejected,
and reading goes on behind its terminator, or at the next leader where that is missing.

See: ISO 2709:2008; https://www.loc.gov/marc/specifications/specrecstruc.html
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from kg.sources.marc import characters
from kg.sources.marc.fields import STRAY, Marc

__all__ = ["LEADER", "LIMIT", "Cut", "cut", "parsed"]

LIMIT = 64 * 1024 * 1024
"""The most bytes that a record may have; the standard allows 99,999, and some have more."""

LEADER = re.compile(rb"[0-9]{5}[\x20-\x7e]{5}22[0-9]{5}[\x20-\x7e]{3}(?:45[0-9 ]{2}|[\x20-\x7e]{4})")
"""What a leader looks like whose figures are sound."""

_BLOCK = 1024 * 1024
_BLANK = b" \t\r\n\0\x1a\x1e\xef\xbb\xbf"
_JOINED = re.compile(rb"(?<=\x1e)(?=[0-9]{5}[a-z][a-z][a-z #|][\x20-\x7e][a ]22[0-9]{5}[\x20-\x7e]{3}45)")
_TAG = re.compile(rb"[0-9A-Za-z ]{3}\Z")
_RUNS = re.compile(rb"[\x80-\xff]+")
_MARKED = re.compile(rb"[\xe0-\xfe]{3}")
_END, _DELIMITER = b"\x1e", "\x1f"


class Cut(NamedTuple):
    """The bytes of one record without its terminator, its number, and where it begins.

    ``fault`` tells why it cannot be one; ``ended`` is false for what stands at the end of the file.
    """

    data: bytes
    number: int
    offset: int
    fault: str = ""
    ended: bool = True

    @property
    def position(self) -> str:
        """Where it stands, for messages."""
        return f"record {self.number} (byte {self.offset})"


def cut(stream: BinaryIO) -> Iterator[Cut]:
    """The records of a stream, in order, and what between them is none."""
    number = 0
    for data, offset, ended in _terminated(stream):
        if data is None:
            number += 1
            yield Cut(b"", number, offset, f"the record is larger than {LIMIT // 2**20} MiB")
            continue
        bare = data.lstrip(_BLANK)
        if not bare:
            continue
        begin = len(data) - len(bare)
        for place, part in _parts(bare):
            number += 1
            fault = "" if LEADER.match(part) or _almost(part) else _stray(ended=ended)
            yield Cut(part, number, offset + begin + place, fault, ended)


def _terminated(stream: BinaryIO) -> Iterator[tuple[bytes | None, int, bool]]:
    """What stands before each terminator, and behind the last; ``None`` for what is too long."""
    rest, offset = b"", 0
    while block := stream.read(_BLOCK):
        *whole, rest = (rest + block).split(b"\x1d") if b"\x1d" in block else (rest + block,)
        for data in whole:
            yield (data if len(data) <= LIMIT else None), offset, True
            offset += len(data) + 1
        while len(rest) > LIMIT:
            yield None, offset, True
            offset += len(rest)
            rest = b""
            offset, rest = _skipped(stream, offset)
    if rest:
        yield rest, offset, False


def _skipped(stream: BinaryIO, offset: int) -> tuple[int, bytes]:
    """Goes behind the next terminator: how far that is, and what was read beyond it."""
    while block := stream.read(_BLOCK):
        found = block.find(b"\x1d")
        if found >= 0:
            return offset + found + 1, block[found + 1 :]
        offset += len(block)
    return offset, b""


def _parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The data, or its parts where junk stands before a record, or a terminator between two is missing."""
    length = data[:5]
    if LEADER.match(data) and length.isdigit() and int(length) == len(data) + 1:
        yield 0, data
        return
    places = [match.start() for match in _JOINED.finditer(data)]
    if not LEADER.match(data) and not _almost(data):
        found = LEADER.search(data)
        places = sorted({*places, *([found.start()] if found else [])})
    for begin, end in zip([0, *places], [*places, len(data)], strict=True):
        part = data[begin:end]
        if part.strip(_BLANK):
            yield begin, part


def _almost(data: bytes) -> bool:
    """Whether it begins like a leader, if some of its figures are wrong."""
    head = data[:24]
    return len(head) == 24 and head.isascii() and head[:5].strip().isdigit() and _END in data


def _stray(*, ended: bool) -> str:
    if ended:
        return "is no record: it does not begin with a leader (24 characters, the first five a length)"
    return "the file does not end with a record: what stands behind the last one was not read"


def parsed(one: Cut) -> Marc | str:
    """The fields of a record, or why it cannot be read."""
    data = one.data
    if not one.ended and data[:5].isdigit() and int(data[:5]) > len(data) + 1:
        return (
            f"the file ends within this record ({len(data)} of {int(data[:5])} bytes): it is truncated; "
            "fetch it again"
        )
    head, *values = data.split(_END)
    tail = values.pop() if values else b""
    marc = Marc(leader=head[:24].decode("ascii", "replace"))
    if tail.strip(_BLANK):
        values.append(tail)
        marc.damage.append("the last field has no terminator")
    directory = head[24:]
    if len(directory) % 12:
        return f"its directory has {len(directory)} characters, no entries of 12: export the record again"
    if not directory or not values:
        return "has no fields: export the record again"
    found = _assigned(directory, values, data, marc)
    if isinstance(found, str):
        return found
    _check(data, len(head), marc, ended=one.ended)
    _decode(found, data, marc)
    return marc


def _assigned(
    directory: bytes, values: list[bytes], data: bytes, marc: Marc
) -> list[tuple[bytes, bytes]] | str:
    """The tags of the directory with the fields that they are of."""
    entries = [directory[place : place + 12] for place in range(0, len(directory), 12)]
    bad = next((entry for entry in entries if not _TAG.match(entry[:3])), None)
    if bad is not None:
        return f"its directory is damaged: {bad[:3].decode('latin-1')!r} is no tag; export the record again"
    if len(entries) == len(values):
        at = 0
        for entry, value in zip(entries, values, strict=True):
            if entry[7:] != b"%05d" % at:
                break
            at += len(value) + 1
        else:
            return list(zip([entry[:3] for entry in entries], values, strict=True))
    return _reassigned(entries, values, data, marc)


def _reassigned(
    entries: list[bytes], values: list[bytes], data: bytes, marc: Marc
) -> list[tuple[bytes, bytes]] | str:
    """The same where the fields do not lie one behind the other in the order of the directory."""
    base = data.index(_END) + 1
    sound = [entry[3:].isdigit() for entry in entries]
    if all(sound):
        spans = [(base + int(entry[7:]), int(entry[3:7])) for entry in entries]
        if all(size > 0 and data[start + size - 1 : start + size] in {_END, b""} for start, size in spans):
            fields = [data[start : start + size].removesuffix(_END) for start, size in spans]
            if sum(len(one) + 1 for one in fields) >= len(data) - base:
                return list(zip([entry[:3] for entry in entries], fields, strict=True))
    if len(entries) != len(values):
        return (
            f"its directory names {len(entries)} fields, and {len(values)} stand in the record: "
            "nobody can tell which is which; export the record again"
        )
    marc.damage.append("the directory states wrong lengths or places of fields")
    ordered = sorted(entries, key=lambda entry: entry[7:]) if all(sound) else entries
    return list(zip([entry[:3] for entry in ordered], values, strict=True))


def _check(data: bytes, head: int, marc: Marc, *, ended: bool) -> None:
    """Notes what the leader states wrongly."""
    length, base = data[:5], data[12:17]
    if not length.isdigit() or int(length) != len(data) + 1:
        marc.damage.append(f"the leader states a length of {length.decode()} instead of {len(data) + 1}")
    if not base.isdigit() or int(base) != head + 1:
        marc.damage.append(f"the leader states {base.decode()} as base address instead of {head + 1}")
    if not ended:
        marc.damage.append("the record has no terminator")


def _decode(found: list[tuple[bytes, bytes]], data: bytes, marc: Marc) -> None:
    """Adds the fields, in the characters that the record is really in."""
    unicode = data[9:10] == b"a" or (not data.isascii() and _is_utf8(data))
    cyrillic = not unicode and _is_windows_1251(data)
    if cyrillic:
        marc.damage.append("the text is in Windows-1251, and the leader says MARC-8")
    foreign = not unicode and not cyrillic and _is_unimarc(found)
    for (tag, value), whole in zip(found, _plain(found, unicode=unicode), strict=True):
        name = tag.decode("ascii")
        text, sound = whole, True
        if cyrillic:
            text = value.decode("cp1251", "replace")
        elif foreign:
            text = characters.iso5426(value)
            sound = characters.LOST not in text
        elif whole is None:
            text, sound = characters.text(value, unicode=unicode)
        if not sound:
            marc.miscoded.append((name, value.decode("latin-1")))
        if name[:2] == "00":
            marc.add_control(name, (text or "").translate(_CONTROLS))
        else:
            _data_field(name, text or "", marc)


def _plain(found: list[tuple[bytes, bytes]], *, unicode: bool) -> list[str] | list[None]:
    """The texts of the fields in one go, if they are sound UTF-8 or plain ASCII."""
    data = _END.join([value for _, value in found])
    if unicode or (data.isascii() and b"\x1b" not in data and b"&#x" not in data):
        with contextlib.suppress(UnicodeDecodeError):
            texts = data.decode().split("\x1e")
            if len(texts) == len(found):  # a field found by its address may hold a terminator
                return texts
    return [None] * len(found)


_CONTROLS = dict.fromkeys((*range(0x20), 0x7F), None)


def _data_field(tag: str, text: str, marc: Marc) -> None:
    indicators, *parts = text.split(_DELIMITER)
    if text.isascii():
        subfields = [(part[0], part[1:]) for part in parts if part]
    else:
        subfields = [_subfield(part) for part in parts if part]
    if indicators[2:].strip():
        subfields.insert(0, (STRAY, indicators[2:]))  # text before the first subfield
    marc.add(tag, indicators, subfields)


def _subfield(part: str) -> tuple[str, str]:
    """Its code and its value; marks that an odd byte has put on the code go."""
    if part.isascii():
        return part[0], part[1:]
    return part[0], part[1:].lstrip(_MARKS) if "\u0300" <= part[1:2] <= "\u036f" else part[1:]


_MARKS = "".join(map(chr, range(0x300, 0x370)))


def _is_unimarc(found: list[tuple[bytes, bytes]]) -> bool:
    tags = {tag for tag, _ in found}
    return b"200" in tags and b"245" not in tags


def _is_utf8(data: bytes) -> bool:
    """Whether bytes beyond ASCII are UTF-8, whatever the leader says: MARC-8 looks like it by no chance."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return b"\x1b" not in data


def _is_windows_1251(data: bytes) -> bool:
    """Whether the text is Cyrillic in Windows-1251: words of letters of that set, most of them small."""
    if not _MARKED.search(data) or b"\x1b" in data:
        return False
    runs = _RUNS.findall(data)
    joined = b"".join(runs)
    letters = sum(byte >= 0xC0 or byte in (0xA8, 0xB8) for byte in joined)
    small = sum(byte >= 0xE0 for byte in joined)
    return letters > 0.9 * len(joined) and small > 0.6 * len(joined) and len(joined) > 3 * len(runs)
