"""Digests of everything a student's mark depends on. The same file runs in native Python and in Pyodide.

Floats go in with every bit, and integers in 64, since they are only as wide as the machine counts.
"""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pandas as pd

from isotretinoin import studies
from isotretinoin.assignments import ASSIGNMENTS, dataset, fixture
from isotretinoin.assignments.fixtures import SEEDS

STUDENTS = ("s017", "s018", "x-99")


def digest(value: object) -> str:
    taken = hashlib.sha256()
    _take(taken.update, value)
    return taken.hexdigest()[:16]


def _take(update, value: object) -> None:
    if isinstance(value, pd.DataFrame):
        for part in (value.columns, value.index, *(value[name] for name in value.columns)):
            _take(update, part.to_numpy())
    elif isinstance(value, pd.Series):
        _take(update, value.index.to_numpy())
        _take(update, value.to_numpy())
    elif isinstance(value, np.ndarray) and value.dtype.kind in "fiub":
        update(value.astype("float64" if value.dtype.kind == "f" else "int64").tobytes())
    elif isinstance(value, dict):
        for key in value:
            update(str(key).encode())
            _take(update, value[key])
    elif isinstance(value, (list, tuple, np.ndarray)):
        for one in value:
            _take(update, one)
    elif isinstance(value, float):
        update(np.float64(value).tobytes())
    else:
        update(str(value).encode())


def digests() -> dict[str, str]:
    """Return a digest for each part of each student's data and for each call that a function is marked by."""
    found = {}
    for assignment in sorted(ASSIGNMENTS):
        for student in STUDENTS:
            data = dataset(student, assignment)
            for part in data.parts:
                found[f"{assignment} {student} {part}"] = digest(getattr(data, part))
    for assignment, question in SEEDS:
        for student in STUDENTS[1:]:
            found[f"{assignment} {question} {student}"] = digest(fixture(assignment, question, student))
    for name in ("seb1", "skin", "skin-8wk"):
        found[f"replica {name}"] = digest(studies.load(name, "replica").expression)
    return found


if __name__ == "__main__":
    print(json.dumps(digests()))
