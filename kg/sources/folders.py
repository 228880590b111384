"""What the user names -> paths of files: folders are walked, patterns are matched.

The rules of folders:

- All files, however deep, in the order of their names; each file once, however often and by whatever
  link it is named.
- Left out without a word: what is hidden (a name that begins with a dot), what systems leave behind
  (:data:`LITTER`), and graphs that ``kg build`` has made.
- A link to a file is that file. A link to a folder is not followed, so no walk goes in circles or
  out of the folder; if it leads out of it, the link is told.
- What else is no file is told and never opened: a link to nothing, a pipe, a socket, a device, a
  folder that cannot be listed. What is named itself is opened, whatever it is.
"""

from __future__ import annotations

import fnmatch
import os
import re
import stat
from collections.abc import Iterable, Iterator

from kg.record import Reject

__all__ = ["LITTER", "expand", "is_litter", "shown"]

LITTER = frozenset({"__macosx", "thumbs.db", "ehthumbs.db", "desktop.ini"})
"""Names, in lower case, that systems leave in folders and archives, beside hidden ones."""

_PATTERN = re.compile(r"[*?\[]")
_GRAPH = ("manifest.json", "rejects.jsonl", "store")
_KINDS = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def shown(file: str) -> str:
    """The name of a file as text that any format can hold; names on disk may be any bytes."""
    return os.fsencode(file).decode("utf-8", "replace")


def is_litter(name: str) -> bool:
    """Whether what has this name is left out of folders and archives.

    >>> is_litter(".DS_Store"), is_litter("__MACOSX"), is_litter("refs.ris"), is_litter("..")
    (True, True, False, False)
    """
    return (name.startswith(".") and name not in {".", ".."}) or name.casefold() in LITTER


def expand(named: Iterable[str]) -> Iterator[str | Reject]:
    """The paths of what the user names, by the rules above; what is none is told in its place.

    Args:
        named: files, folders, ``-`` for standard input, and patterns with ``*``, ``?``, ``[...]``,
            and ``**`` for any folders; what exists under such a name is no pattern.
    """
    seen = set[object]()
    for name in named:
        for found in _named(name):
            key = _identity(found) if isinstance(found, str) else None
            if key is None or key not in seen:
                seen.add(key)
                yield found


def _identity(path: str) -> object:
    """What is the same for every name of a file."""
    try:
        status = os.stat(path) if path != "-" else None
    except (OSError, ValueError):
        return path
    return (status.st_dev, status.st_ino) if status and status.st_ino else path


def _named(name: str) -> Iterator[str | Reject]:
    if name == "-" or os.path.lexists(name) or not _PATTERN.search(name):
        yield from _whole(name)
        return
    first, *rest = re.split(r"[/\\]" if os.sep == "\\" else "/", name)
    anchored = not first or first.endswith(":")
    count = 0
    for path in _matches(first + os.sep if anchored else "", rest if anchored else [first, *rest]):
        count += 1
        yield from _whole(path)
    if not count:
        reason = "no file matches this pattern; hidden files must be named with their dot"
        yield Reject(file=shown(name), reason=reason)


def _matches(base: str, parts: list[str]) -> Iterator[str]:
    """The paths below ``base`` that the parts of a pattern match, in order."""
    if not parts:
        yield base or os.curdir
        return
    part, *rest = parts
    if part == "**":
        while rest[:1] == ["**"]:
            rest = rest[1:]
        for folder in _folders(base):
            yield from _matches(folder, rest)
    elif not _PATTERN.search(part):
        path = os.path.join(base, part)
        if os.path.lexists(path):
            yield from _matches(path, rest)
    else:
        hidden = part.startswith(".")
        for name in _listed(base or "."):
            if fnmatch.fnmatchcase(name, part) and (hidden or not is_litter(name)):
                path = os.path.join(base, name)
                if not rest or os.path.isdir(path):
                    yield from _matches(path, rest)


def _listed(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _folders(base: str) -> Iterator[str]:
    """A folder and all below it that are not hidden; no links."""
    yield base
    for path, status in _walked(base or "."):
        is_folder = isinstance(status, os.stat_result) and stat.S_ISDIR(status.st_mode)
        if is_folder and not os.path.islink(path):
            yield path.removeprefix(f".{os.sep}") if not base else path


def _whole(name: str) -> Iterator[str | Reject]:
    """A file as it is; a folder as its files."""
    if name == "-" or not _is_folder(name):
        yield name
        return
    if _is_graph(name):
        yield Reject(file=shown(name), reason="is a graph that kg build has made: name what it was made of")
        return
    count = 0
    root = os.path.realpath(name)
    for path, status in _walked(name):
        told = _told(path, status, root)
        if told is not None:
            count += 1
            yield told
    if not count:
        reason = "is a folder without files; hidden ones, and graphs, are left out"
        yield Reject(file=shown(name), reason=reason)


def _is_folder(name: str) -> bool:
    try:
        return os.path.isdir(name)
    except ValueError:  # a NUL in the name
        return False


def _told(path: str, status: os.stat_result | OSError, root: str) -> str | Reject | None:
    """What a walk gives for something that it meets; ``None`` for what says nothing by itself."""
    if isinstance(status, OSError):
        why = "is a link to nothing" if os.path.islink(path) else "cannot be read"
        return Reject(file=shown(path), reason=f"{why}: {status.strerror or status}")
    mode = status.st_mode
    if stat.S_ISREG(mode):
        return path
    if not stat.S_ISDIR(mode):
        kind = next((kind for test, kind in _KINDS if test(mode)), "no file")
        return Reject(file=shown(path), reason=f"is {kind}, which is read only where it is named itself")
    if os.path.islink(path) and not _is_within(os.path.realpath(path), root):
        reason = "is a link to a folder elsewhere, which is not followed: name the folder itself"
        return Reject(file=shown(path), reason=reason)
    return None


def _is_within(path: str, root: str) -> bool:
    return f"{path}{os.sep}".startswith(root.rstrip(os.sep) + os.sep)


def _walked(folder: str) -> Iterator[tuple[str, os.stat_result | OSError]]:
    """What is in a folder, deep, in order, and what it is; or why that cannot be told."""
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        status = _status(path)
        if path != folder:
            yield path, status
        if isinstance(status, OSError) or not stat.S_ISDIR(status.st_mode):
            continue
        if path != folder and (os.path.islink(path) or _is_graph(path)):
            continue
        try:
            names = sorted(os.listdir(path), reverse=True)
        except OSError as error:
            yield path, error
            continue
        waiting += [os.path.join(path, name) for name in names if not is_litter(name)]


def _status(path: str) -> os.stat_result | OSError:
    try:
        return os.stat(path)
    except OSError as error:
        return error


def _is_graph(folder: str) -> bool:
    return all(os.path.exists(os.path.join(folder, name)) for name in _GRAPH)
