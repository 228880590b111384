r"""LaTeX in titles and names -> Unicode: accents, letters, symbols, simple mathematics.

`pylatexenc <https://pylatexenc.readthedocs.io>`_ knows the macros; here stands what bibliographies do
beside LaTeX: a per cent sign is a per cent sign and begins no comment, a dollar may be a price.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from kg.text.plain import squeezed
from kg.text.scripts import lowered, raised

__all__ = ["unlatexed"]

_ACTIVE = re.compile(r"[\\{}$~]|--|``|''")
_MACROS = re.compile(r"[\\$]|``|''")
_ADDRESS = re.compile(r"\\(?:url|href)\s*\{([^{}]*)\}(?:\s*\{([^{}]*)\})?")
_SCRIPT = re.compile(
    r"\$\s*([_^])\s*(?:\{([^{}$]*)\}|([^\s{}$]))\s*\$|\\text(super|sub)script\s*\{([^{}]*)\}"
)
_FONT = re.compile(
    r"\\(?:text(?:tt|sf|rm|bf|it|sc|sl|up|md|normal)|(?:tt|sf|rm|bf|it|sc|sl)family|em|bf|it|tt|sc|sf|sl|rm)"
    r"(?![A-Za-z])\s*(?=[{ ]|\\|\Z)|\\(?:mbox|hbox|enquote|mkbib[a-z]+|textnormal)\s*(?=\{)"
)
_LITERAL = re.compile(r"\\text(asciicircum|braceleft|braceright)(?![A-Za-z])(?:\s*\{\}|\s+)?")
_LITERALS = {"asciicircum": "^", "braceleft": r"\{", "braceright": r"\}"}
_COMMENT = re.compile(r"(?<!\\)%")
_DOLLAR = re.compile(r"(?<!\\)\$")


def unlatexed(text: str) -> str:
    r"""The text in one line of Unicode; braces that only protect capitals go.

    >>> unlatexed(r"Bostr\"{o}m"), unlatexed("The {IEEE} way --- 5% of $H$"), unlatexed("H$_2$O")
    ('Boström', 'The IEEE way — 5% of H', 'H₂O')
    """
    if not _ACTIVE.search(text):
        return squeezed(text)
    if not _MACROS.search(text):
        plain = text.replace("---", "—").replace("--", "–").replace("{", "").replace("}", "")
        return squeezed(plain.replace("~", " "))
    return _converted(text)


@lru_cache(maxsize=16384)
def _converted(text: str) -> str:
    text = _ADDRESS.sub(lambda link: link[2] or link[1], text)
    text = _SCRIPT.sub(_scripted, text)
    text = _FONT.sub("", text)
    text = _LITERAL.sub(lambda sign: _LITERALS[sign[1]], text)
    text = _COMMENT.sub(r"\\%", text)
    if len(_DOLLAR.findall(text)) % 2:
        text = _DOLLAR.sub(r"\\$", text)
    return squeezed(_converter().latex_to_text(text).replace("\xa0", " "))


def _scripted(match: re.Match[str]) -> str:
    inner = match[2] or match[3] or match[5] or ""
    before = match.string[max(match.start() - 1, 0) : match.start()]
    is_raised = match[1] == "^" or match[4] == "super"
    return raised(inner, before) if is_raised else lowered(inner, before)


@cache
def _converter() -> Any:
    from pylatexenc.latex2text import LatexNodes2Text

    return LatexNodes2Text(math_mode="text", keep_comments=True, strict_latex_spaces=False)
