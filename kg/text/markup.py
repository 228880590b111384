"""Strings that hold HTML, JATS or MathML, with entities escaped once or more -> plain text.

The rules, beside those of :mod:`.plain`, which tells markup in characters:

- tags are those that titles and abstracts have, in lower case; anything else is text: there is a
  title that really is ``<HTML> The Basics``;
- entities are resolved until none is left, at most three times, and tags that come to light go too;
- deposits have often lost the blank between a word in italics, or a formula, and its neighbour
  (``of<i>Leishmania</i>infection``): between two whole words it is put back. Chemical prefixes such
  as ``<i>trans</i>platin`` stay joined;
- others have line breaks about a script: ``TiO`` and ``<sub>2</sub>`` are joined, while a mass
  number (``<sup>19</sup>F``) keeps its distance.
"""

from __future__ import annotations

import html
import re
from xml.etree.ElementTree import ParseError, fromstring

from kg.text.plain import plain, squeezed

__all__ = ["stripped"]

_SLANTED = (
    "abbr|b|bold|em|i|italic|monospace|roman|sans-serif|sc|scp|small|span|strong|styled-content|tt|u"
    "|underline"
)
_NAMES = (
    f"{_SLANTED}|a|br|disp-formula|div|emph|ext-link|h[1-6]|inf|inline-formula|ital|label|li|list|list-item"
    "|mark|named-content|ol|p|q|related-article|sec|strike|sub|subtitle|sup|tex-math|title|ul|uri|wbr|xref"
)
_MATH = r"<(?P<math>(?:mml:)?math)\b[^<]*(?:<(?!(?:mml:)?math\b|/(?P=math)\s*>)[^<]*)*</(?P=math)\s*>"
_TAG = re.compile(rf"</?(?:jats:)?(?:{_NAMES})(?:\s[^<>]*)?/?>|{_MATH}", re.DOTALL)
_BLOCK = re.compile(
    r"</?(?:jats:)?(?:br|div|h[1-6]|label|li|list|list-item|ol|p|sec|subtitle|title|ul)(?:\s[^<>]*)?/?>"
)
_ESCAPED = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_ROUNDS = 3

_WORD = r"(?<![^\W\d_])(?!(?:cis|trans|ortho|meta|para|endo|exo|meso|anti|iso|sec|tert)\b)[^\W\d_]{4,}"
_AFTER = re.compile(rf"({_WORD}</(?:jats:)?(?:{_SLANTED})>)(?=[^\W\d_]{{2,}})")
_BEFORE = re.compile(rf"(?<=[^\W\d_]{{2}})(?=<(?:jats:)?(?:{_SLANTED})>{_WORD})")
_SLANTED_TAG = re.compile(rf"</?(?:jats:)?(?:{_SLANTED})>")
_AFTER_MATH = re.compile(r"(</(?:mml:)?math>)(?=[^\W\d_]{2})")
_BEFORE_MATH = re.compile(r"(?<=[^\W\d_]{2})(?=<(?:mml:)?math\b)")
_INNER_BLANK = re.compile(r"(?<=<su[bp]>)\s+|\s+(?=</su[bp]>)")
_BLANK_BEFORE_SUB = re.compile(r"(?<=[\w)\]])\s+(?=<sub>)")
_BLANK_BEFORE_SUP = re.compile(r"(?<=[\w)\]])\s+(?=<sup>[^<>]*</sup>(?![^\W\d_]))")


def stripped(text: str) -> str:
    """The text in one line, its markup told in characters, its entities resolved.

    >>> stripped("H<sub>2</sub>O &amp;amp; <i>E. coli</i> at 5 &lt; 6"), stripped("<HTML> The Basics")
    ('H₂O & E. coli at 5 < 6', '<HTML> The Basics')
    >>> stripped("of<i>Leishmania infantum</i>Promastigotes in TiO <sub>2</sub> by <sup>19</sup>F")
    'of Leishmania infantum Promastigotes in TiO₂ by ¹⁹F'
    """
    if "<" not in text and "&" not in text:
        return squeezed(text)
    for _ in range(_ROUNDS):
        if _TAG.search(text):
            text = _told(_spaced(text))
        if not _ESCAPED.search(text):
            break
        text = html.unescape(text)
    return squeezed(_told(text) if _TAG.search(text) else text)


def _spaced(text: str) -> str:
    """The blanks about tags as the rules have them; a rule without its tags is not tried."""
    if "<su" in text:
        for pattern in (_INNER_BLANK, _BLANK_BEFORE_SUB, _BLANK_BEFORE_SUP):
            text = pattern.sub("", text)
    if _SLANTED_TAG.search(text):
        text = _BEFORE.sub(" ", _AFTER.sub(r"\1 ", text))
    if "math" in text:
        text = _BEFORE_MATH.sub(" ", _AFTER_MATH.sub(r"\1 ", text))
    return text


def _told(text: str) -> str:
    """The text with its tags told; where they do not nest, each is left out on its own."""
    pieces, end = [], 0
    for match in _TAG.finditer(text):
        pieces += [_escaped(text[end : match.start()]), _BLOCK.sub(" ", match[0])]
        end = match.end()
    pieces.append(_escaped(text[end:]))
    try:
        # what is between the tags is escaped, and there is no DOCTYPE: nothing can be declared
        return plain(fromstring(f'<t xmlns:jats="jats" xmlns:mml="mml">{"".join(pieces)}</t>'))  # noqa: S314
    except ParseError:
        return _TAG.sub("", _BLOCK.sub(" ", text))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
