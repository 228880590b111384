"""Names in one text -> family and given name: our parser beside nameparser.

    python benchmarks/names.py [--data FOLDER] [--wrong N]

The gold list is every person whom Crossref, PubMed or JATS tells as family and given name, each once, and
every body that they tell as one. Each name is written in the forms that other sources print, and parsed
back. ``told`` is the share of the names of which a parser tells the family name at all, ``right`` the share
of those of which it tells the family name and the given name or initials of the publisher, whatever the case.
What a publisher takes for a family name may be wrong itself.

The packages of ``.[dev]`` are needed, and nameparser (pip install nameparser).
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from nameparser import HumanName

from kg import sources
from kg.record import Agent, Record
from kg.text import agent

FOLDERS = ("crossref", "pubmed", "jats", "pmc-oa")
Parse = Callable[[str], tuple[str, str]]

Name = tuple[str, str, str]
"""Family name, given name, suffix."""


def agents(folder: Path) -> Iterator[Agent]:
    """Who contributes to the publications of the publishers' own formats."""
    for name in FOLDERS:
        for file in sources.inputs([str(folder / name)]):
            if not isinstance(file, sources.File):
                continue
            for item in sources.records(file):
                if isinstance(item, Record):
                    yield from (one.agent for one in item.contributions)


def initials(given: str) -> str:
    """``Mary-Ann K.`` -> ``MK``."""
    return "".join(word[0].upper() for word in given.replace(".", " ").split())


def dotted(given: str) -> str:
    """``Mary Ann`` -> ``M. A.``."""
    return " ".join(f"{letter}." for letter in initials(given))


FORMS: dict[str, Callable[[Name], str]] = {
    "Family, Given": lambda name: f"{name[0]}, {name[1]}",
    "FAMILY, GIVEN": lambda name: f"{name[0]}, {name[1]}".upper(),
    "Family GN": lambda name: f"{name[0]} {initials(name[1])}",
    "Family G.N.": lambda name: f"{name[0]} {dotted(name[1]).replace(' ', '')}",
    "G. N. Family": lambda name: f"{dotted(name[1])} {name[0]}",
    "Given Family": lambda name: f"{name[1]} {name[0]}",
    "Family Given": lambda name: f"{name[0]} {name[1]}",
}
SUFFIXED: dict[str, Callable[[Name], str]] = {
    "Family, Given, Suffix": lambda name: f"{name[0]}, {name[1]}, {name[2]}",
    "Family Suffix, Given": lambda name: f"{name[0]} {name[2]}, {name[1]}",
    "Given Family, Suffix": lambda name: f"{name[1]} {name[0]}, {name[2]}",
}


def ours(text: str) -> tuple[str, str]:
    """Family name and given name or initials by :func:`kg.text.agent`."""
    found = agent(text)
    return (found.family, found.given or found.initials) if found else ("", "")


def theirs(text: str) -> tuple[str, str]:
    """The same by nameparser."""
    found = HumanName(text)
    return found.last, " ".join(filter(None, (found.first, found.middle)))


def same(one: str, other: str) -> bool:
    """Whether two texts have the same letters."""
    return re.sub(r"\W", "", one.upper()) == re.sub(r"\W", "", other.upper())


def measured(names: list[Name], write: Callable[[Name], str], parse: Parse) -> tuple[float, float, list[str]]:
    """The share of the names that are told, the share of those that are right, and the wrong ones."""
    told, wrong = 0, []
    for name in names:
        family, given = parse(write(name))
        if family:
            told += 1
            if not same(family, name[0]) or not (same(given, name[1]) or same(given, initials(name[1]))):
                wrong.append(f"{write(name)!r} -> {family!r}, {given!r}")
    return told / len(names), 1 - len(wrong) / told if told else 0.0, wrong


def main() -> None:
    """Prints a row a form."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument(
        "--data", default=os.environ.get("KG_SHARED", "") + "/data", help="folder of real input"
    )
    options.add_argument("--wrong", type=int, default=0, metavar="N", help="print so many mistakes of each")
    given = options.parse_args()
    everybody = list(agents(Path(given.data)))
    people = sorted(
        {(one.family, one.given, one.suffix) for one in everybody if one.kind == "Person" and one.given}
    )
    bodies = sorted({one.name for one in everybody if one.kind != "Person"})
    print(f"{len(people):,} people, {len(bodies):,} bodies")
    print("| form | names | told | right | nameparser: told | right |\n|---|---:|---:|---:|---:|---:|")
    suffixed = [name for name in people if name[2]]
    plain = [name for name in people if not name[2]]
    for forms, names in ((FORMS, plain), (SUFFIXED, suffixed)):
        for form, write in forms.items():
            mine, other = measured(names, write, ours), measured(names, write, theirs)
            cells = (f"{share:.2%}" for share in (*mine[:2], *other[:2]))
            print(f"| {form} | {len(names):,} | {' | '.join(cells)} |")
            for line in mine[2][: given.wrong]:
                print(f"    {line}")
    asked = [(name, found) for name in bodies if (found := agent(name)) is not None]
    as_people = [name for name, found in asked if found.kind == "Person"]
    as_bodies = [
        name for name in plain if (found := agent(FORMS["Family, Given"](name))) and found.kind != "Person"
    ]
    print(f"bodies taken for people: {len(as_people):,} of {len(asked):,}")
    print(f"people taken for bodies: {len(as_bodies):,} of {len(plain):,}")
    for line in [*as_people[: given.wrong], *map(str, as_bodies[: given.wrong])]:
        print(f"    {line}")


if __name__ == "__main__":
    main()
