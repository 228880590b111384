"""Which shapes are loaded, which are refused, and what a user's own do."""

from __future__ import annotations

import pytest
from shape_graphs import own_shapes, store_of

from kg import shapes
from kg.errors import ShapeError


@pytest.mark.parametrize(
    ("turtle", "reason"),
    [
        (
            "ex:s a sh:PropertyShape ; sh:targetClass ex:C ; sh:path ex:p ; sh:minValue 1 .",
            "sh:minValue is no term",
        ),
        ("ex:s a sh:NodeShape ; sh:targetClass ex:C ; sh:rule ex:r .", "sh:rule is no term"),
        (
            "ex:s a sh:PropertyShape ; sh:targetClass ex:C ; sh:path ex:p ; sh:message 'm' .",
            "has no constraint",
        ),
        ("ex:s a sh:NodeShape ; sh:targetClass ex:C ; sh:nodeKind sh:IRI ; sh:severity sh:IRI .", "severity"),
        ("ex:s a sh:NodeShape ; sh:sparql [ sh:select 'SELECT $this {}' ] .", "needs a target"),
        ("ex:s a sh:NodeShape ; sh:targetClass ex:C ; sh:sparql [ sh:message 'm' ] .", "sh:select"),
        (
            "ex:s sh:targetClass ex:C ; sh:sparql [ sh:select 'SELECT $this { $this a $currentShape }' ] .",
            "asks for the shapes graph",
        ),
        ("ex:s a .", "cannot be read as Turtle"),
    ],
)
def test_shapes_that_would_check_nothing_are_refused(tmp_path, turtle, reason):
    """A term that no engine acts on, or a shape without a constraint, is an error that says so."""
    with pytest.raises(ShapeError, match=reason):
        own_shapes(tmp_path, turtle)


def test_the_error_names_the_file(tmp_path):
    """Whoever has many files is told which one is wrong."""
    with pytest.raises(ShapeError, match=r"own\.ttl"):
        own_shapes(tmp_path, "ex:s sh:minValue 1 .")


def test_a_folder_without_shapes_is_refused(tmp_path):
    """An empty folder is not a graph that conforms."""
    with pytest.raises(ShapeError, match="no shapes"):
        shapes.load_shapes(tmp_path)


def test_a_query_that_is_not_sparql_names_its_shape(tmp_path):
    """The store's complaint comes with the shape that the query belongs to."""
    own = own_shapes(
        tmp_path,
        "ex:s sh:targetClass ex:C ; sh:sparql [ sh:select 'SELECT $this { nonsense }' ] .",
    )
    with pytest.raises(ShapeError, match=r"example\.org/s"):
        shapes.validate(store_of("ex:a a ex:C ."), own)


def test_a_users_shapes_replace_the_packages(tmp_path):
    """With a folder of one's own, nothing else is checked."""
    own = own_shapes(
        tmp_path,
        "ex:s sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:minCount 1 ; sh:message 'Add p.' ] .",
    )
    report = shapes.validate(
        store_of("ex:a a ex:C . ex:b a <http://purl.org/spar/datacite/Identifier> ."), own
    )
    assert [(one.focus, one.path, one.message, one.shape) for one in report.findings] == [
        ("https://example.org/a", "https://example.org/p", "Add p.", "https://example.org/s")
    ]


def test_blank_shapes_of_two_files_stay_apart(tmp_path):
    """Blank nodes with one label in two files are two shapes."""
    for name in ("one", "two"):
        shape = f"ex:{name} a sh:NodeShape ; sh:targetClass ex:C ; sh:property _:b ."
        own_shapes(tmp_path, f"{shape} _:b sh:path ex:{name} ; sh:minCount 1 .", name)
    report = shapes.validate(store_of("ex:a a ex:C ."), shapes.load_shapes(tmp_path))
    assert sorted(one.path.rpartition("/")[2] for one in report.findings) == ["one", "two"]


def test_deactivated_shapes_are_silent(tmp_path):
    """sh:deactivated switches core, class and SPARQL constraints off alike."""
    own = own_shapes(
        tmp_path,
        """ex:s sh:targetClass ex:C ; sh:deactivated true ; sh:property [ sh:path ex:p ; sh:minCount 1 ] .
        ex:t sh:targetClass ex:C ; sh:deactivated true ; sh:path ex:q ; sh:class ex:D .
        ex:u sh:targetClass ex:C ; sh:deactivated true ; sh:sparql [ sh:select "SELECT $this { }" ] .""",
    )
    assert shapes.validate(store_of("ex:a a ex:C ; ex:q ex:b ."), own).findings == ()
