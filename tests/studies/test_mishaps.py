"""Mishaps and sex genes put into a simulated study: the values, the labels and the truth must tell one story."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from isotretinoin.studies import SEX_GENES, Study, StudyError, add_batch, add_sex_genes, simulate, swap_two_labels
from isotretinoin.studies.study import Provenance


@pytest.fixture(scope="module")
def skin() -> Study:
    return simulate("skin-small", 7)


@pytest.fixture(scope="module")
def record(skin: Study) -> Study:
    provenance = Provenance(kind="record", source="geo", accession="GSE0")
    return Study(
        name="made-up record",
        expression=skin.expression,
        samples=skin.samples,
        probe_sets=skin.probe_sets,
        provenance=provenance,
    )


def _untouched(study: Study, before: pd.DataFrame) -> bool:
    return study.expression.equals(before)


# --- sex genes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("probe_set", list(SEX_GENES))
@pytest.mark.parametrize("seed", range(5))
def test_a_sex_gene_reads_high_in_its_sex_and_low_in_the_other(skin: Study, probe_set: str, seed: int) -> None:
    study = add_sex_genes(skin, seed)
    gene, sex = SEX_GENES[probe_set]
    row, has = study.expression.loc[probe_set], study.samples["sex"] == sex
    assert study.probe_sets.loc[probe_set, "symbol"] == gene
    assert row[has].min() > 7 > 6 > row[~has].max()


def test_a_patient_reads_alike_on_both_arrays_of_the_sex_genes(skin: Study) -> None:
    within, between = [], []
    for seed in range(40):
        rows = add_sex_genes(skin, seed).expression.loc[list(SEX_GENES)].to_numpy()
        first, second = rows[:, :6], rows[:, 6:]
        within.append((second - first).var())
        between.append(np.concatenate([first[:, :3].var(axis=1, ddof=1), first[:, 3:].var(axis=1, ddof=1)]).mean())
    # Closed form: 2 * 0.25**2 within a patient, 0.4**2 + 0.25**2 between patients of one sex.
    assert np.mean(within) == pytest.approx(0.125, rel=0.15)
    assert np.mean(between) == pytest.approx(0.2225, rel=0.15)


def test_sex_genes_leave_all_else_as_it_was_and_say_that_they_are_assumed(skin: Study) -> None:
    before = skin.expression.copy()
    study = add_sex_genes(skin, 1)
    assert _untouched(skin, before)
    pd.testing.assert_frame_equal(study.expression.iloc[:-3], before)
    pd.testing.assert_frame_equal(study.truth.iloc[:-3], skin.truth)
    assert study.truth.dtypes.equals(skin.truth.dtypes)
    assert (study.truth.loc[list(SEX_GENES), "kind"] == "unchanged").all()
    assert (study.truth.loc[list(SEX_GENES), "log2_fold_change_male"] == 0).all()
    assert "assumed" in study.provenance.changes[-1]
    assert study.latent.loadings.index.equals(study.expression.index)
    assert (study.latent.loadings.loc[list(SEX_GENES)] == 0).all(axis=None)


def test_the_same_seed_gives_the_same_sex_genes(skin: Study) -> None:
    assert add_sex_genes(skin, 3).expression.equals(add_sex_genes(skin, 3).expression)
    assert not add_sex_genes(skin, 3).expression.equals(add_sex_genes(skin, 4).expression)


def test_sex_genes_are_refused_where_they_would_be_made_up_or_doubled(skin: Study, record: Study) -> None:
    with pytest.raises(StudyError, match="deposited record"):
        add_sex_genes(record, 1)
    with pytest.raises(StudyError, match="already"):
        add_sex_genes(add_sex_genes(skin, 1), 1)
    with pytest.raises(StudyError, match="no patient and sex"):
        add_sex_genes(simulate("seb1", 1), 1)
    with pytest.raises(StudyError, match="seed"):
        add_sex_genes(skin, -1)


# --- batch -----------------------------------------------------------------------------------------------------------


def test_a_batch_shifts_its_arrays_by_what_the_truth_says(skin: Study) -> None:
    second = ["P1_baseline", "P2_week_1"]
    study = add_batch(skin, second, sd=0.5, seed=2)
    moved = study.expression - skin.expression
    late = study.samples["batch"] == "day 2"
    assert list(late.index[late]) == second
    assert (moved.loc[:, ~late] == 0).all(axis=None)
    for name in second:
        np.testing.assert_allclose(moved[name], study.truth["batch_shift"])
    assert study.truth["batch_shift"].std() == pytest.approx(0.5, rel=0.05)
    assert abs(study.truth["batch_shift"].mean()) < 0.05
    assert "assumed" in study.provenance.changes[-1]
    assert "batch" not in skin.samples


@pytest.mark.parametrize(
    ("second", "sd", "message"),
    [
        (["P9_baseline"], 0.5, "no sample P9_baseline"),
        ([], 0.5, "both days"),
        (None, 0.5, "both days"),
        (["P1_baseline"], 0.0, "above 0"),
        (["P1_baseline"], float("nan"), "above 0"),
    ],
)
def test_an_impossible_batch_is_refused(skin: Study, second: list[str] | None, sd: float, message: str) -> None:
    with pytest.raises(StudyError, match=message):
        add_batch(skin, skin.samples.index if second is None else second, sd=sd, seed=1)


def test_a_batch_is_refused_twice_and_on_a_record(skin: Study, record: Study) -> None:
    with pytest.raises(StudyError, match="already"):
        add_batch(add_batch(skin, ["P1_baseline"], 0.5, 1), ["P1_baseline"], 0.5, 1)
    with pytest.raises(StudyError, match="deposited record"):
        add_batch(record, ["P1_baseline"], 0.5, 1)


# --- exchanged labels ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("same_sex", [False, True])
@pytest.mark.parametrize("seed", range(8))
def test_two_arrays_of_one_visit_change_places_and_nothing_else(skin: Study, seed: int, same_sex: bool) -> None:
    before = skin.expression.copy()
    study, (a, b) = swap_two_labels(skin, seed, same_sex=same_sex)
    assert _untouched(skin, before)
    assert study.samples.equals(skin.samples)
    assert skin.samples.loc[a, "time"] == skin.samples.loc[b, "time"]
    assert (skin.samples.loc[a, "sex"] == skin.samples.loc[b, "sex"]) == same_sex
    pd.testing.assert_series_equal(study.expression[a], skin.expression[b], check_names=False)
    pd.testing.assert_series_equal(study.expression[b], skin.expression[a], check_names=False)
    pd.testing.assert_frame_equal(study.expression.drop(columns=[a, b]), skin.expression.drop(columns=[a, b]))
    told = " ".join(study.provenance.changes)
    assert "on purpose" in told
    assert a not in told, "the provenance box must not give the answer away"
    assert b not in told, "the provenance box must not give the answer away"


def test_the_seed_decides_which_labels(skin: Study) -> None:
    assert len({swap_two_labels(skin, seed)[1] for seed in range(40)}) > 10


def test_an_exchange_is_refused_without_the_labels_for_it(skin: Study, record: Study) -> None:
    with pytest.raises(StudyError, match="deposited record"):
        swap_two_labels(record, 1)
    with pytest.raises(StudyError, match="need patient, time and sex"):
        swap_two_labels(simulate("seb1", 1), 1)
