"""Identifiers of a reference: they stand in fields of their own, in accession numbers, in addresses."""

from __future__ import annotations

import re
from urllib.parse import unquote

from kg.ids import normalise, url
from kg.record import Accession, Link, identifier
from kg.sources.drafting import Draft
from kg.sources.tagged import Told, Value

__all__ = ["accessions", "dois", "in_note", "links", "of_nlm", "own_id"]

_BRACKETED = re.compile(r"(?P<value>\S+)\s*\[(?P<label>doi|pii|pmid|pmcid|pmc)\]\Z", re.IGNORECASE)
_LABELS = {"pmc": "pmcid"}
_NLM = re.compile(r"(?:pub)?med(?:line)?\b|\bNLM\b", re.IGNORECASE)
_SCOPUS = re.compile(r"scopus", re.IGNORECASE)
_DIGITS = re.compile(r"[1-9][0-9]{4,8}\Z")
_ACCESSIONS = (
    ("wos", re.compile(r"(?:WOS|ISI):?\s*\S+\Z", re.IGNORECASE)),
    ("eid", re.compile(r"(?:eid=?:?\s*)?2-s2\.0-[0-9]+\Z", re.IGNORECASE)),
    ("pmcid", re.compile(r"PMC[0-9]+\Z", re.IGNORECASE)),
    ("pmid", re.compile(r"(?:pmid|medline|pubmed)[:\s]\s*(?=[1-9])", re.IGNORECASE)),
    ("nihmsid", re.compile(r"NIHMS[0-9]+\Z", re.IGNORECASE)),
)
_OWN = re.compile(
    r"CN-[0-9]{8}\Z|rayyan-[0-9]+\Z|E[JD][0-9]{5,8}\Z|L[0-9]{6,12}\Z|(?:WOS|ISI):\S+\Z|2-s2\.0-"
)
_PREFIX = re.compile(r"\A(?:medline|pubmed)[:\s]\s*", re.IGNORECASE)
_RECORDS = (
    (
        "pmid",
        re.compile(r"https?://(?:www\.ncbi\.nlm\.nih\.gov/pubmed|pubmed\.ncbi\.nlm\.nih\.gov)/([0-9]+)/?\Z"),
    ),
    (
        "pmcid",
        re.compile(
            r"https?://(?:www\.ncbi\.nlm\.nih\.gov/pmc/articles|pmc\.ncbi\.nlm\.nih\.gov/articles"
            r"|europepmc\.org/articles)/(PMC[0-9]+)/?\Z"
        ),
    ),
    ("arxiv", re.compile(r"https?://arxiv\.org/abs/(\S+)\Z")),
    ("doi", re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.[0-9]{3,9}/\S+)\Z", re.IGNORECASE)),
    ("eid", re.compile(r"https?://www\.scopus\.com/\S*[?&]eid=(2-s2\.0-[0-9]+)")),
    ("wos", re.compile(r"<Go to ISI>://((?:WOS|ISI)?:?\S+)")),
)
_TWICE = re.compile(r"\A(?:doi:\s*){2,}", re.IGNORECASE)
_DOI_NOTE = re.compile(r"\s*doi:\s*(10\.\S+)\s*\Z", re.IGNORECASE)
_TRIALS = (
    ("ClinicalTrials.gov", re.compile(r"NCT[0-9]{8}\Z")),
    ("ISRCTN", re.compile(r"ISRCTN[0-9]{8}\Z")),
)
_SEVERAL = re.compile(r"\s*;\s*(?=https?://|www\.)|\s+(?=https?://)")
_PMID_NOTE = re.compile(r"(?:\A|(?<=[.;\n]))\s*PMID:\s*(?:NLM)?([0-9]{5,9})\b", re.IGNORECASE)


def dois(told: Told) -> None:
    """The fields for a DOI, and the type of work where a program puts the DOI there."""
    for value in dict.fromkeys(told.take("DO", "DI", "DOI")):
        for line in value.text.splitlines():
            if not _labelled(told.draft, line, value.name):
                urn = line.strip().lower().startswith("urn:") and normalise("doi", line) is None
                told.draft.identify("urn" if urn else "doi", line, value.name)
    for value in told.take("M3"):
        bare = _TWICE.sub("doi:", value.text.strip())
        if normalise("doi", bare):
            told.draft.identify("doi", bare, value.name)
        else:
            told.add("M3", value.text, value.name)


def _labelled(draft: Draft, written: str, name: str) -> bool:
    """Adds an identifier that says of what kind it is, as in ``22168441[pmid]``."""
    match = _BRACKETED.match(written.strip())
    if not match:
        return False
    label = match["label"].lower()
    scheme = _LABELS.get(label, label)
    if normalise(scheme, match["value"]) is None:
        return False
    draft.identify(scheme, match["value"], name)
    draft.changed(name, written, "identifier")
    return True


def accessions(told: Told) -> None:
    """Accession numbers, by their form or by the database that the reference names.

    A number alone is a PMID only where the database is PubMed or MEDLINE. Scopus has the PMID in C2,
    Embase in C5, programs that follow EndNote have the PMCID in C2 and the number of a manuscript in C6;
    the Cochrane Library has the number of a trial in C7.
    """
    databases = " ".join(told.see("DB", "DP"))
    scopus, medline = bool(_SCOPUS.search(databases)), bool(_NLM.search(databases))
    for tag, numeric in (("AN", of_nlm(told)), ("C2", scopus), ("C5", medline), ("C6", False)):
        for value in told.take(tag):
            _accession(told, tag, value, numeric=numeric)
    for value in told.take("C7"):
        bank = next((bank for bank, pattern in _TRIALS if pattern.match(value.text.strip())), "")
        if bank:
            told.draft.accessions.append(Accession(bank=bank, number=value.text.strip()))
        else:
            told.add("C7", value.text, value.name)
    for value in told.take("U1", "U2"):
        if not _labelled(told.draft, value.text, value.name):
            told.keep(value)


def of_nlm(told: Told) -> bool:
    """Whether the reference comes from PubMed or MEDLINE and nowhere else; Embase has some of both."""
    databases = told.see("DB") or told.see("DP")
    return bool(databases) and all(map(_NLM.search, databases))


def _accession(told: Told, tag: str, value: Value, *, numeric: bool) -> None:
    bare = value.text.strip()
    for scheme, pattern in _ACCESSIONS:
        if pattern.match(bare):
            told.draft.identify(scheme, _PREFIX.sub("", bare), value.name)
            return
    if numeric and _DIGITS.match(bare):
        told.draft.identify("pmid", bare, value.name)
    elif tag == "AN":
        told.keep(value)
    else:
        told.add(tag, value.text, value.name)


def own_id(told: Told) -> str:
    """The number under which a database has the record, where no other database uses such numbers."""
    found = (text for text in map(str.strip, told.see("AN", "U2")) if _OWN.match(text))
    return next((normalise("wos", text) or normalise("eid", text) or text for text in found), "")


def links(told: Told, *tags: str) -> None:
    """Web addresses, one or several a field; those of records elsewhere also identify the publication."""
    draft = told.draft
    found: dict[str, dict[str, list[Value]]] = {}
    for value in told.take(*tags):
        for piece in _SEVERAL.split(value.text):
            _link(draft, Value(value.name, piece.strip(" ;")), found)
    for scheme, values in found.items():
        known = [one for one in draft.identifiers if one.scheme == scheme]
        if len(values) == 1 and not known:
            draft.identifiers += filter(None, [identifier(scheme, one) for one in values])
        for written, places in values.items():
            if identifier(scheme, written) in draft.identifiers:
                for place in places:
                    draft.changed(place.name, place.text, "identifier")
            else:
                told.keep(*places)


def _link(draft: Draft, value: Value, found: dict[str, dict[str, list[Value]]]) -> None:
    """Adds an address, and finds the identifier in it; what is no address says nothing but that."""
    address = url(value.text)
    if address is not None:
        draft.links.append(Link(url=address))
    for scheme, pattern in _RECORDS:
        match = pattern.match(value.text)
        written = unquote(match[1]) if match else ""
        if written and normalise(scheme, written):
            found.setdefault(scheme, {}).setdefault(written, []).extend([value] * (address is None))
            return
    if address is None:
        draft.retain(value.name, value.text)


def in_note(draft: Draft, value: Value) -> bool:
    """Adds the DOI or PMID that a note states of the publication itself; ``True`` if it states no more.

    A PMID stands at the beginning of a sentence, and is the only one.
    """
    doi = _DOI_NOTE.match(value.text)
    if doi and normalise("doi", doi[1]):
        known = {one.value.lower() for one in draft.identifiers if one.scheme == "doi"}
        if not known:
            draft.identify("doi", value.text, value.name)
        return not known or doi[1].lower() in known
    found = set(_PMID_NOTE.findall(value.text))
    if len(found) == 1 and not any(one.scheme == "pmid" for one in draft.identifiers):
        draft.identify("pmid", found.pop(), value.name)
    return False
