"""Authors, editors and others of a reference, and what other fields tell of them by their names."""

from __future__ import annotations

import re

import msgspec

from kg import tables, text
from kg.record import Affiliation, Agent, Contribution, Identifier, identifier
from kg.sources.drafting import Draft
from kg.sources.references.kinds import AS_A_WHOLE, IN_A_BOOK
from kg.sources.tagged import Told

__all__ = ["addresses", "affiliate", "contribute", "correspond", "identify", "names", "people"]

_ROLES = {"AU": "author", "A1": "author", "A2": "editor", "ED": "editor", "A3": "editor", "A4": "translator"}
_MOST_COMMAS = 3
_LONGEST = 300
_NO_NAME = re.compile(r"https?://|@|[0-9]{4}")
_LISTED = re.compile(r"[^\W\d_][^,;]*\s[^\W\d_a-z]{1,3}(?:,\s*[^\W\d_][^,;]*\s[^\W\d_a-z]{1,3})+\Z")
_AND = re.compile(r"(?<=[^\s,])\s+(?:and|&)\s+(?=[^\W\d_][^,]*,)")
_ORCID = re.compile(
    r"(?P<name>[^;]+?)[;,]\s*ORCID:?\s*(?:https?://orcid\.org/)?(?P<orcid>(?:[0-9]{4}-){3}[0-9]{3}[0-9X])"
)
_BEFORE_NAME = re.compile(r"\A(?:[\s,;]|ORCID:?\s*(?:https?://orcid\.org/)?)+")
_OF_AUTHORS = re.compile(r"\((?P<names>[^()]{2,20000})\)\s*(?P<place>\S.*)", re.DOTALL)
_MAIL = re.compile(r",\s*\S+@\S+\Z")


def names(written: str) -> list[str]:
    """The names in one field: some programs put all of them there.

    >>> names("Smith, J., Jr"), names("Smith, J.; Doe, A."), names("Smith J, Doe AB")
    (['Smith, J., Jr'], ['Smith, J.', 'Doe, A.'], ['Smith J', 'Doe AB'])
    >>> names("Smith, John and Doe, Ann"), names("Simon and Schuster")
    (['Smith, John', 'Doe, Ann'], ['Simon and Schuster'])
    """
    found: list[str] = []
    for piece in re.split(r"[;\n]", written):
        bare = piece.strip().rstrip(",").rstrip()
        if "," not in bare:
            found.append(bare)
        elif _LISTED.match(bare):
            found += (one.strip() for one in bare.split(","))
        else:
            found += _AND.split(bare)
    return [one for one in found if one]


def people(told: Told, kind: str) -> None:
    """The contributors of a reference, by the roles that its type, as written, gives to their fields."""
    draft = told.draft
    for tag, role in _ROLES.items():
        given, stated = _role(tag, role, draft.type, kind)
        for value in told.take(tag):
            if body := _body(value.text):
                draft.contributions.append(Contribution(role=given, agent=body, stated=stated))
                continue
            for name in names(value.text):
                if not contribute(draft, given, name, stated=stated):
                    draft.retain(value.name, name)
    _translated(told)


def _body(written: str) -> Agent | None:
    """The body whose name is kept in one piece by a comma behind it, as EndNote wants it.

    >>> _body("Data Sharing in Trials,").kind, _body("Smith,"), _body("Smith, J.,")
    ('Organization', None, None)
    """
    name = " ".join(written.split()).rstrip(",").rstrip()
    if name.count(" ") < 1 or not written.rstrip().endswith(",") or re.search("[,;]", name):
        return None
    return Agent(kind="Group" if tables.body(name) == "Group" else "Organization", name=name)


def _role(tag: str, role: str, kind: str, written: str) -> tuple[str, str]:
    """The role that a field has in a reference of a type, and its name there where that says more."""
    if tag in {"AU", "A1"} and written.casefold() in {"edbook", "edited book"}:
        return "editor", ""
    if tag == "A3" and kind in IN_A_BOOK:
        return "contributor", "series editor"
    if tag == "A3" and "Thesis" in kind:
        return "supervisor", ""
    if tag == "A4" and kind not in AS_A_WHOLE and kind not in IN_A_BOOK:
        return "contributor", ""
    return role, ""


def contribute(draft: Draft, role: str, name: str, *, stated: str = "") -> bool:
    """Adds who is of that name; ``False`` for what is the name of nobody."""
    if name.count(",") > _MOST_COMMAS or len(name) > _LONGEST or _NO_NAME.search(name):
        return False
    agent = text.agent(name)
    if agent is None:
        return False
    draft.contributions.append(Contribution(role=role, agent=agent, stated=stated))
    return True


def _translated(told: Told) -> None:
    """The names in another script or language, if there is one for each author."""
    values = told.take("TA")
    others = [name for value in values for name in names(value.text)]
    places = _places(told.draft, "author")
    if len(others) != len(places):
        told.keep(*values)
        return
    for place, other in zip(places, others, strict=True):
        one = told.draft.contributions[place]
        agent = msgspec.structs.replace(one.agent, other_names=(other,))
        told.draft.contributions[place] = msgspec.structs.replace(one, agent=agent)


def _places(draft: Draft, role: str) -> list[int]:
    return [place for place, one in enumerate(draft.contributions) if one.role == role]


def _place(draft: Draft, name: str) -> int:
    """Where the one author of that name stands; -1 for none, or for several of one name."""
    wanted = _key(name)
    found = [place for place in _places(draft, "author") if _named(draft.contributions[place], wanted)]
    return found[0] if len(found) == 1 and wanted else -1


def _named(one: Contribution, wanted: str) -> bool:
    return _key(one.agent.name) == wanted


def _key(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()


def _replace(draft: Draft, place: int, **changes: object) -> None:
    draft.contributions[place] = msgspec.structs.replace(draft.contributions[place], **changes)


def identify(draft: Draft, written: str) -> bool:
    """Gives authors their ORCIDs from a list of names with ORCIDs; ``False`` unless all were given.

    Ovid writes ``Doe, Ann; ORCID: http://orcid.org/0000-0002-1825-0097``, with commas between people.
    """
    found: list[tuple[int, Identifier]] = []
    for match in _ORCID.finditer(written):
        place = _place(draft, _BEFORE_NAME.sub("", match["name"]))
        orcid = identifier("orcid", match["orcid"])
        if place < 0 or orcid is None:
            return False
        found.append((place, orcid))
    for place, orcid in found:
        agent = draft.contributions[place].agent
        one = tuple(dict.fromkeys((*agent.identifiers, orcid)))
        _replace(draft, place, agent=msgspec.structs.replace(agent, identifiers=one))
    return bool(found)


def correspond(draft: Draft, name: str) -> bool:
    """Marks the corresponding author; ``False`` where no author has that name."""
    place = _place(draft, name)
    if place >= 0:
        _replace(draft, place, corresponding=True)
    return place >= 0


def affiliate(draft: Draft, written: str) -> bool:
    """Gives authors the affiliation that names them in brackets before it, if all of them are known.

    ``False`` where the field says more than that.

    Embase writes ``(Doe A., doe@example.org; Roe B.) Department of Examples, Town``.
    """
    match = _OF_AUTHORS.match(written)
    if not match:
        return False
    places = [_place(draft, _MAIL.sub("", name.strip())) for name in match["names"].split(";")]
    if min(places) < 0:
        return False
    for place in places:
        add_affiliation(draft, place, match["place"])
    # an address for mail has no place in a Record
    return "@" not in match["names"]


def add_affiliation(draft: Draft, place: int, written: str) -> None:
    """Adds an affiliation to a contribution, once."""
    one = draft.contributions[place]
    made = Affiliation(name=" ".join(written.split()))
    if made not in one.affiliations:
        _replace(draft, place, affiliations=(*one.affiliations, made))


def addresses(told: Told) -> None:
    """The addresses of authors: that of the only author is certain, those of several are kept."""
    draft = told.draft
    places = _places(draft, "author")
    values = told.take("AD")
    if len(places) != 1:
        told.keep(*values)
        return
    for value in values:
        add_affiliation(draft, places[0], value.text)
