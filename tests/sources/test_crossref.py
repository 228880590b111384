"""The Crossref reader on small works: what a golden case does not show."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import sources
from kg.errors import SourceError
from kg.rdf.describe import describe
from kg.record import Accession, Funding, Identifier, Licence, Record, Reject, Relation, Series, Status
from kg.sources.crossref import crossref
from kg.sources.csl import csl

_DATA = Path(__file__).parent.parent / "data"
_OWN = {"prefix": "10.5555", "member": "7822"}


def _items(value: Any) -> list[Record | Reject]:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return list(crossref.read(io.BytesIO(data), "f.json"))


def _work(**members: Any) -> Record:
    named = {name.replace("_", "-"): value for name, value in members.items()}
    (found,) = _items({"DOI": "10.5555/x", "type": "journal-article", **_OWN, **named})
    assert isinstance(found, Record), found
    return found


def _extra(record: Record) -> Mapping[str, tuple[str, ...]]:
    return {one.field: one.values for one in record.extra}


def _doi(value: str) -> Identifier:
    return Identifier(scheme="doi", value=value)


@pytest.mark.parametrize(
    ("value", "known"),
    [
        ({"DOI": "10.5555/1", **_OWN}, True),
        ([{"DOI": "10.5555/1", **_OWN}], True),
        ({"items": [{"indexed": {}, "deposited": {}, "title": ["A"]}]}, True),
        ({"status": "failed", "message-type": "validation-failure", "message-version": "1.0.0"}, True),
        ([{"id": "a", "type": "book"}, {"DOI": "10.5555/1", **_OWN}], False),
        ({"DOI": "10.5555/1", "title": "A", "publisher": "B"}, False),
        ({"data": [{"id": "10.5555/1", "attributes": {"doi": "10.5555/1", "prefix": "10.5555"}}]}, False),
        ({"meta": {}, "results": [{"id": "https://openalex.org/W1", "doi": "10.5555/1"}]}, False),
    ],
)
def test_a_work_is_known_by_what_only_crossref_has(value: Any, known: bool) -> None:
    """Names of members tell; CSL, DataCite and OpenAlex have DOIs and titles too."""
    assert bool(crossref.detect(json.dumps(value).encode())) == known


@pytest.mark.parametrize("wrapped", ["one", "list", "items", "answer", "lines", "message"])
def test_the_wrapping_does_not_matter(wrapped: str) -> None:
    """However works are wrapped, the same Records come."""
    works = [{"DOI": f"10.5555/{number}", "title": [str(number)], **_OWN} for number in range(3)]
    data = {
        "one": works[0],
        "list": works,
        "items": {"items": works},
        "answer": {"status": "ok", "message": {"facets": {"x": {}}, "items": works, "total-results": 3}},
        "lines": "\n".join(map(json.dumps, works)).encode(),
        "message": {"status": "ok", "message-type": "work", "message": works[0]},
    }[wrapped]
    found = [one for one in _items(data) if isinstance(one, Record)]
    assert [one.provenance[0].id for one in found] == [one["DOI"] for one in works][: len(found)]
    assert len(found) == (1 if wrapped in {"one", "message"} else 3)


def test_a_truncated_snapshot_gives_what_is_whole() -> None:
    """Works before the end are read, and the end is told with what to do."""
    works = [{"DOI": f"10.5555/{number}", **_OWN, "title": ["A"]} for number in range(3)]
    data = json.dumps({"items": works}).encode()[:-20]
    found = []
    with pytest.raises(SourceError, match="fetch it again"):
        found.extend(crossref.read(io.BytesIO(data), "f.json"))
    assert len(found) == 2


@pytest.mark.parametrize(
    ("members", "issued", "history"),
    [
        ({"issued": [[2011, 5, 3]], "published-print": [[2011, 6]]}, "2011-05-03", [("ppublish", "2011-06")]),
        ({"issued": [[None]], "published-online": [[2014]]}, "2014", [("electronic", "2014")]),
        ({"issued": [[None]], "approved": [[2013, 5]]}, "2013-05", [("approved", "2013-05")]),
        ({"issued": [[2011]], "published": [[2011]], "accepted": [[2010]]}, "2011", [("accepted", "2010")]),
        ({"issued": [[None]]}, "", []),
        ({"issued": [[]]}, "", []),
    ],
)
def test_one_date_is_that_of_publication(
    members: Mapping[str, Any], issued: str, history: list[tuple[str, str]]
) -> None:
    """``issued`` is, or else the first of the others that there is; all others are history."""
    dated = {name: {"date-parts": parts} for name, parts in members.items()}
    found = _work(title=["A"], **dated)
    assert found.issued == issued
    assert [(one.stage, one.date) for one in found.history] == history


def test_a_licence_is_for_a_version_and_from_a_day() -> None:
    """The same licence for two versions is two; "unspecified" is no version."""
    address = "http://creativecommons.org/licenses/by/4.0/"
    start = {"date-parts": [[2020, 1, 2]], "date-time": "2020-01-02T00:00:00Z"}
    found = _work(
        license=[
            {"URL": address, "content-version": version, "start": start, "delay-in-days": 0}
            for version in ("vor", "am", "unspecified")
        ]
    )
    canonical = "https://creativecommons.org/licenses/by/4.0/"
    assert found.licences == tuple(
        Licence(written=address, licence=canonical, applies_to=version, start="2020-01-02")
        for version in ("vor", "am", "")
    )


def test_each_award_is_a_grant() -> None:
    """A funder with two awards is two; one without any is one; identifiers of both registries stay."""
    ror = {"id": "https://ror.org/01rxfrp27", "id-type": "ROR", "asserted-by": "publisher"}
    found = _work(
        funder=[
            {"name": "F", "DOI": "10.13039/1", "award": ["a", "b"], "id": [ror]},
            {"name": "G", "award": []},
        ]
    )
    names = (
        Identifier(scheme="fundref", value="10.13039/1"),
        Identifier(scheme="ror", value="01rxfrp27"),
    )
    assert found.funding == (
        Funding(number="a", funder="F", identifiers=names),
        Funding(number="b", funder="F", identifiers=names),
        Funding(funder="G"),
    )


@pytest.mark.parametrize(
    ("reference", "relation"),
    [
        ({"DOI": "10.5555/y"}, Relation(kind="cites", identifiers=(_doi("10.5555/y"),))),
        ({"unstructured": "A &amp; B."}, Relation(kind="cites", citation="A & B.")),
        (
            {"DOI": "10.5555/y", "author": "Ash", "year": "1999", "journal-title": "J", "first-page": "7"},
            Relation(kind="cites", identifiers=(_doi("10.5555/y"),), citation="Ash (1999) J 7."),
        ),
        (
            {"unstructured": "Ash, 1999", "author": "Ash", "volume": "7"},
            Relation(kind="cites", citation="Ash, 1999", note="volume: 7"),
        ),
        (
            {"article-title": "A", "journal-title": "J", "series-title": "S", "volume-title": "V"},
            Relation(kind="cites", citation="A. J. V. S."),
        ),
    ],
)
def test_a_reference_is_identified_and_told(reference: Mapping[str, str], relation: Relation) -> None:
    """By its DOI, in the words of the source, or in one line of its parts."""
    (found,) = _work(reference=[{"key": "k", **reference}]).relations
    assert found == relation


@pytest.mark.parametrize(
    ("word", "kind", "work_types"),
    [
        ("err", "corrects", ("Erratum",)),
        ("erratum", "corrects", ("Erratum",)),
        ("Erratum", "corrects", ("Erratum",)),
        ("corrigendum", "corrects", ("Correction",)),
        ("correction", "corrects", ("Correction",)),
        ("retraction", "retracts", ("Retraction",)),
        ("withdrawal", "retracts", ("Retraction",)),
        ("new_version", "updates", ()),
        ("expression_of_concern", "discusses", ()),
        ("crossmark-novelty", "citesAsRelated", ()),
    ],
)
def test_an_update_is_what_its_word_means(word: str, kind: str, work_types: tuple[str, ...]) -> None:
    """In any spelling; a word that nobody knows tells of a relation, and stays in the note."""
    updated = {"date-parts": [[2020, 3, 4]], "date-time": "2020-03-04T00:00:00Z", "timestamp": 1583280000000}
    found = _work(update_to=[{"DOI": "10.5555/y", "type": word, "updated": updated}])
    assert found.relations == (
        Relation(kind=kind, identifiers=(_doi("10.5555/y"),), note=f"{word}, 2020-03-04"),
    )
    assert found.work_types == work_types
    assert found.type == ("RetractionNotice" if kind == "retracts" else "JournalArticle")
    assert found.statuses == ()


@pytest.mark.parametrize(
    ("word", "kind", "statuses"),
    [
        ("retraction", "isRetractedBy", (Status(status="retracted", since="2020-03-04"),)),
        ("erratum", "isCorrectedBy", (Status(status="corrected", since="2020-03-04"),)),
        ("new_version", "isUpdatedBy", ()),
        ("crossmark-novelty", "isCitedAsRelatedBy", ()),
    ],
)
def test_a_work_that_is_updated_says_so(word: str, kind: str, statuses: tuple[Status, ...]) -> None:
    """A retracted article keeps its class; that it is retracted is a status, since a day."""
    update = {"DOI": "10.5555/notice", "type": word, "updated": {"date-parts": [[2020, 3, 4]]}}
    found = _work(updated_by=[update])
    assert [one.kind for one in found.relations] == [kind]
    assert found.statuses == statuses
    assert (found.type, found.work_types) == ("JournalArticle", ())


def test_an_article_corrected_in_place_does_not_correct_itself() -> None:
    """An update that names the work itself is a status, not a relation."""
    found = _work(update_to=[{"DOI": "10.5555/X", "type": "correction", "updated": {"date-parts": [[2020]]}}])
    assert found.relations == ()
    assert found.statuses == (Status(status="corrected", since="2020"),)
    assert _extra(found)["update-to/type"] == ("correction, 2020",)


def test_trials_are_accessions() -> None:
    """A registry that is known has its name, and its numbers the form that they have elsewhere."""
    found = _work(
        clinical_trial_number=[
            {"clinical-trial-number": "nct00000001", "registry": "10.18810/clinical-trials-gov"},
            {"clinical-trial-number": "x", "registry": "10.18810/somewhere"},
        ]
    )
    assert found.accessions == (
        Accession(bank="ClinicalTrials.gov", number="NCT00000001"),
        Accession(bank="10.18810/somewhere", number="x"),
    )


def test_an_orcid_is_authenticated_only_if_it_is_one() -> None:
    """A malformed iD is kept and claims nothing."""
    found = _work(
        author=[
            {
                "family": "A",
                "given": "B",
                "ORCID": "http://orcid.org/0000-0002-1825-0097",
                "authenticated-orcid": True,
            },
            {
                "family": "C",
                "given": "D",
                "ORCID": "http://orcid.org/0000-0002-1825-0098",
                "authenticated-orcid": True,
            },
        ]
    )
    assert [one.authenticated for one in found.contributions] == [True, False]
    assert _extra(found)["author/ORCID"] == ("http://orcid.org/0000-0002-1825-0098",)


@pytest.mark.parametrize(
    ("author", "kind", "name"),
    [
        ({"name": "OLYMPUS Collaboration"}, "Group", "OLYMPUS Collaboration"),
        ({"name": "Urban & Vogel"}, "Organization", "Urban & Vogel"),
        ({"family": "Newell P. Campbell"}, "Person", "Newell P. Campbell"),
        ({"family": "the NOTES Development Group"}, "Group", "the NOTES Development Group"),
        ({"given": "Plato"}, "Person", "Plato"),
        ({"family": "Dâ\x80\x99Adamo", "given": "P."}, "Person", "D’Adamo, P."),
    ],
)
def test_who_an_author_is(author: Mapping[str, str], kind: str, name: str) -> None:
    """What has a ``name`` is a body; a whole name in ``family`` is a person, unless it says otherwise."""
    (found,) = _work(author=[author]).contributions
    assert (found.agent.kind, found.agent.name) == (kind, name)


@pytest.mark.parametrize(
    ("type_", "members", "own", "venue", "series"),
    [
        ("journal-article", {}, (), ("issn",), ()),
        ("journal", {}, ("issn",), (), ("C",)),
        ("book", {}, ("isbn",), (), ("C",)),
        ("book-chapter", {}, (), ("isbn",), ()),
        ("proceedings-article", {}, (), ("isbn",), ()),
    ],
)
def test_numbers_belong_where_they_stand(
    type_: str,
    members: Mapping[str, Any],
    own: tuple[str, ...],
    venue: tuple[str, ...],
    series: tuple[str, ...],
) -> None:
    """The ISSN is the journal's, the ISBN the book's; the ISSN of a book is its series', and is kept."""
    numbers = (
        {"ISSN": ["1471-2458"]} if "journal" in type_ else {"ISSN": ["1471-2458"], "ISBN": ["9780306406157"]}
    )
    found = _work(type=type_, container_title=["C"], **numbers, **members)
    assert tuple(one.scheme for one in found.identifiers if one.scheme != "doi") == own
    assert tuple(one.scheme for one in (found.venue.identifiers if found.venue else ())) == venue
    assert found.series == tuple(Series(title=title) for title in series)
    assert ("ISSN" in _extra(found)) == ("ISBN" in numbers)


def test_what_is_no_work_says_what_it_is() -> None:
    """A journal of the API, an answer that refuses, a scalar: each reject tells what to do."""
    journal = {"title": "J", "counts": {}, "last-status-check-time": 1}
    refusal = {"status": "failed", "message-type": "validation-failure", "message": [{"message": "no such"}]}
    told = [
        one.reason for one in [*_items([journal]), *_items(refusal), *_items([7])] if isinstance(one, Reject)
    ]
    assert len(told) == 3
    assert "ask for its works" in told[0]
    assert "no such" in told[1]
    assert "not a JSON object" in told[2]


def test_deep_nesting_costs_its_work_alone() -> None:
    """A member nested deeper than the parser or we can follow is a reject; its neighbours are read."""
    deep = b"[" * 900 + b"]" * 900
    deeper = b"[" * 100_000 + b"]" * 100_000
    good = json.dumps({"DOI": "10.5555/1", "title": ["A"], **_OWN}).encode()
    lines = b"\n".join([good, b'{"DOI": "10.5555/2", "x": ' + deep + b"}", b'{"x": ' + deeper + b"}", good])
    found = _items(lines)
    assert [type(one) for one in (found[0], found[2], found[3])] == [Record, Reject, Record]


@pytest.mark.parametrize(
    "unit",
    [
        "<math>",
        "<jats:title>",
        "<title>x",
        "<p> ",
        "<i>Methods</i>",
        ". <i>",
        "<sub> ",
        "&amp;",
        "METHODS: ",
        "1 ",
    ],
)
def test_broken_markup_costs_no_more_than_its_length(unit: str) -> None:
    """Tags that never end are passed over at once: with a search to the end each, this takes minutes."""
    text = unit * 30_000
    found = _work(title=[text], abstract=text, author=[{"family": text}], container_title=[text], ISBN=[text])
    assert found.provenance[0].id == "10.5555/x"


_WORKS = json.loads(_DATA.joinpath("crossref/answer/input.json").read_bytes())["message"]["items"][:6]
_ITEMS = json.loads(_DATA.joinpath("csl/library/input.json").read_bytes())
_JSON = (
    None,
    True,
    0,
    -1,
    1.5,
    10**30,
    1e300,
    [],
    {},
    [[]],
    [{}],
    [[None]],
    {"a": {"b": [1]}},
    ["x", 1, None],
)
_WORDS = ("", " \x00", "10.5555/x", "2011", "<p>x", "&#0;", {"date-parts": "2011"}, {"date-parts": [None]})
_ODD = st.sampled_from([*_JSON, *_WORDS])


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, one in inner for place in _places(one, (*path, key)))]


def _with(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """A copy of a value with another at a place in it."""
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = _with(value[path[0]], path[1:], new)
    return copy


@given(data=st.data())
def test_any_value_anywhere_costs_at_most_itself(data: st.DataObject) -> None:
    """Whatever stands in place of any value, there is one Record or Reject, and the graph can hold it."""
    item = data.draw(st.sampled_from([*_WORKS, *_ITEMS]))
    for _ in range(data.draw(st.integers(1, 3))):
        item = _with(item, data.draw(st.sampled_from(_places(item)[1:])), data.draw(_ODD))
    written = json.dumps([item]).encode()
    for reader in (crossref, csl):
        (found,) = reader.read(io.BytesIO(written), "f.json")
        if isinstance(found, Record):
            assert describe(found).own
            assert msgspec.json.decode(msgspec.json.encode(found), type=Record) == found


@given(
    name=st.text("abc-", min_size=1, max_size=8), value=st.recursive(st.text("xyz ", max_size=4), st.lists)
)
def test_what_nobody_knows_is_kept_under_its_name(name: str, value: Any) -> None:
    """A member that no step takes stands in ``extra``, whatever it holds."""
    found = _work(title=["A"], **{f"zz-{name}": value})
    texts: list[str] = []
    stack = [value]
    while stack:
        one = stack.pop()
        stack += one[::-1] if isinstance(one, list) else []
        texts += [one] if isinstance(one, str) and one.strip() else []
    assert _extra(found).get(f"zz-{name}", ()) == tuple(texts)


def test_the_two_readers_agree() -> None:
    """A file of works and items is the same to both."""
    for path in (_DATA / "csl/library/input.json", _DATA / "crossref/citeproc/input.json"):
        assert list(sources.read(str(path), format="csl")) == list(sources.read(str(path), format="crossref"))
