r"""Which keywords a query uses as such, told by the parser that will answer it.

A search for the word would be misled by strings, comments and names, and a list of tokens by whatever
it cuts otherwise than the engine. So another word of the same length is put in its place everywhere, and
the engine parses that: a query whose keyword is replaced is none, while strings, comments and names
may hold any word.

    >>> uses("FROM", "SELECT * FROM <http://example.org/g> { ?s ?p ?o }")
    True
    >>> uses("FROM", "SELECT * { ?s ?p 'from here', ?from } # FROM <http://example.org/g>")
    False
"""

from __future__ import annotations

import re
from functools import cache

import pyoxigraph as ox

from kg import context
from kg.errors import QueryError
from kg.stores import faults

__all__ = ["predeclared", "refuse_service", "uses"]

_ESCAPED_LETTER = re.compile(r"\\(?:u00|U000000)([46][1-9A-Fa-f]|[57][0-9Aa])")


@cache
def predeclared() -> dict[str, str]:
    """The prefixes that a query may use without declaring them: those of the context."""
    return dict(context.prefixes())


def uses(keyword: str, sparql: str) -> bool:
    """Whether a query has this keyword; also true of a text that holds the word and is no query.

    Letters may be written as code points; to be safe, such a word counts even where the engine would not
    read it.

    See: SPARQL 1.1, section 19.2, "Codepoint Escape Sequences".
    """
    plain = _with_letters(sparql)
    word = re.compile(keyword, re.IGNORECASE | re.ASCII)
    if not word.search(plain):
        return False
    replaced = word.sub(lambda found: ("X" if found[0][0].isupper() else "x") + found[0][1:], plain)
    try:
        ox.Store().query(replaced, prefixes=predeclared())
    except SyntaxError:
        return True
    except (ValueError, OSError, RuntimeError):
        return False  # it was understood: what fails is the answer, which nobody wants here
    return False


def _with_letters(sparql: str) -> str:
    """The text with the letters that are written as code points; again, until there are no more."""
    count = 1
    while count:
        sparql, count = _ESCAPED_LETTER.subn(lambda found: chr(int(found[1], 16)), sparql)
    return sparql


def refuse_service(sparql: str) -> None:
    """Lets no query pass that would have another server asked.

    Raises:
        QueryError: it has ``SERVICE``, or is no query but holds that word.
    """
    if not uses("SERVICE", sparql):
        return
    words = {token.text.upper() if token.kind == "word" else token.kind for token in faults.tokens(sparql)}
    if "SERVICE" not in words or "open" in words:
        raise QueryError(faults.explained(sparql, "", predeclared()))
    raise QueryError(
        "the query has another server asked, by SERVICE: that is off unless it is allowed"
        " (--allow-service, or allow_service=True in Python)"
    )
