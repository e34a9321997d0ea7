"""Gradescope's format of a result, from https://gradescope-autograders.readthedocs.io/en/latest/specs/."""

from __future__ import annotations

import jsonschema

VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
TEST = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "score": {"type": "number"},
        "max_score": {"type": "number"},
        "status": {"enum": ["passed", "failed"]},
        "name": {"type": "string"},
        "name_format": FORMAT,
        "number": {"type": "string"},
        "output": {"type": "string"},
        "output_format": FORMAT,
        "tags": {"type": "array", "items": {"type": "string"}},
        "visibility": VISIBILITY,
        "extra_data": {"type": "object"},
    },
}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["score"],  # optional there only where each test has one
    "properties": {
        "score": {"type": "number"},
        "execution_time": {"type": "number"},
        "output": {"type": "string"},
        "output_format": FORMAT,
        "test_output_format": FORMAT,
        "test_name_format": FORMAT,
        "visibility": VISIBILITY,
        "stdout_visibility": VISIBILITY,
        "extra_data": {"type": "object"},
        "tests": {"type": "array", "items": TEST},
        "leaderboard": {"type": "array"},
    },
}


def checked(found: dict) -> dict:
    """Return a result that Gradescope would take."""
    jsonschema.validate(found, SCHEMA)
    return found


def assert_withheld(found: dict) -> None:
    """No student reads a nought where a teacher has to look."""
    assert found["score"] == 0
    assert found["visibility"] == "hidden"  # hides the total, says Gradescope's documentation
    assert all(test["visibility"] == "hidden" for test in found["tests"])
    assert "teacher will look at it" in found["output"]
