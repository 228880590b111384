"""Titles: what the rules change, what they leave, and that the names of the rules are told."""

from __future__ import annotations

import pytest
from hypothesis import given
from strategies import texts

from kg.text import RULES, stripped, tidied


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("<i>Clostridium difficile</i>with Moxifloxacin", "Clostridium difficile with Moxifloxacin"),
        ("of<i>Leishmania infantum</i>Promastigotes", "of Leishmania infantum Promastigotes"),
        ("<i>trans</i>platin and <i>N</i>-acetyl", "transplatin and N-acetyl"),
        ("TiO <sub>2</sub> by <sup>19</sup>F", "TiO₂ by ¹⁹F"),
        ("Co<sub>1+x\n      </sub>Mn", "Co1+xMn"),
        ("A &lt;scp&gt;DC&lt;/scp&gt; converter", "A DC converter"),
        ("children aged &lt;2 years", "children aged <2 years"),
        ("Risk &amp;amp; reward", "Risk & reward"),
        ("<h1>Eastern questionnaire</h1>", "Eastern questionnaire"),
        ("<HTML> The Basics", "<HTML> The Basics"),
        ("p < 0.05 <i>and</b> q > 1", "p < 0.05 and q > 1"),
        (
            "in<mml:math><mml:msub><mml:mi>T</mml:mi><mml:mn>0</mml:mn></mml:msub></mml:math>-Spaces",
            "in T₀-Spaces",
        ),
        ("<jats:italic>E. coli</jats:italic> &unknown; x", "E. coli &unknown; x"),
    ],
)
def test_markup_becomes_text(written: str, told: str) -> None:
    """Tags of titles are told in characters; what only looks like a tag stays."""
    assert stripped(written) == told


@pytest.mark.parametrize(
    ("written", "told", "rule"),
    [
        ("Sunset seasonables for planting /", "Sunset seasonables for planting", "isbd"),
        ("E I N L E I T U N G  I N  D A S  R E C H T", "EINLEITUNG IN DAS RECHT", "letter-spacing"),
        ("Das B U C H der Lieder", "Das BUCH der Lieder", "letter-spacing"),
        ("(1989â\x80\x931990)", "(1989–1990)", "misread-utf-8"),
        ("Patr\u00c3\u00b3n", "Patrón", "misread-utf-8"),
        ("Cafe\u0301", "Café", "nfc"),
        ("one\x00two", "one two", "controls"),
    ],
)
def test_a_rule_changes_and_is_named(written: str, told: str, rule: str) -> None:
    """Each rule does what it says, alone, and its name comes back."""
    assert tidied(written) == (told, (rule,))


@pytest.mark.parametrize(
    "written",
    [
        "A METHOD FOR DNA",
        "A B C D E F G",
        "T H E T I T L E",
        "SÃO PAULO",
        "A: B / C",
        "Why?",
        "أثر «القراءة»",
    ],
)
def test_what_is_not_certain_stays(written: str) -> None:
    """Capitals, alphabets and marks inside are the author's."""
    assert tidied(written) == (written, ())


@given(texts)
def test_a_tidied_title_stays(written: str) -> None:
    """Rules are applied once for all: what they leave, they leave again; and they never fail."""
    once, rules = tidied(written)
    assert set(rules) <= set(RULES)
    assert bool(rules) == (once != written)
    if "&" not in once and "<" not in once:
        assert tidied(once)[0] == once
