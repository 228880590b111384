"""How far a harvest is: a small file in the folder of its answers, always whole.

The file is hidden, so that ``kg build`` leaves it out. An answer is written before the state that counts
it: what is beyond the count was written by a harvest that was stopped just then, and is fetched again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec

from kg.errors import HarvestError, StoreError
from kg.files import whole
from kg.folder import locked

__all__ = ["Listing", "Request", "State", "held", "load", "page", "save", "trim"]

LAYOUT = 1
_NAME, _LOCK = ".harvest.json", ".harvest.lock"
_PAGE = re.compile(r"page-([0-9]{6,})\.xml\Z")


class Request(msgspec.Struct, frozen=True):
    """What is asked for; a folder holds the answers to one request, at one time or at several."""

    url: str
    prefix: str
    sets: tuple[str, ...] = ()


class Listing(msgspec.Struct, frozen=True):
    """One list of records, that of a set: its next token, and where its pages begin."""

    set: str = ""
    token: str = ""
    before: int = 0
    begun: bool = False
    done: bool = False


class State(msgspec.Struct, frozen=True):
    """How far a harvest is.

    Attributes:
        request: what is asked for.
        from_date: from when on this harvest asks; the dates are as the protocol has them.
        until_date: until when.
        began: the date of its first answer.
        update: whether it brings an earlier one up to date, from whose end on it asks.
        lists: its lists, set by set.
        pages: how many answers the folder holds, of this harvest and of earlier ones.
        done: whether it is at its end.
    """

    request: Request
    from_date: str = ""
    until_date: str = ""
    began: str = ""
    update: bool = False
    lists: tuple[Listing, ...] = ()
    pages: int = 0
    done: bool = False
    layout: int = LAYOUT


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """The folder, made if need be, which nobody else harvests into within the block.

    Raises:
        HarvestError: somebody else does, or it cannot be made.
    """
    with ExitStack() as stack:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            stack.enter_context(locked(folder / _LOCK, folder))
        except StoreError as error:
            raise HarvestError(f"{folder}: another process harvests into it: wait until it ends") from error
        except OSError as error:
            raise HarvestError(f"{folder} cannot be written: {error.strerror or error}") from error
        yield


def load(folder: Path) -> State | None:
    """The state of the harvest in a folder; ``None`` where none was begun.

    Raises:
        HarvestError: it cannot be read, or the folder holds something else.
    """
    path = folder / _NAME
    try:
        found = msgspec.json.decode(path.read_bytes(), type=State)
    except FileNotFoundError:
        strangers = [one.name for one in folder.iterdir() if not one.name.startswith(".")]
        if strangers:
            raise HarvestError(
                f"{folder} holds other files ({strangers[0]}): name a new folder, or an empty one"
            ) from None
        return None
    except msgspec.MsgspecError as error:
        raise HarvestError(f"{path} is damaged: remove the folder, and harvest again") from error
    if found.layout != LAYOUT:
        raise HarvestError(f"{path} is of another version of this program: name another folder")
    return found


def save(folder: Path, state: State) -> None:
    """Writes the state, whole or not at all."""
    with whole(folder / _NAME, HarvestError) as stream:
        stream.write(msgspec.json.format(msgspec.json.encode(state), indent=1) + b"\n")


def page(folder: Path, number: int) -> Path:
    """The file of an answer."""
    return folder / f"page-{number:06}.xml"


def trim(folder: Path, count: int) -> None:
    """Removes the answers behind the first so many."""
    for path in folder.iterdir():
        match = _PAGE.match(path.name)
        if match and int(match[1]) > count:
            path.unlink()
