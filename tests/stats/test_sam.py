"""SAM against samr and against its own definition, written out slowly."""

from __future__ import annotations

import warnings
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from isotretinoin import stats
from isotretinoin.stats.sam import choose_s0, unchanged_share

REFERENCE = Path(__file__).parents[1] / "reference"
DELTAS = [0.1, 0.2, 0.3, 0.5, 0.8, 1, 1.5, 2]


@pytest.fixture(scope="module")
def values():
    return pd.read_csv(REFERENCE / "values.csv", index_col="probe_set")


@pytest.fixture(scope="module")
def samples():
    return pd.read_csv(REFERENCE / "samples.csv", index_col="sample")


@pytest.fixture(scope="module")
def fits(values, samples):
    unpaired = values.columns[[0, 2, 4, 7, 9, 11]]
    return {
        "unpaired": stats.sam(values[unpaired], samples.loc[unpaired, "treated"]),
        "paired": stats.sam(values, samples["treated"], samples["patient"]),
    }


@pytest.mark.parametrize(("study", "n_labelings"), [("unpaired", 20), ("paired", 64)])
def test_agrees_with_samr(fits, study, n_labelings):
    fit = fits[study]
    rows = pd.read_csv(REFERENCE / "samr.csv").query("study == @study").set_index("probe_set")
    summary = pd.read_csv(REFERENCE / "samr_summary.csv").set_index("study").loc[study]
    calls = pd.read_csv(REFERENCE / "samr_calls.csv").query("study == @study")
    assert fit.n_labelings == n_labelings
    assert fit.s0 == pytest.approx(summary["s0"], rel=1e-11)
    assert fit.pi0 == pytest.approx(summary["pi0"], rel=1e-11)
    columns = ["log2_fold_change", "d"]
    np.testing.assert_allclose(fit.table.loc[rows.index, columns], rows[columns], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(fit.expected, rows["expected"], rtol=1e-9, atol=1e-12)
    mine = fit.delta_table(calls["delta"])
    np.testing.assert_array_equal(mine[["up", "down"]], calls[["up", "down"]])
    # The median does not feel that samr leaves d equal to the cut out: only the true labelling has such.
    np.testing.assert_allclose(
        mine["false_median"].where(mine["called"] > 0),
        calls["false_median"].where(mine["called"].to_numpy() > 0),
        rtol=1e-9,
    )
    np.testing.assert_allclose(mine["fdr_median"], calls["fdr_median"], rtol=1e-9)


def slow_scores(values, treated, s0):
    after, before = values[:, treated], values[:, ~treated]
    n_after, n_before = after.shape[1], before.shape[1]
    squares = ((after.T - after.mean(1)) ** 2).sum(0) + ((before.T - before.mean(1)) ** 2).sum(0)
    error = np.sqrt(squares * (1 / n_after + 1 / n_before) / (n_after + n_before - 2))
    return (after.mean(1) - before.mean(1)) / (error + s0)


@pytest.mark.parametrize("treated", [[0, 0, 0, 1, 1, 1], [0, 1, 0, 1, 0, 1, 1]])
def test_unpaired_null_is_every_labelling(values, treated):
    treated = np.array(treated, bool)
    some = values.to_numpy()[:50, : len(treated)]
    fit = stats.sam(some, treated)
    np.testing.assert_allclose(fit.table["d"], slow_scores(some, treated, fit.s0), rtol=1e-9)
    slow = []
    for chosen in combinations(range(len(treated)), treated.sum()):
        slow.append(np.sort(slow_scores(some, np.isin(np.arange(len(treated)), chosen), fit.s0)))
    np.testing.assert_allclose(fit.null, slow, rtol=1e-8, atol=1e-12)
    assert fit.is_observed.sum() == (2 if treated.sum() * 2 == len(treated) else 1)


def test_paired_null_is_every_sign_pattern(values, samples):
    changes = stats.paired_differences(values.iloc[:50], samples["treated"], samples["patient"]).to_numpy()
    fit = stats.sam(values.iloc[:50], samples["treated"], samples["patient"])
    slow = []
    for signs in product([1, -1], repeat=6):
        flipped = changes * signs
        error = flipped.std(axis=1, ddof=1) / np.sqrt(6)
        slow.append(np.sort(flipped.mean(axis=1) / (error + fit.s0)))
    np.testing.assert_allclose(fit.null, slow, rtol=1e-8, atol=1e-12)
    assert fit.is_observed.sum() == 2


@pytest.mark.parametrize("study", ["unpaired", "paired"])
def test_a_call_is_what_the_rule_says(fits, study):
    fit = fits[study]
    d, observed = fit.table["d"].to_numpy(), fit.observed
    for delta in DELTAS:
        call = fit.call(delta)
        beyond_up = observed[(observed - fit.expected > delta) & (fit.expected > 0)]
        beyond_down = observed[(fit.expected - observed > delta) & (fit.expected < 0)]
        cut_up = beyond_up.min() if len(beyond_up) else np.inf
        cut_down = beyond_down.max() if len(beyond_down) else -np.inf
        assert (call.cut_up, call.cut_down) == (cut_up, cut_down)
        np.testing.assert_array_equal(call.up, d >= cut_up)
        np.testing.assert_array_equal(call.down, d <= cut_down)
        assert call.n_called == call.n_up + call.n_down == call.up.sum() + call.down.sum()
        # The true labelling is among the relabellings and calls what the study calls.
        true_one = fit.is_observed & (np.abs(fit.null - observed).max(axis=1) < 1e-8)
        assert call.false_calls[true_one].tolist() == [call.n_called]
        if call.n_called:
            assert call.fdr_mean == pytest.approx(fit.pi0 * call.false_calls.mean() / call.n_called)
            assert call.fdr_median == pytest.approx(fit.pi0 * np.median(call.false_calls) / call.n_called)
        else:
            assert np.isnan(call.fdr_mean)
            assert np.isnan(call.fdr_median)


@pytest.mark.parametrize("study", ["unpaired", "paired"])
def test_the_staircase_is_complete(fits, study):
    fit = fits[study]
    steps = fit.delta_table()
    assert steps["delta_from"].iloc[0] == 0
    assert steps["delta_to"].iloc[-1] == np.inf
    np.testing.assert_array_equal(steps["delta_to"].iloc[:-1], steps["delta_from"].iloc[1:])
    assert (steps[["up", "down"]].diff().iloc[1:] <= 0).all().all()
    assert steps["called"].iloc[-1] == 0
    for row in steps.iloc[:: max(1, len(steps) // 40)].itertuples():
        top = row.delta_to if np.isfinite(row.delta_to) else row.delta_from + 1
        for delta in (row.delta_from, (row.delta_from + top) / 2):
            call = fit.call(delta)
            assert (call.n_up, call.n_down) == (row.up, row.down)
            assert call.fdr_mean == pytest.approx(row.fdr_mean, nan_ok=True)
            assert call.fdr_median == pytest.approx(row.fdr_median, nan_ok=True)


def test_delta_window_is_exact(fits):
    fit = fits["unpaired"]
    call = fit.call(0.3)
    low, high = fit.delta_window(call.n_up, call.n_down)
    assert low <= 0.3 < high
    inside, outside = fit.call(np.nextafter(high, 0)), fit.call(high)
    assert (inside.n_up, inside.n_down) == (call.n_up, call.n_down)
    assert (outside.n_up, outside.n_down) != (call.n_up, call.n_down)
    assert fit.delta_window(10_000, 0) is None


def test_random_labelings_are_different_seeded_and_flagged(values, samples):
    first = stats.sam(values, samples["treated"], max_labelings=100, seed=4)
    again = stats.sam(values, samples["treated"], max_labelings=100, seed=4)
    other = stats.sam(values, samples["treated"], max_labelings=100, seed=5)
    assert not first.all_labelings_used
    assert len(np.unique(first.labelings, axis=0)) == 100
    assert (first.labelings.sum(axis=1) == 6).all()
    np.testing.assert_array_equal(first.null, again.null)
    assert not np.array_equal(first.null, other.null)
    flips = stats.sam(values, samples["treated"], samples["patient"], max_labelings=10)
    assert len(np.unique(flips.labelings, axis=0)) == 10
    assert set(np.unique(flips.labelings)) == {-1.0, 1.0}


def test_reversed_labels_mirror_everything(values, samples):
    fit = stats.sam(values, samples["treated"], samples["patient"])
    mirrored = stats.sam(values, 1 - samples["treated"], samples["patient"])
    np.testing.assert_allclose(mirrored.table["d"], -fit.table["d"], rtol=1e-9, atol=1e-12)
    assert mirrored.s0 == pytest.approx(fit.s0)
    assert (mirrored.call(0.8).n_up, mirrored.call(0.8).n_down) == (fit.call(0.8).n_down, fit.call(0.8).n_up)


def test_constant_rows_have_d_zero_without_a_warning(values, samples):
    values = values.copy()
    values.iloc[:5] = 6.1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fits = [
            stats.sam(values, samples["treated"], samples["patient"]),
            stats.sam(values, samples["treated"], samples["patient"], s0=0),
            stats.sam(values.iloc[:, :6], samples["treated"].iloc[:6]),
            stats.sam(values, samples["treated"], s0=0, max_labelings=20),
        ]
    for fit in fits:
        assert (fit.table["d"].iloc[:5] == 0).all()
        assert fit.table.notna().all().all()
        assert np.isfinite(fit.s0)


def test_few_rows_take_the_fifth_percentile_as_samr_does(values, samples):
    few = stats.sam(values.iloc[:499], samples["treated"])
    assert few.s0_percentile == 5
    assert few.s0 == pytest.approx(np.quantile(few.table["standard_error"], 0.05))
    assert stats.sam(values.iloc[:500], samples["treated"]).s0_percentile != 5


def test_given_s0_is_used(values, samples):
    fit = stats.sam(values, samples["treated"], s0=0.3, max_labelings=20)
    assert fit.s0 == 0.3
    assert fit.s0_percentile is None
    np.testing.assert_allclose(
        fit.table["d"], fit.table["log2_fold_change"] / (fit.table["standard_error"] + 0.3), rtol=1e-9
    )


def test_all_null_has_pi0_near_one():
    noise = np.random.default_rng(3).normal(size=(3000, 6))
    assert stats.sam(noise, [0, 0, 0, 1, 1, 1]).pi0 > 0.9


def test_pi0_is_at_most_one():
    d = np.linspace(-0.1, 0.1, 100)
    assert unchanged_share(d, np.linspace(-3, 3, 1000)[np.newaxis]) == 1.0


def slow_s0(difference, error):
    """The rule of samr's est.s0, bin by bin: bins (a, b] of the standard errors, the lowest value in the first."""
    edges = np.unique(np.quantile(error, np.linspace(0, 1, 101)))
    in_bin = np.array([max(1, np.sum(edges < e)) for e in error])
    variation = []
    for percentile in range(0, 101, 5):
        d = difference / (error + (np.quantile(error, percentile / 100) if percentile else 0.0))
        spread = []
        for n in np.unique(in_bin):
            mine = d[in_bin == n]
            spread.append(np.median(np.abs(mine - np.median(mine))))
        variation.append(np.std(spread, ddof=1) / np.mean(spread))
    best = int(np.argmin(variation)) * 5
    return np.quantile(error, best / 100), best


@pytest.mark.parametrize("seed", range(8))
def test_s0_is_what_the_rule_says(seed):
    """Sizes at which bin edges fall on values, and differences that grow with the standard error or do not."""
    rng = np.random.default_rng(seed)
    n = 501 if seed % 2 else 701
    error = rng.gamma(2, 0.1, n)
    difference = rng.normal(size=n) * (error if seed < 4 else 0.2 + 0.1 * error)
    s0, percentile = choose_s0(difference, error)
    assert (s0, percentile) == pytest.approx(slow_s0(difference, error))


@pytest.mark.parametrize("seed", [8, 15])
def test_the_first_candidate_is_no_fudge_factor(seed):
    """Seeds for which trying the smallest standard error in its place would choose otherwise."""
    rng = np.random.default_rng(seed)
    error = 0.5 + rng.gamma(2, 0.1, 501)
    difference = rng.normal(size=501) * error
    assert choose_s0(difference, error) == pytest.approx(slow_s0(difference, error))


def test_the_search_starts_at_the_origin_of_the_expectations():
    """A row far above a small positive expectation sets the cut; one above a negative expectation does not."""
    d = np.array([-2.0, -0.9, 0.8, 0.9, 1.0, 3.0])
    expected = np.array([-2.0, -1.0, -0.01, 0.01, 1.0, 2.0])
    fit = stats.Sam(
        table=pd.DataFrame({"log2_fold_change": d, "standard_error": 1.0, "d": d}),
        s0=0.1,
        s0_percentile=None,
        pi0=1.0,
        expected=expected,
        labelings=np.ones((1, 6)),
        is_observed=np.array([True]),
        all_labelings_used=True,
        null=d[np.newaxis],
    )
    assert (fit.call(0.5).cut_up, fit.call(0.5).n_up) == (0.9, 3)
    assert (fit.call(0.95).cut_up, fit.call(0.95).n_up) == (3.0, 1)
    assert fit.call(0.5).n_down == 0


def test_rows_that_differ_only_between_groups_have_no_standard_error():
    """Their sum of squares within groups is rounding error, which may be negative."""
    rng = np.random.default_rng(4)
    values = rng.normal(8, 1, (400, 6))
    values[:200, :3], values[:200, 3:] = rng.uniform(4, 12, (2, 200, 1))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        unpaired = stats.sam(values, [0, 0, 0, 1, 1, 1])
        paired = stats.sam(values, [0, 0, 0, 1, 1, 1], [1, 2, 3, 1, 2, 3])
    for fit in (unpaired, paired):
        assert (fit.table["standard_error"].iloc[:200] == 0).all()
        assert np.isfinite(fit.null).all()


def few_decimals(n_samples=6, seed=12):
    rng = np.random.default_rng(seed)
    values = rng.normal(8, 1, (700, 1)) + rng.gamma(2, 0.2, (700, 1)) * rng.normal(size=(700, n_samples))
    values[:60, n_samples // 2 :] += rng.normal(0, 2, (60, 1))
    return values.round(1)


@pytest.mark.parametrize("study", ["all labelings", "drawn labelings", "pairs", "drawn pairs"])
def test_one_answer_for_every_order_and_for_an_added_constant(study):
    """Values of one decimal have ties everywhere, which last digits must not break."""
    n_samples = 6 if study == "all labelings" else 14
    values, treated = few_decimals(n_samples), np.arange(n_samples) >= n_samples // 2
    pair = np.tile(np.arange(n_samples // 2), 2) if "pairs" in study else None
    most = 60 if "drawn" in study else 5000
    rng = np.random.default_rng(0)
    seen, exact = set(), []
    for added in (0, 1, 100, -3, 1000):
        rows, samples = rng.permutation(700), rng.permutation(n_samples)
        mixed = values[rows][:, samples] + added
        fit = stats.sam(mixed, treated[samples], None if pair is None else pair[samples], max_labelings=most)
        assert fit.all_labelings_used == ("drawn" not in study)
        call, steps = fit.call(0.4), fit.delta_table()
        assert call.n_called > 0
        called = frozenset(rows[call.up].tolist()), frozenset(rows[call.down].tolist())
        seen.add((fit.s0_percentile, fit.pi0, called, tuple(sorted(call.false_calls)), tuple(steps["called"])))
        exact.append((fit.s0, call.cut_up, call.cut_down, call.fdr_mean))
    assert len(seen) == 1
    np.testing.assert_allclose(exact, [exact[0]] * len(exact), rtol=1e-9)


def test_s0_of_values_with_few_decimals_is_that_of_exact_arithmetic():
    values = few_decimals()
    tenths = np.rint(values * 10).astype(int)
    after, before = tenths[:, 3:], tenths[:, :3]
    # Whole numbers throughout: what is tied stays tied.
    squares = sum(3 * (group**2).sum(axis=1) - group.sum(axis=1) ** 2 for group in (after, before))
    error = np.sqrt(squares / 3 * (2 / 3) / 4) / 10
    difference = (after.sum(axis=1) - before.sum(axis=1)) / 30
    varies = squares > 0
    fit = stats.sam(values, np.arange(6) >= 3)
    assert (fit.s0, fit.s0_percentile) == pytest.approx(slow_s0(difference[varies], error[varies]))


def test_rows_tied_with_the_cut_are_called_with_it():
    """Two rows with the same numbers in another order have one d, up to its last digit."""
    rng = np.random.default_rng(1)
    values = rng.normal(8, 0.3, (600, 6))
    values[0] = [6.1, 6.4, 6.6, 9.3, 9.1, 9.7]
    values[1] = [6.4, 6.6, 6.1, 9.7, 9.3, 9.1]
    fit = stats.sam(values, np.arange(6) >= 3)
    for delta in fit.delta_table()["delta"]:
        call = fit.call(delta)
        assert call.up[0] == call.up[1]
        assert call.n_up == fit.delta_table([delta])["up"].iloc[0]
