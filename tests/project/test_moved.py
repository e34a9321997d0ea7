"""A class in the middle of a term: notebooks released, and folders of marks made, under the old names still work."""

from __future__ import annotations

import subprocess
import sys

import pytest

from isotretinoin._moved import MOVED

# As the last version made them: the first cells of a released notebook, and the configuration of a folder of marks.
NOTEBOOK = """
from isotretinoin.classroom.assignments import checks, dataset, fixture, hand_in, hand_in_calls
data = dataset("s017", "A1")
from isotretinoin.classroom.assignments.hand_in import MIME
import isotretinoin.assignments.hand_in as new
assert new.MIME is MIME
print(len(data.parts) > 0)
"""
MARKS = """
from traitlets.config import Config
from isotretinoin.classroom.grading.gradebook import configure
from isotretinoin.grading.marks.gradebook import configure as new
assert configure is new
print(bool(configure(Config()).Autograde.autograde_preprocessors))
"""


@pytest.mark.parametrize("code", [NOTEBOOK, MARKS], ids=["released notebook", "folder of marks"])
def test_old_names_work_and_say_where_the_module_is(code):
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == "True\n"
    assert "FutureWarning: isotretinoin.classroom." in ran.stderr
    assert "has moved to isotretinoin." in ran.stderr


@pytest.mark.parametrize("old", sorted(MOVED))
def test_every_old_name_leads_to_a_module(old):
    code = f"import importlib; print(importlib.import_module('isotretinoin.classroom.{old}').__name__)"
    ran = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=False)
    assert ran.stdout.strip() == f"isotretinoin.{MOVED[old]}", ran.stderr
