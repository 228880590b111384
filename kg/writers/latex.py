r"""Text -> LaTeX, for BibTeX and BibLaTeX in UTF-8: signs that mean something, capitals that stay."""

from __future__ import annotations

import re

__all__ = ["escaped", "protected"]

_SIGNS = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "%": r"\%",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "$": r"\$",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\u00a0": "~",
}
_SIGN = re.compile(r"[\\{}%&#_$~^\u00a0]|--+|''+|``+|,,+|<<+|>>+|[?!]`")
_WORD = re.compile(r"[^\W_]+(?:['’‐-][^\W_]+)*")
_SENTENCE = 0.5


def escaped(text: str) -> str:
    r"""A text as LaTeX prints it, letter by letter.

    >>> escaped("50% of C&A_1 -- {x}")
    '50\\% of C\\&A\\_1 -{}- \\textbraceleft{}x\\textbraceright{}'
    """
    return _SIGN.sub(_told, text)


def _told(match: re.Match[str]) -> str:
    # two signs in a row would be another one
    return _SIGNS.get(match[0]) or "{}".join(match[0])


def protected(title: str) -> str:
    r"""A title as LaTeX, in braces the words that a style for small letters must leave as they are.

    These are words with a capital behind their first letter; and names, which are the words with a capital
    inside a title that has most of its words in small letters.

    >>> protected("Effects of DNA on iPSC in South Africa"), protected("The Role of Trust in Large Trials")
    ('Effects of {DNA} on {iPSC} in {South} {Africa}', 'The Role of Trust in Large Trials')
    """
    words = [word for word in _WORD.findall(title)[1:] if word[0].isalpha() and not word.isupper()]
    names = sum(word[0].isupper() for word in words) < _SENTENCE * len(words)
    pieces, end = [], 0
    for match in _WORD.finditer(title):
        word = match[0]
        pieces.append(escaped(title[end : match.start()]))
        inner = any(map(str.isupper, word[1:])) or (len(word) == 1 and word != "A" and word.isupper())
        kept = inner or (names and word[0].isupper() and match.start() > 0)
        pieces.append(f"{{{word}}}" if kept and not title.isupper() else word)
        end = match.end()
    return "".join([*pieces, escaped(title[end:])])
