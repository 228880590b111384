"""The numbers of classifications that the publication stands under."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from kg.record import Topic
from kg.sources.marc.fields import Field
from kg.sources.marc.telling import Telling

__all__ = ["HANDLERS"]

_BREAKS = str.maketrans("", "", "/'′’")  # where a Dewey number may be cut; no part of it
_NUMBERS: Mapping[str, tuple[str, re.Pattern[str]]] = {
    "050": ("lcc", re.compile(r"[A-Z]{1,3} ?[0-9]{1,4}(?![0-9])[A-Za-z0-9. ]*")),
    "060": ("nlm", re.compile(r"[A-Z]{1,3} ?[0-9]{1,4}(?![0-9])[A-Za-z0-9. ]*")),
    "080": ("udc", re.compile(r"[0-9]+(?:\.[0-9]+)*")),
    "082": ("ddc", re.compile(r"[0-9]{3}(?:\.[0-9]+)?")),
}
"""The scheme of a field, and what a number of it looks like: shelf marks stand there too.

Numbers put together with signs, as those of the Universal Decimal Classification often are, stay: the
IRI of a topic cannot tell ``82-3`` from ``82(3)``.
"""
_PLAIN = re.compile(r"[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*")
_CODE = re.compile(r"[a-z][a-z0-9_-]*")


def _classified(draft: Telling, found: Field) -> None:
    """A topic for each ``$a`` that is a number; the rest, as the item number and the edition, stays.

    In Dewey numbers the marks that tell where a library may cut them are left out.
    """
    scheme, shape = _NUMBERS[found.tag]
    left = []
    for code, value in found.subfields:
        number = value.translate(_BREAKS) if scheme == "ddc" else value
        if code == "a" and shape.fullmatch(number):
            _add(draft, scheme, number)
            if number != value:
                draft.changed(f"{found.name}$a", value, "identifier")
        else:
            left.append((code, value))
    found.subfields = left


def _otherwise(draft: Telling, found: Field) -> None:
    """Field 084: ``$2`` names the scheme, without which nobody knows what the number means."""
    schemes, numbers = found.seen("2"), found.seen("a")
    code = schemes[0].lower() if len(schemes) == 1 else ""
    if not (_CODE.fullmatch(code) and numbers and all(map(_PLAIN.fullmatch, numbers))):
        return
    found.take("a2")
    for number in numbers:
        _add(draft, code, number)


def _add(draft: Telling, scheme: str, number: str) -> None:
    """Adds a number once, whichever library gave it."""
    topic = Topic(label=number, scheme=scheme, notation=number)
    if topic not in draft.topics:
        draft.topics.append(topic)


HANDLERS: Mapping[str, Callable[[Telling, Field], None]] = {
    **dict.fromkeys(_NUMBERS, _classified),
    "084": _otherwise,
}
"""What each field tells, by tag."""
