"""Text that a user gives -> the RDF term that fills a hole, written in N-Triples form.

Each type of a parameter is one function: it says what it expects when the text is not that, and
writes a term that ends where it should whatever the text holds. A query is therefore put together
from text without a way to inject anything, and reads the same for every engine.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from kg import context, dates, ids, tables
from kg.errors import QueryError, ResourceError

__all__ = ["LAYER", "LAYERS", "TYPES", "literal"]

LAYERS = ("published", "identified", "clustered", "agent")
"""What one person is, from one publication to the next: one name as published; one identifier, else one
name as published; one cluster, else one agent; or one agent, which without an identifier is known from one
publication only."""

LAYER = "identified"
"""The layer of people where none is asked for."""

_ESCAPES = str.maketrans(
    {'"': r"\"", "\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\b": r"\b", "\f": r"\f"}
)
_NAME_WORDS = 6
_LOOKS_ESCAPED = re.compile(r"\\([uU])")


def literal(text: str, datatype: str = "") -> str:
    r"""A literal that any SPARQL parser reads back as this text; ``datatype`` is a short name.

    SPARQL resolves ``\u0022`` before it looks for strings, and not every parser sees that the
    backslash in front of it is itself escaped: in the text, such a ``u`` is written as a code point.

    >>> print(literal('a "b" \\u0022'))
    "a \"b\" \\\U000000750022"

    Raises:
        QueryError: the text holds half a surrogate pair, which is no character.

    See: SPARQL 1.1, section 19.2, "Codepoint Escape Sequences".
    """
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise QueryError(f"{text!r} holds half a surrogate pair, which is no character")
    pieces = _LOOKS_ESCAPED.split(text)
    written = [
        f"\\\\\\U{ord(piece):08X}" if place % 2 else piece.translate(_ESCAPES)
        for place, piece in enumerate(pieces)
    ]
    return f'"{"".join(written)}"' + (f"^^<{context.iri(datatype)}>" if datatype else "")


def _string(text: str) -> str:
    return literal(text)


def _text(text: str) -> str:
    if not text.strip():
        raise QueryError("some text to look for is expected, not blanks")
    return literal(" ".join(text.split()))


def _iri(text: str) -> str:
    """A short name goes before an IRI, because ``mesh:D003920`` has the form of both."""
    bare = text.strip().removeprefix("<").removesuffix(">")
    found = ids.iri(_expanded(bare))
    if found is None:
        near = _near(bare)
        advice = f"; did you mean {near}?" if near else ""
        raise QueryError(
            f"{text!r} is not an IRI: expected https://..., a short name such as mesh:D003920, "
            f"or a term such as SystematicReview{advice}"
        )
    return f"<{found}>"


def _near(name: str) -> str:
    """The term that is written almost so; ``""`` if there is none."""
    known = {term.lower(): term for term in context.terms()}
    near = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.75)
    return known[near[0]] if near else ""


def _expanded(bare: str) -> str:
    try:
        return context.iri(bare)
    except ResourceError:
        return bare


def _identifier(text: str) -> str:
    """Every term that an identifier in any spelling can be in a graph: a hole takes several.

    It may be the normal form, a source's own number as it stands, or an IRI or web address.
    """
    bare = text.strip()
    if not bare or re.search(r"\s", bare):
        bare = ""
    recognised = ids.recognise(text)
    if recognised is None and not bare:
        raise QueryError(
            f"{text!r} is not an identifier: expected a DOI, PMID, PMCID, ORCID, ISSN, ISBN, IRI, "
            "or the number of a source, without blanks"
        )
    terms = [literal(ids.comparable(*recognised))] if recognised else []
    if bare:
        terms.append(literal(bare))
    if bare and ids.iri(bare):
        terms += [f"<{bare}>", literal(bare, "xsd:anyURI")]
    return " ".join(dict.fromkeys(terms))


def _person(text: str) -> str:
    """An ORCID in its normal form, or part of a name, with the family name first or last.

    Names are published as ``Small, Rhonda``: "Rhonda Small" and "Small R" find them too.
    """
    orcid = ids.orcid(text)
    if orcid:
        return literal(orcid)
    words = text.split()
    written = [_text(text)]
    if "," not in text:
        for place in range(1, min(len(words), _NAME_WORDS)):
            first, last = " ".join(words[:place]), " ".join(words[place:])
            written += [literal(f"{last}, {first}"), literal(f"{first}, {last}")]
    return " ".join(dict.fromkeys(written))


def _integer(text: str) -> str:
    if not re.fullmatch(r"\s*[+-]?[0-9]{1,18}\s*", text):
        raise QueryError(f"{text!r} is not a whole number: expected digits such as 10")
    return literal(str(int(text)), "xsd:integer")


def _limit(text: str) -> str:
    if not re.fullmatch(r"\s*[0-9]{1,9}\s*", text) or not int(text):
        raise QueryError(f"{text!r} is not a number of rows: expected 1 or more")
    return str(int(text))


def _year(text: str) -> str:
    bare = text.strip()
    if not re.fullmatch(r"[0-9]{4}", bare) or not dates.parse(bare):
        raise QueryError(f"{text!r} is not a year: expected four digits such as 2011")
    return literal(bare, "xsd:gYear")


def _date(text: str) -> str:
    found = dates.parse(text)
    if len(found) != 10:
        raise QueryError(f"{text!r} is not a day of the calendar: expected a date such as 2011-11-25")
    return literal(found, "xsd:date")


def _layer(text: str) -> str:
    if text not in LAYERS:
        raise QueryError(f"{text!r} is no layer of people: expected {', '.join(LAYERS[:-1])} or {LAYERS[-1]}")
    return literal(text)


def _language(text: str) -> str:
    code = tables.language(text)
    if not code:
        raise QueryError(f"{text!r} is not a known language: expected a code or name such as en, ger, French")
    return f"<{context.prefixes()['iso639-2']}{code}>"


TYPES: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "class": _iri,
        "databank": _string,
        "date": _date,
        "file": _string,
        "identifier": _identifier,
        "integer": _integer,
        "iri": _iri,
        "language": _language,
        "layer": _layer,
        "limit": _limit,
        "person": _person,
        "role": _iri,
        "source": _string,
        "string": _string,
        "text": _text,
        "year": _year,
    }
)
"""Every type that a parameter can have, with the function that writes its term. Each raises
:class:`~kg.errors.QueryError` that says what it expects."""
