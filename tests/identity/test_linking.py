"""Source records that share an identifier are one publication."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.identity import Keys, uncontested
from kg.rdf import BASE, describe, expression_iri
from kg.record import Identifier, Provenance, Record, Text, identifier

_numbers = itertools.count()


def _record(*named: tuple[str, str], source: str = "", status: str = "", digest: str = "") -> Record:
    found = tuple(identifier(scheme, value) for scheme, value in named)
    assert all(found), named
    return Record(
        type="Article",
        identifiers=tuple(one for one in found if one),
        provenance=(
            Provenance(source="test", id=source, status=status, digest=digest or f"{next(_numbers):064}"),
        ),
    )


def _clusters(records: list[Record]) -> set[frozenset[int]]:
    keys = Keys()
    for record in records:
        keys.add(record)
    labels = keys.clusters().labels.tolist()
    return {frozenset(place for place, one in enumerate(labels) if one == label) for label in labels}


def test_shared_identifiers_chain():
    """A PMID joins A and B, a DOI in other case joins B and C: all three are one."""
    records = [
        _record(("pmid", "1")),
        _record(("pmid", "1"), ("doi", "10.1000/Xy")),
        _record(("doi", "10.1000/xY")),
        _record(("pmid", "2")),
    ]
    assert _clusters(records) == {frozenset({0, 1, 2}), frozenset({3})}


def _titled(title: str, own: str, source: str = "catalogue") -> Record:
    digest = f"{next(_numbers):064}"
    titles = (Text(text=title),) if title else ()
    return Record(type="Book", titles=titles, provenance=(Provenance(source=source, id=own, digest=digest),))


def test_a_local_id_links_versions_of_one_title():
    """Two versions of the same source record are one, however the title is spelt."""
    records = [_titled("Birds of Leipzig", "a"), _titled("Bread", "b"), _titled("BIRDS of Leipzig.", "a")]
    assert _clusters(records) == {frozenset({0, 2}), frozenset({1})}


@pytest.mark.parametrize(
    "titles", [("Birds of Leipzig", "A history of bread"), ("", "A history of bread"), ("", "")]
)
def test_a_local_id_of_two_catalogues_loses_no_book(titles):
    """Each catalogue has a record 000001: they stay two publications, with an IRI each."""
    records = [_titled(title, "000001") for title in titles]
    keys = Keys()
    for record in records:
        keys.add(record)
    clusters = keys.clusters()
    assert len(set(clusters.labels.tolist())) == 2
    iris = {expression_iri(uncontested(record, clusters.contested)) for record in records}
    assert len(iris) == 2


def test_an_own_id_that_is_an_identifier_links_whatever_the_title():
    """A PMID is the same publication in every file, though its title was corrected."""
    records = [_record(("pmid", "1"), source="1"), _record(("pmid", "1"), source="1")]
    assert _clusters(records) == {frozenset({0, 1})}


def test_isbn_does_not_link():
    """The chapters of a book share its ISBN and stay apart."""
    book = ("isbn", "9780470057247")
    assert len(_clusters([_record(book), _record(book)])) == 2


def test_nothing_but_the_bytes_names_it():
    """The same bytes twice, without any identifier, are one publication: they have one IRI."""
    records = [_record(digest="a" * 64), _record(digest="b" * 64), _record(digest="a" * 64)]
    assert _clusters(records) == {frozenset({0, 2}), frozenset({1})}
    assert len({expression_iri(record) for record in records}) == 2


def test_composed_and_decomposed_letters_link():
    """A DOI in two normal forms of Unicode has one IRI, so its records are one publication."""
    records = [_record(("doi", "10.1000/\u00e9")), _record(("doi", "10.1000/e\u0301"))]
    assert len({expression_iri(record) for record in records}) == 1
    assert len(_clusters(records)) == 1


def test_same_value_of_other_scheme_does_not_link():
    """A number is a PMID or a handle, never both."""
    assert len(_clusters([_record(("handle", "10036/4298")), _record(("doi", "10.1000/4298"))])) == 2


def test_two_pmids_under_one_doi_stay_apart():
    """A DOI that stands on two PMIDs links nothing and names neither publication."""
    doi = ("doi", "10.1002/14651858.CD002020")
    records = [
        _record(("pmid", "11034741"), doi),
        _record(("pmid", "11406024"), doi),
        _record(doi, source="x"),
    ]
    keys = Keys()
    for record in records:
        keys.add(record)
    found = keys.clusters()
    assert len(set(found.labels.tolist())) == 3
    assert len(found.contested) == 1
    named = [uncontested(record, found.contested) for record in records]
    assert [one.key for one in named] == [
        Identifier(scheme="pmid", value="11034741"),
        Identifier(scheme="pmid", value="11406024"),
        Identifier(scheme="source", value="test/x"),
    ]
    assert len({expression_iri(one) for one in named}) == 3


def test_an_uncontested_identifier_is_still_the_same():
    """A contested DOI costs a publication no other identifier: its PMCID is owl:sameAs, the DOI is not."""
    doi = ("doi", "10.1002/14651858.CD002020")
    records = [
        _record(("pmid", "11034741"), doi, ("pmcid", "PMC7"), ("arxiv", "2101.00001")),
        _record(("pmid", "11406024"), doi),
    ]
    keys = Keys()
    for record in records:
        keys.add(record)
    named = [uncontested(record, keys.clusters().contested) for record in records]
    assert [one.contested for one in named] == [(identifier(*doi),)] * 2
    ends = [[iri.removeprefix(BASE + "expression/") for iri in describe(one).own[0].same_as] for one in named]
    assert ends == [["pmcid/PMC7", "arxiv/2101.00001"], []]


def test_two_pmids_joined_by_a_chain_stay_apart():
    """A record without PMID that shares a DOI with one and a PMCID with another joins neither."""
    records = [
        _record(("pmid", "1"), ("doi", "10.1000/1")),
        _record(("doi", "10.1000/1"), ("pmcid", "PMC2")),
        _record(("pmid", "2"), ("pmcid", "PMC2")),
    ]
    assert len(_clusters(records)) == 3


@pytest.mark.parametrize("weak", [("openalex", "W1"), ("handle", "hdl:1/a"), ("wos", "000262259600009")])
def test_a_weak_identifier_joins_no_two_dois_of_a_registrant(weak):
    """One OpenAlex identifier on two articles of a publisher links neither, and names neither."""
    records = [_record(("doi", "10.1000/1"), weak), _record(weak), _record(("doi", "10.1000/2"), weak)]
    assert _clusters(records) == {frozenset({0}), frozenset({1}), frozenset({2})}
    keys = Keys()
    for record in records:
        keys.add(record)
    named = [uncontested(record, keys.clusters().contested) for record in records]
    assert [one.key.scheme if one.key else "" for one in named] == ["doi", "source", "doi"]
    assert len({expression_iri(one, BASE) for one in named}) == 3


def test_a_weak_identifier_joins_dois_of_two_registrants():
    """An article and its copy in an archive have a DOI each, and one OpenAlex identifier."""
    records = [
        _record(("doi", "10.1000/1"), ("openalex", "W1")),
        _record(("doi", "10.6084/m9.figshare.1"), ("openalex", "W1")),
        _record(("openalex", "W1")),
    ]
    assert _clusters(records) == {frozenset({0, 1, 2})}


def test_a_pmid_or_a_record_with_both_joins_two_dois_of_a_registrant():
    """A mistyped DOI, and an alias that one record states, do not part a publication."""
    typed = [_record(("doi", "10.1000/1"), ("pmid", "1")), _record(("doi", "10.1000/l"), ("pmid", "1"))]
    alias = [_record(("doi", "10.1000/5"), ("doi", "10.1000/6")), _record(("doi", "10.1000/6"))]
    assert _clusters(typed) == _clusters(alias) == {frozenset({0, 1})}
    joined = [*typed, _record(("doi", "10.1000/1"), ("openalex", "W1")), _record(("openalex", "W1"))]
    assert _clusters(joined) == {frozenset({0, 1, 2, 3})}


def test_a_chain_of_weak_identifiers_joins_no_two_dois_of_a_registrant():
    """Where no identifier stands on both, all between them are contested, and those inside one still link."""
    records = [
        _record(("doi", "10.1000/1"), ("openalex", "W1")),
        _record(("openalex", "W1"), ("eid", "2-s2.0-84859263141")),
        _record(("eid", "2-s2.0-84859263141"), ("doi", "10.1000/2")),
        _record(("doi", "10.1000/2"), ("omid", "br/1")),
        _record(("doi", "10.1000/2"), ("omid", "br/1")),
    ]
    assert _clusters(records) == {frozenset({0}), frozenset({1}), frozenset({2, 3, 4})}
    keys = Keys()
    for record in records:
        keys.add(record)
    assert len(keys.clusters().contested) == 2


def test_a_withdrawn_doi_tells_nothing_apart():
    """A record that its source has withdrawn parts no others."""
    records = [
        _record(("doi", "10.1000/1"), ("openalex", "W1"), ("pmid", "9"), source="9"),
        _record(("openalex", "W1")),
        _record(("doi", "10.1000/2"), ("openalex", "W1")),
        _record(("pmid", "9"), source="9", status="deleted"),
    ]
    assert frozenset({1, 2}) in _clusters(records)


def test_deletion_withdraws_wherever_it_stands():
    """A deletion takes away the record of its id, before and after it, and itself; nothing else."""
    records = [
        _record(("pmid", "7"), source="7"),
        _record(("pmid", "7"), source="7", status="deleted"),
        _record(("pmid", "7"), source="7"),
        _record(("pmid", "8"), source="8"),
    ]
    keys = Keys()
    for record in records:
        keys.add(record)
    assert keys.clusters().withdrawn.tolist() == [True, True, True, False]


def test_no_records_no_clusters():
    """An empty run has no clusters and is no error."""
    found = Keys().clusters()
    assert len(found.labels) == 0
    assert not found.contested


@pytest.mark.parametrize("seed", range(5))
def test_many_keys_equal_a_naive_union(seed):
    """On random records the components are those of a naive union of sets."""
    dice = random.Random(seed)
    records = [
        _record(*{("doi", f"10.1000/{dice.randrange(60)}") for _ in range(dice.randrange(1, 3))})
        for _ in range(100)
    ]
    groups: list[tuple[set[str], set[int]]] = []
    for place, record in enumerate(records):
        keys, members = {one.value for one in record.identifiers}, {place}
        for group in [group for group in groups if group[0] & keys]:
            keys |= group[0]
            members |= group[1]
            groups.remove(group)
        groups.append((keys, members))
    assert _clusters(records) == {frozenset(members) for _, members in groups}


_FORMS = {
    "pmid": "{}",
    "pmcid": "PMC{}",
    "doi": "10.1000/{}",
    "doi of an archive": "10.5281/{}",
    "handle": "hdl:1/{}",
    "openalex": "W{}",
}
_NAMED = st.tuples(st.sampled_from(sorted(_FORMS)), st.integers(1, 6)).map(
    lambda pair: (pair[0].partition(" ")[0], _FORMS[pair[0]].format(pair[1]))
)
_RECORDS = st.lists(st.lists(_NAMED, min_size=1, max_size=3), min_size=1, max_size=12)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(_RECORDS)
def test_weak_identifiers_join_no_two_dois_of_a_registrant(named):
    """What a cluster holds of one registrant is joined without handles and OpenAlex identifiers too."""
    strong = [[pair for pair in one if pair[0] in {"doi", "pmid", "pmcid"}] for one in named]
    groups = list(range(len(named)))
    for one, other in itertools.combinations(range(len(named)), 2):
        if set(strong[one]) & set(strong[other]):
            groups = [groups[one] if group == groups[other] else group for group in groups]
    for cluster in _clusters([_record(*one) for one in named]):
        found: dict[str, set[int]] = {}
        for place in cluster:
            for scheme, value in named[place]:
                if scheme == "doi":
                    found.setdefault(value.partition("/")[0], set()).add(groups[place])
        assert all(len(classes) == 1 for classes in found.values())


@settings(derandomize=True, deadline=None)
@given(_RECORDS, st.randoms())
def test_clusters_do_not_depend_on_the_order(named, dice):
    """The same records in another order fall into the same clusters, under the same names."""
    records = [_record(*one, source=str(place)) for place, one in enumerate(named)]
    shuffled = list(records)
    dice.shuffle(shuffled)

    def found(given_records):
        keys = Keys()
        for record in given_records:
            keys.add(record)
        clusters = keys.clusters()
        together: dict[int, set[str]] = {}
        for record, label in zip(given_records, clusters.labels.tolist(), strict=True):
            together.setdefault(label, set()).add(record.provenance[0].id)
        names = {
            record.provenance[0].id: uncontested(record, clusters.contested).key for record in given_records
        }
        return {frozenset(one) for one in together.values()}, names

    assert found(records) == found(shuffled)
