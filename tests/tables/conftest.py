"""What the tests of the tables share: the texts of real input."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


@pytest.fixture
def texts(shared: Path) -> Callable[..., Iterator[str]]:
    """A function from patterns below the shared folder to the texts of the files, unpacked.

    Bytes that are not UTF-8 are replaced; a pattern that matches no file is a fault of the test.
    """

    def matching(*patterns: str) -> Iterator[str]:
        for pattern in patterns:
            files = sorted(shared.glob(pattern))
            assert files, pattern
            for file in files:
                content = file.read_bytes()
                yield (gzip.decompress(content) if file.suffix == ".gz" else content).decode(
                    "utf-8", "replace"
                )

    return matching
