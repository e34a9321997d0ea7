"""The simulated trial: its truth is in its data, and its envelope stays shut until a rule is written down."""

from __future__ import annotations

import numpy as np
import pytest

from isotretinoin.studies import SealedTrial, TrialError, TrialParameters, capstone_trial, simulate_trial

MANY = 400


def changes(trial, outcome):
    return trial[f"{outcome} after"] - trial[f"{outcome} before"]


def difference(trial, outcome, rows=slice(None)):
    """Mean change, active minus placebo."""
    part = trial.loc[rows]
    means = changes(part, outcome).groupby(part["arm"]).mean()
    return means["active"] - means["placebo"]


@pytest.fixture(scope="module")
def drawn():
    truth = TrialParameters(per_arm=50, gland=0.7, epidermis=0.3, men_more=0.6, others=2, spread=2.0)
    return truth, simulate_trial(truth, seed=1, repeats=MANY)


def test_one_row_for_each_patient(drawn):
    truth, trial = drawn
    assert len(trial) == MANY * 2 * truth.per_arm
    assert list(trial.columns[:4]) == ["trial", "arm", "patient", "sex"]
    assert [name.removesuffix(" before") for name in trial.columns[4::2]] == list(truth.outcomes)
    counts = trial.groupby(["trial", "arm", "sex"]).size()
    assert (counts == truth.per_arm // 2).all()
    assert trial.groupby("trial")["patient"].nunique().eq(2 * truth.per_arm).all()


def test_true_effects_come_back(drawn):
    truth, trial = drawn
    error = 5 * np.sqrt(2 / (truth.per_arm * MANY))  # five standard errors of the mean difference
    assert difference(trial, "gland") == pytest.approx(truth.gland, abs=error)
    assert difference(trial, "epidermis") == pytest.approx(truth.epidermis, abs=error)
    for outcome in truth.outcomes[2:]:
        assert difference(trial, outcome) == pytest.approx(0, abs=error)


def test_men_answer_more_and_the_mean_stays(drawn):
    truth, trial = drawn
    by_sex = {sex: difference(trial, "gland", trial["sex"] == sex) for sex in ("male", "female")}
    error = 5 * np.sqrt(2 / (truth.per_arm / 2 * MANY)) * np.sqrt(2)
    assert by_sex["male"] - by_sex["female"] == pytest.approx(truth.men_more, abs=error)


def test_changes_have_unit_spread_and_patients_their_own(drawn):
    truth, trial = drawn
    placebo = trial[trial["arm"] == "placebo"]
    assert changes(placebo, "gland").std() == pytest.approx(1, abs=0.03)
    assert placebo["gland before"].std() == pytest.approx(truth.spread, abs=0.06)
    assert np.corrcoef(changes(placebo, "gland"), placebo["gland before"])[0, 1] == pytest.approx(0, abs=0.03)


def test_the_same_patients_at_the_same_seed():
    without = simulate_trial(TrialParameters(gland=0.0), seed=3)
    with_effect = simulate_trial(TrialParameters(gland=1.0), seed=3)
    placebo = without["arm"] == "placebo"
    assert np.array_equal(without[placebo], with_effect[placebo])
    shift = (with_effect["gland after"] - without["gland after"])[~placebo]
    assert np.allclose(shift, 1.0)
    assert not without.equals(simulate_trial(TrialParameters(gland=0.0), seed=4))


@pytest.mark.parametrize(
    "given",
    [
        {"per_arm": 5},
        {"per_arm": 2},
        {"per_arm": 10.0},
        {"per_arm": True},
        {"gland": float("nan")},
        {"gland": "1"},
        {"others": -1},
        {"spread": -0.1},
    ],
)
def test_impossible_parameters_are_refused(given):
    with pytest.raises(TrialError, match=next(iter(given))):
        TrialParameters(**given)


@pytest.mark.parametrize("given", [{"seed": -1}, {"seed": 1.5}, {"seed": 1, "repeats": 0}])
def test_impossible_draws_are_refused(given):
    with pytest.raises(TrialError, match="whole number"):
        simulate_trial(TrialParameters(), **given)


def test_the_envelope_opens_after_the_rule_and_keeps_it():
    trial = SealedTrial(TrialParameters(), seed=15)
    assert trial.rule is None
    with pytest.raises(TrialError, match="write the rule down first"):
        trial.open()
    rule = {"gland at least": 0.0}
    trial.commit(rule)
    rule["gland at least"] = -1.0  # the writer's own copy is no way round it
    assert trial.rule == {"gland at least": 0.0}
    with pytest.raises(TypeError):
        trial.rule["gland at least"] = -1.0
    with pytest.raises(TrialError, match="already written down"):
        trial.commit(rule)
    trial.commit({"gland at least": 0.0})  # a cell run twice
    assert trial.open().equals(simulate_trial(TrialParameters(), seed=15))


@pytest.mark.parametrize("rule", [{}, None, "go"])
def test_an_empty_rule_is_none(rule):
    with pytest.raises(TrialError, match="A rule is a mapping"):
        SealedTrial(TrialParameters(), seed=15).commit(rule)


def test_the_truth_stays_in_the_envelope_until_the_data_are_open():
    truth = TrialParameters(gland=0.3)
    trial = SealedTrial(truth, seed=15)
    with pytest.raises(TrialError, match=r"call trial\.open\(\) first"):
        _ = trial.truth
    trial.commit({"gland at least": 0.0})
    with pytest.raises(TrialError, match=r"call trial\.open\(\) first"):
        _ = trial.truth
    trial.open()
    assert trial.truth == truth


def test_the_capstone_harms_below_its_limit_and_equally_in_women_and_men():
    trial = capstone_trial()
    trial.commit({"epidermis ends below": 0.5})
    trial.open()
    assert 0 < trial.truth.epidermis < 0.5
    assert trial.truth.men_more == 0
