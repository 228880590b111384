"""Inputs with one value changed or added at a time, to see whether what a reader meets is lost."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from lxml import etree

from kg import sources

__all__ = ["WORDS", "altered", "losses"]

WORDS = "Zqxjv Wkpyf"
"""What no format has a meaning for: no word of a list, no date, no identifier."""

_TAGGED = re.compile(
    r"""(\s*[A-Z][A-Z0-9]{1,3}\s*-\s|\s*%.\s|=\w+\s+(?:..)?(?:\$\w)?|[A-Z][A-Z0-9]\s|\s*[\w-]+\s*=\s*[{"]?)(.*)\Z"""
)
_NAMESPACE = re.compile(r"\{.*?\}")


def losses(path: Path, source: str, folder: Path) -> Iterator[str]:
    """The places of an input whose words come out neither in a Record nor in a reject.

    Args:
        path: the input.
        source: the name of its format.
        folder: where changed inputs may be written.
    """
    changed = folder / path.name
    for place, data in altered(path):
        changed.write_bytes(data)
        told = "".join(map(repr, sources.read(str(changed), format=source)))
        if WORDS.split(maxsplit=1)[0].lower() not in told.lower():
            yield place


def altered(path: Path) -> Iterator[tuple[str, bytes]]:
    """The input once for each of its values, with :data:`WORDS` in its place or beside it; and the place."""
    data = path.read_bytes()
    if path.suffix in {".json", ".jsonl", ".jsonld"}:
        yield from _json(data)
    elif path.suffix == ".xml":
        yield from _xml(data)
    elif path.suffix == ".csv":
        yield from _csv(data)
    elif path.suffix in {".bib", ".enw", ".isi", ".mrk", ".nbib", ".ris", ".txt"}:
        yield from _lines(data)


# -- JSON --------------------------------------------------------------------------------------


def _json(data: bytes) -> Iterator[tuple[str, bytes]]:
    documents = _documents(data.decode())
    for number, document in enumerate(documents):
        for keys in _places(document):
            changed = deepcopy(document)
            holder = changed
            for key in keys[:-1]:
                holder = holder[key]
            holder[keys[-1]] = WORDS
            others = [*documents[:number], changed, *documents[number + 1 :]]
            yield _named(keys), "\n".join(map(json.dumps, others)).encode()


def _documents(text: str) -> list[Any]:
    try:
        return [json.loads(text)]
    except ValueError:
        return [found for line in text.splitlines() for found in _line(line)]


def _line(line: str) -> list[Any]:
    try:
        return [json.loads(line)]
    except ValueError:
        return []  # a damaged line, of which others are the test


def _places(value: Any, keys: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where texts stand, and where a new member may."""
    if isinstance(value, dict):
        yield (*keys, "+")
        for key, inner in value.items():
            yield from _places(inner, (*keys, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _places(inner, (*keys, number))
    elif isinstance(value, str) and keys:
        yield keys


def _named(keys: tuple[Any, ...]) -> str:
    return "/".join(key for key in keys if isinstance(key, str))


# -- XML ---------------------------------------------------------------------------------------


def _xml(data: bytes) -> Iterator[tuple[str, bytes]]:
    root = etree.fromstring(data, etree.XMLParser(recover=True, resolve_entities=False))
    for element in [one for one in root.iter() if isinstance(one.tag, str)]:
        name = "/".join(_bare(one.tag) for one in [*reversed([*element.iterancestors()]), element])
        for key, value in element.attrib.items():
            element.set(key, WORDS)
            yield f"{name}/@{_bare(key)}", _written(root)
            element.set(key, value)
        if (text := element.text or "").strip():
            element.text = WORDS
            yield name, _written(root)
            element.text = text
        if len(element):
            space = _NAMESPACE.match(element.tag)
            added = etree.SubElement(element, f"{space[0] if space else ''}novelty")
            added.text = WORDS
            yield f"{name}/+", _written(root)
            element.remove(added)


def _bare(name: str) -> str:
    return name.rpartition("}")[2]


def _written(root: Any) -> bytes:
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


# -- tables and lines --------------------------------------------------------------------------


def _csv(data: bytes) -> Iterator[tuple[str, bytes]]:
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    for number, row in enumerate(rows[1:], 1):
        for column, cell in enumerate(row):
            if cell.strip():
                changed = deepcopy(rows)
                changed[number][column] = WORDS
                stream = io.StringIO()
                csv.writer(stream).writerows(changed)
                yield dict(enumerate(rows[0])).get(column, "more"), stream.getvalue().encode()


def _lines(data: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        lines = data.decode().split("\n")
    except UnicodeDecodeError:
        return
    for number, line in enumerate(lines):
        match = _TAGGED.match(line.rstrip("\r"))
        if match and match[2].strip():
            end = re.search(r'[}",]*\Z', match[2]) if "=" in match[1] else None
            tail = (end[0] if end else "") + line[len(line.rstrip("\r")) :]
            changed = [*lines[:number], match[1] + WORDS + tail, *lines[number + 1 :]]
            yield match[1].strip(' -={"'), "\n".join(changed).encode()
