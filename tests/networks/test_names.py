"""A name without an ORCID, and who it may be."""

from __future__ import annotations

import pytest

from kg.networks.incidence import Incidence, incidence

ORCID = "0000-0003-2434-4206"


def _found(*rows: str) -> Incidence:
    return incidence("\r\n".join(["member,label,group,orcid", *rows, ""]).encode())


def test_a_whole_name_goes_to_its_only_holder():
    """The same whole name with and without an ORCID, on two papers, is one person of two papers."""
    found = _found(f'http://a/1,"Moher, David",p1,{ORCID}', '"Moher, David","Moher, David",p2,')
    assert found.members.ids == ("http://a/1",)
    assert found.members.labels == ("Moher, David",)
    assert found.teams.sizes.tolist() == [1, 1]


@pytest.mark.parametrize(
    "rows",
    [
        (f'http://a/1,"Egger, M",p1,{ORCID}', '"Egger, M","Egger, M",p2,'),
        (f'http://a/1,"Wei, Wang",p1,{ORCID}', '"Wei, Wang","Wei, Wang",p1,'),
        (f'http://a/1,"Moher, David",p1,{ORCID}', '"Moher, Davide","Moher, Davide",p2,'),
        ('http://a/1,"Moher, David",p1,', '"Moher, David","Moher, David",p2,'),
    ],
    ids=["initials", "both on one paper", "another name", "no ORCID"],
)
def test_what_is_not_enough(rows):
    """Initials, two of one name on one paper, another name, or no ORCID: they stay two."""
    assert len(_found(*rows).members.ids) == 2


def test_two_holders_of_a_name():
    """Where two holders of an ORCID share a name, the name alone stays a third."""
    rows = (
        f'http://a/1,"Wang, Wei Li",p1,{ORCID}',
        'http://a/2,"Wang, Wei Li",p2,0000-0001-5109-3700',
        '"Wang, Wei Li","Wang, Wei Li",p3,',
    )
    assert len(_found(*rows).members.ids) == 3
