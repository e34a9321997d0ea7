"""The checks that a student sees: what is wrong, and what to look at. Passing them is not the mark.

A visible check knows the form of an answer (type, length, unit, sign, size) and nothing of the right one. It prints
sentences and never raises, so that a half-finished notebook runs to its end.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from numbers import Number
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["NOT_THE_MARK", "columns", "function", "numbers", "per_row", "words"]

NOT_THE_MARK = "This check sees type, length, unit, sign and size. It is not the mark: a wrong method can pass it."


class _Unfit(Exception):  # noqa: N818 - nothing failed: it ends a check early
    """Stops a check whose next question would make no sense; carries the sentence for the student."""


class _Report:
    """Sentences about one answer."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: list[str] = []

    def fine(self, sentence: str) -> None:
        self.lines.append(f"  ✓ {sentence}")

    def look(self, sentence: str) -> None:
        self.lines.append(f"  ✗ {sentence}")


@contextmanager
def _reporting(name: str) -> Iterator[_Report]:
    """Print whatever came out, also where the answer is something that nobody thought of."""
    report = _Report(name)
    try:
        yield report
    except _Unfit as unfit:
        report.look(str(unfit))
    except Exception as error:
        report.look(
            f"The check could not read this answer ({type(error).__name__}). Look at it with print({name}) and compare "
            "its form with the one that the question asks for."
        )
    print("\n".join([name, *report.lines, NOT_THE_MARK]))


def per_row(
    name: str,
    value: Any,
    rows: Sequence,
    *,
    unit: str,
    between: tuple[float, float] | None = None,
    hint: str = "",
    rises: Any = None,
) -> None:
    """Check an answer that has one number for each row of a table.

    Parameters
    ----------
    name : str
        What the question calls the answer.
    value : object
        The answer, whatever it is.
    rows : sequence
        Labels of the rows.
    unit : str
        Unit in words, such as "log2 units".
    between : (float, float) or None
        Where every number of such data lies, ends included.
    hint : str
        What to look at if a number lies outside.
    rises : label or None
        A row of which the question says that it rises.
    """
    with _reporting(name) as report:
        series = _per_row(name, value, rows)
        report.fine(f"{len(series)} numbers, one for each row")
        _look_at_size(report, series.to_numpy(), unit, between, hint)
        if rises is not None and not series[rises] > 0:
            report.look(
                f"The row {rises} is {series[rises]:.3g}, but the question says that it rises. "
                "Look at the order of the subtraction: after minus before."
            )


def columns(
    name: str,
    value: Any,
    rows: Sequence,
    between: Mapping[str, tuple[float, float]],
    *,
    unit: str,
    hint: str = "",
    interval: tuple[str, str, str] | None = None,
) -> None:
    """Check an answer that is a table with one row for each row of another.

    Parameters
    ----------
    name, value, rows, unit, hint
        As in :func:`per_row`.
    between : mapping of column to (float, float)
        The columns that the question asks for, and where their numbers lie.
    interval : (str, str, str) or None
        The columns that hold an estimate and the lower and upper end of its interval.
    """
    with _reporting(name) as report:
        if value is None or value is ...:
            raise _Unfit(f"{name} is still empty. Write your answer above, run that cell, then this one.")
        if not isinstance(value, pd.DataFrame | Mapping):
            raise _Unfit(f"{name} is a {type(value).__name__}. A pandas DataFrame is wanted.")
        lost = [column for column in between if column not in value]
        if lost:
            raise _Unfit(f"{name} has no column {', '.join(lost)}. It has: {', '.join(map(str, value))}.")
        found = {}
        for column, limits in between.items():
            series = found[column] = _per_row(f"{name}[{column!r}]", value[column], rows)
            report.fine(f"column {column}: {len(series)} numbers, one for each row")
            _look_at_size(report, series.to_numpy(), unit, limits, hint)
        if interval:
            _look_at_ends(report, *interval, *(found[column] for column in interval))


def numbers(
    name: str,
    value: Any,
    labels: Sequence[str],
    *,
    unit: str,
    between: tuple[float, float] | None = None,
    hint: str = "",
    interval: bool = False,
    positive: str = "",
) -> None:
    """Check an answer of one or a few numbers in a stated order.

    Parameters
    ----------
    name, value, unit, between, hint
        As in :func:`per_row`.
    labels : sequence of str
        What each number is, in order.
    interval : bool
        Whether the numbers are an estimate and the lower and upper end of its interval.
    positive : str
        Why the first number must be above 0; empty where it need not be.
    """
    with _reporting(name) as report:
        if value is None or value is ...:
            raise _Unfit(f"{name} is still empty. Write your answer above, run that cell, then this one.")
        found = _as_numbers(name, value, labels)
        report.fine(f"{len(found)} {'number' if len(found) == 1 else 'numbers'}: {', '.join(labels)}")
        _look_at_size(report, found, unit, between, hint)
        if interval and not found[1] <= found[0] <= found[2]:
            report.look(
                f"The estimate {found[0]:.3g} does not lie between {found[1]:.3g} and {found[2]:.3g}. The order is "
                f"{', '.join(labels)}."
            )
        if positive and not found[0] > 0:
            report.look(f"{labels[0]} is {found[0]:.3g}, but {positive}. Look at the order of the subtraction.")


def function(
    name: str,
    value: Any,
    example: Sequence,
    *,
    returns: str = "a number",
    length: int | None = None,
    between: tuple[float, float] | None = None,
    hint: str = "",
) -> None:
    """Check an answer that is a function, by one call.

    Parameters
    ----------
    name, value, hint
        As in :func:`per_row`.
    example : sequence
        Arguments of the call.
    returns : str
        What the function returns, in words.
    length : int or None
        How many numbers it returns; None for one plain number.
    between : (float, float) or None
        Where its numbers lie.
    """
    with _reporting(name) as report:
        result = _called(name, value, example, report, returns)
        found = _as_numbers(f"what {name} returns", result, [returns] * (1 if length is None else length))
        report.fine(f"returns {returns}")
        _look_at_size(report, found, "", between, hint)


def words(name: str, value: Any, example: Sequence, *, length: int, words: Sequence[str]) -> None:
    """Check an answer that is a function which returns one word of a list for each row, by one call.

    Parameters
    ----------
    name, value, example
        As in :func:`function`.
    length : int
        How many words it returns for the example.
    words : sequence of str
        The words that it may return.
    """
    with _reporting(name) as report:
        result = _called(name, value, example, report, "one text for each row")
        # A text is a list of its letters and a table one of its columns: neither is what the student sees in it.
        if isinstance(result, str):
            raise _Unfit(
                f"{name} returns one text, {result!r}, for the whole table. One for each row is wanted; look at where "
                "return stands."
            )
        if isinstance(result, pd.DataFrame):
            raise _Unfit(f"{name} returns a table. One text for each row is wanted.")
        result = list(result)
        if len(result) != length:
            raise _Unfit(f"{name} returns {len(result)} values for {length} rows.")
        strange = [word for word in result if word not in words]
        if strange:
            raise _Unfit(f"{name} returns {strange[0]!r}. It may return: {', '.join(map(repr, words))}.")
        report.fine(f"returns one of {', '.join(map(repr, words))} for each row")


def _called(name: str, value: Any, example: Sequence, report: _Report, returns: str) -> Any:
    """Call a student's function once and return what it returned."""
    if value is None or value is ...:
        raise _Unfit(f"{name} is still empty. Write your function above, run that cell, then this one.")
    if not callable(value):
        raise _Unfit(f"{name} is a {type(value).__name__}. A function is wanted: def {name}(…): … return …")
    given = copy.deepcopy(tuple(example))
    try:
        result = value(*given)
    except Exception as error:
        raise _Unfit(f"The example call stopped with {type(error).__name__}: {error}") from error
    if result is None:
        raise _Unfit(f"The function returns nothing. It must end with return and {returns}; print is not enough.")
    if any(not _same(before, after) for before, after in zip(example, given, strict=True)):
        report.look("The function changes its own input. Work on a copy, or call it twice and compare.")
    return result


def _per_row(name: str, value: Any, rows: Sequence) -> pd.Series:
    if value is None or value is ...:
        raise _Unfit(f"{name} is still empty. Write your answer above, run that cell, then this one.")
    if isinstance(value, pd.DataFrame):
        if value.shape[1] != 1:
            raise _Unfit(f"{name} is a table of {value.shape[1]} columns. One number for each row is wanted.")
        value = value.iloc[:, 0]
    if isinstance(value, Mapping):
        value = pd.Series(value)
    if isinstance(value, str) or not hasattr(value, "__len__"):
        raise _Unfit(f"{name} is a {type(value).__name__}. A pandas Series with one number for each row is wanted.")
    if len(value) != len(rows):
        raise _Unfit(
            f"{name} has {len(value)} values, and there are {len(rows)} rows. "
            "Look at the axis: mean(axis=1) gives one number per row, mean(axis=0) one per column."
        )
    if not isinstance(value, pd.Series):
        value = pd.Series(np.asarray(value).ravel(), index=rows)
    lost = pd.Index(rows).difference(value.index)
    if len(lost):
        raise _Unfit(f"{name} has no value for {len(lost)} rows, among them {lost[0]}. Keep the labels of the rows.")
    try:
        return pd.to_numeric(value.reindex(rows)).astype("float64")
    except (TypeError, ValueError):
        raise _Unfit(f"{name} holds something that is not a number, such as {value.iloc[0]!r}.") from None


def _as_numbers(name: str, value: Any, labels: Sequence[str]) -> np.ndarray:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, str):
        raise _Unfit(f"{name} is a text. Hand in numbers, without quotes.")
    if callable(value):
        raise _Unfit(f"{name} is a function. Hand in what it returns: call it with round brackets.")
    try:
        found = np.asarray(value, dtype="float64").ravel()
    except (TypeError, ValueError):
        raise _Unfit(f"{name} is a {type(value).__name__} that holds something else than numbers.") from None
    if len(found) != len(labels):
        raise _Unfit(f"{name} has {len(found)} numbers; wanted are {len(labels)}: {', '.join(dict.fromkeys(labels))}.")
    return found


def _look_at_size(
    report: _Report, found: np.ndarray, unit: str, between: tuple[float, float] | None, hint: str
) -> None:
    missing = int(np.isnan(found).sum())
    if missing:
        report.look(
            f"{missing} of {len(found)} are missing (nan). Two tables that are subtracted need the same labels; look "
            "at their columns. A logarithm of 0 or less gives nan as well."
        )
        found = found[~np.isnan(found)]
    if between is None or not len(found):
        return
    low, high = between
    far = found[(found < low) | (found > high)]
    if len(far):
        worst = far[np.argmax(np.abs(far - (low + high) / 2))]
        report.look(f"{worst:.4g} lies outside {low:g} to {high:g}{' ' + unit if unit else ''}. {hint}".rstrip())
    else:
        report.fine(
            f"{'all' if len(found) > 1 else 'it lies'} between {low:g} and {high:g}{' ' + unit if unit else ''}"
        )


def _look_at_ends(
    report: _Report, middle: str, lower: str, upper: str, estimate: pd.Series, low: pd.Series, high: pd.Series
) -> None:
    """Say in which row the ends of an interval stand in the wrong order, or the estimate lies outside them."""
    turned = low > high
    outside = ~turned & ((estimate < low) | (estimate > high))
    if turned.any():
        report.look(f"{lower} lies above {upper} in the row {turned.idxmax()}. Look at their order.")
    if outside.any():
        report.look(f"{middle} does not lie between {lower} and {upper} in the row {outside.idxmax()}.")


def _same(before: Any, after: Any) -> bool:
    if isinstance(before, pd.DataFrame | pd.Series):
        return before.equals(after)
    if isinstance(before, np.ndarray):
        return np.array_equal(before, after, equal_nan=before.dtype.kind == "f")
    if isinstance(before, Number) and isinstance(after, Number):
        return before == after or (math.isnan(before) and math.isnan(after))
    return bool(before == after)
