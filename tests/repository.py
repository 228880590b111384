"""A repository that speaks OAI-PMH over HTTP, for tests of harvesting: a real server on a port of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from urllib.parse import parse_qsl, urlsplit

__all__ = ["Answer", "Drop", "Repository", "envelope", "error", "serving"]


@dataclass
class Answer:
    """What the server sends; ``cut`` leaves out the end of what was announced."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0
    length: bool = True


class Drop(Exception):  # noqa: N818 (nothing is wrong with the server)
    """Closes the connection without an answer."""


def envelope(inner: str, date: str = "2024-01-05T10:00:00Z") -> bytes:
    """An answer of the protocol."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
        f"<responseDate>{date}</responseDate><request>x</request>{inner}</OAI-PMH>\n"
    ).encode()


def error(code: str, words: str = "") -> bytes:
    """An answer that is an error."""
    return envelope(f'<error code="{code}">{words}</error>')


@dataclass
class Repository:
    """A repository with so many records, of which every third is withdrawn, in pages.

    ``faults`` come first, one a request for records: what they give is sent, whatever was asked.
    """

    count: int = 5
    size: int = 2
    granularity: str = "YYYY-MM-DDThh:mm:ssZ"
    deleted: str = "persistent"
    sets: dict[str, tuple[int, ...]] = field(default_factory=dict)
    faults: list[Callable[[dict[str, str]], Answer]] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    date: str = "2024-01-05T10:00:00Z"
    url: str = ""

    def answer(self, arguments: dict[str, str]) -> Answer:
        """What is sent."""
        self.asked.append(arguments)
        if arguments["verb"] == "Identify":
            return Answer(envelope(self._identify()))
        if arguments["verb"] == "ListMetadataFormats":
            one = "<metadataFormat><metadataPrefix>{}</metadataPrefix></metadataFormat>"
            return Answer(envelope("".join(map(one.format, ("oai_dc", "marc21")))))
        if self.faults:
            return self.faults.pop(0)(arguments)
        return Answer(self._list(arguments))

    def lists(self) -> list[dict[str, str]]:
        """The requests for records, without their verb."""
        asked = [dict(one) for one in self.asked if one["verb"] == "ListRecords"]
        for one in asked:
            del one["verb"]
        return asked

    def _identify(self) -> str:
        return (
            "<Identify><repositoryName>A repository</repositoryName>"
            f"<deletedRecord>{self.deleted}</deletedRecord><granularity>{self.granularity}</granularity></Identify>"
        )

    def _list(self, arguments: dict[str, str]) -> bytes:
        token = arguments.get("resumptionToken", "")
        chosen, start = token.split("&")[0] if token else arguments.get("set", ""), 0
        if token:
            start = int(token.split("&")[1])
        numbers = self.sets[chosen] if chosen in self.sets else tuple(range(1, self.count + 1))
        page = numbers[start : start + self.size]
        if not page:
            return error("noRecordsMatch")
        following = f"{chosen}&amp;{start + self.size}" if start + self.size < len(numbers) else ""
        sizes = f'completeListSize="{len(numbers)}" cursor="{start}"'
        mark = f"<resumptionToken {sizes}>{following}</resumptionToken>"
        return envelope(f"<ListRecords>{''.join(map(_record, page))}{mark}</ListRecords>", self.date)


def _record(number: int) -> str:
    status = ' status="deleted"' if number % 3 == 0 else ""
    told = f"<identifier>oai:a.org:{number}</identifier><datestamp>2024-01-01</datestamp>"
    header = f"<header{status}>{told}</header>"
    dc = f'<dc xmlns="http://purl.org/dc/elements/1.1/"><title>Kiln {number}</title></dc>'
    return f"<record>{header}{'' if status else f'<metadata>{dc}</metadata>'}</record>"


@contextmanager
def serving(repository: Repository) -> Iterator[Repository]:
    """The repository at an address of this machine, as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # in one piece: two small ones wait for each other

        def do_GET(self) -> None:
            try:
                answer = repository.answer(dict(parse_qsl(urlsplit(self.path).query)))
            except Drop:
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.length:
                self.send_header("Content-Length", str(len(answer.body)))
            else:
                self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(answer.body[: len(answer.body) - answer.cut])
            if answer.cut or not answer.length:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    class Server(ThreadingHTTPServer):
        server_bind = TCPServer.server_bind  # without looking up the name of this machine

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    repository.url = f"http://127.0.0.1:{server.server_address[1]}/oai"
    try:
        yield repository
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
