"""Text that may hold HTML, JATS or MathML as characters, with entities escaped once or twice.

The markup that a title or an abstract can have is told in characters, as :mod:`.plain` does it;
anything else that looks like a tag is text: there is a title that really is ``<HTML> The Basics``.
"""

from __future__ import annotations

import html
import re
from xml.etree.ElementTree import ParseError, fromstring

from kg.text.plain import plain, squeezed

__all__ = ["stripped"]

_INLINE = (
    "a|abbr|b|bold|br|em|i|inf|italic|monospace|p|roman|sans-serif|sc|scp|small|span|strike|strong"
    "|styled-content|sub|sup|tt|u|underline|list|list-item|title|sec|inline-formula|tex-math"
)
_TAG = re.compile(
    rf"</?(?:jats:)?(?:{_INLINE})(?:\s[^<>]*)?/?>|<(?P<math>(?:mml:)?math)\b.*?</(?P=math)>",
    re.DOTALL | re.IGNORECASE,
)
_ESCAPED = re.compile(r"&(?:amp;)?(?:#[0-9]+|#x[0-9a-f]+|[a-z][a-z0-9]+);", re.IGNORECASE)


def stripped(text: str) -> str:
    r"""The text in one line, its markup told in characters, its entities resolved.

    >>> stripped("H<sub>2</sub>O &amp;amp; <i>E. coli</i>\n at 5 &lt; 6")
    'H₂O & E. coli at 5 < 6'
    >>> stripped("<HTML> The Basics")
    '<HTML> The Basics'
    """
    if "<" not in text and "&" not in text:
        return squeezed(text)
    if _TAG.search(text):
        text = _told(text)
    for _ in range(2):
        if not _ESCAPED.search(text):
            break
        text = html.unescape(text)
    return squeezed(text)


def _told(text: str) -> str:
    """The text with the tags it may hold told; by an XML parser, or one by one where they do not nest."""
    pieces, end = [], 0
    for match in _TAG.finditer(text):
        pieces += [html.escape(html.unescape(text[end : match.start()]), quote=False), match[0]]
        end = match.end()
    pieces.append(html.escape(html.unescape(text[end:]), quote=False))
    marked = "".join(pieces)
    try:
        return plain(fromstring(f'<t xmlns:jats="jats" xmlns:mml="mml">{marked}</t>'))  # noqa: S314
    except ParseError:
        return _TAG.sub("", text)
