"""Asks a repository, patiently: the one place that speaks HTTP.

What may pass by itself is asked again, with longer and longer waits in between: errors of the server
(5xx), too many requests (429), time-outs, connections that break, answers that end early. A server may
say when to come back (Retry-After), and is believed within bounds.

See: RFC 9110, sections 10.2.3 and 15; https://www.openarchives.org/OAI/openarchivesprotocol.html#HTTPResponseFormat
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import Self

import httpx2

from kg.errors import HarvestError
from kg.harvesting.answers import Answer, answered

__all__ = ["LARGEST", "TRIES", "Client", "Wait"]

Wait = Callable[[float], None]
"""Waits for so many seconds."""

TRIES = 6
"""How often a question is asked before the harvest ends."""

_TRIES_AT_FIRST = 3
"""How often a connection is tried where there has been none: the address is likely to be wrong."""

LARGEST = 256 * 1024 * 1024
"""The most bytes that one answer may have."""

_REDIRECTS = 5
_CONNECT, _READ, _WHOLE = 30.0, 120.0, 900.0
_FIRST_WAIT, _LONGEST_WAIT = 2.0, 60.0
_PATIENCE = 900.0
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


class _Again(Exception):  # noqa: N818 (no error: it says that another try may help)
    """What went wrong, and for how long the server asks to wait."""

    def __init__(self, reason: str, after: float | None = None, tries: int = TRIES) -> None:
        self.reason = reason
        self.after = after
        self.tries = tries
        super().__init__(reason)


class Client:
    """A repository at an address.

    Args:
        url: the address, without arguments of the protocol.
        wait: how to wait between two tries.
        note: is told of each try that failed.
    """

    def __init__(
        self, url: str, *, wait: Wait = time.sleep, note: Callable[[str], None] = lambda _: None
    ) -> None:
        self._url = _checked(url)
        self._wait = wait
        self._note = note
        self.requests = 0
        self._reached = False
        self._http = httpx2.Client(
            follow_redirects=True,
            max_redirects=_REDIRECTS,
            timeout=httpx2.Timeout(_READ, connect=_CONNECT),
            headers={
                "User-Agent": f"research-synthesis-kg/{version('research-synthesis-kg')} (OAI-PMH harvester)",
                "Accept": "text/xml, application/xml;q=0.9, */*;q=0.1",
            },
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def ask(self, arguments: Mapping[str, str]) -> tuple[bytes, Answer]:
        """The answer to a request, as bytes, and what it says.

        Raises:
            HarvestError: the repository cannot be reached, gives no answer of OAI-PMH, or one too large.
        """
        for count in range(1, TRIES + 1):
            try:
                return self._once(arguments)
            except _Again as again:
                if count >= again.tries:
                    advice = (
                        "try again later" if again.tries == TRIES else "check the address, or try again later"
                    )
                    told = f"{again.reason}, {count} times: {advice}"
                    raise HarvestError(f"{self._url}: {told}") from again
                own = min(_FIRST_WAIT * 2 ** (count - 1), _LONGEST_WAIT)
                pause = own if again.after is None else again.after
                self._note(f"{again.reason}: asking again in {pause:.0f} s")
                self._wait(pause)
        raise AssertionError

    def _once(self, arguments: Mapping[str, str]) -> tuple[bytes, Answer]:
        self.requests += 1
        try:
            with self._http.stream("GET", self._url.copy_merge_params(dict(arguments))) as response:
                data = self._read(response)
                status, retry = response.status_code, response.headers.get("Retry-After", "")
                reason = f"HTTP {status} {response.reason_phrase}".strip()
        except httpx2.TooManyRedirects as error:
            raise HarvestError(
                f"{self._url}: redirects more than {_REDIRECTS} times: check the address"
            ) from error
        except (httpx2.UnsupportedProtocol, httpx2.InvalidURL) as error:
            raise HarvestError(f"{self._url}: leads to what is no web address: {error}") from error
        except httpx2.TimeoutException as error:
            raise _Again("the repository does not answer in time") from error
        except httpx2.DecodingError as error:
            raise _Again("the compressed answer is damaged") from error
        except httpx2.ConnectError as error:
            tries = TRIES if self._reached else _TRIES_AT_FIRST
            raise _Again(f"the connection fails ({_told(error)})", tries=tries) from error
        except httpx2.TransportError as error:
            raise _Again(f"the connection fails ({_told(error)})") from error
        self._reached = True
        found = answered(data)
        if status in _PASSING and (found.fault or not found.errors):
            raise _Again(reason, _seconds(retry))
        if found.fault:
            told = found.fault.partition(":")[0]
            told = (
                f"{reason}, and what comes {told}" if status != httpx2.codes.OK else f"what it answers {told}"
            )
            raise HarvestError(f"{self._url}: {told}, not OAI-PMH: check the address")
        if not found.whole:
            raise _Again("the answer ends early")
        return data, found

    def _read(self, response: httpx2.Response) -> bytes:
        """The whole answer, within its bounds."""
        data = bytearray()
        until = time.monotonic() + _WHOLE
        for block in response.iter_bytes():
            data += block
            if len(data) > LARGEST:
                raise HarvestError(f"{self._url}: an answer is larger than {LARGEST // 2**20} MiB")
            if time.monotonic() > until:
                raise _Again("the answer takes too long")
        return bytes(data)


def _checked(url: str) -> httpx2.URL:
    """The address without arguments of the protocol, which people paste with it."""
    try:
        found = httpx2.URL(url.strip())
    except httpx2.InvalidURL as error:
        raise HarvestError(f"{url}: is no web address: {error}") from error
    if found.scheme not in {"http", "https"} or not found.host:
        raise HarvestError(f"{url}: is no web address: write it as https://repository.example.org/oai")
    for name in ("verb", "metadataPrefix", "set", "from", "until", "resumptionToken", "identifier"):
        found = found.copy_remove_param(name)
    return found.copy_with(fragment=None)


def _seconds(written: str) -> float | None:
    """How long a server asks to wait, in seconds or until a moment; ``None`` if it does not.

    Raises:
        HarvestError: it is longer than anybody would wait.
    """
    if not written:
        return None
    if written.strip().isdecimal():
        seconds = float(written)
    else:
        try:
            seconds = parsedate_to_datetime(written).timestamp() - time.time()
        except (ValueError, OverflowError):
            return None
    if seconds > _PATIENCE:
        raise HarvestError(f"the repository asks to come back in {seconds / 60:.0f} minutes: do so")
    return max(seconds, 0.0)


def _told(error: Exception) -> str:
    return " ".join(str(error).split())[:100] or type(error).__name__
