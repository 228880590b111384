"""The documentation says what the code does: names, options, links, numbers, commands and programs."""

from __future__ import annotations

import contextlib
import glob
import importlib.util
import inspect
import io
import re
import shlex
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import msgspec
import pyoxigraph as ox
import pytest
from PIL import Image, ImageChops

import kg
from kg import covering, exports, networks, queries, resources, shapes, sources
from kg.cli import main
from kg.cli.arguments import parser
from kg.networks import paths, picture, selection
from kg.record import Reject
from kg.shapes.findings import LIMIT
from kg.sources import archives, brackets, cutting, folders, lines, opening, streams, vufind
from kg.stores import EmbeddedStore

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_INDENTED = re.compile(r"(?:^    \S.*\n)+", re.MULTILINE)
_PICTURES = (".svg", ".png", ".pdf")
_LINK = re.compile(r"\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]*))?\)")


def page(name: str) -> str:
    """The text of a page of docs/."""
    return (DOCS / name).read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return [body for named, body in _FENCE.findall(text) if named == language]


def section(name: str, title: str) -> str:
    """What stands under a heading, up to the next heading of the same rank or a higher one."""
    marks, body = re.split(rf"^(#+) {re.escape(title)}\n", page(name), flags=re.MULTILINE)[1:]
    return re.split(rf"^#{{1,{len(marks)}}} ", body, flags=re.MULTILINE)[0]


def first_cells(text: str) -> list[str]:
    """The words in code in the first column of the tables of a text."""
    return [
        word
        for row in re.findall(r"^\| (`.*?) \|", text, re.MULTILINE)
        for word in re.findall(r"`([^`]+)`", row)
    ]


def headings(text: str, rank: int) -> list[str]:
    """The headings of a rank."""
    return re.findall(rf"^{'#' * rank} (.*)$", _FENCE.sub("", text), re.MULTILINE)


@cache
def reference() -> ModuleType:
    """The script that writes the generated parts."""
    spec = importlib.util.spec_from_file_location("reference", DOCS / "reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# -- generated parts ---------------------------------------------------------------------------


def test_the_generated_parts_are_fresh(capsys):
    """What the pages say of the code is what the code says now."""
    assert reference().main(["--check"]) == 0, capsys.readouterr().out


def test_a_stale_page_is_named_and_mended(monkeypatch, tmp_path, capsys):
    """A page that differs from the code is status 1 and named; a run without --check mends it."""
    shutil.copytree(DOCS, tmp_path / "docs")
    stale = tmp_path / "docs" / "command-line.md"
    stale.write_text(stale.read_text(encoding="utf-8").replace("--no-check", "--unchecked"), encoding="utf-8")
    monkeypatch.setattr(reference(), "DOCS", tmp_path / "docs")
    monkeypatch.setattr(reference(), "PAGES", {"command-line.md": reference().PAGES["command-line.md"]})
    assert reference().main(["--check"]) == 1
    assert "docs/command-line.md is stale" in capsys.readouterr().out
    assert reference().main([]) == 0
    assert stale.read_bytes() == (DOCS / "command-line.md").read_bytes()


def test_the_picture_is_what_is_drawn_now():
    """The picture of the README shows what its command draws; else: python docs/reference.py --picture."""
    made = reference().picture()
    assert reference().alike((DOCS / "co-authors.png").read_bytes(), made)


def test_another_picture_is_not_taken_for_it():
    """The comparison sees when a community has another colour, and when nodes have moved."""
    made = reference().picture()
    image = Image.open(io.BytesIO(made))
    painted = image.point([value if value > 60 else 90 for value in range(256)] * 3)
    moved = ImageChops.offset(image, 8, 0)
    for other in (painted, moved, image.quantize(96).convert("RGB")):
        out = io.BytesIO()
        other.save(out, "png")
        assert not reference().alike(made, out.getvalue())


def test_a_page_without_its_part_is_an_error():
    """A mark that was lost or misspelt does not pass for a page without generated parts."""
    with pytest.raises(SystemExit, match="generated parts"):
        reference().rendered("queries.md", "# Queries\n\n<!-- generated: querys -->\n<!-- end -->\n")


# -- names -------------------------------------------------------------------------------------


def commands() -> dict[str, set[str]]:
    """The commands, each with its options."""
    subparsers = next(action for action in parser()._actions if isinstance(action.choices, dict))
    return {
        name: {option for action in one._actions for option in action.option_strings}
        for name, one in subparsers.choices.items()
    }


def test_every_command_and_option_is_documented_and_exists():
    """The pages and the parser know the same commands, with the same options."""
    text = page("command-line.md")
    assert [name for name in headings(text, 2) if name.startswith("kg ")] == [
        f"kg {one}" for one in commands()
    ]
    for name, options in commands().items():
        table = " ".join(first_cells(section("command-line.md", f"kg {name}")))
        assert set(re.findall(r"(?<!\S)--?[a-z][a-z-]*", table)) | {"-h", "--help"} == options


def test_no_page_speaks_of_an_option_that_is_not_there():
    """Every option in the prose is one of some command."""
    known = {option for options in commands().values() for option in options} | {"--version"}
    for path in DOCS.glob("*.md"):
        prose = _FENCE.sub("", path.read_text(encoding="utf-8"))
        spoken = {
            option
            for code in re.findall(r"`([^`]+)`", prose)
            for option in re.findall(r"(?<!\S)--[a-z-]+", code)
        }
        assert spoken <= known, path


def test_every_query_is_documented_and_exists():
    """The page has a section for each named query, in their order, and for each type of parameter."""
    names = [query.name for query in queries.named()]
    assert headings(section("queries.md", "The named queries"), 3) == names
    types = re.findall(r"^\| `([a-z]+)` \|", section("queries.md", "Parameters"), re.MULTILINE)
    assert types == sorted(queries.TYPES)


def test_every_network_is_documented_and_exists():
    """The page knows the networks, countings, layers and file formats that the code knows."""
    titles = headings(page("networks.md"), 3)
    assert titles == [query.name for query in networks.named()]
    counted = re.findall(r"^\| `(\w+)` \|", section("networks.md", "Counting"), re.MULTILINE)
    assert tuple(counted) == networks.COUNTINGS
    layers = re.findall(r"^\| `(\w+)` \|", section("networks.md", "People"), re.MULTILINE)
    assert tuple(layers) == queries.LAYERS
    assert all(f"`{layer}`" in section("queries.md", "Layers of people") for layer in layers)
    assert set(first_cells(section("networks.md", "Files"))) == set(networks.SUFFIXES)


def test_every_format_is_documented_and_exists():
    """The page knows the formats, the compressions and the fields of a reject."""
    listed = re.search(r"<!-- generated: formats -->(.*?)<!-- end -->", page("formats.md"), re.DOTALL)[1]
    assert first_cells(listed) == [one.name for one in sources.sources()]
    assert all(kind in section("formats.md", "Compression") for kind in streams.KINDS)
    assert all(kind in section("formats.md", "Archives") for kind in archives.KINDS)
    litter = {name.lower() for name in re.findall(r"`([^`]+)`", section("formats.md", "Folders"))}
    assert litter & folders.LITTER == folders.LITTER - {"ehthumbs.db"}
    fields = re.findall(r"^\| `(\w+)` \|", section("formats.md", "What cannot be read"), re.MULTILINE)
    assert sorted(fields) == sorted(Reject.__struct_fields__)


def test_every_shape_file_is_documented_and_exists():
    """The page has every file of constraints, the grades, the report formats and the facts of a finding."""
    folder = resources.folder("shapes")
    every = resources.files("shapes", "**/*.ttl")
    files = [str(path.relative_to(folder)) for path in every if b"sh:message" in path.read_bytes()]
    assert headings(section("shapes.md", "The constraints"), 3) == files
    validate = next(a for a in parser()._actions if isinstance(a.choices, dict)).choices["validate"]
    formats = next(action.choices for action in validate._actions if "--format" in action.option_strings)
    assert first_cells(section("shapes.md", "Reports")) == list(formats)
    assert all(f"`{name}`" in section("shapes.md", "Reports") for name in shapes.Finding.__struct_fields__)
    grades = re.findall(
        r"^\| (\w+) \| (?!meaning)", section("shapes.md", "What a finding means"), re.MULTILINE
    )
    assert tuple(grades) == shapes.findings.SEVERITIES


def test_every_public_name_is_documented():
    """The page on Python speaks of everything that the package exports."""
    text = page("python.md") + page("command-line.md")
    unspoken = {name for name in kg.__all__ if f"kg.{name}" not in text}
    assert not unspoken


@pytest.mark.parametrize("module", [kg, networks])
def test_what_is_public_is_shown(module):
    """dir() lists the public names, also those that are loaded when first used, and no other."""
    assert {name for name in dir(module) if not name.startswith("_")} == set(module.__all__)
    assert all(getattr(module, name) is not None for name in module.__all__)


def test_numbers_are_those_of_the_code():
    """Limits that the prose names are the limits that the code has."""
    drawn = inspect.signature(picture.draw).parameters
    followed = inspect.signature(paths.betweenness).parameters
    formats = " ".join(page("formats.md").split())
    nets = " ".join(page("networks.md").split())
    mib = 1024**2
    assert f"A PubMed record may have {cutting.LIMIT // mib} MiB" in formats
    assert f"a page of VuFind {vufind._LIMIT // mib} MiB" in formats
    assert f"JSON lines {brackets.LIMIT // mib} MiB" in formats
    assert f"A zstd window may have {streams.MEMORY // mib} MiB. - xz may" in formats
    assert f"A line of text may have {lines.LIMIT // mib} MiB" in formats
    assert f"directory of a zip archive may have {archives.DIRECTORY // mib} MiB" in formats
    assert f"an archive {archives.MEMBERS:,} files" in formats
    assert f"a temporary file of at most {archives.SPOOL // mib // 1024} GiB" in formats
    assert f"more than {streams.Budget.RATIO} times its size" in formats
    assert f"to more than {streams.Budget.FREE // mib} MiB, is refused" in formats
    assert f"compressed {opening.LAYERS} times, and archives may stand {opening.ARCHIVES} deep" in formats
    assert f"by its first {opening.HEAD // 1024} KiB" in formats
    assert f"keeps the first {LIMIT:,} of each grade" in " ".join(page("shapes.md").split())
    assert f"exact up to {followed['exact'].default:,} members" in nets
    assert f"estimated from {followed['samples'].default:,} of them" in nets
    assert f"the first {covering.LIMIT:,} are counted one by one" in " ".join(page("python.md").split())
    nodes, links, labels = (drawn[name].default for name in ("max_nodes", "max_links", "labels"))
    assert (
        f"At most {nodes:,} members and {links:,} links are drawn and at most {labels} members named" in nets
    )
    assert f"papers of at most {selection.CAPS[0]} authors" in nets
    assert f"If fewer than {selection._FIRST} have room" in nets
    assert f"There is room for the {selection.MARKS} largest" in nets
    assert picture._FOREMOST == 10
    assert "The labels of the first ten of the table may cover" in nets
    assert f"{drawn['dpi'].default} dots an inch" in nets


# -- links -------------------------------------------------------------------------------------


def anchors(path: Path) -> set[str]:
    """The anchors of a page, as GitHub makes them from its headings."""
    found: set[str] = set()
    for title in re.findall(r"^#+ (.*)$", _FENCE.sub("", path.read_text(encoding="utf-8")), re.MULTILINE):
        slug = re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
        number = next(n for n in range(len(found) + 1) if (f"{slug}-{n}" if n else slug) not in found)
        found.add(f"{slug}-{number}" if number else slug)
    return found


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path):
    """Every relative link leads to a file that is there, and to a heading of it."""
    text = re.sub(r"`[^`\n]*`", "", _FENCE.sub("", path.read_text(encoding="utf-8")))
    for target, anchor in _LINK.findall(text):
        leads_to = (path.parent / target).resolve() if target else path
        assert leads_to.exists(), f"{path.name} leads to {target}"
        assert not anchor or anchor in anchors(leads_to), f"{path.name} leads to {target}#{anchor}"


# -- commands ----------------------------------------------------------------------------------


def lines_of(shell: str) -> Iterator[list[str]]:
    """The words of each simple command of a piece of shell, without redirections."""
    lexer = shlex.shlex(re.sub(r"(?m)\s#\s.*$", "", shell), posix=True, punctuation_chars="&|;<>\n")
    lexer.whitespace, lexer.commenters, lexer.whitespace_split = " \t", "", True
    words: list[str] = []
    for word in [*lexer, ";"]:
        if word and set(word) <= set("&|;\n"):
            yield words
            words = []
        else:
            words.append(word)


def kg_commands(text: str) -> Iterator[list[str]]:
    """The words behind ``kg`` of every command line in a page."""
    fenced = blocks(text, "")
    rest = _FENCE.sub("", text)
    inline = [code for code in re.findall(r"`(kg [^`]+)`", rest) if "\\|" not in code]
    for shell in [*fenced, *_INDENTED.findall(rest), *inline]:
        for words in lines_of(shell):
            if words and words[0].rpartition("/")[2] == "kg" and words[1] != "COMMAND":
                yield words[1:]


def epilogs() -> str:
    """The examples of the help, as a page."""
    subparsers = next(action for action in parser()._actions if isinstance(action.choices, dict))
    texts = [one.epilog.partition("\n")[2] for one in (parser(), *subparsers.choices.values())]
    return "".join(f"```\n{text}\n```\n" for text in texts)


def understood(words: list[str]) -> bool:
    """True; fails where the command does not parse, or names a query, parameter or format that is not."""
    if words[0] in commands() and len(words) == 1:
        return True  # the name of a command in prose
    try:
        found = parser().parse_args(words)
    except SystemExit as ended:
        assert ended.code == 0, f"kg {' '.join(words)}"  # noqa: PT017 (help and version end so)
        return True
    params = dict(pair.split("=", 1) for pair in getattr(found, "param", []))
    if found.command == "query" and found.name:
        queries.bind(queries.find(found.name), params)
    if found.command == "network":
        queries.bind(networks.find(found.name), params)
        assert {Path(file).suffix for file in found.output} <= set(networks.SUFFIXES)
    if found.command == "build" and found.format:
        sources.find(found.format)
    if found.command == "export" and found.output != "-":
        assert found.format or exports.format_of(found.output)
    return True


@pytest.mark.parametrize("path", [*PAGES, None], ids=lambda path: str(path and path.relative_to(ROOT)))
def test_commands_are_understood(path, capsys):
    """Every command in the pages and in the help parses, and what it names exists."""
    assert all(map(understood, kg_commands(path.read_text(encoding="utf-8") if path else epilogs())))


def test_a_wrong_command_is_not_understood(capsys):
    """The test above can fail: at an option, a query, a parameter, and behind a pipe or &&."""
    for shell in ("kg query works --parm x=1", "kg query wroks", "kg query work --param id=1"):
        with pytest.raises((AssertionError, kg.KgError)):
            understood(next(kg_commands(f"```\ncat x | .venv/bin/{shell} > y && kg sources\n```\n")))
    assert list(kg_commands("a `kg query works` b")) == [["query", "works"]]


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """A folder with the examples, the graph that python.md builds of them, and what the commands name."""
    folder = tmp_path_factory.mktemp("docs")
    shutil.copytree(ROOT / "examples", folder / "examples")
    (folder / "mine.rq").write_text(blocks(page("queries.md"), "sparql")[0], encoding="utf-8")
    return folder


def test_python_blocks_run(place, capsys):
    """The program of python.md runs from its first block to its last, and prints what it finds."""
    program = blocks(page("python.md"), "python")
    assert len(program) > 5
    names: dict[str, object] = {}
    with contextlib.chdir(place):
        for block in program:
            exec(compile(block, "python.md", "exec"), names)
    printed = capsys.readouterr().out
    assert "there is no graph in no-such-graph" in printed
    assert "60" in printed.split()


def test_commands_of_the_pages_run(place, capfd, monkeypatch):
    """Queries, networks and exports in the pages of docs/ run on that graph; pictures are drawn elsewhere."""
    monkeypatch.delenv("KG_GRAPH", raising=False)
    every = {
        tuple(words): None for path in DOCS.glob("*.md") for words in kg_commands(path.read_text("utf-8"))
    }
    asked = [words for words in every if words[0] in {"query", "network", "export"} and len(words) > 1]
    chosen = [words for words in asked if not set(_PICTURES) & {Path(word).suffix for word in words}]
    assert len(chosen) > 40
    with contextlib.chdir(place):
        if not Path("graph").exists():
            kg.build(["examples/pubmed.xml", "examples/vufind.json"], "graph", check=False)
        failed = [words for words in chosen if main(words) != 0]
    assert not failed, capfd.readouterr().err


@pytest.fixture(scope="module")
def examples(place) -> str:
    """The graph of all examples, as the README and docs/examples.md build it."""
    with contextlib.chdir(place):
        kg.build(["examples"], "all", check=False)
    return "all"


def test_documented_questions_are_answered(place, examples, capfd, monkeypatch):
    """Each question that the pages and the help show finds something in the graph of the examples."""
    monkeypatch.delenv("KG_GRAPH", raising=False)
    texts = [*(path.read_text("utf-8") for path in PAGES), epilogs()]
    every = {tuple(words): None for text in texts for words in kg_commands(text) if words[0] == "query"}
    asked = [words for words in every if len(words) > 1]
    assert len(asked) > 50
    empty = []
    with contextlib.chdir(place):
        for words in asked:
            capfd.readouterr()
            assert main([*words, "--graph", examples]) == 0, words
            told = capfd.readouterr().err
            if re.search(r"(?<![\d,])0 (rows|statements)", told):
                empty.append(words)
    assert not empty


def test_parameters_have_examples_that_are_answered(place, examples):
    """The example of each parameter is such that a query with it alone is answered."""
    with contextlib.chdir(place), kg.open_graph(examples) as graph:
        for query in queries.named():
            needed = {one.name: one.example for one in query.params if one.required}
            for param in query.params:
                answer = graph.query(query.name, {**needed, param.name: param.example})
                found = answer.triples if answer.kind == "construct" else answer.rows
                assert next(found, None) is not None, (query.name, param.name)


# -- README ------------------------------------------------------------------------------------


def test_the_commands_of_the_readme():
    """Installing and trying, and testing, are one line each, from a Python without anything."""
    found = blocks((ROOT / "README.md").read_text(encoding="utf-8"), "")
    assert len(found) == 2
    for block in found:
        assert block.count("\n") == 1
        assert block.startswith("python3 -m venv .venv && .venv/bin/pip install ")
    steps = next(kg_commands(f"```\n{found[0]}```\n"))
    assert steps[0] == "build"


def test_the_first_step_of_the_readme_rejects_nothing():
    """Trying goes on behind ``&&``: what is built there holds nothing that would make the status 1."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = parser().parse_args(next(kg_commands(f"```\n{blocks(readme, '')[0]}```\n"))).input
    with contextlib.chdir(ROOT):
        files = [file for name in named for file in glob.glob(name)]
        items = [item for file in files for item in sources.read(file)]
    assert len(items) > 10
    assert not [item for item in items if isinstance(item, Reject)]


def test_the_citation_agrees_with_the_changelog():
    """Both name the same version, and a day of release stands in both or in neither."""
    cited = dict(re.findall(r"^([a-z-]+): (.+)$", (ROOT / "CITATION.cff").read_text("utf-8"), re.MULTILINE))
    changed = re.search(r"^## (\S+) — (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert cited["version"] == changed[1]
    assert cited.get("date-released", "unreleased") == changed[2]


def test_blocks_of_rdf_are_valid():
    """Turtle and SPARQL in the pages parse."""
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        for block in blocks(text, "turtle"):
            assert list(ox.parse(block, ox.RdfFormat.TURTLE))
        for block in blocks(text, "sparql"):
            assert EmbeddedStore().query(queries.parse(path.stem, block).text).kind == "select"


def test_the_folder_of_a_graph_is_as_told(place):
    """A graph's folder holds what the page lists, and nothing else."""
    with contextlib.chdir(place):
        summary = kg.build(["examples/vufind.json"], "small")
        held = {one.name + "/" * one.is_dir() for one in Path(summary.graph).iterdir()}
    assert held == set(first_cells(section("command-line.md", "What holds for every command")))
    assert msgspec.json.decode((place / "small" / "manifest.json").read_bytes())["base"]
