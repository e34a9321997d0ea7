"""Columns of tables of marks as a page gets them: each once, numbers and repeated words in short."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np

from .budget import ExploreError

__all__ = ["Columns", "digits", "write_column"]

_LONG = 200
_STEPS = 2_000


def digits(values: np.ndarray) -> int:
    """Return how many decimals show two thousand or more steps across the range of some numbers.

    >>> digits(np.array([0.0, 1.0])), digits(np.array([0.0, 5000.0]))
    (4, 0)
    """
    spread = float(np.ptp(values)) or abs(float(values[0])) or 1.0
    return int(np.ceil(np.log10(_STEPS / spread)))


def _quantised(values: np.ndarray) -> dict[str, Any]:
    """Write many numbers in 16 bits as decimal numbers, so that what a reader sees is a value rounded once."""
    decimals = digits(values)
    whole = np.rint(values * 10.0**decimals)
    first = int(whole.min())
    data = base64.b64encode((whole - first).astype("<u2").tobytes()).decode("ascii")
    return {"data": data, "first": first, "decimals": decimals}


def write_column(column: np.ndarray) -> Any:
    """Return a column as JSON: a list, or for many marks something shorter."""
    if column.dtype.kind in "fiu":
        values = column.astype(float)
        if len(values) > _LONG:
            return _quantised(values)
        return [float(f"{value:.5g}") for value in values] if column.dtype.kind == "f" else column.tolist()
    if column.dtype.kind == "b":
        return [int(value) for value in column]
    texts = [str(value) for value in column]
    if len(texts) <= _LONG:
        return texts
    if any("\n" in text for text in texts):
        raise ExploreError("A name or a number of a mark has a line break. Replace it by a space.")
    words, codes = np.unique(texts, return_inverse=True)
    if len(words) <= 10:
        return {"words": [str(word) for word in words], "runs": _runs(codes.ravel())}
    return {"lines": "\n".join(texts)}


def _runs(codes: np.ndarray) -> list[int]:
    """Return codes as pairs: a code and how often it stands there in a row.

    >>> _runs(np.array([2, 2, 2, 0]))
    [2, 3, 0, 1]
    """
    starts = np.flatnonzero(np.diff(codes, prepend=-1))
    lengths = np.diff(starts, append=len(codes))
    return [int(number) for pair in zip(codes[starts], lengths, strict=True) for number in pair]


class Columns:
    """Collects columns; equal ones are kept once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, bytes], int] = {}
        self._columns: list[np.ndarray] = []

    def add(self, column: np.ndarray) -> int:
        """Take a column and return its number."""
        plain = column.astype(str) if column.dtype.kind == "O" else column
        number = self._known.setdefault((plain.dtype.kind, plain.tobytes()), len(self._columns))
        if number == len(self._columns):
            self._columns.append(plain)
        return number

    def packed(self) -> list[Any]:
        """Return the columns for the page, in the order of their numbers."""
        return [write_column(column) for column in self._columns]
