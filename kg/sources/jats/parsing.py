"""The bytes of an article -> its elements, without the full text and without namespaces.

Attributes of other vocabularies get the prefix that everybody gives them: ``xlink:href``, ``xml:lang``.
"""

from __future__ import annotations

import html
import re
from xml.etree.ElementTree import Element, ParseError, fromstring

__all__ = ["parsed"]

_TEXTS = ((b"<body", b"</body>"), (b"<floats-group", b"</floats-group>"))
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_OWN = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
_KEPT = "MathML"
_PREFIXES = ("xlink", "mml", "ali", "xsi", "oasis")
_DECLARED = " ".join(f'xmlns:{prefix}="{prefix if prefix != "mml" else _KEPT}"' for prefix in _PREFIXES)
_SPACES = {"namespace": "xml"}
"""What a namespace is called whose address does not end in its prefix."""


def parsed(data: bytes) -> Element:
    """The article; of names in a namespace only those of MathML keep it.

    The DOCTYPE stays behind, so that named characters which the DTD would declare are those of HTML,
    and prefixes that only the set around it declares stand for themselves.

    Raises:
        ParseError: the article is not well-formed.
    """
    data = _without_text(data)
    try:
        root = fromstring(data)  # noqa: S314 (without a DOCTYPE there are no entities)
    except ParseError as error:
        message = str(error)
        if "undefined entity" not in message and "unbound prefix" not in message:
            raise
        told = _ENTITY.sub(_character, data)
        root = fromstring(f"<unit {_DECLARED}>".encode() + told + b"</unit>")[0]  # noqa: S314 (as above)
    for element in root.iter():
        if "}" in element.tag:
            space, _, name = element.tag.rpartition("}")
            if _KEPT not in space:
                element.tag = name
        # keys() is empty at once where there are none, while attrib makes a dictionary
        for attribute in [one for one in element.keys() if one[0] == "{"]:  # noqa: SIM118
            element.set(_prefixed(attribute), element.attrib.pop(attribute))
    return root


def _prefixed(name: str) -> str:
    """The name of an attribute with a prefix in the place of its namespace."""
    space, _, local = name[1:].partition("}")
    last = space.rstrip("/").rpartition("/")[2]
    return f"{_SPACES.get(last, last)}:{local}"


def _without_text(data: bytes) -> bytes:
    """The article without its body and floats, which are the most of it and no bibliography."""
    for start, end in _TEXTS:
        begin = data.find(start)
        while begin >= 0:
            close = data.find(end, begin)
            if close < 0 or data[begin + len(start) : begin + len(start) + 1] not in b"> \t\r\n":
                break
            data = data[:begin] + data[close + len(end) :]
            begin = data.find(start, begin)
    return data


def _character(match: re.Match[bytes]) -> bytes:
    if match[1] in _OWN:
        return match[0]
    return html.unescape(match[0].decode("ascii")).encode()
