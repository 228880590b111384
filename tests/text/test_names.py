"""Names of people and bodies, in the forms in which sources really have them."""

from __future__ import annotations

import pytest

from kg.text import agent, person


@pytest.mark.parametrize(
    ("written", "family", "given", "initials", "suffix"),
    [
        ("Small, Rhonda", "Small", "Rhonda", "", ""),
        ("de la Cruz, Juan Carlos", "de la Cruz", "Juan Carlos", "", ""),
        ("Smith, J., Jr", "Smith", "J.", "", "Jr"),
        ("Smith, Jr., J.", "Smith", "J.", "", "Jr."),
        ("Smith Jr, John", "Smith", "John", "", "Jr"),
        ("Smith, John III", "Smith", "John", "", "III"),
        ("O'Neil, V", "O'Neil", "V", "", ""),
        ("Shannon,Claude E.", "Shannon", "Claude E.", "", ""),
        ("Adler D.G.", "Adler", "", "D.G.", ""),
        ("Small RC", "Small", "", "RC", ""),
        ("van der Berg J", "van der Berg", "", "J", ""),
        ("Vogel-Heuser B.", "Vogel-Heuser", "", "B.", ""),
        ("Hospital, Ann", "Hospital", "Ann", "", ""),
        ("Rhonda Small", "", "", "", ""),
        ("SMITH JOHN", "", "", "", ""),
        ("Appianus", "", "", "", ""),
        ("李明", "", "", "", ""),
        ("山元 健太", "", "", "", ""),
    ],
)
def test_the_parts_of_a_name(written: str, family: str, given: str, initials: str, suffix: str) -> None:
    """Parts are told apart where the form tells them; a name without a comma stays whole."""
    found = agent(written)
    assert found is not None
    assert found.kind == "Person"
    assert (found.family, found.given, found.initials, found.suffix) == (family, given, initials, suffix)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("ALSPAC Study Team", "Group"),
        ("1000 Genomes Project Consortium", "Group"),
        ("on behalf of the REST investigators", "Group"),
        ("World Health Organization", "Organization"),
        ("University of Oxford, Department of Statistics", "Organization"),
        ("Bundesministerium für Gesundheit", "Organization"),
        ("京都大学", "Organization"),
    ],
)
def test_a_body_is_no_person(written: str, kind: str) -> None:
    """Collective names never become persons."""
    found = agent(written)
    assert found is not None
    assert (found.kind, found.name, found.family) == (kind, written, "")


@pytest.mark.parametrize(
    "written", ["", " , ", "et al.", "and others", "Anonymous", "[No authors listed]", "n/a"]
)
def test_nobody_is_no_agent(written: str) -> None:
    """What stands for the absence of a name makes no agent."""
    assert agent(written) is None


def test_a_whole_name_in_the_family_field_is_a_name_in_one_text() -> None:
    """Sources that put everything into the family name are read as if they had one field."""
    assert person(family="Small, Rhonda") == person("Small, Rhonda")
    whole = person(family="Rhonda Small")
    assert whole is not None
    assert (whole.name, whole.family) == ("Rhonda Small", "")
