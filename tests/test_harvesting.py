"""Harvesting from a real server: pages, sets, dates, faults of every kind, and going on where it was."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path

import msgspec
import pytest
from repository import Answer, Drop, Repository, envelope, error, serving

import kg
from kg import harvesting
from kg.cli import main
from kg.errors import HarvestError
from kg.harvesting import client
from kg.record import Record


@pytest.fixture
def repository() -> Iterator[Repository]:
    """A repository with five records in three pages."""
    with serving(Repository()) as one:
        yield one


class Pauses(list):
    """Waits for no time, and keeps how long it should have been."""

    def __call__(self, seconds: float) -> None:
        """Keeps it."""
        self.append(seconds)


def harvest(repository: Repository, folder: Path, **options: object) -> harvesting.Harvest:
    """A harvest that waits for no time."""
    return kg.harvest(repository.url, folder, **{"wait": Pauses(), **options})


def pages(folder: Path) -> list[str]:
    """The names of the answers in a folder."""
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def ids(folder: Path) -> list[str]:
    """The identifiers of the records in a folder, in order."""
    return [
        one.provenance[0].id.rpartition(":")[2] for one in kg.read(str(folder)) if isinstance(one, Record)
    ]


def failing(*answers: Answer | type[Drop]) -> list:
    """Faults for a repository, one a request."""

    def made(one: Answer | type[Drop]):
        def fault(_: dict[str, str]) -> Answer:
            if isinstance(one, Answer):
                return one
            raise one

        return fault

    return [made(one) for one in answers]


# -- what a harvest is -------------------------------------------------------------------------


def test_all_records_come_page_by_page(repository: Repository, tmp_path: Path) -> None:
    """Each answer is a file as it was sent, tokens lead from page to page, and the reader reads them."""
    told = []
    done = harvest(repository, tmp_path / "out", progress=lambda *one: told.append(one))
    assert (done.answers, done.records, done.deleted, done.repository) == (3, 5, 1, "A repository")
    assert pages(tmp_path / "out") == ["page-000001.xml", "page-000002.xml", "page-000003.xml"]
    assert ids(tmp_path / "out") == ["1", "2", "3", "4", "5"]
    assert repository.lists() == [
        {"metadataPrefix": "oai_dc"},
        {"resumptionToken": "&2"},
        {"resumptionToken": "&4"},
    ]
    assert told == [("records", 2, 5), ("records", 4, 5), ("records", 5, 5)]


def test_the_folder_becomes_a_graph(repository: Repository, tmp_path: Path) -> None:
    """What was harvested is built: five records, of which one is a notice of deletion."""
    harvest(repository, tmp_path / "out")
    summary = kg.build([str(tmp_path / "out")], str(tmp_path / "graph"), check=False)
    assert (summary.read, summary.loaded, summary.deletions, summary.rejected) == (5, 4, 1, 0)


def test_sets_are_fetched_one_after_the_other(tmp_path: Path) -> None:
    """Each set is a list of its own; a set that is named twice is fetched once."""
    with serving(Repository(sets={"a": (1, 2, 4), "b": (5,)})) as repository:
        done = harvest(repository, tmp_path, sets=("a", "b", "a"))
        assert (done.records, ids(tmp_path)) == (4, ["1", "2", "4", "5"])
        assert harvest(repository, tmp_path / "one", sets="b").sets == ("b",)
        assert [one["set"] for one in repository.lists() if "set" in one] == ["a", "b", "b"]


def test_dates_and_format_are_asked_for_once(repository: Repository, tmp_path: Path) -> None:
    """The first request of a list has them, those with a token nothing else."""
    harvest(repository, tmp_path, prefix="marc21", from_date="2024-01-01", until_date="2024-02-01")
    first, *others = repository.lists()
    assert first == {"metadataPrefix": "marc21", "from": "2024-01-01", "until": "2024-02-01"}
    assert all(list(one) == ["resumptionToken"] for one in others)


def test_no_records_is_no_error(repository: Repository, tmp_path: Path) -> None:
    """noRecordsMatch is zero records, and no file."""
    repository.count = 0
    done = harvest(repository, tmp_path)
    assert (done.records, done.answers, pages(tmp_path)) == (0, 0, [])


# -- going on ----------------------------------------------------------------------------------


def test_a_harvest_that_fails_goes_on_where_it_was(repository: Repository, tmp_path: Path) -> None:
    """What is there stays; the next one asks with the token that was at hand."""
    repository.faults = [repository_page(repository), *failing(Answer(b"no", 404))]
    with pytest.raises(HarvestError, match="HTTP 404"):
        harvest(repository, tmp_path)
    assert pages(tmp_path) == ["page-000001.xml"]
    repository.asked.clear()
    done = harvest(repository, tmp_path)
    assert (done.resumed, done.answers, done.records) == (True, 2, 3)
    assert repository.lists() == [{"resumptionToken": "&2"}, {"resumptionToken": "&4"}]
    assert ids(tmp_path) == ["1", "2", "3", "4", "5"]


def repository_page(repository: Repository):
    """A fault that is none: the page that was asked for."""
    return lambda arguments: Answer(repository._list(arguments))


def test_a_kill_between_answer_and_state_costs_nothing(repository: Repository, tmp_path: Path) -> None:
    """A page that the state does not count is fetched again, not kept beside itself."""
    repository.faults = [repository_page(repository), *failing(Answer(b"no", 404))]
    with pytest.raises(HarvestError):
        harvest(repository, tmp_path)
    (tmp_path / "page-000002.xml").write_bytes(b"written, not counted")
    (tmp_path / "page-000009.xml").write_bytes(b"what is this")
    (tmp_path / ".page-000003.xml.part").write_bytes(b"half")
    harvest(repository, tmp_path)
    assert pages(tmp_path) == ["page-000001.xml", "page-000002.xml", "page-000003.xml"]
    assert ids(tmp_path) == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("number", range(5))
def test_it_goes_on_from_any_request(tmp_path: Path, number: int) -> None:
    """Whichever answer is the last one of a harvest, the next one brings exactly what is missing."""
    with serving(Repository(sets={"a": (1, 2, 4, 5, 7), "b": (8, 10, 11)})) as repository:
        page = repository_page(repository)
        repository.faults = [page] * number + failing(Answer(b"no", 404))
        with pytest.raises(HarvestError):
            harvest(repository, tmp_path, sets=("a", "b"))
        assert len(pages(tmp_path)) == number
        done = harvest(repository, tmp_path, sets=("a", "b"))
        assert done.answers == 5 - number
        assert ids(tmp_path) == ["1", "2", "4", "5", "7", "8", "10", "11"]
        assert done.resumed is (number > 0)


def test_a_process_that_is_killed_goes_on(repository: Repository, tmp_path: Path) -> None:
    """SIGKILL in the middle of a harvest, then the same command: every record is there once."""
    gate = []

    def hang(arguments: dict[str, str]) -> Answer:
        gate.append(arguments)
        time.sleep(0.3)  # the process is killed meanwhile
        raise Drop

    repository.faults = [repository_page(repository), hang]
    command = [sys.executable, "-m", "kg", "harvest", repository.url, "-o", str(tmp_path / "out")]
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not gate and started.poll() is None:
        time.sleep(0.01)
    started.kill()
    assert started.wait() == -signal.SIGKILL
    assert pages(tmp_path / "out") == ["page-000001.xml"]
    done = harvest(repository, tmp_path / "out")
    assert done.resumed
    assert ids(tmp_path / "out") == ["1", "2", "3", "4", "5"]


def test_a_harvest_that_is_done_is_brought_up_to_date(repository: Repository, tmp_path: Path) -> None:
    """The next one asks from the date of the first answer of the one before, and adds its pages."""
    harvest(repository, tmp_path)
    repository.asked.clear()
    repository.count, repository.date = 1, "2024-02-01T00:00:00Z"
    done = harvest(repository, tmp_path)
    assert repository.lists() == [{"metadataPrefix": "oai_dc", "from": "2024-01-05T10:00:00Z"}]
    assert (done.update, done.resumed, done.from_date) == (True, False, "2024-01-05T10:00:00Z")
    assert pages(tmp_path)[-1] == "page-000004.xml"
    repository.count = 0
    assert harvest(repository, tmp_path).records == 0
    assert repository.lists()[-1]["from"] == "2024-02-01T00:00:00Z"


def test_an_update_by_days(tmp_path: Path) -> None:
    """A repository that knows days only is asked from a day on, and so is one asked until a day."""
    with serving(Repository(granularity="YYYY-MM-DD")) as repository:
        harvest(repository, tmp_path / "days")
        harvest(repository, tmp_path / "days")
        assert repository.lists()[-3]["from"] == "2024-01-05"
    with serving(Repository()) as repository:
        harvest(repository, tmp_path / "both")
        harvest(repository, tmp_path / "both", until_date="2024-03-01")
        assert repository.lists()[-3] == {
            "metadataPrefix": "oai_dc",
            "from": "2024-01-05",
            "until": "2024-03-01",
        }


def test_an_update_of_a_span_begins_at_its_end(repository: Repository, tmp_path: Path) -> None:
    """What came after --until was never asked for, so the next harvest begins there."""
    harvest(repository, tmp_path, until_date="2023-06-01")
    harvest(repository, tmp_path)
    assert repository.lists()[-3]["from"] == "2023-06-01"


def test_an_update_withdraws(repository: Repository, tmp_path: Path) -> None:
    """A record that a later answer deletes is not in the graph."""
    repository.count = 2
    harvest(repository, tmp_path / "out")
    gone = "<record><header status='deleted'><identifier>oai:a.org:1</identifier></header></record>"
    repository.faults = failing(Answer(envelope(f"<ListRecords>{gone}</ListRecords>")))
    harvest(repository, tmp_path / "out")
    summary = kg.build([str(tmp_path / "out")], str(tmp_path / "graph"), check=False)
    assert (summary.loaded, summary.withdrawn, summary.deletions) == (1, 1, 1)


def test_an_update_changes(repository: Repository, tmp_path: Path) -> None:
    """Of a record that changed twice in a day, the graph has what it says last."""
    for hour, title in ((9, "A kiln that was built long ago"), (15, "A kiln")):
        told = f"<identifier>oai:a.org:1</identifier><datestamp>2024-01-01T{hour:02}:00:00Z</datestamp>"
        dc = f"<metadata><dc><title>{title}</title></dc></metadata>"
        inner = f"<ListRecords><record><header>{told}</header>{dc}</record></ListRecords>"
        repository.faults = failing(Answer(envelope(inner)))
        harvest(repository, tmp_path / "out")
    kg.build([str(tmp_path / "out")], str(tmp_path / "graph"), check=False)
    with kg.open_graph(str(tmp_path / "graph")) as graph:
        (row,) = graph.query("works").rows
    assert "A kiln" in [term.value for term in row if term]


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ({"prefix": "marc21"}, "holds a harvest of .* --prefix oai_dc: name another folder"),
        ({"sets": ("a",)}, "holds a harvest of"),
    ],
)
def test_a_folder_holds_one_request(repository: Repository, tmp_path: Path, option: dict, told: str) -> None:
    """Another format or other sets need another folder."""
    harvest(repository, tmp_path)
    with pytest.raises(HarvestError, match=told):
        harvest(repository, tmp_path, **option)


def test_a_harvest_that_is_not_done_keeps_its_dates(repository: Repository, tmp_path: Path) -> None:
    """Other dates cannot go on with it; the same, or none, do."""
    repository.faults = [repository_page(repository), *failing(Answer(b"no", 404))]
    with pytest.raises(HarvestError):
        harvest(repository, tmp_path, from_date="2024-01-01")
    with pytest.raises(HarvestError, match="begun with --from 2024-01-01, that is not at its end"):
        harvest(repository, tmp_path, from_date="2024-01-02")
    assert harvest(repository, tmp_path, from_date="2024-01-01").resumed


def test_a_refused_request_does_not_hold_the_folder(repository: Repository, tmp_path: Path) -> None:
    """After a wrong format the right one may go to the same folder."""
    repository.faults = failing(Answer(error("cannotDisseminateFormat")))
    with pytest.raises(
        HarvestError, match=r"no records as mods; its formats are: oai_dc, marc21 \(--prefix\)"
    ):
        harvest(repository, tmp_path, prefix="mods")
    assert harvest(repository, tmp_path).records == 5


def test_a_folder_with_other_files_is_left_alone(repository: Repository, tmp_path: Path) -> None:
    """Nobody's files are mixed with answers, or removed."""
    (tmp_path / "page-000001.xml").write_text("mine")
    with pytest.raises(HarvestError, match=r"holds other files \(page-000001.xml\)"):
        harvest(repository, tmp_path)
    assert (tmp_path / "page-000001.xml").read_text() == "mine"


def test_a_damaged_state_is_told(repository: Repository, tmp_path: Path) -> None:
    """A state that is no state is not guessed at."""
    (tmp_path / ".harvest.json").write_text("{")
    with pytest.raises(HarvestError, match="is damaged"):
        harvest(repository, tmp_path)


# -- faults that pass --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        Answer(b"busy", 503, {"Retry-After": "0"}),
        Answer(b"slow down", 429, {"Retry-After": "7"}),
        Answer(b"<html>oops</html>", 500),
        Answer(b"gateway", 502),
        Drop,
        Answer(envelope("<ListRecords><record><header>"), cut=30),
        Answer(envelope("<ListRecords><record><header>"), cut=30, length=False),
    ],
    ids=["503", "429", "500", "502", "dropped", "cut", "cut without length"],
)
def test_what_may_pass_is_asked_again(
    repository: Repository, tmp_path: Path, fault: Answer | type[Drop]
) -> None:
    """Errors of the server, broken connections and answers that end early cost a try, and no record."""
    notes, pauses = [], Pauses()
    repository.faults = failing(fault, fault)
    done = harvest(repository, tmp_path, wait=pauses, note=notes.append)
    assert (done.records, done.requests, len(notes), len(pauses)) == (5, 6, 2, 2)
    assert ids(tmp_path) == ["1", "2", "3", "4", "5"]


def test_compressed_answers(repository: Repository, tmp_path: Path) -> None:
    """An answer that comes compressed is kept as text; one that is damaged is asked for again."""
    page = gzip.compress(repository._list({}))
    packed = {"Content-Encoding": "gzip"}
    repository.faults = failing(Answer(page[:20] + b"?" * 40, headers=packed), Answer(page, headers=packed))
    done = harvest(repository, tmp_path)
    assert (done.records, done.requests) == (5, 5)
    assert (tmp_path / "page-000001.xml").read_bytes() == repository._list({})


def test_waits_grow_and_those_of_the_server_count(repository: Repository, tmp_path: Path) -> None:
    """Twice as long each time; as long as Retry-After says, in seconds or as a date."""
    later = formatdate(time.time() + 100, usegmt=True)
    repository.faults = failing(
        Answer(b"", 500),
        Answer(b"", 500),
        Answer(b"", 503, {"Retry-After": "5"}),
        Answer(b"", 503, {"Retry-After": later}),
        Answer(b"", 503, {"Retry-After": "soon"}),
    )
    pauses = Pauses()
    harvest(repository, tmp_path, wait=pauses)
    assert pauses[:3] == [2, 4, 5]
    assert 90 < pauses[3] <= 100
    assert pauses[4:] == [32]


def test_patience_has_an_end(repository: Repository, tmp_path: Path) -> None:
    """After six tries the harvest ends; a wait of hours is not waited for; what is there stays."""
    busy = Answer(b"busy", 503)
    repository.faults = [repository_page(repository), *failing(*[busy] * client.TRIES)]
    with pytest.raises(HarvestError, match="HTTP 503 Service Unavailable, 6 times: try again later"):
        harvest(repository, tmp_path)
    repository.faults = failing(Answer(b"busy", 503, {"Retry-After": "86400"}))
    with pytest.raises(HarvestError, match="asks to come back in 1440 minutes"):
        harvest(repository, tmp_path)
    assert harvest(repository, tmp_path).answers == 2


def test_nobody_there(tmp_path: Path) -> None:
    """A port that nobody listens at is asked three times, for the address is likely to be wrong."""
    with serving(Repository()) as repository:
        pass
    pauses = Pauses()
    with pytest.raises(HarvestError, match=r"the connection fails \(.*\), 3 times: check the address"):
        harvest(repository, tmp_path, wait=pauses)
    assert pauses == [2, 4]


# -- tokens ------------------------------------------------------------------------------------


def test_an_expired_token_begins_the_list_again(repository: Repository, tmp_path: Path) -> None:
    """Its pages are fetched anew in place of the old ones; those of other lists stay."""
    repository.sets = {"a": (1, 2), "b": (4, 5, 7)}
    page = repository_page(repository)
    repository.faults = [page, page, *failing(Answer(error("badResumptionToken", "expired")))]
    notes = []
    done = harvest(repository, tmp_path, sets=("a", "b"), note=notes.append)
    assert notes == ["the resumption token has expired: the list begins again"]
    assert (done.answers, done.records, ids(tmp_path)) == (3, 5, ["1", "2", "4", "5", "7"])


def test_a_token_that_is_always_refused(repository: Repository, tmp_path: Path) -> None:
    """Once more from the beginning, and then an error that says what to do."""
    page, refusal = repository_page(repository), failing(Answer(error("badResumptionToken")))[0]
    repository.faults = [page, refusal, page, refusal]
    with pytest.raises(HarvestError, match=r"refuses a resumption token that it gave, twice .*--from"):
        harvest(repository, tmp_path)


@pytest.mark.parametrize("tokens", [("a", "a"), ("a", "b", "a")])
def test_tokens_that_go_in_circles_end(
    repository: Repository, tmp_path: Path, tokens: tuple[str, ...]
) -> None:
    """A token that comes again would never end."""
    repository.faults = failing(
        *(
            Answer(envelope(f"<ListRecords><resumptionToken>{one}</resumptionToken></ListRecords>"))
            for one in tokens
        )
    )
    with pytest.raises(HarvestError, match=r"gives the same resumption token twice \(a\)"):
        harvest(repository, tmp_path)


def test_an_empty_page_with_a_token_goes_on(repository: Repository, tmp_path: Path) -> None:
    """A page without records is not the end; a token in blanks is that token."""
    repository.faults = failing(
        Answer(envelope("<ListRecords><resumptionToken>\n &amp;2 \n</resumptionToken></ListRecords>"))
    )
    harvest(repository, tmp_path)
    assert repository.lists()[1] == {"resumptionToken": "&2"}
    assert ids(tmp_path) == ["3", "4", "5"]


def test_what_stands_in_records_is_none_of_the_answer(repository: Repository, tmp_path: Path) -> None:
    """A token or an error in the metadata of a record leads nowhere."""
    inner = '<metadata><x><resumptionToken>trap</resumptionToken><error code="badVerb"/></x></metadata>'
    record = f"<record><header><identifier>oai:a.org:1</identifier></header>{inner}</record>"
    repository.faults = failing(Answer(envelope(f"<ListRecords>{record}</ListRecords>")))
    assert harvest(repository, tmp_path).answers == 1


# -- what is not OAI-PMH -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"<!DOCTYPE html><html><p>Log in</p></html>", "what it answers is a web page, not OAI-PMH"),
        (b"<rss></rss>", "what it answers is XML with the root element rss, not OAI-PMH"),
        (b'{"a": 1}', "what it answers is JSON with the keys a, not OAI-PMH"),
        (b"", "what it answers is empty, not OAI-PMH"),
    ],
)
def test_what_is_not_of_the_protocol_is_told_in_a_line(tmp_path: Path, body: bytes, told: str) -> None:
    """A page, a feed, anything else: one line that says what it is, and that the address may be wrong."""

    class Other(Repository):
        def answer(self, _: dict[str, str]) -> Answer:
            return Answer(body)

    with serving(Other()) as repository, pytest.raises(HarvestError, match=f"{told}: check the address"):
        harvest(repository, tmp_path)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("example.org/oai", "is no web address"),
        ("ftp://example.org/oai", "is no web address"),
        ("http://", "is no web address"),
        ("https://[::1/oai", "is no web address"),
    ],
)
def test_an_address_that_is_none(tmp_path: Path, url: str, told: str) -> None:
    """Nothing is asked, and the folder is not made."""
    with pytest.raises(HarvestError, match=told):
        kg.harvest(url, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_pasted_request_is_an_address(repository: Repository, tmp_path: Path) -> None:
    """Arguments of the protocol behind the address are not sent twice; others are kept."""
    repository.url += "?verb=Identify&view=all"
    harvest(repository, tmp_path)
    assert repository.lists()[0] == {"metadataPrefix": "oai_dc", "view": "all"}


def test_redirections_have_an_end(tmp_path: Path) -> None:
    """A repository that moved is followed, one that sends in circles is not."""
    with serving(Repository()) as there:

        class Moved(Repository):
            def answer(self, arguments: dict[str, str]) -> Answer:
                self.asked.append(arguments)
                query = "&".join(f"{name}={value.replace('&', '%26')}" for name, value in arguments.items())
                return Answer(b"", 302, {"Location": f"{self.target or self.url}?{query}"})

            target = ""

        with serving(Moved()) as here:
            with pytest.raises(HarvestError, match="redirects more than 5 times"):
                harvest(here, tmp_path / "circle")
            here.target = there.url
            assert harvest(here, tmp_path / "moved").records == 5


def test_an_answer_that_never_ends_is_cut(repository: Repository, tmp_path: Path, monkeypatch) -> None:
    """What is larger than any answer is not held in memory."""
    monkeypatch.setattr(client, "LARGEST", 2**20)
    repository.faults = failing(Answer(b"<OAI-PMH>" + b" " * 2**21))
    with pytest.raises(HarvestError, match="larger than 1 MiB"):
        harvest(repository, tmp_path)
    assert pages(tmp_path) == []


# -- what the repository refuses ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("noSetHierarchy", "has no sets: leave out --set"),
        ("badArgument", r"refuses the request with badArgument \(no such set\): check --prefix, --set"),
    ],
)
def test_a_refusal_says_what_to_do(repository: Repository, tmp_path: Path, code: str, told: str) -> None:
    """Each error of the protocol is one line."""
    repository.faults = failing(Answer(error(code, "no such set")))
    with pytest.raises(HarvestError, match=told):
        harvest(repository, tmp_path, sets=("a",))


@pytest.mark.parametrize(
    ("dates", "told"),
    [
        (("yesterday", ""), "--from yesterday: write a day as"),
        (("2024-13-01", ""), "--from 2024-13-01: write a day as"),
        (("2024-01", ""), "--from 2024-01: write a day as"),
        (("2024-01-05T10:00:00", ""), "write a day as"),
        (("2024-01-05", "2024-01-05T10:00:00Z"), "both as days, or both as seconds"),
        (("2024-02-01", "2024-01-01"), "is after --until 2024-01-01"),
    ],
)
def test_dates_are_checked_before_anything_is_asked(
    repository: Repository, tmp_path: Path, dates: tuple[str, str], told: str
) -> None:
    """What is no date of the protocol costs no request."""
    with pytest.raises(HarvestError, match=told):
        harvest(repository, tmp_path, from_date=dates[0], until_date=dates[1])
    assert repository.asked == []


def test_dates_are_as_precise_as_the_repository(tmp_path: Path) -> None:
    """Seconds are refused where the repository knows days; days are understood everywhere."""
    with serving(Repository(granularity="YYYY-MM-DD")) as repository:
        with pytest.raises(HarvestError, match="this repository knows days only: write 2024-01-05"):
            harvest(repository, tmp_path, from_date="2024-01-05T10:00:00Z")
        assert repository.lists() == []
        harvest(repository, tmp_path, from_date="2024-01-05")


# -- the command -------------------------------------------------------------------------------


def test_the_command_harvests(repository: Repository, tmp_path: Path, capsys) -> None:
    """Its options reach the repository, JSON comes out, the status is 0; with nothing new it is 0 too."""
    arguments = ["harvest", repository.url, "-o", str(tmp_path), "--prefix", "marc21", "--json"]
    assert main([*arguments, "--set", "a", "--set", "b", "--from", "2024-01-01"]) == 0
    told = msgspec.json.decode(capsys.readouterr().out)
    assert (told["records"], told["deleted"], told["sets"]) == (10, 2, ["a", "b"])
    assert repository.lists()[0] == {"metadataPrefix": "marc21", "set": "a", "from": "2024-01-01"}
    repository.count = 0
    assert main([*arguments, "--set", "a", "--set", "b"]) == 0
    assert msgspec.json.decode(capsys.readouterr().out)["update"] is True


def test_the_command_prints_a_table_and_what_it_cannot_know(tmp_path: Path, capsys) -> None:
    """Counts go to standard output; that deletions are not told goes to standard error."""
    with serving(Repository(deleted="no")) as repository:
        assert main(["harvest", repository.url, "-o", str(tmp_path)]) == 0
        assert "A repository" in capsys.readouterr().out
        assert main(["harvest", repository.url, "-o", str(tmp_path)]) == 0
        assert "does not tell which records it has withdrawn" in capsys.readouterr().err


def test_an_error_is_one_line_and_status_2(repository: Repository, tmp_path: Path, capsys) -> None:
    """What cannot be harvested is told without a traceback."""
    repository.faults = failing(Answer(error("noSetHierarchy")))
    assert main(["harvest", repository.url, "-o", str(tmp_path), "--set", "x"]) == 2
    assert capsys.readouterr().err == f"kg: {repository.url}: has no sets: leave out --set\n"


def test_an_interruption_says_that_it_goes_on(repository: Repository, tmp_path: Path, capsys) -> None:
    """Ctrl-C leaves what is there, and the same command goes on."""

    def interrupt(_: dict[str, str]) -> Answer:
        os.kill(os.getpid(), signal.SIGINT)
        raise Drop

    repository.faults = [repository_page(repository), interrupt]
    assert main(["harvest", repository.url, "-o", str(tmp_path)]) == 130
    assert "the same command goes on where it was" in capsys.readouterr().err
    assert harvest(repository, tmp_path).resumed


def test_two_cannot_harvest_into_one_folder(repository: Repository, tmp_path: Path) -> None:
    """The second is told to wait."""
    refused = []

    def meanwhile(arguments: dict[str, str]) -> Answer:
        with pytest.raises(HarvestError, match="another process harvests into it"):
            harvest(repository, tmp_path)
        refused.append(arguments)
        return Answer(repository._list(arguments))

    repository.faults = [meanwhile]
    assert harvest(repository, tmp_path).records == 5
    assert len(refused) == 1
