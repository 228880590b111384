"""Authors and editors, with the addresses and identifiers that other fields give them by name."""

from __future__ import annotations

import re

import msgspec

from kg import text
from kg.record import Affiliation, Contribution, identifier
from kg.sources.references.people import contribute, names
from kg.sources.tagged import Told, Value

__all__ = ["people"]

_OF_AUTHORS = re.compile(r"\[(?P<names>[^\[\]]+)\]\s*(?P<place>.*)\Z", re.DOTALL)
_CORRESPONDING = re.compile(
    r"(?P<names>[^()]+?)\s*\((?:corresponding|reprint) author\),?\s*(?P<place>[^()]*)", re.DOTALL
)
_ORCID = re.compile(r"\s*(?P<name>[^/;]+)/(?P<orcid>[0-9X-]{16,19})\s*\Z")
_ROLES = (("BF", "author"), ("BA", "author"), ("BE", "editor"), ("ED", "editor"))
_BODIES = (("CA", "author"), ("GP", "author"))


class _Authors:
    """The authors of one record by the names that its fields have for them."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self._places: dict[str, set[int]] = {}

    def add(self, place: int, *written: str) -> None:
        for name in written:
            self._places.setdefault(_key(name), set()).add(place)

    def place(self, name: str) -> int:
        """Where the author stands: by the name in full or short, else by family name and first letter."""
        found = self._places.get(_key(name)) or self._like(name)
        return next(iter(found)) if len(found) == 1 else -1

    def _like(self, name: str) -> set[int]:
        family, _, given = name.partition(",")
        wanted = (_key(family), _key(given)[:1])
        authors = self._told.draft.contributions
        return {
            place
            for place, one in enumerate(authors)
            if one.role == "author" and wanted[1] and wanted == _short(one)
        }


def _short(one: Contribution) -> tuple[str, str]:
    agent = one.agent
    return _key(agent.family), _key(agent.given or agent.initials)[:1]


def _key(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()


def people(told: Told) -> None:
    """The contributors, and what C1, RP and OI tell of them."""
    authors = _Authors(told)
    _authors(told, authors)
    for tag, role in _ROLES:
        if tag == "BA" and told.draft.contributions:
            continue
        _add(told, tag, role, authors)
    for tag, role in _BODIES:
        for value in told.take(tag):
            for name in re.split(r"[;\n]", value.text):
                _body(told, role, name.strip())
    _addresses(told, authors)
    _corresponding(told, authors)
    _orcids(told, authors)


def _authors(told: Told, authors: _Authors) -> None:
    """AF has the names in full, AU the same names short; they go together where there are as many."""
    draft = told.draft
    full, short = told.take("AF"), told.take("AU")
    long = [name for value in full or short for name in names(value.text)]
    initials = [name for value in short for name in names(value.text)] if full else []
    if len(initials) != len(long):
        told.keep(*(short if full else ()))
        initials = [""] * len(long)
    for name, brief in zip(long, initials, strict=True):
        if not contribute(draft, "author", name):
            draft.retain("AF" if full else "AU", name)
            continue
        place = len(draft.contributions) - 1
        authors.add(place, *filter(None, (name, brief)))
        _initials(told, place, brief)


def _initials(told: Told, place: int, brief: str) -> None:
    """The initials of the short name, where its family name is that of the name in full."""
    one = told.draft.contributions[place]
    family, _, given = brief.partition(",")
    known = one.agent
    if known.given and not known.initials and given.strip() and _key(family) == _key(known.family):
        agent = msgspec.structs.replace(known, initials=given.strip())
        told.draft.contributions[place] = msgspec.structs.replace(one, agent=agent)
    elif brief and _key(brief) != _key(known.name):
        told.draft.retain("AU", brief)


def _add(told: Told, tag: str, role: str, authors: _Authors) -> None:
    for value in told.take(tag):
        for name in names(value.text):
            if not contribute(told.draft, role, name):
                told.draft.retain(tag, name)
            elif role == "author":
                authors.add(len(told.draft.contributions) - 1, name)


def _body(told: Told, role: str, name: str) -> None:
    agent = text.agent(name)
    if agent is None:
        return
    kind = "Group" if agent.kind == "Person" else agent.kind
    made = msgspec.structs.replace(agent, kind=kind, name=name, family="", given="", initials="", suffix="")
    told.draft.contributions.append(Contribution(role=role, agent=made))


def _lines(written: str) -> list[str]:
    """Addresses, which are broken into lines: one begins with a bracket, or behind a full stop."""
    found: list[str] = []
    for line in written.splitlines():
        if found and not line.startswith("[") and not found[-1].endswith("."):
            found[-1] += f" {line}"
        else:
            found.append(line)
    return [" ".join(line.split()) for line in found]


def _addresses(told: Told, authors: _Authors) -> None:
    draft = told.draft
    only = len([one for one in draft.contributions if one.role == "author"]) == 1
    for value in told.take("C1"):
        for line in _lines(value.text):
            match = _OF_AUTHORS.match(line)
            found = [authors.place(name) for name in match["names"].split(";")] if match else [0] * only
            if not found or min(found) < 0:
                draft.retain("C1", line)
            for place in found:
                if place >= 0:
                    _affiliate(told, place, match["place"] if match else line)


def _affiliate(told: Told, place: int, written: str) -> None:
    one = told.draft.contributions[place]
    made = Affiliation(name=written.removesuffix("."))
    if made.name and made not in one.affiliations:
        told.draft.contributions[place] = msgspec.structs.replace(one, affiliations=(*one.affiliations, made))


def _corresponding(told: Told, authors: _Authors) -> None:
    for value in told.take("RP"):
        told.keep(Value(value.name, " ".join(value.text.split())))
        for match in _CORRESPONDING.finditer(" ".join(value.text.split())):
            for name in match["names"].split(";"):
                place = authors.place(name.strip(" .;"))
                if place >= 0:
                    one = told.draft.contributions[place]
                    told.draft.contributions[place] = msgspec.structs.replace(one, corresponding=True)


def _orcids(told: Told, authors: _Authors) -> None:
    for value in told.take("OI"):
        for piece in " ".join(value.text.split()).split(";"):
            match = _ORCID.match(piece)
            orcid = identifier("orcid", match["orcid"]) if match else None
            place = authors.place(match["name"]) if match else -1
            if orcid is None or place < 0:
                told.draft.retain("OI", piece.strip())
                continue
            one = told.draft.contributions[place]
            known = tuple(dict.fromkeys((*one.agent.identifiers, orcid)))
            agent = msgspec.structs.replace(one.agent, identifiers=known)
            told.draft.contributions[place] = msgspec.structs.replace(one, agent=agent)
