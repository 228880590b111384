"""Documents of JSON, whatever stands around them."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Iterator
from itertools import islice
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import SourceError
from kg.sources import brackets
from kg.sources.documents import Document, Fault, Wrapping, decoded, documents, keys

_WRAPPING = Wrapping(
    lists=(("message", "items"), ("items",)),
    single=(("message",),),
    own=frozenset({"id"}),
    told=lambda top: "says no" if "error" in top else ("" if "status" in top else None),
)


def _found(data: bytes | str) -> list[Document | Fault]:
    return list(documents(io.BytesIO(data.encode() if isinstance(data, str) else data), "f", _WRAPPING))


def _values(data: bytes | str) -> list[Any]:
    return [json.loads(one.data) if isinstance(one, Document) else one.reason for one in _found(data)]


_SOME: list[dict[str, Any]] = [
    {"id": 1, "text": 'brackets ]}{[ and a quote " and \\ and \\" in it'},
    {"id": 2, "inner": {"items": [{"id": 3}, []], "message": {}}, "none": None},
    {"id": 4, "text": "é\n中 \\\\"},
]


@pytest.mark.parametrize(
    "wrapped",
    [
        _SOME,
        {"items": _SOME},
        {"status": "ok", "facets": {"a": [1, {"items": []}]}, "message": {"n": 3, "items": _SOME}},
        {"items": _SOME, "message": {"items": "no list"}, "more": [{"id": 9}]},
    ],
    ids=["list", "answer", "answer in an answer", "answer with more behind"],
)
@pytest.mark.parametrize("indent", [None, 1])
def test_a_list_gives_its_elements_whatever_is_around_it(wrapped: Any, indent: int | None) -> None:
    """On one line or on many, with headers of HTTP or without, the same documents come."""
    text = json.dumps(wrapped, indent=indent)
    assert _values(text) == _SOME
    assert _values(f"\ufeffHTTP/1.1 200 OK\r\nServer: x\r\n\r\n\n{text}\n\n") == _SOME


@pytest.mark.parametrize("text", [json.dumps(_SOME[1]), json.dumps(_SOME[1], indent=2)])
def test_a_document_alone_is_itself(text: str) -> None:
    """A document is none the less one for having a list where answers have theirs."""
    assert _values(text) == [_SOME[1]]
    assert _values(json.dumps({"status": "ok", "message": _SOME[1]})) == [_SOME[1]]


@pytest.mark.parametrize("joint", ["\n", " ", "\n\n", "\r\n"])
@pytest.mark.parametrize("indent", [None, 1])
def test_values_one_behind_the_other(joint: str, indent: int | None) -> None:
    """Documents, lists and answers follow one another, each on as many lines as it likes."""
    texts = [json.dumps(one, indent=indent) for one in (*_SOME, {"items": _SOME}, [_SOME[0]])]
    assert _values(joint.join(texts)) == [*_SOME, *_SOME, _SOME[0]]


def test_an_answer_with_a_document_on_each_line() -> None:
    """A list whose elements stand on lines of their own is a list, wherever it opens."""
    lines = ",\n".join(map(json.dumps, _SOME))
    for opened, closed in (("[", "]"), ("[\n", "\n]"), ('{"items": [', "]}"), ('{"items": [\n', "\n]}\n")):
        assert _values(opened + lines + closed) == _SOME


def test_positions_lead_to_the_document() -> None:
    """JSON lines are told by line, what a line holds besides by number, anything else by number."""
    lines = 'x\n{"id": 1}\n\n[{"id": 2}, {"id": 3}]\n'
    assert [one.position for one in _found('{"id": 0}\n' + lines)] == [
        "line 1",
        "line 2",
        "line 3",
        "line 5",
        "line 5, record 2",
    ]
    assert [one.position for one in _found('[\n{"id": 1},\n{"id": 2}]')] == ["record 1", "record 2"]


_json_values = st.recursive(
    st.none() | st.booleans() | st.integers(0, 9) | st.text(st.sampled_from('a"\\[]{},:é\n ')),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text('ab"\\[', max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(
    elements=st.lists(_json_values, min_size=1, max_size=5),
    block=st.integers(1, 40),
    indent=st.sampled_from([None, 1]),
    wrapped=st.booleans(),
)
def test_where_blocks_are_cut_does_not_matter(
    elements: list[Any], block: int, indent: int | None, wrapped: bool
) -> None:
    """A list of anything at all comes element by element, in blocks of any size."""
    text = json.dumps(
        {"items": elements, "n": [{}]} if wrapped else elements, indent=indent, ensure_ascii=False
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(brackets, "_BLOCK", block)
        # not on a line of its own, or it would be decoded at once
        found = list(
            documents(io.BytesIO(b"\n\n" + text.encode()[:1] + b"\n" + text.encode()[1:]), "f", _WRAPPING)
        )
    assert [json.loads(one.data) for one in found if isinstance(one, Document)] == elements
    assert len(found) == len(elements)


def test_a_broken_document_costs_itself() -> None:
    """Wrong bytes, a missing value and a scalar among documents leave the others alone."""
    found = _found(b'[\n{"id": 1},\n{"id": "\xff"},\n{"id": },\n7,\n{"id": 2}]')
    told = [decoded(one) for one in found if isinstance(one, Document)]
    assert [told[0], told[4]] == [{"id": 1}, {"id": 2}]
    assert [type(one) for one in told] == [dict, str, str, str, dict]
    assert "UTF-8" in str(told[1])
    assert "not valid JSON" in str(told[2])
    assert "int" in str(told[3])


@pytest.mark.parametrize("joint", ["\n", " "])
def test_of_a_truncated_list_all_is_read_that_is_whole(joint: str) -> None:
    """What follows the last whole document is told as an early end."""
    text = json.dumps({"items": _SOME}, indent=joint, ensure_ascii=False)
    cut = io.BytesIO(text[: text.rindex("中")].encode())
    found: list[Document | Fault] = []
    with pytest.raises(SourceError, match="ends early") as caught:
        found.extend(documents(cut, "f", _WRAPPING))
    assert caught.value.position == "after record 2"


def test_of_a_truncated_line_all_is_read_that_is_whole() -> None:
    """An answer on one line is no worse off."""
    cut = io.BytesIO(json.dumps({"items": _SOME}).encode()[:-20])
    found: list[Document | Fault] = []
    with pytest.raises(SourceError, match="ends early"):
        found.extend(documents(cut, "f", _WRAPPING))
    assert len(found) == 2


@pytest.mark.parametrize(
    ("text", "position", "reason"),
    [
        ('[\n{"id": 1}}', "byte 11", "bracket"),
        ('{"id":\n1}]', "byte 9", "bracket"),
        ('[{"id":\n1}] and more', "byte 12", "neither an object nor a list"),
        (" \n ", "", "no JSON"),
    ],
)
def test_what_holds_the_file_together_must_be_right(text: str, position: str, reason: str) -> None:
    """The message names the byte."""
    with pytest.raises(SourceError, match=reason) as caught:
        _found(text)
    assert caught.value.position == position


def test_an_answer_without_documents() -> None:
    """What it says is told; if it only found nothing, there is nothing."""
    assert [one.reason for one in _found('{"error": "no"}') if isinstance(one, Fault)] == ["says no"]
    assert _found('{"status": "ok"}') == []
    assert _found('{"status": "ok", "message": {"items": []}}') == []


class _Endless(io.RawIOBase):
    """A list, or an element, of so many megabytes."""

    def __init__(self, size: int, element: bytes) -> None:
        self._left, self._element, self._first = size * 1024**2, element, True

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._left <= 0:
            return 0
        opening = b'{"items": [' if self._first else b""
        data = opening + self._element * ((len(buffer) - len(opening)) // len(self._element))
        self._first = False
        self._left -= len(data)
        buffer[: len(data)] = data
        return len(data)


def _documents(stream: _Endless) -> Iterator[Document | Fault]:
    return documents(io.BufferedReader(stream, 1 << 16), "f", _WRAPPING)


def test_a_long_list_needs_little_memory() -> None:
    """Fifty megabytes of a list on one line never stand in memory."""
    found = _documents(_Endless(50, b'{"id": "' + b"x" * 1000 + b'"},'))
    tracemalloc.start()
    count = sum(isinstance(one, Document) for one in islice(found, 50_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 50_000
    assert peak < 16 * 1024**2


@pytest.mark.parametrize("element", [b'{"id": ', b"1, ", b'"', b"\\\\\\"])
def test_a_document_that_is_too_long_is_refused(element: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document, a line, and whatever is none have a greatest length."""
    monkeypatch.setattr(brackets, "LIMIT", 1 << 21)
    with pytest.raises(SourceError, match=r"too long.*JSON lines"):
        list(_documents(_Endless(5, element)))
    line = '{"id": 1}\n'
    with pytest.raises(SourceError, match=r"too long.*JSON lines"):
        _found(line + '{"id": "' + "x" * (1 << 21) + '"}\n')
    assert len(_found(line * 300_000)) == 300_000


def test_names_tell_a_format() -> None:
    """The names of members, at any depth, of JSON that may be cut off anywhere; none of other text."""
    assert keys(b'\xef\xbb\xbf {"a": [{"b-c": "d", "e') == {"a", "b-c"}
    assert keys(b'say "a": 1') == frozenset()


def test_documents_stay_undecoded() -> None:
    """Reading a list decodes none of its documents."""
    (found,) = _found(b'[{"id": 1e999999}]')
    assert isinstance(found, Document)
    assert found.data == b'{"id": 1e999999}'
    with pytest.raises(msgspec.DecodeError):
        msgspec.json.decode(found.data)
