"""Every rule by which a text of a source is changed, with an example: what the documentation shows."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

__all__ = ["EXPLAINED", "Explained"]


class Explained(NamedTuple):
    """What a rule does, to what, and an example of a text before and after."""

    meaning: str
    where: str
    written: str
    made: str


EXPLAINED: Mapping[str, Explained] = MappingProxyType(
    {
        "controls": Explained("Control characters become one blank.", "every text", "one\x00two", "one two"),
        "letter-spacing": Explained(
            "Letters that stand apart are joined, where two blanks or another word tell words apart.",
            "titles",
            "E I N L E I T U N G  I N  D A S  R E C H T",
            "EINLEITUNG IN DAS RECHT",
        ),
        "markup": Explained(
            "Tags go, entities are resolved, sub- and superscripts become characters, formulas one line.",
            "titles, abstracts, names",
            "H<sub>2</sub>O &amp;amp; <i>E. coli</i>",
            "H₂O & E. coli",
        ),
        "misread-utf-8": Explained(
            "UTF-8 that somebody has read as Windows-1252 is read aright.",
            "titles, names",
            "PatrÃ³n",
            "Patrón",
        ),
        "nfc": Explained(
            "Letters and their accents are composed (Unicode NFC).", "titles", "Cafe\u0301", "Café"
        ),
        "isbd": Explained(
            "The mark goes that leads to the next part of a catalogue's description.",
            "titles, editions, publishers, places, series",
            "A history of pots /",
            "A history of pots",
        ),
        "brackets": Explained(
            "The brackets go in which PubMed puts a title that it has translated; its language says it.",
            "titles of PubMed and NBIB",
            "[The beriberi heart].",
            "The beriberi heart.",
        ),
        "latex": Explained(
            "LaTeX becomes Unicode, braces go.", "BibTeX", r"M{\"u}ller on {DNA}", "Müller on DNA"
        ),
        "heading": Explained(
            "Dates, fuller forms and the final stop are no part of a name.",
            "names in MARC and MODS",
            "Trent, William P. (William Peterfield), 1862-1939",
            "Trent, William P.",
        ),
        "identifier": Explained(
            "Resolver, prefix, brackets and punctuation around an identifier go, and text behind it; in "
            "Dewey numbers also the marks of where they may be cut.",
            "identifiers of the publication; DOIs of others",
            "(doi: https://doi.org/10.1000/182(1)).",
            "10.1000/182(1)",
        ),
        "windows-1252": Explained(
            "A byte that is not valid UTF-8 is read as Windows-1252.", "formats of text", r"Caf\xe9", "Café"
        ),
        "characters": Explained(
            "A byte that is no character of the record's encoding is left out.",
            "MARC",
            r"Cafe\x1b$1!PV",
            "Cafe",
        ),
        "unbalanced-braces": Explained(
            "An entry with a brace too many or too few is read field by field.",
            "BibTeX",
            "abstract = {While {prices, year = 1999",
            "While prices",
        ),
        "first-of-january": Explained(
            "The first of January is taken for the year: sources write it where they know no more.",
            "OpenAlex",
            "2018-01-01",
            "2018",
        ),
        "access-right": Explained(
            "A right of access that stands where a licence should is one.",
            "licences",
            "other-oa",
            "open access",
        ),
        "tdm-terms": Explained(
            "A publisher's terms for mining are a licence of that use, whatever version is named.",
            "licences",
            "http://www.springer.com/tdm (vor)",
            "http://www.springer.com/tdm (tdm)",
        ),
    }
)
"""The names that :attr:`kg.record.Change.rule` may have."""
