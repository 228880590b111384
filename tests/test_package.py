"""What a stranger installs holds all that it needs, and works from there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("ontologies", "shapes", "queries", "examples")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """The wheel and the source distribution, made from this checkout."""
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", out, ROOT],
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "SOURCE_DATE_EPOCH": "0"},
    )
    return out


def _files(folder: str) -> set[str]:
    return {
        f"{folder}/{path.relative_to(ROOT / folder).as_posix()}"
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


def test_wheel_carries_the_folders(built):
    """Every ontology, shape, query and example is in the wheel, and every module of the package."""
    names = set(zipfile.ZipFile(next(built.glob("*.whl"))).namelist())
    for folder in FOLDERS:
        assert _files(folder), folder
        assert {f"kg/_data/{name}" for name in _files(folder)} <= names
    assert {name for name in _files("kg") if name.endswith(".py")} <= names
    assert "kg/py.typed" in names


def test_sdist_carries_the_project(built):
    """The source distribution holds what the tests and the build need, and nothing foreign."""
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for folder in (*FOLDERS, "tests"):
        assert {name for name in _files(folder) if "__pycache__" not in name} <= names
    assert {"pyproject.toml", "README.md", "LICENSE", "constraints.txt", "CHANGELOG.md"} <= names


def test_main_job_from_a_clean_environment(built, tmp_path):
    """Installed into an environment of its own, away from the checkout, the wheel does the main job."""
    venv.create(tmp_path / "venv", with_pip=True)
    bin = tmp_path / "venv" / "bin"
    wheel = next(built.glob("*.whl"))
    install = [bin / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run(
        [*install, "--constraint", ROOT / "constraints.txt", wheel], check=True, stderr=subprocess.DEVNULL
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "KG_"))}

    def kg(*arguments: str) -> str:
        done = subprocess.run(
            [bin / "kg", *arguments], check=True, cwd=tmp_path, env=clean, capture_output=True, text=True
        )
        return done.stdout

    examples = next((tmp_path / "venv").glob("lib/python*/site-packages/kg/_data/examples"))
    summary = json.loads(kg("build", str(examples / "pubmed.xml"), str(examples / "vufind.json"), "--json"))
    assert summary["rejected"] == 0
    assert summary["merged"] == 1
    assert summary["conforms"] is True
    assert "Moher" in kg("query", "authors", "--format", "csv")
    kg("network", "-o", "net.svg", "-o", "net.png", "-o", "net.graphml")
    assert (tmp_path / "net.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (tmp_path / "net.svg").read_text()
