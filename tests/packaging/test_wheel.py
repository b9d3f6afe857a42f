"""What is installed from the wheel is whole: the palettes and samples come with it and are found."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

ASK = """
import json, sys
sys.path.insert(0, sys.argv[1])
from archdesk.shipped import shipped
import archdesk
print(json.dumps([archdesk.__file__, str(shipped("palettes")), str(shipped("samples"))]))
"""


def build(kind: str, folder: Path) -> Path:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (built,) = folder.iterdir()
    return built


def shipped_files(folder: Path) -> set[str]:
    return {
        str(file.relative_to(folder))
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The folder a wheel's files come to lie in."""
    site = tmp_path / "site"
    with zipfile.ZipFile(build("wheel", tmp_path / "dist")) as wheel:
        wheel.extractall(site)
    return site


def test_an_installed_archdesk_finds_its_palettes_and_samples(installed: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-c", ASK, str(installed)],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    package, palettes, samples = map(Path, json.loads(done.stdout))
    assert package.parent == installed / "archdesk"
    assert palettes == installed / "archdesk" / "palettes"
    assert samples == installed / "archdesk" / "samples"
    assert shipped_files(palettes) == shipped_files(ROOT / "palettes")
    assert shipped_files(samples) == shipped_files(ROOT / "samples")


def test_the_wheel_holds_the_product_and_nothing_else(installed: Path) -> None:
    assert {entry.name for entry in installed.iterdir()} == {"archdesk", "archdesk-0.1.0.dist-info"}
    described = installed / "archdesk-0.1.0.dist-info"
    assert "archdesk = archdesk.cli.main:main" in (described / "entry_points.txt").read_text("utf-8")
    assert (described / "licenses" / "LICENSE").exists()


def test_the_source_archive_can_be_tested_and_built_from(tmp_path: Path) -> None:
    with tarfile.open(build("sdist", tmp_path / "dist")) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames()}
    assert {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "packaging/bootstrap.py"} <= names
    assert "tests/conftest.py" in names
    assert any(name.startswith("palettes/aws/") for name in names)
    assert not any(name.startswith(".venv") for name in names)
