"""Lines of text: every encoding that exports come in, told by documented rules, never in silence."""

from __future__ import annotations

import codecs
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import SourceError
from kg.sources import lines as module
from kg.sources.lines import WINDOWS, beginning, encoding, lines


def _lines(data: bytes) -> list[module.Line]:
    return list(lines(io.BytesIO(data), "a.ris"))


def _texts(data: bytes) -> list[str]:
    return [line.text for line in _lines(data)]


TEXT = "TY  - JOUR\nTI  - Größe und Maß – Ωmega 中文\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
        codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"),
    ],
)
def test_the_encoding_is_told_by_the_first_bytes(data):
    """UTF-8, UTF-16 and UTF-32 give the same lines, with a mark or, where it can be told, without."""
    assert _texts(data) == TEXT.splitlines()
    assert b"".join(line.data for line in _lines(data)) == data
    assert not any(line.rule for line in _lines(data))
    assert beginning(data) == TEXT


def test_windows_1252_is_read_as_such():
    """A file in Windows-1252 reads right, and each line that needed it says so."""
    found = _lines("TI  - “Naïve” – 5 €\nAB  - plain\n".encode("cp1252"))
    assert [(line.text, line.rule) for line in found] == [
        ("TI  - “Naïve” – 5 €", WINDOWS),
        ("AB  - plain", ""),
    ]
    assert found[0].written == r"TI  - \x93Na\xefve\x94 \x96 5 \x80"


def test_a_stray_byte_costs_nothing_else():
    """One invalid byte in a line of UTF-8 leaves the rest of the line, and of the file, as it is."""
    found = _lines("café ".encode() + b"\xe9\xe8 " + "cliché\nétude\n".encode())
    assert [(line.text, line.rule) for line in found] == [("café éè cliché", WINDOWS), ("étude", "")]


def test_valid_characters_beside_a_stray_byte_stay():
    """A stray byte directly before a valid character does not pull it into another encoding."""
    assert _texts(b"\xe9" + "é€😀".encode() + b"\xff") == ["éé€😀ÿ"]


@pytest.mark.parametrize("odd", [b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\x81\x8d"])
def test_bytes_that_are_no_character(odd):
    """Surrogates, overlong forms, what is cut, and undefined bytes become one character a byte."""
    (line,) = _lines(b"a" + odd + b"b")
    assert line.rule == WINDOWS
    assert len(line.text) == len(odd) + 2
    assert (line.text[0], line.text[-1]) == ("a", "b")


def test_broken_utf_16_is_told():
    """Half a pair in UTF-16 becomes U+FFFD in its line alone, which says so."""
    data = codecs.BOM_UTF16_LE + b"a\0\x00\xd8\n\0b\0\n\0"
    assert [(line.text, line.rule) for line in _lines(data)] == [("a\ufffd", "utf-16-le"), ("b", "")]


def test_ends_of_lines():
    """LF, CR LF and CR end a line; what Unicode counts as one too does not."""
    assert _texts(b"a\r\nb\rc\n\nd") == ["a", "b", "c", "", "d"]
    assert _texts("a\u2028b\x0bc\x0cd\x85e\x1cf\n".encode()) == ["a\u2028b\x0bc\x0cd\x85e\x1cf"]


def test_marks_in_the_middle():
    """Files that were joined have marks in the middle, and DOS ends a file with a control: both go."""
    assert _texts(b"ER  - \n\xef\xbb\xbfTY  - JOUR\n\x1a") == ["ER  - ", "TY  - JOUR", ""]


def test_numbers_and_bytes():
    """Lines are counted from 1, and their bytes are those of the file."""
    found = _lines(b"a\r\nb\n")
    assert [(line.number, line.data) for line in found] == [(1, b"a\r\n"), (2, b"b\n")]


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_a_line_without_end(monkeypatch, codec):
    """A line that is too long for memory ends the file, with its number; those before it are kept."""
    monkeypatch.setattr(module, "LIMIT", 50)
    found = lines(io.BytesIO(("a\n" + "b" * 100).encode(codec)), "a.ris")
    assert next(found).text == "a"
    with pytest.raises(SourceError, match=r"a\.ris, line 2: is longer"):
        next(found)


def test_an_empty_file():
    """A file without bytes has no lines."""
    assert _lines(b"") == []
    assert beginning(b"") == ""
    assert encoding(b"") == "utf-8"


def test_a_beginning_cut_in_a_character():
    """The head of a file may end in the middle of a character, which is then left out."""
    assert beginning("abc€".encode()[:-1]) == "abc"
    assert beginning("ab€".encode("utf-16")[:-1]) == "ab"


def test_hostile_bytes_take_linear_time():
    """Four times as many broken bytes take about four times as long."""
    spent = []
    for count in (50_000, 200_000):
        data = b"a\xe9" * count
        started = time.perf_counter()
        _lines(data)
        spent.append(time.perf_counter() - started)
    assert spent[1] < 12 * spent[0]


@given(st.binary(max_size=200))
def test_any_bytes_are_lines(data):
    """Whatever the bytes, there are lines, they hold all bytes of a file in UTF-8, and no surrogates."""
    found = _lines(data)
    for line in found:
        line.text.encode()
        assert "\n" not in line.text
        assert isinstance(line.written, str)
    if encoding(data) == "utf-8":
        assert b"".join(line.data for line in found) == data
