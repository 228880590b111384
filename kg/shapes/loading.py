"""Shapes files -> what the two engines run: core constraints for pySHACL, SELECTs for the store.

A constraint written as ``sh:sparql`` would be parsed and run anew for every focus node; as one query
over the store it costs what any query costs. ``sh:class`` of a value needs the description of another
node, which may be in another batch. So these become queries here, and the rest goes to pySHACL. The
files stay plain SHACL, and any other engine that knows SHACL-SPARQL finds the same with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import msgspec
import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg import context, resources
from kg.errors import ShapeError
from kg.shapes import selects
from kg.shapes.findings import SEVERITIES
from kg.shapes.model import Rule, SetQuery, Shapes, Target
from kg.shapes.profiles import chosen, files
from kg.shapes.terms import graph, triples, written

__all__ = ["load_shapes", "pattern"]

_WORDS = """
    NodeShape PropertyShape PropertyGroup Violation Warning Info
    targetClass targetNode targetObjectsOf targetSubjectsOf
    property path severity message name description order group defaultValue deactivated
    class datatype nodeKind minCount maxCount minExclusive minInclusive maxExclusive maxInclusive
    minLength maxLength pattern flags languageIn uniqueLang equals disjoint lessThan lessThanOrEquals
    not and or xone node qualifiedValueShape qualifiedValueShapesDisjoint qualifiedMinCount
    qualifiedMaxCount closed ignoredProperties hasValue in
    inversePath alternativePath zeroOrMorePath oneOrMorePath zeroOrOnePath
    IRI BlankNode Literal BlankNodeOrIRI BlankNodeOrLiteral IRIOrLiteral
    sparql SPARQLConstraint select prefixes declare prefix namespace PrefixDeclaration
"""
_TERMS = frozenset(_WORDS.split())
"""The terms of SHACL that the engines act on. Another one is refused: it would check nothing."""

_ASIDE = """
    path severity message name description order group defaultValue deactivated flags
    targetClass targetNode targetObjectsOf targetSubjectsOf
"""
_SAYS_NOTHING = frozenset(_ASIDE.split())
_LOOKS_FURTHER = ("class", "node", "inversePath", "zeroOrMorePath", "oneOrMorePath", "targetObjectsOf")
_TARGETS = ("targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf")


def load_shapes(folder: Path | str | None = None, profiles: Iterable[str] = ()) -> Shapes:
    """The shapes of one file, or of all ``*.ttl`` of a folder, and those of profiles.

    Args:
        folder: the file or folder; those that the package ships if ``None``.
        profiles: what else is asked for: names of :func:`kg.shapes.profiles`, or paths of files and folders.

    Raises:
        ShapeError: there are none, a file is not Turtle, there is no such profile, or a shape says
            something that no engine here would check; the message names the file.

    >>> len(load_shapes().queries) > 10, load_shapes().local
    (True, True)
    """
    if folder is None:
        return _shipped(tuple(profiles))
    return _load([*files(Path(folder)), *chosen(profiles)])


@cache
def _shipped(profiles: tuple[str, ...]) -> Shapes:
    return _load([*files(resources.folder("shapes")), *chosen(profiles)])


def _load(files: Iterable[Path]) -> Shapes:
    whole = Graph(bind_namespaces="none")
    for file in files:
        for triple in _parsed(file):
            whole.add(triple)
    return _compiled(whole)


def _parsed(file: Path) -> Graph:
    try:
        found = graph(triples(file.read_bytes(), ox.RdfFormat.TURTLE, file.resolve().as_uri()))
    except (SyntaxError, OSError) as error:
        raise ShapeError(f"{file} cannot be read as Turtle: {error}") from error
    for fault in _faults(found):
        raise ShapeError(f"{file}: {fault}")
    return found


def _sh(name: str) -> URIRef:
    return URIRef(context.iri(f"sh:{name}"))


def _faults(shapes: Graph) -> Iterator[str]:
    """What would make a shape look strict and check nothing."""
    namespace = context.prefixes()["sh"]
    for term in {term for triple in shapes for term in triple if isinstance(term, URIRef)}:
        if term.startswith(namespace) and term[len(namespace) :] not in _TERMS:
            yield f"sh:{term[len(namespace) :]} is no term of SHACL that is checked here: correct it"
    idle = {_sh(name) for name in _SAYS_NOTHING} | {URIRef(context.iri("rdf:type"))}
    closed = set(shapes.subjects(_sh("closed")))
    for shape in set(shapes.subjects(_sh("path"))):
        is_listed = bool(closed & set(shapes.subjects(_sh("property"), shape)))
        if not is_listed and not set(shapes.predicates(shape)) - idle:
            yield f"the property shape {shape} has no constraint: give it one"
    for severity in set(shapes.objects(None, _sh("severity"))):
        if _grade(severity) not in SEVERITIES:
            yield f"the severity {severity} is not sh:Violation, sh:Warning or sh:Info"


def _grade(severity: Node) -> str:
    return str(severity).removeprefix(context.prefixes()["sh"]).lower()


# -- compiling ---------------------------------------------------------------------------------


def _compiled(whole: Graph) -> Shapes:
    parents, declared = _parents(whole), tuple(_targets(whole))
    part = _sh("property")
    parts = {str(one): tuple(map(str, whole.objects(one, part))) for one in whole.subjects(part)}
    _hoist(whole)
    rules = {str(shape): _rule(whole, shape, parents.get(str(shape), str(shape))) for shape in _shapes(whole)}
    targets = sorted(_targets(whole), key=lambda one: (one.shape, one.kind, one.value))
    queries = (*_sparql(whole, rules, targets), *_classes(whole, rules, targets))
    return Shapes(
        core=whole,
        queries=tuple(sorted(queries, key=lambda one: (one.rule.shape, one.sparql))),
        known=_known(),
        rules=rules,
        targets=declared,
        local=_is_local(whole),
        parts=parts,
    )


@cache
def _known() -> Graph:
    """The licences of the lists: that each is in its scheme, and nothing else of them."""
    files = [resources.read_bytes("ontologies", name) for name in ("licences.ttl", "spdx.ttl")]
    every = [one for data in files for one in triples(data, ox.RdfFormat.TURTLE)]
    in_scheme = URIRef(context.iri("skos:inScheme"))
    return graph(one for one in every if one[1] == in_scheme)


def _shapes(whole: Graph) -> set[Node]:
    """Whatever is a shape: said to be one, with a target, or a value of ``sh:property``."""
    found: set[Node] = set(whole.objects(None, _sh("property")))
    for kind in ("NodeShape", "PropertyShape"):
        found |= set(whole.subjects(URIRef(context.iri("rdf:type")), _sh(kind)))
    for kind in (*_TARGETS, "sparql"):
        found |= set(whole.subjects(_sh(kind)))
    return found


def _rule(whole: Graph, shape: Node, named: str) -> Rule:
    severity = _grade(whole.value(shape, _sh("severity")) or _sh("Violation"))
    return Rule(
        shape=named,
        name=_text(whole, shape, "name"),
        message=_text(whole, shape, "message"),
        severity=next(grade for grade in SEVERITIES if grade == severity),
    )


def _text(whole: Graph, shape: Node, name: str) -> str:
    """The value in English or without a language, else the first in order of the alphabet."""
    values = sorted(whole.objects(shape, _sh(name)), key=str)
    found = sorted(values, key=lambda one: (getattr(one, "language", "") or "en") != "en")
    return str(found[0]) if found else ""


def _parents(whole: Graph) -> dict[str, str]:
    """For each blank node, the IRI that it hangs from."""
    above = {child: parent for parent, _, child in whole if isinstance(child, BNode)}
    found = {}
    for child in above:
        parent: Node = child
        passed = set[Node]()  # blank nodes may stand in a ring
        while isinstance(parent, BNode) and parent in above and parent not in passed:
            passed.add(parent)
            parent = above[parent]
        if isinstance(parent, URIRef):
            found[str(child)] = str(parent)
    return found


def _hoist(whole: Graph) -> None:
    """Gives property shapes the targets of the node shapes that hold them.

    The results are the same; but pySHACL then asks a property shape about all nodes at once, where it
    would else set it up anew for each of them.
    """
    for holder in set(whole.subjects(_sh("property"))):
        targets = [(kind, value) for kind in _TARGETS for value in whole.objects(holder, _sh(kind))]
        if not targets or list(whole.subjects(None, holder)) or _holds_fast(whole, holder):
            continue
        for shape in list(whole.objects(holder, _sh("property"))):
            whole.remove((holder, _sh("property"), shape))
            for kind, value in targets:
                whole.add((shape, _sh(kind), value))


def _holds_fast(whole: Graph, holder: Node) -> bool:
    """Whether the property shapes of a node shape must stay with it.

    Those of a property shape are about its values. A closed shape looks at all of them, to know the
    properties that it allows; so does a qualified shape that its siblings must not share values with. The
    instances of a class are targets that nobody writes down.
    """
    together = (*whole.objects(holder, _sh("property")), holder)
    looked_at = any((one, _sh("qualifiedValueShapesDisjoint"), None) in whole for one in together)
    is_class = (holder, URIRef(context.iri("rdf:type")), URIRef(context.iri("rdfs:Class"))) in whole
    is_other = any((holder, _sh(name), None) in whole for name in ("path", "closed"))
    return looked_at or is_class or is_other or _is_off(whole, holder)


def _targets(whole: Graph) -> Iterator[Target]:
    for kind in _TARGETS:
        for shape, value in whole.subject_objects(_sh(kind)):
            term = (
                written(value, value.language or "", value.datatype or "")
                if isinstance(value, Literal)
                else ""
            )
            yield Target(str(shape), kind, str(value), term)


def _is_local(whole: Graph) -> bool:
    if any(True for name in _LOOKS_FURTHER for _ in whole.triples((None, _sh(name), None))):
        return False
    paths = dict(whole.subject_objects(_sh("path")))
    first = URIRef(context.iri("rdf:first"))
    if any((path, first, None) in whole for path in paths.values()):
        return False
    return not any(nested in paths for shape in paths for nested in _below(whole, shape))


def _below(whole: Graph, shape: Node) -> Iterator[Node]:
    """The shapes that the values of a property shape must have."""
    for name in ("property", "not", "qualifiedValueShape"):
        yield from whole.objects(shape, _sh(name))
    for name in ("and", "or", "xone"):
        for members in whole.objects(shape, _sh(name)):
            yield from Collection(whole, members)


# -- constraints as queries --------------------------------------------------------------------


def _sparql(whole: Graph, rules: Mapping[str, Rule], targets: Iterable[Target]) -> Iterator[SetQuery]:
    """The SPARQL constraints, which are taken out of the graph."""
    for shape, constraint in list(whole.subject_objects(_sh("sparql"))):
        whole.remove((shape, _sh("sparql"), constraint))
        if _is_off(whole, shape):
            continue
        rule, path = rules.get(str(shape)), whole.value(shape, _sh("path"))
        select = whole.value(constraint, _sh("select"))
        if rule is None or select is None:
            raise ShapeError(f"the SPARQL constraint of {shape} needs a shape above it, and sh:select")
        if path is not None and not isinstance(path, URIRef):
            raise ShapeError(f"{shape} has a SPARQL constraint, so its sh:path must be one property")
        message, prefixes = _text(whole, constraint, "message"), _prefixes(whole, constraint)
        yield SetQuery(
            rule=msgspec.structs.replace(rule, message=message) if message else rule,
            path=str(path or ""),
            component="SPARQLConstraintComponent",
            sparql="".join(f"PREFIX {prefix}: <{name}>\n" for prefix, name in sorted(prefixes.items()))
            + _over_targets(str(shape), str(select), str(path or ""), targets, prefixes),
            within=_is_within(whole, constraint) and _aims_within(str(shape), targets),
            follows=frozenset(map(str, whole.objects(constraint, URIRef(context.iri("kg:follows"))))),
        )
        whole.remove((constraint, None, None))


def _is_off(whole: Graph, shape: Node) -> bool:
    return any(str(value) == "true" for value in whole.objects(shape, _sh("deactivated")))


def _prefixes(whole: Graph, constraint: Node) -> dict[str, str]:
    return {
        str(whole.value(one, _sh("prefix"))): str(whole.value(one, _sh("namespace")))
        for named in whole.objects(constraint, _sh("prefixes"))
        for holder in whole.transitive_objects(named, URIRef(context.iri("owl:imports")))
        for one in whole.objects(holder, _sh("declare"))
    }


def _classes(whole: Graph, rules: Mapping[str, Rule], targets: Iterable[Target]) -> Iterator[SetQuery]:
    """``sh:class`` of property shapes with a target, which is taken out of the graph."""
    aimed = {one.shape for one in targets}
    said, above = f"<{context.iri('rdf:type')}>", f"<{context.iri('rdfs:subClassOf')}>*"
    for shape, sought in list(whole.subject_objects(_sh("class"))):
        path = whole.value(shape, _sh("path"))
        if str(shape) not in aimed or not isinstance(path, URIRef) or _is_off(whole, shape):
            continue
        # most values say the class themselves: to look for that first takes less than half the time
        ways = (said, f"{said}/{above}")
        lacking = " ".join(f"FILTER NOT EXISTS {{ ?value {way} <{sought}> }}" for way in ways)
        select = f"SELECT ?this ?value {{ ?this <{path}> ?value {lacking} }}"
        yield SetQuery(
            rule=rules[str(shape)],
            path=str(path),
            component="ClassConstraintComponent",
            sparql=_over_targets(str(shape), select, str(path), targets, {}),
            within=_aims_within(str(shape), targets),
        )
        whole.remove((shape, _sh("class"), sought))


def _is_within(whole: Graph, constraint: Node) -> bool:
    return str(whole.value(constraint, URIRef(context.iri("kg:isWithinPublication")))) == "true"


def _aims_within(shape: str, targets: Iterable[Target]) -> bool:
    """Whether a node says by itself that the shape is about it."""
    return all(one.kind in ("targetClass", "targetSubjectsOf") for one in targets if one.shape == shape)


def _over_targets(
    shape: str, select: str, path: str, targets: Iterable[Target], prefixes: Mapping[str, str]
) -> str:
    """The query with its targets put at the head of its pattern, where ``$this`` would be bound."""
    if why := selects.fault(select):
        raise ShapeError(f"the SPARQL constraint of {shape} {why}")
    own = [one for one in targets if one.shape == shape]
    if not own:
        raise ShapeError(f"the SPARQL constraint of {shape} needs a target")
    where = re.sub(r"[$]PATH\b", lambda _: f"<{path}>", select) if path else select
    subjects = [one.value for one in own if one.kind == "targetSubjectsOf"]
    spelled = {name for iri in subjects for name in _spellings(iri, prefixes)}
    return selects.over(where, " UNION ".join(f"{{ {pattern(one)} }}" for one in own), spelled)


def _spellings(iri: str, prefixes: Mapping[str, str]) -> Iterator[str]:
    """How a query may write an IRI."""
    yield f"<{iri}>"
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace):
            yield f"{prefix}:{iri.removeprefix(namespace)}"


def pattern(target: Target) -> str:
    """The pattern in SPARQL whose ``?this`` are the nodes that a target is about."""
    match target.kind:
        case "targetClass":
            return f"?this <{context.iri('rdf:type')}> <{target.value}>"
        case "targetSubjectsOf":
            return f"SELECT DISTINCT ?this {{ ?this <{target.value}> ?any }}"
        case "targetObjectsOf":
            return f"SELECT DISTINCT ?this {{ ?any <{target.value}> ?this }}"
        case _:
            return f"VALUES ?this {{ {target.term or f'<{target.value}>'} }}"
