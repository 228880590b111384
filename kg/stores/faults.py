r"""What is wrong with a query, in one line: where, and which word.

The engine knows that a query is wrong, but tells it as a list of all that might follow the furthest place
that it tried. The frequent faults are found here on the words of the text; for the others, a second
parser says where it stops.

    >>> explained("SELECT * {\n  ?s dct:title ?t }")
    "the query is not valid SPARQL 1.1: line 2, column 6: the prefix 'dct' is not declared"
    >>> explained("ASK WHRE { ?s ?p ?o }")
    "the query is not valid SPARQL 1.1: line 1, column 5: 'WHRE' is not a word of SPARQL; did you mean WHERE?"
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator
from itertools import pairwise

import msgspec

__all__ = ["Token", "explained", "first_line", "tokens", "uncommented"]

_START = r"[^\W\d_]"
_PREFIX = rf"{_START}(?:[\w.·-]*[\w·-])?"
_TOKEN = re.compile(
    r"(?P<comment>\#[^\r\n]*)"
    r"|(?P<iri><[^<>\"{}|^`\\\x00-\x20]*>)"
    r"|(?P<string>'''(?:'{0,2}(?:[^'\\]|\\.))*'''|\"\"\"(?:\"{0,2}(?:[^\"\\]|\\.))*\"\"\""
    r"|'(?:[^'\\\r\n]|\\.)*'|\"(?:[^\"\\\r\n]|\\.)*\")"
    r"|(?P<open>['\"])"
    r"|(?P<variable>[?$]\w+)"
    r"|(?P<blank>_:\w(?:[\w.-]*[\w-])?)"
    r"|(?P<tag>@\w+(?:-\w+)*)"
    rf"|(?P<name>(?:{_PREFIX})?:(?:(?:[\w:]|%[0-9A-Fa-f]{{2}}|\\.)(?:(?:[\w:.·-]|%[0-9A-Fa-f]{{2}}|\\.)*"
    r"(?:[\w:·-]|%[0-9A-Fa-f]{2}|\\.))?)?)"
    r"|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<word>[^\W\d]\w*)"
    r"|(?P<mark>\S)",
    re.DOTALL,
)
_SPARQL = frozenset(
    re.findall(
        r"\w+",
        """
        a abs add adjust all as asc ask avg base bind bnode bound by ceil clear coalesce concat
        construct contains copy count create data datatype day default delete desc describe distinct
        drop encode_for_uri exists false filter floor from graph group group_concat having haslang
        haslangdir hours if in insert into iri isblank isiri isliteral isnumeric istriple isuri lang
        langdir langmatches lateral lcase limit load max md5 min minus minutes month move named not
        now object offset optional order predicate prefix rand reduced regex replace round sameterm
        samevalue sample seconds select separator service sha1 sha256 sha384 sha512 silent str
        strafter strbefore strdt strends strlang strlangdir strlen strstarts struuid subject substr
        sum timezone to triple true tz ucase undef union unsaid uri using uuid values version where
        with year
        """,
    )
)
_CHANGES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"})
_PLACE = re.compile(r"error at (\d+):(\d+):")
_REASON = re.compile(r"(?:one of |, |expected )([A-Z][a-zA-Z]* [^\"'\[\],]*[a-z][^\"'\[\],]*)")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_BRACKETS = {")": "(", "]": "[", "}": "{"}
_LONGEST = 300


class Token(msgspec.Struct, frozen=True):
    """A word, name, string or mark of a query, and where it begins."""

    kind: str
    text: str
    start: int


def tokens(sparql: str) -> Iterator[Token]:
    """The tokens of a query, without its comments."""
    for found in _TOKEN.finditer(sparql):
        kind = str(found.lastgroup)
        if kind != "comment":
            yield Token(kind, found[0], found.start())


def uncommented(sparql: str) -> str:
    r"""The query without its comments, each line where it was.

    >>> uncommented("ASK { # what is asked\n ?s ?p '#' }")
    "ASK { \n ?s ?p '#' }"
    """
    return _TOKEN.sub(lambda found: "" if found.lastgroup == "comment" else found[0], sparql)


def explained(sparql: str, said: str = "", declared: Collection[str] = ()) -> str:
    """What is wrong with a query that is not valid, in one line.

    Args:
        sparql: the query.
        said: what the engine says of it.
        declared: prefixes that it need not declare.
    """
    found = list(tokens(sparql))
    change = _change(found)
    if change:
        return f"only questions are answered, by SELECT, ASK, CONSTRUCT or DESCRIBE: {change} changes a graph"
    what = (
        _empty(found)
        or _unclosed(sparql, found)
        or _undeclared(sparql, found, declared)
        or _unknown(sparql, found)
        or _relative(sparql, found)
        or _unbalanced(sparql, found)
        or _stop(sparql, said)
    )
    return f"the query is not valid SPARQL 1.1: {what}"


def first_line(text: object) -> str:
    """The first line of a message, shortened: whole pages are no reason."""
    lines = str(text).strip().splitlines() or [type(text).__name__]
    return lines[0].strip() if len(lines[0]) <= _LONGEST else f"{lines[0][:_LONGEST].strip()}…"


def _at(sparql: str, start: int) -> str:
    line = sparql.count("\n", 0, start) + 1
    return f"line {line}, column {start - sparql.rfind(chr(10), 0, start)}"


# -- what the words tell -----------------------------------------------------------------------


def _empty(found: list[Token]) -> str:
    return "" if found else "it is empty"


def _unclosed(sparql: str, found: list[Token]) -> str:
    for token, behind in pairwise([*found, Token("end", "", len(sparql))]):
        if token.kind == "open":
            return f"{_at(sparql, token.start)}: the quote that opens here is not closed on its line"
        if token.text == "<" and behind.start == token.start + 1 and _SCHEME.match(sparql, behind.start):
            return f"{_at(sparql, token.start)}: the IRI that begins here is not closed"
    return ""


def _change(found: list[Token]) -> str:
    """The word with which an update begins; ``""`` for what is none."""
    bare = (token.text.upper() for token in found if token.kind == "word")
    first = next((word for word in bare if word not in {"PREFIX", "BASE"}), "")
    return first if first in _CHANGES else ""


def _undeclared(sparql: str, found: list[Token], declared: Collection[str]) -> str:
    known = set(declared)
    for number, token in enumerate(found):
        if token.kind != "name":
            continue
        prefix = token.text.partition(":")[0]
        if number and found[number - 1].text.upper() == "PREFIX":
            known.add(prefix)
        elif prefix not in known:
            return f"{_at(sparql, token.start)}: the prefix {prefix!r} is not declared"
    return ""


def _unknown(sparql: str, found: list[Token]) -> str:
    for token in found:
        if token.kind == "word" and token.text.lower() not in _SPARQL:
            near = difflib.get_close_matches(token.text.lower(), _SPARQL, n=1)
            advice = f"; did you mean {near[0].upper()}?" if near else ", and a name has a prefix"
            return f"{_at(sparql, token.start)}: {token.text!r} is not a word of SPARQL{advice}"
    return ""


def _relative(sparql: str, found: list[Token]) -> str:
    if any(token.text.upper() == "BASE" for token in found if token.kind == "word"):
        return ""
    for token in found:
        if token.kind == "iri" and not _SCHEME.match(token.text, 1):
            return f"{_at(sparql, token.start)}: {token.text} is not a whole IRI, and no BASE is declared"
    return ""


def _unbalanced(sparql: str, found: list[Token]) -> str:
    opened: list[Token] = []
    for token in found:
        if token.text in _BRACKETS.values():
            opened.append(token)
        elif token.text in _BRACKETS:
            if not opened:
                return f"{_at(sparql, token.start)}: {token.text!r} closes nothing"
            last = opened.pop()
            if last.text != _BRACKETS[token.text]:
                where, before = _at(sparql, token.start), _at(sparql, last.start)
                return f"{where}: {token.text!r} stands before {last.text!r} of {before} is closed"
    return f"{_at(sparql, opened[-1].start)}: {opened[-1].text!r} is not closed" if opened else ""


# -- what the parsers tell ---------------------------------------------------------------------


def _stop(sparql: str, said: str) -> str:
    """The engine's reason where it has one in words; else from which word on a parser cannot go on."""
    place, reason = _place(sparql, said), _REASON.search(said)
    if reason:
        return f"{_at(sparql, place)}: {reason[1].strip()}"
    start = _second_opinion(sparql)
    if start < 0:
        return f"{_at(sparql, place)}: up to here it is not accepted; perhaps a variable is bound twice"
    word = next((token.text for token in tokens(sparql) if token.start >= start), "")
    what = f"from {word!r} on it cannot be read" if word else "it ends too early"
    return f"{_at(sparql, start)}: {what}"


def _second_opinion(sparql: str) -> int:
    """Where the parser of rdflib stops; -1 where it does not."""
    from pyparsing import ParseBaseException
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        parseQuery(sparql)
    except ParseBaseException as error:
        return int(error.loc)
    except (ValueError, KeyError, RecursionError):
        return -1
    return -1


def _place(sparql: str, said: str) -> int:
    """The place that the engine names, from 0."""
    found = _PLACE.search(said)
    if found is None:
        return 0
    lines = sparql.split("\n")
    above, across = int(found[1]) - 1, int(found[2]) - 1
    return min(sum(len(line) + 1 for line in lines[:above]) + across, len(sparql))
