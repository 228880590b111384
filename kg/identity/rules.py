"""The rules of merging by name: what is made of the values that several source records have for a field.

``ontologies/merging.csv`` says which field has which rule. A rule is associative: what it makes of some
neighbours may stand for them before the others. So each choice is by what is said alone, and of what is
equally good the first, which is of the newest record, stands.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from kg import ids
from kg.identity.contributors import completed_names, person
from kg.record import Abstract, Contribution, Identifier, Licence, Link, Relation, Status, Text, Topic, Venue
from kg.text.folding import folded

__all__ = ["RULES", "Rule", "Said", "same"]


class Said(NamedTuple):
    """What a record says in a field and in those that go with it.

    ``rank`` is the place of its source among those that are preferred; ``values`` has a value a field.
    """

    rank: int
    values: tuple[Any, ...]


class Rule(NamedTuple):
    """A rule: the values, newest first -> the value of the merged record.

    Attributes:
        merge: the rule.
        summary: what it does, in words.
        only: the field that it is for; any if empty.
        chooses: whether one record's word stands, so that sources may be preferred; else all are heard, and
            the field has several values.
    """

    merge: Callable[[Sequence[Said]], Said]
    summary: str
    only: str = ""
    chooses: bool = False


def _chosen(*key: Callable[[tuple[Any, ...]], Any]) -> Callable[[Sequence[Said]], Said]:
    """One record's word stands: the least by these, then by preference of the source, then the newest."""

    def choose(said: Sequence[Said]) -> Said:
        return min(said, key=lambda one: (not any(one.values), *[part(one.values) for part in key], one.rank))

    return choose


def _each(merge: Callable[[Sequence[Any]], Any]) -> Callable[[Sequence[Said]], Said]:
    """All records together make the value."""
    return lambda said: Said(0, (merge([one.values[0] for one in said]),))


# -- choices ---------------------------------------------------------------------------------------

_GENERIC = ("Article", "Expression")


def _generic(values: tuple[Any, ...]) -> int:
    return _GENERIC.index(values[0]) + 1 if values[0] in _GENERIC else 0


def _is_shouted(text: str) -> bool:
    letters = [sign for sign in text if sign.isalpha()]
    return len(letters) > 3 and not any(sign.islower() for sign in letters) and text != text.lower()


def _shouted(values: tuple[Any, ...]) -> bool:
    """Whether a title is in capitals; short ones may be an acronym, and many scripts have no case."""
    return any(_is_shouted(title.text) for title in values[0][:1])


def _size(value: Any) -> int:
    """How much is said: characters of a text, filled fields of a structure, and that of all in a tuple."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, tuple):
        return sum(map(_size, value))
    return _filled(value)


# -- unions ----------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _of_topic(topic: Topic) -> Hashable:
    if topic.concept:
        return topic.concept, topic.lang
    return topic.scheme, topic.notation, folded(topic.label) or topic.label, topic.broader


def _of_relation(relation: Relation) -> Hashable:
    linking = [one for one in relation.identifiers if one.scheme in ids.LINKING]
    if linking:
        best = min(linking, key=lambda one: ids.LINKING.index(one.scheme))
        return relation.kind, best.scheme, ids.comparable(best.scheme, best.value)
    return relation.kind, relation.identifiers, _plain(relation.citation), relation.note


def _of_link(link: Link) -> Hashable:
    return link.url.removeprefix("https://").removeprefix("http://").removesuffix("/")


_SAME: Mapping[type, Callable[[Any], Hashable]] = MappingProxyType(
    {
        str: _plain,
        Text: lambda text: _plain(text.text),
        Identifier: lambda one: (one.scheme, ids.comparable(one.scheme, one.value)),
        Topic: _of_topic,
        Link: _of_link,
        Licence: lambda one: (one.licence or _plain(one.written), one.applies_to),
        Relation: _of_relation,
        Status: lambda one: one.status,
        Contribution: lambda one: (one.role, person(one)),
        Venue: lambda one: (one.type, folded(one.title)),
    }
)


def same(value: Any) -> Hashable:
    """What is equal for two ways to say one thing.

    >>> same(Text(text="Cohort  studies")) == same(Text(text="cohort studies", lang="en"))
    True
    """
    told = _SAME.get(type(value))
    return value if told is None else told(value)


def _united(values: Sequence[tuple[Any, ...]]) -> tuple[Any, ...]:
    """Every value once, those of the newest record first, each as it is said most fully."""
    found: dict[Hashable, Any] = {}
    for one in (one for value in values for one in value):
        key = same(one)
        known = found.setdefault(key, one)
        if known is not one and not isinstance(one, str | Identifier) and _filled(one) > _filled(known):
            found[key] = one
    return _narrowed(tuple(found.values()))


def _filled(value: Any) -> int:
    return len(msgspec.to_builtins(value))


def _narrowed(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Without those that say less than another of the same."""
    kind = type(values[0]) if values else None
    if kind is Licence:
        told = {one.licence or _plain(one.written) for one in values if one.applies_to}
        return tuple(
            [one for one in values if one.applies_to or (one.licence or _plain(one.written)) not in told]
        )
    if kind is Topic and not all(one.concept or one.scheme for one in values):
        labels = {folded(one.label) for one in values if one.concept or one.scheme}
        return tuple([one for one in values if one.concept or one.scheme or folded(one.label) not in labels])
    return values


def _exactly(values: Sequence[tuple[Hashable, ...]]) -> tuple[Hashable, ...]:
    return tuple(dict.fromkeys(one for value in values for one in value))


# -- venues and abstracts --------------------------------------------------------------------------


def _first(values: Iterable[Any]) -> Any:
    return next(filter(None, values), "")


def _completed(values: Sequence[Venue | None]) -> Venue | None:
    """The newest venue, completed by what older ones know of it."""
    venues = [value for value in values if value is not None]
    if len(venues) < 2:
        return venues[0] if venues else None
    return Venue(
        type=venues[0].type,
        title=min((one.title for one in venues), key=lambda title: (not title, _is_shouted(title))),
        abbreviations=_first(one.abbreviations for one in venues) or (),
        identifiers=_united([one.identifiers for one in venues]),
        country=_first(one.country for one in venues),
    )


_WORDS = {
    "en": "the of and in to with was were for that",
    "es": "el los las del con una por para que fueron",
    "fr": "le les des du une dans pour est que ont",
    "de": "der die und das mit von zur wurden eine bei",
    "pt": "os dos das uma com para foram ao que em",
    "it": "il della delle con per una nel sono gli che",
}
_TELLING = {language: frozenset(words.split()) for language, words in _WORDS.items()}


def language(abstract: Abstract) -> str:
    """The language of an abstract: as the source says, else by its small words, else ``""``.

    >>> from kg.record import Section
    >>> language(Abstract(sections=(Section(text="The aim of the study was to see"),)))
    'en'
    """
    if abstract.lang:
        return abstract.lang.partition("-")[0]
    text = " ".join(section.text for section in abstract.sections)[:600]
    words = frozenset(folded(text).split())
    counts = {one: len(words & telling) for one, telling in _TELLING.items()}
    best = max(counts, key=lambda one: counts[one])
    return best if counts[best] > 1 and list(counts.values()).count(counts[best]) == 1 else ""


def _of_each_language(values: Sequence[tuple[Abstract, ...]]) -> tuple[Abstract, ...]:
    """For each language and kind the abstracts of the source that says most."""
    found: dict[Hashable, list[Abstract]] = {}
    for value in values:
        own: dict[Hashable, list[Abstract]] = {}
        for abstract in value:
            own.setdefault((abstract.kind, language(abstract)), []).append(abstract)
        for key, abstracts in own.items():
            if key not in found or _extent(abstracts) > _extent(found[key]):
                found[key] = abstracts
    return tuple([abstract for abstracts in found.values() for abstract in abstracts])


def _extent(abstracts: list[Abstract]) -> tuple[int, bool]:
    """How long they are, in steps of a half, and whether they have headings."""
    sections = [section for abstract in abstracts for section in abstract.sections]
    length = sum(len(section.text) for section in sections)
    step = 0
    while length > 1.5**step:
        step += 1
    return step, any(section.label for section in sections)


# -- the rules -------------------------------------------------------------------------------------

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "newest": Rule(_chosen(), "what the newest record says that says anything", chooses=True),
        "most specific": Rule(
            _chosen(_generic),
            "the newest class that is more than an article or an expression",
            only="type",
            chooses=True,
        ),
        "most precise": Rule(
            _chosen(lambda values: -len(values[0])),
            "a day before a month, a month before a year",
            only="issued",
            chooses=True,
        ),
        "fullest": Rule(
            _chosen(lambda values: -_size(values)), "what the record says that says most", chooses=True
        ),
        "not in capitals": Rule(
            _chosen(_shouted),
            "a title that is not wholly in capitals before one that is",
            only="titles",
            chooses=True,
        ),
        "united": Rule(
            _each(_united),
            "what all records say, each thing once: without regard to case and blanks, topics and identifiers"
            " by what they stand for, and as the record has it that says most of it",
        ),
        "united as written": Rule(_each(_exactly), "what all records say, each text once"),
        "completed": Rule(_each(_completed), "the newest, and from others what it lacks", only="venue"),
        "fullest of each language": Rule(
            _each(_of_each_language),
            "for each language, and each kind, that of the record that says most",
            only="abstracts",
        ),
        "names completed": Rule(
            _each(completed_names),
            "the longest list of authors; a list of the same names, in the same order, completes each"
            " person: identifiers, affiliations, the fullest form of the name, and people in other roles",
            only="contributions",
        ),
    }
)
"""The rules by the name that they have in the table."""
