"""The moderated t against R limma."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import special

from isotretinoin import stats
from isotretinoin.stats import moderated
from isotretinoin.stats import prior as priors

REFERENCE = Path(__file__).parents[1] / "reference"
COLUMNS = ["log2_fold_change", "ci_low", "ci_high", "t", "p_value", "adjusted_p"]


@pytest.fixture(scope="module")
def values():
    return pd.read_csv(REFERENCE / "values.csv", index_col="probe_set")


@pytest.fixture(scope="module")
def samples():
    return pd.read_csv(REFERENCE / "samples.csv", index_col="sample")


@pytest.fixture(scope="module")
def limma():
    return pd.read_csv(REFERENCE / "limma.csv")


@pytest.fixture(scope="module")
def prior():
    return pd.read_csv(REFERENCE / "limma_prior.csv").set_index(["design", "contrast"])


def designs(samples):
    treated, patient = samples["treated"], samples["patient"]
    arms = np.kron(np.eye(3), np.ones((4, 1)))
    return {
        "two_group": stats.two_group_design(treated),
        "paired": stats.paired_design(treated, patient),
        "sex_by_treatment": stats.sex_by_treatment_design(treated, patient, samples["sex"]),
        "general": np.column_stack([arms, samples["batch"]]),
    }


@pytest.mark.parametrize(
    ("name", "contrast", "weights"),
    [
        ("two_group", "treatment", None),
        ("paired", "treatment", None),
        ("sex_by_treatment", "treatment in females", None),
        ("sex_by_treatment", "treatment in males", None),
        ("sex_by_treatment", "average", None),
        ("sex_by_treatment", "interaction", None),
        ("general", "c minus mean of a and b", [-0.5, -0.5, 1, 0]),
    ],
)
def test_agrees_with_limma(values, samples, limma, prior, name, contrast, weights):
    fit = stats.moderated_t(values, designs(samples)[name], contrast if weights is None else weights)
    r = limma.query("design == @name and contrast == @contrast").set_index("probe_set")
    assert len(r) == 200
    np.testing.assert_allclose(fit.table.loc[r.index, COLUMNS], r[COLUMNS], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(fit.table["average"], values.mean(axis=1))
    expected = prior.loc[(name, contrast)]
    assert fit.d0 == pytest.approx(expected["d0"], rel=1e-11)
    assert fit.s0_squared == pytest.approx(expected["s0_squared"], rel=1e-11)
    assert fit.table["df"].iloc[0] == pytest.approx(expected["df_total"], rel=1e-11)


def test_infinite_prior_agrees_with_limma(limma, prior):
    values = pd.read_csv(REFERENCE / "values_equal_variance.csv", index_col="probe_set")
    fit = stats.moderated_t(values, stats.two_group_design(np.arange(6) >= 3))
    expected = prior.loc[("equal_variance", "treatment")]
    assert np.isinf(fit.d0)
    assert np.isinf(expected["d0"])
    assert fit.s0_squared == pytest.approx(expected["s0_squared"], rel=1e-11)
    assert (fit.table["df"] == expected["df_total"]).all()
    r = limma.query("design == 'equal_variance'").set_index("probe_set")
    np.testing.assert_allclose(fit.table.loc[r.index, COLUMNS], r[COLUMNS], rtol=1e-9, atol=1e-12)


OPTIONS = {
    "trend": {"trend": True},
    "robust": {"robust": True},
    "both": {"trend": True, "robust": True},
}


@pytest.fixture(scope="module")
def optional_studies(values, samples):
    """The studies of limma_options.R."""
    two, paired = designs(samples)["two_group"], designs(samples)["paired"]
    spoiled, far = values.copy(), values.copy()
    spoiled.iloc[:12, 2] += 6
    far.iloc[0, [2, 4]] += [1e80, -1e80]
    level = values.mean(axis=1)
    trended = values.sub(level, axis=0).mul(2 ** ((8 - level) / 2), axis=0).add(level, axis=0)
    equal = pd.read_csv(REFERENCE / "values_equal_variance.csv", index_col="probe_set")
    halves = stats.two_group_design(np.arange(6) >= 3)
    equal_spoiled = equal.copy()
    equal_spoiled.iloc[:4, 1] += 4
    return {
        "two_group": (values, two),
        "paired": (values, paired),
        "spoiled": (spoiled, paired),
        "far": (far, paired),
        "trended": (trended, paired),
        "twenty_five": (values[:25], paired),
        "nine": (values[:9], paired),
        "five": (values[:5], paired),
        "two": (values[:2], paired),
        "equal_variance": (equal, halves),
        "equal_spoiled": (equal_spoiled, halves),
    }


def test_trend_and_robust_agree_with_limma(optional_studies):
    r = pd.read_csv(REFERENCE / "limma_options.csv")
    assert set(r["study"]) == set(optional_studies)
    for (study, option), expected in r.groupby(["study", "option"], sort=False):
        expected = expected.set_index("probe_set").drop(columns=["study", "option"])
        fit = stats.moderated_t(*optional_studies[study], **OPTIONS[option])
        mine = fit.table.assign(d0=fit.d0, s0_squared=fit.s0_squared).loc[expected.index, expected.columns]
        if study == "far":  # one row of it has no digits left in its effect
            mine.iloc[0, 0] = expected.iloc[0, 0]
        # limma stops its search for a robust d0 at 1e-8.
        np.testing.assert_allclose(mine, expected, rtol=1e-7, err_msg=f"{study}, {option}")


def test_a_robust_prior_is_not_widened_by_a_few_odd_rows(optional_studies):
    values, design = optional_studies["spoiled"]
    plain, robust = stats.moderated_t(values, design), stats.moderated_t(values, design, robust=True)
    clean = stats.moderated_t(optional_studies["paired"][0], design).d0
    assert plain.d0 < clean
    assert abs(robust.d0.max() - clean) < abs(plain.d0 - clean)
    assert (robust.d0[:12] < robust.d0.max()).all()


def test_a_trend_follows_the_mean(optional_studies):
    values, design = optional_studies["trended"]
    fit = stats.moderated_t(values, design, trend=True)
    by_level = fit.s0_squared[np.argsort(fit.table["average"])]
    assert (np.diff(by_level) < 0).mean() > 0.95


def test_far_tails_keep_their_digits(values, samples):
    """P values far below those of the reference file, against the incomplete beta function."""
    strong = values.iloc[:200] + 30 * np.outer(np.arange(200) < 3, samples["treated"])
    table = stats.moderated_t(strong, designs(samples)["paired"]).table.iloc[:3]
    beta = special.betainc(table["df"] / 2, 0.5, table["df"] / (table["df"] + table["t"] ** 2))
    assert (table["p_value"] < 1e-13).all()
    np.testing.assert_allclose(table["p_value"], beta, rtol=1e-9)


def test_without_moderation_it_is_the_ordinary_t(values, samples):
    """With d0 = 0 the shrunken variance is the row's own, so the parts must reproduce Student's t."""
    design = designs(samples)["two_group"]
    estimate, unscaled, variance, df = moderated.fit_rows(
        values.to_numpy(), design.matrix.to_numpy(), design.contrasts["treatment"].to_numpy()
    )
    own = priors.shrink(variance, df, 0.0, 1.0)
    student = stats.unpaired_t(values, samples["treated"])
    np.testing.assert_allclose(estimate / np.sqrt(own) / unscaled, student["t"], rtol=1e-9)


def test_interaction_estimate_is_males_minus_females(values, samples):
    design = designs(samples)["sex_by_treatment"]
    by_model = stats.moderated_t(values, design, "interaction").table["log2_fold_change"]
    changes = stats.paired_differences(values, samples["treated"], samples["patient"])
    sex = samples.groupby("patient", sort=False)["sex"].first()
    np.testing.assert_allclose(by_model, stats.interaction(changes, sex)["log2_fold_change"], rtol=1e-9, atol=1e-12)


def test_samples_follow_their_names_not_their_order(values, samples):
    usual = stats.moderated_t(values, designs(samples)["sex_by_treatment"], "interaction").table
    mixed = values.sample(frac=1, axis=1, random_state=2)
    again = stats.moderated_t(mixed, designs(samples)["sex_by_treatment"], "interaction").table
    pd.testing.assert_frame_equal(usual, again)


def test_scale_of_the_values_does_not_matter(values, samples):
    design = designs(samples)["paired"]
    usual, scaled = stats.moderated_t(values, design), stats.moderated_t(10 * values + 3, design)
    np.testing.assert_allclose(usual.table["t"], scaled.table["t"], rtol=1e-8)
    assert scaled.d0 == pytest.approx(usual.d0)
    assert scaled.s0_squared == pytest.approx(100 * usual.s0_squared)


@pytest.mark.parametrize("x", [1e-8, 0.05, 0.7, 3.0, 250.0, 1e8])
def test_trigamma_inverse(x):
    assert priors.trigamma_inverse(float(special.polygamma(1, x))) == pytest.approx(x, rel=1e-6)


def test_prior_is_found_again():
    rng = np.random.default_rng(8)
    variance = 0.04 * 4 / rng.chisquare(4, 40_000) * rng.chisquare(5, 40_000) / 5
    found = priors.fit_prior(variance, 5)
    assert found.d0 == pytest.approx(4, rel=0.05)
    assert found.s0_squared == pytest.approx(0.04, rel=0.03)


def test_constant_rows_are_moderated_without_a_warning(values, samples):
    values = values.copy()
    values.iloc[:5] = 6.1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fit = stats.moderated_t(values, designs(samples)["paired"])
    assert (fit.variance[:5] == 0).all()
    np.testing.assert_allclose(fit.table["t"].iloc[:5], 0, atol=1e-10)
    np.testing.assert_allclose(fit.table["p_value"].iloc[:5], 1, atol=1e-10)
    assert fit.table.notna().all().all()


def test_p_values_are_uniform_where_nothing_happens():
    from scipy.stats import kstest

    rng = np.random.default_rng(9)
    values = np.sqrt(4 / rng.chisquare(4, (5000, 1))) * rng.normal(size=(5000, 12))
    design = stats.paired_design(np.tile([False, True], 6), np.repeat(np.arange(6), 2))
    assert kstest(stats.moderated_t(values, design).table["p_value"], "uniform").pvalue > 0.001
