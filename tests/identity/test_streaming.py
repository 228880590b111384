"""Merging from disk: the same as in memory, whatever the size of a cluster."""

from __future__ import annotations

import random
import tracemalloc
from pathlib import Path

import msgspec
import pytest

from kg import parts
from kg.dates import Date
from kg.identity import Clusters, Keys, merge, merged, uncontested
from kg.identity.merging import folded, newest_first, table
from kg.identity.rules import RULES
from kg.record import Provenance, Record, Text, Topic, Venue, identifier


def _written(folder: Path, records: list[Record]) -> Clusters:
    keys = Keys()
    with parts.PartsWriter(folder) as writer:
        for record in records:
            writer.add(record)
            keys.add(record)
    return keys.clusters()


def _any(dice: random.Random, place: int) -> Record:
    """A record with fields from few values, so that many of them meet and contradict each other."""
    dois = ("10.1000/Ab", "10.1000/aB", "10.1000/c", "10.1000/d")
    origin = Provenance(
        source=dice.choice(("pubmed", "vufind")),
        id=dice.choice(("", "", "1", "2", "3")),
        version=dice.choice(("", "2", "10", "9" * 19)),
        modified=Date(dice.choice(("", "2014", "2014-02-01", "2019-05-06T10:00:00"))),
        digest=f"{place // 2:064}",
        position=f"record {place // 2}",
    )
    venue = Venue(
        type=dice.choice(("Journal", "Book")),
        title=dice.choice(("", "BMC public health")),
        identifiers=tuple(
            dice.choices((identifier("issn", "1471-2458"), identifier("nlm", "100968562")), k=2)
        ),
    )
    return Record(
        type=dice.choice(("Article", "Expression", "Letter", "JournalArticle")),
        identifiers=tuple(identifier("doi", one) for one in dice.sample(dois, dice.randrange(3))),
        titles=tuple(Text(text=f"Title {dice.randrange(3)}é") for _ in range(dice.randrange(2))),
        volume=dice.choice(("", "1", "2")),
        topics=tuple(Topic(label=dice.choice("ABCDE")) for _ in range(dice.randrange(4))),
        venue=dice.choice((None, venue)),
        provenance=(origin,),
    )


@pytest.mark.parametrize("seed", range(20))
def test_from_disk_as_in_memory(tmp_path, seed):
    """Each publication is what :func:`kg.identity.merge` makes of its records, in their order."""
    dice = random.Random(seed)
    records = [_any(dice, place) for place in range(dice.randrange(1, 60))]
    clusters = _written(tmp_path, records)
    members: dict[int, list[Record]] = {}
    for record, label in zip(records, clusters.labels.tolist(), strict=True):
        members.setdefault(label, []).append(record)
    expected = [uncontested(merge(group), clusters.contested) for group in members.values()]
    assert list(merged(lambda: parts.lines(tmp_path), clusters)) == expected


@pytest.mark.parametrize("seed", range(20))
def test_halves_first_or_all_at_once(seed):
    """Folding step by step gives what the rules make of all values of a field at once."""
    dice = random.Random(seed)
    records = newest_first(_any(dice, place) for place in range(dice.randrange(2, 40)))
    once = {
        name: value
        for row in table()
        for name, value in zip(
            row.fields, RULES[row.rule].merge([row.said(record) for record in records]).values, strict=True
        )
    }
    assert msgspec.structs.asdict(folded([record] for record in records)) == once


@pytest.mark.parametrize("id", ["1", ""], ids=["versions of one source record", "source records without id"])
def test_one_cluster_of_many_copies(tmp_path, id):
    """A record that comes thousands of times under one DOI costs the memory of a few."""
    count, text = 3000, "long " * 4000
    copies = [
        Record(
            type="Article",
            identifiers=(identifier("doi", "10.1000/182"),),
            titles=(Text(text=text),),
            provenance=(Provenance(source="test", id=id, digest="d", position=f"record {place}"),),
        )
        for place in range(count)
    ]
    clusters = _written(tmp_path, copies)
    del copies
    tracemalloc.start()
    try:
        (found,) = merged(lambda: parts.lines(tmp_path), clusters)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(found.provenance) == count
    assert peak < count * len(text) / 4
