"""Input that can't be analysed gives one error that says what to do."""

from __future__ import annotations

import subprocess
import sys
import warnings

import numpy as np
import pandas as pd
import pytest

from isotretinoin import stats
from isotretinoin.stats import InputError
from isotretinoin.stats.sam import choose_s0

RNG = np.random.default_rng(1)
VALUES = RNG.normal(8, 1, (30, 6))
TABLE = pd.DataFrame(VALUES, columns=[f"S{n}" for n in range(6)])
TREATED = np.array([False, True] * 3)
PAIR = np.array(["a", "a", "b", "b", "c", "c"])
HOLED = VALUES.copy()
HOLED[4, 2] = np.nan
DESIGN = stats.two_group_design(TREATED)

BAD = {
    "missing value": (lambda: stats.unpaired_t(HOLED, TREATED), r"missing or infinite cells, the first in row 4"),
    "missing value in sam": (lambda: stats.sam(HOLED, TREATED), "Drop these 1 rows"),
    "missing value in moderated": (lambda: stats.moderated_t(HOLED, DESIGN), "missing or infinite"),
    "missing change": (lambda: stats.sign_flip(HOLED), "missing or infinite"),
    "infinite": (lambda: stats.unpaired_t(np.where(VALUES > 8, np.inf, VALUES), TREATED), "infinite"),
    "text": (lambda: stats.unpaired_t(TABLE.astype(str) + "x", TREATED), "not a number"),
    "three dimensions": (lambda: stats.unpaired_t(np.zeros((2, 3, 4)), TREATED), "3 dimensions"),
    "no rows": (lambda: stats.unpaired_t(np.empty((0, 6)), TREATED), "empty"),
    "too few labels": (lambda: stats.unpaired_t(VALUES, TREATED[:5]), "Give one label per sample"),
    "names of other samples": (
        lambda: stats.unpaired_t(TABLE, pd.Series(TREATED, index=list("uvwxyz"))),
        "not those of the samples",
    ),
    "words as treated": (lambda: stats.sam(VALUES, ["vehicle", "drug"] * 3), "true or false"),
    "missing label": (lambda: stats.sam(VALUES, [None, True, False, True, False, True]), "missing for 1 samples"),
    "a group of one": (lambda: stats.unpaired_t(VALUES, [True] + [False] * 5), "1 treated samples.*no spread"),
    "a group of one in sam": (lambda: stats.sam(VALUES, [False] + [True] * 5), "1 untreated samples"),
    "an empty group": (lambda: stats.permute_labels(VALUES, [True] * 6), "0 untreated"),
    "a patient without a partner": (lambda: stats.paired_t(VALUES, TREATED, list("aabbcd")), r"sample of c, d\."),
    "a patient treated twice": (lambda: stats.paired_design([1, 1, 0, 1], list("aabb")), r"one treated sample of a\."),
    "one pair": (lambda: stats.paired_t(VALUES[:, :2], TREATED[:2], PAIR[:2]), "one pair only"),
    "one pair in sam": (lambda: stats.sam(VALUES[:, :2], TREATED[:2], PAIR[:2]), "one pair only"),
    "three sexes": (lambda: stats.sex_by_treatment_design(TREATED, PAIR, list("mmffxx")), "female"),
    "one sex": (lambda: stats.sex_by_treatment_design(TREATED, PAIR, ["male"] * 6), "use paired_design"),
    "a sex that changes": (
        lambda: stats.sex_by_treatment_design(TREATED, PAIR, ["male", "female"] + ["male"] * 4),
        r"sex of \['a'\] differs",
    ),
    "a missing sex": (
        lambda: stats.sex_by_treatment_design(TREATED, PAIR, ["male", "male", None, None, "female", "female"]),
        "'sex' is missing for 2 samples",
    ),
    "a column too many": (
        lambda: stats.moderated_t(VALUES, pd.DataFrame({"one": 1.0, "drug": TREATED, "no drug": ~TREATED}), [0, 1, 0]),
        "column 'no drug' of the design follows",
    ),
    "no freedom left": (lambda: stats.moderated_t(VALUES, np.eye(6), [1, 0, 0, 0, 0, 0]), "as many coefficients"),
    "a design of other samples": (
        lambda: stats.moderated_t(TABLE, stats.two_group_design(pd.Series(TREATED, index=list("uvwxyz")))),
        "names in .design. are not those of the samples",
    ),
    "a short design": (lambda: stats.moderated_t(VALUES, stats.two_group_design(TREATED[:4])), "has 4 rows"),
    "an unknown contrast": (lambda: stats.moderated_t(VALUES, DESIGN, "drug"), r"Choose one of \['treatment'\]"),
    "no contrast": (lambda: stats.moderated_t(VALUES, DESIGN.matrix), "give a vector"),
    "a contrast of another shape": (lambda: stats.moderated_t(VALUES, DESIGN, [1, 0, 0]), "give 2 finite numbers"),
    "a contrast of zeros": (lambda: stats.moderated_t(VALUES, DESIGN, [0, 0]), "not all zero"),
    "one row": (lambda: stats.moderated_t(VALUES[0], DESIGN), "Give the whole array"),
    "rows without measurements": (lambda: stats.moderated_t(np.full((9, 6), 6.1), DESIGN), "More than half"),
    "constant rows only": (lambda: stats.sam(np.full((9, 6), 6.1), TREATED), "No row varies"),
    "a negative delta": (lambda: stats.sam(VALUES, TREATED).call(-1), "delta must be zero or more"),
    "delta that is no number": (
        lambda: stats.sam(VALUES, TREATED).call(np.nan),
        "delta is nan; it must be zero or more",
    ),
    "a negative s0": (lambda: stats.sam(VALUES, TREATED, s0=-1), "s0 is -1"),
    "one labelling": (
        lambda: stats.sam(VALUES, TREATED, max_labelings=1),
        "max_labelings is 1; it must be a whole number, 2 or more",
    ),
    "too many pairs": (lambda: stats.sign_flip(np.ones((2, 40))), "Use paired_t or moderated_t"),
    "too many labelings": (lambda: stats.permute_labels(np.ones((2, 60)), np.arange(60) < 30), "Use unpaired_t"),
    "three groups": (lambda: stats.interaction(VALUES, list("aabbcc")), "compares two groups"),
    "one man": (lambda: stats.interaction(VALUES, ["male"] + ["female"] * 5), "at least 2"),
    "P above one": (lambda: stats.benjamini_hochberg([0.2, 1.2]), "between 0 and 1"),
    "P missing": (lambda: stats.storey([0.2, np.nan]), "between 0 and 1"),
    "a table of P": (lambda: stats.benjamini_hochberg([[0.2, 0.3]]), "one-dimensional"),
    "only small P": (lambda: stats.storey([0.01, 0.02]), "smaller lambda_"),
    "lambda of one": (lambda: stats.storey([0.1, 0.9], 1.0), "below 1"),
    "power of two patients": (lambda: stats.power_two_groups(1, 1, 1), "at least three"),
    "power of one pair": (lambda: stats.power_paired(1, 1), "two pairs"),
    "a level above one": (lambda: stats.power_two_groups(1, 3, 3, alpha=5), "alpha is 5"),
    "an infinite effect": (lambda: stats.type_s_m(np.inf, 3, 3), "finite"),
    "power below the level": (lambda: stats.detectable_effect(3, 3, power=0.01), "must exceed"),
    "no effect to find": (lambda: stats.patients_needed(0), "larger effect"),
    "confidence in percent": (lambda: stats.unpaired_t(VALUES, TREATED, confidence=95), "confidence is 95"),
    "no pair for a floor": (lambda: stats.sign_flip_floor(0), "n_pairs is 0; it must be a whole number, 1 or more"),
    "half a pair": (lambda: stats.sign_flip_floor(2.5), "n_pairs is 2.5; it must be a whole number"),
    "half a sample": (lambda: stats.power_two_groups(1, 2.5, 3), "n_a is 2.5"),
    "an array of sizes": (lambda: stats.power_two_groups(1, np.array([3, 4]), 3), "n_a is array"),
    "sizes in words": (lambda: stats.power_paired(1, "six"), "n_pairs is 'six'"),
    "true for a size": (lambda: stats.exact_floor(True, 3), "n_a is True"),
    "size that is no number": (lambda: stats.detectable_effect(np.nan, 3), "n_a is nan"),
    "second size that is no number": (lambda: stats.power_two_groups(1, 3, np.nan), "n_b is nan"),
    "width of no number": (lambda: stats.half_width(np.nan, 3), "n_a is nan"),
    "missing size": (lambda: stats.half_width(pd.NA, 3), "n_a is <NA>"),
    "power that is no number": (lambda: stats.patients_needed(1, power=np.nan), "power is nan"),
    "power below the level, of patients": (lambda: stats.patients_needed(0.5, power=0.01), "must exceed"),
    "level in words": (lambda: stats.patients_needed(0.5, alpha="5 %"), "alpha is '5 %'"),
    "level that is no number": (lambda: stats.half_width(3, 3, np.nan), "confidence is nan"),
    "effect that is no number": (lambda: stats.patients_needed(np.nan), "effect_sd is nan"),
    "effects that are no numbers": (lambda: stats.power_paired(["a", 1], 3), "effects hold something that is not"),
    "a masked effect": (lambda: stats.power_paired(np.ma.masked_equal([1.0, 9.0], 9), 3), "finite"),
    "more treated than there are": (lambda: stats.all_labelings(5, 7), "7 of 5 samples can't be treated"),
    "nobody treated": (lambda: stats.all_labelings(5, 0), "n_treated is 0"),
    "labelings without end": (lambda: stats.all_labelings(60, 30), "can be chosen in"),
    "a negative number of pairs": (lambda: stats.all_sign_flips(-1), "n_pairs is -1"),
    "patterns without end": (lambda: stats.all_sign_flips(40), "sign patterns"),
    "P in words": (lambda: stats.benjamini_hochberg(["a"]), "not a number"),
    # scipy's tests return masked arrays of P with nan_policy="omit" (scipy pull request 12597).
    "a masked P": (lambda: stats.benjamini_hochberg(np.ma.masked_less([0.2, 0.3], 0.25)), "between 0 and 1"),
    "a missing P of pandas": (lambda: stats.storey(pd.Series([0.2, pd.NA], dtype="Float64")), "between 0 and 1"),
    "complex P": (lambda: stats.benjamini_hochberg([0.2 + 0j]), "complex"),
    "lambda in words": (lambda: stats.storey([0.2], "half"), "lambda_ is 'half'"),
    "a negative seed": (lambda: stats.sam(VALUES, TREATED, seed=-1), "seed is -1"),
    "deltas in words": (lambda: stats.sam(VALUES, TREATED).delta_table(["a"]), "not a number"),
    "a list as delta": (lambda: stats.sam(VALUES, TREATED).call([1, 2]), r"delta is \[1, 2\]"),
    "s0 in words": (lambda: stats.sam(VALUES, TREATED, s0="small"), "s0 is 'small'"),
    "an infinite d": (
        lambda: stats.sam(np.vstack([VALUES, [1, 2, 1, 2, 1, 2]]), TREATED, s0=0),
        "its d is infinite. Give an s0 > 0",
    ),
    "every row changes": (
        lambda: stats.sam(np.outer(np.ones(9), TREATED * 8.0) + RNG.normal(0, 0.01, (9, 6)), TREATED),
        "share of unchanged rows cannot be estimated",
    ),
    "masked values": (
        lambda: stats.unpaired_t(np.ma.masked_greater(VALUES, 9.5), TREATED),
        "missing or infinite cells",
    ),
    "a list of masked rows": (
        lambda: stats.unpaired_t([np.ma.masked_greater(row, 9.5) for row in VALUES], TREATED),
        "missing or infinite cells",
    ),
    "masked labels": (
        lambda: stats.unpaired_t(VALUES, np.ma.array(TREATED, mask=[1, 0, 0, 0, 0, 0])),
        "'treated' is masked for 1 samples",
    ),
    "complex values": (lambda: stats.sam(VALUES + 5j, TREATED), "complex numbers"),
    "a complex cell": (lambda: stats.sam(VALUES.astype(object) + 5j, TREATED), "complex numbers"),
    "dates": (lambda: stats.unpaired_t(VALUES.astype("M8[s]"), TREATED), "dates or times"),
    "dates in a table": (lambda: stats.unpaired_t(TABLE.astype("M8[s]"), TREATED), "dates or times"),
    "spans of time": (lambda: stats.unpaired_t(TABLE.astype("m8[s]").astype(object), TREATED), "dates|not a number"),
    "pandas' missing whole number": (
        lambda: stats.unpaired_t(pd.DataFrame([[1, 2, 3, 4, 5, pd.NA]], dtype="Int64"), TREATED),
        "1 missing or infinite cells.*dropna",
    ),
    "pandas' missing number": (
        lambda: stats.moderated_t(TABLE.astype("Float64").replace(TABLE.iloc[3, 2], pd.NA), DESIGN),
        "1 missing or infinite cells",
    ),
    "missing of every kind": (
        lambda: stats.unpaired_t(pd.DataFrame([[1, None, pd.NA, pd.NaT, np.nan, 2]], dtype=object), TREATED),
        "4 missing or infinite cells",
    ),
    "missing in an array of objects": (
        lambda: stats.unpaired_t(np.array([[1, 2, 3, 4, 5, pd.NA]], dtype=object), TREATED),
        "1 missing or infinite cells",
    ),
    "rows of unequal length": (lambda: stats.unpaired_t([[1, 2], [3]], [0, 1]), "unequal length"),
    "values that overflow": (lambda: stats.moderated_t(VALUES * 1e200, DESIGN), "which no measurement gives"),
    "values that vanish": (lambda: stats.one_sample_t([1 * 2.0**-600, 2 * 2.0**-600]), "which no measurement gives"),
    "a contrast of other names": (
        lambda: stats.moderated_t(TABLE, DESIGN, pd.Series({"treatment": 1, "vehicle": 0})),
        "names in 'contrast' are not those of the columns of the design",
    ),
    "a contrast in words": (lambda: stats.moderated_t(TABLE, DESIGN, ["a", "b"]), "contrast hold something"),
    "a design of one dimension": (lambda: stats.moderated_t(TABLE, TREATED, [1]), "1 dimensions"),
    "sample names that stand twice": (
        lambda: stats.unpaired_t(TABLE.set_axis(list("aabcde"), axis=1), pd.Series(TREATED, index=list("baacde"))),
        "'a' stands more than once",
    ),
    "an order in doubt": (
        lambda: stats.unpaired_t(VALUES, pd.Series(TREATED, index=[4, 5, 3, 0, 1, 2])),
        "its order is in doubt.*sort_index",
    ),
    "names of pairs in other words": (
        lambda: stats.paired_t(VALUES, pd.Series(TREATED, index=list("uvwxyz")), pd.Series(PAIR, index=list("abcdef"))),
        "names in 'pair' are not those",
    ),
    "a probe that stands twice": (
        lambda: stats.summarise(
            TABLE.iloc[:6].set_axis(list("abcdef")), pd.Series(list("xxyyzz"), index=list("aabbcc"))
        ),
        "stands more than once",
    ),
    "one woman": (lambda: stats.interaction(VALUES[:, :3], ["female", "male", "male"]), "'group' holds 1 female"),
    "dates as treated": (lambda: stats.sam(VALUES, np.array(TREATED, "M8[s]")), "true or false"),
    "complex as treated": (lambda: stats.sam(VALUES, TREATED + 0j), "true or false"),
    "no sample for a floor": (lambda: stats.exact_floor(0, 3), "n_a is 0; it must be a whole number, 1 or more"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_explained(case):
    attempt, message = BAD[case]
    with pytest.raises(InputError, match=message):
        attempt()


def test_input_error_is_a_value_error():
    assert issubclass(InputError, ValueError)


@pytest.mark.parametrize("columns", [None, list("uvwxyz"), [7, 3, 9, 1, 2, 5]])
def test_one_rule_for_names_and_positions(columns):
    """Every function that takes labels finds the same samples, whatever the order of the labels' names.

    Pandas itself reads such a mask by name in one place and by position in another (pandas issue 19284).
    """
    values = pd.DataFrame(VALUES, columns=columns)
    values.iloc[0, 3:] += 4
    treated = pd.Series(np.arange(6) >= 3, index=values.columns)
    pair = pd.Series(list("abcabc"), index=values.columns)
    for order in ([0, 1, 2, 3, 4, 5], [4, 5, 3, 0, 1, 2], [5, 4, 3, 2, 1, 0]):
        label, partner = treated.iloc[order], pair.iloc[order[::-1]]
        tables = [
            stats.unpaired_t(values, label),
            stats.sam(values, label).table,
            stats.sam(values, label, partner).table,
            stats.permute_labels(values, label),
            stats.paired_t(values, label, partner),
            stats.moderated_t(values, stats.two_group_design(label)).table,
            stats.moderated_t(values, stats.paired_design(label, partner)).table,
            stats.moderated_t(values, stats.two_group_design(label).matrix, [0, 1]).table,
        ]
        right = values.iloc[0, 3:].mean() - values.iloc[0, :3].mean()
        assert [table["log2_fold_change"].iloc[0] for table in tables] == pytest.approx([right] * len(tables))


def test_two_labels_with_names_meet_by_name_over_a_plain_array():
    treated = pd.Series(TREATED, index=list("uvwxyz"))
    pair = pd.Series(PAIR, index=list("uvwxyz"))
    usual = stats.paired_t(VALUES, TREATED, PAIR)
    pd.testing.assert_frame_equal(stats.paired_t(VALUES, treated, pair[::-1]), usual)
    fit = stats.moderated_t(VALUES, stats.paired_design(treated, pair[::-1]))
    np.testing.assert_allclose(fit.table["log2_fold_change"], usual["log2_fold_change"])


def test_a_contrast_is_read_by_its_names():
    right = stats.moderated_t(TABLE, DESIGN).table
    for contrast in ({"treatment": 1, "untreated mean": 0}, {"untreated mean": 0, "treatment": 1}):
        pd.testing.assert_frame_equal(stats.moderated_t(TABLE, DESIGN, pd.Series(contrast)).table, right)
    pd.testing.assert_frame_equal(stats.moderated_t(TABLE, DESIGN, pd.Series([0, 1])).table, right)


def test_whole_sizes_may_come_as_floats():
    assert stats.exact_floor(3.0, np.int64(3)) == stats.exact_floor(3, 3) == 0.1
    assert stats.power_two_groups(1, np.float64(3), 3) == stats.power_two_groups(1, 3, 3)


def test_numbers_of_pandas_are_numbers():
    usual = stats.unpaired_t(TABLE.round(), TREATED)
    for kind in ("Int64", "Float64", "float32", object):
        pd.testing.assert_frame_equal(stats.unpaired_t(TABLE.round().astype(kind), TREATED), usual)


def test_rows_that_are_all_alike_have_an_s0_and_no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        s0, percentile = choose_s0(np.full(600, 2.0), np.full(600, 0.3))
        with pytest.raises(InputError, match="share of unchanged rows"):
            stats.sam(np.tile([1, 2, 3, 4, 6, 5.0], (600, 1)), [0, 1, 0, 1, 1, 0])
    assert (s0, percentile) == (0.3, 5.0)


def test_labels_may_be_given_in_many_forms():
    by_name = stats.unpaired_t(TABLE, pd.Series(TREATED, index=TABLE.columns))
    for treated in (TREATED, TREATED.tolist(), TREATED.astype(int), pd.Series(TREATED), pd.array(TREATED)):
        pd.testing.assert_frame_equal(stats.unpaired_t(TABLE, treated), by_name)


def test_designs_mix_names_and_plain_lists():
    sex = pd.Series(["male", "male", "male", "male", "female", "female"], index=TABLE.columns)
    named = stats.sex_by_treatment_design(pd.Series(TREATED, index=TABLE.columns), PAIR, sex[::-1])
    plain = stats.sex_by_treatment_design(TREATED, PAIR, sex)
    np.testing.assert_array_equal(named.matrix, plain.matrix)
    assert list(named.contrasts) == ["treatment in females", "treatment in males", "average", "interaction"]


def test_import_is_light():
    """Lessons and the site import this room; what takes seconds to load must wait until it is used."""
    code = "import sys, isotretinoin.stats; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "isotretinoin.stats.sam" in loaded
    assert not {"scipy.stats", "statsmodels", "seaborn", "matplotlib"} & set(loaded)
