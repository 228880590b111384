"""UNIMARC: its fields under the tags and codes that MARC 21 has for the same, so that one mapping serves.

What MARC 21 has nothing for stays under its own tag and code, with a mark before the code that no
handler knows. :func:`renamed` gives everything its own name back.

See: UNIMARC Manual, Bibliographic Format (IFLA).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from kg.record import Extra, Record
from kg.sources.marc.fields import Field, Marc

__all__ = ["converted", "is_unimarc", "own_codes", "renamed"]

_OWN = "~"
_AUTHOR = "070"
_KINDS = {"b": "t", "l": "m", "m": "o"}  # manuscript, electronic, multimedia
_SERIALS = {"a": "p", "b": "m", "c": "n"}


def _codes(written: str) -> Mapping[str, str]:
    """``a:a e:b`` as a table: the code here, and that of MARC 21."""
    return dict(pair.split(":") for pair in written.split())


_NAME = "a:a b:b c:c d:b f:d g:q 4:4 3:0 o:0 p:u"
_BODY = "a:a b:b d:n e:c f:d g:g 4:4 3:0 o:0 p:u"
_SUBJECT = "x:x y:z z:y j:v 2:2 3:0"
_LINK = "t:t a:a c:d d:d e:b h:n i:p x:x y:z z:z v:g p:g 0:w 3:w u:u w:i"
_NOTE = "a:a b:b c:c d:d e:e f:f"
_TABLE: Mapping[str, tuple[str, Mapping[str, str]]] = {
    tag: (new, _codes(codes))
    for tag, new, codes in (
        ("010", "020", "a:a b:q d:c z:z"),
        ("011", "022", "a:a f:l y:y z:z"),
        ("013", "024", "a:a"),
        ("017", "024", "a:a 2:2 z:z"),
        ("020", "015", "b:a"),
        ("035", "035", "a:a z:z"),
        ("101", "041", "a:a c:h"),
        ("200", "245", "a:a e:b f:c h:n i:p b:h k:k"),
        ("205", "250", "a:a b:b f:c"),
        ("210", "260", "a:a c:b d:c e:e g:f h:g"),
        ("214", "264", "a:a c:b d:c"),
        ("215", "300", "a:a c:b d:c e:e"),
        ("225", "490", "a:a v:v x:x"),
        ("320", "504", _NOTE),
        ("321", "510", _NOTE),
        ("327", "505", _NOTE),
        ("328", "502", "a:a b:b c:g d:d e:c z:o t:t"),
        ("330", "520", "a:a"),
        ("333", "521", _NOTE),
        ("337", "538", _NOTE),
        ("371", "506", "a:a c:c"),
        ("500", "240", "a:a h:n i:p k:f m:l"),
        ("510", "246", "a:a e:b h:n i:p"),
        ("512", "246", "a:a e:b h:n i:p"),
        ("513", "246", "a:a e:b h:n i:p"),
        ("514", "246", "a:a e:b h:n i:p"),
        ("515", "246", "a:a e:b h:n i:p"),
        ("516", "246", "a:a e:b h:n i:p"),
        ("517", "246", "a:a e:b h:n i:p"),
        ("518", "246", "a:a"),
        ("520", "247", "a:a e:b h:n i:p"),
        ("530", "222", "a:a b:b"),
        ("531", "210", "a:a b:b"),
        ("532", "246", "a:a"),
        ("541", "242", "a:a e:b h:n i:p z:y"),
        ("410", "830", "t:a a:a v:v x:x h:n i:p 0:w 3:w"),
        ("421", "770", _LINK),
        ("422", "772", _LINK),
        ("423", "777", _LINK),
        ("430", "780", _LINK),
        ("440", "785", _LINK),
        ("451", "775", _LINK),
        ("452", "776", _LINK),
        ("453", "767", _LINK),
        ("454", "765", _LINK),
        ("461", "773", _LINK),
        ("463", "773", _LINK),
        ("464", "774", _LINK),
        ("488", "787", _LINK),
        ("600", "600", f"a:a b:b c:c d:b f:d g:q t:t {_SUBJECT}"),
        ("601", "610", f"a:a b:b d:n e:c f:d t:t {_SUBJECT}"),
        ("602", "600", f"a:a f:d {_SUBJECT}"),
        ("605", "630", f"a:a h:n i:p {_SUBJECT}"),
        ("606", "650", f"a:a {_SUBJECT}"),
        ("607", "651", f"a:a {_SUBJECT}"),
        ("608", "655", f"a:a {_SUBJECT}"),
        ("610", "653", "a:a"),
        ("700", "100", _NAME),
        ("701", "700", _NAME),
        ("702", "700", _NAME),
        ("710", "110", _BODY),
        ("711", "710", _BODY),
        ("712", "710", _BODY),
        ("720", "100", _NAME),
        ("722", "700", _NAME),
        ("856", "856", "u:u z:z 2:y q:q"),
        *(
            (tag, "500", _NOTE)
            for tag in (
                *(f"3{number:02}" for number in range(20)),
                *("322", "323", "324", "325", "326", "332", "334", "336", "345"),
            )
        ),
    )
}
_EMBEDDED = {("200", "a"): "t", ("200", "v"): "v", ("011", "a"): "x", ("010", "a"): "y", ("001", ""): "0"}


def is_unimarc(marc: Marc) -> bool:
    """Whether the fields are those of UNIMARC: the title is field 200, and there is no 245."""
    tags = {found.tag for found in marc.fields}
    return "200" in tags and "245" not in tags


def converted(marc: Marc) -> Marc:
    """The record with the tags and codes of MARC 21; each field keeps its own name."""
    made = Marc(controls=dict(marc.controls), damage=marc.damage, miscoded=marc.miscoded)
    leader = marc.leader.ljust(24)
    made.leader = f"{leader[:6]}{_KINDS.get(leader[6], leader[6])}{leader[7:]}"
    coded = _raw(marc, "100")
    if len(coded) >= 17:
        made.controls["008"] = [_coded(marc, coded)]
    agency = next((value for found in marc.tagged("801") for value in found.seen("b")), "")
    made.fields = [_converted(found) for found in marc.fields]
    if agency:
        made.controls["003"] = [agency]
    return made


def _converted(found: Field) -> Field:
    if found.tag not in _TABLE:
        found.name, found.tag = found.tag, f"{_OWN}{found.tag}"
        return found
    tag, codes = _TABLE[found.tag]
    subfields = _flat(found.subfields) if found.tag[0] == "4" else found.subfields
    if found.tag in {"600", "700", "701", "702"}:
        subfields = list(_named(subfields))
    if found.tag in {"701", "711"} and not any(code == "4" for code, _ in subfields):
        subfields = [*subfields, ("4", _AUTHOR)]  # as much an author as the first
    told = [(codes.get(code, f"{_OWN}{code}"), value) for code, value in subfields]
    made = Field(tag, " ", _second(found), told)
    made.name = found.tag
    if found.tag in {"720", "722", "602"}:
        made.first = "3"
    elif found.tag == "225":
        made.first = "1" if found.first == "0" else "0"
    return made


def _second(found: Field) -> str:
    """The second indicator that MARC 21 has for it."""
    if found.tag == "214":
        return {"0": "1", "1": "0"}.get(found.second, found.second)
    return "7" if found.tag[0] == "6" else "0" if found.tag == "856" else " "


def _named(subfields: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    """A name in two parts as MARC 21 has it in one: ``Asimov, Isaac``."""
    family, given = "", ""
    others = []
    for code, value in subfields:
        if code == "a" and not family:
            family = value.rstrip(" ,")
        elif code == "b" and not given:
            given = value.strip(" ,")
        else:
            others.append((code, value))
    if family or given:
        yield "a", ", ".join(filter(None, [family, given]))
    yield from others


def _flat(subfields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A link that holds whole fields (``$1 2001 $a Title``) as one that holds subfields."""
    if not any(code == "1" for code, _ in subfields):
        return subfields
    made, tag = [], ""
    for code, value in subfields:
        if code == "1":
            tag = value[:3]
            if tag == "001" and value[3:].strip():
                made.append(("0", value[3:].strip()))
            continue
        made.append((_EMBEDDED.get((tag, code), f"{_OWN}{tag}{code}"), value))
    return made


def _raw(marc: Marc, tag: str) -> str:
    """A coded field, whose blanks count."""
    return marc.raw.get(tag) or next((value for one in marc.tagged(tag) for value in one.seen("a")), "")


def _coded(marc: Marc, coded: str) -> str:
    """Field 008 of MARC 21 as far as the coded fields tell it."""
    kind = {"e": "r", "h": "t", "j": "e"}.get(coded[8], "c" if coded[8] in "ab" else "s")
    texts, serial = _raw(marc, "105"), _raw(marc, "110")
    made = list(f"{coded[2:8]}{kind}{coded[9:13]}{coded[13:17]}".ljust(40))
    if texts:
        made[24] = "m" if set(texts[4:8]) & set("mv") else " "
        made[29] = "1" if texts[8:9] == "1" else "0"
        made[34] = texts[12:13] if texts[12:13] in set("abcd") else " "
    if serial:
        made[21] = _SERIALS.get(serial[0], " ")
    return "".join(made)


_SEVERAL = {"490$a": "225$a", "490$v": "225$v", "022$a": "011$a", "022$l": "011$f"}
"""What several fields tell together is kept under the first of them."""


def own_codes() -> Mapping[str, str]:
    """The names of subfields after conversion, with their own: ``200$b`` is ``200$e``."""
    return _SEVERAL | {
        f"{tag}${new}": f"{tag}${code}"
        for tag, (_, codes) in _TABLE.items()
        for code, new in reversed(tuple(codes.items()))
        if new != code
    }


def renamed(record: Record) -> Record:
    """The record with what was noted and kept under the names that the source has."""
    names = own_codes()

    def own(name: str) -> str:
        return names.get(name, name).replace(_OWN, "")

    kept: dict[str, list[str]] = {}
    for one in record.extra:
        if one.field == "008":
            continue  # made of coded fields, which stand here themselves
        kept.setdefault(own(one.field), []).extend(one.values)
    return msgspec.structs.replace(
        record,
        changes=tuple(msgspec.structs.replace(one, field=own(one.field)) for one in record.changes),
        extra=tuple(Extra(field=name, values=tuple(values)) for name, values in kept.items()),
    )
