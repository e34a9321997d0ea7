"""The figures of the deposited GSE10432, recomputed."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from isotretinoin import stats

REFERENCE = Path(__file__).parents[1] / "reference"
TREATED = np.array([False, False, False, True, True, True])
LCN2 = "32821_at"


@pytest.fixture(scope="module")
def cells(geo_mirror) -> pd.DataFrame:
    path = geo_mirror / "GSE10432_series_matrix.txt.gz"
    with gzip.open(path, "rt") as file:
        before = next(n for n, line in enumerate(file) if line.startswith("!series_matrix_table_begin"))
    values = pd.read_csv(path, sep="\t", skiprows=before + 1, index_col=0, comment="!")
    assert values.shape == (12_625, 6)
    return values


@pytest.fixture(scope="module")
def fit(cells):
    return stats.sam(cells, TREATED)


@pytest.fixture(scope="module")
def moderated(cells):
    return stats.moderated_t(cells, stats.two_group_design(TREATED))


@pytest.fixture(scope="module")
def student(cells):
    return stats.unpaired_t(cells, TREATED)


def test_sam_chooses_the_twentieth_percentile(fit):
    assert fit.s0 == pytest.approx(0.1057377, abs=1e-7)
    assert fit.s0_percentile == 20
    assert fit.pi0 == pytest.approx(0.8190, abs=5e-5)
    assert fit.n_labelings == 20
    assert fit.all_labelings_used


def test_a_window_of_delta_gives_58_up_and_27_down(fit):
    low, high = fit.delta_window(58, 27)
    assert low == pytest.approx(0.92783, abs=1e-5)
    assert high == pytest.approx(0.95646, abs=1e-5)
    call = fit.call(0.94)
    assert (call.n_up, call.n_down) == (58, 27)
    assert call.fdr_median == pytest.approx(0.0530, abs=5e-5)
    assert call.fdr_mean == pytest.approx(0.1513, abs=5e-5)
    assert call.up[fit.table.index.get_loc(LCN2)]


def test_the_neighbouring_steps(fit):
    table = fit.delta_table([0.92, 0.98])
    assert table[["up", "down"]].to_numpy().tolist() == [[58, 51], [58, 23]]


def test_the_true_labelling_and_its_mirror_inflate_the_mean(fit):
    call = fit.call(0.94)
    # The mirror image counts 93 and not 85, since the two cuts do not lie symmetrically.
    assert sorted(call.false_calls[fit.is_observed].tolist()) == [85, 93]
    assert call.false_calls.sum() == 314
    assert fit.pi0 * call.false_calls[~fit.is_observed].mean() / 85 == pytest.approx(0.0728, abs=5e-5)


def test_samr_gives_the_same_calls(fit):
    r = pd.read_csv(REFERENCE / "gse10432_samr.csv")
    mine = fit.delta_table(r["delta"])
    np.testing.assert_array_equal(mine[["up", "down"]], r[["up", "down"]])
    np.testing.assert_allclose(mine["fdr_median"], r["fdr_median"], rtol=1e-9)
    np.testing.assert_allclose(r["s0"], fit.s0, rtol=1e-10)
    np.testing.assert_allclose(r["pi0"], fit.pi0, rtol=1e-10)


@pytest.mark.parametrize("decimals", [1, 2])
def test_rounded_values_give_one_answer_in_every_order(cells, decimals):
    rounded, rng, seen = cells.round(decimals), np.random.default_rng(0), set()
    for added in (0, 1, 100):
        mixed = rounded.sample(frac=1, random_state=added).iloc[:, rng.permutation(6)] + added
        fit = stats.sam(mixed, pd.Series(TREATED, index=cells.columns))
        call = fit.call(0.9)
        seen.add((round(fit.s0, 9), fit.s0_percentile, fit.pi0, call.n_up, call.n_down, round(call.fdr_mean, 9)))
    assert len(seen) == 1


def test_lcn2_is_second_by_sam_and_first_by_moderated_t(fit, moderated, student):
    assert fit.table["d"].rank(ascending=False)[LCN2] == 2
    assert moderated.table["p_value"].rank()[LCN2] == 1
    assert student["p_value"].rank()[LCN2] == 16
    assert student.loc[LCN2, "p_value"] == pytest.approx(5.8e-4, abs=5e-6)
    row = moderated.table.loc[LCN2]
    assert row["log2_fold_change"] == pytest.approx(2.86, abs=0.005)
    assert row["adjusted_p"] == pytest.approx(0.00901, abs=5e-6)
    assert row["p_value"] == pytest.approx(1.93e-6, abs=5e-9)


def test_moderated_t_on_the_whole_array(moderated):
    assert moderated.d0 == pytest.approx(4.0056, abs=5e-5)
    assert np.sqrt(moderated.s0_squared) == pytest.approx(0.2046, abs=5e-5)
    table = moderated.table
    assert (table["adjusted_p"] < 0.05).sum() == 29
    assert ((table["adjusted_p"] < 0.05) & (table["log2_fold_change"] > 0)).sum() == 21
    assert (table["adjusted_p"] < 0.10).sum() == 72


def test_student_calls_nothing(student):
    assert (student["adjusted_p"] < 0.05).sum() == 0
    assert (student["p_value"] < 0.05).sum() == 1302


def test_exact_test_cannot_go_below_its_floor(cells):
    table = stats.permute_labels(cells, TREATED)
    assert table["p_value"].min() == pytest.approx(0.1)
    assert (table["adjusted_p"] < 0.05).sum() == 0
