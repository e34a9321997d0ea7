"""Counted cells: the right mean, the right spread between plates, and an honest refusal of bad input."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from isotretinoin.mechanism.counts import CountsError, design_effect, simulate_counts


def test_shape_and_bookkeeping():
    table = simulate_counts({"vehicle": 0.02, "drug": 0.1}, plates=4, cells=200, experiments=3, seed=1)
    assert list(table.columns) == ["experiment", "arm", "plate", "cells", "positive", "share"]
    assert len(table) == 3 * 2 * 4
    assert table.groupby(["experiment", "arm"])["plate"].apply(list).map(lambda p: p == [1, 2, 3, 4]).all()
    assert table["positive"].between(0, 200).all()
    np.testing.assert_array_equal(table["share"], table["positive"] / 200)


@pytest.mark.parametrize("correlation", [0, 0.02, 0.2])
def test_mean_and_variance_are_beta_binomial(correlation):
    table = simulate_counts(
        {"a": 0.05, "b": 0.3}, plates=100_000, cells=300, intraclass_correlation=correlation, seed=2
    )
    for arm, share in {"a": 0.05, "b": 0.3}.items():
        drawn = table.loc[table["arm"] == arm, "positive"]
        variance = 300 * share * (1 - share) * design_effect(300, correlation)
        assert drawn.mean() == pytest.approx(300 * share, rel=0.02)
        assert drawn.var() == pytest.approx(variance, rel=0.05)


def test_same_seed_same_counts():
    first, second, third = (simulate_counts({"a": 0.1}, seed=s) for s in (5, 5, 6))
    assert first.equals(second)
    assert not first.equals(third)


def test_pooling_the_cells_is_an_error_and_one_number_per_plate_is_not():
    """The pseudoreplication error of the lesson: type I error of the two analyses where no arm differs."""
    table = simulate_counts({"a": 0.03, "b": 0.03}, experiments=400, seed=11)
    share = table["share"].to_numpy().reshape(400, 2, 3)
    positive = table["positive"].to_numpy().reshape(400, 2, 3).sum(axis=2)
    mean, deviation = share.mean(axis=2).T, share.std(axis=2, ddof=1).T
    per_plate = stats.ttest_ind_from_stats(mean[0], deviation[0], 3, mean[1], deviation[1], 3, equal_var=False).pvalue
    pooled = np.array([stats.chi2_contingency([p, 900 - p], correction=False).pvalue for p in positive])
    assert np.mean(per_plate < 0.05) < 0.08
    assert np.mean(pooled < 0.05) > 0.35


def test_design_effect():
    assert design_effect(1, 0.5) == 1
    assert design_effect(300, 0) == 1
    assert design_effect(301, 0.02) == pytest.approx(7)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: simulate_counts({}), "names each arm"),
        (lambda: simulate_counts([0.1]), "names each arm"),
        (lambda: simulate_counts({"a": 5}), "0.05 for 5 %"),
        (lambda: simulate_counts({"a": float("nan")}), "between 0 and 1"),
        (lambda: simulate_counts({"a": 0.1}, plates=0), "plates must be a whole number"),
        (lambda: simulate_counts({"a": 0.1}, cells=2.5), "cells must be a whole number"),
        (lambda: simulate_counts({"a": 0.1}, intraclass_correlation=1), "below 1"),
        (lambda: design_effect(0, 0.1), "cells must be a whole number"),
        (lambda: design_effect(10, -0.1), "intraclass_correlation"),
    ],
)
def test_bad_input_is_told_in_words(call, words):
    with pytest.raises(CountsError, match=words):
        call()
