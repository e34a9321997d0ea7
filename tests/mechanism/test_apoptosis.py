"""The apoptosis model: its anchors, its limits, and what a knockdown can and can't do in it."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest

from isotretinoin.mechanism import apoptosis
from isotretinoin.mechanism.apoptosis import ParameterError, Parameters

SINGLE = Parameters(necessity=1, sufficiency=1)
REDUNDANT = Parameters(necessity=0, sufficiency=1)
PARTNERS = Parameters(necessity=1, sufficiency=0)
EFFICIENCIES = (0.0, 0.3, 0.6, 0.9, 1.0)


def test_both_anchors_are_met_whatever_is_assumed_around_them():
    for changes in ({}, {"mrna_half_life": 3, "drug_delay": 20}, {"half_dose": 0.4, "dose_steepness": 3}):
        state = apoptosis.at(72, dose=0.1, parameters=Parameters(**changes))
        assert np.log2(state["lcn2_mrna"]) == pytest.approx(2.86, abs=1e-6)
        assert np.log2(state["tnfsf10_mrna"]) == pytest.approx(2.22, abs=1e-6)


def test_anchors_are_the_claims_of_the_ledger():
    ledger = apoptosis.Parameters().table().set_index("parameter")
    assert "lcn2-fold" in ledger.loc["lcn2_fold", "status"]
    assert "gene-tnfsf10" in ledger.loc["tnfsf10_fold", "status"]


def test_without_drug_a_plate_stands_still():
    course = apoptosis.simulate(0, hours=120)
    start = Parameters().baseline_death / Parameters().clearance
    np.testing.assert_allclose(course["tunel"], start, atol=1e-7)
    np.testing.assert_allclose(course[["lcn2_mrna", "ngal", "tnfsf10_mrna"]], 1, atol=1e-7)
    assert (course["signal"] < 1e-9).all()


def test_cells_are_conserved_and_nothing_is_negative():
    arms = itertools.product((0, 0.01, 1), ((None, "none"), (0.5, "LCN2 siRNA"), (1.0, "LCN2 siRNA")), (0, 20))
    for dose, (efficiency, sirna), added in arms:
        course = apoptosis.simulate(
            dose, sirna=sirna, efficiency=efficiency, recombinant_ngal=added, hours=240, every=8
        )
        np.testing.assert_allclose(course[["alive", "dying", "gone"]].sum(axis=1), 1, atol=1e-8)
        assert (course >= 0).all().all()
        assert (course["signal"] <= 1).all()
        assert (course["tunel"] < 1).all()


def test_death_rises_with_dose():
    for parameters in (Parameters(), SINGLE, REDUNDANT, PARTNERS):
        tunel = [apoptosis.at(72, dose=d, parameters=parameters)["tunel"] for d in (0, 0.01, 0.05, 0.1, 0.5, 5)]
        assert (np.diff(tunel) > 0).all()


@pytest.mark.parametrize("parameters", [Parameters(), SINGLE, PARTNERS], ids=["default", "single", "partners"])
def test_a_better_knockdown_leaves_less(parameters):
    left = [apoptosis.drug_effect_left(e, parameters=parameters) for e in EFFICIENCIES]
    assert left[0] == pytest.approx(1, abs=1e-6)
    assert (np.diff(left) < 0).all()
    assert min(left) >= 0


def test_necessity_decides_what_a_perfect_knockdown_leaves():
    left = [apoptosis.drug_effect_left(1, parameters=Parameters(necessity=n)) for n in (0, 0.25, 0.5, 0.75, 1)]
    assert (np.diff(left) < 0).all()
    assert left[-1] == pytest.approx(0, abs=0.02)
    separate = Parameters(necessity=0, sufficiency=0)
    assert apoptosis.drug_effect_left(1, parameters=separate) == pytest.approx(1, abs=1e-6)


def test_a_redundant_route_hides_a_route_that_is_enough_alone():
    """Sufficient but not necessary: siRNA shows little, recombinant NGAL shows much."""
    assert apoptosis.drug_effect_left(0.9, parameters=REDUNDANT) > 0.85
    alone = apoptosis.at(72, dose=0, recombinant_ngal=6, parameters=REDUNDANT)["tunel"]
    drug = apoptosis.at(72, parameters=REDUNDANT)["tunel"]
    assert alone > 0.8 * drug


def test_a_partner_makes_ngal_necessary_and_not_sufficient():
    assert apoptosis.drug_effect_left(1, parameters=PARTNERS) < 0.02
    alone = apoptosis.at(72, dose=0, recombinant_ngal=6, parameters=PARTNERS)["tunel"]
    assert alone == pytest.approx(apoptosis.at(72, dose=0, parameters=PARTNERS)["tunel"], abs=1e-6)


def test_residual_map_is_the_residual_at_each_point():
    table = apoptosis.residual_map([0.5, 0.9], [0.25, 1.0])
    assert list(table.columns) == [0.5, 0.9]
    assert table.loc[1.0, 0.9] == apoptosis.drug_effect_left(0.9, parameters=SINGLE)
    assert table.loc[0.25, 0.5] > table.loc[1.0, 0.5] > table.loc[1.0, 0.9]


def test_each_wiring_has_its_own_pattern():
    """The four experiments of the lesson tell all five stories apart."""
    table = apoptosis.predict_wirings(0.9)
    assert set(table.index) == set(apoptosis.WIRINGS)
    silenced = table["drug, LCN2 siRNA"] < 0.75 * table["drug, control siRNA"]
    enough = table["vehicle, NGAL added"] > 2 * table["vehicle, untouched"]
    assert silenced.to_dict() == {
        "NGAL is the only route": True,
        "two separate routes": True,
        "either route is enough": False,
        "NGAL needs a partner": True,
        "NGAL is a bystander": False,
    }
    assert enough.to_dict() == {
        "NGAL is the only route": True,
        "two separate routes": True,
        "either route is enough": True,
        "NGAL needs a partner": False,
        "NGAL is a bystander": False,
    }
    left = table["drug, LCN2 siRNA"] - table["vehicle, LCN2 siRNA"]
    assert left["NGAL is the only route"] < 0.2 * left["two separate routes"]


def test_sirna_never_exceeds_the_full_effect():
    wirings = itertools.product((0, 0.5, 1), (0, 0.5, 1), (0, 1))
    for necessity, sufficiency, other in wirings:
        parameters = Parameters(necessity=necessity, sufficiency=sufficiency, other_route=other)
        control = apoptosis.at(72, sirna="control siRNA", parameters=parameters)["tunel"]
        for efficiency in EFFICIENCIES:
            tunel = apoptosis.at(72, sirna="LCN2 siRNA", efficiency=efficiency, parameters=parameters)["tunel"]
            assert tunel <= control + 1e-8


def test_knockdown_fades_and_protein_lags_behind_message():
    course = apoptosis.simulate(0, sirna="LCN2 siRNA", efficiency=0.8)
    assert course["lcn2_mrna"].iloc[0] < course["ngal"].iloc[0]
    assert course["lcn2_mrna"].iloc[-1] > 0.2
    lasting = apoptosis.simulate(0, sirna="LCN2 siRNA", efficiency=0.8, parameters=Parameters(sirna_half_life=1e9))
    assert lasting["lcn2_mrna"].iloc[-1] == pytest.approx(0.2, abs=1e-4)


def test_ngal_present_before_the_sirna_decays_with_its_own_half_life():
    quick = Parameters(mrna_half_life=0.01, ngal_half_life=24, sirna_lead=24)
    start = apoptosis.simulate(0, sirna="LCN2 siRNA", efficiency=0.8, parameters=quick).iloc[0]
    assert start["lcn2_mrna"] == pytest.approx(0.2, abs=1e-3)
    assert start["ngal"] == pytest.approx(0.2 + 0.8 / 2, abs=1e-3)


def test_recombinant_ngal_rescues_a_knockdown_of_ngal_but_not_an_off_target_hit():
    def rescued(**changes):
        arms = apoptosis.experiment(0.9, parameters=Parameters(**changes)).set_index("arm")["tunel"]
        return arms["drug, LCN2 siRNA, NGAL added"] / arms["drug, control siRNA"]

    assert rescued(necessity=1, sufficiency=1) > 0.97
    # NGAL does nothing here: the siRNA lowers death through the other route, and NGAL brings nothing back.
    assert rescued(necessity=0, sufficiency=0, off_target=0.9) < 0.4


def test_transfection_alone_kills_so_the_control_sirna_matters():
    arms = apoptosis.experiment(0.7).set_index("arm")["tunel"]
    assert arms["vehicle, control siRNA"] > arms["vehicle, untouched"]
    assert arms["vehicle, control siRNA"] == pytest.approx(arms["vehicle, LCN2 siRNA"], abs=1e-7)


def test_cell_type_switches_the_arms():
    drug = {c: apoptosis.at(72, parameters=Parameters().for_cell(c))["tunel"] for c in apoptosis.CELL_TYPES}
    vehicle = apoptosis.at(72, dose=0)["tunel"]
    assert drug["sebocyte"] > drug["sebocyte without the receptor"] > vehicle
    assert drug["keratinocyte-like"] == pytest.approx(vehicle, abs=1e-7)


def test_a_weaker_lcn2_response_changes_only_the_ngal_arm():
    weak, full = (apoptosis.at(72, parameters=Parameters(lcn2_response=f)) for f in (0.3, 1))
    assert weak["lcn2_mrna"] - 1 == pytest.approx(0.3 * (full["lcn2_mrna"] - 1), rel=1e-6)
    assert weak["tnfsf10_mrna"] == pytest.approx(full["tnfsf10_mrna"], rel=1e-9)
    assert weak["tunel"] < full["tunel"]


def test_time_course_and_snapshot_agree():
    course = apoptosis.simulate(0.2, sirna="LCN2 siRNA", efficiency=0.5, hours=50, every=7)
    assert list(course.index[-2:]) == [49, 50]
    snapshot = apoptosis.at(50, dose=0.2, sirna="LCN2 siRNA", efficiency=0.5)
    np.testing.assert_allclose(course.iloc[-1], snapshot, rtol=1e-5)


def test_table_lists_every_parameter_with_unit_and_status():
    table = Parameters().table()
    assert list(table.columns) == ["parameter", "value", "unit", "status", "meaning"]
    assert set(table["parameter"]) == {f.name for f in dataclasses.fields(Parameters)}
    assert (table["unit"] != "").all()
    assert set(table["status"].str.split(":").str[0]) == {"assumed", "anchored"}
    moved = Parameters(lcn2_fold=3).table().set_index("parameter").loc["lcn2_fold", "status"]
    assert moved.startswith("assumed")


def test_parameters_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Parameters().necessity = 1


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: apoptosis.simulate(-1), "dose must be a number, 0 or more"),
        (lambda: apoptosis.simulate(float("nan")), "dose"),
        (lambda: apoptosis.simulate("0.1"), "dose"),
        (lambda: apoptosis.simulate(True), "dose"),
        (lambda: apoptosis.simulate(hours=0), "hours"),
        (lambda: apoptosis.simulate(hours=1e6), "hours"),
        (lambda: apoptosis.simulate(every=0), "every"),
        (lambda: apoptosis.simulate(recombinant_ngal=-1), "recombinant_ngal"),
        (lambda: apoptosis.simulate(sirna="lcn2"), "sirna is one of"),
        (lambda: apoptosis.simulate(sirna="LCN2 siRNA"), "efficiency, from 0 to 1"),
        (lambda: apoptosis.simulate(sirna="LCN2 siRNA", efficiency=70), "0.7 for 70 %"),
        (lambda: apoptosis.simulate(parameters={"necessity": 1}), "apoptosis.Parameters"),
        (lambda: apoptosis.at(-1), "hours"),
        (lambda: Parameters(necessity=1.2), "necessity must be a number from 0 to 1"),
        (lambda: Parameters(half_dose=0), "half_dose must be a number above 0"),
        (lambda: Parameters(lcn2_fold=0.5), "above 1"),
        (lambda: Parameters(clearance=0.001), "clearance must be faster"),
        (lambda: Parameters().replace(potency=2), "no parameter potency"),
        (lambda: Parameters().for_cell("fibroblast"), "cell_type is one of"),
        (lambda: apoptosis.drug_effect_left(0.5, dose=0), "no effect"),
        (lambda: apoptosis.drug_effect_left(0.5, parameters=Parameters().for_cell("keratinocyte-like")), "no effect"),
    ],
)
def test_bad_input_is_told_in_words(call, words):
    with pytest.raises(ParameterError, match=words.replace("(", r"\(")):
        call()
