"""Counted cells: the right mean, the right spread between plates, and an honest refusal of bad input."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from isotretinoin.mechanism.counts import called_significant, design_effect, simulate_counts
from isotretinoin.mechanism.parameters import ParameterError


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
    """The pseudoreplication error of the lesson: false alarms of the two analyses where the arms are alike."""
    few, many = (called_significant({"a": 0.03, "b": 0.03}, cells=n, experiments=600, seed=11) for n in (300, 3000))
    assert few["one number per plate"] < 0.08
    assert many["one number per plate"] < 0.08
    assert 0.35 < few["pooled cells"] < 0.6
    assert many["pooled cells"] > few["pooled cells"] + 0.1
    independent = called_significant({"a": 0.1, "b": 0.1}, intraclass_correlation=0, experiments=2000, seed=12)
    assert independent["pooled cells"] == pytest.approx(0.05, abs=0.02)


def test_power_comes_from_plates():
    shares = {"a": 0.03, "b": 0.09}
    three, six = (
        called_significant(shares, plates=n, experiments=600, seed=13)["one number per plate"] for n in (3, 6)
    )
    assert six > three + 0.25


def test_both_analyses_are_those_of_scipy():
    shares = {"a": 0.1, "b": 0.15}
    drawn = simulate_counts(shares, experiments=40, seed=3)
    count = {"pooled cells": 0, "one number per plate": 0}
    for _, one in drawn.groupby("experiment"):
        a, b = (one.loc[one["arm"] == arm] for arm in shares)
        yes = np.array([a["positive"].sum(), b["positive"].sum()])
        count["pooled cells"] += stats.chi2_contingency([yes, 900 - yes], correction=False).pvalue < 0.05
        count["one number per plate"] += stats.ttest_ind(a["share"], b["share"], equal_var=False).pvalue < 0.05
    rates = called_significant(shares, experiments=40, seed=3)
    assert rates.to_dict() == pytest.approx({name: n / 40 for name, n in count.items()})
    assert rates.min() > 0
    assert rates.max() < 1


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
        (lambda: called_significant({"a": 0.1}), "two arms"),
        (lambda: called_significant({"a": 0.1, "b": 0.1}, plates=1), "2 or more"),
        (lambda: called_significant({"a": 0.1, "b": 0.1}, alpha=5), "alpha"),
        (lambda: design_effect(0, 0.1), "cells must be a whole number"),
        (lambda: design_effect(10, -0.1), "intraclass_correlation"),
    ],
)
def test_bad_input_is_told_in_words(call, words):
    with pytest.raises(ParameterError, match=words):
        call()
