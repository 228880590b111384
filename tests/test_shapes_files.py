"""The files of shapes/: every term exists, every constraint speaks, every constraint has its proof."""

from __future__ import annotations

import gzip
import importlib.resources
import re
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph, URIRef
from rdflib.collection import Collection

from kg import context, resources
from kg.rdf import described
from kg.rdf.writer import fields
from kg.shapes.loading import _TERMS
from kg.shapes.terms import compact, graph, triples
from kg.tables import scheme

_CASES = Path(__file__).parent / "shapes"
_KGS = "https://w3id.org/research-synthesis-kg/shapes#"
_COMPONENTS = {
    "class": "Class",
    "datatype": "Datatype",
    "disjoint": "Disjoint",
    "hasValue": "HasValue",
    "in": "In",
    "maxCount": "MaxCount",
    "maxInclusive": "MaxInclusive",
    "minCount": "MinCount",
    "minInclusive": "MinInclusive",
    "nodeKind": "NodeKind",
    "not": "Not",
    "or": "Or",
    "pattern": "Pattern",
    "qualifiedMinCount": "QualifiedMinCount",
    "sparql": "SPARQL",
    "uniqueLang": "UniqueLang",
    "xone": "Xone",
}
_HEADS = (
    "path severity message name property qualifiedValueShape"
    " targetClass targetNode targetSubjectsOf targetObjectsOf"
)
_NOT_CONSTRAINTS = frozenset(_HEADS.split())


def _sh(name: str) -> URIRef:
    return URIRef(context.iri(f"sh:{name}"))


@cache
def _shapes() -> Graph:
    whole = Graph()
    for file in resources.files("shapes", "**/*.ttl"):
        whole += graph(triples(file.read_bytes(), ox.RdfFormat.TURTLE))
    return whole


def _constraints() -> dict[str, set[str]]:
    """Each shape that reports, by its local name, with the names of its constraint components."""
    found: dict[str, set[str]] = {}
    namespace = context.prefixes()["sh"]
    for shape, predicate in _shapes().subject_predicates():
        name = str(predicate).removeprefix(namespace)
        if not str(shape).startswith(_KGS) or name == str(predicate) or name in _NOT_CONSTRAINTS:
            continue
        if (shape, _sh("message"), None) in _shapes():
            found.setdefault(str(shape).removeprefix(_KGS), set()).add(
                f"{_COMPONENTS[name]}ConstraintComponent"
            )
    return found


def _proofs() -> list[set[tuple[str, str]]]:
    """What each bad case says that it fires."""
    lines = [file.read_text(encoding="utf-8").partition("\n")[0] for file in _CASES.glob("*/bad-*.ttl")]
    named = [[one.split() for one in line.removeprefix("# fires: ").split(", ")] for line in lines]
    return [{(shape, component) for shape, component, *_ in found} for found in named]


def _paths() -> set[str]:
    """The properties that the shapes speak of, in a path or in a query."""
    found = set()
    for path in _shapes().objects(None, _sh("path")):
        alternatives = _shapes().value(path, _sh("alternativePath"))
        found |= set(Collection(_shapes(), alternatives)) if alternatives else {path}
    named = {compact(str(path)) for path in found}
    for select in _shapes().objects(None, _sh("select")):
        named |= set(re.findall(r"[a-z]+:[A-Za-z]\w*", str(select)))
    return named


def _wanted() -> set[tuple[str, str]]:
    """Each component of each shape."""
    return {(shape, component) for shape, components in _constraints().items() for component in components}


def test_every_constraint_component_can_be_violated():
    """For each component of each shape there is a case that is proven to fire it and nothing else.

    A year that is none is not plausible either, and who has no address has no file: these fire together.
    """
    alone = set().union(*(found for found in _proofs() if len(found) == 1))
    assert len(_wanted()) > 300
    assert _wanted() - alone == {
        ("publication-year", "PatternConstraintComponent"),
        ("openaire-identifier", "SPARQLConstraintComponent"),
    }
    assert _wanted() - set().union(*_proofs()) == set()


def test_every_bad_case_is_of_a_constraint_that_exists():
    """No case claims to fire what no shape has."""
    assert set().union(*_proofs()) - _wanted() == set()


def test_each_folder_of_cases_is_a_file_of_shapes():
    """Each folder of cases is named after a file of shapes, and has cases of both kinds."""
    files = {file.stem for file in resources.files("shapes", "**/*.ttl")}
    folders = {folder.name for folder in _CASES.iterdir()}
    assert folders == files - {"prefixes", "date"}
    for folder in folders:
        assert list((_CASES / folder).glob("ok-*.ttl")), folder
        assert list((_CASES / folder).glob("bad-*.ttl")), folder


def test_what_reports_is_an_iri_with_name_grade_and_message():
    """Every shape that can report has an IRI, one name, one grade, and a message that says what to do."""
    reporting = set(_shapes().subjects(_sh("severity"))) | set(_shapes().objects(None, _sh("property")))
    assert {str(shape).removeprefix(_KGS) for shape in reporting} == set(_constraints())
    for shape in reporting:
        assert isinstance(shape, URIRef), shape
        for name in ("name", "severity", "message"):
            assert len(list(_shapes().objects(shape, _sh(name)))) == 1, (shape, name)
        message = str(_shapes().value(shape, _sh("message")))
        assert re.fullmatch(r".+(: |\. ).+\.", message), f"{shape} does not say what to do: {message}"


def test_every_shape_has_a_target():
    """A shape that reports has a target of its own, or its node shape has."""
    targets = [_sh(kind) for kind in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")]
    aimed = {shape for target in targets for shape in _shapes().subjects(target)}
    held = {shape for holder in aimed for shape in _shapes().objects(holder, _sh("property"))}
    idle = {shape for shape in _constraints() if URIRef(_KGS + shape) not in aimed | held}
    assert idle == set()


def test_every_class_of_the_graph_has_a_shape():
    """Each class that the mapping gives to a node is the target of a shape."""
    aimed = {compact(str(found)) for found in _shapes().objects(None, _sh("targetClass"))}
    names = {value for value in context.load().values() if isinstance(value, str)}
    classes = {name for name in names if re.fullmatch(r"[a-z]\w*:[A-Z]\w*", name)}
    assert classes - aimed == {"fabio:SubjectTerm"}, "which every skos:Concept of a subject is too"


def test_every_field_of_the_graph_is_checked():
    """Each property that the mapping writes stands in the path or the query of a shape."""
    nodes = [
        found
        for found in vars(described).values()
        if isinstance(found, type) and issubclass(found, described.Node)
    ]
    written = {compact(field.term.iri) for node in nodes for field in fields(node)}
    assert len(written) > 100
    assert written - _paths() == set()


@pytest.mark.parametrize(
    ("shape", "field"),
    [
        ("role-kind", "role"),
        ("role-credit", "credit"),
        ("identifier-scheme", "scheme"),
        ("status-kind", "status"),
        ("publication-access", "access"),
        ("reference-kind", "kind"),
    ],
)
def test_lists_are_those_of_the_context(shape, field):
    """The values that a shape allows are the words that the context has for the field."""
    listed = set(map(str, Collection(_shapes(), _shapes().value(URIRef(_KGS + shape), _sh("in")))))
    assert listed == {context.iri(name) for name in context.load()[field]["@context"].values()}


def test_relations_are_those_of_the_context():
    """The relations that must lead to an IRI are all that the context has."""
    path = _shapes().value(URIRef(_KGS + "publication-relation"), _sh("path"))
    listed = {
        compact(str(one)) for one in Collection(_shapes(), _shapes().value(path, _sh("alternativePath")))
    }
    assert listed == set(context.load()["kind"]["@context"].values())


def test_jurisdictions_are_those_of_the_table():
    """The adapted licences that count as known are those whose jurisdiction is in the table."""
    patterns = [
        str(found) for found in _shapes().objects(None, _sh("pattern")) if "creativecommons" in str(found)
    ]
    assert len(patterns) == 1
    codes = patterns[0].rpartition("(")[2].partition(")")[0].split("|")
    assert codes == sorted(found.one("skos:notation") for found in scheme.members("jurisdictions.ttl"))


def _expressions() -> set[str]:
    return {
        compact(str(one))
        for one in _shapes().objects(URIRef(_KGS + "expression-general"), _sh("targetClass"))
    }


def _works() -> set[str]:
    return {
        compact(str(one))
        for one in _shapes().objects(URIRef(_KGS + "work-not-expression"), _sh("targetClass"))
    }


def test_no_class_is_a_work_and_an_expression():
    """The two lists of classes share none, and what a work must not be is every class of expressions."""
    assert not _expressions() & _works()
    refused = _shapes().value(URIRef(_KGS + "work-not-expression"), _sh("not"))
    listed = {compact(str(one)) for one in Collection(_shapes(), _shapes().value(refused, _sh("in")))}
    assert listed == _expressions() | {"fabio:Expression"}


# -- against the vocabularies ------------------------------------------------------------------

_VOCABULARIES = {
    **{
        name: f"spar/{name}.ttl"
        for name in ("biro", "c4o", "cito", "datacite", "deo", "doco", "fabio", "frapo")
    },
    **{name: f"spar/{name}.ttl" for name in ("frbr", "literal", "pro", "pso", "scoro")},
    **{name: f"zazuko/{name}.nq" for name in ("dcterms", "foaf", "owl", "prov", "rdf", "rdfs", "skos")},
    "bf": "bibframe/bibframe.rdf.gz",
    "prism": "spar/fabio.ttl",
    "coar": "coar/coar_access_rights.ttl",
}
_DATATYPES = {"string", "boolean", "integer", "decimal", "date", "gYear", "gYearMonth", "dateTime", "anyURI"}


def _declared(file: Path) -> set[str]:
    """The subjects of a vocabulary."""
    packed = file.suffix == ".gz"
    content = gzip.decompress(file.read_bytes()) if packed else file.read_bytes()
    formats = {".nq": ox.RdfFormat.N_QUADS, ".ttl": ox.RdfFormat.TURTLE, ".rdf": ox.RdfFormat.RDF_XML}
    format = formats[file.with_suffix("").suffix if packed else file.suffix]
    return {quad.subject.value for quad in ox.parse(content, format=format)}


def _used() -> set[str]:
    """Every IRI of the shapes, and every short name in their queries, written out."""
    found = {str(term) for triple in _shapes() for term in triple if isinstance(term, URIRef)}
    for select in _shapes().objects(None, _sh("select")):
        bare = re.sub(r'"(?:\\.|[^"\\])*"', "", str(select))
        found |= {context.iri(name) for name in re.findall(r"(?<![\w?$])[a-z]+:[A-Za-z][\w-]*", bare)}
    return found


def test_our_own_terms_exist():
    """Terms of the kg: namespace are defined in ontologies/kg.ttl, shapes and prefixes in shapes/."""
    own = _declared(resources.path("ontologies", "kg.ttl"))
    namespace = context.prefixes()["kg"]
    assert {term for term in _used() if term.startswith(namespace)} - own == set()
    credit = _declared(resources.path("ontologies", "credit.ttl"))
    assert {term for term in _used() if term.startswith(context.prefixes()["niso"])} - credit == set()
    subjects = {str(found) for found in _shapes().subjects()}
    assert {term for term in _used() if term.startswith(_KGS)} - subjects == set()


def test_the_terms_of_shacl_exist():
    """Whatever the shapes use and the engine accepts under sh: is in the vocabulary that W3C publishes."""
    vocabulary = importlib.resources.files("pyshacl").joinpath("assets/shacl.ttl").read_bytes()
    declared = {quad.subject.value for quad in ox.parse(vocabulary, format=ox.RdfFormat.TURTLE)}
    used = {term for term in _used() if term.startswith(context.prefixes()["sh"])}
    assert len(used) > 30
    assert (used | {context.iri(f"sh:{name}") for name in _TERMS}) - declared == set()


@pytest.mark.shared
def test_every_term_is_in_its_vocabulary(shared):
    """No term of another vocabulary is misspelt: each stands in the file of its namespace."""
    missing = set()
    elsewhere = (_KGS, *(context.prefixes()[name] for name in ("kg", "niso", "sh")))
    left = {term for term in _used() if not term.startswith(elsewhere)}
    for prefix, file in _VOCABULARIES.items():
        namespace = context.prefixes()[prefix]
        here = {term for term in left if term.startswith(namespace)}
        left -= here
        missing |= here - _declared(shared / "ontologies" / file)
    assert missing == set()
    xsd = context.prefixes()["xsd"]
    rest = {term for term in left if term.removeprefix(xsd) not in _DATATYPES}
    assert rest - _declared(resources.path("ontologies", "licences.ttl")) == {
        "https://w3id.org/research-synthesis-kg/shapes",
        "https://w3id.org/research-synthesis-kg/tables/spdx",
    }


@pytest.mark.shared
def test_the_lists_of_classes_are_as_fabio_has_them(shared):
    """FaBiO makes the works of the list frbr:Work and the expressions frbr:Expression, over its hierarchy."""
    above: dict[str, set[str]] = {}
    subclass = context.iri("rdfs:subClassOf")
    for quad in ox.parse((shared / "ontologies/spar/fabio.ttl").read_bytes(), format=ox.RdfFormat.TURTLE):
        if quad.predicate.value == subclass and isinstance(quad.object, ox.NamedNode):
            above.setdefault(quad.subject.value, set()).add(quad.object.value)

    def ancestors(name: str) -> set[str]:
        found, pending = set(), [context.iri(name)]
        while pending:
            new = above.get(pending.pop(), set()) - found
            found |= new
            pending += new
        return found

    for name in _expressions():
        assert context.iri("fabio:Expression") in ancestors(name), name
    for name in _works() - {"fabio:Work"}:
        assert context.iri("fabio:Work") in ancestors(name), name
