"""How far the list from GSE10432 hangs on one plate, one constant and one null, and how little LCN2's effect does."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from isotretinoin import stats, studies

LCN2 = "32821_at"


@pytest.fixture(scope="module")
def cells(geo_mirror) -> studies.Study:
    return studies.load("seb1", source="mirror")


@pytest.fixture(scope="module")
def treated(cells) -> pd.Series:
    return cells.samples["group"] == "treated"


def moderated(values: pd.DataFrame, treated, **more) -> pd.DataFrame:
    return stats.moderated_t(values, stats.two_group_design(treated), **more).table


@pytest.fixture(scope="module")
def without_one(cells, treated) -> dict[str, pd.DataFrame]:
    values = cells.expression
    return {plate: moderated(values.drop(columns=plate), treated.drop(plate)) for plate in values}


def test_the_list_hangs_on_single_plates(without_one):
    calls = [int((table["adjusted_p"] < 0.05).sum()) for table in without_one.values()]
    assert calls == [40, 11, 22, 0, 7, 0]
    assert [int(table["p_value"].rank()[LCN2]) for table in without_one.values()] == [1, 3, 1, 4, 7, 5]


def test_the_effect_of_lcn2_does_not(without_one):
    rows = pd.DataFrame({plate: table.loc[LCN2] for plate, table in without_one.items()}).T
    assert rows["log2_fold_change"].min() == pytest.approx(2.58, abs=0.005)
    assert rows["log2_fold_change"].max() == pytest.approx(3.02, abs=0.005)
    assert rows["ci_low"].min() == pytest.approx(2.14, abs=0.005)
    assert rows["ci_high"].max() == pytest.approx(3.62, abs=0.005)


def test_two_of_the_candidate_constants_hold_the_published_pair(cells, treated):
    error = stats.sam(cells.expression, treated).table["standard_error"]
    holds = []
    for percentile in range(0, 101, 5):
        s0 = error.quantile(percentile / 100) if percentile else 0.0
        if stats.sam(cells.expression, treated, s0=s0).delta_window(58, 27):
            holds.append(percentile)
    assert holds == [20, 30]


def test_other_orders_split_the_same_total_in_another_way(cells, treated):
    fit = stats.sam(cells.expression, treated)
    t = fit.table["log2_fold_change"] / fit.table["standard_error"]
    splits = []
    for score in (t, fit.table["log2_fold_change"], fit.table["d"]):
        top = score[score.abs().nlargest(85).index]
        splits.append((int((top > 0).sum()), int((top < 0).sum())))
    assert splits == [(46, 39), (53, 32), (50, 35)]


def test_the_last_step_costs_more_than_the_average_of_the_list(cells, treated):
    steps = stats.sam(cells.expression, treated).delta_table([0.92, 0.94])
    rows, false = -steps[["called", "false_median"]].diff().iloc[1]
    assert rows == 24
    assert false / rows == pytest.approx(0.14, abs=0.005)
    assert steps["fdr_median"].iloc[1] == pytest.approx(0.053, abs=0.0005)


def test_the_empirical_null_leaves_nothing_of_the_list(cells, treated):
    z = stats.z_scores(moderated(cells.expression, treated))
    assert stats.empirical_null(z)[1] == pytest.approx(1.31, abs=0.005)
    assert (stats.empirical_null_test(z)["adjusted_p"] < 0.05).sum() == 0
    wrong = [split for split in stats.all_labelings(6, 3) if split[0] and not (split == ~treated.to_numpy()).all()]
    spreads = [stats.empirical_null(stats.z_scores(moderated(cells.expression, split)))[1] for split in wrong]
    assert len(spreads) == 9
    assert min(spreads) == pytest.approx(0.82, abs=0.005)
    assert max(spreads) == pytest.approx(1.24, abs=0.005)


def test_intervals_of_a_list_are_wider_and_leave_zero_out_all_the_same(cells, treated):
    plain = moderated(cells.expression, treated)
    listed = plain["adjusted_p"] < 0.05
    wide = moderated(cells.expression, treated, confidence=1 - 0.05 * listed.mean())
    assert wide.loc[LCN2, "ci_low"] == pytest.approx(1.22, abs=0.005)
    assert wide.loc[LCN2, "ci_high"] == pytest.approx(4.51, abs=0.005)
    assert (np.sign(wide["ci_low"]) == np.sign(wide["ci_high"]))[listed].all()
    shrunken = stats.shrink_effects(plain)["shrunken"]
    assert shrunken[LCN2] == pytest.approx(2.15, abs=0.005)
    assert (shrunken.abs() < plain["log2_fold_change"].abs())[listed].all()
