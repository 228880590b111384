"""Identifiers of people and bodies as catalogues write them: a number behind its agency, or an address."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.record import Identifier, identifier

__all__ = ["authority"]

_AGENCIES: Mapping[str, str] = {
    "de-588": "gnd",
    "de-588a": "gnd",
    "de-588b": "gnd",
    "de-588c": "gnd",
    "gnd": "gnd",
    "orcid": "orcid",
    "viaf": "viaf",
    "isni": "isni",
    "wikidata": "wikidata",
    "ror": "ror",
    "grid": "grid",
    "dlc": "lccn",
    "naf": "lccn",
    "lcnaf": "lccn",
    "lccn": "lccn",
}
_NUMBER = re.compile(r"\((?P<agency>[A-Za-z][\w-]*)\)\s*(?P<number>\S.*)")
_HOSTS: tuple[tuple[str, str], ...] = (
    ("orcid.org/", "orcid"),
    ("isni.org/", "isni"),
    ("viaf.org/viaf/", "viaf"),
    ("d-nb.info/gnd/", "gnd"),
    ("wikidata.org/", "wikidata"),
    ("ror.org/", "ror"),
    ("grid.ac/", "grid"),
    ("id.loc.gov/authorities/names/", "lccn"),
)
_BEFORE = frozenset({"http://", "https://", "http://www.", "https://www."})


def authority(written: str, agency: str = "") -> Identifier | None:
    """The identifier of an agent; ``None`` if it is none that we know.

    Args:
        written: ``(DE-588)118540238``, an address, or a number whose agency is told apart.
        agency: the name of the agency, if it does not stand before the number.

    >>> authority("(DE-588)118540238").scheme, authority("http://id.loc.gov/authorities/names/n79021164").value
    ('gnd', 'n79021164')
    >>> authority("(DE-601)391861484") is None, authority("0000-0002-1825-0097", "ORCID").scheme
    (True, 'orcid')
    """
    bare = written.strip().removeprefix("(uri)").strip()
    match = _NUMBER.match(bare)
    if match and match["agency"].lower() in _AGENCIES:
        return identifier(_AGENCIES[match["agency"].lower()], match["number"])
    for host, scheme in _HOSTS:
        before, found, number = bare.partition(host)
        if found and before.lower() in _BEFORE:
            return identifier(scheme, number if scheme == "lccn" else bare)
    scheme = _AGENCIES.get(agency.strip().lower(), "")
    return identifier(scheme, bare) if scheme else None
