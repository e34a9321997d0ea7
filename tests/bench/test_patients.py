"""The simulated patients: where their numbers come from, and that the estimates are the field's own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import ttest_1samp, ttest_ind

from isotretinoin import course_root, studies
from isotretinoin.bench import patients, tables
from isotretinoin.bench.genes import FLAT, GENES, genes, record_of
from isotretinoin.bench.patients import PatientState

START = PatientState()


def changes(state: PatientState) -> tuple[np.ndarray, np.ndarray]:
    return patients.changes(state, tables.drawn(state.gene), tables.reach(state.dose, state.day))


def test_the_first_six_are_the_patients_of_the_simulated_skin_study():
    study = studies.load("skin", source="replica")
    row = study.expression.loc["212531_at"].to_numpy()
    shown = patients.table(START, tables.drawn("LCN2"), tables.reach(1.0, 7))
    assert shown["baseline"].to_numpy() == pytest.approx(row[:6], abs=0.0006)
    assert shown["change"].to_numpy() == pytest.approx(row[6:] - row[:6], abs=0.0012)


def test_estimates_are_those_of_scipy():
    change = changes(replace(START, silenced=True, differ=0.5))[1]
    found = patients.estimates(change)
    for study in (0, 1, 57):
        women, men = change[study, :3], change[study, 3:]
        for row, values in enumerate((women, men)):
            interval = ttest_1samp(values, 0).confidence_interval(0.95)
            assert found[study, row] == pytest.approx([values.mean(), *interval])
        interval = ttest_ind(men, women).confidence_interval(0.95)
        assert found[study, 2] == pytest.approx([men.mean() - women.mean(), *interval])


def test_a_control_sirna_and_another_gene_lose_nothing():
    quiet = {"noise": 0.0, "silenced": True}
    for state in (replace(START, sirna="control siRNA", **quiet), replace(START, gene="FAS", **quiet)):
        without, with_sirna = changes(state)
        assert not state.hit
        assert with_sirna == pytest.approx(without)
    without, with_sirna = changes(replace(START, **quiet))
    assert (with_sirna < without).all()


def test_what_an_sirna_takes():
    quiet = replace(START, noise=0.0, differ=0.0, left=0.25, women=2.0, men=3.0)
    part = changes(quiet)[1]
    assert part[0] == pytest.approx([0.5] * 3 + [0.75] * 3)
    whole = changes(replace(quiet, takes="all message"))[1]
    assert whole[0] == pytest.approx([0.0] * 3 + [1.0] * 3)
    nothing = changes(replace(quiet, takes="all message", left=0.0))[1]
    assert nothing[0] == pytest.approx([2 + np.log2(patients.FLOOR)] * 3 + [3 + np.log2(patients.FLOOR)] * 3)


def test_no_drug_no_rise():
    assert patients.reach(0.0, 7) == 0
    assert patients.reach(1.0, 7) == 1
    assert 0 < patients.reach(0.25, 7) < 1 < patients.reach(2.0, 7)


def test_counts_are_the_significant_studies():
    change = changes(START)[0]
    p_women = ttest_1samp(change[1:, :3], 0, axis=1).pvalue < 0.05
    p_men = ttest_1samp(change[1:, 3:], 0, axis=1).pvalue < 0.05
    p_difference = ttest_ind(change[1:, 3:], change[1:, :3], axis=1).pvalue < 0.05
    counts = patients.counts(change)
    assert counts["women"] == (p_women & ~p_men).sum()
    assert counts["men"] == (p_men & ~p_women).sum()
    assert counts["both"] == (p_women & p_men).sum()
    assert counts["neither"] == (~p_women & ~p_men).sum()
    assert counts["difference"] == p_difference.sum()
    assert sum(counts[name] for name in ("women", "men", "both", "neither")) == 100


def test_genes_did_in_the_cells_what_the_deposit_says(geo_mirror):
    study = studies.load("seb1")
    assert not study.is_simulated
    values = study.expression
    groups = study.samples["group"]
    for symbol, probe_set in GENES.items():
        row = values.loc[probe_set]
        fold = row[groups == "treated"].mean() - row[groups == "vehicle"].mean()
        assert genes()[symbol].in_cells == pytest.approx(fold, abs=0.012)


def test_other_genes_rise_as_in_the_cells_and_alike():
    for gene in genes().values():
        if gene.symbol == "LCN2":
            continue
        assert gene.women == gene.men == pytest.approx(max(0, gene.in_cells), abs=0.1)
        assert gene.women in patients.RISES
    assert genes()[FLAT].women == 0


def test_the_record_of_a_gene_is_the_mean_of_its_three_and_three_values():
    import pandas as pd

    folder = course_root() / "data" / "evidence" / "tables"
    table = pd.read_csv(folder / "sebocyte_gene_values.csv", dtype=str).set_index("probe_set")
    vehicle, rise = record_of(table, "32821_at")
    assert vehicle == pytest.approx((6.11 + 6.99 + 6.93) / 3)
    assert rise == pytest.approx((9.45 + 9.53 + 9.65) / 3 - vehicle)


def test_six_names_of_a_study_differ_and_are_told_by_sex():
    for study in range(patients.STUDIES):
        named = patients.names(study)
        assert len(set(named)) == 6
        assert set(named[:3]) <= set(patients.NAMES["female"])
        assert set(named[3:]) <= set(patients.NAMES["male"])


def test_a_state_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="no choice called colour"):
        next(patients.grid(colour=("red",)))
