"""Keys of entries: readable, the same whenever they are made, and of no two records alike."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from kg.naming import strongest
from kg.record import Record

__all__ = ["key"]

_SMALL = frozenset(["a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to"])
_DIGITS = 5


def key(record: Record) -> str:
    """First author, year, first word of the title, and a short digest of what names the record.

    The digest keeps apart what is else alike, and needs no other record to be known: a key is the same in
    every file.

    >>> from kg.record import Agent, Contribution, Text
    >>> by = Contribution(role="author", agent=Agent(kind="Person", name="Müller, A", family="Müller"))
    >>> key(Record(type="Letter", contributions=(by,), issued="2011", titles=(Text(text="The trial"),)))[:15]
    'muller2011trial'
    """
    first = next((one.agent for one in record.contributions if one.role in {"author", "editor"}), None)
    name = _plain((first.family or first.name) if first else "")
    words = _plain(record.titles[0].text if record.titles else "").split()
    word = next((one for one in words if one not in _SMALL and not one.isdigit()), "")
    year = record.issued[:4] if record.issued[:1].isdigit() else ""
    readable = f"{name.replace(' ', '')[:30] or 'anon'}{year}{word[:30]}"
    return f"{readable}-{_digest(record)}"


def _plain(text: str) -> str:
    """Letters and digits of ASCII in lower case, with single blanks."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.sub("[^a-z0-9 ]+", "", folded.replace("-", " ")).split())


def _digest(record: Record) -> str:
    best = record.key or strongest(record.identifiers)
    if best is not None:
        named = f"{best.scheme}\0{best.value.casefold()}"
    else:
        names = [one.agent.name for one in record.contributions]
        origins = [f"{one.source}\0{one.id}\0{one.digest}" for one in record.provenance[:1]]
        titles = [one.text for one in record.titles]
        parts = (record.type, record.issued, record.volume, record.issue, record.pages)
        named = "\1".join([*parts, *titles, *names, *origins])
    return hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
