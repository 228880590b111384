"""References of reference managers -> Records, for the formats that share their fields.

The fields go by the tags of RIS, whichever format they come from; what a field means depends on the type
of the reference. A field that nothing takes is kept in ``extra`` under the name that its format has.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.sources.references import kinds, numbers, people, places, words
from kg.sources.references.grants import grants
from kg.sources.tagged import Told

__all__ = ["Placed", "place"]

_PROCEEDINGS = ("T2", "BT", "C3", "JF", "JO", "SP")
_ENTRY = ("T2", "BT")
_PAPERS = frozenset({"cpaper", "conference paper"})


class Placed(NamedTuple):
    """What the provenance of a record needs: its number in its database, and the databases it names."""

    id: str
    collections: tuple[str, ...]


def place(told: Told, kind: str = "") -> Placed:
    """Places all fields of a reference in its draft; ``kind`` is its type where it does not tell one."""
    placed = Placed(numbers.own_id(told), _databases(told))
    kind = _kind(told, kind)
    numbers.dois(told)
    numbers.accessions(told)
    places.titles(told)
    people.people(told, kind)
    _of_people(told)
    places.dates(told)
    places.venue(told)
    places.publication(told)
    places.page_range(told)
    places.article_number(told)
    words.keywords(told)
    words.languages(told)
    words.abstract(told)
    words.notes(told)
    told.draft.funding += [grant for value in told.take("FU") for grant in grants(value.text)]
    numbers.links(told, "UR", "L1", "L2", "L3", "L4", "LK")
    kinds.retraction(told.draft)
    told.take("DB", "DP")
    told.keep_rest()
    return placed


def _databases(told: Told) -> tuple[str, ...]:
    """The databases that the reference names; programs write placeholders there as well."""
    named = (re.sub(r"\s+", " ", text) for text in told.see("DB", "DP"))
    return tuple(dict.fromkeys(named))


def _kind(told: Told, default: str) -> str:
    """The class of the reference, which the type of document may make narrower; gives the type as written.

    A type that is told both of a whole and of a part is that of the part where the reference says what
    it stands in.
    """
    draft = told.draft
    values = told.take("TY")
    written = [value.text for value in values] or [default]
    kinds.classify(written, draft)
    told.keep(*values)
    if (
        draft.type == "ConferencePaper"
        and written[0].casefold() not in _PAPERS
        and not told.see(*_PROCEEDINGS)
    ):
        draft.type = "ConferenceProceedings"
    elif draft.type == "ReferenceEntry" and not told.see(*_ENTRY):
        draft.type = "ReferenceBook"
    for value in told.take("M3"):
        if kinds.document(value.text, draft):
            draft.retain(value.name, value.text)
        else:
            told.add("M3", value.text, value.name)
    return written[0]


def _of_people(told: Told) -> None:
    """What fields tell of authors by their names: identifiers and affiliations."""
    for value in told.take("AI"):
        if not people.identify(told.draft, value.text):
            told.keep(value)
    for value in told.take("M1"):
        if not people.affiliate(told.draft, value.text):
            told.keep(value)
    people.addresses(told)
