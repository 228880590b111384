"""The CSL reader on small items: what a golden case does not show."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

import pytest

from kg import tables
from kg.record import Identifier, Record, Reject
from kg.sources.csl import csl
from kg.sources.drafting import Draft
from kg.sources.members import Members

# the types of CSL 1.0.2
_TYPES = (
    "article article-journal article-magazine article-newspaper bill book broadcast chapter classic"
    " collection dataset document entry entry-dictionary entry-encyclopedia event figure graphic hearing"
    " interview legal_case legislation manuscript map motion_picture musical_score pamphlet paper-conference"
    " patent performance periodical personal_communication post post-weblog regulation report review"
    " review-book software song speech standard thesis treaty webpage"
)


def _items(value: Any) -> list[Record | Reject]:
    return list(csl.read(io.BytesIO(json.dumps(value).encode()), "f.json"))


def _item(**members: Any) -> Record:
    named = {name.replace("_", "-"): value for name, value in members.items()}
    (found,) = _items({"id": "a", "type": "article-journal", "title": "T", **named})
    assert isinstance(found, Record), found
    return found


def _extra(record: Record) -> Mapping[str, tuple[str, ...]]:
    return {one.field: one.values for one in record.extra}


@pytest.mark.parametrize(
    ("value", "known"),
    [
        ([{"id": "a", "type": "article-journal", "title": "A"}], True),
        ({"id": "a", "type": "book", "title": "A", "issued": {"date-parts": [[1999]]}}, True),
        ({"references": [{"id": "a", "type": "chapter", "container-title": "B", "title": "C"}]}, True),
        (
            [{"type": "article-journal", "title": "A", "DOI": "10.5555/1", "prefix": "1", "member": "2"}],
            False,
        ),
        ([{"id": "a", "type": "book", "name": "A"}], False),
        ({"type": "FeatureCollection", "id": "a", "title": "A", "author": "B"}, False),
        ({"data": {"id": "10.5555/1", "type": "dois", "attributes": {"titles": [{"title": "A"}]}}}, False),
    ],
)
def test_an_item_is_known_by_its_type_and_members(value: Any, known: bool) -> None:
    """A type of CSL alone is not enough, for other JSON has types as well."""
    assert bool(csl.detect(json.dumps(value).encode())) == known


@pytest.mark.parametrize("word", _TYPES.split())
def test_every_type_is_known(word: str) -> None:
    """Each type of the specification has its classes."""
    assert tables.source_type("csl", word) is not None


@pytest.mark.parametrize("wrapped", ["one", "list", "items", "references", "lines"])
def test_the_wrapping_does_not_matter(wrapped: str) -> None:
    """However items are wrapped, the same Records come; a title that is a list of its own is no wrapping."""
    items = [{"id": str(number), "type": "book", "title": str(number)} for number in range(3)]
    data = {
        "one": json.dumps(items[0], indent=1),
        "list": json.dumps(items, indent=1),
        "items": json.dumps({"items": items}),
        "references": json.dumps({"lang": "en", "references": items}),
        "lines": "\n".join(map(json.dumps, items)),
    }[wrapped]
    found = list(csl.read(io.BytesIO(data.encode()), "f"))
    assert [one.titles[0].text for one in found if isinstance(one, Record)] == ["0", "1", "2"][: len(found)]
    assert len(found) == (1 if wrapped == "one" else 3)


@pytest.mark.parametrize(
    ("name", "agent"),
    [
        ({"family": "Humboldt", "given": "A.", "dropping-particle": "von"}, "Humboldt, A. von"),
        ({"family": "Gogh", "given": "V.", "non-dropping-particle": "van"}, "van Gogh, V."),
        ({"family": "King", "given": "M. L.", "suffix": "Jr."}, "King, M. L., Jr."),
        ({"family": "山田", "given": "花子"}, "山田 花子"),
        ({"literal": "Arfon M Smith"}, "Arfon M Smith"),
        ({"literal": "Plato"}, "Plato"),
        ("Ash, Ann", "Ash, Ann"),
    ],
)
def test_names_of_people(name: Any, agent: str) -> None:
    """Particles stand where they are read; a literal name is a person unless it says otherwise."""
    (found,) = _item(author=[name]).contributions
    assert (found.agent.kind, found.agent.name) == ("Person", agent)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ({"literal": "WHO"}, "Organization"),
        ({"literal": "University of Delft"}, "Organization"),
        ({"literal": "The Pottery Group"}, "Group"),
        ({"literal": "Potters", "isInstitution": True}, "Organization"),
    ],
)
def test_names_of_bodies(name: Any, kind: str) -> None:
    """Words of bodies, acronyms, and the mark that some programs set."""
    (found,) = _item(author=[name]).contributions
    assert found.agent.kind == kind


def test_who_did_something_else_is_stated() -> None:
    """Roles that the model lacks are contributors in the words of CSL; who wrote what is reviewed is none."""
    found = _item(
        container_author=[{"family": "A", "given": "B"}],
        translator=[{"family": "C", "given": "D"}],
        reviewed_author=[{"family": "E", "given": "F"}],
    )
    assert [(one.role, one.stated) for one in found.contributions] == [
        ("translator", ""),
        ("contributor", "container-author"),
    ]
    assert _extra(found)["reviewed-author/family"] == ("E",)


@pytest.mark.parametrize(
    ("issued", "date", "written"),
    [
        ({"date-parts": [["2016", "12", "20"]]}, "2016-12-20", ""),
        ({"date-parts": [[2016]], "season": "2"}, "2016", "summer 2016"),
        ({"date-parts": [[2016, 1], [2017, 2]]}, "2016-01", "2016-01/2017-02"),
        ({"date-parts": [[1850]], "circa": 1}, "1850", "circa 1850"),
        ({"date-parts": [[2018, 10, 21, 13]]}, "2018-10-21", "2018-10-21-13"),
        ({"date-parts": [[2015, 13]]}, "2015", "2015-13"),
        ({"raw": "2011-05"}, "2011-05", ""),
        ({"date-parts": [[-44]]}, "-0043", "-44"),
        ({"date-parts": [[-1]]}, "", "1 BC"),
        ({"date-parts": [[-1, 3]]}, "", "-1-3"),
        ({"literal": "n.d."}, "", "n.d."),
        ({"raw": "Winter 1999"}, "1999", "Winter 1999"),
        ("15 May 2003", "2003-05-15", "15 May 2003"),
        (1999, "1999", ""),
        ([[1999, 2]], "1999-02", ""),
        (None, "", ""),
    ],
)
def test_dates_in_all_their_forms(issued: Any, date: str, written: str) -> None:
    """The date is as precise as it is sure; what says more than the date stays as it is written."""
    found = _item(issued=issued)
    assert (found.issued, found.issued_written) == (date, written)


def test_a_note_names_identifiers() -> None:
    """Lines of a note that name an identifier, as reference managers keep them; the note stays whole."""
    note = "PMID: 22168441\nPMCID: PMC3247027\nI said PMID: 1 on this line\narXiv: 2101.00001"
    found = _item(note=note)
    assert [(one.scheme, one.value) for one in found.identifiers] == [
        ("pmid", "22168441"),
        ("pmcid", "PMC3247027"),
        ("arxiv", "2101.00001"),
        ("local", "a"),
    ]
    assert found.notes == (note,)


@pytest.mark.parametrize(
    ("id_", "own", "local"),
    [
        ("http://zotero.org/users/1/items/A", "http://zotero.org/users/1/items/A", ()),
        ("ITEM-1", "", ("ITEM-1",)),
        (7, "", ("7",)),
        ("Ash 1999", "", ()),
    ],
)
def test_a_key_of_a_file_is_no_id_of_a_record(id_: Any, own: str, local: tuple[str, ...]) -> None:
    """Two libraries have an item 1 each: only an address is the id of a record."""
    found = _item(id=id_)
    assert found.provenance[0].id == own
    assert tuple(one.value for one in found.identifiers if one.scheme == "local") == local


@pytest.mark.parametrize(
    ("url", "identifiers", "links"),
    [
        ("https://doi.org/10.5555/A", [("doi", "10.5555/A")], []),
        ("https://pubmed.ncbi.nlm.nih.gov/22168441/", [("pmid", "22168441")], 1),
        ("https://example.org/22168441", [], 1),
        ("nowhere", [], 0),
    ],
)
def test_an_address_may_be_an_identifier(url: str, identifiers: list[tuple[str, str]], links: Any) -> None:
    """That of a DOI is nothing else; that of PubMed is a link and names the publication too."""
    found = _item(URL=url)
    assert [(one.scheme, one.value) for one in found.identifiers if one.scheme != "local"] == identifiers
    assert len(found.links) == (links or 0)


def test_a_thesis_is_as_high_as_it_says() -> None:
    """The genre tells; without it a thesis is a thesis."""
    genres = {"PhD thesis": "DoctoralThesis", "Master's thesis": "MastersThesis", "": "Thesis"}
    for genre, type_ in genres.items():
        assert _item(type="thesis", genre=genre).type == type_


def test_numbers_of_books_are_read_one_by_one() -> None:
    """Several in one text are several; what is none is kept."""
    found = _item(type="book", ISBN="978-3-16-148410-0 (pbk), 0306406152; 12")
    assert [one for one in found.identifiers if one.scheme == "isbn"] == [
        Identifier(scheme="isbn", value="9783161484100"),
        Identifier(scheme="isbn", value="0306406152"),
    ]
    assert _extra(found)["ISBN"] == ("12",)


def test_members_of_a_wrong_type_are_kept() -> None:
    """Each way to take a member leaves what is not of its type in ``extra``, under its path."""
    draft = Draft()
    members = Members(
        {
            "text": {"a": "1"},
            "texts": ["x", {"b": "2"}],
            "objects": [{"c": "3"}, "4"],
            "flag": "5",
            "object": "6",
        },
        draft,
        "it/",
    )
    assert members.text("text") == ""
    assert members.texts("texts") == ["x"]
    assert [one.text("c") for one in members.objects("objects")] == ["3"]
    assert members.flag("flag") is False
    assert members.object("object").values == {}
    assert members.values == {}
    assert draft._extra == {
        "it/text/a": ["1"],
        "it/texts/b": ["2"],
        "it/objects": ["4"],
        "it/flag": ["5"],
        "it/object": ["6"],
    }
