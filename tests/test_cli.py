"""The command as a person uses it: what it prints, where, and its exit status."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
import weakref
from pathlib import Path

import pytest

from kg.cli import endings, main, show
from kg.cli.arguments import parser
from kg.graph import open_graph

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.fixture(scope="module")
def graph(tmp_path_factory) -> str:
    """The graph of the example records."""
    folder = tmp_path_factory.mktemp("cli") / "graph"
    assert main(["build", str(EXAMPLES), "--graph", str(folder)]) == 0
    return str(folder)


def _kg(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kg.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def test_help_is_there_at_once():
    """Help costs well under 0.4 s, the best of five, and loads none of the heavy libraries."""
    times = []
    for _ in range(5):
        started = time.perf_counter()
        done = _kg("--help")
        times.append(time.perf_counter() - started)
    assert done.returncode == 0
    assert min(times) < 0.4
    code = "import sys; from kg.cli.arguments import parser; parser(); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"rdflib", "pyoxigraph", "numpy", "msgspec", "networkx", "rich"} & set(loaded)


@pytest.mark.parametrize(
    "command", ["build", "link", "query", "network", "validate", "export", "sources", "queries", "networks"]
)
def test_every_command_has_help_with_examples(command, capsys):
    """Each command's help ends with examples that its own parser understands."""
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    assert "examples:\n" in text
    for line in re.findall(r"^  kg (.*)$", text.partition("examples:")[2], re.MULTILINE):
        words = re.findall(r"'[^']*'|\S+", line.partition(" | ")[0])
        assert parser().parse_args([word.strip("'") for word in words]).command == command


def test_build_says_what_it_did(tmp_path):
    """A build prints a summary on standard output, rejects on standard error, nothing else when piped."""
    bad = tmp_path / "bad.bin"
    bad.write_bytes(b"\0\1\2")
    done = _kg("build", str(EXAMPLES / "pubmed.xml"), str(bad), "--graph", str(tmp_path / "graph"))
    assert done.returncode == 1
    assert "records read" in done.stdout
    assert "SHACL: the graph conforms" in done.stdout
    assert done.stderr.startswith(
        f"rejected: {bad}: binary data of no known format: name it with --as if it is one of bibtex, "
    )
    assert done.stderr.count("\n") == 1


def test_changed_texts_are_counted(tmp_path):
    """What readers change is counted by rule, for the user and in the manifest, and stays as published."""
    file = tmp_path / "one.ris"
    file.write_text("TY  - JOUR\nTI  - Pots /\nDO  - https://doi.org/10.5555/1.\nER  - \n", encoding="utf-8")
    done = _kg("build", str(file), "--graph", str(tmp_path / "graph"), "--no-check")
    assert "texts changed by a rule" in done.stdout
    manifest = json.loads((tmp_path / "graph/manifest.json").read_text(encoding="utf-8"))
    assert manifest["inputs"][0]["changes"] == {"identifier": 1, "isbd": 1}


def test_many_rejects_are_counted(tmp_path):
    """The first twenty are printed; a line tells how many more there are, and the file that holds all."""
    bad = tmp_path / "bad"
    bad.mkdir()
    for number in range(25):
        (bad / f"{number:02}.bin").write_bytes(b"\0\1\2")
    graph = str(tmp_path / "graph")
    done = _kg("build", str(bad), str(EXAMPLES / "vufind.json"), "--no-check", "--graph", graph)
    assert done.returncode == 1
    told = done.stderr.splitlines()
    assert len(told) == 21
    assert told[-1] == f"rejected: 5 more; all 25 are in {graph}/rejects.jsonl"
    assert len(Path(graph, "rejects.jsonl").read_text().splitlines()) == 25


def test_very_many_files_are_summed_up(tmp_path):
    """Of more files than one reads through there is a line a format, and where to find each."""
    files = tmp_path / "files"
    files.mkdir()
    for number in range(60):
        (files / f"{number:02}.ris").write_text(f"TY  - JOUR\nTI  - Title {number}\nER  - \n")
    (files / "page.txt").write_bytes((EXAMPLES / "record-page.txt").read_bytes())
    (files / "list.dat").write_bytes(b"\0\1\2")
    graph = str(tmp_path / "graph")
    done = _kg("build", str(files), "--no-check", "--graph", graph)
    assert done.returncode == 1
    lines = [line.split() for line in done.stdout.splitlines()]
    assert lines[2:4] == [["60", "files", "ris", "60", "0"], ["1", "files", "vufind", "1", "0"]]
    assert ["files", "read", "61"] in lines
    assert ["files", "that", "cannot", "be", "read", "1", f"{graph}/rejects.jsonl"] in lines
    assert done.stderr.splitlines()[-1].endswith(f"with their counts: {graph}/manifest.json")
    assert len(json.loads(Path(graph, "manifest.json").read_text())["inputs"]) == 62


def test_build_json_adds_up(tmp_path):
    """The summary as JSON is one object whose counts reconcile."""
    done = _kg("build", str(EXAMPLES / "vufind.json"), "--graph", str(tmp_path / "graph"), "--json")
    assert done.returncode == 0
    found = json.loads(done.stdout)
    ends = ("loaded", "merged", "withdrawn", "deletions", "rejected")
    assert found["read"] == sum(found[end] for end in ends) > 5
    assert found["unreadable"] == 0
    assert done.stderr == ""


def test_build_from_standard_input(tmp_path):
    """A dash reads standard input, whatever its format."""
    with open(EXAMPLES / "record-page.txt", "rb") as page:
        done = _kg("build", "-", "--graph", str(tmp_path / "graph"), "--json", stdin=page)
    assert json.loads(done.stdout)["loaded"] == 1


def test_a_job_that_cannot_be_done(tmp_path):
    """What cannot be carried out at all is status 2, with one line that says what to do."""
    done = _kg("query", "works", "--graph", str(tmp_path / "none"))
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("kg: there is no graph in")
    assert done.stderr.count("\n") == 1


def test_query_formats(graph, capsysbinary):
    """Each format holds the same rows."""
    assert main(["query", "works", "--graph", graph, "--format", "csv"]) == 0
    rows = list(csv.reader(io.StringIO(capsysbinary.readouterr().out.decode())))
    assert main(["query", "works", "--graph", graph, "--json"]) == 0
    found = json.loads(capsysbinary.readouterr().out)
    assert found["head"]["vars"] == rows[0]
    assert len(found["results"]["bindings"]) == len(rows) - 1 > 40
    assert main(["query", "works", "--graph", graph]) == 0
    table = capsysbinary.readouterr().out.decode()
    assert "The PRISMA 2020 statement: an updated guideline for reporting systematic reviews" in table
    assert main(["query", "works", "--graph", graph, "--format", "tsv"]) == 0
    assert capsysbinary.readouterr().out.count(b"\n") == len(rows)


def test_free_sparql_and_files(graph, tmp_path, capsysbinary):
    """SPARQL text, and a file with a query of one's own, are answered like named queries."""
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert main(["query", "--sparql", query, "--graph", graph, "--format", "csv"]) == 0
    count = capsysbinary.readouterr().out
    (tmp_path / "mine.rq").write_text(f"#+ summary: How many statements.\n{query}\n")
    assert main(["query", "--file", str(tmp_path / "mine.rq"), "--graph", graph, "--format", "csv"]) == 0
    assert capsysbinary.readouterr().out == count
    assert main(["query", "--sparql", "CONSTRUCT { ?s a ?t } { ?s a ?t } LIMIT 3", "--graph", graph]) == 0
    assert capsysbinary.readouterr().out.count(b" a ") >= 1


@pytest.mark.parametrize("format", ["table", "csv", "tsv", "json"])
def test_nothing_found_is_told(graph, format):
    """No rows are told on standard error also where nobody watches; the status stays 0."""
    done = _kg("query", "work", "--param", "identifier=garbage", "--format", format, "--graph", graph)
    assert (done.returncode, done.stderr) == (0, "0 rows\n")
    done = _kg("query", "work", "--param", "identifier=22168441", "--format", format, "--graph", graph)
    assert (done.returncode, done.stderr) == (0, "")


def test_what_is_written_to_a_file_is_told(graph, tmp_path, capsys):
    """A table, rows and statements go to files, with a line that counts them."""
    for name, words in (
        ("t.txt", ["years", "--format", "table"]),
        ("t.csv", ["years"]),
        ("t.ttl", ["describe", "--param", "identifier=22168441"]),
    ):
        file = str(tmp_path / name)
        assert main(["query", *words, "--graph", graph, "-o", file]) == 0
        told = capsys.readouterr()
        assert re.fullmatch(rf"written: {re.escape(file)}, [1-9]\d* (rows|statements)\n", told.err)
        assert told.out == ""
    table = (tmp_path / "t.txt").read_text().splitlines()
    assert table[0].split() == ["year", "works"]
    assert len(table) == len((tmp_path / "t.csv").read_text().splitlines()) + 1


def _on_a_terminal(*arguments: str, columns: int) -> str:
    """What the command prints on a terminal of so many columns."""
    reader, terminal = os.openpty()
    environment = {**os.environ, "COLUMNS": str(columns), "TERM": "xterm"}
    command = [sys.executable, "-m", "kg.cli", *arguments]
    done = subprocess.Popen(command, stdout=terminal, stderr=subprocess.DEVNULL, env=environment)
    os.close(terminal)
    printed = b""
    with contextlib.suppress(OSError):  # the end of a terminal is an error on Linux
        while block := os.read(reader, 1 << 16):
            printed += block
    os.close(reader)
    assert done.wait() == 0
    return printed.decode().replace("\r", "")


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="this system has no pseudo-terminals")
def test_a_narrow_terminal_gets_whole_words(graph):
    """On 60 columns no word is cut in two; in a pipe COLUMNS counts for nothing."""
    question = ("query", "works", "--param", "limit=3", "--graph", graph)
    whole = _kg(*question).stdout
    lines = _on_a_terminal(*question, columns=60).splitlines()
    words = {word for word in whole.split() if "─" not in word}
    assert words <= {word for line in lines for word in line.split()}
    assert max(len(line) for line in lines if "https" not in line) <= 60
    assert _kg(*question, env={**os.environ, "COLUMNS": "60"}).stdout == whole


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["query", "work", "--param", "id"], "NAME=VALUE"),
        (["query", "work", "--param", "identifier=1", "--param", "identifier=2"], "given twice"),
        (["query", "works", "--param", "year-from=1", "--param", "year_from=2"], "given twice"),
        (["query", "without-doi", "--param", "source=pubmd"], "did you mean pubmed?"),
        (["query", "wroks"], "works"),
        (["query", "works", "--param", "colour=red"], "colour"),
        (["query", "--sparql", "SELECT"], "not valid SPARQL"),
        (["query", "--sparql", "SELECT *\n{ ?s foo:x ?o }"], "line 2, column 6: the prefix 'foo'"),
        (["query", "--sparql", "ASK { SERVICE <http://a/> { ?s ?p ?o } }"], "--allow-service"),
        (["query", "--sparql", "DROP ALL"], "DROP changes a graph"),
        (["network", "no-such-network"], "co-authorship"),
        (["network", "--people", "clustered"], "kg build --people clustered"),
        (["network", "--people", "agent", "--param", "people=agent"], "given twice"),
        (["network", "--sensitivity", "-o", "net.csv"], "writes none"),
        (["query", "journals", "--people", "agent"], "'journals' does not tell people apart"),
        (["query", "--sparql", "ASK {}", "--people", "agent"], "--people"),
        (["export", "-o", "graph.xlsx"], "--as"),
        (["build", "x", "--as", "excel"], "pubmed"),
        (["query", "--sparql", "ASK {}", "--param", "a=b"], "--param"),
    ],
)
def test_mistakes_are_explained(graph, capsys, tmp_path, arguments, said):
    """A mistake is status 2 and a line that names it and what would be right."""
    place = graph if arguments[0] != "build" else str(tmp_path / "new")
    assert main([*arguments, "--graph", place]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_another_server_is_asked_where_that_is_allowed(graph, capsys):
    """With --allow-service the engine tries, and its failure is one line."""
    query = "ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    assert main(["query", "--sparql", query, "--allow-service", "--graph", graph]) == 2
    assert re.fullmatch(r"kg: the query cannot be answered: .*port 9.*\n", capsys.readouterr().err)


def test_network_writes_files(graph, tmp_path, capsys):
    """The network is summarised and written in every format that its suffixes name."""
    files = [str(tmp_path / f"net.{suffix}") for suffix in ("svg", "png", "graphml", "gexf", "csv", "json")]
    outputs = [word for file in files for word in ("-o", file)]
    assert main(["network", "--graph", graph, *outputs]) == 0
    assert "Moher, David" in capsys.readouterr().out
    assert all(Path(file).stat().st_size > 500 for file in files)
    assert main(["network", "--graph", graph, "--json", "--top", "3"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (len(found["members"]), len(found["pairs"])) == (3, 3)
    assert found["pairs"][0]["papers"] >= found["pairs"][1]["papers"] > 1


def test_networks_print_pairs(graph, capsys):
    """The table of members is followed by one of pairs; --top 0 prints neither."""
    assert main(["network", "--graph", graph, "--top", "2"]) == 0
    tables = capsys.readouterr().out.split("\n\n")
    assert tables[1].split()[:2] == ["author", "papers"]
    assert tables[2].split()[:4] == ["author", "co-author", "joint", "papers"]
    assert len(tables[2].splitlines()) == 4
    assert main(["network", "--graph", graph, "--top", "0"]) == 0
    assert "co-author " not in capsys.readouterr().out
    for text in ("-3", "ten", "1.5"):
        with pytest.raises(SystemExit) as ended:
            main(["network", "--graph", graph, "--top", text])
        assert ended.value.code == 2


def test_a_layer_of_people_is_chosen(graph, capsys):
    """--people is the parameter people, of queries and of networks alike; the summary says which it was."""
    for layer in ("published", "agent"):
        asked = (["--people", layer], ["--param", f"people={layer}"])
        answers = []
        for words in asked:
            assert main(["query", "authors", *words, "--graph", graph, "--json"]) == 0
            assert main(["network", *words, "--graph", graph]) == 0
            answers.append(capsys.readouterr().out)
        assert answers[0] == answers[1]
        assert f" {layer}: one " in answers[0]


def test_sensitivity(graph, capsys):
    """Both tables have a column for each layer that there is, the one asked for first; JSON has the same."""
    assert main(["network", "--graph", graph, "--sensitivity", "--people", "agent", "--top", "2"]) == 0
    printed = capsys.readouterr()
    figures, members = printed.out.rstrip().split("\n\n")
    assert figures.split()[:4] == ["figure", "agent", "published", "identified"]
    assert members.split()[:4] == ["author", "agent", "published", "identified"]
    assert len(members.splitlines()) == 4
    assert "No layer is the truth" in printed.err
    assert main(["network", "--graph", graph, "--sensitivity", "--people", "agent", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["layers"] == ["agent", "published", "identified"]
    authors = next(one for one in found["figures"] if one["name"] == "authors")
    assert authors["values"]["agent"] > authors["values"]["published"]
    assert authors["changes"]["published"] < 0


def test_an_empty_network_is_written(graph, tmp_path, capsys):
    """What can be written is, in whatever order it is named; what cannot is one line, and status 2."""
    files = [str(tmp_path / f"none.{suffix}") for suffix in ("svg", "csv", "png", "json")]
    words = [word for file in files for word in ("-o", file)]
    assert main(["network", "--graph", graph, "--param", "year-from=2090", *words, "--json"]) == 2
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert found["summary"]["first_year"] is None
    assert found["files"] == [str(tmp_path / name) for name in ("none.csv", "none.nodes.csv", "none.json")]
    assert {path.name for path in tmp_path.iterdir()} == {"none.csv", "none.nodes.csv", "none.json"}
    assert (
        told.err == f"kg: {files[0]}: there is nothing to draw: no two authors have a paper in common here\n"
    )


def test_a_suffix_is_looked_at_first(graph, tmp_path, capsys):
    """Nothing is written where one of the files could never be."""
    files = ["-o", str(tmp_path / "a.csv"), "-o", str(tmp_path / "a.xlsx")]
    assert main(["network", "--graph", graph, *files]) == 2
    assert "a.xlsx: the suffix tells no format" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_validate(graph, tmp_path, capsys):
    """The report comes as a table, as JSON and as a SHACL graph; --fail-on decides the status."""
    assert main(["validate", "--graph", graph]) == 0
    assert "conforms" in capsys.readouterr().out
    for format, mark in (("json", '"conforms"'), ("ttl", "ValidationReport"), ("csv", "severity")):
        target = tmp_path / f"report.{format}"
        assert main(["validate", "--graph", graph, "--format", format, "-o", str(target)]) == 0
        assert mark in target.read_text()
    bad = tmp_path / "bad.ttl"
    bad.write_text(
        "@prefix fabio: <http://purl.org/spar/fabio/> .\n<http://a/1> a fabio:Expression, fabio:Work ."
    )
    assert main(["validate", str(bad)]) == 1
    assert main(["validate", str(bad), "--fail-on", "never"]) == 0


def test_export(graph, tmp_path):
    """The suffix chooses format and compression; a pipe gets N-Quads."""
    for name in ("g.nq.gz", "g.ttl", "g.jsonld.zst", "g.rdf"):
        assert main(["export", "--graph", graph, "-o", str(tmp_path / name)]) == 0
        assert (tmp_path / name).stat().st_size > 1000
    done = _kg("export", "--graph", graph)
    assert done.returncode == 0
    assert done.stdout.splitlines() == sorted(done.stdout.splitlines())


def test_a_reader_that_stops_early_is_no_error(graph):
    """kg export | head ends quietly."""
    command = f"{sys.executable} -m kg.cli export --graph {graph} | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def _unread(*arguments: str, **others: object) -> subprocess.CompletedProcess[str]:
    """The command with a pipe as standard output whose reader is gone."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        command = [sys.executable, "-m", "kg.cli", *arguments]
        streams = {"stdout": writing, "stderr": subprocess.PIPE, **others}
        return subprocess.run(command, text=True, check=False, **streams)
    finally:
        os.close(writing)


@pytest.fixture
def rejected(tmp_path) -> str:
    """A file that is rejected."""
    (tmp_path / "bad.bin").write_bytes(b"\0\1\2")
    return str(tmp_path / "bad.bin")


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_the_status_of_a_build_that_nobody_reads(tmp_path, rejected, form):
    """kg build | true is 1 where something was rejected and 0 where not, without a complaint."""
    inputs = [str(EXAMPLES / "record-page.txt"), rejected]
    done = _unread("build", *inputs, "--graph", str(tmp_path / "graph"), "--no-check", *form)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [line for line in done.stderr.splitlines() if "rejected: " in line]
    done = _unread("build", inputs[0], "--graph", str(tmp_path / "graph"), "--no-check", *form)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_build_whose_complaints_nobody_reads(tmp_path, rejected):
    """kg build 2>&1 | true is not cut short by what it has to complain of."""
    graph = tmp_path / "graph"
    inputs = [rejected, str(EXAMPLES / "record-page.txt")]
    done = _unread("build", *inputs, "--graph", str(graph), "--no-check", stderr=subprocess.STDOUT)
    assert done.returncode == 1
    with open_graph(graph) as opened:
        assert (opened.manifest["loaded"], opened.manifest["unreadable"]) == (1, 1)


def test_the_status_of_other_commands_that_nobody_reads(tmp_path, graph):
    """A report that nobody reads still says whether the data conforms; others have nothing to say."""
    bad = tmp_path / "bad.ttl"
    bad.write_text("@prefix f: <http://purl.org/spar/fabio/> .\n<http://a/1> a f:Expression, f:Work .")
    assert _unread("validate", str(bad)).returncode == 1
    unwritten = str(bad / "network.csv")
    assert _unread("network", "--graph", graph, "-o", unwritten).returncode == 2
    for words in (
        ["query", "works", "--graph", graph],
        ["export", "--graph", graph],
        ["queries"],
        ["--help"],
    ):
        done = _unread(*words)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams(tmp_path, rejected, closed):
    """A command whose streams are closed does its work and says nothing; no file takes their numbers."""
    graph = tmp_path / "graph"
    for words, status in (
        (["build", str(EXAMPLES / "record-page.txt"), "--no-check"], 0),
        (["build", str(EXAMPLES / "record-page.txt"), rejected, "--no-check"], 1),
        (["query", "works"], 0),
        (["export"], 0),
        (["query", "no-such-query"], 2),
    ):
        line = f'"$@" --graph {graph} {closed}'
        command = ["bash", "-c", line, "kg", sys.executable, "-m", "kg.cli", *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (words[0], done.returncode) == (words[0], status)
        assert "Traceback" not in done.stderr
    with open_graph(graph) as opened:
        assert len(opened) == opened.manifest["quads"]


ENDINGS = {
    signal.SIGINT: (130, "kg: interrupted"),
    signal.SIGTERM: (143, "kg: ended by SIGTERM"),
    signal.SIGHUP: (129, "kg: ended, because the terminal was closed (SIGHUP)"),
}


@pytest.mark.parametrize("how", ENDINGS)
def test_an_interruption_while_reading(tmp_path, how):
    """Ctrl-C, SIGTERM and SIGHUP are a status and a line each, and leave nothing behind."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    command = [sys.executable, "-m", "kg.cli", "build", "-", "--graph", str(tmp_path / "graph")]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(temporary)},
    ) as process:
        while not (tmp_path / ".graph.building" / "rejects.jsonl").exists():
            assert process.poll() is None
        process.send_signal(how)
        status, line = ENDINGS[how]
        assert process.wait(30) == status
        assert process.stderr is not None
        assert process.stderr.read() == f"{line}\n"
    assert list(tmp_path.iterdir()) == [temporary]
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_in_a_callback_is_not_lost(how):
    """One that comes while a weak reference is cleared, as an import does, ends the command all the same."""

    class Module:
        """Anything that can be referred to."""

    def importing():
        module = Module()
        reference = weakref.ref(module, lambda _: signal.raise_signal(how))
        with endings.heeded():
            del module
            time.sleep(20)
        return reference

    with pytest.raises(KeyboardInterrupt) as ended:
        importing()
    assert endings.status(ended.value) == 128 + how


def test_a_signal_that_is_ignored_stays_ignored(tmp_path):
    """Under nohup a build goes on when the terminal is closed."""
    graph = tmp_path / "graph"
    command = ["nohup", sys.executable, "-m", "kg.cli", "build", "-", "--no-check", "--graph", str(graph)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        while not (tmp_path / ".graph.building" / "rejects.jsonl").exists():
            assert process.poll() is None
        process.send_signal(signal.SIGHUP)
        process.communicate((EXAMPLES / "record-page.txt").read_bytes(), timeout=60)
        assert process.returncode == 0
    assert (graph / "manifest.json").exists()


def test_an_interruption_while_nobody_reads(graph):
    """Ctrl-C ends a command too that waits for its reader."""
    command = [sys.executable, "-m", "kg.cli", "export", "--graph", graph]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert process.stderr.read() == b"kg: interrupted\n"


def test_a_long_table_is_not_held(monkeypatch, capsys):
    """Rows beyond the first are printed as they come, in the columns of the first."""
    monkeypatch.setattr("kg.cli.tables._HELD", 10)
    printed = []

    def rows():
        for number in range(100):
            printed.extend(capsys.readouterr().out.splitlines())
            if number > 15:
                assert len([line for line in printed if "row" in line]) >= number - 1
            yield f"row {number:03}", "x" * (number % 3)

    assert show.table(("name", "mark"), rows()) == 100
    printed.extend(capsys.readouterr().out.splitlines())
    places = {line.index("x") for line in printed if "x" in line}
    assert len(places) == 1
    assert sum("row" in line for line in printed) == 100


def test_lists(capsys):
    """Formats, queries and networks are listed, for people and for machines."""
    for command in ("sources", "queries", "networks"):
        assert main([command]) == 0
        table = capsys.readouterr().out
        assert main([command, "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found
        assert all(one["name"] in table for one in found)


def test_graph_from_the_environment(graph):
    """KG_GRAPH names the graph where --graph does not."""
    done = _kg("query", "years", "--format", "csv", env={**os.environ, "KG_GRAPH": graph})
    assert done.returncode == 0
    assert done.stdout.count("\n") > 5


def test_as_a_module():
    """python -m kg is the command."""
    done = subprocess.run(
        [sys.executable, "-m", "kg", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == _kg("--version").stdout


def test_validate_tells_its_verdict(graph, tmp_path):
    """Wherever the report goes, the verdict is told, and what was written, and why the status is 1."""
    file = str(tmp_path / "r.csv")
    done = _kg("validate", "--graph", graph, "-o", file, "--fail-on", "warning")
    assert (done.returncode, done.stdout) == (1, "")
    verdict, written, why = done.stderr.splitlines()
    assert re.fullmatch(r"The graph conforms: 0 violations, [1-9]\d* warnings on [\d,]+ nodes", verdict)
    assert written == f"written: {file}"
    assert "--fail-on warning" in why
    done = _kg("validate", "--graph", graph, "--format", "table", "-o", str(tmp_path / "r.txt"))
    assert (done.returncode, done.stderr.splitlines()[0]) == (0, verdict)
    assert (tmp_path / "r.txt").read_text().startswith(f"{verdict}\n grade ")
    done = _kg("validate", "--graph", graph, "--json")
    assert json.loads(done.stdout)["conforms"] is True
    assert done.stderr == f"{verdict}\n"
    assert _kg("validate", "--graph", graph).stdout.startswith(verdict)


@pytest.mark.parametrize("suffix", ["nq", "nq.gz", "ttl.zst"])
def test_validate_reads_what_export_writes(graph, tmp_path, capsys, suffix):
    """A compressed export is checked like a plain one, and damaged data is one line."""
    file = tmp_path / f"g.{suffix}"
    assert main(["export", "--graph", graph, "-o", str(file)]) == 0
    assert main(["validate", str(file)]) == 0
    assert "The data conforms" in capsys.readouterr().out
    file.write_bytes(file.read_bytes()[:500] + b"broken")
    assert main(["validate", str(file)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="this system has no pseudo-terminals")
def test_a_narrow_report(graph):
    """The seven columns of both tables of a report have room on 60 columns, without a broken word."""
    lines = _kg("validate", "--graph", graph).stdout.splitlines()[3:]
    words = {word for line in lines for word in line.split() if word.strip("─")}
    assert {"source", "complete"} <= words
    shown = _on_a_terminal("validate", "--graph", graph, columns=60)
    assert words <= set(re.sub(r"\x1b\[[0-9;]*m", "", shown).split())


def test_version():
    """The version is that of the distribution."""
    assert re.fullmatch(r"kg \d+\.\d+\.\d+\n", _kg("--version").stdout)


def test_a_record_does_not_steer_the_terminal(tmp_path):
    """Controls in names and titles are gone or written out; markup and colons are no more than text."""
    title = "a\x1b]0;taken\x07 :smile: [bold]b"
    record = {"id": "1", "title": title, "title_short": "a", "format": ["Book"], "institution": ["x"]}
    (tmp_path / "in.json").write_text(json.dumps([record]))
    (tmp_path / "x\x1b[31m.txt").write_text("no record")
    done = _kg("build", str(tmp_path), "--graph", str(tmp_path / "graph"))
    assert "\x1b" not in done.stdout + done.stderr
    shown = _kg("query", "works", "--graph", str(tmp_path / "graph")).stdout
    assert "a ]0;taken :smile: [bold]b" in shown
    asked = _kg("query", "--sparql", r'SELECT ("a\u001B]0;b" AS ?t) {}', "--graph", str(tmp_path / "graph"))
    assert r"a\x1b]0;b" in asked.stdout


def test_a_terminal_without_the_characters(graph):
    """Where standard output is ASCII, what it lacks is escaped."""
    done = _kg("query", "works", "--graph", graph, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, "")
    assert r"\x" in done.stdout or r"\u" in done.stdout


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no full device")
@pytest.mark.parametrize("words", [["export"], ["query", "works"], ["query", "works", "--json"]])
def test_output_that_cannot_be_written(graph, words):
    """A full disk behind standard output is status 2 and one line."""
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "kg.cli", *words, "--graph", graph]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("kg: the output cannot be written: ")
    assert done.stderr.count("\n") == 1


def test_blank_nodes_are_validated_too(tmp_path, capsys):
    """Data from elsewhere may have blank nodes: they are found at fault like any other."""
    data = tmp_path / "blank.ttl"
    data.write_text("@prefix fabio: <http://purl.org/spar/fabio/> .\n[] a fabio:Expression, fabio:Work .")
    assert main(["validate", str(data)]) == 1
    capsys.readouterr()
    assert main(["validate", str(data), "--format", "ttl"]) == 1
    assert "sh:focusNode _:" in capsys.readouterr().out
