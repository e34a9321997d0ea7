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
    # The vehicle death that needs NGAL is missing in both differences; it all but cancels.
    assert apoptosis.drug_effect_left(1, parameters=separate) == pytest.approx(1, abs=1e-3)


def test_a_redundant_route_hides_a_route_that_is_enough_alone():
    """Sufficient but not necessary: siRNA shows little, recombinant NGAL shows much."""
    assert apoptosis.drug_effect_left(0.9, parameters=REDUNDANT) > 0.8
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


@pytest.mark.parametrize("dose", [0.0, 0.1, 3.0])
@pytest.mark.parametrize("efficiency", EFFICIENCIES)
def test_efficiency_is_the_share_that_is_missing_when_cells_are_counted(dose, efficiency):
    for hours in (24, 72, 120):
        plates = [
            apoptosis.at(hours, dose=dose, sirna=sirna, efficiency=efficiency)["lcn2_mrna"]
            for sirna in ("control siRNA", "LCN2 siRNA")
        ]
        assert 1 - plates[1] / plates[0] == pytest.approx(efficiency, abs=1e-7)


def test_efficiency_can_be_that_of_another_hour_and_fades_from_there():
    def removed(hours: float, measured: float) -> float:
        plate = {"sirna": "LCN2 siRNA", "efficiency": 0.5, "measured": measured}
        return 1 - apoptosis.at(hours, dose=0, **plate)["lcn2_mrna"]

    assert removed(72, 72) == pytest.approx(0.5, abs=1e-6)
    assert removed(0, 0) == pytest.approx(0.5, abs=1e-6)
    # Strength 1 at the measured hour; half of it a half-life later removes a third, twice of it before two thirds.
    assert removed(168, 0) == pytest.approx(1 / 3, abs=1e-6)
    assert removed(0, 168) == pytest.approx(2 / 3, abs=1e-6)


def test_a_perfect_sirna_leaves_no_message_at_any_hour():
    course = apoptosis.simulate(sirna="LCN2 siRNA", efficiency=1.0, hours=240, every=24)
    assert (course["lcn2_mrna"] == 0).all()
    assert course["ngal"].is_monotonic_decreasing


def test_knockdown_fades_and_protein_lags_behind_message():
    course = apoptosis.simulate(0, sirna="LCN2 siRNA", efficiency=0.8)
    assert course["lcn2_mrna"].iloc[0] < course["ngal"].iloc[0]
    assert course["lcn2_mrna"].is_monotonic_increasing
    assert course["lcn2_mrna"].iloc[-1] == pytest.approx(0.2, abs=1e-6)
    lasting = apoptosis.simulate(0, sirna="LCN2 siRNA", efficiency=0.8, parameters=Parameters(sirna_half_life=1e9))
    assert lasting["lcn2_mrna"].iloc[0] == pytest.approx(0.2, abs=1e-4)


def test_ngal_present_before_the_sirna_decays_with_its_own_half_life():
    lasting = Parameters(ngal_half_life=24, sirna_lead=24, sirna_half_life=1e9)
    start = apoptosis.simulate(0, sirna="LCN2 siRNA", efficiency=0.8, parameters=lasting).iloc[0]
    assert start["lcn2_mrna"] == pytest.approx(0.2, abs=1e-6)
    assert start["ngal"] == pytest.approx(0.2 + 0.8 / 2, abs=1e-6)


def test_a_knockdown_without_drug_shows_the_death_that_needs_ngal_and_no_more():
    def vehicle(sirna: str, **changes: float) -> float:
        parameters = Parameters(**changes)
        return apoptosis.at(72, dose=0, sirna=sirna, efficiency=0.9, parameters=parameters)["tunel"]

    assert vehicle("LCN2 siRNA") < 0.95 * vehicle("control siRNA")
    for nothing in ({"baseline_by_ngal": 0}, {"receptor": 0}):
        assert vehicle("LCN2 siRNA", **nothing) == pytest.approx(vehicle("control siRNA", **nothing), abs=1e-7)
    full = vehicle("LCN2 siRNA", baseline_by_ngal=1, transfection_death=0)
    assert 0 < full < 0.5 * vehicle("control siRNA", baseline_by_ngal=1, transfection_death=0)


def test_own_and_added_ngal_are_two_columns_and_added_ngal_may_act_less():
    plate = {"dose": 0.0, "recombinant_ngal": 6.0}
    for activity in (0.0, 0.25, 1.0):
        state = apoptosis.at(72, parameters=Parameters(added_activity=activity), **plate)
        assert state["ngal"] == pytest.approx(1, abs=1e-7)
        assert state["added_ngal"] == 6
        assert state["acting_ngal"] == pytest.approx(1 + 6 * activity, abs=1e-7)
    tunel = [
        apoptosis.at(72, parameters=Parameters(added_activity=activity), **plate)["tunel"] for activity in (0, 0.25, 1)
    ]
    assert tunel[0] == pytest.approx(apoptosis.at(72, dose=0)["tunel"], abs=1e-7)
    assert tunel[0] < tunel[1] < tunel[2]


def test_a_rescue_can_fail_although_ngal_is_the_only_route():
    """Added NGAL of the wrong form or in the wrong place clears no gene."""
    deaf = apoptosis.experiment(0.9, parameters=SINGLE.replace(added_activity=0)).set_index("arm")["tunel"]
    silenced, rescued = deaf["drug, LCN2 siRNA"], deaf["drug, LCN2 siRNA, NGAL added"]
    assert rescued == pytest.approx(silenced, abs=1e-9)
    assert silenced < 0.5 * deaf["drug, control siRNA"]


def test_causes_of_what_is_left_run_from_the_message_to_the_killing():
    table = apoptosis.causes_of_what_is_left(0.5, parameters=SINGLE)
    left = table["left"]
    assert left["message"] == pytest.approx(0.5)
    # Half of a 7.26-fold message less the 1 of vehicle, over the whole rise.
    assert left["rise of the message"] == pytest.approx((2**2.86 / 2 - 1) / (2**2.86 - 1), abs=1e-5)
    assert left["killing"] == apoptosis.drug_effect_left(0.5, parameters=SINGLE)
    np.testing.assert_allclose(table["change"].cumsum() + left.iloc[0], left)
    assert left["rise of NGAL, siRNA fades"] < left["rise of NGAL"]
    lasting = apoptosis.causes_of_what_is_left(0.5, parameters=SINGLE.replace(sirna_half_life=1e9))
    assert lasting["change"]["rise of NGAL, siRNA fades"] == pytest.approx(0, abs=1e-9)


def test_what_is_left_hangs_on_where_the_curve_bends():
    """The same knockdown leaves more or less than half: an assumed number decides, and the table says which step."""
    left, steps = {}, {}
    for half_rise in (1 / 3, 0.6, 2):
        base = SINGLE.replace(half_rise=half_rise)
        left[half_rise] = apoptosis.drug_effect_left(0.5, parameters=base)
        steps[half_rise] = apoptosis.causes_of_what_is_left(0.5, parameters=base)["change"]
    assert left[1 / 3] > 0.5 > left[0.6] > left[2]
    before = ["rise of the message", "rise of NGAL", "rise of NGAL, siRNA fades"]
    np.testing.assert_allclose(steps[2][before], steps[1 / 3][before])
    assert steps[1 / 3]["signal"] > 0 > steps[2]["signal"]


def test_recombinant_ngal_rescues_a_knockdown_of_ngal_but_not_an_off_target_hit():
    def rescued(**changes):
        arms = apoptosis.experiment(0.9, parameters=Parameters(**changes)).set_index("arm")["tunel"]
        return arms["drug, LCN2 siRNA, NGAL added"] / arms["drug, control siRNA"]

    assert rescued(necessity=1, sufficiency=1) > 0.97
    # NGAL does nothing here: the siRNA lowers death through the other route, and NGAL brings nothing back.
    assert rescued(necessity=0, sufficiency=0, off_target=0.9) < 0.4


def test_transfection_alone_kills_so_the_control_sirna_matters():
    arms = apoptosis.experiment(0.7, parameters=Parameters(baseline_by_ngal=0)).set_index("arm")["tunel"]
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
    assert list(table.columns) == ["parameter", "value", "range", "unit", "status", "meaning"]
    for name, row in table.set_index("parameter").iterrows():
        for end in map(float, row["range"].split(" to ")):
            if name != "clearance" and (name, end) not in {
                ("drug_death", 0.5),
                ("baseline_death", 0.05),
                ("transfection_death", 0.1),
            }:
                assert getattr(Parameters(**{name: end}), name) == end, f"{name} refuses an end of its own range"
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
        (lambda: apoptosis.simulate(-1), "dose must be a number from 0 to 1000"),
        (lambda: apoptosis.simulate(1e300), "dose must be a number from 0 to 1000"),
        (lambda: apoptosis.simulate(recombinant_ngal=1e300), "recombinant_ngal must be a number from 0 to 10000"),
        (lambda: apoptosis.simulate(sirna="LCN2 siRNA", efficiency=0.5, measured=-1), "measured"),
        (lambda: Parameters(arm_steepness=1000), "arm_steepness must be a number from 0.2 to 20"),
        (lambda: Parameters(dose_steepness=100), "dose_steepness must be a number from 0.2 to 8"),
        (lambda: Parameters(half_dose=1e6), "half_dose must be a number from 0.001 to 1"),
        (lambda: apoptosis.at(parameters=Parameters(half_dose=1, dose_steepness=8)), "10,000-fold"),
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
        (lambda: Parameters(half_dose=0), "half_dose must be a number from 0.001"),
        (lambda: Parameters(lcn2_fold=0.5), "lcn2_fold must be a number from 1.01"),
        (lambda: Parameters(clearance=0.001), "clearance must be faster"),
        (lambda: apoptosis.at(240, parameters=Parameters(drug_death=0.5, clearance=10)), "no cell is left to count"),
        (lambda: Parameters().replace(potency=2), "no parameter potency"),
        (lambda: Parameters().for_cell("fibroblast"), "cell_type is one of"),
        (lambda: apoptosis.drug_effect_left(0.5, dose=0), "no effect"),
        (lambda: apoptosis.drug_effect_left(0.5, parameters=Parameters().for_cell("keratinocyte-like")), "no effect"),
    ],
)
def test_bad_input_is_told_in_words(call, words):
    with pytest.raises(ParameterError, match=words.replace("(", r"\(")):
        call()


@pytest.mark.parametrize(
    "extreme",
    [
        {"arm_steepness": 20, "half_rise": 0.01, "ngal_half_life": 1000, "lcn2_fold": 1.01},
        {"half_dose": 1e-3, "dose_steepness": 8},
        {"mrna_half_life": 0.01, "ngal_half_life": 0.01, "drug_delay": 0.01},
        {"sirna_half_life": 1, "sirna_lead": 120},
        {"baseline_death": 0.02, "clearance": 10},
    ],
)
def test_the_ends_of_the_ranges_stay_finite(extreme):
    """No overflow, no missing value, no warning: what the table allows can be computed."""
    with np.errstate(all="raise"):
        for dose, added in ((0.0, 0.0), (apoptosis.LARGEST_DOSE, apoptosis.MOST_NGAL), (1e-300, 1.0)):
            plate = {"sirna": "LCN2 siRNA", "efficiency": 0.999999, "recombinant_ngal": added, "hours": 240}
            course = apoptosis.simulate(dose, every=24, parameters=Parameters(**extreme), **plate)
            assert np.isfinite(course.to_numpy()).all()
            assert course["signal"].between(0, 1).all()
