"""Publish an answer from the student's kernel as plain JSON, for a marker that the student's code cannot reach.

The hidden part of a question's test cell does nothing but ``hand_in("q2", p_values)``. The value leaves the kernel as
an output of that cell under a MIME type of its own: no pickle, nothing to run. The marking happens in another process,
against a key that was never here, so nothing in this module needs protection: whoever changes it changes only what is
handed in, and only right values are right.
"""

from __future__ import annotations

import copy
import json
import math
import numbers
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

__all__ = [
    "IDENTITY",
    "LARGEST",
    "MIME",
    "CallFailed",
    "NotHandedIn",
    "collecting",
    "hand_in",
    "hand_in_calls",
    "packed",
    "unpacked",
]

MIME = "application/vnd.isotretinoin.hand-in+json"
"""The kind of output that carries an answer."""

IDENTITY = "STUDENT_ID"
"""Name of the notebook's variable that holds the id which its owner typed; it goes along with every answer."""

LARGEST = 2_000_000
"""Most characters of JSON that one answer may have: room for twelve thousand named numbers."""

_DEEPEST = 6

_collected: list[dict[str, Any]] | None = None


@dataclass(frozen=True)
class NotHandedIn:
    """Stands where a value would be that cannot travel: it has a kind that is no answer, or it is too large."""

    kind: str
    reason: str = ""


@dataclass(frozen=True)
class CallFailed:
    """Stands where a function's result would be: the call raised this error."""

    error: str


def hand_in(question: str, value: object) -> None:
    """Publish the answer to one question.

    Parameters
    ----------
    question : str
        Id of the question in the assignment's key.
    value : object
        Number, text, list, dict, array, Series or DataFrame. Anything else, and anything too large, is published as a
        note that says so: handing in never stops a notebook.
    """
    _publish(question, _safely_packed(value))


def hand_in_calls(question: str, function: Callable[..., object], calls: Iterable[tuple]) -> None:
    """Publish what a student's function returns on each set of arguments.

    Parameters
    ----------
    question : str
        Id of the question in the assignment's key.
    function : callable
        The student's function. An error in one call is handed in as such, and the next call follows.
    calls : iterable of tuple
        Positional arguments, one tuple a call. Each call gets copies of its own.
    """
    results = []
    for arguments in calls:
        try:
            results.append(_safely_packed(function(*copy.deepcopy(tuple(arguments)))))
        except Exception as error:
            results.append({"kind": "failed", "value": f"{type(error).__name__}: {error}"[:300]})
    _publish(question, {"kind": "list", "value": results})


@contextmanager
def collecting() -> Iterator[list[dict[str, Any]]]:
    """Collect what is handed in within this block, in place of publishing it: for tests of a key in one process."""
    global _collected
    before, _collected = _collected, []
    try:
        yield _collected
    finally:
        _collected = before


def _publish(question: str, answer: dict[str, Any]) -> None:
    # The id that the notebook works with goes along: data of another id than the owner's call for a human.
    typed = getattr(sys.modules.get("__main__"), IDENTITY, "")
    record = {"question": str(question), "student_id": str(typed)[:80], "answer": _sized(answer)}
    if _collected is not None:
        _collected.append(json.loads(json.dumps(record)))
        return
    from IPython.display import display

    display({MIME: record, "text/plain": "Handed in."}, raw=True)


def packed(value: object) -> dict[str, Any]:
    """Return a value as plain JSON data that :func:`unpacked` understands."""
    return _packed(value, 0)


def _safely_packed(value: object) -> dict[str, Any]:
    try:
        return packed(value)
    except Exception as error:
        return {"kind": "other", "value": type(value).__name__, "reason": f"{type(error).__name__}: {error}"[:300]}


def _sized(answer: dict[str, Any]) -> dict[str, Any]:
    """Return the answer, or a note in its place where it is too large to travel."""
    size = len(json.dumps(answer))
    if size > LARGEST:
        return {"kind": "other", "value": "too large", "reason": f"{size} characters, {LARGEST} at most"}
    return answer


def _packed(value: Any, depth: int) -> dict[str, Any]:
    if depth > _DEEPEST:
        raise ValueError("nested too deeply")
    if value is None:
        return {"kind": "none"}
    if isinstance(value, (bool, np.bool_)):
        return {"kind": "truth", "value": bool(value)}
    if isinstance(value, numbers.Integral):
        return {"kind": "whole", "value": str(int(value))}
    if value is pd.NA or value is pd.NaT or isinstance(value, numbers.Real):
        return {"kind": "number", "value": _plain(value)}
    if isinstance(value, str):
        return {"kind": "text", "value": str(value)}
    if isinstance(value, pd.DataFrame):
        return {
            "kind": "table",
            "index": [_label(label) for label in value.index],
            "columns": [_label(label) for label in value.columns],
            "value": [_plain_list(value.iloc[:, i].tolist()) for i in range(value.shape[1])],
        }
    if isinstance(value, pd.Series):
        return {
            "kind": "series",
            "index": [_label(label) for label in value.index],
            "value": _plain_list(value.tolist()),
        }
    if isinstance(value, pd.Index):
        return {"kind": "list", "value": [_packed(item, depth + 1) for item in value.tolist()]}
    if hasattr(value, "__array__") and not isinstance(value, (list, tuple)):
        array = np.asarray(value)
        if array.ndim == 0:
            return _packed(array.item(), depth + 1)
        return {"kind": "array", "shape": list(array.shape), "value": _plain_list(array.ravel().tolist())}
    if isinstance(value, Mapping):
        return {
            "kind": "dict",
            "keys": [_label(key) for key in value],
            "value": [_packed(item, depth + 1) for item in value.values()],
        }
    if isinstance(value, (set, frozenset)):
        return {"kind": "list", "value": [_packed(item, depth + 1) for item in sorted(value, key=str)]}
    if isinstance(value, (list, tuple, range)):
        return {"kind": "list", "value": [_packed(item, depth + 1) for item in value]}
    return {"kind": "other", "value": type(value).__name__, "reason": "a value of this kind cannot be handed in"}


def _plain(value: Any) -> float | str | bool | dict[str, str] | None:
    """Return one entry as JSON can hold it. JSON has no NaN and no infinity: None and a small dict stand for them."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, numbers.Real):
        number = float(value)
        if math.isnan(number):
            return None
        return {"kind": "infinity", "value": "-" if number < 0 else "+"} if math.isinf(number) else number
    return str(value)


def _plain_list(values: Iterable[Any]) -> list:
    return [_plain(value) for value in values]


def _label(label: object) -> str:
    return " | ".join(map(str, label)) if isinstance(label, tuple) else str(label)


def unpacked(answer: object) -> Any:
    """Return the value that was handed in, from plain JSON data.

    Labels of an index come back as text, missing entries as NaN. Data that no :func:`packed` wrote come back as
    :class:`NotHandedIn`: a forger may publish what he likes, and this raises on nothing.
    """
    try:
        return _unpacked(answer)
    except Exception as error:
        return NotHandedIn("unreadable", f"{type(error).__name__}: {error}"[:300])


def _unpacked(answer: Any) -> Any:
    kind, value = answer["kind"], answer.get("value")
    if kind == "none":
        return None
    if kind == "truth":
        return bool(value)
    if kind == "whole":
        return int(value)
    if kind == "number":
        return float(_entry(value))
    if kind == "text":
        return str(value)
    if kind == "list":
        return [_unpacked(item) for item in value]
    if kind == "dict":
        return dict(zip([str(key) for key in answer["keys"]], [_unpacked(item) for item in value], strict=True))
    if kind == "array":
        return _column(value).reshape([int(length) for length in answer["shape"]])
    if kind == "series":
        return pd.Series(_column(value), index=_index(answer["index"]))
    if kind == "table":
        index = _index(answer["index"])
        table = pd.DataFrame({i: _column(column) for i, column in enumerate(value)}, index=index)
        table.columns = _index(answer["columns"])
        return table
    if kind == "failed":
        return CallFailed(str(value))
    return NotHandedIn(str(value), str(answer.get("reason", "")))


def _entry(value: Any) -> Any:
    if value is None:
        return math.nan
    if isinstance(value, dict):
        return -math.inf if value["value"] == "-" else math.inf
    return value


def _column(values: list) -> np.ndarray:
    entries = [_entry(value) for value in values]
    if any(isinstance(entry, str) for entry in entries):
        return np.array(entries, dtype=object)
    if entries and all(isinstance(entry, bool) for entry in entries):
        return np.array(entries, dtype=bool)
    return np.array(entries, dtype=float)


def _index(labels: list) -> pd.Index:
    return pd.Index([str(label) for label in labels], dtype=object)
