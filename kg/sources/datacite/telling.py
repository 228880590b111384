"""The texts of a resource, without those that stand for the lack of one."""

from __future__ import annotations

import re

from kg.sources.members import Members
from kg.text import stripped

__all__ = ["NOTHING", "told"]

NOTHING = re.compile(
    r"\s*(?:\(?:(?:unav|unas|unal|unap|unkn|none|null|tba|etal|unac)\)?|\\N|null|none|n/?a|-)\s*\Z",
    re.IGNORECASE,
)
"""What DataCite, and those who deposit there, write for a value that they have not."""


def told(members: Members, name: str) -> str:
    """A text in one line; what stands for the lack of one is kept and is no text."""
    written = members.text(name)
    if NOTHING.match(written):
        members.keep(name, written)
        return ""
    return stripped(written)
