"""SKG-IF: what a Record says stands in the document, under the names of the graph, as the schema asks."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from publications import publication
from samples import full
from strategies import records
from writers.round_trips import back, examples

from kg import build, ids, rdf, sources, writers
from kg.naming import strongest
from kg.rdf.scope import publication as publication_iri
from kg.rdf.scope import segment
from kg.rdf.writer import term
from kg.record import (
    Agent,
    Contribution,
    Event,
    Extra,
    Licence,
    Link,
    Record,
    Relation,
    Status,
    Text,
    Topic,
    Venue,
    identifier,
)
from kg.sources.cleaning import cleaned
from kg.writers import skg_if

SCHEMA = json.loads((Path(__file__).parents[1] / "schemas" / "skg-if.schema.json").read_bytes())
VALIDATOR = Draft202012Validator(SCHEMA)

_REFERENCES = ("by", "in", "term", "funding_agency")


def _document(*found: Record, **naming: str) -> dict[str, Any]:
    return json.loads(b"".join(writers.write(found, "skg-if", **naming)))


def _entities(*found: Record) -> dict[str, Any]:
    return {one["local_identifier"]: one for one in _document(*found)["@graph"]}


def _product(found: Record) -> dict[str, Any]:
    return _document(found)["@graph"][0]


def _faults(document: dict[str, Any]) -> list[str]:
    return [f"{list(one.absolute_path)}: {one.message}" for one in VALIDATOR.iter_errors(document)]


def _named(value: object) -> Iterator[str]:
    """The local identifiers of entities that a value refers to."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in _REFERENCES:
                yield inner
            elif name in {"declared_affiliations", "funding"}:
                yield from inner
            else:
                yield from _named(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _named(inner)


_relaxed = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=30)


@given(st.lists(records().map(cleaned), max_size=2))
@_relaxed
def test_any_records_make_a_valid_document(found: list[Record]) -> None:
    """Whatever the Records hold, the document is as the schema asks, and names no entity that it lacks."""
    document = _document(*found)
    assert _faults(document) == []
    assert set(_named(document["@graph"])) <= {one["local_identifier"] for one in document["@graph"]}


@given(records().map(cleaned))
@_relaxed
def test_what_a_record_says_stands_in_it(found: Record) -> None:
    """Titles, identifiers, dates, abstracts, venue and its details, access, licences, citations, funding."""
    entities = _entities(found)
    product = next(iter(entities.values()))
    titles = [text for texts in product.get("titles", {}).values() for text in texts]
    first, *others = [one for one in found.titles if one.text] or [Text(text="")]
    for one in (*found.translated_titles, *found.alternative_titles, *others):
        assert not one.text or one.text in titles or one == first
    assert [one["value"] for one in product.get("identifiers", [])] == [
        one.value for one in found.identifiers
    ]
    abstracts = "\n".join(text for texts in product.get("abstracts", {}).values() for text in texts)
    assert all(part.text in abstracts for one in found.abstracts for part in one.sections)
    main = product["manifestations"][0]
    assert main.get("dates", {}).get("publication", []) == ([found.issued] if found.issued else [])
    told = main.get("biblio", {})
    for name in ("volume", "issue", "edition"):
        assert told.get(name, "") == getattr(found, name)
    assert told.get("pages", {}).get("first", "") == found.first_page
    if found.venue:
        assert entities[told["in"]].get("name", "") == found.venue.title
    licences = {one["licence"] for one in product["manifestations"] if "licence" in one}
    assert licences == {one.licence for one in found.licences if one.licence}
    assert bool(main.get("access_rights")) == bool(found.access)
    cited = {strongest(one.identifiers) for one in found.relations if one.kind == "cites"} - {None}
    works = {publication_iri(rdf.BASE, "work", one) for one in cited if one}
    assert set(product.get("related_products", {}).get("cites", [])) == works
    grants = [entities[one].get("grant_number", "") for one in product.get("funding", [])]
    assert grants == [one.number for one in found.funding]


@given(records().map(cleaned))
@_relaxed
def test_people_and_topics_stand_in_it(found: Record) -> None:
    """Each role counts from one in the order of the Record, under the names of who holds it."""
    entities = _entities(found)
    product = next(iter(entities.values()))
    for role in ("author", "editor"):
        made = [one for one in product.get("contributions", []) if one.get("role") == role]
        agents = [one.agent for one in found.contributions if one.role == role]
        assert [one["rank"] for one in made] == list(range(1, len(agents) + 1))
        for one, agent in zip(made, agents, strict=True):
            entity = entities[one["by"]]
            assert agent.name == entity.get("name", "") or agent.family in entity.get("family_name", "")
    terms = [one["term"] for one in product.get("topics", [])]
    labels = [text for term in terms for text in entities[term].get("labels", {}).values()]
    assert all(one.label in labels for one in found.topics if one.label)
    for word in found.keywords:
        assert not word.text or ids.mint(rdf.BASE, "topic", "none", segment(word.text)) in terms


@given(records().map(cleaned), st.sampled_from(rdf.PEOPLE))
@_relaxed
def test_the_graph_names_the_same_things(found: Record, people: str) -> None:
    """Products are works, by any of their names, manifestations expressions; agents and venues agree."""
    base = "https://example.com/other/"
    writer = rdf.Writer(base, people=people)
    lines = writer.write(found).splitlines()
    subjects = {line.split(b" ", 1)[0][1:-1].decode() for line in lines}
    same_as = b"<" + term("same_as").iri.encode() + b"> <"
    subjects |= {line.rpartition(same_as)[2][:-3].decode() for line in lines if same_as in line}
    product = _document(found, base=base, people=people)["@graph"][0]
    main = product["manifestations"][0]
    names = [product["local_identifier"], main["local_identifier"], *product.get("funding", [])]
    names += [one["by"] for one in product.get("contributions", [])]
    names += [found for found in [main.get("biblio", {}).get("in")] if found]
    names += [one["term"] for one in product.get("topics", [])][: len({one.concept for one in found.topics})]
    assert set(names) <= subjects


def test_versions_of_a_work_are_two_products(tmp_path: Path) -> None:
    """A preprint and its article, written and read again, are two publications of one work."""
    article = publication("Winter feeding of birds", "Berg, Bo", "2001", "Ecology", doi="10.1000/a")
    preprint = msgspec.structs.replace(
        publication("Winter feeding of birds", "Berg, Bo", "2001", doi="10.9000/p", type="Preprint"),
        work=article.identifiers[0],
    )
    article = msgspec.structs.replace(
        article, relations=(Relation(kind="replaces", identifiers=preprint.identifiers),)
    )
    products = [one for one in _document(article, preprint)["@graph"] if one["entity_type"] == "product"]
    assert [one["local_identifier"].partition("/work/")[2] for one in products] == [
        "doi/10.1000/a",
        "doi/10.9000/p",
    ]
    assert products[0]["related_products"]["is_new_version_of"] == [products[1]["local_identifier"]]
    path = tmp_path / "graph.json"
    path.write_bytes(b"".join(writers.write([article, preprint], "skg-if")))
    summary = build(path, tmp_path / "graph", check=False)
    assert (summary.loaded, summary.works) == (2, 1)


def test_a_full_record_is_valid() -> None:
    """A Record with every field filled makes a valid document, of every kind of entity."""
    document = _document(full())
    assert _faults(document) == []
    kinds = {one["entity_type"] for one in document["@graph"]}
    assert kinds == {"product", "person", "organisation", "agent", "venue", "topic", "grant"}


def test_the_schema_refuses() -> None:
    """A role, a type or a language that the framework does not have is a fault."""
    doi = identifier("doi", "10.5555/x")
    assert doi
    document = _document(Record(type="Article", identifiers=(doi,), titles=(Text(text="A"),)))
    assert _faults(document) == []
    (product,) = document["@graph"]
    for name, value in (
        ("product_type", "article"),
        ("titles", {"english": ["A"]}),
        ("identifiers", [{"scheme": "DOI number", "value": "1"}]),
        ("contributions", [{"by": "https://example.org/1", "role": "reader"}]),
        ("title", "A"),
    ):
        assert _faults({**document, "@graph": [{**product, name: value}]}), name


def test_shared_entities_stand_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has an ORCID and what has an ISSN is described once, until too many are remembered."""
    orcid, issn = identifier("orcid", "0000-0002-8420-0696"), identifier("issn", "2641-3337")
    assert orcid
    assert issn
    person = Agent(kind="Person", name="One, A.", family="One", given="A.", identifiers=(orcid,))
    found = [
        Record(
            type="JournalArticle",
            identifiers=tuple(filter(None, [identifier("doi", f"10.5555/{number}")])),
            venue=Venue(type="Journal", title="J", identifiers=(issn,)),
            topics=(Topic(label="Pots", concept="https://example.org/topics#pots", scheme="own"),),
            contributions=(Contribution(role="author", agent=person),),
        )
        for number in range(3)
    ]
    kinds = [one["entity_type"] for one in _document(*found)["@graph"]]
    assert kinds == ["product", "topic", "person", "venue", "product", "product"]
    monkeypatch.setattr(skg_if, "_REMEMBERED", 1)
    kinds = [one["entity_type"] for one in _document(*found)["@graph"]]
    assert kinds == ["product", "topic", "person", "venue"] * 3


def test_it_is_a_stream() -> None:
    """Each publication is written before the next is asked for, an entity a line."""
    asked = []

    def endless() -> Iterator[Record]:
        number = 0
        while True:
            asked.append(number)
            yield Record(type="Letter", extra=(Extra(field="n", values=(str(number),)),))
            number += 1

    pieces = list(islice(writers.write(endless(), "skg-if"), 4))
    assert asked == [0, 1, 2]
    assert all(piece.count(b"\n") == 1 for piece in pieces[1:])
    assert _document()["@graph"] == []


@pytest.mark.parametrize(
    ("type", "product"),
    [
        ("JournalArticle", "literature"),
        ("DataFile", "research data"),
        ("ComputerProgram", "research software"),
        ("Movie", "other"),
        ("Expression", "literature"),
    ],
)
def test_types_of_products(type: str, product: str) -> None:
    """A product has one of four types, and its manifestation the class itself."""
    made = _product(Record(type=type))
    assert made["product_type"] == product
    assert made["manifestations"][0]["type"]["class"].endswith(f"/{type}")


def test_names_of_people_are_as_one_says_them() -> None:
    """The whole name begins with the given name; of a group nobody knows whether it is an organisation."""
    agents = (
        Agent(kind="Person", name="King, Martin, Jr", family="King", given="Martin", suffix="Jr"),
        Agent(kind="Person", name="Aristotle"),
        Agent(kind="Group", name="ENCMM group"),
    )
    found = Record(
        type="Letter", contributions=tuple(Contribution(role="author", agent=one) for one in agents)
    )
    told = [
        {name: value for name, value in one.items() if name != "local_identifier"}
        for one in _document(found)["@graph"][1:]
    ]
    assert told == [
        {"entity_type": "person", "name": "Martin King Jr", "given_name": "Martin", "family_name": "King Jr"},
        {"entity_type": "person", "name": "Aristotle"},
        {"entity_type": "agent", "name": "ENCMM group"},
    ]


def test_a_manifestation_a_licence() -> None:
    """The licence of the version of record is the first; words without an address describe the access."""
    found = Record(
        type="Article",
        access="OpenAccess",
        licences=(
            Licence(written="free to read"),
            Licence(written="b", licence="https://example.org/b", applies_to="am"),
            Licence(written="a", licence="https://example.org/a", applies_to="vor"),
        ),
        links=(Link(url="https://example.org/1"),),
        history=(Event(stage="received", date="2020-01"),),
        statuses=(Status(status="retracted", since="2021-05-06"),),
    )
    first, second = _product(found)["manifestations"]
    assert first["access_rights"] == {"status": "open", "description": "free to read"}
    assert first["licence"] == first["license"] == "https://example.org/a"
    assert second["licence"] == "https://example.org/b"
    assert first["dates"] == {"received": ["2020-01"], "retraction": ["2021-05-06"]}
    assert first["identifiers"] == [{"scheme": "url", "value": "https://example.org/1"}]


@pytest.mark.shared
@pytest.mark.parametrize(
    "folder", ["openalex", "crossref", "datacite", "pmc-oa", "pubmed", "opencitations-csv"]
)
def test_real_records_make_a_valid_document(shared, folder: str) -> None:
    """The first records of real files of a folder make a document that is as the schema asks."""
    read = (one for one in sources.read(str(shared / "data" / folder)) if isinstance(one, Record))
    document = _document(*islice(read, 150))
    assert document["@graph"]
    assert _faults(document) == []


def test_msgspec_and_json_agree() -> None:
    """The document is JSON in UTF-8 with nothing escaped that need not be."""
    data = b"".join(writers.write([Record(type="Letter", titles=(Text(text="Größe"),))], "skg-if"))
    assert "Größe".encode() in data
    assert msgspec.json.decode(data) == json.loads(data)


# -- back --------------------------------------------------------------------------------------

_LOST = frozenset({"product/topics/term", "product/contributions/by", "person/local_identifier"})
"""The names of what cannot come back under one: a topic without an identifier, which is a keyword when it is
read, and a person without one, who is named after a role that the framework may have no word for."""


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}/{name}")
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, path)
    else:
        # a kind of venue that the framework has no word for is not known when it is read
        yield path, "unknown" if (path, value) == ("venue/type", "other") else str(value)


def _facts(found: Record) -> Counter[tuple[str, str]]:
    """What the document of a record says, as often as it says it, but for what is lost."""
    said = [
        one for one in _document(found)["@graph"] if one["entity_type"] != "topic" or "identifiers" in one
    ]
    return Counter(fact for one in said for fact in _leaves(one, one["entity_type"]) if fact[0] not in _LOST)


def _labels(found: Record) -> set[str]:
    return {one.label for one in found.topics if one.label} | {one.text for one in found.keywords if one.text}


@pytest.mark.parametrize("found", examples(), ids=lambda one: one.provenance[0].id)
def test_examples_are_read_back(found: Record) -> None:
    """Written, read and written again, each example says the same, and has the same topics and keywords."""
    (again,) = back([found], "skg-if")
    if strongest(found.identifiers):  # one without is named after the format that it was read from
        assert _facts(again) == _facts(found)
    assert _labels(again) == _labels(found)
    assert [one.agent.name for one in again.contributions] == [one.agent.name for one in found.contributions]


@pytest.mark.shared
@pytest.mark.parametrize("folder", ["pubmed", "jats", "datacite", "openalex", "vufind-core"])
def test_real_records_are_read_back(shared: Path, folder: str) -> None:
    """The same holds for real records of several formats; nothing is rejected."""
    count = 0
    for found in sources.read(str(shared / "data" / folder)):
        if (
            isinstance(found, Record)
            and found.provenance[0].status != "deleted"
            and strongest(found.identifiers)
        ):
            (again,) = back([found], "skg-if")
            assert _facts(again) == _facts(found), found.provenance
            count += 1
    assert count > 2


@given(records())
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
def test_what_is_read_back_stays(found: Record) -> None:
    """A Record with anything in it and a DOI is read as one, and from then on its document says the same."""
    doi = identifier("doi", "10.5555/x")
    assert doi
    named = msgspec.structs.replace(cleaned(found), identifiers=(doi,), key=None, work=None, contested=())
    (first,) = back([named], "skg-if")
    (second,) = back([first], "skg-if")
    assert _facts(second) == _facts(first)
