"""Every rule that changes a text is explained, and does to its example what the explanation says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg import ids, sources, text
from kg.record import Record
from kg.sources.licensing import ACCESS, TERMS
from kg.sources.lines import WINDOWS
from kg.text.latex import unlatexed
from kg.text.rules import EXPLAINED

_RULES: dict[str, Callable[[str], str | None]] = {
    "brackets": text.bracketed,
    "latex": unlatexed,
    "heading": lambda written: text.heading(written).name,
    "identifier": ids.doi,
}
"""Rules of readers that change a text alone, beside those for titles."""

_OF_RECORDS = {WINDOWS, ACCESS, TERMS, "characters", "unbalanced-braces", "first-of-january"}
"""Rules of readers that look at more than the text; each has tests where it is applied."""


@pytest.mark.parametrize("name", text.RULES)
def test_the_example_of_a_rule_for_titles(name: str) -> None:
    """The rule, and no other, makes of its example what the table says."""
    one = EXPLAINED[name]
    assert text.tidied(one.written) == (one.made, (name,))


@pytest.mark.parametrize("name", _RULES)
def test_the_example_of_a_rule_of_readers(name: str) -> None:
    """The rule makes of its example what the table says."""
    one = EXPLAINED[name]
    assert _RULES[name](one.written) == one.made != one.written


def test_every_rule_is_explained() -> None:
    """The table has the rules for titles, those of readers, and no others."""
    assert EXPLAINED.keys() == {*text.RULES, *_RULES, *_OF_RECORDS}
    assert all(one.meaning.endswith(".") and one.where for one in EXPLAINED.values())


@pytest.mark.shared
def test_every_rule_that_real_records_meet_is_explained(shared: Path) -> None:
    """No change in the real input has a rule that is not in the table."""
    folders = ("bibtex", "crossref", "csl", "datacite", "jats", "marc", "mods", "nbib", "openalex", "pubmed")
    found = {
        change.rule
        for name in (*folders, "ris", "vufind-core")
        for path in sorted((shared / "data" / name).rglob("*"))
        if path.is_file()
        for one in sources.read(str(path))
        if isinstance(one, Record)
        for change in one.changes
    }
    assert found <= EXPLAINED.keys()
    assert found >= {"isbd", "identifier", "latex", "markup", "heading", "misread-utf-8", "characters"}
    assert found >= {"brackets", "tdm-terms", "access-right", "unbalanced-braces", "first-of-january"}


@pytest.mark.parametrize(
    "title",
    ["אפריקה", "ملحمة دانيال", "שיר (תרגום) של 1984", "تاريخ DNA", "العلاج بـ <5 مغ", "שָׁלוֹם"],
)
def test_a_title_from_right_to_left_is_left_alone(title: str) -> None:
    """Letters, marks and their order stay as they are; only NFC orders the points of a letter."""
    made, rules = text.tidied(title)
    assert set(rules) <= {"nfc"}
    assert sorted(made) == sorted(title)
    assert text.tidied(made) == (made, ())
