"""The marker: what is right is right in any ordinary form, what is wrong is wrong, and nothing stops it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from isotretinoin.assignments.hand_in import CallFailed, NotHandedIn
from isotretinoin.grading.author.marking import (
    Case,
    KeyProblem,
    Mistake,
    Question,
    calls,
    close,
    fits,
    labels,
    mark,
    series,
    table,
    text,
    unordered,
)

FOLD = pd.Series([1.23456, -0.5, 2.0], index=["LCN2", "A", "B"])
CASE = Case("s1", FOLD)
QUESTION = Question(
    id="q1",
    title="Fold change",
    points=3,
    objectives=("05.1",),
    expected=lambda case: case.data,
    agrees=series(decimals=3),
    mistakes=(
        Mistake("swapped sign", "m-sign", "Look at the sign.", lambda case: -case.data),
        Mistake("natural logarithm", "", "Look at the base.", lambda case: case.data * math.log(2)),
    ),
    otherwise="Look again at the definition.",
)

RIGHT = {
    "itself": FOLD,
    "other order": FOLD.sort_values(),
    "rounded": FOLD.round(3),
    "list": FOLD.tolist(),
    "array": FOLD.to_numpy(),
    "dict": FOLD.to_dict(),
    "column": FOLD.to_frame("x"),
    "default index": FOLD.reset_index(drop=True),
    "index as text": pd.Series(FOLD.tolist(), index=["0", "1", "2"]),
    "nullable": FOLD.astype("Float64"),
    "objects": FOLD.astype(object),
}
WRONG = {
    "order without labels": FOLD.tolist()[::-1],
    "too coarse": FOLD.round(1),
    "one missing": FOLD.iloc[:2],
    "one too many": pd.concat([FOLD, pd.Series({"C": 0.0})]),
    "doubled": pd.concat([FOLD, FOLD.iloc[:1]]),
    "doubled in place of another": pd.Series(FOLD.tolist(), index=["LCN2", "LCN2", "B"]),
    "another label": FOLD.rename({"A": "C"}),
    "hole": FOLD.where(FOLD > 0),
    "text": "LCN2",
    "texts": FOLD.astype(str),
    "one number": 1.23456,
    "table": pd.DataFrame({"x": FOLD, "y": FOLD}),
    "empty": [],
    "none inside": [1.23456, None, 2.0],
    "truth": True,
}


@pytest.mark.parametrize("form", RIGHT)
def test_right_answer_is_right_in_any_form(form):
    verdict = mark(QUESTION, RIGHT[form], CASE)
    assert verdict.right
    assert verdict.points == verdict.possible == 3
    assert verdict.handed_in
    assert not verdict.mistake


@pytest.mark.parametrize("form", WRONG)
def test_wrong_answer_is_wrong_in_any_form(form):
    verdict = mark(QUESTION, WRONG[form], CASE)
    assert not verdict.right
    assert verdict.points == 0
    assert verdict.message.startswith("Look again at the definition.")


ROUNDED = " Numbers that are right and rounded further than the question allows get this message too."


@pytest.mark.parametrize(
    "answer",
    [1.2, np.float64(1.2), [[1, 2]], (1.2,), {"LCN2": 1.2}, np.ones((2, 2)), FOLD.round(1), FOLD.to_frame().round(1)],
)
def test_numbers_without_a_known_mistake_may_be_rounded_too_far(answer):
    assert mark(QUESTION, answer, CASE).message == "Look again at the definition." + ROUNDED
    assert mark(replace(QUESTION, otherwise=""), answer, CASE).message == "This is not the expected answer." + ROUNDED


@pytest.mark.parametrize("answer", ["LCN2", ["go", "no-go"], [["go"]], [], True, [CallFailed("x")], FOLD.astype(str)])
def test_answer_without_numbers_was_not_rounded(answer):
    assert mark(QUESTION, answer, CASE).message == "Look again at the definition."


def test_known_mistake_gives_its_reason():
    verdict = mark(QUESTION, (-FOLD).round(3), CASE)
    assert (verdict.points, verdict.mistake, verdict.misconception) == (0, "swapped sign", "m-sign")
    assert verdict.message == "Look at the sign."  # where the reason is known, rounding is none
    assert mark(QUESTION, FOLD * math.log(2), CASE).mistake == "natural logarithm"


def test_mistake_may_have_a_comparator_of_its_own():
    turned = FOLD.tolist()[::-1]
    in_any_order = Mistake("order lost", "", "Keep the labels.", lambda case: case.data, unordered(close(decimals=3)))
    assert mark(replace(QUESTION, mistakes=(in_any_order,)), turned, CASE).mistake == "order lost"
    assert mark(replace(QUESTION, mistakes=(replace(in_any_order, agrees=None),)), turned, CASE).mistake == ""
    assert mark(replace(QUESTION, mistakes=(in_any_order,)), FOLD, CASE).right


def test_mistake_that_happens_to_be_right_is_right():
    symmetric = Case("s2", FOLD * 0)
    assert mark(QUESTION, -symmetric.data, symmetric).right


@pytest.mark.parametrize("nothing", [None, NotHandedIn("function"), NotHandedIn("too large", "9 characters")])
def test_nothing_to_mark_says_so(nothing):
    verdict = mark(QUESTION, nothing, CASE)
    assert not verdict.handed_in
    assert verdict.points == 0


def test_function_that_is_still_empty_counts_as_not_handed_in():
    question = replace(QUESTION, expected=lambda _: [1.0, 2.0], agrees=calls(close()), mistakes=())
    verdict = mark(question, [None, None], CASE)
    assert not verdict.handed_in
    assert "returned None each time" in verdict.message
    assert mark(question, [1.0, None], CASE).handed_in
    assert mark(replace(question, expected=lambda _: [None], agrees=lambda a, b: a == b), [None], CASE).right


def test_no_value_stops_the_marker():
    class Trap:
        def __getattr__(self, name):
            raise RuntimeError(name)

        def __len__(self):
            raise RuntimeError("len")

    odd = [
        Trap(),
        [Trap()],
        {"a": Trap()},
        object,
        float,
        {},
        [[]],
        [[1], [2, 3]],
        "",
        b"",
        1j,
        math.inf,
        CallFailed("x"),
    ]
    rules = [close(), close(significant=3), series(), table(), labels(), labels(ordered=True), text(), calls(close())]
    rules += [unordered(close())]
    wanted = [1.0, FOLD, FOLD, FOLD.to_frame("x"), ["a"], ["a"], "a", [1.0, 2.0], [1.0, 2.0]]
    for rule, expected in zip(rules, wanted, strict=True):
        question = Question("q", "", 1, (), lambda case, expected=expected: expected, rule)
        for value in odd:
            assert not mark(question, value, CASE).right, (rule, value)


@pytest.mark.parametrize("broken", ["expected", "mistake"])
def test_fault_of_the_key_is_not_the_students(broken):
    fails = {"expected": lambda case: 1 / 0}
    fails = fails if broken == "expected" else {"mistakes": (Mistake("x", "", "", lambda case: 1 / 0),)}
    question = Question(
        **{"id": "q", "title": "", "points": 1, "objectives": (), "agrees": close()}
        | {"expected": lambda case: 1.0}
        | fails
    )
    with pytest.raises(KeyProblem, match="q: "):
        mark(question, 2.0, CASE)


def test_answer_of_another_student_fits_that_student_only():
    neighbour = Case("s2", FOLD + 1)
    assert fits(QUESTION, FOLD + 1, neighbour)
    assert not fits(QUESTION, FOLD + 1, CASE)


@pytest.mark.parametrize(
    ("rule", "given", "expected", "agree"),
    [
        (close(rtol=0.01), 1.009, 1.0, True),
        (close(rtol=0.01), 1.011, 1.0, False),
        (close(atol=0.5), -0.4, 0.0, True),
        (close(decimals=2), 0.12, 0.1249, True),
        (close(decimals=2), 0.13, 0.1249, False),
        (close(decimals=2), 0.125, 0.125, True),
        (close(significant=2), 1.2e-7, 1.24e-7, True),
        (close(significant=2), 1.3e-7, 1.24e-7, False),
        (close(significant=2), 0.0, 1.24e-7, False),
        (close(significant=2), 0.0, 0.0, True),
        (close(), [1.0], 1.0, True),
        (close(), 1.0, [1.0], True),
        (close(), [1.0, 2.0], [1.0, 2.0], True),
        (close(), [2.0, 1.0], [1.0, 2.0], False),
        (close(), [[1.0, 2.0]], [1.0, 2.0], True),
        (close(), math.nan, math.nan, True),
        (close(), math.nan, 1.0, False),
        (close(), math.inf, math.inf, True),
        (close(), math.inf, -math.inf, False),
        (close(), "1.0", 1.0, False),
        (close(), True, 1.0, True),
        (close(), np.int64(5), 5, True),
        (labels(), ["b", "a"], ["a", "b"], True),
        (labels(), pd.Series(["b", "a"]), ["a", "b"], True),
        (labels(), np.array(["a", "b"]), ["a", "b"], True),
        (labels(), ["a", "a", "b"], ["a", "b"], False),
        (labels(), ["a"], ["a", "b"], False),
        (labels(), "ab", ["a", "b"], False),
        (labels(ordered=True), ["b", "a"], ["a", "b"], False),
        (text(), "  Paired  T test", "paired t test", True),
        (text(), "unpaired t test", "paired t test", False),
        (unordered(close()), [2.0, 1.0], [1.0, 2.0], True),
        (unordered(close(decimals=1)), {"a": 2.0, "b": 1.04}, [1.0, 2.0], True),
        (unordered(close()), [2.0, 2.0], [1.0, 2.0], False),
        (unordered(close()), [1.0], [1.0, 2.0], False),
        (unordered(close()), "12", [1.0, 2.0], False),
        (calls(close()), [1.0, 2], [1, 2.0], True),
        (calls(close()), [1.0], [1, 2.0], False),
        (calls(close()), [1.0, CallFailed("TypeError: x")], [1, 2.0], False),
        (calls(series()), [FOLD.sort_index()], [FOLD], True),
    ],
)
def test_comparators(rule, given, expected, agree):
    assert rule(given, expected) is agree


def test_tables_are_matched_by_label_and_name():
    wanted = pd.DataFrame({"t": [1.0, 2.0], "p": [0.01, 0.5]}, index=["x", "y"])
    rule = table({"t": close(decimals=2), "p": close(significant=2)})
    assert rule(wanted.iloc[::-1, ::-1].assign(more="text"), wanted)
    assert rule({"p": [0.01, 0.5], "t": [1.0, 2.0]}, wanted)
    assert not rule(wanted[["t"]], wanted)
    assert not rule(wanted.assign(p=[0.5, 0.01]), wanted)
    assert not rule(pd.concat([wanted, wanted["p"]], axis=1), wanted)
    assert table()(wanted.iloc[::-1], wanted)
    assert not table()(wanted + 1, wanted)
