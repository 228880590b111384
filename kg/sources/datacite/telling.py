"""The texts of a resource, without those that stand for the lack of one."""

from __future__ import annotations

import re

from kg.sources.members import Members
from kg.text import squeezed, stripped, tidied

__all__ = ["NOTHING", "titled", "told"]

NOTHING = re.compile(
    r"\s*(?:\(?:(?:unav|unas|unal|unap|unkn|none|null|tba|etal|unac)\)?|\\N|null|none|n/?a|-)\s*\Z",
    re.IGNORECASE,
)
"""What DataCite, and those who deposit there, write for a value that they have not."""


def told(members: Members, name: str) -> str:
    """A text in one line, with what a rule made plain of it kept as a change.

    What stands for the lack of a text is kept and is no text.
    """
    written = members.text(name)
    if NOTHING.match(written):
        members.keep(name, written)
        return ""
    made = stripped(written)
    if made != squeezed(written):
        members.changed(name, written, "markup")
    return made


def titled(members: Members, name: str) -> str:
    """A title by the rules for titles."""
    written = members.text(name)
    if NOTHING.match(written):
        members.keep(name, written)
        return ""
    made, rules = tidied(written)
    members.changed(name, written, *rules)
    return made
