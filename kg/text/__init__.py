"""Text as sources write it -> plain text: markup, formulas, spelling of titles, names of people.

What is changed is changed by a rule that has a name (:data:`RULES`), so that a reader can keep the
text as published beside it: see :class:`kg.record.Change`.
"""

from kg.text.controls import escaped, printable
from kg.text.headings import bare, heading, unpunctuated, without_stop
from kg.text.markup import stripped
from kg.text.names import agent, person
from kg.text.plain import leaves, local, plain, squeezed
from kg.text.titles import BRACKETS, RULES, bracketed, tidied, titled
from kg.text.writing import script, tagged

__all__ = [
    "BRACKETS",
    "RULES",
    "agent",
    "bare",
    "bracketed",
    "escaped",
    "heading",
    "leaves",
    "local",
    "person",
    "plain",
    "printable",
    "script",
    "squeezed",
    "stripped",
    "tagged",
    "tidied",
    "titled",
    "unpunctuated",
    "without_stop",
]
