"""Effects drawn back towards zero and the empirical null: against their own model, in which the truth is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats as scipy_stats

from isotretinoin import stats
from isotretinoin.stats import InputError


def two_groups(rng, n=20_000, unchanged=0.8, c=9.0):
    """Return a table whose rows follow the model of ``shrink_effects``, and their true effects."""
    error = np.sqrt(4 / rng.chisquare(4, n)) * 0.2
    effect = np.where(np.arange(n) < n * unchanged, 0.0, rng.normal(size=n) * np.sqrt(c) * error)
    estimate = effect + rng.normal(size=n) * error
    z = estimate / error
    p = 2 * scipy_stats.norm.sf(np.abs(z))
    return pd.DataFrame({"log2_fold_change": estimate, "t": z, "df": 1e9, "p_value": p}), effect


def test_z_has_the_p_value_and_the_sign_of_t():
    rng = np.random.default_rng(3)
    t, df = rng.normal(size=200) * 5, rng.integers(2, 40, size=200).astype(float)
    z = stats.z_scores(pd.DataFrame({"t": t, "df": df}))
    np.testing.assert_allclose(2 * scipy_stats.norm.sf(np.abs(z)), 2 * scipy_stats.t.sf(np.abs(t), df), rtol=1e-9)
    assert (np.sign(z) == np.sign(t)).all()


def test_z_stays_finite_far_out():
    z = stats.z_scores(pd.DataFrame({"t": [60.0, -60.0], "df": [30.0, 30.0]}))
    assert z.iloc[0] == pytest.approx(-z.iloc[1])
    assert 10 < z.iloc[0] < 60


def test_empirical_null_finds_the_unchanged_rows():
    rng = np.random.default_rng(4)
    z = rng.normal(0.1, 1.3, 20_000)
    z[:200] += 8
    centre, spread = stats.empirical_null(z)
    assert centre == pytest.approx(0.1, abs=0.06)
    assert spread == pytest.approx(1.3, abs=0.06)


def test_empirical_null_calls_no_more_than_its_promise_where_rows_share_noise():
    rng = np.random.default_rng(5)
    z = rng.normal(0, 1.4, 5000)
    assert (stats.benjamini_hochberg(2 * scipy_stats.norm.sf(np.abs(z))) < 0.05).sum() > 20
    table = stats.empirical_null_test(pd.Series(z, index=[f"r{n}" for n in range(5000)]))
    assert (table["adjusted_p"] < 0.05).sum() <= 1
    assert table.index[0] == "r0"
    assert (table["p_value"] < 0.05).mean() == pytest.approx(0.05, abs=0.01)


def test_chance_of_change_means_what_it_says():
    table, effect = two_groups(np.random.default_rng(6))
    chance = stats.shrink_effects(table, unchanged=0.8)["chance_changed"]
    bins = pd.cut(chance, [0, 0.2, 0.4, 0.6, 0.8, 1])
    found = pd.DataFrame({"said": chance, "true": effect != 0}).groupby(bins, observed=True).mean()
    assert len(found) == 5
    np.testing.assert_allclose(found["true"], found["said"], atol=0.06)


def test_an_estimated_share_errs_on_the_side_of_no_change():
    table, _ = two_groups(np.random.default_rng(6))
    estimated, given = stats.shrink_effects(table), stats.shrink_effects(table, unchanged=0.8)
    assert estimated["chance_changed"].mean() < given["chance_changed"].mean() <= 0.2


def test_shrunken_effects_are_right_on_average_for_a_list_chosen_by_looking():
    table, effect = two_groups(np.random.default_rng(7))
    shrunken = stats.shrink_effects(table)["shrunken"].to_numpy()
    listed = (stats.benjamini_hochberg(table["p_value"]) < 0.05).to_numpy()
    side = np.sign(table["log2_fold_change"].to_numpy())[listed]
    raw = (table["log2_fold_change"].to_numpy()[listed] * side).mean()
    true = (effect[listed] * side).mean()
    assert raw > 1.04 * true, "a list chosen by looking overstates its effects"
    assert (shrunken[listed] * side).mean() == pytest.approx(true, rel=0.02)


def test_nothing_changed_leaves_nothing():
    table, _ = two_groups(np.random.default_rng(8), n=500)
    drawn = stats.shrink_effects(table, unchanged=1.0)
    assert (drawn["shrunken"] == 0).all()
    assert (drawn["chance_changed"] == 0).all()


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (pd.DataFrame({"t": [1.0]}), "'df'"),
        (pd.DataFrame({"t": [np.inf], "df": [4.0]}), "missing or infinite"),
        (np.zeros((3, 2)), "moderated_t"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(table, message):
    with pytest.raises(InputError, match=message):
        stats.z_scores(table)


def test_bad_scores_and_shares_are_refused():
    table, _ = two_groups(np.random.default_rng(9), n=100)
    with pytest.raises(InputError, match="at least four"):
        stats.empirical_null([1.0, np.nan, 2.0, 3.0])
    with pytest.raises(InputError, match="no spread"):
        stats.empirical_null_test(np.zeros(10))
    with pytest.raises(InputError, match=r"unchanged is 1\.2"):
        stats.shrink_effects(table, unchanged=1.2)
