"""Records come back from their quads: what is lost is what ``canonical`` says, and no more."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from samples import full
from strategies import records

from kg.dates import Date
from kg.errors import MappingError
from kg.naming import strongest
from kg.rdf import Writer, frame, nquads
from kg.rdf.canonical import canonical
from kg.rdf.writer import term
from kg.record import (
    Affiliation,
    Agent,
    Contribution,
    Identifier,
    Link,
    Provenance,
    Record,
    Relation,
    Text,
    Topic,
    identifier,
)
from kg.sources import read

_many = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


def _doi(text: str) -> Identifier:
    found = identifier("doi", text)
    assert found is not None
    return found


@_many
@given(records())
def test_a_record_comes_back_from_its_quads(record: Record) -> None:
    """Record -> quads -> frame is the identity, but for the order of what is a set."""
    assert list(frame(nquads([record]))) == [canonical(record)]


@_many
@given(records())
def test_the_canonical_form_is_the_same_graph(record: Record) -> None:
    """Putting a record in canonical order changes none of its quads, and nothing the second time."""
    # Without anything that names the publication, its IRI is the digest of the record as it stands;
    # two versions of a source record without digests are numbered as they stand.
    told = any(origin.id or origin.digest for origin in record.provenance[:1])
    assume(record.key or told or strongest(record.identifiers))
    record = msgspec.structs.replace(record, provenance=record.provenance[:1])
    tidy = canonical(record)
    assert canonical(tidy) == tidy
    # A key is set only where the strongest identifier cannot name the publication.
    assume(not record.key or tidy.key)
    assert _lines(Writer().write(tidy)) == _lines(Writer().write(record))


def test_a_name_in_another_script_is_a_name_of_the_agent() -> None:
    """Both scripts are names of the agent, and the one in which it was published is told apart."""
    agent = Agent(kind="Person", name="Zhang, Wei", other_names=("张伟",))
    record = Record(type="Letter", contributions=(Contribution(role="author", agent=agent),))
    lines = Writer().write(record).decode()
    assert lines.count('name> "张伟"') == lines.count('name> "Zhang, Wei"') == 1
    assert lines.count('nameAsPublished> "Zhang, Wei"') == 1
    assert next(frame(nquads([record]))).contributions[0].agent == agent


def test_a_country_is_that_of_its_affiliation() -> None:
    """Two places of one name in two countries are two; co-authors at one place share it."""
    places = [Affiliation(name="Clinic", country=country) for country in ("CH", "FR")]
    people = [Agent(kind="Person", name=name) for name in ("A", "B")]
    record = Record(
        type="Letter",
        identifiers=(_doi("10.1000/a"),),
        contributions=tuple(
            Contribution(role="author", agent=agent, affiliations=tuple(places)) for agent in people
        ),
    )
    assert list(frame(nquads([record]))) == [record]
    assert Writer().write(record).count(b"hasCountryCode>") == 2


def test_the_country_of_an_identified_organization_is_one_of_all_publications() -> None:
    """The organization carries it, and whoever is affiliated with it has it from there."""
    ror = Identifier(scheme="ror", value="01rxfrp27")
    place = Affiliation(name="La Trobe University", country="AU", identifiers=(ror,))
    record = Record(
        type="Letter",
        contributions=(
            Contribution(role="author", agent=Agent(kind="Person", name="A"), affiliations=(place,)),
        ),
    )
    line = f'/agent/ror/01rxfrp27> <{term("country_code").iri}> "AU"'
    assert line.encode() in Writer().write(record)
    assert next(frame(nquads([record]))).contributions[0].affiliations == (place,)


@pytest.mark.parametrize("score", [0.0, 1e-7, 0.1, 0.9999999999999999, 1.0])
def test_a_score_comes_back_exactly(score: float) -> None:
    """A score is a decimal without exponent, whatever it is; none at all is another thing than zero."""
    topics = (Topic(label="A", scheme="openalex", score=score), Topic(label="B", scheme="openalex"))
    record = Record(type="Letter", topics=topics)
    assert next(frame(nquads([record]))).topics == topics
    assert Writer().write(record).count(b"#score>") == 1


def test_a_topic_has_its_highest_score() -> None:
    """Sources that score one topic differently leave one topic; one without score takes nothing away."""
    topics = tuple(Topic(label="A", scheme="openalex", score=score) for score in (0.5, None, 0.75, 0.25))
    assert next(frame(nquads([Record(type="Letter", topics=topics)]))).topics == (topics[2],)


def test_printed_references_are_counted_alone() -> None:
    """A bare link before a printed reference does not move it, in whichever order they come."""
    bare = Relation(kind="cites", identifiers=(_doi("10.1000/1"),))
    printed = Relation(kind="cites", citation="Doe J. A book. 1999.")
    record = Record(type="Letter", identifiers=(_doi("10.1000/2"),), relations=(bare, printed))
    tidy = canonical(record)
    assert tidy.relations == (printed, bare)
    assert _lines(Writer().write(tidy)) == _lines(Writer().write(record))


def _lines(quads: bytes) -> set[bytes]:
    return set(quads.splitlines(keepends=True))


def test_every_field_of_a_full_record_comes_back() -> None:
    """The sample with every field filled loses ``extra`` and ``changes``, and nothing else."""
    record = full()
    (framed,) = frame(nquads([record]))
    empty = [name for name in record.__struct_fields__ if not getattr(framed, name)]
    assert empty == ["key", "extra", "changes"]
    assert framed == canonical(record)


def test_several_records_come_back_in_their_order() -> None:
    """Records of one batch share venues and agents, and come back apart."""
    batch = [msgspec.structs.replace(full(), identifiers=(_doi(f"10.1000/{place}"),)) for place in (2, 1, 3)]
    assert list(frame(nquads(batch))) == [canonical(record) for record in batch]


def test_another_base_comes_back_by_that_base() -> None:
    """The base that minted the IRIs reads them."""
    base = "http://data.example.net/x/"
    assert list(frame(nquads([full()], base=base), base=base)) == [canonical(full())]


def test_a_named_graph_makes_no_difference() -> None:
    """The graph in which the quads stand is left out of account."""
    assert list(frame(nquads([full()], graph="http://example.org/g"))) == [canonical(full())]


def test_the_base_that_did_not_mint_them_is_refused() -> None:
    """The IRI of a cited publication is read by its base, or not at all."""
    with pytest.raises(MappingError, match="does not begin with"):
        list(frame(nquads([full()]), base="http://data.example.net/"))


def test_a_contested_identifier_keeps_its_key() -> None:
    """The key of a record whose strongest identifier is claimed by others comes back."""
    names = (_doi("10.1000/A"), Identifier(scheme="handle", value="10036/X"))
    for key in (names[1], Identifier(scheme="source", value="pubmed/1 2")):
        record = Record(type="Letter", key=key, identifiers=names)
        assert next(frame(nquads([record]))) == record
    assert canonical(Record(type="Letter", key=names[0], identifiers=names)).key is None


def test_contested_identifiers_come_back() -> None:
    """Which identifiers others claim too is in the graph: the publication is not the same as their IRIs."""
    names = (
        _doi("10.1000/A"),
        Identifier(scheme="handle", value="10036/X"),
        Identifier(scheme="pmid", value="1"),
    )
    record = Record(type="Letter", key=names[2], identifiers=names, contested=names[:1])
    assert next(frame(nquads([record]))) == record


def test_the_source_record_that_names_the_publication_comes_first() -> None:
    """A publication without identifiers keeps its IRI when it is written again."""
    record = Record(
        type="Letter",
        provenance=(Provenance(source="b", id="1"), Provenance(source="a", id="2", modified="2024-01-01")),
    )
    (framed,) = frame(nquads([record]))
    assert _lines(Writer().write(framed)) == _lines(Writer().write(record))


def test_contributions_come_back_by_role() -> None:
    """The order within a role is kept beyond nine; roles stand in the order of their names."""
    authors = [chr(ord("Z") - place) for place in range(12)]
    order = [("editor", "E"), *(("author", name) for name in authors)]
    record = Record(
        type="Book",
        contributions=tuple(
            Contribution(role=role, agent=Agent(kind="Person", name=name)) for role, name in order
        ),
        rights=tuple(authors),
        links=tuple(Link(url=f"x:{name}") for name in authors),
    )
    (framed,) = frame(nquads([record]))
    assert [one.agent.name for one in framed.contributions] == [*authors, "E"]
    assert (framed.rights, framed.links) == (record.rights, record.links)


def test_source_records_come_back_newest_first() -> None:
    """The day of the last change is the order of the source records of a publication."""
    dates = ("2011", "2024-01-02", "2024-01-01T06:00:00")
    origins = tuple(Provenance(source="own", id=date, modified=Date(date)) for date in dates)
    record = Record(type="Letter", identifiers=(_doi("10.1000/a"),), provenance=origins)
    (framed,) = frame(nquads([record]))
    assert [origin.id for origin in framed.provenance] == [dates[1], dates[2], dates[0]]


def test_a_bare_link_is_told_by_the_reference_that_says_more() -> None:
    """A citation by identifier alone beside a printed one of the same publication is one."""
    printed = Relation(kind="cites", identifiers=(_doi("10.1000/a"),), citation="Lancet 2001")
    bare = Relation(kind="cites", identifiers=(_doi("10.1000/A"),))
    other = Relation(kind="retracts", identifiers=(_doi("10.1000/A"),))
    record = Record(type="Letter", relations=(bare, printed, other))
    folded = msgspec.structs.replace(other, identifiers=printed.identifiers)
    assert next(frame(nquads([record]))).relations == (printed, folded)


def test_a_topic_is_main_if_it_is_main_once() -> None:
    """The same heading as a main topic and as another is a main topic."""
    main = Topic(label="Mothers", scheme="mesh", major=True)
    record = Record(type="Letter", topics=(msgspec.structs.replace(main, major=False), main))
    assert next(frame(nquads([record]))).topics == (main,)


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        (
            b"core#realization> <https://example.org/kg/expression/",
            b"core#realization> <x:",
            "is not described",
        ),
        (b"/JournalArticle>", b"/JournalArtikel>", "no term"),
        (b'"1"^^', b'"first"^^', "'position'"),
        (b"/spar/pro/author>", b"/spar/pro/autor>", "'role'"),
        (b"#nameAsPublished>", b"#nameAsPrinted>", "'name_published'"),
        (b"<https://example.org/kg/work/", b"_:work", "not an IRI|N-Quads"),
    ],
)
def test_a_foreign_graph_is_refused(old: bytes, new: bytes, match: str) -> None:
    """Quads that the writer would not write are an error that names subject and field."""
    lines = b"".join(nquads([full()]))
    assert old in lines
    with pytest.raises(MappingError, match=match):
        list(frame([lines.replace(old, new)]))


@pytest.mark.shared
def test_real_records_come_back(shared: Path) -> None:
    """Records of PubMed come back from their quads as they are, but for order."""
    seen = 0
    for path in sorted((shared / "data" / "pubmed").glob("*.xml*"))[:4]:
        for record in list(read(str(path)))[:50]:
            if isinstance(record, Record):
                assert list(frame(nquads([record]))) == [canonical(record)]
                seen += 1
    assert seen > 20


def test_a_language_comes_back_in_lower_case() -> None:
    """Language tags are compared without regard to case, and stand in lower case."""
    record = Record(type="Letter", titles=(Text(text="A", lang="zh-Hans"),))
    assert next(frame(nquads([record]))).titles == (Text(text="A", lang="zh-hans"),)
