"""Background, quantile normalisation and summaries against Bioconductor, R and closed forms."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import integrate
from scipy import stats as distributions

from isotretinoin import stats
from isotretinoin.stats import InputError

REFERENCE = Path(__file__).parents[1] / "reference"
ARRAYS = ["A1", "A2", "A3", "A4"]


@pytest.fixture(scope="module")
def probes():
    return pd.read_csv(REFERENCE / "probes.csv", index_col="probe")


@pytest.fixture(scope="module")
def steps():
    return pd.read_csv(REFERENCE / "preprocessed.csv", index_col="probe")


# ---- background ------------------------------------------------------------------------------------------------------
def test_background_parameters_agree_with_affy(probes):
    expected = pd.read_csv(REFERENCE / "background.csv", index_col="array")
    for array in ARRAYS:
        found = stats.fit_background(probes[array])
        np.testing.assert_allclose([found.mean, found.sd, found.signal_mean], expected.loc[array], rtol=1e-9)


def test_background_correction_agrees_with_affy(probes, steps):
    expected = steps.query("step == 'background'")[ARRAYS]
    parameters = pd.read_csv(REFERENCE / "background.csv", index_col="array")
    for array in ARRAYS:
        model = stats.BackgroundModel(*parameters.loc[array])
        np.testing.assert_allclose(model.signal(probes[array]), expected[array], rtol=1e-8)
    corrected = stats.rma_background(probes[ARRAYS])
    assert corrected.index.equals(probes.index)
    np.testing.assert_allclose(corrected, expected, rtol=1e-7)


def test_signal_is_the_mean_of_what_can_lie_behind_the_light():
    model = stats.BackgroundModel(mean=100, sd=20, signal_mean=150)
    for light in (60.0, 100.0, 130.0, 400.0):

        def weight(signal, light=light):
            return distributions.norm.pdf(light - signal, 100, 20) * distributions.expon.pdf(signal, scale=150)

        # Beyond these limits the weight is below 1e-20.
        low, high = max(light - 300, 0), light + 100
        mass, _ = integrate.quad(weight, low, high)
        moment, _ = integrate.quad(lambda signal, w=weight: signal * w(signal), low, high)
        assert model.signal(np.array(light)) == pytest.approx(moment / mass, rel=1e-6)


def test_signal_is_positive_and_rises_with_the_light():
    light = np.linspace(-500, 3000, 400)
    signal = stats.BackgroundModel(mean=100, sd=5, signal_mean=150).signal(light)
    assert (signal > 0).all()
    assert (np.diff(signal[light > 50]) > 0).all()
    # Far above the background nothing is left of the cut-off.
    assert signal[-1] == pytest.approx(3000 - 100 - 25 / 150)


def test_background_is_found_again():
    rng = np.random.default_rng(5)
    light = rng.normal(200, 15, 40_000) + rng.exponential(400, 40_000) * (rng.random(40_000) < 0.3)
    found = stats.fit_background(light)
    assert found.mean == pytest.approx(200, abs=8)
    # The estimate of the spread is known to be rough: the peak of the lower half stands left of the true mean.
    assert 12 < found.sd < 23


# ---- quantile normalisation ------------------------------------------------------------------------------------------
def test_quantile_normalisation_agrees_with_preprocesscore(probes, steps):
    assert probes[ARRAYS].apply(lambda light: light.duplicated().sum()).min() > 20, "the input has to have ties"
    np.testing.assert_allclose(
        stats.quantile_normalise(probes[ARRAYS]), steps.query("step == 'quantile'")[ARRAYS], rtol=1e-10
    )


def test_quantile_normalisation_by_hand():
    table = pd.DataFrame({"a": [5, 2, 3], "b": [4, 1, 6]}, index=["p", "q", "r"])
    np.testing.assert_allclose(stats.quantile_normalise(table), [[5.5, 3.5], [1.5, 1.5], [3.5, 5.5]])


def test_arrays_have_one_distribution_afterwards_and_keep_their_order(probes):
    light = probes[ARRAYS] + np.linspace(0, 1e-6, len(probes))[:, None]
    normalised = stats.quantile_normalise(light)
    ordered = np.sort(normalised, axis=0)
    np.testing.assert_allclose(ordered, ordered[:, [0]].repeat(4, axis=1), rtol=1e-12)
    assert normalised.rank().equals(light.rank())


def test_twice_normalised_is_once_normalised():
    values = np.random.default_rng(2).normal(size=(50, 4))
    once = stats.quantile_normalise(values)
    np.testing.assert_allclose(stats.quantile_normalise(once), once, rtol=1e-12)


# ---- summaries -------------------------------------------------------------------------------------------------------
def test_median_polish_agrees_with_r(probes):
    part = np.log2(probes.loc[probes["probe_set"] == "SIM07", ARRAYS[:3]])
    found = stats.median_polish(part)
    expected = pd.read_csv(REFERENCE / "median_polish.csv").groupby("what")["value"].agg(list)
    assert found.overall == pytest.approx(expected["overall"][0], rel=1e-10)
    np.testing.assert_allclose(found.rows, expected["row"], atol=1e-10)
    np.testing.assert_allclose(found.columns, expected["column"], atol=1e-10)
    np.testing.assert_allclose(found.residuals.to_numpy().ravel(), expected["residual"], atol=1e-10)
    assert found.converged


@pytest.mark.parametrize("method", ["median polish", "biweight"])
def test_summaries_agree_with_r(probes, method):
    expected = pd.read_csv(REFERENCE / "summaries.csv").query("method == @method").set_index("probe_set")[ARRAYS]
    found = stats.summarise(np.log2(probes[ARRAYS]), probes["probe_set"], method)
    pd.testing.assert_frame_equal(found, expected, rtol=1e-10, check_names=False)


def test_median_polish_adds_up_and_finds_an_additive_table():
    rng = np.random.default_rng(4)
    rows, columns = rng.normal(size=7), rng.normal(size=5)
    table = 6 + rows[:, None] + columns
    table[2, 3] += 9
    found = stats.median_polish(table)
    rebuilt = found.overall + found.rows.to_numpy()[:, None] + found.columns.to_numpy() + found.residuals.to_numpy()
    np.testing.assert_allclose(rebuilt, table)
    # The one wrong cell is left where it is, and moves nothing else.
    assert found.residuals.abs().gt(1e-9).to_numpy().sum() == 1
    assert found.residuals.iloc[2, 3] == pytest.approx(9)
    np.testing.assert_allclose(np.diff(found.columns), np.diff(columns))


def test_rounds_are_counted():
    table = np.random.default_rng(8).normal(size=(11, 6))
    one, many = stats.median_polish(table, max_rounds=1), stats.median_polish(table, max_rounds=200, tolerance=1e-12)
    assert not one.converged
    assert many.converged
    assert many.residuals.abs().to_numpy().sum() <= one.residuals.abs().to_numpy().sum()


def test_biweight_by_hand():
    # Median 3, distances 2, 1, 0, 1, 97, their median 1: the last lies beyond 5 and has no weight.
    weights = (1 - (np.array([2, 1, 0, 1]) / (5 + 1e-4)) ** 2) ** 2
    by_hand = (weights * [1, 2, 3, 4]).sum() / weights.sum()
    assert stats.tukey_biweight([1, 2, 3, 4, 100]) == pytest.approx(by_hand, rel=1e-12)
    assert stats.tukey_biweight([1, 2, 3, 4, 1e6]) == pytest.approx(by_hand, rel=1e-12)


def test_biweight_of_like_and_of_symmetric_values():
    assert stats.tukey_biweight([7.0] * 5) == 7
    assert stats.tukey_biweight([7.0, 7.0, 7.0, 9.0]) == 7
    assert stats.tukey_biweight([-3.0, -1, 0, 1, 3]) == pytest.approx(0, abs=1e-15)


def test_biweight_of_a_table_goes_down_its_columns():
    table = pd.DataFrame({"a": [1.0, 2, 3, 100], "b": [5.0, 5, 6, 7]})
    expected = pd.Series({"a": stats.tukey_biweight(table["a"]), "b": stats.tukey_biweight(table["b"])})
    pd.testing.assert_series_equal(stats.tukey_biweight(table), expected)


def test_summaries_keep_the_order_of_probe_sets_and_match_labels_by_name():
    table = pd.DataFrame({"x": [1.0, 5, 3, 7]}, index=list("abcd"))
    sets = pd.Series({"d": "one", "c": "two", "b": "one", "a": "two"})
    found = stats.summarise(table, sets, "mean")
    assert found["x"].to_dict() == {"two": 2.0, "one": 6.0}
    assert list(found.index) == ["two", "one"]
    assert stats.summarise(table, list("uuvv"), "median")["x"].tolist() == [3, 5]


# ---- input that can't be used ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: stats.fit_background(np.linspace(-3, 3, 50)), "Light can't be negative"),
        (lambda: stats.fit_background([5.0] * 40), "whose light differs"),
        (lambda: stats.fit_background([5.0, 6.0]), "at least 20 probes"),
        (lambda: stats.rma_background(np.full((30, 2), np.nan)), "missing or infinite"),
        (lambda: stats.median_polish(np.ones((2, 2)), max_rounds=0), "max_rounds is 0"),
        (lambda: stats.tukey_biweight([1.0, 2.0], c=0), "positive c"),
        (lambda: stats.summarise(pd.DataFrame({"x": [1.0]}), ["a"], "mode"), "choose one of median polish|biweight"),
        (lambda: stats.summarise(pd.DataFrame({"x": [1.0, 2.0]}), ["a"]), "Name the probe set of each probe"),
        (lambda: stats.summarise(pd.DataFrame({"x": [1.0, 2.0]}), ["a", None]), "Name the probe set of each probe"),
    ],
)
def test_input_that_cannot_be_used(call, message):
    with pytest.raises(InputError, match=message):
        call()
