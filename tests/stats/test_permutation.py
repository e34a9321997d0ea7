"""Exact permutation tests against brute force, and the floors of their P values."""

from __future__ import annotations

from itertools import combinations, product
from math import comb

import numpy as np
import pandas as pd
import pytest

from isotretinoin import stats
from isotretinoin.stats import permutation


@pytest.fixture(scope="module")
def changes():
    return np.random.default_rng(1).normal(0.5, 1, (40, 6))


def brute_sign_flip(row):
    flipped = np.array([abs(np.dot(row, signs)) for signs in product([1, -1], repeat=len(row))])
    return np.mean(flipped >= abs(row.sum()) - 1e-9)


def brute_labels(row, treated):
    differences = []
    for chosen in combinations(range(len(row)), treated.sum()):
        mask = np.isin(np.arange(len(row)), chosen)
        differences.append(row[mask].mean() - row[~mask].mean())
    differences, observed = np.array(differences), row[treated].mean() - row[~treated].mean()
    tails = np.mean(differences >= observed - 1e-9), np.mean(differences <= observed + 1e-9)
    return min(1.0, 2 * min(tails))


def test_sign_flip_is_brute_force(changes):
    table = stats.sign_flip(changes)
    np.testing.assert_allclose(table["p_value"], [brute_sign_flip(row) for row in changes])
    np.testing.assert_allclose(table["as_extreme"] / 64, table["p_value"])
    np.testing.assert_allclose(table["log2_fold_change"], changes.mean(axis=1))


@pytest.mark.parametrize("treated", [[0, 0, 0, 1, 1, 1], [1, 0, 1, 0, 0, 1, 0], [0, 1, 1, 1, 1]])
def test_permute_labels_is_brute_force(treated):
    treated = np.array(treated, bool)
    values = np.random.default_rng(2).normal(7, 1, (40, len(treated)))
    values[:10] = np.round(values[:10])  # many ties
    table = stats.permute_labels(values, treated)
    np.testing.assert_allclose(table["p_value"], [brute_labels(row, treated) for row in values])


def test_permute_labels_agrees_with_scipy():
    from scipy.stats import permutation_test

    values = np.random.default_rng(3).normal(7, 1, (15, 7))
    treated = np.array([1, 1, 1, 0, 0, 0, 0], bool)
    scipy_says = permutation_test(
        (values[:, treated], values[:, ~treated]),
        lambda a, b, axis: a.mean(axis=axis) - b.mean(axis=axis),
        axis=1,
        vectorized=True,
        n_resamples=np.inf,
    )
    np.testing.assert_allclose(stats.permute_labels(values, treated)["p_value"], scipy_says.pvalue)


def test_ordering_by_the_mean_is_ordering_by_t(changes):
    """The docstrings promise it; here the t statistic is flipped instead."""
    for row, p in zip(changes, stats.sign_flip(changes)["p_value"], strict=True):
        flipped = np.array([row * signs for signs in product([1, -1], repeat=6)])
        t = np.abs(flipped.mean(axis=1) / flipped.std(axis=1, ddof=1))
        assert p == pytest.approx(np.mean(t >= t[0] * (1 - 1e-9)))


def test_floors_are_reached_and_never_passed():
    rising = np.arange(1, 7) + 10.0
    assert stats.sign_flip(rising)["p_value"].iloc[0] == stats.sign_flip_floor(6) == 2 / 64
    for n_a, n_b, floor in ((3, 3, 0.1), (3, 4, 2 / 35), (6, 6, 2 / 924), (1, 5, 2 / 6)):
        treated = np.arange(n_a + n_b) >= n_b
        reached = stats.permute_labels(np.arange(n_a + n_b, dtype=float), treated)["p_value"].iloc[0]
        assert reached == pytest.approx(floor)
        assert stats.exact_floor(n_a, n_b) == pytest.approx(floor)
    noise = np.random.default_rng(4).normal(size=(2000, 6))
    assert stats.sign_flip(noise)["p_value"].min() >= stats.sign_flip_floor(6)
    assert stats.permute_labels(noise, [0, 0, 0, 1, 1, 1])["p_value"].min() >= stats.exact_floor(3, 3)
    assert stats.exact_floor(1, 1) == 1.0


def test_the_floor_of_unequal_groups_is_that_of_a_doubled_tail():
    """Three of seven have no mirror image: counting absolute gaps goes below the floor, doubling a tail does not."""
    apart = np.array([0.0, 0.1, 0.2, 0.3, 10.0, 10.1, 10.2])
    chosen = [list(some) for some in combinations(range(7), 3)]
    gaps = np.abs([apart[some].mean() - np.delete(apart, some).mean() for some in chosen])
    assert np.mean(gaps >= gaps[-1] - 1e-9) == pytest.approx(1 / 35)
    doubled = stats.permute_labels(apart, np.arange(7) >= 4)["p_value"].iloc[0]
    assert doubled == pytest.approx(stats.exact_floor(3, 4)) == pytest.approx(2 / 35)


def test_exact_p_is_never_too_small_where_nothing_happens():
    noise = np.random.default_rng(6).normal(size=(20_000, 6))
    p = stats.sign_flip(noise)["p_value"]
    for level in (2 / 64, 4 / 64, 0.25, 0.5):
        assert (p <= level + 1e-12).mean() == pytest.approx(level, abs=4 * np.sqrt(level * (1 - level) / 20_000))


def test_constant_rows_have_p_one():
    values = np.array([[6.1] * 6, [0.0] * 6, [1, 2, 3, 4, 5, 7]])
    assert stats.permute_labels(values, [0, 0, 0, 1, 1, 1])["p_value"].tolist()[:2] == [1, 1]
    assert stats.sign_flip(np.array([[0.0] * 6, [1.0] * 6]))["p_value"].tolist() == [1, 2 / 64]


def test_chunks_change_nothing(changes, monkeypatch):
    whole = stats.sign_flip(changes), stats.permute_labels(changes, [0, 0, 0, 1, 1, 1])
    monkeypatch.setattr(permutation, "_CELLS_AT_ONCE", 100)
    pieces = stats.sign_flip(changes), stats.permute_labels(changes, [0, 0, 0, 1, 1, 1])
    for one, other in zip(whole, pieces, strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_all_labelings_are_all_and_different():
    labelings = stats.all_labelings(7, 3)
    assert len(np.unique(labelings, axis=0)) == len(labelings) == comb(7, 3)
    assert (labelings.sum(axis=1) == 3).all()
    flips = stats.all_sign_flips(5)
    assert len(np.unique(flips, axis=0)) == len(flips) == 32
    assert (flips[0] == 1).all()
    assert (flips[-1] == -1).all()


@pytest.mark.parametrize("added", [0, 1, 100, 1000])
def test_ties_are_ties_whatever_was_added_to_both_values(added):
    """Changes of one decimal tie with many of their flips; last digits must not break one of them."""
    rng = np.random.default_rng(3)
    before = rng.normal(8, 1, (200, 7)).round(1)
    after = before + rng.normal(0.2, 0.4, (200, 7)).round(1)
    exact = np.rint((after - before) * 10).astype(int)
    flips = stats.all_sign_flips(7).astype(int)
    right = (np.abs(exact @ flips.T) >= np.abs(exact.sum(axis=1, keepdims=True))).sum(axis=1)
    values = np.hstack([before + added, after + added])
    changes = stats.paired_differences(values, np.arange(14) >= 7, np.tile(np.arange(7), 2))
    np.testing.assert_array_equal(stats.sign_flip(changes)["as_extreme"], right)
    tenths = np.rint(values * 10).astype(int)
    labelings = stats.all_labelings(14, 7)
    sums, observed = tenths @ labelings.T, tenths[:, 7:].sum(axis=1, keepdims=True)
    right = np.minimum((sums >= observed).sum(axis=1), (sums <= observed).sum(axis=1))
    table = stats.permute_labels(values, np.arange(14) >= 7)
    np.testing.assert_array_equal(table["as_extreme"], right)
