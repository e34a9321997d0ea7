"""A class in the middle of a term: notebooks released, and folders of marks made, under the old names still work."""

from __future__ import annotations

import json
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


EACH = """
import importlib, json, sys
found = {}
for old in json.loads(sys.stdin.read()):
    for name in [name for name in sys.modules if name.partition(".")[0] == "isotretinoin"]:
        del sys.modules[name]
    found[old] = importlib.import_module(f"isotretinoin.classroom.{old}").__name__
print(json.dumps(found))
"""
"""Each as the first import of a kernel; what the library itself needs is loaded once."""


def test_every_old_name_leads_to_a_module():
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", EACH],
        input=json.dumps(sorted(MOVED)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == {old: f"isotretinoin.{new}" for old, new in MOVED.items()}
