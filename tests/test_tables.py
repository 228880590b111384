"""Tables for people: whole words at every width, and a row a line where a program reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from kg.cli.tables import laid_out, visible

HEADS = ("publication", "year", "title")
ROWS = [
    ("https://example.org/kg/expression/doi/10.1136/bmj.n71", "2021", "The PRISMA 2020 statement: an update"),
    ("https://example.org/kg/expression/pmid/8655018", "", "王伟 and 李明 on a long road to nowhere at all"),
]
WORDS = {word for row in (HEADS, *ROWS) for cell in row for word in cell.split()}
TEXTS = st.text(st.characters(codec="utf-8"), max_size=30)


@pytest.mark.parametrize("width", [20, 60, 80, 120, 200])
def test_no_word_is_broken_and_none_is_lost(width):
    """Whatever the width, each word stands whole on some line."""
    lines = list(laid_out(HEADS, ROWS, width=width))
    assert {word for line in lines for word in line.split()} - {
        "─" * len(line.strip()) for line in lines
    } == (WORDS)


@pytest.mark.parametrize("width", [80, 120, 200])
def test_lines_fit_the_terminal(width):
    """No line is wider than the terminal, if no word is."""
    lines = list(laid_out(HEADS, ROWS, width=width))
    assert max(map(cell_len, lines)) <= width


def test_a_table_where_it_fits_and_blocks_where_not():
    """A row a line; narrower, texts wrap; narrower yet, a value a line, and none for what is empty."""
    wide, middle, narrow = (list(laid_out(HEADS, ROWS, width=width)) for width in (120, 85, 60))
    assert len(wide) == 4
    assert len(middle) == 2 + 2 + 3
    assert middle[0].split() == list(HEADS)
    assert narrow[0] == f" publication  {ROWS[0][0]}"
    assert [line.split()[0] for line in narrow if line[1:2].strip()] == [*HEADS, "publication", "title"]
    assert narrow.count("") == 1


def test_a_pipe_gets_a_row_a_line():
    """Without a width each row is one line, with its values whole."""
    lines = list(laid_out(HEADS, [("a" * 500, "1\n2", "x")]))
    assert len(lines) == 3
    assert "a" * 500 in lines[2]
    assert r"1\n2" in lines[2]


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=5), st.integers(1, 120))
def test_any_text_at_any_width(rows, width):
    """Nothing in a text moves the cursor, and every row is shown."""
    lines = list(laid_out(HEADS, rows, width=width))
    assert visible("".join(lines)) == "".join(lines)
    shown = " ".join(lines).split(" ")
    assert all(word in shown for row in rows for cell in row for word in visible(cell).split(" ") if word)


def test_numbers_stand_at_the_right():
    """A numeric column ends where its head ends."""
    lines = list(laid_out(("name", "works"), [("a", "7"), ("b", "1,234")], numeric=("works",)))
    assert [line.rstrip() for line in lines[2:]] == [" a          7", " b      1,234"]


def test_no_rows():
    """A table without rows is its head; without columns, nothing fails."""
    assert len(list(laid_out(HEADS, [], width=80))) == 2
    assert list(laid_out((), [], width=80)) == ["", " "]
