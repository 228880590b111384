"""Which authors are one person: one ORCID, or one whole name with a co-author or an affiliation in common.

This is the cautious way to cluster people. Initials are never enough, nor is a name alone; two people of one
publication are two, and so are two ORCID iDs. What it joins is rarely wrong, and it leaves apart much that
belongs together. How probably a guess is right it does not know, so it says nothing of that.

See: Torvik, V. I., & Smalheiser, N. R. (2009). Author name disambiguation in MEDLINE. ACM Transactions on
Knowledge Discovery from Data, 3(3), 11, for what co-authors and affiliations tell.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from kg import ids
from kg.rdf import expression_iri
from kg.record import Agent, Contribution, Record

__all__ = ["Cautious", "Clustered", "Signature"]

_TEAM = 100
"""On a paper of more authors a co-author in common says little."""

_WORDS = 4
"""An affiliation of fewer words is a town or a country."""

_SCHEMES = ("orcid", "isni", "gnd", "viaf", "wikidata")


class Signature(msgspec.Struct, frozen=True):
    """What a publication tells of an author, folded; ``name`` is empty where initials are all."""

    publication: str
    family: str
    initial: str
    name: str
    identifiers: dict[str, str]
    others: tuple[str, ...]
    places: tuple[str, ...]


class Clustered(msgspec.Struct, frozen=True):
    """The cluster of each signature, and that nobody knows how probably it is right."""

    labels: tuple[int, ...]
    probability: tuple[float | None, ...]


class Cautious:
    """A :class:`kg.clustering.Method`."""

    def signatures(self, record: Record) -> Iterator[tuple[str, str, Signature]]:
        """The authors of a publication who are people with a family name."""
        publication = expression_iri(record, "")
        authors = [one for one in record.contributions if one.role == "author"]
        names = [_whole(one.agent) for one in authors]
        for place, (one, name) in enumerate(zip(authors, names, strict=True), 1):
            given = one.agent.given or one.agent.initials
            if one.agent.kind == "Person" and one.agent.family and given:
                others = [other for other in names if other and other != name] if len(names) <= _TEAM else []
                signature = Signature(
                    publication=publication,
                    family=_folded(one.agent.family),
                    initial=_folded(given)[:1],
                    name=name,
                    identifiers=_identifiers(one.agent),
                    others=tuple(dict.fromkeys(others)),
                    places=_places(one),
                )
                yield f"{publication}#author-{place}", one.agent.name, signature

    def block(self, signature: Signature) -> str:
        """The family name and the first initial."""
        return f"{signature.family} {signature.initial}"

    def identity(self, signature: Signature) -> str:
        """The strongest identifier, behind its scheme and the place of that."""
        known = [scheme for scheme in _SCHEMES if scheme in signature.identifiers]
        return f"{_SCHEMES.index(known[0])} {known[0]} {signature.identifiers[known[0]]}" if known else ""

    def clusters(self, signatures: Sequence[Signature]) -> Clustered:
        """The clusters of the signatures of a block, by the evidence in the order of its kinds."""
        groups = _Groups(signatures)
        for evidence in (_of_identifiers, _of_others, _of_places):
            shared: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
            for place, signature in enumerate(signatures):
                for key in evidence(signature):
                    shared[key].append(place)
            for key in sorted(shared):
                first, *more = shared[key]
                for place in more:
                    groups.join(first, place)
        labels = tuple([groups.of(place) for place in range(len(signatures))])
        return Clustered(labels, (None,) * len(labels))


def _folded(text: str) -> str:
    """Letters and figures in lower case, without accents, joined by hyphens."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return ids.slug(bare)


def _whole(agent: Agent) -> str:
    """The name of a person with a given name that is spelled out, ``""`` for another."""
    words = agent.given.replace(".", " ").split()
    if agent.kind != "Person" or not agent.family or not any(len(word) > 1 for word in words):
        return ""
    if agent.given.isupper() and len(words) == 1 and len(agent.given) <= 3:
        return ""  # initials in the field of the given name
    return _folded(f"{agent.family} {agent.given}")


def _identifiers(agent: Agent) -> dict[str, str]:
    """One identifier a scheme; a scheme with two says nothing."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in agent.identifiers:
        if one.scheme in _SCHEMES:
            found[one.scheme].add(ids.comparable(one.scheme, one.value))
    return {scheme: min(values) for scheme, values in sorted(found.items()) if len(values) == 1}


def _places(one: Contribution) -> tuple[str, ...]:
    folded = [_folded(place.name) for place in one.affiliations]
    return tuple(dict.fromkeys(place for place in folded if place.count("-") >= _WORDS - 1))


def _of_identifiers(signature: Signature) -> Iterable[tuple[str, str]]:
    return signature.identifiers.items()


def _of_others(signature: Signature) -> Iterable[tuple[str, str]]:
    return [(signature.name, other) for other in signature.others] if signature.name else ()


def _of_places(signature: Signature) -> Iterable[tuple[str, str]]:
    return [(signature.name, place) for place in signature.places] if signature.name else ()


class _Groups:
    """Groups of signatures that grow together, unless that would join what is known to be two."""

    def __init__(self, signatures: Sequence[Signature]) -> None:
        self._root = list(range(len(signatures)))
        self._publications = [{one.publication} for one in signatures]
        self._identifiers: list[Mapping[str, str]] = [one.identifiers for one in signatures]

    def of(self, place: int) -> int:
        """The group of a signature, by its first."""
        while self._root[place] != place:
            self._root[place] = self._root[self._root[place]]
            place = self._root[place]
        return place

    def join(self, one: int, other: int) -> None:
        """Joins the groups of two signatures, unless they share a publication or differ in an identifier."""
        one, other = sorted((self.of(one), self.of(other)))
        mine, theirs = self._identifiers[one], self._identifiers[other]
        if one == other or self._publications[one] & self._publications[other]:
            return
        if any(mine[scheme] != theirs[scheme] for scheme in mine.keys() & theirs.keys()):
            return
        self._root[other] = one
        self._publications[one] |= self._publications[other]
        self._publications[other] = set()
        self._identifiers[one] = {**theirs, **mine}
