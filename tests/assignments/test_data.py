"""Data from the id alone, and checks that say what to look at."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from isotretinoin.assignments import ASSIGNMENTS, AssignmentError, StudentIdError, checks, dataset, fixture, normal_id
from isotretinoin.assignments.draws import alternative, sexes
from isotretinoin.assignments.draws.order import mixed_order
from isotretinoin.assignments.fixtures import FIXED_CALLS, OWN_CALLS, SEEDS
from isotretinoin.assignments.identity import seed_of
from isotretinoin.stats import power_paired

each_assignment = pytest.mark.parametrize("name", sorted(ASSIGNMENTS))


def tables(data) -> dict[str, pd.DataFrame]:
    return {name: part.value for name, part in data.parts.items() if isinstance(part.value, pd.DataFrame)}


@each_assignment
def test_same_id_same_data_other_id_other_data(name: str):
    one, again, other = dataset("s017", name), dataset("  S017 ", name.lower()), dataset("s018", name)
    assert list(one.parts) == list(again.parts)
    for part, table in tables(one).items():
        pd.testing.assert_frame_equal(table, tables(again)[part])
    assert any(not table.equals(tables(other)[part]) for part, table in tables(one).items())


@each_assignment
def test_another_process_draws_the_same(name: str):
    code = (
        "import sys, pandas as pd\nfrom isotretinoin.assignments import dataset\n"
        "parts = dataset('s017', sys.argv[1]).parts\n"
        "tables = [part.value for part in parts.values() if hasattr(part.value, 'columns')]\n"
        "print(sum(int(pd.util.hash_pandas_object(table).sum()) for table in tables))"
    )
    there = subprocess.run([sys.executable, "-c", code, name], capture_output=True, text=True, check=True).stdout
    here = sum(int(pd.util.hash_pandas_object(table).sum()) for table in tables(dataset("s017", name)).values())
    assert int(there) == here


@each_assignment
def test_parts_are_small_whole_and_explained(name: str):
    data = dataset("s017", name)
    for part, about in ((name, part.about) for name, part in data.parts.items()):
        assert about.endswith("."), part
        assert part in repr(data)
    for table in tables(data).values():
        assert table.size <= 20_000
        assert not table.isna().any(axis=None)


def test_places_of_arrays_tell_nothing():
    samples = pd.DataFrame({"patient": [*"abc", *"abc"], "time": ["before"] * 3 + ["after"] * 3})
    rng = np.random.default_rng(1)
    seen = set()
    for _ in range(500):
        mixed = samples.iloc[mixed_order(rng, samples)]
        assert mixed["time"].iloc[:3].nunique() == 2
        of_each = [list(rows["patient"]) for _, rows in mixed.groupby("time")]
        assert of_each[0] != of_each[1]
        seen.add(tuple(mixed.index))
    assert len(seen) > 300


def test_a_part_is_a_copy():
    data = dataset("s017", "A2")
    signal = data.signal
    signal.iloc[:, :] = 0.0
    assert (data.signal > 0).all(axis=None)


def test_an_unknown_part_or_assignment_is_named():
    with pytest.raises(AttributeError, match=r"no part 'signals'. It has: signal, samples"):
        dataset("s017", "A2").signals  # noqa: B018
    with pytest.raises(AssignmentError, match="There are: "):
        dataset("s017", "A9")
    with pytest.raises(AssignmentError, match="asks for no function"):
        fixture("A2", "q1", "s017")


@pytest.mark.parametrize(
    "odd", ["", "  ", "Anna Smith", "anna@example.org", "-s1", "s1.", "é", "a" * 41, None, 1.5, True, b"s1"]
)
def test_an_odd_id_has_one_clear_message(odd: object):
    with pytest.raises(StudentIdError, match=r"is not a course id. Type the id that your teacher gave you, in quotes"):
        dataset(odd, "A2")


def test_ids_are_one_whatever_their_spelling():
    assert normal_id(" S017\n") == normal_id("s017") == normal_id("Ｓ017") == "s017"
    assert normal_id(4711) == "4711"
    assert seed_of("s017", "A2") != seed_of("s017", "A3") != seed_of("s017", "A3", salt="another")


def test_fixed_calls_are_common_and_the_last_one_is_the_students():
    for name, question in SEEDS:
        mine, yours = fixture(name, question, "s017"), fixture(name, question, "s018")
        assert len(mine) == len(yours) == FIXED_CALLS + OWN_CALLS
        assert repr(mine[:FIXED_CALLS]) == repr(yours[:FIXED_CALLS])
        assert repr(mine[FIXED_CALLS:]) != repr(yours[FIXED_CALLS:])


ROWS = pd.Index([f"row {i}" for i in range(5)])
GOOD = pd.Series([1.0, -2.0, 0.5, 0.0, 3.0], index=ROWS)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, "still empty"),
        (3.0, "A pandas Series with one number for each row"),
        (GOOD.head(4), "Look at the axis"),
        (GOOD.rename({"row 1": "row one"}), "Keep the labels of the rows"),
        (GOOD * 10, "lies outside -7 to 7 log2 units. Look at the logarithm."),
        (-GOOD, "after minus before"),
        (GOOD.where(GOOD > 0), "missing (nan)"),
        (GOOD.astype(object).where(GOOD > 0, "small"), "not a number"),
        (pd.concat([GOOD, GOOD], axis=1), "a table of 2 columns"),
        ("text", "A pandas Series"),
    ],
)
def test_per_row_says_what_to_look_at(capsys, value: object, told: str):
    checks.per_row(
        "change", value, ROWS, unit="log2 units", between=(-7, 7), hint="Look at the logarithm.", rises="row 0"
    )
    printed = capsys.readouterr().out
    assert told in printed
    assert printed.rstrip().endswith(checks.NOT_THE_MARK)


@pytest.mark.parametrize(
    "value", [GOOD, GOOD.to_list(), GOOD.to_dict(), GOOD.to_numpy(), GOOD.to_frame(), GOOD.astype("Float64")]
)
def test_per_row_takes_every_container(capsys, value: object):
    checks.per_row("change", value, ROWS, unit="log2 units", between=(-7, 7), rises="row 0")
    assert "✗" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ([1.0, 2.0], "has 2 numbers; wanted are 3: estimate, low, high"),
        ([1.0, 2.0, 3.0], "does not lie between"),
        ([-1.0, -2.0, 0.0], "estimate is -1, but it rises"),
        ([100.0, 90.0, 110.0], "lies outside"),
        ("1, 0, 2", "without quotes"),
        (len, "call it with round brackets"),
        ({"a": "b", "c": 1, "d": 2}, "something else than numbers"),
        (..., "still empty"),
    ],
)
def test_numbers_says_what_to_look_at(capsys, value: object, told: str):
    checks.numbers(
        "lcn2", value, ["estimate", "low", "high"], unit="log2", between=(-7, 7), interval=True, positive="it rises"
    )
    assert told in capsys.readouterr().out


ENDS = pd.DataFrame({"estimate": [1.0, 0.2], "low": [0.5, -0.1], "high": [1.5, 0.5]}, index=["gland", "epidermis"])


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (ENDS, ""),
        (ENDS.to_dict("series"), ""),
        (
            ENDS.rename(columns={"low": "high", "high": "low"}),
            "low lies above high in the row gland. Look at their order.",
        ),
        (ENDS.assign(estimate=[1.0, 2.0]), "estimate does not lie between low and high in the row epidermis."),
        (ENDS * 10, "lies outside -4 to 4 SD. Look at the unit."),
        (ENDS.drop(columns="high"), "has no column high"),
        (ENDS.where(ENDS > 0), "missing (nan)"),
    ],
)
def test_columns_says_what_to_look_at(capsys, value: object, told: str):
    limits = dict.fromkeys(ENDS, (-4, 4))
    ends = ("estimate", "low", "high")
    checks.columns("effects", value, ENDS.index, limits, unit="SD", hint="Look at the unit.", interval=ends)
    printed = capsys.readouterr().out
    assert told in printed
    assert ("✗" in printed) == bool(told)


def test_columns_without_an_interval_have_no_order(capsys):
    checks.columns("effects", ENDS[["high", "low"]], ENDS.index, {"low": (-4, 4), "high": (-4, 4)}, unit="SD")
    assert "✗" not in capsys.readouterr().out


RULES = pd.DataFrame({"low": [0.2, -1.0]}, index=["trial 1", "trial 2"])


def _leaves_its_loop(trials):
    for _ in trials.index:
        return "go"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (lambda trials: ["go"] * len(trials), ""),
        (lambda trials: np.array(["go", "no-go"]), ""),
        (lambda trials: pd.Series("go", index=trials.index), ""),
        (
            _leaves_its_loop,
            "decide returns one text, 'go', for the whole table. One for each row is wanted; look at where return "
            "stands.",
        ),
        (lambda trials: trials.assign(decision="go"), "decide returns a table. One text for each row is wanted."),
        (lambda trials: ["go"], "decide returns 1 values for 2 rows"),
        (lambda trials: ["stop", "go"], "decide returns 'stop'. It may return: 'go', 'no-go'."),
    ],
)
def test_words_says_what_to_look_at(capsys, value: object, told: str):
    checks.words("decide", value, [RULES], length=2, words=["go", "no-go"])
    printed = capsys.readouterr().out
    assert told in printed
    assert ("✗" in printed) == bool(told)


def _in_place(x):
    x.sort()
    return x[0]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, "still empty"),
        (0.5, "A function is wanted"),
        (lambda x: None, "print is not enough"),
        (lambda x: x / nowhere, "NameError"),  # noqa: F821
        (lambda x: [1, 2], "has 2 numbers; wanted are 1"),
        (lambda x: 7.0, "lies outside 0 to 1"),
        (lambda x: "P", "is a text"),
        (_in_place, "changes its own input"),
    ],
)
def test_function_says_what_to_look_at(capsys, value: object, told: str):
    checks.function("f", value, [np.array([0.9, 0.1])], between=(0, 1))
    assert told in capsys.readouterr().out


class _Hostile:
    def __len__(self):
        raise RuntimeError("no")

    def __array__(self, *args, **kwargs):
        raise ValueError("never")


@pytest.mark.parametrize("value", [_Hostile, type, {1: {2: 3}}, [[1], [2, 3]], float("nan"), pd.DataFrame(), ..., b"x"])
def test_no_check_ever_raises(capsys, value: object):
    value = value() if value is _Hostile else value
    checks.per_row("a", value, ROWS, unit="", between=(0, 1), rises="row 0")
    checks.numbers("b", value, ["x"], unit="", between=(0, 1), interval=False, positive="so")
    checks.numbers("b", value, ["x", "y", "z"], unit="", between=(0, 1), interval=True)
    checks.function("c", value, [1.0])
    checks.columns("d", value, ROWS, {"x": (0, 1)}, unit="", interval=("x", "x", "x"))
    checks.words("e", lambda rows: value, [ROWS], length=5, words=["go"])
    assert capsys.readouterr().out.count(checks.NOT_THE_MARK) == 6


def test_ends_of_drawn_intervals_lie_exactly_on_limits_of_the_rule():
    """In binary the eighths are exact, so that "below" and "at most" part where the question wants them to."""
    (table,) = alternative._intervals(np.random.default_rng(1))
    assert ((8 * table) % 1 == 0).all(axis=None)
    assert {0.0, 0.5} <= set(table.to_numpy().ravel())


def test_drawn_effects_leave_power_between_nothing_and_certainty():
    rng = np.random.default_rng(1)
    drawn = [sexes._equal_effects(rng) for _ in range(200)]
    power = [power_paired(effect, n) for effect, women, men in drawn for n in (women, men)]
    assert 0.1 < min(power) < max(power) < 0.99
