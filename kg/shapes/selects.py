"""The SELECT of a SPARQL constraint, about one node, made into one about all of its targets.

SHACL puts the focus node in the place of ``$this`` wherever it stands. A query over all targets joins them
instead, and a group that only compares ``$this`` would not see it: so the targets stand in such groups too.

See: SHACL, section 5.3.1, "Pre-bound Variables in SPARQL Constraints", and appendix A, "Pre-binding".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

__all__ = ["fault", "over"]

_ASIDE = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|<[^<>\s]*>|\#[^\n]*)""")
_THIS = re.compile(r"[$?]this\b")
_TRIPLE = re.compile(r"[$?]this\s+(\S+)\s")
_SELECT = re.compile(r"\bSELECT\b([^{]*)", re.IGNORECASE)
_EXISTS = re.compile(r"\bEXISTS\s*\Z", re.IGNORECASE)
_REFUSED = {
    r"(?<![\w?$:-])(?:MINUS|SERVICE|VALUES)\b": "may have no MINUS, SERVICE or VALUES",
    r"\bAS\s+[$?]this\b": "may give $this no other value",
    r"[$?](?:shapesGraph|currentShape)\b": "asks for the shapes graph, which a store has not",
}


def fault(select: str) -> str:
    """Why a query cannot be a constraint; empty if it can.

    >>> fault("SELECT $this { $this ?p ?o MINUS { $this ?p 1 } }")
    'may have no MINUS, SERVICE or VALUES'
    """
    bare = _bare(select)
    for refused, why in _REFUSED.items():
        if re.search(refused, bare, re.IGNORECASE):
            return why
    if not all(_THIS.search(found[1]) for found in _SELECT.finditer(bare)):
        return "must select $this, in each SELECT inside another too"
    return "" if "{" in bare else "needs a pattern in braces"


def over(select: str, targets: str, implied: Collection[str] = ()) -> str:
    """The query with the pattern of its targets in each group where ``$this`` would else be unbound.

    Args:
        select: the query about one node.
        targets: the pattern.
        implied: properties as the query may write them, of which a node with one is a target. Where each
            solution of the query has such a triple already, the pattern would only say it again.

    >>> over("SELECT $this { { FILTER($this = 1) } UNION { $this ?p 1 } }", "TARGETS")
    'SELECT $this { TARGETS { TARGETS FILTER($this = 1) } UNION { $this ?p 1 } }'
    >>> over("SELECT $this { $this e:p ?value }", "TARGETS", {"e:p"})
    'SELECT $this { $this e:p ?value }'
    """
    bare = _bare(select)
    places = sorted(_unbound(bare))
    if implied and _says(_Group(_spoken(select), bare, places[0]), implied):
        del places[0]
    made, done = "", 0
    for place in places:
        made += f"{select[done:place]} {targets}"
        done = place
    return made + select[done:]


def _bare(select: str) -> str:
    """The query with blanks for its texts, IRIs and comments."""
    return _ASIDE.sub(lambda found: " " * len(found[0]), select)


def _spoken(select: str) -> str:
    """The query with blanks for its texts and comments."""
    return _ASIDE.sub(lambda found: found[0] if found[0][0] == "<" else " " * len(found[0]), select)


def _unbound(bare: str) -> Iterator[int]:
    """Where the outermost group begins, and each other that speaks of ``$this`` and has no triple with it.

    In a group of EXISTS the store itself puts the node in place.
    """
    opened: list[tuple[int, bool]] = []
    for place, sign in enumerate(bare):
        if sign == "{":
            is_tested = bool(_EXISTS.search(bare[:place])) or bool(opened and opened[-1][1])
            opened.append((place + 1, is_tested))
        elif sign == "}" and opened:
            start, is_tested = opened.pop()
            group = bare[start:place]
            if not opened or (not is_tested and _THIS.search(group) and not _THIS.search(_direct(group))):
                yield start


def _direct(group: str) -> str:
    """What stands in a group itself, without the groups in it and what is in parentheses."""
    kept, depth = [], 0
    for sign in group:
        depth += sign in "{("
        if not depth:
            kept.append(sign)
        depth -= sign in "})"
    return "".join(kept)


class _Group:
    """A group of a query: what stands in it itself, and the groups in it.

    Args:
        text: the query without texts and comments.
        bare: the same without IRIs.
        start: where the group begins, behind its brace.
    """

    def __init__(self, text: str, bare: str, start: int) -> None:
        self.own = ""
        self.end = start
        self.inner: list[tuple[str, _Group]] = []  # with what stands before each
        depth, place, before = 0, start, ""
        while place < len(bare) and (depth or bare[place] != "}"):
            sign = bare[place]
            if sign == "{" and not depth:
                found = _Group(text, bare, place + 1)
                self.inner.append((before.strip(), found))
                self.own += "{}"
                place, before = found.end + 1, ""
                continue
            self.own += " " if depth or sign in "()" else text[place]
            before += sign
            depth += (sign in "{(") - (sign in "})")
            place += 1
        self.end = place


def _says(group: _Group, properties: Collection[str]) -> bool:
    """Whether each solution of a group has a triple of ``$this`` with one of these properties.

    If in doubt it has not: what is in OPTIONAL, EXISTS or GRAPH does not count.
    """
    if group.own.lstrip()[:6].upper() == "SELECT":
        return bool(group.inner) and _says(group.inner[0][1], properties)
    if any(found[1] in properties for found in _TRIPLE.finditer(group.own)):
        return True
    ways: list[list[bool]] = []
    for before, inner in group.inner:
        if ways and before.upper() == "UNION":
            ways[-1].append(_says(inner, properties))
        elif before[-1:] in ("", ".", ")"):
            ways.append([_says(inner, properties)])
        else:
            ways.append([False])
    return any(all(way) for way in ways)
