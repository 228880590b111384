"""Records are immutable, complete on disk, and strict when read."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from samples import full
from strategies import records

from kg import ids, record
from kg.record import Record, Text, Topic, identifier

_STRUCTS = [kind for name in record.__all__ if isinstance(kind := getattr(record, name), type)]


@settings(
    max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
@given(records())
def test_a_record_comes_back_from_json(found: Record) -> None:
    """Whatever a record holds, its JSON reads back as the same record."""
    assert msgspec.json.decode(msgspec.json.encode(found), type=Record) == found


@pytest.mark.parametrize("kind", _STRUCTS)
def test_every_part_is_frozen_and_named(kind: type[msgspec.Struct]) -> None:
    """No part can be changed, or made by position, and each refuses fields that it does not know."""
    config = kind.__struct_config__
    assert config.frozen
    assert config.forbid_unknown_fields
    assert config.omit_defaults
    with pytest.raises(TypeError):
        kind("by position")


def test_a_record_cannot_be_changed() -> None:
    """Setting a field is an error; a changed copy is another record."""
    found = full()
    with pytest.raises(AttributeError):
        found.volume = "12"  # type: ignore[misc]
    changed = msgspec.structs.replace(found, volume="12")
    assert (found.volume, changed.volume) == ("11", "12")
    assert hash(found) == hash(full()) != hash(changed)


@pytest.mark.parametrize(
    "json",
    [
        b'{"type":"Letter","colour":"red"}',
        b'{"type":"Letter","titles":[{"text":"a","colour":"red"}]}',
        b'{"titles":[]}',
        b'{"type":"Letter","volume":3}',
        b'{"type":"Letter","contributions":[{"role":"author","agent":{"kind":"Robot","name":"R"}}]}',
    ],
)
def test_an_unknown_field_or_a_wrong_type_is_refused(json: bytes) -> None:
    """What is read is checked: nothing is dropped, nothing is taken for something else."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(json, type=Record)


def test_what_is_absent_takes_no_room() -> None:
    """Empty fields are not written; the type always is."""
    assert msgspec.json.encode(Record(type="Letter")) == b'{"type":"Letter"}'
    assert msgspec.json.encode(Text(text="")) == b'{"text":""}'


def test_the_sample_fills_every_field() -> None:
    """The record that other tests look at lacks nothing but a key, which only linking sets."""
    assert [name for name in Record.__struct_fields__ if not getattr(full(), name)] == ["key"]


def test_equal_parts_are_equal() -> None:
    """Parts compare and hash by what they hold."""
    assert {Topic(label="A"), Topic(label="A"), Topic(label="A", major=True)} == {
        Topic(label="A", major=True),
        Topic(label="A"),
    }


@pytest.mark.parametrize("scheme", sorted(ids.SCHEMES))
def test_an_identifier_that_is_none_is_none(scheme: str) -> None:
    """Text that is no identifier makes none, whatever the scheme."""
    assert identifier(scheme, " ") is None


def test_an_unknown_scheme_is_an_error() -> None:
    """A reader that misspells a scheme learns it at once."""
    with pytest.raises(KeyError):
        identifier("dio", "10.1000/182")
