"""Links between source records and why they are made: the evidence that stays beside a graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Literal

import msgspec

from kg.errors import StoreError

__all__ = ["Link", "Verdict", "read", "write"]

Verdict = Literal["same", "version", "review", "different"]


class Link(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is said of two source records, and why.

    What shared identifiers link is not noted: the records themselves tell it.

    Attributes:
        left, right: the records, as the end of their IRIs has it: ``source/id/digest``; the lesser first.
        rule: ``likeness``; ``relation`` or ``work key`` where the source tells that they are of one work; or
            ``decision`` where a person decided.
        verdict: they are of the ``same`` publication; of another ``version`` of its work; ``different``;
            or a person should ``review`` them.
        score: how alike they are; see :mod:`kg.identity.likeness`.
        parts: what each part of the description adds to the score.
        value: what else is to be said in words: what forbids a link, or the note of who decided.
    """

    left: str
    right: str
    rule: str
    verdict: Verdict
    score: float | None = None
    parts: dict[str, float] = {}
    value: str = ""


_encode = msgspec.json.Encoder().encode
_decoder = msgspec.json.Decoder(Link)


def write(links: Iterable[Link], stream: BinaryIO) -> None:
    """Writes links as JSON, one a line."""
    stream.writelines(_encode(link) + b"\n" for link in links)


def read(stream: BinaryIO) -> Iterator[Link]:
    """The links of such a file.

    Raises:
        StoreError: a line is none.
    """
    for number, line in enumerate(stream, 1):
        try:
            yield _decoder.decode(line)
        except msgspec.DecodeError as error:
            raise StoreError(f"links.jsonl, line {number}: {error}: build the graph again") from error
