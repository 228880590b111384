"""MARC records for tests, written as cataloguers see them and made into each serialisation.

A field is one line: the tag, two indicators (``_`` for a blank) and subfields (``$a Title``), or the tag
and the value of a control field. ``LDR`` is the leader, whose figures are filled in.
"""

from __future__ import annotations

import json
import re
from xml.sax.saxutils import escape, quoteattr

_LEADER = "     nam a22     8a 4500"
_SUBFIELD = re.compile(r"\$(\S)\s?")

Field = tuple[str, str, list[tuple[str, str]]]


def fields(text: str) -> tuple[str, list[Field]]:
    """The leader and the fields of a record; a control field has one subfield without a code."""
    leader, found = _LEADER, []
    for line in text.strip("\n").splitlines():
        tag, rest = line.strip()[:3], line.strip()[4:]
        if tag == "LDR":
            leader = rest.ljust(24)
        elif tag.startswith("00"):
            found.append((tag, "", [("", rest.replace("#", " "))]))
        else:
            indicators = rest[:2].replace("_", " ")
            _, *parts = _SUBFIELD.split(rest)
            pairs = list(zip(parts[::2], [value.strip() for value in parts[1::2]], strict=True))
            found.append((tag, indicators, pairs))
    return leader, found


def body(field: Field, encoding: str = "utf-8") -> bytes:
    """The bytes of a field without its terminator."""
    _, indicators, subfields = field
    text = indicators + "".join(f"\x1f{code}{value}" if code else value for code, value in subfields)
    return text.encode(encoding)


def binary(text: str, encoding: str = "utf-8") -> bytes:
    """A record in ISO 2709, its lengths and addresses right."""
    leader, found = fields(text)
    bodies = [body(one, encoding) + b"\x1e" for one in found]
    return assembled(leader, [one[0].encode() for one in found], bodies)


def assembled(leader: str, tags: list[bytes], bodies: list[bytes]) -> bytes:
    """A record of the bytes of its fields."""
    directory, at = b"", 0
    for tag, one in zip(tags, bodies, strict=True):
        directory += tag + b"%04d%05d" % (min(len(one), 9999), min(at, 99999))
        at += len(one)
    base = 24 + len(directory) + 1
    length = min(base + at + 1, 99999)
    head = f"{length:05}{leader[5:12]}{base:05}{leader[17:24]}".encode()
    return head + directory + b"\x1e" + b"".join(bodies) + b"\x1d"


def xml(text: str, prefix: str = "") -> str:
    """A record as an element of MARCXML."""
    leader, found = fields(text)
    lines = [f"<{prefix}record>", f"  <{prefix}leader>{escape(leader)}</{prefix}leader>"]
    for tag, indicators, subfields in found:
        if tag.startswith("00"):
            lines.append(
                f'  <{prefix}controlfield tag="{tag}">{escape(subfields[0][1])}</{prefix}controlfield>'
            )
            continue
        lines.append(f'  <{prefix}datafield tag="{tag}" ind1="{indicators[0]}" ind2="{indicators[1]}">')
        lines += [
            f"    <{prefix}subfield code={quoteattr(code)}>{escape(value)}</{prefix}subfield>"
            for code, value in subfields
        ]
        lines.append(f"  </{prefix}datafield>")
    return "\n".join([*lines, f"</{prefix}record>"])


def collection(*texts: str) -> bytes:
    """A collection in MARCXML."""
    inner = "\n".join(map(xml, texts))
    return f'<?xml version="1.0"?>\n<collection xmlns="http://www.loc.gov/MARC21/slim">\n{inner}\n</collection>\n'.encode()


def mnemonic(text: str) -> str:
    """A record as text, a field a line."""
    leader, found = fields(text)
    lines = [f"=LDR  {leader.replace(' ', chr(92))}"]
    for tag, indicators, subfields in found:
        if tag.startswith("00"):
            lines.append(f"={tag}  {subfields[0][1].replace(' ', chr(92))}")
            continue
        told = "".join(f"${code}{value.replace('$', '{dollar}')}" for code, value in subfields)
        lines.append(f"={tag}  {indicators.replace(' ', chr(92))}{told}")
    return "\n".join(lines) + "\n\n"


def in_json(text: str) -> str:
    """A record in MARC-in-JSON."""
    leader, found = fields(text)
    told: list[dict[str, object]] = []
    for tag, indicators, subfields in found:
        if tag.startswith("00"):
            told.append({tag: subfields[0][1]})
        else:
            inner = [{code: value} for code, value in subfields]
            told.append({tag: {"ind1": indicators[0], "ind2": indicators[1], "subfields": inner}})
    return json.dumps({"leader": leader, "fields": told}, ensure_ascii=False)
