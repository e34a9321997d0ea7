"""Ordinary t tests against R, and what comes out of rows that don't vary."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from isotretinoin import stats

REFERENCE = Path(__file__).parents[1] / "reference"


@pytest.fixture(scope="module")
def values():
    return pd.read_csv(REFERENCE / "values.csv", index_col="probe_set")


@pytest.fixture(scope="module")
def samples():
    return pd.read_csv(REFERENCE / "samples.csv", index_col="sample")


@pytest.fixture(scope="module")
def tables(values, samples):
    treated, patient = samples["treated"], samples["patient"]
    return {
        "student": stats.unpaired_t(values, treated),
        "welch": stats.unpaired_t(values, treated, equal_var=False),
        "paired": stats.paired_t(values, treated, patient),
    }


@pytest.mark.parametrize("test", ["student", "welch", "paired"])
def test_agrees_with_r(tables, test):
    r = pd.read_csv(REFERENCE / "t_test.csv").query("test == @test").set_index("probe_set")
    columns = ["t", "df", "p_value", "ci_low", "ci_high"]
    assert len(r) == 30
    np.testing.assert_allclose(tables[test].loc[r.index, columns], r[columns], rtol=1e-10)


def test_table_keeps_the_index_and_the_sign(tables, values, samples):
    table = tables["student"]
    assert table.index.equals(values.index)
    treated = samples["treated"] == 1
    expected = values.loc[:, treated].mean(axis=1) - values.loc[:, ~treated].mean(axis=1)
    np.testing.assert_allclose(table["log2_fold_change"], expected)
    assert ((table["ci_low"] < expected) & (expected < table["ci_high"])).all()


def test_labels_follow_their_names_not_their_order(values, samples, tables):
    shuffled = samples.sample(frac=1, random_state=1)
    table = stats.paired_t(values, shuffled["treated"], shuffled["patient"])
    pd.testing.assert_frame_equal(table, tables["paired"])


def test_pairs_may_stand_in_any_order(values, samples, tables):
    mixed = values.sample(frac=1, axis=1, random_state=3)
    treated, patient = (samples.loc[mixed.columns, name].to_numpy() for name in ("treated", "patient"))
    np.testing.assert_allclose(stats.paired_t(mixed.to_numpy(), treated, patient)["t"], tables["paired"]["t"])
    design = stats.paired_design(treated, patient)
    usual = stats.paired_design(samples["treated"], samples["patient"])
    np.testing.assert_allclose(
        stats.moderated_t(mixed.to_numpy(), design).table["t"], stats.moderated_t(values, usual).table["t"]
    )


def test_arrays_and_single_rows_work(values, samples, tables):
    treated, patient = samples["treated"].to_numpy(), samples["patient"].to_numpy()
    whole = stats.paired_t(values.to_numpy(), treated, patient)
    np.testing.assert_array_equal(whole["t"], tables["paired"]["t"])
    one = stats.paired_t(values.iloc[3], samples["treated"], samples["patient"])
    assert one.index.tolist() == [values.index[3]]
    assert one["t"].iloc[0] == pytest.approx(tables["paired"]["t"].iloc[3])
    float32 = stats.paired_t(values.to_numpy(np.float32), treated, patient)
    assert float32["t"].dtype == np.float64


def test_wider_confidence_is_wider(values, samples):
    usual = stats.unpaired_t(values, samples["treated"])
    wide = stats.unpaired_t(values, samples["treated"], confidence=0.99)
    assert (wide["ci_low"] < usual["ci_low"]).all()
    assert (wide["ci_high"] > usual["ci_high"]).all()


ODD_ROWS = np.array(
    [
        [6.1, 6.1, 6.1, 6.1, 6.1, 6.1],  # constant, and 6.1 has no exact binary form
        [6.1, 6.1, 6.1, 7.2, 7.2, 7.2],  # differs between groups, not within
        [7.2, 7.2, 7.2, 6.1, 6.1, 6.1],
        [6.1, 6.1, 6.1, 7.0, 8.0, 9.0],  # one group does not vary
        [1.0, 2.0, 3.0, 4.0, 5.0, 7.0],
    ]
)
TREATED = np.array([0, 0, 0, 1, 1, 1])


@pytest.mark.parametrize(
    "test",
    [
        lambda: stats.unpaired_t(ODD_ROWS, TREATED),
        lambda: stats.unpaired_t(ODD_ROWS, TREATED, equal_var=False),
        lambda: stats.paired_t(ODD_ROWS, TREATED, [1, 2, 3, 1, 2, 3]),
    ],
)
def test_rows_without_spread_have_a_defined_result_and_no_warning(test):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = test()
    assert table["t"].iloc[:3].tolist() == [0.0, np.inf, -np.inf]
    assert table["p_value"].iloc[:3].tolist() == [1.0, 0.0, 0.0]
    assert table["log2_fold_change"].iloc[0] == 0
    assert np.isfinite(table["t"].iloc[3:]).all()
    assert table.notna().all().all()


def test_p_values_are_uniform_where_nothing_happens():
    from scipy.stats import kstest

    noise = np.random.default_rng(5).normal(size=(4000, 12))
    treated, patient = np.tile([False, True], 6), np.repeat(np.arange(6), 2)
    for table in (stats.unpaired_t(noise, treated), stats.paired_t(noise, treated, patient)):
        assert kstest(table["p_value"], "uniform").pvalue > 0.001


def test_interaction_is_the_t_test_of_the_changes(values, samples):
    changes = stats.paired_differences(values, samples["treated"], samples["patient"])
    sex = samples.groupby("patient", sort=False)["sex"].first()
    table = stats.interaction(changes, sex)
    male = changes.loc[:, sex[changes.columns] == "male"].mean(axis=1)
    female = changes.loc[:, sex[changes.columns] == "female"].mean(axis=1)
    np.testing.assert_allclose(table["log2_fold_change"], male - female)
    np.testing.assert_allclose(table["change_male"], male)
    np.testing.assert_allclose(table["change_female"], female)
    by_sex = stats.unpaired_t(changes, (sex == "male")[changes.columns])
    np.testing.assert_array_equal(table["p_value"], by_sex["p_value"])
    assert (table["df"] == 4).all()


def test_change_in_one_sex_can_be_asked_for_alone(values, samples):
    men = samples["sex"] == "male"
    by_subset = stats.paired_t(values.loc[:, men], samples.loc[men, "treated"], samples.loc[men, "patient"])
    changes = stats.paired_differences(values, samples["treated"], samples["patient"])
    sex = samples.groupby("patient", sort=False)["sex"].first()
    pd.testing.assert_frame_equal(stats.one_sample_t(changes.loc[:, sex == "male"]), by_subset)


def test_a_large_constant_takes_no_result_away():
    values = np.array([[1.0, 2, 3, 4, 5, 7]])
    usual = stats.unpaired_t(values, TREATED)
    far = stats.unpaired_t(values + 1e12, TREATED)
    assert far["p_value"].iloc[0] == pytest.approx(usual["p_value"].iloc[0], rel=1e-3)
