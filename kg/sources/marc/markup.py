"""MARCXML and MarcXchange: an element as a record.

See: https://www.loc.gov/standards/marcxml/; ISO 25577 (MarcXchange).
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from kg.sources.marc.fields import Marc
from kg.text import plain

__all__ = ["OWN_ID", "detected", "marc"]

OWN_ID = re.compile(rb"""<(?:[\w.-]+:)?controlfield\s+tag\s*=\s*["']001["'][^>]*>\s*([^<]{1,100})""")
"""Finds the control number in the bytes of a record."""

_FIELD = re.compile(
    r"<(?:[\w.-]+:)?(?:leader\b[^>]*>[^<]*<"
    r"""|(?:control|data)field\s[^>]*\btag\s*=\s*["'][0-9A-Za-z ]{3}["'])"""
)
_ROOTS = frozenset({"collection", "record"})
_NAMESPACES = ("www.loc.gov/MARC21/slim", "info:lc/xmlns/marcxchange")


def detected(name: str, text: str) -> float:
    """How sure it is, given the name of the root element and the beginning of the file."""
    if name in _ROOTS:
        known = any(namespace in text for namespace in _NAMESPACES)
        return 1.0 if _FIELD.search(text) else 0.9 if known else 0.0
    if name in {"OAI-PMH", "searchRetrieveResponse"}:
        return 0.7 if _FIELD.search(text) else 0.0
    return 0.0


def marc(element: Element) -> Marc:
    """The record that an element holds; what has no place in the format is left out of it by none."""
    made = Marc()
    for child in element:
        name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
        if name == "datafield":
            get = child.get
            subfields = [(one.get("code", ""), _text(one)) for one in child if isinstance(one.tag, str)]
            if child.text and child.text.strip():
                subfields.insert(0, ("", child.text))
            made.add(get("tag", ""), f"{get('ind1') or ' ':.1}{get('ind2') or ' ':.1}", subfields)
        elif name == "controlfield":
            made.add_control(child.get("tag", ""), (child.text or "").strip("\n\r\t"))
        elif name == "leader":
            made.leader = made.leader or (child.text or "").strip("\n\r\t")
        elif name:
            made.add(name, "  ", [("", plain(child))])
    return made


def _text(element: Element) -> str:
    return plain(element) if len(element) else element.text or ""
