"""The newest version wins, field by field; records of other sources complete it."""

from __future__ import annotations

import itertools

import pytest

from kg.dates import Date
from kg.identity import RULES, merge
from kg.record import Identifier, Link, Provenance, Record, Text, Topic, Venue, identifier


def _of(source: str, modified: str = "", id: str = "1", **fields: object) -> Record:
    origin = Provenance(source=source, id=id, modified=Date(modified), digest=f"{source}{modified}")
    return Record(provenance=(origin,), **{"type": "JournalArticle", **fields})


def test_newest_wins_and_older_completes():
    """A field of the newer version stands; one that it lacks comes from the older one."""
    old = _of("pubmed", "2014-01-01", titles=(Text(text="Old"),), volume="7")
    new = _of("pubmed", "2019-01-01", titles=(Text(text="New"),))
    merged = merge([old, new])
    assert [title.text for title in merged.titles] == ["New"]
    assert merged.volume == "7"
    assert [origin.modified for origin in merged.provenance] == ["2019-01-01", "2014-01-01"]


def test_a_version_replaces_the_sets_of_an_older_one():
    """A heading that the newer version of the same source record dropped is gone."""
    old = _of("pubmed", "2014", topics=(Topic(label="A"), Topic(label="B")))
    new = _of("pubmed", "2019", topics=(Topic(label="A"),))
    assert [topic.label for topic in merge([old, new]).topics] == ["A"]


def test_sources_unite_their_sets():
    """Topics and links of two sources stand side by side, the newer source first."""
    one = _of("pubmed", "2019", topics=(Topic(label="A"),), links=(Link(url="http://a"),))
    other = _of("vufind", "2011", topics=(Topic(label="B"), Topic(label="A")))
    merged = merge([other, one])
    assert [topic.label for topic in merged.topics] == ["A", "B"]
    assert [link.url for link in merged.links] == ["http://a"]


def test_identifiers_are_once_in_any_case():
    """A DOI that two sources write in two cases stands once, as the newer one writes it."""
    one = _of("pubmed", "2019", identifiers=(identifier("doi", "10.1000/AB"),))
    other = _of("vufind", "2011", identifiers=(identifier("doi", "10.1000/ab"), identifier("pmid", "5")))
    assert merge([one, other]).identifiers == (
        Identifier(scheme="doi", value="10.1000/AB"),
        Identifier(scheme="pmid", value="5"),
    )


def test_specific_class_beats_newer_generic_one():
    """That something is a letter is not lost because a newer source only knows an article."""
    assert (
        merge([_of("vufind", "2020", type="Article"), _of("pubmed", "2010", type="Letter")]).type == "Letter"
    )
    assert merge([_of("a", "2020", type="Expression"), _of("b", "2010", type="Article")]).type == "Article"


def test_venues_complete_each_other():
    """The ISSN of one source and the title of the other make one venue."""
    one = _of("vufind", "2020", venue=Venue(type="Journal", title="BMC public health"))
    other = _of("pubmed", "2010", venue=Venue(type="Journal", identifiers=(identifier("issn", "1471-2458"),)))
    venue = merge([one, other]).venue
    assert venue is not None
    assert (venue.title, venue.identifiers[0].value) == ("BMC public health", "1471-2458")


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_order_does_not_matter(order):
    """Merging gives the same Record whatever the order of the input."""
    records = [
        _of("pubmed", "2014", volume="1", titles=(Text(text="x"),)),
        _of("pubmed", "2014", volume="2"),
        _of("vufind", "2014", id="9", volume="3", topics=(Topic(label="t"),)),
        _of("vufind", "", id="8", issue="4", topics=(Topic(label="u"),)),
    ]
    assert merge([records[place] for place in order]) == merge(records)


def test_one_record_is_itself():
    """A record alone is not touched."""
    record = _of("pubmed", "2014", volume="1")
    assert merge([record]) is record


def test_merging_is_idempotent():
    """A record merged with an equal one gives its own fields again."""
    record = _of("pubmed", "2014", volume="1", topics=(Topic(label="t"),))
    assert merge([record, record]) == record


def test_rules_name_fields_of_the_record():
    """No rule stands for a field that a Record does not have."""
    assert set(RULES) <= set(Record.__struct_fields__)
