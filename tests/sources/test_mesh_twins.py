"""A heading of PubMed is the concept that MeSH itself has in RDF: IRI, label, and the concept above it."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

import pyoxigraph as ox
import pytest

from kg import context, sources
from kg.rdf import nquads
from kg.record import Record
from kg.sources.opening import opened

pytestmark = pytest.mark.shared

_MESH = "http://id.nlm.nih.gov/mesh/"
Concepts = dict[str, tuple[str, str, str]]


def _root(path: Path) -> Element:
    with opened(str(path)) as stream:
        return fromstring(stream.read())


def _heading(descriptor: Element) -> Element:
    """The heading that PubMed would have for a descriptor with every qualifier that it allows."""
    made = Element("MeshHeading")
    name = SubElement(made, "DescriptorName", UI=descriptor.findtext("DescriptorUI", ""))
    name.text = descriptor.findtext("DescriptorName/String")
    for one in descriptor.iterfind("AllowableQualifiersList/AllowableQualifier/QualifierReferredTo"):
        name = SubElement(made, "QualifierName", UI=one.findtext("QualifierUI", ""))
        name.text = one.findtext("QualifierName/String")
    return made


def _citation(folder: Path) -> Element:
    """A citation with all the descriptors and substances of the samples."""
    root = Element("PubmedArticleSet")
    citation = SubElement(SubElement(root, "PubmedArticle"), "MedlineCitation")
    SubElement(citation, "PMID").text = "1"
    SubElement(SubElement(citation, "Article"), "ArticleTitle").text = "All of it"
    substances = SubElement(citation, "ChemicalList")
    for one in _root(folder / "supp-samples.xml"):
        chemical = SubElement(substances, "Chemical")
        SubElement(chemical, "RegistryNumber").text = "0"
        name = SubElement(chemical, "NameOfSubstance", UI=one.findtext("SupplementalRecordUI", ""))
        name.text = one.findtext("SupplementalRecordName/String")
    headings = SubElement(citation, "MeshHeadingList")
    headings.extend(_heading(one) for one in _root(folder / "desc-samples.xml.gz"))
    return root


def _ours(folder: Path, file: Path) -> Concepts:
    """The concepts of the citation in the graph: label, number, and the broader one."""
    file.write_bytes(tostring(_citation(folder)))
    records = [one for one in sources.read(str(file)) if isinstance(one, Record)]
    store = ox.Store()
    store.load(b"".join(nquads(records)), ox.RdfFormat.N_QUADS)
    label, number, broader = (
        ox.NamedNode(context.iri(f"skos:{name}")) for name in ("prefLabel", "notation", "broader")
    )
    found = {}
    for quad in store.quads_for_pattern(None, number, None, None):
        told = (_value(store, quad.subject, label), quad.object.value, _value(store, quad.subject, broader))
        found[quad.subject.value] = told
    return found


def _theirs(folder: Path) -> Concepts:
    """The same of the samples in RDF: a pair is below its descriptor."""
    store = ox.Store()
    with opened(str(folder / "samples.nt.gz")) as stream:
        store.bulk_load(stream.read(), ox.RdfFormat.N_TRIPLES)
    label = ox.NamedNode(context.iri("rdfs:label"))
    kinds = {"TopicalDescriptor", "GeographicalDescriptor", "PublicationType", "CheckTag"}
    kinds |= {"AllowedDescriptorQualifierPair", "SCR_Chemical", "SCR_Disease", "SCR_Protocol", "SCR_Organism"}
    found = {}
    for quad in store.quads_for_pattern(None, ox.NamedNode(context.iri("rdf:type")), None, None):
        iri = quad.subject.value
        if quad.object.value.rpartition("#")[2] in kinds:
            above = _value(store, quad.subject, ox.NamedNode(f"{_MESH}vocab#hasDescriptor"))
            found[iri] = (_value(store, quad.subject, label), iri.removeprefix(_MESH), above)
    return found


def _value(store: ox.Store, subject: ox.NamedNode, predicate: ox.NamedNode) -> str:
    values = [quad.object.value for quad in store.quads_for_pattern(subject, predicate, None, None)]
    assert len(values) < 2
    return "".join(values)


def test_mesh_in_xml_and_rdf(shared: Path, tmp_path: Path) -> None:
    """Each descriptor, each pair with a qualifier, each substance is in our graph what it is in MeSH RDF."""
    ours, theirs = _ours(shared / "data/mesh", tmp_path / "pubmed.xml"), _theirs(shared / "data/mesh")
    assert ours == theirs
    pairs = [iri for iri in ours if "Q" in iri]
    assert (len(ours), len(pairs)) == (702, 640)
