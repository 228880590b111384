"""What only Crossref tells of a work: licences, links, relations, trials, assertions."""

from __future__ import annotations

from collections.abc import Mapping

from kg import ids, tables
from kg.record import Accession, Identifier, Licence, Link, Relation, Venue
from kg.sources.citeproc.days import NOTHING, day, moment, spoken
from kg.sources.citeproc.history import event
from kg.sources.citeproc.mending import identified
from kg.sources.drafting import Draft
from kg.sources.members import Members, leaves

__all__ = ["assertions", "institutions", "licences", "links", "relations", "trials"]

_SCHEMES = {
    "doi": "doi",
    "pmid": "pmid",
    "pmcid": "pmcid",
    "arxiv": "arxiv",
    "issn": "issn",
    "isbn": "isbn",
    "ark": "ark",
    "handle": "handle",
    "urn": "urn",
}
_REGISTRIES: Mapping[str, str] = {
    "anzctr": "ANZCTR",
    "chictr": "ChiCTR",
    "clinical-trials-gov": "ClinicalTrials.gov",
    "clinicaltrials.gov": "ClinicalTrials.gov",
    "cris": "CRiS",
    "ctri": "CTRI",
    "drks": "DRKS",
    "eu-ctr": "EudraCT",
    "eudract": "EudraCT",
    "irct": "IRCT",
    "isrctn": "ISRCTN",
    "jprn": "JPRN",
    "ntr": "NTR",
    "pactr": "PACTR",
    "rebec": "ReBec",
    "rpcec": "RPCEC",
    "slctr": "SLCTR",
    "tctr": "TCTR",
}
"""Trial registries, by the last part of the DOI that Crossref names them by."""

_EVENTS: Mapping[str, str] = {
    "received": "received",
    "date_received": "received",
    "revised": "revised",
    "date_revised": "revised",
    "accepted": "accepted",
    "date_accepted": "accepted",
    "first_online": "electronic",
    "published_online": "electronic",
    "date_epub": "electronic",
}
_RIGHTS = frozenset({"copyright", "copyright_information", "copyright_statement", "copyright_licence"})


# -- licences and links ------------------------------------------------------------------------


def licences(members: Members, draft: Draft) -> None:
    """The licences, each for its version and from its day; and other statements of rights."""
    value = members.take("license")
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            _licence(Members(one, draft, "license/"), draft)
        elif isinstance(one, str):
            _stated(one, draft)
        else:
            members.keep("license", one)
    for name in ("rights", "copyright"):
        for written in members.texts(name):
            _stated(written, draft)
    for one in members.objects("free-to-read"):
        start, end = day(one.take("start-date")), day(one.take("end-date"))
        draft.access = "" if end.date else "OpenAccess"
        span = "/".join((start.written or start.date, end.written or end.date))
        draft.retain("free-to-read", span.strip("/"))
        one.rest()


def _licence(one: Members, draft: Draft) -> None:
    written, version = one.text("URL"), one.text("content-version")
    found = moment(one.take("start"))
    delay = one.text("delay-in-days")
    draft.retain("license/delay-in-days", delay if delay != "0" else "")
    draft.retain("license/start", found.written)
    if written.strip():
        draft.licences.append(
            Licence(
                written=written,
                licence=tables.licence(written),
                applies_to="" if version == "unspecified" else version,
                start=found.date,
            )
        )
    else:
        draft.retain("license/content-version", version)
        draft.retain("license/start", found.date)
    one.rest()


def _stated(written: str, draft: Draft) -> None:
    """A statement: a licence where it names one."""
    if found := tables.licence(written):
        draft.licences.append(Licence(written=written, licence=found))
    elif text := draft.tidied(written, "rights"):
        draft.rights.append(text)


def links(members: Members, draft: Draft) -> None:
    """The addresses of the full text, each with its use, medium and version; and of the page."""
    for one in members.objects("link"):
        if address := _address(one, "link/URL", draft):
            media, version, label = (
                "" if (text := one.text(name)) == "unspecified" else text
                for name in ("content-type", "content-version", "intended-application")
            )
            draft.links.append(Link(url=address, label=label, media=media, version=version))
        one.rest()
    for one in members.objects("resource"):
        for name in ("primary", "secondary"):
            for place in one.objects(name):
                if address := _address(place, f"resource/{name}/URL", draft):
                    draft.links.append(Link(url=address, label=place.text("label") or name))
                place.rest()
        one.rest()


def _address(one: Members, name: str, draft: Draft) -> str:
    written = one.text("URL")
    address = ids.url(written)
    if not address:
        draft.retain(name, written)
    elif address != written:
        draft.changed(name, written, "identifier")
    return address or ""


# -- other works -------------------------------------------------------------------------------


def relations(members: Members, draft: Draft) -> None:
    """The relations to other works, of the kinds that the table knows."""
    value = members.take("relation")
    if not isinstance(value, dict):
        members.keep("relation", value)
        return
    for word, targets in value.items():
        kind = tables.relation(word)
        if not kind:
            members.keep(f"relation/{word}", targets)
            continue
        for one in Members({word: targets}, draft, "relation/").objects(word):
            kindred, written = one.text("id-type"), one.text("id")
            found = _target(kindred, written, draft)
            if found or written:
                citation = "" if found else f"{kindred}:{written}" if kindred != "uri" else written
                draft.relations.append(
                    Relation(kind=kind, identifiers=(found,) if found else (), citation=citation)
                )
            if (by := one.text("asserted-by")) != "subject":
                draft.retain(f"relation/{word}/asserted-by", by)
            one.rest()


def _target(kind: str, written: str, draft: Draft) -> Identifier | None:
    scheme = _SCHEMES.get(kind.lower(), "")
    if not scheme and kind == "uri":
        scheme = "doi"
    return identified(scheme, written, "relation", draft, kept=False) if scheme else None


# -- trials, institutions, assertions ----------------------------------------------------------


def trials(members: Members, draft: Draft) -> None:
    """The clinical trials that the work reports on, by registry and number."""
    for one in members.objects("clinical-trial-number"):
        number, registry = one.text("clinical-trial-number"), one.text("registry")
        bank = _REGISTRIES.get(registry.rpartition("/")[2].lower(), "")
        if number:
            written = number.upper() if bank in {"ISRCTN", "ClinicalTrials.gov"} else number
            draft.accessions.append(Accession(bank=bank or registry, number=written))
            if written != number:
                draft.changed("clinical-trial-number", number, "identifier")
        draft.retain("clinical-trial-number/registry", registry if bank or not number else "")
        one.rest()


def institutions(members: Members, draft: Draft) -> None:
    """Who keeps a preprint or a dataset, or awarded a degree; a body of standards."""
    for name in ("institution", "standards-body"):
        for one in members.objects(name):
            body = draft.tidied(one.text("name"), f"{name}/name")
            if draft.type in {"Preprint", "DataFile"} and body and not draft.venue and name == "institution":
                draft.venue = Venue(type="Repository", title=body, abbreviations=tuple(one.texts("acronym")))
            elif body and body not in draft.publishers:
                draft.publishers.append(body)
            draft.places += filter(None, map(str.strip, one.texts("place")))
            one.rest()


def assertions(members: Members, draft: Draft) -> None:
    """What the publisher asserts: days become history, copyright becomes rights, all else is kept.

    So is the conference, with its days as such.
    """
    for one in members.objects("event"):
        for end in ("start", "end"):
            found = day(one.take(end)) if end in one.values else NOTHING
            draft.retain(f"event/{end}", found.written or found.date)
        one.rest()
    for one in members.objects("assertion"):
        name, value = one.text("name"), one.text("value")
        path = f"assertion/{name}".rstrip("/")
        if name.lower() in _EVENTS and (found := spoken(value)).date:
            event(_EVENTS[name.lower()], found, path, draft)
        elif name.lower() in _RIGHTS and value.strip():
            _stated(value, draft)
        else:
            draft.retain(path, value)
        for inner in tuple(one.values):
            for place, text in leaves(one.take(inner), f"{path}/{inner}"):
                draft.retain(place, text)
