"""Names of people and bodies, in the forms in which sources really have them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

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
        ("Smith, John, MD, PhD", "Smith", "John", "", ""),
        ("Smith, John, Jr., MD", "Smith", "John", "", "Jr."),
        ("Prof. Small, Rhonda", "Small", "Rhonda", "", ""),
        ("Small, Prof. Dr. Rhonda", "Small", "Rhonda", "", ""),
        ("Li, Xiao Jun", "Li", "Xiao Jun", "", ""),
        ("Li, Jun", "Li", "Jun", "", ""),
        ("Zhang, Sen", "Zhang", "Sen", "", ""),
        ("Chan, Ii", "Chan", "Ii", "", ""),
        ("Abdel Rahman HA", "Abdel Rahman", "", "HA", ""),
        ("D. Moher", "Moher", "", "D.", ""),
        ("J.-P. van den Berg", "van den Berg", "", "J.-P.", ""),
        ("Иванов И.И.", "Иванов", "", "И.И.", ""),
        ("Иванов, Иван Иванович", "Иванов", "Иван Иванович", "", ""),
        ("И. И. Иванов", "Иванов", "", "И. И.", ""),
        ("محمد, أحمد", "محمد", "أحمد", "", ""),
        ("山田, 花子", "山田", "花子", "", ""),
        ("SMITH, JOHN", "SMITH", "JOHN", "", ""),
        ("ibn Rushd, Abu", "ibn Rushd", "Abu", "", ""),
        ("Paul A Bunn, Jr", "", "", "", ""),
        ("James W. Fox, IV", "", "", "", ""),
        ("Michael C. Northington, V", "", "", "", ""),
        ("Rhonda Small, MD", "", "", "", ""),
        ("Small, PhD", "", "", "", ""),
        ("Bill B. Belt, Ed Elton E. Rodgers", "", "", "", ""),
        ("Aalfs Cora M.", "", "", "", ""),
        ("J. Mark Melhorn", "", "", "", ""),
        ("Plato", "", "", "", ""),
        ("SUHARTO", "", "", "", ""),
        ("Dr. Rhonda Small", "", "", "", ""),
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
        ("BABAR Collaborations", "Group"),
        ("American College of Cardiology", "Organization"),
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


@pytest.mark.parametrize(
    ("family", "told", "particle"),
    [
        ("van der Berg", "", "van der"),
        ("de la Cruz", "", "de la"),
        ("d'Alembert", "", "d'"),
        ("al-Rashid", "", "al-"),
        ("ibn Rushd", "", "ibn"),
        ("De Vries", "", ""),
        ("De Vries", "De", "De"),
        ("De Vries", "Van", ""),
        ("Small", "Small", ""),
        ("hooks", "", ""),
        ("Smith van Dyck", "", ""),
        ("山田", "", ""),
        ("", "van", ""),
    ],
)
def test_a_particle_is_the_beginning_of_the_family_name(family: str, told: str, particle: str) -> None:
    """Words in lower case are one; others where the source says so and the family name begins with them."""
    found = person(family=family, given="Ann", particle=told)
    assert found is not None
    assert (found.family, found.particle) == (family, particle)


@pytest.mark.parametrize("given", ["for the", "on behalf of the", "For", "and the", "and for the"])
def test_a_group_in_the_parts_of_a_person_is_a_group(given: str) -> None:
    """Publishers put "for the" into the given name of a study group."""
    found = person(family="ARDS Study Group", given=given)
    assert found is not None
    assert (found.kind, found.name, found.family) == ("Group", f"{given} ARDS Study Group", "")


@pytest.mark.parametrize("name", ["Smith, John, MD, PhD", "Small, Dr. Rhonda", "Prof. Small, Rhonda"])
def test_titles_and_degrees_stay_in_the_name(name: str) -> None:
    """They are no part of the given name, and not lost."""
    found = person(name)
    assert found is not None
    assert found.name == name


def test_given_names_that_look_like_a_suffix() -> None:
    """Jun and Sen are given names in Chinese, where they have no dot."""
    li = person(family="Li", given="Xiao Jun")
    smith = person(family="Smith", given="John Jun.")
    assert li is not None
    assert smith is not None
    assert (li.given, li.suffix) == ("Xiao Jun", "")
    assert (smith.given, smith.suffix) == ("John", "Jun.")


@drawn(st.text("AaBb Éé.,'-Jr IVMDPhé李", max_size=40))
def test_parts_are_parts_of_the_name(text: str) -> None:
    """Whatever the text, no part has what the name has not, and a particle has something behind it."""
    found = agent(text)
    if found is not None:
        parts = (found.family, found.given, found.initials, found.suffix)
        assert all(part in found.name for part in parts)
        assert found.family.startswith(found.particle)
        assert not found.family or found.family != found.particle


@pytest.mark.parametrize("unit", ["a ", "d'", "A. ", "al-", "van A ", "A.-", "Dr. ", ", MD", "Aa "])
def test_hostile_names_take_no_time(unit: str) -> None:
    """A name of a thousand characters of one kind is told apart at once."""
    text = (unit * 1000)[:999] + "!"
    started = time.process_time()
    agent(text)
    agent(f"{text}, {text}"[:1000])
    assert time.process_time() - started < 1
