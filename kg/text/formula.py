"""MathML as one line of text: ``a/b``, ``x²``, ``x_(max)``, ``√(x)``.

See: MathML 3.0, chapter 3 (presentation markup).
"""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

from kg.text.scripts import grouped, lowered, raised

__all__ = ["linear"]

_BLANKS = " \t\r\n"
_INVISIBLE = dict.fromkeys(range(0x2061, 0x2065))
"""Function application, invisible times, separator and plus: they have no printed form."""


def linear(element: Element) -> str:
    """The formula in one line; every token of it is there, in reading order.

    >>> from xml.etree.ElementTree import fromstring
    >>> linear(fromstring("<math><mfrac><mi>a</mi><msup><mi>b</mi><mn>2</mn></msup></mfrac></math>"))
    'a/(b²)'
    """
    name = element.tag.rpartition("}")[2]
    if name in _SKIPPED:
        return ""
    if name == "mmultiscripts":
        return _multiscripts(element)
    parts = [linear(child) for child in element]
    form = _FORMS.get(name)
    if form is not None and len(parts) == form[0]:
        return form[1](*parts)
    if name == "mfenced":
        inner = ", ".join(parts)
        return f"{element.get('open', '(')}{inner}{element.get('close', ')')}"
    text = (element.text or "").strip(_BLANKS)
    joined = text + _JOINED.get(name, "").join(filter(None, parts))
    if name == "msqrt":
        return f"√{grouped(joined)}"
    return joined.translate(_INVISIBLE)


def _fraction(above: str, below: str) -> str:
    return f"{grouped(above)}/{grouped(below)}"


def _over(base: str, above: str) -> str:
    """A bar or arrow stands behind its base, anything longer is an upper bound."""
    return base + above if len(above) == 1 else base + raised(above, always=True)


_FORMS: dict[str, tuple[int, Callable[..., str]]] = {
    "mfrac": (2, _fraction),
    "msup": (2, lambda base, up: base + raised(up, always=True)),
    "msub": (2, lambda base, low: base + lowered(low, always=True)),
    "msubsup": (3, lambda base, low, up: base + lowered(low, always=True) + raised(up, always=True)),
    "mover": (2, _over),
    "munder": (2, lambda base, low: base + lowered(low, always=True)),
    "munderover": (3, lambda base, low, up: base + lowered(low, always=True) + raised(up, always=True)),
    "mroot": (2, lambda inner, degree: f"{grouped(inner)}^(1/{degree})"),
}
_JOINED = {"mtable": "; ", "mtr": " ", "mlabeledtr": " "}
_SKIPPED = frozenset({"none", "mprescripts", "annotation", "annotation-xml", "mspace", "mphantom"})


def _multiscripts(element: Element) -> str:
    """The base between its scripts: those behind ``mprescripts`` come first."""
    children = list(element)
    if not children:
        return ""
    names = [child.tag.rpartition("}")[2] for child in children]
    split = names.index("mprescripts") if "mprescripts" in names else len(children)
    return _pairs(children[split + 1 :]) + linear(children[0]) + _pairs(children[1:split])


def _pairs(children: list[Element]) -> str:
    texts = [linear(child) for child in children]
    written = ""
    for place, text in enumerate(texts):
        if text:
            written += raised(text, always=True) if place % 2 else lowered(text, always=True)
    return written
