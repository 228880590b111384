"""The published vocabularies, read for the tests: what they declare, and what follows from it."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg import context, resources

__all__ = ["FILES", "Ontology", "load", "owner"]

FILES = {
    "bf": "bibframe/bibframe.rdf.gz",
    "biro": "spar/biro.ttl",
    "c4o": "spar/c4o.ttl",
    "cito": "spar/cito.ttl",
    "coar": "coar/coar_access_rights.ttl",
    "datacite": "spar/datacite.ttl",
    "dcterms": "dcmi/dcterms.ttl",
    "deo": "spar/deo.ttl",
    "doco": "spar/doco.ttl",
    "fabio": "spar/fabio.ttl",
    "foaf": "zazuko/foaf.nq",
    "frapo": "spar/frapo.ttl",
    "frbr": "spar/frbr.ttl",
    "literal": "spar/literal.ttl",
    "owl": "zazuko/owl.nq",
    # FaBiO says how it uses the terms of PRISM, which has no ontology of its own.
    "prism": "spar/fabio.ttl",
    "pro": "spar/pro.ttl",
    "prov": "zazuko/prov.nq",
    "pso": "spar/pso.ttl",
    "rdfs": "zazuko/rdfs.nq",
    "scoro": "spar/scoro.ttl",
    "skos": "zazuko/skos.nq",
}
"""The file, below the folder of ontologies, of the vocabulary that owns each prefix."""

_OWN = {"kg": "kg.ttl", "niso": "credit.ttl"}
"""The terms that no file of a vocabulary has; of CRediT there is none in RDF but our table."""

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_FORMATS = {".ttl": ox.RdfFormat.TURTLE, ".nq": ox.RdfFormat.N_QUADS, ".rdf": ox.RdfFormat.RDF_XML}


def _node(name: str) -> ox.NamedNode:
    return ox.NamedNode(context.iri(name))


@dataclass
class Ontology:
    """Statements of vocabularies, each file in a graph of its own."""

    store: ox.Store

    def values(self, subject: Term, name: str, prefix: str = "") -> Iterator[Term]:
        """The objects of a property, a short name; only as the owner of a prefix says, if there is one."""
        graph = ox.NamedNode(f"urn:x-file:{prefix}") if prefix else None
        if isinstance(subject, ox.NamedNode | ox.BlankNode):
            for quad in self.store.quads_for_pattern(subject, _node(name), None, graph):
                yield quad.object

    def types(self, iri: str, prefix: str) -> set[str]:
        """What the owner of a prefix says that an IRI is."""
        return {
            str(one.value)
            for one in self.values(ox.NamedNode(iri), "rdf:type", prefix)
            if isinstance(one, ox.NamedNode)
        }

    def members(self, found: Term) -> Iterator[Term]:
        """The members of a list, or of the union that a class is; a named class is its own."""
        if isinstance(found, ox.BlankNode):
            for union in self.values(found, "owl:unionOf"):
                yield from self.listed(union)
        else:
            yield found

    def listed(self, cell: Term) -> Iterator[Term]:
        """The members of an RDF list."""
        while cell != _node("rdf:nil"):
            yield from self.values(cell, "rdf:first")
            cell = next(self.values(cell, "rdf:rest"))

    def closure(self, found: Iterable[str], name: str) -> set[str]:
        """IRIs with all that they lead to by a transitive property."""
        known, new = set[str](), set(found)
        while new:
            known |= new
            new = {
                one.value
                for iri in new
                for one in self.values(ox.NamedNode(iri), name)
                if isinstance(one, ox.NamedNode)
            } - known
        return known

    def broader(self, iri: str) -> dict[str, str]:
        """A property with those that it narrows, each with the prefix of its owner, who says so."""
        found: dict[str, str] = {}
        new = {iri}
        while new:
            found |= {name: owner(name) for name in new}
            new = {
                one.value
                for name in new
                for one in self.values(ox.NamedNode(name), "rdfs:subPropertyOf", owner(name))
                if owner(one.value)
            } - found.keys()
        return found

    def disjoint(self) -> set[frozenset[str]]:
        """The pairs of classes that have nothing in common."""
        pairs = set()
        for quad in self.store.quads_for_pattern(None, _node("owl:disjointWith"), None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                pairs.add(frozenset((quad.subject.value, quad.object.value)))
        for quad in self.store.quads_for_pattern(None, _node("rdf:type"), _node("owl:AllDisjointClasses")):
            for members in self.values(quad.subject, "owl:members"):
                named = [one.value for one in self.listed(members) if isinstance(one, ox.NamedNode)]
                pairs |= {frozenset((one, other)) for one in named for other in named if one != other}
        return pairs


def owner(iri: str) -> str:
    """The prefix of the vocabulary that owns a term; none for one that is not read here."""
    owned = [name for name in (*FILES, *_OWN) if iri.startswith(context.prefixes()[name])]
    return max(owned, key=lambda name: len(context.prefixes()[name]), default="")


def load(folder: Path) -> Ontology:
    """The published vocabularies and our own."""
    store = ox.Store()
    for prefix, file in FILES.items():
        _read(store, prefix, folder / file)
    for prefix, file in _OWN.items():
        _read(store, prefix, resources.path("ontologies", file))
    return Ontology(store)


def _read(store: ox.Store, prefix: str, path: Path) -> None:
    graph = ox.NamedNode(f"urn:x-file:{prefix}")
    packed = path.suffix == ".gz"
    content = gzip.decompress(path.read_bytes()) if packed else path.read_bytes()
    format = _FORMATS[path.with_suffix("").suffix if packed else path.suffix]
    quads = ox.parse(content, format=format, without_named_graphs=False, rename_blank_nodes=True)
    store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads)
