"""Handing in: values travel as plain JSON, everything else as a note, and nothing stops a notebook."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest

from isotretinoin.assignments.hand_in import (
    IDENTITY,
    LARGEST,
    MIME,
    CallFailed,
    NotHandedIn,
    collecting,
    hand_in,
    hand_in_calls,
    packed,
    unpacked,
)


def travelled(value: object) -> object:
    """The value as the marker gets it: through strict JSON, which knows no NaN."""
    return unpacked(json.loads(json.dumps(packed(value), allow_nan=False)))


@pytest.mark.parametrize(
    ("value", "arrives"),
    [
        (None, None),
        (True, True),
        (np.bool_(False), False),
        (7, 7),
        (np.int64(-3), -3),
        (10**30, 10**30),
        (0.1, 0.1),
        (np.float32(0.5), 0.5),
        ("Schröder ≤ 0.05", "Schröder ≤ 0.05"),
        ([1, "a", None], [1, "a", None]),
        ((1.5, [2]), [1.5, [2]]),
        (range(3), [0, 1, 2]),
        ({"b", "a"}, ["a", "b"]),
        ({"LCN2": 1.5, 3: None}, {"LCN2": 1.5, "3": None}),
        (np.array(2.5), 2.5),
        (pd.Index(["x", "y"]), ["x", "y"]),
    ],
)
def test_plain_values_arrive_as_they_are(value, arrives):
    got = travelled(value)
    assert got == arrives
    assert type(got) is type(arrives)


@pytest.mark.parametrize("value", [math.inf, -math.inf])
def test_infinities_arrive(value):
    assert travelled(value) == value
    assert travelled(np.array([value, 1.0]))[0] == value


@pytest.mark.parametrize("value", [math.nan, pd.NA, pd.NaT, np.float64("nan")])
def test_missing_numbers_arrive_as_nan(value):
    assert math.isnan(travelled(value))


@pytest.mark.parametrize("shape", [(4,), (2, 3), (2, 3, 2), (0,)])
def test_arrays_arrive_in_shape(shape):
    array = np.arange(math.prod(shape), dtype=float).reshape(shape)
    np.testing.assert_array_equal(travelled(array), array)


@pytest.mark.parametrize("dtype", ["float64", "Float64", "float32", "Int64", "int64"])
def test_series_arrive_with_labels_whatever_their_type(dtype):
    series = pd.Series([1, 2, 3], index=["c", "a", "b"], dtype=dtype)
    got = travelled(series)
    assert got.index.tolist() == ["c", "a", "b"]
    assert got.tolist() == [1.0, 2.0, 3.0]


def test_missing_entries_of_nullable_series_arrive_as_nan():
    got = travelled(pd.Series([1.0, None], dtype="Float64"))
    assert got[0:1].tolist() == [1.0]
    assert math.isnan(got.iloc[1])


def test_tables_arrive_even_with_doubled_labels():
    table = pd.DataFrame([[1, "x"], [2, "y"]], index=["r", "r"], columns=["n", "n"])
    got = travelled(table)
    assert got.index.tolist() == ["r", "r"]
    assert got.columns.tolist() == ["n", "n"]
    assert got.to_numpy().tolist() == [[1.0, "x"], [2.0, "y"]]


class Trap:
    """A value that fights back."""

    def __eq__(self, other):
        return True

    __hash__ = None

    def __array__(self, *arguments, **more):
        raise RuntimeError("no")


def nest(depth: int) -> list:
    return [nest(depth - 1)] if depth else []


@pytest.mark.parametrize("value", [len, object(), Trap(), nest(50), 1 + 2j, b"raw"])
def test_other_values_are_handed_in_as_a_note(value):
    with collecting() as handed:
        hand_in("q1", value)
    assert isinstance(unpacked(handed[0]["answer"]), (NotHandedIn, str))


def test_number_that_claims_to_equal_everything_is_only_its_value():
    class Equal(float):
        def __eq__(self, other):
            return True

        __hash__ = float.__hash__

    got = travelled(Equal(3.0))
    assert type(got) is float
    assert got != 4.0


def test_too_large_an_answer_is_handed_in_as_a_note():
    with collecting() as handed:
        hand_in("q1", "x" * (LARGEST + 1))
    assert unpacked(handed[0]["answer"]).kind == "too large"
    assert len(json.dumps(handed)) < 1000


def test_twelve_thousand_named_numbers_fit():
    rng = np.random.default_rng(0)
    values = pd.Series(rng.random(12_000), index=[f"SIM{i:05d}_sim" for i in range(12_000)])
    with collecting() as handed:
        hand_in("q1", values)
    pd.testing.assert_series_equal(unpacked(handed[0]["answer"]), values, check_index_type=False)


def test_calls_get_copies_and_errors_travel():
    shared = [3, 1, 2]

    def spoils_then_raises(numbers):
        numbers.sort()
        if numbers[0] == 0:
            raise ValueError("zero")
        return numbers[0]

    with collecting() as handed:
        hand_in_calls("q3", spoils_then_raises, [(shared,), ([0],), (shared,)])
    assert shared == [3, 1, 2]
    assert unpacked(handed[0]["answer"]) == [1, CallFailed("ValueError: zero"), 1]


def test_what_is_no_function_is_handed_in_as_errors():
    with collecting() as handed:
        hand_in_calls("q3", None, [(1,), (2,)])
    assert all(isinstance(result, CallFailed) for result in unpacked(handed[0]["answer"]))


@pytest.mark.parametrize(
    "forged",
    [
        None,
        7,
        [],
        {},
        {"kind": "array", "shape": [5], "value": [1]},
        {"kind": "array", "shape": "x", "value": 3},
        {"kind": "series", "index": ["a"], "value": [1, 2]},
        {"kind": "dict", "keys": ["a"], "value": []},
        {"kind": "number", "value": "seven"},
        {"kind": "whole", "value": "9" * 10_000},
        {"kind": ["list"]},
        {"kind": "__import__('os').system('true')"},
    ],
)
def test_forged_data_is_never_run_and_never_raises(forged):
    assert isinstance(unpacked(forged), NotHandedIn)


def test_the_output_of_a_cell_carries_the_answer(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: shown.append((data, raw)))
    hand_in(IDENTITY, "b7")
    ((data, raw),) = shown
    assert raw
    assert data[MIME]["question"] == IDENTITY
    assert unpacked(data[MIME]["answer"]) == "b7"
