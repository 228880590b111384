"""Fixtures that every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples in every run: a change fails by what it changes, not by luck.
settings.register_profile("fixed", derandomize=True, deadline=None, print_blob=False)
settings.load_profile("fixed")

_SHARED = Path(os.environ.get("KG_SHARED") or Path(__file__).resolve().parents[2] / "shared")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real input and ontologies, which is not part of the project."""
    return _SHARED


@pytest.fixture
def data() -> Path:
    """The project's own fixtures."""
    return Path(__file__).parent / "data"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of the real input are skipped, with the reason, where the folder is absent."""
    if _SHARED.joinpath("data").is_dir():
        return
    skip = pytest.mark.skip(reason=f"needs the real input, which is not at {_SHARED} (set KG_SHARED)")
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(skip)
