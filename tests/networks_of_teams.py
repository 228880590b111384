"""Networks made from lists of teams, and what Hypothesis draws of them."""

from __future__ import annotations

import csv
import io

from hypothesis import strategies as st

from kg.networks.incidence import incidence
from kg.networks.network import Network
from kg.networks.projection import project

NAMES = [f"{letter}, Name" for letter in "ABCDEFGHIJ"]


def csv_of(rows, head=("member", "group")):
    """Rows as SPARQL 1.1 CSV."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([head, *rows])
    return text.getvalue().encode()


def network_of(teams, **options) -> Network:
    """The network of papers p0, p1, ... that each of these teams has written."""
    rows = [(member, f"p{number:03}") for number, team in enumerate(teams) for member in team]
    return project(incidence(csv_of(rows)), "co-authorship", **options)


def teams_drawn(**sizes):
    """Teams of the ten names."""
    team = st.lists(st.sampled_from(NAMES), min_size=1, max_size=5, unique=True)
    return st.lists(team, **{"max_size": 12, **sizes})
