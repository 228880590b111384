r"""Query files: SPARQL with a header in comments, which runs anywhere as it stands.

The header is the lines that begin with ``#+``, in any order, one fact a line::

    #+ summary: Works about a topic, newest first.
    #+ description: More about it. May stand on several lines, which are joined.
    #+ param: topic text required "part of a label, or a MeSH code" example=Diabetes Mellitus
    #+ param: year-from year "published in this year or later" example=2000
    #+ column: works how many publications
    #+ example: kg query works-by-topic --param topic=D003920 --param year-from=2000

A ``param`` is ``NAME TYPE [required] "TEXT" example=VALUE``: the name in kebab case, a type of
:data:`kg.queries.terms.TYPES`, a text without double quotes, and a value to the end of the line. It
is a hole ``VALUES ?name { UNDEF }`` in the query (``year-from`` is ``?year_from``), once or, where
groups do not see each other, several times. A hole that nobody fills restricts nothing, so the file
runs unchanged in any SPARQL engine. A parameter of the type ``limit`` is no hole: it ends the query.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import msgspec

from kg.errors import QueryError
from kg.queries.terms import TYPES

__all__ = ["HOLE", "Column", "Param", "Query", "load", "parse"]

HOLE = re.compile(r"VALUES\s+\?(\w+)\s*\{\s*UNDEF\s*\}")
"""A parameter in the text of a query; the group is the name of its variable."""

_HEADER = re.compile(r"^#\+\s*([a-z]+)\s*:\s*(.*?)\s*$", re.MULTILINE)
_KEYS = frozenset({"summary", "description", "param", "column", "example"})
_PARAM = re.compile(r'([a-z][a-z0-9]*(?:-[a-z0-9]+)*) ([a-z]+)( required)? "([^"]+)" example=(.+)')


class Param(msgspec.Struct, frozen=True):
    """A parameter: its name, type and explanation, an example, and whether the query needs it."""

    name: str
    type: str
    text: str
    example: str
    required: bool = False

    @property
    def variable(self) -> str:
        """The name of its variable in the query."""
        return self.name.replace("-", "_")


class Column(msgspec.Struct, frozen=True):
    """What a column of the answer holds, where its name does not say it."""

    name: str
    text: str


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """A query with the facts of its header; ``text`` is the whole file."""

    name: str
    summary: str
    text: str
    description: str = ""
    params: tuple[Param, ...] = ()
    columns: tuple[Column, ...] = ()
    examples: tuple[str, ...] = ()
    path: str = ""

    def param(self, name: str) -> Param:
        """The parameter of that name, with hyphens or underscores.

        Raises:
            QueryError: the query has no such parameter.
        """
        for one in self.params:
            if one.name == name.replace("_", "-"):
                return one
        there_are = ", ".join(one.name for one in self.params) or "it has none"
        raise QueryError(f"the query {self.name!r} has no parameter {name!r} ({there_are})")

    def samples(self) -> tuple[dict[str, str], ...]:
        """The parameters of each example, by name."""
        return tuple(_arguments(self.name, example) for example in self.examples)


def load(path: Path | str) -> Query:
    """The query in a file; a file without a header is a query without parameters.

    Raises:
        QueryError: there is no such file, it is not UTF-8, or its header is malformed.
    """
    file = Path(path)
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"the query {path} cannot be read: {error}") from error
    return parse(file.stem, text, str(path))


def parse(name: str, text: str, path: str = "") -> Query:
    r"""The query of that text.

    >>> found = parse("years", '#+ summary: Works.\n#+ param: year year "when" example=2011\n'
    ...                        'SELECT * { VALUES ?year { UNDEF } ?work ?has ?year }')
    >>> found.summary, found.param("year").type
    ('Works.', 'year')

    Raises:
        QueryError: the header is malformed, or its parameters are not the holes of the query.
    """
    facts: dict[str, list[str]] = {key: [] for key in _KEYS}
    for key, value in _HEADER.findall(text):
        if key not in facts:
            raise QueryError(f"{path or name}: '#+ {key}:' is not one of {', '.join(sorted(_KEYS))}")
        facts[key].append(value)
    query = Query(
        name=name,
        summary=" ".join(facts["summary"]),
        text=text,
        description=" ".join(facts["description"]),
        params=tuple(_param(path or name, line) for line in facts["param"]),
        columns=tuple(Column(*_halves(line)) for line in facts["column"]),
        examples=tuple(facts["example"]),
        path=path,
    )
    _check(query)
    return query


def _param(where: str, line: str) -> Param:
    match = _PARAM.fullmatch(line)
    if match is None:
        raise QueryError(f'{where}: expected NAME TYPE [required] "TEXT" example=VALUE, not {line!r}')
    name, type_, required, text, example = match.groups()
    if type_ not in TYPES:
        raise QueryError(f"{where}: the type {type_!r} of {name!r} is not one of {', '.join(TYPES)}")
    return Param(name, type_, text, example, bool(required))


def _halves(line: str) -> tuple[str, str]:
    name, _, text = line.partition(" ")
    return name, text.strip()


def _check(query: Query) -> None:
    declared = [one.variable for one in query.params if one.type != "limit"]
    for variable in (*declared, *HOLE.findall(query.text)):
        if declared.count(variable) != 1:
            raise QueryError(f"{query.path or query.name}: ?{variable} wants one '#+ param:' line")
        if not re.search(rf"VALUES\s+\?{variable}\s*\{{\s*UNDEF\s*\}}", query.text):
            raise QueryError(f"{query.path or query.name}: there is no VALUES ?{variable} {{ UNDEF }}")


def _arguments(name: str, example: str) -> dict[str, str]:
    """The parameters of a command line such as ``kg query NAME --param k=v --people LAYER``."""
    words = shlex.split(example)
    if words[:3] != ["kg", "query", name]:
        raise QueryError(f"the example of {name!r} does not begin with 'kg query {name}': {example}")
    options, values = words[3::2], words[4::2]
    pairs = [
        ("people", "=", value) if option == "--people" else value.partition("=")
        for option, value in zip(options, values, strict=False)
    ]
    known = {"--param", "--people"}
    if len(options) != len(values) or set(options) - known or not all(sign for _, sign, _ in pairs):
        raise QueryError(f"the example of {name!r} is not a row of --param NAME=VALUE: {example}")
    return {key: value for key, _, value in pairs}
