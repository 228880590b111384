"""Text of elements that may hold markup: ``i b u sub sup``, formulas, line breaks of the file.

The rule, so that a title stays one line of plain text and means what it meant:

- letters in ``i``, ``b`` and ``u`` stay, the slant goes;
- ``sub`` and ``sup`` become the Unicode subscripts and superscripts if each of their characters has
  one (digits, signs, brackets), so H2O and 10 to the sixth stay what they are;
- otherwise their text stays as it is, with ``_`` or ``^`` before it where a number would else run
  into a number;
- formulas become one line (:mod:`.formula`);
- runs of blanks and line breaks become one blank; other kinds of blank inside are the author's.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from kg.text import formula
from kg.text.scripts import lowered, raised

__all__ = ["leaves", "local", "plain", "squeezed"]

_RUN = re.compile(r"[ \t\r\n]{2,}|[\t\r\n]")


def squeezed(text: str | None) -> str:
    r"""The text without blanks around it and with single blanks inside.

    >>> squeezed(" a\n   b ")
    'a b'
    """
    if not text:
        return ""
    bare = text.strip()
    if "\n" in bare or "  " in bare or "\t" in bare:
        return _RUN.sub(" ", bare)
    return bare


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def plain(element: Element) -> str:
    """The text of an element in one line, its markup told in characters.

    >>> from xml.etree.ElementTree import fromstring
    >>> plain(fromstring("<ArticleTitle>H<sub>2</sub>O at 10<sup>-6</sup> in <i>E. coli</i></ArticleTitle>"))
    'H₂O at 10⁻⁶ in E. coli'
    """
    if len(element):
        parts: list[str] = []
        _gather(element, parts)
        return squeezed("".join(parts))
    # nearly every element holds text alone: said again here, for it is the most called line there is
    text = element.text
    if not text:
        return ""
    bare = text.strip()
    return squeezed(bare) if "\n" in bare or "  " in bare or "\t" in bare else bare


def _gather(element: Element, parts: list[str]) -> None:
    if element.text:
        parts.append(element.text)
    for child in element:
        name = local(child)
        if name in {"sub", "sup"}:
            _script(child, name, parts)
        elif name == "math":
            parts.append(formula.linear(child))
        else:
            _gather(child, parts)
        if child.tail:
            parts.append(child.tail)


def _script(element: Element, name: str, parts: list[str]) -> None:
    inner: list[str] = []
    _gather(element, inner)
    before = parts[-1][-1:] if parts else ""
    text = "".join(inner)
    parts.append(raised(text, before) if name == "sup" else lowered(text, before))


def leaves(element: Element, path: str) -> list[tuple[str, str]]:
    """Every text below an element, with the path of names that leads to it.

    >>> from xml.etree.ElementTree import fromstring
    >>> leaves(fromstring("<a><b>1</b><b>2</b></a>"), "a")
    [('a/b', '1'), ('a/b', '2')]
    """
    found = [(path, text) for text in [squeezed(element.text)] if text]
    for child in element:
        found += leaves(child, f"{path}/{local(child)}")
        found += [(path, text) for text in [squeezed(child.tail)] if text]
    return found
