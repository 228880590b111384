"""The course of a harvest: what to ask for, list by list, page by page."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from kg import dates
from kg.errors import HarvestError
from kg.files import whole
from kg.harvesting import state
from kg.harvesting.answers import Answer, Identity, formats, identity
from kg.harvesting.client import Client, Wait
from kg.harvesting.state import Listing, Request, State
from kg.sources.protocols import NOTHING

__all__ = ["Harvest", "Note", "Progress", "harvest"]

Progress = Callable[[str, int, int], None]
"""The list, how many of its records are fetched, and how many it has; 0 if the server does not tell."""

Note = Callable[[str], None]
"""Is told what a person may want to know: tries that failed, a list that begins again."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_SECOND = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\Z")
_A_DAY = len("2024-01-05")
_BAD_TOKEN = "badResumptionToken"  # noqa: S105 (a code of the protocol)


class Harvest(msgspec.Struct, frozen=True):
    """What a harvest did.

    Attributes:
        folder: where the answers are.
        repository: what the repository calls itself.
        from_date: from when on it was asked; the end of the harvest before this one, if there was one.
        until_date: until when.
        answers: how many answers were written, now.
        records: how many records they hold, with those that are withdrawn.
        deleted: how many of these are withdrawn.
        requests: how often the repository was asked.
        resumed: whether a harvest that was stopped was gone on with.
        update: whether one that was at its end was brought up to date.
        keeps_deletions: what the repository says of records that it withdraws: ``no``, ``transient`` or
            ``persistent``.
    """

    folder: str
    url: str
    repository: str
    prefix: str
    sets: tuple[str, ...]
    from_date: str
    until_date: str
    answers: int
    records: int
    deleted: int
    requests: int
    resumed: bool
    update: bool
    keeps_deletions: str


def harvest(
    url: str,
    folder: str | Path,
    *,
    prefix: str = "oai_dc",
    sets: str | Iterable[str] = (),
    from_date: str = "",
    until_date: str = "",
    progress: Progress | None = None,
    note: Note | None = None,
    wait: Wait = time.sleep,
) -> Harvest:
    """Fetches the records of a repository into a folder, or what is new since the last time.

    A harvest that was stopped goes on where it was. One that came to its end is brought up to date: the
    repository is asked for what has changed since, unless ``from_date`` says otherwise.

    Args:
        url: the address of the repository, as its ``baseURL``.
        folder: where its answers go; a folder for each repository, format and choice of sets.
        prefix: the format of the records, its ``metadataPrefix``.
        sets: the set to fetch, or several, by their ``setSpec``; all records if there are none.
        from_date: a day, or a second such as ``2024-01-05T10:00:00Z``.
        until_date: the same; the last one that counts.
        progress: is told how far it is.
        note: is told what a person may want to know.
        wait: how to wait between two tries.

    Raises:
        HarvestError: the repository cannot be reached, does not speak OAI-PMH or not about this; or the
            folder holds something else.
    """
    named = (sets,) if isinstance(sets, str) else sets
    asked = Request(url=url.strip(), prefix=prefix, sets=tuple(dict.fromkeys(named)))
    _check_dates(from_date, until_date)
    where = Path(folder)
    say = note or (lambda _: None)
    with Client(url, wait=wait, note=say) as client, state.held(where):
        known = state.load(where)
        begun = _begun(known, asked, from_date, until_date)
        run = _Run(client, where, begun, progress or (lambda *_: None), say)
        return run.finished(resumed=begun is known)


def _check_dates(from_date: str, until_date: str) -> None:
    for name, written in (("from", from_date), ("until", until_date)):
        known = dates.parse(written) == written.removesuffix("Z")
        if written and not (known and (_SECOND.match(written) or _DAY.match(written))):
            raise HarvestError(
                f"--{name} {written}: write a day as 2024-01-05, or a second as 2024-01-05T10:00:00Z"
            )
    if from_date and until_date:
        if len(from_date) != len(until_date):
            raise HarvestError("--from and --until: write both as days, or both as seconds")
        if from_date > until_date:
            raise HarvestError(f"--from {from_date} is after --until {until_date}: nothing lies in between")


def _begun(known: State | None, asked: Request, from_date: str, until_date: str) -> State:
    """What a harvest begins with: nothing, an earlier one that was stopped, or one that is done.

    Raises:
        HarvestError: the earlier one asks for something else.
    """
    lists = tuple(Listing(set=one) for one in asked.sets or ("",))
    new = State(request=asked, from_date=from_date, until_date=until_date, lists=lists)
    if known is None or not (known.pages or known.done):
        return new
    if known.request != asked:
        raise HarvestError(_other(known.request))
    if known.done:
        since = from_date or _since(known)
        if since and until_date and until_date < since[: len(until_date)]:
            raise HarvestError(f"--until {until_date}: the folder is up to date until {since} already")
        return msgspec.structs.replace(new, from_date=since, pages=known.pages, update=not from_date)
    for name, written, stored in (
        ("from", from_date, "" if known.update else known.from_date),
        ("until", until_date, known.until_date),
    ):
        if written not in {"", stored}:
            told = f"with --{name} {stored}" if stored else f"without --{name}"
            raise HarvestError(
                f"the folder holds a harvest, begun {told}, that is not at its end: finish it first"
            )
    return known


def _since(known: State) -> str:
    """When the harvest before ended, or what it asked for: from there on things may be new."""
    if known.until_date and (not known.began or known.until_date < known.began[: len(known.until_date)]):
        return known.until_date
    return known.began or known.from_date


def _other(known: Request) -> str:
    sets = f" --set {' --set '.join(known.sets)}" if known.sets else ""
    return f"the folder holds a harvest of {known.url} --prefix {known.prefix}{sets}: name another folder"


class _Run:
    """A harvest on its way."""

    def __init__(self, client: Client, folder: Path, begun: State, progress: Progress, note: Note) -> None:
        self._client = client
        self._folder = folder
        self._state = begun
        self._progress = progress
        self._note = note
        self._answers = self._records = self._deleted = 0

    def finished(self, *, resumed: bool) -> Harvest:
        """Brings the harvest to its end."""
        about = self._identity()
        self._precise(about)
        state.trim(self._folder, self._state.pages)
        self._save()
        for number in range(len(self._state.lists)):
            self._list(number, again=True)
        self._save(done=True)
        asked = self._state.request
        return Harvest(
            folder=str(self._folder),
            url=asked.url,
            repository=about.name,
            prefix=asked.prefix,
            sets=asked.sets,
            from_date=self._state.from_date,
            until_date=self._state.until_date,
            answers=self._answers,
            records=self._records,
            deleted=self._deleted,
            requests=self._client.requests,
            resumed=resumed,
            update=self._state.update,
            keeps_deletions=about.deleted,
        )

    def _identity(self) -> Identity:
        data, answer = self._client.ask({"verb": "Identify"})
        if answer.errors:
            raise HarvestError(f"{self._url}: Identify is answered with {_errors(answer)}: check the address")
        return identity(data)

    def _precise(self, about: Identity) -> None:
        """Asks by days where the repository knows no more, or where the other date is a day."""
        from_date, until_date = self._state.from_date, self._state.until_date
        days = bool(about.granularity) and not about.seconds
        if self._state.update and (days or len(until_date) == _A_DAY):
            from_date = from_date[:_A_DAY]
        for name, written in (("from", from_date), ("until", until_date)):
            if days and len(written) > _A_DAY:
                told = f"this repository knows days only: write {written[:_A_DAY]}"
                raise HarvestError(f"--{name} {written}: {told}")
        self._state = msgspec.structs.replace(self._state, from_date=from_date)

    def _list(self, number: int, *, again: bool) -> None:
        """Fetches a list, or what is left of it; once more from its beginning, if its token is refused."""
        listing = self._state.lists[number]
        if listing.done:
            return
        if not listing.begun:
            listing = Listing(set=listing.set, before=self._state.pages, begun=True)
        before = self._answers, self._records, self._deleted
        seen = {listing.token} - {""}
        count = 0
        while True:
            data, answer = self._client.ask(self._arguments(listing))
            if listing.token and answer.error(_BAD_TOKEN):
                self._refuse(answer, again=again)
                self._answers, self._records, self._deleted = before
                self._save(number, Listing(set=listing.set), pages=listing.before)
                state.trim(self._folder, listing.before)
                self._list(number, again=False)
                return
            if answer.error(NOTHING):
                break
            if answer.errors:
                raise HarvestError(self._refused(answer))
            listing = self._kept(number, listing, data, answer)
            count = max(answer.cursor, count) + answer.records
            self._progress(listing.set or "records", count, answer.size)
            if listing.done:
                return
            if listing.token in seen:
                raise HarvestError(
                    f"{self._url}: gives the same resumption token twice ({listing.token[:60]}):"
                    " the list would never end; tell those who run it, and try --from and --until"
                )
            seen.add(listing.token)
        self._save(
            number, msgspec.structs.replace(listing, begun=True, token="", done=True), began=answer.date
        )

    def _arguments(self, listing: Listing) -> dict[str, str]:
        if listing.token:
            return {"verb": "ListRecords", "resumptionToken": listing.token}
        wanted = {
            "verb": "ListRecords",
            "metadataPrefix": self._state.request.prefix,
            "set": listing.set,
            "from": self._state.from_date,
            "until": self._state.until_date,
        }
        return {name: value for name, value in wanted.items() if value}

    def _kept(self, number: int, listing: Listing, data: bytes, answer: Answer) -> Listing:
        """Writes an answer, then the state that counts it."""
        pages = self._state.pages + 1
        with whole(state.page(self._folder, pages), HarvestError) as stream:
            stream.write(data)
        self._answers += 1
        self._records += answer.records
        self._deleted += answer.deleted
        kept = msgspec.structs.replace(listing, token=answer.token, done=not answer.token)
        self._save(number, kept, pages=pages, began=answer.date)
        return kept

    def _refuse(self, answer: Answer, *, again: bool) -> None:
        """Tells that a token is not known any more; once the list can begin again."""
        if not again:
            raise HarvestError(
                f"{self._url}: refuses a resumption token that it gave, twice ({_errors(answer)}):"
                " try again later, or fetch less at a time with --from and --until"
            )
        self._note("the resumption token has expired: the list begins again")

    def _save(
        self,
        number: int = 0,
        listing: Listing | None = None,
        *,
        pages: int | None = None,
        began: str = "",
        done: bool = False,
    ) -> None:
        lists = list(self._state.lists)
        if listing is not None:
            lists[number] = listing
        self._state = msgspec.structs.replace(
            self._state,
            lists=tuple(lists),
            pages=self._state.pages if pages is None else pages,
            began=self._state.began or began,
            done=done,
        )
        state.save(self._folder, self._state)

    def _refused(self, answer: Answer) -> str:
        """Why there are no records, and what to do."""
        asked, told = self._state.request, _errors(answer)
        if answer.error("cannotDisseminateFormat"):
            data, _ = self._client.ask({"verb": "ListMetadataFormats"})
            known = ", ".join(formats(data)) or "none"
            return f"{self._url}: has no records as {asked.prefix}; its formats are: {known} (--prefix)"
        if answer.error("noSetHierarchy"):
            return f"{self._url}: has no sets: leave out --set"
        return f"{self._url}: refuses the request with {told}: check --prefix, --set, --from and --until"

    @property
    def _url(self) -> str:
        return self._state.request.url


def _errors(answer: Answer) -> str:
    return "; ".join(f"{code} ({words})" if words else code for code, words in answer.errors)
