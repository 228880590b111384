"""Gold sets of author names as signatures, and pairs of them with what a model weighs.

A gold set comes in variants, which stand for records of other sources: without affiliations, e-mails and
subjects, with initials for given names, or with given names that many people have. They are fitted to as
well, so that a model does not learn from a gold set what it happens to say.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from kg import sources
from kg.people.commonness import Commonness, counted
from kg.people.comparing import FEATURES
from kg.people.evidence import evidence
from kg.people.names import given_words, surname
from kg.people.signatures import Signature, block, signatures
from kg.people.vetoes import Vetoes, identifiers
from kg.record import Record

SETS = ("and-pubmed", "and-inspire-wang", "and-dblp-zhangjun")
WEIGHTS = {"": 1.0, "bare": 0.5, "initial": 0.5, "unplaced": 0.5, "common": 0.25}
ROWS = 500
COLUMNS = 8
TEAM = 200
LEAST = 4


class Gold(NamedTuple):
    """Signatures, and who each is in truth."""

    signatures: list[Signature]
    truth: list[str]


class Pairs(NamedTuple):
    """Pairs of a block: a row each of features, whether it is one person, and how much it counts."""

    set: str
    variant: str
    block: str
    features: np.ndarray
    same: np.ndarray
    weight: np.ndarray


def gold(data: Path, name: str) -> Gold:
    """A gold set: the signatures, and who each is in truth."""
    found = list(READERS[name](data / name))
    return Gold([one for one, _ in found], [who for _, who in found])


def _lines(file: Path) -> Iterator[dict[str, object]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _pubmed(folder: Path) -> Iterator[tuple[Signature, str]]:
    for row in _lines(folder / "signatures.jsonl.gz"):
        one = Signature(
            publication=row["pmid"],
            position=0,
            family=row["last"],
            given=" ".join(filter(None, (row["first"], row["middle"]))) if row["first"] else "",
            initials="" if row["first"] else row["fi"],
            suffix=row["suffix"],
            affiliations=(row["affiliation"],) if row["affiliation"] else (),
            emails=(row["email_sha1"],) if row["email_sha1"] else (),
            coauthors=tuple(row["coauthors"]),
            venue=row["journal"],
            year=int(row["year"] or 0),
            title=row["title"],
            topics=tuple(row["mesh"]),
            languages=(row["lang"],) if row["lang"] else (),
        )
        yield one, row["author_id"]


def _inspire(folder: Path) -> Iterator[tuple[Signature, str]]:
    for row in _lines(folder / "signatures.jsonl.gz"):
        family, _, given = row["author_name"].partition(",")
        one = Signature(
            publication=str(row["publication_id"]),
            position=row["position"],
            family=family.strip(),
            given=given.strip(),
            affiliations=(row["affiliation"],) if row["affiliation"] else (),
            coauthors=tuple(row["coauthors"] or ()),
            venue=row["journal"] or "",
            year=int(row["year"] or 0),
            title=row["title"] or "",
            topics=(*row["keywords"], *row["topics"]),
        )
        yield one, row["cluster"]


def _dblp(folder: Path) -> Iterator[tuple[Signature, str]]:
    """Papers with one Jun Zhang on them; of a paper that stands in two files, the first."""
    seen: set[str] = set()
    for file in sorted(folder.glob("*.bib*")):
        for record in sources.read(str(file)):
            if not isinstance(record, Record) or record.provenance[0].id in seen:
                continue
            found = [one for one in signatures(record) if (one.family, one.given) == ("Zhang", "Jun")]
            if len(found) == 1:
                seen.add(record.provenance[0].id)
                yield found[0], file.name[6:10]


READERS: Mapping[str, Callable[[Path], Iterator[tuple[Signature, str]]]] = {
    "and-pubmed": _pubmed,
    "and-inspire-wang": _inspire,
    "and-dblp-zhangjun": _dblp,
}


def names(data: Path) -> Commonness:
    """How common names are among the authors of all records, those of the gold sets left out."""

    def found() -> Iterator[tuple[str, tuple[str, ...]]]:
        for folder in sorted(data.iterdir()):
            if folder.is_dir() and folder.name not in SETS:
                for record in sources.read(str(folder)):
                    if isinstance(record, Record) and len(record.contributions) <= TEAM:
                        yield from _names(record)

    return counted(found(), least=LEAST)


def _names(record: Record) -> Iterator[tuple[str, tuple[str, ...]]]:
    for one in record.contributions:
        if one.role == "author" and one.agent.family and one.agent.given:
            yield surname(one.agent.family), given_words(one.agent.given)


def varied(found: Gold, variant: str, common: Commonness) -> list[Signature]:
    """The signatures of a gold set as another source would have them."""
    replace = msgspec.structs.replace
    if variant == "bare":
        return [replace(one, affiliations=(), emails=(), topics=()) for one in found.signatures]
    if variant == "unplaced":
        return [replace(one, affiliations=(), emails=()) for one in found.signatures]
    if variant == "initial":
        return [replace(one, given="", initials=_initial(one).upper()) for one in found.signatures]
    if variant == "common":
        frequent: dict[str, str] = {}
        for name in sorted(common.given, key=lambda name: (-common.given[name], name)):
            frequent.setdefault(name[0], name)
        return [
            replace(one, given=frequent.get(_initial(one), "").title(), initials=_initial(one).upper())
            for one in found.signatures
        ]
    return found.signatures


def _initial(one: Signature) -> str:
    words = given_words(one.given, one.initials)
    return words[0][0] if words else ""


def blocks(found: Sequence[Signature]) -> dict[str, list[int]]:
    together: defaultdict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(found):
        together[block(one)].append(place)
    return {key: together[key] for key in sorted(together)}


def pairs(set: str, variant: str, found: Gold, common: Commonness) -> Iterator[Pairs]:
    """Pairs of each block, some for each signature, of one person and of two, that nothing forbids.

    The weight of a signature is 1, and as many of it are pairs of one person as there are in the block.
    """
    some = varied(found, variant, common)
    for key, places in blocks(some).items():
        if len(places) > 1:
            yield from _of_block(
                (set, variant, key),
                [some[place] for place in places],
                [found.truth[place] for place in places],
                common,
            )


def _of_block(
    named: tuple[str, str, str], some: list[Signature], truth: list[str], common: Commonness
) -> Iterator[Pairs]:
    together = evidence(some, common)
    rows = slice(0, len(some), -(-len(some) // ROWS))
    allowed = ~Vetoes(some, [identifiers(one) for one in some], together).of(rows)
    who = np.unique(truth, return_inverse=True)[1]
    same = np.equal.outer(who[rows], who)
    lines, columns, weights = [], [], []
    for line in range(len(same)):
        allowed[line, line * rows.step] = False
        total = allowed[line].sum()
        for kind in (same[line], ~same[line]):
            there = np.flatnonzero(kind & allowed[line])
            if len(there):
                count = min(len(there), COLUMNS)
                picked = there[(np.arange(count) * len(there) // count + line) % len(there)]
                lines.append(np.full(len(picked), line))
                columns.append(picked)
                weights.append(np.full(len(picked), rows.step * len(there) / total / len(picked)))
    if lines:
        at = np.concatenate(lines), np.concatenate(columns)
        features = np.stack([compare(together, rows)[at] for compare in FEATURES.values()], axis=1)
        yield Pairs(*named, features, same[at], np.concatenate(weights))


def everything(data: Path, common: Commonness) -> list[Pairs]:
    """The pairs of all gold sets in all variants."""
    found: list[Pairs] = []
    for name in SETS:
        whole = gold(data, name)
        for variant in WEIGHTS if any(one.affiliations for one in whole.signatures) else ("",):
            found += pairs(name, variant, whole, common)
    return found


def scores(labels: Iterable[object], truth: Iterable[object]) -> dict[str, float]:
    """Precision, recall and F1, by pairs and B cubed."""
    both = Counter(zip(labels, truth, strict=True))
    clusters: Counter[object] = Counter()
    people: Counter[object] = Counter()
    for (label, who), count in both.items():
        clusters[label] += count
        people[who] += count
    total = both.total()
    right = sum(count * (count - 1) for count in both.values())
    pair = [right / max(sum(n * (n - 1) for n in each.values()), 1) for each in (clusters, people)]
    cubed = [
        sum(count * count / clusters[label] for (label, _), count in both.items()) / total,
        sum(count * count / people[who] for (_, who), count in both.items()) / total,
    ]
    return {
        "pair precision": pair[0],
        "pair recall": pair[1],
        "pair F1": harmonic(*pair),
        "B3 precision": cubed[0],
        "B3 recall": cubed[1],
        "B3 F1": harmonic(*cubed),
    }


def harmonic(one: float, two: float) -> float:
    return 2 * one * two / (one + two) if one + two else 0.0
