"""Rights, licences, and who paid."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from kg import dates, tables
from kg.record import Funding, Identifier, Licence, identifier
from kg.sources.drafting import Draft
from kg.sources.jats.texts import strays
from kg.text import leaves, plain

__all__ = ["awards", "told"]

_FUNDER_SCHEMES = {
    "funder-id": "fundref",
    "fundref": "fundref",
    "doi": "fundref",
    "ror": "ror",
    "isni": "isni",
    "grid": "grid",
    "ringgold": "ringgold",
}


_PERMITTED = frozenset(
    {
        "copyright-statement",
        "copyright-holder",
        "copyright-year",
        "free_to_read",
        "license",
        "license_ref",
    }
)
_AWARDED = frozenset(
    {
        "award-id",
        "funding-source",
        "award-name",
        "award-desc",
        "principal-award-recipient",
        "principal-investigator",
    }
)
_FUNDER_PARTS = frozenset({"institution", "institution-id", "institution-wrap", "named-content"})


def told(meta: Element, draft: Draft) -> None:
    """The rights and licences, which stand in ``permissions``, in old DTDs beside it."""
    for place in (*meta.iterfind("permissions"), meta):
        _permitted(place, draft)


def _permitted(place: Element, draft: Draft) -> None:
    statements = [plain(one) for one in place.iterfind("copyright-statement")]
    draft.rights += [one for one in statements if one]
    for name in ("copyright-holder", "copyright-year"):
        for one in place.iterfind(name):
            if not any(plain(one) in statement for statement in statements):
                draft.retain(name, plain(one))
    for one in place.iterfind("license"):
        draft.licences += _licences(one, draft)
    # ali:license_ref may stand without a license around it
    draft.licences += [_referred(one, draft) for one in place.iterfind("license_ref")]
    if place.tag == "permissions":
        for child in place.iterfind("free_to_read"):
            draft.retain("permissions/free_to_read", child.get("start_date", "yes") or "yes")
        strays(place, "permissions", draft, _PERMITTED)


def _licences(element: Element, draft: Draft) -> Iterator[Licence]:
    """What one ``license`` says: by reference, by its link, by links in its words, or in words alone."""
    draft.retain("license/@license-type", element.get("license-type"))
    referred = [_referred(one, draft) for one in element.iter("license_ref") if plain(one)]
    for one in element.iter("license_ref"):
        one.text = ""
    written = plain(element)
    links = [
        element.get("xlink:href", ""),
        *(one.get("xlink:href", "") for one in element.iter("ext-link")),
    ]
    known = dict.fromkeys(filter(None, map(tables.licence, filter(None, links))))
    shown = written or links[0]
    draft.retain("license/@href", *(one for one in links if not tables.licence(one) and one not in shown))
    named = [*known] or [tables.licence(written)]
    covered = {one.licence for one in referred}
    further = [licence for licence in named if licence not in covered and (licence or not referred)]
    yield from referred
    for licence in further:
        if shown:
            yield Licence(written=shown, licence=licence)
    if not further:
        draft.retain("license-p", written)


def _referred(element: Element, draft: Draft) -> Licence:
    written, start = plain(element), element.get("start_date", "")
    draft.retain("license_ref/@start_date", "" if dates.parse(start) else start)
    return Licence(
        written=written,
        licence=tables.licence(written),
        applies_to=element.get("applies_to", ""),
        start=dates.parse(start),
    )


def awards(group: Element, draft: Draft) -> Iterator[Funding]:
    """The grants of an ``award-group``, each with every funder that it names."""
    numbers = [plain(one) for one in group.iter("award-id")]
    funders = [_funder(one, draft) for one in group.iter("funding-source")]
    for name in ("principal-award-recipient", "principal-investigator", "award-name", "award-desc"):
        for one in group.iter(name):
            draft.retain(f"award-group/{name}", *(text for _, text in leaves(one, name)))
    strays(group, "award-group", draft, _AWARDED)
    for source in group.iter("funding-source"):
        strays(source, "funding-source", draft, _FUNDER_PARTS)
        for wrap in source.iter("institution-wrap"):
            strays(wrap, "funding-source", draft, _FUNDER_PARTS)
    for number in numbers or [""]:
        for funder, identifiers in funders or [("", ())]:
            if number or funder or identifiers:
                yield Funding(number=number, funder=funder, identifiers=identifiers)


def _funder(element: Element, draft: Draft) -> tuple[str, tuple[Identifier, ...]]:
    """The name of a funder and its identifiers."""
    found = []
    for one in element.iter("institution-id"):
        kind = one.get("institution-id-type", "").lower()
        made = identifier(_FUNDER_SCHEMES.get(kind, "fundref"), plain(one))
        if made is None:
            draft.retain(f"funding-source/institution-id/{kind}".rstrip("/"), plain(one))
        elif made not in found:
            found.append(made)
    linked = identifier("fundref", element.get("xlink:href", ""))
    if linked and linked not in found:
        found.append(linked)
    name = next((plain(one) for one in element.iter("institution") if plain(one)), "")
    for one in element.iter("institution-id"):
        one.text = ""
    return name or plain(element), tuple(found)
