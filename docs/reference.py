"""Writes the parts of the documentation that the code knows.

    python docs/reference.py            rewrites the pages
    python docs/reference.py --check    names the pages that are stale; exit status 1 if there are any
    python docs/reference.py --picture  draws co-authors.png anew, as the command of the README does

A generated part stands between ``<!-- generated: NAME -->`` and ``<!-- end -->``. Nothing of the
layout of argparse is used, because it differs between versions of Python.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import re
import sys
import tempfile
import textwrap
import typing
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402 (kg is found beside this folder first)
import pyoxigraph as ox  # noqa: E402
from PIL import Image  # noqa: E402

from kg import context, networks, queries, resources, sources  # noqa: E402
from kg.building import build  # noqa: E402
from kg.cli import main as kg_main  # noqa: E402
from kg.cli.arguments import parser  # noqa: E402
from kg.graph import open_graph  # noqa: E402
from kg.identity.likeness import WEIGHTS  # noqa: E402
from kg.identity.merging import table  # noqa: E402
from kg.identity.rules import RULES  # noqa: E402
from kg.networks.picture import draw  # noqa: E402
from kg.queries import Query  # noqa: E402
from kg.rdf import BASE, nquads  # noqa: E402
from kg.rdf.described import Node, Typed  # noqa: E402
from kg.rdf.writer import Field, fields  # noqa: E402
from kg.record import Record, Text  # noqa: E402
from kg.shapes.terms import compact  # noqa: E402
from kg.stores import EmbeddedStore  # noqa: E402
from kg.text import escaped  # noqa: E402
from kg.text.rules import EXPLAINED  # noqa: E402

_PART = re.compile(r"(<!-- generated: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_DPI = 150
_BLOCK, _TOLERANCE = 8, 40.0
_EXAMPLE_FILE = "examples/search.json"
_EXAMPLE = "10.1080/1364557032000119616"
_EXPLAINED = "doi:10.1371/journal.pmed.1000097"
_WIDTH = 150
_EXAMPLE_SUBJECTS = re.compile(
    rf"<{re.escape(BASE)}(?:(?:record|work)/[^>]*|expression/[^#>]*(?:#(?:author-1|author-1-agent|doi))?)>"
)


# -- Markdown ----------------------------------------------------------------------------------


def _cell(text: str) -> str:
    """Text in a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


def _code(text: str) -> str:
    return f"`{text.replace('|', chr(92) + '|')}`" if text else ""


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table, with a blank line before and after it; nothing where there is no row."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if lines:
        yield from ("", f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}", *lines, "")


def _paragraph(text: str) -> Iterator[str]:
    """Prose in lines of the house's width, with a blank line before and after it."""
    wrapped = textwrap.wrap(text, 110, break_on_hyphens=False, break_long_words=False)
    yield from ("", *wrapped, "")


def _block(language: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield from ("", f"```{language}", *found, "```", "")


# -- command-line.md ---------------------------------------------------------------------------


def commands() -> Iterator[str]:
    """Every command with its arguments and examples."""
    subparsers = next(
        action
        for action in parser()._actions  # noqa: SLF001 (argparse tells its arguments nowhere else)
        if isinstance(action, argparse._SubParsersAction)  # noqa: SLF001
    )
    for name, one in subparsers.choices.items():
        yield from ("", f"## kg {name}", "", one.description, "")
        yield from _table(("argument", "meaning"), map(_argument, _arguments(one)))
        for group in one._mutually_exclusive_groups:  # noqa: SLF001
            names = ", ".join(_code(_name(action)) for action in group._group_actions)  # noqa: SLF001
            yield from ("", f"{'Exactly' if group.required else 'At most'} one is given: {names}.", "")
        examples = (one.epilog or "").removeprefix("examples:\n").splitlines()
        yield from _block("", [line.strip() for line in examples])


def _arguments(one: argparse.ArgumentParser) -> list[argparse.Action]:
    return [action for action in one._actions if "--help" not in action.option_strings]  # noqa: SLF001


def _name(action: argparse.Action) -> str:
    return action.option_strings[-1] if action.option_strings else str(action.metavar or action.dest)


def _argument(action: argparse.Action) -> tuple[str, str]:
    value = "" if action.nargs == 0 else str(action.metavar or "CHOICE")
    if action.option_strings:
        shown = ", ".join(f"{option} {value}".strip() for option in action.option_strings)
    else:
        shown = {"+": f"{value}...", "*": f"[{value}...]", "?": f"[{value}]"}.get(str(action.nargs), value)
    choices = ", ".join(_code(str(choice)) for choice in action.choices or ())
    meaning = _cell((action.help or "").replace("%%", "%"))
    return _code(shown), f"{choices}; {meaning}" if choices else meaning


# -- queries.md, networks.md -------------------------------------------------------------------


def named_queries() -> Iterator[str]:
    """Every named query: a list of them, then each."""
    rows = [(f"[{one.name}](#{one.name})", _cell(one.summary)) for one in queries.named()]
    yield from _table(("query", "what it answers"), rows)
    yield from _queries(queries.named())


def named_networks() -> Iterator[str]:
    """Every network."""
    return _queries(networks.named())


def _queries(found: Sequence[Query]) -> Iterator[str]:
    for query in found:
        yield from ("", f"### {query.name}")
        yield from _paragraph(query.summary)
        yield from _paragraph(query.description)
        yield from _table(
            ("parameter", "type", "meaning", "such as"),
            [
                (_code(one.name), one.type, _cell(one.text) + " (needed)" * one.required, _code(one.example))
                for one in query.params
            ],
        )
        columns = [(_code(one.name), _cell(one.text)) for one in query.columns]
        yield from _table(("column", "holds"), columns)
        yield from _block("", query.examples)


# -- formats.md --------------------------------------------------------------------------------


def formats() -> Iterator[str]:
    """Every format that can be read."""
    rows = [(_code(one.name), _cell(one.summary), _cell(one.recognised)) for one in sources.sources()]
    yield from _table(("name", "what it is", "known by"), rows)


def licences() -> Iterator[str]:
    """How many of the licences in the real input are known."""
    lines = (ROOT / "tests/golden/licences.tsv").read_text(encoding="utf-8").splitlines()
    rows = [(name, total, known, f"{int(known) / int(total):.1%}") for name, total, known in map(_cut, lines)]
    yield from _table(("where", "spellings", "known", "share"), rows)


def _cut(line: str) -> list[str]:
    return line.split("\t")


def others() -> Iterator[str]:
    """Why files of the real input are of no format, and how many."""
    lines = (ROOT / "tests/golden/formats.tsv").read_text(encoding="utf-8").splitlines()[1:]
    found = Counter(why for _, format, *whys in map(_cut, lines) for why in whys if format == "-")
    yield from _table(("what it is", "files"), [(why, str(files)) for why, files in found.most_common()])


def changes() -> Iterator[str]:
    """Every rule by which a text is changed."""
    rows = [
        (_code(name), _cell(one.meaning), one.where, _shown(one.written), _shown(one.made))
        for name, one in EXPLAINED.items()
    ]
    yield from _table(("rule", "what it does", "where", "published", "becomes"), rows)


def _shown(text: str) -> str:
    """A text as code, its controls, accents and blanks to be seen."""
    told = (f"\\u{ord(one):04x}" if unicodedata.combining(one) else one for one in escaped(text))
    return _code("".join(told).replace("  ", " \u2423"))


_SHARES = ("titles", "contributions", "issued", "venue", "identifiers", "abstracts", "topics", "licences")


def coverage() -> Iterator[str]:
    """What becomes of the real input, by format: counts, and the share of records that have a field."""
    folder = ROOT / "tests" / "golden" / "coverage"
    folders, fields = (
        [line.split("\t") for line in (folder / name).read_text(encoding="utf-8").splitlines()[1:]]
        for name in ("folders.tsv", "fields.tsv")
    )
    rows = []
    for name in sorted({row[1] for row in folders} - {"-"}):
        files, records, rejected = (
            sum(int(row[at]) for row in folders if row[1] == name) for at in (2, 3, 4)
        )
        own = {(place, field): int(count) for of, place, field, count in fields if of == name}
        shares = [f"{own.get(('record', one), 0) / records:.0%}" if records else "" for one in _SHARES]
        kept = sum(place == "extra" for place, _ in own)
        rows.append((_code(name), *(f"{one:,}" for one in (files, records, rejected)), *shares, str(kept)))
    yield from _table(("format", "files", "records", "rejected", *_SHARES, "fields in `extra`"), rows)


# -- python.md ---------------------------------------------------------------------------------


def record_fields() -> Iterator[str]:
    """Every field of a Record with the type of its value."""
    hints = typing.get_type_hints(Record)
    rows = [(_code(name), _code(_type(hints[name]))) for name in Record.__struct_fields__]
    yield from _table(("field", "value"), rows)


def _type(hint: typing.Any) -> str:
    """A type in the same words in every version of Python."""
    if typing.get_origin(hint) is tuple:
        return f"tuple[{_type(typing.get_args(hint)[0])}, ...]"
    options = [_type(one) for one in typing.get_args(hint) if one is not type(None)]
    return f"{' | '.join(options)} | None" if options else str(hint.__name__)


# -- model.md ----------------------------------------------------------------------------------


def example() -> Iterator[str]:
    """Part of one of the example records in Turtle: a subject of each level."""
    with contextlib.chdir(ROOT):
        found = [one for one in sources.read(_EXAMPLE_FILE) if isinstance(one, Record)]
    store = EmbeddedStore()
    store.load(nquads(found))
    out = io.BytesIO()
    queries.write(queries.run(store, "describe", {"identifier": _EXAMPLE}), "ttl", out)
    store.close()
    declared, *blocks = out.getvalue().decode().strip().split("\n\n")
    shown = "\n\n".join(block for block in blocks if _EXAMPLE_SUBJECTS.match(block))
    used = [line for line in declared.splitlines() if line.split()[1] in shown]
    yield from _block(
        "turtle", [f"@base <{BASE}> .", *used, "", *shown.replace(f"<{BASE}", "<").splitlines()]
    )


def prefixes() -> Iterator[str]:
    """Every prefix of the context."""
    rows = [(_code(name), namespace) for name, namespace in sorted(context.prefixes().items())]
    yield from _table(("prefix", "namespace"), rows)


def nodes() -> Iterator[str]:
    """Every kind of node, field by field."""
    for node in Node.__subclasses__():
        name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", node.__name__.removesuffix("Node")).capitalize()
        yield from ("", f"### {name}", "", (node.__doc__ or "").strip().splitlines()[0], "")
        yield from _table(("field", "property", "value", "how many"), map(_field, fields(node)))


def _field(field: Field) -> tuple[str, ...]:
    return _code(field.name), _code(compact(field.term.iri)), _value(field), _count(field)


def _value(field: Field) -> str:
    if field.term.coercion == "@id":
        return "IRI"
    if field.term.coercion == "@vocab":
        return f"word of [{field.name}](#words-of-{field.name})"
    if field.term.coercion:
        return compact(field.term.coercion)
    return {Text: "text with its language", Typed: "date of its precision"}.get(field.value, "text")


def _count(field: Field) -> str:
    if field.many:
        return "any number"
    return "one" if field.required else "one or none"


def words() -> Iterator[str]:
    """The closed lists: the words that a field may hold, and what each stands for."""
    every = (field for node in Node.__subclasses__() for field in fields(node))
    found = {field.name: field.term.values for field in every if field.term.values}
    for name, values in found.items():
        yield from ("", f"### Words of {name}", "")
        rows = [(_code(word), _code(compact(iri))) for word, iri in sorted(values.items())]
        yield from _table(("word", "stands for"), rows)


def classes() -> Iterator[str]:
    """The classes, in the three groups of the context."""
    terms = {
        name: definition
        for name, definition in context.load().items()
        if name[:1].isupper() and isinstance(definition, str)
    }
    names = list(terms)
    expression, work = names.index("Expression"), names.index("Work")
    groups = {
        "Parts and neighbours": names[:expression],
        "Expressions": names[expression:work],
        "Works": names[work:],
    }
    for title, group in groups.items():
        yield from ("", f"### {title}")
        yield from _paragraph(", ".join(_code(terms[name]) for name in sorted(group)) + ".")


def own_terms() -> Iterator[str]:
    """The terms of our own, each with its comment."""
    facts: dict[str, dict[str, list[str]]] = {}
    file = resources.path("ontologies", "kg.ttl").read_bytes()
    for quad in ox.parse(file, ox.RdfFormat.TURTLE):
        about = facts.setdefault(quad.subject.value, {})
        about.setdefault(quad.predicate.value, []).append(quad.object.value)
    namespace = context.prefixes()["kg"]
    rows = [_own_term(iri, one) for iri, one in facts.items() if iri.startswith(namespace)]
    rows.sort(key=lambda row: row[0].strip("`").lower())
    yield from _table(("term", "kind", "meaning", "of", "value"), rows)


def _own_term(iri: str, facts: Mapping[str, list[str]]) -> tuple[str, ...]:
    def short(name: str) -> str:
        return ", ".join(_code(compact(value)) for value in facts.get(context.iri(name), ()))

    kinds = [compact(value).partition(":")[2] for value in facts[context.iri("rdf:type")]]
    kind = next(name for name in kinds if name != "NamedIndividual")
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind).lower()
    comment = _cell(" ".join(facts[context.iri("rdfs:comment")]))
    return _code(compact(iri)), spaced, comment, short("rdfs:domain"), short("rdfs:range")


# -- shapes.md ---------------------------------------------------------------------------------


def constraints() -> Iterator[str]:
    """Every constraint that has a message, file by file."""
    for path in resources.files("shapes", "**/*.ttl"):
        text = path.read_text(encoding="utf-8")
        rows = list(_constraints(text))
        if rows:
            opening = re.match(r"(?:#.*\n)+", text)
            about = " ".join(line.lstrip("# ") for line in opening[0].splitlines()) if opening else ""
            yield from ("", f"### {path.relative_to(resources.folder('shapes'))}")
            yield from _paragraph(_cell(about))
            yield from _table(("constraint", "field", "grade", "message"), rows)


def _constraints(text: str) -> Iterator[tuple[str, ...]]:
    facts: dict[str, dict[str, str]] = {}
    for quad in ox.parse(text, ox.RdfFormat.TURTLE):
        if isinstance(quad.subject, ox.NamedNode):
            about = facts.setdefault(quad.subject.value, {})
            plain = quad.object.value if not isinstance(quad.object, ox.BlankNode) else ""
            about.setdefault(compact(quad.predicate.value), plain)
    for iri, about in facts.items():
        if "sh:message" in about:
            grade = compact(about.get("sh:severity", "Violation")).removeprefix("sh:").lower()
            path = about.get("sh:path")
            field = _code(compact(path)) if path else _cell(about.get("sh:name", ""))
            yield _code(compact(iri).rpartition("#")[2]), field, grade, _cell(about["sh:message"])


def looked_at() -> Iterator[str]:
    """What each constraint looked at and found in the real input."""
    lines = (ROOT / "tests/golden/constraints.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines[1:]]
    heads = ("constraint", "component", "nodes", "findings")
    yield from _table(
        heads, [(_code(one), part, f"{int(at):,}", f"{int(found):,}") for one, part, at, found in rows]
    )


# -- co-authors.png ----------------------------------------------------------------------------


def picture() -> bytes:
    """The co-authors of all examples as the README has them drawn, with fewer dots an inch."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(ROOT):
        build(["examples"], f"{folder}/graph", check=False)
        with open_graph(f"{folder}/graph") as graph:
            drawn = draw(graph.network(), "png", dpi=_DPI)
    out = io.BytesIO()
    Image.open(io.BytesIO(drawn)).convert("RGB").save(out, "png", optimize=True)
    return out.getvalue()


def alike(one: bytes, other: bytes) -> bool:
    """Whether two pictures show the same: fonts and smoothing may differ a little, places and colours not."""
    first, second = (Image.open(io.BytesIO(content)).convert("RGB") for content in (one, other))
    if first.size != second.size:
        return False
    small = (first.width // _BLOCK, first.height // _BLOCK)
    means = [np.asarray(image.resize(small, Image.Resampling.BOX), dtype=float) for image in (first, second)]
    return bool(np.abs(means[0] - means[1]).max() < _TOLERANCE)


# -- identity.md -------------------------------------------------------------------------------


def likeness() -> Iterator[str]:
    """What each grade of each part of a description adds to the score."""
    rows = [
        (
            part,
            ", ".join(f"{grade} {weight:+g}" if weight else f"{grade} 0" for grade, weight in grades.items()),
        )
        for part, grades in WEIGHTS.items()
    ]
    yield from _table(("part", "grades"), rows)


def merging() -> Iterator[str]:
    """The table of merging: fields, rule, preferred sources and reason; then what the rules do."""
    rows = [
        (
            ", ".join(map(_code, row.fields)),
            row.rule,
            " ".join(row.prefer),
            row.note,
        )
        for row in table()
    ]
    yield from _table(("field", "rule", "preferred sources", "why"), rows)
    yield ""
    yield from _table(
        ("rule", "what the merged record has"), [(name, one.summary) for name, one in RULES.items()]
    )


def explained() -> Iterator[str]:
    """What ``kg explain`` prints of a publication that the examples have twice, up to its author."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(ROOT):
        with contextlib.redirect_stderr(io.StringIO()):
            build(["examples/pubmed.xml", "examples/vufind.json"], f"{folder}/graph", check=False)
        shown = io.StringIO()
        with contextlib.redirect_stdout(shown):
            kg_main(["explain", _EXPLAINED, "--graph", f"{folder}/graph"])
    lines = [line.rstrip() for line in shown.getvalue().splitlines()]
    short = [line if len(line) <= _WIDTH else f"{line[:_WIDTH]}…" for line in lines]
    end = next(at for at, line in enumerate(short) if "prism:publicationDate" in line)
    yield from _block("", [f"$ kg explain {_EXPLAINED}", *short[:end], " …"])


# -- the pages ---------------------------------------------------------------------------------

PAGES: Mapping[str, Mapping[str, Callable[[], Iterator[str]]]] = {
    "command-line.md": {"commands": commands},
    "formats.md": {
        "coverage": coverage,
        "formats": formats,
        "changes": changes,
        "licences": licences,
        "others": others,
    },
    "identity.md": {"likeness": likeness, "merging": merging, "explained": explained},
    "model.md": {
        "example": example,
        "prefixes": prefixes,
        "nodes": nodes,
        "words": words,
        "classes": classes,
        "own-terms": own_terms,
    },
    "networks.md": {"networks": named_networks},
    "python.md": {"record": record_fields},
    "queries.md": {"queries": named_queries},
    "shapes.md": {"shapes": constraints, "looked-at": looked_at},
}


def rendered(page: str, text: str) -> str:
    """The text of a page with its generated parts as the code has them now.

    Raises:
        SystemExit: the page has a part that is not generated, or lacks one that is.
    """
    parts = PAGES[page]
    if sorted(match[1] for match in _PART.findall(text)) != sorted(parts):
        raise SystemExit(f"docs/{page} must have these generated parts, once each: {', '.join(parts)}")
    return _PART.sub(lambda match: f"{match[1]}{_joined(parts[match[2]]())}{match[3]}", text)


def _joined(lines: Iterable[str]) -> str:
    body = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    return f"\n{body}\n\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Rewrites the pages, or says which are stale."""
    line = argparse.ArgumentParser(description="Writes the generated parts of the documentation.")
    line.add_argument("--check", action="store_true", help="name the stale pages instead")
    line.add_argument("--picture", action="store_true", help="draw co-authors.png instead")
    given = line.parse_args(arguments)
    if given.picture:
        (DOCS / "co-authors.png").write_bytes(picture())
        print("docs/co-authors.png is written")
        return 0
    check = given.check
    stale = []
    for page in PAGES:
        path = DOCS / page
        text = path.read_text(encoding="utf-8")
        made = rendered(page, text)
        if made != text:
            stale.append(f"docs/{page}")
            if not check:
                path.write_text(made, encoding="utf-8")
    for page in stale:
        print(f"{page} is stale: run python docs/reference.py" if check else f"{page} is written")
    return int(check and bool(stale))


if __name__ == "__main__":
    raise SystemExit(main())
