"""The receptor model against closed forms: binding, depletion, reserve, selectivity, and what a response can't tell."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq

from isotretinoin import evidence
from isotretinoin.mechanism import receptors
from isotretinoin.mechanism.receptors import Candidate, CellType, ParameterError, Parameters

DOSES = np.geomspace(1e-3, 1e5, 33)
CROWDED = 1e9


def one_form(level: float = 20_000, kd: float = 5.0, half_response: float = 2_000, **more):
    return Candidate(kd={"short": kd}), CellType(levels={"short": level}, half_response=half_response, **more)


def beyond_reserve(reserve: float):
    return Candidate(kd={"short": 20.0}), CellType.from_reserve("cell", {"short": 20_000}, reserve)


def test_a_dose_that_is_too_small_to_follow_is_refused_and_never_cut():
    """Half of the maximum needs kd / (reserve - 1): right up to the end of the range, and an error beyond it."""
    for reserve in (1e3, 1e6, 0.9e9):
        assert receptors.dose_for(0.5, *beyond_reserve(reserve)) == pytest.approx(20 / (reserve - 1), rel=1e-6)
    for reserve in (1e10, 1e12):
        with pytest.raises(ParameterError, match="no smaller amounts"):
            receptors.dose_for(0.5, *beyond_reserve(reserve))


def test_occupancy_is_a_half_at_the_dissociation_constant():
    np.testing.assert_allclose(receptors.occupancy(np.array([0, 20 / 9, 20, 180]), 20), [0, 0.1, 0.5, 0.9])
    assert isinstance(receptors.occupancy(20, 20), float)


def test_depletion_has_its_three_limits():
    # Few receptors: the simple formula. Tight binding: one ligand, one receptor. Little ligand: R / (R + kd) binds.
    np.testing.assert_allclose(receptors.occupied(DOSES, 1e-9, 5), receptors.occupancy(DOSES, 5), rtol=1e-8)
    assert receptors.occupied(3, 10, 1e-12) == pytest.approx(0.3, rel=1e-9)
    assert receptors.occupied(30, 10, 1e-12) == pytest.approx(1, rel=1e-9)
    assert receptors.occupied(1e-12, 10, 5) * 10 / 1e-12 == pytest.approx(10 / 15, rel=1e-9)


def test_equilibrium_of_one_pair_is_the_root_of_the_quadratic():
    for kd, sites in ((5.0, 3.0), (1e-4, 50.0), (1e4, 0.01)):
        found = receptors.equilibrium(DOSES[:, None], [sites], [[kd]])
        np.testing.assert_allclose(found.bound[:, 0, 0] / sites, receptors.occupied(DOSES, sites, kd), rtol=1e-8)


def test_equilibrium_of_one_ligand_and_three_forms_is_the_root_of_its_mass_balance():
    sites, kd = np.array([2.0, 30.0, 7.0]), np.array([0.1, 5.0, 300.0])
    for total in (1e-6, 0.5, 20, 39, 500):
        free = brentq(lambda x, t=total: x + (sites * x / (kd + x)).sum() - t, 0, total, xtol=1e-15, rtol=1e-14)
        found = receptors.equilibrium([total], sites, kd[None, :])
        assert found.free_ligand[0] == pytest.approx(free, rel=1e-8)


def test_several_ligands_obey_mass_balance_and_mass_action():
    rng = np.random.default_rng(13)
    for _ in range(20):
        ligands, sites = 10 ** rng.uniform(-4, 4, (4, 2)), 10 ** rng.uniform(-4, 4, 3)
        kd = 10 ** rng.uniform(-4, 4, (2, 3))
        found = receptors.equilibrium(ligands, sites, kd)
        np.testing.assert_allclose(found.free_ligand + found.bound.sum(axis=2), ligands, rtol=1e-7)
        np.testing.assert_allclose(found.free_receptor + found.bound.sum(axis=1), np.tile(sites, (4, 1)), rtol=1e-7)
        action = found.free_ligand[:, :, None] * found.free_receptor[:, None, :] / found.bound
        np.testing.assert_allclose(action, np.tile(kd, (4, 1, 1)), rtol=1e-9)


def test_a_pair_that_does_not_bind_leaves_both_free():
    found = receptors.equilibrium([3.0, 0.0], [2.0, 1.0], [[1.0, np.inf], [1.0, 1.0]])
    assert found.bound[0, 1] == 0
    assert found.free_ligand[1] == 0
    assert found.free_receptor[1] == pytest.approx(1)


def test_copies_become_a_concentration():
    # As many copies as Avogadro's number in one litre are one mole.
    assert receptors.concentration(6.02214076e23 / 1000, 1) == pytest.approx(1e9)


def test_response_is_black_and_leffs_closed_form():
    for level, kd, n in ((20_000, 5, 1), (500, 40, 1), (8_000, 5, 2)):
        ligand, cell = one_form(level, kd, steepness=n, maximum=0.8)
        tau = level / 2_000
        expected = 0.8 * tau**n * DOSES**n / ((kd + DOSES) ** n + tau**n * DOSES**n)
        found = receptors.curve(ligand, cell, DOSES)["response"]
        np.testing.assert_allclose(found, expected, rtol=1e-10)
        assert receptors.ceiling(ligand, cell) == pytest.approx(0.8 * tau**n / (1 + tau**n))


def test_half_of_the_cells_own_ceiling_comes_at_kd_over_one_plus_tau():
    for tau in (0.2, 1, 10, 1000):
        ligand = Candidate(kd={"short": 50})
        cell = CellType.from_reserve("cell", {"short": 3_000}, tau)
        assert cell.reserve == pytest.approx(tau)
        half = receptors.ceiling(ligand, cell) / 2
        assert receptors.dose_for(half, ligand, cell) == pytest.approx(50 / (1 + tau), rel=1e-9)


def test_doses_for_a_response_meet_the_curve_with_and_without_depletion():
    ligand, cell = Parameters().ngal(), Parameters().cell("sebocyte")
    for cells_per_ml in (0, 1e6, CROWDED):
        for response in (0.01, 0.5, 0.9):
            dose = receptors.dose_for(response, ligand, cell, cells_per_ml=cells_per_ml)
            found = receptors.curve(ligand, cell, [dose], cells_per_ml=cells_per_ml)["response"].iloc[0]
            assert found == pytest.approx(response, rel=1e-8)
    crowded, sparse = (receptors.dose_for(0.5, ligand, cell, cells_per_ml=c) for c in (CROWDED, 0))
    assert crowded > 5 * sparse


def test_what_is_free_and_what_is_bound_add_up_to_the_dose():
    ligand, cell = Parameters().ngal(), Parameters().cell("keratinocyte")
    frame = receptors.curve(ligand, cell, [0, *DOSES], cells_per_ml=CROWDED)
    bound = frame.filter(like="bound ").sum(axis=1) * receptors.concentration(1, CROWDED)
    np.testing.assert_allclose(frame["free"] + bound, frame.index, rtol=1e-9, atol=1e-15)
    assert frame["response"].iloc[0] == 0


def test_a_silent_form_matters_only_where_it_takes_ligand_away():
    ligand = Candidate(kd={"short": 5, "decoy": 5}, efficacy={"short": 1})
    bare, with_decoy = (
        CellType(levels={"short": 2_000, "decoy": level}, half_response=2_000) for level in (0, 200_000)
    )
    for cells_per_ml, same in ((0, True), (CROWDED, False)):
        plain, decoyed = (
            receptors.curve(ligand, cell, [5], cells_per_ml=cells_per_ml)["response"].iloc[0]
            for cell in (bare, with_decoy)
        )
        assert math.isclose(plain, decoyed) is same
        assert decoyed <= plain


def test_a_silent_competitor_shifts_the_curve_as_gaddum_says():
    ligand, cell = one_form()
    blocker = Candidate(name="blocker", kd={"short": 2}, efficacy=0)
    shifted = receptors.curve(ligand, cell, DOSES * (1 + 30 / 2), beside=[(blocker, 30)])["response"]
    np.testing.assert_allclose(shifted, receptors.curve(ligand, cell, DOSES)["response"], rtol=1e-9)


def test_without_reserve_a_tenth_of_the_receptors_is_a_lower_ceiling_and_with_reserve_a_higher_dose():
    ligand = Candidate(kd={"short": 5})
    rich = CellType(name="target", levels={"short": 1_000_000}, half_response=1)
    poor = rich.with_levels(short=100_000)
    assert receptors.selectivity(ligand, rich, poor) == pytest.approx(10, rel=1e-4)
    scarce = CellType(name="target", levels={"short": 4_000}, half_response=2_000)
    assert receptors.selectivity(ligand, scarce, scarce.with_levels(short=400)) == math.inf
    assert receptors.selectivity(ligand, scarce.with_levels(short=400), scarce) == 0
    nothing = scarce.with_levels(short=0)
    assert math.isnan(receptors.selectivity(ligand, nothing, nothing))


def test_like_cells_give_no_selectivity_and_no_window():
    ligand, cell = Parameters().ngal(), Parameters().cell("sebocyte")
    assert receptors.selectivity(ligand, cell, cell) == 1
    found = receptors.window(ligand, cell, cell)
    assert not found.is_open
    assert found.fold < 1


def test_the_window_keeps_its_two_promises():
    ngal = Parameters().ngal()
    target, other = (Parameters().cell(name) for name in receptors.CELLS)
    found = receptors.window(ngal, target, other, wanted=0.6, allowed=0.2)
    assert found.is_open
    assert found.fold > 1
    assert receptors.curve(ngal, target, [found.lowest])["response"].iloc[0] == pytest.approx(0.6)
    assert receptors.curve(ngal, other, [found.highest])["response"].iloc[0] == pytest.approx(0.2)


def test_a_form_that_only_the_target_has_opens_the_window_without_end():
    ligand = Candidate(kd={"short": 5})
    target = CellType(name="gland", levels={"short": 20_000}, half_response=2_000)
    other = CellType(name="epidermis", levels={"long": 20_000}, half_response=2_000)
    found = receptors.window(ligand, target, other)
    assert found.highest == math.inf
    assert found.fold == math.inf
    backwards = receptors.window(ligand, other, target)
    assert not backwards.is_open
    assert backwards.fold == 0


def test_profile_puts_the_parts_together():
    target, other = (Parameters().cell(name) for name in receptors.CELLS)
    ligand = Parameters().ngal()
    found = receptors.profile(ligand, target, other)
    assert set(found.curves["cell"]) == set(receptors.CELLS)
    assert found.window == receptors.window(ligand, target, other)
    assert found.selectivity == receptors.selectivity(ligand, target, other)
    assert found.curves.groupby("cell")["response"].max()["keratinocyte"] <= found.ceilings["keratinocyte"]
    doses, kds = found.curves["dose"], ligand.kd.values()
    assert (doses.min(), doses.max()) == pytest.approx((min(kds) / 1000, max(kds) * 1000))


def test_one_response_leaves_a_line_of_levels_and_affinities():
    kds = np.geomspace(0.1, 1000, 9)
    levels = receptors.level_for(0.4, 7.0, kds, half_response=2_000)
    for level, kd in zip(levels, kds, strict=True):
        ligand, cell = one_form(level, kd)
        assert receptors.curve(ligand, cell, [7.0])["response"].iloc[0] == pytest.approx(0.4)
    assert (np.diff(levels) > 0).all()
    half_as_good = receptors.level_for(0.4, 7.0, kds, half_response=2_000, efficacy=0.5)
    np.testing.assert_allclose(half_as_good, 2 * levels)


def test_level_and_efficacy_can_never_be_told_apart_by_a_response():
    twice = Candidate(kd={"short": 5}, efficacy=0.5), CellType(levels={"short": 40_000}, half_response=2_000)
    responses = [receptors.curve(*pair, DOSES)["response"] for pair in (one_form(), twice)]
    np.testing.assert_allclose(*responses, rtol=1e-12)


def fitting(measured) -> np.ndarray:
    levels, kds = np.geomspace(2e3, 2e6, 61), np.geomspace(0.5, 500, 61)
    table = receptors.chi_square(measured, levels, kds)
    return (table - table.to_numpy().min() <= 5.99).to_numpy()


def test_binding_or_fewer_receptors_shrink_what_a_response_leaves_open():
    """With a large reserve a whole response curve leaves a ridge; either second experiment turns it into a spot."""
    doses = np.geomspace(0.01, 100, 9)
    truth = {"level": 100_000, "kd": 20, "doses": doses}
    whole = receptors.measure(**truth, seed=1)
    assert fitting(whole).any(axis=0).sum() > 25
    for second in ({"quantity": "bound", "seed": 2}, {"left": 0.02, "seed": 3}):
        both = pd.concat([whole, receptors.measure(**truth, **second)])
        assert 0 < fitting(both).any(axis=0).sum() < 12


def test_chi_square_is_the_number_of_values_at_the_truth_on_average():
    doses, found = np.geomspace(0.1, 100, 8), []
    for seed in range(200):
        measured = receptors.measure(10_000, 20, doses, seed=seed)
        found.append(receptors.chi_square(measured, [10_000], [20]).iloc[0, 0])
    assert np.mean(found) == pytest.approx(8, abs=1)


def test_every_parameter_is_called_assumed_and_no_form_is_a_named_protein():
    table = Parameters().table()
    assert set(table["status"]) == {"assumed"}
    assert len(table) == len(dataclasses.fields(Parameters))
    told = evidence.claim("seed-three-receptor-forms").claim
    assert all(form in told for form in receptors.FORMS)


def test_parameters_reach_cells_and_ligand():
    changed = Parameters().replace(sebocyte_long=7, kd_high=3, efficacy_short=0.5, half_response=11)
    assert changed.cell("sebocyte").levels["long"] == 7
    assert changed.cell("keratinocyte").half_response == 11
    assert changed.ngal().kd["high molecular weight"] == 3
    assert changed.ngal().efficacy["short"] == 0.5


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda: Parameters(kd_short=0), "kd_short must be a number above 0"),
        (lambda: Parameters(efficacy_long=80), "0.7 for 70 %"),
        (lambda: Parameters().replace(kd_middle=1), "no parameter kd_middle"),
        (lambda: Parameters().cell("melanocyte"), "cell is one of sebocyte, keratinocyte"),
        (lambda: Candidate(kd={}), "kd maps receptor forms"),
        (lambda: Candidate(kd={"short": 1}, efficacy={"long": 1}), "has no kd"),
        (lambda: CellType(levels={"short": -1}, half_response=1), "levels of short"),
        (lambda: CellType.from_reserve("cell", {"short": 0}, 3), "without receptors"),
        (lambda: receptors.occupancy(-1, 5), "free must be finite numbers"),
        (lambda: receptors.occupancy("much", 5), "free must be numbers"),
        (lambda: receptors.equilibrium([1.0], [1.0, 2.0], [[1.0]]), "one row per ligand"),
        (lambda: receptors.equilibrium([1.0], [1.0], [[0.0]]), "np.inf for a pair"),
        (lambda: receptors.dose_for(1.0, *one_form()), "below the maximum"),
        (lambda: receptors.dose_for(0.5, *beyond_reserve(1e10)), "smaller reserve"),
        (lambda: receptors.level_for(1.2, 1, 1, half_response=1), "below the maximum"),
        (lambda: receptors.measure(1, 1, [1], quantity="weight"), "quantity is one of"),
        (lambda: receptors.measure(1, 1, [1], seed=-1), "seed must be a whole number"),
        (lambda: receptors.chi_square([1], [1], [1]), "columns of receptors.measure"),
        (lambda: receptors.profile(Parameters().ngal(), *[Parameters().cell("sebocyte")] * 2), "two names"),
    ],
)
def test_bad_input_is_told_what_to_give(wrong, says):
    with pytest.raises(ParameterError, match=says):
        wrong()
