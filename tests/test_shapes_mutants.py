"""No constraint of shapes/ may be lost or loosened unseen: each change of one turns a case red."""

from __future__ import annotations

import pytest
from mutants import Mutant, mutants, reds, reporting

MUTANTS = mutants()


def test_the_shapes_as_they_are_turn_no_case_red():
    """Each shape, run by itself, fires in its cases what they say, with the grade that they say."""
    assert list(reds(None, reporting())) == []


def test_every_shape_that_reports_has_mutants():
    """Each shape has at least one constraint to lose and two other grades to be given."""
    assert len(MUTANTS) > 1000
    for shape in reporting():
        own = [one for one in MUTANTS if one.shape == shape]
        assert len(own) > 2, shape


@pytest.mark.parametrize("mutant", [pytest.param(one, id=one.name) for one in MUTANTS])
def test_a_mutant_is_seen(mutant: Mutant):
    """A constraint that is removed, loosened or graded otherwise turns at least one case red."""
    assert next(reds(mutant), None) is not None
