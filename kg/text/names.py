"""Names of people as sources write them -> an :class:`~kg.record.Agent` with its parts."""

from __future__ import annotations

from kg.record import Agent, Identifier

__all__ = ["displayed", "person"]


def displayed(family: str, given: str, initials: str = "", suffix: str = "") -> str:
    """A name as one writes it in a list.

    >>> displayed("King", "Martin Luther", "ML", "Jr"), displayed("Varmus", "", "H"), displayed("Dover", "")
    ('King, Martin Luther, Jr', 'Varmus, H', 'Dover')
    """
    return ", ".join(part for part in (family, given or initials, suffix) if part)


def person(
    name: str = "",
    *,
    family: str = "",
    given: str = "",
    suffix: str = "",
    identifiers: tuple[Identifier, ...] = (),
) -> Agent | None:
    """A person by one text ("Family, Given, Suffix" or "Given Family") or by parts; ``None`` without a name.

    A name that the source gives in one text without a comma is told apart only for display: its parts
    stay empty, for nobody knows where the family name begins.

    >>> person("King, Martin Luther, Jr.").suffix, person("Appianus").family, person(" , ")
    ('Jr.', '', None)
    """
    if not family and "," in name:
        parts = [part.strip() for part in name.split(",")]
        family, given, suffix = parts[0], parts[1], suffix or ", ".join(filter(None, parts[2:]))
    if family and not given:
        name, family = name or family, ""
    written = displayed(family, given, "", suffix) if family else " ".join((name or given).split())
    if not written.strip(" ,.;"):
        return None
    return Agent(
        kind="Person",
        name=written,
        family=family,
        given=given if family else "",
        suffix=suffix,
        identifiers=identifiers,
    )
