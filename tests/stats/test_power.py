"""Power and its companions against R, scipy and simulation."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import nct
from scipy.stats import t as student

from isotretinoin import stats

REFERENCE = Path(__file__).parents[1] / "reference"


def test_agrees_with_r():
    r = pd.read_csv(REFERENCE / "power.csv")
    two_groups = [stats.power_two_groups(row.effect_sd, row.n, row.n) for row in r.itertuples()]
    paired = [stats.power_paired(row.effect_sd, row.n) for row in r.itertuples()]
    # R's noncentral t is itself good to about nine digits.
    np.testing.assert_allclose(two_groups, r["two_groups"], atol=1e-8)
    np.testing.assert_allclose(paired, r["paired"], atol=1e-8)


@pytest.mark.parametrize(("n_a", "n_b"), [(1, 2), (3, 4), (6, 6), (40, 25), (2000, 3000)])
@pytest.mark.parametrize("alpha", [0.05, 0.001])
def test_agrees_with_the_noncentral_t(n_a, n_b, alpha):
    df = n_a + n_b - 2
    critical = student.isf(alpha / 2, df)
    error = np.sqrt(1 / n_a + 1 / n_b)
    for z in (0.3, 1.0, 2.5, 4.0):
        upper, lower = nct.sf(critical, df, z), nct.cdf(-critical, df, z)
        assert np.isfinite(upper)
        result = stats.type_s_m(z * error, n_a, n_b, alpha)
        assert result.power == pytest.approx(upper + np.nan_to_num(lower), abs=2e-8)
        if np.isfinite(lower):
            assert result.type_s * result.power == pytest.approx(lower, abs=2e-8)


def test_no_effect_has_the_level_as_power():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = stats.type_s_m(0.0, 3, 4)
    assert result.power == pytest.approx(0.05, abs=1e-10)
    assert result.type_s == pytest.approx(0.5)
    assert result.type_m == np.inf


def test_is_a_number_where_scipy_gives_nan():
    """scipy issue 25470: the far tail of the noncentral t is nan, and a slider would go blank."""
    effects = np.linspace(0, 12, 200)
    for n in (2, 3, 6, 12, 50):
        power = stats.power_two_groups(effects, n, n)
        assert np.isfinite(power).all()
        assert (np.diff(power) >= -1e-12).all()
        assert power[-1] > 0.99


def test_sign_of_the_effect_does_not_matter():
    assert stats.type_s_m(-0.7, 3, 5) == stats.type_s_m(0.7, 3, 5)


def test_agrees_with_simulated_studies():
    rng = np.random.default_rng(7)
    n, effect, runs = 3, 1.0, 200_000
    a, b = rng.normal(0, 1, (runs, n)), rng.normal(effect, 1, (runs, n))
    estimate = b.mean(axis=1) - a.mean(axis=1)
    error = np.sqrt((a.var(axis=1, ddof=1) + b.var(axis=1, ddof=1)) / n)
    significant = np.abs(estimate / error) > student.isf(0.025, 2 * n - 2)
    found = estimate[significant]
    exact = stats.type_s_m(effect, n, n)
    assert exact.power == pytest.approx(significant.mean(), abs=4 * np.sqrt(0.16 * 0.84 / runs))
    assert exact.type_s == pytest.approx((found < 0).mean(), abs=0.003)
    assert exact.type_m == pytest.approx(np.abs(found).mean(), abs=4 * found.std() / np.sqrt(len(found)))
    half = student.isf(0.025, 2 * n - 2) * error
    assert stats.half_width(n, n) == pytest.approx(np.median(half), rel=0.01)


def test_size_of_a_study_and_its_power_fit_together():
    for effect, needed in ((0.5, 64), (1, 17), (1.5, 9), (2, 6), (3, 4)):
        n = stats.patients_needed(effect)
        assert n == needed
        assert stats.power_two_groups(effect, n, n) >= 0.8 > stats.power_two_groups(effect, n - 1, n - 1)
    for n_a, n_b in ((3, 3), (3, 4), (12, 12)):
        assert stats.power_two_groups(stats.detectable_effect(n_a, n_b), n_a, n_b) == pytest.approx(0.8)
    assert stats.detectable_effect(3, 3) == pytest.approx(3.07, abs=0.005)


def test_shapes_are_kept():
    effects = np.array([[0.5, 1.0], [1.5, 2.0]])
    assert stats.power_two_groups(effects, 3, 3).shape == (2, 2)
    assert isinstance(stats.power_two_groups(1, 3, 3), float)
    assert stats.type_s_m(effects, 3, 3).type_m[1, 0] == pytest.approx(stats.type_s_m(1.5, 3, 3).type_m)
