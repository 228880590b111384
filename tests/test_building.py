"""Files -> a graph in a folder: nothing is lost, nothing is half done."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.building import Summary, build, relink
from kg.errors import MappingError, SourceError, StoreError
from kg.graph import open_graph
from kg.record import Reject

EXAMPLES = Path(__file__).parents[1] / "examples"

ARTICLE = """\
<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{pmid}</PMID>
<DateRevised><Year>{year}</Year><Month>01</Month><Day>02</Day></DateRevised>
<Article PubModel="Print"><Journal><ISSN IssnType="Print">1471-2458</ISSN>
<JournalIssue CitedMedium="Print"><Volume>1</Volume><PubDate><Year>2001</Year></PubDate></JournalIssue>
<Title>A journal</Title></Journal><ArticleTitle>{title}</ArticleTitle>
<AuthorList CompleteYN="Y"><Author ValidYN="Y"><LastName>Doe</LastName><ForeName>Jane</ForeName></Author>
</AuthorList><Language>eng</Language><PublicationTypeList>
<PublicationType UI="D016428">Journal Article</PublicationType></PublicationTypeList></Article>
</MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId></ArticleIdList>
</PubmedData></PubmedArticle>"""


def articles(*pmids: int, year: int = 2010, title: str = "A title.") -> bytes:
    """A PubmedArticleSet of small citations."""
    inside = "\n".join(ARTICLE.format(pmid=pmid, year=year, title=title) for pmid in pmids)
    return f'<?xml version="1.0"?>\n<PubmedArticleSet>\n{inside}\n</PubmedArticleSet>\n'.encode()


def _file(folder: Path, name: str, content: bytes) -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


def _rejects(graph: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (graph / "rejects.jsonl").read_text().splitlines()]


def _reconciled(summary: Summary, graph: Path) -> None:
    """Asserts that every record and every file of a build is accounted for, once."""
    ends = (summary.loaded, summary.merged, summary.withdrawn, summary.deletions, summary.rejected)
    assert summary.read == sum(ends)
    assert summary.read == sum(one.records + one.deletions + one.rejected for one in summary.inputs)
    assert summary.unreadable == sum(not one.readable for one in summary.inputs)
    assert len(_rejects(graph)) == summary.rejected + summary.unreadable


def test_counts_reconcile(tmp_path):
    """Read is loaded, merged, withdrawn, deletions and rejected; the summary and the disk agree."""
    one = _file(tmp_path, "one.xml", articles(1, 2, 3))
    two = _file(tmp_path, "two.xml", articles(3, year=2012, title="Newer."))
    gone = _file(
        tmp_path,
        "gone.xml",
        articles(9).replace(
            b"</PubmedArticleSet>", b"<DeleteCitation><PMID>2</PMID></DeleteCitation></PubmedArticleSet>"
        ),
    )
    bad = _file(tmp_path, "bad.txt", b"what is this")
    graph = tmp_path / "graph"
    part = _file(tmp_path, "part.xml", HOSTILE["middle.xml"][0])
    summary = build([one, two, gone, bad, part], graph, check=False)
    assert (summary.loaded, summary.merged, summary.withdrawn, summary.deletions) == (5, 1, 1, 1)
    assert (summary.read, summary.rejected, summary.unreadable) == (9, 1, 1)
    _reconciled(summary, graph)
    manifest = json.loads((graph / "manifest.json").read_text())
    assert all(manifest[name] == getattr(summary, name) for name in ("read", "deletions", "unreadable"))
    assert [one["records"] for one in manifest["inputs"]] == [3, 1, 1, 0, 2]
    assert [one["deletions"] for one in manifest["inputs"]] == [0, 0, 1, 0, 0]
    assert [one["rejected"] for one in manifest["inputs"]] == [0, 0, 0, 0, 1]
    assert [one["readable"] for one in manifest["inputs"]] == [True, True, True, False, True]
    with open_graph(graph) as opened:
        answer = opened.store.query(
            "SELECT (COUNT(*) AS ?n) { ?e <http://purl.org/spar/fabio/hasPubMedId> ?p }"
        )
        assert [row[0].value for row in answer.rows] == ["5"]
        assert len(list(opened.records())) == 8
        *_, all_together = opened.query("prisma").rows
        told = [summary.loaded + summary.merged, summary.merged, summary.loaded]
        assert [int(term.value) for term in all_together[1:]] == told
        titles = opened.store.query(
            'SELECT ?t { ?e <http://purl.org/spar/fabio/hasPubMedId> "3" ;'
            " <http://purl.org/dc/terms/title> ?t }"
        )
        assert [row[0].value for row in titles.rows] == ["Newer."]


HOSTILE = {
    "empty.xml": (b"", "empty"),
    "blank.xml": (b" \n\t ", "empty"),
    "binary.dat": (bytes(range(256)) * 40, "binary data of no known format"),
    "other.txt": (b"a shopping list:\nbread\nbirds\n", "no known format"),
    "truncated.xml.gz": (gzip.compress(articles(*range(100, 400)), mtime=0)[:-200], "truncated"),
    "damaged.xml.gz": (gzip.compress(articles(5), mtime=0)[:40] + b"\0" * 60, "gzip data"),
    "middle.xml": (
        articles(21, 22, 23).replace(b'<PMID Version="1">22', b'<PMID Version="1">22 <oops', 1),
        "record 2",
    ),
    "laughs.xml": (
        b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        + articles(31, title="&b;")[21:],
        "entit",
    ),
    "external.xml": (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        + articles(32, title="&x;")[21:],
        "entit",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_gets_one_clear_line(tmp_path, name):
    """What cannot be read gives one reject that names the file and says why; the run goes on."""
    content, reason = HOSTILE[name]
    bad = _file(tmp_path, name, content)
    good = _file(tmp_path, "good.xml", articles(1))
    told: list[Reject] = []
    summary = build([bad, good], tmp_path / "graph", check=False, on_reject=told.append)
    assert len(told) == 1
    assert told[0].file == bad
    assert reason in f"{told[0].position} {told[0].reason}"
    assert "\n" not in told[0].reason
    assert summary.inputs[1].records == 1
    assert summary.inputs[0].readable == (name in {"truncated.xml.gz", "middle.xml"})
    assert (summary.unreadable, summary.rejected) == ((0, 1) if summary.inputs[0].readable else (1, 0))
    assert _rejects(tmp_path / "graph")[0]["file"] == bad
    _reconciled(summary, tmp_path / "graph")
    assert b"root:" not in (tmp_path / "graph" / "rejects.jsonl").read_bytes()


def test_records_around_a_broken_one_are_kept(tmp_path):
    """Broken XML in the middle costs the record it stands in and no other."""
    content, _ = HOSTILE["middle.xml"]
    summary = build([_file(tmp_path, "middle.xml", content)], tmp_path / "graph", check=False)
    assert (summary.loaded, summary.rejected) == (2, 1)


def test_records_before_a_truncation_are_kept(tmp_path):
    """A file that ends early gives what stands before its end."""
    content, _ = HOSTILE["truncated.xml.gz"]
    summary = build([_file(tmp_path, "t.xml.gz", content)], tmp_path / "graph", check=False)
    assert summary.loaded > 100
    assert summary.rejected == 1


def test_a_folder_gives_its_files(tmp_path):
    """A folder stands for its files; an empty one, or one that does not exist, is told."""
    (tmp_path / "in" / "deep").mkdir(parents=True)
    _file(tmp_path / "in" / "deep", "a.xml", articles(1))
    _file(tmp_path / "in", "b.xml", articles(2))
    (tmp_path / "empty").mkdir()
    summary = build(
        [str(tmp_path / "in"), str(tmp_path / "empty"), str(tmp_path / "none.xml")],
        tmp_path / "graph",
        check=False,
    )
    assert (summary.loaded, summary.unreadable, summary.rejected) == (2, 2, 0)
    reasons = [one["reason"] for one in _rejects(tmp_path / "graph")]
    assert "folder" in reasons[0]
    assert "not exist" in reasons[1]


def test_nothing_readable_never_replaces_a_graph(tmp_path):
    """A mistake in the file name does not cost the graph that is there."""
    graph = tmp_path / "graph"
    build([_file(tmp_path, "one.xml", articles(1))], graph, check=False)
    before = (graph / "manifest.json").read_bytes()
    with pytest.raises(SourceError, match="does not exist"):
        build([str(tmp_path / "typo.xml")], graph, check=False)
    assert (graph / "manifest.json").read_bytes() == before


def test_strict_stops_at_the_first_reject(tmp_path):
    """With strict, one bad record is an error and the old graph stays."""
    graph = tmp_path / "graph"
    build([_file(tmp_path, "one.xml", articles(1))], graph, check=False)
    before = (graph / "manifest.json").read_bytes()
    with pytest.raises(SourceError, match="record 2"):
        build([_file(tmp_path, "m.xml", HOSTILE["middle.xml"][0])], graph, strict=True, check=False)
    assert (graph / "manifest.json").read_bytes() == before
    assert not list(tmp_path.glob(".graph*"))


def test_a_folder_of_other_things_is_refused(tmp_path):
    """A folder that is not a graph is never overwritten."""
    (tmp_path / "docs").mkdir()
    _file(tmp_path / "docs", "thesis.tex", b"years of work")
    with pytest.raises(StoreError, match="other things"):
        build([_file(tmp_path, "one.xml", articles(1))], tmp_path / "docs", check=False)
    assert (tmp_path / "docs" / "thesis.tex").read_bytes() == b"years of work"


def test_same_input_same_bytes(tmp_path):
    """Two builds of the same files give the same statements in the same order."""
    files = [
        _file(tmp_path, "one.xml", articles(1, 2, 3)),
        _file(tmp_path, "two.xml", articles(3, 4, year=2012)),
    ]
    exported = []
    for name in ("first", "second"):
        build(files, tmp_path / name, check=False)
        with open_graph(tmp_path / name) as graph:
            exported.append(b"".join(graph.store.quads()))
    assert exported[0] == exported[1]
    assert exported[0].count(b"\n") > 50


def test_order_of_input_changes_no_publication(tmp_path):
    """The files in another order give the same statements but for the places they tell."""
    one, two = (
        _file(tmp_path, "one.xml", articles(1, 2)),
        _file(tmp_path, "two.xml", articles(2, year=2012, title="N.")),
    )
    graphs = []
    for name, files in (("first", [one, two]), ("second", [two, one])):
        build(files, tmp_path / name, check=False)
        with open_graph(tmp_path / name) as graph:
            graphs.append(set(graph.store.quads()))
    assert graphs[0] == graphs[1]


_KILLED = """
import sys, time
from kg import building
def slow(step, done, total):
    if step == sys.argv[1]:
        print("here", flush=True)
        time.sleep(60)
building.build([sys.argv[2]], sys.argv[3], check=False, progress=slow)
"""


@pytest.mark.parametrize("step", ["read", "link", "map and load"])
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_kill_leaves_the_old_graph(tmp_path, step, how):
    """Killed or interrupted at any step, a build leaves the old graph, and the next one works."""
    graph = tmp_path / "graph"
    build([_file(tmp_path, "one.xml", articles(1))], graph, check=False)
    two = _file(tmp_path, "two.xml", articles(1, 2))
    process = subprocess.Popen(
        [sys.executable, "-c", _KILLED, step, two, str(graph)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(how)
    process.wait(30)
    process.stdout.close()
    with open_graph(graph) as opened:
        assert opened.manifest["loaded"] == 1
        assert len(opened) > 10
    assert build([two], graph, check=False).loaded == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["graph", "one.xml", "two.xml"]


def test_two_builds_of_one_graph(tmp_path):
    """A second build of a graph that is being built says so and does nothing."""
    graph = tmp_path / "graph"
    one = _file(tmp_path, "one.xml", articles(1))
    process = subprocess.Popen(
        [sys.executable, "-c", _KILLED, "link", one, str(graph)], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    try:
        with pytest.raises(StoreError, match="another process"):
            build([one], graph, check=False)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_publication_cut_short_is_healed(tmp_path):
    """Where two renames publish and a kill falls between them, the old graph comes back."""
    graph = tmp_path / "graph"
    build([_file(tmp_path, "one.xml", articles(1))], graph, check=False)
    os.rename(graph, tmp_path / ".graph.old")
    with open_graph(graph) as opened:
        assert opened.manifest["loaded"] == 1


def test_readers_of_the_old_graph_go_on(tmp_path):
    """Who has the old graph open keeps reading it while a new one takes its place."""
    graph = tmp_path / "graph"
    build([_file(tmp_path, "one.xml", articles(1))], graph, check=False)
    with open_graph(graph) as opened:
        before = len(opened)
        build([_file(tmp_path, "two.xml", articles(1, 2, 3))], graph, check=False)
        assert len(list(opened.store.quads())) == before
    with open_graph(graph) as opened:
        assert len(opened) > before


def test_no_graph_is_a_clear_error(tmp_path):
    """Whoever asks a graph that is not there is told how to make one."""
    with pytest.raises(StoreError, match="kg build"):
        open_graph(tmp_path / "none")


@pytest.mark.shared
def test_every_real_record_is_accounted_for(tmp_path, shared):
    """681 citations of PubMed, 160 of them twice, a book and an article of PubMed Central: all are there."""
    started = time.monotonic()
    summary = build([str(shared / "data" / "pubmed")], tmp_path / "graph", check=False)
    assert time.monotonic() - started < 120
    _reconciled(summary, tmp_path / "graph")
    assert summary.loaded == 523
    assert summary.merged == 160
    assert (summary.withdrawn, summary.deletions) == (0, 14)
    # The citation without a PMID; and the folder's own description.
    assert (summary.rejected, summary.unreadable) == (1, 1)


def test_a_file_name_that_is_no_text(tmp_path):
    """A name of any bytes is read, and shown with a replacement character."""
    name = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.xml")
    with open(name, "wb") as out:
        out.write(articles(1))
    summary = build([name], tmp_path / "graph", check=False)
    assert (summary.loaded, summary.rejected) == (1, 0)
    assert summary.inputs[0].file.endswith("caf\ufffd.xml")


def test_layers_of_people(tmp_path):
    """By identifier, who has an ORCID is one person on two papers; as published, two."""
    author = b'<ForeName>Jane</ForeName><Identifier Source="ORCID">0000-0002-1825-0097</Identifier>'
    content = articles(1, 2).replace(b"<ForeName>Jane</ForeName>", author)
    one = _file(tmp_path, "one.xml", content)
    people = "SELECT DISTINCT ?p { ?p a <http://xmlns.com/foaf/0.1/Person> }"
    found = {}
    for layer in ("identified", "published"):
        build([one], tmp_path / layer, people=layer, check=False)
        with open_graph(tmp_path / layer) as graph:
            found[layer] = len(list(graph.store.query(people).rows))
    assert found == {"identified": 1, "published": 2}


def test_clusters_of_people(tmp_path):
    """Clusters stand beside the people of the layer identified, and linking again keeps them."""
    orcid = b'<ForeName>Jane</ForeName><Identifier Source="ORCID">0000-0002-1825-0097</Identifier>'
    one = _file(tmp_path, "one.xml", articles(1, 2).replace(b"<ForeName>Jane</ForeName>", orcid))
    build([one], tmp_path / "plain", check=False)
    summary = build([one], tmp_path / "graph", people="clustered")
    assert summary.conforms
    built = []
    for _ in range(2):
        with open_graph(tmp_path / "graph") as graph, open_graph(tmp_path / "plain") as plain:
            built.append({str(quad) for quad in graph.store.oxigraph})
            more = built[-1] - {str(quad) for quad in plain.store.oxigraph}
            assert graph.manifest["people"] == "clustered"
        relink(tmp_path / "graph", check=False)
    assert built[0] == built[1]
    assert len(more) == 6  # a class, a label, and the links and probabilities of two roles
    assert sum("ontology#cluster>" in quad for quad in more) == 2
    assert sum("ontology#clusterProbability>" in quad for quad in more) == 2


@pytest.mark.parametrize("base", ["https://example.org/kg", "no iri/", "https://example.org/kg#"])
def test_a_bad_base_is_refused_at_once(tmp_path, base):
    """A base that cannot begin an IRI is told before anything is read."""
    with pytest.raises(MappingError, match="base"):
        build([str(tmp_path / "none.xml")], tmp_path / "graph", base=base)
    assert not (tmp_path / "graph").exists()


@pytest.mark.shared
def test_every_vufind_record_is_accounted_for(tmp_path, shared):
    """44 Solr documents, 20 of the REST API and the seed are in the graph; other formats are told."""
    inputs = [str(shared / "data" / "vufind-core"), str(shared / "data" / "seed")]
    summary = build(inputs, tmp_path / "graph", check=False)
    _reconciled(summary, tmp_path / "graph")
    assert sum(one.records for one in summary.inputs if one.format == "vufind") == 65
    files = [path for name in inputs for path in Path(name).rglob("*") if path.is_file()]
    assert len(summary.inputs) == len(files)
    assert all(one.records or not one.readable for one in summary.inputs)
    assert all("of no known format" in one["reason"] for one in _rejects(tmp_path / "graph"))
