"""The people of a study: on replicas, whose truth is known, and with everything that can go wrong with labels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from isotretinoin import evidence, patients, studies
from isotretinoin.patients import PatientError


@pytest.fixture(scope="module")
def skin():
    return studies.add_sex_genes(studies.load("skin", source="replica"), seed=4)


@pytest.fixture(scope="module")
def small():
    return studies.add_sex_genes(studies.simulate("skin-small", 3), seed=3)


MISHAPS = ("spoiled arrays", "batch", "noise", "spoiled arrays and noise")


def spoiled(study, seed, mishap):
    """Put mishaps of lesson 4 into a study: an array tilted and a fifth of another's rows exchanged, or a batch."""
    rng = np.random.default_rng(seed)
    values = study.expression.copy()
    if "spoiled" in mishap:
        tilted, stirred = rng.permutation(values.columns)[:2]
        values[tilted] = 1.5 + 0.85 * values[tilted]
        slipped = rng.random(len(values)) < 0.2
        values.loc[slipped, stirred] = rng.permutation(values.loc[slipped, stirred])
    if "batch" in mishap:
        second_day = rng.permutation(values.columns)[: values.shape[1] // 2]
        values[second_day] = values[second_day].add(rng.normal(0, 0.3, len(values)), axis=0)
    if "noise" in mishap:
        values += rng.normal(0, 0.2, values.shape)
    return replace(study, expression=values)


def wrong_and_unclear(study):
    found = patients.infer_sex(study)["sex"]
    unclear = found == "unclear"
    return int((~unclear & (found != study.samples["sex"])).sum()), int(unclear.sum())


def right_pairs(study):
    pairs = patients.same_person(study).pairs
    patient = study.samples["patient"]
    same = patient.loc[pairs["first"]].to_numpy() == patient.loc[pairs["second"]].to_numpy()
    return bool(same.all()), int((pairs["clear"].to_numpy() & ~same).sum())


def test_sexes_and_pairs_of_the_replicas(skin):
    week_8 = studies.add_sex_genes(studies.load("skin-8wk", source="replica"), seed=8)
    for study in (skin, week_8):
        assert wrong_and_unclear(study) == (0, 0)
        assert right_pairs(study) == (True, 0)


@pytest.mark.parametrize(("seed", "mishap"), list(enumerate(MISHAPS)))
def test_spoiled_arrays(seed, mishap):
    study = spoiled(studies.add_sex_genes(studies.simulate("skin-small", seed), seed=seed), seed, mishap)
    assert wrong_and_unclear(study)[0] == 0
    assert right_pairs(study)[1] == 0


@pytest.mark.deep
def test_two_hundred_studies_with_noise_and_spoiled_arrays():
    wrong = unclear = arrays = whole = falsely_clear = 0
    for seed in range(200):
        study = studies.add_sex_genes(studies.simulate("skin", seed), seed=seed)
        study = spoiled(study, seed, MISHAPS[seed % len(MISHAPS)])
        counts = wrong_and_unclear(study)
        wrong, unclear, arrays = wrong + counts[0], unclear + counts[1], arrays + study.expression.shape[1]
        right, false = right_pairs(study)
        whole, falsely_clear = whole + right, falsely_clear + false
    assert wrong <= 0.001 * arrays, (wrong, unclear, arrays)
    assert unclear <= 0.05 * arrays, (wrong, unclear, arrays)
    assert whole >= 198, (whole, falsely_clear)
    assert falsely_clear == 0


def test_a_swap_of_two_sexes_is_seen_and_one_within_a_sex_too(skin):
    for same_sex in (False, True):
        mixed, (one, other) = studies.swap_two_labels(skin, seed=4, same_sex=same_sex)
        found = patients.same_person(mixed)
        # The two arrays now carry each other's name: the arrays contradict exactly these two labels.
        against = found.pairs[found.pairs["clear"] & ~found.pairs["listed"].astype(bool)]
        assert {one, other} <= {*against["first"], *against["second"]}
        assert "contradict" in found.sentence
        assert found.sentence.startswith("6 of 6 pairs are clear")
        renamed = patients.with_pairs(mixed)
        assert any("named by which arrays" in change for change in renamed.provenance.changes)
        assert patients.paired(mixed)[0].samples["patient"].equals(renamed.samples["patient"])


def test_older_symbols_and_several_genes_a_probe_set(small):
    symbols = small.probe_sets["symbol"].replace({"RPS4Y1": "RPS4Y", "DDX3Y": "DBY"})
    old = replace(small, probe_sets=small.probe_sets.assign(symbol=symbols))
    assert patients.sex_markers(old)["gene"].tolist() == ["RPS4Y1", "DDX3Y", "XIST"]
    lost = replace(small, probe_sets=small.probe_sets.assign(symbol=symbols.replace({"XIST": ""})))
    assert set(patients.infer_sex(lost)["sex"]) == {"unclear"}
    joined = small.probe_sets["symbol"].replace({"LCN2": "LCN2 /// OTHER"})
    both = replace(small, probe_sets=small.probe_sets.assign(symbol=joined))
    assert patients.before_after(both).equals(patients.before_after(small))


def unpaired(study):
    return replace(study, samples=study.samples.assign(patient=None))


def test_a_study_without_pairs(skin):
    bare = unpaired(skin)
    with pytest.raises(PatientError, match=r"patients of skin are not known.*with_pairs"):
        patients.before_after(bare)
    named = patients.with_pairs(bare)
    mine, true = patients.before_after(named)["change"], patients.before_after(skin)["change"]
    assert sorted(mine.round(6)) == sorted(true.round(6))
    assert "names no pairs" in patients.same_person(bare).sentence


def test_unclear_pairs_are_refused(small):
    rng = np.random.default_rng(1)
    noise = small.expression + rng.normal(0, 5, small.expression.shape)
    foggy = replace(small, expression=noise)
    with pytest.raises(PatientError, match="no clear partner"):
        patients.with_pairs(foggy)
    with pytest.raises(PatientError, match="as unpaired groups"):
        patients.paired(unpaired(foggy))


def test_labels_that_join_two_sexes_are_refused(small):
    rng = np.random.default_rng(1)
    markers = patients.sex_markers(small).index
    noise = small.expression + rng.normal(0, 5, small.expression.shape)
    noise.loc[markers] = small.expression.loc[markers]
    women_and_men = small.samples["patient"].replace({"P1": "P6", "P6": "P1"})
    crossed = small.samples["patient"].where(small.samples["time"] == "baseline", women_and_men)
    foggy = replace(small, expression=noise, samples=small.samples.assign(patient=crossed))
    with pytest.raises(PatientError, match="join a female and a male sample"):
        patients.paired(foggy)


def test_one_visit_only(small):
    with pytest.raises(PatientError, match="not of two visits"):
        patients.same_person(replace(small, samples=small.samples.assign(time="baseline")))
    with pytest.raises(PatientError, match="No probe set of skin-small is annotated as KRT99"):
        patients.before_after(small, "KRT99")


# --- what may be said ------------------------------------------------------------------------------------------------


def responding(study, women, men):
    """Give the study's LCN2 the changes that a case asks for."""
    values = study.expression.copy()
    row = study.probe_sets.index[study.probe_sets["symbol"] == "LCN2"][0]
    wanted = {"female": iter(women), "male": iter(men)}
    for name, own in study.samples.groupby("patient", sort=False):
        change = next(wanted[own["sex"].iloc[0]])
        values.loc[row, own.index[own["time"] == "baseline"]] = 6.0
        values.loc[row, own.index[own["time"] != "baseline"]] = 6.0 + change
        assert name
    return replace(study, expression=values)


CASES = {
    "as told": ([0.1, 0.2, 0.3], [2.5, 2.8, 3.1], "it points the way that the article told: more in men"),
    "other way": ([2.5, 2.8, 3.1], [0.1, 0.2, 0.3], "against what the article told: more in women"),
    "not to be told": ([0.1, 2.2, 1.3], [1.5, 0.8, 2.6], "neither confirmed nor refuted"),
}


@pytest.mark.parametrize("code", CASES)
def test_the_statement_follows_from_the_estimates(skin, code):
    women, men, words = CASES[code]
    answer = patients.sex_difference(responding(skin, women, men))
    assert answer.code == code
    assert words in answer.statement
    assert str(answer) == answer.statement
    assert answer.statement.startswith("In this simulated study, which says nothing about patients, the arrays' own")
    assert "3 women and 3 men" in answer.statement
    difference = answer.estimates.loc["difference"]
    assert difference["estimate"] == pytest.approx(np.mean(men) - np.mean(women))
    assert f"{difference['ci_low']:+.2f}".replace("-", "−") in answer.statement
    assert answer.floor == pytest.approx(0.1)
    assert "can't give a P below 0.1" in answer.statement
    assert ("assumes that the changes are normally distributed" in answer.statement) == (code != "not to be told")
    others = [text for other, (_, _, text) in CASES.items() if other != code]
    assert not any(text in answer.statement for text in others)


def test_one_sex_only(skin):
    women = skin.samples.index[skin.samples["sex"] == "female"]
    alone = replace(skin, expression=skin.expression[women], samples=skin.samples.loc[women])
    answer = patients.sex_difference(alone)
    assert answer.code == "one sex missing"
    assert "3 women and 0 men" in answer.statement
    assert "can't be asked of these patients" in answer.statement
    assert "Men minus women" not in answer.statement
    assert np.isnan(answer.floor)
    assert answer.estimates.loc["men"].isna().tolist() == [False, True, True, True]


def test_a_single_man_has_no_interval(skin):
    kept = skin.samples.index[skin.samples["patient"].isin(["P1", "P2", "P3", "P4"])]
    few = replace(skin, expression=skin.expression[kept], samples=skin.samples.loc[kept])
    answer = patients.sex_difference(few)
    assert answer.code == "not to be told"
    assert "3 women and 1 man" in answer.statement
    assert "without an interval" in answer.statement
    assert answer.floor == pytest.approx(0.5)


def test_a_patient_of_unclear_sex_is_left_out_and_said(skin):
    values = skin.expression.copy()
    for row in patients.sex_markers(skin).index:
        values.loc[row, "P5_baseline"] = 6.0
    answer = patients.sex_difference(replace(skin, expression=values))
    assert answer.patients["sex"].isna().sum() == 1
    assert "the sex of 1 patient stayed unclear and is left out" in answer.statement
    assert "3 women and 2 men" in answer.statement


def test_a_sex_that_the_record_states_otherwise_is_a_gap(skin):
    stated = skin.samples.assign(sex=skin.samples["sex"].where(skin.samples["patient"] != "P1", "male"))
    assert pd.isna(patients.with_sex(replace(skin, samples=stated)).samples.loc["P1_baseline", "sex"])


def test_labels_may_be_taken_as_they_are():
    study = studies.load("skin", source="replica")
    answer = patients.sex_difference(study, read_sex=False)
    assert "the labels name 3 women and 3 men" in answer.statement
    assert patients.sex_difference(study).code == "one sex missing"


def test_every_outcome_has_its_words():
    from isotretinoin.patients import answer

    assert set(answer._WEIGHT) == set(patients.CODES) == set(evidence.ANSWERS)
    assert set(answer._OPENING) == {"recomputed", "made-up file", "simulated"}


# --- and what it weighs ----------------------------------------------------------------------------------------------

START = {"patients": 4, "arithmetic": 4, "sebocyte line": 3, "other cells": 2, "animals": 2, "molecules": 2, "words": 0}
STEPS = {
    "few": ("not (smallest_n >= 6)", -1),
    "a message": ("evidence_kind == 'array'", -1),
    "followed": ("design == 'followed'", -1),
    "disputed": ("repeated == 'disputed'", -1),
}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("as told", {"for": "weak", "against": None}),
        ("other way", {"for": "bare", "against": "weak"}),
        ("not to be told", {"for": "bare", "against": None}),
        ("one sex missing", {"for": "bare", "against": None}),
    ],
)
def test_the_grade_of_the_sex_difference_follows_the_answer(code, expected):
    claims = evidence.weighed()
    before = evidence.grade(claims, START, STEPS)
    assert evidence.standing(claims, before, "men respond more") == {"for": "bare", "against": None}
    more = evidence.add_answer(claims, code, "What may be said.", 3, 3, "recomputed")
    graded = evidence.grade(more, START, STEPS)
    assert evidence.standing(more, graded, "men respond more") == expected
    assert len(more) == len(claims) + (code != "one sex missing")
    pd.testing.assert_frame_equal(claims, evidence.weighed())


def test_answers_and_parts_that_do_not_exist():
    claims = evidence.weighed()
    with pytest.raises(evidence.LedgerError, match="no answer 'maybe'"):
        evidence.add_answer(claims, "maybe", "", 3, 3, "recomputed")
    with pytest.raises(evidence.LedgerError, match="no part 'women'"):
        evidence.standing(claims, evidence.grade(claims, START, STEPS), "women")
