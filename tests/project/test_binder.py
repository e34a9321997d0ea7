"""What Binder would build: repo2docker's own answer, without Docker."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def dockerfile(tmp_path_factory) -> str:
    """The Dockerfile that repo2docker prints for a copy of what a clone would hold."""
    clone = tmp_path_factory.mktemp("binder") / "course"
    clone.mkdir()
    for name in ("binder", "data", "notebooks", "src", "pyproject.toml", "requirements.txt", "README.md", "LICENSE"):
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, clone / name)
    command = [
        sys.executable,
        "-m",
        "repo2docker",
        "--no-build",
        "--debug",
        "--user-id",
        "1000",
        "--user-name",
        "reader",
        ".",
    ]
    run = subprocess.run(command, cwd=clone, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    return run.stdout + run.stderr


def test_python_of_binder(dockerfile: str):
    assert "Building conda environment for python=3.12" in dockerfile


def test_pins_of_binder_are_used_not_those_of_the_site(dockerfile: str):
    assert 'pip install --no-cache-dir -r "binder/requirements.txt"' in dockerfile.replace("'", '"')
    assert '-r "requirements.txt"' not in dockerfile


def test_library_is_installed_at_the_end(dockerfile: str):
    assert "binder/postBuild" in dockerfile


def test_binder_brings_its_own_jupyter():
    base = dict(line.split("==") for line in (ROOT / "binder/base.txt").read_text().splitlines() if "==" in line)
    pins = dict(
        line.split("==") for line in (ROOT / "binder/requirements.txt").read_text().splitlines() if "==" in line
    )
    moved = {name: (base[name], pins[name]) for name in base.keys() & pins.keys() if base[name] != pins[name]}
    assert not moved, f"these pins would change what Binder's image holds: {moved}"
    assert not {"jupyterlab", "notebook", "jupyter-server"} & pins.keys()


def test_one_folder_for_binder():
    assert not (ROOT / ".binder").exists()
    assert (ROOT / "binder" / "runtime.txt").read_text().strip() == "python-3.12"
    assert (ROOT / "binder" / "postBuild").stat().st_mode & 0o111


@pytest.mark.deep
def test_lessons_run_on_the_replica():
    """Without the deposited files, as on Binder: beside the frozen versions of its image where Python 3.12 is found."""
    lessons = sorted((ROOT / "notebooks").glob("*.ipynb"))
    make = ["make", "--no-print-directory", "binder-check"]
    run = subprocess.run(make, cwd=ROOT, capture_output=True, text=True, check=False)
    if "needs Python 3.12" in run.stdout:
        here = [sys.executable, "tools/run_lessons.py", *lessons]
        run = subprocess.run(here, cwd=ROOT, capture_output=True, text=True, check=False)
    else:
        assert "No broken requirements found." in run.stdout
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
    ran = {line.split(":")[0] for line in run.stdout.splitlines() if "ran without a warning" in line}
    assert ran == {path.name for path in lessons}
