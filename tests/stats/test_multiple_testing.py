"""Benjamini-Hochberg and Storey."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from isotretinoin import stats

REFERENCE = Path(__file__).parents[1] / "reference"


def test_agrees_with_r():
    r = pd.read_csv(REFERENCE / "multiple_testing.csv")
    np.testing.assert_allclose(stats.benjamini_hochberg(r["p_value"]), r["adjusted_p"], rtol=1e-12)


def test_is_the_definition():
    p = np.random.default_rng(1).uniform(size=60) ** 2
    adjusted = stats.benjamini_hochberg(p)
    by_hand = [min(1, min(p[j] * 60 / np.sum(p <= p[j]) for j in range(60) if p[j] >= p[i])) for i in range(60)]
    np.testing.assert_allclose(adjusted, by_hand)
    assert (np.diff(adjusted[np.argsort(p)]) >= 0).all()
    assert (adjusted >= p).all()
    assert adjusted.max() <= 1


def test_index_and_order_are_kept():
    p = pd.Series([0.5, 0.001, 0.04], index=["b", "a", "c"])
    adjusted = stats.benjamini_hochberg(p)
    assert adjusted.index.tolist() == ["b", "a", "c"]
    assert adjusted.idxmin() == "a"
    q, _ = stats.storey(p, lambda_=0.3)
    assert q.index.tolist() == ["b", "a", "c"]


def test_storey_is_pi0_times_benjamini_hochberg():
    p = np.concatenate([np.linspace(0.001, 0.999, 800), np.full(200, 1e-4)])
    q, pi0 = stats.storey(p)
    assert pi0 == pytest.approx(0.8)
    np.testing.assert_allclose(q, 0.8 * stats.benjamini_hochberg(p))


def test_storey_caps_pi0_at_one():
    p = np.array([0.9, 0.95, 0.99, 0.2])
    q, pi0 = stats.storey(p)
    assert pi0 == 1.0
    np.testing.assert_allclose(q, stats.benjamini_hochberg(p))


def test_false_discovery_rate_is_held():
    """1,000 studies with 90 unchanged of 100: the mean share of false calls must be about 5 % of 90/100."""
    rng = np.random.default_rng(2)
    from scipy.special import ndtr

    shares = []
    for _ in range(1000):
        z = rng.normal(np.repeat([0.0, 3.0], [90, 10]))
        called = stats.benjamini_hochberg(2 * ndtr(-np.abs(z))) < 0.05
        shares.append(called[:90].sum() / max(called.sum(), 1))
    assert np.mean(shares) == pytest.approx(0.045, abs=4 * np.std(shares) / np.sqrt(1000))


def test_a_p_value_equal_to_lambda_is_not_above_it():
    p = np.array([0.1 + 0.2, 0.3, 0.1, 0.9])  # the first is 0.30000000000000004
    assert stats.storey(p, 0.3)[1] == pytest.approx(0.25 / 0.7)
