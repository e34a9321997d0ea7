"""Input that can't be analysed gives one error that says what to do."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from isotretinoin import stats
from isotretinoin.stats import InputError

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
        "not named as the samples",
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
    "delta that is no number": (lambda: stats.sam(VALUES, TREATED).call(np.nan), "delta must be zero or more"),
    "a negative s0": (lambda: stats.sam(VALUES, TREATED, s0=-1), "s0 is -1"),
    "one labelling": (lambda: stats.sam(VALUES, TREATED, max_labelings=1), "at least 2"),
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
    "no pair for a floor": (lambda: stats.sign_flip_floor(0), "at least one pair"),
    "no sample for a floor": (lambda: stats.exact_floor(0, 3), "at least one sample"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_explained(case):
    attempt, message = BAD[case]
    with pytest.raises(InputError, match=message):
        attempt()


def test_input_error_is_a_value_error():
    assert issubclass(InputError, ValueError)


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
