"""The same student id gives the same data and so the same mark in every door, the reader's browser included."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from data_digests import digests

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"
PYODIDE = ROOT / "_build" / "lite" / "static" / "pyodide"
pytestmark = pytest.mark.deep


def test_data_are_equal_to_the_last_bit_in_the_browsers_python():
    assert PYODIDE.is_dir(), "build the browser door first: make lite"
    node = shutil.which("node")
    assert node, "the browser's Python runs here under Node.js, and there is none"
    command = [node, TESTS / "data_digests.mjs", PYODIDE, TESTS / "data_digests.py"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    assert ran.returncode == 0, ran.stderr[-3000:]
    there, here = json.loads(ran.stdout.splitlines()[-1]), digests()
    assert len(here) > 60
    assert {name for name in here if there.get(name) != here[name]} == set()
